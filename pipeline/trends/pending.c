/* pending.c - a few dozen at a time, in the order in which they came. */
#include "pending.h"

#include "base/arena.h"

#include <stdlib.h>

enum { WAITING = 48 };

struct item {
    uint64_t hash;
    bool is_count;
    struct cell_key key;
    struct portion portion;
};

struct pending {
    struct cells *cells;
    size_t count;
    struct item items[WAITING];
};

struct pending *pending_open(struct cells *cells) {
    struct pending *pending = allocate(sizeof *pending);
    pending->cells = cells;
    pending->count = 0;
    return pending;
}

void pending_close(struct pending *pending) { free(pending); }

void pending_finish(struct pending *pending) {
    struct cells *cells = pending->cells;
    for (size_t i = 0; i < pending->count; i++)
        cells_prefetch_cell(cells, &pending->items[i].key,
                            pending->items[i].hash);
    for (size_t i = 0; i < pending->count; i++) {
        const struct item *item = &pending->items[i];
        if (item->is_count)
            cells_count(cells, &item->key, item->hash);
        else
            cells_add(cells, &item->key, item->hash, &item->portion);
    }
    pending->count = 0;
}

static struct item *wait(struct pending *pending,
                         const struct cell_key *key) {
    if (pending->count == WAITING)
        pending_finish(pending);
    struct item *item = &pending->items[pending->count++];
    item->key = *key;
    item->hash = key_hash(key);
    cells_prefetch_place(pending->cells, item->hash);
    return item;
}

void pending_add(struct pending *pending, const struct cell_key *key,
                 const struct portion *portion) {
    struct item *item = wait(pending, key);
    item->is_count = false;
    item->portion = *portion;
}

void pending_count(struct pending *pending, const struct cell_key *key) {
    wait(pending, key)->is_count = true;
}
