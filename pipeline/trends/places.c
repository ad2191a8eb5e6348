/* places.c - a hash table from names to country codes, made once from the
 * lexicons' rows. */
#include "places.h"

#include "base/arena.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* Stands where a country would. */
static const char PRONOUN[] = "-";

struct place {
    uint64_t hash; /* of the name; 0 = free */
    const char *country;
};

enum { PRONOUN_MOST = 16 }; /* bytes; longer ones are none */

struct places {
    struct place *slots;
    size_t mask;
    /* for each length the letters that pronouns of it begin with, as bits:
     * most names are none, and need not be looked up to know that */
    uint32_t pronouns[PRONOUN_MOST + 1];
};

static uint32_t first_letter(const char *name) {
    return UINT32_C(1) << (*name & 31); /* of either case */
}

/* The column that holds the country of a term of that kind. */
static const char *country_of(const struct term *term) {
    const char *const *cells = term->entry->cells;
    switch (term->kind) {
    case TERM_COUNTRY: return cells[COUNTRY_CODE];
    case TERM_BODY: return cells[BODY_COUNTRY];
    case TERM_PRONOUN: return PRONOUN;
    case TERM_ACTOR: /* a user's file, or the holders of offices */
        return strstr(term->entry->file, "offices.csv")
                   ? cells[OFFICE_COUNTRY]
                   : cells[ACTOR_COUNTRY];
    default: return "";
    }
}

static size_t place_of(const struct places *places, uint64_t hash) {
    return hash >> 20 & places->mask;
}

static struct place *find(const struct places *places, uint64_t hash) {
    hash |= 1;
    size_t at = place_of(places, hash);
    while (places->slots[at].hash && places->slots[at].hash != hash)
        at = (at + 1) & places->mask;
    return &places->slots[at];
}

struct places *places_open(const struct lexicons *lexicons) {
    size_t count = 0, slots = 64;
    const struct term *terms = NULL;
    if (lexicons)
        terms = lexicons_terms(lexicons, &count);
    while (slots < 2 * count)
        slots *= 2;
    struct places *places = allocate(sizeof *places);
    *places = (struct places){.mask = slots - 1};
    places->slots = allocate(slots * sizeof *places->slots);
    memset(places->slots, 0, slots * sizeof *places->slots);
    for (size_t i = 0; i < count; i++) {
        const char *country = country_of(&terms[i]);
        size_t length = strlen(terms[i].text);
        uint64_t hash = word_hash(terms[i].text, length);
        struct place *place = find(places, hash);
        if (country == PRONOUN && length <= PRONOUN_MOST)
            places->pronouns[length] |= first_letter(terms[i].text);
        if (*country && !place->country)
            *place = (struct place){hash | 1, country};
    }
    return places;
}

void places_close(struct places *places) {
    if (!places)
        return;
    free(places->slots);
    free(places);
}

void places_prefetch(const struct places *places, uint64_t hash) {
    __builtin_prefetch(&places->slots[place_of(places, hash)]);
}

const char *places_country(const struct places *places, uint64_t hash) {
    const char *country = find(places, hash)->country;
    return country && country != PRONOUN ? country : "";
}

bool places_is_pronoun(const struct places *places, const char *name) {
    size_t length = strlen(name);
    if (length > PRONOUN_MOST ||
        !(places->pronouns[length] & first_letter(name)))
        return false;
    char folded[PRONOUN_MOST];
    for (size_t i = 0; i < length; i++)
        folded[i] = (char)tolower((unsigned char)name[i]);
    return find(places, word_hash(folded, length))->country == PRONOUN;
}
