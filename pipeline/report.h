/* report.h - report.html: the tables of a run as a page that can be handed
 * on.
 *
 * One file, no network: SVG inside, a style and a script that are allowed by
 * their checksums in the page's own Content-Security-Policy; with scripts
 * off nothing is missing but filters.  It shows a bounded choice, see
 * picture.h, and stays below 2 MB. */
#ifndef DETENTE_REPORT_H
#define DETENTE_REPORT_H

#include "base/failure.h"

#include <stdbool.h>

struct ledger;

/* Reads the tables in `folder` and writes report.html beside them; `ledger`
 * is that of its statements, or NULL. */
bool report_write(const char *folder, struct ledger *ledger,
                  struct failure *why);

#endif
