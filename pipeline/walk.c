/* walk.c - a batch at a time.
 *
 * A thread takes the next batch of documents from the inputs under a lock
 * and gets a number, its turn.  Stages that need no order run at once; before
 * an ordered stage a thread waits until all batches with a smaller number
 * have passed it.  What comes when the rows are made, ordered stages and the
 * writing, a thread does not wait for: it leaves the batch to whoever ends
 * the one before, and takes another.  So the output has the same bytes for
 * any number of threads, and memory holds two batches a thread. */
#define _POSIX_C_SOURCE 200809L
#include "walk.h"

#include "base/csv.h"
#include "part.h"
#include "shard.h"
#include "tables.h"
#include "toolbox.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

enum {
    BATCH_BYTES = 48 * 1024,
    BATCH_DOCUMENTS = 256,
    ARENA_KEEP = 2 * 1024 * 1024,
    BATCHES_A_THREAD = 2,
    MOST_STAGES = 16,
    MOST_MESSAGES = 20 /* about rejects, on standard error */
};

struct batch;

struct walk {
    struct inputs *inputs;
    size_t rows_end, end; /* of the stages: up to the rows, and in all */
    const struct tools *tools;
    struct output_file *table, *rejects, *documents;
    struct ledger *ledger;
    const struct table *columns; /* of the rows that are written */
    bool header_written, rejects_header_written;
    struct tally *tally;
    pthread_mutex_t input_lock, turn_lock;
    pthread_cond_t turned;
    uint64_t batches;                   /* handed out, under input_lock */
    /* under turn_lock: */
    uint64_t turns[MOST_STAGES + 1]; /* passed each stage; the last: ended */
    struct batch **batches_made;     /* `limit` at most */
    struct batch **waiting; /* by turn modulo `limit`: to be ended */
    struct batch *unused;
    size_t made, limit;
    bool ending; /* somebody is at it */
    bool failed;
    struct failure why;
};

struct batch {
    struct arena arena;
    struct document documents[BATCH_DOCUMENTS];
    size_t count;
    uint64_t turn;
    struct output rows, rejects, messages, parts, entries;
    struct tally tally;
    struct batch *next; /* unused one */
};

/* ---- turns ------------------------------------------------------------ */

static void stop_all(struct walk *walk, const struct failure *why) {
    pthread_mutex_lock(&walk->turn_lock);
    if (!walk->failed)
        walk->why = *why;
    walk->failed = true;
    pthread_cond_broadcast(&walk->turned);
    pthread_mutex_unlock(&walk->turn_lock);
}

/* Waits until it is `turn`'s turn at a place; false when all must stop. */
static bool await_turn(struct walk *walk, size_t place, uint64_t turn) {
    pthread_mutex_lock(&walk->turn_lock);
    while (walk->turns[place] != turn && !walk->failed)
        pthread_cond_wait(&walk->turned, &walk->turn_lock);
    bool go = !walk->failed;
    pthread_mutex_unlock(&walk->turn_lock);
    return go;
}

static void pass_turn(struct walk *walk, size_t place) {
    pthread_mutex_lock(&walk->turn_lock);
    walk->turns[place]++;
    pthread_cond_broadcast(&walk->turned);
    pthread_mutex_unlock(&walk->turn_lock);
}

/* ---- a batch ---------------------------------------------------------- */

static size_t document_bytes(const struct document *document) {
    return document->raw.length + document->article.length +
           256 * (size_t)document->statement_count + 1;
}

static bool take_batch(struct walk *walk, struct batch *batch) {
    size_t bytes = 0;
    batch->count = 0;
    batch->tally = (struct tally){0};
    arena_empty(&batch->arena, ARENA_KEEP);
    pthread_mutex_lock(&walk->input_lock);
    while (bytes < BATCH_BYTES && batch->count < BATCH_DOCUMENTS) {
        struct document *document = &batch->documents[batch->count];
        *document = (struct document){.arena = &batch->arena};
        if (!inputs_next(walk->inputs, document))
            break;
        document->article.order = inputs_order(walk->inputs);
        bytes += document_bytes(document);
        batch->count++;
    }
    batch->turn = walk->batches;
    walk->batches += batch->count > 0;
    pthread_mutex_unlock(&walk->input_lock);
    return batch->count > 0;
}

/* One stage on one document, unless it has that layer already; what fails is
 * a reject, not the end. */
static void step(const struct stage *stage, struct document *document,
                 struct tools *tools) {
    struct failure why;
    if (document->rejected || (document->layers & stage->gives))
        return;
    if (stage->step(document, tools, &why)) {
        document->layers |= stage->gives;
        return;
    }
    document_reject(document, document->raw.line, why.text);
    document->rejected = true;
}

/* What belongs to another shard is passed over as soon as its name is
 * known. */
static void pass_over(struct document *document, const struct tools *tools) {
    if (document->elsewhere ||
        !(document->rejected || document->layers & LAYER_ARTICLE) ||
        shard_has(tools->options, document))
        return;
    document->elsewhere = document->rejected = true;
    document->rejects = NULL;
}

/* The stages [first, end) have no order among documents.  Each goes over the
 * whole batch, so that what it looks up in stays near the processor. */
static void run_group(struct batch *batch, size_t first, size_t end,
                      struct tools *tools) {
    for (size_t stage = first; stage < end; stage++)
        for (size_t i = 0; i < batch->count; i++) {
            step(&STAGES[stage], &batch->documents[i], tools);
            if (tools->options->shards)
                pass_over(&batch->documents[i], tools);
        }
}

static bool run_ordered(struct walk *walk, struct batch *batch, size_t stage,
                        struct tools *tools) {
    if (!await_turn(walk, stage, batch->turn))
        return false;
    run_group(batch, stage, stage + 1, tools);
    pass_turn(walk, stage);
    return true;
}

/* ---- writing ---------------------------------------------------------- */

/* "detente: file:line: reason"; reasons of libraries name the file. */
static void write_message(struct output *out, const struct reject *reject) {
    output_text(out, "detente: ");
    if (!*reject->file || strncmp(reject->reason, reject->file,
                                  strlen(reject->file)) != 0) {
        output_text(out, reject->file);
        if (reject->line)
            output_print(out, ":%zu", reject->line);
        output_text(out, ": ");
    }
    output_text(out, reject->reason);
    output_byte(out, '\n');
}

static void write_rejects(struct walk *walk, struct batch *batch) {
    struct csv_writer writer = {.out = &batch->rejects,
                                .guard = walk->tools->options->guard};
    for (size_t i = 0; i < batch->count; i++) {
        const struct document *document = &batch->documents[i];
        for (struct reject *r = document->rejects; r; r = r->next) {
            batch->tally.rejects++;
            batch->tally.unused += !r->used;
            if (batch->tally.rejects <= MOST_MESSAGES)
                write_message(&batch->messages, r);
            if (!walk->rejects)
                continue;
            csv_text(&writer, r->file);
            csv_integer(&writer, (int64_t)r->line);
            csv_text(&writer, r->reason);
            csv_end(&writer);
        }
    }
}

/* The rows of a document, and what the ledger notes of them: nothing where
 * they have the cells of a table of the user's. */
static void write_table(const struct walk *walk, struct batch *batch,
                        struct csv_writer *writer,
                        const struct document *document) {
    size_t start = batch->rows.length, *ends = NULL;
    if (walk->ledger && document->statement_count &&
        !document->statements->cells)
        ends = arena_take(document->arena,
                          document->statement_count * sizeof *ends);
    table_write(walk->columns, writer, document, ends);
    if (walk->ledger)
        ledger_note(&batch->entries, document, start, ends);
}

static void write_rows(struct walk *walk, struct batch *batch) {
    struct csv_writer writer = {.out = &batch->rows,
                                .guard = walk->tools->options->guard};
    for (size_t i = 0; i < batch->count; i++) {
        const struct document *document = &batch->documents[i];
        if (walk->documents && !document->elsewhere)
            part_write_document(document, &batch->parts);
        if (document->rejected)
            continue;
        batch->tally.documents++;
        batch->tally.bytes += document->article.length;
        batch->tally.sentences += document->sentence_count;
        batch->tally.tokens += document->token_count;
        batch->tally.statements += document->statement_count;
        if (walk->table && walk->columns)
            write_table(walk, batch, &writer, document);
    }
}

void tally_add(struct tally *sum, const struct tally *more) {
    sum->documents += more->documents;
    sum->rejects += more->rejects;
    sum->unused += more->unused;
    sum->sentences += more->sentences;
    sum->tokens += more->tokens;
    sum->statements += more->statements;
    sum->bytes += more->bytes;
}

/* The table's header stands even where there is no row. */
static bool write_header(struct walk *walk, const struct document *first,
                         struct failure *why) {
    if (walk->header_written || !walk->table || !walk->columns)
        return true;
    struct output header = {0};
    struct csv_writer writer = {.out = &header};
    table_write_header(walk->columns, &writer, first);
    walk->header_written = true;
    if (walk->ledger)
        ledger_start(walk->ledger, header.length);
    bool good = output_flush(walk->table, &header, why);
    output_free(&header);
    return good;
}

/* The first document that was not rejected, NULL = none. */
static const struct document *first_good(const struct batch *batch) {
    for (size_t i = 0; i < batch->count; i++)
        if (!batch->documents[i].rejected)
            return &batch->documents[i];
    return NULL;
}

static bool flush(struct walk *walk, struct batch *batch,
                  struct failure *why) {
    struct output_file errors = {.descriptor = 2};
    if (walk->tally->rejects < MOST_MESSAGES)
        output_flush(&errors, &batch->messages, NULL);
    batch->messages.length = 0;
    const struct document *first = first_good(batch);
    if (first && !write_header(walk, first, why))
        return false;
    if (walk->table && !output_flush(walk->table, &batch->rows, why))
        return false;
    batch->rows.length = 0;
    if (walk->ledger)
        ledger_add(walk->ledger, &batch->entries);
    if (walk->documents && !output_flush(walk->documents, &batch->parts, why))
        return false;
    return !walk->rejects || output_flush(walk->rejects, &batch->rejects, why);
}

/* ---- threads ---------------------------------------------------------- */

/* The stages up to the rows, and these; false when all must stop. */
static bool make_rows(struct walk *walk, struct batch *batch,
                      struct tools *tools) {
    size_t stage = 0;
    while (stage < walk->rows_end) {
        if (STAGES[stage].ordered) {
            if (!run_ordered(walk, batch, stage++, tools))
                return false;
            continue;
        }
        size_t group = stage;
        while (stage < walk->rows_end && !STAGES[stage].ordered)
            stage++;
        run_group(batch, group, stage, tools);
    }
    write_rows(walk, batch);
    return true;
}

/* What is done of one batch after another. */
static bool end_batch(struct walk *walk, struct batch *batch,
                      struct tools *tools, struct failure *why) {
    run_group(batch, walk->rows_end, walk->end, tools);
    write_rejects(walk, batch);
    bool good = flush(walk, batch, why);
    if (good)
        tally_add(walk->tally, &batch->tally);
    return good;
}

static void put_back(struct walk *walk, struct batch *batch) {
    batch->next = walk->unused;
    walk->unused = batch;
}

/* Ends the batch if all before it have ended, and then those that waited for
 * it; else leaves it to whoever ends the one before. */
static void hand_over(struct walk *walk, struct batch *batch,
                      struct tools *tools) {
    uint64_t *ended = &walk->turns[MOST_STAGES];
    struct failure why;
    pthread_mutex_lock(&walk->turn_lock);
    walk->waiting[batch->turn % walk->limit] = batch;
    while (!walk->ending && !walk->failed &&
           (batch = walk->waiting[*ended % walk->limit])) {
        walk->ending = true;
        pthread_mutex_unlock(&walk->turn_lock);
        if (!end_batch(walk, batch, tools, &why))
            stop_all(walk, &why);
        pthread_mutex_lock(&walk->turn_lock);
        walk->ending = false;
        walk->waiting[(*ended)++ % walk->limit] = NULL;
        put_back(walk, batch);
        pthread_cond_broadcast(&walk->turned);
    }
    pthread_mutex_unlock(&walk->turn_lock);
}

/* A batch that is not used, or a new one; NULL when all must stop. */
static struct batch *get_batch(struct walk *walk) {
    pthread_mutex_lock(&walk->turn_lock);
    while (!walk->unused && walk->made == walk->limit && !walk->failed)
        pthread_cond_wait(&walk->turned, &walk->turn_lock);
    struct batch *batch = walk->unused;
    if (batch) {
        walk->unused = batch->next;
    } else if (!walk->failed) {
        batch = allocate(sizeof *batch);
        memset(batch, 0, sizeof *batch);
        walk->batches_made[walk->made++] = batch;
    }
    pthread_mutex_unlock(&walk->turn_lock);
    return batch;
}

static void free_batch(struct batch *batch) {
    arena_free(&batch->arena);
    output_free(&batch->rows);
    output_free(&batch->rejects);
    output_free(&batch->parts);
    output_free(&batch->entries);
    output_free(&batch->messages);
    free(batch);
}

static void *work(void *data) {
    struct walk *walk = data;
    struct failure why;
    struct tools tools = *walk->tools;
    tools.words = toolbox_words(&tools, &why);
    if (!tools.words)
        stop_all(walk, &why);
    struct batch *batch;
    while ((batch = get_batch(walk)) && take_batch(walk, batch)) {
        words_forget(tools.words);
        if (!make_rows(walk, batch, &tools))
            break;
        hand_over(walk, batch, &tools);
    }
    words_close(tools.words);
    return NULL;
}

static void run_threads(struct walk *walk, unsigned count) {
    pthread_t threads[count ? count : 1];
    unsigned started = 0;
    walk->limit = (count ? count : 1) * BATCHES_A_THREAD;
    size_t size = walk->limit * sizeof *walk->waiting;
    walk->waiting = memset(allocate(size), 0, size);
    walk->batches_made = allocate(size);
    while (started + 1 < count &&
           pthread_create(&threads[started], NULL, work, walk) == 0)
        started++;
    work(walk);
    while (started)
        pthread_join(threads[--started], NULL);
    while (walk->made)
        free_batch(walk->batches_made[--walk->made]);
    free(walk->batches_made);
    free(walk->waiting);
}

static bool start_rejects(struct walk *walk, struct failure *why) {
    if (!walk->rejects)
        return true;
    struct output header = {0};
    output_text(&header, "file,line,reason\n");
    bool good = output_flush(walk->rejects, &header, why);
    output_free(&header);
    return good;
}

bool walk(struct inputs *inputs, const struct stage *last,
          const struct tools *tools, const struct walk_files *files,
          struct tally *tally, struct failure *why) {
    unsigned rows = last->gives == LAYER_TRENDS ? LAYER_TONE : last->gives;
    size_t rows_end = 0;
    while (STAGES[rows_end++].gives != rows)
        ;
    struct walk state = {.inputs = inputs,
                         .rows_end = rows_end,
                         .end = (size_t)(last - STAGES) + 1,
                         .tools = tools,
                         .table = files->table,
                         .rejects = files->rejects,
                         .documents = files->documents,
                         .ledger = files->ledger,
                         .columns = table_of_layer(rows),
                         .tally = tally};
    pthread_mutex_init(&state.input_lock, NULL);
    pthread_mutex_init(&state.turn_lock, NULL);
    pthread_cond_init(&state.turned, NULL);
    *tally = (struct tally){0};
    if (!start_rejects(&state, why) ||
        (files->documents && !part_write_header(files->documents, why)))
        return false;
    run_threads(&state, tools->options->threads);
    pthread_mutex_destroy(&state.input_lock);
    pthread_mutex_destroy(&state.turn_lock);
    pthread_cond_destroy(&state.turned);
    if (state.failed) {
        *why = state.why;
        return false;
    }
    return write_header(&state, NULL, why);
}
