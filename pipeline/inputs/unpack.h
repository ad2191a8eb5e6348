/* unpack.h - the bytes of a file, whatever it is packed in.
 *
 * Plain and .gz files are read through zlib, which notices a damaged .gz;
 * .zst .xz .bz2 .lz4 and archives (.zip .tar .tar.gz .tgz ...) through
 * libarchive.  That library is loaded when the first such file comes: with
 * what it needs itself it takes longer to load than an article to read. */
#ifndef DETENTE_UNPACK_H
#define DETENTE_UNPACK_H

#include "base/failure.h"

#include <stdbool.h>
#include <stddef.h>

enum packing {
    PACKED_PLAIN,  /* or .gz */
    PACKED_FILE,   /* one file, compressed otherwise */
    PACKED_FOLDER  /* an archive of files */
};

/* How the name says that a file is packed; `*length` becomes that of the
 * name without the ending that says so. */
enum packing packing_of_name(const char *name, size_t *length);

struct unpacked;

/* Opens a file; "-": standard input, plain or .gz. */
bool unpack_open(struct unpacked **unpacked, const char *path,
                 enum packing packing, struct failure *why);
void unpack_close(struct unpacked *unpacked);

/* The next file in an archive, by its path there (valid until the next call).
 * NULL at the end, or where unpack_problem says so. */
const char *unpack_next(struct unpacked *unpacked);

/* Bytes of the (archive's current) file; 0 at its end, -1 on a problem. */
long unpack_read(struct unpacked *unpacked, void *bytes, size_t room);

/* What is wrong with the file, NULL = nothing so far. */
const char *unpack_problem(struct unpacked *unpacked);

#endif
