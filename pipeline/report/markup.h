/* markup.h - text and numbers for HTML and SVG: everything escaped. */
#ifndef DETENTE_MARKUP_H
#define DETENTE_MARKUP_H

#include "base/output.h"

/* Text as character data or inside a quoted attribute. */
void markup_text(struct output *out, const char *text);
void markup_bytes(struct output *out, const char *bytes, size_t length);

/* The bytes of the first words of a text that fit in `most`. */
size_t markup_fit(const char *text, size_t most);

/* "+0.42", with a true minus sign; a dash where it is NAN. */
void markup_tone(struct output *out, double tone);
/* "p = .012", "p < .001", nothing for NAN. */
void markup_p(struct output *out, double p);
/* 12,345 */
void markup_count(struct output *out, long long count);

/* The short name of a period for an axis: "Jan", and "Jan 2025" where
 * `full`; others as they are. */
void markup_period(struct output *out, const char *iso, bool full);
/* "7 January 2025" of an ISO date; others as they are. */
void markup_day(struct output *out, const char *iso);

#endif
