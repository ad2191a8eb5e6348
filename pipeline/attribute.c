/* attribute.c - tokens into statements: who says what.
 *
 * Cues are asked one by one (find.c). A statement is kept when it is
 * probable enough as a whole; of two that overlap the one with the surer cue
 * stays, since newspapers do not report what somebody reports within what
 * somebody else reports. A quotation that is still open at the end of its
 * paragraph and is opened again in the next goes on there.
 *
 * Source of the method and of its figures: models/english/README.md. */
#include "actors.h"
#include "attribution.h"
#include "pipeline.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Least probability of a cue to be weighed at all, and of a statement as a
 * whole; the second was chosen where the F1 of who-said-what on held-out
 * articles is highest. */
static const double CUE_PROBABLE = 0.4, STATEMENT_LEAST = 0.4;

/* ---- opening ---------------------------------------------------------- */

static bool add_file(struct checksum *sum, const char *path,
                     struct failure *why) {
    return checksum_add_file(sum, path) ||
           fail(why, "%s: %s", path, strerror(errno));
}

static bool open_files(struct attribution *attribution, const char *words,
                       const char *cues, const char *weights,
                       struct failure *why) {
    struct checksum sum;
    checksum_start(&sum);
    attribution->grammar = grammar_open(words, cues, why);
    bool good = attribution->grammar &&
                add_file(&sum, cues, why) &&
                weights_read(&attribution->weights, weights, &sum, why);
    checksum_end(&sum, attribution->checksum);
    return good;
}

struct attribution *attribution_open(const char *lexicons, const char *model,
                                     struct failure *why) {
    struct arena arena = {0};
    struct attribution *attribution = allocate(sizeof *attribution);
    *attribution = (struct attribution){0};
    bool good = open_files(
        attribution, arena_print(&arena, "%s/grammar.csv", lexicons),
        arena_print(&arena, "%s/attribution_cues.csv", model),
        arena_print(&arena, "%s/attribution.weights", model), why);
    arena_free(&arena);
    if (good)
        return attribution;
    attribution_close(attribution);
    return NULL;
}

void attribution_close(struct attribution *attribution) {
    if (!attribution)
        return;
    grammar_close(attribution->grammar);
    weights_free(&attribution->weights);
    free(attribution);
}

/* ---- what is kept ----------------------------------------------------- */

struct findings {
    struct finding *items;
    size_t count, room;
};

/* What one document's passages are worked on with. */
struct desk {
    struct document *document;
    struct passage passage;
    struct findings findings;
    struct scene scene;
    struct choice choice;
    size_t room; /* for statements */
};

static bool holds_unit(const struct finding *finding, int32_t unit) {
    for (uint32_t i = 0; i < finding->piece_count; i++)
        if (unit >= finding->pieces[i].start && unit < finding->pieces[i].end)
            return true;
    return false;
}

static bool pieces_meet(const struct finding *a, const struct finding *b) {
    for (uint32_t i = 0; i < a->piece_count; i++)
        for (uint32_t j = 0; j < b->piece_count; j++)
            if (a->pieces[i].start < b->pieces[j].end &&
                b->pieces[j].start < a->pieces[i].end)
                return true;
    return false;
}

static bool in_conflict(const struct finding *a, const struct finding *b) {
    return pieces_meet(a, b) || holds_unit(a, b->cue) ||
           holds_unit(b, a->cue);
}

/* The surest cue that was not weighed yet, NULL = none left. */
static struct finding *surest(struct findings *findings) {
    struct finding *best = NULL;
    for (size_t i = 0; i < findings->count; i++)
        if (!findings->items[i].weighed &&
            (!best || findings->items[i].p_cue > best->p_cue))
            best = &findings->items[i];
    return best;
}

/* Weighs the findings, the surest cue first.  Most of the work is saved by
 * the order: a cue that lies inside a statement that is kept is not looked
 * at further. */
static void settle(struct desk *desk) {
    struct findings *findings = &desk->findings;
    struct finding *next;
    while ((next = surest(findings))) {
        next->weighed = true;
        bool good = true;
        for (size_t i = 0; i < findings->count && good; i++)
            good = !findings->items[i].kept ||
                   !holds_unit(&findings->items[i], next->cue);
        good = good && attribution_find(&desk->passage, &desk->scene,
                                        &desk->choice, STATEMENT_LEAST, next);
        for (size_t i = 0; i < findings->count && good; i++)
            good = !findings->items[i].kept ||
                   !in_conflict(next, &findings->items[i]);
        next->kept = good;
    }
}

static void find_cues(struct desk *desk) {
    struct findings *findings = &desk->findings;
    struct spot spot = {0};
    findings->count = 0;
    while (spot_next(&spot, &desk->passage, desk->document->sentences)) {
        double p = attribution_ask(&desk->passage, &spot, &desk->scene,
                                   &desk->choice);
        if (p < CUE_PROBABLE)
            continue;
        findings->items =
            arena_grow(desk->document->arena, findings->items,
                       findings->count, &findings->room,
                       sizeof *findings->items);
        findings->items[findings->count++] =
            (struct finding){.spot = spot, .cue = spot.cue, .p_cue = p};
    }
}

/* ---- statements ------------------------------------------------------- */

static struct span bytes_of(const struct desk *desk, struct range range) {
    if (range.start < 0)
        return (struct span){0, 0};
    const struct token *tokens =
        desk->document->tokens + desk->passage.token_start;
    const struct token *last = &tokens[range.end - 1];
    return (struct span){tokens[range.start].start,
                         last->start + last->length};
}

/* Tokens of the document. */
static struct span tokens_of(const struct desk *desk, struct range range) {
    if (range.start < 0)
        return (struct span){0, 0};
    return (struct span){desk->passage.token_start + (uint32_t)range.start,
                         desk->passage.token_start + (uint32_t)range.end};
}

/* Copies the span's text to `*at`, behind it `end`, and moves on. */
static const char *put_span(const struct desk *desk, char **at,
                            struct span span, char end) {
    char *start = *at;
    size_t length = span.end - span.start;
    memcpy(start, desk->document->article.text + span.start, length);
    start[length] = end;
    *at += length + 1;
    return start;
}

/* Bytes that the pieces' texts take, one space between them. */
static size_t length_of(const struct span *pieces, uint32_t count) {
    size_t length = 0;
    for (uint32_t i = 0; i < count; i++)
        length += pieces[i].end - pieces[i].start + 1;
    return length;
}

static const char *put_pieces(const struct desk *desk, char **at,
                              const struct span *pieces, uint32_t count) {
    const char *joined = *at;
    for (uint32_t i = 0; i < count; i++)
        put_span(desk, at, pieces[i], i + 1 < count ? ' ' : '\0');
    return joined;
}

static enum form form_of(const struct passage *passage,
                         const struct finding *finding) {
    uint32_t seen = 0; /* bit 0: a word outside, bit 1: one inside */
    if (!passage->quotes)
        return FORM_INDIRECT;
    for (uint32_t p = 0; p < finding->piece_count; p++)
        for (int32_t i = finding->pieces[p].start;
             i < finding->pieces[p].end; i++) {
            const struct unit *unit = &passage->units[i];
            seen |= (uint32_t)is_word(unit) << is_quoted(unit);
        }
    return !(seen & 2) ? FORM_INDIRECT
           : seen & 1  ? FORM_MIXED
                       : FORM_DIRECT;
}

static const char *rule_of(const struct passage *passage,
                           const struct finding *finding) {
    size_t i = 0;
    while (!ATTRIBUTION_RULES[i].holds(passage, finding))
        i++;
    return ATTRIBUTION_RULES[i].name;
}

/* "according" + "to" */
static struct range cue_words(const struct passage *passage,
                              const struct finding *finding) {
    int32_t end = finding->cue + 1;
    bool to = passage->units[end].class == CLASS_TO &&
              finding->source.start == end + 1;
    return (struct range){finding->cue, end + to};
}

static void write_statement(struct desk *desk,
                            const struct finding *finding) {
    struct document *document = desk->document;
    struct span pieces[2], *kept, *tokens;
    uint32_t count = finding->piece_count;
    struct range cue_range = cue_words(&desk->passage, finding);
    for (uint32_t i = 0; i < count; i++)
        pieces[i] = bytes_of(desk, finding->pieces[i]);
    struct span cue = bytes_of(desk, cue_range);
    struct span speaker = bytes_of(desk, finding->source);
    size_t texts = cue.end - cue.start + 1 + speaker.end - speaker.start +
                   1 + length_of(pieces, count);
    kept = arena_take(document->arena, (2 * count + 1) * sizeof *kept + texts);
    memcpy(kept, pieces, count * sizeof *kept);
    tokens = kept + count;
    for (uint32_t i = 0; i < count; i++)
        tokens[i] = tokens_of(desk, finding->pieces[i]);
    tokens[count] = tokens_of(desk, cue_range);
    char *at = (char *)(tokens + count + 1);
    document->statements = arena_grow(
        document->arena, document->statements, document->statement_count,
        &desk->room, sizeof *document->statements);
    document->statements[document->statement_count++] = (struct statement){
        .pieces = kept,
        .piece_count = count,
        .cue = cue,
        .tokens = tokens,
        .speaker = speaker,
        .form = form_of(&desk->passage, finding),
        .speaker_text = put_span(desk, &at, speaker, '\0'),
        .cue_text = put_span(desk, &at, cue, '\0'),
        .actor = "",
        .role = "",
        .country = "",
        .targets = "",
        .rule = rule_of(&desk->passage, finding),
        .text = put_pieces(desk, &at, kept, count),
        .label = "",
        .evidence = ""};
}

/* ---- over paragraphs -------------------------------------------------- */

enum { NONE = -1 };

/* Opens with a quote mark and holds no word outside the marks. */
static bool is_all_quoted(const struct passage *passage) {
    if (!passage->count || passage->units[0].class != CLASS_OPEN)
        return false;
    for (int32_t i = 0; i < passage->count; i++)
        if (is_word(&passage->units[i]) && !is_quoted(&passage->units[i]))
            return false;
    return true;
}

/* The whole passage as one more piece of a statement. */
static void extend_statement(const struct desk *desk,
                             struct statement *statement) {
    uint32_t count = statement->piece_count;
    const struct range all = {0, desk->passage.count};
    struct span *pieces = arena_take(desk->document->arena,
                                     (2 * count + 3) * sizeof *pieces);
    struct span *tokens = pieces + count + 1;
    memcpy(pieces, statement->pieces, count * sizeof *pieces);
    pieces[count] = bytes_of(desk, all);
    memcpy(tokens, statement->tokens, count * sizeof *tokens);
    tokens[count] = tokens_of(desk, all);
    tokens[count + 1] = statement->tokens[count]; /* the cue's */
    statement->pieces = pieces;
    statement->tokens = tokens;
    statement->piece_count = count + 1;
    char *at = arena_take(desk->document->arena,
                          length_of(pieces, count + 1));
    statement->text = put_pieces(desk, &at, pieces, count + 1);
}

/* Writes what was found; returns the statement whose quotation is still open
 * at the passage's end, NONE if there is none. */
static int64_t write_findings(struct desk *desk) {
    int64_t open = NONE;
    for (size_t k = 0; k < desk->findings.count; k++) {
        const struct finding *finding = &desk->findings.items[k];
        if (!finding->kept)
            continue;
        write_statement(desk, finding);
        if (desk->passage.open &&
            finding->pieces[finding->piece_count - 1].end >=
                desk->passage.count)
            open = (int64_t)desk->document->statement_count - 1;
    }
    return open;
}

static void attribute_passages(struct desk *desk,
                               const struct attribution *attribution) {
    struct document *document = desk->document;
    const struct passage *passage = &desk->passage;
    int64_t open = NONE;
    passage_open(&desk->passage, document);
    choice_open(&desk->choice, &attribution->weights, NULL);
    for (uint32_t i = 0; i < document->sentence_count;
         i = passage->sentence_end) {
        passage_read(&desk->passage, document, i);
        if (open >= 0 && is_all_quoted(passage)) {
            extend_statement(desk, &document->statements[open]);
            open = passage->open ? open : NONE;
            continue;
        }
        find_cues(desk);
        settle(desk);
        open = write_findings(desk);
    }
}

bool attribute_step(struct document *document, struct tools *tools,
                    struct failure *why) {
    struct desk desk;
    desk.document = document;
    desk.findings = (struct findings){0};
    desk.room = 0;
    document->statements = NULL;
    document->statement_count = 0;
    attribute_passages(&desk, tools->attribution);
    return actors_resolve(document, tools, why);
}
