/* read.c - a raw article, in whatever format it came, understood.
 *
 * Bytes that are no UTF-8 (RFC 3629), and control characters, are replaced
 * one by one with '?', so that every offset stays that of the source; the
 * user is told how many.  Names of fields are those that news collections
 * use. */
#define _POSIX_C_SOURCE 200809L
#include "base/csv.h"
#include "base/date.h"
#include "base/scan.h"
#include "inputs.h"
#include "json_fields.h"
#include "pipeline.h"
#include "unpack.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- fields ----------------------------------------------------------- */

enum field { FIELD_TEXT, FIELD_ID, FIELD_DATE, FIELD_SOURCE, FIELD_TITLE,
             FIELD_OFFSET, FIELD_COUNT };

/* The names that a field goes by, the best first. */
static const struct {
    enum field field;
    const char *name;
} NAMES[] = {
    {FIELD_TEXT, "text"}, {FIELD_TEXT, "maintext"}, {FIELD_TEXT, "body"},
    {FIELD_TEXT, "content"}, {FIELD_TEXT, "article"},
    {FIELD_TEXT, "full_text"}, {FIELD_TEXT, "articlebody"},
    {FIELD_ID, "doc_id"}, {FIELD_ID, "id"}, {FIELD_ID, "uuid"},
    {FIELD_ID, "guid"}, {FIELD_ID, "url"},
    {FIELD_DATE, "date"}, {FIELD_DATE, "date_publish"},
    {FIELD_DATE, "publishedat"}, {FIELD_DATE, "published_at"},
    {FIELD_DATE, "published"}, {FIELD_DATE, "pubdate"},
    {FIELD_DATE, "publish_date"}, {FIELD_DATE, "datetime"},
    {FIELD_DATE, "created_at"},
    {FIELD_SOURCE, "source"}, {FIELD_SOURCE, "source_domain"},
    {FIELD_SOURCE, "publisher"}, {FIELD_SOURCE, "outlet"},
    {FIELD_SOURCE, "publication"}, {FIELD_SOURCE, "domain"},
    {FIELD_SOURCE, "source.name"},
    {FIELD_TITLE, "title"}, {FIELD_TITLE, "headline"},
    {FIELD_OFFSET, "offset"}};
enum { NAME_COUNT = sizeof NAMES / sizeof *NAMES };

struct value {
    const char *bytes; /* NULL = not there */
    size_t length;
    int rank; /* of its name: a better name wins over a worse one */
};

/* Keeps the value if its name is known and better than what is there. */
static void keep_field(struct value *values, const char *name, size_t size,
                       const char *bytes, size_t length) {
    for (int i = 0; i < NAME_COUNT; i++) {
        const char *known = NAMES[i].name;
        if (((*known ^ *name) & ~0x20) || strlen(known) != size ||
            strncasecmp(known, name, size) != 0)
            continue;
        struct value *value = &values[NAMES[i].field];
        if (!value->bytes || i < value->rank)
            *value = (struct value){bytes, length, i};
    }
}

static const char *field_text(struct document *document,
                              const struct value *value) {
    const char *bytes = value->bytes;
    size_t length = value->length;
    while (length && isspace((unsigned char)*bytes)) {
        bytes++;
        length--;
    }
    while (length && isspace((unsigned char)bytes[length - 1]))
        length--;
    return length ? arena_copy(document->arena, bytes, length) : "";
}

/* ---- UTF-8 ------------------------------------------------------------ */

/* The length of the character at p, 0 = no UTF-8, or not allowed in text. */
static size_t character_length(const unsigned char *p,
                               const unsigned char *end) {
    if (*p < 0x80)
        return *p >= 0x20 || *p == '\n' || *p == '\t' || *p == '\r' ||
               *p == '\f' || *p == '\v';
    size_t length = *p >= 0xF0 ? 4 : *p >= 0xE0 ? 3 : 2;
    if (*p < 0xC2 || *p > 0xF4 || (size_t)(end - p) < length)
        return 0;
    for (size_t i = 1; i < length; i++)
        if ((p[i] & 0xC0) != 0x80)
            return 0;
    bool overlong = (*p == 0xE0 && p[1] < 0xA0) || (*p == 0xF0 && p[1] < 0x90);
    bool surrogate = *p == 0xED && p[1] > 0x9F;
    bool beyond = *p == 0xF4 && p[1] > 0x8F;
    return overlong || surrogate || beyond ? 0 : length;
}

/* Replaces what is no text, in place; returns how many bytes.  The text is
 * padded. */
static size_t mend_text(char *text, size_t length) {
    unsigned char *p = (unsigned char *)text, *end = p + length;
    size_t mended = 0;
    while (p < end) {
        uint32_t found = scan_unplain((const char *)p);
        p += found ? __builtin_ctz(found) : SCAN_BYTES;
        if (!found || p >= end)
            continue;
        size_t step = character_length(p, end);
        if (!step) {
            *p = '?';
            mended++;
            step = 1;
        }
        p += step;
    }
    return mended;
}

/* ---- the article ------------------------------------------------------ */

const char *article_name(const char *path, size_t *length) {
    static const char *const ENDINGS[] = {".txt", ".text", ".jsonl",
                                          ".ndjson", ".json", ".csv",
                                          ".tsv"};
    const char *slash = strrchr(path, '/');
    const char *name = slash && slash[1] ? slash + 1 : path;
    packing_of_name(name, length);
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++) {
        size_t size = strlen(ENDINGS[i]);
        if (*length > size &&
            !strncasecmp(name + *length - size, ENDINGS[i], size)) {
            *length -= size;
            break;
        }
    }
    return name;
}

static const char *base_name(struct document *document) {
    size_t length;
    const char *name = article_name(document->raw.name, &length);
    return arena_copy(document->arena, name, length);
}

/* A date at the name's start or behind one of its underscores. */
static bool date_in_name(const char *name, char iso[DATE_ROOM]) {
    for (const char *p = name; p; p = strchr(p, '_')) {
        p += *p == '_';
        if (isdigit((unsigned char)*p) && date_read(p, iso))
            return true;
    }
    return false;
}

/* The article's date: its own field, else the file's name, else --date. */
static void find_date(struct document *document, const struct tools *tools,
                      const struct value *value) {
    char iso[DATE_ROOM] = "";
    if (value->bytes) {
        const char *text = field_text(document, value);
        if (*text && !date_read(text, iso))
            document_note(document, document->raw.line,
                          arena_print(document->arena,
                                        "'%.40s' is no date; the article is "
                                        "used without one", text));
    } else if (document->raw.format == FORMAT_TEXT) {
        date_in_name(base_name(document), iso);
    }
    if (!*iso && tools->options->date)
        date_read(tools->options->date, iso);
    document->article.date = arena_copy(document->arena, iso, strlen(iso));
}

static void find_id(struct document *document, const struct value *value) {
    struct article *article = &document->article;
    article->doc_id = value->bytes ? field_text(document, value) : "";
    if (*article->doc_id)
        return;
    article->doc_id = base_name(document);
    if (document->raw.format != FORMAT_TEXT)
        article->doc_id = arena_print(document->arena, "%s-%zu",
                                      article->doc_id, document->raw.line);
}

static bool is_blank(const char *text, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (!isspace((unsigned char)text[i]))
            return false;
    return true;
}

/* Fills the article from its fields; `text` is writable and padded. */
static bool fill_article(struct document *document, const struct tools *tools,
                         const struct value *values, char *text,
                         struct failure *why) {
    size_t length = values[FIELD_TEXT].length;
    if (is_blank(text, length))
        return fail(why, "no text in the article");
    if (length > UINT32_MAX / 4)
        return fail(why, "an article of %zu bytes is too long", length);
    size_t mended = mend_text(text, length);
    struct article *article = &document->article;
    article->text = text;
    article->length = (uint32_t)length;
    article->offset = (uint32_t)document->raw.offset;
    find_id(document, &values[FIELD_ID]);
    find_date(document, tools, &values[FIELD_DATE]);
    article->source = field_text(document, &values[FIELD_SOURCE]);
    article->title = field_text(document, &values[FIELD_TITLE]);
    if (mended)
        document_note(document, document->raw.line,
                      arena_print(document->arena,
                                    "%zu bytes that are no UTF-8 text read as "
                                    "'?'; the article is used", mended));
    return true;
}

/* ---- formats ---------------------------------------------------------- */

/* A text file: head lines give title, date and source. */
static bool read_text(struct document *document, const struct tools *tools,
                      struct failure *why) {
    const struct raw *raw = &document->raw;
    struct value values[FIELD_COUNT] = {
        [FIELD_TEXT] = {raw->bytes, raw->length, 0}};
    for (const char *line = raw->head; line && *line;) {
        if (!strncmp(line, "\xEF\xBB\xBF", 3))
            line += 3;
        size_t name = strcspn(line, ":\n"), length = strcspn(line, "\n");
        if (line[name] == ':')
            keep_field(values, line, name, line + name + 1, length - name - 1);
        line += length + (line[length] == '\n');
    }
    return fill_article(document, tools, values, (char *)(uintptr_t)raw->bytes,
                        why);
}

static bool read_csv(struct document *document, const struct tools *tools,
                     struct failure *why) {
    const struct raw *raw = &document->raw;
    struct value values[FIELD_COUNT] = {0};
    bool ours = false;
    for (uint32_t i = 0; i < document->columns; i++) {
        const char *name = document->header[i];
        name += strspn(name, " ");
        ours = ours || !strcmp(name, "offset");
        keep_field(values, name, strlen(name), raw->cells[i],
                   raw->lengths[i]);
    }
    if (!values[FIELD_TEXT].bytes)
        return fail(why, "no text column (text, maintext, body, content, "
                         "article)");
    char *text = text_copy(document->arena, values[FIELD_TEXT].bytes,
                           values[FIELD_TEXT].length);
    if (ours)
        csv_unguard(text, &values[FIELD_TEXT].length);
    if (values[FIELD_OFFSET].bytes)
        sscanf(values[FIELD_OFFSET].bytes, "%30lu", &document->raw.offset);
    return fill_article(document, tools, values, text, why);
}

static bool read_json(struct document *document, const struct tools *tools,
                      struct failure *why) {
    const struct raw *raw = &document->raw;
    struct json_fields fields;
    struct value values[FIELD_COUNT] = {0};
    if (is_blank(raw->bytes, raw->length)) {
        document->rejected = true; /* an empty line is nothing at all */
        return true;
    }
    if (!json_fields_read(raw->bytes, raw->length, document->arena, &fields,
                          why))
        return false;
    for (size_t i = 0; i < fields.count; i++) {
        const struct json_field *field = &fields.items[i];
        keep_field(values, field->name, field->name_length, field->bytes,
                   field->length);
    }
    if (!values[FIELD_TEXT].bytes)
        return fail(why, "no text field (text, maintext, body, content, "
                         "article)");
    return fill_article(document, tools, values,
                        (char *)(uintptr_t)values[FIELD_TEXT].bytes, why);
}

bool read_step(struct document *document, struct tools *tools,
               struct failure *why) {
    document->article.doc_id = document->article.date =
        document->article.source = document->article.title =
            document->article.copy_of = "";
    switch (document->raw.format) {
    case FORMAT_TEXT: return read_text(document, tools, why);
    case FORMAT_JSON: return read_json(document, tools, why);
    default: return read_csv(document, tools, why);
    }
}
