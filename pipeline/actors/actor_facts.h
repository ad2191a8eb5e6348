/* actor_facts.h - what a spelling by itself says to who looks for persons,
 * bodies and countries: worked out once, when it is learnt, and then in every
 * token. */
#ifndef DETENTE_ACTOR_FACTS_H
#define DETENTE_ACTOR_FACTS_H

#include "grammar.h"
#include "lexicons.h"
#include "roster.h"

/* Works out token->facts[FACTS_ACTORS]; a learner, see words.h, whose tools
 * are the lexicons. Asks the facts of the grammar. */
uint32_t actor_facts_learn(const void *lexicons, const char *spelling,
                           const struct token *token);

/* What small words do in a phrase; bits of word_traits. */
enum trait {
    TRAIT_THE = 1,        /* the, this, that */
    TRAIT_A = 2,          /* a, another, one */
    TRAIT_POSSESSIVE = 4, /* his, its */
    TRAIT_FILLER = 8,     /* may stand inside a title: "former", "deputy" */
    TRAIT_PARTICLE = 16,  /* may stand inside a name: "van", "al" */
    TRAIT_JOIN = 32,      /* leads to a country or a body: "of", "from" */
    TRAIT_VAGUE = 64,     /* tells nothing of a group: "some", "many" */
    TRAIT_KEPT = 128,     /* does: "senior" */
    TRAIT_NOT_FIRST = 256, /* "Jr.": neither first nor last name */
    TRAIT_REPUBLICAN = 512,
    TRAIT_DEMOCRAT = 1024,
    TRAIT_LIBERTARIAN = 2048,
    TRAIT_GREEN = 4096
};
enum {
    TRAIT_DETERMINER = TRAIT_THE | TRAIT_A | TRAIT_POSSESSIVE,
    TRAIT_PARTY = TRAIT_REPUBLICAN | TRAIT_DEMOCRAT | TRAIT_LIBERTARIAN |
                  TRAIT_GREEN
};

/* Of the table of traits; as a fact it stands elsewhere. */
enum { TRAIT_ALL = (1 << 13) - 1, TRAIT_MEASURE = 1 << 15, MEASURE_BIT = 31 };

/* A word of a measure, which is nobody: "47 percent", "two thirds". */
static inline bool word_is_measure(const struct token *token) {
    return token->facts[FACTS_ACTORS] >> MEASURE_BIT;
}

static inline unsigned word_traits(const struct token *token) {
    return token->facts[FACTS_ACTORS] & TRAIT_ALL;
}

/* What is known of a spelling beside its traits. */
enum {
    WORD_CAPITAL = 1 << 13,
    WORD_SINGLE = 1 << 14, /* it is a thing, a title or an actor by itself */
    WORD_TITLE = 1 << 15,
    WORD_GIVEN = 1 << 16,
    WORD_NAME = 1 << 17,   /* by class and capital it can be part of a name */
    WORD_TIME = 1 << 18,   /* so it can between capitals */
    WORD_LETTER = 1 << 19, /* so it can with a full stop */
    WORD_MAY = WORD_NAME | WORD_TIME, /* but not where it is the month */
    WORD_NOUN = 1 << 20,   /* may be part of the title behind it */
    WORD_PREPOSITION = 1 << 21,
    WORD_BETWEEN = 1 << 22, /* may stand between a determiner and a phrase:
                             * adjectives, fillers, hyphens */
    WORD_SENSES = 1 << 23, /* it is an ordinary word, too */
    WORD_RUN = 1 << 24,    /* part of a name, save in headings, and no term by
                            * itself */
    WORD_ALONE = 1 << 25,  /* an item may begin with it, else only where the
                            * next word goes on with a term */
    STOP_BIT = 26,
    WORD_STOP = 1 << STOP_BIT, /* a phrase may begin with it; or a quote mark */
    WORD_JOINT = 1 << 27,  /* no word, but a phrase may go on behind it */
    WORD_SECOND = 1 << 28, /* it stands second in a term */
    WORD_LONG = 1 << 29,   /* it begins one of several words */
    WORD_PLAIN = 1 << 30,  /* by itself it is a title or a thing, where no
                            * name goes on behind it */
    WORD_TELLS = WORD_PLAIN  /* of a comma or a bracket: what is behind it
                              * may tell of the phrase before */
};

/* A word's slot SLOT_ACTORS says beside the facts: of a plain word which term
 * it is, a number as in lexicons_terms; of another given name its gender, or
 * NO_GIVEN_NAME where it is none in these letters. */
enum { NO_GIVEN_NAME = -1 };

/* The gender of a given name; enum gender. */
uint8_t given_gender(const struct term *given);

/* What a title means: several persons, a body, a text; all else means one
 * person. */
static inline bool title_is_group(const struct entry *title) {
    return title->facts & FACT_GROUP;
}

static inline bool title_is_body(const struct entry *title) {
    return title->facts & FACT_BODY;
}

static inline bool title_is_document(const struct entry *title) {
    return title->facts & FACT_DOCUMENT;
}

#endif
