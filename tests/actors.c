/* actors.c - speaker spans to actors: tests/cases/actors.txt, and the gold
 * of the sample corpus. */
#define _GNU_SOURCE
#include "actors.h"

#include "base/csv.h"
#include "support.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SPANS = 32 };

/* The text of a case without its marks and its date. */
struct marked {
    char text[8192], date[16];
    struct span speakers[MOST_SPANS], contents[MOST_SPANS];
    uint32_t speaker_count, content_count;
};

static void take_marks(struct marked *marked, const char *input) {
    uint32_t at = 0;
    memset(marked, 0, sizeof *marked);
    if (sscanf(input, "Date: %10s", marked->date) == 1)
        input = strstr(input, "\n\n") + 2;
    for (const char *p = input; *p; p++) {
        switch (*p) {
        case '[': marked->speakers[marked->speaker_count].start = at; break;
        case ']': marked->speakers[marked->speaker_count++].end = at; break;
        case '{': marked->contents[marked->content_count].start = at; break;
        case '}': marked->contents[marked->content_count++].end = at; break;
        default: marked->text[at++] = *p;
        }
    }
}

static void set_statements(struct bench *bench, struct marked *marked) {
    struct document *document = &bench->document;
    document->statement_count = marked->speaker_count;
    document->statements =
        arena_zero(&bench->arena,
                   marked->speaker_count * sizeof *document->statements);
    for (uint32_t i = 0; i < marked->speaker_count; i++)
        document->statements[i] = (struct statement){
            .pieces = &marked->contents[i],
            .piece_count = i < marked->content_count,
            .speaker = marked->speakers[i],
            .actor = "", .role = "", .country = "", .targets = "",
            .rule = ""};
}

static void show(const struct test_case *test, char *out, size_t room) {
    static struct marked marked;
    struct bench bench;
    take_marks(&marked, test->input);
    bench_open(&bench, marked.text, "stem");
    bench.document.article.date = marked.date;
    set_statements(&bench, &marked);
    ck_assert(actors_resolve(&bench.document, &bench.tools, NULL));
    FILE *file = fmemopen(out, room, "w");
    for (uint32_t i = 0; i < marked.speaker_count; i++) {
        const struct statement *s = &bench.document.statements[i];
        fprintf(file, "%.*s -> %s | %s | %s",
                (int)(s->speaker.end - s->speaker.start),
                bench.document.article.text + s->speaker.start, s->actor,
                s->role, s->country);
        if (s->piece_count)
            fprintf(file, " > %s", s->targets);
        fputc('\n', file);
    }
    fclose(file);
    bench_close(&bench);
}

START_TEST(cases) { run_cases("actors.txt", 60, show); }
END_TEST

Suite *actors_suite(void) {
    Suite *suite = suite_create("actors");
    TCase *all = tcase_create("actors");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, cases);
    suite_add_tcase(suite, all);
    return suite;
}
