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
#include "scan.h"

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

/* ---- cells in a row --------------------------------------------------- */

/* The address sanitizer, gcc's or clang's. */
#if defined __SANITIZE_ADDRESS__
#define CSV_IS_WATCHED true
#elif defined __has_feature
#if __has_feature(address_sanitizer)
#define CSV_IS_WATCHED true
#endif
#endif
#ifndef CSV_IS_WATCHED
#define CSV_IS_WATCHED false
#endif

/* `at` is where the next cell of a row goes: behind a comma, for which and no
 * more there is room.  What puts a cell there returns where the one behind it
 * goes; so a row stays in registers, and csv_close_cells tells the writer. */

/* Makes room; returns where the place has moved. */
char *csv_grow(struct csv_writer *writer, char *at, size_t room);

static inline char *csv_room(struct csv_writer *writer, char *at,
                             size_t room) {
    const struct output *out = writer->out;
    if ((size_t)(out->bytes + out->room - at) < room)
        return csv_grow(writer, at, room);
    return at;
}

static inline char *csv_open_cells(struct csv_writer *writer) {
    char *at = output_room(writer->out, 2);
    *at = ',';
    return at + writer->started;
}

/* Takes back the comma behind the last one; there is one at least. */
static inline void csv_close_cells(struct csv_writer *writer, char *at) {
    writer->out->length = (size_t)(at - 1 - writer->out->bytes);
    writer->started = true;
}

static inline char *csv_end_cell(char *end) {
    *end = ',';
    return end + 1;
}

/* A text that may hold anything, with the guard if `guard`. */
char *csv_put_anything(struct csv_writer *writer, char *at, const char *text,
                       bool guard);
char *csv_put_bytes(struct csv_writer *writer, char *at, const char *bytes,
                    size_t length);

/* So many bytes may be read from there on: they do not reach into another
 * page, which need not be there.  Never where reads behind an end are looked
 * for. */
static inline bool csv_may_scan(const char *bytes, size_t count) {
    enum { PAGE_BYTES = 4096 };
    return !CSV_IS_WATCHED &&
           ((uintptr_t)bytes & (PAGE_BYTES - 1)) <= PAGE_BYTES - count;
}

/* True for nearly all cells: no blank at either end, no formula.  An empty
 * one begins with its NUL. */
static inline bool csv_plain_ends(char first, char last) {
    unsigned char letter = (unsigned char)first;
    return ((letter > '@') | ((unsigned)letter - '0' < 10) | !letter) &
           ((unsigned char)last > ' ');
}

/* What is usual, a short text of plain bytes, takes no branch: CSV_SHORT bytes
 * of it are copied, whatever stands behind its end. */
enum { CSV_SHORT = 2 * SCAN_BYTES };
static inline char *csv_put_guarded(struct csv_writer *writer, char *at,
                                    const char *text, bool guard) {
    at = csv_room(writer, at, CSV_SHORT + 1);
    if (!csv_may_scan(text, CSV_SHORT))
        return csv_put_anything(writer, at, text, guard);
    /* of memory, not of an object whose size the compiler may know */
    __asm__("" : "+r"(text));
    uint32_t doubtful = scan_doubtful(text) |
                        scan_doubtful(text + SCAN_BYTES) << SCAN_BYTES;
    memcpy(at, text, CSV_SHORT);
    if (!doubtful)
        return csv_put_anything(writer, at, text, guard);
    char *end = at + __builtin_ctz(doubtful);
    if (*end || !csv_plain_ends(*at, end[-1]))
        return csv_put_anything(writer, at, text, guard);
    return csv_end_cell(end);
}

/* Guarded where the writer's cells are; csv_put_plain never is. */
static inline char *csv_put_text(struct csv_writer *writer, char *at,
                                 const char *text) {
    return csv_put_guarded(writer, at, text, writer->guard);
}

static inline char *csv_put_plain(struct csv_writer *writer, char *at,
                                  const char *text) {
    return csv_put_guarded(writer, at, text, false);
}

static inline char *csv_put_empty(struct csv_writer *writer, char *at) {
    return csv_end_cell(csv_room(writer, at, 2));
}

/* `number` units of 1/10^decimals, as output_fixed. */
static inline char *csv_put_fixed(struct csv_writer *writer, char *at,
                                  int64_t number, unsigned decimals) {
    uint64_t size = number < 0 ? 0 - (uint64_t)number : (uint64_t)number;
    at = csv_room(writer, at, NUMBER_ROOM + 1);
    *at = '-';
    return csv_end_cell(digits_write(at + (number < 0), size, decimals));
}

static inline char *csv_put_integer(struct csv_writer *writer, char *at,
                                    int64_t number) {
    return csv_put_fixed(writer, at, number, 0);
}

/* A further number in the cell that was just put, which is not in quote
 * marks; nor is `between` a byte that needs them. */
static inline char *csv_put_further(struct csv_writer *writer, char *at,
                                    char between, int64_t number) {
    at[-1] = between;
    return csv_put_integer(writer, at, number);
}

/* A text, '#' and a number, in one cell; guarded as the text is. */
char *csv_put_numbered(struct csv_writer *writer, char *at, const char *text,
                       int64_t number);

/* ---- one cell --------------------------------------------------------- */

/* The same for one cell. */
void csv_text(struct csv_writer *writer, const char *text);
void csv_bytes(struct csv_writer *writer, const char *bytes, size_t length);
void csv_plain(struct csv_writer *writer, const char *text);
void csv_integer(struct csv_writer *writer, int64_t number);
void csv_fixed(struct csv_writer *writer, int64_t number, unsigned decimals);
/* A cell as it was read, its guard kept: the bytes that it was read from. */
void csv_kept(struct csv_writer *writer, const char *bytes, size_t length);

void csv_end(struct csv_writer *writer);

#endif
