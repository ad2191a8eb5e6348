/* periods.c - the civil calendar in integers.
 *
 * From days to year, month and day and back: Howard Hinnant, "chrono-
 * Compatible Low-Level Date Algorithms" (2013), days_from_civil and
 * civil_from_days.  An ISO week belongs to the year of its Thursday, and
 * since 1970-01-01 was a Thursday, week w has its Thursday on day 7 w. */
#include "periods.h"

#include <stddef.h>
#include <string.h>

struct civil {
    int32_t year, month, day;
};

static int32_t floor_divide(int32_t number, int32_t by) {
    return number / by - (number % by < 0);
}

static int32_t day_of_civil(struct civil date) {
    int32_t year = date.year - (date.month <= 2);
    int32_t era = floor_divide(year, 400);
    int32_t year_of_era = year - era * 400;
    int32_t month = (date.month + 9) % 12; /* from March */
    int32_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
    int32_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146097 + day_of_era - 719468;
}

static struct civil civil_of_day(int32_t day) {
    int32_t era = floor_divide(day + 719468, 146097);
    int32_t day_of_era = day + 719468 - era * 146097;
    int32_t year_of_era = (day_of_era - day_of_era / 1460 +
                           day_of_era / 36524 - day_of_era / 146096) /
                          365;
    int32_t day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 -
                                        year_of_era / 100);
    int32_t month = (5 * day_of_year + 2) / 153;
    struct civil date = {year_of_era + era * 400, month < 10 ? month + 3
                                                             : month - 9,
                         day_of_year - (153 * month + 2) / 5 + 1};
    date.year += date.month <= 2;
    return date;
}

/* Writes so many digits; returns what follows them. */
static char *write_digits(char *name, int32_t number, int digits) {
    for (int i = digits; i-- > 0; number /= 10)
        name[i] = (char)('0' + number % 10);
    return name + digits;
}

/* ---- the five calendars ----------------------------------------------- */

static int32_t same_day(int32_t day) { return day; }

static void write_day(int32_t first_day, char name[PERIOD_ROOM]) {
    struct civil date = civil_of_day(first_day);
    name = write_digits(name, date.year, 4);
    *name++ = '-';
    name = write_digits(name, date.month, 2);
    *name++ = '-';
    *write_digits(name, date.day, 2) = '\0';
}

/* Monday is three days before the Thursday that numbers the week. */
static int32_t week_of_day(int32_t day) { return floor_divide(day + 3, 7); }

static int32_t day_of_week(int32_t week) { return week * 7 - 3; }

static void write_week(int32_t first_day, char name[PERIOD_ROOM]) {
    int32_t thursday = first_day + 3, year = civil_of_day(thursday).year;
    int32_t new_year = day_of_civil((struct civil){year, 1, 1});
    name = write_digits(name, year, 4);
    *name++ = '-';
    *name++ = 'W';
    *write_digits(name, (thursday - new_year) / 7 + 1, 2) = '\0';
}

static int32_t month_of_day(int32_t day) {
    struct civil date = civil_of_day(day);
    return date.year * 12 + date.month - 1;
}

static int32_t day_of_month(int32_t month) {
    int32_t year = floor_divide(month, 12);
    return day_of_civil((struct civil){year, month - year * 12 + 1, 1});
}

static void write_month(int32_t first_day, char name[PERIOD_ROOM]) {
    struct civil date = civil_of_day(first_day);
    name = write_digits(name, date.year, 4);
    *name++ = '-';
    *write_digits(name, date.month, 2) = '\0';
}

static int32_t quarter_of_day(int32_t day) {
    return floor_divide(month_of_day(day), 3);
}

static int32_t day_of_quarter(int32_t quarter) {
    return day_of_month(quarter * 3);
}

static void write_quarter(int32_t first_day, char name[PERIOD_ROOM]) {
    struct civil date = civil_of_day(first_day);
    name = write_digits(name, date.year, 4);
    *name++ = '-';
    *name++ = 'Q';
    *write_digits(name, (date.month - 1) / 3 + 1, 1) = '\0';
}

static int32_t year_of_day(int32_t day) { return civil_of_day(day).year; }

static int32_t day_of_year(int32_t year) {
    return day_of_civil((struct civil){year, 1, 1});
}

static void write_year(int32_t first_day, char name[PERIOD_ROOM]) {
    *write_digits(name, civil_of_day(first_day).year, 4) = '\0';
}

static const struct calendar CALENDARS[] = {
    {"day", same_day, same_day, write_day},
    {"week", week_of_day, day_of_week, write_week},
    {"month", month_of_day, day_of_month, write_month},
    {"quarter", quarter_of_day, day_of_quarter, write_quarter},
    {"year", year_of_day, day_of_year, write_year}};

const struct calendar *calendar_find(const char *name) {
    for (size_t i = 0; i < sizeof CALENDARS / sizeof *CALENDARS; i++)
        if (!strcmp(CALENDARS[i].name, name))
            return &CALENDARS[i];
    return NULL;
}

int32_t calendar_period(const struct calendar *calendar, int32_t day) {
    return day == UNDATED ? UNDATED : calendar->period(day);
}

void calendar_name(const struct calendar *calendar, int32_t period,
                   char name[PERIOD_ROOM]) {
    if (period == UNDATED)
        memcpy(name, "undated", sizeof "undated");
    else
        calendar->write(calendar->first_day(period), name);
}

/* ---- ISO dates -------------------------------------------------------- */

/* The number of exactly `count` digits, -1 if they are none. */
static int32_t read_digits(const char *text, int count) {
    int32_t number = 0;
    for (int i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        number = number * 10 + (text[i] - '0');
    }
    return number;
}

int32_t day_read(const char *iso) {
    struct civil date;
    if ((date.year = read_digits(iso, 4)) < 0 || iso[4] != '-' ||
        (date.month = read_digits(iso + 5, 2)) < 0 || iso[7] != '-' ||
        (date.day = read_digits(iso + 8, 2)) < 0)
        return UNDATED;
    if (date.month < 1 || date.month > 12 || date.day < 1 || date.day > 31)
        return UNDATED;
    return day_of_civil(date);
}

void day_write(int32_t day, char iso[PERIOD_ROOM]) {
    iso[0] = '\0';
    if (day != UNDATED)
        write_day(day, iso);
}
