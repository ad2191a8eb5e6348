/* words.c - what is known of each distinct spelling, learnt once.
 *
 * Folding is lower case and NFC (utf8proc), with every apostrophe as ' ;
 * stems are Snowball's (libstemmer), which wants exactly that.  word_hash is
 * the multiply-and-fold of wyhash (Wang Yi, public domain), over the bytes
 * in eights.
 *
 * When the table is full, what was asked for again since that was last the
 * case stays, and all else is forgotten: most spellings come once. */
#include "words.h"

#include "base/arena.h"
#include "base/scan.h"
#include "characters.h"
#include "lexicons.h"
#include "spellings.h"

#include <libstemmer.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

/* A limit of 48,000 is 3 % faster on 100 MB of news (250,000 spellings, most
 * of them once) and takes 2 MiB more a thread.  The places grow to 131,072. */
enum { LIMIT = 30000, FIRST_PLACES = 1 << 11 };

struct words {
    struct spellings spellings;
    struct arena arena;           /* words and their strings */
    struct sb_stemmer *stemmer;   /* of UTF-8 */
    struct sb_stemmer *ascii;     /* the same for ASCII, a quarter faster:
                                   * that of Latin-1, where there is one */
    const struct lexicons *lexicons;
    struct word_learner learners[FACTS_OF];
};

/* ---- hash ------------------------------------------------------------- */

static inline uint64_t mix(uint64_t a, uint64_t b) {
    __extension__ unsigned __int128 product = (unsigned __int128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint32_t load_half(const char *bytes) {
    uint32_t value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

/* At most eight bytes, the first the lowest; no other byte is read. */
static inline uint64_t load(const char *bytes, size_t length) {
    const unsigned char *p = (const unsigned char *)bytes;
    if (length == 8)
        return spelling_load(bytes);
    if (length >= 4)
        return load_half(bytes) | (uint64_t)load_half(bytes + length - 4)
                                      << 8 * (length - 4);
    if (!length)
        return 0;
    return p[0] | (uint64_t)p[length / 2] << 8 * (length / 2) |
           (uint64_t)p[length - 1] << 8 * (length - 1);
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

/* The key of a spelling of any length: where it does not fit into KEY_BYTES
 * a hash, whose last byte is none that text has. */
static void key_of(const char *bytes, size_t length, unsigned as,
                   uint64_t key[2]) {
    if (length + (as != AS_SPELLED) <= KEY_BYTES) {
        char padded[KEY_BYTES] = {0};
        memcpy(padded, bytes, length);
        spelling_key(padded, length, key);
        spelling_take_as(as, key);
        return;
    }
    key[0] = word_hash(bytes, length) + as;
    key[1] = word_hash(bytes + 8, length - 8);
    memset((char *)key + KEY_BYTES - 1, 0xFF, 1);
}

/* ---- one word --------------------------------------------------------- */

struct letters {
    bool several, small; /* two or more; any in lower case */
    bool ascii;          /* all, and all other characters */
};

/* Makes ASCII lower case, eight bytes at a time; zeros stand behind it. */
static struct letters fold_ascii(char *text, size_t length) {
    uint64_t all = 0, seen = 0, several = 0, small = 0;
    for (size_t i = 0; i < length; i += 8) {
        uint64_t word = spelling_load(text + i);
        uint64_t upper = scan_between(word, 'A', 'Z');
        uint64_t lower = scan_between(word, 'a', 'z');
        uint64_t letters = upper | lower;
        several |= (letters & (letters - 1)) | (seen ? letters : 0);
        seen |= letters;
        small |= lower;
        all |= word;
        word |= upper >> 2; /* the top bit becomes 0x20 */
        memcpy(text + i, &word, sizeof word);
    }
    return (struct letters){several != 0, small != 0,
                            !(all & 0x80 * SCAN_EACH)};
}

static struct letters count_letters(const char *bytes, size_t length) {
    size_t count = 0, uppers = 0;
    for (size_t i = 0; i < length; i += character_at(bytes + i).length) {
        struct character c = character_at(bytes + i);
        count += character_is_letter(c);
        uppers += c.class == CHARACTER_UPPER_LETTER;
    }
    return (struct letters){.several = count > 1, .small = count > uppers};
}

static utf8proc_int32_t fold_character(utf8proc_int32_t code, void *data) {
    (void)data;
    if (code == 0x2019 || code == 0x2018 || code == 0x02BC)
        return '\'';
    return utf8proc_tolower(code);
}

/* A copy with zeros behind it, one at least; what is no longer than its key
 * stands there. */
static char *copy_padded(struct arena *arena, const uint64_t key[2],
                         const char *bytes, size_t length) {
    size_t room = (length / KEY_BYTES + 1) * KEY_BYTES;
    char *copy = arena_take(arena, room);
    if (length < KEY_BYTES)
        return memcpy(copy, key, KEY_BYTES);
    memset(copy + room - KEY_BYTES, 0, KEY_BYTES);
    return memcpy(copy, bytes, length);
}

/* Folds into word->folded. */
static struct letters fold(struct arena *arena, const uint64_t key[2],
                           const char *bytes, size_t length,
                           struct word *word) {
    char *folded = copy_padded(arena, key, bytes, length);
    word->folded = folded;
    word->folded_length = (uint32_t)length;
    struct letters letters = fold_ascii(folded, length);
    if (letters.ascii)
        return letters;
    utf8proc_uint8_t *made = NULL;
    utf8proc_ssize_t size = utf8proc_map_custom(
        (const utf8proc_uint8_t *)bytes, (utf8proc_ssize_t)length, &made,
        UTF8PROC_STABLE | UTF8PROC_COMPOSE, fold_character, NULL);
    if (size >= 0) {
        word->folded = arena_copy(arena, (const char *)made, (size_t)size);
        word->folded_length = (uint32_t)size;
    }
    free(made);
    return count_letters(bytes, length);
}

/* What the spelling is by itself: its kind by its first character, and its
 * letter case.  Letters that each have a full stop ("U.S.") are not taken
 * for a word in capitals. */
static struct token token_of(const char *bytes, size_t length,
                             const struct letters *letters) {
    struct character first = character_at(bytes);
    bool word = character_is_letter(first);
    bool upper =
        letters->several && !letters->small && bytes[length - 1] != '.';
    unsigned flags =
        (first.class == CHARACTER_UPPER_LETTER ? TOKEN_CAPITAL : 0) |
        (upper && (word || first.class == CHARACTER_DIGIT) ? TOKEN_UPPER : 0);
    return (struct token){
        .length = (uint16_t)(length < UINT16_MAX ? length : UINT16_MAX),
        .kind = word ? TOKEN_WORD : first.kind,
        .flags = (uint8_t)flags};
}

static void learn_facts(const struct words *words, const char *bytes,
                        struct token *token) {
#pragma GCC unroll 4
    for (size_t i = 0; i < FACTS_OF; i++) {
        const struct word_learner *learner = &words->learners[i];
        if (learner->learn)
            token->facts[i] = learner->learn(learner->tools, bytes, token);
    }
}

static struct token make_word(struct words *words, const uint64_t key[2],
                              const char *bytes, size_t length) {
    struct arena *arena = &words->arena;
    struct word *word = arena_take(arena, sizeof *word);
    *word = (struct word){.phrases = -1};
    struct letters letters = fold(arena, key, bytes, length, word);
    word->folded_hash = word_hash(word->folded, word->folded_length);
    if (words->lexicons)
        lexicons_mark(words->lexicons, word->folded_hash, &word->marks,
                      &word->phrases);
    struct token token = token_of(bytes, length, &letters);
    token.form = (uint32_t)word->folded_hash;
    token.word = word;
    learn_facts(words, bytes, &token);
    return token;
}

/* ---- the table -------------------------------------------------------- */

static size_t count_places(const struct spellings *spellings) {
    return spellings->last / sizeof *spellings->places + 1;
}

/* All free. */
static void clear_places(struct spellings *spellings, size_t places) {
    size_t size = places * sizeof *spellings->places;
    spellings->places = allocate_table(size);
    spellings->last = size - sizeof *spellings->places;
}

static void free_places(struct spellings *spellings) {
    if (spellings->places)
        free_table(spellings->places,
                   count_places(spellings) * sizeof *spellings->places);
}

/* Four times as large: then most of what is looked up often, and so was
 * learnt early, stands at its first place. */
static void grow(struct spellings *spellings) {
    struct spellings old = *spellings;
    clear_places(spellings, count_places(&old) * 4);
    for (size_t i = 0; i < count_places(&old); i++)
        if (old.places[i].token.word)
            *spellings_find(spellings, old.places[i].key,
                            spelling_hash(old.places[i].key)) = old.places[i];
    free_places(&old);
}

/* Adds one that is not there. */
static struct spelling *add(struct spellings *spellings,
                            const struct spelling *spelling) {
    if (++spellings->count > count_places(spellings) / 2)
        grow(spellings);
    struct spelling *place = spellings_find(spellings, spelling->key,
                                            spelling_hash(spelling->key));
    *place = *spelling;
    return place;
}

struct words *words_open(const char *language, const struct lexicons *lexicons,
                         const struct word_learner *learners,
                         struct failure *why) {
    struct words *words = allocate(sizeof *words);
    *words = (struct words){.lexicons = lexicons};
    if (learners)
        memcpy(words->learners, learners, sizeof words->learners);
    clear_places(&words->spellings, FIRST_PLACES);
    words->spellings.turn = 1;
    if (!language)
        return words;
    words->stemmer = sb_stemmer_new(language, "UTF_8");
    words->ascii = sb_stemmer_new(language, "ISO_8859_1");
    if (!words->ascii)
        words->ascii = sb_stemmer_new(language, "UTF_8");
    if (words->stemmer && words->ascii)
        return words;
    words_close(words);
    fail(why, "no Snowball stemmer for the language '%s'", language);
    return NULL;
}

void words_close(struct words *words) {
    if (!words)
        return;
    sb_stemmer_delete(words->stemmer);
    sb_stemmer_delete(words->ascii);
    arena_free(&words->arena);
    free_places(&words->spellings);
    free(words);
}

/* The same word as another kind of mark. */
static struct token learn_mark(struct words *words, const char *bytes,
                               size_t length, unsigned as) {
    struct token token = *words_token(words, bytes, length, AS_SPELLED);
    token.kind = (uint8_t)(as - AS_MARK);
    learn_facts(words, bytes, &token);
    return token;
}

const struct token *words_learn(struct words *words, const uint64_t key[2],
                                const char *bytes, size_t length,
                                unsigned as) {
    struct spelling spelling = {
        .key = {key[0], key[1]},
        .token = as == AS_SPELLED ? make_word(words, key, bytes, length)
                                  : learn_mark(words, bytes, length, as),
        .as = (uint8_t)as};
    return &add(&words->spellings, &spelling)->token;
}

const struct spellings *words_spellings(const struct words *words) {
    return &words->spellings;
}

static const struct token *find_or_learn(struct words *words,
                                         uint64_t key[2], const char *bytes,
                                         size_t length, unsigned as) {
    key_of(bytes, length, as, key);
    struct spelling *place =
        spellings_find(&words->spellings, key, spelling_hash(key));
    return place->token.word
               ? spelling_ask(&words->spellings, place)
               : words_learn(words, key, bytes, length, as);
}

void words_key(struct words *words, const char *bytes, size_t length,
               unsigned as, uint64_t key[2]) {
    find_or_learn(words, key, bytes, length, as);
}

const struct token *words_token(struct words *words, const char *bytes,
                                size_t length, unsigned as) {
    uint64_t key[2];
    return find_or_learn(words, key, bytes, length, as);
}

struct word *words_find(struct words *words, const char *bytes,
                        size_t length) {
    /* words are the table's own, lent to tokens to be read */
    return (struct word *)(uintptr_t)words_token(words, bytes, length,
                                                 AS_SPELLED)
        ->word;
}

static bool is_ascii(const char *text) {
    while (*text > 0)
        text++;
    return !*text;
}

void words_stem(struct words *words, const struct word *lent) {
    struct word *word = (struct word *)(uintptr_t)lent;
    if (word->stem)
        return;
    word->stem = word->folded;
    word->stem_hash = word->folded_hash;
    if (!words->stemmer)
        return;
    struct sb_stemmer *stemmer =
        is_ascii(word->folded) ? words->ascii : words->stemmer;
    const char *stemmed = (const char *)sb_stemmer_stem(
        stemmer, (const sb_symbol *)word->folded, (int)word->folded_length);
    size_t length = (size_t)sb_stemmer_length(stemmer);
    if (!stemmed || !length ||
        (length == word->folded_length &&
         !memcmp(stemmed, word->folded, length)))
        return;
    word->stem = arena_copy(&words->arena, stemmed, length);
    word->stem_hash = word_hash(stemmed, length);
}

/* A copy of a word in the other arena, with all that was remembered. */
static struct word *keep(struct arena *arena, const struct word *old) {
    struct word *word = arena_take(arena, sizeof *word);
    *word = *old;
    word->folded = arena_copy(arena, old->folded, old->folded_length);
    if (old->stem)
        word->stem = old->stem == old->folded
                         ? word->folded
                         : arena_copy(arena, old->stem, strlen(old->stem));
    return word;
}

/* Keeps what was asked for again in this turn: its word goes to `arena`, and
 * itself to a place that is never behind the old one, since a free place stands
 * before the first.  Marks that a place makes are soon learnt again. */
static void keep_asked(struct spellings *spellings, struct arena *arena) {
    size_t places = count_places(spellings), first = 0;
    while (spellings->places[first].token.word)
        first++;
    spellings->count = 0;
    for (size_t i = first; i < first + places; i++) {
        struct spelling *place = &spellings->places[i & (places - 1)];
        struct spelling spelling = *place;
        *place = (struct spelling){.key = {0}};
        if (!spelling.token.word || spelling.turn != spellings->turn ||
            spelling.as != AS_SPELLED)
            continue;
        spelling.token.word = keep(arena, spelling.token.word);
        add(spellings, &spelling);
    }
    spellings->turn++;
}

void words_forget(struct words *words) {
    if (words->spellings.count < LIMIT)
        return;
    struct arena forgotten = words->arena;
    words->arena = (struct arena){0};
    keep_asked(&words->spellings, &words->arena);
    arena_free(&forgotten);
}
