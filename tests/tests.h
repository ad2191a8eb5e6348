/* tests.h - the suites, one a file, in the order of the data's way. */
#ifndef DETENTE_TESTS_H
#define DETENTE_TESTS_H

#include <check.h>

Suite *checksum_suite(void);
Suite *scan_suite(void);
Suite *csv_suite(void);
Suite *date_suite(void);
Suite *words_suite(void);
Suite *lexicons_suite(void);
Suite *tokenize_suite(void);
Suite *unpack_suite(void);
Suite *read_suite(void);
Suite *split_suite(void);
Suite *stages_suite(void);
Suite *actors_suite(void);
Suite *dedupe_suite(void);
Suite *attribute_suite(void);
Suite *statistics_suite(void);
Suite *wording_suite(void);
Suite *tone_suite(void);
Suite *trend_suite(void);
Suite *training_suite(void);
Suite *plan_suite(void);
Suite *report_suite(void);
Suite *merge_suite(void);
Suite *commands_suite(void);

#endif
