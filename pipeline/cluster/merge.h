/* merge.h - the parts of a run into the tables that it would have written.
 *
 * Each part stands in the order of the input, so a merge by order number
 * gives the rows of the whole; dedupe and trend, which look at all articles
 * in their order, are done here. */
#ifndef DETENTE_MERGE_H
#define DETENTE_MERGE_H

#include "part.h"

struct merge;

/* Opens parts, or folders that hold parts, in any order.  The same part twice
 * counts once; missing, damaged, foreign and contradicting parts fail, each
 * named. */
struct merge *merge_open(char *const *folders, size_t count,
                         struct failure *why);
void merge_close(struct merge *merge);

/* One of the parts: all have the same identity. */
const struct run_part *merge_part(const struct merge *merge);

/* Writes both tables and folds the statements into tools->trend. */
bool merge_write(struct merge *merge, struct tools *tools,
                 const struct walk_files *files, struct tally *tally,
                 struct failure *why);

#endif
