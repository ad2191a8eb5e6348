/* dyads.c - half a million bits. */
#include "dyads.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum { DYAD_BITS = 19, WORD_BITS = 64 };

struct dyads {
    uint64_t words[(1 << DYAD_BITS) / WORD_BITS];
};

struct dyads *dyads_open(void) {
    struct dyads *dyads = allocate(sizeof *dyads);
    return memset(dyads, 0, sizeof *dyads);
}

void dyads_close(struct dyads *dyads) { free(dyads); }

static uint32_t bit_of(enum cell_table table, uint64_t unit,
                       uint64_t target) {
    uint64_t hash = (unit + (uint64_t)table) *
                        UINT64_C(0x9e3779b97f4a7c15) ^ target;
    return (uint32_t)(hash * UINT64_C(0xbf58476d1ce4e5b9) >>
                      (64 - DYAD_BITS));
}

void dyads_prefetch(const struct dyads *dyads, enum cell_table table,
                    uint64_t unit, uint64_t target) {
    uint32_t bit = bit_of(table, unit, target);
    __builtin_prefetch(&dyads->words[bit / WORD_BITS], 1);
}

void dyads_note(struct dyads *dyads, enum cell_table table, uint64_t unit,
                uint64_t target) {
    uint32_t bit = bit_of(table, unit, target);
    dyads->words[bit / WORD_BITS] |= UINT64_C(1) << bit % WORD_BITS;
}

bool dyads_has(const struct dyads *dyads, enum cell_table table,
               uint64_t unit, uint64_t target) {
    uint32_t bit = bit_of(table, unit, target);
    return dyads->words[bit / WORD_BITS] >> bit % WORD_BITS & 1;
}
