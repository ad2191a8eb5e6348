/* pending.h - additions to cells that wait for memory.
 *
 * Where a key lies in a table of megabytes takes longer to learn than an
 * addition to work out.  So an addition only asks for its place, and some of
 * them are made together: first all ask for their cells. */
#ifndef DETENTE_PENDING_H
#define DETENTE_PENDING_H

#include "cells.h"
#include "dyads.h"

struct pending;

/* Both are lent; of new cells, `dyads` notes the dyads. */
struct pending *pending_open(struct cells *cells, struct dyads *dyads);
void pending_close(struct pending *pending);

/* Adds to the figures of a key, and to its count.  The key's texts must stay
 * until pending_finish. */
void pending_add(struct pending *pending, const struct cell_key *key,
                 const struct portion *portion);
void pending_count(struct pending *pending, const struct cell_key *key,
                   uint32_t number);

/* Makes all that wait: before texts go, cells are settled or visited. */
void pending_finish(struct pending *pending);

#endif
