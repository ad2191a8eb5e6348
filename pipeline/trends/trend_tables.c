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
static void put_number(struct csv_writer *writer, double number) {
    if (isnan(number))
        csv_empty(writer);
    else
        csv_fixed(writer, nearest(number * 1e4), 4);
}

/* ---- names ------------------------------------------------------------ */

#define TEXT_COLUMN(field)                                                    \
    static void put_##field(struct csv_writer *writer,                        \
                            const struct trend_row *row) {                    \
        csv_text(writer, row->field);                                         \
    }
TEXT_COLUMN(unit)
TEXT_COLUMN(country)
TEXT_COLUMN(role)
TEXT_COLUMN(target)
TEXT_COLUMN(names)
#undef TEXT_COLUMN

static void put_period(struct csv_writer *writer,
                       const struct trend_row *row) {
    csv_plain(writer, row->period);
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

static void put_statements(struct csv_writer *writer,
                           const struct trend_row *row) {
    csv_integer(writer, (int64_t)figures_of(row)->statements);
}

static void put_articles(struct csv_writer *writer,
                         const struct trend_row *row) {
    csv_integer(writer, (int64_t)figures_of(row)->sums.articles);
}

static void put_sources(struct csv_writer *writer,
                        const struct trend_row *row) {
    csv_integer(writer,
                (int64_t)(row->point ? row->point->sources : row->sources));
}

static void put_copies(struct csv_writer *writer,
                       const struct trend_row *row) {
    csv_integer(writer, (int64_t)figures_of(row)->copies);
}

static void put_tone(struct csv_writer *writer, const struct trend_row *row) {
    put_number(writer, mean_of(row)->mean);
}

static void put_error(struct csv_writer *writer,
                      const struct trend_row *row) {
    put_number(writer, mean_of(row)->error);
}

/* The interval is cut at the ends of the scale. */
static void put_low(struct csv_writer *writer, const struct trend_row *row) {
    double low = mean_of(row)->low;
    put_number(writer, low < -1 ? -1 : low);
}

static void put_high(struct csv_writer *writer, const struct trend_row *row) {
    double high = mean_of(row)->high;
    put_number(writer, high > 1 ? 1 : high);
}

#define SHARE_COLUMNS(name, label)                                            \
    static void put_##name(struct csv_writer *writer,                         \
                           const struct trend_row *row) {                     \
        const struct figures *figures = figures_of(row);                      \
        put_number(writer, figures->statements                                \
                               ? (double)figures->labels[label] /             \
                                     (double)figures->statements              \
                               : NAN);                                        \
    }                                                                         \
    static void put_##name##_low(struct csv_writer *writer,                   \
                                 const struct trend_row *row) {               \
        const struct figures *figures = figures_of(row);                      \
        double low, high;                                                     \
        wilson(figures->labels[label], figures->statements, &low, &high);     \
        put_number(writer, low);                                              \
    }                                                                         \
    static void put_##name##_high(struct csv_writer *writer,                  \
                                  const struct trend_row *row) {              \
        const struct figures *figures = figures_of(row);                      \
        double low, high;                                                     \
        wilson(figures->labels[label], figures->statements, &low, &high);     \
        put_number(writer, high);                                             \
    }
SHARE_COLUMNS(hostile, LABEL_HOSTILE)
SHARE_COLUMNS(neutral, LABEL_NEUTRAL)
SHARE_COLUMNS(conciliatory, LABEL_CONCILIATORY)
#undef SHARE_COLUMNS

static void put_small_n(struct csv_writer *writer,
                        const struct trend_row *row) {
    csv_integer(writer, figures_of(row)->statements < row->min_n);
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

static void put_change(struct csv_writer *writer,
                       const struct trend_row *row) {
    put_number(writer, row->point->change);
}

static void put_change_p(struct csv_writer *writer,
                         const struct trend_row *row) {
    put_number(writer, row->point->change_p);
}

static void put_gap(struct csv_writer *writer, const struct trend_row *row) {
    csv_integer(writer, row->point->gap);
}

static void put_shift(struct csv_writer *writer,
                      const struct trend_row *row) {
    put_number(writer, row->point->shift);
}

static void put_shift_p(struct csv_writer *writer,
                        const struct trend_row *row) {
    put_number(writer, row->point->shift_p);
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

static void put_first(struct csv_writer *writer,
                      const struct trend_row *row) {
    char day[PERIOD_ROOM];
    day_write(row->whole->figures.first_day, day);
    csv_plain(writer, day);
}

/* The last dated day: UNDATED is larger than any. */
static void put_last(struct csv_writer *writer, const struct trend_row *row) {
    char day[PERIOD_ROOM];
    day_write(row->whole->figures.last_day, day);
    csv_plain(writer, day);
}

static void put_undated(struct csv_writer *writer,
                        const struct trend_row *row) {
    csv_integer(writer, (int64_t)row->whole->undated);
}

static void put_periods(struct csv_writer *writer,
                        const struct trend_row *row) {
    csv_integer(writer, (int64_t)row->whole->periods);
}

static void put_slope(struct csv_writer *writer,
                      const struct trend_row *row) {
    put_number(writer, row->whole->slope);
}

static void put_slope_p(struct csv_writer *writer,
                        const struct trend_row *row) {
    put_number(writer, row->whole->slope_p);
}

static void put_direction(struct csv_writer *writer,
                          const struct trend_row *row) {
    csv_plain(writer, row->whole->direction);
}

static void put_change_points(struct csv_writer *writer,
                              const struct trend_row *row) {
    csv_integer(writer, (int64_t)row->whole->change_points);
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

static void put_back_statements(struct csv_writer *writer,
                                const struct trend_row *row) {
    csv_integer(writer,
                row->back ? (int64_t)row->back->figures.statements : 0);
}

static void put_back_tone(struct csv_writer *writer,
                          const struct trend_row *row) {
    put_number(writer, row->back ? row->back->mean.mean : NAN);
}

static void put_back_error(struct csv_writer *writer,
                           const struct trend_row *row) {
    put_number(writer, row->back ? row->back->mean.error : NAN);
}

/* Each period where only one speaks has 0 and empty cells for the other. */
static const struct trend_column
    BACK_STATEMENTS = {"n_back", "Statements of the target on the actor.",
                       put_back_statements},
    BACK_TONE = {"tone_back", "Their mean tone.", put_back_tone},
    BACK_ERROR = {"se_back", "Its standard error.", put_back_error};

/* ---- the tables ------------------------------------------------------- */

static const struct trend_column *const TREND_COLUMNS[] = {
    &UNIT, &COUNTRY, &PERIOD, &N_STATEMENTS, &N_ARTICLES, &N_SOURCES,
    &N_COPIES, &TONE, &ERROR, &LOW, &HIGH, &HOSTILE, &NEUTRAL, &CONCILIATORY,
    &HOSTILE_LOW, &HOSTILE_HIGH, &NEUTRAL_LOW, &NEUTRAL_HIGH,
    &CONCILIATORY_LOW, &CONCILIATORY_HIGH, &CHANGE, &CHANGE_P, &GAP,
    &CHANGE_POINT, &CHANGE_POINT_P, &SMALL_N, NULL};

static const struct trend_column *const DYAD_COLUMNS[] = {
    &UNIT, &TARGET, &PERIOD, &N_STATEMENTS, &N_ARTICLES, &N_SOURCES,
    &N_COPIES, &TONE, &ERROR, &LOW, &HIGH, &HOSTILE, &NEUTRAL, &CONCILIATORY,
    &CHANGE, &CHANGE_P, &GAP, &CHANGE_POINT, &CHANGE_POINT_P, &SMALL_N, NULL};

static const struct trend_column *const PAIR_COLUMNS[] = {
    &UNIT, &TARGET, &PERIOD, &N_STATEMENTS, &TONE, &ERROR, &BACK_STATEMENTS,
    &BACK_TONE, &BACK_ERROR, NULL};

static const struct trend_column *const ACTOR_COLUMNS[] = {
    &UNIT, &COUNTRY, &ROLE, &NAMES, &FIRST_DAY, &LAST_DAY, &N_STATEMENTS,
    &N_ARTICLES, &N_SOURCES, &N_COPIES, &N_UNDATED, &N_PERIODS, &TONE, &ERROR,
    &LOW, &HIGH, &HOSTILE, &NEUTRAL, &CONCILIATORY, &SLOPE, &SLOPE_P,
    &DIRECTION, &CHANGE_POINTS, &SMALL_N, NULL};

static const struct trend_column *const VOLUME_COLUMNS[] = {
    &PERIOD, &N_STATEMENTS, &N_ARTICLES, &N_SOURCES, &N_COPIES, &TONE, &ERROR,
    &LOW, &HIGH, &HOSTILE, &NEUTRAL, &CONCILIATORY, &CHANGE, &CHANGE_P,
    &CHANGE_POINT, &CHANGE_POINT_P, &SMALL_N, NULL};

const struct trend_table TREND_TABLE[TREND_TABLES] = {
    [TRENDS] = {"trends", "one row an actor and period", TREND_COLUMNS},
    [DYADS] = {"dyads", "one row an actor, target and period", DYAD_COLUMNS},
    [PAIRS] = {"pairs", "who speak of each other, both ways side by side",
               PAIR_COLUMNS},
    [COUNTRY_DYADS] = {"country_dyads", "the dyads of countries",
                       DYAD_COLUMNS},
    [COUNTRY_PAIRS] = {"country_pairs", "the pairs of countries",
                       PAIR_COLUMNS},
    [ACTORS] = {"actors", "one row an actor over all", ACTOR_COLUMNS},
    [VOLUME] = {"volume", "all statements, one row a period, silent ones too",
                VOLUME_COLUMNS}};

void trend_table_header(const struct trend_table *table,
                        struct csv_writer *writer) {
    for (const struct trend_column *const *c = table->columns; *c; c++)
        csv_plain(writer, (*c)->name);
    csv_end(writer);
}

void trend_table_row(const struct trend_table *table,
                     struct csv_writer *writer, const struct trend_row *row) {
    for (const struct trend_column *const *c = table->columns; *c; c++)
        (*c)->put(writer, row);
    csv_end(writer);
}
