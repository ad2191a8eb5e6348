/* shard.h - which articles belong to which part of a run.
 *
 * A run on many machines is cut by a hash of doc_id: shard K of N takes the
 * articles whose hash falls to K, wherever they stand in the input.  Every
 * shard walks over all of the input, so that all agree on the articles'
 * order; text files that belong to others are not opened. */
#ifndef DETENTE_SHARD_H
#define DETENTE_SHARD_H

#include "pipeline.h"

/* Reads "3/8" into number 3 of 8; "8" or "/8" take the number from the
 * environment variable SLURM_ARRAY_TASK_ID.  Numbers count from 1. */
bool shard_read(const char *text, unsigned *number, unsigned *count,
                struct failure *why);

/* True where the document, read or rejected, belongs to options' shard; all
 * do where the run is not cut. */
bool shard_has(const struct options *options,
               const struct document *document);
/* The same of a text file that was not opened yet. */
bool shard_has_file(const struct options *options, const char *path);

/* SHA-256 over all files of the input in their order: names and sizes. */
bool shard_fingerprint(char *const *paths, size_t count, char *hexadecimal,
                       struct failure *why);

#endif
