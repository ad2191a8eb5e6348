/* tools.h - the verbs about labels and models, one file each. */
#ifndef DETENTE_TOOLS_H
#define DETENTE_TOOLS_H

#include "pipeline.h"

bool evaluate_command(const struct options *, int *status, struct failure *);
bool suggest_command(const struct options *, int *status, struct failure *);
bool agreement_command(const struct options *, int *status, struct failure *);
bool explain_command(const struct options *, int *status, struct failure *);

/* The two-sided exact p that two models are equally often right, where one
 * alone was right so many times and the other so many. */
double mcnemar(size_t only_first, size_t only_second);

#endif
