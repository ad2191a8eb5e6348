/* show.c - the actors of a run as a table in the terminal, each with its
 * course as a line of blocks.
 *
 * A block's height is the tone of one period (of some, where there are many):
 * the full scale is that of the loudest actor.  A dot is silence.  Colour,
 * where the terminal has it and NO_COLOR is not set: blue is conciliatory,
 * orange hostile. */
#define _POSIX_C_SOURCE 200809L
#include "commands.h"

#include "base/output.h"
#include "charts.h"
#include "picture.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <utf8proc.h>

enum { NAME_WIDTH = 26, COUNTRY_WIDTH = 16, COURSE_WIDTH = 36 };

/* A text cut or filled to so many columns of the terminal. */
static void column(struct output *out, const char *text, int width) {
    const utf8proc_uint8_t *at = (const utf8proc_uint8_t *)text;
    utf8proc_int32_t code;
    int used = 0;
    for (utf8proc_ssize_t step; *at; at += step) {
        step = utf8proc_iterate(at, -1, &code);
        if (step <= 0 || code < ' ' || (code >= 127 && code < 160)) {
            step = step > 0 ? step : 1;
            continue;
        }
        int wide = utf8proc_charwidth(code);
        if (used + wide > width)
            break;
        output_bytes(out, (const char *)at, (size_t)step);
        used += wide;
    }
    for (; used < width; used++)
        output_byte(out, ' ');
}

/* Mean tone of the periods [from, end), NAN where all are silent. */
static double mean_between(const struct shown_actor *actor, size_t from,
                           size_t end) {
    double sum = 0, n = 0;
    for (size_t i = 0; i < actor->point_count; i++) {
        const struct shown_point *point = &actor->points[i];
        if (point->at < from || point->at >= end || isnan(point->tone))
            continue;
        sum += point->tone * (double)point->n;
        n += (double)point->n;
    }
    return n > 0 ? sum / n : (double)NAN;
}

static void paint(struct output *out, bool colour, double tone) {
    if (colour && !isnan(tone))
        output_text(out, tone < 0 ? "\033[38;5;208m" : "\033[38;5;75m");
}

static void course(struct output *out, const struct chart_frame *frame,
                   const struct shown_actor *actor, bool colour) {
    static const char *const BLOCKS[] = {"▁", "▂", "▃", "▄",
                                         "▅", "▆", "▇", "█"};
    size_t periods = frame->picture->period_count;
    size_t width = periods < COURSE_WIDTH ? periods : COURSE_WIDTH;
    for (size_t i = 0; i < width; i++) {
        double tone = mean_between(actor, i * periods / width,
                                   (i + 1) * periods / width);
        int height = (int)((tone / frame->range + 1) * 4);
        height = height < 0 ? 0 : height > 7 ? 7 : height;
        paint(out, colour, tone);
        output_text(out, isnan(tone) ? "·" : BLOCKS[height]);
        if (colour)
            output_text(out, "\033[0m");
    }
}

static void row(struct output *out, const struct chart_frame *frame,
                const struct shown_actor *actor, bool colour) {
    column(out, actor->name, NAME_WIDTH);
    output_byte(out, ' ');
    column(out, actor->country ? actor->country : "", COUNTRY_WIDTH);
    output_print(out, " %5ld  ", actor->n);
    paint(out, colour, actor->tone);
    output_print(out, "%+.2f", isnan(actor->tone) ? 0 : actor->tone);
    output_print(out, "%s  ", colour ? "\033[0m" : "");
    course(out, frame, actor, colour);
    if (actor->direction && strcmp(actor->direction, "too short") != 0) {
        output_print(out, "  %s", actor->direction);
        if (strcmp(actor->direction, "steady") != 0)
            output_print(out, " (p %s%.3f)",
                         actor->slope_p < 0.001 ? "< " : "= ",
                         actor->slope_p < 0.001 ? 0.001 : actor->slope_p);
    }
    output_byte(out, '\n');
}

static void show(struct output *out, const struct picture *picture,
                 bool colour) {
    struct chart_frame frame = chart_frame(picture);
    column(out, "actor", NAME_WIDTH + 1);
    column(out, "country", COUNTRY_WIDTH + 1);
    output_text(out, "  said  tone   ");
    if (picture->period_count)
        output_print(out, "%s to %s", picture->periods[0],
                     picture->periods[picture->period_count - 1]);
    output_byte(out, '\n');
    for (size_t i = 0; i < picture->actor_count; i++)
        row(out, &frame, &picture->actors[i], colour);
    struct shown_actor all = picture->overall;
    all.tone = mean_between(&all, 0, picture->period_count);
    row(out, &frame, &all, colour);
}

bool show_command(const struct options *options, int *status,
                  struct failure *why) {
    if (options->argument_count != 1)
        return *status = 2, fail(why, "show: name the folder of one run");
    struct picture picture;
    struct output out = {0};
    struct output_file file;
    const char *plain = getenv("NO_COLOR");
    bool colour = isatty(STDOUT_FILENO) && !(plain && *plain);
    bool good = picture_read_courses(&picture, options->arguments[0], why) &&
                output_open(&file, "-", why);
    if (good) {
        show(&out, &picture, colour);
        good = output_flush(&file, &out, why);
    }
    output_free(&out);
    picture_free(&picture);
    return good;
}
