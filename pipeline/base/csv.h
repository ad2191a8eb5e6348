/* csv.h - tables in and out: RFC 4180 with header, read through libcsv.
 *
 * Lines end in LF when written; LF and CRLF are read.  A text cell that a
 * spreadsheet would run as a formula is guarded by a leading apostrophe when
 * written (see csv_text); csv_unguard takes it away again. */
#ifndef DETENTE_CSV_H
#define DETENTE_CSV_H

#include "arena.h"
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
void csv_integer(struct csv_writer *writer, int64_t number);
void csv_fixed(struct csv_writer *writer, int64_t number, unsigned decimals);
void csv_end(struct csv_writer *writer);

#endif
