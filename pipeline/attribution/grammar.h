/* grammar.h - the little grammar that attribution knows of each word.
 *
 * Without a parser a word is judged by its class: function words come from
 * lexicons/english/grammar.csv, other words get one by their shape ("-ed",
 * a capital), and the file adds which parts of speech they can be.  How
 * often a spelling says that somebody says something ("cue strength") was
 * learned and stands in models/english/attribution_cues.csv. */
#ifndef DETENTE_GRAMMAR_H
#define DETENTE_GRAMMAR_H

#include "base/failure.h"
#include "document.h"

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

/* What is known of one spelling. */
struct word_grammar {
    uint8_t class;  /* enum word_class */
    uint8_t senses; /* bits of enum sense */
    uint8_t cue;    /* share of its uses that are cues, in 1/255 */
};

struct grammar;

/* `cues` may be NULL: no cue strengths (for training). */
struct grammar *grammar_open(const char *lexicon, const char *cues,
                             struct failure *why);
void grammar_close(struct grammar *grammar);

/* The class of each kind of token but words. */
extern const uint8_t CLASS_OF_KIND[];

/* Works out what is known of a token's spelling, as a word, and remembers it
 * in the word's slot: class, senses, cue, a byte each. */
uint32_t grammar_work_out(const struct grammar *grammar,
                          const struct token *token);

/* What is known of a token; from the word's slot where it was worked out
 * before, as nearly always. */
static inline struct word_grammar grammar_of(const struct grammar *grammar,
                                             const struct token *token) {
    uint32_t slot = (uint32_t)token->word->slot[SLOT_ATTRIBUTE];
    if (!slot)
        slot = grammar_work_out(grammar, token);
    return (struct word_grammar){
        token->kind == TOKEN_WORD ? (uint8_t)slot : CLASS_OF_KIND[token->kind],
        (uint8_t)(slot >> 8), (uint8_t)(slot >> 16)};
}

/* The class of a word whose capital only says that a sentence begins. */
uint8_t grammar_class_in_small_letters(const struct word *word);

/* For training: sets the cue strength of a folded word. */
void grammar_set_cue(struct grammar *grammar, uint64_t folded_hash,
                     uint8_t cue);

#endif
