/* picture.h - what a report shows: a bounded choice from the tables of a run,
 * read back from its folder.
 *
 * So the report is a view of the tables and can be made again from them, and
 * its memory does not grow with the run: so many actors, the most quoted
 * ones, so many periods, the latest, so many dyads and statements an actor,
 * the most frequent and the most outspoken. */
#ifndef DETENTE_PICTURE_H
#define DETENTE_PICTURE_H

#include "base/arena.h"
#include "base/failure.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    MOST_ACTORS = 48,
    ACTOR_SLOTS = 256, /* of the table that finds them */
    LEAST_ACTORS = 12, /* more only with LEAST_SAID statements or more */
    LEAST_SAID = 3,
    MOST_PERIODS = 400,
    MOST_DYADS = 12,
    MOST_EXTREMES = 15, /* statements at each end, an actor */
    MOST_REJECTS = 40,
    MOST_HEAT = 14,
    MOST_TEXT = 420     /* bytes of a statement */
};

/* One actor in one period; numbers that are unknown are NAN. */
struct shown_point {
    size_t at;          /* index of picture.periods */
    long n, articles, copies;
    double tone, low, high, change, change_p, shift, shift_p;
    bool small;
};

struct shown_dyad {
    const char *actor, *target;
    long n;
    double tone, back;  /* what the target says of the actor, or NAN */
    long back_n;
};

struct shown_statement {
    const char *doc_id, *date, *source, *start, *end, *speaker, *text,
        *evidence, *label;
    double tone;
    size_t row;         /* of statements.csv, from 1 */
    bool cut;           /* the text is longer */
};

struct shown_actor {
    uint64_t hash; /* of its name */
    const char *name, *country, *role, *names, *first_day, *last_day,
        *direction;
    long n, articles, sources, copies, undated, periods, change_points;
    double tone, low, high, hostile, neutral, conciliatory, slope, slope_p;
    bool small;
    struct shown_point *points;
    size_t point_count;
    struct shown_dyad dyads[MOST_DYADS]; /* the most frequent first */
    size_t dyad_count;
    struct shown_statement *hostile_ones, *conciliatory_ones; /* worst first */
    size_t hostile_count, conciliatory_count;
};

struct shown_reject {
    const char *file, *line, *reason;
};

/* Who speaks how of whom; cells[row * columns + column]. */
struct heat {
    const char *rows[MOST_HEAT], *columns[MOST_HEAT];
    size_t row_count, column_count;
    struct shown_dyad cells[MOST_HEAT * MOST_HEAT]; /* n 0 = nothing said */
};

/* A line of run.json. */
struct fact {
    const char *name, *value;
};

enum { MOST_FACTS = 64 };

struct picture {
    struct arena arena; /* owns all strings */
    const char *folder;
    const char **periods; /* ISO names, in order, silent ones too */
    size_t period_count, earlier_periods; /* that are not shown */
    struct shown_actor overall;           /* of all statements; only points */
    struct shown_actor *actors;           /* the most quoted first */
    size_t actor_count, all_actors;
    uint8_t slots[ACTOR_SLOTS];           /* number of an actor, from 1 */
    long unattributed;                    /* statements of nobody */
    struct heat actors_heat, countries_heat;
    struct shown_reject rejects[MOST_REJECTS];
    size_t reject_count, all_rejects, statements, copies;
    struct fact facts[MOST_FACTS];
    size_t fact_count;
    /* inputs that are folders: documents may be files in them */
    const char *folders[MOST_FACTS];
    size_t folder_count;
};

struct ledger;

/* Reads the tables in `folder`; give back with picture_free.  `ledger` is
 * that of statements.csv, or NULL. */
bool picture_read(struct picture *picture, const char *folder,
                  struct ledger *ledger, struct failure *why);
/* The same without dyads, statements and rejects. */
bool picture_read_courses(struct picture *picture, const char *folder,
                          struct failure *why);
void picture_free(struct picture *picture);

/* A fact of run.json, "" if it is not there. */
const char *picture_fact(const struct picture *picture, const char *name);

#endif
