/* checksum.c - nettle's SHA-256, which uses the processor's own instructions
 * where it has them: ten times as fast as libmd, and every start of the
 * program sums the lexicons and the model. */
#define _POSIX_C_SOURCE 200809L
#include "checksum.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { CHUNK_BYTES = 1 << 15 };

void checksum_start(struct checksum *sum) { sha256_init(&sum->context); }

void checksum_add(struct checksum *sum, const void *bytes, size_t length) {
    sha256_update(&sum->context, length, bytes);
}

bool checksum_add_file(struct checksum *sum, const char *path) {
    int descriptor = open(path, O_RDONLY);
    if (descriptor < 0)
        return false;
    unsigned char bytes[CHUNK_BYTES];
    ssize_t got;
    while ((got = read(descriptor, bytes, sizeof bytes)) > 0 ||
           (got < 0 && errno == EINTR))
        if (got > 0)
            checksum_add(sum, bytes, (size_t)got);
    int problem = errno;
    close(descriptor);
    errno = problem;
    return got == 0;
}

void checksum_end(struct checksum *sum, char hexadecimal[CHECKSUM_ROOM]) {
    static const char DIGITS[] = "0123456789abcdef";
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(&sum->context, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        hexadecimal[2 * i] = DIGITS[digest[i] >> 4];
        hexadecimal[2 * i + 1] = DIGITS[digest[i] & 15];
    }
    hexadecimal[CHECKSUM_ROOM - 1] = '\0';
}
