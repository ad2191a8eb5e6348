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

enum { MOST_EVIDENCE = 3, LONGEST_EVIDENCE = 60, UNITS = 10000 };
#define LEAST_EVIDENCE 0.005

/* Rounds so that the sum stays 1: what is missing goes to the label. */
static void round_all(const struct model *model,
                      const struct verdict *verdict, int32_t *rounded) {
    int32_t sum = 0;
    for (unsigned k = 0; k < model->classes; k++)
        sum += rounded[k] =
            (int32_t)lround(verdict->probability[k] * UNITS);
    unsigned most = 0;
    for (unsigned k = 1; k < model->classes; k++)
        if (rounded[k] > rounded[most])
            most = k;
    rounded[most] += UNITS - sum;
}

/* What a part adds along the axis that evidence is about. */
static double along(const struct model *model, const struct verdict *verdict,
                    const struct part *part) {
    if (model->low >= 0 && model->high >= 0)
        return (part->added[model->high] - part->added[model->low]) *
               part->scale;
    double others = 0;
    for (unsigned k = 0; k < model->classes; k++)
        if (k != verdict->label)
            others += part->added[k];
    return (part->added[verdict->label] - others / (model->classes - 1)) *
           part->scale;
}

struct weighed {
    const struct part *part;
    double weight;
};

static bool overlaps(const struct weighed *best, size_t count,
                     const struct part *part) {
    for (size_t i = 0; i < count; i++) {
        const struct part *other = best[i].part;
        bool named = part->name && other->name;
        if (named ? !strcmp(part->name, other->name)
                  : part->start < other->start + other->length &&
                        other->start < part->start + part->length)
            return true;
    }
    return false;
}

/* The parts that weigh most, none inside another; "< " of pairs apart, each
 * part is one word, one pair, one class of the lexicon or the cue. */
static size_t choose(const struct model *model, const struct verdict *verdict,
                     struct arena *arena, struct weighed *best) {
    size_t count = 0, left = verdict->parts.count;
    double *weights = arena_take(arena, (left + 1) * sizeof *weights);
    for (size_t i = 0; i < left; i++)
        weights[i] = along(model, verdict, &verdict->parts.items[i]);
    for (; count < MOST_EVIDENCE; count++) {
        struct weighed most = {.weight = LEAST_EVIDENCE};
        for (size_t i = 0; i < left; i++)
            if (fabs(weights[i]) > fabs(most.weight) &&
                !overlaps(best, count, &verdict->parts.items[i]))
                most = (struct weighed){&verdict->parts.items[i], weights[i]};
        if (!most.part)
            break;
        best[count] = most;
    }
    return count;
}

static const char *describe(const struct model *model,
                            const struct verdict *verdict, const char *text,
                            struct arena *arena) {
    struct weighed best[MOST_EVIDENCE];
    size_t count = choose(model, verdict, arena, best);
    char *line = arena_take(arena, MOST_EVIDENCE * (LONGEST_EVIDENCE * 2));
    size_t used = 0;
    line[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const struct part *part = best[i].part;
        if (i) {
            memcpy(line + used, "; ", 2);
            used += 2;
        }
        const char *from = part->length ? text + part->start : part->name;
        size_t length = part->length ? part->length : strlen(part->name);
        if (length > LONGEST_EVIDENCE)
            length = LONGEST_EVIDENCE;
        while (length && ((unsigned char)from[length] & 0xC0) == 0x80)
            length--;
        memcpy(line + used, from, length);
        used += length;
        int hundredths = (int)lround(best[i].weight * 100);
        line[used++] = ' ';
        line[used++] = hundredths < 0 ? '-' : '+';
        hundredths = hundredths < 0 ? -hundredths : hundredths;
        if (hundredths > 999)
            hundredths = 999;
        line[used++] = (char)('0' + hundredths / 100);
        line[used++] = '.';
        line[used++] = (char)('0' + hundredths / 10 % 10);
        line[used++] = (char)('0' + hundredths % 10);
    }
    line[used] = '\0';
    return line;
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

static void score(struct document *document, const struct tools *tools,
                  struct statement *statement) {
    const struct model *model = tools->model;
    struct verdict verdict;
    model_score(model, tools->words, document->arena, statement->text,
                strlen(statement->text), statement->cue_text, true, &verdict);
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
    statement->evidence =
        describe(model, &verdict, statement->text, document->arena);
}

bool score_step(struct document *document, struct tools *tools,
                struct failure *why) {
    (void)why;
    for (uint32_t i = 0; i < document->statement_count; i++)
        score(document, tools, &document->statements[i]);
    return true;
}
