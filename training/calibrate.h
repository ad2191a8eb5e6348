/* calibrate.h - decisions to probabilities. */
#ifndef DETENTE_CALIBRATE_H
#define DETENTE_CALIBRATE_H

#include <stddef.h>
#include <stdint.h>

/* Fits P(k) = softmax(scale[k] * decision[k] + shift[k]) by maximum
 * likelihood on `count` rows of `classes` decisions and their true labels
 * (damped Newton; a ridge of 1e-6 a row holds what the data leave open). */
void calibrate(unsigned classes, size_t count, const double *decisions,
               const uint32_t *labels, double *scale, double *shift);

#endif
