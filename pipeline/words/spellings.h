/* spellings.h - the table that each token is looked up in: from the bytes of
 * a spelling to its word.  Filled by words.c, asked by tokenize.c.
 *
 * A spelling of up to 16 bytes is its own key, so that two loads and two
 * comparisons tell it for certain; of a longer one the key is a hash. */
#ifndef DETENTE_SPELLINGS_H
#define DETENTE_SPELLINGS_H

#include "document.h"

#include <string.h>

enum { KEY_BYTES = 16, LINE = 64 };

/* One line of the cache: all that most tokens need. */
struct spelling {
    _Alignas(LINE) uint64_t key[2];
    /* the token that it makes; its start is 0; its word NULL = a free place,
     * whose key is 0 */
    struct token token;
    uint32_t turn; /* that of the table when it was asked for last, after it
                    * was learnt; 0 = never */
    uint8_t as;    /* what it is taken for, see below */
};
_Static_assert(sizeof(struct spelling) == LINE, "a spelling is one line");

/* What a spelling is taken for: what it is where nothing beside it says
 * otherwise, or (AS_MARK + its kind) a mark that its place makes it.  No byte
 * of a token is so small, so that it can stand behind it in a key. */
enum { AS_SPELLED = 0, AS_MARK = 1 };

/* Open addressing; half of the places are free at least. */
struct spellings {
    struct spelling *places; /* a power of two of them */
    size_t last;             /* where the last one begins, in bytes */
    size_t count;
    uint32_t turn; /* from 1: how often it has been full */
};

static inline uint64_t spelling_load(const void *bytes) {
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* The key of `length` bytes, at most KEY_BYTES, zeros behind them; KEY_BYTES
 * are read. */
static inline void spelling_key(const char *bytes, size_t length,
                                uint64_t key[2]) {
    static const unsigned char ONES[2 * KEY_BYTES] = {
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
        0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
    const unsigned char *within = ONES + KEY_BYTES - length;
    key[0] = spelling_load(bytes) & spelling_load(within);
    key[1] = spelling_load(bytes + 8) & spelling_load(within + 8);
}

/* Makes it the key of what is taken `as` that; at most 15 bytes. */
static inline void spelling_take_as(unsigned as, uint64_t key[2]) {
    ((unsigned char *)key)[KEY_BYTES - 1] |= (unsigned char)as;
}

/* Where to begin looking for a key.  Multiplying carries every byte into the
 * upper bits. */
static inline uint64_t spelling_hash(const uint64_t key[2]) {
    return (key[0] + key[1] * 9) * UINT64_C(0xa0761d6478bd642f) >> 32;
}

static inline struct spelling *spelling_place(const struct spellings *spellings,
                                              uint64_t hash) {
    return (struct spelling *)((char *)spellings->places +
                               (hash & spellings->last));
}

static inline bool spelling_is(const struct spelling *spelling,
                               const uint64_t key[2]) {
    return !((spelling->key[0] ^ key[0]) | (spelling->key[1] ^ key[1]));
}

/* The place of that key, or the free one where it belongs. */
static inline struct spelling *
spellings_find(const struct spellings *spellings, const uint64_t key[2],
               uint64_t hash) {
    for (;; hash += sizeof(struct spelling)) {
        struct spelling *place = spelling_place(spellings, hash);
        if (spelling_is(place, key) || !place->token.word)
            return place;
    }
}

/* The same.  What is found further on changes places with what stands where it
 * is looked for first, if that was not asked for in this turn: then what is
 * frequent comes to be at its first place. */
static inline struct spelling *
spellings_bring(const struct spellings *spellings, const uint64_t key[2],
                uint64_t hash) {
    struct spelling *first = spelling_place(spellings, hash);
    struct spelling *place = spellings_find(spellings, key, hash);
    if (!place->token.word || first->turn == spellings->turn)
        return place;
    struct spelling other = *first;
    *first = *place;
    *place = other;
    return first;
}

/* The token of a place, which is noted to be asked for in this turn: nearly
 * always it was before, and no line has to be written. */
static inline const struct token *
spelling_ask(const struct spellings *spellings, struct spelling *place) {
    if (place->turn != spellings->turn)
        place->turn = spellings->turn;
    return &place->token;
}

/* Learns what the table does not have; the token is valid until another is
 * asked for. */
const struct token *words_learn(struct words *words, const uint64_t key[2],
                                const char *bytes, size_t length, unsigned as);

/* The key of a spelling of any length, taken `as` what it is; learns it. */
void words_key(struct words *words, const char *bytes, size_t length,
               unsigned as, uint64_t key[2]);

/* The table that holds what was asked for lately. */
const struct spellings *words_spellings(const struct words *words);

/* The token of a spelling of any length, taken `as` what it is (AS_SPELLED,
 * AS_MARK), learnt if need be; valid until another is asked for. */
const struct token *words_token(struct words *words, const char *bytes,
                                size_t length, unsigned as);

#endif
