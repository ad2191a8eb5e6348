/* cells.c - open addressing over cells in one slab; runs of sorted cells; a
 * heap to merge them.
 *
 * A cell is a head, its payload (figures or a count) and its key.  A slot of
 * the table knows the cell's hash, so that as a rule only the right cell is
 * looked at: what a large table costs is waiting for memory.  At most
 * MOST_RUNS runs are open; then they are merged into one, so that files and
 * buffers stay bounded as well. */
#define _POSIX_C_SOURCE 200809L
#include "cells.h"

#include "base/arena.h"
#include "base/output.h"
#include "words.h"

#include <assert.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_RUNS = 48, RUN_BUFFER = 32 * 1024, FIRST_SLOTS = 1024 };

struct cell {
    uint16_t key_length;
    bool is_count;
    union {
        struct figures figures;
        uint64_t count;
    } u;
};

/* A cell's bytes in memory: counts are smaller.  The key comes behind. */
static size_t head_size(bool is_count) {
    return offsetof(struct cell, u) +
           (is_count ? sizeof(uint64_t) : sizeof(struct figures));
}

static const char *key_of(const struct cell *cell) {
    return (const char *)cell + head_size(cell->is_count);
}

/* Where a cell stands in the slab, in units of its alignment, plus 1. */
struct slot {
    uint32_t hash, place;
};

enum { ALIGNMENT = _Alignof(struct cell), KEY_SPARE = 8 };

/* The cell's bytes in the slab. */
static size_t cell_size(bool is_count, size_t key_length) {
    return (head_size(is_count) + key_length + ALIGNMENT - 1) / ALIGNMENT *
           ALIGNMENT;
}

struct cells {
    size_t limit, used; /* bytes of the slab */
    bool by_article;
    char *slab;         /* room beyond the limit for what one article adds;
                         * pages that are not reached are never there */
    size_t room;
    struct slot *slots;
    size_t slot_count, count;
    int runs[MOST_RUNS]; /* descriptors of their files */
    size_t run_count;
    uint64_t last; /* article, settled for */
    bool cut;      /* it has cells in the runs: it stays open in them */
};

static struct slot *clear_slots(size_t count) {
    struct slot *slots = allocate(count * sizeof *slots);
    return memset(slots, 0, count * sizeof *slots);
}

struct cells *cells_open(size_t limit, bool by_article) {
    struct cells *cells = allocate(sizeof *cells);
    *cells = (struct cells){.limit = limit,
                            .by_article = by_article,
                            .room = 2 * limit,
                            .slab = allocate(2 * limit),
                            .slot_count = FIRST_SLOTS,
                            .slots = clear_slots(FIRST_SLOTS)};
    return cells;
}

void cells_close(struct cells *cells) {
    if (!cells)
        return;
    for (size_t i = 0; i < cells->run_count; i++)
        close(cells->runs[i]);
    free(cells->slab);
    free(cells->slots);
    free(cells);
}

/* ---- the table -------------------------------------------------------- */

static struct cell *cell_at(const struct cells *cells, uint32_t place) {
    return (struct cell *)(void *)(cells->slab +
                                   (size_t)(place - 1) * ALIGNMENT);
}

static void grow_slots(struct cells *cells) {
    size_t count = cells->slot_count * 2;
    struct slot *slots = clear_slots(count);
    for (size_t i = 0; i < cells->slot_count; i++) {
        size_t at = cells->slots[i].hash & (count - 1);
        if (!cells->slots[i].place)
            continue;
        while (slots[at].place)
            at = (at + 1) & (count - 1);
        slots[at] = cells->slots[i];
    }
    free(cells->slots);
    cells->slots = slots;
    cells->slot_count = count;
}

/* A new cell at the end of the slab.  Only an article that fills the room
 * beyond the limit all by itself moves the slab. */
static struct cell *append(struct cells *cells, const char *key,
                           size_t length, bool is_count) {
    size_t size = cell_size(is_count, length);
    while (cells->room - cells->used < size + KEY_SPARE)
        cells->slab = reallocate(cells->slab, cells->room *= 2);
    struct cell *cell = (struct cell *)(void *)(cells->slab + cells->used);
    memset(cell, 0, head_size(is_count));
    cell->key_length = (uint16_t)length;
    cell->is_count = is_count;
    memcpy((char *)cell + head_size(is_count), key, length);
    cells->used += size;
    return cell;
}

uint32_t cells_hash(const char *key, size_t length) {
    return (uint32_t)word_hash(key, length);
}

void cells_prefetch_place(const struct cells *cells, uint32_t hash) {
    __builtin_prefetch(&cells->slots[hash & (cells->slot_count - 1)], 1);
}

/* Its first lines, where the cell in the first place is the right one. */
void cells_prefetch_cell(const struct cells *cells, uint32_t hash) {
    enum { LINE = 64 };
    struct slot slot = cells->slots[hash & (cells->slot_count - 1)];
    if (!slot.place || slot.hash != hash)
        return;
    const char *cell = (const char *)cell_at(cells, slot.place);
    for (int i = 0; i < 3; i++)
        __builtin_prefetch(cell + i * LINE, 1);
}

static struct cell *find(struct cells *cells, const char *key, size_t length,
                         uint32_t hash, bool is_count) {
    assert(length <= KEY_MOST);
    size_t at = hash & (cells->slot_count - 1);
    for (; cells->slots[at].place; at = (at + 1) & (cells->slot_count - 1)) {
        if (cells->slots[at].hash != hash)
            continue;
        struct cell *cell = cell_at(cells, cells->slots[at].place);
        if (cell->key_length == length && !memcmp(key_of(cell), key, length))
            return cell;
    }
    cells->slots[at] =
        (struct slot){hash, (uint32_t)(cells->used / ALIGNMENT) + 1};
    struct cell *cell = append(cells, key, length, is_count);
    if (++cells->count * 4 > cells->slot_count * 3)
        grow_slots(cells);
    return cell;
}

struct figures *cells_figures(struct cells *cells, const char *key,
                              size_t length, uint32_t hash) {
    return &find(cells, key, length, hash, false)->u.figures;
}

uint64_t *cells_count(struct cells *cells, const char *key, size_t length,
                      uint32_t hash) {
    return &find(cells, key, length, hash, true)->u.count;
}

const void *cells_base(const struct cells *cells) { return cells->slab; }

/* ---- in order --------------------------------------------------------- */

static int compare_keys(const struct cell *a, const struct cell *b) {
    size_t least =
        a->key_length < b->key_length ? a->key_length : b->key_length;
    int order = memcmp(key_of(a), key_of(b), least);
    return order ? order : (int)a->key_length - (int)b->key_length;
}

/* A cell while it is sorted, with the next bytes of its key: CHUNK_BYTES of
 * them, and below how many there are, at most one more than that. */
struct sorted {
    uint64_t chunk;
    struct cell *cell;
};

enum { CHUNK_BYTES = 7, FEW = 12 };

/* Reads up to KEY_SPARE bytes behind a key, which are there. */
static uint64_t chunk_at(const struct cell *cell, size_t depth) {
    size_t rest = cell->key_length - depth;
    uint64_t chunk;
    memcpy(&chunk, key_of(cell) + depth, sizeof chunk);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    chunk = __builtin_bswap64(chunk);
#endif
    chunk &= UINT64_MAX << 8;
    if (rest > CHUNK_BYTES)
        return chunk | (CHUNK_BYTES + 1);
    return (rest ? chunk & UINT64_MAX << 8 * (sizeof chunk - rest) : 0) | rest;
}

static void insert_sort(struct sorted *items, size_t count) {
    for (size_t i = 1; i < count; i++) {
        struct sorted item = items[i];
        size_t at = i;
        for (; at > 0 && (item.chunk < items[at - 1].chunk ||
                          (item.chunk == items[at - 1].chunk &&
                           compare_keys(item.cell, items[at - 1].cell) < 0));
             at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

static void swap(struct sorted *a, struct sorted *b) {
    struct sorted kept = *a;
    *a = *b;
    *b = kept;
}

static uint64_t middle_of(uint64_t a, uint64_t b, uint64_t c) {
    return a < b ? (b < c ? b : a < c ? c : a)
                 : (a < c ? a : b < c ? c : b);
}

/* Three-way quicksort by chunks of the key (Bentley and Sedgewick, SODA
 * 1997): keys that begin alike, as those of one actor do, are compared from
 * where they differ.  All keys have the bytes before `depth` in common. */
static void sort_from(struct sorted *items, size_t count, size_t depth) {
    while (count > FEW) {
        uint64_t middle = middle_of(items[0].chunk, items[count / 2].chunk,
                                    items[count - 1].chunk);
        size_t less = 0, at = 0, more = count;
        while (at < more)
            if (items[at].chunk < middle)
                swap(&items[less++], &items[at++]);
            else if (items[at].chunk > middle)
                swap(&items[at], &items[--more]);
            else
                at++;
        sort_from(items, less, depth);
        sort_from(items + more, count - more, depth);
        if ((middle & 0xff) <= CHUNK_BYTES)
            return; /* the key ends here: there is but one of it */
        items += less;
        count = more - less;
        depth += CHUNK_BYTES;
        for (size_t i = 0; i < count; i++)
            items[i].chunk = chunk_at(items[i].cell, depth);
    }
    insert_sort(items, count);
}

/* All cells in the order of their keys, closed but for those of an article
 * that was cut; free it. */
static struct sorted *sort_cells(struct cells *cells) {
    struct sorted *sorted = allocate(cells->count * sizeof *sorted);
    size_t count = 0;
    for (size_t at = 0; at < cells->used; count++) {
        struct cell *cell = (struct cell *)(void *)(cells->slab + at);
        if (!cell->is_count &&
            !(cells->cut && cell->u.figures.article == cells->last))
            figures_close(&cell->u.figures, cells->by_article);
        sorted[count] = (struct sorted){chunk_at(cell, 0), cell};
        at += cell_size(cell->is_count, cell->key_length);
    }
    sort_from(sorted, count, 0);
    return sorted;
}

/* `more` comes from a later run. */
static void add_cell(struct cell *cell, const struct cell *more,
                     bool by_article) {
    if (cell->is_count)
        cell->u.count += more->u.count;
    else
        figures_join(&cell->u.figures, &more->u.figures, by_article);
}

/* ---- runs ------------------------------------------------------------- */

/* Cells go to a file with the bytes that they have in the slab. */
static bool write_cell(int descriptor, struct output *out,
                       const struct cell *cell, struct failure *why) {
    static char NAME[] = "temporary file";
    struct output_file file = {.path = NAME, .descriptor = descriptor};
    if (cell)
        output_bytes(out, (const char *)cell,
                     cell_size(cell->is_count, cell->key_length));
    return (cell && out->length < RUN_BUFFER) ||
           output_flush(&file, out, why);
}

static bool rewind_run(int descriptor, struct failure *why) {
    return lseek(descriptor, 0, SEEK_SET) == 0 ||
           fail(why, "temporary file: %s", strerror(errno));
}

static bool write_run(struct cells *cells, struct failure *why) {
    struct output out = {0};
    int file = output_temporary(why);
    if (file < 0)
        return false;
    cells->runs[cells->run_count++] = file;
    struct sorted *sorted = sort_cells(cells);
    bool good = true;
    for (size_t i = 0; good && i < cells->count; i++)
        good = write_cell(file, &out, sorted[i].cell, why);
    good = good && write_cell(file, &out, NULL, why);
    output_free(&out);
    free(sorted);
    memset(cells->slots, 0, cells->slot_count * sizeof *cells->slots);
    cells->count = cells->used = 0;
    return good && rewind_run(file, why);
}

/* ---- merging ---------------------------------------------------------- */

enum { CELL_MOST = sizeof(struct cell) + KEY_MOST + ALIGNMENT };

/* The next cell of a run, in a buffer that holds it whole. */
struct head {
    int file;
    char *buffer;
    size_t start, end; /* what is not yet read of it */
    const struct cell *cell;
    uint64_t chunk;    /* its key's first: most keys differ in it */
};

struct merge {
    struct head heads[MOST_RUNS]; /* the earlier runs first */
    struct head *heap[MOST_RUNS]; /* the smallest key first */
    size_t count;
    bool by_article;
};

/* Of the same key the earlier run comes first. */
static bool comes_before(const struct head *a, const struct head *b) {
    if (a->chunk != b->chunk)
        return a->chunk < b->chunk;
    int order = compare_keys(a->cell, b->cell);
    return order < 0 || (order == 0 && a < b);
}

static void fill(struct head *head) {
    size_t rest = head->end - head->start;
    memmove(head->buffer, head->buffer + head->start, rest);
    head->start = 0;
    head->end = rest;
    ssize_t got;
    do
        got = read(head->file, head->buffer + rest, RUN_BUFFER - rest);
    while (got > 0 && (rest = head->end += (size_t)got) < CELL_MOST);
}

/* Goes on to the next cell; false at the end. */
static bool read_head(struct head *head) {
    if (head->end - head->start < CELL_MOST)
        fill(head);
    if (head->start == head->end)
        return false;
    head->cell = (const struct cell *)(const void *)(head->buffer +
                                                     head->start);
    head->chunk = chunk_at(head->cell, 0);
    head->start += cell_size(head->cell->is_count, head->cell->key_length);
    return true;
}

static void sift_down(struct merge *merge, size_t at) {
    for (;;) {
        size_t least = at, child = 2 * at + 1;
        for (size_t i = child; i < child + 2 && i < merge->count; i++)
            if (comes_before(merge->heap[i], merge->heap[least]))
                least = i;
        if (least == at)
            return;
        struct head *kept = merge->heap[at];
        merge->heap[at] = merge->heap[least];
        merge->heap[least] = kept;
        at = least;
    }
}

static void start_merge(struct merge *merge, struct cells *cells) {
    merge->count = 0;
    merge->by_article = cells->by_article;
    for (size_t i = 0; i < cells->run_count; i++) {
        struct head *head = &merge->heads[i];
        *head = (struct head){.file = cells->runs[i],
                              .buffer = allocate(RUN_BUFFER + KEY_SPARE)};
        if (read_head(head))
            merge->heap[merge->count++] = head;
    }
    for (size_t i = merge->count; i-- > 0;)
        sift_down(merge, i);
}

static void end_merge(struct merge *merge, size_t count) {
    for (size_t i = 0; i < count; i++)
        free(merge->heads[i].buffer);
    free(merge);
}

/* Room for any cell. */
union taken {
    struct cell cell;
    char bytes[CELL_MOST];
};

/* Takes the smallest cell out, all cells of its key added up. */
static bool take_smallest(struct merge *merge, union taken *into) {
    if (!merge->count)
        return false;
    uint64_t chunk = merge->heap[0]->chunk;
    for (bool first = true;
         merge->count &&
         (first || (merge->heap[0]->chunk == chunk &&
                    !compare_keys(merge->heap[0]->cell, &into->cell)));
         first = false) {
        const struct cell *cell = merge->heap[0]->cell;
        if (first)
            memcpy(into->bytes, cell,
                   cell_size(cell->is_count, cell->key_length));
        else
            add_cell(&into->cell, cell, merge->by_article);
        if (!read_head(merge->heap[0]))
            merge->heap[0] = merge->heap[--merge->count];
        sift_down(merge, 0);
    }
    return true;
}

/* Many runs into one. */
static bool merge_runs(struct cells *cells, struct failure *why) {
    struct output out = {0};
    int file = output_temporary(why);
    if (file < 0)
        return false;
    struct merge *merge = allocate(sizeof *merge);
    union taken next;
    bool good = true;
    start_merge(merge, cells);
    while (good && take_smallest(merge, &next))
        good = write_cell(file, &out, &next.cell, why);
    good = good && write_cell(file, &out, NULL, why);
    output_free(&out);
    end_merge(merge, cells->run_count);
    for (size_t i = 0; i < cells->run_count; i++)
        close(cells->runs[i]);
    cells->runs[0] = file;
    cells->run_count = 1;
    return good && rewind_run(file, why);
}

/* The last part of an article that was cut goes to a run of its own, so that
 * no run closes it before the merge does. */
bool cells_must_settle(const struct cells *cells, uint64_t article) {
    return cells->used >= cells->limit ||
           (cells->cut && article != cells->last);
}

bool cells_settle(struct cells *cells, uint64_t article, struct failure *why) {
    bool good = true;
    if (cells_must_settle(cells, article)) {
        bool goes_on = article && article == cells->last;
        cells->cut = cells->cut || goes_on;
        good = (cells->run_count < MOST_RUNS || merge_runs(cells, why)) &&
               write_run(cells, why);
        cells->cut = goes_on;
    }
    cells->last = article;
    return good;
}

/* ---- visiting --------------------------------------------------------- */

static bool visit_cell(const struct cell *cell,
                       const struct cell_visitor *visitor,
                       struct failure *why) {
    return visitor->visit(visitor->data, key_of(cell), cell->key_length,
                          cell->is_count ? NULL : &cell->u.figures,
                          cell->is_count ? cell->u.count : 0, why);
}

static bool visit_runs(struct cells *cells, const struct cell_visitor *visitor,
                       struct failure *why) {
    struct merge *merge = allocate(sizeof *merge);
    union taken next;
    bool good = true;
    start_merge(merge, cells);
    while (good && take_smallest(merge, &next)) {
        if (!next.cell.is_count)
            figures_close(&next.cell.u.figures, cells->by_article);
        good = visit_cell(&next.cell, visitor, why);
    }
    end_merge(merge, cells->run_count);
    for (size_t i = 0; i < cells->run_count; i++)
        good = good && rewind_run(cells->runs[i], why);
    return good;
}

bool cells_visit(struct cells *cells, const struct cell_visitor *visitor,
                 struct failure *why) {
    if (cells->run_count) {
        if (cells->run_count == MOST_RUNS && !merge_runs(cells, why))
            return false;
        if (cells->count && !write_run(cells, why))
            return false;
        return visit_runs(cells, visitor, why);
    }
    struct sorted *sorted = sort_cells(cells);
    bool good = true;
    for (size_t i = 0; good && i < cells->count; i++)
        good = visit_cell(sorted[i].cell, visitor, why);
    free(sorted);
    return good;
}
