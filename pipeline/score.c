/* score.c - the tone of each statement. */
#include "pipeline.h"

bool score_step(struct document *document, struct tools *tools,
                struct failure *why) {
    (void)document, (void)tools, (void)why;
    return true;
}
