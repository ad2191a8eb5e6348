/* commands.c - every verb that is no stage, and the stages as filters. */
#define _POSIX_C_SOURCE 200809L
#include "base/json.h"
#include "commands.h"

#include "../training/attribution.h"
#include "../training/tools.h"
#include "../training/train.h"
#include "attribution.h"
#include "copies.h"
#include "lexicons.h"
#include "merge.h"
#include "model.h"
#include "report.h"
#include "tables.h"
#include "toolbox.h"
#include "trend.h"
#include "version.h"
#include "walk.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static bool learn_command(const struct options *options, int *status,
                          struct failure *why) {
    return options->corpus ? train_attribution_command(options, status, why)
                           : train_command(options, status, why);
}

const struct command COMMANDS[] = {
    {"run", "ARTICLES... -o DIR",
     "goes the whole way and writes all tables and the report",
     "output threads shard date actors lexicons model language period by "
     "weight copies min-n margin "
     "no-guard no-report",
     run_command},
    {"show", "DIR", "prints the actors of a run with their courses", "",
     show_command},
    {"diff", "DIR DIR", "tells what changed from one run to another; -o FILE "
     "gets the flipped statements", "output no-guard", diff_command},
    {"plot", "DIR -o DIR", "writes the charts of a run as SVG or PNG files",
     "output format", plot_command},
    {"report", "DIR", "writes report.html anew from the tables of a run", "",
     report_command},
    {"merge", "PARTS... -o DIR",
     "joins the parts of a run that was cut by --shard",
     "output actors lexicons model", merge_command},
    {"train", "LABELS... -o DIR",
     "learns a tone model from labelled statements, or who says what",
     "output language lexicons attribution kernel text label group split aside",
     learn_command},
    {"evaluate", "LABELS... -m DIR",
     "holds a tone model against labels, or two models against each other",
     "model output compare text label group split no-guard",
     evaluate_command},
    {"suggest", "STATEMENTS.csv... -m DIR -n N",
     "chooses the statements most worth labelling next",
     "model output number text label no-guard", suggest_command},
    {"agreement", "A.csv B.csv...",
     "tells how far coders agree, and where they do not",
     "output label no-guard", agreement_command},
    {"explain", "ARTICLE | TEXT | STATEMENTS.csv [-n N]",
     "tells of an article who says what and why, or takes the tone of one "
     "statement apart, feature by feature",
     "model lexicons actors date language number text cue", explain_command},
};
const size_t COMMAND_COUNT = sizeof COMMANDS / sizeof *COMMANDS;

/* ---- report ----------------------------------------------------------- */

bool report_command(const struct options *options, int *status,
                    struct failure *why) {
    if (options->argument_count != 1)
        return *status = 2, fail(why, "report: name the folder of one run");
    return report_write(options->arguments[0], NULL, why);
}

/* ---- a filter --------------------------------------------------------- */

static bool filter(const struct stage *stage, const struct tools *tools,
                   struct output_file *file, struct tally *tally,
                   struct failure *why) {
    const struct options *options = tools->options;
    static char STANDARD[] = "-";
    char *standard = STANDARD;
    struct inputs *inputs = inputs_open(
        options->argument_count ? options->arguments : &standard,
        options->argument_count ? options->argument_count : 1, stage);
    bool trends = stage->gives == LAYER_TRENDS;
    struct walk_files files = {.table = trends ? NULL : file};
    bool good = walk(inputs, stage, tools, &files, tally, why) &&
                (!trends || trend_print(tools->trend, file, why));
    inputs_close(inputs);
    return good;
}

bool filter_command(const struct stage *stage, const struct options *options,
                    int *status, struct failure *why) {
    struct tools tools;
    struct tally tally;
    struct output_file file;
    bool good = toolbox_open(&tools, options, stage, why);
    if (good && output_open(&file, options->output ? options->output : "-",
                            why)) {
        good = filter(stage, &tools, &file, &tally, why) &&
               output_commit(&file, why);
        output_abandon(&file);
        *status = tally.unused > 0;
    } else {
        good = false;
    }
    toolbox_close(&tools);
    return good;
}

/* ---- run -------------------------------------------------------------- */

static void json_seconds(yajl_gen json, double seconds) {
    struct output digits = {0};
    output_decimal(&digits, seconds, 3);
    json_text(json, "seconds");
    yajl_gen_number(json, digits.bytes, digits.length);
    output_free(&digits);
}

/* What the run was made with and from; what a re-run would need. */
static void write_description(yajl_gen json, const struct tools *tools,
                              const struct tally *tally, double seconds) {
    const struct options *options = tools->options;
    yajl_gen_map_open(json);
    json_pair(json, "program", "detente " DETENTE_VERSION);
    json_pair(json, "model", options->model);
    json_pair(json, "model_sha256", model_checksum(tools->model));
    json_pair(json, "attribution_sha256", tools->attribution->checksum);
    json_pair(json, "lexicons", options->lexicons);
    json_pair(json, "lexicons_sha256", lexicons_checksum(tools->lexicons));
    json_pair(json, "actors", options->actors);
    json_pair(json, "period", options->period);
    json_count(json, "min_n", options->min_n);
    json_count(json, "threads", options->threads);
    json_list(json, "inputs", options->arguments, options->argument_count);
    json_count(json, "articles", tally->documents);
    json_count(json, "bytes", tally->bytes);
    json_count(json, "sentences", tally->sentences);
    json_count(json, "tokens", tally->tokens);
    json_count(json, "statements", tally->statements);
    json_count(json, "rejects", tally->rejects);
    json_seconds(json, seconds);
    yajl_gen_map_close(json);
}

static bool write_json(const char *path, const struct tools *tools,
                       const struct tally *tally, double seconds,
                       struct failure *why) {
    yajl_gen json = json_start();
    write_description(json, tools, tally, seconds);
    return json_save(json, path, why);
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static bool make_folder(const char *path, struct failure *why) {
    struct stat about;
    if (mkdir(path, 0777) == 0 ||
        (errno == EEXIST && stat(path, &about) == 0 && S_ISDIR(about.st_mode)))
        return true;
    return fail(why, "%s: no folder can be made there: %s", path,
                strerror(errno));
}

/* The files of a run: statements and rejects, written as they come, and for
 * the report what the first of them holds. */
struct run_files {
    struct output_file statements, rejects;
    struct ledger *ledger; /* NULL = no report is wanted */
};

enum { LEDGER_ROOM = 256 * 1024 };

static bool open_files(struct run_files *files, const char *folder,
                       struct arena *arena, struct failure *why) {
    *files = (struct run_files){{.descriptor = -1}, {.descriptor = -1}, NULL};
    return make_folder(folder, why) &&
           output_open(&files->statements,
                       arena_print(arena, "%s/statements.csv", folder), why) &&
           output_open(&files->rejects,
                       arena_print(arena, "%s/rejects.csv", folder), why);
}

static void close_files(struct run_files *files) {
    output_abandon(&files->statements);
    output_abandon(&files->rejects);
    ledger_close(files->ledger);
}

/* What is left to write when all statements are: by run and by merge. */
static bool finish_run(const struct tools *tools, struct run_files *files,
                       struct arena *arena, const struct tally *tally,
                       double seconds, struct failure *why) {
    const char *folder = tools->options->output;
    return trend_write(tools->trend, folder, why) &&
           output_commit(&files->statements, why) &&
           output_commit(&files->rejects, why) &&
           write_json(arena_print(arena, "%s/run.json", folder), tools, tally,
                      seconds, why) &&
           (tools->options->no_report ||
            report_write(folder, files->ledger, why));
}

static bool run(const struct tools *tools, struct run_files *files,
                struct arena *arena, struct tally *tally,
                struct failure *why) {
    const struct options *options = tools->options;
    const struct stage *last = &STAGES[STAGE_COUNT - 1];
    double start = now();
    struct inputs *inputs =
        inputs_open(options->arguments, options->argument_count, last);
    struct walk_files outputs = {.table = &files->statements,
                                 .rejects = &files->rejects,
                                 .ledger = files->ledger};
    bool good = walk(inputs, last, tools, &outputs, tally, why) &&
                finish_run(tools, files, arena, tally, now() - start, why);
    inputs_close(inputs);
    return good;
}

static void say_done(const struct tally *tally, const char *folder) {
    fprintf(stderr,
            "detente: %llu articles, %llu statements, %llu rejects: %s\n",
            (unsigned long long)tally->documents,
            (unsigned long long)tally->statements,
            (unsigned long long)tally->rejects, folder);
}

/* ---- a part of a run -------------------------------------------------- */

/* Goes the way up to score; dedupe and trend are the merge's. */
static bool walk_part(struct tools *tools, struct run_part *part,
                      struct run_files *files, struct output_file *documents,
                      struct failure *why) {
    const struct options *options = tools->options;
    struct inputs *inputs =
        inputs_open(options->arguments, options->argument_count,
                    &STAGES[STAGE_COUNT - 1]);
    struct walk_files outputs = {.table = &files->statements,
                                 .rejects = &files->rejects,
                                 .documents = documents};
    copies_close(tools->copies);
    tools->copies = NULL;
    inputs_cut(inputs, options);
    bool good = walk(inputs, stage_find("score"), tools, &outputs, &part->tally,
                     why) &&
                output_commit(&files->statements, why) &&
                output_commit(&files->rejects, why) &&
                output_commit(documents, why) && part_finish(part, why);
    inputs_close(inputs);
    return good;
}

static bool make_part(struct tools *tools, struct run_part *part,
                      struct arena *arena, struct failure *why) {
    struct run_files files;
    struct output_file documents = {.descriptor = -1};
    bool good =
        make_folder(tools->options->output, why) &&
        open_files(&files, part->folder, arena, why) &&
        output_open(&documents,
                    arena_print(arena, "%s/%s", part->folder,
                                PART_FILES[PART_DOCUMENTS]),
                    why);
    if (good) {
        unlink(arena_print(arena, "%s/part.json", part->folder));
        good = walk_part(tools, part, &files, &documents, why);
        close_files(&files);
        output_abandon(&documents);
    }
    return good;
}

static bool run_part(struct tools *tools, struct arena *arena, int *status,
                     struct failure *why) {
    const struct options *options = tools->options;
    struct run_part part = {.folder = part_folder(arena, options),
                        .shard = options->shard,
                        .shards = options->shards};
    if (!part_identify(&part.identity, tools, why))
        return false;
    if (part_is_done(part.folder, &part.identity, options)) {
        fprintf(stderr, "detente: %s: is there already\n", part.folder);
        return true;
    }
    if (!make_part(tools, &part, arena, why))
        return false;
    *status = part.tally.unused > 0;
    say_done(&part.tally, part.folder);
    return true;
}

bool run_command(const struct options *options, int *status,
                 struct failure *why) {
    if (!options->argument_count)
        return *status = 2, fail(why, "run: no articles are named");
    if (!options->output)
        return *status = 2, fail(why, "run: no folder is named: -o DIR");
    struct arena arena = {0};
    struct tools tools;
    struct tally tally = {0};
    struct run_files files;
    bool good = toolbox_open(&tools, options, &STAGES[STAGE_COUNT - 1], why);
    if (good && options->shards) {
        good = run_part(&tools, &arena, status, why);
    } else if (good && open_files(&files, options->output, &arena, why)) {
        if (!options->no_report)
            files.ledger = ledger_open(LEDGER_ROOM);
        good = run(&tools, &files, &arena, &tally, why);
        close_files(&files);
        *status = tally.unused > 0;
        if (good)
            say_done(&tally, options->output);
    } else {
        good = false;
    }
    toolbox_close(&tools);
    arena_free(&arena);
    return good;
}

/* ---- merge ------------------------------------------------------------ */

/* The options and inputs of the parts, with the folders that this call
 * names. */
static struct options merged_options(const struct options *options,
                                     const struct run_part *part) {
    struct options merged = part->identity.options;
    merged.output = options->output;
    merged.lexicons = options->lexicons;
    merged.model = options->model;
    merged.actors = options->actors;
    merged.threads = 1;
    return merged;
}

static bool same_tools(const struct tools *tools, const struct run_part *part,
                       struct failure *why) {
    if (strcmp(lexicons_checksum(tools->lexicons), part->identity.lexicons))
        return fail(why, "merge: the lexicons in %s%s are not those of the "
                         "parts", tools->options->lexicons,
                    *part->identity.actors ? " with --actors" : "");
    return (!strcmp(model_checksum(tools->model), part->identity.model) &&
            !strcmp(tools->attribution->checksum,
                    part->identity.attribution)) ||
           fail(why, "merge: the model in %s is not that of the parts",
                tools->options->model);
}

static bool merge_into(struct merge *merge, const struct options *options,
                       struct arena *arena, struct tally *tally,
                       struct failure *why) {
    struct tools tools;
    struct run_files files;
    double start = now();
    bool good = toolbox_open(&tools, options, &STAGES[STAGE_COUNT - 1], why) &&
                same_tools(&tools, merge_part(merge), why);
    if (good && open_files(&files, options->output, arena, why)) {
        if (!options->no_report)
            files.ledger = ledger_open(LEDGER_ROOM);
        struct walk_files outputs = {.table = &files.statements,
                                     .rejects = &files.rejects,
                                     .ledger = files.ledger};
        good = merge_write(merge, &tools, &outputs, tally, why) &&
               finish_run(&tools, &files, arena, tally, now() - start, why);
        close_files(&files);
    } else {
        good = false;
    }
    toolbox_close(&tools);
    return good;
}

bool merge_command(const struct options *options, int *status,
                   struct failure *why) {
    if (!options->argument_count)
        return *status = 2, fail(why, "merge: no parts are named");
    if (!options->output)
        return *status = 2, fail(why, "merge: no folder is named: -o DIR");
    struct merge *merge =
        merge_open(options->arguments, options->argument_count, why);
    if (!merge)
        return false;
    struct arena arena = {0};
    struct tally tally = {0};
    struct options merged = merged_options(options, merge_part(merge));
    bool good = merge_into(merge, &merged, &arena, &tally, why);
    if (good)
        say_done(&tally, options->output);
    *status = tally.unused > 0;
    merge_close(merge);
    arena_free(&arena);
    return good;
}
