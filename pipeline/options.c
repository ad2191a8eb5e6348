/* options.c - rows of {name, letter, argument, sentence, setter}; getopt_long
 * does the parsing. */
#define _GNU_SOURCE
#include "options.h"

#include "base/date.h"
#include "shard.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifndef DATADIR
#define DATADIR "/usr/local/share/detente"
#endif

/* ---- setters ---------------------------------------------------------- */

static bool count_up_to(const char *value, unsigned least, unsigned most,
                        unsigned *number, struct failure *why) {
    char *rest;
    unsigned long found = strtoul(value, &rest, 10);
    if (*rest || rest == value || *value == '-' || found < least ||
        found > most)
        return fail(why, "'%s' is no whole number from %u to %u", value,
                    least, most);
    *number = (unsigned)found;
    return true;
}

#define TEXT_OPTION(field)                                                    \
    static bool set_##field(struct options *options, const char *value,       \
                            struct failure *why) {                            \
        (void)why;                                                            \
        options->field = value;                                               \
        return true;                                                          \
    }
TEXT_OPTION(lexicons)
TEXT_OPTION(model)
TEXT_OPTION(actors)
TEXT_OPTION(language)
TEXT_OPTION(output)
TEXT_OPTION(text_column)
TEXT_OPTION(corpus)
TEXT_OPTION(label_column)
TEXT_OPTION(group_column)
TEXT_OPTION(split)
TEXT_OPTION(compare)
TEXT_OPTION(aside)
TEXT_OPTION(cue)
#undef TEXT_OPTION

static bool set_date(struct options *options, const char *value,
                     struct failure *why) {
    char iso[DATE_ROOM];
    options->date = value;
    return date_read(value, iso) ||
           fail(why, "'%s' is no date like 2014-03-30", value);
}

static bool set_period(struct options *options, const char *value,
                       struct failure *why) {
    static const char *const PERIODS[] = {"day", "week", "month", "quarter",
                                          "year"};
    options->period = value;
    for (size_t i = 0; i < sizeof PERIODS / sizeof *PERIODS; i++)
        if (!strcmp(value, PERIODS[i]))
            return true;
    return fail(why, "'%s' is no period: day, week, month, quarter or year",
                value);
}

static bool set_by(struct options *options, const char *value,
                   struct failure *why) {
    static const char *const UNITS[] = {"actor", "country", "role", "source"};
    options->by = value;
    for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++)
        if (!strcmp(value, UNITS[i]))
            return true;
    return fail(why, "'%s' is none of actor, country, role and source",
                value);
}

static bool set_weight(struct options *options, const char *value,
                       struct failure *why) {
    options->weigh_articles = !strcmp(value, "article");
    return options->weigh_articles || !strcmp(value, "statement") ||
           fail(why, "'%s' is no weight: statement or article", value);
}

static bool set_copies(struct options *options, const char *value,
                       struct failure *why) {
    options->each_copy = !strcmp(value, "each");
    return options->each_copy || !strcmp(value, "once") ||
           fail(why, "'%s' is neither once nor each", value);
}

static bool set_kernel(struct options *options, const char *value,
                       struct failure *why) {
    static const char *const KERNELS[] = {"linear", "rbf", "polynomial",
                                          "sigmoid"};
    options->kernel = value;
    for (size_t i = 0; i < sizeof KERNELS / sizeof *KERNELS; i++)
        if (!strcmp(value, KERNELS[i]))
            return true;
    return fail(why, "'%s' is no kernel: linear, rbf, polynomial or sigmoid",
                value);
}

static bool set_margin(struct options *options, const char *value,
                       struct failure *why) {
    char *rest;
    double margin = strtod(value, &rest);
    options->margin = (unsigned)(margin * 10000 + 0.5);
    return (*rest == '\0' && rest != value && margin >= 0 && margin <= 1) ||
           fail(why, "'%s' is no margin from 0 to 1", value);
}

static bool set_number(struct options *options, const char *value,
                       struct failure *why) {
    return count_up_to(value, 1, 1000000, &options->number, why);
}

static bool set_threads(struct options *options, const char *value,
                        struct failure *why) {
    return count_up_to(value, 1, 256, &options->threads, why);
}

static bool set_min_n(struct options *options, const char *value,
                      struct failure *why) {
    return count_up_to(value, 1, 1000000, &options->min_n, why);
}

static bool set_format(struct options *options, const char *value,
                       struct failure *why) {
    options->png = !strcmp(value, "png");
    return options->png || !strcmp(value, "svg") ||
           fail(why, "'%s' is neither svg nor png", value);
}

static bool set_no_report(struct options *options, const char *value,
                          struct failure *why) {
    (void)value, (void)why;
    options->no_report = true;
    return true;
}

static bool set_no_guard(struct options *options, const char *value,
                         struct failure *why) {
    (void)value, (void)why;
    options->guard = false;
    return true;
}

static bool set_shard(struct options *options, const char *value,
                      struct failure *why) {
    return shard_read(value, &options->shard, &options->shards, why);
}

/* ---- the table -------------------------------------------------------- */

const struct option_row OPTIONS[] = {
    {"output", 'o', "PATH", "the folder of a run, the file of a filter",
     set_output},
    {"threads", 't', "N", "threads; the output does not depend on it",
     set_threads},
    {"shard", 0, "K/N", "make only part K of N, for detente merge", set_shard},
    {"date", 0, "DATE", "the day of articles that have none", set_date},
    {"actors", 0, "FILE", "your own actors: names, aliases, country",
     set_actors},
    {"lexicons", 0, "DIR", "the folder of lexicons", set_lexicons},
    {"model", 'm', "DIR", "the folder of the tone model", set_model},
    {"language", 0, "NAME", "Snowball's name of the language", set_language},
    {"period", 0, "NAME", "day, week, month, quarter or year", set_period},
    {"by", 0, "UNIT", "trends of each actor, country, role or source",
     set_by},
    {"weight", 0, "UNIT", "statement, or article: each weighs the same",
     set_weight},
    {"copies", 0, "HOW", "copied articles weigh once, or each", set_copies},
    {"min-n", 0, "N", "fewer statements than this are marked small_n",
     set_min_n},
    {"kernel", 0, "NAME", "linear, rbf, polynomial or sigmoid", set_kernel},
    {"attribution", 0, "CORPUS",
     "learn who says what from this folder instead of tone from labels",
     set_corpus},
    {"text", 0, "COLUMN", "the column of the text", set_text_column},
    {"label", 0, "COLUMN", "the column of the label", set_label_column},
    {"group", 0, "COLUMN",
     "examples with the same value up to # stay together", set_group_column},
    {"aside", 0, "FILE", "labels of another kind, to learn from beside",
     set_aside},
    {"split", 0, "NAME", "use only examples of that split", set_split},
    {"compare", 0, "DIR", "a second model to test against", set_compare},
    {"cue", 0, "TEXT", "the reporting cue of the text", set_cue},
    {"margin", 0, "P",
     "label 'unsure' where the likeliest class leads by less", set_margin},
    {"number", 'n', "N", "how many rows to give, or which row", set_number},
    {"format", 0, "NAME", "svg or png", set_format},
    {"no-report", 0, NULL, "tables only, no report.html", set_no_report},
    {"no-guard", 0, NULL, "do not guard cells against spreadsheets",
     set_no_guard},
};
const size_t OPTION_COUNT = sizeof OPTIONS / sizeof *OPTIONS;

const struct option_row *option_find(const char *name) {
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (!strcmp(OPTIONS[i].name, name))
            return &OPTIONS[i];
    return NULL;
}

/* ---- parsing ---------------------------------------------------------- */

static bool is_allowed(const char *allowed, const char *name) {
    size_t length = strlen(name);
    for (const char *p = allowed; (p = strstr(p, name)); p += length)
        if ((p == allowed || p[-1] == ' ') &&
            (p[length] == ' ' || p[length] == '\0'))
            return true;
    return false;
}

/* Fills getopt's two tables from ours. */
static void make_tables(struct option *longs, char *letters) {
    *letters++ = ':'; /* a missing argument is told apart */
    for (size_t i = 0; i < OPTION_COUNT; i++) {
        longs[i] = (struct option){
            .name = OPTIONS[i].name,
            .has_arg = OPTIONS[i].argument ? required_argument : no_argument,
            .val = (int)i + 256};
        if (OPTIONS[i].letter) {
            *letters++ = OPTIONS[i].letter;
            if (OPTIONS[i].argument)
                *letters++ = ':';
        }
    }
    *letters = '\0';
}

static const struct option_row *row_of(int code) {
    if (code >= 256)
        return &OPTIONS[code - 256];
    for (size_t i = 0; i < OPTION_COUNT; i++)
        if (OPTIONS[i].letter == code)
            return &OPTIONS[i];
    return NULL;
}

bool options_parse(struct options *options, const char *verb,
                   const char *allowed, int argc, char **argv,
                   struct failure *why) {
    struct option longs[sizeof OPTIONS / sizeof *OPTIONS + 1] = {0};
    char letters[3 * sizeof OPTIONS / sizeof *OPTIONS + 2];
    make_tables(longs, letters);
    opterr = 0;
    for (int code; (code = getopt_long(argc, argv, letters, longs, NULL)) !=
                   -1;) {
        const char *word = argv[optind - 1];
        if (code == ':')
            return fail(why, "%s: %s needs a value", verb, word);
        if (code == '?')
            return fail(why, "%s: no such option: %s", verb, word);
        const struct option_row *row = row_of(code);
        if (!is_allowed(allowed, row->name))
            return fail(why, "%s takes no option --%s", verb, row->name);
        if (!row->set(options, optarg, why))
            return false;
    }
    options->arguments = argv + optind;
    options->argument_count = (size_t)(argc - optind);
    return true;
}

const char *data_folder(struct arena *arena, const char *name) {
    char program[4096];
    ssize_t length = readlink("/proc/self/exe", program, sizeof program - 1);
    if (length > 0) {
        program[length] = '\0';
        char *slash = strrchr(program, '/');
        const char *folder = arena_print(arena, "%.*s/%s",
                                         (int)(slash - program), program,
                                         name);
        if (access(folder, F_OK) == 0)
            return folder;
    }
    return arena_print(arena, "%s/%s", DATADIR, name);
}
