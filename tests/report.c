/* report.c - the page as text: what came from the news stays text, the size
 * is bounded, the numbers are those of the tables.  What a browser makes of
 * it is tested by `make check-report`. */
#include "markup.h"
#include "support.h"
#include "tests.h"

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
    status = run_shell("$DETENTE report build/none", out, sizeof out);
    ck_assert_int_eq(status, 1);
    ck_assert_msg(strstr(out, "build/none/run.json") != NULL, "%s", out);
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

Suite *report_suite(void) {
    Suite *suite = suite_create("report");
    TCase *page = tcase_create("page");
    tcase_set_timeout(page, 60);
    tcase_add_test(page, text_stays_text);
    tcase_add_test(page, page_of_ten_thousand_statements_is_small);
    tcase_add_test(page, report_is_made_again_the_same);
    tcase_add_loop_test(page, numbers_are_shown, 0,
                        sizeof NUMBERS / sizeof *NUMBERS);
    suite_add_tcase(suite, page);
    return suite;
}
