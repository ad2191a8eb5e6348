/* explain.c - a decision taken apart: each feature's value times its weight.
 *
 * The places of words (v:, c:) are many small numbers; they are summed to one
 * line each.  The lines and the constant add up to the decision. */
#include "tools.h"

#include "labels.h"
#include "model.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct line {
    const char *name;
    double value; /* NaN for sums of many */
    double added[MODEL_CLASSES];
    double size; /* to sort by */
};

static int by_size(const void *a, const void *b) {
    const struct line *x = a, *y = b;
    if (x->size != y->size)
        return x->size > y->size ? -1 : 1;
    return strcmp(x->name, y->name);
}

/* One line a feature, those of places together; returns their number. */
static size_t make_lines(const struct model *model,
                         const struct vector *vector, struct line *lines) {
    unsigned classes = model->classes;
    size_t count = 2;
    lines[0] = (struct line){.name = "places of the words (v:)",
                             .value = NAN};
    lines[1] = (struct line){.name = "places of the cue (c:)", .value = NAN};
    for (size_t i = 0; i < vector->count; i++) {
        const struct feature *feature = &vector->items[i];
        const char *name = space_name(model->features, feature->id);
        struct line *line = !strncmp(name, "v:", 2)   ? &lines[0]
                            : !strncmp(name, "c:", 2) ? &lines[1]
                                                      : &lines[count++];
        if (line > &lines[1])
            *line = (struct line){.name = name, .value = feature->value};
        for (unsigned k = 0; k < classes; k++)
            line->added[k] +=
                feature->value *
                model->weights[(size_t)feature->id * classes + k];
    }
    for (size_t i = 0; i < count; i++) {
        double low = INFINITY, high = -INFINITY;
        for (unsigned k = 0; k < classes; k++) {
            low = fmin(low, lines[i].added[k]);
            high = fmax(high, lines[i].added[k]);
        }
        lines[i].size = high - low;
    }
    qsort(lines, count, sizeof *lines, by_size);
    return count;
}

static void tell_numbers(const struct model *model, const char *name,
                         const double *numbers) {
    printf("%-34s %8s", name, "");
    for (unsigned k = 0; k < model->classes; k++)
        printf(" %+12.4f", numbers[k]);
    puts("");
}

static void tell_lines(const struct model *model,
                       const struct vector *vector) {
    struct line *lines = allocate((vector->count + 2) * sizeof *lines);
    size_t count = make_lines(model, vector, lines);
    for (size_t i = 0; i < count; i++) {
        if (lines[i].size == 0)
            continue;
        if (isnan(lines[i].value)) {
            tell_numbers(model, lines[i].name, lines[i].added);
            continue;
        }
        printf("%-34.34s %8.4f", lines[i].name, lines[i].value);
        for (unsigned k = 0; k < model->classes; k++)
            printf(" %+12.4f", lines[i].added[k]);
        puts("");
    }
    free(lines);
    size_t constant = space_count(model->features);
    tell_numbers(model, "constant",
                 &model->weights[constant * model->classes]);
}

void explain_statement(const struct model *model, struct words *words,
                       const char *text, const char *cue) {
    struct arena arena = {0};
    struct vector vector = {.arena = &arena};
    struct verdict verdict;
    space_make_text(model->features, words, text, cue, &vector);
    model_decide(model, &vector, verdict.decision);
    model_judge(model, &verdict);
    printf("%s%s%s\n\n%-34s %8s", *cue ? cue : "", *cue ? ": " : "", text,
           "feature", "value");
    for (unsigned k = 0; k < model->classes; k++)
        printf(" %12.12s", model->labels[k]);
    puts("");
    if (model->kernel == KERNEL_LINEAR)
        tell_lines(model, &vector);
    else
        puts("(a model with a kernel has no weights of features)");
    tell_numbers(model, "decision", verdict.decision);
    tell_numbers(model, "probability", verdict.probability);
    printf("label: %s", model->labels[verdict.label]);
    if (model->low >= 0 && model->high >= 0)
        printf(", tone %+.4f", verdict.probability[model->high] -
                                   verdict.probability[model->low]);
    puts("");
    arena_free(&arena);
}

/* The row of a file, or the argument itself as the text. */
static bool explain_with(const struct options *options,
                         const struct model *model, struct words *words,
                         struct failure *why) {
    const char *argument = options->arguments[0];
    const char *cue = options->cue ? options->cue : "";
    if (access(argument, F_OK)) {
        explain_statement(model, words, argument, cue);
        return true;
    }
    struct labels labels = {0};
    struct label_options wanted = {.text = options->text_column,
                                   .any_split = true,
                                   .unlabelled = true};
    bool good = labels_read(&labels, options->arguments, 1, &wanted, why);
    size_t row = options->number ? options->number : 1;
    if (good && row > labels.count)
        good = fail(why, "%s: has %zu statements, no number %zu", argument,
                    labels.count, row);
    if (good)
        explain_statement(model, words, labels.examples[row - 1].text,
                          *cue ? cue : labels.examples[row - 1].cue);
    labels_free(&labels);
    return good;
}

bool explain_argument(const struct options *options, struct failure *why) {
    struct model *model = model_open(options->model, why);
    struct words *words = model && model_read(model, why)
                              ? space_words(model->features, why)
                              : NULL;
    bool good = words && explain_with(options, model, words, why);
    words_close(words);
    model_close(model);
    return good;
}
