/* report.c - the page, section by section, each one function and one row of
 * SECTIONS.  Text from the news goes out through markup.h only. */
#define _XOPEN_SOURCE 700
#include "report.h"

#include "base/output.h"
#include "charts.h"
#include "markup.h"
#include "picture.h"
#include "report_parts.h"
#include "report.css.h"
#include "report.js.h"

#include <math.h>
#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

enum { FLUSH_BYTES = 64 * 1024, SHOWN_EXTREMES = 3, SHOWN_DYADS = 6 };

/* ---- head ------------------------------------------------------------- */

static void lines(struct output *out, const char *const *line) {
    for (; *line; line++)
        output_text(out, *line);
}

/* 'sha256-...' of a style or script, which is all that the page may run. */
static void policy_hash(struct output *out, const char *const *line) {
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    char text[BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE)];
    sha256_init(&context);
    for (; *line; line++)
        sha256_update(&context, strlen(*line), (const uint8_t *)*line);
    sha256_digest(&context, sizeof digest, digest);
    base64_encode_raw(text, sizeof digest, digest);
    output_text(out, "'sha256-");
    output_bytes(out, text, sizeof text);
    output_text(out, "'");
}

static void write_head(struct output *out) {
    output_text(out, "<!DOCTYPE html>\n<html lang=\"en\"><head>"
                     "<meta charset=\"utf-8\">"
                     "<meta http-equiv=\"Content-Security-Policy\" "
                     "content=\"default-src 'none'; base-uri 'none'; "
                     "form-action 'none'; style-src ");
    policy_hash(out, REPORT_CSS);
    output_text(out, "; script-src ");
    policy_hash(out, REPORT_JS);
    output_text(out, "\"><meta name=\"viewport\" content=\"width=device-"
                     "width, initial-scale=1\"><meta name=\"referrer\" "
                     "content=\"no-referrer\"><title>Tone report</title>"
                     "<style>");
    lines(out, REPORT_CSS);
    output_text(out, "</style></head>\n<body><a class=\"skip\" "
                     "href=\"#overview\">Skip to the overview</a>");
}

/* ---- the top ---------------------------------------------------------- */

static void tile(struct output *out, long long number, const char *name) {
    output_text(out, "<li><b>");
    markup_count(out, number);
    output_print(out, "</b><span>%s</span></li>", name);
}

static long count_direction(const struct picture *picture,
                            const char *direction) {
    long found = 0;
    for (size_t i = 0; i < picture->actor_count; i++)
        found += !strcmp(picture->actors[i].direction, direction);
    return found;
}

/* The first and last day of the actors shown. */
static void days(const struct picture *picture, const char **first,
                 const char **last) {
    *first = *last = "";
    for (size_t i = 0; i < picture->actor_count; i++) {
        const struct shown_actor *actor = &picture->actors[i];
        if (*actor->first_day &&
            (!**first || strcmp(actor->first_day, *first) < 0))
            *first = actor->first_day;
        if (strcmp(actor->last_day, *last) > 0)
            *last = actor->last_day;
    }
}

static void write_top(struct output *out, const struct report *report) {
    const struct picture *picture = report->picture;
    const char *first, *last;
    days(picture, &first, &last);
    output_text(out, "<div class=\"mast\"><p class=\"kicker\">Tone report"
                     "</p><h1>");
    if (*first) {
        markup_day(out, first);
        output_text(out, " to ");
        markup_day(out, last);
    } else {
        output_text(out, "Who says what, and how");
    }
    output_print(out,
                 "</h1><p class=\"lead\">How conciliatory or hostile the "
                 "statements are that the news reports, per speaker and %s. ",
                 *report->frame.period ? report->frame.period : "period");
    output_print(out, "Of the %zu most quoted speakers <strong class=\""
                      "down-text\">%ld harden</strong>, <strong class=\""
                      "up-text\">%ld soften</strong> and %ld stay steady over "
                      "the time; the others speak too seldom to tell.</p>",
                 picture->actor_count, count_direction(picture, "hardening"),
                 count_direction(picture, "softening"),
                 count_direction(picture, "steady"));
    output_text(out, "<ul class=\"tiles\">");
    tile(out, strtoll(picture_fact(picture, "articles"), NULL, 10),
         "articles read");
    tile(out, picture->overall.n + picture->overall.copies, "statements");
    tile(out, (long long)picture->all_actors, "speakers");
    tile(out, picture->overall.copies, "statements in copies");
    tile(out, picture->overall.undated, "without a date");
    tile(out, (long long)picture->all_rejects, "inputs not used");
    output_text(out, "</ul></div><nav aria-label=\"Sections\"><ul>"
                     "<li><a href=\"#overview\">Overview</a></li>"
                     "<li><a href=\"#actors\">Speakers</a></li>"
                     "<li><a href=\"#dyads\">Who on whom</a></li>"
                     "<li><a href=\"#statements\">Statements</a></li>"
                     "<li><a href=\"#data\">Data and method</a></li>"
                     "</ul></nav><main>");
}

/* ---- overview --------------------------------------------------------- */

static void write_key(struct output *out) {
    output_text(
        out,
        "<ul class=\"key\">"
        "<li><svg viewBox=\"0 0 26 14\" aria-hidden=\"true\"><rect "
        "class=\"area up\" width=\"26\" height=\"14\"/></svg>above zero: "
        "conciliatory</li>"
        "<li><svg viewBox=\"0 0 26 14\" aria-hidden=\"true\"><rect "
        "class=\"area down\" width=\"26\" height=\"14\"/></svg>below: "
        "hostile</li>"
        "<li><svg viewBox=\"0 0 26 14\" aria-hidden=\"true\"><rect "
        "class=\"band\" width=\"26\" height=\"14\"/></svg>95 % interval</li>"
        "<li><svg viewBox=\"0 0 26 14\" aria-hidden=\"true\"><line "
        "class=\"gap\" y1=\"7\" x2=\"26\" y2=\"7\"/></svg>silence "
        "between</li></ul>");
}

static bool is_moving(const struct shown_actor *actor,
                      const char *direction) {
    return !strcmp(actor->direction, direction);
}

static void moved_list(struct output *out, const struct report *report,
                       const char *direction, const char *heading) {
    const struct picture *picture = report->picture;
    output_print(out, "<div><h4>%s</h4><ul>", heading);
    size_t found = 0;
    for (size_t i = 0; i < picture->actor_count && found < 8; i++) {
        const struct shown_actor *actor = &picture->actors[i];
        if (!is_moving(actor, direction))
            continue;
        found++;
        output_print(out, "<li><a href=\"#actor-%zu\">", i);
        markup_text(out, actor->name);
        output_text(out, "</a><span>");
        markup_tone(out, actor->slope);
        output_print(out, " a %s, ", report->frame.period);
        markup_p(out, actor->slope_p);
        output_text(out, "</span></li>");
    }
    output_text(out, found ? "</ul></div>"
                           : "<li class=\"mute\">nobody</li></ul></div>");
}

/* The lasting shift with the smallest p of each actor. */
static void shift_list(struct output *out, const struct report *report) {
    const struct picture *picture = report->picture;
    output_text(out, "<div><h4>Lasting shifts</h4><ul>");
    size_t found = 0;
    for (size_t i = 0; i < picture->actor_count && found < 8; i++) {
        const struct shown_actor *actor = &picture->actors[i];
        const struct shown_point *best = NULL;
        for (size_t k = 0; k < actor->point_count; k++) {
            const struct shown_point *point = &actor->points[k];
            if (!isnan(point->shift) &&
                (!best || point->shift_p < best->shift_p))
                best = point;
        }
        if (!best)
            continue;
        found++;
        output_print(out, "<li><a href=\"#actor-%zu\">", i);
        markup_text(out, actor->name);
        output_text(out, "</a><span>");
        markup_tone(out, best->shift);
        output_text(out, " in ");
        markup_period(out, picture->periods[best->at], true);
        output_text(out, "</span></li>");
    }
    output_text(out, found ? "</ul></div>"
                           : "<li class=\"mute\">none</li></ul></div>");
}

static void write_who(struct output *out, const struct shown_actor *actor) {
    markup_text(out, actor->role);
    if (*actor->role && *actor->country)
        output_text(out, ", ");
    markup_text(out, actor->country);
}

static void card(struct output *out, const struct report *report, size_t i) {
    const struct shown_actor *actor = &report->picture->actors[i];
    output_text(out, "<li class=\"card\" data-name=\"");
    markup_text(out, actor->name);
    output_print(out, "\" data-n=\"%ld\" data-tone=\"%.4f\" "
                      "data-slope=\"%.4f\" data-section=\"actor-%zu\">"
                      "<a href=\"#actor-%zu\"><strong>",
                 actor->n, isnan(actor->tone) ? 0 : actor->tone,
                 isnan(actor->slope) ? 0 : actor->slope, i, i);
    markup_text(out, actor->name);
    output_text(out, "</strong><span class=\"who\">");
    write_who(out, actor);
    output_text(out, "</span>");
    chart_small(out, &report->frame, actor);
    write_arrow(out, actor);
    output_text(out, "<span class=\"foot\">mean ");
    markup_tone(out, actor->tone);
    output_print(out, ", %ld statement%s</span></a></li>", actor->n,
                 actor->n == 1 ? "" : "s");
}

static void write_overview(struct output *out, const struct report *report) {
    const struct picture *picture = report->picture;
    output_text(out, "<section id=\"overview\"><h2>Overview</h2>"
                     "<div class=\"plate\"><h4>All statements</h4>"
                     "<div class=\"scroll\">");
    chart_course(out, &report->frame, &picture->overall);
    output_text(out, "</div>");
    write_key(out);
    output_text(out, "</div><div class=\"plate moved\">");
    moved_list(out, report, "hardening", "Hardening");
    moved_list(out, report, "softening", "Softening");
    shift_list(out, report);
    output_text(out,
                "</div><div class=\"controls\"><input type=\"search\" "
                "id=\"actor-filter\" placeholder=\"Name or country\" "
                "aria-label=\"Filter the speakers\"><label "
                "for=\"actor-order\">Order</label><select id=\"actor-order\">"
                "<option value=\"n -1\">most quoted</option>"
                "<option value=\"tone 1\">most hostile</option>"
                "<option value=\"tone -1\">most conciliatory</option>"
                "<option value=\"slope 1\">hardening most</option>"
                "<option value=\"slope -1\">softening most</option>"
                "<option value=\"name 1\">name</option></select>"
                "<span class=\"mute\" id=\"actor-count\" "
                "aria-live=\"polite\"></span></div>"
                "<ul class=\"cards\" id=\"cards\">");
    for (size_t i = 0; i < picture->actor_count; i++)
        card(out, report, i);
    output_text(out, "</ul>");
    if (picture->all_actors > picture->actor_count)
        output_print(out, "<p class=\"mute\">The %zu most quoted of %zu "
                          "speakers; all are in actors.csv.</p>",
                     picture->actor_count, picture->all_actors);
    output_text(out, "</section>");
}

/* ---- one actor -------------------------------------------------------- */

static void write_percent(struct output *out, double share,
                          const char *name) {
    if (!isnan(share))
        output_print(out, "%.0f&nbsp;%% %s", share * 100, name);
}

static void write_said(struct output *out, const struct report *report,
                       const struct shown_actor *actor) {
    output_print(out, "<p class=\"said\">%ld statement%s in %ld article%s of "
                      "%ld source%s. Mean tone <strong class=\"%s\">",
                 actor->n, actor->n == 1 ? "" : "s", actor->articles,
                 actor->articles == 1 ? "" : "s", actor->sources,
                 actor->sources == 1 ? "" : "s",
                 actor->tone < 0 ? "down-text" : "up-text");
    markup_tone(out, actor->tone);
    output_text(out, "</strong>");
    if (!isnan(actor->low)) {
        output_text(out, " (95 % ");
        markup_tone(out, actor->low);
        output_text(out, " to ");
        markup_tone(out, actor->high);
        output_text(out, ")");
    }
    output_text(out, "; ");
    write_percent(out, actor->hostile, "hostile, ");
    write_percent(out, actor->neutral, "neutral, ");
    write_percent(out, actor->conciliatory, "conciliatory. ");
    if (!isnan(actor->slope) && strcmp(actor->direction, "too short") != 0) {
        output_text(out, "Trend ");
        markup_tone(out, actor->slope);
        output_print(out, " a %s, ", report->frame.period);
        markup_p(out, actor->slope_p);
        output_text(out, ".");
    }
    if (actor->copies)
        output_print(out, " %ld more in copies of articles.", actor->copies);
    if (actor->undated)
        output_print(out, " %ld without a date, not drawn.", actor->undated);
    output_text(out, "</p>");
}

static void dyad_row(struct output *out, const struct report *report,
                     const struct shown_dyad *dyad, bool answers) {
    output_text(out, "<tr><th scope=\"row\">");
    markup_text(out, dyad->target);
    output_print(out, "</th><td class=\"number\">%ld</td><td>", dyad->n);
    write_chip(out, dyad->tone, report->frame.range);
    output_text(out, "</td><td class=\"number\">");
    markup_tone(out, dyad->tone);
    if (answers)
        output_text(out, "</td><td class=\"number\">");
    if (dyad->back_n) {
        markup_tone(out, dyad->back);
        output_print(out, " (%ld)", dyad->back_n);
    }
    output_text(out, "</td></tr>");
}

/* What those that it speaks of say of it, where anybody does. */
static bool has_answers(const struct shown_actor *actor) {
    for (size_t i = 0; i < actor->dyad_count && i < SHOWN_DYADS; i++)
        if (actor->dyads[i].back_n)
            return true;
    return false;
}

static void write_dyads(struct output *out, const struct report *report,
                        const struct shown_actor *actor) {
    if (!actor->dyad_count)
        return;
    bool answers = has_answers(actor);
    output_text(out, "<h4>Of whom</h4><table><thead><tr>"
                     "<th scope=\"col\">target</th><th scope=\"col\" "
                     "class=\"number\">number</th><td></td><th scope=\"col\" "
                     "class=\"number\">tone</th>");
    output_text(out, answers ? "<th scope=\"col\" class=\"number\">in answer"
                               "</th></tr></thead><tbody>"
                             : "</tr></thead><tbody>");
    for (size_t i = 0; i < actor->dyad_count && i < SHOWN_DYADS; i++)
        dyad_row(out, report, &actor->dyads[i], answers);
    output_text(out, "</tbody></table>");
}

static void point_row(struct output *out, const struct picture *picture,
                      const struct shown_point *point) {
    output_text(out, "<tr><th scope=\"row\">");
    markup_text(out, picture->periods[point->at]);
    output_print(out, "</th><td class=\"number\">%ld</td><td class=\"number\""
                      ">%ld</td><td class=\"number\">%ld</td>"
                      "<td class=\"number\">",
                 point->n, point->articles, point->copies);
    markup_tone(out, point->tone);
    output_text(out, "</td><td class=\"number\">");
    if (!isnan(point->low)) {
        markup_tone(out, point->low);
        output_text(out, " to ");
        markup_tone(out, point->high);
    }
    output_text(out, "</td><td class=\"number\">");
    if (!isnan(point->change))
        markup_tone(out, point->change);
    output_text(out, "</td><td class=\"number\">");
    markup_p(out, point->change_p);
    output_text(out, "</td></tr>");
}

static void write_numbers(struct output *out, const struct report *report,
                          const struct shown_actor *actor) {
    output_text(out, "<details><summary>The numbers of this chart</summary>"
                     "<div class=\"scroll\"><table><thead><tr>"
                     "<th scope=\"col\">period</th><th scope=\"col\" "
                     "class=\"number\">statements</th><th scope=\"col\" "
                     "class=\"number\">articles</th><th scope=\"col\" "
                     "class=\"number\">in copies</th><th scope=\"col\" "
                     "class=\"number\">tone</th><th scope=\"col\" "
                     "class=\"number\">95 %</th><th scope=\"col\" "
                     "class=\"number\">change</th><th scope=\"col\" "
                     "class=\"number\">its p</th></tr></thead><tbody>");
    for (size_t i = 0; i < actor->point_count; i++)
        point_row(out, report->picture, &actor->points[i]);
    output_text(out, "</tbody></table></div></details>");
}

static void write_extremes(struct output *out, const struct report *report,
                           const struct shown_statement *ones, size_t count,
                           const char *heading) {
    output_print(out, "<div><h4>%s</h4>", heading);
    for (size_t i = 0; i < count && i < SHOWN_EXTREMES; i++)
        write_quote(out, report, &ones[i]);
    output_text(out, count ? "</div>" : "<p class=\"mute\">none</p></div>");
}

static void write_actor(struct output *out, const struct report *report,
                        size_t i) {
    const struct shown_actor *actor = &report->picture->actors[i];
    output_print(out, "<article class=\"actor\" id=\"actor-%zu\"><header>"
                      "<h3>", i);
    markup_text(out, actor->name);
    output_text(out, "</h3>");
    write_arrow(out, actor);
    output_text(out, "</header><p class=\"mute said\">");
    write_who(out, actor);
    output_text(out, "</p>");
    write_said(out, report, actor);
    output_text(out, "<div class=\"scroll\">");
    chart_course(out, &report->frame, actor);
    output_text(out, "</div><div class=\"columns\">");
    write_extremes(out, report, actor->hostile_ones, actor->hostile_count,
                   "Most hostile");
    write_extremes(out, report, actor->conciliatory_ones,
                   actor->conciliatory_count, "Most conciliatory");
    output_text(out, "</div>");
    write_dyads(out, report, actor);
    output_text(out, "<a class=\"top\" href=\"#overview\">Back to the "
                     "overview</a>");
    write_numbers(out, report, actor);
    output_text(out, "</article>");
}

/* ---- who on whom ------------------------------------------------------ */

static void heat_plate(struct output *out, const struct report *report,
                       const struct heat *heat, const char *heading) {
    if (!heat->row_count)
        return;
    output_print(out, "<div class=\"plate\"><h4>%s</h4><div "
                      "class=\"scroll\">", heading);
    chart_heat(out, &report->frame, heat, heading);
    output_text(out, "</div><details><summary>The numbers of this map"
                     "</summary><table><thead><tr><th scope=\"col\">speaker"
                     "</th><th scope=\"col\">target</th><th scope=\"col\" "
                     "class=\"number\">number</th><th scope=\"col\" "
                     "class=\"number\">tone</th></tr></thead><tbody>");
    for (size_t i = 0; i < heat->row_count * heat->column_count; i++) {
        if (!heat->cells[i].n)
            continue;
        output_text(out, "<tr><th scope=\"row\">");
        markup_text(out, heat->cells[i].actor);
        output_text(out, "</th><td>");
        markup_text(out, heat->cells[i].target);
        output_print(out, "</td><td class=\"number\">%ld</td><td "
                          "class=\"number\">", heat->cells[i].n);
        markup_tone(out, heat->cells[i].tone);
        output_text(out, "</td></tr>");
    }
    output_text(out, "</tbody></table></details></div>");
}

static void write_dyad_section(struct output *out,
                               const struct report *report) {
    output_text(out, "<section id=\"dyads\"><h2>Who on whom</h2><p>Mean tone "
                     "of what a row says of a column, and below it the "
                     "number of statements. Blue is conciliatory, orange "
                     "hostile; an empty cell is silence.</p>");
    heat_plate(out, report, &report->picture->actors_heat, "Speakers");
    heat_plate(out, report, &report->picture->countries_heat, "Countries");
    output_text(out, "</section>");
}

/* ---- statements ------------------------------------------------------- */

static void statement_rows(struct output *out, const struct report *report,
                           const struct shown_actor *actor,
                           const struct shown_statement *ones,
                           size_t count) {
    for (size_t i = 0; i < count; i++) {
        output_text(out, "<tr data-label=\"");
        markup_text(out, ones[i].label);
        output_text(out, "\"><td>");
        markup_text(out, ones[i].date);
        output_text(out, "</td><td>");
        markup_text(out, actor->name);
        output_text(out, "</td><td>");
        write_marked(out, &ones[i]);
        output_text(out, "<span class=\"where\">");
        write_where(out, report, &ones[i]);
        output_text(out, "</span></td><td class=\"number\">");
        markup_tone(out, ones[i].tone);
        output_text(out, "</td></tr>");
    }
}

static void write_statements_head(struct output *out) {
    output_text(out,
                "<section id=\"statements\"><h2>Statements</h2><p>The most "
                "outspoken ones of each speaker above, up to fifteen at each "
                "end; all are in statements.csv. Marked words moved the "
                "score: <mark class=\"up-mark\">conciliatory</mark>, <mark "
                "class=\"down-mark\">hostile</mark>.</p>"
                "<div class=\"controls\"><input type=\"search\" "
                "id=\"statement-filter\" placeholder=\"Words, speaker, "
                "source, date\" aria-label=\"Filter the statements\">"
                "<select id=\"statement-label\" aria-label=\"Tone\">"
                "<option value=\"\">any tone</option>"
                "<option>hostile</option><option>neutral</option>"
                "<option>conciliatory</option></select><span class=\"mute\" "
                "id=\"statement-count\" aria-live=\"polite\"></span></div>"
                "<table id=\"statement-table\"><thead><tr>"
                "<th scope=\"col\">date</th><th scope=\"col\">speaker</th>"
                "<th scope=\"col\">statement</th><th scope=\"col\" "
                "class=\"number\">tone</th></tr></thead><tbody>");
}

/* ---- data and method -------------------------------------------------- */

static void write_rejects(struct output *out, const struct report *report) {
    const struct picture *picture = report->picture;
    if (!picture->all_rejects) {
        output_text(out, "<p>Every input was used.</p>");
        return;
    }
    output_print(out, "<p>%zu inputs were not used, or with a reservation%s."
                      "</p><div class=\"scroll\"><table><thead><tr>"
                      "<th scope=\"col\">file</th><th scope=\"col\">line</th>"
                      "<th scope=\"col\">why</th></tr></thead><tbody>",
                 picture->all_rejects,
                 picture->all_rejects > picture->reject_count
                     ? "; the first of them" : "");
    for (size_t i = 0; i < picture->reject_count; i++) {
        output_text(out, "<tr><td>");
        markup_text(out, picture->rejects[i].file);
        output_text(out, "</td><td>");
        markup_text(out, picture->rejects[i].line);
        output_text(out, "</td><td>");
        markup_text(out, picture->rejects[i].reason);
        output_text(out, "</td></tr>");
    }
    output_text(out, "</tbody></table></div>");
}

/* What the result does not depend on: the page has the same bytes however
 * many threads made it, and how fast. */
static bool is_aside(const struct fact *fact) {
    return !strcmp(fact->name, "seconds") || !strcmp(fact->name, "threads");
}

static void write_facts(struct output *out, const struct report *report) {
    output_text(out, "<details><summary>How this was made</summary><table>"
                     "<tbody>");
    for (size_t i = 0; i < report->picture->fact_count; i++) {
        const struct fact *fact = &report->picture->facts[i];
        if (is_aside(fact))
            continue;
        output_text(out, "<tr><th scope=\"row\">");
        markup_text(out, fact->name);
        output_text(out, "</th><td>");
        markup_text(out, fact->value);
        output_text(out, "</td></tr>");
    }
    output_text(out, "</tbody></table></details>");
}

static void write_data(struct output *out, const struct report *report) {
    const struct picture *picture = report->picture;
    output_text(out, "<section id=\"data\"><h2>Data and method</h2>");
    write_rejects(out, report);
    if (picture->unattributed)
        output_print(out, "<p>%ld statements have no speaker that could be "
                          "named; they count in the course of all.</p>",
                     picture->unattributed);
    if (picture->earlier_periods)
        output_print(out, "<p>The charts show the last %zu periods; %zu "
                          "earlier ones are in trends.csv.</p>",
                     picture->period_count, picture->earlier_periods);
    output_text(
        out,
        "<p>A statement's tone is the model's probability of conciliatory "
        "less that of hostile, from −1 to +1. Intervals are Student's t "
        "with errors clustered by article, because statements of one article "
        "are not independent. A trend is Theil and Sen's slope, tested by "
        "Mann and Kendall's; a speaker hardens or softens where p ≤ .05. "
        "Shifts are found by binary segmentation and tested by permutation. "
        "Many speakers are tested: among a hundred steady ones expect five "
        "that seem to move. Articles that repeat an earlier one are counted "
        "but have no weight. Scores are estimates of a model, not facts about "
        "intentions: read the statements.</p>");
    write_facts(out, report);
    output_text(out, "</section>");
}

/* ---- all of it -------------------------------------------------------- */

/* Writes out what has gathered, in pieces, so that the page is never whole
 * in memory. */
static bool pour(struct output_file *file, struct output *out,
                 struct failure *why) {
    return out->length < FLUSH_BYTES || output_flush(file, out, why);
}

static bool write_actors(struct output_file *file, struct output *out,
                         const struct report *report, struct failure *why) {
    output_text(out, "<section id=\"actors\"><h2>Speakers</h2>"
                     "<div id=\"sections\">");
    for (size_t i = 0; i < report->picture->actor_count; i++) {
        write_actor(out, report, i);
        if (!pour(file, out, why))
            return false;
    }
    output_text(out, "</div></section>");
    return true;
}

static bool write_statements(struct output_file *file, struct output *out,
                             const struct report *report,
                             struct failure *why) {
    write_statements_head(out);
    for (size_t i = 0; i < report->picture->actor_count; i++) {
        const struct shown_actor *actor = &report->picture->actors[i];
        statement_rows(out, report, actor, actor->hostile_ones,
                       actor->hostile_count);
        statement_rows(out, report, actor, actor->conciliatory_ones,
                       actor->conciliatory_count);
        if (!pour(file, out, why))
            return false;
    }
    output_text(out, "</tbody></table></section>");
    return true;
}

static bool write_page(struct output_file *file, struct output *out,
                       const struct report *report, struct failure *why) {
    write_head(out);
    write_top(out, report);
    write_overview(out, report);
    if (!write_actors(file, out, report, why))
        return false;
    write_dyad_section(out, report);
    if (!write_statements(file, out, report, why))
        return false;
    write_data(out, report);
    output_text(out, "</main><footer>Made by detente from ");
    markup_text(out, "statements.csv, trends.csv, dyads.csv and their like");
    output_text(out, " beside this file.</footer><script>");
    lines(out, REPORT_JS);
    output_text(out, "</script></body></html>\n");
    return output_flush(file, out, why);
}

bool report_write(const char *folder, struct ledger *ledger,
                  struct failure *why) {
    struct picture picture;
    struct output out = {0};
    struct output_file file = {.descriptor = -1};
    struct arena arena = {0};
    bool good = picture_read(&picture, folder, ledger, why) &&
                output_open(&file, arena_print(&arena, "%s/report.html",
                                               folder), why);
    if (good) {
        struct report report = {&picture, chart_frame(&picture)};
        good = write_page(&file, &out, &report, why) &&
               output_commit(&file, why);
    }
    output_abandon(&file);
    output_free(&out);
    arena_free(&arena);
    picture_free(&picture);
    return good;
}
