/* cells.c - open addressing over cells in blocks; runs of sorted cells; a
 * heap to merge them.
 *
 * A cell is a head, its payload (figures or a count) and its key.  At most
 * MOST_RUNS runs are open; then they are merged into one, so that files and
 * buffers stay bounded as well. */
#define _POSIX_C_SOURCE 200809L
#include "cells.h"

#include "base/arena.h"
#include "words.h"

#include <assert.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_RUNS = 48, RUN_BUFFER = 32 * 1024, FIRST_SLOTS = 1024 };

struct cell {
    uint32_t hash;
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

struct cells {
    size_t limit, used; /* bytes */
    bool by_article;
    struct arena arena;
    struct cell **slots;
    size_t slot_count, count;
    FILE *runs[MOST_RUNS];
    size_t run_count;
};

static struct cell **clear_slots(size_t count) {
    struct cell **slots = allocate(count * sizeof *slots);
    return memset(slots, 0, count * sizeof *slots);
}

struct cells *cells_open(size_t limit, bool by_article) {
    struct cells *cells = allocate(sizeof *cells);
    *cells = (struct cells){.limit = limit,
                            .by_article = by_article,
                            .slot_count = FIRST_SLOTS};
    cells->slots = clear_slots(FIRST_SLOTS);
    return cells;
}

void cells_close(struct cells *cells) {
    if (!cells)
        return;
    for (size_t i = 0; i < cells->run_count; i++)
        fclose(cells->runs[i]);
    arena_free(&cells->arena);
    free(cells->slots);
    free(cells);
}

/* ---- the table -------------------------------------------------------- */

static void grow(struct cells *cells) {
    size_t count = cells->slot_count * 2;
    struct cell **slots = clear_slots(count);
    for (size_t i = 0; i < cells->slot_count; i++) {
        struct cell *cell = cells->slots[i];
        if (!cell)
            continue;
        size_t at = cell->hash & (count - 1);
        while (slots[at])
            at = (at + 1) & (count - 1);
        slots[at] = cell;
    }
    free(cells->slots);
    cells->slots = slots;
    cells->slot_count = count;
}

static struct cell *find(struct cells *cells, const char *key, size_t length,
                         bool is_count) {
    assert(length <= KEY_MOST);
    uint32_t hash = (uint32_t)word_hash(key, length);
    size_t at = hash & (cells->slot_count - 1);
    for (struct cell *cell; (cell = cells->slots[at]);
         at = (at + 1) & (cells->slot_count - 1))
        if (cell->hash == hash && cell->key_length == length &&
            !memcmp(key_of(cell), key, length))
            return cell;
    size_t size = head_size(is_count) + length;
    struct cell *cell = arena_zero(&cells->arena, size);
    cell->hash = hash;
    cell->key_length = (uint16_t)length;
    cell->is_count = is_count;
    memcpy((char *)cell + head_size(is_count), key, length);
    cells->slots[at] = cell;
    cells->used += size + 2 * sizeof *cells->slots;
    if (++cells->count * 4 > cells->slot_count * 3)
        grow(cells);
    return cell;
}

struct figures *cells_figures(struct cells *cells, const char *key,
                              size_t length) {
    return &find(cells, key, length, false)->u.figures;
}

void cells_count(struct cells *cells, const char *key, size_t length,
                 uint64_t more) {
    find(cells, key, length, true)->u.count += more;
}

/* ---- in order --------------------------------------------------------- */

static int compare_keys(const struct cell *a, const struct cell *b) {
    size_t least =
        a->key_length < b->key_length ? a->key_length : b->key_length;
    int order = memcmp(key_of(a), key_of(b), least);
    return order ? order : (int)a->key_length - (int)b->key_length;
}

static int compare_places(const void *a, const void *b) {
    return compare_keys(*(struct cell *const *)a, *(struct cell *const *)b);
}

/* Moves the cells to the front of the slots, closed and sorted. */
static void sort_cells(struct cells *cells) {
    size_t count = 0;
    for (size_t i = 0; i < cells->slot_count; i++)
        if (cells->slots[i])
            cells->slots[count++] = cells->slots[i];
    for (size_t i = 0; i < count; i++)
        if (!cells->slots[i]->is_count)
            figures_close(&cells->slots[i]->u.figures, cells->by_article);
    qsort(cells->slots, count, sizeof *cells->slots, compare_places);
}

static void add_cell(struct cell *cell, const struct cell *more) {
    if (cell->is_count)
        cell->u.count += more->u.count;
    else
        figures_add(&cell->u.figures, &more->u.figures);
}

/* ---- runs ------------------------------------------------------------- */

/* A file without a name: gone when it is closed or the program ends. */
static FILE *temporary_file(struct failure *why) {
    const char *folder = getenv("TMPDIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/detente.XXXXXX",
             folder && *folder ? folder : "/tmp");
    int descriptor = mkstemp(path);
    FILE *file = descriptor >= 0 ? fdopen(descriptor, "w+b") : NULL;
    if (descriptor >= 0)
        unlink(path);
    if (!file) {
        fail(why, "%s: cannot be written: %s", path, strerror(errno));
        if (descriptor >= 0)
            close(descriptor);
        return NULL;
    }
    setvbuf(file, NULL, _IOFBF, RUN_BUFFER);
    return file;
}

static bool write_cell(FILE *file, const struct cell *cell,
                       struct failure *why) {
    size_t size = head_size(cell->is_count) + cell->key_length;
    return fwrite(cell, 1, size, file) == size ||
           fail(why, "temporary file: cannot be written: %s",
                strerror(errno));
}

static bool rewind_run(FILE *file, struct failure *why) {
    return (fflush(file) == 0 && fseek(file, 0, SEEK_SET) == 0) ||
           fail(why, "temporary file: cannot be written: %s",
                strerror(errno));
}

static bool write_run(struct cells *cells, struct failure *why) {
    FILE *file = temporary_file(why);
    if (!file)
        return false;
    cells->runs[cells->run_count++] = file;
    sort_cells(cells);
    for (size_t i = 0; i < cells->count; i++)
        if (!write_cell(file, cells->slots[i], why))
            return false;
    arena_free(&cells->arena);
    free(cells->slots);
    cells->slot_count = FIRST_SLOTS;
    cells->slots = clear_slots(FIRST_SLOTS);
    cells->count = cells->used = 0;
    return rewind_run(file, why);
}

/* ---- merging ---------------------------------------------------------- */

/* The next cell of a run, with room for any key. */
struct head {
    FILE *file;
    union {
        struct cell cell;
        char bytes[sizeof(struct cell) + KEY_MOST];
    } u;
};

struct merge {
    struct head heads[MOST_RUNS];
    struct head *heap[MOST_RUNS]; /* the smallest key first */
    size_t count;
};

static bool read_head(struct head *head) {
    size_t fixed = offsetof(struct cell, u);
    if (fread(head->u.bytes, 1, fixed, head->file) != fixed)
        return false;
    size_t rest = head_size(head->u.cell.is_count) - fixed +
                  head->u.cell.key_length;
    return fread(head->u.bytes + fixed, 1, rest, head->file) == rest;
}

static void sift_down(struct merge *merge, size_t at) {
    for (;;) {
        size_t least = at, child = 2 * at + 1;
        for (size_t i = child; i < child + 2 && i < merge->count; i++)
            if (compare_keys(&merge->heap[i]->u.cell,
                             &merge->heap[least]->u.cell) < 0)
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
    for (size_t i = 0; i < cells->run_count; i++) {
        struct head *head = &merge->heads[i];
        head->file = cells->runs[i];
        if (read_head(head))
            merge->heap[merge->count++] = head;
    }
    for (size_t i = merge->count; i-- > 0;)
        sift_down(merge, i);
}

/* Takes the smallest cell out, all cells of its key added up. */
static bool take_smallest(struct merge *merge, struct head *into) {
    if (!merge->count)
        return false;
    bool first = true;
    while (merge->count && (first || !compare_keys(&merge->heap[0]->u.cell,
                                                   &into->u.cell))) {
        if (first)
            memcpy(into->u.bytes, merge->heap[0]->u.bytes,
                   head_size(merge->heap[0]->u.cell.is_count) +
                       merge->heap[0]->u.cell.key_length);
        else
            add_cell(&into->u.cell, &merge->heap[0]->u.cell);
        first = false;
        if (!read_head(merge->heap[0]))
            merge->heap[0] = merge->heap[--merge->count];
        sift_down(merge, 0);
    }
    return true;
}

/* Many runs into one. */
static bool merge_runs(struct cells *cells, struct failure *why) {
    FILE *file = temporary_file(why);
    if (!file)
        return false;
    struct merge *merge = allocate(sizeof *merge);
    struct head next;
    bool good = true;
    start_merge(merge, cells);
    while (good && take_smallest(merge, &next))
        good = write_cell(file, &next.u.cell, why);
    free(merge);
    for (size_t i = 0; i < cells->run_count; i++)
        fclose(cells->runs[i]);
    cells->runs[0] = file;
    cells->run_count = 1;
    return good && rewind_run(file, why);
}

bool cells_settle(struct cells *cells, struct failure *why) {
    if (cells->used < cells->limit)
        return true;
    if (cells->run_count == MOST_RUNS && !merge_runs(cells, why))
        return false;
    return write_run(cells, why);
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
    struct head next;
    bool good = true;
    start_merge(merge, cells);
    while (good && take_smallest(merge, &next))
        good = visit_cell(&next.u.cell, visitor, why);
    free(merge);
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
    sort_cells(cells);
    for (size_t i = 0; i < cells->count; i++)
        if (!visit_cell(cells->slots[i], visitor, why))
            return false;
    return true;
}
