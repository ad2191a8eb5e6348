/* figures.h - what is known of one cell: an actor in a month, a dyad.
 *
 * Integers only, so that adding is exact in any order. */
#ifndef DETENTE_FIGURES_H
#define DETENTE_FIGURES_H

#include "statistics.h"

#include <stdbool.h>
#include <stdint.h>

/* In the order of statement.probability. */
enum label { LABEL_HOSTILE, LABEL_NEUTRAL, LABEL_CONCILIATORY, LABEL_COUNT };

/* Tone is in units of 1/10000; an article's mean, where articles weigh the
 * same, in units of 1/10000000. */
enum { TONE_UNITS = 10000, ARTICLE_UNITS = 10000000 };

struct figures {
    struct sums sums;         /* tone */
    uint64_t statements;      /* that weigh: no copies */
    uint64_t copies;          /* statements of copied articles */
    uint64_t labels[LABEL_COUNT];
    uint64_t sources;         /* bit i: the i-th source of the run, i < 64 */
    int32_t first_day, last_day;
    /* the article that is being added; it ends when another one begins */
    uint64_t article;         /* its number in the run; 0 = none */
    int64_t open_sum;
    uint64_t open_count;
};

/* What an article, or a part of it, says in a cell. */
struct portion {
    uint32_t article;             /* its number in the run, from 1 */
    int64_t sum;                  /* of the tones of its statements */
    uint32_t labels[LABEL_COUNT]; /* of its statements */
    uint32_t copies;              /* statements that are only counted */
    int32_t day;
    uint64_t sources;             /* the bit of its source */
};

/* Adds more of the same article. */
static inline void portion_add(struct portion *portion,
                               const struct portion *more) {
    portion->sum += more->sum;
    portion->copies += more->copies;
    for (int i = 0; i < LABEL_COUNT; i++)
        portion->labels[i] += more->labels[i];
}

/* Adds a portion that has a statement or a copy; an article's portions come
 * one after another. */
void figures_add_portion(struct figures *figures,
                         const struct portion *portion, bool by_article);

/* Ends the article that is open. */
void figures_close(struct figures *figures, bool by_article);

/* Adds closed figures to closed figures. */
void figures_add(struct figures *figures, const struct figures *more);

/* Adds what came later; an article that is open in both goes on. */
void figures_join(struct figures *figures, const struct figures *later,
                  bool by_article);

struct mean figures_mean(const struct figures *figures, bool by_article);

#endif
