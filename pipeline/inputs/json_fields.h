/* json_fields.h - the fields of an article that is a JSON object.
 *
 * yajl reads JSON byte by byte, and nearly all bytes of an article stand in
 * one string.  So strings are read here sixteen bytes at a time, and with
 * them all JSON that is plain; the rest, and what is none, is yajl's. */
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

/* Reads one value, which should be an object: another one has no fields.
 * TEXT_PADDING bytes behind it may be read.  All is in the arena.  False where
 * it is no JSON. */
bool json_fields_read(const char *bytes, size_t length, struct arena *arena,
                      struct json_fields *fields, struct failure *why);

/* The same, if it is plain: false for what is no JSON, and for control bytes,
 * U+0000 or surrogates in strings, and what is nested deeper than is usual. */
bool json_fields_read_plain(const char *bytes, size_t length,
                            struct arena *arena, struct json_fields *fields);

/* The same, by yajl alone. */
bool json_fields_read_any(const char *bytes, size_t length,
                          struct arena *arena, struct json_fields *fields,
                          struct failure *why);

#endif
