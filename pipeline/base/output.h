/* output.h - text that is being written: a growing buffer, and files that
 * appear under their name only when they are whole. */
#ifndef DETENTE_OUTPUT_H
#define DETENTE_OUTPUT_H

#include "failure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A buffer; start with all zero, give back with output_free. */
struct output {
    char *bytes;
    size_t length, room;
};

/* Makes room for `more` bytes behind out->length. */
void output_room(struct output *out, size_t more);
void output_bytes(struct output *out, const char *bytes, size_t length);
void output_text(struct output *out, const char *text);
static inline void output_byte(struct output *out, char byte) {
    if (out->length == out->room)
        output_room(out, 1);
    out->bytes[out->length++] = byte;
}
void output_print(struct output *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void output_integer(struct output *out, int64_t number);
/* `number` units of 1/10^decimals: (-1234, 4) is "-0.1234". */
void output_fixed(struct output *out, int64_t number, unsigned decimals);
void output_free(struct output *out);

/* A file that is written under a temporary name beside its own and renamed
 * by output_commit: a reader sees the old file or the whole new one. */
struct output_file {
    char *path, *temporary;
    int descriptor; /* -1 when not open */
};

/* Path "-" is standard output. */
bool output_open(struct output_file *file, const char *path,
                 struct failure *why);
/* Writes the buffer out and empties it. */
bool output_flush(struct output_file *file, struct output *out,
                  struct failure *why);
bool output_commit(struct output_file *file, struct failure *why);
/* Closes and removes what was not committed; harmless after a commit. */
void output_abandon(struct output_file *file);

/* All of these in turn: a file that holds just the buffer, which is freed. */
bool output_save(const char *path, struct output *out, struct failure *why);

#endif
