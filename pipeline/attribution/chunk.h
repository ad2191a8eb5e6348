/* chunk.h - the noun phrases of a sentence, without a parser.
 *
 * A phrase is a pronoun, or a run of words that can stand together from a
 * determiner or name to the head noun, which is its last word ("the senior
 * Russian officials", "Rear Adm. John Kirby", "Clinton's manager"). What
 * follows the head ("of the party", "who left") is not part of it. Nothing
 * inside quote marks is looked at. */
#ifndef DETENTE_CHUNK_H
#define DETENTE_CHUNK_H

#include "passage.h"

enum phrase_type {
    PHRASE_NONE,
    PHRASE_PRONOUN,    /* he */
    PHRASE_OBJECT,     /* him, himself */
    PHRASE_INDEFINITE, /* someone */
    PHRASE_RELATIVE,   /* who, which, that */
    PHRASE_NAME,       /* ends in a capitalised word */
    PHRASE_NOUN,       /* the spokesman; Trump campaign */
    PHRASE_BARE,       /* officials */
    PHRASE_QUANTITY    /* some, others */
};

struct phrase {
    int32_t start, end; /* units; the head is end - 1 */
    enum phrase_type type;
    uint32_t commas, quoted; /* units of these kinds before it */
};

enum { PHRASES_MOST = 64, PHRASES_BEHIND = 3 };

struct phrases {
    uint32_t count;
    uint32_t behind;        /* the first that stands behind the cue */
    uint32_t commas, quoted; /* units of these kinds before the cue */
    struct phrase items[PHRASES_MOST + 1]; /* the last is never read */
};

/* The phrases in units [start, end), in text order; none holds the unit
 * `cue`, and only PHRASES_BEHIND of those behind it are looked for.  More
 * than PHRASES_MOST are left out from the end. */
void chunk(const struct unit *units, int32_t start, int32_t end, int32_t cue,
           struct phrases *phrases);

#endif
