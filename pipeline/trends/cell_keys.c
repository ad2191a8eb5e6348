/* cell_keys.c - names are cut at a letter's end; hashes by multiplying. */
#include "cell_keys.h"

#include "words.h"

/* The length of a name in a key: no half letter. */
static size_t name_length(const char *name, size_t length) {
    if (length <= NAME_MOST)
        return length;
    length = NAME_MOST;
    while (length && ((unsigned char)name[length] & 0xc0) == 0x80)
        length--;
    return length;
}

struct cell_text cell_text(const char *bytes, size_t length) {
    length = name_length(bytes, length);
    return (struct cell_text){bytes, length, word_hash(bytes, length)};
}

static inline uint64_t mix(uint64_t hash, uint64_t more) {
    hash = (hash ^ more) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ hash >> 32;
}

uint64_t key_hash(const struct cell_key *key) {
    uint64_t hash = (uint64_t)key->table << 8 | (uint64_t)key->kind;
    hash |= (uint64_t)(uint32_t)key->period << 32;
    hash = mix(hash, key->unit.hash);
    hash = mix(hash, key->first.hash);
    hash = mix(hash, key->second.hash);
    return mix(hash, key->source);
}

int32_t period_read(const char *spelled) {
    uint32_t period = 0;
    for (size_t i = 0; i < PERIOD_BYTES; i++)
        period = period << 8 | (unsigned char)spelled[i];
    return (int32_t)(period ^ UINT32_C(0x80000000));
}
