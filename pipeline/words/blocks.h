/* blocks.h - sixty-four bytes of text at once, as the tokenizer looks at
 * them.  Bit i of a mask says it of byte i.
 *
 * With SSE2 where the compiler has it, otherwise with 64-bit words (both as
 * in base/scan.h); both are compiled, and a test finds the same bits. */
#ifndef DETENTE_BLOCKS_H
#define DETENTE_BLOCKS_H

#include "base/scan.h"

enum { BLOCK_BYTES = 64 };

struct block_masks {
    uint64_t alphanumerics; /* A-Z a-z 0-9 */
    uint64_t blanks;        /* ' ' alone */
    uint64_t hyphens;
    uint64_t behind; /* . ' and what is no ASCII: a word may go on there */
    uint64_t odd;    /* " ' and what is no ASCII or below the blank; also
                      * from ` on, letters among them */
};

static inline struct block_masks block_look_portably(const char *bytes) {
    struct block_masks masks = {0};
    for (unsigned i = 0; i < BLOCK_BYTES; i += 8) {
        uint64_t word = scan_load(bytes + i);
        uint64_t apostrophes = scan_equal(word, '\'');
        uint64_t letters = scan_between(word, 'A', 'Z') |
                           scan_between(word, 'a', 'z');
        uint64_t others = scan_between(word, 0, 0x1F) |
                          scan_between(word, 0x60, 0x7F) |
                          scan_equal(word, '"');
        masks.alphanumerics |=
            (uint64_t)scan_gather(letters | scan_between(word, '0', '9')) << i;
        masks.blanks |= (uint64_t)scan_gather(scan_equal(word, ' ')) << i;
        masks.hyphens |= (uint64_t)scan_gather(scan_equal(word, '-')) << i;
        masks.behind |= (uint64_t)scan_gather(word | scan_equal(word, '.') |
                                              apostrophes)
                        << i;
        masks.odd |= (uint64_t)scan_gather(word | others | apostrophes) << i;
    }
    return masks;
}

#ifdef __SSE2__
static inline struct block_masks block_look(const char *bytes) {
    struct block_masks masks = {0};
#pragma GCC unroll 4
    for (unsigned i = 0; i < BLOCK_BYTES; i += SCAN_BYTES) {
        __m128i vector = scan_vector(bytes + i);
        __m128i apostrophes = scan_is(vector, '\'');
        __m128i lower = _mm_or_si128(vector, _mm_set1_epi8(0x20));
        __m128i last = _mm_or_si128(vector, _mm_set1_epi8(0x1F));
        masks.alphanumerics |=
            (uint64_t)scan_mask(_mm_or_si128(scan_in_range(lower, 'a', 'z'),
                                             scan_in_range(vector, '0', '9')))
            << i;
        masks.blanks |= (uint64_t)scan_mask(scan_is(vector, ' ')) << i;
        masks.hyphens |= (uint64_t)scan_mask(scan_is(vector, '-')) << i;
        masks.behind |=
            (uint64_t)scan_mask(_mm_or_si128(
                vector, _mm_or_si128(scan_is(vector, '.'), apostrophes)))
            << i;
        masks.odd |=
            (uint64_t)scan_mask(_mm_or_si128(
                _mm_or_si128(_mm_cmplt_epi8(vector, _mm_set1_epi8(0x20)),
                             scan_is(last, 0x7F)),
                _mm_or_si128(scan_is(vector, '"'), apostrophes)))
            << i;
    }
    return masks;
}
#else
#define block_look block_look_portably
#endif

#endif
