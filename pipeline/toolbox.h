/* toolbox.h - what the stages of one command need, opened once. */
#ifndef DETENTE_TOOLBOX_H
#define DETENTE_TOOLBOX_H

#include "pipeline.h"

/* Opens what the stages up to `last` need, by options' folders.  tools->words
 * is left to each thread (toolbox_words).  False where something cannot be
 * opened; toolbox_close is due in either case. */
bool toolbox_open(struct tools *tools, const struct options *options,
                  const struct stage *last, struct failure *why);
void toolbox_close(struct tools *tools);

/* A table of words for one thread, with the facts that the stages ask for.
 * NULL where it cannot be opened; words_close is due. */
struct words *toolbox_words(const struct tools *tools, struct failure *why);

#endif
