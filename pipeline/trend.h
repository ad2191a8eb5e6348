/* trend.h - the aggregation of a run, which documents are folded into.
 *
 * Statements are summed per actor (or country, role, source), period and
 * target, in integers and per article, in memory that does not grow with the
 * input: see cells.h.  The tables are made from the sums at the end; their
 * columns stand in trend_tables.c, the formulas in statistics.h. */
#ifndef DETENTE_TREND_H
#define DETENTE_TREND_H

#include "base/output.h"
#include "lexicons.h"
#include "pipeline.h"

struct trend;

/* `lexicons` is lent and may be NULL; it tells the country of a target. */
struct trend *trend_open(const struct options *options,
                         const struct lexicons *lexicons,
                         struct failure *why);
void trend_close(struct trend *trend);

/* Folds a scored document in; documents come in the order of the input. */
bool trend_add(struct trend *trend, const struct document *document,
               struct failure *why);

/* As a filter: trends.csv to an open file. */
bool trend_print(struct trend *trend, struct output_file *file,
                 struct failure *why);
/* As a run: trends.csv, dyads.csv, pairs.csv, the last two again for
 * countries, actors.csv and volume.csv into the folder. */
bool trend_write(struct trend *trend, const char *folder,
                 struct failure *why);

#endif
