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

struct reading {
    const struct document *document;
    struct passage *passage;
    uint8_t inside; /* UNIT_QUOTED inside quote marks, else 0 */
    int32_t last;   /* the last double mark seen, -1 = none */
};

static bool space_before(const struct document *document, uint32_t token) {
    return token >= document->token_count ||
           document->tokens[token].flags & TOKEN_SPACE_BEFORE;
}

static bool opens(const struct reading *reading, uint32_t at) {
    const struct document *document = reading->document;
    const struct token *token = &document->tokens[at];
    char byte = document->article.text[token->start];
    bool before = space_before(document, at);
    bool after = space_before(document, at + 1);
    if (byte == '"' || byte == '\'')
        return !reading->inside;
    if (token->kind == TOKEN_OPEN_QUOTE)
        return !(reading->inside && !before && after);
    return !reading->inside && before && !after;
}

static void set_class(struct unit *unit, uint8_t class) {
    unit->class = unit->shape = class;
}

static void pair(struct reading *reading, int32_t at) {
    struct passage *passage = reading->passage;
    bool opening = opens(reading, passage->token_start + (uint32_t)at);
    if (!opening && !reading->inside)
        for (int32_t i = at; i > reading->last; i--)
            passage->units[i].flags |= UNIT_QUOTED;
    set_class(&passage->units[at], opening ? CLASS_OPEN : CLASS_CLOSE);
    passage->units[at].flags |= UNIT_QUOTED;
    reading->inside = opening ? UNIT_QUOTED : 0;
    reading->last = at;
}

/* ---- signs ------------------------------------------------------------ */

/* Quote marks and semicolons: what they mean depends on their place. */
static void take_mark(struct reading *reading, int32_t at,
                      const struct token *token) {
    struct passage *passage = reading->passage;
    struct unit *unit = &passage->units[at];
    if (unit->class == CLASS_OPEN || unit->class == CLASS_CLOSE) {
        passage->quotes = true;
        if (is_double(token->kind))
            pair(reading, at);
    } else if (unit->class == CLASS_COLON &&
               reading->document->article.text[token->start] == ';') {
        /* it parts clauses as a dash does, a colon announces */
        set_class(unit, CLASS_DASH);
    }
}

/* A verb, perhaps, that no corpus has shown as a cue. */
static bool looks_like_cue(const struct unit *unit) {
    return !unit->cue && !is_quoted(unit) &&
           (unit->class == CLASS_ED || unit->class == CLASS_S);
}

/* Puts unit `at` among the signs if it looks like a cue. */
static void add_unknown_cue(struct passage *passage, int32_t at) {
    struct unit *unit = &passage->units[at];
    if (!looks_like_cue(unit))
        return;
    uint32_t i = passage->sign_count++;
    for (; i > 0 && passage->signs[i - 1] > at; i--)
        passage->signs[i] = passage->signs[i - 1];
    passage->signs[i] = at;
    unit->cue = CUE_LEAST;
}

/* Cues that no corpus has shown: beside "that" and quote marks. */
static void find_unknown_cues(struct passage *passage) {
    enum { OPENER = 1, CLOSER = 2 };
    static const uint8_t BESIDE[CLASS_COUNT] = {
        [CLASS_OPEN] = OPENER, [CLASS_THAT] = OPENER, [CLASS_CLOSE] = CLOSER};
    for (uint32_t k = passage->sign_count; k-- > 0;) {
        int32_t at = passage->signs[k];
        uint8_t beside = BESIDE[passage->units[at].class];
        if (!beside)
            continue;
        if (beside == CLOSER)
            add_unknown_cue(passage, at + 2);
        add_unknown_cue(passage, beside == CLOSER ? at + 1 : at - 1);
    }
}

/* ---- units ------------------------------------------------------------ */

/* A word of the lexicon that begins a sentence is no name, unless another
 * capital follows ("Police said", but "Bill Clinton said"). */
static bool capital_of_sentence(const struct document *document,
                                uint32_t at, const struct unit *unit) {
    return unit->class == CLASS_NAME && unit->flags & (SENSES - 1) &&
           (at + 1 == document->token_count ||
            !(document->tokens[at + 1].flags & TOKEN_CAPITAL));
}

#define EDGE {.form = 7, .class = CLASS_EDGE, .shape = CLASS_EDGE}
static const struct unit EDGES[PASSAGE_MARGIN] = {EDGE, EDGE, EDGE, EDGE};

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

static void first_of_sentence(const struct document *document, uint32_t at,
                              struct unit *unit) {
    unit->flags |= UNIT_FIRST;
    if (!capital_of_sentence(document, at, unit))
        return;
    unit->class =
        grammar_class_in_small_letters(document->tokens[at].word);
    unit->shape = shape_of(unit->class, unit->flags & (SENSES - 1));
}

/* The form of a word that is not common is its shape, far from the small
 * numbers that features are made of, too. */
static inline uint32_t form_of(const struct token *token, uint32_t facts) {
    uint32_t shape = facts >> 8 & 0xFF;
    return facts & FACT_COMMON ? token->form
                               : shape * UINT32_C(0x9E3779B1) + 1234567;
}

/* Writes a sentence's units, and notes all signs without a branch: they come
 * when nobody expects them. */
static void read_sentence(struct reading *reading,
                          const struct sentence *sentence) {
    enum { NOT_OF_UNITS = FACT_SIGN | FACT_PLAIN | FACT_COMMON };
    const struct document *document = reading->document;
    const struct token *tokens = document->tokens + sentence->token_start;
    struct passage *passage = reading->passage;
    struct unit *units = passage->units + passage->count;
    int32_t *sign = passage->signs + passage->sign_count;
    int32_t start = passage->count;
    uint32_t count = sentence->token_end - sentence->token_start;
    uint32_t inside = (uint32_t)reading->inside << 24;
    for (uint32_t i = 0; i < count; i++) {
        const struct token *token = &tokens[i];
        int32_t at = start + (int32_t)i;
        uint32_t facts = token->facts[FACTS_GRAMMAR];
        units[i].form = form_of(token, facts);
        units[i].facts = (facts & ~(uint32_t)NOT_OF_UNITS) | inside;
        *sign = at;
        sign += facts >> 31;
        if (!(facts & FACT_PLAIN)) {
            take_mark(reading, at, token);
            inside = (uint32_t)reading->inside << 24;
        }
    }
    passage->sign_count = (uint32_t)(sign - passage->signs);
    passage->count += (int32_t)count;
    if (!count)
        return;
    first_of_sentence(document, sentence->token_start, units);
    units[count - 1].flags |= UNIT_LAST;
}

void passage_open(struct passage *passage, const struct document *document) {
    size_t most = document->token_count + 2 * PASSAGE_MARGIN;
    /* a mark can make signs of two words beside it */
    size_t signs = document->token_count * 2 + 1;
    passage->units = (struct unit *)arena_take(
                         document->arena, most * sizeof *passage->units) +
                     PASSAGE_MARGIN;
    passage->signs =
        arena_take(document->arena, signs * sizeof *passage->signs);
    memcpy(passage->units - PASSAGE_MARGIN, EDGES, sizeof EDGES);
}

static void begin(struct passage *passage, const struct document *document,
                  uint32_t from) {
    passage->sentence_start = from;
    passage->sentence_end = paragraph_end(document, from);
    if (announces(document, passage->sentence_end))
        passage->sentence_end = paragraph_end(document,
                                              passage->sentence_end);
    passage->token_start = document->sentences[from].token_start;
    passage->count = 0;
    passage->sign_count = 0;
    passage->quotes = false;
}

void passage_read(struct passage *passage, const struct document *document,
                  uint32_t from) {
    struct reading reading = {document, passage, 0, -1};
    begin(passage, document, from);
    for (uint32_t i = from; i < passage->sentence_end; i++) {
        if (i > from && document->sentences[i].paragraph !=
                            document->sentences[i - 1].paragraph)
            reading.inside = 0;
        read_sentence(&reading, &document->sentences[i]);
    }
    passage->open = reading.inside;
    memcpy(passage->units + passage->count, EDGES, sizeof EDGES);
    find_unknown_cues(passage);
}
