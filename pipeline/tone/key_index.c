/* key_index.c - see key_index.h. */
#include "key_index.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 64 };

static void resize(struct key_index *index, const uint64_t *keys,
                   size_t slots) {
    uint32_t *old = index->slots;
    size_t before = old ? index->mask + 1 : 0;
    index->slots = allocate(slots * sizeof *index->slots);
    memset(index->slots, 0, slots * sizeof *index->slots);
    index->mask = slots - 1;
    index->count = 0;
    for (size_t i = 0; i < before; i++)
        if (old[i])
            key_index_enter(index, keys, old[i]);
    free(old);
}

uint32_t key_index_enter(struct key_index *index, const uint64_t *keys,
                         uint32_t place) {
    if (!index->slots || index->count > index->mask / 2)
        resize(index, keys, index->slots ? (index->mask + 1) * 2
                                         : FIRST_SLOTS);
    size_t i = keys[place] & index->mask;
    while (index->slots[i] && keys[index->slots[i]] != keys[place])
        i = (i + 1) & index->mask;
    if (index->slots[i])
        return index->slots[i];
    index->slots[i] = place;
    index->count++;
    return 0;
}

uint32_t key_index_build(struct key_index *index, const uint64_t *keys,
                         uint32_t end) {
    size_t slots = FIRST_SLOTS;
    while (slots < (size_t)end * 2)
        slots *= 2;
    key_index_free(index);
    resize(index, keys, slots);
    for (uint32_t place = 1; place < end; place++)
        if (key_index_enter(index, keys, place))
            return place;
    return 0;
}

void key_index_free(struct key_index *index) {
    free(index->slots);
    *index = (struct key_index){0};
}
