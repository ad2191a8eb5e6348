/* labels.h - labelled statements, from the files that people label in.
 *
 * Told by how a file begins: CSV with a header; JSON lines as doccano and
 * Prodigy write them; a JSON array as Label Studio exports it (full or
 * "JSON_MIN"); fastText's "__label__x text".  Columns or members are known by
 * name: text; label or grade; cue, group, weight, split where they are
 * wanted. */
#ifndef DETENTE_LABELS_H
#define DETENTE_LABELS_H

#include "base/arena.h"
#include "base/failure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LABEL_CLASSES = 64 };

struct example {
    const char *text;
    const char *cue;   /* or "" */
    const char *group; /* examples of one group stay together; never "" */
    const char *file;
    size_t line;       /* from 1; of an array: the number of its item */
    uint32_t label;    /* into labels.names, or UNLABELLED */
    uint32_t weight;   /* counts as so many; 1 where none is given */
};

#define UNLABELLED UINT32_MAX

struct problem_line {
    const char *file;
    size_t line;
    const char *reason;
};

struct labels {
    struct arena arena;
    struct example *examples;
    size_t count, room;
    const char *names[LABEL_CLASSES];
    unsigned classes;
    /* what was left out, in the order in which it was found */
    struct problem_line *problems;
    size_t problem_count, problem_room;
    size_t repeated; /* exact repetitions left out */
    size_t held_out; /* left out since their split is not the one asked for */
};

struct label_options {
    const char *text;  /* name of the column, NULL = the usual ones */
    const char *label;
    const char *group; /* a value counts up to its first '#' */
    const char *split; /* use only these; NULL = all but "dev" and "test" */
    bool any_split;    /* use all, whatever their split */
    bool unlabelled;   /* keep examples without a label */
};

/* Reads all paths.  Damaged examples become problems; fails where a file
 * cannot be read or has no text column. */
bool labels_read(struct labels *labels, char *const *paths, size_t count,
                 const struct label_options *options, struct failure *why);
/* Ends the reading: labels in order (hostile, neutral, conciliatory, or else
 * alphabetical), repetitions and contradictions left out. */
void labels_settle(struct labels *labels);
void labels_free(struct labels *labels);

/* The number of that label, or UNLABELLED. */
uint32_t labels_find(const struct labels *labels, const char *name);

#endif
