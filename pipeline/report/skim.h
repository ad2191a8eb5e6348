/* skim.h - a large table of our own, skimmed: rows of cells that stay where
 * they are until one is asked for.
 *
 * RFC 4180 with a header and commas, as `run` writes it; a row with other
 * than the header's number of cells is filled up or cut.  Most rows are
 * looked at and passed over, so what counts is finding their ends: a bit for
 * every byte that may end a cell, 64 of them at a time, nothing copied. */
#ifndef DETENTE_SKIM_H
#define DETENTE_SKIM_H

#include "base/failure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct skim;

/* A cell as it stands in the file, without its outer quote marks. */
struct raw_cell {
    const char *bytes; /* valid until the next row */
    size_t length;
    bool quoted;       /* quote marks inside are doubled */
};

bool skim_open(struct skim **skim, const char *path, struct failure *why);
void skim_close(struct skim *skim);

/* The column of that name, -1 = none. */
int skim_column(const struct skim *skim, const char *name);

/* The next row; false at the end of the file. */
bool skim_next(struct skim *skim);

/* Where the row begins in the file, and its bytes with its line end. */
uint64_t skim_offset(const struct skim *skim);
size_t skim_length(const struct skim *skim);

/* Makes a row of these bytes of the file the row at hand; skim_next must not
 * be asked afterwards.  False where they cannot be read. */
bool skim_row(struct skim *skim, uint64_t offset, size_t length);

/* A cell of the row; an empty one for column -1. */
struct raw_cell skim_cell(const struct skim *skim, int column);

/* The cell's text in `into`, NUL-terminated, quote marks and the guard
 * against spreadsheets taken off; cut where there is no room.  Returns its
 * length. */
size_t raw_text(struct raw_cell cell, char *into, size_t room);

/* The same, but without a copy where the cell stands as it is read. */
struct raw_cell raw_plain(struct raw_cell cell, char *into, size_t room);

/* The cell as a number, NAN where it is empty; as a whole number, 0 then. */
double raw_number(struct raw_cell cell);
long raw_count(struct raw_cell cell);

#endif
