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
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_COLUMNS = 64, FIRST_ROOM = 256 * 1024 };

struct skim {
    int descriptor;
    char *buffer;            /* SCAN_BYTES of room behind `end` */
    size_t start, end, room; /* what is not yet read of it */
    bool at_end;             /* of the file */
    struct raw_cell cells[MOST_COLUMNS];
    size_t cell_count;
    char *header;            /* a copy of the first row */
    struct raw_cell names[MOST_COLUMNS];
    size_t name_count;
};

/* ---- the buffer ------------------------------------------------------- */

/* Moves the rest to the front and reads on; false if nothing came. */
static bool fill(struct skim *skim) {
    size_t rest = skim->end - skim->start;
    memmove(skim->buffer, skim->buffer + skim->start, rest);
    skim->start = 0;
    skim->end = rest;
    if (rest + SCAN_BYTES >= skim->room) {
        skim->room *= 2;
        skim->buffer = reallocate(skim->buffer, skim->room);
    }
    ssize_t got;
    do
        got = read(skim->descriptor, skim->buffer + rest,
                   skim->room - rest - SCAN_BYTES);
    while (got < 0 && errno == EINTR);
    if (got > 0)
        skim->end += (size_t)got;
    skim->at_end = got <= 0;
    memset(skim->buffer + skim->end, 0, SCAN_BYTES);
    return got > 0;
}

/* ---- a row ------------------------------------------------------------ */

/* The comma or line end behind a cell without quote marks; `end` if there is
 * none. */
static const char *plain_end(const char *from, const char *end) {
    while (from < end) {
        uint32_t found = scan_quotables(from);
        if (!found) {
            from += SCAN_BYTES;
            continue;
        }
        from += __builtin_ctz(found);
        if (from < end && (*from == ',' || *from == '\n'))
            return from;
        from++; /* a quote mark or CR inside */
    }
    return end;
}

/* The quote mark that closes a cell; `end` if there is none. */
static const char *quoted_end(const char *from, const char *end) {
    while (from < end) {
        const char *quote = memchr(from, '"', (size_t)(end - from));
        if (!quote)
            return end;
        if (quote + 1 < end && quote[1] == '"')
            from = quote + 2;
        else
            return quote;
    }
    return end;
}

static void keep_cell(struct skim *skim, const char *from, const char *end,
                      bool quoted) {
    if (skim->cell_count < MOST_COLUMNS)
        skim->cells[skim->cell_count++] =
            (struct raw_cell){from, (size_t)(end - from), quoted};
}

/* Finds the cells of the row at `start`; false if the buffer ends before it
 * does. */
static bool find_cells(struct skim *skim) {
    const char *from = skim->buffer + skim->start;
    const char *end = skim->buffer + skim->end;
    skim->cell_count = 0;
    for (;;) {
        bool quoted = from < end && *from == '"';
        const char *stop = quoted ? quoted_end(from + 1, end)
                                  : plain_end(from, end);
        const char *cell_end = stop;
        if (quoted && stop < end)
            stop = plain_end(stop + 1, end);
        if (stop == end && !skim->at_end)
            return false;
        if (!quoted && cell_end > from && cell_end[-1] == '\r' &&
            (stop == end || *stop == '\n'))
            cell_end--;
        keep_cell(skim, from + quoted, cell_end, quoted);
        if (stop == end || *stop == '\n') {
            skim->start = (size_t)(stop - skim->buffer) + (stop < end);
            return true;
        }
        from = stop + 1;
    }
}

bool skim_next(struct skim *skim) {
    for (;;) {
        while (skim->start < skim->end &&
               skim->buffer[skim->start] == '\n')
            skim->start++;
        if (skim->start == skim->end && (skim->at_end || !fill(skim)))
            return false;
        if (find_cells(skim))
            return true;
        fill(skim);
    }
}

/* ---- opening ---------------------------------------------------------- */

/* Keeps the header, which the next rows overwrite. */
static void keep_names(struct skim *skim) {
    if (!skim->cell_count)
        return;
    const char *first = skim->cells[0].bytes;
    const struct raw_cell *last = &skim->cells[skim->cell_count - 1];
    size_t length = (size_t)(last->bytes + last->length - first);
    skim->header = memcpy(allocate(length + 1), first, length);
    skim->name_count = skim->cell_count;
    for (size_t i = 0; i < skim->name_count; i++) {
        skim->names[i] = skim->cells[i];
        skim->names[i].bytes =
            skim->header + (skim->cells[i].bytes - first);
    }
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
        keep_names(skim);
    return true;
}

void skim_close(struct skim *skim) {
    if (!skim)
        return;
    close(skim->descriptor);
    free(skim->buffer);
    free(skim->header);
    free(skim);
}

int skim_column(const struct skim *skim, const char *name) {
    size_t length = strlen(name);
    for (size_t i = 0; i < skim->name_count; i++)
        if (skim->names[i].length == length &&
            !memcmp(skim->names[i].bytes, name, length))
            return (int)i;
    return -1;
}

struct raw_cell skim_cell(const struct skim *skim, int column) {
    if (column < 0 || (size_t)column >= skim->cell_count)
        return (struct raw_cell){"", 0, false};
    return skim->cells[column];
}

/* ---- cells ------------------------------------------------------------ */

size_t raw_text(struct raw_cell cell, char *into, size_t room) {
    size_t used = 0;
    for (size_t i = 0; i < cell.length && used + 1 < room; i++) {
        into[used++] = cell.bytes[i];
        if (cell.quoted && cell.bytes[i] == '"')
            i++;
    }
    into[used] = '\0';
    csv_unguard(into, &used);
    return used;
}

double raw_number(struct raw_cell cell) {
    char text[32];
    if (!raw_text(cell, text, sizeof text))
        return (double)NAN;
    return strtod(text, NULL);
}
