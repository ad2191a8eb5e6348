/* date.h - the days of the news, in one spelling: "2014-03-30". */
#ifndef DETENTE_DATE_H
#define DETENTE_DATE_H

#include <stdbool.h>

enum { DATE_ROOM = 11 };

/* Reads a date at the beginning of `text` and writes it as ISO: ISO with or
 * without a time, 2014/03/30, 20140330, "30 March 2014", "March 30, 2014",
 * "Sun, 30 Mar 2014 ...".  Day and month in figures with the year last are
 * ambiguous and refused.  false: no such day; `iso` is then "". */
bool date_read(const char *text, char iso[DATE_ROOM]);

#endif
