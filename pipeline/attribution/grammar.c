/* grammar.c - one hash table over the spellings of two CSV files.
 *
 * Limits: a spelling has one class, whatever the sentence; "that" is always
 * CLASS_THAT, "May" a modal only without a capital. */
#include "grammar.h"

#include "base/csv.h"
#include "lexicons.h"

#include <stdlib.h>
#include <string.h>

static const char *const CLASS_NAMES[CLASS_COUNT] = {
    [CLASS_DETERMINER] = "determiner", [CLASS_QUANTITY] = "quantity",
    [CLASS_POSSESSIVE] = "possessive", [CLASS_SUBJECT] = "subject",
    [CLASS_OBJECT] = "object",         [CLASS_INDEFINITE] = "indefinite",
    [CLASS_WHO] = "who",               [CLASS_WHICH] = "which",
    [CLASS_THAT] = "that",             [CLASS_WHETHER] = "whether",
    [CLASS_QUESTION] = "question",     [CLASS_TO] = "to",
    [CLASS_OF] = "of",                 [CLASS_BY] = "by",
    [CLASS_ABOUT] = "about",           [CLASS_FOR] = "for",
    [CLASS_AS] = "as",                 [CLASS_IN] = "in",
    [CLASS_ON] = "on",                 [CLASS_AT] = "at",
    [CLASS_WITH] = "with",             [CLASS_FROM] = "from",
    [CLASS_PREPOSITION] = "preposition",
    [CLASS_AND] = "and",               [CLASS_OR] = "or",
    [CLASS_BUT] = "but",               [CLASS_SUBORDINATOR] = "subordinator",
    [CLASS_BE] = "be",                 [CLASS_HAVE] = "have",
    [CLASS_DO] = "do",                 [CLASS_MODAL] = "modal",
    [CLASS_NOT] = "not",               [CLASS_ADVERB] = "adverb",
    [CLASS_TIME] = "time",             [CLASS_TITLE] = "title"};

/* A user's own cue, which the model has not seen, counts half. */
enum { CUE_OF_USER = 128 };

struct known {
    uint64_t hash; /* 0 = free */
    struct word_grammar what;
};

struct grammar {
    struct known *slots;
    size_t mask, count;
};

/* ---- the table -------------------------------------------------------- */

static struct known *find(const struct grammar *grammar, uint64_t hash) {
    size_t i = hash & grammar->mask;
    while (grammar->slots[i].hash && grammar->slots[i].hash != hash)
        i = (i + 1) & grammar->mask;
    return &grammar->slots[i];
}

/* At most three quarters are full.  The first size holds the lexicon. */
static void make_room(struct grammar *grammar) {
    enum { FIRST_SLOTS = 1 << 16 };
    if (grammar->slots && grammar->count < grammar->mask / 4 * 3)
        return;
    struct known *old = grammar->slots;
    size_t size = old ? grammar->mask + 1 : 0;
    size_t wider = size ? size * 2 : FIRST_SLOTS;
    grammar->slots = allocate(wider * sizeof *old);
    memset(grammar->slots, 0, wider * sizeof *old);
    grammar->mask = wider - 1;
    for (size_t i = 0; i < size; i++)
        if (old[i].hash)
            *find(grammar, old[i].hash) = old[i];
    free(old);
}

static struct word_grammar *enter(struct grammar *grammar, uint64_t hash) {
    make_room(grammar);
    struct known *known = find(grammar, hash);
    grammar->count += !known->hash;
    known->hash = hash;
    return &known->what;
}

void grammar_set_cue(struct grammar *grammar, uint64_t folded_hash,
                     uint8_t cue) {
    struct word_grammar *what = enter(grammar, folded_hash);
    what->cue = cue;
    what->common = true;
}

/* ---- the files -------------------------------------------------------- */

static bool class_of_name(const char *name, uint8_t *class) {
    for (uint8_t i = 0; i < CLASS_COUNT; i++)
        if (CLASS_NAMES[i] && !strcmp(CLASS_NAMES[i], name)) {
            *class = i;
            return true;
        }
    return false;
}

static bool senses_of(const char *letters, uint8_t *senses) {
    static const char LETTERS[] = "nvar";
    for (; *letters; letters++) {
        const char *at = strchr(LETTERS, *letters);
        if (!at)
            return false;
        *senses |= (uint8_t)(1 << (at - LETTERS));
    }
    return true;
}

/* word,class,senses: all words of the first cell, `;` between them. */
static bool take_words(struct grammar *grammar, const struct csv_row *row,
                       const int *columns) {
    const char *class = row->cells[columns[1]];
    struct word_grammar what = {0};
    if ((*class && !class_of_name(class, &what.class)) ||
        !senses_of(row->cells[columns[2]], &what.senses))
        return false;
    const char *word = row->cells[columns[0]];
    const char *end = word + row->lengths[columns[0]];
    while (word < end) {
        const char *stop = memchr(word, ';', (size_t)(end - word));
        stop = stop ? stop : end;
        *enter(grammar, word_hash(word, (size_t)(stop - word))) = what;
        word = stop + 1;
    }
    return true;
}

/* word,strength */
static bool take_cue(struct grammar *grammar, const struct csv_row *row,
                     const int *columns) {
    const char *word = row->cells[columns[0]];
    char *end;
    long strength = strtol(row->cells[columns[1]], &end, 10);
    if (*end || strength < 0 || strength > UINT8_MAX)
        return false;
    grammar_set_cue(grammar, word_hash(word, strlen(word)),
                    (uint8_t)strength);
    return true;
}

struct file_format {
    const char *columns[3];
    bool (*take)(struct grammar *, const struct csv_row *, const int *);
};

static const struct file_format WORDS = {{"word", "class", "senses"},
                                         take_words};
static const struct file_format CUES = {{"word", "strength", NULL}, take_cue};

static bool find_columns(const struct csv_reader *reader,
                         const struct file_format *format, int *columns,
                         struct failure *why) {
    for (size_t i = 0; i < 3 && format->columns[i]; i++) {
        columns[i] = csv_column(reader, format->columns[i]);
        if (columns[i] < 0)
            return fail(why, "%s: no column '%s'", csv_name(reader),
                        format->columns[i]);
    }
    return true;
}

static bool read_rows(struct grammar *grammar, struct csv_reader *reader,
                      const struct file_format *format, struct failure *why) {
    int columns[3] = {0};
    if (!find_columns(reader, format, columns, why))
        return false;
    struct arena arena = {0};
    struct csv_row row;
    enum csv_result result;
    bool good = true;
    while (good &&
           (result = csv_next(reader, &arena, &row, why)) != CSV_END) {
        good = result == CSV_ROW;
        if (good && !format->take(grammar, &row, columns))
            good = fail(why, "%s:%zu: '%s' is not understood",
                        csv_name(reader), row.line, row.cells[columns[1]]);
        arena_empty(&arena, SIZE_MAX);
    }
    arena_free(&arena);
    return good;
}

static bool read_file(struct grammar *grammar, const char *path,
                      const struct file_format *format, struct failure *why) {
    struct csv_reader *reader;
    if (!csv_open(&reader, path, ',', why))
        return false;
    bool good = read_rows(grammar, reader, format, why);
    csv_close(reader);
    return good;
}

struct grammar *grammar_open(const char *lexicon, const char *cues,
                             struct failure *why) {
    struct grammar *grammar = allocate(sizeof *grammar);
    *grammar = (struct grammar){0};
    make_room(grammar);
    if (read_file(grammar, lexicon, &WORDS, why) &&
        (!cues || read_file(grammar, cues, &CUES, why)))
        return grammar;
    grammar_close(grammar);
    return NULL;
}

void grammar_close(struct grammar *grammar) {
    if (!grammar)
        return;
    free(grammar->slots);
    free(grammar);
}

/* ---- a token ---------------------------------------------------------- */

/* What the kind of a token, where it is not a word, puts into the place of
 * what its spelling says: facts kept and facts set. */
struct kind_facts {
    uint32_t keep, set;
};

/* What spelling tells of marks, too: how often it is a cue. */
enum {
    OF_SPELLING = 0xFF << 16 | FACT_SENSES | FACT_CAPITAL | FACT_COMMON
};

#define KIND(class)                                                           \
    {(uint32_t)OF_SPELLING | FACT_PLAIN | (uint32_t)FACT_SIGN,                 \
     (class) | (class) << 8}
#define SIGN(class)                                                           \
    {(uint32_t)OF_SPELLING, (class) | (class) << 8 | (uint32_t)FACT_SIGN}
static const struct kind_facts KIND_FACTS[] = {
    [TOKEN_WORD] = {UINT32_MAX, 0},
    [TOKEN_NUMBER] = KIND(CLASS_NUMBER),
    [TOKEN_CLITIC] = KIND(CLASS_CLITIC),
    [TOKEN_STOP] = KIND(CLASS_STOP),
    [TOKEN_COMMA] = KIND(CLASS_COMMA),
    [TOKEN_COLON] = SIGN(CLASS_COLON), /* could be a semicolon */
    [TOKEN_DASH] = KIND(CLASS_DASH),
    [TOKEN_HYPHEN] = KIND(CLASS_HYPHEN),
    [TOKEN_OPEN_QUOTE] = SIGN(CLASS_OPEN),
    [TOKEN_CLOSE_QUOTE] = SIGN(CLASS_CLOSE),
    [TOKEN_OPEN_SINGLE] = SIGN(CLASS_OPEN),
    [TOKEN_CLOSE_SINGLE] = SIGN(CLASS_CLOSE),
    [TOKEN_BRACKET] = KIND(CLASS_BRACKET),
    [TOKEN_OTHER] = KIND(CLASS_MARK)};

/* An open class: uses of all, of those that can be nouns, of those that can
 * be nothing but verbs, and of the others. */
#define SENSED(class, all, noun, verb, other)                                 \
    [SHAPE(class, 0)] = (all) | (other),                                      \
    [SHAPE(class, 1)] = (all) | (noun) | (other),                             \
    [SHAPE(class, 2)] = (all) | (verb),                                       \
    [SHAPE(class, 3)] = (all) | (noun) | (other),                             \
    [SHAPE(class, 4)] = (all) | (other),                                      \
    [SHAPE(class, 5)] = (all) | (noun) | (other),                             \
    [SHAPE(class, 6)] = (all) | (other),                                      \
    [SHAPE(class, 7)] = (all) | (noun) | (other),                             \
    [SHAPE(class, 8)] = (all) | (other),                                      \
    [SHAPE(class, 9)] = (all) | (noun) | (other),                             \
    [SHAPE(class, 10)] = (all) | (verb),                                      \
    [SHAPE(class, 11)] = (all) | (noun) | (other),                            \
    [SHAPE(class, 12)] = (all) | (other),                                     \
    [SHAPE(class, 13)] = (all) | (noun) | (other),                            \
    [SHAPE(class, 14)] = (all) | (other),                                     \
    [SHAPE(class, 15)] = (all) | (noun) | (other)

enum {
    PREPOSITION = USE_CLOSED | USE_ENDS | USE_GOVERNS |
                  USE_PREPOSITION,
    CONJUNCTION = USE_CLOSED | USE_ENDS,
    SPECIFIER = USE_CLOSED | USE_JOINS | USE_SPECIFIER | USE_HOLDS |
                USE_CLAUSE_FIRST | USE_GOES_ON,
    PRONOUN = USE_CLOSED | USE_ALONE,
    VERB = USE_CLOSED | USE_AUXILIARY | USE_FINITE,
    NOUN = USE_NOMINAL | USE_JOINS | USE_CLAUSE_WORD | USE_GOES_ON | USE_OPEN
};

const uint32_t SHAPE_USES[SHAPE_COUNT] = {
    [CLASS_UNKNOWN] = USE_CLOSED,
    [CLASS_DETERMINER] = SPECIFIER,
    [CLASS_QUANTITY] = USE_CLOSED | USE_NOMINAL | USE_GOES_ON | USE_JOINS,
    [CLASS_POSSESSIVE] = SPECIFIER,
    [CLASS_SUBJECT] = PRONOUN | USE_CLAUSE_WORD,
    [CLASS_OBJECT] = PRONOUN,
    [CLASS_INDEFINITE] = PRONOUN,
    [CLASS_WHO] = PRONOUN | USE_ENDS,
    [CLASS_WHICH] = PRONOUN | USE_ENDS | USE_CLAUSE_FIRST,
    [CLASS_THAT] = PRONOUN | USE_ENDS | USE_CLAUSE_FIRST |
                   USE_CLAUSE_BEHIND | USE_OPENS,
    [CLASS_WHETHER] = USE_CLOSED | USE_CLAUSE_FIRST,
    [CLASS_QUESTION] = CONJUNCTION | USE_CLAUSE_FIRST,
    [CLASS_TO] = USE_CLOSED | USE_ENDS | USE_GOVERNS | USE_HOLDS |
                 USE_AUXILIARY,
    [CLASS_OF] = USE_GOVERNS | USE_PREPOSITION,
    [CLASS_BY] = USE_CLOSED | USE_ENDS | USE_PREPOSITION,
    [CLASS_ABOUT] = PREPOSITION,
    [CLASS_FOR] = PREPOSITION,
    [CLASS_AS] = PREPOSITION | USE_CLAUSE_BEHIND,
    [CLASS_IN] = PREPOSITION,
    [CLASS_ON] = PREPOSITION,
    [CLASS_AT] = PREPOSITION,
    [CLASS_WITH] = PREPOSITION,
    [CLASS_FROM] = PREPOSITION,
    [CLASS_PREPOSITION] = PREPOSITION,
    [CLASS_AND] = CONJUNCTION | USE_NO_START | USE_CLAUSE_BEHIND,
    [CLASS_OR] = CONJUNCTION | USE_NO_START,
    [CLASS_BUT] = CONJUNCTION | USE_CLAUSE_BEHIND,
    [CLASS_SUBORDINATOR] = CONJUNCTION | USE_CLAUSE_BEHIND |
                           USE_CLAUSE_FIRST,
    [CLASS_BE] = VERB,
    [CLASS_HAVE] = VERB | USE_NO_START,
    [CLASS_DO] = VERB,
    [CLASS_MODAL] = VERB,
    [CLASS_NOT] = USE_CLOSED | USE_AUXILIARY,
    [CLASS_ADVERB] = USE_CLOSED | USE_ENDS | USE_AUXILIARY |
                     USE_ADVERB,
    [CLASS_TIME] = USE_CLOSED | USE_ENDS | USE_JOINS,
    [CLASS_TITLE] = USE_NOMINAL | USE_NOUNY | USE_NAMING |
                    USE_GOES_ON | USE_JOINS,
    [CLASS_NAME] = NOUN | USE_NOUNY | USE_NAMING,
    [CLASS_NUMBER] = USE_NOMINAL | USE_NOUNY | USE_GOES_ON |
                     USE_OPEN | USE_JOINS,
    SENSED(CLASS_LY, USE_AUXILIARY | USE_ADVERB | USE_JOINS, 0, 0, 0),
    SENSED(CLASS_ING, USE_JOINS | USE_NOMINAL | USE_GOES_ON, USE_NOUN_OR_NOT,
           0, 0),
    SENSED(CLASS_ED, USE_JOINS | USE_NOMINAL | USE_GOES_ON | USE_FINITE, 0, 0,
           0),
    SENSED(CLASS_S, NOUN, 0, USE_ONLY_VERB, USE_NOUNY),
    SENSED(CLASS_PLAIN, NOUN, 0, USE_ONLY_VERB, USE_NOUNY),
    [CLASS_CLITIC] = USE_NO_START | USE_NO_LEFT | USE_JOINS,
    [CLASS_STOP] = USE_ENDS | USE_NO_START | USE_NO_LEFT,
    [CLASS_COMMA] = USE_COMMA | USE_ENDS | USE_NO_START |
                    USE_NO_LEFT | USE_CLAUSE_BEHIND | USE_PAUSE,
    [CLASS_COLON] = USE_ENDS | USE_NO_START | USE_CLAUSE_BEHIND | USE_PAUSE,
    [CLASS_DASH] = USE_ENDS | USE_CLAUSE_BEHIND,
    [CLASS_HYPHEN] = USE_NO_START | USE_GOES_ON | USE_JOINS,
    [CLASS_OPEN] = USE_ENDS | USE_OPENS,
    [CLASS_CLOSE] = USE_NO_START | USE_NO_LEFT | USE_CLAUSE_BEHIND | USE_CLOSES,
    [CLASS_BRACKET] = USE_ENDS | USE_CLAUSE_BEHIND,
    [CLASS_MARK] = USE_ENDS | USE_JOINS};

static bool ends_in(const struct word *word, const char *ending) {
    size_t length = strlen(ending);
    return word->folded_length > length + 1 &&
           !memcmp(word->folded + word->folded_length - length, ending,
                   length);
}

uint8_t grammar_class_in_small_letters(const struct word *word) {
    if (ends_in(word, "ly"))
        return CLASS_LY;
    if (ends_in(word, "ing"))
        return CLASS_ING;
    if (ends_in(word, "ed"))
        return CLASS_ED;
    return ends_in(word, "s") && !ends_in(word, "ss") ? CLASS_S : CLASS_PLAIN;
}

static uint8_t class_by_shape(const struct token *token) {
    return token->flags & TOKEN_CAPITAL
               ? CLASS_NAME
               : grammar_class_in_small_letters(token->word);
}

/* "May" is a month and "US" a country, whatever the lexicon says of their
 * small-lettered twins. */
static bool is_name_by_case(const struct token *token, uint8_t class) {
    if (class == CLASS_MODAL)
        return token->flags & TOKEN_CAPITAL &&
               token->word->folded_length <= 4;
    return class == CLASS_OBJECT && token->flags & TOKEN_UPPER &&
           token->word->folded_length == 2;
}

static struct word_grammar look_up(const struct grammar *grammar,
                                   const struct token *token) {
    struct word_grammar what =
        find(grammar, token->word->folded_hash)->what;
    if (what.class == CLASS_UNKNOWN || is_name_by_case(token, what.class))
        what.class = class_by_shape(token);
    if (!what.cue && token->word->marks & MARK(TERM_CUE))
        what.cue = CUE_OF_USER;
    return what;
}

uint32_t grammar_learn(const void *grammar, const char *spelling,
                       const struct token *token) {
    (void)spelling;
    struct word_grammar what = look_up(grammar, token);
    bool sign = what.cue >= CUE_LEAST || what.class == CLASS_THAT;
    uint32_t facts = (uint32_t)what.class |
                     (uint32_t)shape_of(what.class, what.senses) << 8 |
                     (uint32_t)what.cue << 16 | (uint32_t)what.senses << 24 |
                     FACT_PLAIN | (what.common ? FACT_COMMON : 0) |
                     (sign ? (uint32_t)FACT_SIGN : 0) |
                     (token->flags & TOKEN_CAPITAL ? FACT_CAPITAL : 0);
    const struct kind_facts *kind = &KIND_FACTS[token->kind];
    return (facts & kind->keep) | kind->set;
}
