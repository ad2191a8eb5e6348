/* commands.c - the program as a user runs it: filters, runs, bad use. */
#include "support.h"
#include "tests.h"

#include <string.h>

static const char ARTICLE[] =
    "mkdir -p build/t && printf 'The envoy of Russia spoke. \"We will talk,\" "
    "he said.\\n\\nMoscow agreed.\\n' > build/t/2020-05-01_talks.txt; ";

static int shell(const char *command, char *out, size_t room) {
    char line[2048];
    strcpy(line, ARTICLE);
    strcat(line, command);
    return run_shell(line, out, room);
}

START_TEST(filters_chain_to_the_same_bytes) {
    char out[4096];
    int status = shell(
        "set -e; f=build/t/2020-05-01_talks.txt\n"
        "$DETENTE read $f | $DETENTE split | $DETENTE stem >build/t/chain\n"
        "$DETENTE stem $f >build/t/whole; cmp build/t/chain build/t/whole",
        out, sizeof out);
    ck_assert_msg(status == 0, "%s", out);
}
END_TEST

static const struct {
    const char *command, *message;
    int status;
} MISUSES[] = {
    {"$DETENTE", "no verb", 2},
    {"$DETENTE nonsense", "no verb 'nonsense'", 2},
    {"$DETENTE run build/t/2020-05-01_talks.txt", "-o DIR", 2},
    {"$DETENTE run -o build/t/out", "no articles", 2},
    {"$DETENTE run --threads 0 -o x y", "'0' is no whole number", 2},
    {"$DETENTE run --nonsense", "no such option", 2},
    {"$DETENTE run build/t/2020-05-01_talks.txt -o /proc/none",
     "/proc/none: no folder can be made there", 1},
    {"$DETENTE run --lexicons /none build/t/2020-05-01_talks.txt -o build/t/o",
     "/none: no such lexicon folder", 1},
};

START_TEST(misuse_is_told) {
    char out[4096];
    ck_assert_int_eq(shell(MISUSES[_i].command, out, sizeof out),
                     MISUSES[_i].status);
    ck_assert_msg(strstr(out, MISUSES[_i].message) != NULL, "%s", out);
}
END_TEST

START_TEST(helps) {
    char out[8192];
    ck_assert_int_eq(run_shell("$DETENTE --help", out, sizeof out), 0);
    ck_assert_ptr_nonnull(strstr(out, "attribute"));
    ck_assert_int_eq(run_shell("$DETENTE score --help", out, sizeof out), 0);
    ck_assert_ptr_nonnull(strstr(out, "p_hostile"));
}
END_TEST

Suite *commands_suite(void) {
    Suite *suite = suite_create("commands");
    TCase *all = tcase_create("commands");
    tcase_add_test(all, filters_chain_to_the_same_bytes);
    tcase_add_loop_test(all, misuse_is_told, 0,
                        sizeof MISUSES / sizeof *MISUSES);
    tcase_add_test(all, helps);
    suite_add_tcase(suite, all);
    return suite;
}
