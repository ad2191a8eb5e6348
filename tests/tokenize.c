/* tokenize.c - tokens as document.h says: tests/cases/tokenize.txt. */
#define _GNU_SOURCE
#include "blocks.h"
#include "support.h"
#include "tests.h"
#include "tokenize.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const KINDS[] = {
    [TOKEN_WORD] = "word",       [TOKEN_NUMBER] = "number",
    [TOKEN_CLITIC] = "clitic",   [TOKEN_STOP] = "stop",
    [TOKEN_COMMA] = "comma",     [TOKEN_COLON] = "colon",
    [TOKEN_DASH] = "dash",       [TOKEN_HYPHEN] = "hyphen",
    [TOKEN_OPEN_QUOTE] = "open", [TOKEN_CLOSE_QUOTE] = "close",
    [TOKEN_OPEN_SINGLE] = "open-single",
    [TOKEN_CLOSE_SINGLE] = "close-single",
    [TOKEN_BRACKET] = "bracket", [TOKEN_OTHER] = "other"};

static void show(const struct test_case *test, char *out, size_t room) {
    struct bench bench;
    bench_open(&bench, test->input, "stem");
    FILE *file = fmemopen(out, room, "w");
    for (uint32_t i = 0; i < bench.document.token_count; i++) {
        const struct token *token = &bench.document.tokens[i];
        fprintf(file, "%.*s %s", token->length,
                bench.document.article.text + token->start,
                KINDS[token->kind]);
        if (token->kind == TOKEN_WORD) {
            words_stem(bench.document.words, token->word);
            fprintf(file, " %s", token->word->stem);
        }
        fputc('\n', file);
    }
    fclose(file);
    bench_close(&bench);
}

START_TEST(cases) { run_cases("tokenize.txt", 10, show); }
END_TEST

/* Text of pieces that are hard to cut, with every kind of neighbour. */
static uint32_t random_text(char *text, size_t room) {
    static const char *const PIECES[] = {
        "a", "Z", "the", "U.S.", "Gen.", "NATO", "co", "operate", "21st",
        "1,200.5", "don't", "Russia's", "\xE2\x80\x99s", "\xE2\x80\x9C",
        "\xC3\x89t\xC3\xA9", "internationalisation", "sixteenletters16",
        " ", " ", " ", ".", ".", ",", "-", "'", "\"", "``", "\n", "_", "\x7F",
        "?", "!", "(", ")", ":", "#", "{", "}", " \"", "\" ", "' ", " '", "--",
        "plain words in a row ", "\xC2\xA0", "\xF0\x9F\x98\x80"};
    memset(text, 0, room);
    size_t length = 0;
    for (int i = rand() % 60; i >= 0; i--) {
        const char *piece =
            PIECES[(size_t)rand() % (sizeof PIECES / sizeof *PIECES)];
        length += strlen(strcpy(text + length, piece));
    }
    return (uint32_t)length;
}

static void same_tokens(const struct tokens *a, const struct tokens *b,
                        const char *text) {
    ck_assert_msg(a->count == b->count, "other tokens in '%s'", text);
    for (size_t i = 0; i < a->count; i++) {
        const struct token *x = &a->items[i], *y = &b->items[i];
        if (x->start != y->start || x->length != y->length ||
            x->kind != y->kind || x->flags != y->flags || x->word != y->word)
            ck_abort_msg("other token at byte %u of '%s'", x->start, text);
    }
}

/* A stage's facts may hang on all that a token is by itself. */
static uint32_t learn_two_bytes(const void *tools, const char *spelling,
                                const struct token *token) {
    (void)tools;
    return (uint32_t)(unsigned char)spelling[0] << 8 | token->kind;
}

static uint32_t learn_from_the_first(const void *tools, const char *spelling,
                                     const struct token *token) {
    (void)spelling;
    return token->facts[FACTS_GRAMMAR] * *(const uint32_t *)tools;
}

static void has_facts(const struct tokens *tokens, const char *text,
                      uint32_t factor) {
    for (size_t i = 0; i < tokens->count; i++) {
        const struct token *token = &tokens->items[i];
        uint32_t facts = learn_two_bytes(NULL, text + token->start, token);
        if (token->facts[FACTS_GRAMMAR] != facts ||
            token->facts[FACTS_ACTORS] != facts * factor ||
            token->form != (uint32_t)token->word->folded_hash)
            ck_abort_msg("other facts at byte %u of '%s'", token->start, text);
    }
}

START_TEST(cuts_the_same_by_scan_and_by_character) {
    char text[1024 + TEXT_PADDING];
    const uint32_t factor = 65537;
    const struct word_learner learners[FACTS_OF] = {
        [FACTS_GRAMMAR] = {learn_two_bytes, NULL},
        [FACTS_ACTORS] = {learn_from_the_first, &factor}};
    struct words *words = words_open("english", NULL, learners, NULL);
    srand(7);
    for (int round = 0; round < 4000; round++) {
        struct arena arena = {0};
        struct tokens a = {.arena = &arena}, b = {.arena = &arena};
        struct span range = {0, random_text(text, sizeof text)};
        if (round % 3 == 0) /* a range may end inside a word */
            range.end -= range.end && text[range.end - 1] > 0;
        tokenize(text, range, words, &a);
        tokenize_by_character(text, range, words, &b);
        same_tokens(&a, &b, text);
        has_facts(&a, text, factor);
        has_facts(&b, text, factor);
        arena_free(&arena);
    }
    words_close(words);
}
END_TEST

/* "w0 w1 ...": some of them come again in a later turn. */
static struct span numbered_words(char *text, uint32_t first, uint32_t count) {
    int length = 0;
    for (uint32_t i = first; i < first + count; i++)
        length += sprintf(text + length, "w%u's ", i);
    memset(text + length, 0, TEXT_PADDING);
    return (struct span){0, (uint32_t)length};
}

static void are_numbered_words(const struct tokens *tokens, uint32_t first,
                               uint32_t count) {
    ck_assert_uint_eq(tokens->count, 2 * (size_t)count);
    for (uint32_t i = 0; i < count; i++) {
        char word[16];
        sprintf(word, "w%u", first + i);
        if (strcmp(tokens->items[2 * i].word->folded, word) != 0 ||
            strcmp(tokens->items[2 * i + 1].word->folded, "'s") != 0)
            ck_abort_msg("'%s' is another word", word);
    }
}

START_TEST(what_was_forgotten_is_learnt_again) {
    enum { WORDS = 1000, AGAIN = 40 };
    static char text[WORDS * 16 + TEXT_PADDING];
    struct words *words = words_open(NULL, NULL, NULL, NULL);
    for (uint32_t round = 0; round < 200; round++) {
        uint32_t first = (round % 5 ? round : round % AGAIN) * WORDS;
        struct arena arena = {0};
        struct tokens tokens = {.arena = &arena};
        struct span range = numbered_words(text, first, WORDS);
        tokenize(text, range, words, &tokens);
        are_numbered_words(&tokens, first, WORDS);
        arena_free(&arena);
        words_forget(words);
    }
    words_close(words);
}
END_TEST

static uint64_t bit_where(bool holds, unsigned i) {
    return (uint64_t)holds << i;
}

static struct block_masks look_by_byte(const char *bytes) {
    struct block_masks masks = {0};
    for (unsigned i = 0; i < BLOCK_BYTES; i++) {
        unsigned char c = (unsigned char)bytes[i];
        masks.alphanumerics |= bit_where(c < 128 && isalnum(c), i);
        masks.blanks |= bit_where(c == ' ', i);
        masks.hyphens |= bit_where(c == '-', i);
        masks.behind |= bit_where(c == '.' || c == '\'' || c >= 128, i);
        masks.odd |= bit_where(c == '"' || c == '\'' || c < ' ' || c >= '`', i);
    }
    return masks;
}

static bool same_masks(struct block_masks a, struct block_masks b) {
    return a.alphanumerics == b.alphanumerics && a.blanks == b.blanks &&
           a.hyphens == b.hyphens && a.behind == b.behind && a.odd == b.odd;
}

START_TEST(looks_at_blocks_as_at_bytes) {
    char bytes[BLOCK_BYTES];
    srand(8);
    for (int round = 0; round < 5000; round++) {
        for (int i = 0; i < BLOCK_BYTES; i++)
            bytes[i] = (char)(round % 2 ? rand() >> 7 : ' ' + rand() % 96);
        struct block_masks masks = look_by_byte(bytes);
        ck_assert(same_masks(block_look(bytes), masks));
        ck_assert(same_masks(block_look_portably(bytes), masks));
    }
}
END_TEST

Suite *tokenize_suite(void) {
    Suite *suite = suite_create("tokenize");
    TCase *all = tcase_create("cases");
    tcase_add_test(all, cases);
    tcase_add_test(all, cuts_the_same_by_scan_and_by_character);
    tcase_add_test(all, what_was_forgotten_is_learnt_again);
    tcase_add_test(all, looks_at_blocks_as_at_bytes);
    suite_add_tcase(suite, all);
    return suite;
}
