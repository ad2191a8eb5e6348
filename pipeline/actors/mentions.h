/* mentions.h - the persons, bodies and countries that an article names, where
 * and with which titles.
 *
 * One pass over the tokens. What a mention refers to is decided later
 * (cast.h). */
#ifndef DETENTE_MENTIONS_H
#define DETENTE_MENTIONS_H

#include "actor_facts.h"
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
    MENTION_RANK = 256,      /* the title is a rank, or no office at all */
    MENTION_FIRST = 1 << 13, /* the first of its sentence, no modifier */
    MENTION_MERE = 1 << 14,  /* the title is no office: "rival", "wife" */
    MENTION_SAID = 1 << 15,  /* inside a statement; filled by actors.c */
    MENTION_PARTY = TRAIT_PARTY /* of those named; 0 = none said */
};

/* What mention.actor says besides an index of the cast: nobody (yet); a group
 * of its own, which becomes an actor when somebody asks (cast_actor_of). */
enum no_actor { ACTOR_NOBODY = -1, ACTOR_UNASKED = -2 };

/* One line of the cache. */
struct mention {
    uint32_t start, end;     /* tokens: the name, or the title itself */
    uint32_t phrase;         /* first token of the phrase, titles included */
    uint32_t role, role_end; /* tokens of the titles; empty = none */
    uint32_t sentence;
    uint8_t kind;   /* enum mention_kind */
    uint8_t gender; /* enum gender */
    uint16_t flags; /* bits of enum mention_flag */
    int32_t owner; /* mention that modifies it: [NATO] spokesman; -1 */
    int32_t same;  /* mention that an apposition makes one with it; -1 */
    int32_t actor; /* filled by cast.c; until then enum no_actor */
    const struct entry *entry; /* of the lexicon, NULL = none */
    const struct known *known; /* of the roster, NULL = none */
    const char *country;       /* code; "" = none said */
};
_Static_assert(sizeof(struct mention) == 64, "a mention is one line");

struct mentions {
    struct mention *items;
    size_t count, room;
    uint32_t *long_names; /* the names of several tokens, as indices */
    size_t long_count;
};

/* Lends what the scan needs to know. */
struct mention_tools {
    const struct document *document;
    const struct lexicons *lexicons;
    const struct roster *roster;
    bool thorough; /* for tests: every phrase goes the long way */
};

/* All mentions of the article in text order; memory from its arena. */
void mentions_find(const struct mention_tools *tools,
                   struct mentions *mentions);

#endif
