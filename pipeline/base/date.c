/* date.c - a few spellings, tried one after another; the Gregorian calendar
 * decides whether there is such a day. */
#include "date.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static void put_digits(char *into, int number, int digits) {
    while (digits--) {
        into[digits] = (char)('0' + number % 10);
        number /= 10;
    }
}

static bool write_day(int year, int month, int day, char iso[DATE_ROOM]) {
    static const int DAYS[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    if (year < 1400 || year > 2999 || month < 1 || month > 12 || day < 1 ||
        day > DAYS[month - 1] || (month == 2 && day == 29 && !leap))
        return false;
    memcpy(iso, "yyyy-mm-dd", DATE_ROOM);
    put_digits(iso, year, 4);
    put_digits(iso + 5, month, 2);
    put_digits(iso + 8, day, 2);
    return true;
}

/* The month whose English name or its first three letters begin at `text`;
 * 0 = none.  `*rest` is what follows the name. */
static int month_name(const char *text, const char **rest) {
    static const char *const NAMES[] = {
        "january", "february", "march", "april", "may", "june", "july",
        "august", "september", "october", "november", "december"};
    size_t length = 0;
    while (isalpha((unsigned char)text[length]))
        length++;
    for (int i = 0; length >= 3 && i < 12; i++)
        if (!strncasecmp(text, NAMES[i], length == 4 ? 3 : length) &&
            length <= strlen(NAMES[i]) + (length == 4)) {
            *rest = text + length + strspn(text + length, "., -");
            return i + 1;
        }
    return 0;
}

static bool spelled_out(const char *text, char iso[DATE_ROOM]) {
    int day, year, used = 0;
    const char *rest;
    if (isalpha((unsigned char)*text)) {
        int month = month_name(text, &rest);
        if (month)
            return sscanf(rest, "%2d%*[a-z, ]%4d", &day, &year) == 2 &&
                   write_day(year, month, day, iso);
        text += strcspn(text, " ,"); /* the day of the week */
        text += strspn(text, " ,");
        if (isalpha((unsigned char)*text))
            return (month = month_name(text, &rest)) &&
                   sscanf(rest, "%2d%*[a-z, ]%4d", &day, &year) == 2 &&
                   write_day(year, month, day, iso);
    }
    if (sscanf(text, "%2d%n", &day, &used) != 1)
        return false;
    text += used + (int)strspn(text + used, "., -");
    int month = month_name(text, &rest);
    return month && sscanf(rest, "%4d", &year) == 1 &&
           write_day(year, month, day, iso);
}

bool date_read(const char *text, char iso[DATE_ROOM]) {
    static const char *const FIGURES[] = {"%4d-%2d-%2d%n", "%4d/%2d/%2d%n",
                                          "%4d%2d%2d%n", "%4d.%2d.%2d%n"};
    iso[0] = '\0';
    text += strspn(text, " \t");
    for (size_t i = 0; i < sizeof FIGURES / sizeof *FIGURES; i++) {
        int year, month, day, used = 0;
        if (isdigit((unsigned char)*text) &&
            sscanf(text, FIGURES[i], &year, &month, &day, &used) == 3 &&
            used >= 8 && !isdigit((unsigned char)text[used]))
            return write_day(year, month, day, iso);
    }
    return spelled_out(text, iso);
}
