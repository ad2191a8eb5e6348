/* print.c - numbers and formats into a buffer.
 *
 * Drawings hold tens of thousands of numbers, and printf's way to one is
 * long. */
#define _POSIX_C_SOURCE 200809L
#include "output.h"

#include "digits.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The C library's way, for what is rare. */
static void output_standard(struct output *out, const char *format, ...) {
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    size_t length = (size_t)vsnprintf(NULL, 0, format, arguments);
    vsnprintf(output_room(out, length + 1), length + 1, format, again);
    out->length += length;
    va_end(again);
    va_end(arguments);
}

/* ---- numbers ---------------------------------------------------------- */

char *digits_write_long(char *at, uint64_t number) {
    return digits_write(at, number, 0);
}

static inline void put_signed(struct output *out, bool negative,
                              uint64_t size, unsigned decimals) {
    char *at = output_room(out, NUMBER_ROOM);
    *at = '-';
    at = digits_write(at + negative, size, decimals);
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
        output_standard(out, "%.*f", (int)decimals, number);
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

/* ---- formats ---------------------------------------------------------- */

/* One conversion of a format: "%-8.3lld" and the like. */
struct conversion {
    const char *flags;  /* behind the percent sign: flags, width, precision */
    size_t flags_length;
    bool plain;         /* neither flags nor width */
    int precision;      /* -1 = none */
    unsigned longs;     /* how many l */
    bool size;          /* z */
    char type;
};

static const char *read_conversion(struct conversion *c, const char *at) {
    *c = (struct conversion){.flags = at, .precision = -1};
    at += strspn(at, "-+ #0123456789");
    c->plain = at == c->flags;
    if (*at == '.')
        for (c->precision = 0, at++; *at >= '0' && *at <= '9'; at++)
            c->precision = c->precision * 10 + (*at - '0');
    c->flags_length = (size_t)(at - c->flags);
    for (; *at == 'l'; at++)
        c->longs++;
    c->size = *at == 'z';
    at += c->size;
    c->type = *at;
    return at + 1;
}

/* The conversion as a format of its own, with another length. */
static void rare_format(const struct conversion *c, const char *length,
                        char format[32]) {
    snprintf(format, 32, "%%%.*s%s%c", (int)c->flags_length, c->flags, length,
             c->type);
}

static void print_integer(struct output *out, const struct conversion *c,
                          int64_t number) {
    char format[32];
    if (c->plain && c->precision < 0 && c->type != 'X') {
        output_integer(out, number);
        return;
    }
    rare_format(c, "j", format);
    output_standard(out, format, (intmax_t)number);
}

static void print_decimal(struct output *out, const struct conversion *c,
                          double number) {
    char format[32];
    if (c->plain && c->type == 'f' && c->precision >= 0 &&
        c->precision <= MOST_DECIMALS) {
        output_decimal(out, number, (unsigned)c->precision);
        return;
    }
    rare_format(c, "", format);
    output_standard(out, format, number);
}

static void print_text(struct output *out, const struct conversion *c,
                       const char *text) {
    char format[32];
    if (c->plain) {
        output_bytes(out, text,
                     c->precision < 0 ? strlen(text)
                                      : strnlen(text, (size_t)c->precision));
        return;
    }
    rare_format(c, "", format);
    output_standard(out, format, text);
}

void output_print(struct output *out, const char *format, ...) {
    va_list arguments;
    struct conversion c;
    va_start(arguments, format);
    for (const char *percent; (percent = strchr(format, '%'));) {
        output_bytes(out, format, (size_t)(percent - format));
        format = read_conversion(&c, percent + 1);
        switch (c.type) {
        case 's': print_text(out, &c, va_arg(arguments, const char *)); break;
        case 'c': output_byte(out, (char)va_arg(arguments, int)); break;
        case 'd':
            print_integer(out, &c, c.longs > 1 ? va_arg(arguments, long long)
                                   : c.longs   ? va_arg(arguments, long)
                                               : va_arg(arguments, int));
            break;
        case 'u': case 'X':
            print_integer(out, &c,
                          (int64_t)(c.size    ? va_arg(arguments, size_t)
                                    : c.longs ? va_arg(arguments,
                                                       unsigned long)
                                              : va_arg(arguments, unsigned)));
            break;
        case 'f': case 'g':
            print_decimal(out, &c, va_arg(arguments, double));
            break;
        default: output_byte(out, '%');
        }
    }
    output_text(out, format);
    va_end(arguments);
}
