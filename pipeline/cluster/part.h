/* part.h - one shard's part of a run, as it lies on disk until the merge.
 *
 * A part is a folder:
 *
 *   statements.csv  the run's table; copy_of is still empty
 *   rejects.csv     the run's
 *   documents.csv   one row a document that has rows in either of them:
 *                   order, how many rows, and what dedupe needs
 *   part.json       written last: what it was made from and with, SHA-256 of
 *                   the three tables.  A folder without it is no part.
 *
 * All parts of a run agree in `identity`; order numbers are those of the
 * whole run, so that a merge by order gives its very bytes. */
#ifndef DETENTE_PART_H
#define DETENTE_PART_H

#include "base/checksum.h"
#include "base/csv.h"
#include "copies.h"
#include "walk.h"

enum part_file { PART_DOCUMENTS, PART_STATEMENTS, PART_REJECTS,
                 PART_FILE_COUNT };
extern const char *const PART_FILES[PART_FILE_COUNT];

/* What must be the same in all parts of a run, and to run again. */
struct part_identity {
    char inputs[CHECKSUM_ROOM];   /* shard_fingerprint */
    char lexicons[CHECKSUM_ROOM];
    char model[CHECKSUM_ROOM];    /* of tone */
    char attribution[CHECKSUM_ROOM];
    char actors[CHECKSUM_ROOM];   /* "" = no file */
    struct options options;       /* those that the output depends on */
};

struct run_part {
    const char *folder;
    unsigned shard, shards;
    struct part_identity identity;
    struct tally tally;
    char sums[PART_FILE_COUNT][CHECKSUM_ROOM];
};

/* What a run with these tools on these inputs would be. */
bool part_identify(struct part_identity *identity, const struct tools *tools,
                   struct failure *why);

/* The folder of a shard's part in the folder that the user named. */
const char *part_folder(struct arena *arena, const struct options *options);

/* The rows of documents.csv. */
bool part_write_header(struct output_file *file, struct failure *why);
void part_write_document(const struct document *document, struct output *out);

struct part_row {
    uint64_t order;
    const char *doc_id;
    uint32_t statements, rejects;
    bool has_signature;
    struct signature signature;
};
/* Reads a row's cells; doc_id points into them. */
bool part_read_document(const struct csv_row *cells, struct part_row *row,
                        struct failure *why);

/* Sums the files, which are there, and writes part.json. */
bool part_finish(struct run_part *part, struct failure *why);

/* Reads part.json; memory from `arena`.  part_check sums the files, too. */
bool part_read(struct run_part *part, const char *folder, struct arena *arena,
               struct failure *why);
bool part_check(const struct run_part *part, struct failure *why);

/* False where a part is of another run; says in what they differ. */
bool part_same_run(const struct run_part *a, const struct run_part *b,
                   struct failure *why);

/* True where the folder holds a whole part of that identity already. */
bool part_is_done(const char *folder, const struct part_identity *identity,
                  const struct options *options);

#endif
