/* trend_tables.h - the tables of a run's end, their columns declared once.
 *
 * They have rows of another kind than the tables between the stages: figures
 * of a cell, not layers of a document. */
#ifndef DETENTE_TREND_TABLES_H
#define DETENTE_TREND_TABLES_H

#include "base/csv.h"
#include "series.h"

/* What a row is made from; what a table does not show may be NULL. */
struct trend_row {
    const char *unit;    /* the actor, or what else is followed */
    const char *country, *role, *target, *names;
    const char *period;  /* its name */
    const struct point *point;
    const struct whole *whole;
    uint64_t sources;    /* of the whole */
    const struct point *back; /* what the target says of the unit, or NULL */
    unsigned min_n;
};

struct trend_column {
    const char *name;
    const char *meaning; /* one sentence */
    char *(*put)(struct csv_writer *writer, char *at,
                 const struct trend_row *row);
};

struct trend_table {
    const char *name; /* of the file, without .csv */
    const char *meaning;
    const struct trend_column *const *columns; /* NULL-ended */
    /* puts the cells of all of them in a row */
    char *(*put)(struct csv_writer *writer, char *at,
                 const struct trend_row *row);
};

enum trend_table_id {
    TRENDS, DYADS, PAIRS, COUNTRY_DYADS, COUNTRY_PAIRS, ACTORS, VOLUME,
    TREND_TABLES
};
extern const struct trend_table TREND_TABLE[TREND_TABLES];

void trend_table_header(const struct trend_table *table,
                        struct csv_writer *writer);
void trend_table_row(const struct trend_table *table,
                     struct csv_writer *writer, const struct trend_row *row);

#endif
