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
 * machine.  Weights come from `detente train --attribution`.
 *
 * A gate keeps options of a kind out that is right hardly ever, before any
 * feature of theirs is looked at; what is right hardly ever was counted in
 * the same corpus. */
#ifndef DETENTE_CHOOSE_H
#define DETENTE_CHOOSE_H

#include "base/checksum.h"
#include "base/failure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WEIGHT_BITS = 18,
    WEIGHT_COUNT = 1 << WEIGHT_BITS,
    GATE_BITS = 14,
    GATE_COUNT = 1 << GATE_BITS,
    TABLE_LENGTH = WEIGHT_COUNT + GATE_COUNT,
    WEIGHT_UNIT = 32, /* a weight of 1.0 in the table */
    POWERS_MOST = 16 * WEIGHT_UNIT,
    OPTIONS_MOST = 72,
    FEATURES_MOST = 32,
    GATE_TEMPLATE = 63
};

/* The table: WEIGHT_COUNT weights in units of 1/WEIGHT_UNIT, then GATE_COUNT
 * gates, 1 where closed. */
struct weights {
    int8_t *table;
    double powers[POWERS_MOST + 1]; /* exp(-i / WEIGHT_UNIT), the last is 0 */
};

/* Reads a file that weights_write made, and adds its bytes to the checksum;
 * fails on any other. */
bool weights_read(struct weights *weights, const char *path,
                  struct checksum *checksum, struct failure *why);
/* Works out the powers alone. */
void weights_powers(struct weights *weights);
bool weights_write(const struct weights *weights, const char *path,
                   struct failure *why);
void weights_free(struct weights *weights);

struct choice {
    const int8_t *table;
    const double *powers; /* of the weights */
    uint32_t count;
    int32_t values[OPTIONS_MOST]; /* what each option stands for */
    int32_t scores[OPTIONS_MOST]; /* in units of 1/WEIGHT_UNIT */
    double odds[OPTIONS_MOST];    /* filled by choice_best */
    double sum;                   /* of the odds, likewise */
    /* only where features are logged, for training: which each option has,
     * FEATURES_MOST an option, and how many; and the gate that it came
     * through, GATE_COUNT = none */
    uint32_t *log;
    uint32_t counts[OPTIONS_MOST];
    uint32_t gates[OPTIONS_MOST];
};

/* A file that is to log features says so before it includes this one. */
#ifndef FEATURES_LOGGED
#define FEATURES_LOGGED false
#endif

/* A choice without options; `log`, OPTIONS_MOST rows of FEATURES_MOST, is NULL
 * where features are not logged. */
static inline void choice_open(struct choice *choice,
                               const struct weights *weights, uint32_t *log) {
    choice->table = weights->table;
    choice->powers = weights->powers;
    choice->count = 0;
    choice->log = log;
}

/* Forgets the options. */
static inline void choice_begin(struct choice *choice) { choice->count = 0; }

/* Adds an option without features; false when there are too many. */
static inline bool choice_option(struct choice *choice, int32_t value) {
    if (choice->count == OPTIONS_MOST)
        return false;
    choice->values[choice->count] = value;
    if (FEATURES_LOGGED) {
        choice->counts[choice->count] = 0;
        choice->gates[choice->count] = GATE_COUNT;
    }
    choice->scores[choice->count++] = 0;
    return true;
}

/* Two values in one: order matters.  A step of polynomial hashing is enough,
 * since feature_index mixes all bits. */
static inline uint32_t both(uint32_t a, uint32_t b) {
    return a * UINT32_C(0x9E3779B1) + b;
}

/* Where the weight of a feature stands.  `decision` and `template` are known
 * when this is compiled: two multiplications and two additions remain.  The
 * factors depend on the template, lest two templates whose values are small
 * numbers fall upon each other in step: with one factor for all `a` they did,
 * and who said what fell by a point. */
static inline uint32_t feature_index(uint32_t decision, uint32_t template,
                                     uint32_t a, uint32_t b) {
    uint32_t place = (decision << 6 | template) + 1;
    uint32_t salt = place * UINT32_C(0x1B873593) ^ place << 19;
    uint32_t of_a = (place * UINT32_C(0xC2B2AE35) ^ 0xA0761D65) | 1;
    uint32_t of_b = (place * UINT32_C(0x8EBC6AF0) ^ 0x2D358DCC) | 1;
    return (a * of_a + b * of_b + salt) >> (32 - WEIGHT_BITS);
}

/* Adds an option if its gate is open (then `value` stands for it), given by
 * two values as a feature is; returns whether it was added. */
static inline bool choice_through(struct choice *choice, int32_t value,
                                  uint32_t decision, uint32_t a, uint32_t b) {
    uint32_t gate = feature_index(decision, GATE_TEMPLATE, a, b) >>
                    (WEIGHT_BITS - GATE_BITS);
    if (choice->table[WEIGHT_COUNT + gate] || !choice_option(choice, value))
        return false;
    if (FEATURES_LOGGED)
        choice->gates[choice->count - 1] = gate;
    return true;
}

/* The features of one option.  A record of its own, so that the compiler can
 * keep it in registers. */
struct features {
    const int8_t *table;
    uint32_t *row;
    uint32_t count;
    int32_t score;
};

static inline struct features features_open(const struct choice *choice,
                                            uint32_t option) {
    struct features features = {.table = choice->table};
    if (FEATURES_LOGGED)
        features.row = choice->log + option * (size_t)FEATURES_MOST;
    return features;
}

static inline void features_add(struct features *features, uint32_t index) {
    features->score += features->table[index];
    if (FEATURES_LOGGED)
        features->row[features->count++] = index;
}

/* Gives an option its features. */
static inline void features_close(struct choice *choice, uint32_t option,
                                  const struct features *features) {
    choice->scores[option] = features->score;
    if (FEATURES_LOGGED)
        choice->counts[option] = features->count;
}

/* The option with the highest score, the first of equals.  There must be one
 * at least.  Fills the odds: how probable each option is beside the best one,
 * whose odds are 1; divided by the sum of all, its probability. */
uint32_t choice_best(struct choice *choice);

/* The probability of an option that beats the other one, of two, by so
 * much. */
double choice_yes(const struct choice *choice, int32_t score);

#endif
