/* grammar.h - the little grammar that attribution knows of each word.
 *
 * Without a parser a word is judged by its class: function words come from
 * lexicons/english/grammar.csv, other words get one by their shape ("-ed",
 * a capital), and the file adds which parts of speech they can be.  How
 * often a spelling says that somebody says something ("cue strength") was
 * learned and stands in models/english/attribution_cues.csv, which has a row
 * for every word that is common or a cue; any other is known by its shape. */
#ifndef DETENTE_GRAMMAR_H
#define DETENTE_GRAMMAR_H

#include "base/failure.h"
#include "document.h"

#include <stdbool.h>

/* Classes of words and marks.  The rows of CLASS_NAMES in grammar.c stand
 * in this order. */
enum word_class {
    CLASS_UNKNOWN,
    /* function words, as the lexicon says */
    CLASS_DETERMINER, CLASS_QUANTITY, CLASS_POSSESSIVE, CLASS_SUBJECT,
    CLASS_OBJECT, CLASS_INDEFINITE, CLASS_WHO, CLASS_WHICH, CLASS_THAT,
    CLASS_WHETHER, CLASS_QUESTION, CLASS_TO, CLASS_OF, CLASS_BY, CLASS_ABOUT,
    CLASS_FOR, CLASS_AS, CLASS_IN, CLASS_ON, CLASS_AT, CLASS_WITH, CLASS_FROM,
    CLASS_PREPOSITION, CLASS_AND, CLASS_OR, CLASS_BUT, CLASS_SUBORDINATOR,
    CLASS_BE, CLASS_HAVE, CLASS_DO, CLASS_MODAL, CLASS_NOT, CLASS_ADVERB,
    CLASS_TIME, CLASS_TITLE,
    /* other words, by their shape */
    CLASS_NAME, CLASS_NUMBER, CLASS_LY, CLASS_ING, CLASS_ED, CLASS_S,
    CLASS_PLAIN, CLASS_CLITIC,
    /* marks */
    CLASS_STOP, CLASS_COMMA, CLASS_COLON, CLASS_DASH, CLASS_HYPHEN,
    CLASS_OPEN, CLASS_CLOSE, CLASS_BRACKET, CLASS_MARK,
    CLASS_EDGE, /* before the first and behind the last word */
    CLASS_COUNT
};

/* Parts of speech that a word can be, as bits. */
enum sense { SENSE_NOUN = 1, SENSE_VERB = 2, SENSE_ADJECTIVE = 4,
             SENSE_ADVERB = 8 };

/* A word or mark may be a cue where its strength is at least this. */
enum { CUE_LEAST = 5 };

/* What is known of one spelling. */
struct word_grammar {
    uint8_t class;  /* enum word_class */
    uint8_t senses; /* bits of enum sense */
    uint8_t cue;    /* share of its uses that are cues, in 1/255 */
    bool common;    /* the weights tell it apart by its form */
};

struct grammar;

/* `cues` may be NULL: no cue strengths (for training). */
struct grammar *grammar_open(const char *lexicon, const char *cues,
                             struct failure *why);
void grammar_close(struct grammar *grammar);

/* The shape of a unit: its class; for the open classes LY to PLAIN with the
 * parts of speech that the word can be. */
enum {
    SENSES = 16,
    SHAPE_OPEN = 64,
    SHAPE_COUNT = SHAPE_OPEN + (CLASS_PLAIN - CLASS_LY + 1) * SENSES
};
#define SHAPE(class, senses)                                                 \
    (SHAPE_OPEN + ((class) - CLASS_LY) * SENSES + (senses))

static inline uint8_t shape_of(uint8_t class, uint8_t senses) {
    bool open_class = class >= CLASS_LY && class <= CLASS_PLAIN;
    return (uint8_t)(open_class ? SHAPE(class, senses) : class);
}

/* What the rules of attribution ask of a shape, as bits of SHAPE_USES. */
enum use {
    USE_COMMA = 1,
    USE_NOMINAL = 1 << 1,      /* can stand in a noun phrase */
    USE_NOUNY = 1 << 2,        /* and goes on in one without a question */
    USE_SPECIFIER = 1 << 3,    /* "the", "his" */
    USE_ALONE = 1 << 4,        /* a phrase by itself: "he", "who" */
    USE_NAMING = 1 << 5,       /* a name or title */
    USE_NOUN_OR_NOT = 1 << 6,  /* "-ing" that can be a noun */
    USE_ONLY_VERB = 1 << 7,
    USE_AUXILIARY = 1 << 8,    /* may stand between source and cue */
    USE_ADVERB = 1 << 9,       /* and tells nothing there */
    USE_FINITE = 1 << 10,
    USE_ENDS = 1 << 11,        /* a piece may end before it */
    USE_HOLDS = 1 << 12,       /* and not behind this: "the", "to" */
    USE_NO_START = 1 << 13,    /* no right piece starts with it */
    USE_GOVERNS = 1 << 14,     /* prepositions whose phrase hardly speaks */
    USE_PREPOSITION = 1 << 15, /* "of" to the last of them, "by" as well */
    USE_OPEN = 1 << 16,        /* content words that need no telling apart */
    USE_CLOSED = 1 << 17,      /* function words before which a left piece
                                  * may end */
    USE_NO_LEFT = 1 << 18,     /* no left piece starts with it */
    USE_CLAUSE_BEHIND = 1 << 19, /* a clause may begin behind it, */
    USE_CLAUSE_FIRST = 1 << 20,  /* with it, */
    USE_CLAUSE_WORD = 1 << 21,   /* with it where no phrase goes on, */
    USE_GOES_ON = 1 << 22,       /* as it does behind this */
    USE_CLOSES = 1 << 23,        /* a closing quote mark */
    USE_PAUSE = 1 << 24,         /* a right piece may start behind it, */
    USE_OPENS = 1 << 25,         /* or with it, however far from the cue */
    USE_JOINS = 1 << 26          /* may stand inside a noun phrase */
};
extern const uint32_t SHAPE_USES[SHAPE_COUNT];

/* The facts of a token, a byte each: class, shape, cue strength, and then
 * bits: senses, and these. */
enum fact {
    FACT_SENSES = 15 << 24,
    FACT_CAPITAL = 1 << 28,
    FACT_PLAIN = 1 << 29,      /* no mark to be read in its place */
    FACT_COMMON = 1 << 30,     /* the weights tell it apart by its form */
    FACT_SIGN = (int)(1u << 31) /* may be a cue; "that"; some marks */
};

/* Works out token->facts[FACTS_GRAMMAR]; a learner, see words.h, whose tools
 * are a grammar. */
uint32_t grammar_learn(const void *grammar, const char *spelling,
                       const struct token *token);

/* The facts as a record. */
static inline struct word_grammar grammar_of(const struct token *token) {
    uint32_t facts = token->facts[FACTS_GRAMMAR];
    return (struct word_grammar){(uint8_t)facts, facts >> 24 & (SENSES - 1),
                                 (uint8_t)(facts >> 16),
                                 facts & FACT_COMMON};
}

/* The class of a word whose capital only says that a sentence begins. */
uint8_t grammar_class_in_small_letters(const struct word *word);

/* For training: sets the cue strength of a folded word, which is common
 * from now on. */
void grammar_set_cue(struct grammar *grammar, uint64_t folded_hash,
                     uint8_t cue);

#endif
