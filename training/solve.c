/* solve.c - rows as liblinear's and libsvm's sparse vectors.
 *
 * Both libraries have the same node of index and value, indices from 1.  The
 * constant 1 is a feature of the linear problem (its weight is regularised
 * like the others', as in LIBLINEAR; Fan et al., JMLR 9, 2008); libsvm does
 * without it. */
#include "solve.h"

#include "vote.h"

#include <libsvm/svm.h>
#include <linear.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct rows {
    struct arena arena;
    unsigned classes;
    size_t own, features; /* without copies, and with */
    struct feature_node **nodes; /* end in index -1 */
    uint32_t *labels, *weights;
    uint8_t *copies;
    size_t count, room;
    struct svm_node **rounded; /* made when first asked for */
};

_Static_assert(sizeof(struct svm_node) == sizeof(struct feature_node),
               "the two libraries' nodes are alike");

struct rows *rows_open(unsigned classes, size_t features, unsigned copies) {
    struct rows *rows = allocate(sizeof *rows);
    *rows = (struct rows){.classes = classes,
                          .own = features,
                          .features = features * (copies + 1)};
    return rows;
}

void rows_close(struct rows *rows) {
    if (!rows)
        return;
    arena_free(&rows->arena);
    free(rows->nodes);
    free(rows->labels);
    free(rows->weights);
    free(rows->copies);
    free(rows->rounded);
    free(rows);
}

size_t rows_count(const struct rows *rows) { return rows->count; }
size_t rows_width(const struct rows *rows) { return rows->features; }

void rows_add(struct rows *rows, const struct vector *vector, uint32_t label,
              uint32_t weight, unsigned copy, double share) {
    if (rows->count == rows->room) {
        rows->room = rows->room * 2 + 1024;
        rows->nodes =
            reallocate(rows->nodes, rows->room * sizeof *rows->nodes);
        rows->labels =
            reallocate(rows->labels, rows->room * sizeof *rows->labels);
        rows->weights =
            reallocate(rows->weights, rows->room * sizeof *rows->weights);
        rows->copies =
            reallocate(rows->copies, rows->room * sizeof *rows->copies);
    }
    size_t count = vector->count;
    struct feature_node *nodes =
        arena_take(&rows->arena, (2 * count + 2) * sizeof *nodes);
    for (size_t i = 0; i < count; i++)
        nodes[i] = (struct feature_node){(int)vector->items[i].id + 1,
                                         vector->items[i].value};
    for (size_t i = 0; copy && i < vector->count; i++, count++)
        nodes[count] = (struct feature_node){
            nodes[i].index + (int)(copy * rows->own), share * nodes[i].value};
    nodes[count] = (struct feature_node){(int)rows->features + 1, 1};
    nodes[count + 1].index = -1;
    rows->nodes[rows->count] = nodes;
    rows->labels[rows->count] = label;
    rows->copies[rows->count] = (uint8_t)copy;
    rows->weights[rows->count++] = weight;
}

/* ---- linear ----------------------------------------------------------- */

/* How far the classes are made to weigh the same: 0 not at all, 1 wholly. */
static const double EVENNESS = 0.6;

static void quiet(const char *text) { (void)text; }

/* The rows chosen, each as often as it weighs, for one class against the
 * rest. */
struct binary {
    struct feature_node **x;
    double *y;
    size_t count;
    /* of those that balance the classes: all but a second copy's */
    size_t balancing, positive;
};

static void choose_rows(struct binary *binary, const struct rows *rows,
                        const size_t *chosen, size_t count, uint32_t class) {
    size_t total = 0;
    for (size_t i = 0; i < count; i++)
        total += rows->weights[chosen[i]];
    *binary = (struct binary){.x = allocate((total + 1) * sizeof(void *)),
                              .y = allocate((total + 1) * sizeof(double))};
    for (size_t i = 0; i < count; i++) {
        size_t row = chosen[i];
        for (uint32_t k = 0; k < rows->weights[row]; k++) {
            binary->x[binary->count] = rows->nodes[row];
            binary->y[binary->count++] = rows->labels[row] == class ? 1 : -1;
            if (rows->copies[row] > 1)
                continue;
            binary->balancing++;
            binary->positive += rows->labels[row] == class;
        }
    }
}

static bool solve_class(const struct rows *rows, const struct binary *binary,
                        double cost, uint32_t class, double *weights,
                        struct failure *why) {
    unsigned classes = rows->classes;
    double all = (double)binary->balancing, positive = (double)binary->positive;
    if (!binary->positive || binary->positive == binary->balancing)
        return fail(why, "a class has no examples in a part of the data");
    int labels[2] = {1, -1};
    double balance[2] = {
        pow(all / (classes * positive), EVENNESS),
        pow((classes - 1) * all / (classes * (all - positive)), EVENNESS)};
    struct problem problem = {.l = (int)binary->count,
                              .n = (int)rows->features + 1,
                              .y = binary->y,
                              .x = binary->x,
                              .bias = 1};
    struct parameter parameter = {.solver_type = L2R_L2LOSS_SVC,
                                  .eps = 0.01,
                                  .C = cost,
                                  .nr_weight = 2,
                                  .weight_label = labels,
                                  .weight = balance};
    const char *wrong = check_parameter(&problem, &parameter);
    if (wrong)
        return fail(why, "liblinear: %s", wrong);
    set_print_string_function(quiet);
    struct model *model = train(&problem, &parameter);
    double sign = model->label[0] == 1 ? 1 : -1;
    for (size_t i = 0; i <= rows->features; i++) {
        weights[i * classes + class] = sign * model->w[i];
    }
    free_and_destroy_model(&model);
    return true;
}

bool solve_linear(const struct rows *rows, const size_t *chosen,
                  size_t count, double cost, double *weights,
                  struct failure *why) {
    unsigned classes = rows->classes;
    bool good = true;
    for (uint32_t class = 0; good && class < classes; class++) {
        if (classes == 2 && class == 1) {
            for (size_t i = 0; i <= rows->features; i++)
                weights[i * 2 + 1] = -weights[i * 2];
            break;
        }
        struct binary binary;
        choose_rows(&binary, rows, chosen, count, class);
        good = solve_class(rows, &binary, cost, class, weights, why);
        free(binary.x);
        free(binary.y);
    }
    return good;
}

void solve_decide(const struct rows *rows, size_t row, const double *weights,
                  double *decision) {
    unsigned classes = rows->classes;
    for (unsigned k = 0; k < classes; k++)
        decision[k] = 0;
    for (const struct feature_node *node = rows->nodes[row];
         node->index != -1; node++)
        for (unsigned k = 0; k < classes; k++)
            decision[k] +=
                node->value * weights[(size_t)(node->index - 1) * classes + k];
}

/* ---- kernels ---------------------------------------------------------- */

static void round_values(struct rows *rows) {
    rows->rounded = allocate((rows->count + 1) * sizeof(void *));
    for (size_t i = 0; i < rows->count; i++) {
        size_t count = 0;
        while (rows->nodes[i][count].index != -1)
            count++;
        /* without the constant, which is last */
        struct svm_node *made =
            arena_take(&rows->arena, count * sizeof *made);
        for (size_t k = 0; k + 1 < count; k++) {
            char text[32];
            snprintf(text, sizeof text, "%.8g", rows->nodes[i][k].value);
            made[k] = (struct svm_node){rows->nodes[i][k].index,
                                        strtod(text, NULL)};
        }
        made[count - 1].index = -1;
        rows->rounded[i] = made;
    }
}

struct svm_model *solve_kernel(const struct rows *rows, const size_t *chosen,
                               size_t count, int kernel, double cost,
                               double gamma, struct failure *why) {
    struct rows *own = (struct rows *)rows;
    unsigned classes = rows->classes;
    if (!rows->rounded)
        round_values(own);
    size_t sizes[64] = {0}, total = 0;
    struct svm_problem problem = {
        .l = (int)count,
        .y = allocate((count + 1) * sizeof(double)),
        .x = allocate((count + 1) * sizeof(void *))};
    /* class by class, since libsvm numbers labels as it meets them */
    for (uint32_t class = 0; class < classes; class++)
        for (size_t i = 0; i < count; i++) {
            if (rows->labels[chosen[i]] != class)
                continue;
            sizes[class]++;
            problem.y[total] = class;
            problem.x[total++] = rows->rounded[chosen[i]];
        }
    int labels[64];
    double balance[64];
    bool whole = true;
    for (unsigned k = 0; k < classes; k++) {
        labels[k] = (int)k;
        whole = whole && sizes[k];
        balance[k] = (double)count / (classes * (double)(sizes[k] + !sizes[k]));
    }
    struct svm_parameter parameter = {.svm_type = C_SVC,
                                      .kernel_type = kernel,
                                      .degree = 2,
                                      .gamma = gamma,
                                      .cache_size = 200,
                                      .eps = 0.001,
                                      .C = cost,
                                      .nr_weight = (int)classes,
                                      .weight_label = labels,
                                      .weight = balance,
                                      .shrinking = 1};
    struct svm_model *svm = NULL;
    const char *wrong = whole ? svm_check_parameter(&problem, &parameter)
                              : "a class has no examples in a part";
    svm_set_print_string_function(quiet);
    if (wrong)
        fail(why, "libsvm: %s", wrong);
    else
        svm = svm_train(&problem, &parameter);
    if (svm) { /* these would point into the stack */
        svm->param.nr_weight = 0;
        svm->param.weight_label = NULL;
        svm->param.weight = NULL;
    }
    free(problem.y);
    free(problem.x);
    return svm;
}

void solve_decide_kernel(const struct rows *rows, size_t row,
                         const struct svm_model *svm, double *decision) {
    unsigned classes = rows->classes;
    double pairwise[64 * 63 / 2];
    svm_predict_values(svm, rows->rounded[row], pairwise);
    vote(pairwise, classes, decision);
}
