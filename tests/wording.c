/* wording.c - a statement's words cut out of the article's tokens are those
 * that its text has by itself. */
#include "support.h"
#include "tests.h"
#include "wording.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_PIECES = 3, ROOM = 4096 };

/* Text that is hard to cut, in sentences. */
static uint32_t random_text(char *text) {
    static const char *const PARTS[] = {
        "war",   "Peace",  "the",   "U.S.", "Gen",   "Gen.",  "p.m.", "co",
        "21st",  "1,200.5", "don't", "it's", "Mr",    "A",     "\xC3\x89t",
        " ",     " ",      " ",     " ",    ". ",    ". ",    ". The ",
        ".\n\n", "! He ",  ", ",    "; ",   " - ",   "-",     "\"",   " \"",
        "\xE2\x80\x9C", "\xE2\x80\x9D", "'", " '", "\xE2\x80\x99s", "''",
        "...",   " . . .", "?",     ".,",   "(",     ")",     "\xC2\xA0",
        "\xE2\x80\x94", "--", "said ", "we will pay ", "of them "};
    memset(text, 0, ROOM);
    size_t length = 0;
    for (int i = rand() % 60 + 5; i >= 0; i--) {
        const char *part =
            PARTS[(size_t)rand() % (sizeof PARTS / sizeof *PARTS)];
        length += strlen(strcpy(text + length, part));
    }
    return (uint32_t)length;
}

/* Runs of tokens, in order, none in another, and where their bytes are. */
static uint32_t random_pieces(const struct document *document,
                              struct span *tokens, struct span *pieces) {
    uint32_t count = 0, at = 0;
    for (int most = rand() % MOST_PIECES + 1; most > 0; most--) {
        uint32_t left = document->token_count - at;
        if (!left)
            break;
        uint32_t first = at + (uint32_t)rand() % left;
        uint32_t last =
            first + (uint32_t)rand() % (document->token_count - first);
        at = last + 1;
        const struct token *end = &document->tokens[last];
        tokens[count] = (struct span){first, last + 1};
        pieces[count++] = (struct span){document->tokens[first].start,
                                        end->start + end->length};
    }
    return count;
}

static char *join(const char *text, const struct span *pieces, uint32_t count,
                  struct arena *arena) {
    char *joined = arena_copy(arena, "", 0);
    for (uint32_t i = 0; i < count; i++)
        joined = arena_print(arena, "%s%s%.*s", joined, i ? " " : "",
                             (int)(pieces[i].end - pieces[i].start),
                             text + pieces[i].start);
    return joined;
}

/* Which of two double quote marks it is means nothing to tone. */
static uint8_t kind_of(const struct token *token) {
    return token->kind == TOKEN_OPEN_QUOTE ? TOKEN_CLOSE_QUOTE : token->kind;
}

/* `start`: where the text begins in the article. */
static void check_same(const struct wording *cut, const struct wording *read,
                       uint32_t start, const char *text) {
    uint32_t shift = cut->text == text ? 0 : start;
    ck_assert_msg(cut->count == read->count, "%zu tokens, not %zu: %s",
                  cut->count, read->count, text);
    for (size_t i = 0; i < cut->count; i++) {
        const struct token *a = &cut->tokens[i], *b = &read->tokens[i];
        ck_assert_msg(a->start == b->start + shift && a->length == b->length &&
                          kind_of(a) == kind_of(b) &&
                          (a->flags | !i) == (b->flags | !i) &&
                          a->word == b->word,
                      "token %zu: %s", i, text);
    }
}

START_TEST(cut_is_as_read) {
    struct bench bench;
    bench_open(&bench, "Nothing.", "stem");
    struct words *words = bench.tools.words;
    size_t done = 0;
    srand(5);
    enum { ROUNDS = 30000 };
    for (int round = 0; round < ROUNDS; round++) {
        struct arena arena = {0};
        struct failure why;
        struct document document = {.arena = &arena};
        char text[ROOM];
        struct span tokens[MOST_PIECES], pieces[MOST_PIECES];
        document.article.length = random_text(text);
        document.article.text = text;
        ck_assert(split_step(&document, &bench.tools, &why));
        ck_assert(stem_step(&document, &bench.tools, &why));
        uint32_t count = random_pieces(&document, tokens, pieces);
        char *joined = join(text, pieces, count, &arena);
        struct wording cut, read;
        wording_read(&read, words, &arena, joined, strlen(joined));
        if (wording_cut(&cut, words, &document, tokens, count, joined)) {
            check_same(&cut, &read, pieces[0].start, joined);
            done++;
        }
        arena_free(&arena);
    }
    ck_assert_uint_gt(done, ROUNDS / 5);
    bench_close(&bench);
}
END_TEST

static void check_statements(const struct bench *bench, size_t *cut_count) {
    const struct document *document = &bench->document;
    struct arena arena = {0};
    for (uint32_t i = 0; i < document->statement_count; i++) {
        const struct statement *statement = &document->statements[i];
        struct wording cut, read;
        wording_read(&read, bench->tools.words, &arena, statement->text,
                     strlen(statement->text));
        if (!wording_cut(&cut, bench->tools.words, document,
                         statement->tokens, statement->piece_count,
                         statement->text))
            continue;
        check_same(&cut, &read, statement->pieces[0].start,
                   statement->text);
        ++*cut_count;
    }
    arena_free(&arena);
}

/* Of real statements nearly all are cut. */
START_TEST(statements_are_cut) {
    char text[1 << 16];
    ck_assert_int_eq(run_shell("for f in tests/sample/articles/2025-0[1-3]*; "
                               "do sed '1,/^$/d' $f; echo; done | "
                               "head -c 60000 | iconv -c -t UTF-8",
                               text, sizeof text),
                     0);
    struct bench bench;
    bench_open(&bench, text, "attribute");
    size_t cut = 0;
    check_statements(&bench, &cut);
    ck_assert_uint_gt(bench.document.statement_count, 50);
    ck_assert_uint_gt(cut * 100, bench.document.statement_count * 70);
    bench_close(&bench);
}
END_TEST

Suite *wording_suite(void) {
    Suite *suite = suite_create("wording");
    TCase *cases = tcase_create("wording");
    tcase_set_timeout(cases, 60);
    tcase_add_test(cases, cut_is_as_read);
    tcase_add_test(cases, statements_are_cut);
    suite_add_tcase(suite, cases);
    return suite;
}
