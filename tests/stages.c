/* stages.c - the table of stages keeps its promises. */
#include "pipeline.h"
#include "tables.h"
#include "tests.h"

#include <stdio.h>
#include <string.h>

START_TEST(needs_are_given_before) {
    unsigned given = 0;
    for (size_t i = 0; i < STAGE_COUNT; i++) {
        ck_assert_msg((STAGES[i].needs & ~given) == 0,
                      "%s needs a layer that no earlier stage gives",
                      STAGES[i].verb);
        given |= STAGES[i].gives;
    }
}
END_TEST

START_TEST(each_stage_has_one_row_and_a_sentence) {
    for (size_t i = 0; i < STAGE_COUNT; i++) {
        ck_assert_ptr_eq(stage_find(STAGES[i].verb), &STAGES[i]);
        ck_assert_uint_gt(strlen(STAGES[i].help), 10);
        ck_assert(STAGES[i].gives == LAYER_TRENDS ||
                  table_of_layer(STAGES[i].gives) != NULL);
    }
}
END_TEST

START_TEST(the_readme_has_the_columns) {
    static char readme[1 << 16];
    FILE *file = fopen("README.md", "r");
    ck_assert_ptr_nonnull(file);
    readme[fread(readme, 1, sizeof readme - 1, file)] = '\0';
    fclose(file);
    const struct table *table = &TABLES[TABLE_SCORED];
    for (int group = 0; group < 4 && table->groups[group]; group++)
        for (const struct column *const *c = table->groups[group]; *c; c++) {
            char row[256];
            snprintf(row, sizeof row, "| `%s` | %s |", (*c)->name,
                     (*c)->meaning);
            ck_assert_msg(strstr(readme, row) != NULL, "README.md lacks: %s",
                          row);
        }
}
END_TEST

START_TEST(fixed_numbers_are_exact) {
    int32_t number;
    ck_assert(parse_fixed("-0.1234", &number) && number == -1234);
    ck_assert(parse_fixed("1", &number) && number == 10000);
    ck_assert(parse_fixed("0.5", &number) && number == 5000);
    ck_assert(!parse_fixed("", &number) && !parse_fixed("x", &number));
    ck_assert(!parse_fixed("99999999", &number));
}
END_TEST

START_TEST(the_map_follows_the_table) {
    static char map[1 << 16];
    FILE *file = fopen("pipeline/README.md", "r");
    ck_assert_ptr_nonnull(file);
    map[fread(map, 1, sizeof map - 1, file)] = '\0';
    fclose(file);
    const char *at = strstr(map, "|---|");
    for (size_t i = 0; i < STAGE_COUNT; i++) {
        char row[256];
        snprintf(row, sizeof row, "\n| %s | %s.c | %s |\n", STAGES[i].verb,
                 STAGES[i].verb, STAGES[i].help);
        at = strstr(at, row);
        ck_assert_msg(at != NULL, "pipeline/README.md lacks:%s", row);
    }
}
END_TEST

Suite *stages_suite(void) {
    Suite *suite = suite_create("stages");
    TCase *all = tcase_create("stages");
    tcase_add_test(all, needs_are_given_before);
    tcase_add_test(all, each_stage_has_one_row_and_a_sentence);
    tcase_add_test(all, the_map_follows_the_table);
    tcase_add_test(all, the_readme_has_the_columns);
    tcase_add_test(all, fixed_numbers_are_exact);
    suite_add_tcase(suite, all);
    return suite;
}
