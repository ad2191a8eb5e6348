/* choose.h - a choice among options, by learned weights.
 *
 * A choice is a list of options, each with features; the score of an option
 * is the sum of its features' weights, and
 *
 *     P(option) = exp(score) / sum of exp(score) over all options
 *
 * (a conditional log-linear model).  A feature is a decision and a template,
 * numbers that its place in the code has, with up to two values; all are hashed
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
    POWERS_MOST = 40 * WEIGHT_UNIT,
    OPTIONS_MOST = 72,
    FEATURES_MOST = 32
};

/* The table: WEIGHT_COUNT weights in units of 1/WEIGHT_UNIT. */
struct weights {
    int8_t *table;
    double powers[POWERS_MOST]; /* powers[i] = exp(-i / WEIGHT_UNIT) */
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
    const double *powers;    /* of the weights; NULL: worked out anew */
    struct feature_log *log; /* NULL when not training */
    uint32_t count;
    int32_t values[OPTIONS_MOST]; /* what each option stands for */
    int32_t scores[OPTIONS_MOST]; /* in units of 1/WEIGHT_UNIT */
};

/* Forgets the options. */
static inline void choice_begin(struct choice *choice) { choice->count = 0; }

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

/* Two values in one: order matters.  A step of polynomial hashing is enough,
 * since features_add mixes all bits. */
static inline uint32_t both(uint32_t a, uint32_t b) {
    return a * UINT32_C(0x9E3779B1) + b;
}

/* The features of the option added last.  A record of its own, so that the
 * compiler can keep it in registers: a hundred million features are summed
 * per hundred megabytes of news. */
struct features {
    const int8_t *table;
    uint32_t decision;
    int32_t score;
    struct feature_log *log;
    uint32_t option;
};

static inline struct features features_open(const struct choice *choice,
                                            uint32_t decision) {
    return (struct features){choice->table, decision, 0, choice->log,
                             choice->count - 1};
}

static inline void features_log(struct features *features, uint32_t feature) {
    uint32_t *count = &features->log->counts[features->option];
    if (*count < FEATURES_MOST)
        features->log->features[features->option][(*count)++] = feature;
}

static inline void features_add(struct features *features, uint32_t template,
                                uint32_t a, uint32_t b) {
    uint64_t key = ((uint64_t)a << 32 | b) +
                   (features->decision << 6 | template) *
                       UINT64_C(0xA0761D6478BD642F);
    key = (key ^ key >> 31) * UINT64_C(0xE7037ED1A0B428DB);
    uint32_t feature = (uint32_t)(key >> (64 - WEIGHT_BITS));
    features->score += features->table[feature];
    if (features->log)
        features_log(features, feature);
}

static inline void features_close(struct choice *choice,
                                  const struct features *features) {
    choice->scores[features->option] = features->score;
}

/* The option with the highest score (the first of equals) and, if wanted,
 * its probability.  There must be one option at least. */
uint32_t choice_best(const struct choice *choice, double *probability);

/* The probability of each option; returns the best one as choice_best. */
uint32_t choice_probabilities(const struct choice *choice,
                              double *probabilities);

#endif
