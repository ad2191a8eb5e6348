#define _GNU_SOURCE
#include "support.h"

#include "attribution.h"
#include "copies.h"

#include "lexicons.h"
#include "roster.h"
#include "toolbox.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

/* Opened at first need and kept till the test's process ends. */
static const struct attribution *attribution_of_tests(void) {
    static struct attribution *attribution;
    struct failure why = {""};
    if (!attribution)
        attribution =
            attribution_open("lexicons/english", "models/english", &why);
    ck_assert_msg(attribution != NULL, "%s", why.text);
    return attribution;
}

void bench_open(struct bench *bench, const char *text, const char *verb) {
    struct failure why = {""};
    memset(bench, 0, sizeof *bench);
    bench->options = (struct options){.language = "english",
                                      .period = "month"};
    bench->tools.options = &bench->options;
    bench->tools.lexicons = lexicons_open("lexicons/english", NULL, &why);
    ck_assert_msg(bench->tools.lexicons != NULL, "%s", why.text);
    bench->tools.copies = copies_open();
    bench->tools.attribution = attribution_of_tests();
    bench->tools.roster = roster_open(bench->tools.lexicons);
    bench->tools.words = toolbox_words(&bench->tools, &why);
    struct document *document = &bench->document;
    size_t length = strlen(text);
    document->arena = &bench->arena;
    document->raw = (struct raw){.name = "test.txt", .length = length};
    char *bytes = arena_zero(&bench->arena, length + TEXT_PADDING);
    memcpy(bytes, text, length);
    document->raw.bytes = bytes;
    for (size_t i = 0; i < STAGE_COUNT; i++) {
        ck_assert_msg(STAGES[i].step(document, &bench->tools, &why), "%s: %s",
                      STAGES[i].verb, why.text);
        if (!strcmp(STAGES[i].verb, verb))
            return;
    }
    ck_abort_msg("no verb %s", verb);
}

void bench_close(struct bench *bench) {
    roster_close((struct roster *)(uintptr_t)bench->tools.roster);
    lexicons_close((struct lexicons *)(uintptr_t)bench->tools.lexicons);
    words_close(bench->tools.words);
    copies_close(bench->tools.copies);
    arena_free(&bench->arena);
}

static char *read_whole(const char *path) {
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s cannot be read", path);
    size_t room = 1 << 20, length;
    char *text = malloc(room);
    length = fread(text, 1, room - 1, file);
    text[length] = '\0';
    fclose(file);
    return text;
}

/* Cuts off the last newline. */
static void trim(char *text) {
    size_t length = strlen(text);
    while (length && text[length - 1] == '\n')
        text[--length] = '\0';
}

void run_cases(const char *file, size_t least,
               void (*show)(const struct test_case *test, char *out,
                            size_t room)) {
    char path[256];
    snprintf(path, sizeof path, "tests/cases/%s", file);
    char *text = read_whole(path), *next = strstr(text, "== ");
    size_t count = 0;
    while (next) {
        char *name = next + 3, *input = strchr(name, '\n');
        *input++ = '\0';
        char *expected = strstr(input, "\n--\n");
        ck_assert_msg(expected != NULL, "%s: '%s' has no --", file, name);
        *expected = '\0';
        expected += 4;
        next = strstr(expected, "\n== ");
        if (!strncmp(expected, "== ", 3)) {
            next = expected;
            expected = "";
        } else if (next) {
            *next++ = '\0';
        }
        if (*expected)
            trim(expected);
        struct test_case test = {name, input, expected};
        char out[16384] = "";
        show(&test, out, sizeof out);
        trim(out);
        ck_assert_msg(!strcmp(out, expected),
                      "%s: '%s'\n--- expected\n%s\n--- came out\n%s", file,
                      name, expected, out);
        count++;
    }
    ck_assert_uint_ge(count, least);
    free(text);
}

int run_shell(const char *command, char *out, size_t room) {
    char line[4096];
    snprintf(line, sizeof line, "{ %s\n} 2>&1", command);
    if (!getenv("DETENTE"))
        setenv("DETENTE", "./detente", 1);
    FILE *pipe = popen(line, "r");
    ck_assert(pipe != NULL);
    size_t length = fread(out, 1, room - 1, pipe);
    out[length] = '\0';
    char rest[4096];
    while (fread(rest, 1, sizeof rest, pipe) > 0)
        ;
    int status = pclose(pipe);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
