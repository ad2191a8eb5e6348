/* words.c - open addressing over a 64-bit hash; strings in an arena.
 *
 * Folding is lower case and NFC (utf8proc), with every apostrophe as ' ;
 * stems are Snowball's (libstemmer), which wants exactly that.  The hash is
 * the multiply-and-fold of wyhash (Wang Yi, public domain), over the bytes
 * in eights. */
#include "words.h"

#include "base/arena.h"
#include "lexicons.h"

#include <libstemmer.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { LIMIT = 1 << 15, FIRST_SLOTS = 1 << 12 };

struct slot {
    uint64_t hash;
    struct word *word; /* NULL = free */
};

struct words {
    struct sb_stemmer *stemmer;
    const struct lexicons *lexicons;
    struct arena arena;
    size_t count;
    size_t mask;        /* slots - 1, a power of two minus one */
    struct slot *slots; /* at most half full */
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
        arena_copy(&words->arena, (const char *)stemmed, (size_t)length);
    word->stem_length = (uint32_t)length;
    word->stem_hash = word_hash(word->stem, (size_t)length);
}

static struct word *make_word(struct words *words, const char *bytes,
                              size_t length) {
    struct word *word = arena_zero(&words->arena, sizeof *word);
    word->folded = fold(&words->arena, bytes, length);
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

static void clear_slots(struct words *words, size_t slots) {
    words->slots = allocate(slots * sizeof *words->slots);
    memset(words->slots, 0, slots * sizeof *words->slots);
    words->mask = slots - 1;
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
    clear_slots(words, FIRST_SLOTS);
    return words;
}

void words_close(struct words *words) {
    if (!words)
        return;
    if (words->stemmer)
        sb_stemmer_delete(words->stemmer);
    arena_free(&words->arena);
    free(words->slots);
    free(words);
}

/* The slot of that hash, or the free one where it belongs. */
static struct slot *find_slot(const struct words *words, uint64_t hash) {
    size_t i = hash & words->mask;
    while (words->slots[i].word && words->slots[i].hash != hash)
        i = (i + 1) & words->mask;
    return &words->slots[i];
}

static void grow(struct words *words) {
    struct slot *old = words->slots;
    size_t slots = words->mask + 1;
    clear_slots(words, slots * 2);
    for (size_t i = 0; i < slots; i++)
        if (old[i].word)
            *find_slot(words, old[i].hash) = old[i];
    free(old);
}

struct word *words_find(struct words *words, const char *bytes,
                        size_t length) {
    uint64_t hash = word_hash(bytes, length);
    struct slot *slot = find_slot(words, hash);
    if (slot->word)
        return slot->word;
    if (++words->count > words->mask / 2) {
        grow(words);
        slot = find_slot(words, hash);
    }
    slot->hash = hash;
    return slot->word = make_word(words, bytes, length);
}

void words_forget(struct words *words) {
    if (words->count < LIMIT)
        return;
    free(words->slots);
    clear_slots(words, FIRST_SLOTS);
    words->count = 0;
    arena_empty(&words->arena, SIZE_MAX);
}
