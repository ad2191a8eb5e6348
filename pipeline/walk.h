/* walk.h - documents through the stages: in batches, by several threads, out
 * again in the order in which they came in. */
#ifndef DETENTE_WALK_H
#define DETENTE_WALK_H

#include "base/output.h"
#include "inputs.h"
#include "ledger.h"

/* What was done, for run.json and the summary. */
struct tally {
    uint64_t documents; /* that went the whole way */
    uint64_t rejects;   /* rows of rejects.csv */
    uint64_t unused;    /* those of inputs that were not used */
    uint64_t sentences, tokens, statements, bytes;
};

/* Where the rows go; NULL = nowhere. */
struct walk_files {
    struct output_file *table;     /* of the last stage, or statements */
    struct output_file *rejects;
    struct output_file *documents; /* of a part: see part.h */
    struct ledger *ledger;         /* of the table, statements of a run */
};

void tally_add(struct tally *sum, const struct tally *more);

/* Walks every document of `inputs` from the layer that it comes with to
 * stage `last`.  The rows of the table that `last` gives (of the statements
 * for a whole run) go to files->table; the first rejects are told on
 * standard error too.  `tools` lends what all threads share; each thread
 * opens its own words. */
bool walk(struct inputs *inputs, const struct stage *last,
          const struct tools *tools, const struct walk_files *files,
          struct tally *tally, struct failure *why);

#endif
