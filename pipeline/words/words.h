/* words.h - what is known of each distinct spelling: looked up once.
 *
 * News repeats its words: stemming, folding and looking up lexicons per
 * token is a hundred times slower than per distinct word.  A table belongs
 * to one thread.  It forgets what is rare between documents when it has grown
 * beyond its limit, so that memory stays bounded on any input. */
#ifndef DETENTE_WORDS_H
#define DETENTE_WORDS_H

#include "base/failure.h"

#include <stddef.h>
#include <stdint.h>

struct lexicons;
struct token;
struct words;

/* One distinct spelling.  Case is part of the spelling ("May", "may"); all
 * else that is told apart by case stands in the token's flags. */
struct word {
    uint64_t folded_hash; /* word_hash(folded): same word, any case */
    uint64_t stem_hash;   /* word_hash(stem); ask word_stem_hash */
    uint32_t marks;       /* bits of enum mark, see lexicons.h */
    /* the first lexicon phrase that begins with this folded word, or -1 */
    int32_t phrases;
    /* free for stages to remember what they worked out for this word; 0 at
     * first, each slot used by one stage only */
    int32_t slot[3];
    uint32_t folded_length;
    const char *folded; /* lower case, NFC, U+2019 as ' ; NUL-terminated */
    /* Snowball's; the folded word where it has none.  NULL until words_stem
     * works it out: few words are asked for it */
    const char *stem;
};

enum word_slot { SLOT_ACTORS, SLOT_OFFICE, SLOT_NAME };

/* What stages ask of nearly every token stands in the token itself, 32 bits
 * for each of them. */
enum word_facts { FACTS_GRAMMAR, FACTS_ACTORS, FACTS_TONE, FACTS_OF };

/* Works out one stage's facts of a spelling: once, when it is learnt, and
 * once more for each kind of mark that its place makes it. */
struct word_learner {
    /* `token` is all that is known of the spelling by itself, at `spelling`:
     * its kind, its letter case, its word; its start is 0.  The facts of the
     * stages before are there.  NULL: there are no facts, 0. */
    uint32_t (*learn)(const void *tools, const char *spelling,
                      const struct token *token);
    const void *tools; /* lent */
};

/* A table for `language` (a Snowball name: "english"; NULL: words are their
 * own stems); `lexicons` is lent and may be NULL; so may `learners`, FACTS_OF
 * of them.  Fails on an unknown language. */
struct words *words_open(const char *language, const struct lexicons *lexicons,
                         const struct word_learner *learners,
                         struct failure *why);
void words_close(struct words *words);

/* The entry of a spelling.  Never NULL; stays valid until words_forget. */
struct word *words_find(struct words *words, const char *bytes, size_t length);

/* Works out the stem of a word of the table. */
void words_stem(struct words *words, const struct word *word);

static inline uint64_t word_stem_hash(struct words *words,
                                      const struct word *word) {
    if (!word->stem)
        words_stem(words, word);
    return word->stem_hash;
}

/* Between documents: forgets rare words if the table is larger than its
 * limit. */
void words_forget(struct words *words);

/* 64-bit hash of bytes, the same on every machine (wyhash's mixing). */
uint64_t word_hash(const char *bytes, size_t length);

#endif
