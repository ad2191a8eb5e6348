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

/* Makes room for `more` bytes behind out->length; returns where they go. */
void output_grow(struct output *out, size_t more);
static inline char *output_room(struct output *out, size_t more) {
    if (out->room - out->length < more)
        output_grow(out, more);
    return out->bytes + out->length;
}
void output_bytes(struct output *out, const char *bytes, size_t length);
void output_text(struct output *out, const char *text);
static inline void output_byte(struct output *out, char byte) {
    *output_room(out, 1) = byte;
    out->length++;
}
/* As printf does: %s %c %d %u %X %f %g and %%, with flags, width, precision,
 * l, ll (of d) and z (of u).  What has no flags and no width is fast. */
void output_print(struct output *out, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A number asks for so much room, whatever it needs of it. */
enum { NUMBER_ROOM = 40, MOST_DECIMALS = 7 };
void output_integer(struct output *out, int64_t number);
/* `number` units of 1/10^decimals, at most MOST_DECIMALS: (-1234, 4) is
 * "-0.1234". */
void output_fixed(struct output *out, int64_t number, unsigned decimals);
/* The same bytes as "%.*f", for up to MOST_DECIMALS. */
void output_decimal(struct output *out, double number, unsigned decimals);
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
/* The descriptor of a file without a name, in TMPDIR: gone when it is closed
 * or the program ends.  -1 where there can be none. */
int output_temporary(struct failure *why);
/* Writes the buffer out and empties it. */
bool output_flush(struct output_file *file, struct output *out,
                  struct failure *why);
bool output_commit(struct output_file *file, struct failure *why);
/* Closes and removes what was not committed; harmless after a commit. */
void output_abandon(struct output_file *file);

/* All of these in turn: a file that holds just the buffer, which is freed. */
bool output_save(const char *path, struct output *out, struct failure *why);

#endif
