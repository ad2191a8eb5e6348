/* training.c - measures against numbers from the literature and by hand; the
 * verbs about labels as a user runs them. */
#include "../training/agreement.h"
#include "../training/calibrate.h"
#include "../training/measure.h"
#include "../training/tools.h"
#include "support.h"
#include "tests.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define NEAR(a, b) ck_assert_double_eq_tol(a, b, 1e-9)
#define T "build/tone-tests/"

/* ---- agreement -------------------------------------------------------- */

/* Krippendorff, Computing Krippendorff's alpha-reliability (2011), section C:
 * four observers, twelve units; nominal .743, ordinal .815. */
START_TEST(alpha_is_krippendorffs) {
    enum { X = NO_VALUE };
    static const int VALUES[4 * 12] = {
        0, 1, 2, 2, 1, 0, 3, 0, 1, X, X, X, /* A */
        0, 1, 2, 2, 1, 1, 3, 0, 1, 4, X, 2, /* B */
        X, 2, 2, 2, 1, 2, 3, 1, 1, 4, 0, X, /* C */
        0, 1, 2, 2, 1, 3, 3, 0, 1, 4, 0, X, /* D */
    };
    ck_assert_double_eq_tol(krippendorff(VALUES, 4, 12, 5, false), 0.743,
                            5e-4);
    ck_assert_double_eq_tol(krippendorff(VALUES, 4, 12, 5, true), 0.815,
                            5e-4);
}
END_TEST

/* Same, section A: two observers, ten units, two categories; .095. */
START_TEST(alpha_of_two_observers) {
    static const int VALUES[2 * 10] = {0, 1, 0, 0, 0, 0, 0, 0, 1, 0,
                                       1, 1, 1, 0, 0, 1, 0, 0, 0, 0};
    ck_assert_double_eq_tol(krippendorff(VALUES, 2, 10, 2, false), 0.095,
                            5e-4);
    static const int ALIKE[4] = {1, 1, 1, 1};
    ck_assert(isnan(krippendorff(ALIKE, 2, 2, 2, false)));
}
END_TEST

/* The usual worked example: 20 yes-yes, 5 yes-no, 10 no-yes, 15 no-no; by
 * hand (0.7 - 0.5) / (1 - 0.5). */
START_TEST(kappa_by_hand) {
    static const int CELLS[4][3] = {{20, 0, 0}, {5, 0, 1}, {10, 1, 0},
                                    {15, 1, 1}};
    int a[50], b[50], n = 0;
    for (int c = 0; c < 4; c++)
        for (int i = 0; i < CELLS[c][0]; i++, n++) {
            a[n] = CELLS[c][1];
            b[n] = CELLS[c][2];
        }
    size_t common;
    NEAR(cohen(a, b, 50, 2, &common), 0.4);
    ck_assert_uint_eq(common, 50);
}
END_TEST

/* ---- measures --------------------------------------------------------- */

/* True rows 0 0 0 1 1 2, called 0 0 1 1 2 2: F1 0.8, 0.5, 2/3.  R_K by hand:
 * (4*6 - (3*2+2*2+1*2)) / sqrt((36-14)*(36-12)). */
START_TEST(measures_by_hand) {
    static const uint32_t TRUTH[] = {0, 0, 0, 1, 1, 2},
                          CALLED[] = {0, 0, 1, 1, 2, 2};
    struct measures m;
    measure(&m, 3, 6, TRUTH, CALLED);
    NEAR(m.f1[0], 0.8);
    NEAR(m.f1[1], 0.5);
    NEAR(m.f1[2], 2.0 / 3);
    NEAR(m.macro_f1, (0.8 + 0.5 + 2.0 / 3) / 3);
    NEAR(m.accuracy, 4.0 / 6);
    NEAR(m.mcc, 12 / sqrt(22.0 * 24));
}
END_TEST

/* 1 against 9: 2 * (1 + 10) / 2^10. */
START_TEST(mcnemar_by_hand) {
    NEAR(mcnemar(1, 9), 22.0 / 1024);
    NEAR(mcnemar(9, 1), 22.0 / 1024);
    NEAR(mcnemar(0, 0), 1);
    NEAR(mcnemar(5, 5), 1);
}
END_TEST

/* Two bins: 4 at 0.75 of which 2 right, 4 at 0.95 all right: (4 * .25 +
 * 4 * .05) / 8. */
START_TEST(calibration_error_by_hand) {
    static const uint32_t TRUTH[] = {0, 0, 1, 1, 1, 1, 1, 1},
                          CALLED[] = {0, 0, 0, 0, 1, 1, 1, 1};
    static const double SURE[] = {.75, .75, .75, .75, .95, .95, .95, .95};
    struct calibration c;
    measure_calibration(&c, 8, TRUTH, CALLED, SURE);
    NEAR(c.error, (4 * .25 + 4 * .05) / 8);
    NEAR(c.right[7], 0.5);
    ck_assert_uint_eq(c.count[9], 4);
}
END_TEST

/* At decision +1 (against -1) eight of ten are of the class, at -1 two of
 * ten: the likeliest logistic gives just these shares. */
START_TEST(calibration_finds_the_shares) {
    double decisions[40], scale[2], shift[2];
    uint32_t labels[20];
    for (int i = 0; i < 20; i++) {
        bool positive = i < 10;
        decisions[2 * i] = positive ? 1 : -1;
        decisions[2 * i + 1] = -decisions[2 * i];
        labels[i] = (i % 10 < 8) == positive ? 0 : 1;
    }
    calibrate(2, 20, decisions, labels, scale, shift);
    double first = scale[0] + shift[0], second = -scale[1] + shift[1];
    ck_assert_double_eq_tol(1 / (1 + exp(second - first)), 0.8, 1e-4);
    first = -scale[0] + shift[0];
    second = scale[1] + shift[1];
    ck_assert_double_eq_tol(1 / (1 + exp(second - first)), 0.2, 1e-4);
}
END_TEST

/* ---- the verbs -------------------------------------------------------- */

static char out[1 << 16];

static int shell(const char *command) {
    return run_shell(command, out, sizeof out);
}

/* The same foreign labels in each format that people label in. */
static const char MAKE_FOREIGN[] =
    "mkdir -p " T " && cd " T " && rm -f foreign.*; for i in 1 2 3 4 5 6 7 8 "
    "9 10 11 12; do for w in 'stimmt zu:dafuer' 'begruesst den Plan:dafuer' "
    "'lehnt ab:dagegen' 'warnt vor dem Plan:dagegen'; do t=\"Der Rat ${w%:*} "
    "am Tag $i\"; l=${w#*:}; echo \"\\\"$t\\\",$l\" >> foreign.rows; echo "
    "\"__label__$l $t\" >> foreign.txt; echo \"{\\\"text\\\": \\\"$t\\\", "
    "\\\"label\\\": [\\\"$l\\\"]}\" >> foreign.jsonl; echo "
    "\"{\\\"text\\\": \\\"$t\\\", \\\"accept\\\": [\\\"$l\\\"], "
    "\\\"answer\\\": \\\"accept\\\"}\" >> foreign.prodigy.jsonl; echo "
    "\"{\\\"data\\\": {\\\"text\\\": \\\"$t\\\"}, \\\"annotations\\\": "
    "[{\\\"result\\\": [{\\\"type\\\": \\\"choices\\\", \\\"value\\\": "
    "{\\\"choices\\\": [\\\"$l\\\"]}}]}]},\" >> foreign.tasks; done; done; "
    "(echo text,label; cat foreign.rows) > foreign.csv; (echo '['; sed "
    "'$s/,$//' foreign.tasks; echo ']') > foreign.json";

START_TEST(foreign_labels_end_to_end) {
    ck_assert_int_eq(shell(MAKE_FOREIGN), 0);
    static const char *const FORMATS[] = {"csv", "txt", "jsonl",
                                          "prodigy.jsonl", "json"};
    for (size_t i = 0; i < 5; i++) {
        char command[512];
        snprintf(command, sizeof command,
                 "$DETENTE train " T "foreign.%s --language german -o " T
                 "foreign-model && $DETENTE evaluate -m " T
                 "foreign-model " T "foreign.%s",
                 FORMATS[i], FORMATS[i]);
        ck_assert_msg(shell(command) == 0, "%s: %s", FORMATS[i], out);
        ck_assert_msg(strstr(out, "48 statements: accuracy 1.0000"), "%s: %s",
                      FORMATS[i], out);
        ck_assert_ptr_nonnull(strstr(out, "dagegen"));
    }
    ck_assert_int_eq(shell("$DETENTE score -m " T "foreign-model " T
                           "foreign.csv | head -2 | tail -1"),
                     0);
    ck_assert_msg(strstr(out, "dafuer"), "%s", out);
}
END_TEST

START_TEST(training_repeats_to_the_byte) {
    ck_assert_int_eq(
        shell("mkdir -p " T " && head -300 training/written/statements.csv > "
              T "r.csv && $DETENTE train " T "r.csv -o " T "r1 && $DETENTE "
              "train " T "r.csv -o " T "r2 && diff -r " T "r1 " T "r2"),
        0);
}
END_TEST

START_TEST(damaged_labels_are_listed) {
    ck_assert_int_eq(
        shell("mkdir -p " T " && cd " T " && printf 'text,grade\\n\"Good "
              "work\",1\\n\"\",1\\n\"Bad work\",7\\n\"We agree\",1\\n\"We "
              "refuse\",-1\\n\"They lie\",-2\\n\"Good work\",-1\\n' > "
              "damaged.csv; cd - >/dev/null; $DETENTE train " T
              "damaged.csv -o " T "damaged"),
        0);
    ck_assert_ptr_nonnull(strstr(out, "damaged.csv:3: left out: empty text"));
    ck_assert_ptr_nonnull(strstr(out, "damaged.csv:4: left out: '7' is no "
                                      "grade"));
    ck_assert_ptr_nonnull(strstr(out, "damaged.csv:8: left out: same text"));
    ck_assert_int_eq(shell("printf 'text,label\\na,x\\nb,x\\n' > " T
                           "one.csv; $DETENTE train " T "one.csv -o " T
                           "one"),
                     1);
    ck_assert_ptr_nonnull(strstr(out, "one class only"));
}
END_TEST

START_TEST(suggests_what_is_uncertain_and_unlike) {
    ck_assert_int_eq(shell("$DETENTE suggest training/written/statements.csv "
                           "-n 5 | wc -l"),
                     0);
    ck_assert_str_eq(out, "6\n");
}
END_TEST

START_TEST(abstains_when_asked) {
    ck_assert_int_eq(shell("printf 'text\\nWe condemn this.\\n' | $DETENTE "
                           "score --margin 1 - | tail -1"),
                     0);
    ck_assert_msg(strstr(out, ",unsure,"), "%s", out);
    ck_assert_int_eq(shell("$DETENTE score --margin 2 x.csv"), 2);
}
END_TEST

START_TEST(explains_down_to_the_decision) {
    ck_assert_int_eq(shell("$DETENTE explain 'We condemn this attack.' "
                           "--cue said"),
                     0);
    ck_assert_ptr_nonnull(strstr(out, "w:condemn"));
    ck_assert_ptr_nonnull(strstr(out, "decision"));
    ck_assert_ptr_nonnull(strstr(out, "label: hostile"));
}
END_TEST

START_TEST(agreement_of_tables) {
    ck_assert_int_eq(shell("cd " T " && printf 'id,label\\n1,a\\n2,b\\n3,a\\n'"
                           " > c1.csv && printf 'id,label\\n3,a\\n1,a\\n2,a\\n"
                           "' > c2.csv; cd - > /dev/null; $DETENTE agreement "
                           T "c1.csv " T "c2.csv"),
                     0);
    ck_assert_ptr_nonnull(strstr(out, "nominal: 0.0000"));
    ck_assert_ptr_nonnull(strstr(out, "\n2,,b,a\n"));
}
END_TEST

Suite *training_suite(void) {
    Suite *suite = suite_create("training");
    TCase *cases = tcase_create("training");
    tcase_set_timeout(cases, 240);
    tcase_add_test(cases, alpha_is_krippendorffs);
    tcase_add_test(cases, alpha_of_two_observers);
    tcase_add_test(cases, kappa_by_hand);
    tcase_add_test(cases, measures_by_hand);
    tcase_add_test(cases, mcnemar_by_hand);
    tcase_add_test(cases, calibration_error_by_hand);
    tcase_add_test(cases, calibration_finds_the_shares);
    tcase_add_test(cases, foreign_labels_end_to_end);
    tcase_add_test(cases, training_repeats_to_the_byte);
    tcase_add_test(cases, damaged_labels_are_listed);
    tcase_add_test(cases, suggests_what_is_uncertain_and_unlike);
    tcase_add_test(cases, abstains_when_asked);
    tcase_add_test(cases, explains_down_to_the_decision);
    tcase_add_test(cases, agreement_of_tables);
    suite_add_tcase(suite, cases);
    return suite;
}
