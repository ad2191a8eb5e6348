/* date.c - spellings of days; the calendar is the Gregorian one. */
#include "base/date.h"
#include "tests.h"

static const struct {
    const char *text, *iso;
} DAYS[] = {
    {"2014-03-30", "2014-03-30"},
    {"2014-03-30T23:59:00Z", "2014-03-30"},
    {" 2014/03/30 10:00", "2014-03-30"},
    {"20140330", "2014-03-30"},
    {"30 March 2014", "2014-03-30"},
    {"March 30, 2014", "2014-03-30"},
    {"Sun, 30 Mar 2014 12:00:00 GMT", "2014-03-30"},
    {"Sept. 5, 2016", "2016-09-05"},
    {"1st May 2020", ""},
    {"2016-02-29", "2016-02-29"},
    {"2015-02-29", ""},
    {"1900-02-29", ""},
    {"2014-13-01", ""},
    {"03/30/2014", ""},
    {"yesterday", ""},
    {"", ""},
};

START_TEST(reads_days) {
    char iso[DATE_ROOM];
    ck_assert_int_eq(date_read(DAYS[_i].text, iso), *DAYS[_i].iso != '\0');
    ck_assert_str_eq(iso, DAYS[_i].iso);
}
END_TEST

Suite *date_suite(void) {
    Suite *suite = suite_create("date");
    TCase *days = tcase_create("days");
    tcase_add_loop_test(days, reads_days, 0, sizeof DAYS / sizeof *DAYS);
    suite_add_tcase(suite, days);
    return suite;
}
