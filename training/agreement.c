/* agreement.c - tables of several coders, matched by their units' ids.
 *
 * Alpha from the coincidence matrix: Krippendorff, Computing Krippendorff's
 * alpha-reliability, 2011.  Kappa: Cohen, Educational and Psychological
 * Measurement 20, 1960. */
#include "agreement.h"

#include "tools.h"

#include "base/csv.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- coefficients ----------------------------------------------------- */

struct coincidences {
    double of[MOST_CATEGORIES][MOST_CATEGORIES];
    double total[MOST_CATEGORIES], all;
};

static void count_unit(struct coincidences *c, const int *values,
                       size_t coders, size_t units, size_t unit) {
    unsigned times[MOST_CATEGORIES] = {0}, given = 0;
    for (size_t k = 0; k < coders; k++) {
        int value = values[k * units + unit];
        if (value == NO_VALUE)
            continue;
        times[value]++;
        given++;
    }
    if (given < 2)
        return;
    for (int i = 0; i < MOST_CATEGORIES; i++)
        for (int j = 0; times[i] && j < MOST_CATEGORIES; j++)
            if (times[j])
                c->of[i][j] += times[i] * (double)(times[j] - (i == j)) /
                               (given - 1);
}

/* Krippendorff's squared ordinal difference: the values that lie between. */
static double ordinal_difference(const struct coincidences *c, unsigned i,
                                 unsigned j) {
    double between = -(c->total[i] + c->total[j]) / 2;
    for (unsigned k = i; k <= j; k++)
        between += c->total[k];
    return between * between;
}

double krippendorff(const int *values, size_t coders, size_t units,
                    unsigned categories, bool ordinal) {
    struct coincidences *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    for (size_t unit = 0; unit < units; unit++)
        count_unit(c, values, coders, units, unit);
    for (unsigned i = 0; i < categories; i++) {
        for (unsigned j = 0; j < categories; j++)
            c->total[i] += c->of[i][j];
        c->all += c->total[i];
    }
    double observed = 0, expected = 0;
    for (unsigned i = 0; i < categories; i++)
        for (unsigned j = i + 1; j < categories; j++) {
            double d = ordinal ? ordinal_difference(c, i, j) : 1;
            observed += c->of[i][j] * d;
            expected += c->total[i] * c->total[j] * d;
        }
    double alpha = c->all > 1 && expected > 0
                       ? 1 - (c->all - 1) * observed / expected
                       : NAN;
    free(c);
    return alpha;
}

double cohen(const int *first, const int *second, size_t units,
             unsigned categories, size_t *common) {
    double a[MOST_CATEGORIES] = {0}, b[MOST_CATEGORIES] = {0}, same = 0;
    *common = 0;
    for (size_t unit = 0; unit < units; unit++) {
        if (first[unit] == NO_VALUE || second[unit] == NO_VALUE)
            continue;
        ++*common;
        a[first[unit]]++;
        b[second[unit]]++;
        same += first[unit] == second[unit];
    }
    double n = (double)*common, chance = 0;
    for (unsigned k = 0; k < categories; k++)
        chance += a[k] * b[k];
    chance /= n * n;
    return n > 0 && chance < 1 ? (same / n - chance) / (1 - chance) : NAN;
}

/* ---- tables ----------------------------------------------------------- */

struct unit {
    const char *id, *text;
};

struct tables {
    struct arena arena;
    struct unit *units;
    size_t count, room;
    int *values; /* coder * room-independent: filled after all is read */
    struct cell *cells;
    size_t cell_count, cell_room;
    const char *categories[MOST_CATEGORIES];
    unsigned category_count;
    bool ordered;
};

struct cell {
    size_t coder, unit;
    unsigned category;
};

static int by_number(const void *a, const void *b) {
    double x = strtod(*(const char *const *)a, NULL),
           y = strtod(*(const char *const *)b, NULL);
    return (x > y) - (x < y);
}

static int tone_rank(const char *name) {
    static const char *const TONES[3] = {"hostile", "neutral",
                                         "conciliatory"};
    for (int i = 0; i < 3; i++)
        if (!strcmp(name, TONES[i]))
            return i;
    return -1;
}

static int by_tone(const void *a, const void *b) {
    return tone_rank(*(const char *const *)a) -
           tone_rank(*(const char *const *)b);
}

static int by_name(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static unsigned category_of(const struct tables *tables, const char *name) {
    unsigned i = 0;
    while (i < tables->category_count && strcmp(tables->categories[i], name))
        i++;
    return i;
}

/* Brings the categories into order where they have one. */
static void order_categories(struct tables *tables) {
    const char *before[MOST_CATEGORIES];
    memcpy(before, tables->categories, sizeof before);
    bool numbers = true, tones = true;
    for (unsigned i = 0; i < tables->category_count; i++) {
        char *end;
        strtod(before[i], &end);
        numbers = numbers && end != before[i] && !*end;
        tones = tones && tone_rank(before[i]) >= 0;
    }
    tables->ordered = numbers || tones;
    qsort(tables->categories, tables->category_count,
          sizeof *tables->categories,
          numbers ? by_number
          : tones ? by_tone
                  : by_name);
    for (size_t i = 0; i < tables->cell_count; i++)
        tables->cells[i].category =
            category_of(tables, before[tables->cells[i].category]);
}

/* Units are looked up by a plain scan from where the last one was found:
 * coders' tables mostly have the same order. */
static size_t unit_of(struct tables *tables, const char *id, const char *text,
                      size_t hint) {
    for (size_t k = 0; k < tables->count; k++) {
        size_t i = (hint + k) % tables->count;
        if (!strcmp(tables->units[i].id, id))
            return i;
    }
    tables->units = arena_grow(&tables->arena, tables->units, tables->count,
                               &tables->room, sizeof *tables->units);
    tables->units[tables->count] =
        (struct unit){arena_copy(&tables->arena, id, strlen(id)),
                      arena_copy(&tables->arena, text, strlen(text))};
    return tables->count++;
}

static int first_column(const struct csv_reader *reader,
                        const char *const *names) {
    for (; *names; names++) {
        int column = csv_column(reader, *names);
        if (column >= 0)
            return column;
    }
    return -1;
}

static bool add_value(struct tables *tables, size_t coder, size_t unit,
                      const char *value) {
    unsigned category = category_of(tables, value);
    if (category == MOST_CATEGORIES)
        return false;
    if (category == tables->category_count)
        tables->categories[tables->category_count++] =
            arena_copy(&tables->arena, value, strlen(value));
    tables->cells =
        arena_grow(&tables->arena, tables->cells, tables->cell_count,
                   &tables->cell_room, sizeof *tables->cells);
    tables->cells[tables->cell_count++] =
        (struct cell){coder, unit, category};
    return true;
}

static bool read_coder(struct tables *tables, const char *path, size_t coder,
                       const struct options *options, struct failure *why) {
    struct csv_reader *reader;
    if (!csv_open(&reader, path, 0, why))
        return false;
    int id = first_column(reader, (const char *const[]){"id", "key", "text",
                                                        NULL});
    int text = first_column(reader, (const char *const[]){"text", NULL});
    int value =
        options->label_column
            ? csv_column(reader, options->label_column)
            : first_column(reader, (const char *const[]){"grade", "label",
                                                         NULL});
    bool good = (id >= 0 && value >= 0) ||
                fail(why, "%s:1: needs a column id, key or text, and %s",
                     path,
                     options->label_column ? options->label_column
                                           : "grade or label");
    struct arena arena = {0};
    struct csv_row row;
    size_t last = 0;
    while (good) {
        enum csv_result result = csv_next(reader, &arena, &row, why);
        if (result == CSV_END)
            break;
        good = result == CSV_ROW;
        if (good && *row.cells[value]) {
            last = unit_of(tables, row.cells[id],
                           text >= 0 ? row.cells[text] : "", last);
            good = add_value(tables, coder, last++, row.cells[value]) ||
                   fail(why, "%s:%zu: more than %d different values", path,
                        row.line, MOST_CATEGORIES);
        }
        arena_empty(&arena, 1 << 16);
    }
    arena_free(&arena);
    csv_close(reader);
    return good;
}

/* ---- telling ---------------------------------------------------------- */

static void tell(const struct tables *tables, const struct options *options,
                 const int *values) {
    size_t coders = options->argument_count, units = tables->count;
    size_t pairable = 0;
    for (size_t unit = 0; unit < units; unit++) {
        size_t given = 0;
        for (size_t k = 0; k < coders; k++)
            given += values[k * units + unit] != NO_VALUE;
        pairable += given > 1;
    }
    printf("%zu units, %zu of them with two values or more; %u categories\n",
           units, pairable, tables->category_count);
    printf("Krippendorff's alpha, nominal: %.4f\n",
           krippendorff(values, coders, units, tables->category_count,
                        false));
    if (tables->ordered)
        printf("Krippendorff's alpha, ordinal: %.4f\n",
               krippendorff(values, coders, units, tables->category_count,
                            true));
    for (size_t a = 0; a < coders; a++)
        for (size_t b = a + 1; b < coders; b++) {
            size_t common;
            double kappa = cohen(values + a * units, values + b * units,
                                 units, tables->category_count, &common);
            printf("Cohen's kappa, %s and %s: %.4f (%zu units)\n",
                   options->arguments[a], options->arguments[b], kappa,
                   common);
        }
}

static bool differ(const int *values, size_t coders, size_t units,
                   size_t unit) {
    int first = NO_VALUE;
    for (size_t k = 0; k < coders; k++) {
        int value = values[k * units + unit];
        if (value != NO_VALUE && first != NO_VALUE && value != first)
            return true;
        if (value != NO_VALUE)
            first = value;
    }
    return false;
}

/* The disagreements as a table: id, text, and a column a coder. */
static bool write_disagreements(const struct tables *tables,
                                const struct options *options,
                                const int *values, struct failure *why) {
    size_t coders = options->argument_count, units = tables->count;
    struct output out = {0};
    struct csv_writer writer = {.out = &out, .guard = options->guard};
    csv_plain(&writer, "id");
    csv_plain(&writer, "text");
    for (size_t k = 0; k < coders; k++)
        csv_text(&writer, options->arguments[k]);
    csv_end(&writer);
    for (size_t unit = 0; unit < units; unit++) {
        if (!differ(values, coders, units, unit))
            continue;
        csv_text(&writer, tables->units[unit].id);
        csv_text(&writer, tables->units[unit].text);
        for (size_t k = 0; k < coders; k++) {
            int value = values[k * units + unit];
            csv_plain(&writer,
                      value == NO_VALUE ? "" : tables->categories[value]);
        }
        csv_end(&writer);
    }
    struct output_file file;
    bool good = output_open(&file, options->output ? options->output : "-",
                            why);
    if (good) {
        good = output_flush(&file, &out, why) && output_commit(&file, why);
        output_abandon(&file);
    }
    output_free(&out);
    return good;
}

bool agreement_command(const struct options *options, int *status,
                       struct failure *why) {
    if (options->argument_count < 2) {
        *status = 2;
        return fail(why, "agreement: needs A.csv B.csv, one file a coder");
    }
    struct tables tables = {0};
    bool good = true;
    for (size_t k = 0; good && k < options->argument_count; k++)
        good = read_coder(&tables, options->arguments[k], k, options, why);
    if (good && !tables.cell_count)
        good = fail(why, "agreement: no value in any file");
    if (good) {
        order_categories(&tables);
        size_t room = options->argument_count * tables.count;
        int *values = allocate((room + 1) * sizeof *values);
        for (size_t i = 0; i < room; i++)
            values[i] = NO_VALUE;
        for (size_t i = 0; i < tables.cell_count; i++)
            values[tables.cells[i].coder * tables.count +
                   tables.cells[i].unit] = (int)tables.cells[i].category;
        tell(&tables, options, values);
        puts("");
        fflush(stdout);
        good = write_disagreements(&tables, options, values, why);
        free(values);
    }
    arena_free(&tables.arena);
    return good;
}
