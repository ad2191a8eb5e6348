/* main.c - parses, runs, frees; the only file that prints and exits. */
#include "actors.h"
#include "attribution.h"
#include "commands.h"
#include "lexicons.h"
#include "model.h"
#include "options.h"
#include "tables.h"
#include "trend_tables.h"
#include "version.h"

#include <stdio.h>
#include <string.h>

/* What every stage's filter takes. */
static const char FILTER_OPTIONS[] =
    "output threads date actors lexicons model language period by weight "
    "copies min-n margin no-guard";

static void help(void) {
    puts("detente reads news, finds who says what, scores how conciliatory "
         "or hostile\neach statement is, and shows how each actor's tone "
         "moves over time.\n\nusage: detente VERB [OPTIONS] FILES...\n");
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        printf("  %-10s %s\n", COMMANDS[i].verb, COMMANDS[i].help);
    puts("\nThe stages, each a filter from one table to the next:");
    for (size_t i = 0; i < STAGE_COUNT; i++)
        printf("  %-10s %s\n", STAGES[i].verb, STAGES[i].help);
    puts("\n'detente VERB --help' tells a verb's options and columns; "
         "'detente --version'\nthe version and the checksums of model and "
         "lexicons.");
}

static void help_options(const char *allowed) {
    puts("\noptions:");
    char names[512];
    snprintf(names, sizeof names, "%s", allowed);
    for (char *name = strtok(names, " "); name; name = strtok(NULL, " ")) {
        const struct option_row *row = option_find(name);
        char left[64];
        snprintf(left, sizeof left, "--%s%s%s", row->name,
                 row->argument ? " " : "", row->argument ? row->argument : "");
        printf("  %c%c %-20s %s\n", row->letter ? '-' : ' ',
               row->letter ? row->letter : ' ', left, row->help);
    }
}

static void help_columns(const struct table *table) {
    printf("\ncolumns of the table '%s', %s:\n", table->name, table->meaning);
    for (int group = 0; group < 4 && table->groups[group]; group++)
        for (const struct column *const *c = table->groups[group]; *c; c++)
            printf("  %-15s %s\n", (*c)->name, (*c)->meaning);
}

static void help_rules(void) {
    puts("\nthe rules of column 'rule', each with an example:");
    for (size_t i = 0; i < ATTRIBUTION_RULE_COUNT; i++)
        printf("  %-20s %s\n", ATTRIBUTION_RULES[i].name,
               ATTRIBUTION_RULES[i].sentence);
    puts("\nand behind the semicolon, how the speaker's name was found:");
    for (size_t i = 0; i < ACTOR_RULE_COUNT; i++)
        printf("  %-20s %s\n", ACTOR_RULES[i].name, ACTOR_RULES[i].sentence);
}

static void help_trend_columns(void) {
    for (int i = 0; i < TREND_TABLES; i++) {
        const struct trend_table *table = &TREND_TABLE[i];
        printf("\ncolumns of %s.csv, %s:\n", table->name, table->meaning);
        for (const struct trend_column *const *c = table->columns; *c; c++)
            printf("  %-18s %s\n", (*c)->name, (*c)->meaning);
    }
}

static int help_verb(const struct stage *stage, const struct command *command) {
    if (stage) {
        printf("usage: detente %s [OPTIONS] [FILES...]\n\n%s: %s.\nReads "
               "articles or the table of an earlier stage, standard input "
               "without FILES.\n",
               stage->verb, stage->verb, stage->help);
        const struct table *table = table_of_layer(stage->gives);
        if (table)
            help_columns(table);
        else
            help_trend_columns();
        if (stage->gives == LAYER_STATEMENTS)
            help_rules();
        help_options(FILTER_OPTIONS);
    } else {
        printf("usage: detente %s %s\n\n%s: %s.\n", command->verb,
               command->arguments, command->verb, command->help);
        help_options(command->options);
    }
    return 0;
}

static int version(const struct options *options) {
    struct failure why;
    struct lexicons *lexicons = lexicons_open(options->lexicons, NULL, &why);
    struct model *model = model_open(options->model, &why);
    printf("detente %s\nmodel     %s %s\nlexicons  %s %s\n", DETENTE_VERSION,
           options->model, model ? model_checksum(model) : why.text,
           options->lexicons,
           lexicons ? lexicons_checksum(lexicons) : why.text);
    if (model)
        model_close(model);
    lexicons_close(lexicons);
    return 0;
}

static const struct command *find_command(const char *verb) {
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        if (!strcmp(COMMANDS[i].verb, verb))
            return &COMMANDS[i];
    return NULL;
}

static bool asks_for_help(int argc, char **argv) {
    for (int i = 2; i < argc; i++)
        if (!strcmp(argv[i], "--help") || !strcmp(argv[i], "-h"))
            return true;
    return false;
}

static int wrong_use(const char *text) {
    fprintf(stderr, "detente: %s; see 'detente --help'\n", text);
    return 2;
}

static int run_verb(struct options *options, int argc, char **argv) {
    struct failure why = {""};
    const struct stage *stage = stage_find(argv[1]);
    const struct command *command = stage ? NULL : find_command(argv[1]);
    if (!stage && !command) {
        fail(&why, "no verb '%s'", argv[1]);
        return wrong_use(why.text);
    }
    if (asks_for_help(argc, argv))
        return help_verb(stage, command);
    if (!options_parse(options, argv[1],
                       stage ? FILTER_OPTIONS : command->options, argc - 1,
                       argv + 1, &why))
        return wrong_use(why.text);
    int status = 0;
    bool good = stage ? filter_command(stage, options, &status, &why)
                      : command->run(options, &status, &why);
    if (!good)
        fprintf(stderr, "detente: %s\n", why.text);
    return good || status ? status : 1;
}

int main(int argc, char **argv) {
    memory_prepare();
    struct arena arena = {0};
    struct options options = {.lexicons = data_folder(&arena,
                                                      "lexicons/english"),
                              .model = data_folder(&arena, "models/english"),
                              .language = "english",
                              .period = "month",
                              .by = "actor",
                              .kernel = "linear",
                              .threads = 1,
                              .min_n = 10,
                              .guard = true};
    int status = 0;
    if (argc < 2)
        status = wrong_use("no verb");
    else if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") ||
             !strcmp(argv[1], "help"))
        help();
    else if (!strcmp(argv[1], "--version"))
        status = version(&options);
    else
        status = run_verb(&options, argc, argv);
    arena_free(&arena);
    return status;
}
