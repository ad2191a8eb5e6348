/* passage.c - tokens into units, quote marks paired over the paragraph.
 *
 * A straight mark opens and closes in turn; curly marks say themselves which
 * they are, but one that stands as the other would (no space before an
 * opening one inside a quotation) is taken for mistyped.  A paragraph whose
 * first mark closes was quoted up to there.  Every paragraph starts outside
 * quotes: newspapers open them anew. */
#include "passage.h"

#include <string.h>

static bool is_double(uint8_t kind) {
    return kind == TOKEN_OPEN_QUOTE || kind == TOKEN_CLOSE_QUOTE;
}

/* ---- quote marks ------------------------------------------------------ */

struct pairing {
    const struct document *document;
    struct passage *passage;
    bool inside;
    int32_t last; /* the last mark seen, -1 = none */
};

static bool space_before(const struct document *document, uint32_t token) {
    return token >= document->token_count ||
           document->tokens[token].flags & TOKEN_SPACE_BEFORE;
}

static bool opens(const struct pairing *pairing, uint32_t at) {
    const struct document *document = pairing->document;
    const struct token *token = &document->tokens[at];
    char byte = document->article.text[token->start];
    bool before = space_before(document, at);
    bool after = space_before(document, at + 1);
    if (byte == '"' || byte == '\'')
        return !pairing->inside;
    if (token->kind == TOKEN_OPEN_QUOTE)
        return !(pairing->inside && !before && after);
    return !pairing->inside && before && !after;
}

static void quote_back(struct pairing *pairing, int32_t from) {
    for (int32_t i = from; i > pairing->last; i--)
        pairing->passage->units[i].flags |= UNIT_QUOTED;
}

static void pair(struct pairing *pairing, int32_t at) {
    struct passage *passage = pairing->passage;
    struct unit *unit = &passage->units[at];
    bool opening = opens(pairing, passage->token_start + (uint32_t)at);
    if (!opening && !pairing->inside)
        quote_back(pairing, at);
    unit->class = opening ? CLASS_OPEN : CLASS_CLOSE;
    unit->shape = unit->class;
    unit->flags |= UNIT_QUOTED;
    pairing->inside = opening;
    pairing->last = at;
}

/* ---- units ------------------------------------------------------------ */

static uint16_t shape_of(uint8_t class, uint8_t senses) {
    bool open_class = class >= CLASS_LY && class <= CLASS_PLAIN;
    return (uint16_t)(class + (open_class ? senses * 64 : 0));
}

static struct unit make_unit(const struct token *token,
                             const struct grammar *grammar) {
    struct word_grammar what = grammar_of(grammar, token);
    return (struct unit){
        .form = (uint32_t)token->word->folded_hash,
        .class = what.class,
        .shape = shape_of(what.class, what.senses),
        .senses = what.senses,
        .cue = what.cue,
        .flags = token->flags & TOKEN_CAPITAL ? UNIT_CAPITAL : 0};
}

/* A word of the lexicon that begins a sentence is no name, unless another
 * capital follows ("Police said", but "Bill Clinton said"). */
static bool capital_of_sentence(const struct document *document,
                                uint32_t at, const struct unit *unit) {
    return unit->class == CLASS_NAME && unit->senses &&
           (at + 1 == document->token_count ||
            !(document->tokens[at + 1].flags & TOKEN_CAPITAL));
}

static const struct unit EDGE = {.form = 7, .class = CLASS_EDGE,
                                 .shape = CLASS_EDGE};

/* The first sentence that is not in the paragraph of sentence `from`. */
static uint32_t paragraph_end(const struct document *document,
                              uint32_t from) {
    uint32_t end = from;
    while (end < document->sentence_count &&
           document->sentences[end].paragraph ==
               document->sentences[from].paragraph)
        end++;
    return end;
}

/* True where the text before sentence `next` announces it by a colon and it
 * is a quotation. */
static bool announces(const struct document *document, uint32_t next) {
    if (next >= document->sentence_count)
        return false;
    const struct sentence *sentence = &document->sentences[next];
    if (!sentence->token_start || sentence->token_start ==
                                      sentence->token_end)
        return false;
    const struct token *first = &document->tokens[sentence->token_start];
    return first[-1].kind == TOKEN_COLON && is_double(first->kind);
}

/* A semicolon parts clauses as a dash does, a colon announces. */
static void part_clauses(struct unit *unit) {
    unit->class = CLASS_DASH;
    unit->shape = CLASS_DASH;
}

static void first_of_sentence(const struct document *document, uint32_t at,
                              struct unit *unit) {
    unit->flags |= UNIT_FIRST;
    if (!capital_of_sentence(document, at, unit))
        return;
    unit->class =
        grammar_class_in_small_letters(document->tokens[at].word);
    unit->shape = shape_of(unit->class, unit->senses);
}

static void read_sentence(struct pairing *pairing,
                          const struct grammar *grammar,
                          const struct sentence *sentence) {
    const struct document *document = pairing->document;
    struct passage *passage = pairing->passage;
    struct unit *units = passage->units;
    int32_t first = passage->count;
    uint8_t heading = sentence->heading ? UNIT_HEADING : 0;
    for (uint32_t at = sentence->token_start; at < sentence->token_end;
         at++) {
        const struct token *token = &document->tokens[at];
        int32_t i = passage->count++;
        units[i] = make_unit(token, grammar);
        units[i].flags |= heading | (pairing->inside ? UNIT_QUOTED : 0);
        if (is_double(token->kind))
            pair(pairing, i);
        else if (token->kind == TOKEN_COLON &&
                 document->article.text[token->start] == ';')
            part_clauses(&units[i]);
    }
    if (passage->count == first)
        return;
    first_of_sentence(document, sentence->token_start, &units[first]);
    units[passage->count - 1].flags |= UNIT_LAST;
}

static void make_room(struct passage *passage,
                      const struct document *document, uint32_t from) {
    const struct sentence *sentences = document->sentences;
    uint32_t end = sentences[passage->sentence_end - 1].token_end;
    passage->token_start = sentences[from].token_start;
    size_t most = end - passage->token_start + 2 * PASSAGE_MARGIN;
    struct unit *room =
        arena_take(document->arena, most * sizeof *passage->units);
    passage->units = room + PASSAGE_MARGIN;
    passage->count = 0;
}

void passage_read(struct passage *passage, const struct document *document,
                  const struct grammar *grammar, uint32_t from) {
    passage->sentence_end = paragraph_end(document, from);
    if (announces(document, passage->sentence_end))
        passage->sentence_end = paragraph_end(document,
                                              passage->sentence_end);
    make_room(passage, document, from);
    struct pairing pairing = {document, passage, false, -1};
    for (uint32_t i = from; i < passage->sentence_end; i++) {
        if (i > from && document->sentences[i].paragraph !=
                            document->sentences[i - 1].paragraph)
            pairing.inside = false;
        read_sentence(&pairing, grammar, &document->sentences[i]);
    }
    passage->open = pairing.inside;
    for (int32_t i = 1; i <= PASSAGE_MARGIN; i++) {
        passage->units[-i] = EDGE;
        passage->units[passage->count + i - 1] = EDGE;
    }
}
