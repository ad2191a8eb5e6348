/* part.c - part.json by yajl; signatures in hexadecimal, four digits a bin. */
#define _POSIX_C_SOURCE 200809L
#include "base/file.h"
#include "base/json.h"
#include "part.h"

#include "attribution.h"
#include "lexicons.h"
#include "model.h"
#include "options.h"
#include "shard.h"
#include "version.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_tree.h>

static const char FORMAT[] = "detente part 1, program " DETENTE_VERSION;
const char *const PART_FILES[PART_FILE_COUNT] = {
    "documents.csv", "statements.csv", "rejects.csv"};

/* ---- documents.csv ---------------------------------------------------- */

bool part_write_header(struct output_file *file, struct failure *why) {
    struct output out = {0};
    output_text(&out, "order,doc_id,statements,rejects,signature\n");
    bool good = output_flush(file, &out, why);
    output_free(&out);
    return good;
}

static void write_signature(const struct signature *signature,
                            struct csv_writer *writer) {
    static const char DIGITS[] = "0123456789abcdef";
    char text[4 * BINS + 1] = "";
    for (size_t i = 0; signature && i < BINS; i++)
        for (unsigned k = 0; k < 4; k++)
            text[4 * i + k] =
                DIGITS[signature->bins[i] >> (12 - 4 * k) & 15];
    csv_bytes(writer, text, signature ? 4 * BINS : 0);
}

void part_write_document(const struct document *document,
                         struct output *out) {
    struct csv_writer writer = {.out = out};
    int64_t rejects = 0;
    for (const struct reject *r = document->rejects; r; r = r->next)
        rejects++;
    if (document->rejected && !rejects)
        return;
    csv_integer(&writer, (int64_t)document->article.order);
    csv_plain(&writer,
              document->article.doc_id ? document->article.doc_id : "");
    csv_integer(&writer,
                document->rejected ? 0 : document->statement_count);
    csv_integer(&writer, rejects);
    write_signature(document->signature, &writer);
    csv_end(&writer);
}

static bool read_number(const char *text, uint64_t most, uint64_t *number) {
    char *rest;
    errno = 0;
    *number = strtoull(text, &rest, 10);
    return *text >= '0' && *text <= '9' && !*rest && !errno &&
           *number <= most;
}

static bool read_signature(const char *text, size_t length,
                           struct signature *signature) {
    if (length != 4 * BINS || strspn(text, "0123456789abcdef") != length)
        return false;
    for (size_t i = 0; i < BINS; i++) {
        char digits[5] = {0};
        memcpy(digits, text + 4 * i, 4);
        signature->bins[i] = (uint16_t)strtoul(digits, NULL, 16);
    }
    return true;
}

bool part_read_document(const struct csv_row *cells, struct part_row *row,
                        struct failure *why) {
    uint64_t statements = 0, rejects = 0;
    row->has_signature = cells->count == 5 && *cells->cells[4];
    if (cells->count != 5 ||
        !read_number(cells->cells[0], UINT64_MAX, &row->order) ||
        !read_number(cells->cells[2], UINT32_MAX, &statements) ||
        !read_number(cells->cells[3], UINT32_MAX, &rejects) ||
        (row->has_signature &&
         !read_signature(cells->cells[4], cells->lengths[4],
                         &row->signature)))
        return fail(why, "line %zu is no row of a part", cells->line);
    row->doc_id = cells->cells[1];
    row->statements = (uint32_t)statements;
    row->rejects = (uint32_t)rejects;
    return true;
}

/* ---- what it was made with -------------------------------------------- */

bool part_identify(struct part_identity *identity, const struct tools *tools,
                   struct failure *why) {
    const struct options *options = tools->options;
    *identity = (struct part_identity){.options = *options};
    snprintf(identity->lexicons, CHECKSUM_ROOM, "%s",
             lexicons_checksum(tools->lexicons));
    snprintf(identity->model, CHECKSUM_ROOM, "%s",
             model_checksum(tools->model));
    snprintf(identity->attribution, CHECKSUM_ROOM, "%s",
             tools->attribution->checksum);
    if (options->actors) {
        struct checksum sum;
        checksum_start(&sum);
        if (!checksum_add_file(&sum, options->actors))
            return fail(why, "%s: %s", options->actors, strerror(errno));
        checksum_end(&sum, identity->actors);
    }
    return shard_fingerprint(options->arguments, options->argument_count,
                             identity->inputs, why);
}

const char *part_folder(struct arena *arena, const struct options *options) {
    return arena_print(arena, "%s/part-%05u-of-%05u", options->output,
                       options->shard, options->shards);
}

/* The options that the output depends on, as the command line spells them;
 * `value` gives NULL where the option has no part in it. */
static const char *value_date(const struct options *o) { return o->date; }
static const char *value_language(const struct options *o) {
    return o->language;
}
static const char *value_period(const struct options *o) { return o->period; }
static const char *value_by(const struct options *o) { return o->by; }
static const char *value_weight(const struct options *o) {
    return o->weigh_articles ? "article" : "statement";
}
static const char *value_copies(const struct options *o) {
    return o->each_copy ? "each" : "once";
}
static const char *value_guard(const struct options *o) {
    return o->guard ? NULL : "";
}

static const struct {
    const char *option;
    const char *(*value)(const struct options *options);
} RECORDED[] = {{"date", value_date},         {"language", value_language},
                {"period", value_period},     {"by", value_by},
                {"weight", value_weight},     {"copies", value_copies},
                {"no-guard", value_guard}};
enum { RECORDED_COUNT = sizeof RECORDED / sizeof *RECORDED };

/* ---- part.json -------------------------------------------------------- */

static const char *const TALLY_NAMES[] = {
    "articles", "rejects", "unused", "sentences", "tokens", "statements",
    "bytes"};
enum { TALLY_COUNT = sizeof TALLY_NAMES / sizeof *TALLY_NAMES };

/* The numbers of a tally in the order of their names. */
static void tally_numbers(struct tally *tally, uint64_t **numbers) {
    uint64_t *all[] = {&tally->documents, &tally->rejects, &tally->unused,
                       &tally->sentences, &tally->tokens,
                       &tally->statements, &tally->bytes};
    memcpy(numbers, all, sizeof all);
}

static void put_all(yajl_gen json, struct run_part *part) {
    const struct part_identity *identity = &part->identity;
    uint64_t *numbers[TALLY_COUNT];
    tally_numbers(&part->tally, numbers);
    yajl_gen_map_open(json);
    json_pair(json, "format", FORMAT);
    json_count(json, "shard", part->shard);
    json_count(json, "shards", part->shards);
    json_pair(json, "inputs_sha256", identity->inputs);
    json_pair(json, "lexicons_sha256", identity->lexicons);
    json_pair(json, "model_sha256", identity->model);
    json_pair(json, "attribution_sha256", identity->attribution);
    json_pair(json, "actors_sha256", identity->actors);
    for (int i = 0; i < RECORDED_COUNT; i++) {
        const char *value = RECORDED[i].value(&identity->options);
        if (value)
            json_pair(json, RECORDED[i].option, value);
    }
    json_count(json, "min-n", identity->options.min_n);
    json_list(json, "inputs", identity->options.arguments,
              identity->options.argument_count);
    for (int i = 0; i < TALLY_COUNT; i++)
        json_count(json, TALLY_NAMES[i], *numbers[i]);
    for (int i = 0; i < PART_FILE_COUNT; i++)
        json_pair(json, PART_FILES[i], part->sums[i]);
    yajl_gen_map_close(json);
}

static bool write_json(struct run_part *part, const char *path,
                       struct failure *why) {
    yajl_gen json = json_start();
    put_all(json, part);
    return json_save(json, path, why);
}

static bool sum_file(const char *folder, enum part_file file, char *sum,
                     struct failure *why) {
    char path[4096];
    struct checksum checksum;
    snprintf(path, sizeof path, "%s/%s", folder, PART_FILES[file]);
    checksum_start(&checksum);
    if (!checksum_add_file(&checksum, path))
        return fail(why, "%s: %s", path, strerror(errno));
    checksum_end(&checksum, sum);
    return true;
}

bool part_finish(struct run_part *part, struct failure *why) {
    for (int i = 0; i < PART_FILE_COUNT; i++)
        if (!sum_file(part->folder, (enum part_file)i, part->sums[i], why))
            return false;
    char path[4096];
    snprintf(path, sizeof path, "%s/part.json", part->folder);
    return write_json(part, path, why);
}

/* ---- reading ---------------------------------------------------------- */

static const char *get_text(yajl_val json, const char *name) {
    const char *path[] = {name, NULL};
    yajl_val value = yajl_tree_get(json, path, yajl_t_string);
    return value ? YAJL_GET_STRING(value) : NULL;
}

static bool get_number(yajl_val json, const char *name, uint64_t most,
                       uint64_t *number) {
    const char *path[] = {name, NULL};
    yajl_val value = yajl_tree_get(json, path, yajl_t_number);
    return value && read_number(YAJL_GET_NUMBER(value), most, number);
}

static bool get_sum(yajl_val json, const char *name, char *sum) {
    const char *text = get_text(json, name);
    snprintf(sum, CHECKSUM_ROOM, "%s", text ? text : "");
    return text != NULL;
}

/* The inputs' names, for run.json; which they are tells the checksum. */
static bool get_inputs(yajl_val json, struct options *options,
                       struct arena *arena) {
    const char *path[] = {"inputs", NULL};
    yajl_val inputs = yajl_tree_get(json, path, yajl_t_array);
    size_t count = inputs ? YAJL_GET_ARRAY(inputs)->len : 0;
    options->arguments = arena_take(arena, (count + 1) * sizeof(char *));
    options->argument_count = count;
    for (size_t i = 0; i < count; i++) {
        const char *name = YAJL_GET_STRING(YAJL_GET_ARRAY(inputs)->values[i]);
        if (!name)
            return false;
        options->arguments[i] = arena_copy(arena, name, strlen(name));
    }
    return count > 0;
}

/* Sets the recorded options by the setters of the command line. */
static bool get_options(yajl_val json, struct options *options,
                        struct arena *arena, struct failure *why) {
    uint64_t min_n;
    for (int i = 0; i < RECORDED_COUNT; i++) {
        const char *text = get_text(json, RECORDED[i].option);
        if (text &&
            !option_find(RECORDED[i].option)
                 ->set(options, arena_copy(arena, text, strlen(text)), why))
            return false;
    }
    if (!get_number(json, "min-n", UINT32_MAX, &min_n))
        return fail(why, "no min-n");
    if (!get_inputs(json, options, arena))
        return fail(why, "no inputs");
    options->min_n = (unsigned)min_n;
    return true;
}

static bool get_all(yajl_val json, struct run_part *part, struct arena *arena,
                    struct failure *why) {
    struct part_identity *identity = &part->identity;
    const char *format = get_text(json, "format");
    if (!format || strcmp(format, FORMAT) != 0)
        return fail(why, "made by '%s', not by '%s'", format ? format : "",
                    FORMAT);
    uint64_t shard = 0, shards = 0, *numbers[TALLY_COUNT];
    bool good = get_number(json, "shard", UINT32_MAX, &shard) &&
                get_number(json, "shards", UINT32_MAX, &shards) &&
                get_sum(json, "inputs_sha256", identity->inputs) &&
                get_sum(json, "lexicons_sha256", identity->lexicons) &&
                get_sum(json, "model_sha256", identity->model) &&
                get_sum(json, "attribution_sha256", identity->attribution) &&
                get_sum(json, "actors_sha256", identity->actors);
    part->shard = (unsigned)shard;
    part->shards = (unsigned)shards;
    tally_numbers(&part->tally, numbers);
    for (int i = 0; i < TALLY_COUNT; i++)
        good = good &&
               get_number(json, TALLY_NAMES[i], INT64_MAX, numbers[i]);
    for (int i = 0; i < PART_FILE_COUNT; i++)
        good = good && get_sum(json, PART_FILES[i], part->sums[i]);
    if (!good || !shard || shard > shards)
        return fail(why, "something is missing in it");
    return get_options(json, &identity->options, arena, why);
}

bool part_read(struct run_part *part, const char *folder, struct arena *arena,
               struct failure *why) {
    *part = (struct run_part){.folder = folder};
    part->identity.options = (struct options){.guard = true};
    char *path = arena_print(arena, "%s/part.json", folder);
    enum { MOST = 1 << 16 };
    struct file file;
    char problem[200] = "";
    if (!file_read(path, MOST, arena, &file, why))
        return false;
    yajl_val json = yajl_tree_parse(file.bytes, problem, sizeof problem);
    if (!json)
        return fail(why, "%s: damaged: no JSON", path);
    struct failure reason;
    bool good = get_all(json, part, arena, &reason) ||
                fail(why, "%s: %s", path, reason.text);
    yajl_tree_free(json);
    return good;
}

bool part_check(const struct run_part *part, struct failure *why) {
    for (int i = 0; i < PART_FILE_COUNT; i++) {
        char sum[CHECKSUM_ROOM];
        if (!sum_file(part->folder, (enum part_file)i, sum, why))
            return false;
        if (strcmp(sum, part->sums[i]) != 0)
            return fail(why, "%s/%s: damaged: its checksum is not that in "
                             "part.json", part->folder, PART_FILES[i]);
    }
    return true;
}

/* ---- the same run? ---------------------------------------------------- */

static bool same_text(const char *a, const char *b) {
    return !strcmp(a ? a : "", b ? b : "");
}

/* NULL where both are the same, else what differs. */
static const char *difference(const struct part_identity *a,
                              const struct part_identity *b) {
    const struct {
        const char *what, *a, *b;
    } SUMS[] = {{"inputs", a->inputs, b->inputs},
                {"lexicons", a->lexicons, b->lexicons},
                {"model", a->model, b->model},
                {"attribution model", a->attribution, b->attribution},
                {"actors", a->actors, b->actors}};
    for (size_t i = 0; i < sizeof SUMS / sizeof *SUMS; i++)
        if (strcmp(SUMS[i].a, SUMS[i].b) != 0)
            return SUMS[i].what;
    for (int i = 0; i < RECORDED_COUNT; i++)
        if (!same_text(RECORDED[i].value(&a->options),
                       RECORDED[i].value(&b->options)))
            return RECORDED[i].option;
    return a->options.guard != b->options.guard   ? "no-guard"
           : a->options.min_n != b->options.min_n ? "min-n"
                                                  : NULL;
}

bool part_same_run(const struct run_part *a, const struct run_part *b,
                   struct failure *why) {
    const char *what = difference(&a->identity, &b->identity);
    if (!what && a->shards != b->shards)
        what = "number of shards";
    return !what || fail(why, "%s: foreign: made with other %s than %s",
                         b->folder, what, a->folder);
}

bool part_is_done(const char *folder, const struct part_identity *identity,
                  const struct options *options) {
    struct arena arena = {0};
    struct run_part part;
    bool done = part_read(&part, folder, &arena, NULL) &&
                part.shard == options->shard &&
                part.shards == options->shards &&
                !difference(&part.identity, identity) &&
                part_check(&part, NULL);
    arena_free(&arena);
    return done;
}
