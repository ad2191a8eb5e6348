/* commands.h - the verbs of the command line.
 *
 * The stages are verbs by being in the table of stages; every other verb is
 * one function and one row in commands.c. */
#ifndef DETENTE_COMMANDS_H
#define DETENTE_COMMANDS_H

#include "pipeline.h"

struct command {
    const char *verb;
    const char *arguments; /* "ARTICLES... -o DIR" */
    const char *help;      /* one sentence */
    const char *options;   /* names of the options that it takes, one space
                            * between */
    /* true = done; the exit status is 1 otherwise, or where *status says so
     * though all else was done */
    bool (*run)(const struct options *options, int *status,
                struct failure *why);
};

extern const struct command COMMANDS[];
extern const size_t COMMAND_COUNT;

bool run_command(const struct options *, int *status, struct failure *);
bool show_command(const struct options *, int *status, struct failure *);
bool diff_command(const struct options *, int *status, struct failure *);
bool plot_command(const struct options *, int *status, struct failure *);
bool report_command(const struct options *, int *status, struct failure *);
bool merge_command(const struct options *, int *status, struct failure *);
bool explain_command(const struct options *, int *status, struct failure *);

/* A stage as a filter: tables in, its own table out. */
bool filter_command(const struct stage *stage, const struct options *options,
                    int *status, struct failure *why);

#endif
