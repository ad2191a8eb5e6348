/* series.c - from figures to changes, shifts and slopes.
 *
 * Only dated points with a tone are tested; the undated one keeps its mean
 * and counts in the whole.  Points weigh by their statements in the search
 * for change points, and the same in slope and trend test, which look at
 * their order. */
#include "series.h"

#include "base/arena.h"
#include "periods.h"

#include <math.h>
#include <stdlib.h>

/* Two-sided p below which a slope has a direction. */
#define LEVEL 0.05

/* Fewer points than this have no direction: with four, no order at all is
 * significant. */
enum { LEAST_POINTS = 5 };

void series_append(struct series *series, int32_t period,
                   const struct figures *figures) {
    if (series->count == series->room) {
        series->room = series->room ? series->room * 2 : 16;
        series->points = reallocate(series->points,
                                    series->room * sizeof *series->points);
    }
    series->points[series->count++] = (struct point){
        .period = period,
        .figures = *figures,
        .sources = (uint64_t)__builtin_popcountll(figures->sources),
        .change = NAN,
        .change_p = NAN,
        .shift = NAN,
        .shift_p = NAN};
}

void series_free(struct series *series) {
    free(series->points);
    *series = (struct series){0};
}

static bool has_tone(const struct point *point) {
    return point->period != UNDATED && point->figures.statements;
}

/* ---- what is tested --------------------------------------------------- */

/* The dated points with a tone, as the statistics want them. */
struct tested {
    size_t count;
    size_t *index; /* of the point in the series */
    int32_t *time;
    double *tone, *weight;
};

static struct tested tested_of(const struct series *series) {
    size_t n = series->count;
    struct tested t = {0, allocate(n * sizeof *t.index),
                       allocate(n * sizeof *t.time),
                       allocate(n * sizeof *t.tone),
                       allocate(n * sizeof *t.weight)};
    for (size_t i = 0; i < n; i++) {
        const struct point *point = &series->points[i];
        if (!has_tone(point))
            continue;
        t.index[t.count] = i;
        t.time[t.count] = point->period;
        t.tone[t.count] = point->mean.mean;
        t.weight[t.count++] = (double)point->figures.sums.n;
    }
    return t;
}

static void tested_free(struct tested *t) {
    free(t->index);
    free(t->time);
    free(t->tone);
    free(t->weight);
}

void series_find_shifts(struct series *series) {
    if (series->count < LEAST_POINTS)
        return;
    struct change_point found[MOST_CHANGE_POINTS];
    struct tested t = tested_of(series);
    size_t count = change_points(t.tone, t.weight, t.count, found,
                                 MOST_CHANGE_POINTS);
    for (size_t i = 0; i < count; i++) {
        struct point *point = &series->points[t.index[found[i].at]];
        point->shift = found[i].size;
        point->shift_p = found[i].p;
    }
    tested_free(&t);
}

void series_work_out(struct series *series, bool by_article) {
    const struct point *before = NULL;
    for (size_t i = 0; i < series->count; i++) {
        struct point *point = &series->points[i];
        point->mean = figures_mean(&point->figures, by_article);
        if (!has_tone(point))
            continue;
        if (before) {
            point->change = point->mean.mean - before->mean.mean;
            point->change_p = welch(&before->mean, &point->mean);
            point->gap = point->period - before->period - 1;
        }
        before = point;
    }
}

static const char *direction_of(double slope, double p, size_t periods) {
    if (periods < LEAST_POINTS)
        return "too short";
    if (p > LEVEL || slope == 0)
        return "steady";
    return slope < 0 ? "hardening" : "softening";
}

struct whole series_whole(const struct series *series, bool by_article) {
    struct whole whole = {.slope = NAN, .slope_p = NAN};
    for (size_t i = 0; i < series->count; i++) {
        const struct point *point = &series->points[i];
        figures_add(&whole.figures, &point->figures);
        whole.change_points += isnan(point->shift) ? 0 : 1;
        if (point->period == UNDATED)
            whole.undated = point->figures.statements + point->figures.copies;
    }
    whole.mean = figures_mean(&whole.figures, by_article);
    if (series->count > 1) {
        struct tested t = tested_of(series);
        whole.periods = t.count;
        whole.slope = theil_sen(t.time, t.tone, t.count);
        whole.slope_p = mann_kendall(t.tone, t.count, NULL);
        tested_free(&t);
    } else if (series->count) {
        whole.periods = has_tone(series->points);
    }
    whole.direction =
        direction_of(whole.slope, whole.slope_p, whole.periods);
    return whole;
}
