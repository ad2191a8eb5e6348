/* pending.h - additions to cells that wait for memory.
 *
 * Where a key lies in a table of megabytes takes longer to learn than an
 * addition to work out.  So an addition only asks for its cell, waits while
 * further ones come, and is made when the cell is near.  They are made in the
 * order in which they came. */
#ifndef DETENTE_PENDING_H
#define DETENTE_PENDING_H

#include "cell_keys.h"

struct pending;

/* `cells` are lent. */
struct pending *pending_open(struct cells *cells, bool by_article);
void pending_close(struct pending *pending);

/* One statement, for figures. */
struct addition {
    uint64_t article;
    uint64_t sources; /* bit of its source */
    int32_t tone, day;
    enum label label;
    bool copy;        /* is only counted */
};

void addition_make(const struct addition *addition, struct figures *figures,
                   bool by_article);

/* The key of the next addition, to be filled in. */
struct key *pending_key(struct pending *pending);
/* Then what is added to that cell's figures, or one to its count. */
void pending_add(struct pending *pending, const struct addition *addition);
void pending_count(struct pending *pending);

/* Makes all that wait: before the cells are settled or visited. */
void pending_finish(struct pending *pending);

#endif
