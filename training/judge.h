/* judge.h - a model's verdicts on examples. */
#ifndef DETENTE_JUDGE_H
#define DETENTE_JUDGE_H

#include "labels.h"
#include "model.h"

struct judged {
    unsigned classes;
    size_t count;
    uint32_t *predicted;
    double *probability; /* count * classes */
};

/* Judges all examples as `score` would; arrays are given back with
 * judged_free. */
bool judge(struct judged *judged, const struct model *model,
           const struct labels *labels, struct failure *why);
void judged_free(struct judged *judged);

/* The label of each example as a number of the model; fails where one is
 * none of the model's. */
bool judge_truth(const struct model *model, const struct labels *labels,
                 uint32_t *truth, struct failure *why);

#endif
