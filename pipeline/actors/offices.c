/* offices.c - tables of words, and one hash table over them.
 *
 * Keys are sums of 32-bit hashes; what they find is compared as text. */
#include "offices.h"

#include "words.h"

#include <string.h>

/* ---- keys ------------------------------------------------------------- */

static uint32_t key_of(const char *bytes, size_t length) {
    uint32_t key = (uint32_t)word_hash(bytes, length);
    return key ? key : 1;
}

enum { KEY_LETTERS = 48 };

/* The letter in its small form, all but ASCII as it is; 0 = no letter. */
static inline char letter_of(char c) {
    char small = (char)(c | 32);
    return small >= 'a' && small <= 'z' ? small
           : c & '\x80'                ? c
                                       : '\0';
}

/* Words of an office that tell nothing, and words for each other. */
static const struct {
    const char *from, *to;
} OFFICE_WORDS[] = {{"of", ""},          {"the", ""},
                    {"for", ""},         {"affairs", ""},
                    {"and", ""},         {"defence", "defense"},
                    {"premier", "prime minister"}};
enum {
    OFFICE_WORD_COUNT = sizeof OFFICE_WORDS / sizeof *OFFICE_WORDS,
    OFFICE_WORD_LETTERS = 7 /* of the longest of them */
};

static uint32_t sum_words(const char *text);

static uint32_t office_word_key(const char *word, size_t length) {
    for (int i = 0; i < OFFICE_WORD_COUNT && length <= OFFICE_WORD_LETTERS;
         i++)
        if (OFFICE_WORDS[i].from[0] == word[0] &&
            !strncmp(OFFICE_WORDS[i].from, word, length) &&
            !OFFICE_WORDS[i].from[length])
            return sum_words(OFFICE_WORDS[i].to);
    return key_of(word, length);
}

/* A sum, so that the order of words does not matter. */
static uint32_t sum_words(const char *text) {
    uint32_t sum = 0;
    while (*text) {
        char word[KEY_LETTERS];
        size_t length = 0;
        char letter;
        for (; *text && !letter_of(*text); text++)
            ;
        for (; (letter = letter_of(*text)); text++)
            if (length < sizeof word)
                word[length++] = letter;
        if (length)
            sum += office_word_key(word, length);
    }
    return sum;
}

uint32_t role_key(const char *role) { return sum_words(role); }

uint64_t role_bits(const char *role) {
    uint64_t bits = 0;
    while (*role) {
        char word[KEY_LETTERS];
        size_t whole = strcspn(role, " -");
        size_t length = whole < sizeof word ? whole : sizeof word - 1;
        memcpy(word, role, length);
        word[length] = '\0';
        bits |= role_bit(sum_words(word));
        role += whole + (role[whole] != '\0');
    }
    return bits;
}

/* ---- texts ------------------------------------------------------------ */

const char *last_word(const char *text) {
    const char *space = strrchr(text, ' ');
    return space ? space + 1 : text;
}

bool stands_in(const char *text, const char *word) {
    size_t length = strlen(word);
    for (const char *at = strstr(text, word); at; at = strstr(at + 1, word))
        if ((at == text || at[-1] == ' ' || at[-1] == '-') &&
            (!at[length] || at[length] == ' ' || at[length] == '-'))
            return true;
    return false;
}

/* ---- tables ----------------------------------------------------------- */

/* Words that mean many offices: "the diplomat" may be an ambassador. */
static const struct {
    const char *wide, *narrow;
} WIDER[] = {
    {"diplomat", "ambassador envoy secretary minister representative"},
    {"envoy", "ambassador representative mediator negotiator"},
    {"leader", "president premier chancellor king chairman "
               "commander candidate leader emir"},
    {"lawmaker", "senator representative congressman congresswoman deputy"},
    {"congressman", "representative"}, {"congresswoman", "representative"},
    {"politician", "senator minister president governor mayor"},
    {"officer", "general colonel major captain admiral lieutenant"},
    {"commander", "general colonel admiral"},
    {"general", "commander"},
    {"official", "secretary minister director spokesman spokeswoman "
                 "adviser aide"},
    {"spokesperson", "spokesman spokeswoman secretary"},
    {"spokesman", "secretary spokesperson"},
    {"spokeswoman", "secretary spokesperson"},
    {"nominee", "candidate nominee"}, {"candidate", "nominee"},
    {"analyst", "specialist expert fellow scholar analyst economist"},
    {"expert", "specialist analyst fellow scholar professor"},
    {"scholar", "professor fellow historian"},
    {"academic", "professor lecturer scholar"},
    {"lawyer", "attorney counsel"}, {"attorney", "lawyer counsel"},
    {"chief", "director commissioner head chairman commander"},
    {"chairman", "chair"}, {"premier", "minister"},
    {"mediator", "envoy negotiator"}};
/* Kinds of bodies (bodies.csv) that a common word means. */
static const struct {
    const char *title, *kinds;
} BODY_WORDS[] = {{"company", "company"},
                  {"firm", "company"},
                  {"newspaper", "media"},
                  {"network", "media"},
                  {"channel", "media"},
                  {"paper", "media"},
                  {"agency", "agency media"},
                  {"party", "party"},
                  {"campaign", "party"},
                  {"group", "armed_group ngo"},
                  {"movement", "armed_group"},
                  {"organization", "ngo international"},
                  {"organisation", "ngo international"},
                  {"charity", "ngo"},
                  {"department", "ministry"},
                  {"ministry", "ministry"},
                  {"court", "court"},
                  {"bloc", "international"},
                  {"union", "international"},
                  {"alliance", "international"},
                  {"parliament", "legislature"},
                  {"army", "military"},
                  {"administration", "government"},
                  {"university", "university"}};

/* What bodies of a country are: itself, one of a kind in it, or so where the
 * phrase says of which; all others ("Ukrainian militias") are groups. */
static const struct {
    unsigned facts;
    const char *words;
} COMMON_WORDS[] = {
    {COMMON_COUNTRY,
     "government regime leadership state nation country side"},
    {COMMON_INSTITUTION | COMMON_OFFICE,
     "ministry army military navy parliament police embassy presidency "
     "palace cabinet"},
    {COMMON_OFFICE,
     "senate assembly house congress consulate bank guard force forces "
     "treasury court judiciary department office service agency council "
     "commission mission delegation opposition"}};

static const struct {
    const char *title, *role;
} OTHERS[] = {{"minister", "prime minister"},
              {"minister", "deputy prime minister"},
              {"president", "vice president"},
              {"secretary", "press secretary"},
              {"general", "attorney general"},
              {"general", "secretary general"},
              {"general", "director general"}};
enum { OTHER_COUNT = sizeof OTHERS / sizeof *OTHERS };

bool office_is_other(const char *title, const char *role) {
    for (int i = 0; i < OTHER_COUNT; i++)
        if (*OTHERS[i].title == *title && *OTHERS[i].role == *role &&
            !strcmp(OTHERS[i].title, title) && !strcmp(OTHERS[i].role, role))
            return true;
    return false;
}

/* ---- the table -------------------------------------------------------- */

enum { PLACES = 512 }; /* of some 90 words */

struct offices {
    struct office_word places[PLACES]; /* word NULL = free */
};

static const struct office_word NO_WORD = {.narrower = "", .kinds = ""};

/* The place of that word or the free one where it belongs. */
static size_t find(const struct offices *offices, uint32_t key,
                   const char *word) {
    size_t i = key % PLACES;
    while (offices->places[i].word &&
           (offices->places[i].key != key ||
            strcmp(offices->places[i].word, word) != 0))
        i = (i + 1) % PLACES;
    return i;
}

static struct office_word *enter(struct offices *offices, const char *word) {
    uint32_t key = role_key(word);
    struct office_word *place = &offices->places[find(offices, key, word)];
    if (!place->word) {
        *place = NO_WORD;
        place->word = word;
        place->key = key;
    }
    return place;
}

struct offices *offices_open(struct arena *arena) {
    struct offices *offices = arena_zero(arena, sizeof *offices);
    for (size_t i = 0; i < sizeof WIDER / sizeof *WIDER; i++) {
        struct office_word *word = enter(offices, WIDER[i].wide);
        word->narrower = WIDER[i].narrow;
        word->narrower_bits = role_bits(WIDER[i].narrow);
    }
    for (size_t i = 0; i < sizeof BODY_WORDS / sizeof *BODY_WORDS; i++) {
        struct office_word *word = enter(offices, BODY_WORDS[i].title);
        word->kinds = BODY_WORDS[i].kinds;
        word->kind_bits = role_bits(BODY_WORDS[i].kinds);
    }
    for (size_t i = 0; i < sizeof COMMON_WORDS / sizeof *COMMON_WORDS; i++)
        for (const char *at = COMMON_WORDS[i].words; *at;) {
            size_t length = strcspn(at, " ");
            enter(offices, arena_copy(arena, at, length))->facts =
                COMMON_WORDS[i].facts;
            at += length + (at[length] != '\0');
        }
    return offices;
}

const struct office_word *offices_word(const struct offices *offices,
                                       uint32_t key, const char *word) {
    const struct office_word *found =
        &offices->places[find(offices, key, word)];
    return found->word ? found : &NO_WORD;
}
