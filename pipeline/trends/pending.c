/* pending.c - a few dozen at a time, in the order in which they came. */
#include "pending.h"

#include "base/arena.h"

#include <stdlib.h>

enum { WAITING = 48 };

struct item {
    uint64_t hash;
    uint32_t number; /* to be counted; 0 = a portion is added */
    struct cell_key key;
    struct portion portion;
};

struct pending {
    struct cells *cells;
    struct dyads *dyads;
    size_t count;
    struct item items[WAITING];
};

struct pending *pending_open(struct cells *cells, struct dyads *dyads) {
    struct pending *pending = allocate(sizeof *pending);
    pending->cells = cells;
    pending->dyads = dyads;
    pending->count = 0;
    return pending;
}

void pending_close(struct pending *pending) { free(pending); }

static void ask(const struct pending *pending, const struct item *item) {
    const struct cell_key *key = &item->key;
    if (!cells_prefetch_cell(pending->cells, key, item->hash) &&
        key->kind == CELL_DYAD)
        dyads_prefetch(pending->dyads, key->table, key->unit.hash,
                       key->first.hash);
}

static void make(struct pending *pending, const struct item *item) {
    const struct cell_key *key = &item->key;
    if (item->number)
        cells_count(pending->cells, key, item->hash, item->number);
    else if (cells_add(pending->cells, key, item->hash, &item->portion) &&
             key->kind == CELL_DYAD)
        dyads_note(pending->dyads, key->table, key->unit.hash,
                   key->first.hash);
}

void pending_finish(struct pending *pending) {
    for (size_t i = 0; i < pending->count; i++)
        ask(pending, &pending->items[i]);
    for (size_t i = 0; i < pending->count; i++)
        make(pending, &pending->items[i]);
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
    item->number = 0;
    item->portion = *portion;
}

void pending_count(struct pending *pending, const struct cell_key *key,
                   uint32_t number) {
    wait(pending, key)->number = number;
}
