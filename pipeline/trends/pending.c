/* pending.c - a ring: the last that came asks for its place, the one in the
 * middle for its cell, the first is made. */
#include "pending.h"

#include "base/arena.h"

#include <stdlib.h>

enum { WAITING = 16 };

struct item {
    uint32_t hash;
    bool is_count;
    struct addition addition;
    struct key key;
};

struct pending {
    struct cells *cells;
    bool by_article;
    size_t made, came; /* all that ever were */
    struct item items[WAITING];
};

struct pending *pending_open(struct cells *cells, bool by_article) {
    struct pending *pending = allocate(sizeof *pending);
    pending->cells = cells;
    pending->by_article = by_article;
    pending->made = pending->came = 0;
    return pending;
}

void pending_close(struct pending *pending) { free(pending); }

void addition_make(const struct addition *addition, struct figures *figures,
                   bool by_article) {
    figures->sources |= addition->sources;
    if (addition->copy)
        figures_add_copy(figures, addition->day);
    else
        figures_add_statement(figures, addition->article, addition->tone,
                              addition->label, addition->day, by_article);
}

static struct item *item_at(struct pending *pending, size_t number) {
    return &pending->items[number % WAITING];
}

static void make_first(struct pending *pending) {
    const struct item *item = item_at(pending, pending->made++);
    const struct key *key = &item->key;
    if (item->is_count)
        ++*cells_count(pending->cells, key->bytes, key->length, item->hash);
    else
        addition_make(&item->addition,
                      cells_figures(pending->cells, key->bytes, key->length,
                                    item->hash),
                      pending->by_article);
}

struct key *pending_key(struct pending *pending) {
    if (pending->came - pending->made == WAITING)
        make_first(pending);
    return &item_at(pending, pending->came)->key;
}

static void ask(struct pending *pending, struct item *item) {
    item->hash = cells_hash(item->key.bytes, item->key.length);
    cells_prefetch_place(pending->cells, item->hash);
    size_t middle = pending->came++ - WAITING / 2;
    if (middle - pending->made < WAITING)
        cells_prefetch_cell(pending->cells, item_at(pending, middle)->hash);
}

void pending_add(struct pending *pending, const struct addition *addition) {
    struct item *item = item_at(pending, pending->came);
    item->is_count = false;
    item->addition = *addition;
    ask(pending, item);
}

void pending_count(struct pending *pending) {
    struct item *item = item_at(pending, pending->came);
    item->is_count = true;
    ask(pending, item);
}

void pending_finish(struct pending *pending) {
    while (pending->made != pending->came)
        make_first(pending);
}
