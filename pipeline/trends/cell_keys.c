/* cell_keys.c - names end with NUL, numbers begin with their highest byte. */
#include "cell_keys.h"

#include <string.h>

void key_start(struct key *key, enum cell_table table, const char *unit) {
    key->bytes[0] = (char)table;
    key->length = 1;
    key_name(key, unit, strlen(unit));
}

void key_of_unit(struct key *key, const struct key *unit,
                 enum cell_kind kind) {
    memcpy(key->bytes, unit->bytes, unit->length);
    key->bytes[unit->length] = (char)kind;
    key->length = unit->length + 1;
}

/* The length of a name in a key: no half letter. */
static size_t name_length(const char *name, size_t length) {
    if (length <= NAME_MOST)
        return length;
    length = NAME_MOST;
    while (length && ((unsigned char)name[length] & 0xc0) == 0x80)
        length--;
    return length;
}

void key_text(struct key *key, const char *name, size_t length) {
    length = name_length(name, length);
    memcpy(key->bytes + key->length, name, length);
    key->length += length;
}

void key_name(struct key *key, const char *name, size_t length) {
    key_text(key, name, length);
    key->bytes[key->length++] = '\0';
}

void key_number(struct key *key, uint64_t number, size_t bytes) {
    for (size_t i = bytes; i-- > 0; number >>= 8)
        key->bytes[key->length + i] = (char)number;
    key->length += bytes;
}

void key_period(struct key *key, int32_t period) {
    key_number(key, (uint32_t)period ^ UINT32_C(0x80000000), PERIOD_BYTES);
}
