/* json_fields.h - the fields of an article that is a JSON object, by yajl. */
#ifndef DETENTE_JSON_FIELDS_H
#define DETENTE_JSON_FIELDS_H

#include "base/arena.h"
#include "base/failure.h"

#include <stdbool.h>
#include <stddef.h>

/* A string or a number of the object, or of an object in it, whose name then
 * is "outer.inner".  TEXT_PADDING zeros stand behind the bytes. */
struct json_field {
    const char *name;
    size_t name_length;
    char *bytes;
    size_t length;
};

struct json_fields {
    struct json_field *items; /* in the order of the text */
    size_t count, room;
};

/* Reads one value, which should be an object: another one has no fields.  All
 * is in the arena.  False where it is no JSON. */
bool json_fields_read(const char *bytes, size_t length, struct arena *arena,
                      struct json_fields *fields, struct failure *why);

#endif
