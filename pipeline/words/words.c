/* words.c - open addressing over a 64-bit hash; strings in an arena.
 *
 * Folding is lower case and NFC (utf8proc), with every apostrophe as ' ;
 * stems are Snowball's (libstemmer), which wants exactly that.  The hash is
 * the multiply-and-fold of wyhash (Wang Yi, public domain), over the bytes
 * in eights.
 *
 * Two generations: what is asked for is in the young one; when that is full,
 * it becomes the old one, and what is asked for again is copied over.  So
 * frequent words stay and rare ones go. */
#include "words.h"

#include "base/arena.h"
#include "lexicons.h"

#include <libstemmer.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { LIMIT = 24000, FIRST_SLOTS = 1 << 12 };

struct slot {
    uint64_t hash;
    struct word *word; /* NULL = free */
};

struct generation {
    struct arena arena;
    size_t count;
    size_t mask;        /* slots - 1, a power of two minus one */
    struct slot *slots; /* at most three quarters full */
};

struct words {
    struct sb_stemmer *stemmer;
    const struct lexicons *lexicons;
    struct generation young, old; /* old.slots may be NULL */
};

/* ---- hash ------------------------------------------------------------- */

static inline uint64_t mix(uint64_t a, uint64_t b) {
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t load(const char *bytes, size_t length) {
    uint64_t value = 0;
    memcpy(&value, bytes, length);
    return value;
}

uint64_t word_hash(const char *bytes, size_t length) {
    static const uint64_t P0 = UINT64_C(0xa0761d6478bd642f);
    static const uint64_t P1 = UINT64_C(0xe7037ed1a0b428db);
    uint64_t hash = length ^ P1;
    for (; length > 8; bytes += 8, length -= 8)
        hash = mix(hash ^ load(bytes, 8), P0);
    hash = mix(hash ^ load(bytes, length), P0);
    return mix(hash, P1);
}

/* The first `length` bytes of eight. */
static inline uint64_t load_part(const char *bytes, size_t length) {
    static const uint64_t MASKS[9] = {
        0, 0xFF, 0xFFFF, 0xFFFFFF, 0xFFFFFFFF, UINT64_C(0xFFFFFFFFFF),
        UINT64_C(0xFFFFFFFFFFFF), UINT64_C(0xFFFFFFFFFFFFFF), UINT64_MAX};
    return load(bytes, 8) & MASKS[length];
}

/* The hash of the table: two loads for a word of up to 16 bytes, reading
 * behind its end. */
static inline uint64_t spelling_hash(const char *bytes, size_t length) {
    static const uint64_t P0 = UINT64_C(0xa0761d6478bd642f);
    static const uint64_t P1 = UINT64_C(0xe7037ed1a0b428db);
    if (length > 16)
        return word_hash(bytes, length);
    uint64_t first = load_part(bytes, length < 8 ? length : 8);
    uint64_t second = length > 8 ? load_part(bytes + 8, length - 8) : 0;
    return mix(first ^ P0 ^ length << 56, second ^ P1);
}

/* ---- one word --------------------------------------------------------- */

/* Lower case for ASCII; returns false where there are other characters. */
static bool fold_ascii(const char *bytes, size_t length, char *into) {
    unsigned char all = 0;
    for (size_t i = 0; i < length; i++) {
        unsigned char byte = (unsigned char)bytes[i];
        all |= byte;
        into[i] = (char)(byte + ((byte >= 'A' && byte <= 'Z') ? 32 : 0));
    }
    into[length] = '\0';
    return all < 128;
}

static utf8proc_int32_t fold_character(utf8proc_int32_t code, void *data) {
    (void)data;
    if (code == 0x2019 || code == 0x2018 || code == 0x02BC)
        return '\'';
    return utf8proc_tolower(code);
}

static char *fold(struct arena *arena, const char *bytes, size_t length) {
    char *folded = arena_take(arena, length + 1);
    if (fold_ascii(bytes, length, folded))
        return folded;
    utf8proc_uint8_t *made = NULL;
    utf8proc_ssize_t size = utf8proc_map_custom(
        (const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)length, &made,
        UTF8PROC_STABLE | UTF8PROC_COMPOSE, fold_character, NULL);
    if (size >= 0)
        folded = arena_copy(arena, (const char *)made, (size_t)size);
    free(made);
    return folded;
}

static void stem(struct words *words, struct word *word) {
    const sb_symbol *stemmed = NULL;
    int length = 0;
    if (words->stemmer) {
        stemmed = sb_stemmer_stem(words->stemmer,
                                  (const sb_symbol *)word->folded,
                                  (int)word->folded_length);
        length = sb_stemmer_length(words->stemmer);
    }
    if (!stemmed || length <= 0 ||
        ((size_t)length == word->folded_length &&
         !memcmp(stemmed, word->folded, (size_t)length))) {
        word->stem = word->folded;
        word->stem_length = word->folded_length;
        word->stem_hash = word->folded_hash;
        return;
    }
    word->stem =
        arena_copy(&words->young.arena, (const char *)stemmed, (size_t)length);
    word->stem_length = (uint32_t)length;
    word->stem_hash = word_hash(word->stem, (size_t)length);
}

static struct word *make_word(struct words *words, const char *bytes,
                              size_t length) {
    struct word *word = arena_zero(&words->young.arena, sizeof *word);
    word->folded = fold(&words->young.arena, bytes, length);
    word->folded_length = (uint32_t)strlen(word->folded);
    word->folded_hash = word_hash(word->folded, word->folded_length);
    stem(words, word);
    word->phrases = -1;
    if (words->lexicons)
        lexicons_mark(words->lexicons, word->folded_hash, &word->marks,
                      &word->phrases);
    return word;
}

/* ---- the table -------------------------------------------------------- */

static void clear_slots(struct generation *generation, size_t slots) {
    generation->slots = allocate(slots * sizeof *generation->slots);
    memset(generation->slots, 0, slots * sizeof *generation->slots);
    generation->mask = slots - 1;
}

struct words *words_open(const char *language, const struct lexicons *lexicons,
                         struct failure *why) {
    struct sb_stemmer *stemmer =
        language ? sb_stemmer_new(language, NULL) : NULL;
    if (language && !stemmer) {
        fail(why, "no Snowball stemmer for the language '%s'", language);
        return NULL;
    }
    struct words *words = allocate(sizeof *words);
    *words = (struct words){.stemmer = stemmer, .lexicons = lexicons};
    clear_slots(&words->young, FIRST_SLOTS);
    return words;
}

void words_close(struct words *words) {
    if (!words)
        return;
    if (words->stemmer)
        sb_stemmer_delete(words->stemmer);
    arena_free(&words->young.arena);
    arena_free(&words->old.arena);
    free(words->young.slots);
    free(words->old.slots);
    free(words);
}

/* The slot of that hash, or the free one where it belongs. */
static inline struct slot *find_slot(const struct generation *generation,
                                     uint64_t hash) {
    size_t i = hash & generation->mask;
    while (generation->slots[i].word && generation->slots[i].hash != hash)
        i = (i + 1) & generation->mask;
    return &generation->slots[i];
}

static void grow(struct generation *generation) {
    struct slot *old = generation->slots;
    size_t slots = generation->mask + 1;
    clear_slots(generation, slots * 2);
    for (size_t i = 0; i < slots; i++)
        if (old[i].word)
            *find_slot(generation, old[i].hash) = old[i];
    free(old);
}

/* A copy of a word of the old generation, with all that was remembered. */
static struct word *keep(struct words *words, const struct word *old) {
    struct arena *arena = &words->young.arena;
    struct word *word = arena_take(arena, sizeof *word);
    *word = *old;
    word->folded = arena_copy(arena, old->folded, old->folded_length);
    word->stem = old->stem == old->folded
                     ? word->folded
                     : arena_copy(arena, old->stem, old->stem_length);
    return word;
}

static struct word *first_time(struct words *words, uint64_t hash,
                               const char *bytes, size_t length) {
    struct generation *young = &words->young;
    if (++young->count > young->mask / 4 * 3)
        grow(young);
    struct slot *slot = find_slot(young, hash);
    const struct slot *before =
        words->old.slots ? find_slot(&words->old, hash) : NULL;
    slot->hash = hash;
    slot->word = before && before->word ? keep(words, before->word)
                                        : make_word(words, bytes, length);
    return slot->word;
}

uint64_t words_ask(const struct words *words, const char *bytes,
                   size_t length) {
    uint64_t hash = spelling_hash(bytes, length);
    __builtin_prefetch(&words->young.slots[hash & words->young.mask]);
    return hash;
}

struct word *words_answer(struct words *words, uint64_t asked,
                          const char *bytes, size_t length) {
    const struct slot *slot = find_slot(&words->young, asked);
    struct word *word = slot->word;
    if (!word)
        word = first_time(words, asked, bytes, length);
    __builtin_prefetch(word);
    return word;
}

struct word *words_find(struct words *words, const char *bytes,
                        size_t length) {
    char padded[16] = {0};
    if (length <= sizeof padded && length)
        memcpy(padded, bytes, length);
    uint64_t hash =
        spelling_hash(length <= sizeof padded ? padded : bytes, length);
    return words_answer(words, hash, bytes, length);
}

void words_forget(struct words *words) {
    if (words->young.count < LIMIT)
        return;
    struct generation old = words->old;
    words->old = words->young;
    free(old.slots);
    arena_empty(&old.arena, SIZE_MAX);
    words->young = (struct generation){.arena = old.arena};
    clear_slots(&words->young, FIRST_SLOTS);
}
