/* csv.h - tables in and out: RFC 4180 with header, read through libcsv.
 *
 * Lines end in LF when written; LF and CRLF are read.  A text cell that a
 * spreadsheet would run as a formula is guarded by a leading apostrophe when
 * written (see csv_text); csv_unguard takes it away again. */
#ifndef DETENTE_CSV_H
#define DETENTE_CSV_H

#include "arena.h"
#include "digits.h"
#include "failure.h"
#include "output.h"

#include <stdbool.h>
#include <stddef.h>

struct csv_reader;

struct csv_row {
    char **cells; /* `count` NUL-terminated strings */
    size_t *lengths;
    size_t count;
    size_t line; /* where the row begins, from 1 */
};

enum csv_result { CSV_END, CSV_ROW, CSV_DAMAGED };

/* Opens `path` ("-": standard input) and reads the header; `delimiter` is
 * ',' or another byte, 0 to tell from the header (comma, semicolon, tab). */
bool csv_open(struct csv_reader **reader, const char *path, char delimiter,
              struct failure *why);
/* The same from a stream that is already open (lent), named for messages;
 * `bytes` were already taken from it. */
bool csv_open_stream(struct csv_reader **reader,
                     long (*read)(void *stream, char *bytes, size_t room),
                     void *stream, const char *name, char delimiter,
                     struct failure *why);
/* The same from bytes that are there already (lent). */
bool csv_open_bytes(struct csv_reader **reader, const char *bytes,
                    size_t length, const char *name, char delimiter,
                    struct failure *why);
void csv_close(struct csv_reader *reader);

/* The header's cells (owned by the reader), a byte-order mark taken off. */
const struct csv_row *csv_header(const struct csv_reader *reader);
/* The column of that name, letter case and blanks aside; -1 = none. */
int csv_column(const struct csv_reader *reader, const char *name);
const char *csv_name(const struct csv_reader *reader);

/* The next row, its memory from `arena`.  Empty lines are skipped.
 * CSV_DAMAGED: `why` names file and line.  A row with the wrong number of
 * cells is one (call again for the next); so is an open quote, after which
 * comes CSV_END. */
enum csv_result csv_next(struct csv_reader *reader, struct arena *arena,
                         struct csv_row *row, struct failure *why);

/* Takes the guard away, in place. */
void csv_unguard(char *cell, size_t *length);

/* Cells, one after another; the first of a row writes no comma. */
struct csv_writer {
    struct output *out;
    bool guard;   /* guard text cells against spreadsheets */
    bool started; /* the row has a cell already */
};

/* A text that may hold anything, guarded; csv_plain is never guarded. */
void csv_text(struct csv_writer *writer, const char *text);
void csv_bytes(struct csv_writer *writer, const char *bytes, size_t length);
void csv_plain(struct csv_writer *writer, const char *text);
/* A cell as it was read, its guard kept: the bytes that it was read from. */
void csv_kept(struct csv_writer *writer, const char *bytes, size_t length);
/* A text, '#' and a number, in one cell; guarded as the text is. */
void csv_numbered(struct csv_writer *writer, const char *text,
                  int64_t number);

/* What follows is done in place where there is room, and for a number below
 * 10^8 in size; else here. */
void csv_empty_anywhere(struct csv_writer *writer);
void csv_number_anywhere(struct output *out, char before, bool wanted,
                         int64_t number, unsigned decimals);

/* The comma before a cell; returns where the cell goes, for which the caller
 * has made room.  The cell is there when csv_done is told its end. */
static inline char *csv_begin(const struct csv_writer *writer) {
    char *at = writer->out->bytes + writer->out->length;
    *at = ',';
    return at + writer->started;
}

static inline void csv_done(struct csv_writer *writer, const char *end) {
    writer->out->length = (size_t)(end - writer->out->bytes);
    writer->started = true;
}

static inline bool csv_has_room(const struct output *out, size_t room) {
    return out->room - out->length > room; /* a comma too */
}

static inline void csv_empty(struct csv_writer *writer) {
    if (csv_has_room(writer->out, 0))
        csv_done(writer, csv_begin(writer));
    else
        csv_empty_anywhere(writer);
}

/* A number, with a byte before it if `wanted`. */
static inline void csv_number(struct output *out, char before, bool wanted,
                              int64_t number, unsigned decimals) {
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    if (!csv_has_room(out, 1 + DIGITS_ROOM) || size >= DIGITS_TO_EIGHT) {
        csv_number_anywhere(out, before, wanted, number, decimals);
        return;
    }
    char *at = out->bytes + out->length;
    *at = before;
    at += wanted;
    *at = '-';
    at = digits_write(at + (number < 0), size, decimals);
    out->length = (size_t)(at - out->bytes);
}

/* `number` units of 1/10^decimals, as output_fixed. */
static inline void csv_fixed(struct csv_writer *writer, int64_t number,
                             unsigned decimals) {
    bool started = writer->started;
    writer->started = true;
    csv_number(writer->out, ',', started, number, decimals);
}

static inline void csv_integer(struct csv_writer *writer, int64_t number) {
    csv_fixed(writer, number, 0);
}

/* A further number in the cell that was just written, which is not in quote
 * marks; nor is `between` a byte that needs them. */
static inline void csv_further(struct csv_writer *writer, char between,
                               int64_t number) {
    csv_number(writer->out, between, true, number, 0);
}

void csv_end(struct csv_writer *writer);

#endif
