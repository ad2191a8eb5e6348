/* trend_write.c - sums to tables, an actor at a time.
 *
 * The cells come in the order of their keys, so all that is known of an
 * actor comes together: its countries, roles and names, its periods, then
 * each of its dyads.  Memory holds one actor's periods and one dyad's.  Pairs
 * need a second sort: their two directions come from different actors. */
#define _POSIX_C_SOURCE 200809L
#include "trend.h"

#include "base/arena.h"
#include "pending.h"
#include "trend_cells.h"
#include "trend_tables.h"

#include <stdlib.h>
#include <string.h>

enum {
    FLUSH_BYTES = 64 * 1024,
    PAIRS_LIMIT = 2 * 1024 * 1024,
    MOST_NAMES = 6,
    MOST_ROLES = 32, /* further ones of a unit do not count */
    KEPT_PERIODS = 64,
    FORTH = 1, BACK = 2, /* directions of a pair */
    /* silent periods that are written between two others */
    MOST_SILENT = 10000
};

/* ---- a table being written -------------------------------------------- */

struct sheet {
    const struct trend_table *table; /* NULL = not wanted */
    struct output_file *file;
    struct output out;
    struct csv_writer writer;
};

static void sheet_start(struct sheet *sheet, enum trend_table_id id,
                        struct output_file *file, bool guard) {
    sheet->table = &TREND_TABLE[id];
    sheet->file = file;
    sheet->writer = (struct csv_writer){.out = &sheet->out, .guard = guard};
    trend_table_header(sheet->table, &sheet->writer);
}

static bool sheet_row(struct sheet *sheet, const struct trend_row *row,
                      struct failure *why) {
    if (!sheet->table)
        return true;
    trend_table_row(sheet->table, &sheet->writer, row);
    return sheet->out.length < FLUSH_BYTES ||
           output_flush(sheet->file, &sheet->out, why);
}

/* ---- the most frequent text ------------------------------------------- */

struct favourite {
    char text[NAME_MOST + 1];
    uint64_t count;
};

/* Keeps the `room` most frequent, those that came first where they are
 * even: they come in the order of the alphabet. */
static void favour(struct favourite *kept, size_t room, const char *text,
                   size_t length, uint64_t count) {
    size_t at = room;
    while (at > 0 && kept[at - 1].count < count)
        at--;
    if (at == room)
        return;
    memmove(kept + at + 1, kept + at, (room - at - 1) * sizeof *kept);
    memcpy(kept[at].text, text, length);
    kept[at].text[length] = '\0';
    kept[at].count = count;
}

/* ---- the writer ------------------------------------------------------- */

struct writer {
    const struct trend *trend;
    struct sheet sheets[TREND_TABLES];
    struct cells *pairs;
    /* the unit that is being read */
    char table;
    char unit[NAME_MOST + 1], target[NAME_MOST + 1];
    struct favourite country, roles[MOST_ROLES], names[MOST_NAMES];
    struct favourite here; /* the country whose roles are being read */
    struct output joined;  /* the names, while they are written */
    uint64_t more_sources; /* of the unit, that have no bit */
    struct series series, dyad;
    struct series *open;   /* to which the last figures went */
    /* periods whose names were asked for last, by their lowest bits */
    struct {
        int32_t period;
        char name[PERIOD_ROOM]; /* "" = free */
    } periods[KEPT_PERIODS];
};

static const char *period_name(struct writer *w, int32_t period) {
    size_t at = (uint32_t)period % KEPT_PERIODS;
    if (!*w->periods[at].name || w->periods[at].period != period) {
        w->periods[at].period = period;
        calendar_name(w->trend->calendar, period, w->periods[at].name);
    }
    return w->periods[at].name;
}

/* The most frequent role, the first in the alphabet of even ones. */
static const char *best_role(const struct writer *w) {
    const struct favourite *best = w->roles;
    for (const struct favourite *r = w->roles;
         r < w->roles + MOST_ROLES && r->count; r++)
        if (r->count > best->count ||
            (r->count == best->count && strcmp(r->text, best->text) < 0))
            best = r;
    return best->text;
}

static struct trend_row row_of(const struct writer *w) {
    return (struct trend_row){.unit = w->unit,
                              .country = w->country.text,
                              .role = best_role(w),
                              .target = w->target,
                              .min_n = w->trend->options->min_n};
}

/* Change points are looked for only where there is enough to see one. */
static void work_out(const struct writer *w, struct series *series) {
    uint64_t statements = 0;
    for (size_t i = 0; i < series->count; i++)
        statements += series->points[i].figures.statements;
    series_work_out(series, w->trend->by_article);
    if (statements >= w->trend->options->min_n)
        series_find_shifts(series);
}

static bool write_points(struct writer *w, struct sheet *sheet,
                         const struct series *series, struct failure *why) {
    struct trend_row row = row_of(w);
    for (size_t i = 0; i < series->count; i++) {
        row.point = &series->points[i];
        row.period = period_name(w, row.point->period);
        if (!sheet_row(sheet, &row, why))
            return false;
    }
    return true;
}

/* ---- all statements, silent periods too ------------------------------- */

static bool write_silence(struct writer *w, int32_t first, int32_t end,
                          struct failure *why) {
    static const struct figures NOTHING;
    struct series silence = {0};
    bool good = true;
    series_append(&silence, first, &NOTHING);
    for (int32_t i = first; good && i < end && i - first < MOST_SILENT; i++) {
        silence.points->period = i;
        series_work_out(&silence, w->trend->by_article);
        good = write_points(w, &w->sheets[VOLUME], &silence, why);
    }
    series_free(&silence);
    return good;
}

static bool write_volume(struct writer *w, struct failure *why) {
    work_out(w, &w->series);
    for (size_t i = 0; i < w->series.count; i++) {
        struct point *point = &w->series.points[i];
        if (i && point->period != UNDATED &&
            !write_silence(w, point[-1].period + 1, point->period, why))
            return false;
        struct series one = {point, 1, 1};
        if (!write_points(w, &w->sheets[VOLUME], &one, why))
            return false;
    }
    return true;
}

/* ---- a dyad ----------------------------------------------------------- */

/* Notes a dyad's figures under the key of its pair: the smaller name first,
 * then the larger, the period, and, as if it were a source, which of the two
 * speaks. */
static void note_pair(struct writer *w) {
    bool forth = strcmp(w->unit, w->target) < 0;
    const char *a = forth ? w->unit : w->target;
    const char *b = forth ? w->target : w->unit;
    struct cell_key key = {.table = (enum cell_table)w->table,
                           .kind = CELL_DYAD,
                           .unit = cell_text(a, strlen(a)),
                           .first = cell_text(b, strlen(b)),
                           .source = forth ? FORTH : BACK};
    if (!dyads_has(w->trend->dyads, key.table,
                   forth ? key.first.hash : key.unit.hash,
                   forth ? key.unit.hash : key.first.hash))
        return; /* the other never speaks of it */
    for (size_t i = 0; i < w->dyad.count; i++) {
        const struct point *point = &w->dyad.points[i];
        key.period = point->period;
        figures_add(cells_figures(w->pairs, &key, key_hash(&key)),
                    &point->figures);
    }
}

static bool end_dyad(struct writer *w, struct failure *why) {
    if (!w->dyad.count)
        return true;
    work_out(w, &w->dyad);
    bool countries = w->table == CELLS_COUNTRIES;
    bool good = write_points(w, &w->sheets[countries ? COUNTRY_DYADS : DYADS],
                             &w->dyad, why);
    if (w->sheets[PAIRS].table && strcmp(w->unit, w->target) != 0)
        note_pair(w);
    w->dyad.count = 0;
    return good && cells_settle(w->pairs, 0, why);
}

/* ---- a unit ----------------------------------------------------------- */

static const char *join_names(struct writer *w) {
    struct output *out = &w->joined;
    out->length = 0;
    for (int i = 0; i < MOST_NAMES && w->names[i].count; i++) {
        if (i)
            output_byte(out, ';');
        output_text(out, w->names[i].text);
    }
    output_byte(out, '\0');
    return out->bytes;
}

static bool write_unit(struct writer *w, struct failure *why) {
    work_out(w, &w->series);
    if (!write_points(w, &w->sheets[TRENDS], &w->series, why))
        return false;
    if (!w->sheets[ACTORS].table)
        return true;
    struct whole whole = series_whole(&w->series, w->trend->by_article);
    struct trend_row row = row_of(w);
    row.whole = &whole;
    row.names = join_names(w);
    row.sources = w->more_sources +
                  (uint64_t)__builtin_popcountll(whole.figures.sources);
    return sheet_row(&w->sheets[ACTORS], &row, why);
}

static void forget_unit(struct writer *w) {
    w->series.count = 0;
    w->open = NULL;
    w->more_sources = 0;
    w->country.count = w->here.count = 0;
    w->country.text[0] = w->here.text[0] = w->roles[0].text[0] = '\0';
    for (int i = 0; i < MOST_ROLES; i++)
        w->roles[i].count = 0;
    for (int i = 0; i < MOST_NAMES; i++)
        w->names[i].count = 0;
}

/* The series of a unit ends where its dyads begin, or the next unit. */
static bool end_series(struct writer *w, struct failure *why) {
    bool good = true;
    if (w->series.count)
        good = w->table == CELLS_VOLUME ? write_volume(w, why)
                                        : write_unit(w, why);
    w->series.count = 0;
    return good;
}

static bool end_unit(struct writer *w, struct failure *why) {
    bool good = end_series(w, why) && end_dyad(w, why);
    forget_unit(w);
    return good;
}

/* ---- reading the cells ------------------------------------------------ */

static bool visit_figures(struct writer *w, enum cell_kind kind,
                          const char *rest, const struct figures *figures,
                          struct failure *why) {
    w->open = &w->series;
    if (kind == CELL_DYAD) {
        if (!end_series(w, why) ||
            (strcmp(w->target, rest) != 0 && !end_dyad(w, why)))
            return false;
        strcpy(w->target, rest);
        rest += strlen(rest) + 1;
        w->open = &w->dyad;
    }
    series_append(w->open, period_read(rest), figures);
    return true;
}

/* Roles come country by country, so that a country's counts stand together. */
static void visit_place(struct writer *w, const char *country,
                        uint64_t count) {
    const char *role = country + strlen(country) + 1;
    if (strcmp(w->here.text, country) != 0) {
        strcpy(w->here.text, country);
        w->here.count = 0;
    }
    w->here.count += count;
    if (*country && w->here.count > w->country.count)
        w->country = w->here;
    if (!*role)
        return;
    int at = 0;
    while (at < MOST_ROLES - 1 && w->roles[at].count &&
           strcmp(w->roles[at].text, role) != 0)
        at++;
    if (w->roles[at].count && strcmp(w->roles[at].text, role) != 0)
        return;
    strcpy(w->roles[at].text, role);
    w->roles[at].count += count;
}

static void visit_count(struct writer *w, enum cell_kind kind,
                        const char *rest, size_t length, uint64_t count) {
    switch (kind) {
    case CELL_PLACE: visit_place(w, rest, count); break;
    case CELL_NAME:
        favour(w->names, MOST_NAMES, rest, length - 1, count);
        break;
    case CELL_SOURCE: w->more_sources++; break;
    case CELL_SERIES: case CELL_DYAD: /* a source behind its figures */
        w->open->points[w->open->count - 1].sources++;
    }
}

static bool visit(void *data, const char *key, size_t length,
                  const struct figures *figures, uint64_t count,
                  struct failure *why) {
    struct writer *w = data;
    const char *unit = key + 1;
    if (w->table != *key || strcmp(w->unit, unit) != 0) {
        if (!end_unit(w, why))
            return false;
        w->table = *key;
        strcpy(w->unit, unit);
    }
    const char *rest = unit + strlen(unit) + 1;
    enum cell_kind kind = (enum cell_kind)*rest++;
    if (figures)
        return visit_figures(w, kind, rest, figures, why);
    visit_count(w, kind, rest, length - (size_t)(rest - key), count);
    return true;
}

/* ---- pairs ------------------------------------------------------------ */

/* The two directions of a pair, period by period. */
struct pairing {
    struct writer *writer;
    struct series forth, back;
};

static bool write_pair(struct pairing *p, struct failure *why) {
    struct writer *w = p->writer;
    struct sheet *sheet = &w->sheets[w->table == CELLS_COUNTRIES
                                         ? COUNTRY_PAIRS : PAIRS];
    static const struct point NOTHING;
    struct trend_row row = row_of(w);
    series_work_out(&p->forth, w->trend->by_article);
    series_work_out(&p->back, w->trend->by_article);
    size_t i = 0, k = 0;
    while (i < p->forth.count || k < p->back.count) {
        const struct point *a = &p->forth.points[i], *b = &p->back.points[k];
        bool has_a = i < p->forth.count &&
                     (k == p->back.count || a->period <= b->period);
        bool has_b = k < p->back.count &&
                     (i == p->forth.count || b->period <= a->period);
        struct point none = NOTHING;
        none.mean = figures_mean(&none.figures, false);
        row.point = has_a ? a : &none;
        row.back = has_b ? b : NULL;
        row.period = period_name(w, has_a ? a->period : b->period);
        if (!sheet_row(sheet, &row, why))
            return false;
        i += has_a;
        k += has_b;
    }
    return true;
}

/* Only pairs that speak of each other are written. */
static bool end_pair(struct pairing *p, struct failure *why) {
    bool good = !p->forth.count || !p->back.count || write_pair(p, why);
    p->forth.count = p->back.count = 0;
    return good;
}

static bool visit_pair(void *data, const char *key, size_t length,
                       const struct figures *figures, uint64_t count,
                       struct failure *why) {
    (void)count;
    struct pairing *p = data;
    struct writer *w = p->writer;
    const char *a = key + 1, *b = a + strlen(a) + 2; /* behind the kind */
    if (w->table != *key || strcmp(w->unit, a) != 0 ||
        strcmp(w->target, b) != 0) {
        if (!end_pair(p, why))
            return false;
        w->table = *key;
        strcpy(w->unit, a);
        strcpy(w->target, b);
    }
    series_append(key[length - 1] == FORTH ? &p->forth : &p->back,
                  period_read(b + strlen(b) + 1), figures);
    return true;
}

static bool write_pairs(struct writer *w, struct failure *why) {
    struct pairing p = {.writer = w};
    struct cell_visitor visitor = {visit_pair, &p};
    bool good = cells_visit(w->pairs, &visitor, why) && end_pair(&p, why);
    series_free(&p.forth);
    series_free(&p.back);
    return good;
}

/* ---- all of it -------------------------------------------------------- */

static bool write_all(struct writer *w, struct failure *why) {
    struct cell_visitor visitor = {visit, w};
    pending_finish(w->trend->pending);
    w->pairs = cells_open(PAIRS_LIMIT, w->trend->by_article);
    bool good = cells_visit(w->trend->cells, &visitor, why) &&
                end_unit(w, why) &&
                (!w->sheets[PAIRS].table || write_pairs(w, why));
    for (int i = 0; good && i < TREND_TABLES; i++)
        good = !w->sheets[i].table ||
               output_flush(w->sheets[i].file, &w->sheets[i].out, why);
    for (int i = 0; i < TREND_TABLES; i++)
        output_free(&w->sheets[i].out);
    cells_close(w->pairs);
    series_free(&w->series);
    series_free(&w->dyad);
    output_free(&w->joined);
    return good;
}

bool trend_print(struct trend *trend, struct output_file *file,
                 struct failure *why) {
    struct writer writer = {.trend = trend};
    sheet_start(&writer.sheets[TRENDS], TRENDS, file, trend->options->guard);
    return write_all(&writer, why);
}

/* Opens a file for every table. */
static bool open_files(struct output_file *files, const char *folder,
                       struct failure *why) {
    bool good = true;
    struct arena arena = {0};
    for (int i = 0; good && i < TREND_TABLES; i++)
        good = output_open(&files[i],
                           arena_print(&arena, "%s/%s.csv", folder,
                                       TREND_TABLE[i].name), why);
    arena_free(&arena);
    return good;
}

bool trend_write(struct trend *trend, const char *folder,
                 struct failure *why) {
    struct writer writer = {.trend = trend};
    struct output_file files[TREND_TABLES];
    for (int i = 0; i < TREND_TABLES; i++)
        files[i] = (struct output_file){.descriptor = -1};
    bool good = open_files(files, folder, why);
    for (int i = 0; good && i < TREND_TABLES; i++)
        sheet_start(&writer.sheets[i], (enum trend_table_id)i, &files[i],
                    trend->options->guard);
    good = good && write_all(&writer, why);
    for (int i = 0; i < TREND_TABLES; i++) {
        good = good && output_commit(&files[i], why);
        output_abandon(&files[i]);
    }
    return good;
}
