/* decide.h - the decisions of which a statement is made.
 *
 * Around every word that may be a cue ("said", "warning", "according") a row
 * of small choices is made, each among a few options that rules find and each
 * by learned weights (choose.h):
 *
 *     is it a cue?  whose is it?  is the content left, right or on both
 *     sides?  where does each piece start and end?
 *
 * The same functions list the options when the program runs and when it
 * learns, where the option that the corpus wants is looked up among them. */
#ifndef DETENTE_DECIDE_H
#define DETENTE_DECIDE_H

#include "choose.h"
#include "chunk.h"
#include "passage.h"

enum decision {
    DECIDE_CUE,
    DECIDE_SOURCE,
    DECIDE_SIDE,
    DECIDE_RIGHT_START,
    DECIDE_RIGHT_END,
    DECIDE_LEFT_END,
    DECIDE_LEFT_START,
    DECISION_COUNT
};

enum side { SIDE_LEFT = 1, SIDE_RIGHT = 2, SIDE_BOTH = 3 };

/* Units [start, end); start < 0 means none. */
struct range {
    int32_t start, end;
};

/* A word that may be a cue, and what its whole sentence tells of it. */
struct spot {
    int32_t cue;
    int32_t first, end;   /* the cue's sentence */
    int32_t cue_left;     /* the nearest strong cue before, -1 = none */
    int32_t cue_right;    /* the nearest likely cue behind, -1 = none */
    bool that_left;       /* "that" since cue_left */
    bool quotes;          /* somewhere in the sentence */
    uint32_t sentence;    /* of the document */
    uint32_t sign;        /* of the passage, the first behind the cue */
};

/* What is known so far around one cue. */
struct scene {
    const struct passage *passage;
    const struct unit *units; /* of the passage */
    const struct spot *spot;
    int32_t count;            /* units of the passage */
    int32_t first, end;       /* the cue's sentence */
    int32_t cue;
    int32_t before;           /* last unit before the cue's auxiliaries */
    bool negated;             /* one of them is "not" */
    uint32_t auxiliaries;     /* hash of "has", "would not", ... */
    struct range source;      /* filled once decided */
    enum side side;           /* likewise, and so on in this order */
    struct range right, left;
    struct phrases phrases;   /* of the sentence */
};

struct decision_row {
    const char *name;
    void (*options)(struct scene *scene, struct choice *choice);
    const char *sentence; /* for --help */
};

/* In the order in which the decisions are made.  Each function lists the
 * options with their features; values are
 *     cue          0 = no, 1 = yes
 *     source       index of a phrase, -1 = nobody
 *     side         enum side
 *     starts, ends units
 * There may be none where the sentence has no room. */
extern const struct decision_row DECISIONS[DECISION_COUNT];

/* The same, with a log of features; for training. */
extern const struct decision_row DECISIONS_LOGGED[DECISION_COUNT];

/* Goes on to the next possible cue of a passage, from left to right; false
 * when there is none.  A walk begins with a spot that is all zero. */
bool spot_next(struct spot *spot, const struct passage *passage,
               const struct sentence *sentences);

/* Sets the scene for a spot, which is lent. */
void scene_begin(struct scene *scene, const struct passage *passage,
                 const struct spot *spot);
/* Finds the phrases; after DECIDE_CUE said yes. */
void scene_chunk(struct scene *scene);

/* The whole mention of the speaker whose head is phrase `head`. */
struct range speaker_mention(const struct scene *scene, uint32_t head);

#endif
