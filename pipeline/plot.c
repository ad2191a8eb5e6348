/* plot.c - the report's charts as files for papers and slides.
 *
 * SVG is what charts.c writes, with its style inside; PNG is made from it by
 * rsvg-convert (Debian: librsvg2-bin), which is run, not linked: it would
 * double the time that every other command takes to start. */
#define _POSIX_C_SOURCE 200809L
#include "commands.h"

#include "base/output.h"
#include "charts.h"
#include "picture.h"

#include <ctype.h>
#include <errno.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

/* "Sergei Lavrov" -> "sergei-lavrov": what every file system takes. */
static void file_name(char *name, size_t room, const char *actor) {
    size_t used = 0;
    for (; *actor && used + 2 < room; actor++) {
        unsigned char byte = (unsigned char)*actor;
        if (isalnum(byte) || byte >= 0x80)
            name[used++] = (char)tolower(byte);
        else if (used && name[used - 1] != '-')
            name[used++] = '-';
    }
    name[used] = '\0';
}

static bool run_rsvg(const char *svg, const char *png, struct failure *why) {
    char *arguments[] = {"rsvg-convert", "--zoom", "2",
                         "--background-color", "white", "-o",
                         (char *)(uintptr_t)png, (char *)(uintptr_t)svg,
                         NULL};
    pid_t child;
    int status, error = posix_spawnp(&child, arguments[0], NULL, NULL,
                                     arguments, environ);
    if (error)
        return fail(why, "rsvg-convert cannot be run: %s; PNG needs it "
                         "(Debian: librsvg2-bin)", strerror(error));
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR)
            return fail(why, "rsvg-convert: %s", strerror(errno));
    return (WIFEXITED(status) && WEXITSTATUS(status) == 0) ||
           fail(why, "%s: rsvg-convert could not draw it", svg);
}

struct plot {
    const struct options *options;
    struct chart_frame frame;
    struct arena arena;
    size_t files;
};

/* Puts the head and the style before the drawing that `out` holds. */
static void finish_svg(struct output *out, struct output *file) {
    const char *end = memchr(out->bytes, '>', out->length);
    size_t head = (size_t)(end - out->bytes) + 1;
    output_text(file, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    output_bytes(file, out->bytes, head);
    output_text(file, "<style>");
    output_text(file, CHART_STYLE);
    output_text(file, "</style>");
    output_bytes(file, out->bytes + head, out->length - head);
    output_byte(file, '\n');
}

static bool write_chart(struct plot *plot, const char *name,
                        struct output *drawing, struct failure *why) {
    struct output whole = {0};
    struct output_file file;
    bool png = plot->options->png; /* from a hidden SVG that goes again */
    const char *path = arena_print(&plot->arena, "%s/%s%s.svg",
                                   plot->options->output, png ? "." : "",
                                   name);
    finish_svg(drawing, &whole);
    drawing->length = 0;
    bool good = output_open(&file, path, why) &&
                output_flush(&file, &whole, why) && output_commit(&file, why);
    output_free(&whole);
    if (good && png) {
        good = run_rsvg(path, arena_print(&plot->arena, "%s/%s.png",
                                          plot->options->output, name), why);
        unlink(path);
    }
    plot->files += good;
    return good;
}

static bool plot_actors(struct plot *plot, struct output *out,
                        struct failure *why) {
    const struct picture *picture = plot->frame.picture;
    chart_course(out, &plot->frame, &picture->overall);
    bool good = write_chart(plot, "all", out, why);
    for (size_t i = 0; good && i < picture->actor_count; i++) {
        char name[128];
        file_name(name, sizeof name, picture->actors[i].name);
        chart_course(out, &plot->frame, &picture->actors[i]);
        good = write_chart(plot, arena_print(&plot->arena, "%02zu-%s", i + 1,
                                             name), out, why);
    }
    return good;
}

static bool plot_heats(struct plot *plot, struct output *out,
                       struct failure *why) {
    const struct picture *picture = plot->frame.picture;
    if (picture->actors_heat.row_count) {
        chart_heat(out, &plot->frame, &picture->actors_heat, "Actors");
        if (!write_chart(plot, "dyads", out, why))
            return false;
    }
    if (!picture->countries_heat.row_count)
        return true;
    chart_heat(out, &plot->frame, &picture->countries_heat, "Countries");
    return write_chart(plot, "countries", out, why);
}

bool plot_command(const struct options *options, int *status,
                  struct failure *why) {
    if (options->argument_count != 1 || !options->output)
        return *status = 2,
               fail(why, "plot: name the folder of a run, and -o DIR");
    if (mkdir(options->output, 0777) != 0 && errno != EEXIST)
        return fail(why, "%s: %s", options->output, strerror(errno));
    struct picture picture;
    struct output out = {0};
    struct plot plot = {.options = options};
    bool good = picture_read(&picture, options->arguments[0], NULL, why);
    if (good) {
        plot.frame = chart_frame(&picture);
        good = plot_actors(&plot, &out, why) && plot_heats(&plot, &out, why);
    }
    if (good)
        fprintf(stderr, "detente: %zu charts: %s\n", plot.files,
                options->output);
    arena_free(&plot.arena);
    output_free(&out);
    picture_free(&picture);
    return good;
}
