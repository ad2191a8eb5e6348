/* plan.c - the sample's planned courses of tone are seen again: once from the
 * gold statements, which tests the aggregation alone, once from the articles,
 * which tests everything. */
#include "support.h"
#include "tests.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The rank correlation on the last line of plan.awk's output. */
static double correlation(const char *command, char *out, size_t room) {
    int status = run_shell(command, out, room);
    ck_assert_msg(status == 0, "%s", out);
    const char *all = strstr(out, "all,");
    ck_assert_msg(all != NULL, "%s", out);
    return strtod(strrchr(all, ',') + 1, NULL);
}

/* The gold has grades from -2 to 2 and its dates in the names. */
START_TEST(gold_follows_the_plan) {
    char out[4096];
    double rho = correlation(
        "sed -E '1s/grade/tone/; 1s/^/date,/; s/^(....-..-..)_/\\1,\\1_/' "
        "tests/sample/gold.csv >build/gold-scored.csv; $DETENTE trend "
        "build/gold-scored.csv >build/gold-trends.csv; awk -f tests/plan.awk "
        "tests/sample/plan.csv build/gold-trends.csv", out, sizeof out);
    ck_assert_msg(rho > 0.93, "%s", out);
}
END_TEST

START_TEST(articles_follow_the_plan) {
    char out[4096];
    double rho = correlation(
        "$DETENTE run tests/sample/articles --actors tests/sample/actors.csv "
        "--no-report -o build/plan 2>build/plan.log; awk -f tests/plan.awk "
        "tests/sample/plan.csv build/plan/trends.csv", out, sizeof out);
    ck_assert_msg(rho > 0.4, "%s", out);
}
END_TEST

Suite *plan_suite(void) {
    Suite *suite = suite_create("plan");
    TCase *plan = tcase_create("plan");
    tcase_set_timeout(plan, 60);
    tcase_add_test(plan, gold_follows_the_plan);
    tcase_add_test(plan, articles_follow_the_plan);
    suite_add_tcase(suite, plan);
    return suite;
}
