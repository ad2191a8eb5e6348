/* checksum.h - SHA-256, to know a model, a lexicon or a part again. */
#ifndef DETENTE_CHECKSUM_H
#define DETENTE_CHECKSUM_H

#include <nettle/sha2.h>
#include <stdbool.h>
#include <stddef.h>

enum { CHECKSUM_ROOM = 2 * SHA256_DIGEST_SIZE + 1 };

struct checksum {
    struct sha256_ctx context;
};

void checksum_start(struct checksum *sum);
void checksum_add(struct checksum *sum, const void *bytes, size_t length);
/* Adds a file's bytes; false with errno where it cannot be read. */
bool checksum_add_file(struct checksum *sum, const char *path);
/* In lower-case hexadecimal; NUL-terminated. */
void checksum_end(struct checksum *sum, char hexadecimal[CHECKSUM_ROOM]);

#endif
