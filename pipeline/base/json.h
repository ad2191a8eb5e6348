/* json.h - a document that yajl made, saved as a file that appears whole. */
#ifndef DETENTE_JSON_H
#define DETENTE_JSON_H

#include "failure.h"

#include <stdbool.h>
#include <yajl/yajl_gen.h>

/* A generator that indents. */
yajl_gen json_start(void);

/* Writes what was generated to `path` and frees the generator. */
bool json_save(yajl_gen json, const char *path, struct failure *why);

#endif
