/* split.c - sentences and paragraphs: tests/cases/split.txt. */
#define _GNU_SOURCE
#include "support.h"
#include "tests.h"

#include <stdio.h>

static void show(const struct test_case *test, char *out, size_t room) {
    struct bench bench;
    bench_open(&bench, test->input, "split");
    FILE *file = fmemopen(out, room, "w");
    const struct document *document = &bench.document;
    for (uint32_t i = 0; i < document->sentence_count; i++) {
        const struct sentence *s = &document->sentences[i];
        fprintf(file, "%u%s %.*s\n", s->paragraph, s->heading ? "h" : "",
                (int)(s->span.end - s->span.start),
                document->article.text + s->span.start);
    }
    fclose(file);
    bench_close(&bench);
}

START_TEST(cases) { run_cases("split.txt", 15, show); }
END_TEST

Suite *split_suite(void) {
    Suite *suite = suite_create("split");
    TCase *all = tcase_create("cases");
    tcase_add_test(all, cases);
    suite_add_tcase(suite, all);
    return suite;
}
