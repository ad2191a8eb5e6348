/* key_index.h - finds a 64-bit key among many: open addressing, half empty.
 *
 * The keys stand in an array of the user's, from place 1 on; place 0 stands
 * for "not there".  Keys must be well mixed (word_hash, key_mix). */
#ifndef DETENTE_KEY_INDEX_H
#define DETENTE_KEY_INDEX_H

#include <stddef.h>
#include <stdint.h>

/* A key of two: order matters, and all bits of both are mixed. */
static inline uint64_t key_mix(uint64_t a, uint64_t b) {
    uint64_t x = (a ^ (b + UINT64_C(0x9e3779b97f4a7c15))) *
                 UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 31;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 29);
}

/* Start with all zero, give back with key_index_free. */
struct key_index {
    uint32_t *slots; /* places, 0 = free */
    size_t mask, count;
};

/* The place of a key, 0 = none has it. */
static inline uint32_t key_index_find(const struct key_index *index,
                                      const uint64_t *keys, uint64_t key) {
    if (!index->slots)
        return 0;
    size_t i = key & index->mask;
    while (index->slots[i] && keys[index->slots[i]] != key)
        i = (i + 1) & index->mask;
    return index->slots[i];
}

/* Enters keys[place] and returns 0; or the place where that key stands
 * already, and enters nothing. */
uint32_t key_index_enter(struct key_index *index, const uint64_t *keys,
                         uint32_t place);
/* All of keys[1 .. end) anew; returns 0, or a place whose key stands
 * there twice. */
uint32_t key_index_build(struct key_index *index, const uint64_t *keys,
                         uint32_t end);
void key_index_free(struct key_index *index);

#endif
