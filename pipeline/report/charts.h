/* charts.h - the drawings of the report and of `plot`, as SVG.
 *
 * Drawings have no colours of their own but classes, which the page's style
 * (report.css) or, for a file of its own, CHART_STYLE fills in: blue is
 * conciliatory, orange is hostile, which the colour-blind can tell apart.
 * Each has a title and a description for those who cannot see it, and a
 * point says its numbers when it is pointed at. */
#ifndef DETENTE_CHARTS_H
#define DETENTE_CHARTS_H

#include "base/output.h"
#include "picture.h"

/* What all charts of a report share. */
struct chart_frame {
    const struct picture *picture; /* its periods are the x axis */
    double range;                  /* the y axis goes from -range to range */
    const char *period;            /* "month" */
};

struct chart_frame chart_frame(const struct picture *picture);

/* A small course: line, interval band, areas above and below zero. */
void chart_small(struct output *out, const struct chart_frame *frame,
                 const struct shown_actor *actor);

/* A large one: axes, points, levels and change points, volume bars. */
void chart_course(struct output *out, const struct chart_frame *frame,
                  const struct shown_actor *actor);

/* Who speaks how of whom. */
void chart_heat(struct output *out, const struct chart_frame *frame,
                const struct heat *heat, const char *title);

/* The same as files of their own: XML head, style, white ground. */
enum { CHART_WIDTH = 760, CHART_HEIGHT = 320 };
extern const char CHART_STYLE[];

#endif
