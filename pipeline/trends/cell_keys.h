/* cell_keys.h - the keys of a trend's cells, piece by piece; see trend_cells.h. */
#ifndef DETENTE_CELL_KEYS_H
#define DETENTE_CELL_KEYS_H

#include "trend_cells.h"

struct key {
    size_t length;
    char bytes[KEY_MOST];
};

/* The table and the unit. */
void key_start(struct key *key, enum cell_table table, const char *unit);

/* The key of a unit and the kind of its cell. */
void key_of_unit(struct key *key, const struct key *unit,
                 enum cell_kind kind);

/* A name, of which at most NAME_MOST bytes are kept; key_name adds NUL. */
void key_text(struct key *key, const char *name, size_t length);
void key_name(struct key *key, const char *name, size_t length);

/* So many bytes, which sort as the number does. */
void key_number(struct key *key, uint64_t number, size_t bytes);
void key_period(struct key *key, int32_t period);

#endif
