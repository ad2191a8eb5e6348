/* report_parts.c - arrows, bars, quotations with their evidence, links. */
#define _XOPEN_SOURCE 700
#include "report_parts.h"

#include "markup.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- arrows and bars -------------------------------------------------- */

static const struct {
    const char *direction, *class, *arrow;
} ARROWS[] = {{"hardening", "arrow down-text", "↘"},
              {"softening", "arrow up-text", "↗"},
              {"steady", "steady", "→"}};

void write_arrow(struct output *out, const struct shown_actor *actor) {
    for (size_t i = 0; i < sizeof ARROWS / sizeof *ARROWS; i++) {
        if (strcmp(actor->direction, ARROWS[i].direction) != 0)
            continue;
        output_print(out, "<span class=\"%s\"><span aria-hidden=\"true\">%s"
                          "</span> %s <span class=\"steady\">",
                     ARROWS[i].class, ARROWS[i].arrow, actor->direction);
        markup_p(out, actor->slope_p);
        output_text(out, "</span></span>");
        return;
    }
    output_text(out, "<span class=\"steady\">too short to tell</span>");
}

void write_chip(struct output *out, double tone, double range) {
    double wide = 42 * fmin(1, fabs(tone) / range);
    output_print(out,
                 "<svg class=\"chip\" viewBox=\"0 0 84 14\" "
                 "aria-hidden=\"true\"><rect class=\"%s\" x=\"%.1f\" y=\"2\" "
                 "width=\"%.1f\" height=\"10\" rx=\"1\"/><line class=\"zero\" "
                 "x1=\"42\" x2=\"42\" y2=\"14\"/></svg>",
                 tone < 0 ? "down" : "up", tone < 0 ? 42 - wide : 42, wide);
}

/* ---- evidence --------------------------------------------------------- */

/* A place of the text that moved the score. */
struct place {
    size_t start, end;
    bool hostile;
};

enum { MOST_PLACES = 16 };

/* Where `words` stand in `text` for the first time as whole words. */
static bool find_words(const char *text, const char *words, size_t length,
                       size_t *start) {
    for (const char *at = text; (at = strchr(at, *words)); at++) {
        bool begins = at == text || !strchr("abcdefghijklmnopqrstuvwxyz"
                                            "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
                                            at[-1]);
        if (begins && !strncmp(at, words, length)) {
            *start = (size_t)(at - text);
            return true;
        }
    }
    return false;
}

/* The end of one item of the evidence, "words +0.12"; NULL if it is none.
 * `*weight` is where its sign stands. */
static const char *evidence_item(const char *item, const char **weight) {
    for (const char *p = item; *p; p++) {
        if (p == item || p[-1] != ' ' || (*p != '+' && *p != '-'))
            continue;
        size_t digits = strspn(p + 1, "0123456789.");
        if (digits && (p[1 + digits] == ';' || p[1 + digits] == '\0')) {
            *weight = p;
            return p + 1 + digits;
        }
    }
    return NULL;
}

/* Inserts a place in the order of the text, unless it overlaps another. */
static size_t insert_place(struct place *places, size_t count,
                           struct place new) {
    size_t at = count;
    while (at > 0 && places[at - 1].start >= new.start)
        at--;
    if ((at > 0 && places[at - 1].end > new.start) ||
        (at < count && new.end > places[at].start))
        return count;
    memmove(places + at + 1, places + at, (count - at) * sizeof *places);
    places[at] = new;
    return count + 1;
}

static size_t find_places(const struct shown_statement *one,
                          struct place places[MOST_PLACES]) {
    size_t count = 0;
    const char *item = one->evidence, *end, *weight;
    while (count < MOST_PLACES && *item &&
           (end = evidence_item(item, &weight))) {
        size_t length = (size_t)(weight - 1 - item), start;
        if (length && find_words(one->text, item, length, &start))
            count = insert_place(places, count,
                                 (struct place){start, start + length,
                                                *weight == '-'});
        item = end + strspn(end, "; ");
    }
    return count;
}

void write_marked(struct output *out, const struct shown_statement *one) {
    struct place places[MOST_PLACES];
    size_t count = find_places(one, places), from = 0;
    for (size_t i = 0; i < count; i++) {
        markup_bytes(out, one->text + from, places[i].start - from);
        output_print(out, "<mark class=\"%s\">",
                     places[i].hostile ? "down-mark" : "up-mark");
        markup_bytes(out, one->text + places[i].start,
                     places[i].end - places[i].start);
        output_text(out, "</mark>");
        from = places[i].end;
    }
    markup_text(out, one->text + from);
    if (one->cut)
        output_text(out, " …");
}

/* ---- where it stands -------------------------------------------------- */

/* True for a text file of that name. */
static bool is_text_named(const char *path, const char *doc_id) {
    const char *base = strrchr(path, '/');
    size_t length = strlen(doc_id);
    base = base ? base + 1 : path;
    return !strncmp(base, doc_id, length) && !strcmp(base + length, ".txt");
}

/* The path of the document's file, if it is one of the run's inputs or lies
 * in one of them under its name. */
static bool find_file(const struct picture *picture, const char *doc_id,
                      char path[PATH_MAX]) {
    char name[PATH_MAX];
    if (strchr(doc_id, '/'))
        return false;
    for (size_t i = 0; i < picture->folder_count; i++) {
        snprintf(name, sizeof name, "%s/%s.txt", picture->folders[i], doc_id);
        if (access(name, R_OK) == 0)
            return realpath(name, path) != NULL;
    }
    for (size_t i = 0; i < picture->fact_count; i++)
        if (!strcmp(picture->facts[i].name, "inputs") &&
            is_text_named(picture->facts[i].value, doc_id))
            return realpath(picture->facts[i].value, path) != NULL;
    return false;
}

static void percent_encode(struct output *out, const char *path) {
    for (; *path; path++) {
        unsigned char byte = (unsigned char)*path;
        if ((byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
            (byte >= '0' && byte <= '9') || strchr("/-._~", byte))
            output_byte(out, *path);
        else
            output_print(out, "%%%02X", byte);
    }
}

/* The path as it is seen from the report's folder, so that both can be moved
 * together. */
static void relative_link(struct output *out, const char *folder,
                          const char *path) {
    size_t common = 0, i = 0;
    for (; folder[i] && folder[i] == path[i]; i++)
        if (folder[i] == '/')
            common = i + 1;
    if (!folder[i] && path[i] == '/')
        common = i + 1;
    for (const char *p = folder + (common < strlen(folder) ? common
                                                           : strlen(folder));
         *p; p++)
        if (p == folder + common || *p == '/')
            output_text(out, "../");
    percent_encode(out, path + common);
}

void write_where(struct output *out, const struct report *report,
                 const struct shown_statement *one) {
    char path[PATH_MAX], folder[PATH_MAX];
    markup_text(out, one->source);
    output_text(out, *one->source ? ", " : "");
    bool link = find_file(report->picture, one->doc_id, path) &&
                realpath(report->picture->folder, folder);
    if (link) {
        output_text(out, "<a href=\"");
        relative_link(out, folder, path);
        output_text(out, "\">");
    }
    markup_text(out, one->doc_id);
    output_text(out, link ? "</a> bytes " : " bytes ");
    markup_text(out, one->start);
    output_text(out, "–");
    markup_text(out, one->end);
}

void write_quote(struct output *out, const struct report *report,
                 const struct shown_statement *one) {
    output_text(out, "<figure class=\"quote ");
    markup_text(out, one->label);
    output_text(out, "\"><blockquote>");
    write_marked(out, one);
    output_text(out, "</blockquote><figcaption><strong>");
    markup_tone(out, one->tone);
    output_text(out, "</strong> ");
    markup_text(out, one->label);
    output_text(out, *one->date ? ", " : "");
    markup_day(out, one->date);
    output_text(out, ". ");
    write_where(out, report, one);
    output_text(out, "</figcaption></figure>");
}
