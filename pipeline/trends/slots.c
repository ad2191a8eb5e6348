/* slots.c - linear probing. */
#include "slots.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_PLACES = 1024 };

static void take_places(struct slots *slots, size_t count) {
    size_t size = count * sizeof *slots->places;
    slots->places = memset(allocate(size), 0, size);
    slots->count = count;
}

void slots_open(struct slots *slots) {
    slots->used = 0;
    take_places(slots, FIRST_PLACES);
}

void slots_close(struct slots *slots) { free(slots->places); }

void slots_clear(struct slots *slots) {
    memset(slots->places, 0, slots->count * sizeof *slots->places);
    slots->used = 0;
}

static struct slot *put(struct slots *slots, struct slot slot) {
    struct slot *place = slots_first(slots, slot.hash);
    while (place->number)
        place = slots_next(slots, place);
    *place = slot;
    return place;
}

static void grow(struct slots *slots) {
    struct slots old = *slots;
    take_places(slots, old.count * 2);
    for (size_t i = 0; i < old.count; i++)
        if (old.places[i].number)
            put(slots, old.places[i]);
    free(old.places);
}

struct slot *slots_enter(struct slots *slots, uint64_t hash, uint32_t number) {
    if (++slots->used * 4 > slots->count * 3)
        grow(slots);
    return put(slots, (struct slot){(uint32_t)hash, number});
}
