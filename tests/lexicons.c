/* lexicons.c - phrases found in text by length and letter case. */
#define _GNU_SOURCE
#include "lexicons.h"

#include "support.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
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

/* None is taken for a word that is no abbreviation; words that are none are
 * told by their last letters. */
START_TEST(abbreviations_are_known_by_their_endings) {
    struct bench bench;
    bench_open(&bench, "x", "stem");
    const struct lexicons *lexicons = bench.tools.lexicons;
    size_t count, seen = 0;
    const struct term *terms = lexicons_terms(lexicons, &count);
    for (size_t i = 0; i < count; i++) {
        char text[64];
        int length = snprintf(text, sizeof text, "   %s", terms[i].text);
        if (terms[i].kind != TERM_ABBREVIATION || text[length - 1] != '.')
            continue;
        ck_assert_msg(lexicons_may_abbreviate(lexicons, text + length - 1),
                      "'%s'", terms[i].text);
        seen++;
    }
    ck_assert_uint_gt(seen, 100);
    static const char WORDS[] = "They agreed. He was there. It was a war.";
    for (const char *stop = WORDS; (stop = strchr(stop, '.')); stop++)
        ck_assert(!lexicons_may_abbreviate(lexicons, stop));
    ck_assert(lexicons_may_abbreviate(lexicons, strchr("in 10.", '.')));
    bench_close(&bench);
}
END_TEST

/* All terms of the lexicons behind one another, as one text. */
static char *all_terms(void) {
    struct bench bench;
    bench_open(&bench, "x", "stem");
    size_t count, length = 1;
    const struct term *terms = lexicons_terms(bench.tools.lexicons, &count);
    for (size_t i = 0; i < count; i++)
        length += strlen(terms[i].text) + 1;
    char *text = malloc(length), *at = text;
    for (size_t i = 0; i < count; i++)
        at += sprintf(at, "%s ", terms[i].text);
    bench_close(&bench);
    return text;
}

/* What asks for several groups at once finds what asking for each finds; and
 * the marks that save asking refuse no term that is found. */
START_TEST(asks_for_groups_at_once) {
    enum { PLACES = 1, TITLES, GROUPS };
    static const uint8_t GROUP_OF[TERM_KINDS] = {[TERM_COUNTRY] = PLACES,
                                                 [TERM_REGION] = PLACES,
                                                 [TERM_TITLE] = TITLES};
    static const uint64_t KINDS[GROUPS] = {
        [PLACES] = MARK(TERM_COUNTRY) | MARK(TERM_REGION),
        [TITLES] = MARK(TERM_TITLE)};
    char *text = all_terms();
    struct bench bench;
    bench_open(&bench, text, "stem");
    const struct lexicons *lexicons = bench.tools.lexicons;
    const struct token *tokens = bench.document.tokens;
    uint32_t end = bench.document.token_count, longer = 0;
    ck_assert_uint_gt(end, 5000);
    for (uint32_t i = 0; i < end; i++) {
        const struct term *found[GROUPS] = {NULL};
        if (tokens[i].word->phrases >= 0)
            lexicons_match_each(lexicons, tokens, i, end, GROUP_OF, found);
        for (int group = PLACES; group < GROUPS; group++) {
            const struct term *term =
                lexicons_match(lexicons, tokens, i, end, KINDS[group]);
            ck_assert_ptr_eq(found[group], term);
            if (!term || term->words == 1)
                continue;
            longer++;
            ck_assert(lexicons_is_long(lexicons, tokens[i].word));
            ck_assert(lexicons_may_go_on(lexicons_pairs(lexicons),
                                         &tokens[i], &tokens[i + 1]));
            ck_assert(tokens[i + 1].word->marks & MARK_SECOND);
        }
    }
    ck_assert_uint_gt(longer, 100);
    bench_close(&bench);
    free(text);
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
    tcase_add_test(all, abbreviations_are_known_by_their_endings);
    tcase_add_loop_test(all, matches, 0, sizeof MATCHES / sizeof *MATCHES);
    tcase_add_test(all, asks_for_groups_at_once);
    tcase_add_test(all, knows_abbreviations);
    tcase_add_test(all, names_the_damaged_line);
    suite_add_tcase(suite, all);
    return suite;
}
