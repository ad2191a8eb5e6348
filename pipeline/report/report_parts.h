/* report_parts.h - the small parts of the report's page. */
#ifndef DETENTE_REPORT_PARTS_H
#define DETENTE_REPORT_PARTS_H

#include "charts.h"

struct report {
    const struct picture *picture;
    struct chart_frame frame;
};

/* An arrow and a word: hardening, softening, steady; the test's p. */
void write_arrow(struct output *out, const struct shown_actor *actor);

/* A bar from zero to the tone. */
void write_chip(struct output *out, double tone, double range);

/* The text with the words of its evidence marked. */
void write_marked(struct output *out, const struct shown_statement *one);

/* Source, document and bytes; a link where the document is a file. */
void write_where(struct output *out, const struct report *report,
                 const struct shown_statement *one);

/* The statement as a quotation, with its tone, day and place. */
void write_quote(struct output *out, const struct report *report,
                 const struct shown_statement *one);

#endif
