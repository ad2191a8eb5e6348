/* attribute.c - who says what: tests/cases/attribute.txt, and promises that
 * hold for any text. */
#define _GNU_SOURCE
#include "support.h"
#include "tests.h"

#include "attribution.h"
#include "choose.h"

#include <stdio.h>
#include <string.h>

static void show(const struct test_case *test, char *out, size_t room) {
    struct bench bench;
    bench_open(&bench, test->input, "attribute");
    FILE *file = fmemopen(out, room, "w");
    const struct document *document = &bench.document;
    for (uint32_t i = 0; i < document->statement_count; i++) {
        const struct statement *s = &document->statements[i];
        fprintf(file, "%s | %s | %s\n", s->speaker_text, s->cue_text,
                s->text);
    }
    fclose(file);
    bench_close(&bench);
}

START_TEST(cases) { run_cases("attribute.txt", 200, show); }
END_TEST

/* ---- promises --------------------------------------------------------- */

static void is_slice(const struct document *document, struct span span,
                     const char *text) {
    ck_assert_uint_le(span.start, span.end);
    ck_assert_uint_le(span.end, document->article.length);
    ck_assert_uint_eq(strlen(text), span.end - span.start);
    ck_assert(!memcmp(document->article.text + span.start, text,
                      span.end - span.start));
}

/* Spans inside the text, in order, apart; texts equal to their slices. */
static void check_statement(const struct document *document,
                            const struct statement *statement) {
    const char *text = statement->text;
    uint32_t from = 0;
    ck_assert_uint_ge(statement->piece_count, 1);
    for (uint32_t i = 0; i < statement->piece_count; i++) {
        struct span piece = statement->pieces[i];
        size_t length = piece.end - piece.start;
        ck_assert_uint_le(from, piece.start);
        ck_assert_uint_lt(piece.start, piece.end);
        ck_assert_uint_le(piece.end, document->article.length);
        ck_assert(!memcmp(document->article.text + piece.start, text,
                          length));
        from = piece.end;
        text += length;
        ck_assert(*text == (i + 1 < statement->piece_count ? ' ' : '\0'));
        text++;
    }
    is_slice(document, statement->cue, statement->cue_text);
    is_slice(document, statement->speaker, statement->speaker_text);
}

static bool is_inside(struct span inner, const struct statement *outer) {
    for (uint32_t i = 0; i < outer->piece_count; i++)
        if (inner.start < outer->pieces[i].end &&
            outer->pieces[i].start < inner.end)
            return true;
    return false;
}

static void check_document(const struct document *document) {
    for (uint32_t i = 0; i < document->statement_count; i++) {
        const struct statement *s = &document->statements[i];
        check_statement(document, s);
        for (uint32_t k = 0; k < document->statement_count; k++)
            ck_assert_msg(k == i || !is_inside(s->cue,
                                               &document->statements[k]),
                          "a statement inside another: %s", s->text);
    }
}

static void check_text(const char *text) {
    struct bench bench;
    bench_open(&bench, text, "attribute");
    check_document(&bench.document);
    bench_close(&bench);
}

/* Sentences of every kind, cut off at every byte where a character ends. */
START_TEST(slices_hold_wherever_a_text_ends) {
    static const char TEXT[] =
        "Kerry said: “The plan is ‘dead’,” and left. \"No,\" she said. "
        "\"Not yet.\" According to the U.N., Peru's claim that 3,000 fled "
        "is\nfalse. The envoy wrote:\n\n“We wait.”";
    char cut[sizeof TEXT];
    for (size_t i = 1; i < sizeof TEXT; i++) {
        if (((unsigned char)TEXT[i] & 0xC0) == 0x80)
            continue;
        memcpy(cut, TEXT, i);
        cut[i] = '\0';
        check_text(cut);
    }
}
END_TEST

/* Words, marks and line ends in an order that no grammar knows. */
START_TEST(slices_hold_in_word_salad) {
    static const char *const WORDS[] = {
        "said",  "told", "\"",  "“",   "”",   "that", ",",   ".",
        "Kerry", "the",  "and", "\n\n", "''",  "to",   "he",  ":",
        "who",   "by",   "'s",  "(",   "claim", "not", "—", "U.S."};
    enum { COUNT = sizeof WORDS / sizeof *WORDS, TEXTS = 60, LENGTH = 150 };
    uint32_t state = 7;
    for (int t = 0; t < TEXTS; t++) {
        char text[LENGTH * 8] = "";
        for (int i = 0; i < LENGTH; i++) {
            state = state * 1664525u + 1013904223u;
            strcat(text, WORDS[(state >> 16) % COUNT]);
            strcat(text, state >> 30 ? " " : "");
        }
        check_text(text);
    }
}
END_TEST

START_TEST(every_statement_has_a_rule_that_help_lists) {
    struct bench bench;
    bench_open(&bench, "\"No,\" Kerry said. He wants to go. Russia's claim "
                       "that it won is false, Peru says.", "attribute");
    ck_assert_uint_ge(bench.document.statement_count, 2);
    for (uint32_t i = 0; i < bench.document.statement_count; i++) {
        /* "quotation source cue; surname": ours, then the actor's */
        const char *rule = bench.document.statements[i].rule;
        size_t k = 0, length = strcspn(rule, ";");
        while (k < ATTRIBUTION_RULE_COUNT &&
               (strlen(ATTRIBUTION_RULES[k].name) != length ||
                strncmp(ATTRIBUTION_RULES[k].name, rule, length) != 0))
            k++;
        ck_assert_uint_lt(k, ATTRIBUTION_RULE_COUNT);
    }
    bench_close(&bench);
}
END_TEST

START_TEST(forms) {
    static const struct {
        const char *text;
        enum form form;
    } ROWS[] = {{"\"We go,\" Kerry said.", FORM_DIRECT},
                {"Kerry said that they would go.", FORM_INDIRECT},
                {"Kerry said the plan was \"dead on arrival.\"", FORM_MIXED}};
    for (size_t i = 0; i < sizeof ROWS / sizeof *ROWS; i++) {
        struct bench bench;
        bench_open(&bench, ROWS[i].text, "attribute");
        ck_assert_uint_eq(bench.document.statement_count, 1);
        ck_assert_int_eq(bench.document.statements[0].form, ROWS[i].form);
        bench_close(&bench);
    }
}
END_TEST

/* ---- the soft maximum and the file of weights ------------------------- */

START_TEST(probabilities_of_a_choice) {
    struct weights weights;
    struct choice choice = {.count = 3,
                            .powers = weights.powers,
                            .scores = {0, WEIGHT_UNIT, 2 * WEIGHT_UNIT}};
    weights_powers(&weights);
    ck_assert_uint_eq(choice_best(&choice), 2);
    /* softmax of 0, 1, 2 (any textbook): .0900, .2447, .6652 */
    ck_assert_double_eq_tol(choice.odds[0] / choice.sum, 0.090031, 1e-6);
    ck_assert_double_eq_tol(choice.odds[1] / choice.sum, 0.244728, 1e-6);
    ck_assert_double_eq_tol(choice.odds[2] / choice.sum, 0.665241, 1e-6);
    /* and of 0, 1: .2689, .7311 */
    ck_assert_double_eq_tol(choice_yes(&choice, WEIGHT_UNIT), 0.731059, 1e-6);
    ck_assert_double_eq_tol(choice_yes(&choice, -WEIGHT_UNIT), 0.268941,
                            1e-6);
}
END_TEST

START_TEST(damaged_weights_are_refused) {
    char out[4096];
    int status = run_shell(
        "d=$(mktemp -d) && cp -r models/english/. $d && "
        "printf x | dd of=$d/attribution.weights bs=1 seek=4000 "
        "conv=notrunc 2>/dev/null; "
        "echo 'Kerry said no.' > $d/a.txt; "
        "$DETENTE attribute $d/a.txt --model $d; s=$?; rm -r $d; exit $s",
        out, sizeof out);
    ck_assert_int_eq(status, 1);
    ck_assert(strstr(out, "attribution.weights: damaged") != NULL);
}
END_TEST

/* The same corpus gives the same bytes. */
START_TEST(training_repeats_itself) {
    char out[8192];
    int status = run_shell(
        "d=$(mktemp -d) && mkdir $d/text $d/a $d/b && "
        "printf 'Kerry said that it rained.\\nPeru said it was dry.\\n' "
        "> $d/text/x.txt && printf 'doc_id\\nx\\n' > $d/docs.csv && "
        "printf 'doc_id,source_start,source_end,cue_start,cue_end,"
        "content_start,content_end\\nx,0,5,6,10,11,25\\n"
        "x,27,31,32,36,37,47\\n' > $d/gold.csv && "
        "$DETENTE train --attribution $d -o $d/a && "
        "$DETENTE train --attribution $d -o $d/b && "
        "cmp $d/a/attribution.weights $d/b/attribution.weights && "
        "cmp $d/a/attribution_cues.csv $d/b/attribution_cues.csv && "
        "grep '^said' $d/a/attribution_cues.csv; s=$?; rm -r $d; exit $s",
        out, sizeof out);
    ck_assert_msg(status == 0, "%s", out);
    ck_assert(strstr(out, "2 attributions") != NULL);
}
END_TEST

START_TEST(a_corpus_without_a_column_is_refused) {
    char out[4096];
    int status = run_shell(
        "d=$(mktemp -d) && mkdir $d/text && echo no > $d/text/x.txt && "
        "printf 'doc_id\\nx\\n' > $d/docs.csv && "
        "printf 'doc_id,cue_start\\n' > $d/gold.csv && "
        "$DETENTE train --attribution $d -o $d; s=$?; rm -r $d; exit $s",
        out, sizeof out);
    ck_assert_int_eq(status, 1);
    ck_assert(strstr(out, "no column 'source_start'") != NULL);
}
END_TEST

Suite *attribute_suite(void) {
    Suite *suite = suite_create("attribute");
    TCase *all = tcase_create("all");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, cases);
    tcase_add_test(all, slices_hold_wherever_a_text_ends);
    tcase_add_test(all, slices_hold_in_word_salad);
    tcase_add_test(all, every_statement_has_a_rule_that_help_lists);
    tcase_add_test(all, forms);
    tcase_add_test(all, probabilities_of_a_choice);
    tcase_add_test(all, damaged_weights_are_refused);
    tcase_add_test(all, training_repeats_itself);
    tcase_add_test(all, a_corpus_without_a_column_is_refused);
    suite_add_tcase(suite, all);
    return suite;
}
