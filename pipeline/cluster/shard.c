/* shard.c - word_hash of the doc_id, spread over N by its upper half. */
#define _DEFAULT_SOURCE
#include "shard.h"

#include "base/checksum.h"
#include "inputs.h"
#include "words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SHARDS = 100000 };

static bool read_number(const char *text, char end, unsigned *number) {
    char *rest;
    unsigned long value = strtoul(text, &rest, 10);
    *number = (unsigned)value;
    return *text >= '0' && *text <= '9' && *rest == end && value >= 1 &&
           value <= MOST_SHARDS;
}

bool shard_read(const char *text, unsigned *number, unsigned *count,
                struct failure *why) {
    const char *slash = strchr(text, '/');
    const char *task = getenv("SLURM_ARRAY_TASK_ID");
    bool given = slash && slash > text;
    if (!read_number(slash ? slash + 1 : text, '\0', count))
        return fail(why, "'%s' is no shard: K/N, as 3/8, or N alone in an "
                         "array job", text);
    if (!given && !task)
        return fail(why, "'%s' names no shard, and SLURM_ARRAY_TASK_ID is "
                         "not set: say K/N", text);
    if (given ? !read_number(text, '/', number)
              : !read_number(task, '\0', number))
        return fail(why, "'%s' is no number of a shard; they count from 1",
                    given ? text : task);
    if (*number > *count)
        return fail(why, "there is no shard %u of %u", *number, *count);
    return true;
}

static bool has(const struct options *options, const char *name,
                size_t length) {
    return (word_hash(name, length) >> 32) % options->shards + 1 ==
           options->shard;
}

bool shard_has(const struct options *options,
               const struct document *document) {
    const char *doc_id = document->article.doc_id;
    if (!options->shards)
        return true;
    if (doc_id && *doc_id)
        return has(options, doc_id, strlen(doc_id));
    return shard_has_file(options, document->raw.name);
}

bool shard_has_file(const struct options *options, const char *path) {
    size_t length;
    const char *name = article_name(path, &length);
    return !options->shards || has(options, name, length);
}

bool shard_fingerprint(char *const *paths, size_t count, char *hexadecimal,
                       struct failure *why) {
    struct checksum sum;
    checksum_start(&sum);
    for (size_t i = 0; i < count; i++) {
        if (!strcmp(paths[i], "-"))
            return fail(why, "standard input cannot be cut into shards: each "
                             "of them must read all of it");
        inputs_list(paths[i], &sum);
    }
    checksum_end(&sum, hexadecimal);
    return true;
}
