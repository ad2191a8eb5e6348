/* tokenize.c - tokens as document.h says: tests/cases/tokenize.txt. */
#define _GNU_SOURCE
#include "support.h"
#include "tests.h"

#include <stdio.h>
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
        if (token->kind == TOKEN_WORD)
            fprintf(file, " %s", token->word->stem);
        fputc('\n', file);
    }
    fclose(file);
    bench_close(&bench);
}

START_TEST(cases) { run_cases("tokenize.txt", 10, show); }
END_TEST

Suite *tokenize_suite(void) {
    Suite *suite = suite_create("tokenize");
    TCase *all = tcase_create("cases");
    tcase_add_test(all, cases);
    suite_add_tcase(suite, all);
    return suite;
}
