/* skim.c - a buffer that holds the row at hand whole, and the places of its
 * cells. */
#define _POSIX_C_SOURCE 200809L
#include "skim.h"

#include "base/arena.h"
#include "base/csv.h"
#include "base/scan.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_COLUMNS = 64, FIRST_ROOM = 256 * 1024, BLOCK = 64 };

/* Where the cells of a row begin, behind its first byte, and where a further
 * one would. */
struct row {
    const char *bytes;
    uint32_t starts[MOST_COLUMNS + 1];
    size_t count;
};

struct skim {
    int descriptor;
    char *buffer;            /* BLOCK bytes of room behind `end` */
    size_t start, end, room; /* what is not yet read of it */
    uint64_t offset;         /* of the buffer in the file */
    bool at_end;             /* of the file */
    struct row row;
    struct row header;       /* a copy of the first row, ours */
};

/* ---- the buffer ------------------------------------------------------- */

/* Moves the rest to the front and reads on; false if nothing came. */
static bool fill(struct skim *skim) {
    size_t rest = skim->end - skim->start;
    memmove(skim->buffer, skim->buffer + skim->start, rest);
    skim->offset += skim->start;
    skim->start = 0;
    skim->end = rest;
    if (rest + BLOCK >= skim->room) {
        skim->room *= 2;
        skim->buffer = reallocate(skim->buffer, skim->room);
    }
    ssize_t got;
    do
        got = read(skim->descriptor, skim->buffer + rest,
                   skim->room - rest - BLOCK);
    while (got < 0 && errno == EINTR);
    if (got > 0)
        skim->end += (size_t)got;
    skim->at_end = got <= 0;
    memset(skim->buffer + skim->end, 0, BLOCK);
    return got > 0;
}

/* ---- a row ------------------------------------------------------------ */

/* A bit for each of BLOCK bytes that is this one. */
static inline uint64_t block_scan(const char *bytes, uint8_t byte) {
    return scan_byte(bytes, byte) |
           (uint64_t)scan_byte(bytes + SCAN_BYTES, byte) << SCAN_BYTES |
           (uint64_t)scan_byte(bytes + 2 * SCAN_BYTES, byte)
               << 2 * SCAN_BYTES |
           (uint64_t)scan_byte(bytes + 3 * SCAN_BYTES, byte)
               << 3 * SCAN_BYTES;
}

struct marks {
    uint64_t quotes, commas, lines;
};

static inline struct marks block_marks(const char *bytes, const char *end) {
    uint64_t wanted = end - bytes < BLOCK
                          ? ~(UINT64_MAX << (end - bytes)) : UINT64_MAX;
    return (struct marks){block_scan(bytes, '"') & wanted,
                          block_scan(bytes, ',') & wanted,
                          block_scan(bytes, '\n') & wanted};
}

/* The next cell begins there. */
static inline void begin_cell(struct row *row, size_t start) {
    row->count += row->count < MOST_COLUMNS;
    row->starts[row->count] = (uint32_t)start;
}

/* Whether what is before a byte is in quote marks. */
struct quoting {
    bool inside;
    const char *closed; /* the last quote mark that closed a cell */
};

/* A block with quote marks, of which one opens a cell only where the cell
 * begins; returns the row's line end, or NULL. */
static const char *find_quoted(struct row *row, struct quoting *quoting,
                               const char *at, const struct marks *marks) {
    uint64_t m = marks->quotes | marks->commas | marks->lines;
    for (; m; m &= m - 1) {
        const char *mark = at + __builtin_ctzll(m);
        if (*mark == '"') {
            /* where it stands twice, the second one opens again */
            if (quoting->inside)
                quoting->closed = mark;
            quoting->inside =
                !quoting->inside &&
                (mark == row->bytes + row->starts[row->count] ||
                 mark == quoting->closed + 1);
        } else if (!quoting->inside) {
            begin_cell(row, (size_t)(mark - row->bytes) + 1);
            if (*mark == '\n')
                return mark;
        }
    }
    return NULL;
}

/* One without any, and not in them. */
static inline const char *find_plain(struct row *row, const char *at,
                                     const struct marks *marks) {
    size_t behind = (size_t)(at - row->bytes) + 1;
    /* up to the first line end */
    uint64_t m = (marks->commas | marks->lines) &
                 (marks->lines ^ (marks->lines - 1));
    for (; m; m &= m - 1)
        begin_cell(row, behind + (size_t)__builtin_ctzll(m));
    return marks->lines ? at + __builtin_ctzll(marks->lines) : NULL;
}

/* Finds the cells of the row that begins at `from`; returns its line end,
 * `end` if there is none. */
static const char *find_cells(struct row *row, const char *from,
                              const char *end) {
    struct quoting quoting = {false, end};
    row->bytes = from;
    row->starts[0] = 0;
    row->count = 0;
    for (const char *at = from; at < end; at += BLOCK) {
        struct marks marks = block_marks(at, end);
        const char *stop = NULL;
        if (marks.quotes)
            stop = find_quoted(row, &quoting, at, &marks);
        else if (!quoting.inside)
            stop = find_plain(row, at, &marks);
        if (stop)
            return stop;
    }
    begin_cell(row, (size_t)(end - from) + 1);
    return end;
}

bool skim_next(struct skim *skim) {
    for (;;) {
        while (skim->start < skim->end &&
               skim->buffer[skim->start] == '\n')
            skim->start++;
        if (skim->start == skim->end && (skim->at_end || !fill(skim)))
            return false;
        const char *end = skim->buffer + skim->end;
        const char *stop =
            find_cells(&skim->row, skim->buffer + skim->start, end);
        if (stop < end || skim->at_end) {
            skim->start = (size_t)(stop - skim->buffer) + (stop < end);
            return true;
        }
        fill(skim);
    }
}

uint64_t skim_offset(const struct skim *skim) {
    return skim->offset + (uint64_t)(skim->row.bytes - skim->buffer);
}

size_t skim_length(const struct skim *skim) {
    return (size_t)(skim->buffer + skim->start - skim->row.bytes);
}

bool skim_row(struct skim *skim, uint64_t offset, size_t length) {
    if (length + BLOCK > skim->room) {
        skim->room = length + BLOCK;
        skim->buffer = reallocate(skim->buffer, skim->room);
    }
    for (size_t done = 0; done < length;) {
        ssize_t got = pread(skim->descriptor, skim->buffer + done,
                            length - done, (off_t)(offset + done));
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        done += (size_t)got;
    }
    memset(skim->buffer + length, 0, BLOCK);
    skim->offset = offset;
    find_cells(&skim->row, skim->buffer, skim->buffer + length);
    return true;
}

/* ---- cells ------------------------------------------------------------ */

/* Between the quote marks; without the CR of a line end. */
static struct raw_cell cell_of(const struct row *row, size_t column) {
    if (column >= row->count)
        return (struct raw_cell){"", 0, false};
    const char *from = row->bytes + row->starts[column];
    const char *end = row->bytes + row->starts[column + 1] - 1;
    bool quoted = from < end && *from == '"';
    if (column + 1 == row->count && end > from && end[-1] == '\r')
        end--;
    from += quoted;
    if (quoted && end > from && end[-1] == '"')
        end--;
    return (struct raw_cell){from, (size_t)(end - from), quoted};
}

struct raw_cell skim_cell(const struct skim *skim, int column) {
    return cell_of(&skim->row, column < 0 ? MOST_COLUMNS : (size_t)column);
}

int skim_column(const struct skim *skim, const char *name) {
    size_t length = strlen(name);
    for (size_t i = 0; i < skim->header.count; i++) {
        struct raw_cell cell = cell_of(&skim->header, i);
        if (cell.length == length && !memcmp(cell.bytes, name, length))
            return (int)i;
    }
    return -1;
}

/* ---- opening ---------------------------------------------------------- */

/* Keeps the header, which the next rows overwrite. */
static void keep_header(struct skim *skim) {
    size_t length = skim->row.starts[skim->row.count];
    skim->header = skim->row;
    skim->header.bytes =
        memcpy(allocate(length), skim->row.bytes, length);
}

bool skim_open(struct skim **place, const char *path, struct failure *why) {
    *place = NULL;
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return fail(why, "%s: %s", path, strerror(errno));
    struct skim *skim = allocate(sizeof *skim);
    *skim = (struct skim){.descriptor = descriptor,
                          .room = FIRST_ROOM,
                          .buffer = allocate(FIRST_ROOM)};
    *place = skim;
    if (skim_next(skim))
        keep_header(skim);
    return true;
}

void skim_close(struct skim *skim) {
    if (!skim)
        return;
    close(skim->descriptor);
    free(skim->buffer);
    free((char *)(uintptr_t)skim->header.bytes);
    free(skim);
}

/* ---- what they say ---------------------------------------------------- */

size_t raw_text(struct raw_cell cell, char *into, size_t room) {
    size_t used = 0;
    const char *at = cell.bytes, *end = at + cell.length, *quote;
    if (cell.length >= room)
        end = at + room - 1;
    while (cell.quoted && (quote = memchr(at, '"', (size_t)(end - at)))) {
        size_t length = (size_t)(quote - at) + 1;
        memcpy(into + used, at, length);
        used += length;
        at = quote + 2 < end ? quote + 2 : end; /* it stands twice */
    }
    memcpy(into + used, at, (size_t)(end - at));
    used += (size_t)(end - at);
    into[used] = '\0';
    csv_unguard(into, &used);
    return used;
}

/* Quote marks inside and an apostrophe before it are what a cell may be
 * written with and is read without. */
struct raw_cell raw_plain(struct raw_cell cell, char *into, size_t room) {
    if (cell.quoted || (cell.length && *cell.bytes == '\'') ||
        cell.length >= room)
        cell = (struct raw_cell){into, raw_text(cell, into, room), false};
    return cell;
}

/* Digits with at most one point among them: a whole number below 2^53 by a
 * power of ten below 10^22 is the nearest double, as strtod finds it
 * (Clinger, PLDI 1990).  False where it is written in another way. */
static bool read_number(struct raw_cell cell, double *number) {
    static const double TENS[] = {1,   1e1, 1e2, 1e3,  1e4,  1e5,  1e6, 1e7,
                                  1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14};
    enum { MOST_DIGITS = 15 };
    const char *at = cell.bytes, *end = at + cell.length, *point = NULL;
    bool negative = at < end && *at == '-';
    int64_t whole = 0;
    at += negative;
    if (at == end || end - at > MOST_DIGITS)
        return false;
    for (; at < end; at++) {
        if (*at == '.' && !point) {
            point = at + 1;
            continue;
        }
        if (*at < '0' || *at > '9')
            return false;
        whole = whole * 10 + (*at - '0');
    }
    *number = (double)whole / TENS[point ? end - point : 0];
    *number = negative ? -*number : *number;
    return true;
}

double raw_number(struct raw_cell cell) {
    double number;
    char text[32];
    if (!cell.quoted && read_number(cell, &number))
        return number;
    if (!raw_text(cell, text, sizeof text))
        return (double)NAN;
    return strtod(text, NULL);
}

long raw_count(struct raw_cell cell) {
    double number = raw_number(cell);
    return isnan(number) ? 0 : (long)number;
}
