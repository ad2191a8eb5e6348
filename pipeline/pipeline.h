/* pipeline.h - the table of stages and the walk through it. */
#ifndef DETENTE_PIPELINE_H
#define DETENTE_PIPELINE_H

#include "base/failure.h"
#include "document.h"

#include <stdbool.h>
#include <stddef.h>

/* What the user asked for; filled by main, then only read. */
struct options {
    const char *lexicons;  /* folder */
    const char *model;     /* folder */
    const char *actors;    /* a user's actors file, or NULL */
    const char *language;  /* Snowball's name */
    const char *date;      /* for articles without one, or NULL */
    const char *output;    /* folder of `run`, file of a filter, or "-" */
    const char *period;    /* day week month quarter year */
    const char *by;        /* actor country role source */
    unsigned threads;
    unsigned shard, shards; /* this part of so many; 0 = all in one */
    unsigned min_n;
    bool weigh_articles;   /* each the same, not each statement */
    bool png;              /* plot: not SVG */
    bool no_report;        /* a run writes tables only */
    bool each_copy;        /* copies weigh like originals */
    /* of the verbs that learn, and of those that check what was learned */
    const char *kernel;    /* linear rbf polynomial sigmoid */
    const char *text_column, *label_column, *group_column; /* or NULL */
    const char *corpus;    /* folder to learn attribution from, or NULL */
    const char *aside;     /* labels of another kind, or NULL */
    const char *split;     /* only examples of this split, or NULL */
    const char *cue;       /* reporting cue of a text to explain, or NULL */
    const char *compare;   /* folder of a second model, or NULL */
    unsigned margin;       /* in 1/10000: label "unsure" below it */
    unsigned number;       /* how many rows, or which row; 0 = not said */
    bool guard;            /* guard text cells against spreadsheets */
    /* what follows the verb and is no option */
    char **arguments;
    size_t argument_count;
};

/* What stages need to do their work, opened once and lent.  `words` is one
 * thread's own; the rest is shared and only read, except what an ordered
 * stage owns. */
struct tools {
    const struct options *options;
    const struct lexicons *lexicons;
    const struct model *model;
    const struct attribution *attribution;
    const struct roster *roster; /* who is known before */
    struct words *words;
    struct copies *copies; /* ordered: dedupe remembers articles in it; NULL:
                            * signatures are kept for a merge */
    struct trend *trend;   /* ordered: trend folds documents into it */
};

struct stage {
    const char *verb;
    const char *help;  /* one sentence */
    unsigned needs;    /* bits of enum layer that must be filled */
    unsigned gives;
    bool ordered;      /* sees the documents one by one, in input order */
    bool (*step)(struct document *document, struct tools *tools,
                 struct failure *why);
};

/* In the order of the data's way. */
extern const struct stage STAGES[];
extern const size_t STAGE_COUNT;

/* The stage of that verb, or NULL. */
const struct stage *stage_find(const char *verb);

/* The stages themselves, each the one exported function of its file. */
bool read_step(struct document *, struct tools *, struct failure *);
bool split_step(struct document *, struct tools *, struct failure *);
bool stem_step(struct document *, struct tools *, struct failure *);
bool dedupe_step(struct document *, struct tools *, struct failure *);
bool attribute_step(struct document *, struct tools *, struct failure *);
bool score_step(struct document *, struct tools *, struct failure *);
bool trend_step(struct document *, struct tools *, struct failure *);

#endif
