/* markup.c - five characters are escaped, control characters replaced; so no
 * text can leave its place, quoted or not. */
#include "markup.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a byte is written as; NULL = as itself. */
static const char *entity(unsigned char byte) {
    if (byte > '>' && byte != 127) /* letters: most of a text */
        return NULL;
    switch (byte) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return byte < ' ' || byte == 127 ? " " : NULL;
    }
}

void markup_bytes(struct output *out, const char *bytes, size_t length) {
    const char *end = bytes + length, *from = bytes;
    for (; bytes < end; bytes++) {
        const char *instead = entity((unsigned char)*bytes);
        if (!instead)
            continue;
        output_bytes(out, from, (size_t)(bytes - from));
        output_text(out, instead);
        from = bytes + 1;
    }
    output_bytes(out, from, (size_t)(end - from));
}

void markup_text(struct output *out, const char *text) {
    markup_bytes(out, text, strlen(text));
}

size_t markup_fit(const char *text, size_t most) {
    size_t length = strlen(text);
    if (length <= most)
        return length;
    length = most;
    while (length > most / 2 && text[length] != ' ')
        length--;
    while (length && ((unsigned char)text[length] & 0xc0) == 0x80)
        length--;
    return length;
}

void markup_tone(struct output *out, double tone) {
    if (isnan(tone))
        output_text(out, "–");
    else if (fabs(tone) < 0.005)
        output_text(out, "0.00");
    else
        output_print(out, "%s%.2f", tone < 0 ? "−" : "+", fabs(tone));
}

void markup_p(struct output *out, double p) {
    if (isnan(p))
        return;
    if (p < 0.001) {
        output_text(out, "p &lt; .001");
        return;
    }
    if (p >= 0.9995) {
        output_text(out, "p = 1");
        return;
    }
    output_text(out, "p = .");
    output_print(out, "%03ld", lround(p * 1000));
}

void markup_count(struct output *out, long long count) {
    if (count >= 1000) {
        markup_count(out, count / 1000);
        output_print(out, ",%03lld", count % 1000);
    } else {
        output_print(out, "%lld", count);
    }
}

/* ---- periods ---------------------------------------------------------- */

static const char *const MONTHS[] = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};

/* The month of "YYYY-MM...", from 1; 0 = none. */
static int month_of(const char *iso) {
    for (int i = 0; i < 7; i++)
        if (i == 4 ? iso[i] != '-' : !isdigit((unsigned char)iso[i]))
            return 0;
    int month = (iso[5] - '0') * 10 + iso[6] - '0';
    return month <= 12 ? month : 0;
}

void markup_period(struct output *out, const char *iso, bool full) {
    int month = month_of(iso);
    if (!month || strlen(iso) != 7) {
        markup_text(out, iso);
        return;
    }
    output_print(out, "%.3s", MONTHS[month - 1]);
    if (full)
        output_print(out, " %.4s", iso);
}

void markup_day(struct output *out, const char *iso) {
    int month = month_of(iso);
    if (!month || strlen(iso) != 10)
        markup_text(out, iso);
    else
        output_print(out, "%d %s %.4s", atoi(iso + 8), MONTHS[month - 1], iso);
}
