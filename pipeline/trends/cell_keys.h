/* cell_keys.h - what a trend's cells are called.
 *
 * A key is the table, the unit, the kind, and
 *
 *     PLACE    country, role     a count
 *     NAME     text              a count
 *     SOURCE   late source       a count
 *     SERIES   period            figures
 *     DYAD     target, period    figures
 *
 * The first 63 sources of a run are bits in the figures; of each later one,
 * a late source, there is a count whose key is that of the figures with the
 * source behind it, and one of kind SOURCE for the unit.
 *
 * Keys are sorted as their spelling is: a byte of the table, the unit and
 * NUL, a byte of the kind, texts each with NUL, a period of four bytes and a
 * late source of eight, the highest byte first. */
#ifndef DETENTE_CELL_KEYS_H
#define DETENTE_CELL_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cell_table { CELLS_VOLUME = 'A', CELLS_UNITS, CELLS_COUNTRIES };
enum cell_kind {
    CELL_PLACE = 'A', CELL_NAME, CELL_SOURCE, CELL_SERIES, CELL_DYAD
};
enum { NAME_MOST = 255, PERIOD_BYTES = 4, SOURCE_BYTES = 8,
       KEY_MOST = 1024 };

/* A name, of which at most NAME_MOST bytes are kept, without NUL, and its
 * word_hash. */
struct cell_text {
    const char *bytes;
    size_t length;
    uint64_t hash;
};

struct cell_text cell_text(const char *bytes, size_t length);

struct cell_key {
    enum cell_table table;
    enum cell_kind kind;
    struct cell_text unit, first, second; /* texts are lent */
    int32_t period;
    uint64_t source; /* hash of a late one, 0 = none */
};

/* Which parts a kind has. */
static inline bool kind_has_period(enum cell_kind kind) {
    return kind >= CELL_SERIES;
}

/* Well mixed: the key is known by it. */
uint64_t key_hash(const struct cell_key *key);

/* A period as a number without sign that sorts as it does, and back. */
static inline uint32_t period_unsigned(int32_t period) {
    return (uint32_t)period ^ UINT32_C(0x80000000);
}
/* The period that is spelled there. */
int32_t period_read(const char *spelled);

#endif
