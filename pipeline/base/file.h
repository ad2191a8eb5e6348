/* file.h - a whole file at once. */
#ifndef DETENTE_FILE_H
#define DETENTE_FILE_H

#include "arena.h"
#include "failure.h"

#include <stdbool.h>
#include <stddef.h>

struct file {
    char *bytes; /* in the arena, with a NUL behind them */
    size_t length;
};

/* Reads a plain file of at most `most` bytes; false where there is none, where
 * it is something else, or larger. */
bool file_read(const char *path, size_t most, struct arena *arena,
               struct file *file, struct failure *why);

#endif
