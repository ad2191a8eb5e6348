/* attribution.c - learning the decisions of decide.h.
 *
 * Every decision is a conditional log-linear choice among the options that
 * the program itself would see; the gradient of the log-likelihood is
 *
 *     sum over options of (P(option) - is it the right one) * its features
 *
 * and AdaGrad (Duchi, Hazan, Singer, JMLR 2011) takes steps along it, one
 * choice at a time. Features seen fewer than three times are left out. A
 * decision is taught with the right answers to those before it.
 *
 * The word that stands for a cue is the one in its span that stands in cues
 * most often ("said" in "said in a statement"); how often, in 1/255, becomes
 * its strength. */
#include "attribution.h"

#include "attribution.h"
#include "base/csv.h"
#include "base/output.h"
#include "lexicons.h"
#include "words.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    PIECES_MOST = 16,
    EPOCHS = 8,
    AVERAGED = 4,         /* the last epochs, whose weights are averaged */
    BETWEEN_AVERAGES = 50, /* articles */
    SEEN_LEAST = 3,
    OFFERED_LEAST = 40,   /* to close a gate, where less than one in */
    TAKEN_LEAST = 100,    /* so many is right */
    CUES_LEAST = 2,
    COMMON_LEAST = 50,    /* uses of a word that is told apart by its form */
    LEXICON_USES = 10,
    LEFT_OUT = 5          /* every fifth article, for the report */
};
static const double RATE = 0.1, RATE_DECAY = 0.7, DAMPING = 0.1,
                    LEAST_GRADIENT = 1e-4;

struct gold {
    struct span source, cue; /* bytes; empty = none */
    struct span pieces[PIECES_MOST];
    uint32_t piece_count;
    uint32_t anchor;         /* token of the article */
};

struct example {
    struct document document;
    struct arena arena;
    struct gold *gold;
    size_t gold_count, gold_room;
};

struct corpus {
    struct example **examples;
    size_t count, room;
};

/* ---- reading ---------------------------------------------------------- */

static bool read_text(const char *path, struct output *into,
                      struct failure *why) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return fail(why, "%s: %s", path, strerror(errno));
    char chunk[1 << 14];
    size_t length;
    while ((length = fread(chunk, 1, sizeof chunk, file)) > 0)
        output_bytes(into, chunk, length);
    fclose(file);
    return true;
}

static bool add_example(struct corpus *corpus, const char *folder,
                        const char *doc_id, struct tools *tools,
                        struct failure *why) {
    struct example *example = allocate(sizeof *example);
    *example = (struct example){0};
    struct document *document = &example->document;
    document->arena = &example->arena;
    struct output text = {0};
    const char *path =
        arena_print(&example->arena, "%s/text/%s.txt", folder, doc_id);
    bool good = read_text(path, &text, why);
    char *bytes = arena_zero(&example->arena, text.length + TEXT_PADDING);
    if (good)
        memcpy(bytes, text.bytes, text.length);
    document->article = (struct article){
        .doc_id = arena_copy(&example->arena, doc_id, strlen(doc_id)),
        .date = "", .source = "", .title = "",
        .text = bytes, .length = (uint32_t)text.length};
    output_free(&text);
    if (corpus->count == corpus->room) {
        corpus->room = corpus->room ? 2 * corpus->room : 64;
        corpus->examples = reallocate(
            corpus->examples, corpus->room * sizeof *corpus->examples);
    }
    corpus->examples[corpus->count++] = example;
    return good && split_step(document, tools, why) &&
           stem_step(document, tools, why);
}

static struct example *find_example(const struct corpus *corpus,
                                    const char *doc_id, size_t *near) {
    for (size_t i = 0; i < corpus->count; i++) {
        size_t at = (*near + i) % corpus->count;
        struct example *example = corpus->examples[at];
        if (!strcmp(example->document.article.doc_id, doc_id)) {
            *near = at;
            return example;
        }
    }
    return NULL;
}

/* "10;80" and "40;120": returns the number of spans. */
static uint32_t take_spans(const char *starts, const char *ends,
                           struct span *spans) {
    uint32_t count = 0;
    while (*starts && *ends && count < PIECES_MOST) {
        char *after_start, *after_end;
        spans[count].start = (uint32_t)strtoul(starts, &after_start, 10);
        spans[count].end = (uint32_t)strtoul(ends, &after_end, 10);
        if (after_start == starts || after_end == ends)
            break;
        count += spans[count].end > spans[count].start;
        starts = after_start + (*after_start == ';');
        ends = after_end + (*after_end == ';');
    }
    return count;
}

enum { GOLD_DOC, GOLD_SOURCE, GOLD_CUE = 3, GOLD_CONTENT = 5,
       GOLD_COLUMNS = 7 };
static const char *const GOLD_NAMES[GOLD_COLUMNS] = {
    "doc_id", "source_start", "source_end", "cue_start", "cue_end",
    "content_start", "content_end"};

static void add_gold(struct example *example, char *const *cells,
                     const int *columns) {
    example->gold =
        arena_grow(&example->arena, example->gold, example->gold_count,
                   &example->gold_room, sizeof *example->gold);
    struct gold *gold = &example->gold[example->gold_count];
    struct span spans[PIECES_MOST];
    *gold = (struct gold){0};
    if (take_spans(cells[columns[GOLD_SOURCE]],
                   cells[columns[GOLD_SOURCE + 1]], spans))
        gold->source = spans[0];
    if (take_spans(cells[columns[GOLD_CUE]], cells[columns[GOLD_CUE + 1]],
                   spans))
        gold->cue = spans[0];
    gold->piece_count =
        take_spans(cells[columns[GOLD_CONTENT]],
                   cells[columns[GOLD_CONTENT + 1]], gold->pieces);
    example->gold_count += gold->cue.end && gold->piece_count;
}

static bool read_gold(struct corpus *corpus, struct csv_reader *reader,
                      struct failure *why) {
    int columns[GOLD_COLUMNS];
    for (int i = 0; i < GOLD_COLUMNS; i++)
        if ((columns[i] = csv_column(reader, GOLD_NAMES[i])) < 0)
            return fail(why, "%s: no column '%s'", csv_name(reader),
                        GOLD_NAMES[i]);
    struct arena arena = {0};
    struct csv_row row;
    enum csv_result result;
    size_t near = 0;
    while ((result = csv_next(reader, &arena, &row, why)) == CSV_ROW) {
        struct example *example =
            find_example(corpus, row.cells[columns[GOLD_DOC]], &near);
        if (example)
            add_gold(example, row.cells, columns);
        arena_empty(&arena, SIZE_MAX);
    }
    arena_free(&arena);
    return result == CSV_END;
}

static bool read_docs(struct corpus *corpus, const char *folder,
                      struct csv_reader *reader, struct tools *tools,
                      struct failure *why) {
    int column = csv_column(reader, "doc_id");
    if (column < 0)
        return fail(why, "%s: no column 'doc_id'", csv_name(reader));
    struct arena arena = {0};
    struct csv_row row;
    enum csv_result result;
    bool good = true;
    while (good && (result = csv_next(reader, &arena, &row, why)) != CSV_END)
        good = result == CSV_ROW &&
               add_example(corpus, folder, row.cells[column], tools, why);
    arena_free(&arena);
    return good;
}

static bool read_corpus(struct corpus *corpus, const char *folder,
                        struct tools *tools, struct failure *why) {
    struct csv_reader *reader;
    char path[4096];
    snprintf(path, sizeof path, "%s/docs.csv", folder);
    if (!csv_open(&reader, path, ',', why))
        return false;
    bool good = read_docs(corpus, folder, reader, tools, why);
    csv_close(reader);
    snprintf(path, sizeof path, "%s/gold.csv", folder);
    if (!good || !csv_open(&reader, path, ',', why))
        return false;
    good = read_gold(corpus, reader, why);
    csv_close(reader);
    return good;
}

static void free_corpus(struct corpus *corpus) {
    for (size_t i = 0; i < corpus->count; i++) {
        arena_free(&corpus->examples[i]->arena);
        free(corpus->examples[i]);
    }
    free(corpus->examples);
}

/* ---- bytes to tokens -------------------------------------------------- */

/* The first token that ends behind `byte`. */
static uint32_t token_behind(const struct document *document, uint32_t byte) {
    uint32_t low = 0, high = document->token_count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const struct token *token = &document->tokens[middle];
        if (token->start + token->length <= byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* The tokens that a span of bytes touches. */
static struct range tokens_of(const struct document *document,
                              struct span span) {
    uint32_t start = token_behind(document, span.start), end = start;
    while (end < document->token_count &&
           document->tokens[end].start < span.end)
        end++;
    return (struct range){(int32_t)start, (int32_t)end};
}

/* ---- cue words -------------------------------------------------------- */

/* Counts per folded word. */
struct tally {
    uint64_t hash;
    const char *folded;
    uint64_t marks;
    uint32_t uses, in_cues, anchors;
};

struct tallies {
    struct tally *slots;
    size_t mask;
};

static struct tally *tally_of(struct tallies *tallies,
                              const struct word *word) {
    size_t i = word->folded_hash & tallies->mask;
    while (tallies->slots[i].folded &&
           tallies->slots[i].hash != word->folded_hash)
        i = (i + 1) & tallies->mask;
    tallies->slots[i].hash = word->folded_hash;
    tallies->slots[i].folded = word->folded;
    tallies->slots[i].marks = word->marks;
    return &tallies->slots[i];
}

static void count_words(struct tallies *tallies,
                        const struct example *example) {
    const struct document *document = &example->document;
    for (uint32_t i = 0; i < document->token_count; i++)
        tally_of(tallies, document->tokens[i].word)->uses++;
    for (size_t k = 0; k < example->gold_count; k++) {
        struct range cue = tokens_of(document, example->gold[k].cue);
        for (int32_t i = cue.start; i < cue.end; i++)
            tally_of(tallies, document->tokens[i].word)->in_cues++;
    }
}

static void find_anchor(struct tallies *tallies, struct example *example,
                        struct gold *gold) {
    enum { PRIOR = 8 };
    const struct document *document = &example->document;
    struct range cue = tokens_of(document, gold->cue);
    double best = -1;
    gold->anchor = (uint32_t)cue.start;
    for (int32_t i = cue.start; i < cue.end; i++) {
        const struct tally *tally =
            tally_of(tallies, document->tokens[i].word);
        double share = (double)tally->in_cues / (tally->uses + PRIOR) +
                       (document->tokens[i].kind == TOKEN_WORD ? 1e-6 : 0);
        if (share > best) {
            best = share;
            gold->anchor = (uint32_t)i;
        }
    }
    if (gold->anchor < document->token_count)
        tally_of(tallies, document->tokens[gold->anchor].word)->anchors++;
}

static int by_spelling(const void *a, const void *b) {
    return strcmp(((const struct tally *)a)->folded,
                  ((const struct tally *)b)->folded);
}

/* A cue of the lexicon that the corpus uses, but not as a cue, gets a
 * strength too, so that the program knows that it was seen. */
static uint8_t strength_of(const struct tally *tally) {
    double share = UINT8_MAX * (double)tally->anchors / (tally->uses + 1.0);
    bool of_lexicon = tally->marks & MARK(TERM_CUE) &&
                      tally->uses >= LEXICON_USES;
    if (tally->anchors < CUES_LEAST && !of_lexicon)
        return 0;
    return share < 1 ? of_lexicon : (uint8_t)share;
}

/* Cue strengths, into the grammar and into a table. */
static bool write_cues(struct tallies *tallies, struct grammar *grammar,
                       const char *path, struct failure *why) {
    size_t count = 0;
    for (size_t i = 0; i <= tallies->mask; i++)
        if (tallies->slots[i].uses >= COMMON_LEAST ||
            strength_of(&tallies->slots[i]))
            tallies->slots[count++] = tallies->slots[i];
    qsort(tallies->slots, count, sizeof *tallies->slots, by_spelling);
    struct output out = {0};
    struct csv_writer writer = {.out = &out};
    output_text(&out, "word,strength\n");
    for (size_t i = 0; i < count; i++) {
        uint8_t strength = strength_of(&tallies->slots[i]);
        grammar_set_cue(grammar, tallies->slots[i].hash, strength);
        csv_text(&writer, tallies->slots[i].folded);
        csv_integer(&writer, strength);
        csv_end(&writer);
    }
    return output_save(path, &out, why);
}

static bool learn_cues(struct corpus *corpus, struct grammar *grammar,
                       const char *path, struct failure *why) {
    enum { SLOTS = 1 << 18 };
    struct tallies tallies = {allocate(SLOTS * sizeof *tallies.slots),
                              SLOTS - 1};
    memset(tallies.slots, 0, SLOTS * sizeof *tallies.slots);
    for (size_t i = 0; i < corpus->count; i++)
        count_words(&tallies, corpus->examples[i]);
    for (size_t i = 0; i < corpus->count; i++)
        for (size_t k = 0; k < corpus->examples[i]->gold_count; k++)
            find_anchor(&tallies, corpus->examples[i],
                        &corpus->examples[i]->gold[k]);
    bool good = write_cues(&tallies, grammar, path, why);
    free(tallies.slots);
    return good;
}

/* What the grammar knows now, into the tokens, which were cut before. */
static void use_grammar(struct corpus *corpus, const struct grammar *grammar) {
    for (size_t i = 0; i < corpus->count; i++) {
        struct document *document = &corpus->examples[i]->document;
        for (uint32_t k = 0; k < document->token_count; k++) {
            struct token *token = &document->tokens[k];
            token->facts[FACTS_GRAMMAR] = grammar_learn(
                grammar, document->article.text + token->start, token);
        }
    }
}

/* ---- learning --------------------------------------------------------- */

struct learner {
    float *weights, *squares; /* of gradients */
    float *sums;              /* of weights, for their average */
    uint32_t summed;
    uint8_t *seen;
    enum { GATING, COUNTING, LEARNING, EXAMINING } mode;
    uint32_t *offered, *taken; /* per gate */
    double rate;
    struct decision_report *report; /* where examining */
    struct choice choice;
    uint32_t log[OPTIONS_MOST * FEATURES_MOST]; /* features of the options */
};

static const uint32_t *features_of(const struct learner *learner,
                                   uint32_t option) {
    return &learner->log[option * FEATURES_MOST];
}

static void count_features(struct learner *learner) {
    for (uint32_t i = 0; i < learner->choice.count; i++)
        for (uint32_t k = 0; k < learner->choice.counts[i]; k++) {
            uint8_t *seen = &learner->seen[features_of(learner, i)[k]];
            *seen = (uint8_t)(*seen + (*seen < SEEN_LEAST));
        }
}

static void count_gates(struct learner *learner, int32_t right) {
    for (uint32_t i = 0; i < learner->choice.count && right >= 0; i++) {
        uint32_t gate = learner->choice.gates[i];
        if (gate == GATE_COUNT)
            continue;
        learner->offered[gate]++;
        learner->taken[gate] += (int32_t)i == right;
    }
}

static void close_gates(const struct learner *learner, int8_t *table) {
    for (uint32_t i = 0; i < GATE_COUNT; i++)
        table[WEIGHT_COUNT + i] =
            learner->offered[i] >= OFFERED_LEAST &&
            learner->taken[i] * TAKEN_LEAST < learner->offered[i];
}

static void probabilities(const struct learner *learner, double *p) {
    double most = -1e9, sum = 0;
    for (uint32_t i = 0; i < learner->choice.count; i++) {
        p[i] = 0;
        for (uint32_t k = 0; k < learner->choice.counts[i]; k++)
            p[i] += (double)learner->weights[features_of(learner, i)[k]];
        most = p[i] > most ? p[i] : most;
    }
    for (uint32_t i = 0; i < learner->choice.count; i++)
        sum += p[i] = exp(p[i] - most);
    for (uint32_t i = 0; i < learner->choice.count; i++)
        p[i] /= sum;
}

static void step(struct learner *learner, uint32_t option, double gradient) {
    for (uint32_t k = 0; k < learner->choice.counts[option]; k++) {
        uint32_t feature = features_of(learner, option)[k];
        if (learner->seen[feature] < SEEN_LEAST)
            continue;
        learner->squares[feature] += (float)(gradient * gradient);
        learner->weights[feature] -= (float)(
            learner->rate * gradient /
            (sqrt((double)learner->squares[feature]) + DAMPING));
    }
}

static void examine(const struct learner *learner,
                    struct decision_report *report, const double *p,
                    int32_t right) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < learner->choice.count; i++)
        if (p[i] > p[best])
            best = i;
    report->asked++;
    report->offered += right >= 0;
    report->right += (int32_t)best == right;
}

/* Teaches the choice that stands in the learner: `right` is the option
 * wanted, or negative when no option is. */
static void teach(struct learner *learner, enum decision decision,
                  int32_t right) {
    double p[OPTIONS_MOST];
    if (learner->mode == GATING) {
        count_gates(learner, right);
        return;
    }
    if (learner->mode == COUNTING) {
        count_features(learner);
        return;
    }
    probabilities(learner, p);
    if (learner->mode == EXAMINING)
        examine(learner, &learner->report[decision], p, right);
    if (learner->mode == EXAMINING || right < 0)
        return;
    for (uint32_t i = 0; i < learner->choice.count; i++) {
        double gradient = p[i] - ((int32_t)i == right);
        if (fabs(gradient) >= LEAST_GRADIENT)
            step(learner, i, gradient);
    }
}

static void list(struct learner *learner, struct scene *scene,
                 enum decision decision) {
    choice_begin(&learner->choice);
    DECISIONS_LOGGED[decision].options(scene, &learner->choice);
}

static int32_t option_of(const struct learner *learner, int32_t value) {
    for (uint32_t i = 0; i < learner->choice.count; i++)
        if (learner->choice.values[i] == value)
            return (int32_t)i;
    return -1;
}

/* The option that starts or ends at the same word, marks left aside. */
static int32_t next_word(const struct scene *scene, int32_t at) {
    while (at < scene->count && !is_word(&scene->units[at]))
        at++;
    return at;
}

static int32_t last_word(const struct scene *scene, int32_t at) {
    while (at > 0 && !is_word(&scene->units[at - 1]))
        at--;
    return at;
}

static int32_t near_option(const struct learner *learner,
                           const struct scene *scene, int32_t value,
                           int32_t (*same)(const struct scene *, int32_t)) {
    int32_t exact = option_of(learner, value), wanted = same(scene, value);
    for (uint32_t i = 0; i < learner->choice.count && exact < 0; i++)
        if (same(scene, learner->choice.values[i]) == wanted)
            exact = (int32_t)i;
    return exact;
}

/* ---- what the corpus wants -------------------------------------------- */

/* One attribution in units of a passage. */
struct target {
    struct range source;
    enum side side;
    struct range left, right;
};

static struct range shift(struct range range, const struct passage *passage) {
    int32_t start = (int32_t)passage->token_start;
    range.start -= start;
    range.end -= start;
    if (range.start < 0 || range.end > passage->count ||
        range.end <= range.start)
        return (struct range){-1, -1};
    return range;
}

static struct target target_of(const struct document *document,
                               const struct passage *passage,
                               const struct gold *gold) {
    enum { GAP = 4 };
    struct target target = {.source = {-1, -1}};
    int32_t cue = (int32_t)(gold->anchor - passage->token_start);
    if (gold->source.end)
        target.source = shift(tokens_of(document, gold->source), passage);
    for (uint32_t i = 0; i < gold->piece_count; i++) {
        struct range piece =
            shift(tokens_of(document, gold->pieces[i]), passage);
        if (piece.start < 0)
            continue;
        if (piece.start < cue) {
            target.left = piece;
            target.side |= SIDE_LEFT;
        } else if (!(target.side & SIDE_RIGHT)) {
            target.right = piece;
            target.side |= SIDE_RIGHT;
        } else if (piece.start - target.right.end <= GAP) {
            target.right.end = piece.end;
        }
    }
    return target;
}

static bool breaks_segment(uint8_t class) {
    return class == CLASS_COMMA || class == CLASS_COLON ||
           class == CLASS_DASH || class == CLASS_BRACKET;
}

static bool begins_modifier(uint8_t class) {
    return class == CLASS_OF || class == CLASS_FOR || class == CLASS_FROM ||
           class == CLASS_AT || class == CLASS_IN || class == CLASS_WHO ||
           class == CLASS_WHICH || class == CLASS_THAT ||
           class == CLASS_WITH || class == CLASS_TO || class == CLASS_ON;
}

/* In which comma-separated part of the source the phrase stands; negative
 * when it stands in a modifier ("of the party", "who left"). */
static int32_t segment_of(const struct scene *scene, struct range source,
                          const struct phrase *phrase) {
    int32_t segment = 0;
    bool modifier = phrase->type == PHRASE_RELATIVE &&
                    source.end - source.start > 1;
    for (int32_t i = source.start; i < phrase->start && i < source.end; i++) {
        if (breaks_segment(scene->units[i].class)) {
            segment++;
            modifier = phrase->type == PHRASE_RELATIVE;
        } else if (i > source.start &&
                   begins_modifier(scene->units[i].class)) {
            modifier = true;
        }
    }
    return modifier ? -1 : segment;
}

static bool is_capital(const struct scene *scene, int32_t index) {
    return index >= 0 &&
           scene->units[scene->phrases.items[index].end - 1].flags &
               UNIT_CAPITAL;
}

/* The phrase that heads the source: the last of its first part, unless that
 * is a common noun and a later part a name ("the head of the party, Reince
 * Priebus"); -1 = none. */
static int32_t head_phrase(const struct scene *scene, struct range source) {
    int32_t first = -1;
    for (uint32_t i = 0; i < scene->phrases.count; i++) {
        const struct phrase *phrase = &scene->phrases.items[i];
        if (phrase->end <= source.start || phrase->start >= source.end)
            continue;
        int32_t segment = segment_of(scene, source, phrase);
        if (!segment)
            first = (int32_t)i;
        else if (segment > 0 && first >= 0 && !is_capital(scene, first) &&
                 is_capital(scene, (int32_t)i))
            return (int32_t)i;
    }
    return first;
}

/* ---- one cue ---------------------------------------------------------- */

static void teach_source(struct learner *learner, struct scene *scene,
                         const struct target *target) {
    scene_chunk(scene);
    list(learner, scene, DECIDE_SOURCE);
    if (target->source.start < 0) {
        teach(learner, DECIDE_SOURCE, 0);
        return;
    }
    int32_t head = head_phrase(scene, target->source);
    teach(learner, DECIDE_SOURCE, head < 0 ? -1 : option_of(learner, head));
    scene->source = target->source;
    if (head >= 0)
        scene->source = speaker_mention(scene, (uint32_t)head);
    else if (scene->source.start <= scene->cue &&
             scene->source.end > scene->cue)
        scene->source.end = scene->cue;
    if (scene->source.start >= scene->source.end)
        scene->source = (struct range){-1, -1};
}

static void teach_right(struct learner *learner, struct scene *scene,
                        const struct target *target) {
    list(learner, scene, DECIDE_RIGHT_START);
    int32_t option =
        near_option(learner, scene, target->right.start, next_word);
    teach(learner, DECIDE_RIGHT_START, option);
    scene->right.start = option >= 0 ? learner->choice.values[option]
                                     : target->right.start;
    if (target->right.end <= scene->right.start)
        return;
    list(learner, scene, DECIDE_RIGHT_END);
    teach(learner, DECIDE_RIGHT_END,
          near_option(learner, scene, target->right.end, last_word));
}

static void teach_left(struct learner *learner, struct scene *scene,
                       const struct target *target) {
    list(learner, scene, DECIDE_LEFT_END);
    int32_t option =
        near_option(learner, scene, target->left.end, last_word);
    teach(learner, DECIDE_LEFT_END, option);
    scene->left.end =
        option >= 0 ? learner->choice.values[option] : target->left.end;
    if (scene->left.end <= target->left.start)
        return;
    list(learner, scene, DECIDE_LEFT_START);
    teach(learner, DECIDE_LEFT_START,
          near_option(learner, scene, target->left.start, next_word));
}

static void teach_cue(struct learner *learner, const struct document *document,
                      const struct passage *passage, const struct spot *spot,
                      const struct gold *gold) {
    struct scene scene;
    scene_begin(&scene, passage, spot);
    list(learner, &scene, DECIDE_CUE);
    teach(learner, DECIDE_CUE, gold != NULL);
    if (!gold)
        return;
    struct target target = target_of(document, passage, gold);
    if (!target.side)
        return;
    teach_source(learner, &scene, &target);
    scene.side = target.side;
    list(learner, &scene, DECIDE_SIDE);
    teach(learner, DECIDE_SIDE, option_of(learner, (int32_t)target.side));
    if (target.side & SIDE_RIGHT)
        teach_right(learner, &scene, &target);
    if (target.side & SIDE_LEFT)
        teach_left(learner, &scene, &target);
}

static const struct gold *gold_at(const struct example *example,
                                  uint32_t token) {
    const struct gold *found = NULL;
    for (size_t i = 0; i < example->gold_count; i++)
        if (example->gold[i].anchor == token)
            found = &example->gold[i];
    return found;
}

static void teach_example(struct learner *learner, struct example *example) {
    struct arena scratch = {0};
    struct document document = example->document;
    document.arena = &scratch;
    struct passage passage;
    passage_open(&passage, &document);
    for (uint32_t s = 0; s < document.sentence_count;
         s = passage.sentence_end) {
        struct spot spot = {0};
        passage_read(&passage, &document, s);
        while (spot_next(&spot, &passage, document.sentences))
            teach_cue(learner, &document, &passage, &spot,
                      gold_at(example,
                              passage.token_start + (uint32_t)spot.cue));
    }
    arena_free(&scratch);
}

/* ---- the whole -------------------------------------------------------- */

static void *zeros(size_t size) { return memset(allocate(size), 0, size); }

static struct learner *learner_open(const struct weights *weights) {
    struct learner *learner = zeros(sizeof *learner);
    learner->weights = zeros(WEIGHT_COUNT * sizeof *learner->weights);
    learner->squares = zeros(WEIGHT_COUNT * sizeof *learner->squares);
    learner->sums = zeros(WEIGHT_COUNT * sizeof *learner->sums);
    learner->seen = zeros(WEIGHT_COUNT);
    learner->offered = zeros(GATE_COUNT * sizeof *learner->offered);
    learner->taken = zeros(GATE_COUNT * sizeof *learner->taken);
    choice_open(&learner->choice, weights, learner->log);
    return learner;
}

static void learner_close(struct learner *learner) {
    free(learner->weights);
    free(learner->squares);
    free(learner->sums);
    free(learner->seen);
    free(learner->offered);
    free(learner->taken);
    free(learner);
}

/* What to learn from: all articles, or all but every LEFT_OUTth. */
struct task {
    struct corpus *corpus;
    bool left_out;
};

static bool is_left_out(const struct task *task, size_t article) {
    return task->left_out && article % LEFT_OUT == 0;
}

static void shuffle(size_t *order, size_t count, uint32_t *state) {
    for (size_t i = count; i-- > 1;) {
        *state = *state * 1664525u + 1013904223u;
        size_t other = (*state >> 8) % (i + 1), kept = order[i];
        order[i] = order[other];
        order[other] = kept;
    }
}

static void add_to_sums(struct learner *learner) {
    for (size_t i = 0; i < WEIGHT_COUNT; i++)
        learner->sums[i] += learner->weights[i];
    learner->summed++;
}

static void teach_all(struct learner *learner, const struct task *task,
                      const size_t *order, bool averaged) {
    for (size_t i = 0; i < task->corpus->count; i++) {
        if (!is_left_out(task, order[i]))
            teach_example(learner, task->corpus->examples[order[i]]);
        if (averaged && i % BETWEEN_AVERAGES == 0)
            add_to_sums(learner);
    }
}

/* Learns weights, which stay in the learner, and gates, which go into the
 * table of whatever weights it was opened with. */
static void learn(struct learner *learner, const struct task *task,
                  int8_t *table) {
    size_t count = task->corpus->count;
    size_t *order = allocate(count * sizeof *order);
    uint32_t state = 10;
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    memset(table + WEIGHT_COUNT, 0, GATE_COUNT);
    learner->mode = GATING;
    teach_all(learner, task, order, false);
    close_gates(learner, table);
    learner->mode = COUNTING;
    teach_all(learner, task, order, false);
    learner->mode = LEARNING;
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
        learner->rate = RATE * (1 - RATE_DECAY * epoch / EPOCHS);
        shuffle(order, count, &state);
        teach_all(learner, task, order, epoch >= EPOCHS - AVERAGED);
    }
    for (size_t i = 0; i < WEIGHT_COUNT; i++)
        learner->weights[i] = learner->sums[i] / (float)learner->summed;
    free(order);
}

static int8_t rounded(float weight) {
    double units = floor((double)weight * WEIGHT_UNIT + 0.5);
    return (int8_t)(units > INT8_MAX    ? INT8_MAX
                    : units < -INT8_MAX ? -INT8_MAX
                                        : units);
}

/* Learns from most of the articles, examines the others. */
static void examine_all(const struct task *task,
                        const struct weights *weights,
                        struct decision_report *report) {
    struct learner *learner = learner_open(weights);
    learn(learner, task, weights->table);
    learner->mode = EXAMINING;
    learner->report = report;
    for (size_t i = 0; i < task->corpus->count; i++)
        if (is_left_out(task, i))
            teach_example(learner, task->corpus->examples[i]);
    learner_close(learner);
}

static bool learn_weights(struct corpus *corpus, const char *path,
                          struct decision_report *report,
                          struct failure *why) {
    struct weights weights = {.table = zeros(TABLE_LENGTH)};
    examine_all(&(struct task){corpus, true}, &weights, report);
    struct learner *learner = learner_open(&weights);
    learn(learner, &(struct task){corpus, false}, weights.table);
    for (size_t i = 0; i < WEIGHT_COUNT; i++)
        weights.table[i] = rounded(learner->weights[i]);
    learner_close(learner);
    bool good = weights_write(&weights, path, why);
    weights_free(&weights);
    return good;
}

bool train_attribution(const char *corpus_folder, const char *model,
                       struct tools *tools, struct attribution_report *report,
                       struct failure *why) {
    *report = (struct attribution_report){0};
    char words[4096], cues[4096], weights[4096];
    snprintf(words, sizeof words, "%s/grammar.csv", tools->options->lexicons);
    snprintf(cues, sizeof cues, "%s/attribution_cues.csv", model);
    snprintf(weights, sizeof weights, "%s/attribution.weights", model);
    struct grammar *grammar = grammar_open(words, NULL, why);
    struct corpus corpus = {0};
    bool good = grammar && read_corpus(&corpus, corpus_folder, tools, why) &&
                learn_cues(&corpus, grammar, cues, why);
    if (good)
        use_grammar(&corpus, grammar);
    good = good && learn_weights(&corpus, weights, report->decisions, why);
    report->articles = corpus.count;
    for (size_t i = 0; i < corpus.count; i++)
        report->attributions += corpus.examples[i]->gold_count;
    free_corpus(&corpus);
    grammar_close(grammar);
    return good;
}

/* ---- the command ------------------------------------------------------ */

static const char *base_name(const char *path) {
    const char *slash = strrchr(path, '/');
    return slash && slash[1] ? slash + 1 : path;
}

static void print_report(const struct attribution_report *report,
                         const char *corpus, struct output *out) {
    output_print(out,
                 "# What was learned about who says what\n\n"
                 "Written by `detente train --attribution`.\n\n"
                 "%llu articles with %llu attributions from the folder `%s`. "
                 "On every fifth article,\nleft out for this table, each "
                 "decision asked with the right answers to those\nbefore "
                 "it:\n\n"
                 "| decision | asked | right answer offered | chosen |\n"
                 "|---|---|---|---|\n",
                 (unsigned long long)report->articles,
                 (unsigned long long)report->attributions, base_name(corpus));
    for (size_t i = 0; i < DECISION_COUNT; i++) {
        const struct decision_report *row = &report->decisions[i];
        double asked = row->asked ? (double)row->asked : 1;
        output_print(out, "| %s | %llu | %.1f %% | %.1f %% |\n",
                     DECISIONS[i].sentence, (unsigned long long)row->asked,
                     100 * (double)row->offered / asked,
                     100 * (double)row->right / asked);
    }
}

static bool write_card(const struct attribution_report *report,
                       const struct options *options, struct failure *why) {
    struct output out = {0};
    char path[4096];
    snprintf(path, sizeof path, "%s/attribution.card.md", options->output);
    print_report(report, options->corpus, &out);
    fwrite(out.bytes, 1, out.length, stdout);
    return output_save(path, &out, why);
}

bool train_attribution_command(const struct options *options, int *status,
                               struct failure *why) {
    if (!options->output) {
        *status = 2;
        return fail(why, "train: needs -o DIR");
    }
    struct attribution_report report;
    struct tools tools = {.options = options};
    struct lexicons *lexicons = lexicons_open(options->lexicons, NULL, why);
    struct words *words =
        lexicons ? words_open(options->language, lexicons, NULL, why)
                 : NULL;
    tools.lexicons = lexicons;
    tools.words = words;
    bool good = words &&
                train_attribution(options->corpus, options->output, &tools,
                                  &report, why) &&
                write_card(&report, options, why);
    words_close(words);
    lexicons_close(lexicons);
    return good;
}
