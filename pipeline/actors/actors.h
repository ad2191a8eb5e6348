/* actors.h - who the speakers of an article are, and whom they speak of. */
#ifndef DETENTE_ACTORS_H
#define DETENTE_ACTORS_H

#include "pipeline.h"

/* Fills actor, role, country and targets of every statement from its speaker
 * span and its pieces, and completes `rule` by how the speaker was found
 * ("source cue content; pronoun"). A statement without a speaker span keeps
 * actor "". Needs tokens and statements, and of the tools lexicons, roster
 * and attribution. Strings belong to the document's arena or to the
 * lexicons. */
bool actors_resolve(struct document *document, struct tools *tools,
                    struct failure *why);

/* How a speaker was found, in words for people. */
struct actor_rule {
    const char *name, *sentence;
};

extern const struct actor_rule ACTOR_RULES[];
extern const size_t ACTOR_RULE_COUNT;

#endif
