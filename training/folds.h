/* folds.h - parts of a data set for cross-validation. */
#ifndef DETENTE_FOLDS_H
#define DETENTE_FOLDS_H

#include "labels.h"

/* Writes the number of its fold, below `folds`, for each example.  Examples
 * of a group are in one fold; each class is spread as evenly as the groups
 * allow (largest group first, each to the fold that it makes most even).  The
 * same examples in any order give the same folds. */
void folds_make(const struct labels *labels, unsigned folds, uint8_t *fold);

#endif
