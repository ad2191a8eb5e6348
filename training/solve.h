/* solve.h - support vector machines, through liblinear and libsvm. */
#ifndef DETENTE_SOLVE_H
#define DETENTE_SOLVE_H

#include "features.h"

struct svm_model;
struct rows;

/* Rows for training: vectors with a label below `classes` and a weight (a
 * row counts as so many). */
struct rows *rows_open(unsigned classes, size_t features, unsigned copies);
/* `copy` 0: the vector alone.  Above that every feature i stands there a
 * second time, as copy * features + i, times `share`: weights that rows of
 * one copy have to themselves.  The space must be as wide as rows_open was
 * told: features * (copies + 1); the constant comes last. */
void rows_add(struct rows *rows, const struct vector *vector, uint32_t label,
              uint32_t weight, unsigned copy, double share);
void rows_close(struct rows *rows);
/* Features in all, copies counted. */
size_t rows_width(const struct rows *rows);
size_t rows_count(const struct rows *rows);

/* Fits one weight vector a class, each against the rest, on the rows
 * `chosen`: weights[id * classes + class], the constant's last; room for
 * (rows_width + 1) * classes.  L2-regularised squared hinge loss; every class
 * weighs the same as a whole.  No randomness: the same rows in the same order
 * give the same bits. */
bool solve_linear(const struct rows *rows, const size_t *chosen,
                  size_t count, double cost, double *weights,
                  struct failure *why);
/* w'x for each class. */
void solve_decide(const struct rows *rows, size_t row, const double *weights,
                  double *decision);

/* C-SVC with a kernel: libsvm's numbers (1 polynomial, 2 RBF, 3 sigmoid).
 * Values are rounded to the 8 digits that its files keep.  The model refers
 * to memory of `rows`. */
struct svm_model *solve_kernel(const struct rows *rows, const size_t *chosen,
                               size_t count, int kernel, double cost,
                               double gamma, struct failure *why);
/* The decisions of such a model as model.c forms them. */
void solve_decide_kernel(const struct rows *rows, size_t row,
                         const struct svm_model *svm, double *decision);

#endif
