/* trend.h - the aggregation of a run, which documents are folded into. */
#ifndef DETENTE_TREND_H
#define DETENTE_TREND_H

#include "base/output.h"
#include "pipeline.h"

struct trend;

struct trend *trend_open(const struct options *options, struct failure *why);
void trend_close(struct trend *trend);

/* As a filter: trends.csv to an open file. */
bool trend_print(struct trend *trend, struct output_file *file,
                 struct failure *why);
/* As a run: trends.csv, dyads.csv and actors.csv into the folder. */
bool trend_write(struct trend *trend, const char *folder,
                 struct failure *why);

#endif
