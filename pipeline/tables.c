/* tables.c - every column of every table between the stages. */
#include "tables.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- numbers and lists in cells --------------------------------------- */

bool parse_fixed(const char *text, int32_t *number) {
    bool negative = *text == '-';
    text += negative;
    int64_t value = 0;
    int decimals = -1;
    if (!*text)
        return false;
    for (; *text; text++) {
        if (*text == '.' && decimals < 0) {
            decimals = 0;
        } else if (*text >= '0' && *text <= '9' && decimals < 4) {
            value = value * 10 + (*text - '0');
            decimals += decimals >= 0;
        } else if (*text < '0' || *text > '9') {
            return false;
        }
        if (value > INT32_MAX / 10000)
            return false;
    }
    for (int i = decimals < 0 ? 0 : decimals; i < 4; i++)
        value *= 10;
    if (value > INT32_MAX)
        return false;
    *number = (int32_t)(negative ? -value : value);
    return true;
}

static bool parse_offset(const char *text, char **rest, uint32_t base,
                         uint32_t *offset) {
    errno = 0;
    unsigned long value = strtoul(text, rest, 10);
    if (*rest == text || errno || value > UINT32_MAX || value < base)
        return false;
    *offset = (uint32_t)value - base;
    return true;
}

/* ---- columns of the article ------------------------------------------- */

#define ARTICLE_TEXT(field)                                                   \
    static char *put_##field(struct csv_writer *writer, char *at,             \
                             const struct document *document, uint32_t row) { \
        (void)row;                                                            \
        return csv_put_text(writer, at, document->article.field);             \
    }                                                                         \
    static bool take_##field(struct document *document, uint32_t row,         \
                             char *cell, struct failure *why) {               \
        (void)why;                                                            \
        if (!row)                                                             \
            document->article.field = cell;                                   \
        return true;                                                          \
    }
ARTICLE_TEXT(doc_id)
ARTICLE_TEXT(date)
ARTICLE_TEXT(source)
ARTICLE_TEXT(title)
ARTICLE_TEXT(copy_of)
#undef ARTICLE_TEXT

static char *put_offset(struct csv_writer *writer, char *at,
                        const struct document *document, uint32_t row) {
    (void)row;
    return csv_put_integer(writer, at, document->article.offset);
}

static bool take_offset(struct document *document, uint32_t row, char *cell,
                        struct failure *why) {
    (void)row;
    char *rest;
    return parse_offset(cell, &rest, 0, &document->article.offset) ||
           fail(why, "'%s' is no byte offset", cell);
}

static char *put_article_text(struct csv_writer *writer, char *at,
                              const struct document *document, uint32_t row) {
    (void)row;
    return csv_put_bytes(writer, at, document->article.text,
                         document->article.length);
}

/* A group of columns: NAME_LIST(X) is X(COLUMN) of each.  From it come their
 * list and the function that puts their cells in a row, all in one: rows are
 * many. */
#define ADDRESS(column) &column,
#define PUT(column) at = column.put(writer, at, document, row);
#define GROUP(name)                                                           \
    static const struct column *const name##_COLUMNS[] = {name##_LIST(        \
        ADDRESS) NULL};                                                       \
    __attribute__((flatten))                                                  \
    static char *put_##name(struct csv_writer *writer, char *at,              \
                            const struct document *document, uint32_t row) {  \
        name##_LIST(PUT)                                                      \
        return at;                                                            \
    }

static const struct column DOC_ID = {"doc_id", "The article.", put_doc_id,
                                     take_doc_id};
static const struct column DATE = {
    "date", "Its day, ISO; empty when unknown.", put_date, take_date};
static const struct column SOURCE = {
    "source", "The newspaper or agency.", put_source, take_source};
static const struct column TITLE = {"title", "The article's headline.",
                                    put_title, take_title};
static const struct column COPY_OF = {
    "copy_of", "The earlier article that this one repeats; empty = none.",
    put_copy_of, take_copy_of};
static const struct column OFFSET = {
    "offset", "Bytes before the text in the source as it was given.",
    put_offset, take_offset};
static const struct column ARTICLE_BODY = {"text", "The article's text.",
                                           put_article_text, NULL};

#define ARTICLE_LIST(X) X(DOC_ID) X(DATE) X(SOURCE) X(TITLE) X(OFFSET)        \
    X(ARTICLE_BODY)
GROUP(ARTICLE)
#define HEAD_LIST(X) X(DOC_ID) X(DATE) X(SOURCE) X(TITLE) X(OFFSET)
GROUP(HEAD)

/* A table that says that its sentences lie further apart than this is
 * damaged: no text of that size is ever cut into sentences. */
enum { MOST_TEXT = 1 << 26 };

/* ---- columns of a sentence -------------------------------------------- */

static char *put_paragraph(struct csv_writer *writer, char *at,
                           const struct document *document, uint32_t row) {
    return csv_put_integer(writer, at, document->sentences[row].paragraph);
}

static bool take_paragraph(struct document *document, uint32_t row,
                           char *cell, struct failure *why) {
    char *rest;
    return parse_offset(cell, &rest, 0, &document->sentences[row].paragraph) ||
           fail(why, "'%s' is no paragraph number", cell);
}

static char *put_sentence(struct csv_writer *writer, char *at,
                          const struct document *document, uint32_t row) {
    (void)document;
    return csv_put_integer(writer, at, row);
}

static char *put_heading(struct csv_writer *writer, char *at,
                         const struct document *document, uint32_t row) {
    return csv_put_integer(writer, at, document->sentences[row].heading);
}

static bool take_heading(struct document *document, uint32_t row, char *cell,
                         struct failure *why) {
    (void)why;
    document->sentences[row].heading = *cell == '1';
    return true;
}

/* Offsets of a sentence are read after `offset`, which stands before. */
static char *put_sentence_start(struct csv_writer *writer, char *at,
                                const struct document *document,
                                uint32_t row) {
    return csv_put_integer(writer, at,
                           document->article.offset +
                               (int64_t)document->sentences[row].span.start);
}

static bool take_sentence_start(struct document *document, uint32_t row,
                                char *cell, struct failure *why) {
    char *rest;
    return parse_offset(cell, &rest, document->article.offset,
                        &document->sentences[row].span.start) ||
           fail(why, "'%s' is no byte offset in the text", cell);
}

static char *put_sentence_end(struct csv_writer *writer, char *at,
                              const struct document *document, uint32_t row) {
    return csv_put_integer(writer, at,
                           document->article.offset +
                               (int64_t)document->sentences[row].span.end);
}

static char *put_sentence_text(struct csv_writer *writer, char *at,
                               const struct document *document, uint32_t row) {
    struct span span = document->sentences[row].span;
    return csv_put_bytes(writer, at, document->article.text + span.start,
                         span.end - span.start);
}

/* The text itself is put into article.text by place_sentences; here only
 * its length, so that a corrected sentence may be longer. */
static bool take_sentence_text(struct document *document, uint32_t row,
                               char *cell, struct failure *why) {
    struct span *span = &document->sentences[row].span;
    size_t length = strlen(cell);
    if (span->start > MOST_TEXT || length > MOST_TEXT)
        return fail(why, "a sentence at byte %u, %zu bytes long, is too far "
                         "into the text", span->start, length);
    span->end = span->start + (uint32_t)length;
    return true;
}

static const struct column PARAGRAPH = {
    "paragraph", "Its paragraph, from 0.", put_paragraph, take_paragraph};
static const struct column SENTENCE = {
    "sentence", "Its place in the article, from 0.", put_sentence, NULL};
static const struct column HEADING = {
    "heading", "1 where it is a line that stands alone without a full stop.",
    put_heading, take_heading};
static const struct column SENTENCE_START = {
    "start", "Its first byte in the source.", put_sentence_start,
    take_sentence_start};
static const struct column SENTENCE_END = {
    "end", "The byte behind its last.", put_sentence_end, NULL};
static const struct column SENTENCE_TEXT = {
    "text", "The sentence.", put_sentence_text, take_sentence_text};

/* White space that is no letter of its own in a cell, and how it is written
 * there, so that a row stays one line. */
static const struct {
    char byte, letter;
} ESCAPES[] = {{'\n', 'n'}, {'\r', 'r'}, {'\t', 't'}, {'\f', 'f'}, {'\v', 'v'}};
enum { ESCAPE_COUNT = sizeof ESCAPES / sizeof *ESCAPES };

static void write_escaped(struct output *out, char byte) {
    for (int i = 0; i < ESCAPE_COUNT; i++)
        if (byte == ESCAPES[i].byte) {
            output_byte(out, '\\');
            byte = ESCAPES[i].letter;
            break;
        }
    output_byte(out, byte);
}

/* A single space, the usual gap, is an empty cell. */
static char *put_gap(struct csv_writer *writer, char *at,
                     const struct document *document, uint32_t row) {
    const struct sentence *sentence = &document->sentences[row];
    uint32_t from = sentence->span.end;
    uint32_t to = row + 1 < document->sentence_count ? sentence[1].span.start
                                                     : from;
    const char *text = document->article.text;
    struct output cell = {0};
    if (to - from != 1 || text[from] != ' ')
        for (uint32_t i = from; i < to; i++)
            write_escaped(&cell, text[i]);
    at = csv_put_bytes(writer, at, cell.bytes ? cell.bytes : "", cell.length);
    output_free(&cell);
    return at;
}

/* Writes the gap of a cell at `at`, up to `end`. */
static void place_gap(const char *cell, char *at, const char *end) {
    for (; *cell && at < end; cell++, at++) {
        *at = *cell;
        for (int i = 0; *cell == '\\' && i < ESCAPE_COUNT; i++)
            if (cell[1] == ESCAPES[i].letter) {
                *at = ESCAPES[i].byte;
                cell++;
            }
    }
}

static const struct column GAP = {
    "gap", "White space up to the next, \\n a line end; empty = one space.",
    put_gap, NULL};

#define SENTENCE_LIST(X) X(PARAGRAPH) X(SENTENCE) X(HEADING)                  \
    X(SENTENCE_START) X(SENTENCE_END) X(SENTENCE_TEXT) X(GAP)
GROUP(SENTENCE)

/* ---- columns of the stemmed sentence ---------------------------------- */

static char *put_stems(struct csv_writer *writer, char *at,
                       const struct document *document, uint32_t row) {
    const struct sentence *sentence = &document->sentences[row];
    struct output stems = {0};
    for (uint32_t i = sentence->token_start; i < sentence->token_end; i++) {
        const struct token *token = &document->tokens[i];
        if (i > sentence->token_start)
            output_byte(&stems, ' ');
        words_stem(document->words, token->word);
        output_text(&stems, token->word->stem);
    }
    at =
        csv_put_bytes(writer, at, stems.bytes ? stems.bytes : "", stems.length);
    output_free(&stems);
    return at;
}

static const struct column STEMS = {
    "stems", "The stem of each token, a space between.", put_stems, NULL};

#define STEM_LIST(X) X(STEMS)
GROUP(STEM)
#define COPY_LIST(X) X(COPY_OF)
GROUP(COPY)

/* ---- columns of a statement ------------------------------------------- */

static char *put_statement(struct csv_writer *writer, char *at,
                           const struct document *document, uint32_t row) {
    return csv_put_numbered(
        writer, at, document->article.doc_id,
        document->article.offset +
            (int64_t)document->statements[row].pieces->start);
}

static char *put_further_pieces(struct csv_writer *writer, char *at,
                                const struct document *document, uint32_t row,
                                bool ends) {
    const struct statement *statement = &document->statements[row];
    for (uint32_t i = 1; i < statement->piece_count; i++) {
        const struct span *piece = &statement->pieces[i];
        at = csv_put_further(
            writer, at, ';',
            document->article.offset +
                (int64_t)(ends ? piece->end : piece->start));
    }
    return at;
}

/* The starts or the ends of the pieces, `;` between; most have one. */
static inline char *put_pieces(struct csv_writer *writer, char *at,
                               const struct document *document, uint32_t row,
                               bool ends) {
    const struct statement *statement = &document->statements[row];
    const struct span *piece = statement->pieces;
    if (!statement->piece_count)
        return csv_put_empty(writer, at);
    at = csv_put_integer(writer, at,
                            document->article.offset +
                                (int64_t)(ends ? piece->end : piece->start));
    return statement->piece_count == 1
               ? at : put_further_pieces(writer, at, document, row, ends);
}

static char *put_start(struct csv_writer *writer, char *at,
                       const struct document *document, uint32_t row) {
    return put_pieces(writer, at, document, row, false);
}

static char *put_end(struct csv_writer *writer, char *at,
                     const struct document *document, uint32_t row) {
    return put_pieces(writer, at, document, row, true);
}

static bool take_start(struct document *document, uint32_t row, char *cell,
                       struct failure *why) {
    struct statement *statement = &document->statements[row];
    uint32_t count = 1;
    for (const char *p = cell; *p; p++)
        count += *p == ';';
    struct span *pieces = arena_zero(document->arena, count * sizeof *pieces);
    statement->pieces = pieces;
    statement->piece_count = *cell ? count : 0;
    for (uint32_t i = 0; i < statement->piece_count; i++, cell++)
        if (!parse_offset(cell, &cell, document->article.offset,
                          &pieces[i].start))
            return fail(why, "'%s' is no byte offset in the text", cell);
    return true;
}

/* `start` stands before `end` and made room for the pieces. */
static bool take_end(struct document *document, uint32_t row, char *cell,
                     struct failure *why) {
    struct statement *statement = &document->statements[row];
    struct span *pieces =
        arena_zero(document->arena,
                   (statement->piece_count + 1) * sizeof *pieces);
    for (uint32_t i = 0; i < statement->piece_count; i++, cell++) {
        pieces[i] = statement->pieces[i];
        if (!parse_offset(cell, &cell, document->article.offset,
                          &pieces[i].end))
            return fail(why, "'%s' is no byte offset in the text", cell);
    }
    statement->pieces = pieces;
    return true;
}

static const char *const FORMS[] = {"direct", "indirect", "mixed"};

static char *put_form(struct csv_writer *writer, char *at,
                      const struct document *document, uint32_t row) {
    return csv_put_plain(writer, at, FORMS[document->statements[row].form]);
}

static bool take_form(struct document *document, uint32_t row, char *cell,
                      struct failure *why) {
    for (int i = 0; i < 3; i++)
        if (!strcmp(cell, FORMS[i])) {
            document->statements[row].form = (enum form)i;
            return true;
        }
    return fail(why, "'%s' is no form: direct, indirect or mixed", cell);
}

static char *put_span_end(struct csv_writer *writer, char *at,
                          const struct document *document, struct span span,
                          uint32_t which) {
    return span.start == span.end
               ? csv_put_empty(writer, at)
               : csv_put_integer(writer, at,
                                 document->article.offset + (int64_t)which);
}

static char *put_speaker_start(struct csv_writer *writer, char *at,
                               const struct document *document, uint32_t row) {
    struct span speaker = document->statements[row].speaker;
    return put_span_end(writer, at, document, speaker, speaker.start);
}

static char *put_speaker_end(struct csv_writer *writer, char *at,
                             const struct document *document, uint32_t row) {
    struct span speaker = document->statements[row].speaker;
    return put_span_end(writer, at, document, speaker, speaker.end);
}

static bool take_speaker_start(struct document *document, uint32_t row,
                               char *cell, struct failure *why) {
    char *rest;
    return !*cell ||
           parse_offset(cell, &rest, document->article.offset,
                        &document->statements[row].speaker.start) ||
           fail(why, "'%s' is no byte offset in the text", cell);
}

static bool take_speaker_end(struct document *document, uint32_t row,
                             char *cell, struct failure *why) {
    char *rest;
    return !*cell ||
           parse_offset(cell, &rest, document->article.offset,
                        &document->statements[row].speaker.end) ||
           fail(why, "'%s' is no byte offset in the text", cell);
}

#define STATEMENT_TEXT(field)                                                 \
    static char *put_##field(struct csv_writer *writer, char *at,             \
                             const struct document *document, uint32_t row) { \
        return csv_put_text(writer, at, document->statements[row].field);     \
    }                                                                         \
    static bool take_##field(struct document *document, uint32_t row,         \
                             char *cell, struct failure *why) {               \
        (void)why;                                                            \
        document->statements[row].field = cell;                               \
        return true;                                                          \
    }
STATEMENT_TEXT(cue_text)
STATEMENT_TEXT(speaker_text)
STATEMENT_TEXT(actor)
STATEMENT_TEXT(role)
STATEMENT_TEXT(country)
STATEMENT_TEXT(targets)
STATEMENT_TEXT(rule)
STATEMENT_TEXT(text)
STATEMENT_TEXT(label)
STATEMENT_TEXT(evidence)
#undef STATEMENT_TEXT

static char *put_tone(struct csv_writer *writer, char *at,
                      const struct document *document, uint32_t row) {
    return csv_put_fixed(writer, at, document->statements[row].tone, 4);
}

static bool take_tone(struct document *document, uint32_t row, char *cell,
                      struct failure *why) {
    return parse_fixed(cell, &document->statements[row].tone) ||
           fail(why, "'%s' is no tone", cell);
}

#define PROBABILITY(name, which)                                              \
    __attribute__((flatten))                                                  \
    static char *put_##name(struct csv_writer *writer, char *at,              \
                            const struct document *document, uint32_t row) {  \
        return csv_put_fixed(                                                 \
            writer, at, document->statements[row].probability[which], 4);     \
    }                                                                         \
    static bool take_##name(struct document *document, uint32_t row,          \
                            char *cell, struct failure *why) {                \
        return parse_fixed(cell,                                              \
                           &document->statements[row].probability[which]) ||  \
               fail(why, "'%s' is no probability", cell);                     \
    }
PROBABILITY(p_hostile, 0)
PROBABILITY(p_neutral, 1)
PROBABILITY(p_conciliatory, 2)
#undef PROBABILITY

static const struct column STATEMENT = {
    "statement", "The statement's name: article and first byte.",
    put_statement, NULL};
static const struct column START = {
    "start", "First byte of the content in the source; `;` between pieces.",
    put_start, take_start};
static const struct column END = {
    "end", "The byte behind its last; `;` between pieces.", put_end,
    take_end};
static const struct column FORM = {"form", "direct, indirect or mixed.",
                                   put_form, take_form};
static const struct column CUE = {"cue", "The words that report it.",
                                  put_cue_text, take_cue_text};
static const struct column SPEAKER_START = {
    "speaker_start", "First byte of the speaker's mention; empty = none.",
    put_speaker_start, take_speaker_start};
static const struct column SPEAKER_END = {
    "speaker_end", "The byte behind its last.", put_speaker_end,
    take_speaker_end};
static const struct column SPEAKER = {"speaker", "The speaker as written.",
                                      put_speaker_text, take_speaker_text};
static const struct column ACTOR = {
    "actor", "The speaker's canonical name, pronouns resolved.", put_actor,
    take_actor};
static const struct column ROLE = {"role", "The speaker's office or kind.",
                                   put_role, take_role};
static const struct column COUNTRY = {
    "country", "The speaker's country, ISO 3166 alpha-3.", put_country,
    take_country};
static const struct column TARGETS = {
    "targets", "Actors and countries spoken of; `;` between.", put_targets,
    take_targets};
static const struct column RULE = {
    "rule", "Why this content and this speaker.", put_rule, take_rule};
static const struct column TEXT = {
    "text", "The content; pieces joined by a space.", put_text, take_text};

#define NAME_LIST(X) X(DOC_ID) X(DATE) X(SOURCE)
GROUP(NAME)
#define STATEMENT_LIST(X) X(STATEMENT) X(START) X(END) X(FORM) X(CUE)         \
    X(SPEAKER_START) X(SPEAKER_END) X(SPEAKER) X(ACTOR) X(ROLE) X(COUNTRY)    \
    X(TARGETS) X(RULE) X(COPY_OF) X(TEXT)
GROUP(STATEMENT)

static const struct column TONE = {
    "tone", "P(conciliatory) - P(hostile), from -1 to 1.", put_tone,
    take_tone};
static const struct column LABEL = {"label", "The likeliest class.",
                                    put_label, take_label};
static const struct column P_HOSTILE = {
    "p_hostile", "Calibrated probability of hostile.", put_p_hostile,
    take_p_hostile};
static const struct column P_NEUTRAL = {
    "p_neutral", "The same of neutral.", put_p_neutral, take_p_neutral};
static const struct column P_CONCILIATORY = {
    "p_conciliatory", "The same of conciliatory.", put_p_conciliatory,
    take_p_conciliatory};
static const struct column EVIDENCE = {
    "evidence",
    "The features that weighed most, each with its weight; \"(name)\": any.",
    put_evidence, take_evidence};

#define SCORE_LIST(X) X(TONE) X(LABEL) X(P_HOSTILE) X(P_NEUTRAL)              \
    X(P_CONCILIATORY) X(EVIDENCE)
GROUP(SCORE)

/* ---- the tables ------------------------------------------------------- */

/* Where the columns of the score stand among a table's groups. */
enum { SCORE_GROUP = 2 };

/* Rows whose texts are asked for before they are written. */
enum { AHEAD = 2 };

enum {
    TO_ARTICLE = LAYER_ARTICLE,
    TO_SENTENCES = TO_ARTICLE | LAYER_SENTENCES,
    TO_TOKENS = TO_SENTENCES | LAYER_TOKENS,
    TO_STATEMENTS = TO_TOKENS | LAYER_COPIES | LAYER_STATEMENTS,
    TO_TONE = TO_STATEMENTS | LAYER_TONE
};

const struct table TABLES[TABLE_COUNT] = {
    [TABLE_ARTICLES] = {"articles", "one row an article", LAYER_ARTICLE,
                        TO_ARTICLE, {ARTICLE_COLUMNS}, {put_ARTICLE}},
    [TABLE_SENTENCES] = {"sentences", "one row a sentence", LAYER_SENTENCES,
                         TO_SENTENCES, {HEAD_COLUMNS, SENTENCE_COLUMNS},
                         {put_HEAD, put_SENTENCE}},
    /* the tokens are cut anew from the sentence, which is cheap and exact */
    [TABLE_STEMS] = {"stems", "one row a sentence, with its stems",
                     LAYER_TOKENS, TO_SENTENCES,
                     {HEAD_COLUMNS, SENTENCE_COLUMNS, STEM_COLUMNS},
                     {put_HEAD, put_SENTENCE, put_STEM}},
    [TABLE_COPIES] = {"copies", "one row a sentence, with the copied article",
                      LAYER_COPIES, TO_SENTENCES | LAYER_COPIES,
                      {HEAD_COLUMNS, SENTENCE_COLUMNS, STEM_COLUMNS,
                       COPY_COLUMNS},
                      {put_HEAD, put_SENTENCE, put_STEM, put_COPY}},
    [TABLE_STATEMENTS] = {"attributions", "one row a statement",
                          LAYER_STATEMENTS, TO_STATEMENTS,
                          {NAME_COLUMNS, STATEMENT_COLUMNS},
                          {put_NAME, put_STATEMENT}},
    [TABLE_SCORED] = {"statements", "one row a statement, with its tone",
                      LAYER_TONE, TO_TONE,
                      {NAME_COLUMNS, STATEMENT_COLUMNS, SCORE_COLUMNS},
                      {put_NAME, put_STATEMENT, put_SCORE}},
};

const struct table *table_of_layer(unsigned layer) {
    for (int i = 0; i < TABLE_COUNT; i++)
        if (TABLES[i].gives == layer)
            return &TABLES[i];
    return NULL;
}

const struct table *table_of_header(const struct csv_reader *reader) {
    static const struct {
        enum table_id table;
        const char *first, *second;
    } MARKS[] = {{TABLE_SCORED, "actor", "tone"},
                 {TABLE_STATEMENTS, "text", "speaker_start"},
                 {TABLE_COPIES, "stems", "copy_of"},
                 {TABLE_STEMS, "sentence", "stems"},
                 {TABLE_SENTENCES, "sentence", "paragraph"}};
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++)
        if (csv_column(reader, MARKS[i].first) >= 0 &&
            csv_column(reader, MARKS[i].second) >= 0)
            return &TABLES[MARKS[i].table];
    return &TABLES[TABLE_ARTICLES];
}

const struct column *table_column(const struct table *table,
                                  const char *name) {
    for (int group = 0; group < MOST_GROUPS && table->groups[group]; group++)
        for (const struct column *const *c = table->groups[group]; *c; c++)
            if (!strcmp((*c)->name, name))
                return *c;
    return NULL;
}

static bool is_score_column(const char *name) {
    for (const struct column *const *c = SCORE_COLUMNS; *c; c++)
        if (!strcmp((*c)->name, name))
            return true;
    return false;
}

/* ---- writing ---------------------------------------------------------- */

void table_write_header(const struct table *table, struct csv_writer *writer,
                        const struct document *first) {
    int group = 0;
    /* rows of articles are no rows of statements */
    bool kept = first && first->header && !first->raw.cells;
    if (kept && table->gives == LAYER_TONE) {
        for (uint32_t i = 0; i < first->columns; i++)
            if (!is_score_column(first->header[i]))
                csv_plain(writer, first->header[i]);
        group = SCORE_GROUP;
    }
    for (; group < MOST_GROUPS && table->groups[group]; group++)
        for (const struct column *const *c = table->groups[group]; *c; c++)
            csv_plain(writer, (*c)->name);
    csv_end(writer);
}

static uint32_t row_count(const struct table *table,
                          const struct document *document) {
    switch (table->gives) {
    case LAYER_ARTICLE: return 1;
    case LAYER_SENTENCES: case LAYER_TOKENS: case LAYER_COPIES:
        return document->sentence_count;
    default: return document->statement_count;
    }
}

/* The cells of the table that a statement was read from, as they were. */
static void write_kept_cells(struct csv_writer *writer,
                             const struct document *document, uint32_t row) {
    const char *const *cells = document->statements[row].cells;
    for (uint32_t i = 0; i < document->columns; i++)
        if (!is_score_column(document->header[i]))
            csv_kept(writer, cells[i], strlen(cells[i]));
}

/* Writes cells again that were written from byte `from` on. */
static void repeat_cells(struct csv_writer *writer, size_t from,
                         size_t length) {
    struct output *out = writer->out;
    char *to = output_room(out, length);
    memcpy(to, out->bytes + from, length);
    out->length += length;
    writer->started = true;
}

/* A row up to its group number `group` is there; puts the further ones. */
static void write_groups(const struct table *table, struct csv_writer *writer,
                         const struct document *document, uint32_t row,
                         int group) {
    char *at = csv_open_cells(writer);
    for (; group < MOST_GROUPS && table->put[group]; group++)
        at = table->put[group](writer, at, document, row);
    csv_close_cells(writer, at);
    csv_end(writer);
}

/* Asks memory for the texts of a statement whose row comes soon: it was last
 * looked at when its stages went over the whole batch.  (A call of what does
 * nothing else is taken for nothing.) */
__attribute__((always_inline)) static inline void
ask_for_row(const struct document *document, uint32_t row) {
    enum { LINE = 64 };
    if (row >= document->statement_count)
        return;
    const struct statement *s = &document->statements[row];
    __builtin_prefetch(s + AHEAD);
    __builtin_prefetch(&s[AHEAD].evidence);
    __builtin_prefetch(s->cue_text);
    __builtin_prefetch(s->speaker_text);
    __builtin_prefetch(s->targets);
    __builtin_prefetch(s->text);
    __builtin_prefetch(s->text + LINE);
    __builtin_prefetch(s->text + 2 * LINE);
    __builtin_prefetch(s->evidence);
    __builtin_prefetch(s->evidence + LINE);
}

/* The article's cells are written in its first row and copied to others. */
void table_write(const struct table *table, struct csv_writer *writer,
                 const struct document *document, size_t *ends) {
    uint32_t rows = row_count(table, document);
    size_t from = writer->out->length, shared = 0;
    for (uint32_t row = 0; row < rows; row++) {
        int group = 1;
        ask_for_row(document, row + AHEAD);
        if (table->gives == LAYER_TONE && document->statements[row].cells) {
            write_kept_cells(writer, document, row);
            group = SCORE_GROUP;
        } else if (row) {
            repeat_cells(writer, from, shared);
        } else {
            csv_close_cells(writer,
                            table->put[0](writer, csv_open_cells(writer),
                                          document, row));
            shared = writer->out->length - from;
        }
        write_groups(table, writer, document, row, group);
        if (ends)
            ends[row] = writer->out->length;
    }
}

/* ---- reading ---------------------------------------------------------- */

/* Makes room for `count` rows of the table's kind, all strings empty. */
static void make_rows(const struct table *table, struct document *document,
                      size_t count) {
    if (table->gives & (LAYER_SENTENCES | LAYER_TOKENS | LAYER_COPIES)) {
        document->sentences = arena_zero(document->arena,
                                         count * sizeof *document->sentences);
        return;
    }
    document->statements =
        arena_zero(document->arena, count * sizeof *document->statements);
    for (size_t i = 0; i < count; i++) {
        struct statement *s = &document->statements[i];
        s->speaker_text = s->cue_text = s->actor = s->role = s->country =
            s->targets = s->rule = s->text = s->label = s->evidence = "";
    }
}

/* A cell without its guard; the kept cell of the row stays as it was. */
static char *plain_cell(struct arena *arena, const struct csv_row *row,
                        size_t i) {
    char *cell = row->cells[i];
    size_t length = row->lengths[i];
    if (*cell != '\'')
        return cell;
    cell = arena_copy(arena, cell, length);
    csv_unguard(cell, &length);
    return cell;
}

/* What a row says of a sentence besides its columns' records. */
struct placed {
    const char *text, *gap;
};

static bool read_row(struct document *document, uint32_t row,
                     const struct column *const *columns,
                     const struct csv_row *cells, struct placed *placed,
                     struct failure *why) {
    *placed = (struct placed){"", ""};
    for (size_t i = 0; i < cells->count; i++) {
        if (!columns[i])
            continue;
        char *cell = plain_cell(document->arena, cells, i);
        if (columns[i] == &SENTENCE_TEXT)
            placed->text = cell;
        if (columns[i] == &GAP)
            placed->gap = cell;
        if (columns[i]->take && !columns[i]->take(document, row, cell, why))
            return false;
    }
    return true;
}

/* Puts the sentences' texts where their offsets say, so that the offsets of
 * what is found in them are true, and between them the gaps, as far as they
 * fit: a sentence may have been corrected. */
static void place_sentences(struct document *document,
                            const struct placed *placed) {
    struct article *article = &document->article;
    uint32_t end = 0;
    for (uint32_t i = 0; i < document->sentence_count; i++)
        if (document->sentences[i].span.end > end)
            end = document->sentences[i].span.end;
    char *text = arena_zero(document->arena, end + TEXT_PADDING);
    memset(text, ' ', end);
    for (uint32_t i = 0; i < document->sentence_count; i++) {
        struct span span = document->sentences[i].span;
        memcpy(text + span.start, placed[i].text, span.end - span.start);
        place_gap(placed[i].gap, text + span.end, text + end);
    }
    article->text = text;
    article->length = end;
}

void table_read(const struct table *table, struct document *document,
                const struct column *const *columns,
                const struct csv_row *rows, size_t count) {
    bool sentences = !(table->gives & (LAYER_STATEMENTS | LAYER_TONE));
    uint32_t *kept = sentences ? &document->sentence_count
                               : &document->statement_count;
    struct placed *placed =
        arena_take(document->arena, (count + 1) * sizeof *placed);
    make_rows(table, document, count);
    for (size_t i = 0; i < count; i++) {
        struct failure why;
        if (!read_row(document, *kept, columns, &rows[i], &placed[*kept],
                      &why)) {
            document_reject(document, rows[i].line, why.text);
            continue;
        }
        if (!sentences)
            document->statements[*kept].cells =
                (const char *const *)rows[i].cells;
        ++*kept;
    }
    if (sentences)
        place_sentences(document, placed);
    document->layers = table->holds;
}
