/* choose.h - a choice among options, by learned weights.
 *
 * A choice is a list of options, each with features; the score of an option
 * is the sum of its features' weights, and
 *
 *     P(option) = exp(score) / sum of exp(score) over all options
 *
 * (a conditional log-linear model).  A feature is a template, a number that
 * its place in the code has, with up to two values; the three are hashed
 * into a table of small whole numbers, so that scoring is the same on every
 * machine.  Weights come from `detente train --attribution`. */
#ifndef DETENTE_CHOOSE_H
#define DETENTE_CHOOSE_H

#include "base/failure.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    WEIGHT_BITS = 19,
    WEIGHT_COUNT = 1 << WEIGHT_BITS,
    WEIGHT_UNIT = 32, /* a weight of 1.0 in the table */
    OPTIONS_MOST = 72,
    FEATURES_MOST = 32
};

/* The table: WEIGHT_COUNT weights in units of 1/WEIGHT_UNIT. */
struct weights {
    int8_t *table;
};

/* Reads a file that weights_write made; fails on any other. */
bool weights_read(struct weights *weights, const char *path,
                  struct failure *why);
bool weights_write(const struct weights *weights, const char *path,
                   struct failure *why);
void weights_free(struct weights *weights);

/* What training wants to see: the features of each option. */
struct feature_log {
    uint32_t counts[OPTIONS_MOST];
    uint32_t features[OPTIONS_MOST][FEATURES_MOST];
};

struct choice {
    const int8_t *table;
    struct feature_log *log; /* NULL when not training */
    uint32_t decision;       /* keeps the templates of decisions apart */
    uint32_t count;
    int32_t values[OPTIONS_MOST]; /* what each option stands for */
    int32_t scores[OPTIONS_MOST]; /* in units of 1/WEIGHT_UNIT */
};

/* Forgets the options and begins a choice for `decision`. */
static inline void choice_begin(struct choice *choice, uint32_t decision) {
    choice->decision = decision;
    choice->count = 0;
}

/* Adds an option; false when there are too many. */
static inline bool choice_option(struct choice *choice, int32_t value) {
    if (choice->count == OPTIONS_MOST)
        return false;
    if (choice->log)
        choice->log->counts[choice->count] = 0;
    choice->values[choice->count] = value;
    choice->scores[choice->count++] = 0;
    return true;
}

/* Two values in one: order matters. */
static inline uint32_t both(uint32_t a, uint32_t b) {
    uint64_t mixed = (a * UINT64_C(0x9E3779B97F4A7C15)) ^
                     ((b + UINT64_C(0x7F4A7C15)) *
                      UINT64_C(0xD1B54A32D192ED03));
    return (uint32_t)(mixed >> 32) ^ (uint32_t)mixed;
}

/* Gives the option added last a feature. */
static inline void choice_feature(struct choice *choice, uint32_t template,
                                  uint32_t a, uint32_t b) {
    uint64_t key = ((uint64_t)a << 32 | b) +
                   (choice->decision << 6 | template) *
                       UINT64_C(0xA0761D6478BD642F);
    key = (key ^ key >> 31) * UINT64_C(0xE7037ED1A0B428DB);
    uint32_t feature = (uint32_t)(key >> (64 - WEIGHT_BITS));
    choice->scores[choice->count - 1] += choice->table[feature];
    if (choice->log) {
        uint32_t option = choice->count - 1;
        uint32_t *counts = choice->log->counts;
        if (counts[option] < FEATURES_MOST)
            choice->log->features[option][counts[option]++] = feature;
    }
}

/* The option with the highest score (the first of equals) and, if wanted,
 * its probability.  There must be one option at least. */
uint32_t choice_best(const struct choice *choice, double *probability);

/* The probability of each option. */
void choice_probabilities(const struct choice *choice, double *probabilities);

#endif
