/* failure.h - how a function says why it failed.
 *
 * A function that can fail returns bool and takes a `struct failure *` last:
 *
 *     if (!file)
 *         return fail(why, "%s: %s", path, strerror(errno));
 *
 * Only main prints and exits.  Running out of memory is no failure: it ends
 * the program in one place, allocate() in arena.c. */
#ifndef DETENTE_FAILURE_H
#define DETENTE_FAILURE_H

#include <stdbool.h>

struct failure {
    char text[1024]; /* one sentence, no newline; names file and line */
};

/* Writes the reason into `why` (which may be NULL) and returns false. */
bool fail(struct failure *why, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
