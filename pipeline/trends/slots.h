/* slots.h - numbers by the hash of what they stand for: open addressing, a
 * quarter free at least.  A slot has the lower half of the hash; who made the
 * numbers compares the rest. */
#ifndef DETENTE_SLOTS_H
#define DETENTE_SLOTS_H

#include <stddef.h>
#include <stdint.h>

struct slot {
    uint32_t hash;
    uint32_t number; /* 0 = free */
};

struct slots {
    struct slot *places;
    size_t count; /* a power of two */
    size_t used;
};

void slots_open(struct slots *slots);
void slots_close(struct slots *slots);
/* Forgets all; keeps the places. */
void slots_clear(struct slots *slots);

/* Where to begin looking for a hash. */
static inline struct slot *slots_first(const struct slots *slots,
                                       uint64_t hash) {
    return &slots->places[hash & (slots->count - 1)];
}

/* Where to look on behind one that is not free. */
static inline struct slot *slots_next(const struct slots *slots,
                                      const struct slot *slot) {
    return slots_first(slots, (uint64_t)(slot - slots->places) + 1);
}

/* Enters a number whose hash is not there; slots found before are gone. */
struct slot *slots_enter(struct slots *slots, uint64_t hash, uint32_t number);

#endif
