/* trend_cells.h - how trend.c keys its cells; trend_write.c reads them.
 *
 * A key is: a table byte, the unit and NUL, a kind byte, then
 *
 *     PLACE    country, NUL, role, NUL   a count
 *     NAME     text                      a count
 *     SERIES   period                    figures
 *     DYAD     target, NUL, period       figures
 *     SOURCE   hash                      a count, see below
 *
 * A period is four bytes that sort as the number does.  The first 63 sources
 * of a run are bits in the figures; of each later one there is a count whose
 * key is that of the figures with the hash of the source behind it, so that
 * it comes right after them, and one of kind SOURCE for the unit. */
#ifndef DETENTE_TREND_CELLS_H
#define DETENTE_TREND_CELLS_H

#include "cells.h"
#include "periods.h"
#include "places.h"

enum cell_table { CELLS_VOLUME = 'A', CELLS_UNITS, CELLS_COUNTRIES };
enum cell_kind {
    CELL_PLACE = 'A', CELL_NAME, CELL_SOURCE, CELL_SERIES, CELL_DYAD
};
enum { NAME_MOST = 255, SOURCE_BITS = 63, HASH_BYTES = 8, PERIOD_BYTES = 4 };

struct options;

struct trend {
    const struct options *options;
    const struct calendar *calendar;
    const struct grouping *grouping;
    bool by_article, each_copy;
    struct cells *cells;
    struct pending *pending; /* additions to them */
    struct places *places;
    struct repeats *repeats;
    uint64_t articles;             /* folded in so far */
    uint64_t doc_id;               /* hash, of the last one */
    uint64_t sources[SOURCE_BITS]; /* their hashes */
    size_t source_count;
};

#endif
