/* report.c - the page as text: what came from the news stays text, the size
 * is bounded, the numbers are those of the tables.  What a browser makes of
 * it is tested by `make check-report`. */
#include "base/csv.h"
#include "ledger.h"
#include "markup.h"
#include "skim.h"
#include "support.h"
#include "tests.h"
#include "words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_report(const char *path) {
    FILE *file = fopen(path, "r");
    ck_assert_ptr_nonnull(file);
    size_t room = 4 << 20;
    char *text = malloc(room);
    text[fread(text, 1, room - 1, file)] = '\0';
    fclose(file);
    return text;
}

static size_t occurrences(const char *text, const char *what) {
    size_t count = 0;
    for (; (text = strstr(text, what)); text += strlen(what))
        count++;
    return count;
}

START_TEST(text_stays_text) {
    char out[1024];
    int status = run_shell("$DETENTE run tests/report/nasty.csv -o build/nasty",
                           out, sizeof out);
    ck_assert_msg(status == 0, "%s", out);
    char *page = read_report("build/nasty/report.html");
    ck_assert_uint_eq(occurrences(page, "<script"), 1);
    ck_assert_uint_eq(occurrences(page, "</script"), 1);
    ck_assert_uint_eq(occurrences(page, "<style"), 1);
    ck_assert_uint_eq(occurrences(page, "<img"), 0);
    ck_assert_uint_eq(occurrences(page, "<i>"), 0);
    ck_assert_uint_eq(occurrences(page, "\" onclick"), 0);
    ck_assert_uint_eq(occurrences(page, "\" onmouseover"), 0);
    ck_assert_uint_eq(occurrences(page, "javascript:alert(1)\""), 0);
    ck_assert_uint_gt(occurrences(page, "&lt;script&gt;alert(1)"), 2);
    ck_assert_uint_gt(occurrences(page, "&quot;&gt;&lt;img src=x"), 0);
    ck_assert_uint_gt(
        occurrences(page, "<mark class=\"up-mark\">&lt;/blockquote&gt;"), 0);
    free(page);
}
END_TEST

/* 300 actors, 400 days, long texts. */
START_TEST(page_of_ten_thousand_statements_is_small) {
    char out[1024];
    int status = run_shell(
        "awk 'BEGIN { print \"doc_id,date,source,start,end,speaker,actor,"
        "country,role,targets,text,tone,label,evidence\"; for (i = 0; i < "
        "10000; i++) { t = \"\"; for (k = 0; k < 60; k++) t = t \" word\" "
        "(i * k) % 97; printf \"a%d,20%02d-%02d-%02d,Paper %d,1,2,he,Actor "
        "%d,USA,envoy,Actor %d;Actor %d,%s,%.4f,%s,word3 +0.10\\n\", i / 3, "
        "i % 7, i % 12 + 1, i % 28 + 1, i % 40, i % 300, i % 301, i % 13, t, "
        "(i * 7919 % 20000) / 10000 - 1, i % 2 ? \"hostile\" : "
        "\"conciliatory\" } }' >build/large.csv; $DETENTE run --period month "
        "build/large.csv -o build/large",
        out, sizeof out);
    ck_assert_msg(status == 0, "%s", out);
    FILE *file = fopen("build/large/report.html", "r");
    ck_assert_ptr_nonnull(file);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    fclose(file);
    ck_assert_int_lt(size, 2000000);
}
END_TEST

START_TEST(report_is_made_again_the_same) {
    char out[1024];
    int status = run_shell(
        "$DETENTE run tests/report/nasty.csv -o build/nasty 2>/dev/null && "
        "cp build/nasty/report.html build/first.html && $DETENTE report "
        "build/nasty && cmp build/first.html build/nasty/report.html",
        out, sizeof out);
    ck_assert_msg(status == 0, "%s", out);
    /* articles: their statements are known by the run's ledger */
    status = run_shell(
        "$DETENTE run tests/sample/articles --actors tests/sample/actors.csv "
        "-o build/again 2>/dev/null && cp build/again/report.html "
        "build/first.html && $DETENTE report build/again && cmp "
        "build/first.html build/again/report.html && grep -c '<blockquote' "
        "build/first.html",
        out, sizeof out);
    ck_assert_msg(status == 0, "%s", out);
    ck_assert_int_gt(atoi(out), 0);
    status = run_shell("$DETENTE report build/none", out, sizeof out);
    ck_assert_int_eq(status, 1);
    ck_assert_msg(strstr(out, "build/none/run.json") != NULL, "%s", out);
}
END_TEST

/* Entries in memory and in a file; what is lost is not known. */
START_TEST(ledger_gives_back_what_it_was_told) {
    struct statement statements[3] = {
        {.actor = "A", .tone = -10000}, {.actor = ""},
        {.actor = "B", .tone = 10000}};
    struct document document = {.article.copy_of = "",
                                .statements = statements,
                                .statement_count = 3};
    struct ledger *ledger = ledger_open(_i ? 100 : 1 << 20);
    struct output entries = {0};
    for (size_t i = 0; i < 50; i++) {
        const size_t ends[] = {i + 1, i + 3, i + 3 + i};
        document.article.copy_of = i == 30 ? "a" : "";
        ledger_note(&entries, &document, i, i == 40 ? NULL : ends);
        ledger_add(ledger, &entries);
    }
    ledger_start(ledger, 7);
    struct ledger_entry entry;
    uint64_t offset, expected = 7;
    ck_assert(ledger_rewind(ledger));
    for (size_t i = 0; i < 150; i++) {
        size_t of = i / 3;
        const size_t lengths[] = {1, 2, of};
        ck_assert(ledger_next(ledger, &entry, &offset));
        ck_assert_uint_eq(offset, expected);
        ck_assert_int_eq(entry.tone, statements[i % 3].tone);
        ck_assert_uint_eq(entry.actor,
                          i % 3 == 1 || of == 30 ? 0
                          : word_hash(statements[i % 3].actor, 1));
        ck_assert_uint_eq(entry.length, of == 40 ? 0 : lengths[i % 3]);
        expected += entry.length;
    }
    ck_assert(!ledger_next(ledger, &entry, &offset));
    ledger_close(ledger);
    output_free(&entries);
}
END_TEST

/* What is pointed at and read aloud are these. */
static const struct {
    double tone, p;
    const char *shown;
} NUMBERS[] = {{0.421, 0.0004, "+0.42 p &lt; .001"},
               {-1, 0.0316, "−1.00 p = .032"},
               {-0.002, 1, "0.00 p = 1"},
               {0.2, 0.9996, "+0.20 p = 1"}};

START_TEST(numbers_are_shown) {
    struct output out = {0};
    markup_tone(&out, NUMBERS[_i].tone);
    output_byte(&out, ' ');
    markup_p(&out, NUMBERS[_i].p);
    output_byte(&out, '\0');
    ck_assert_str_eq(out.bytes, NUMBERS[_i].shown);
    output_free(&out);
}
END_TEST

/* ---- skimming --------------------------------------------------------- */

/* Written with line ends of both kinds, marks doubled, a row cut short. */
START_TEST(skims_rows) {
    static const char TABLE[] = "a,\"b \"\"x\"\"\",c\r\n"
                                "1,\"two, \"\"2\"\"\ntwo\",3\n\n"
                                "-0.5,,\"'=x\"\r\n"
                                "plain \"quote\",y\n"
                                "last,\"no end";
    static const struct {
        const char *a, *c;
    } ROWS[] = {{"1", "3"}, {"-0.5", "=x"}, {"plain \"quote\"", ""},
                {"last", ""}};
    FILE *file = fopen("build/skim.csv", "w");
    ck_assert_ptr_nonnull(file);
    fputs(TABLE, file);
    fclose(file);
    struct skim *skim;
    struct failure why;
    ck_assert(skim_open(&skim, "build/skim.csv", &why));
    char text[64];
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        ck_assert(skim_next(skim));
        raw_text(skim_cell(skim, skim_column(skim, "a")), text, sizeof text);
        ck_assert_str_eq(text, ROWS[i].a);
        raw_text(skim_cell(skim, skim_column(skim, "c")), text, sizeof text);
        ck_assert_str_eq(text, ROWS[i].c);
        if (i == 0) {
            raw_text(skim_cell(skim, 1), text, sizeof text);
            ck_assert_str_eq(text, "two, \"2\"\ntwo");
        }
        if (i == 1)
            ck_assert_double_eq(raw_number(skim_cell(skim, 0)), -0.5);
    }
    ck_assert(!skim_next(skim));
    ck_assert_int_eq(skim_column(skim, "none"), -1);
    skim_close(skim);
    ck_assert(!skim_open(&skim, "build/none.csv", &why));
}
END_TEST

/* Cells of up to 90 bytes, so that quote marks open and close in one block
 * and in different ones, read as they were before they were written. */
START_TEST(skims_what_was_written) {
    enum { ROWS = 2000, COLUMNS = 4, MOST = 90 };
    static const char MATTERS[] = "\",\n\r '=";
    static char cells[ROWS][COLUMNS][MOST + 1];
    struct output out = {0};
    struct csv_writer writer = {.out = &out, .guard = true};
    struct failure why;
    srand(20240229);
    for (int i = 0; i < ROWS * COLUMNS; i++) {
        char *cell = cells[i / COLUMNS][i % COLUMNS];
        int length = rand() % (rand() % 3 ? MOST : 4), rare = rand() % 3;
        for (int k = 0; k < length; k++)
            cell[k] = rare && rand() % (20 * rare)
                          ? 'x'
                          : MATTERS[(size_t)rand() % (sizeof MATTERS - 1)];
        csv_text(&writer, cell);
        if (i % COLUMNS == COLUMNS - 1)
            csv_end(&writer);
    }
    ck_assert(output_save("build/skim.csv", &out, &why));
    struct skim *skim;
    ck_assert(skim_open(&skim, "build/skim.csv", &why));
    /* the first row is the header */
    for (int i = 1; i < ROWS; i++) {
        ck_assert(skim_next(skim));
        for (int k = 0; k < COLUMNS; k++) {
            char text[2 * MOST + 8]; /* as it is written */
            raw_text(skim_cell(skim, k), text, sizeof text);
            ck_assert_str_eq(text, cells[i][k]);
        }
    }
    ck_assert(!skim_next(skim));
    skim_close(skim);
}
END_TEST

/* ---- show, diff, plot ------------------------------------------------- */

static const char TWO_RUNS[] =
    "mkdir -p build/d && cat >build/d/a.csv <<'END'\n"
    "doc_id,date,source,start,end,speaker,actor,text,tone,label\n"
    "a,2020-01-01,Post,1,9,Berg,Anna Berg,we agree,0.5,conciliatory\n"
    "b,2020-02-01,Post,1,9,Berg,Anna Berg,we talk,0.1,neutral\n"
    "c,2020-02-01,Post,1,9,Ito,Ken Ito,no,-0.5,hostile\n"
    "END\n"
    "sed 's/0.1,neutral/-0.7,hostile/; s/Ken Ito/Ito/' build/d/a.csv "
    ">build/d/b.csv; for r in a b; do $DETENTE run build/d/$r.csv -o "
    "build/d/$r --no-report 2>/dev/null; done; ";

static int with_two_runs(const char *command, char *out, size_t room) {
    char line[2048];
    snprintf(line, sizeof line, "%s%s", TWO_RUNS, command);
    return run_shell(line, out, room);
}

START_TEST(diff_tells_what_moved) {
    char out[4096];
    int status = with_two_runs(
        "$DETENTE diff build/d/a build/d/b -o build/d/flips.csv && cat "
        "build/d/flips.csv", out, sizeof out);
    ck_assert_int_eq(status, 0);
    ck_assert_str_eq(
        out,
        "actors: 1 in both, 1 only in the first, 1 only in the second\n"
        "1 moved:\n"
        "  +0.30 -> -0.10  (2 -> 2 statements)  Anna Berg\n"
        "statements: 3 in both, 0 only in the first, 0 only in the second\n"
        "1 labels flipped (33.3 %), tone moved by 0.267 on the average\n"
        "  1 neutral -> hostile\n"
        "statement,actor,label_before,label_after,tone_before,tone_after,"
        "text\n"
        "b#1,Anna Berg,neutral,hostile,0.1000,-0.7000,we talk\n");
}
END_TEST

START_TEST(show_draws_courses) {
    char out[4096];
    ck_assert_int_eq(with_two_runs("$DETENTE show build/d/b", out,
                                   sizeof out), 0);
    ck_assert_ptr_nonnull(strstr(out, "Anna Berg"));
    ck_assert_ptr_nonnull(strstr(out, "-0.10  █▁\n"));
    ck_assert_ptr_nonnull(strstr(out, "-0.50  ·▁\n"));
}
END_TEST

START_TEST(plot_writes_svg) {
    char out[4096];
    ck_assert_int_eq(
        with_two_runs("$DETENTE plot build/d/a -o build/d/plots 2>&1 && ls "
                      "build/d/plots && grep -c '<style>' "
                      "build/d/plots/01-anna-berg.svg", out, sizeof out), 0);
    ck_assert_ptr_nonnull(strstr(out, "01-anna-berg.svg\n02-ken-ito.svg\n"
                                      "all.svg\n1\n"));
    ck_assert_int_eq(run_shell("$DETENTE plot build/d/a", out, sizeof out),
                     2);
    ck_assert_int_eq(run_shell("$DETENTE diff build/d/a", out, sizeof out),
                     2);
}
END_TEST

Suite *report_suite(void) {
    Suite *suite = suite_create("report");
    TCase *page = tcase_create("page");
    tcase_set_timeout(page, 60);
    tcase_add_test(page, text_stays_text);
    tcase_add_test(page, page_of_ten_thousand_statements_is_small);
    tcase_add_test(page, report_is_made_again_the_same);
    tcase_add_test(page, skims_rows);
    tcase_add_loop_test(page, ledger_gives_back_what_it_was_told, 0, 2);
    tcase_add_test(page, skims_what_was_written);
    tcase_add_loop_test(page, numbers_are_shown, 0,
                        sizeof NUMBERS / sizeof *NUMBERS);
    suite_add_tcase(suite, page);
    TCase *others = tcase_create("others");
    tcase_set_timeout(others, 120);
    tcase_add_test(others, diff_tells_what_moved);
    tcase_add_test(others, show_draws_courses);
    tcase_add_test(others, plot_writes_svg);
    suite_add_tcase(suite, others);
    return suite;
}
