/* run_tests.c - all suites in one runner; Check's line is the last. */
#include "tests.h"

#include <stdlib.h>

/* One a line, so that two hands can add one each. */
static Suite *(*const SUITES[])(void) = {
    checksum_suite,
    scan_suite,
    csv_suite,
    date_suite,
    words_suite,
    lexicons_suite,
    tokenize_suite,
    unpack_suite,
    read_suite,
    split_suite,
    actors_suite, stages_suite,
    dedupe_suite,
    attribute_suite,
    statistics_suite,
    wording_suite,
    tone_suite,
    trend_suite,
    training_suite,
    plan_suite,
    report_suite,
    merge_suite,
    commands_suite,
};

int main(void) {
    SRunner *runner = srunner_create(SUITES[0]());
    for (size_t i = 1; i < sizeof SUITES / sizeof *SUITES; i++)
        srunner_add_suite(runner, SUITES[i]());
    srunner_run_all(runner, CK_ENV);
    int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
