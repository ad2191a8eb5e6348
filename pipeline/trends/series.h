/* series.h - one actor's (or dyad's) figures in the order of time, and what
 * the tests of statistics.h say of them. */
#ifndef DETENTE_SERIES_H
#define DETENTE_SERIES_H

#include "figures.h"

#include <stddef.h>

/* One period in which something was said. */
struct point {
    int32_t period;
    struct figures figures;
    uint64_t sources;      /* distinct ones */
    struct mean mean;
    double change, change_p;      /* against the point before; NAN = none */
    int32_t gap;                  /* silent periods before it */
    double shift, shift_p;        /* of a change point here; NAN = none */
};

/* Points ascend; an undated one is the last. */
struct series {
    struct point *points;
    size_t count, room;
};

/* All points together. */
struct whole {
    struct figures figures;
    struct mean mean;
    uint64_t undated; /* statements */
    size_t periods;   /* dated ones with a tone */
    double slope;     /* tone a period, Theil and Sen's */
    double slope_p;   /* Mann and Kendall's */
    size_t change_points;
    const char *direction;
};

/* Appends a point with closed figures and so many distinct sources. */
void series_append(struct series *series, int32_t period,
                   const struct figures *figures);
void series_free(struct series *series);

/* Fills what follows from the figures: means and changes. */
void series_work_out(struct series *series, bool by_article);
/* Then the change points. */
void series_find_shifts(struct series *series);

struct whole series_whole(const struct series *series, bool by_article);

#endif
