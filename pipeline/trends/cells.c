/* cells.c - open addressing over cells in one slab; runs of sorted cells; a
 * heap to merge them.
 *
 * Most cells hold what one article says, and are a quarter as large as what
 * sums up many: they are widened when a second one comes.  A key's texts are
 * numbers of names, so that a cell fits a line of the cache and is sorted by
 * three numbers.  At most MOST_RUNS runs are open; then they are merged into
 * one, so that files and buffers stay bounded as well. */
#define _POSIX_C_SOURCE 200809L
#include "cells.h"

#include "base/arena.h"
#include "base/output.h"
#include "key_index.h"
#include "names.h"
#include "slots.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    MOST_RUNS = 48, RUN_BUFFER = 32 * 1024, LATE_BITS = 19,
    MOST_LATE = 1 << LATE_BITS, NO_SOURCE = 63
};

/* ---- a cell ----------------------------------------------------------- */

enum form { GONE, COUNT, ONE, MANY };

/* The unit and the texts are numbers of names. */
struct cell {
    uint32_t hash;   /* one half; the slot has the other */
    uint32_t unit, first;
    uint32_t second; /* or the period, unsigned */
    unsigned kind : 3, table : 2, form : 2;
    unsigned source : 6; /* of ONE: its bit, NO_SOURCE = none */
    unsigned late : LATE_BITS; /* number of a late source, 0 = none */
};

struct count_cell {
    struct cell cell;
    uint32_t count;
};

/* What one article says: it is open. */
struct one_cell {
    struct cell cell;
    uint32_t article;
    int32_t day, sum;
    uint16_t labels[LABEL_COUNT], copies;
};

struct many_cell {
    struct cell cell;
    struct figures figures;
};

enum { ALIGNMENT = _Alignof(struct many_cell) };

static size_t cell_size(enum form form) {
    static const size_t SIZES[] = {[GONE] = sizeof(struct one_cell),
                                   [COUNT] = sizeof(struct count_cell),
                                   [ONE] = sizeof(struct one_cell),
                                   [MANY] = sizeof(struct many_cell)};
    return SIZES[form];
}

_Static_assert(sizeof(struct count_cell) % ALIGNMENT == 0 &&
               sizeof(struct one_cell) % ALIGNMENT == 0,
               "cells of all forms stand one behind another");

struct cells {
    size_t limit, used; /* bytes of the slab */
    bool by_article;
    char *slab;         /* room beyond the limit for what one article adds;
                         * pages that are not reached are never there */
    size_t room;
    /* where cells stand in the slab, in units of their alignment, plus 1 */
    struct slots slots;
    struct names *names;
    /* late sources by number, from 1 */
    uint64_t *late;
    size_t late_count, late_room;
    struct key_index late_index;
    bool overfull;       /* a count might not have room for more */
    int runs[MOST_RUNS]; /* descriptors of their files */
    size_t run_count;
    uint64_t last; /* article, settled for */
    bool cut;      /* it has cells in the runs: it stays open in them */
};

struct cells *cells_open(size_t limit, bool by_article) {
    struct cells *cells = allocate(sizeof *cells);
    *cells = (struct cells){.limit = limit,
                            .by_article = by_article,
                            .room = 2 * limit,
                            .slab = allocate(2 * limit),
                            .names = names_open()};
    slots_open(&cells->slots);
    return cells;
}

void cells_close(struct cells *cells) {
    if (!cells)
        return;
    for (size_t i = 0; i < cells->run_count; i++)
        close(cells->runs[i]);
    names_close(cells->names);
    key_index_free(&cells->late_index);
    free(cells->late);
    free(cells->slab);
    slots_close(&cells->slots);
    free(cells);
}

/* Forgets all cells of the table. */
static void clear_table(struct cells *cells) {
    slots_clear(&cells->slots);
    names_clear(cells->names);
    key_index_free(&cells->late_index);
    cells->late_index = (struct key_index){0};
    cells->late_count = cells->used = 0;
    cells->overfull = false;
}

/* ---- the table -------------------------------------------------------- */

static struct cell *cell_at(const struct cells *cells, uint32_t place) {
    return (struct cell *)(void *)(cells->slab +
                                   (size_t)(place - 1) * ALIGNMENT);
}

static uint32_t enter(struct cells *cells, const struct cell_text *text) {
    return names_enter(cells->names, text->bytes, text->length, text->hash);
}

/* The number of a late source. */
static unsigned enter_late(struct cells *cells, uint64_t source) {
    if (!source)
        return 0;
    if (cells->late_count + 2 > cells->late_room) {
        cells->late_room = cells->late_room * 2 + 64;
        cells->late = reallocate(cells->late,
                                 cells->late_room * sizeof *cells->late);
    }
    uint32_t next = (uint32_t)cells->late_count + 1;
    cells->late[next] = source;
    uint32_t known = key_index_enter(&cells->late_index, cells->late, next);
    cells->late_count += !known;
    return known ? known : next;
}

/* Room for a new cell at the end of the slab, all zero.  Only an article that
 * fills the room beyond the limit all by itself moves the slab. */
static struct cell *append(struct cells *cells, enum form form) {
    size_t size = cell_size(form);
    while (cells->room - cells->used < size)
        cells->slab = reallocate(cells->slab, cells->room *= 2);
    struct cell *cell = (struct cell *)(void *)(cells->slab + cells->used);
    memset(cell, 0, size);
    cells->used += size;
    return cell;
}

/* The place that the next cell gets. */
static uint32_t next_place(const struct cells *cells) {
    return (uint32_t)(cells->used / ALIGNMENT) + 1;
}

static struct cell *make_cell(struct cells *cells, const struct cell_key *key,
                              uint64_t hash, enum form form) {
    struct cell *cell = append(cells, form);
    cell->hash = (uint32_t)(hash >> 32);
    cell->unit = enter(cells, &key->unit);
    cell->first = enter(cells, &key->first);
    cell->second = kind_has_period(key->kind) ? period_unsigned(key->period)
                                              : enter(cells, &key->second);
    cell->table = (key->table - CELLS_VOLUME) & 3;
    cell->kind = (key->kind - CELL_PLACE) & 7;
    cell->form = form;
    cell->late = enter_late(cells, key->source) & (MOST_LATE - 1);
    return cell;
}

void cells_prefetch_place(const struct cells *cells, uint64_t hash) {
    __builtin_prefetch(slots_first(&cells->slots, hash), 1);
}

/* The first and last bytes of a small one, where it is the right one; where
 * there is none, its names. */
bool cells_prefetch_cell(const struct cells *cells,
                         const struct cell_key *key, uint64_t hash) {
    struct slot slot = *slots_first(&cells->slots, hash);
    if (slot.number && slot.hash == (uint32_t)hash) {
        const char *cell = (const char *)cell_at(cells, slot.number);
        __builtin_prefetch(cell, 1);
        __builtin_prefetch(cell + sizeof(struct one_cell) - 1, 1);
        return true;
    }
    names_prefetch(cells->names, key->unit.hash);
    names_prefetch(cells->names, key->first.hash);
    names_prefetch(cells->names, key->second.hash);
    return false;
}

/* The slot of a key; a new cell has that form. */
static struct slot *find(struct cells *cells, const struct cell_key *key,
                         uint64_t hash, enum form form) {
    struct slot *slot = slots_first(&cells->slots, hash);
    for (; slot->number; slot = slots_next(&cells->slots, slot))
        if (slot->hash == (uint32_t)hash &&
            cell_at(cells, slot->number)->hash == (uint32_t)(hash >> 32))
            return slot;
    slot = slots_enter(&cells->slots, hash, next_place(cells));
    make_cell(cells, key, hash, form);
    return slot;
}

/* ---- figures ---------------------------------------------------------- */

/* The article's portion that a cell holds. */
static struct portion portion_of(const struct one_cell *one) {
    return (struct portion){
        .article = one->article,
        .sum = one->sum,
        .labels = {one->labels[0], one->labels[1], one->labels[2]},
        .copies = one->copies,
        .day = one->day,
        .sources = one->cell.source == NO_SOURCE
                       ? 0 : UINT64_C(1) << one->cell.source};
}

static unsigned bit_of(uint64_t sources) {
    return sources ? (unsigned)__builtin_ctzll(sources) : NO_SOURCE;
}

static bool is_empty(const struct one_cell *one) {
    return !(one->labels[0] | one->labels[1] | one->labels[2] | one->copies);
}

/* Adds to a cell of one article; false where that is another one, or what
 * they are together has no room. */
static bool add_to_one(struct one_cell *one, const struct portion *portion) {
    unsigned source = bit_of(portion->sources);
    uint32_t labels[LABEL_COUNT], copies = one->copies + portion->copies;
    int64_t sum = one->sum + portion->sum;
    uint32_t before = 0, more = 0, over = copies;
    for (int i = 0; i < LABEL_COUNT; i++) {
        before |= one->labels[i];
        more |= portion->labels[i];
        labels[i] = one->labels[i] + portion->labels[i];
        over |= labels[i];
    }
    if (is_empty(one)) {
        one->day = portion->day;
        one->cell.source = source & 63;
    } else if (one->day != portion->day || one->cell.source != source ||
               (before && more &&
                one->article != portion->article)) {
        return false;
    }
    if (over > UINT16_MAX || sum > INT32_MAX || sum < INT32_MIN)
        return false;
    if (more)
        one->article = portion->article;
    one->sum = (int32_t)sum;
    for (int i = 0; i < LABEL_COUNT; i++)
        one->labels[i] = (uint16_t)labels[i];
    one->copies = (uint16_t)copies;
    return true;
}

/* A cell of many articles in the place of one. */
static struct many_cell *widen(struct cells *cells, struct slot *slot) {
    struct one_cell one =
        *(const struct one_cell *)(const void *)cell_at(cells, slot->number);
    struct portion portion = portion_of(&one);
    cell_at(cells, slot->number)->form = GONE;
    slot->number = next_place(cells);
    struct many_cell *many =
        (struct many_cell *)(void *)append(cells, MANY);
    many->cell = one.cell;
    many->cell.form = MANY;
    if (!is_empty(&one))
        figures_add_portion(&many->figures, &portion, cells->by_article);
    return many;
}

bool cells_add(struct cells *cells, const struct cell_key *key, uint64_t hash,
               const struct portion *portion) {
    size_t count = cells->slots.used;
    struct slot *slot = find(cells, key, hash, ONE);
    struct cell *cell = cell_at(cells, slot->number);
    if (cell->form == MANY ||
        !add_to_one((struct one_cell *)(void *)cell, portion)) {
        struct many_cell *many = cell->form == MANY
                                     ? (struct many_cell *)(void *)cell
                                     : widen(cells, slot);
        figures_add_portion(&many->figures, portion, cells->by_article);
    }
    return cells->slots.used > count;
}

struct figures *cells_figures(struct cells *cells, const struct cell_key *key,
                              uint64_t hash) {
    struct slot *slot = find(cells, key, hash, MANY);
    return &((struct many_cell *)(void *)cell_at(cells, slot->number))->figures;
}

void cells_count(struct cells *cells, const struct cell_key *key,
                 uint64_t hash, uint32_t number) {
    struct slot *slot = find(cells, key, hash, COUNT);
    struct count_cell *cell =
        (struct count_cell *)(void *)cell_at(cells, slot->number);
    cell->count += number;
    cells->overfull |= cell->count > UINT32_MAX / 2;
}

/* ---- in order --------------------------------------------------------- */

/* A cell while its unit's are sorted. */
struct sorted {
    uint64_t key;   /* kind, first and second, as they sort */
    uint32_t place; /* as in a slot */
};

enum { FEW = 12, FIRST_BITS = 29, TABLES = 3 };

static bool comes_first(const struct cells *cells, const struct sorted *a,
                        const struct sorted *b) {
    if (a->key != b->key)
        return a->key < b->key;
    unsigned x = cell_at(cells, a->place)->late;
    unsigned y = cell_at(cells, b->place)->late;
    return y && (!x || cells->late[x] < cells->late[y]);
}

static void insert_sort(const struct cells *cells, struct sorted *items,
                        size_t count) {
    for (size_t i = 1; i < count; i++) {
        struct sorted item = items[i];
        size_t at = i;
        for (; at > 0 && comes_first(cells, &item, &items[at - 1]); at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

static void swap(struct sorted *a, struct sorted *b) {
    struct sorted kept = *a;
    *a = *b;
    *b = kept;
}

/* Quicksort (Hoare 1961), the larger part last. */
static void sort_unit(const struct cells *cells, struct sorted *items,
                      size_t count) {
    while (count > FEW) {
        struct sorted middle = items[count / 2];
        size_t low = 0, high = count - 1;
        for (;; low++, high--) {
            while (comes_first(cells, &items[low], &middle))
                low++;
            while (comes_first(cells, &middle, &items[high]))
                high--;
            if (low >= high)
                break;
            swap(&items[low], &items[high]);
        }
        size_t end = high + 1;
        if (end < count - end) {
            sort_unit(cells, items, end);
            items += end;
            count -= end;
        } else {
            sort_unit(cells, items + end, count - end);
            count = end;
        }
    }
    insert_sort(cells, items, count);
}

static uint64_t sort_key(const struct cell *cell, const uint32_t *ranks) {
    uint64_t second = cell->second;
    if (!kind_has_period((enum cell_kind)(cell->kind + CELL_PLACE)))
        second = ranks[second];
    return (uint64_t)cell->kind << (32 + FIRST_BITS) |
           (uint64_t)ranks[cell->first] << 32 | second;
}

static const struct cell *next_cell(const struct cells *cells, size_t *at) {
    const struct cell *cell;
    do {
        if (*at == cells->used)
            return NULL;
        cell = (const struct cell *)(const void *)(cells->slab + *at);
        *at += cell_size(cell->form);
    } while (cell->form == GONE);
    return cell;
}

/* All cells in the order of their keys: counted into a bucket a unit, each
 * of which is sorted for itself; free them. */
static struct sorted *sort_cells(const struct cells *cells) {
    size_t names = names_count(cells->names), buckets = TABLES * names;
    uint32_t *ranks = names_ranks(cells->names);
    uint32_t *ends = allocate((buckets + 1) * sizeof *ends);
    struct sorted *sorted = allocate(cells->slots.used * sizeof *sorted);
    const struct cell *cell;
    memset(ends, 0, (buckets + 1) * sizeof *ends);
    for (size_t at = 0; (cell = next_cell(cells, &at));)
        ends[cell->table * names + ranks[cell->unit] + 1]++;
    for (size_t i = 1; i <= buckets; i++)
        ends[i] += ends[i - 1];
    for (size_t at = 0; (cell = next_cell(cells, &at));) {
        size_t offset = (size_t)((const char *)cell - cells->slab);
        sorted[ends[cell->table * names + ranks[cell->unit]]++] =
            (struct sorted){sort_key(cell, ranks),
                            (uint32_t)(offset / ALIGNMENT) + 1};
    }
    for (size_t i = 0, start = 0; i < buckets; start = ends[i++])
        sort_unit(cells, sorted + start, ends[i] - start);
    free(ends);
    free(ranks);
    return sorted;
}

/* ---- records ---------------------------------------------------------- */

/* A cell with its key spelled, as it is written to a run and visited. */
struct record {
    uint16_t key_length;
    bool is_count;
    union {
        struct figures figures;
        uint64_t count;
    } u;
};

enum { KEY_SPARE = 8, RECORD_ALIGNMENT = _Alignof(struct record),
       RECORD_MOST = sizeof(struct record) + KEY_MOST + RECORD_ALIGNMENT };

/* Room for any record, and for reading KEY_SPARE bytes behind its key. */
union any_record {
    struct record record;
    char bytes[RECORD_MOST + KEY_SPARE];
};

/* A record's bytes: counts are smaller.  The key comes behind. */
static size_t head_size(bool is_count) {
    return offsetof(struct record, u) +
           (is_count ? sizeof(uint64_t) : sizeof(struct figures));
}

static size_t record_size(const struct record *record) {
    return (head_size(record->is_count) + record->key_length +
            RECORD_ALIGNMENT - 1) / RECORD_ALIGNMENT * RECORD_ALIGNMENT;
}

static const char *key_of(const struct record *record) {
    return (const char *)record + head_size(record->is_count);
}

static char *spell_text(const struct cells *cells, uint32_t name, char *at) {
    size_t length = names_length(cells->names, name) + 1;
    memcpy(at, names_text(cells->names, name), length);
    return at + length;
}

static char *spell_number(char *at, uint64_t number, size_t bytes) {
    for (size_t i = bytes; i-- > 0; number >>= 8)
        at[i] = (char)number;
    return at + bytes;
}

/* Spells the key of a cell; returns its end. */
static char *spell(const struct cells *cells, const struct cell *cell,
                   char *at) {
    enum cell_kind kind = (enum cell_kind)(cell->kind + CELL_PLACE);
    *at++ = (char)(cell->table + CELLS_VOLUME);
    at = spell_text(cells, cell->unit, at);
    *at++ = (char)kind;
    if (kind == CELL_PLACE || kind == CELL_NAME || kind == CELL_DYAD)
        at = spell_text(cells, cell->first, at);
    if (kind == CELL_PLACE)
        at = spell_text(cells, cell->second, at);
    if (kind_has_period(kind))
        at = spell_number(at, cell->second, PERIOD_BYTES);
    if (cell->late)
        at = spell_number(at, cells->late[cell->late], SOURCE_BYTES);
    return at;
}

static struct figures figures_of(const struct cells *cells,
                                 const struct cell *cell) {
    struct figures figures = {.article = 0};
    if (cell->form == MANY)
        return ((const struct many_cell *)(const void *)cell)->figures;
    struct portion portion =
        portion_of((const struct one_cell *)(const void *)cell);
    figures_add_portion(&figures, &portion, cells->by_article);
    return figures;
}

/* The record of the i-th cell, closed but for figures of an article that was
 * cut.  In order, cells lie anywhere: those that come soon are asked for. */
static void make_record(const struct cells *cells,
                        const struct sorted *sorted, size_t i,
                        union any_record *into) {
    enum { AHEAD = 8 };
    const struct cell *cell = cell_at(cells, sorted[i].place);
    if (i + AHEAD < cells->slots.used)
        __builtin_prefetch(cell_at(cells, sorted[i + AHEAD].place));
    struct record *record = &into->record;
    record->is_count = cell->form == COUNT;
    char *key = into->bytes + head_size(record->is_count);
    record->key_length = (uint16_t)(spell(cells, cell, key) - key);
    if (record->is_count) {
        record->u.count =
            ((const struct count_cell *)(const void *)cell)->count;
        return;
    }
    record->u.figures = figures_of(cells, cell);
    if (!cells->cut || record->u.figures.article != (uint32_t)cells->last)
        figures_close(&record->u.figures, cells->by_article);
}

static int compare_keys(const struct record *a, const struct record *b) {
    size_t least =
        a->key_length < b->key_length ? a->key_length : b->key_length;
    int order = memcmp(key_of(a), key_of(b), least);
    return order ? order : (int)a->key_length - (int)b->key_length;
}

/* The key's first bytes, as they sort: most keys differ in them.  Reads up to
 * KEY_SPARE bytes of it, which are there. */
static uint64_t chunk_of(const struct record *record) {
    uint64_t chunk;
    memcpy(&chunk, key_of(record), sizeof chunk);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    chunk = __builtin_bswap64(chunk);
#endif
    size_t length = record->key_length;
    return length >= sizeof chunk
               ? chunk : chunk & ~(UINT64_MAX >> 8 * length);
}

/* `more` comes from a later run. */
static void add_record(struct record *record, const struct record *more,
                       bool by_article) {
    if (record->is_count)
        record->u.count += more->u.count;
    else
        figures_join(&record->u.figures, &more->u.figures, by_article);
}

/* ---- runs ------------------------------------------------------------- */

static bool write_record(int descriptor, struct output *out,
                         const struct record *record, struct failure *why) {
    static char NAME[] = "temporary file";
    struct output_file file = {.path = NAME, .descriptor = descriptor};
    if (record)
        output_bytes(out, (const char *)record, record_size(record));
    return (record && out->length < RUN_BUFFER) ||
           output_flush(&file, out, why);
}

static bool rewind_run(int descriptor, struct failure *why) {
    return lseek(descriptor, 0, SEEK_SET) == 0 ||
           fail(why, "temporary file: %s", strerror(errno));
}

static bool write_run(struct cells *cells, struct failure *why) {
    struct output out = {0};
    union any_record next = {.bytes = {0}};
    int file = output_temporary(why);
    if (file < 0)
        return false;
    cells->runs[cells->run_count++] = file;
    struct sorted *sorted = sort_cells(cells);
    bool good = true;
    for (size_t i = 0; good && i < cells->slots.used; i++) {
        make_record(cells, sorted, i, &next);
        good = write_record(file, &out, &next.record, why);
    }
    good = good && write_record(file, &out, NULL, why);
    output_free(&out);
    free(sorted);
    clear_table(cells);
    return good && rewind_run(file, why);
}

/* ---- merging ---------------------------------------------------------- */

/* The next record of a run, in a buffer that holds it whole. */
struct head {
    int file;
    char *buffer;
    size_t start, end; /* what is not yet read of it */
    const struct record *record;
    uint64_t chunk;
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
    int order = compare_keys(a->record, b->record);
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
    while (got > 0 && (rest = head->end += (size_t)got) < RECORD_MOST);
}

/* Goes on to the next record; false at the end. */
static bool read_head(struct head *head) {
    if (head->end - head->start < RECORD_MOST)
        fill(head);
    if (head->start == head->end)
        return false;
    head->record = (const struct record *)(const void *)(head->buffer +
                                                         head->start);
    head->chunk = chunk_of(head->record);
    head->start += record_size(head->record);
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

/* Takes the smallest record out, all of its key added up. */
static bool take_smallest(struct merge *merge, union any_record *into) {
    if (!merge->count)
        return false;
    uint64_t chunk = merge->heap[0]->chunk;
    for (bool first = true;
         merge->count &&
         (first || (merge->heap[0]->chunk == chunk &&
                    !compare_keys(merge->heap[0]->record, &into->record)));
         first = false) {
        const struct record *record = merge->heap[0]->record;
        if (first)
            memcpy(into->bytes, record, record_size(record));
        else
            add_record(&into->record, record, merge->by_article);
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
    union any_record next;
    bool good = true;
    start_merge(merge, cells);
    while (good && take_smallest(merge, &next))
        good = write_record(file, &out, &next.record, why);
    good = good && write_record(file, &out, NULL, why);
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
static bool must_settle(const struct cells *cells, uint64_t article) {
    return cells->used + names_size(cells->names) >= cells->limit ||
           cells->late_count >= MOST_LATE / 2 || cells->overfull ||
           (cells->cut && article != cells->last);
}

bool cells_settle(struct cells *cells, uint64_t article, struct failure *why) {
    bool good = true;
    if (must_settle(cells, article)) {
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

static bool visit_record(const struct record *record,
                         const struct cell_visitor *visitor,
                         struct failure *why) {
    return visitor->visit(visitor->data, key_of(record), record->key_length,
                          record->is_count ? NULL : &record->u.figures,
                          record->is_count ? record->u.count : 0, why);
}

static bool visit_runs(struct cells *cells, const struct cell_visitor *visitor,
                       struct failure *why) {
    struct merge *merge = allocate(sizeof *merge);
    union any_record next;
    bool good = true;
    start_merge(merge, cells);
    while (good && take_smallest(merge, &next)) {
        if (!next.record.is_count)
            figures_close(&next.record.u.figures, cells->by_article);
        good = visit_record(&next.record, visitor, why);
    }
    end_merge(merge, cells->run_count);
    for (size_t i = 0; i < cells->run_count; i++)
        good = good && rewind_run(cells->runs[i], why);
    return good;
}

static bool visit_table(const struct cells *cells,
                        const struct cell_visitor *visitor,
                        struct failure *why) {
    union any_record next;
    struct sorted *sorted = sort_cells(cells);
    bool good = true;
    for (size_t i = 0; good && i < cells->slots.used; i++) {
        make_record(cells, sorted, i, &next);
        good = visit_record(&next.record, visitor, why);
    }
    free(sorted);
    return good;
}

bool cells_visit(struct cells *cells, const struct cell_visitor *visitor,
                 struct failure *why) {
    if (!cells->run_count)
        return visit_table(cells, visitor, why);
    return (cells->run_count < MOST_RUNS || merge_runs(cells, why)) &&
           (!cells->slots.used || write_run(cells, why)) &&
           visit_runs(cells, visitor, why);
}
