/* split.c - sentences and paragraphs: tests/cases/split.txt; and the same ones
 * wherever in a block of bytes they begin. */
#define _GNU_SOURCE
#include "support.h"
#include "tests.h"

#include <stdio.h>
#include <string.h>

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

/* Stops, ellipses and blank lines one after another, more in a block than
 * most have. */
static const char TEXT[] =
    "No. No! No?\n\n\nHe wept \xE2\x80\xA6 She \xE2\x80\x9Clied!\xE2\x80\x9D "
    "He left\xE2\x80\xA6 Then.. Gen. Orr of the U.S. came.\n\n"
    "A. B. Carr said so. "
    "It was 3.5 percent.\nIt rose\nand fell.\n\n\n\nIt ended without a word "
    "that anybody could have taken for a promise, or for a threat, or for "
    "what either side had come to hear from the other";

START_TEST(blocks_do_not_matter) {
    enum { SHIFTS = 130 };
    char text[SHIFTS + sizeof TEXT + TEXT_PADDING] = "";
    struct bench bench;
    struct failure why;
    bench_open(&bench, TEXT, "split");
    const struct document *plain = &bench.document;
    ck_assert_uint_eq(plain->sentence_count, 12);
    for (uint32_t shift = 0; shift < SHIFTS; shift++) {
        struct document moved = {.arena = &bench.arena,
                                 .article = {.text = text}};
        memset(text, ' ', shift);
        memcpy(text + shift, TEXT, sizeof TEXT);
        moved.article.length = shift + (uint32_t)sizeof TEXT - 1;
        ck_assert(split_step(&moved, &bench.tools, &why));
        ck_assert_uint_eq(moved.sentence_count, plain->sentence_count);
        for (uint32_t i = 0; i < moved.sentence_count; i++) {
            const struct sentence *a = &plain->sentences[i];
            const struct sentence *b = &moved.sentences[i];
            ck_assert_uint_eq(a->span.start + shift, b->span.start);
            ck_assert_uint_eq(a->span.end + shift, b->span.end);
            ck_assert_uint_eq(a->paragraph, b->paragraph);
            ck_assert_int_eq(a->heading, b->heading);
        }
    }
    bench_close(&bench);
}
END_TEST

Suite *split_suite(void) {
    Suite *suite = suite_create("split");
    TCase *all = tcase_create("cases");
    tcase_add_test(all, cases);
    tcase_add_test(all, blocks_do_not_matter);
    suite_add_tcase(suite, all);
    return suite;
}
