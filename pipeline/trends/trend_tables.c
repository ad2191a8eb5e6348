/* trend_tables.c - every column of trends, dyads, pairs, actors, volume. */
#include "trend_tables.h"

#include "periods.h"

#include <math.h>

/* The nearest whole number, halves away from zero, as llround does: what the
 * cut leaves over is exact. */
static int64_t nearest(double number) {
    int64_t whole = (int64_t)number;
    double rest = number - (double)whole;
    return whole + (rest >= 0.5) - (rest <= -0.5);
}

/* A number that may be unknown: an empty cell then. */
static char *put_number(struct csv_writer *writer, char *at, double number) {
    return isnan(number) ? csv_put_empty(writer, at)
                         : csv_put_fixed(writer, at, nearest(number * 1e4), 4);
}

/* ---- names ------------------------------------------------------------ */

#define TEXT_COLUMN(field)                                                    \
    static char *put_##field(struct csv_writer *writer, char *at,             \
                             const struct trend_row *row) {                   \
        return csv_put_text(writer, at, row->field);                          \
    }
TEXT_COLUMN(unit)
TEXT_COLUMN(country)
TEXT_COLUMN(role)
TEXT_COLUMN(target)
TEXT_COLUMN(names)
#undef TEXT_COLUMN

static char *put_period(struct csv_writer *writer, char *at,
                        const struct trend_row *row) {
    return csv_put_plain(writer, at, row->period);
}

static const struct trend_column
    UNIT = {"actor", "Who speaks; the country, role or source with --by.",
            put_unit},
    COUNTRY = {"country", "The country named most often with it.",
               put_country},
    ROLE = {"role", "The office named most often with it.", put_role},
    TARGET = {"target", "Who is spoken of.", put_target},
    NAMES = {"names", "How it is written, the most frequent first.",
             put_names},
    PERIOD = {"period", "Its ISO name; `undated` without a date.",
              put_period};

/* ---- figures of a period or of the whole ------------------------------ */

static const struct figures *figures_of(const struct trend_row *row) {
    return row->point ? &row->point->figures : &row->whole->figures;
}

static const struct mean *mean_of(const struct trend_row *row) {
    return row->point ? &row->point->mean : &row->whole->mean;
}

static char *put_statements(struct csv_writer *writer, char *at,
                            const struct trend_row *row) {
    return csv_put_integer(writer, at, (int64_t)figures_of(row)->statements);
}

static char *put_articles(struct csv_writer *writer, char *at,
                          const struct trend_row *row) {
    return csv_put_integer(writer, at, (int64_t)figures_of(row)->sums.articles);
}

static char *put_sources(struct csv_writer *writer, char *at,
                         const struct trend_row *row) {
    return csv_put_integer(writer, at,
                (int64_t)(row->point ? row->point->sources : row->sources));
}

static char *put_copies(struct csv_writer *writer, char *at,
                        const struct trend_row *row) {
    return csv_put_integer(writer, at, (int64_t)figures_of(row)->copies);
}

static char *put_tone(struct csv_writer *writer, char *at,
                      const struct trend_row *row) {
    return put_number(writer, at, mean_of(row)->mean);
}

static char *put_error(struct csv_writer *writer, char *at,
                       const struct trend_row *row) {
    return put_number(writer, at, mean_of(row)->error);
}

/* The interval is cut at the ends of the scale. */
static char *put_low(struct csv_writer *writer, char *at,
                     const struct trend_row *row) {
    double low = mean_of(row)->low;
    return put_number(writer, at, low < -1 ? -1 : low);
}

static char *put_high(struct csv_writer *writer, char *at,
                      const struct trend_row *row) {
    double high = mean_of(row)->high;
    return put_number(writer, at, high > 1 ? 1 : high);
}

#define SHARE_COLUMNS(name, label)                                            \
    __attribute__((flatten))                                                  \
    static char *put_##name(struct csv_writer *writer, char *at,              \
                            const struct trend_row *row) {                    \
        const struct figures *figures = figures_of(row);                      \
        return put_number(writer, at, figures->statements                     \
                               ? (double)figures->labels[label] /             \
                                     (double)figures->statements              \
                               : NAN);                                        \
    }                                                                         \
    static char *put_##name##_low(struct csv_writer *writer, char *at,        \
                                  const struct trend_row *row) {              \
        const struct figures *figures = figures_of(row);                      \
        double low, high;                                                     \
        wilson(figures->labels[label], figures->statements, &low, &high);     \
        return put_number(writer, at, low);                                   \
    }                                                                         \
    static char *put_##name##_high(struct csv_writer *writer, char *at,       \
                                   const struct trend_row *row) {             \
        const struct figures *figures = figures_of(row);                      \
        double low, high;                                                     \
        wilson(figures->labels[label], figures->statements, &low, &high);     \
        return put_number(writer, at, high);                                  \
    }
SHARE_COLUMNS(hostile, LABEL_HOSTILE)
SHARE_COLUMNS(neutral, LABEL_NEUTRAL)
SHARE_COLUMNS(conciliatory, LABEL_CONCILIATORY)
#undef SHARE_COLUMNS

static char *put_small_n(struct csv_writer *writer, char *at,
                         const struct trend_row *row) {
    return csv_put_integer(writer, at,
                           figures_of(row)->statements < row->min_n);
}

static const struct trend_column
    N_STATEMENTS = {"n_statements", "Statements that weigh.",
                    put_statements},
    N_ARTICLES = {"n_articles", "Articles that they stand in.",
                  put_articles},
    N_SOURCES = {"n_sources", "Newspapers and agencies, copies too.",
                 put_sources},
    N_COPIES = {"n_copies",
                "Statements in copies of articles, or repeated; no weight.",
                put_copies},
    TONE = {"tone", "Mean tone, from -1 hostile to 1 conciliatory.",
            put_tone},
    ERROR = {"se", "Its standard error, clustered by article.", put_error},
    LOW = {"ci_low", "95 % interval, Student's t: lower end.", put_low},
    HIGH = {"ci_high", "Upper end.", put_high},
    HOSTILE = {"share_hostile", "Share of hostile statements.", put_hostile},
    NEUTRAL = {"share_neutral", "Share of neutral ones.", put_neutral},
    CONCILIATORY = {"share_conciliatory", "Share of conciliatory ones.",
                    put_conciliatory},
    HOSTILE_LOW = {"hostile_low", "95 % Wilson interval of share_hostile.",
                   put_hostile_low},
    HOSTILE_HIGH = {"hostile_high", "Upper end.", put_hostile_high},
    NEUTRAL_LOW = {"neutral_low", "The same of share_neutral.",
                   put_neutral_low},
    NEUTRAL_HIGH = {"neutral_high", "Upper end.", put_neutral_high},
    CONCILIATORY_LOW = {"conciliatory_low",
                        "The same of share_conciliatory.",
                        put_conciliatory_low},
    CONCILIATORY_HIGH = {"conciliatory_high", "Upper end.",
                         put_conciliatory_high},
    SMALL_N = {"small_n", "1 where there are fewer statements than --min-n.",
               put_small_n};

/* ---- a period beside the others --------------------------------------- */

static char *put_change(struct csv_writer *writer, char *at,
                        const struct trend_row *row) {
    return put_number(writer, at, row->point->change);
}

static char *put_change_p(struct csv_writer *writer, char *at,
                          const struct trend_row *row) {
    return put_number(writer, at, row->point->change_p);
}

static char *put_gap(struct csv_writer *writer, char *at,
                     const struct trend_row *row) {
    return csv_put_integer(writer, at, row->point->gap);
}

static char *put_shift(struct csv_writer *writer, char *at,
                       const struct trend_row *row) {
    return put_number(writer, at, row->point->shift);
}

static char *put_shift_p(struct csv_writer *writer, char *at,
                         const struct trend_row *row) {
    return put_number(writer, at, row->point->shift_p);
}

static const struct trend_column
    CHANGE = {"change", "Tone less that of the period before it in the table.",
              put_change},
    CHANGE_P = {"change_p", "Two-sided p of the change, Welch's t.",
                put_change_p},
    GAP = {"gap", "Silent periods between the two.", put_gap},
    CHANGE_POINT = {"change_point",
                    "Size of a lasting shift that begins here; else empty.",
                    put_shift},
    CHANGE_POINT_P = {"change_point_p", "Its p by permutation.",
                      put_shift_p};

/* ---- the whole -------------------------------------------------------- */

static char *put_first(struct csv_writer *writer, char *at,
                       const struct trend_row *row) {
    char day[PERIOD_ROOM];
    day_write(row->whole->figures.first_day, day);
    return csv_put_plain(writer, at, day);
}

/* The last dated day: UNDATED is larger than any. */
static char *put_last(struct csv_writer *writer, char *at,
                      const struct trend_row *row) {
    char day[PERIOD_ROOM];
    day_write(row->whole->figures.last_day, day);
    return csv_put_plain(writer, at, day);
}

static char *put_undated(struct csv_writer *writer, char *at,
                         const struct trend_row *row) {
    return csv_put_integer(writer, at, (int64_t)row->whole->undated);
}

static char *put_periods(struct csv_writer *writer, char *at,
                         const struct trend_row *row) {
    return csv_put_integer(writer, at, (int64_t)row->whole->periods);
}

static char *put_slope(struct csv_writer *writer, char *at,
                       const struct trend_row *row) {
    return put_number(writer, at, row->whole->slope);
}

static char *put_slope_p(struct csv_writer *writer, char *at,
                         const struct trend_row *row) {
    return put_number(writer, at, row->whole->slope_p);
}

static char *put_direction(struct csv_writer *writer, char *at,
                           const struct trend_row *row) {
    return csv_put_plain(writer, at, row->whole->direction);
}

static char *put_change_points(struct csv_writer *writer, char *at,
                               const struct trend_row *row) {
    return csv_put_integer(writer, at, (int64_t)row->whole->change_points);
}

static const struct trend_column
    FIRST_DAY = {"first_day", "The first day that it speaks.", put_first},
    LAST_DAY = {"last_day", "The last.", put_last},
    N_UNDATED = {"n_undated", "Statements without a date, copies too.",
                 put_undated},
    N_PERIODS = {"n_periods", "Periods with a tone.", put_periods},
    SLOPE = {"slope", "Theil and Sen's slope: tone a period.", put_slope},
    SLOPE_P = {"slope_p", "Two-sided p of the trend, Mann and Kendall's.",
               put_slope_p},
    DIRECTION = {"direction",
                 "hardening, softening, steady (p > .05), too short.",
                 put_direction},
    CHANGE_POINTS = {"change_points", "Lasting shifts found.",
                     put_change_points};

/* ---- both ways -------------------------------------------------------- */

static char *put_back_statements(struct csv_writer *writer, char *at,
                                 const struct trend_row *row) {
    return csv_put_integer(writer, at,
                row->back ? (int64_t)row->back->figures.statements : 0);
}

static char *put_back_tone(struct csv_writer *writer, char *at,
                           const struct trend_row *row) {
    return put_number(writer, at, row->back ? row->back->mean.mean : NAN);
}

static char *put_back_error(struct csv_writer *writer, char *at,
                            const struct trend_row *row) {
    return put_number(writer, at, row->back ? row->back->mean.error : NAN);
}

/* Each period where only one speaks has 0 and empty cells for the other. */
static const struct trend_column
    BACK_STATEMENTS = {"n_back", "Statements of the target on the actor.",
                       put_back_statements},
    BACK_TONE = {"tone_back", "Their mean tone.", put_back_tone},
    BACK_ERROR = {"se_back", "Its standard error.", put_back_error};

/* ---- the tables ------------------------------------------------------- */

/* NAME_LIST(X) is X(COLUMN) of each column of a table.  From it come their
 * list and the function that puts their cells in a row, all in one: rows are
 * many. */
#define ADDRESS(column) &column,
#define PUT(column) at = column.put(writer, at, row);
#define TABLE(name)                                                           \
    static const struct trend_column *const name##_COLUMNS[] = {name##_LIST(  \
        ADDRESS) NULL};                                                       \
    __attribute__((flatten))                                                  \
    static char *put_##name(struct csv_writer *writer, char *at,              \
                            const struct trend_row *row) {                    \
        name##_LIST(PUT)                                                      \
        return at;                                                            \
    }

#define TREND_LIST(X) X(UNIT) X(COUNTRY) X(PERIOD) X(N_STATEMENTS)            \
    X(N_ARTICLES) X(N_SOURCES) X(N_COPIES) X(TONE) X(ERROR) X(LOW) X(HIGH)    \
    X(HOSTILE) X(NEUTRAL) X(CONCILIATORY) X(HOSTILE_LOW) X(HOSTILE_HIGH)      \
    X(NEUTRAL_LOW) X(NEUTRAL_HIGH) X(CONCILIATORY_LOW) X(CONCILIATORY_HIGH)   \
    X(CHANGE) X(CHANGE_P) X(GAP) X(CHANGE_POINT) X(CHANGE_POINT_P)            \
    X(SMALL_N)
TABLE(TREND)

#define DYAD_LIST(X) X(UNIT) X(TARGET) X(PERIOD) X(N_STATEMENTS)              \
    X(N_ARTICLES) X(N_SOURCES) X(N_COPIES) X(TONE) X(ERROR) X(LOW) X(HIGH)    \
    X(HOSTILE) X(NEUTRAL) X(CONCILIATORY) X(CHANGE) X(CHANGE_P) X(GAP)        \
    X(CHANGE_POINT) X(CHANGE_POINT_P) X(SMALL_N)
TABLE(DYAD)

#define PAIR_LIST(X) X(UNIT) X(TARGET) X(PERIOD) X(N_STATEMENTS) X(TONE)      \
    X(ERROR) X(BACK_STATEMENTS) X(BACK_TONE) X(BACK_ERROR)
TABLE(PAIR)

#define ACTOR_LIST(X) X(UNIT) X(COUNTRY) X(ROLE) X(NAMES) X(FIRST_DAY)        \
    X(LAST_DAY) X(N_STATEMENTS) X(N_ARTICLES) X(N_SOURCES) X(N_COPIES)        \
    X(N_UNDATED) X(N_PERIODS) X(TONE) X(ERROR) X(LOW) X(HIGH) X(HOSTILE)      \
    X(NEUTRAL) X(CONCILIATORY) X(SLOPE) X(SLOPE_P) X(DIRECTION)               \
    X(CHANGE_POINTS) X(SMALL_N)
TABLE(ACTOR)

#define VOLUME_LIST(X) X(PERIOD) X(N_STATEMENTS) X(N_ARTICLES) X(N_SOURCES)   \
    X(N_COPIES) X(TONE) X(ERROR) X(LOW) X(HIGH) X(HOSTILE) X(NEUTRAL)         \
    X(CONCILIATORY) X(CHANGE) X(CHANGE_P) X(CHANGE_POINT) X(CHANGE_POINT_P)   \
    X(SMALL_N)
TABLE(VOLUME)

const struct trend_table TREND_TABLE[TREND_TABLES] = {
    [TRENDS] = {"trends", "one row an actor and period", TREND_COLUMNS,
                put_TREND},
    [DYADS] = {"dyads", "one row an actor, target and period", DYAD_COLUMNS,
               put_DYAD},
    [PAIRS] = {"pairs", "who speak of each other, both ways side by side",
               PAIR_COLUMNS, put_PAIR},
    [COUNTRY_DYADS] = {"country_dyads", "the dyads of countries",
                       DYAD_COLUMNS, put_DYAD},
    [COUNTRY_PAIRS] = {"country_pairs", "the pairs of countries",
                       PAIR_COLUMNS, put_PAIR},
    [ACTORS] = {"actors", "one row an actor over all", ACTOR_COLUMNS,
                put_ACTOR},
    [VOLUME] = {"volume", "all statements, one row a period, silent ones too",
                VOLUME_COLUMNS, put_VOLUME}};

void trend_table_header(const struct trend_table *table,
                        struct csv_writer *writer) {
    for (const struct trend_column *const *c = table->columns; *c; c++)
        csv_plain(writer, (*c)->name);
    csv_end(writer);
}

void trend_table_row(const struct trend_table *table,
                     struct csv_writer *writer, const struct trend_row *row) {
    csv_close_cells(writer,
                    table->put(writer, csv_open_cells(writer), row));
    csv_end(writer);
}
