/* actor_facts.c - a table of small words, and the lexicons and the grammar
 * asked once for each spelling. */
#include "actor_facts.h"

#include "base/scan.h"

#include <string.h>

enum { SURE_CUE = 128 };

#define THINGS                                                              \
    (MARK(TERM_COUNTRY) | MARK(TERM_DEMONYM) | MARK(TERM_CAPITAL) |          \
     MARK(TERM_METONYM) | MARK(TERM_BODY) | MARK(TERM_REGION))
#define WANTED (MARK(TERM_ACTOR) | MARK(TERM_TITLE))

/* In alphabetical order. */
static const struct word_trait {
    char word[14];
    uint16_t traits;
} TRAITS[] = {
    {"a", TRAIT_A | TRAIT_VAGUE}, {"acting", TRAIT_FILLER},
    {"al", TRAIT_PARTICLE}, {"all", TRAIT_VAGUE},
    {"an", TRAIT_A | TRAIT_VAGUE}, {"another", TRAIT_A | TRAIT_VAGUE},
    {"any", TRAIT_VAGUE}, {"at", TRAIT_JOIN}, {"bin", TRAIT_PARTICLE},
    {"bint", TRAIT_PARTICLE}, {"both", TRAIT_VAGUE}, {"chief", TRAIT_FILLER},
    {"da", TRAIT_PARTICLE}, {"de", TRAIT_PARTICLE}, {"del", TRAIT_PARTICLE},
    {"della", TRAIT_PARTICLE}, {"democrat", TRAIT_DEMOCRAT},
    {"democratic", TRAIT_DEMOCRAT}, {"democrats", TRAIT_DEMOCRAT},
    {"den", TRAIT_PARTICLE}, {"deputy", TRAIT_FILLER}, {"der", TRAIT_PARTICLE},
    {"di", TRAIT_PARTICLE}, {"dos", TRAIT_PARTICLE}, {"dozens", TRAIT_VAGUE},
    {"du", TRAIT_PARTICLE}, {"each", TRAIT_VAGUE}, {"el", TRAIT_PARTICLE},
    {"every", TRAIT_VAGUE}, {"federal", TRAIT_FILLER | TRAIT_KEPT},
    {"few", TRAIT_VAGUE}, {"five", TRAIT_VAGUE}, {"for", TRAIT_JOIN},
    {"former", TRAIT_FILLER | TRAIT_KEPT}, {"four", TRAIT_VAGUE},
    {"from", TRAIT_JOIN}, {"gop", TRAIT_REPUBLICAN}, {"greens", TRAIT_GREEN},
    {"half", TRAIT_MEASURE},
    {"her", TRAIT_POSSESSIVE | TRAIT_VAGUE}, {"high", TRAIT_FILLER},
    {"his", TRAIT_POSSESSIVE | TRAIT_VAGUE}, {"ibn", TRAIT_PARTICLE},
    {"in", TRAIT_JOIN}, {"incoming", TRAIT_FILLER},
    {"its", TRAIT_POSSESSIVE | TRAIT_VAGUE}, {"jr", TRAIT_NOT_FIRST},
    {"la", TRAIT_PARTICLE}, {"late", TRAIT_FILLER}, {"le", TRAIT_PARTICLE},
    {"libertarian", TRAIT_LIBERTARIAN}, {"libertarians", TRAIT_LIBERTARIAN},
    {"local", TRAIT_KEPT}, {"longtime", TRAIT_FILLER}, {"many", TRAIT_VAGUE},
    {"military", TRAIT_FILLER}, {"more", TRAIT_VAGUE}, {"most", TRAIT_VAGUE},
    {"my", TRAIT_POSSESSIVE | TRAIT_VAGUE}, {"new", TRAIT_FILLER},
    {"no", TRAIT_VAGUE}, {"of", TRAIT_JOIN | TRAIT_VAGUE}, {"on", TRAIT_JOIN},
    {"one", TRAIT_A | TRAIT_VAGUE}, {"opposition", TRAIT_FILLER},
    {"other", TRAIT_VAGUE}, {"our", TRAIT_POSSESSIVE | TRAIT_VAGUE},
    {"outgoing", TRAIT_FILLER}, {"percent", TRAIT_MEASURE},
    {"presidential", TRAIT_FILLER},
    {"quarters", TRAIT_MEASURE},
    {"ranking", TRAIT_FILLER}, {"republican", TRAIT_REPUBLICAN},
    {"republicans", TRAIT_REPUBLICAN}, {"retired", TRAIT_FILLER | TRAIT_KEPT},
    {"senior", TRAIT_FILLER}, {"several", TRAIT_VAGUE}, {"some", TRAIT_VAGUE},
    {"sr", TRAIT_NOT_FIRST}, {"state", TRAIT_FILLER}, {"such", TRAIT_VAGUE},
    {"ter", TRAIT_PARTICLE}, {"that", TRAIT_THE | TRAIT_VAGUE},
    {"the", TRAIT_THE | TRAIT_VAGUE},
    {"their", TRAIT_POSSESSIVE | TRAIT_VAGUE}, {"then", TRAIT_FILLER},
    {"these", TRAIT_VAGUE}, {"thirds", TRAIT_MEASURE},
    {"this", TRAIT_THE | TRAIT_VAGUE},
    {"those", TRAIT_VAGUE}, {"three", TRAIT_VAGUE}, {"top", TRAIT_FILLER},
    {"two", TRAIT_VAGUE}, {"ud", TRAIT_PARTICLE}, {"ul", TRAIT_PARTICLE},
    {"van", TRAIT_PARTICLE}, {"vice", TRAIT_FILLER}, {"von", TRAIT_PARTICLE}};
enum { TRAIT_COUNT = sizeof TRAITS / sizeof *TRAITS };

/* The first eight letters, zeros behind a shorter word, as a number that is
 * in alphabetical order. */
static inline uint64_t first_letters(const char letters[8]) {
    return __builtin_bswap64(scan_load(letters));
}

/* Halves the table as often as for its last row, without a branch: words
 * are too different for one to be guessed. */
static unsigned traits_of(const char *word, size_t length) {
    char letters[8] = "";
    memcpy(letters, word, length < 8 ? length : 8);
    uint64_t wanted = first_letters(letters);
    const struct word_trait *row = TRAITS;
    for (size_t left = TRAIT_COUNT; left > 1; left -= left / 2)
        row += (first_letters(row[left / 2].word) <= wanted) * (left / 2);
    for (; first_letters(row->word) == wanted; row--) /* "republicans" */
        if (!strcmp(row->word, word))
            return row->traits;
        else if (row == TRAITS)
            break;
    return 0;
}

static void note(const struct token *token, int32_t what) {
    /* the table of words belongs to this thread; the slot is for this */
    struct word *word = (struct word *)(uintptr_t)token->word;
    word->slot[SLOT_ACTORS] = what;
}

uint8_t given_gender(const struct term *given) {
    char letter = given->entry->cells[NAME_GENDER][0];
    return letter == 'm' ? GENDER_MALE
           : letter == 'f' ? GENDER_FEMALE
                           : GENDER_UNKNOWN;
}

static void note_given_name(const struct lexicons *lexicons,
                            const struct token *token) {
    const struct term *given =
        lexicons_match(lexicons, token, 0, 1, MARK(TERM_GIVEN_NAME));
    note(token, given ? given_gender(given) : NO_GIVEN_NAME);
}

/* What the spelling by itself is as a term. */
static unsigned facts_of_term(const struct lexicons *lexicons,
                              const struct token *token) {
    const struct term *thing = lexicons_match(lexicons, token, 0, 1, THINGS);
    const struct term *title =
        lexicons_match(lexicons, token, 0, 1, MARK(TERM_TITLE));
    bool actor = lexicons_match(lexicons, token, 0, 1, MARK(TERM_ACTOR));
    bool item = thing || (title && !title_is_document(title->entry));
    bool plain = item && !actor;
    size_t count;
    if (plain)
        note(token, (int32_t)((thing ? thing : title) -
                              lexicons_terms(lexicons, &count)));
    return (thing || title || actor ? (unsigned)WORD_SINGLE : 0) |
           (item || actor ? (unsigned)WORD_ALONE : 0) |
           (plain ? (unsigned)WORD_PLAIN : 0) |
           (lexicons_is_long(lexicons, token->word) ? (unsigned)WORD_LONG
                                                    : 0);
}

static unsigned facts_of_name(const struct token *token,
                              struct word_grammar what) {
    const struct word *word = token->word;
    bool name = (what.class == CLASS_NAME || what.class == CLASS_TITLE ||
                 what.class == CLASS_UNKNOWN) &&
                what.cue <= SURE_CUE; /* "Said Ellis", "Obama Says ..." */
    return (unsigned)WORD_CAPITAL | (name ? (unsigned)WORD_NAME : 0) |
           (what.class == CLASS_TIME ? (unsigned)WORD_TIME : 0) |
           (name && !strcmp(word->folded, "may") ? (unsigned)WORD_MAY : 0) |
           (word->folded_length == 1 ? (unsigned)WORD_LETTER : 0);
}

static unsigned facts_of_mark(const struct token *token) {
    bool joint = token->word->folded[0] == '\'' ||
                 token->kind == TOKEN_HYPHEN || token->kind == TOKEN_DASH;
    bool quote = token->word->folded[0] == '\'' ||
                 (token->kind >= TOKEN_OPEN_QUOTE &&
                  token->kind <= TOKEN_CLOSE_SINGLE);
    bool tells = token->kind == TOKEN_COMMA || token->kind == TOKEN_BRACKET;
    return (joint ? (unsigned)WORD_JOINT : 0) |
           (quote ? (unsigned)WORD_STOP : 0) |
           (tells ? (unsigned)WORD_TELLS : 0) |
           (token->word->folded[0] == '%' ? 1u << MEASURE_BIT : 0) |
           (token->kind == TOKEN_HYPHEN ? (unsigned)WORD_BETWEEN : 0);
}

static unsigned facts_of_word(const struct lexicons *lexicons,
                              const struct token *token) {
    uint32_t marks = token->word->marks;
    bool capital = token->flags & TOKEN_CAPITAL;
    struct word_grammar what = grammar_of(token);
    unsigned traits =
        traits_of(token->word->folded, token->word->folded_length);
    unsigned facts =
        (traits & TRAIT_ALL) |
        (traits & TRAIT_MEASURE ? 1u << MEASURE_BIT : 0) |
        (marks & (THINGS | WANTED) ? facts_of_term(lexicons, token) : 0) |
        (marks & MARK(TERM_TITLE) ? (unsigned)WORD_TITLE : 0) |
        (marks & MARK(TERM_GIVEN_NAME) ? (unsigned)WORD_GIVEN : 0) |
        (what.class >= CLASS_TO && what.class <= CLASS_PREPOSITION
             ? (unsigned)WORD_PREPOSITION : 0) |
        (what.senses ? (unsigned)WORD_SENSES : 0) |
        (!capital && what.senses & SENSE_NOUN && what.class >= CLASS_NAME
             ? (unsigned)WORD_NOUN
             : 0) |
        (capital ? facts_of_name(token, what) : 0);
    if (facts & (WORD_NAME | WORD_TIME | WORD_LETTER) ||
        (capital && facts & TRAIT_PARTICLE))
        facts |= WORD_ALONE;
    if (facts & (WORD_ALONE | WORD_LONG) && (capital || marks & WANTED))
        facts |= WORD_STOP;
    if ((facts & (WORD_MAY | WORD_LETTER | WORD_SINGLE | TRAIT_PARTICLE)) ==
        WORD_NAME)
        facts |= WORD_RUN;
    if ((facts & TRAIT_FILLER || what.senses & SENSE_ADJECTIVE) &&
        !(facts & TRAIT_DETERMINER))
        facts |= WORD_BETWEEN;
    if (facts & WORD_GIVEN && !(facts & WORD_SINGLE))
        note_given_name(lexicons, token);
    return facts;
}

uint32_t actor_facts_learn(const void *lexicons, const char *spelling,
                           const struct token *token) {
    (void)spelling;
    return (token->word->marks & MARK_SECOND ? (unsigned)WORD_SECOND : 0) |
           (token->kind == TOKEN_WORD ? facts_of_word(lexicons, token)
                                      : facts_of_mark(token));
}
