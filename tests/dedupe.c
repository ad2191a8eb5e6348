/* dedupe.c - copies of the sample's articles, made as newspapers make them:
 * another head, the tail cut; and the signature's estimate of a similarity
 * that is known. */
#include "copies.h"
#include "repeats.h"
#include "support.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Every article of the sample, then each again with a head of its own and
 * without its last paragraph. */
static const char MAKE_COPIES[] =
    "cat > build/copies.awk <<'END'\n"
    "function cell(t) { gsub(/\"/, \"\\\"\\\"\", t)\n"
    "  return \"\\\"\" t \"\\\"\" }\n"
    "function done(i, n, t, c) {\n"
    "  n = split(body, p, /\\n\\n+/)\n"
    "  c = \"By our own staff in the capital.\"\n"
    "  for (i = 1; i <= n; i++) t = t p[i] \"\\n\\n\"\n"
    "  for (i = 2; i < n; i++) c = c \"\\n\\n\" p[i]\n"
    "  print \"a\" k \",\" cell(t); copy[k] = \"b\" k \",\" cell(c); k++\n"
    "  body = \"\" }\n"
    "FNR == 1 { if (body) done(); head = 1 }\n"
    "head { if ($0 == \"\") head = 0; next }\n"
    "{ body = body $0 \"\\n\" }\n"
    "BEGIN { k = 0; print \"doc_id,text\" }\n"
    "END { done(); for (i = 0; i < k; i++) print copy[i] }\n"
    "END\n"
    "awk -f build/copies.awk tests/sample/articles/*.txt >build/copies.csv\n";

START_TEST(finds_copies_and_nothing_else) {
    char out[4096], command[4096];
    snprintf(command, sizeof command, "%s%s", MAKE_COPIES,
             "$DETENTE dedupe build/copies.csv | awk -F, "
             "'/^[ab][0-9]+,/ && $1 != last { last = $1; c = $NF; "
             "if ($1 ~ /^a/) n[c != \"\" ? \"wrong\" : \"first\"]++; else "
             "n[substr($1, 2) == substr(c, 2) ? \"found\" : \"missed\"]++ } "
             "END { print n[\"first\"], n[\"wrong\"] + 0, n[\"found\"], "
             "n[\"missed\"] + 0 }'");
    ck_assert_int_eq(run_shell(command, out, sizeof out), 0);
    ck_assert_str_eq(out, "48 0 48 0\n");
}
END_TEST

/* An intermediate file may have the column or leave the stage to do it. */
START_TEST(filters_chain_with_it_and_without) {
    char out[4096], command[4096];
    snprintf(command, sizeof command, "%s%s", MAKE_COPIES,
             "$DETENTE stem build/copies.csv >build/stems.csv; "
             "$DETENTE dedupe build/stems.csv | $DETENTE attribute "
             ">build/with.csv; $DETENTE attribute build/stems.csv "
             ">build/without.csv; cmp build/with.csv build/without.csv && "
             "grep -c ',a1,' build/with.csv");
    ck_assert_msg(run_shell(command, out, sizeof out) == 0, "%s", out);
}
END_TEST

/* Articles of made-up words w0 w1 ..., of which the second has a share
 * changed. */
static struct signature signature_of(unsigned first, unsigned changed) {
    static struct token tokens[2000];
    struct document document = {.tokens = tokens, .token_count = 2000};
    for (unsigned i = 0; i < 2000; i++) {
        char text[32];
        unsigned number = i < changed ? 100000 + first + i : i;
        int length = snprintf(text, sizeof text, "w%u", number);
        uint32_t form = (uint32_t)word_hash(text, (size_t)length);
        tokens[i] = (struct token){.kind = TOKEN_WORD, .form = form};
    }
    struct signature signature;
    ck_assert(signature_make(&document, &signature));
    return signature;
}

START_TEST(estimates_similarity) {
    struct signature a = signature_of(0, 0), b = signature_of(0, 500);
    ck_assert_uint_eq(signature_equal(&a, &a), BINS);
    /* 1497 of 2497 shingles are common: .60 +- 4 * .05 */
    unsigned equal = signature_equal(&a, &b);
    ck_assert_uint_gt(equal, BINS * 40 / 100);
    ck_assert_uint_lt(equal, BINS * 80 / 100);
    b = signature_of(0, 2000);
    ck_assert_uint_lt(signature_equal(&a, &b), 3);
}
END_TEST

START_TEST(remembers_a_bounded_number_of_articles) {
    struct copies *copies = copies_open();
    struct signature first = signature_of(0, 2000);
    ck_assert_str_eq(copies_add(copies, "first", &first), "");
    ck_assert_str_eq(copies_add(copies, "again", &first), "first");
    for (unsigned i = 1; i <= COPIES_WINDOW; i++) {
        struct signature other = {{(uint16_t)i, (uint16_t)(i >> 8)}};
        for (unsigned k = 0; k < BINS; k++)
            other.bins[k] = (uint16_t)(i * 2654435761u >> (k % 16));
        copies_add(copies, "other", &other);
    }
    ck_assert_str_ne(copies_add(copies, "late", &first), "first");
    copies_close(copies);
}
END_TEST

/* What of a text counts, byte by byte. */
static void fold_slowly(const char *text, char folded[128]) {
    for (; *text; text++) {
        if (!strncmp(text, "\xE2\x80", 2)) {
            text += 2;
            continue;
        }
        bool upper = *text >= 'A' && *text <= 'Z';
        if (upper || (*text >= 'a' && *text <= 'z') || *text < 0 ||
            (*text >= '0' && *text <= '9'))
            *folded++ = (char)(upper ? *text - 'A' + 'a' : *text);
    }
    *folded = '\0';
}

/* Texts of random pieces: each is known again by its letters and digits
 * alone, and not where one of the first REPEAT_MOST of them is another. */
START_TEST(statements_are_known_by_their_letters) {
    static const char *const PIECES[] = {
        "a", "Z", "m", "7", " ", ", ", "\xE2\x80\x9D", "\xE2\x80\x94",
        "\xC3\xA9", "\xE2\x82\xAC", "word", "THE", "'", "\n"};
    srand(1848);
    for (int round = 0; round < 20000; round++) {
        char text[128] = "", folded[128];
        for (int i = rand() % 40; i >= 0; i--)
            strcat(text, PIECES[(size_t)rand() %
                                (sizeof PIECES / sizeof *PIECES)]);
        char *copy = strcpy(malloc(strlen(text) + 1), text);
        uint64_t print = repeats_fingerprint("Kerry", copy);
        fold_slowly(text, folded);
        ck_assert_int_eq(print != 0, strlen(folded) >= REPEAT_LEAST);
        ck_assert_uint_eq(repeats_fingerprint("Kerry", folded), print);
        ck_assert(!print || repeats_fingerprint("Lavrov", copy) != print);
        if (print) {
            folded[(size_t)rand() % REPEAT_LEAST] ^= 1;
            ck_assert(repeats_fingerprint("Kerry", folded) != print);
        }
        free(copy);
    }
}
END_TEST

Suite *dedupe_suite(void) {
    Suite *suite = suite_create("dedupe");
    TCase *dedupe = tcase_create("dedupe");
    tcase_set_timeout(dedupe, 60);
    tcase_add_test(dedupe, finds_copies_and_nothing_else);
    tcase_add_test(dedupe, filters_chain_with_it_and_without);
    tcase_add_test(dedupe, estimates_similarity);
    tcase_add_test(dedupe, statements_are_known_by_their_letters);
    tcase_add_test(dedupe, remembers_a_bounded_number_of_articles);
    suite_add_tcase(suite, dedupe);
    return suite;
}
