/* trend_cells.h - what trend.c folds documents into and trend_write.c makes
 * tables of. */
#ifndef DETENTE_TREND_CELLS_H
#define DETENTE_TREND_CELLS_H

#include "cells.h"
#include "dyads.h"
#include "periods.h"
#include "places.h"

enum { SOURCE_BITS = 63 };

struct options;

struct trend {
    const struct options *options;
    const struct calendar *calendar;
    const struct grouping *grouping;
    bool by_article, each_copy;
    struct cells *cells;
    struct pending *pending; /* additions to them */
    struct dyads *dyads;     /* that may be among them */
    struct places *places;
    struct repeats *repeats;
    uint32_t articles;             /* folded in so far */
    uint64_t doc_id;               /* hash, of the last one */
    uint64_t sources[SOURCE_BITS]; /* their hashes */
    size_t source_count;
};

#endif
