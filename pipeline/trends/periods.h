/* periods.h - days of the calendar, and the periods that they fall in.
 *
 * A day is a number: days since 1970-01-01, proleptic Gregorian.  A period is
 * a number too, one more than that of the period before it, so that gaps can
 * be counted.  Names are ISO 8601: 2014-03-30, 2014-W13, 2014-03, 2014; a
 * quarter, for which ISO has no name, is 2014-Q1. */
#ifndef DETENTE_PERIODS_H
#define DETENTE_PERIODS_H

#include <stdint.h>

/* The day and the period of what has no date; comes after all others. */
enum { UNDATED = INT32_MAX };

enum { PERIOD_ROOM = 16 };

struct calendar {
    const char *name;           /* "month" */
    int32_t (*period)(int32_t day);
    int32_t (*first_day)(int32_t period);
    void (*write)(int32_t first_day, char name[PERIOD_ROOM]);
};

/* day, week, month, quarter or year; NULL = no such. */
const struct calendar *calendar_find(const char *name);

int32_t calendar_period(const struct calendar *calendar, int32_t day);
/* Writes the period's name, "undated" for UNDATED. */
void calendar_name(const struct calendar *calendar, int32_t period,
                   char name[PERIOD_ROOM]);

/* The day of an ISO date, UNDATED if it is none. */
int32_t day_read(const char *iso);
/* Writes an ISO date, "" for UNDATED. */
void day_write(int32_t day, char iso[PERIOD_ROOM]);

#endif
