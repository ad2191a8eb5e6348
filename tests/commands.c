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

/* The whole chain, a table between any two stages, prints what a run writes;
 * an actor corrected between attribute and score comes out corrected. */
START_TEST(filters_print_what_a_run_writes) {
    char out[4096];
    int status = run_shell(
        "set -e; mkdir -p build/t; s=tests/sample/articles\n"
        "$DETENTE run $s -o build/t/run 2>/dev/null\n"
        "$DETENTE read $s | $DETENTE split | $DETENTE stem | "
        "$DETENTE dedupe | $DETENTE attribute | tee build/t/said.csv | "
        "$DETENTE score | tee build/t/scored.csv | "
        "$DETENTE trend >build/t/trends.csv\n"
        "cmp build/t/scored.csv build/t/run/statements.csv\n"
        "cmp build/t/trends.csv build/t/run/trends.csv\n"
        "sed 's/,Gunnar Ekstad,/,Corrected Name,/' build/t/said.csv | "
        "$DETENTE score | $DETENTE trend | grep -q '^Corrected Name,'",
        out, sizeof out);
    ck_assert_msg(status == 0, "%s", out);
}
END_TEST

START_TEST(misuse_is_told) {
    char out[4096];
    ck_assert_int_eq(shell(MISUSES[_i].command, out, sizeof out),
                     MISUSES[_i].status);
    ck_assert_msg(strstr(out, MISUSES[_i].message) != NULL, "%s", out);
}
END_TEST

/* An article told: content, who, by which rule and how the name was found;
 * with a number one statement, its tone feature by feature. */
START_TEST(explains_an_article) {
    static const char *const TOLD[] = {
        "2020-05-01_talks  2020-05-01\n",
        "1 \"We will talk,\"\n",
        "written: he + said\n",
        "rule     quotation source cue, as in: \"The talks failed,\" Kerry "
        "said.\n",
        "speaker  pronoun: The nearest prominent actor of that gender",
        "tone     +"};
    char out[8192];
    ck_assert_int_eq(shell("$DETENTE explain build/t/2020-05-01_talks.txt",
                           out, sizeof out),
                     0);
    for (size_t i = 0; i < sizeof TOLD / sizeof *TOLD; i++)
        ck_assert_msg(strstr(out, TOLD[i]) != NULL, "%s\n%s", TOLD[i], out);
    ck_assert_ptr_null(strstr(out, "decision"));
    ck_assert_int_eq(shell("$DETENTE explain build/t/2020-05-01_talks.txt "
                           "-n 1",
                           out, sizeof out),
                     0);
    ck_assert_msg(strstr(out, "decision") != NULL, "%s", out);
    ck_assert_int_eq(shell("$DETENTE explain build/t/2020-05-01_talks.txt "
                           "-n 99",
                           out, sizeof out),
                     1);
    ck_assert_msg(strstr(out, "no number 99") != NULL, "%s", out);
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
    tcase_set_timeout(all, 120);
    tcase_add_test(all, filters_chain_to_the_same_bytes);
    tcase_add_test(all, filters_print_what_a_run_writes);
    tcase_add_loop_test(all, misuse_is_told, 0,
                        sizeof MISUSES / sizeof *MISUSES);
    tcase_add_test(all, explains_an_article);
    tcase_add_test(all, helps);
    suite_add_tcase(suite, all);
    return suite;
}
