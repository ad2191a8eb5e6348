/* inputs.h - where the documents come from: files, folders, streams, in
 * every format that read knows; a table of a later stage too, told by its
 * header, so that each stage is a filter.
 *
 * inputs_next does as little as possible under the lock of the walk: it cuts
 * the input into raw articles, read.c understands them in any thread. */
#ifndef DETENTE_INPUTS_H
#define DETENTE_INPUTS_H

#include "pipeline.h"

struct inputs;

/* Paths of files and folders ("-": standard input).  `layers_wanted` is what
 * the verb needs: a CSV with a text column counts as statements for a verb
 * that needs no more than those. */
struct inputs *inputs_open(char *const *paths, size_t count,
                           const struct stage *stage);
void inputs_close(struct inputs *inputs);

/* The next document, its memory from document->arena (zeroed but for that);
 * what was damaged stands in document->rejects, and such a document may be
 * rejected and hold nothing else.  false at the end. */
bool inputs_next(struct inputs *inputs, struct document *document);

#endif
