/* support.h - what several suites need: a document from a text, cases from a
 * file that a person can judge, the program run as a user runs it. */
#ifndef DETENTE_TEST_SUPPORT_H
#define DETENTE_TEST_SUPPORT_H

#include "pipeline.h"

/* Lexicons of the checkout, a words table, nothing else. */
struct bench {
    struct arena arena;
    struct options options;
    struct tools tools;
    struct document document;
};

/* Opens the tools and walks `text` through the stages up to and with `verb`;
 * ends the test when something fails. */
void bench_open(struct bench *bench, const char *text, const char *verb);
void bench_close(struct bench *bench);

/* A case file holds cases like
 *
 *     == name
 *     the input, any number of lines
 *     --
 *     what is expected, line by line
 *
 * `show` prints what came out into `out`, in the same form. */
struct test_case {
    const char *name, *input, *expected; /* texts without last newline */
};
/* Runs all cases of tests/cases/FILE and fails with the first difference;
 * `least` guards against a file that was not read. */
void run_cases(const char *file, size_t least,
               void (*show)(const struct test_case *test, char *out,
                            size_t room));

/* Runs a shell command line in the checkout, $DETENTE being the program;
 * returns its exit status, its standard output and error in `out`. */
int run_shell(const char *command, char *out, size_t room);

#endif
