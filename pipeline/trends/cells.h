/* cells.h - figures per key, exact, in bounded memory.
 *
 * Cells live in a hash table; when it has grown beyond its limit, all cells
 * are written to a temporary file in the order of their keys (a run) and the
 * table starts anew.  At the end the runs are merged, and cells of the same
 * key added: external merge sort (Knuth, The Art of Computer Programming 3,
 * 5.4).  In the table two keys are the same where their 64-bit hashes are. */
#ifndef DETENTE_CELLS_H
#define DETENTE_CELLS_H

#include "base/failure.h"
#include "cell_keys.h"
#include "figures.h"

#include <stdbool.h>
#include <stddef.h>

struct cells;

/* `limit`: bytes of memory, about; `by_article`: how figures are closed. */
struct cells *cells_open(size_t limit, bool by_article);
void cells_close(struct cells *cells);

/* Large tables lie in slow memory: asks for the place of a key with that
 * key_hash, and when that has come for its cell; where there seems to be
 * none, for what a new one needs, and returns false. */
void cells_prefetch_place(const struct cells *cells, uint64_t hash);
bool cells_prefetch_cell(const struct cells *cells,
                         const struct cell_key *key, uint64_t hash);

/* Adds to the figures of a key; true where that is new. */
bool cells_add(struct cells *cells, const struct cell_key *key, uint64_t hash,
               const struct portion *portion);

/* Adds to the count of a key. */
void cells_count(struct cells *cells, const struct cell_key *key,
                 uint64_t hash, uint32_t number);

/* The figures of a key that has nothing of cells_add, all zero at first;
 * valid until the next call. */
struct figures *cells_figures(struct cells *cells, const struct cell_key *key,
                              uint64_t hash);

/* Between documents, before anything is added of article number `article`:
 * writes a run if the table is too large.  An article may be cut by that; it
 * stays one observation; 0 is none. */
bool cells_settle(struct cells *cells, uint64_t article, struct failure *why);

/* Visits every key once, spelled, in the order of memcmp, with its closed
 * figures (and count 0), or its count (and figures NULL).  Nothing can be
 * added afterwards; the cells stay, and may be visited again. */
struct cell_visitor {
    bool (*visit)(void *data, const char *key, size_t length,
                  const struct figures *figures, uint64_t count,
                  struct failure *why);
    void *data;
};
bool cells_visit(struct cells *cells, const struct cell_visitor *visitor,
                 struct failure *why);

#endif
