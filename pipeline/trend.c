/* trend.c - scored statements to trends. */
#include "trend.h"

#include "base/arena.h"

#include <stdlib.h>

struct trend {
    const struct options *options;
};

struct trend *trend_open(const struct options *options, struct failure *why) {
    (void)why;
    struct trend *trend = allocate(sizeof *trend);
    trend->options = options;
    return trend;
}

void trend_close(struct trend *trend) { free(trend); }

bool trend_step(struct document *document, struct tools *tools,
                struct failure *why) {
    (void)document, (void)tools, (void)why;
    return true;
}

bool trend_print(struct trend *trend, struct output_file *file,
                 struct failure *why) {
    (void)trend, (void)file, (void)why;
    return true;
}

bool trend_write(struct trend *trend, const char *folder,
                 struct failure *why) {
    (void)trend, (void)folder, (void)why;
    return true;
}
