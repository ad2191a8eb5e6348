/* score.c - the tone of each statement, from its text and cue alone.
 *
 * Tone and probabilities are whole numbers of 1/10000, so that means are sums
 * of integers.  The three probabilities add up to 10000; tone is the
 * difference of two of them.  Evidence: the places of the text that moved
 * the decision most, along the axis of tone where the model has one, else
 * towards its label. */
#include "model.h"
#include "pipeline.h"

#include <math.h>
#include <string.h>

enum { LONGEST_EVIDENCE = 60, UNITS = 10000 };

/* Rounds so that the sum stays 1: what is missing goes to the label. */
static void round_all(const struct model *model,
                      const struct verdict *verdict, int32_t *rounded) {
    int32_t sum = 0;
    unsigned most = 0;
    for (unsigned k = 0; k < model->classes; k++) {
        rounded[k] = (int32_t)(verdict->probability[k] * UNITS + 0.5);
        sum += rounded[k];
        most = rounded[k] > rounded[most] ? k : most;
    }
    rounded[most] += UNITS - sum;
}

/* Copies the beginning of some bytes; returns how much. */
static size_t copy_beginning(const char *from, size_t length, char *into) {
    if (length > LONGEST_EVIDENCE)
        for (length = LONGEST_EVIDENCE;
             length && ((unsigned char)from[length] & 0xC0) == 0x80;)
            length--;
    memcpy(into, from, length);
    return length;
}

/* One of the reason's words; of a name, that it is one. */
static size_t copy_word(const struct reason *reason, int i, const char *text,
                        char *into) {
    static const char NAME[] = "(name)";
    const struct span word = reason->words[i];
    return reason->masked[i]
               ? copy_beginning(NAME, sizeof NAME - 1, into)
               : copy_beginning(text + word.start, word.end - word.start,
                                into);
}

static size_t copy_words(const struct reason *reason, const char *text,
                         char *into) {
    if (!reason->words[0].end)
        return copy_beginning(reason->name, strlen(reason->name), into);
    size_t length = copy_word(reason, 0, text, into);
    if (!reason->words[1].end)
        return length;
    into[length++] = ' ';
    return length + copy_word(reason, 1, text, into + length);
}

/* "will pay +0.31": returns its length. */
static size_t describe_one(const struct reason *reason, const char *text,
                           char *into) {
    size_t length = copy_words(reason, text, into);
    int hundredths = (int)(fabsf(reason->weight) * 100 + 0.5F);
    if (hundredths > 999)
        hundredths = 999;
    char *number = into + length;
    number[0] = ' ';
    number[1] = "+-"[(reason->weight < 0) & (hundredths > 0)];
    number[2] = (char)('0' + hundredths / 100);
    number[3] = '.';
    number[4] = (char)('0' + hundredths / 10 % 10);
    number[5] = (char)('0' + hundredths % 10);
    return length + 6;
}

enum { EVIDENCE_ROOM = SCORER_EVIDENCE * (2 * LONGEST_EVIDENCE + 9) };

/* Returns the length of what was written. */
static size_t describe(const struct evidence *evidence, const char *text,
                       char line[EVIDENCE_ROOM]) {
    size_t used = 0;
    for (size_t i = 0; i < evidence->count; i++) {
        if (i) {
            memcpy(line + used, "; ", 2);
            used += 2;
        }
        used += describe_one(&evidence->items[i], text, line + used);
    }
    return used;
}

static const char UNSURE[] = "unsure";

/* Whether the likeliest class leads the next by less than `margin`. */
static bool is_unsure(const int32_t *rounded, unsigned classes,
                      unsigned margin) {
    int32_t first = -1, second = -1;
    for (unsigned k = 0; k < classes; k++)
        if (rounded[k] > first) {
            second = first;
            first = rounded[k];
        } else if (rounded[k] > second) {
            second = rounded[k];
        }
    return first - second < (int32_t)margin;
}

/* Words out of the article's tokens where they can be had, else read. */
static void find_words(struct document *document, struct words *words,
                       const struct span *pieces, uint32_t count,
                       const char *text, struct wording *wording) {
    if (!pieces ||
        !wording_cut(wording, words, document, pieces, count, text))
        wording_read(wording, words, document->arena, text, strlen(text));
}

/* The statement's words and those of its cue. */
static void find_wording(struct document *document, struct words *words,
                         const struct statement *statement,
                         struct wording *text, struct wording *cue) {
    const struct span *tokens = statement->tokens;
    uint32_t count = statement->piece_count;
    find_words(document, words, tokens, count, statement->text, text);
    find_words(document, words, tokens ? tokens + count : NULL, 1,
               statement->cue_text, cue);
}

static void score(struct document *document, const struct tools *tools,
                  struct statement *statement) {
    const struct model *model = tools->model;
    struct wording text, cue;
    struct verdict verdict;
    const struct arena before = *document->arena;
    find_wording(document, tools->words, statement, &text, &cue);
    model_score(model, tools->words, document->arena, &text, &cue, true,
                &verdict);
    int32_t rounded[MODEL_CLASSES] = {0};
    round_all(model, &verdict, rounded);
    for (unsigned k = 0; k < 3; k++)
        statement->probability[k] =
            model->low >= 0 && k < model->classes ? rounded[k] : 0;
    statement->tone = model->low >= 0 && model->high >= 0
                          ? rounded[model->high] - rounded[model->low]
                          : 0;
    statement->label =
        is_unsure(rounded, model->classes, tools->options->margin)
            ? UNSURE
            : model->labels[verdict.label];
    char line[EVIDENCE_ROOM];
    size_t length = describe(&verdict.evidence, text.text, line);
    arena_go_back(document->arena, &before);
    statement->evidence = arena_copy(document->arena, line, length);
}

bool score_step(struct document *document, struct tools *tools,
                struct failure *why) {
    (void)why;
    for (uint32_t i = 0; i < document->statement_count; i++)
        score(document, tools, &document->statements[i]);
    return true;
}
