/* mentions.h - the persons, bodies and countries that an article names, where
 * and with which titles.
 *
 * One pass over the tokens. What a mention refers to is decided later
 * (cast.h). */
#ifndef DETENTE_MENTIONS_H
#define DETENTE_MENTIONS_H

#include "grammar.h"
#include "lexicons.h"
#include "roster.h"

enum mention_kind {
    MENTION_NAME,    /* a capitalised name of a person or of something */
    MENTION_BODY,    /* a body of the lexicon, "Clinton campaign" */
    MENTION_COUNTRY, /* "Russia", "Moscow", "the Kremlin" */
    MENTION_PEOPLE,  /* "Russian", "Russians" */
    MENTION_TITLE,   /* one person without a name: "the foreign minister" */
    MENTION_GROUP,   /* several: "U.S. officials" */
    MENTION_COMMON   /* a body without a name: "the ministry" */
};

enum mention_flag {
    MENTION_PERSON = 1,     /* surely a person */
    MENTION_DEFINITE = 2,   /* "the", "his", "Russia's" before it */
    MENTION_INDEFINITE = 4, /* "a", "another" */
    MENTION_MODIFIER = 8,   /* belongs to a longer phrase: "[Obama] aide" */
    MENTION_QUOTED = 16,    /* inside double quote marks */
    MENTION_OBLIQUE = 32,   /* behind a preposition */
    MENTION_DOUBTFUL = 64,  /* the capital may be the sentence's */
    MENTION_ORGANISED = 128, /* the name has a word like "Committee" */
    MENTION_RANK = 256,      /* the title is no more than a military rank */
    MENTION_VOICE = 512,     /* a spokesperson */
    MENTION_FIRST = 1024,    /* the first of its sentence, no modifier */
    MENTION_SAID = 2048      /* inside a statement; filled by actors.c */
};

struct mention {
    uint32_t start, end;     /* tokens: the name, or the title itself */
    uint32_t phrase;         /* first token of the phrase, titles included */
    uint32_t role, role_end; /* tokens of the titles; empty = none */
    uint32_t sentence;
    enum mention_kind kind;
    enum gender gender;
    unsigned flags;            /* bits of enum mention_flag */
    const struct entry *entry; /* of the lexicon, NULL = none */
    const struct known *known; /* of the roster, NULL = none */
    const char *country;       /* code; "" = none said */
    int32_t owner; /* mention that modifies it: [NATO] spokesman; -1 */
    int32_t same;  /* mention that an apposition makes one with it; -1 */
    int32_t actor; /* filled by cast.c; -1 */
};

struct mentions {
    struct mention *items;
    size_t count, room;
};

/* Lends what the scan needs to know. */
struct mention_tools {
    const struct document *document;
    const struct lexicons *lexicons;
    const struct roster *roster;
    const struct grammar *grammar;
};

/* All mentions of the article in text order; memory from its arena. */
void mentions_find(const struct mention_tools *tools,
                   struct mentions *mentions);

/* True for words of the lexicon of titles that mean several persons, a body,
 * or a text; all else means one person. */
bool title_is_group(const struct entry *title);
bool title_is_body(const struct entry *title);
bool title_is_document(const struct entry *title);

/* The determiner that stands at a token: 'd' the, 'i' a, 'p' his, 0 none. */
char determiner_at(const struct token *token);

#endif
