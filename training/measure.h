/* measure.h - how well labels were predicted. */
#ifndef DETENTE_MEASURE_H
#define DETENTE_MEASURE_H

#include "model.h"

struct measures {
    unsigned classes;
    size_t count;
    size_t confusion[MODEL_CLASSES][MODEL_CLASSES]; /* [true][predicted] */
    double precision[MODEL_CLASSES], recall[MODEL_CLASSES],
        f1[MODEL_CLASSES];
    double accuracy, macro_f1;
    double mcc; /* Gorodkin's R_K, Matthews' coefficient for many classes */
};

/* Classes that neither occur nor are predicted count nothing in macro_f1. */
void measure(struct measures *measures, unsigned classes, size_t count,
             const uint32_t *truth, const uint32_t *predicted);

/* Macro-F1 of `resamples` bootstrap samples: the 2.5 % and 97.5 % points.
 * Fixed seed: the same numbers each time. */
void measure_interval(unsigned classes, size_t count, const uint32_t *truth,
                      const uint32_t *predicted, unsigned resamples,
                      double *low, double *high);

/* Confidence against being right, in ten bins of equal width. */
struct calibration {
    size_t count[10];
    double confidence[10], right[10]; /* means */
    double error; /* expected calibration error */
};

/* confidence[i] = the probability given to predicted[i]. */
void measure_calibration(struct calibration *calibration, size_t count,
                         const uint32_t *truth, const uint32_t *predicted,
                         const double *confidence);

/* splitmix64; the fixed seeds of all sampling here are its states. */
uint64_t random_next(uint64_t *state);
size_t random_below(uint64_t *state, size_t limit);

#endif
