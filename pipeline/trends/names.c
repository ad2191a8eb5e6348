/* names.c - slots of names that stand one behind another. */
#include "names.h"

#include "base/arena.h"
#include "slots.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_NAMES = 1024, FIRST_ROOM = 16 * 1024, CHUNK_BYTES = 8 };

struct name {
    uint32_t hash;  /* one half; the slot has the other */
    uint32_t start; /* in the bytes; it ends where the next one starts */
};

struct names {
    char *bytes; /* CHUNK_BYTES of room behind `used` */
    size_t used, room;
    struct name *items;
    size_t count, items_room;
    struct slots slots; /* of all but "" */
};

/* The name is the last one; the one behind it is not yet there, but where it
 * will start is known. */
static uint32_t append(struct names *names, const char *bytes, size_t length,
                       uint32_t hash) {
    if (names->room - names->used < length + 1 + CHUNK_BYTES) {
        names->room = (names->room + length) * 2;
        names->bytes = reallocate(names->bytes, names->room);
    }
    if (names->count + 1 >= names->items_room) {
        names->items_room *= 2;
        names->items = reallocate(names->items,
                                  names->items_room * sizeof *names->items);
    }
    memcpy(names->bytes + names->used, bytes, length);
    names->bytes[names->used + length] = '\0';
    names->used += length + 1;
    names->items[names->count++].hash = hash;
    names->items[names->count].start = (uint32_t)names->used;
    return (uint32_t)names->count - 1;
}

void names_clear(struct names *names) {
    names->used = names->count = 0;
    names->items[0].start = 0;
    append(names, "", 0, 0);
    slots_clear(&names->slots);
}

struct names *names_open(void) {
    struct names *names = allocate(sizeof *names);
    *names = (struct names){.bytes = allocate(FIRST_ROOM),
                            .room = FIRST_ROOM,
                            .items = allocate(FIRST_NAMES *
                                              sizeof *names->items),
                            .items_room = FIRST_NAMES};
    slots_open(&names->slots);
    names_clear(names);
    return names;
}

void names_close(struct names *names) {
    if (!names)
        return;
    free(names->bytes);
    free(names->items);
    slots_close(&names->slots);
    free(names);
}

/* The name of that hash, 0 = none. */
static uint32_t find(const struct names *names, uint64_t hash) {
    const struct slot *slot = slots_first(&names->slots, hash);
    while (slot->number &&
           (slot->hash != (uint32_t)hash ||
            names->items[slot->number].hash != (uint32_t)(hash >> 32)))
        slot = slots_next(&names->slots, slot);
    return slot->number;
}

uint32_t names_enter(struct names *names, const char *bytes, size_t length,
                     uint64_t hash) {
    if (!length)
        return 0;
    uint32_t name = find(names, hash);
    if (name)
        return name;
    name = append(names, bytes, length, (uint32_t)(hash >> 32));
    slots_enter(&names->slots, hash, name);
    return name;
}

void names_prefetch(const struct names *names, uint64_t hash) {
    __builtin_prefetch(slots_first(&names->slots, hash));
}

size_t names_count(const struct names *names) { return names->count; }

size_t names_size(const struct names *names) {
    return names->used + names->count * sizeof *names->items +
           names->slots.count * sizeof *names->slots.places;
}

const char *names_text(const struct names *names, uint32_t name) {
    return names->bytes + names->items[name].start;
}

size_t names_length(const struct names *names, uint32_t name) {
    return names->items[name + 1].start - names->items[name].start - 1;
}

/* ---- in order --------------------------------------------------------- */

/* A name while it is sorted, with its next bytes, zeros behind its end. */
struct sorted {
    uint64_t chunk;
    uint32_t name;
};

enum { FEW = 12 };

/* Reads up to CHUNK_BYTES behind a name, which are there. */
static uint64_t chunk_at(const struct names *names, uint32_t name,
                         size_t depth) {
    size_t rest = names_length(names, name) - depth;
    uint64_t chunk;
    memcpy(&chunk, names_text(names, name) + depth, sizeof chunk);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    chunk = __builtin_bswap64(chunk);
#endif
    if (rest >= CHUNK_BYTES)
        return chunk;
    return rest ? chunk & UINT64_MAX << 8 * (CHUNK_BYTES - rest) : 0;
}

static void insert_sort(const struct names *names, struct sorted *items,
                        size_t count, size_t depth) {
    for (size_t i = 1; i < count; i++) {
        struct sorted item = items[i];
        const char *text = names_text(names, item.name);
        size_t at = i;
        for (; at > 0 && (item.chunk < items[at - 1].chunk ||
                          (item.chunk == items[at - 1].chunk &&
                           strcmp(text + depth,
                                  names_text(names, items[at - 1].name) +
                                      depth) < 0));
             at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

static void swap(struct sorted *a, struct sorted *b) {
    struct sorted kept = *a;
    *a = *b;
    *b = kept;
}

static uint64_t middle_of(uint64_t a, uint64_t b, uint64_t c) {
    return a < b ? (b < c ? b : a < c ? c : a)
                 : (a < c ? a : b < c ? c : b);
}

/* Three-way quicksort by chunks (Bentley and Sedgewick, SODA 1997): names
 * that begin alike are compared from where they differ.  All have the bytes
 * before `depth` in common. */
static void sort_from(const struct names *names, struct sorted *items,
                      size_t count, size_t depth) {
    while (count > FEW) {
        uint64_t middle = middle_of(items[0].chunk, items[count / 2].chunk,
                                    items[count - 1].chunk);
        size_t less = 0, at = 0, more = count;
        while (at < more)
            if (items[at].chunk < middle)
                swap(&items[less++], &items[at++]);
            else if (items[at].chunk > middle)
                swap(&items[at], &items[--more]);
            else
                at++;
        sort_from(names, items, less, depth);
        sort_from(names, items + more, count - more, depth);
        if (!(middle & 0xff))
            return; /* the name ends here: there is but one of it */
        items += less;
        count = more - less;
        depth += CHUNK_BYTES;
        for (size_t i = 0; i < count; i++)
            items[i].chunk = chunk_at(names, items[i].name, depth);
    }
    insert_sort(names, items, count, depth);
}

uint32_t *names_ranks(const struct names *names) {
    struct sorted *sorted = allocate(names->count * sizeof *sorted);
    uint32_t *ranks = allocate(names->count * sizeof *ranks);
    for (uint32_t i = 0; i < names->count; i++)
        sorted[i] = (struct sorted){chunk_at(names, i, 0), i};
    sort_from(names, sorted, names->count, 0);
    for (uint32_t i = 0; i < names->count; i++)
        ranks[sorted[i].name] = i;
    free(sorted);
    return ranks;
}
