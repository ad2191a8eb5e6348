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

/* The figures of a key, all zero at first.  Valid until cells_base changes or
 * cells_settle is called. */
struct figures *cells_figures(struct cells *cells, const char *key,
                              size_t length);

/* A plain count, likewise.  Counts and figures never share a key. */
uint64_t *cells_count(struct cells *cells, const char *key, size_t length);

/* Changes when the cells move. */
const void *cells_base(const struct cells *cells);

/* Between articles: writes a run if the table is too large. */
bool cells_settle(struct cells *cells, struct failure *why);

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
