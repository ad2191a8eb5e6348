/* cast.h - the actors of one article: mentions that mean the same person,
 * body or country become one, under one name.
 *
 * A full name is looked for first, so that the surname in a headline finds
 * the person who is named below. A surname goes to the person of the article
 * who bears it, else to the roster's; a title to the person who was given it,
 * else to who held that office on the article's date. */
#ifndef DETENTE_CAST_H
#define DETENTE_CAST_H

#include "mentions.h"

enum actor_kind {
    ACTOR_PERSON,
    ACTOR_NAMED,   /* a name, not known of what: "Zero Hedge" */
    ACTOR_BODY,
    ACTOR_PLACE,   /* a region or a city */
    ACTOR_STATE,   /* a country */
    ACTOR_UNNAMED, /* one person: "a senior official" */
    ACTOR_GROUP,   /* several: "U.S. officials" */
    ACTOR_KINDS
};

enum { ACTOR_WORDS = 6 };

/* A title or a role. Its words are written down when somebody asks. */
struct role {
    const char *text;              /* NULL = not written yet */
    const struct mention *mention; /* that gave it; NULL = none, or known */
    uint64_t bits;   /* role_bits */
    uint32_t office; /* role_key */
    uint32_t last;   /* that of the last word */
};

/* Somebody who has a role. */
struct titled {
    struct role role, also; /* the second one, if there are two */
    int32_t actor;
    bool rank; /* the role is a rank, or no office at all */
};

struct actor {
    const char *name;    /* NULL = not written yet; ask cast_name_of */
    const struct mention *mention; /* where a name that is not written stands:
                                    * spelt there, or described */
    const char *country; /* code; "" = none */
    const struct known *known; /* NULL = not of the roster */
    const struct entry *entry; /* a body's row, NULL = none */
    uint64_t name_bits; /* role_bits of a body's name; 0 = not asked yet */
    uint32_t words[ACTOR_WORDS]; /* name_key of each word of the name */
    int32_t next;       /* index + 1 of the next made of that kind, 0 */
    int32_t titled;     /* index + 1 into cast->titled; 0 = no role */
    int32_t last; /* its last mention so far, while casting; -1 = none yet */
    uint32_t mentions : 24;  /* how often it is named in full */
    uint32_t word_count : 6;
    uint32_t capitals : 1;   /* the name is only known in capitals */
    uint32_t spoke : 1;      /* a statement is his; filled by actors.c */
    uint16_t party;     /* a bit of TRAIT_PARTY, 0 = unknown */
    uint8_t kind;       /* enum actor_kind */
    uint8_t gender;     /* enum gender */
};

/* A word of an actor's name. */
struct bearer {
    uint32_t word;
    int32_t actor;
    int32_t next; /* place + 1 of another one in the same chain, 0 = none */
};

/* To whom a string of the lexicon leads: a country's code, a body's name. */
struct found {
    const char *string; /* the pointer itself is compared */
    int32_t actor;
};

enum { CAST_HEADS = 256, CAST_FOUND = 32 };

struct cast {
    const struct mention_tools *tools;
    const struct offices *offices;
    const struct token *tokens; /* the article's */
    struct mentions *mentions;
    struct actor *actors;
    size_t count, room;
    struct actor nobody; /* what a new actor is: copied by a few stores */
    /* index + 1 of the first and the last that was made of each kind, 0; a
     * name may become a person's and stays in its chain */
    int32_t first_of[ACTOR_KINDS], last_of[ACTOR_KINDS];
    struct titled *titled;
    size_t titled_count, titled_room;
    struct bearer *bearers; /* chained by word modulo CAST_HEADS */
    size_t bearer_count, bearer_room;
    int32_t heads[CAST_HEADS]; /* place + 1, 0 = none */
    struct found found[CAST_FOUND];
};

/* Casts all mentions: fills mention.actor, an index into cast->actors or one
 * of enum no_actor. Memory from the document's arena. */
void cast_build(struct cast *cast, const struct mention_tools *tools,
                struct mentions *mentions);

/* The actor of a mention, ACTOR_NOBODY if it means none: most groups neither
 * speak nor are referred to, and are made when first asked for. */
int32_t cast_actor_of(struct cast *cast, struct mention *mention);

/* The unnamed actor of that description, a new one where there is none. */
int32_t cast_unnamed(struct cast *cast, enum actor_kind kind,
                     const char *name, const char *country);

/* The name of an actor and his role, "" = none; written when first asked,
 * since most never speak. */
const char *cast_name_of(struct cast *cast, int32_t actor);
const char *cast_role_of(struct cast *cast, int32_t actor);

/* A description from tokens [start, end): determiners and numbers before it
 * dropped, the first letter small unless it is a name's. */
const char *cast_describe(const struct cast *cast, uint32_t start,
                          uint32_t end);

#endif
