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

#include <stdlib.h>
#include <string.h>

/* Least probability of a cue, and of a statement as a whole; chosen where
 * the F1 of who-said-what on held-out articles is highest. */
static const double CUE_LEAST = 0.5, STATEMENT_LEAST = 0.4;

/* ---- opening ---------------------------------------------------------- */

static char *join(const char *folder, const char *name) {
    size_t length = strlen(folder) + strlen(name) + 2;
    char *path = allocate(length);
    memcpy(path, folder, strlen(folder));
    path[strlen(folder)] = '/';
    memcpy(path + strlen(folder) + 1, name, strlen(name) + 1);
    return path;
}

struct attribution *attribution_open(const char *lexicons, const char *model,
                                     struct failure *why) {
    struct attribution *attribution = allocate(sizeof *attribution);
    *attribution = (struct attribution){0};
    char *words = join(lexicons, "grammar.csv");
    char *cues = join(model, "attribution_cues.csv");
    char *weights = join(model, "attribution.weights");
    attribution->grammar = grammar_open(words, cues, why);
    bool good = attribution->grammar &&
                weights_read(&attribution->weights, weights, why);
    free(words);
    free(cues);
    free(weights);
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

/* The surest cue that is neither kept nor refused yet, NULL = none left. */
static struct finding *surest(struct findings *findings, const bool *done) {
    struct finding *best = NULL;
    for (size_t i = 0; i < findings->count; i++)
        if (!done[i] &&
            (!best || findings->items[i].p_cue > best->p_cue))
            best = &findings->items[i];
    return best;
}

/* Weighs the findings, the surest cue first.  Most of the work is saved by
 * the order: a cue that lies inside a statement that is kept is not looked
 * at further. */
static void settle(struct findings *findings, const struct passage *passage,
                   struct choice *choice, struct arena *arena) {
    bool *done = arena_zero(arena, findings->count + 1);
    struct finding *next;
    while ((next = surest(findings, done))) {
        done[next - findings->items] = true;
        bool good = true;
        for (size_t i = 0; i < findings->count && good; i++)
            good = !findings->items[i].kept ||
                   !holds_unit(&findings->items[i], next->cue);
        good = good &&
               attribution_find(passage, choice, STATEMENT_LEAST, next);
        for (size_t i = 0; i < findings->count && good; i++)
            good = !findings->items[i].kept ||
                   !in_conflict(next, &findings->items[i]);
        next->kept = good;
    }
}

static void find_cues(const struct passage *passage, struct choice *choice,
                      struct findings *findings, struct arena *arena) {
    struct scene scene = {0};
    findings->count = 0;
    for (int32_t i = 0; i < passage->count; i++) {
        if (!may_be_cue(&passage->units[i]))
            continue;
        double p = attribution_ask(passage, i, &scene, choice);
        if (p < CUE_LEAST)
            continue;
        findings->items =
            arena_grow(arena, findings->items, findings->count,
                       &findings->room, sizeof *findings->items);
        findings->items[findings->count++] =
            (struct finding){.cue = i, .p_cue = p};
    }
}

/* ---- statements ------------------------------------------------------- */

struct writer {
    struct document *document;
    const struct passage *passage;
    size_t room; /* for statements */
};

static struct span bytes_of(const struct writer *writer, struct range range) {
    if (range.start < 0)
        return (struct span){0, 0};
    const struct token *tokens =
        writer->document->tokens + writer->passage->token_start;
    const struct token *last = &tokens[range.end - 1];
    return (struct span){tokens[range.start].start,
                         last->start + last->length};
}

static const char *copy_span(const struct writer *writer, struct span span) {
    return arena_copy(writer->document->arena,
                      writer->document->article.text + span.start,
                      span.end - span.start);
}

/* The pieces' texts, one space between them. */
static const char *join_pieces(const struct writer *writer,
                               const struct span *pieces, uint32_t count) {
    const char *text = writer->document->article.text;
    size_t length = 0;
    for (uint32_t i = 0; i < count; i++)
        length += pieces[i].end - pieces[i].start + 1;
    char *joined = arena_take(writer->document->arena, length), *at = joined;
    for (uint32_t i = 0; i < count; i++) {
        size_t bytes = pieces[i].end - pieces[i].start;
        memcpy(at, text + pieces[i].start, bytes);
        at += bytes;
        *at++ = i + 1 < count ? ' ' : '\0';
    }
    return joined;
}

static enum form form_of(const struct passage *passage,
                         const struct finding *finding) {
    uint32_t words = 0, quoted = 0;
    for (uint32_t p = 0; p < finding->piece_count; p++)
        for (int32_t i = finding->pieces[p].start;
             i < finding->pieces[p].end; i++) {
            const struct unit *unit = &passage->units[i];
            words += is_word(unit);
            quoted += is_word(unit) && is_quoted(unit);
        }
    return !quoted ? FORM_INDIRECT
           : quoted < words ? FORM_MIXED
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

static void write_statement(struct writer *writer,
                            const struct finding *finding) {
    struct document *document = writer->document;
    document->statements = arena_grow(
        document->arena, document->statements, document->statement_count,
        &writer->room, sizeof *document->statements);
    struct span *pieces = arena_take(document->arena,
                                     finding->piece_count * sizeof *pieces);
    for (uint32_t i = 0; i < finding->piece_count; i++)
        pieces[i] = bytes_of(writer, finding->pieces[i]);
    struct span cue = bytes_of(writer, cue_words(writer->passage, finding));
    struct span speaker = bytes_of(writer, finding->source);
    document->statements[document->statement_count++] = (struct statement){
        .pieces = pieces,
        .piece_count = finding->piece_count,
        .cue = cue,
        .speaker = speaker,
        .form = form_of(writer->passage, finding),
        .speaker_text = copy_span(writer, speaker),
        .cue_text = copy_span(writer, cue),
        .actor = "",
        .role = "",
        .country = "",
        .targets = "",
        .rule = rule_of(writer->passage, finding),
        .text = join_pieces(writer, pieces, finding->piece_count),
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
static void extend_statement(const struct writer *writer,
                             struct statement *statement) {
    uint32_t count = statement->piece_count;
    struct span *pieces = arena_take(writer->document->arena,
                                     (count + 1) * sizeof *pieces);
    memcpy(pieces, statement->pieces, count * sizeof *pieces);
    pieces[count] =
        bytes_of(writer, (struct range){0, writer->passage->count});
    statement->pieces = pieces;
    statement->piece_count = count + 1;
    statement->text = join_pieces(writer, pieces, count + 1);
}

/* Writes what was found; returns the statement whose quotation is still open
 * at the passage's end, NONE if there is none. */
static int64_t write_findings(struct writer *writer,
                              const struct findings *findings) {
    int64_t open = NONE;
    for (size_t k = 0; k < findings->count; k++) {
        const struct finding *finding = &findings->items[k];
        if (!finding->kept)
            continue;
        write_statement(writer, finding);
        if (writer->passage->open &&
            finding->pieces[finding->piece_count - 1].end >=
                writer->passage->count)
            open = (int64_t)writer->document->statement_count - 1;
    }
    return open;
}

bool attribute_step(struct document *document, struct tools *tools,
                    struct failure *why) {
    const struct attribution *attribution = tools->attribution;
    struct choice choice = {.table = attribution->weights.table,
                            .powers = attribution->weights.powers};
    struct findings findings = {0};
    struct passage passage;
    struct writer writer = {document, &passage, 0};
    int64_t open = NONE;
    document->statements = NULL;
    document->statement_count = 0;
    for (uint32_t i = 0; i < document->sentence_count;
         i = passage.sentence_end) {
        passage_read(&passage, document, attribution->grammar, i);
        if (open >= 0 && is_all_quoted(&passage)) {
            extend_statement(&writer, &document->statements[open]);
            open = passage.open ? open : NONE;
            continue;
        }
        find_cues(&passage, &choice, &findings, document->arena);
        settle(&findings, &passage, &choice, document->arena);
        open = write_findings(&writer, &findings);
    }
    return actors_resolve(document, tools, why);
}
