/* digits.h - numbers as decimal digits, which tables have by the million: two
 * digits by one look-up, eight of them side by side in a word. */
#ifndef DETENTE_DIGITS_H
#define DETENTE_DIGITS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

/* "00" to "99", the first digit the lower byte. */
#define DIGITS(tens, ones) (0x3030 | (tens) | (ones) << 8)
#define DIGITS_FROM(tens)                                                     \
    DIGITS(tens, 0), DIGITS(tens, 1), DIGITS(tens, 2), DIGITS(tens, 3),       \
        DIGITS(tens, 4), DIGITS(tens, 5), DIGITS(tens, 6), DIGITS(tens, 7),   \
        DIGITS(tens, 8), DIGITS(tens, 9)
static const uint16_t DIGIT_PAIRS[100] = {
    DIGITS_FROM(0), DIGITS_FROM(1), DIGITS_FROM(2), DIGITS_FROM(3),
    DIGITS_FROM(4), DIGITS_FROM(5), DIGITS_FROM(6), DIGITS_FROM(7),
    DIGITS_FROM(8), DIGITS_FROM(9)};
#undef DIGITS_FROM
#undef DIGITS

/* The four digits of a number below 10^4, the first one the lowest byte. */
static inline uint64_t digits_of_four(uint32_t number) {
    uint32_t hundreds = number * 5243 >> 19;
    return DIGIT_PAIRS[hundreds] |
           (uint32_t)DIGIT_PAIRS[number - 100 * hundreds] << 16;
}

static inline void digits_store(char *at, uint64_t digits) {
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    digits = __builtin_bswap64(digits);
#endif
    memcpy(at, &digits, sizeof digits);
}

/* The same as digits_write without decimals, for what is too long for it. */
char *digits_write_long(char *at, uint64_t number);

/* Writes a number of units of 1/10^decimals, at most 7 of them, and returns
 * the end.  There must be room for DIGITS_ROOM bytes: eight are written at
 * once, and those behind the end mean nothing. */
enum { DIGITS_ROOM = 32, DIGITS_TO_EIGHT = 100000000 };
static inline char *digits_write(char *at, uint64_t number,
                                 unsigned decimals) {
    enum { EIGHT = 8, TO_FOUR = 10000, TO_EIGHT = DIGITS_TO_EIGHT };
    if (decimals == 4 && number < 10 * TO_FOUR) { /* shares and means */
        uint32_t whole = (uint32_t)number / TO_FOUR;
        at[0] = (char)('0' + whole);
        at[1] = '.';
        digits_store(at + 2, digits_of_four((uint32_t)number % TO_FOUR));
        return at + 6;
    }
    if (decimals == 0 && number < 10) { /* most counts */
        *at = (char)('0' + number);
        return at + 1;
    }
    bool is_long = number >= TO_EIGHT;
    if (is_long)
        at = digits_write_long(at, number / TO_EIGHT);
    uint32_t rest = (uint32_t)(is_long ? number % TO_EIGHT : number);
    uint64_t digits = digits_of_four(rest / TO_FOUR) |
                      digits_of_four(rest % TO_FOUR) << 32;
    /* leading zeros are left out, but for one before the point */
    uint64_t other = (digits ^ UINT64_C(0x3030303030303030)) |
                     UINT64_C(1) << 8 * (EIGHT - 1 - decimals);
    unsigned zeros = is_long ? 0 : (unsigned)__builtin_ctzll(other) / 8;
    digits_store(at, digits >> 8 * zeros);
    at += EIGHT - decimals - zeros;
    if (!decimals)
        return at;
    *at++ = '.';
    digits_store(at, digits >> 8 * (EIGHT - decimals));
    return at + decimals;
}

#endif
