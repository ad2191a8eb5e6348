/* cells.h - figures per key, exact, in bounded memory.
 *
 * A key is any bytes.  Cells live in a hash table; when it has grown beyond
 * its limit, all cells are written to a temporary file in the order of their
 * keys (a run) and the table starts anew.  At the end the runs are merged,
 * and cells of the same key added: external merge sort (Knuth, The Art of
 * Computer Programming 3, 5.4). */
#ifndef DETENTE_CELLS_H
#define DETENTE_CELLS_H

#include "base/failure.h"
#include "figures.h"

#include <stdbool.h>
#include <stddef.h>

struct cells;

enum { KEY_MOST = 1024 }; /* bytes in a key */

/* `limit`: bytes of memory, about; `by_article`: how figures are closed. */
struct cells *cells_open(size_t limit, bool by_article);
void cells_close(struct cells *cells);

/* Where a key is looked for. */
uint32_t cells_hash(const char *key, size_t length);

/* Large tables lie in slow memory: asks for the place of a key, and when that
 * has come for its cell. */
void cells_prefetch_place(const struct cells *cells, uint32_t hash);
void cells_prefetch_cell(const struct cells *cells, uint32_t hash);

/* The figures of a key, all zero at first.  Valid until cells_base changes or
 * cells_settle is called. */
struct figures *cells_figures(struct cells *cells, const char *key,
                              size_t length, uint32_t hash);

/* A plain count, likewise.  Counts and figures never share a key. */
uint64_t *cells_count(struct cells *cells, const char *key, size_t length,
                      uint32_t hash);

/* Changes when the cells move. */
const void *cells_base(const struct cells *cells);

/* Between documents, before anything is added of article number `article`:
 * writes a run if the table is too large.  An article may be cut by that; it
 * stays one observation; 0 is none.  cells_must_settle tells whether one is
 * due. */
bool cells_must_settle(const struct cells *cells, uint64_t article);
bool cells_settle(struct cells *cells, uint64_t article, struct failure *why);

/* Visits every key once, in the order of memcmp, with its closed figures
 * (and count 0), or its count (and figures NULL).  Nothing can be added
 * afterwards; the cells stay, and may be visited again. */
struct cell_visitor {
    bool (*visit)(void *data, const char *key, size_t length,
                  const struct figures *figures, uint64_t count,
                  struct failure *why);
    void *data;
};
bool cells_visit(struct cells *cells, const struct cell_visitor *visitor,
                 struct failure *why);

#endif
