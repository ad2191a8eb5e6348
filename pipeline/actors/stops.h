/* stops.h - the facts of a sentence's tokens side by side, and where a bit is
 * set in them; without a branch, since one token in five has it.
 *
 * Four tokens at once with SSE2 where the compiler has it, otherwise one by
 * one; both are compiled, and a test finds the same in random facts. */
#ifndef DETENTE_STOPS_H
#define DETENTE_STOPS_H

#include "document.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Places beyond those listed that may be written to. */
enum { STOPS_BEYOND = 4 };

/* Of tokens [start, end): copies facts[FACTS_ACTORS] of each to its place in
 * `facts`, lists in `stops` those with `bit` and behind them `end`.  Returns
 * all bits that any of them has. */
static inline uint32_t stops_list_portably(const struct token *tokens,
                                           uint32_t start, uint32_t end,
                                           int bit, uint32_t *facts,
                                           uint32_t *stops) {
    uint32_t all = 0;
    for (uint32_t i = start; i < end; i++) {
        uint32_t own = tokens[i].facts[FACTS_ACTORS];
        facts[i] = own;
        all |= own;
        *stops = i;
        stops += own >> bit & 1;
    }
    *stops = end;
    return all;
}

#ifdef __SSE2__
static inline uint32_t stops_list(const struct token *tokens, uint32_t start,
                                  uint32_t end, int bit, uint32_t *facts,
                                  uint32_t *stops) {
    /* the places of the bits of a number, and how many there are */
    static const uint32_t PLACES[16][4] = {
        {0}, {0}, {1}, {0, 1}, {2}, {0, 2}, {1, 2}, {0, 1, 2},
        {3}, {0, 3}, {1, 3}, {0, 1, 3}, {2, 3}, {0, 2, 3}, {1, 2, 3},
        {0, 1, 2, 3}};
    static const uint64_t COUNTS = UINT64_C(0x4332322132212110);
    __m128i all = _mm_setzero_si128();
    uint32_t i = start;
    for (; end - i >= 4; i += 4) {
        const struct token *token = tokens + i;
        __m128i own = _mm_set_epi32((int)token[3].facts[FACTS_ACTORS],
                                    (int)token[2].facts[FACTS_ACTORS],
                                    (int)token[1].facts[FACTS_ACTORS],
                                    (int)token[0].facts[FACTS_ACTORS]);
        _mm_storeu_si128((__m128i *)(void *)(facts + i), own);
        all = _mm_or_si128(all, own);
        __m128i tops = _mm_slli_epi32(own, 31 - bit);
        int found = _mm_movemask_ps(_mm_castsi128_ps(tops));
        __m128i places = _mm_loadu_si128(
            (const __m128i *)(const void *)PLACES[found]);
        _mm_storeu_si128((__m128i *)(void *)stops,
                         _mm_add_epi32(places, _mm_set1_epi32((int)i)));
        stops += COUNTS >> 4 * found & 15;
    }
    uint32_t four[4];
    _mm_storeu_si128((__m128i *)(void *)four, all);
    return stops_list_portably(tokens, i, end, bit, facts, stops) | four[0] |
           four[1] | four[2] | four[3];
}
#else
#define stops_list stops_list_portably
#endif

#endif
