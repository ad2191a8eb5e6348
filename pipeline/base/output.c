/* output.c - plain doubling, write(2), and rename(2) at the end. */
#define _POSIX_C_SOURCE 200809L
#include "output.h"

#include "arena.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void output_grow(struct output *out, size_t more) {
    size_t room = out->room ? out->room : 4096;
    while (room - out->length < more)
        room *= 2;
    out->bytes = reallocate(out->bytes, room);
    out->room = room;
}

void output_bytes(struct output *out, const char *bytes, size_t length) {
    if (!length)
        return;
    memcpy(output_room(out, length), bytes, length);
    out->length += length;
}

void output_text(struct output *out, const char *text) {
    output_bytes(out, text, strlen(text));
}

void output_print(struct output *out, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t length = (size_t)vsnprintf(NULL, 0, format, arguments);
    output_room(out, length + 1);
    vsnprintf(out->bytes + out->length, length + 1, format, again);
    out->length += length;
    va_end(again);
    va_end(arguments);
}

/* ---- numbers ---------------------------------------------------------- */

enum { EIGHT = 8, HUNDRED_MILLION = 100000000 };

/* The eight decimal digits of a number below 10^8 as bytes, the first one
 * the lowest: halves, quarters and eighths of it side by side in one word,
 * each division a multiplication (Mula, "SIMD-ized integer to string"). */
static uint64_t eight_digits(uint32_t number) {
    uint64_t fours = (uint64_t)(number % 10000) << 32 | number / 10000;
    uint64_t hundreds = (fours * 10486 >> 20) & UINT64_C(0x0000007f0000007f);
    uint64_t twos = (fours - hundreds * 100) << 16 | hundreds;
    uint64_t tens = (twos * 103 >> 10) & UINT64_C(0x000f000f000f000f);
    return (twos - tens * 10) << 8 | tens;
}

static void store_digits(char *at, uint64_t digits) {
    digits |= UINT64_C(0x3030303030303030); /* "00000000" */
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    digits = __builtin_bswap64(digits);
#endif
    memcpy(at, &digits, sizeof digits);
}

/* Writes a number of units of 1/10^decimals; returns the end.  Eight bytes
 * are written at once, so a few of no meaning stand behind it. */
static char *put_number(char *at, uint64_t number, unsigned decimals) {
    unsigned zeros = 0;
    uint64_t digits;
    if (number >= HUNDRED_MILLION) {
        at = put_number(at, number / HUNDRED_MILLION, 0);
        digits = eight_digits((uint32_t)(number % HUNDRED_MILLION));
    } else {
        digits = eight_digits((uint32_t)number);
        /* but for one before the point */
        zeros = (unsigned)__builtin_ctzll(
                    digits | UINT64_C(1) << (8 * (EIGHT - 1 - decimals))) / 8;
    }
    store_digits(at, digits >> 8 * zeros);
    at += EIGHT - decimals - zeros;
    if (!decimals)
        return at;
    *at++ = '.';
    store_digits(at, digits >> 8 * (EIGHT - decimals));
    return at + decimals;
}

static inline void put_signed(struct output *out, bool negative,
                              uint64_t size, unsigned decimals) {
    char *at = output_room(out, NUMBER_ROOM); /* 22, and what is behind it */
    *at = '-';
    at = put_number(at + negative, size, decimals);
    out->length = (size_t)(at - out->bytes);
}

void output_integer(struct output *out, int64_t number) {
    output_fixed(out, number, 0);
}

void output_fixed(struct output *out, int64_t number, unsigned decimals) {
    put_signed(out, number < 0,
               number < 0 ? 0 - (uint64_t)number : (uint64_t)number,
               decimals);
}

/* The nearest multiple of 1/10^decimals, the even one of two: mantissa times
 * 10^decimals is exact in 128 bits, and so is what the shift leaves over. */
void output_decimal(struct output *out, double number, unsigned decimals) {
    static const uint32_t UNITS[] = {1,     10,     100,     1000,
                                     10000, 100000, 1000000, 10000000};
    enum { MANTISSA_BITS = 52, BIAS = 1075, LEAST_SHIFT = 13,
           MOST_SHIFT = 127 };
    uint64_t bits;
    memcpy(&bits, &number, sizeof bits);
    unsigned exponent = bits >> MANTISSA_BITS & 0x7ff;
    uint64_t mantissa = (bits & ((UINT64_C(1) << MANTISSA_BITS) - 1)) |
                        (uint64_t)(exponent > 0) << MANTISSA_BITS;
    int shift = BIAS - (int)exponent;
    if (shift < LEAST_SHIFT) { /* 2^39 and more, infinite, no number */
        output_print(out, "%.*f", (int)decimals, number);
        return;
    }
    uint64_t size = 0;
    if (shift <= MOST_SHIFT) {
        __extension__ unsigned __int128 half = 1, product = mantissa, rest;
        half <<= shift - 1;
        product *= UNITS[decimals];
        rest = product & (2 * half - 1);
        size = (uint64_t)(product >> shift);
        size += rest > half || (rest == half && size & 1);
    }
    put_signed(out, bits >> 63, size, decimals);
}

void output_free(struct output *out) {
    free(out->bytes);
    *out = (struct output){0};
}

/* The rights that a plainly created file would get. */
static mode_t usual_rights(void) {
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

bool output_open(struct output_file *file, const char *path,
                 struct failure *why) {
    *file = (struct output_file){.descriptor = STDOUT_FILENO};
    if (!strcmp(path, "-"))
        return true;
    size_t length = strlen(path);
    file->path = strcpy(allocate(length + 1), path);
    file->temporary = allocate(length + sizeof ".XXXXXX");
    sprintf(file->temporary, "%s.XXXXXX", path);
    file->descriptor = mkstemp(file->temporary);
    if (file->descriptor >= 0) {
        fchmod(file->descriptor, usual_rights());
        return true;
    }
    fail(why, "%s: cannot be written: %s", path, strerror(errno));
    free(file->temporary);
    file->temporary = NULL;
    output_abandon(file);
    return false;
}

bool output_flush(struct output_file *file, struct output *out,
                  struct failure *why) {
    size_t done = 0;
    while (done < out->length) {
        ssize_t wrote =
            write(file->descriptor, out->bytes + done, out->length - done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return fail(why, "%s: cannot be written: %s",
                        file->path ? file->path : "standard output",
                        strerror(errno));
        done += (size_t)wrote;
    }
    out->length = 0;
    return true;
}

bool output_commit(struct output_file *file, struct failure *why) {
    bool done = true;
    if (file->path) {
        done = close(file->descriptor) == 0 &&
               rename(file->temporary, file->path) == 0;
        if (!done)
            fail(why, "%s: cannot be written: %s", file->path,
                 strerror(errno));
        file->descriptor = -1;
        if (done) {
            free(file->temporary);
            file->temporary = NULL;
        }
    }
    output_abandon(file);
    return done;
}

void output_abandon(struct output_file *file) {
    if (file->path && file->descriptor >= 0)
        close(file->descriptor);
    if (file->temporary)
        unlink(file->temporary);
    free(file->temporary);
    free(file->path);
    *file = (struct output_file){.descriptor = -1};
}

bool output_save(const char *path, struct output *out, struct failure *why) {
    struct output_file file;
    bool good = output_open(&file, path, why);
    if (good)
        good = output_flush(&file, out, why) && output_commit(&file, why);
    output_abandon(&file);
    output_free(out);
    return good;
}
