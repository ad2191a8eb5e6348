/* offices.h - what the words of titles say: the same office in other words,
 * wider and narrower ones, bodies that a common word means.
 *
 * A word has a 32-bit key, the sum of the keys of its words is that of a
 * role; bits (key mod 64) tell at once that a word is not among others. */
#ifndef DETENTE_OFFICES_H
#define DETENTE_OFFICES_H

#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>

/* A number for an office: "Minister of Foreign Affairs" and "foreign
 * minister" are one. 0 where nothing is left, as of "the". */
uint32_t role_key(const char *role);

/* The bit of a word by its role_key; none for 0. */
static inline uint64_t role_bit(uint32_t key) {
    return key ? UINT64_C(1) << (key & 63) : 0;
}

/* The bits of all words; a word ends at a space or a hyphen. */
uint64_t role_bits(const char *role);

/* Behind the last space of a text. */
const char *last_word(const char *text);

/* Whether `word` stands in `text` as a whole word. */
bool stands_in(const char *text, const char *word);

/* What a common word means for a body, as bits. */
enum common_fact {
    COMMON_COUNTRY = 1,     /* the country itself: "government" */
    COMMON_INSTITUTION = 2, /* one of a kind in a country: "ministry" */
    COMMON_OFFICE = 4       /* so where the phrase says of which: "senate" */
};

/* A word of titles that says more than itself. */
struct office_word {
    const char *word;
    uint32_t key;
    const char *narrower;  /* offices that it may mean; "" = none */
    uint64_t narrower_bits;
    unsigned facts;        /* bits of enum common_fact */
    const char *kinds;     /* kinds of bodies.csv that it means; "" = none */
    uint64_t kind_bits;
};

struct offices;

/* Memory of the arena; never fails. */
struct offices *offices_open(struct arena *arena);

/* What is known of a word, whose role_key is `key`; never NULL: of others
 * everything is "" and 0. */
const struct office_word *offices_word(const struct offices *offices,
                                       uint32_t key, const char *word);

/* Short titles that do not mean the longer office that ends in them:
 * "secretary" is no "press secretary". */
bool office_is_other(const char *title, const char *role);

#endif
