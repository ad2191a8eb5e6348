/* trend.c - scored statements in, tables out: cases that a person can judge,
 * periods against the calendar of the C library, memory under many names. */
#include "base/output.h"
#include "cells.h"
#include "periods.h"
#include "support.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* The input is a scored table; its first line names options, and after `|`
 * the columns to be shown. */
static void show_trend(const struct test_case *test, char *out, size_t room) {
    const char *rows = strchr(test->input, '\n');
    ck_assert_ptr_nonnull(rows);
    FILE *file = fopen("build/trend-case.csv", "w");
    ck_assert_ptr_nonnull(file);
    fprintf(file, "%s\n", rows + 1);
    fclose(file);
    char command[1024];
    const char *columns = strchr(test->input, '|');
    snprintf(command, sizeof command,
             "$DETENTE trend %.*s build/trend-case.csv | awk -F, 'BEGIN { n "
             "= split(\"%.*s\", w, / /) } NR == 1 { for (i = 1; i <= NF; "
             "i++) at[$i] = i } { for (i = 1; i <= n; i++) printf \"%%s%%s\","
             " $at[w[i]], i < n ? \",\" : \"\\n\" }'",
             (int)(columns - test->input), test->input,
             (int)(rows - columns - 2), columns + 2);
    run_shell(command, out, room);
    size_t length = strlen(out);
    if (length && out[length - 1] == '\n')
        out[length - 1] = '\0';
}

START_TEST(trends_of_cases) { run_cases("trend.txt", 5, show_trend); }
END_TEST

/* strftime knows ISO weeks; days from 1899 to 2100. */
START_TEST(periods_are_those_of_strftime) {
    static const struct {
        const char *period, *format;
    } FORMATS[] = {{"day", "%Y-%m-%d"}, {"week", "%G-W%V"},
                   {"month", "%Y-%m"}, {"year", "%Y"}};
    for (int32_t day = -25933; day < 47482; day += 1) {
        time_t seconds = (time_t)day * 86400;
        struct tm *tm = gmtime(&seconds);
        for (size_t i = 0; i < sizeof FORMATS / sizeof *FORMATS; i++) {
            const struct calendar *calendar =
                calendar_find(FORMATS[i].period);
            char ours[PERIOD_ROOM], theirs[PERIOD_ROOM];
            calendar_name(calendar, calendar_period(calendar, day), ours);
            strftime(theirs, sizeof theirs, FORMATS[i].format, tm);
            ck_assert_str_eq(ours, theirs);
        }
        char iso[PERIOD_ROOM];
        day_write(day, iso);
        ck_assert_int_eq(day_read(iso), day);
    }
}
END_TEST

START_TEST(quarters_have_names) {
    const struct calendar *quarter = calendar_find("quarter");
    char name[PERIOD_ROOM];
    int32_t period = calendar_period(quarter, day_read("2014-03-31"));
    calendar_name(quarter, period, name);
    ck_assert_str_eq(name, "2014-Q1");
    ck_assert_int_eq(calendar_period(quarter, day_read("2014-04-01")),
                     period + 1);
    calendar_name(quarter, UNDATED, name);
    ck_assert_str_eq(name, "undated");
    ck_assert_int_eq(day_read("2014-3-1"), UNDATED);
    ck_assert_int_eq(day_read(""), UNDATED);
}
END_TEST

/* So many names that cells go to runs on disk: every one comes out again,
 * with what was said early and late added up. */
START_TEST(many_names_stay_exact_in_bounded_memory) {
    char out[512];
    int status = run_shell(
        "awk 'BEGIN { print \"doc_id,date,source,actor,targets,text,tone,"
        "label\"; for (r = 0; r < 2; r++) for (i = 0; i < 150000; i++) "
        "printf \"d%d,2020-0%d-01,s%d,Actor %d,Target %d,t,%s,hostile\\n\", "
        "r * 150000 + i, r + 1, i % 90, i, i % 1000, r ? \"-0.5\" : "
        "\"-0.25\" }' >build/many.csv; "
        "$DETENTE trend --period year build/many.csv >build/many-out.csv; "
        "awk -F, 'NR > 1 { n++; s += $4; if ($8 != \"-0.3750\") bad++ } "
        "END { print n, s, bad + 0 }' build/many-out.csv", out, sizeof out);
    ck_assert_int_eq(status, 0);
    ck_assert_str_eq(out, "150000 300000 0\n");
}
END_TEST

/* ---- cells ------------------------------------------------------------ */

/* Names that begin alike, with the lowest and the highest byte among them. */
static struct cell_text random_text(char name[32]) {
    static const char BYTES[] = {1, 'a', 'b', '\xff'};
    size_t length = (size_t)rand() % 4;
    memcpy(name, "Minister of ", 12);
    for (size_t i = 0; i < length; i++)
        name[12 + i] = BYTES[rand() % 4];
    return cell_text(name, 12 + length);
}

/* Keys of all kinds. */
static struct cell_key random_key(char names[3][32]) {
    struct cell_key key = {
        .table = (enum cell_table)(CELLS_VOLUME + rand() % 3),
        .kind = (enum cell_kind)(CELL_PLACE + rand() % 5),
        .unit = random_text(names[0])};
    if (key.kind != CELL_SOURCE && key.kind != CELL_SERIES)
        key.first = random_text(names[1]);
    if (key.kind == CELL_PLACE)
        key.second = random_text(names[2]);
    if (kind_has_period(key.kind))
        key.period = rand() % 4 - 2;
    return key;
}

/* A cell as a line, and whether it comes behind the one before it. */
struct shown {
    struct output lines;
    char key[KEY_MOST];
    size_t length;
};

static bool show_cell(void *data, const char *key, size_t length,
                      const struct figures *figures, uint64_t count,
                      struct failure *why) {
    struct shown *shown = data;
    (void)why;
    int order = memcmp(shown->key, key,
                       length < shown->length ? length : shown->length);
    ck_assert(order < 0 || (order == 0 && shown->length < length));
    memcpy(shown->key, key, shown->length = length);
    output_print(&shown->lines, "%zu", length);
    output_bytes(&shown->lines, key, length);
    if (!figures)
        output_print(&shown->lines, " %zu\n", (size_t)count);
    else
        output_print(&shown->lines, " %zu %ld %zu %ld %g %zu %zu %d %d\n",
                     (size_t)figures->sums.articles, (long)figures->sums.sum,
                     (size_t)figures->sums.nn, (long)figures->sums.sn,
                     (double)figures->sums.ss, (size_t)figures->statements,
                     (size_t)figures->sources, (int)figures->first_day,
                     (int)figures->last_day);
    return true;
}

/* Most articles say little in a cell, and some more than a small one holds;
 * a count is made of a late source, too. */
static void add_randomly(struct cells *cells[2], uint32_t article) {
    char names[3][32];
    struct cell_key key = random_key(names);
    bool count = !kind_has_period(key.kind) || rand() % 8 == 0;
    struct portion portion = {.article = article,
                              .sum = rand() % 20001 - 10000,
                              .day = rand() % 16 == 0,
                              .sources = (uint64_t)(rand() % 16 > 0) << 62};
    portion.labels[rand() % LABEL_COUNT] = rand() % 64 ? 1 : 40000;
    if (rand() % 8 == 0)
        portion = (struct portion){.article = article, .copies = 1};
    if (count && (kind_has_period(key.kind) || key.kind == CELL_SOURCE))
        key.source = (uint64_t)(1 + rand() % 9) << rand() % 40;
    uint32_t number = 1 + (uint32_t)rand() % 3;
    if (!count) /* there, cells are wide from the start */
        cells_figures(cells[1], &key, key_hash(&key));
    for (int i = 0; i < 2; i++)
        if (count)
            cells_count(cells[i], &key, key_hash(&key), number);
        else
            cells_add(cells[i], &key, key_hash(&key), &portion);
}

/* Articles of many parts, in a table that is written to disk every few of
 * them, beside one that never is. */
START_TEST(cells_on_disk_are_those_in_memory) {
    bool by_article = _i;
    struct cells *cells[2] = {cells_open(4096, by_article),
                              cells_open(64 << 20, by_article)};
    struct shown shown[2] = {{.length = 0}, {.length = 0}};
    srand(1989);
    uint32_t article = 1;
    for (int part = 0; part < 3000; part++) {
        article += rand() % 8 == 0;
        for (int i = 0; i < 2; i++)
            ck_assert(cells_settle(cells[i], article, NULL));
        for (int i = 0; i < 12; i++)
            add_randomly(cells, article);
    }
    for (int i = 0; i < 2; i++) {
        struct cell_visitor visitor = {show_cell, &shown[i]};
        ck_assert(cells_visit(cells[i], &visitor, NULL));
        cells_close(cells[i]);
    }
    ck_assert_uint_gt(shown[1].lines.length, 10000);
    ck_assert_uint_eq(shown[0].lines.length, shown[1].lines.length);
    ck_assert_mem_eq(shown[0].lines.bytes, shown[1].lines.bytes,
                     shown[1].lines.length);
    output_free(&shown[0].lines);
    output_free(&shown[1].lines);
}
END_TEST

Suite *trend_suite(void) {
    Suite *suite = suite_create("trend");
    TCase *trend = tcase_create("trend");
    tcase_set_timeout(trend, 240);
    tcase_add_test(trend, trends_of_cases);
    tcase_add_test(trend, periods_are_those_of_strftime);
    tcase_add_test(trend, quarters_have_names);
    tcase_add_loop_test(trend, cells_on_disk_are_those_in_memory, 0, 2);
    tcase_add_test(trend, many_names_stay_exact_in_bounded_memory);
    suite_add_tcase(suite, trend);
    return suite;
}
