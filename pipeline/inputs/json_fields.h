/* json_string.h - the inside of a JSON string, sixteen bytes at a time.
 *
 * yajl reads JSON byte by byte, and nearly all bytes of an article stand in
 * one string.  So read.c takes long strings out of what yajl sees. */
#ifndef DETENTE_JSON_STRING_H
#define DETENTE_JSON_STRING_H

#include <stdbool.h>
#include <stddef.h>

/* The quote mark that ends the string whose first byte is `body`; NULL where
 * none does before `end`.  *plain: json_string_read understands it; not so
 * control bytes, U+0000, surrogates and wrong escapes.  SCAN_BYTES behind
 * `end` may be read. */
const char *json_string_end(const char *body, const char *end, bool *plain);

/* Writes what the plain string body[..end) says; returns its length, at most
 * that of the body.  `into` has room for SCAN_BYTES more, and as many behind
 * `end` may be read. */
size_t json_string_read(const char *body, const char *end, char *into);

#endif
