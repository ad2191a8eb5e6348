/* heaviest.h - the greatest of many numbers, either way.
 *
 * With SSE2 where the compiler has it, otherwise one by one; both are
 * compiled, and a test finds the same. */
#ifndef DETENTE_HEAVIEST_H
#define DETENTE_HEAVIEST_H

#include <math.h>
#include <stddef.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* Numbers are looked at by so many. */
enum { HEAVIEST_BLOCK = 16 };

/* The place of the first number of the greatest size; `count` where there is
 * none.  Numbers stand up to the next whole block and at multiples of 16
 * bytes; those behind `count` are 0. */
static inline size_t heaviest_portably(const float *numbers, size_t count) {
    float most = -1;
    size_t best = count;
    for (size_t i = 0; i < count; i++)
        if (fabsf(numbers[i]) > most) {
            most = fabsf(numbers[i]);
            best = i;
        }
    return best;
}

#ifdef __SSE2__
static inline __m128 heaviest_size(const float *numbers) {
    return _mm_andnot_ps(_mm_set1_ps(-0.0F), _mm_load_ps(numbers));
}

/* Bit i: number i of the block has that size. */
static inline unsigned heaviest_equal(const float *block, __m128 size) {
    unsigned bits = 0;
    for (unsigned i = 0; i < HEAVIEST_BLOCK; i += 4)
        bits |= (unsigned)_mm_movemask_ps(
                    _mm_cmpeq_ps(heaviest_size(block + i), size))
                << i;
    return bits;
}

static inline size_t heaviest(const float *numbers, size_t count) {
    __m128 a = _mm_setzero_ps(), b = a;
    for (size_t i = 0; i < count; i += HEAVIEST_BLOCK) {
        a = _mm_max_ps(_mm_max_ps(heaviest_size(numbers + i),
                                  heaviest_size(numbers + i + 4)), a);
        b = _mm_max_ps(_mm_max_ps(heaviest_size(numbers + i + 8),
                                  heaviest_size(numbers + i + 12)), b);
    }
    a = _mm_max_ps(a, b);
    a = _mm_max_ps(a, _mm_shuffle_ps(a, a, _MM_SHUFFLE(1, 0, 3, 2)));
    a = _mm_max_ps(a, _mm_shuffle_ps(a, a, _MM_SHUFFLE(2, 3, 0, 1)));
    for (size_t i = 0; i < count; i += HEAVIEST_BLOCK) {
        unsigned bits = heaviest_equal(numbers + i, a);
        if (bits)
            return i + (size_t)__builtin_ctz(bits);
    }
    return count; /* none, or none is a number */
}
#else
static inline size_t heaviest(const float *numbers, size_t count) {
    return heaviest_portably(numbers, count);
}
#endif

#endif
