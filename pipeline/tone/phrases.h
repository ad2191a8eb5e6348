/* phrases.h - the lexicon of tone: phrases of stems, each of some classes,
 * and what a statement has of them.
 *
 * Made from a table term,class,strength (phrases_read), or as a scorer keeps
 * it (scorer.h). */
#ifndef DETENTE_PHRASES_H
#define DETENTE_PHRASES_H

#include "base/arena.h"
#include "base/failure.h"
#include "key_index.h"
#include "mask.h"

#include <stdbool.h>

enum { PHRASE_CLASSES = 62, PHRASE_SCOPES = 3, PHRASE_SUMS = 5 };
#define PHRASE_NOWHERE UINT32_MAX

/* Names of what classes are summed to, and of their scopes. */
extern const char *const PHRASE_SUM_NAMES[PHRASE_SUMS];
extern const char *const PHRASE_SCOPE_NAMES[PHRASE_SCOPES];

struct phrase_class {
    const char *name;
    int32_t strength; /* -2 .. 2 */
    uint32_t idiom;   /* its phrases mean something else than their words */
    uint32_t ids[PHRASE_SCOPES]; /* of its features, in the order of scopes */
};

/* A phrase, or only the beginning of longer ones (no class, no steering). */
struct tone_phrase {
    uint64_t classes;  /* bits */
    uint32_t steering; /* what it does to the words behind it */
    uint32_t longer;   /* bit n: others go on with a stem of hash n % 32 */
};

/* Where a phrase begins in a text. */
struct phrase_start {
    uint32_t item, phrase;
    bool longer; /* there may be one of more than one stem */
};

struct tone_phrases {
    struct phrase_class *classes; /* PHRASE_CLASSES */
    unsigned class_count;
    uint32_t sums[PHRASE_SUMS]; /* ids of l:+ l:- l:more+ l:more- l:even */
    uint64_t *keys;             /* mixed from the stems' hashes so far */
    struct tone_phrase *items;       /* [0] is no phrase */
    uint32_t count;             /* with [0] */
    struct key_index index;
    /* read from a table, else NULL: hashes of their last stems, and the
     * phrases that they are without it */
    uint64_t *last;
    uint32_t *before;
    uint32_t room;
};

/* Reads a table; `language` is Snowball's name.  Memory from `arena`, but for
 * the index, which phrases_free gives back. */
bool phrases_read(struct tone_phrases *phrases, const char *path,
                  const char *language, struct arena *arena,
                  struct failure *why);
void phrases_free(struct tone_phrases *phrases);

/* Whether a phrase is one by itself, not only the beginning of others. */
static inline bool phrase_is_whole(const struct tone_phrase *phrase) {
    return phrase->classes || phrase->steering;
}

/* The phrase that a stem alone is or begins, 0 = none. */
uint32_t phrases_begin(const struct tone_phrases *phrases, uint64_t stem_hash);

/* A feature of the statement: what was matched, and where. */
struct phrase_feature {
    uint32_t id;
    double value;
    uint32_t first, last; /* items of its first place, or PHRASE_NOWHERE */
};
enum { PHRASE_FEATURES = PHRASE_SCOPES * PHRASE_CLASSES + PHRASE_SUMS };

/* The items of a text, and how to learn the hash of an item's stem. */
struct phrase_text {
    struct item *items;
    size_t count;
    uint64_t (*stem)(const void *lent, const struct item *item);
    const void *lent; /* to stem() */
};

/* Matches the items, the longest phrase first.  `starts` are all items where
 * a phrase stands, in order; of those where one only may begin (breaks never)
 * stem() is asked for the items behind.  Makes words inside idioms ITEM_IDIOM
 * and tells whether there are any in *idioms.  Writes the features, 0.5 long
 * together, and returns their number. */
size_t phrases_match(const struct tone_phrases *phrases,
                     const struct phrase_text *text,
                     const struct phrase_start *starts, size_t start_count,
                     bool *idioms, struct phrase_feature *features);

#endif
