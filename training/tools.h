/* tools.h - the verbs about labels and models, one file each. */
#ifndef DETENTE_TOOLS_H
#define DETENTE_TOOLS_H

#include "pipeline.h"

struct model;

bool evaluate_command(const struct options *, int *status, struct failure *);
bool suggest_command(const struct options *, int *status, struct failure *);
bool agreement_command(const struct options *, int *status, struct failure *);

/* Prints the decision on one statement: each feature's value times its
 * weight. `words` must be of the model's language; model_read was called. */
void explain_statement(const struct model *model, struct words *words,
                       const char *text, const char *cue);

/* The same for a row of a CSV (its number is options->number, 1 if not said),
 * or for the text that the argument is where no file has that name. */
bool explain_argument(const struct options *options, struct failure *why);

/* The two-sided exact p that two models are equally often right, where one
 * alone was right so many times and the other so many. */
double mcnemar(size_t only_first, size_t only_second);

#endif
