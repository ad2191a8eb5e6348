/* attribute.c - who says what. */
#include "pipeline.h"

bool attribute_step(struct document *document, struct tools *tools,
                    struct failure *why) {
    (void)document, (void)tools, (void)why;
    return true;
}
