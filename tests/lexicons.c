/* lexicons.c - phrases found in text by length and letter case. */
#define _GNU_SOURCE
#include "lexicons.h"

#include "support.h"
#include "tests.h"

#include <stdio.h>
#include <string.h>

static const struct {
    const char *text;
    enum term_kind kind;
    const char *found; /* as the file writes it; NULL = none */
} MATCHES[] = {
    {"Moscow said no.", TERM_CAPITAL, "Moscow"},
    {"moscow mules", TERM_CAPITAL, NULL},
    {"The United States of America", TERM_COUNTRY, NULL},
    {"United States of America", TERM_COUNTRY, "United States of America"},
    {"United States troops", TERM_COUNTRY, "United States"},
    {"US troops", TERM_COUNTRY, "US"},
    {"us troops", TERM_COUNTRY, NULL},
    {"Us too", TERM_COUNTRY, NULL},
    {"NATO's chief", TERM_BODY, "NATO"},
    {"Gen. Smith", TERM_TITLE, "Gen."},
    {"they said", TERM_PRONOUN, "they"},
};

START_TEST(matches) {
    struct bench bench;
    bench_open(&bench, MATCHES[_i].text, "stem");
    const struct document *document = &bench.document;
    const struct term *term =
        lexicons_match(bench.tools.lexicons, document->tokens, 0,
                       document->token_count, MARK(MATCHES[_i].kind));
    if (MATCHES[_i].found) {
        ck_assert_ptr_nonnull(term);
        ck_assert_str_eq(term->text, MATCHES[_i].found);
    } else {
        ck_assert_ptr_null(term);
    }
    bench_close(&bench);
}
END_TEST

START_TEST(knows_abbreviations) {
    struct bench bench;
    bench_open(&bench, "x", "stem");
    ck_assert_ptr_nonnull(
        lexicons_abbreviation(bench.tools.lexicons, "Gen.", 4));
    ck_assert_ptr_null(
        lexicons_abbreviation(bench.tools.lexicons, "General.", 8));
    bench_close(&bench);
}
END_TEST

START_TEST(names_the_damaged_line) {
    struct failure why;
    FILE *file = fopen("build/bad-actors.csv", "w");
    fputs("actor,aliases,role,country\nA,B,C,D\nonly one\n", file);
    fclose(file);
    ck_assert_ptr_null(
        lexicons_open("lexicons/english", "build/bad-actors.csv", &why));
    ck_assert_ptr_nonnull(strstr(why.text, "build/bad-actors.csv:3:"));
    ck_assert_ptr_null(lexicons_open("no/such/folder", NULL, &why));
    ck_assert_ptr_nonnull(strstr(why.text, "no/such/folder"));
}
END_TEST

Suite *lexicons_suite(void) {
    Suite *suite = suite_create("lexicons");
    TCase *all = tcase_create("lexicons");
    tcase_add_loop_test(all, matches, 0, sizeof MATCHES / sizeof *MATCHES);
    tcase_add_test(all, knows_abbreviations);
    tcase_add_test(all, names_the_damaged_line);
    suite_add_tcase(suite, all);
    return suite;
}
