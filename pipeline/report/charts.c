/* charts.c - lines, bands, bars and cells, written as SVG 1.1.
 *
 * A point that stands alone has an error bar where others have a band; a
 * line over silent periods is dashed; a shift of level is a step between
 * the means of the stretches before and after it. */
#include "charts.h"

#include "markup.h"

#include <math.h>
#include <string.h>

const char CHART_STYLE[] =
    "text{font:12px system-ui,'DejaVu Sans',sans-serif;fill:#333}"
    ".mute{fill:#666}.grid{stroke:#e2e2e2}.zero{stroke:#777}"
    ".band{fill:#8aa0b4;fill-opacity:.3}.err{stroke:#8aa0b4;stroke-width:2;"
    "stroke-opacity:.5}.up{fill:#1f6fb2}.down{fill:#c8590a}"
    ".area{fill-opacity:.3}.line{fill:none;stroke:#222;stroke-width:1.8}"
    ".gap{stroke:#222;stroke-dasharray:3 4;stroke-opacity:.6}"
    ".level{stroke:#222;stroke-width:1.2;stroke-dasharray:7 3}"
    ".shift{stroke:#222;stroke-dasharray:2 3}.bar{fill:#9aa5b1}"
    ".copies{fill:#d4d9de}.dot{stroke:#fff;stroke-width:1.2}"
    ".none{fill:#f2f2f2}.cell{stroke:#fff}.on{fill:#fff}.off,.mid{fill:#222}";

/* ---- the frame -------------------------------------------------------- */

/* A point of fewer statements may lie beyond the axis, and is drawn at its
 * end, so that one loud sentence does not flatten all others. */
enum { LEAST_SEEN = 3 };

static double larger(double range, const struct shown_actor *actor) {
    for (size_t i = 0; i < actor->point_count; i++)
        if (!isnan(actor->points[i].tone) && actor->points[i].n >= LEAST_SEEN)
            range = fmax(range, fabs(actor->points[i].tone));
    return range;
}

struct chart_frame chart_frame(const struct picture *picture) {
    double range = larger(0.2, &picture->overall);
    for (size_t i = 0; i < picture->actor_count; i++)
        range = larger(range, &picture->actors[i]);
    return (struct chart_frame){picture, fmin(1, ceil(range * 4) / 4),
                                picture_fact(picture, "period")};
}

/* A rectangle of the drawing in which a series is drawn. */
struct panel {
    const struct chart_frame *frame;
    const struct shown_actor *actor;
    double left, top, width, height;
};

static double x_of(const struct panel *p, double at) {
    return p->left + (at + 0.5) * p->width /
                         (double)(p->frame->picture->period_count
                                      ? p->frame->picture->period_count : 1);
}

static double y_of(const struct panel *p, double tone) {
    double range = p->frame->range;
    tone = fmax(-range, fmin(range, tone));
    return p->top + p->height * (range - tone) / (2 * range);
}

static void open_svg(struct output *out, const char *class, double width,
                     double height, const char *title) {
    output_print(out,
                 "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"%s\" "
                 "width=\"%g\" height=\"%g\" viewBox=\"0 0 %g %g\" "
                 "role=\"img\"><title>",
                 class, width, height, width, height);
    markup_text(out, title);
    output_text(out, "</title>");
}

static void line(struct output *out, const char *class, double x1, double y1,
                 double x2, double y2) {
    output_print(out,
                 "<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" "
                 "y2=\"%.1f\"/>",
                 class, x1, y1, x2, y2);
}

/* ---- points ----------------------------------------------------------- */

static bool has_tone(const struct shown_point *point) {
    return !isnan(point->tone);
}

/* The point before the i-th one that has a tone, NULL = none. */
static const struct shown_point *before(const struct shown_actor *actor,
                                        size_t i) {
    while (i-- > 0)
        if (has_tone(&actor->points[i]))
            return &actor->points[i];
    return NULL;
}

static bool adjacent(const struct shown_point *a,
                     const struct shown_point *b) {
    return a && a->at + 1 == b->at;
}

static void tell_point(struct output *out, const struct panel *p,
                       const struct shown_point *point) {
    output_text(out, "<title>");
    markup_period(out, p->frame->picture->periods[point->at], true);
    output_text(out, ": ");
    markup_tone(out, point->tone);
    if (!isnan(point->low)) {
        output_text(out, " (95 % ");
        markup_tone(out, point->low);
        output_text(out, " to ");
        markup_tone(out, point->high);
        output_text(out, ")");
    }
    output_print(out, ", %ld statement%s in %ld article%s", point->n,
                 point->n == 1 ? "" : "s", point->articles,
                 point->articles == 1 ? "" : "s");
    if (point->copies)
        output_print(out, ", %ld in copies", point->copies);
    output_text(out, "</title>");
}

/* ---- parts of a course ------------------------------------------------ */

/* Bands join neighbours; a point without one has a bar. */
static void draw_band(struct output *out, const struct panel *p) {
    const struct shown_actor *actor = p->actor;
    for (size_t i = 0; i < actor->point_count; i++) {
        const struct shown_point *a = &actor->points[i];
        size_t end = i;
        while (!isnan(actor->points[end].low) &&
               end + 1 < actor->point_count &&
               adjacent(&actor->points[end], &actor->points[end + 1]) &&
               !isnan(actor->points[end + 1].low))
            end++;
        if (isnan(a->low))
            continue;
        if (end == i) {
            line(out, "err", x_of(p, (double)a->at), y_of(p, a->low),
                 x_of(p, (double)a->at), y_of(p, a->high));
            continue;
        }
        output_text(out, "<path class=\"band\" d=\"");
        for (size_t k = i; k <= end; k++)
            output_print(out, "%c%.1f %.1f", k == i ? 'M' : 'L',
                         x_of(p, (double)actor->points[k].at),
                         y_of(p, actor->points[k].high));
        for (size_t k = end + 1; k-- > i;)
            output_print(out, "L%.1f %.1f",
                         x_of(p, (double)actor->points[k].at),
                         y_of(p, actor->points[k].low));
        output_text(out, "Z\"/>");
        i = end;
    }
}

/* The area between two neighbours and zero on one side of it. */
static void draw_area_between(struct output *out, const struct panel *p,
                              const struct shown_point *a,
                              const struct shown_point *b, double sign) {
    double ta = sign * a->tone, tb = sign * b->tone;
    if (ta <= 0 && tb <= 0)
        return;
    double xa = x_of(p, (double)a->at), xb = x_of(p, (double)b->at);
    double cut = ta * tb < 0 ? xa + (xb - xa) * ta / (ta - tb) : 0;
    if (ta < 0)
        xa = cut;
    if (tb < 0)
        xb = cut;
    output_print(out, "M%.1f %.1fL%.1f %.1fL%.1f %.1fL%.1f %.1fZ", xa,
                 y_of(p, 0), xa, y_of(p, sign * fmax(ta, 0)), xb,
                 y_of(p, sign * fmax(tb, 0)), xb, y_of(p, 0));
}

static void draw_areas(struct output *out, const struct panel *p) {
    for (int sign = 1; sign >= -1; sign -= 2) {
        output_print(out, "<path class=\"area %s\" d=\"M0 0",
                     sign > 0 ? "up" : "down");
        for (size_t i = 0; i < p->actor->point_count; i++) {
            const struct shown_point *b = &p->actor->points[i];
            const struct shown_point *a = before(p->actor, i);
            if (has_tone(b) && adjacent(a, b))
                draw_area_between(out, p, a, b, sign);
        }
        output_text(out, "\"/>");
    }
}

static void draw_line(struct output *out, const struct panel *p) {
    output_text(out, "<path class=\"line\" d=\"");
    for (size_t i = 0; i < p->actor->point_count; i++) {
        const struct shown_point *b = &p->actor->points[i];
        if (has_tone(b))
            output_print(out, "%c%.1f %.1f",
                         adjacent(before(p->actor, i), b) ? 'L' : 'M',
                         x_of(p, (double)b->at), y_of(p, b->tone));
    }
    output_text(out, "\"/>");
    for (size_t i = 0; i < p->actor->point_count; i++) {
        const struct shown_point *b = &p->actor->points[i];
        const struct shown_point *a = before(p->actor, i);
        if (has_tone(b) && a && !adjacent(a, b))
            line(out, "gap", x_of(p, (double)a->at), y_of(p, a->tone),
                 x_of(p, (double)b->at), y_of(p, b->tone));
    }
}

static void draw_dots(struct output *out, const struct panel *p,
                      double radius) {
    for (size_t i = 0; i < p->actor->point_count; i++) {
        const struct shown_point *point = &p->actor->points[i];
        if (!has_tone(point))
            continue;
        output_print(out,
                     "<circle class=\"dot %s\" cx=\"%.1f\" cy=\"%.1f\" "
                     "r=\"%.1f\">",
                     point->tone < 0 ? "down" : "up",
                     x_of(p, (double)point->at), y_of(p, point->tone),
                     point->small ? radius * 0.75 : radius);
        tell_point(out, p, point);
        output_text(out, "</circle>");
    }
}

/* Mean tone of the points [first, end), each with its statements. */
static double level(const struct shown_actor *actor, size_t first,
                    size_t end) {
    double sum = 0, n = 0;
    for (size_t i = first; i < end; i++)
        if (has_tone(&actor->points[i])) {
            sum += actor->points[i].tone * (double)actor->points[i].n;
            n += (double)actor->points[i].n;
        }
    return sum / n;
}

static void draw_shift(struct output *out, const struct panel *p,
                       const struct shown_point *point) {
    double x = x_of(p, (double)point->at - 0.5);
    bool right = x > p->left + p->width * 0.75;
    line(out, "shift", x, p->top - 14, x, p->top + p->height);
    output_print(out, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">shift ",
                 right ? x - 5 : x + 5, p->top - 7, right ? "end" : "start");
    markup_tone(out, point->shift);
    output_text(out, ", ");
    markup_p(out, point->shift_p);
    output_text(out, "</text>");
}

/* The levels before, between and after the change points. */
static void draw_shifts(struct output *out, const struct panel *p) {
    const struct shown_actor *actor = p->actor;
    size_t first = 0, shifts = 0;
    for (size_t i = 0; i <= actor->point_count; i++) {
        bool end = i == actor->point_count;
        if (!end && isnan(actor->points[i].shift))
            continue;
        shifts += !end;
        if (!end)
            draw_shift(out, p, &actor->points[i]);
        if (shifts && i > first) {
            double y = y_of(p, level(actor, first, i));
            line(out, "level", x_of(p, (double)actor->points[first].at - 0.4),
                 y, x_of(p, (double)actor->points[i - 1].at + 0.4), y);
        }
        first = i;
    }
}

/* ---- axes and bars ---------------------------------------------------- */

static void draw_grid(struct output *out, const struct panel *p) {
    double range = p->frame->range;
    for (int i = -2; i <= 2; i++) {
        double tone = range * i / 2, y = y_of(p, tone);
        line(out, i ? "grid" : "zero", p->left, y, p->left + p->width, y);
        output_print(out,
                     "<text class=\"mute\" x=\"%.1f\" y=\"%.1f\" "
                     "text-anchor=\"end\">",
                     p->left - 8, y + 4);
        markup_tone(out, tone);
        output_text(out, "</text>");
    }
    output_print(out,
                 "<text class=\"mute side\" transform=\"translate(12 %.1f) "
                 "rotate(-90)\" text-anchor=\"middle\">hostile ← → "
                 "conciliatory</text>",
                 p->top + p->height / 2);
}

/* At most ten names of periods, the year with the first and each new one. */
static void draw_periods(struct output *out, const struct panel *p,
                         double y) {
    const struct picture *picture = p->frame->picture;
    size_t every = (picture->period_count + 11) / 12;
    const char *year = "";
    for (size_t i = 0; i < picture->period_count; i += every ? every : 1) {
        const char *name = picture->periods[i];
        bool full = strncmp(name, year, 4) != 0;
        year = name;
        output_print(out,
                     "<text class=\"mute%s\" x=\"%.1f\" y=\"%.1f\" "
                     "text-anchor=\"middle\">",
                     i / every % 2 ? " alternate" : "", x_of(p, (double)i), y);
        markup_period(out, name, full);
        output_text(out, "</text>");
    }
}

static void draw_bar(struct output *out, const struct panel *p,
                     const char *class, double x, double y, double height) {
    double wide = p->width / (double)p->frame->picture->period_count * 0.62;
    if (height > 0)
        output_print(out,
                     "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" "
                     "width=\"%.1f\" height=\"%.1f\" rx=\"1\"/>",
                     class, x - wide / 2, y, wide, height);
}

static void draw_volume(struct output *out, const struct panel *p) {
    long most = 1;
    for (size_t i = 0; i < p->actor->point_count; i++) {
        long all = p->actor->points[i].n + p->actor->points[i].copies;
        most = all > most ? all : most;
    }
    double bottom = p->top + p->height;
    for (size_t i = 0; i < p->actor->point_count; i++) {
        const struct shown_point *point = &p->actor->points[i];
        double x = x_of(p, (double)point->at);
        double n = p->height * (double)point->n / (double)most;
        double copies = p->height * (double)point->copies / (double)most;
        output_text(out, "<g>");
        tell_point(out, p, point);
        draw_bar(out, p, "bar", x, bottom - n, n);
        draw_bar(out, p, "copies", x, bottom - n - copies, copies);
        output_text(out, "</g>");
    }
    line(out, "zero", p->left, bottom, p->left + p->width, bottom);
    output_print(out,
                 "<text class=\"mute\" x=\"%.1f\" y=\"%.1f\" "
                 "text-anchor=\"end\">%ld</text>"
                 "<text class=\"mute\" x=\"%.1f\" y=\"%.1f\" "
                 "text-anchor=\"end\">0</text>",
                 p->left - 8, p->top + 8, most, p->left - 8, bottom + 4);
    output_print(out,
                 "<text class=\"mute side\" transform=\"translate(12 %.1f) "
                 "rotate(-90)\" text-anchor=\"middle\">number</text>",
                 p->top + p->height / 2);
}

/* ---- the drawings ----------------------------------------------------- */

static void describe(struct output *out, const struct shown_actor *actor) {
    output_text(out, "<desc>");
    output_print(out, "%ld statements, mean tone ", actor->n);
    markup_tone(out, actor->tone);
    if (actor->direction) {
        output_text(out, ", ");
        markup_text(out, actor->direction);
        output_text(out, " ");
        markup_p(out, actor->slope_p);
    }
    output_text(out, "</desc>");
}

void chart_small(struct output *out, const struct chart_frame *frame,
                 const struct shown_actor *actor) {
    struct panel p = {frame, actor, 0, 4, 240, 64};
    open_svg(out, "small", 240, 72, actor->name);
    describe(out, actor);
    line(out, "zero", 0, y_of(&p, 0), 240, y_of(&p, 0));
    draw_band(out, &p);
    draw_areas(out, &p);
    draw_line(out, &p);
    draw_dots(out, &p, frame->picture->period_count > 60 ? 0 : 2);
    output_text(out, "</svg>");
}

void chart_course(struct output *out, const struct chart_frame *frame,
                  const struct shown_actor *actor) {
    struct panel tone = {frame, actor, 64, 24, CHART_WIDTH - 76, 190};
    struct panel volume = {frame, actor, 64, 234, CHART_WIDTH - 76, 52};
    open_svg(out, "course", CHART_WIDTH, CHART_HEIGHT, actor->name);
    describe(out, actor);
    draw_grid(out, &tone);
    draw_band(out, &tone);
    draw_areas(out, &tone);
    draw_shifts(out, &tone);
    draw_line(out, &tone);
    draw_dots(out, &tone, frame->picture->period_count > 60 ? 2 : 4.2);
    draw_volume(out, &volume);
    draw_periods(out, &volume, 306);
    output_text(out, "</svg>");
}

/* ---- the heat map ----------------------------------------------------- */

enum { HEAT_LEFT = 178, HEAT_TOP = 128, HEAT_WIDE = 54, HEAT_HIGH = 34 };

static void heat_label(struct output *out, const char *name, double x,
                       double y, bool column) {
    if (column)
        output_print(out, "<text transform=\"translate(%.1f %.1f) "
                          "rotate(-42)\">", x, y);
    else
        output_print(out, "<text x=\"%.1f\" y=\"%.1f\" "
                          "text-anchor=\"end\">", x, y);
    size_t fit = markup_fit(name, 24);
    markup_bytes(out, name, fit);
    output_text(out, name[fit] ? "…</text>" : "</text>");
}

/* What can be read on a cell: in the middle, where the ground is light by
 * day and dark by night, the style decides. */
static const char *heat_ink(double opacity) {
    return opacity > 0.85 ? "on" : opacity > 0.6 ? "mid" : "off";
}

static void heat_cell(struct output *out, const struct chart_frame *frame,
                      const struct shown_dyad *dyad, double x, double y) {
    if (!dyad->n) {
        output_print(out, "<rect class=\"cell none\" x=\"%.0f\" y=\"%.0f\" "
                          "width=\"%d\" height=\"%d\"/>",
                     x, y, HEAT_WIDE, HEAT_HIGH);
        return;
    }
    double opacity = 0.08 + 0.92 * fmin(1, fabs(dyad->tone) / frame->range);
    output_text(out, "<g><title>");
    markup_text(out, dyad->actor);
    output_text(out, " on ");
    markup_text(out, dyad->target);
    output_text(out, ": ");
    markup_tone(out, dyad->tone);
    output_print(out, ", %ld statement%s</title>", dyad->n,
                 dyad->n == 1 ? "" : "s");
    output_print(out,
                 "<rect class=\"cell %s\" fill-opacity=\"%.2f\" x=\"%.0f\" "
                 "y=\"%.0f\" width=\"%d\" height=\"%d\"/>",
                 dyad->tone < 0 ? "down" : "up", opacity, x, y,
                 HEAT_WIDE, HEAT_HIGH);
    output_print(out,
                 "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" "
                 "text-anchor=\"middle\">",
                 heat_ink(opacity), x + HEAT_WIDE / 2.0, y + 15);
    markup_tone(out, dyad->tone);
    output_print(out,
                 "</text><text class=\"tiny %s\" x=\"%.1f\" y=\"%.1f\" "
                 "text-anchor=\"middle\">%ld</text></g>",
                 heat_ink(opacity), x + HEAT_WIDE / 2.0, y + 28,
                 dyad->n);
}

void chart_heat(struct output *out, const struct chart_frame *frame,
                const struct heat *heat, const char *title) {
    double width = HEAT_LEFT + (double)heat->column_count * HEAT_WIDE + 96;
    double height = HEAT_TOP + (double)heat->row_count * HEAT_HIGH + 4;
    open_svg(out, "heat", width, height, title);
    for (size_t column = 0; column < heat->column_count; column++)
        heat_label(out, heat->columns[column],
                   HEAT_LEFT + ((double)column + 0.5) * HEAT_WIDE,
                   HEAT_TOP - 8, true);
    for (size_t row = 0; row < heat->row_count; row++) {
        double y = HEAT_TOP + (double)row * HEAT_HIGH;
        heat_label(out, heat->rows[row], HEAT_LEFT - 10, y + 21, false);
        for (size_t column = 0; column < heat->column_count; column++)
            heat_cell(out, frame,
                      &heat->cells[row * heat->column_count + column],
                      HEAT_LEFT + (double)column * HEAT_WIDE, y);
    }
    output_text(out, "</svg>");
}
