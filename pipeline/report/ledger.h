/* ledger.h - what a report must know of every statement: noted while their
 * table is written, so that only the rows that are shown are read again.
 *
 * Entries stand in the order of the rows.  Some are kept in memory, more go
 * to a temporary file.  A ledger that does not know a row, or cannot be
 * kept, is of no use: then the table is read instead. */
#ifndef DETENTE_LEDGER_H
#define DETENTE_LEDGER_H

#include "base/output.h"
#include "document.h"

struct ledger_entry {
    uint64_t actor;  /* word_hash of the name; 0 = nobody's, or a copy */
    int32_t tone;    /* in units of 1/10000 */
    uint32_t length; /* bytes of the row; 0 = it is not known */
};

struct ledger;

/* `room`: bytes of entries in memory. */
struct ledger *ledger_open(size_t room);
void ledger_close(struct ledger *ledger);

/* Appends the entries of a document's rows, the i-th of which ends at byte
 * ends[i] of what is written; the first begins at `start`.  `ends` is NULL
 * where the rows are not known: they may say something else. */
void ledger_note(struct output *entries, const struct document *document,
                 size_t start, const size_t *ends);

/* The table's first row of statements begins at that byte. */
void ledger_start(struct ledger *ledger, uint64_t offset);
/* Takes over entries, in the order of the rows, and empties the buffer. */
void ledger_add(struct ledger *ledger, struct output *entries);

/* Goes to the first row, once all are added; false where the ledger is of no
 * use. */
bool ledger_rewind(struct ledger *ledger);
/* The next entry and where its row begins; false at the end. */
bool ledger_next(struct ledger *ledger, struct ledger_entry *entry,
                 uint64_t *offset);

#endif
