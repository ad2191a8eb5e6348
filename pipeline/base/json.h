/* json.h - a document that yajl made, saved as a file that appears whole. */
#ifndef DETENTE_JSON_H
#define DETENTE_JSON_H

#include "failure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <yajl/yajl_gen.h>

/* A generator that indents. */
yajl_gen json_start(void);

/* A string; a name and its text (NULL is ""); a name and its number. */
void json_text(yajl_gen json, const char *text);
void json_pair(yajl_gen json, const char *name, const char *text);
void json_count(yajl_gen json, const char *name, uint64_t count);
/* A name and its texts. */
void json_list(yajl_gen json, const char *name, char *const *texts,
               size_t count);

/* Writes what was generated to `path` and frees the generator. */
bool json_save(yajl_gen json, const char *path, struct failure *why);

#endif
