/* options.h - the options of all verbs, declared once. */
#ifndef DETENTE_OPTIONS_H
#define DETENTE_OPTIONS_H

#include "pipeline.h"

struct option_row {
    const char *name;
    char letter;          /* or 0 */
    const char *argument; /* what --help calls it; NULL = none */
    const char *help;     /* one sentence */
    bool (*set)(struct options *options, const char *value,
                struct failure *why);
};

extern const struct option_row OPTIONS[];
extern const size_t OPTION_COUNT;

const struct option_row *option_find(const char *name);

/* Fills `options` from the words behind the verb; `allowed` names the
 * options that the verb takes.  false: wrong use, `why` says how. */
bool options_parse(struct options *options, const char *verb,
                   const char *allowed, int argc, char **argv,
                   struct failure *why);

/* Where a data folder ("lexicons/english") lies: beside the program, else
 * where it was installed.  Returns memory from `arena`. */
const char *data_folder(struct arena *arena, const char *name);

#endif
