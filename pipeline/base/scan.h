/* scan.h - sixteen bytes at once, without a branch: which are letters, which
 * may end a sentence.  Bit i of a result says it of byte i.
 *
 * With SSE2 where the compiler has it, otherwise with 64-bit words; both are
 * compiled, and a test finds the same bits in random bytes.  Sources of the
 * tricks: Warren, Hacker's Delight, 6.1 (bytes in words); Mula, "SIMD-ized
 * check which bytes are in a set". */
#ifndef DETENTE_SCAN_H
#define DETENTE_SCAN_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { SCAN_BYTES = 16 };

/* ---- 64-bit words ----------------------------------------------------- */

#define SCAN_EACH UINT64_C(0x0101010101010101)

static inline uint64_t scan_load(const char *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

/* The eight top bits as the low byte. */
static inline uint32_t scan_gather(uint64_t tops) {
    return (uint32_t)((((tops >> 7) & SCAN_EACH) *
                       UINT64_C(0x0102040810204080)) >> 56);
}

/* Top bits of the bytes from `first` to `last`, both ASCII. */
static inline uint64_t scan_between(uint64_t word, uint8_t first,
                                    uint8_t last) {
    uint64_t seven = word & (0x7F * SCAN_EACH);
    uint64_t from = seven + (0x80u - first) * SCAN_EACH;
    uint64_t beyond = seven + (0x7Fu - last) * SCAN_EACH;
    return from & ~beyond & ~word & (0x80 * SCAN_EACH);
}

static inline uint64_t scan_equal(uint64_t word, uint8_t byte) {
    uint64_t other = word ^ (byte * SCAN_EACH);
    uint64_t seven = (other & (0x7F * SCAN_EACH)) + 0x7F * SCAN_EACH;
    return ~(seven | other) & (0x80 * SCAN_EACH);
}

/* A-Z a-z 0-9 */
static inline uint32_t scan_alphanumerics_portably(const char *bytes) {
    uint32_t found = 0;
    for (unsigned i = 0; i < SCAN_BYTES; i += 8) {
        uint64_t word = scan_load(bytes + i);
        found |= scan_gather(scan_between(word, 'A', 'Z') |
                             scan_between(word, 'a', 'z') |
                             scan_between(word, '0', '9'))
                 << i;
    }
    return found;
}

/* '.', '!', '?' */
static inline uint32_t scan_stops_portably(const char *bytes) {
    uint32_t stops = 0;
    for (unsigned i = 0; i < SCAN_BYTES; i += 8) {
        uint64_t word = scan_load(bytes + i);
        stops |= scan_gather(scan_equal(word, '.') | scan_equal(word, '!') |
                             scan_equal(word, '?'))
                 << i;
    }
    return stops;
}

/* '"', ',', LF and CR: what a CSV cell cannot hold without quote marks. */
static inline uint32_t scan_quotables_portably(const char *bytes) {
    uint32_t found = 0;
    for (unsigned i = 0; i < SCAN_BYTES; i += 8) {
        uint64_t word = scan_load(bytes + i);
        found |= scan_gather(scan_equal(word, '"') | scan_equal(word, ',') |
                             scan_equal(word, '\n') | scan_equal(word, '\r'))
                 << i;
    }
    return found;
}

/* NUL to ',' but for the blank: the end of a text and what may need quote
 * marks in a CSV cell. */
static inline uint32_t scan_doubtful_portably(const char *bytes) {
    uint32_t found = 0;
    for (unsigned i = 0; i < SCAN_BYTES; i += 8) {
        uint64_t word = scan_load(bytes + i);
        found |= scan_gather(scan_between(word, 0, ',') &
                             ~scan_equal(word, ' '))
                 << i;
    }
    return found;
}

/* Bytes that are no plain ASCII text: from 0x80 on, and below the blank. */
static inline uint32_t scan_unplain_portably(const char *bytes) {
    uint32_t found = 0;
    for (unsigned i = 0; i < SCAN_BYTES; i += 8) {
        uint64_t word = scan_load(bytes + i);
        found |= scan_gather(~scan_between(word, 0x20, 0x7F)) << i;
    }
    return found;
}

/* Bytes that are just this one. */
static inline uint32_t scan_byte_portably(const char *bytes, uint8_t byte) {
    uint32_t found = 0;
    for (unsigned i = 0; i < SCAN_BYTES; i += 8)
        found |= scan_gather(scan_equal(scan_load(bytes + i), byte)) << i;
    return found;
}

/* Bytes beyond ASCII. */
static inline uint32_t scan_beyond_portably(const char *bytes) {
    uint32_t found = 0;
    for (unsigned i = 0; i < SCAN_BYTES; i += 8)
        found |= scan_gather(scan_load(bytes + i) & 0x80 * SCAN_EACH) << i;
    return found;
}

/* ---- SSE2 ------------------------------------------------------------- */

#ifdef __SSE2__
static inline __m128i scan_vector(const char *bytes) {
    return _mm_loadu_si128((const __m128i *)(const void *)bytes);
}

static inline uint32_t scan_mask(__m128i found) {
    return (uint32_t)_mm_movemask_epi8(found);
}

/* Bytes from `first` to `last`, both ASCII: moved to the end of the signed
 * numbers, where all others are smaller. */
static inline __m128i scan_in_range(__m128i bytes, char first, char last) {
    return _mm_cmpgt_epi8(
        _mm_add_epi8(bytes, _mm_set1_epi8((char)(0x7F - last))),
        _mm_set1_epi8((char)(0x7E - (last - first))));
}

static inline __m128i scan_is(__m128i bytes, int byte) {
    return _mm_cmpeq_epi8(bytes, _mm_set1_epi8((char)byte));
}

static inline uint32_t scan_alphanumerics(const char *bytes) {
    __m128i vector = scan_vector(bytes);
    __m128i lower = _mm_or_si128(vector, _mm_set1_epi8(0x20));
    return scan_mask(_mm_or_si128(scan_in_range(lower, 'a', 'z'),
                                  scan_in_range(vector, '0', '9')));
}

static inline uint32_t scan_stops(const char *bytes) {
    __m128i vector = scan_vector(bytes);
    return scan_mask(_mm_or_si128(
        _mm_or_si128(scan_is(vector, '.'), scan_is(vector, '!')),
        scan_is(vector, '?')));
}

static inline uint32_t scan_quotables(const char *bytes) {
    __m128i vector = scan_vector(bytes);
    return scan_mask(_mm_or_si128(
        _mm_or_si128(scan_is(vector, '"'), scan_is(vector, ',')),
        _mm_or_si128(scan_is(vector, '\n'), scan_is(vector, '\r'))));
}

static inline uint32_t scan_doubtful(const char *bytes) {
    __m128i vector = scan_vector(bytes);
    __m128i low =
        _mm_cmpeq_epi8(_mm_min_epu8(vector, _mm_set1_epi8(',')), vector);
    return scan_mask(_mm_andnot_si128(scan_is(vector, ' '), low));
}

static inline uint32_t scan_byte(const char *bytes, uint8_t byte) {
    return scan_mask(scan_is(scan_vector(bytes), byte));
}

static inline uint32_t scan_beyond(const char *bytes) {
    return scan_mask(scan_vector(bytes));
}

static inline uint32_t scan_unplain(const char *bytes) {
    return scan_mask(
        _mm_cmplt_epi8(scan_vector(bytes), _mm_set1_epi8(0x20)));
}
#else
#define scan_alphanumerics scan_alphanumerics_portably
#define scan_stops scan_stops_portably
#define scan_quotables scan_quotables_portably
#define scan_doubtful scan_doubtful_portably
#define scan_unplain scan_unplain_portably
#define scan_byte scan_byte_portably
#define scan_beyond scan_beyond_portably
#endif

#endif
