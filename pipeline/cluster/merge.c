/* merge.c - a heap of parts by the order of their next document (Knuth, The
 * Art of Computer Programming 3, 5.4.1). */
#define _DEFAULT_SOURCE
#include "merge.h"

#include "base/csv.h"
#include "tables.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { FLUSH_BYTES = 1 << 16, MOST_NAMED = 20 };

/* A part while it is read. */
struct source {
    struct run_part part;
    struct csv_reader *readers[PART_FILE_COUNT];
    struct arena arena;  /* of the row of documents.csv */
    struct part_row row; /* the next document */
};

struct merge {
    struct arena arena;
    struct source *sources; /* one a shard, in their order */
    size_t count, room;
    struct source **heap; /* those with a document left */
    size_t heap_count;
    const struct column **columns; /* of statements.csv */
    int copy_of;                   /* its column */
};

/* ---- finding the parts ------------------------------------------------ */

static bool is_part(const char *folder) {
    char path[8192];
    snprintf(path, sizeof path, "%s/part.json", folder);
    return access(path, F_OK) == 0;
}

/* Adds a part unless it is there already. */
static bool add_part(struct merge *merge, const char *folder,
                     struct failure *why) {
    struct run_part part;
    folder = arena_copy(&merge->arena, folder, strlen(folder));
    if (!part_read(&part, folder, &merge->arena, why))
        return false;
    if (merge->count && !part_same_run(&merge->sources[0].part, &part, why))
        return false;
    for (size_t i = 0; i < merge->count; i++) {
        const struct run_part *other = &merge->sources[i].part;
        if (other->shard != part.shard)
            continue;
        return !memcmp(other->sums, part.sums, sizeof part.sums) ||
               fail(why, "%s and %s: both are part %u, but not the same",
                    other->folder, folder, part.shard);
    }
    if (merge->count == merge->room) {
        merge->room = merge->room * 2 + 16;
        merge->sources = reallocate(merge->sources,
                                    merge->room * sizeof *merge->sources);
    }
    merge->sources[merge->count++] = (struct source){.part = part};
    return true;
}

static bool add_folder(struct merge *merge, const char *folder,
                       struct failure *why) {
    if (is_part(folder))
        return add_part(merge, folder, why);
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort), found = 0;
    if (count < 0)
        return fail(why, "%s: %s", folder, strerror(errno));
    bool good = true;
    for (int i = 0; i < count; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
        if (!strncmp(entries[i]->d_name, "part-", 5) && is_part(path)) {
            found++;
            good = good && add_part(merge, path, why);
        }
        free(entries[i]);
    }
    free(entries);
    if (good && !found)
        return fail(why, "%s: no part of a run, finished or not, lies there",
                    folder);
    return good;
}

static int by_shard(const void *a, const void *b) {
    unsigned x = ((const struct source *)a)->part.shard;
    unsigned y = ((const struct source *)b)->part.shard;
    return (x > y) - (x < y);
}

/* Fails with the numbers of the parts that are not there. */
static bool all_there(struct merge *merge, struct failure *why) {
    unsigned shards = merge->sources[0].part.shards, missing = 0;
    struct output names = {0};
    size_t next = 0;
    for (unsigned shard = 1; shard <= shards; shard++) {
        if (next < merge->count && merge->sources[next].part.shard == shard) {
            next++;
        } else if (++missing <= MOST_NAMED) {
            output_print(&names, "%s%u", missing > 1 ? ", " : "", shard);
        }
    }
    if (missing > MOST_NAMED)
        output_print(&names, " and %u more", missing - MOST_NAMED);
    output_byte(&names, '\0');
    bool good = !missing || fail(why, "missing of %u parts: %s (not run, or "
                                      "not finished)", shards, names.bytes);
    output_free(&names);
    return good;
}

/* ---- reading them ----------------------------------------------------- */

/* Three files a part may be more than a shell allows by default. */
static void raise_file_limit(void) {
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

static bool open_readers(struct merge *merge, struct source *source,
                         struct failure *why) {
    for (int i = 0; i < PART_FILE_COUNT; i++)
        if (!csv_open(&source->readers[i],
                      arena_print(&merge->arena, "%s/%s", source->part.folder,
                                  PART_FILES[i]),
                      ',', why))
            return false;
    return true;
}

/* The next row of a table that must have one. */
static bool need_row(struct csv_reader *reader, struct arena *arena,
                     struct csv_row *row, struct failure *why) {
    switch (csv_next(reader, arena, row, why)) {
    case CSV_ROW: return true;
    case CSV_DAMAGED: return false;
    default: return fail(why, "%s: ends too early", csv_name(reader));
    }
}

static void sift_down(struct merge *merge) {
    struct source **heap = merge->heap, *source = heap[0];
    size_t at = 0, child;
    while ((child = 2 * at + 1) < merge->heap_count) {
        if (child + 1 < merge->heap_count &&
            heap[child + 1]->row.order < heap[child]->row.order)
            child++;
        if (source->row.order <= heap[child]->row.order)
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = source;
}

static void sift_up(struct merge *merge, struct source *source) {
    size_t at = merge->heap_count++;
    while (at && merge->heap[(at - 1) / 2]->row.order > source->row.order) {
        merge->heap[at] = merge->heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    merge->heap[at] = source;
}

/* Reads the source's next document; `*more` is false at its end. */
static bool advance(struct source *source, bool *more, struct failure *why) {
    struct csv_row cells;
    struct csv_reader *reader = source->readers[PART_DOCUMENTS];
    arena_empty(&source->arena, SIZE_MAX);
    enum csv_result result = csv_next(reader, &source->arena, &cells, why);
    *more = result == CSV_ROW;
    if (result == CSV_END)
        return true;
    struct failure reason;
    return result == CSV_ROW &&
           (part_read_document(&cells, &source->row, &reason) ||
            fail(why, "%s: %s", csv_name(reader), reason.text));
}

static bool fill_heap(struct merge *merge, struct failure *why) {
    merge->heap = arena_take(&merge->arena,
                             merge->count * sizeof(struct source *));
    for (size_t i = 0; i < merge->count; i++) {
        bool more;
        struct source *source = &merge->sources[i];
        if (!open_readers(merge, source, why) ||
            !advance(source, &more, why))
            return false;
        if (more)
            sift_up(merge, source);
    }
    return true;
}

static void map_columns(struct merge *merge) {
    const struct csv_reader *reader =
        merge->sources[0].readers[PART_STATEMENTS];
    const struct csv_row *header = csv_header(reader);
    merge->columns = arena_take(&merge->arena, (header->count + 1) *
                                                   sizeof *merge->columns);
    for (size_t i = 0; i < header->count; i++)
        merge->columns[i] =
            table_column(&TABLES[TABLE_SCORED], header->cells[i]);
    merge->copy_of = csv_column(reader, "copy_of");
}

struct merge *merge_open(char *const *folders, size_t count,
                         struct failure *why) {
    struct merge *merge = allocate(sizeof *merge);
    *merge = (struct merge){.copy_of = -1};
    raise_file_limit();
    bool good = true;
    for (size_t i = 0; i < count && good; i++)
        good = add_folder(merge, folders[i], why);
    if (good) {
        qsort(merge->sources, merge->count, sizeof *merge->sources, by_shard);
        good = all_there(merge, why);
    }
    for (size_t i = 0; i < merge->count && good; i++)
        good = part_check(&merge->sources[i].part, why);
    if (good && fill_heap(merge, why)) {
        map_columns(merge);
        return merge;
    }
    merge_close(merge);
    return NULL;
}

void merge_close(struct merge *merge) {
    if (!merge)
        return;
    for (size_t i = 0; i < merge->count; i++) {
        for (int k = 0; k < PART_FILE_COUNT; k++)
            csv_close(merge->sources[i].readers[k]);
        arena_free(&merge->sources[i].arena);
    }
    free(merge->sources);
    arena_free(&merge->arena);
    free(merge);
}

const struct run_part *merge_part(const struct merge *merge) {
    return &merge->sources[0].part;
}

/* ---- writing ---------------------------------------------------------- */

struct writing {
    struct merge *merge;
    struct tools *tools;
    struct output_file *files[2]; /* statements, rejects */
    struct ledger *ledger;        /* of the statements, or NULL */
    struct output entries;        /* for it */
    struct csv_writer writers[2];
    struct output outs[2];
    struct arena arena; /* of one document */
};

static void write_cells(struct csv_writer *writer, const struct csv_row *row,
                        int copy_column, const char *copy_of) {
    for (size_t i = 0; i < row->count; i++)
        if ((int)i == copy_column)
            csv_text(writer, copy_of);
        else
            csv_kept(writer, row->cells[i], row->lengths[i]);
    csv_end(writer);
}

/* The earlier article that this one repeats, as dedupe would say. */
static const char *find_copy(struct writing *writing,
                             const struct part_row *row) {
    if (!row->has_signature)
        return "";
    const char *original =
        copies_add(writing->tools->copies, row->doc_id, &row->signature);
    if (!strcmp(original, row->doc_id))
        return "";
    return arena_copy(&writing->arena, original, strlen(original));
}

static bool write_statements(struct writing *writing, struct source *source,
                             const char *copy_of, struct failure *why) {
    uint32_t count = source->row.statements;
    struct csv_row *rows =
        arena_take(&writing->arena, (count + 1u) * sizeof *rows);
    size_t *ends = arena_take(&writing->arena, (count + 1u) * sizeof *ends);
    size_t start = writing->outs[0].length;
    for (uint32_t i = 0; i < count; i++) {
        if (!need_row(source->readers[PART_STATEMENTS], &writing->arena,
                      &rows[i], why))
            return false;
        write_cells(&writing->writers[0], &rows[i], writing->merge->copy_of,
                    copy_of);
        ends[i] = writing->outs[0].length;
    }
    struct document document = {.arena = &writing->arena};
    document.article = (struct article){.doc_id = "", .date = "",
                                        .source = "", .title = "",
                                        .copy_of = "", .text = ""};
    table_read(&TABLES[TABLE_SCORED], &document, writing->merge->columns,
               rows, count);
    document.article.copy_of = copy_of;
    document.article.order = source->row.order;
    if (document.rejects)
        return fail(why, "%s:%zu: %s",
                    csv_name(source->readers[PART_STATEMENTS]),
                    document.rejects->line, document.rejects->reason);
    if (writing->ledger) {
        ledger_note(&writing->entries, &document, start, ends);
        ledger_add(writing->ledger, &writing->entries);
    }
    return trend_step(&document, writing->tools, why);
}

static bool write_rejects(struct writing *writing, struct source *source,
                          struct failure *why) {
    struct csv_row row;
    for (uint32_t i = 0; i < source->row.rejects; i++) {
        if (!need_row(source->readers[PART_REJECTS], &writing->arena, &row,
                      why))
            return false;
        write_cells(&writing->writers[1], &row, -1, "");
    }
    return true;
}

static bool flush(struct writing *writing, size_t least,
                  struct failure *why) {
    for (int i = 0; i < 2; i++)
        if (writing->outs[i].length > least &&
            !output_flush(writing->files[i], &writing->outs[i], why))
            return false;
    return true;
}

/* The first document of the heap, then the source's next one. */
static bool write_document(struct writing *writing, struct failure *why) {
    struct merge *merge = writing->merge;
    struct source *source = merge->heap[0];
    bool more;
    arena_empty(&writing->arena, SIZE_MAX);
    const char *copy_of = find_copy(writing, &source->row);
    if ((source->row.statements &&
         !write_statements(writing, source, copy_of, why)) ||
        !write_rejects(writing, source, why) ||
        !advance(source, &more, why))
        return false;
    if (!more)
        merge->heap[0] = merge->heap[--merge->heap_count];
    if (merge->heap_count)
        sift_down(merge);
    return flush(writing, FLUSH_BYTES, why);
}

static void write_headers(struct writing *writing) {
    static const enum part_file FILES[2] = {PART_STATEMENTS, PART_REJECTS};
    for (int i = 0; i < 2; i++) {
        const struct source *first = &writing->merge->sources[0];
        writing->writers[i] =
            (struct csv_writer){.out = &writing->outs[i],
                                .guard = writing->tools->options->guard};
        write_cells(&writing->writers[i],
                    csv_header(first->readers[FILES[i]]), -1, "");
    }
    if (writing->ledger)
        ledger_start(writing->ledger, writing->outs[0].length);
}

bool merge_write(struct merge *merge, struct tools *tools,
                 const struct walk_files *files, struct tally *tally,
                 struct failure *why) {
    struct writing writing = {.merge = merge,
                              .tools = tools,
                              .files = {files->table, files->rejects},
                              .ledger = files->ledger};
    write_headers(&writing);
    bool good = true;
    while (good && merge->heap_count)
        good = write_document(&writing, why);
    good = good && flush(&writing, 0, why);
    for (size_t i = 0; i < merge->count; i++)
        tally_add(tally, &merge->sources[i].part.tally);
    output_free(&writing.outs[0]);
    output_free(&writing.outs[1]);
    output_free(&writing.entries);
    arena_free(&writing.arena);
    return good;
}
