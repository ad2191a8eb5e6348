/* attribution.h - who says what in one article: the stage's tool, and what
 * it finds before names are resolved.
 *
 * attribute_step (attribute.c) walks over the passages of an article, asks
 * for each possible cue whose it is and what its content is (decide.h), keeps
 * what is probable enough and does not lie inside another statement, and
 * writes the statements with content, cue, speaker mention, form and rule.
 * Actors, roles and targets are filled by actors.c. */
#ifndef DETENTE_ATTRIBUTION_H
#define DETENTE_ATTRIBUTION_H

#include "base/checksum.h"
#include "choose.h"
#include "decide.h"
#include "grammar.h"

/* Opened once, then only read, by any number of threads. */
struct attribution {
    struct grammar *grammar;
    struct weights weights;
    char checksum[CHECKSUM_ROOM]; /* of the model's two files */
};

/* Reads grammar.csv of the lexicons' folder, attribution_cues.csv and
 * attribution.weights of the model's folder. */
struct attribution *attribution_open(const char *lexicons, const char *model,
                                     struct failure *why);
void attribution_close(struct attribution *attribution);

/* What was found around one cue. */
struct finding {
    struct spot spot;
    int32_t cue;            /* unit of the passage: spot.cue */
    enum side side;
    struct range source;    /* the mention; start < 0 = nobody named */
    struct range pieces[2]; /* content, in text order */
    uint32_t piece_count;
    double p_cue;           /* that it is a cue */
    double p;               /* that all of it is right */
    bool weighed, kept;
};

/* The probability that the spot is a cue. */
double attribution_ask(const struct passage *passage, const struct spot *spot,
                       struct scene *scene, struct choice *choice);

/* Asks all other decisions for finding->spot, whose p_cue is known; false
 * when it has no content, and as soon as p can no longer reach `least`.
 * `scene` and `choice` are scratch. */
bool attribution_find(const struct passage *passage, struct scene *scene,
                      struct choice *choice, double least,
                      struct finding *finding);

/* Rules: why a statement was found, in words for people. */
struct attribution_rule {
    const char *name;
    bool (*holds)(const struct passage *passage,
                  const struct finding *finding);
    const char *sentence;
};

/* The first rule that holds names the statement; the last always holds. */
extern const struct attribution_rule ATTRIBUTION_RULES[];
extern const size_t ATTRIBUTION_RULE_COUNT;

#endif
