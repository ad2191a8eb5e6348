/* inputs.h - where the documents come from: files, folders, streams, in
 * every format that read knows; a table of a later stage too, told by its
 * header, so that each stage is a filter.
 *
 * inputs_next does as little as possible under the lock of the walk: it cuts
 * the input into raw articles, read.c understands them in any thread. */
#ifndef DETENTE_INPUTS_H
#define DETENTE_INPUTS_H

#include "base/checksum.h"
#include "pipeline.h"

struct inputs;

/* Paths of files and folders ("-": standard input).  `layers_wanted` is what
 * the verb needs: a CSV with a text column counts as statements for a verb
 * that needs no more than those. */
struct inputs *inputs_open(char *const *paths, size_t count,
                           const struct stage *stage);
void inputs_close(struct inputs *inputs);

/* Passes over text files that belong to other shards than options'. */
void inputs_cut(struct inputs *inputs, const struct options *options);

/* The next document, its memory from document->arena (zeroed but for that);
 * what was damaged stands in document->rejects, and such a document may be
 * rejected and hold nothing else.  false at the end. */
bool inputs_next(struct inputs *inputs, struct document *document);

/* The place of the document that was handed out last: file and piece, so
 * that numbers ascend and do not depend on what was passed over. */
uint64_t inputs_order(const struct inputs *inputs);

/* The file's name without folders and endings; not NUL-terminated. */
const char *article_name(const char *path, size_t *length);

/* Adds name and size of each file that `path` stands for to a checksum. */
void inputs_list(const char *path, struct checksum *sum);

#endif
