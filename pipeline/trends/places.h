/* places.h - what a name stands for, as far as the lexicons tell: the country
 * of a target, and pronouns, which are no names. */
#ifndef DETENTE_PLACES_H
#define DETENTE_PLACES_H

#include "lexicons.h"

struct places;

struct places *places_open(const struct lexicons *lexicons);
void places_close(struct places *places);

/* The country code of a country, body, office holder or actor of the user's,
 * whose name has that word_hash; "" = none or unknown. */
const char *places_country(const struct places *places, uint64_t hash);

/* Asks memory for it. */
void places_prefetch(const struct places *places, uint64_t hash);

/* True for "he", "They". */
bool places_is_pronoun(const struct places *places, const char *name);

#endif
