/* suggest.c - which statements to label next.
 *
 * Active learning by uncertainty and diversity: a statement is worth its
 * uncertainty (1 less the lead of the likeliest label over the next) times
 * its unlikeness to those already chosen (1 less the highest cosine of their
 * vectors); the best is chosen, again and again.  Settles & Craven, EMNLP
 * 2008 (information density), with the density turned round.  Only the most
 * uncertain are considered: POOL times as many as are asked for. */
#include "tools.h"

#include "judge.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { POOL = 20, LEAST_POOL = 2000, USUAL = 200 };

struct candidate {
    size_t index; /* of the example */
    double uncertainty;
    double nearest; /* highest cosine to a chosen one */
    struct vector vector;
    double length;
    bool taken;
};

static double lead(const double *p, unsigned classes) {
    double first = -1, second = -1;
    for (unsigned k = 0; k < classes; k++)
        if (p[k] > first) {
            second = first;
            first = p[k];
        } else if (p[k] > second) {
            second = p[k];
        }
    return first - second;
}

static int by_uncertainty(const void *a, const void *b) {
    const struct candidate *x = a, *y = b;
    if (x->uncertainty != y->uncertainty)
        return x->uncertainty > y->uncertainty ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static double cosine(const struct candidate *a, const struct candidate *b) {
    double sum = 0;
    for (size_t i = 0, j = 0; i < a->vector.count && j < b->vector.count;) {
        const struct feature *x = &a->vector.items[i], *y = &b->vector.items[j];
        if (x->id == y->id)
            sum += x->value * y->value;
        i += x->id <= y->id;
        j += y->id <= x->id;
    }
    double lengths = a->length * b->length;
    return lengths > 0 ? sum / lengths : 0;
}

static void vectorise(struct candidate *pool, size_t count,
                      const struct model *model, const struct labels *labels,
                      struct words *words, struct arena *arena) {
    for (size_t i = 0; i < count; i++) {
        const struct example *example = &labels->examples[pool[i].index];
        pool[i].vector.arena = arena;
        space_make_text(model->features, words, example->text, example->cue,
                   &pool[i].vector);
        for (size_t k = 0; k < pool[i].vector.count; k++)
            pool[i].length += pool[i].vector.items[k].value *
                              pool[i].vector.items[k].value;
        pool[i].length = sqrt(pool[i].length);
    }
}

/* The next to choose, or NULL when none is left. */
static struct candidate *choose_next(struct candidate *pool, size_t count) {
    struct candidate *best = NULL;
    for (size_t i = 0; i < count; i++)
        if (!pool[i].taken &&
            (!best || pool[i].uncertainty * (1 - pool[i].nearest) >
                          best->uncertainty * (1 - best->nearest)))
            best = &pool[i];
    if (!best)
        return NULL;
    best->taken = true;
    for (size_t i = 0; i < count; i++)
        pool[i].nearest = fmax(pool[i].nearest, cosine(&pool[i], best));
    return best;
}

static void write_row(struct csv_writer *writer, const struct model *model,
                      const struct labels *labels,
                      const struct judged *judged,
                      const struct candidate *chosen) {
    const struct example *example = &labels->examples[chosen->index];
    csv_text(writer, example->file);
    csv_integer(writer, (int64_t)example->line);
    csv_text(writer, example->cue);
    csv_text(writer, example->text);
    csv_plain(writer, "");
    csv_text(writer, model->labels[judged->predicted[chosen->index]]);
    csv_fixed(writer, llround(chosen->uncertainty * 10000), 4);
    csv_end(writer);
}

static bool suggest(const struct options *options, const struct model *model,
                    const struct labels *labels, const struct judged *judged,
                    struct output *out, struct failure *why) {
    size_t count = labels->count;
    unsigned number = options->number ? options->number : USUAL;
    struct words *words = space_words(model->features, why);
    if (!words)
        return false;
    struct candidate *pool = allocate((count + 1) * sizeof *pool);
    for (size_t i = 0; i < count; i++)
        pool[i] = (struct candidate){
            .index = i,
            .uncertainty = 1 - lead(&judged->probability[i * judged->classes],
                                    judged->classes)};
    qsort(pool, count, sizeof *pool, by_uncertainty);
    size_t kept = (size_t)number * POOL;
    kept = kept < LEAST_POOL ? LEAST_POOL : kept;
    kept = kept < count ? kept : count;
    struct arena arena = {0};
    vectorise(pool, kept, model, labels, words, &arena);
    struct csv_writer writer = {.out = out, .guard = options->guard};
    output_text(out, "file,line,cue,text,label,guess,uncertainty\n");
    for (unsigned i = 0; i < number; i++) {
        struct candidate *chosen = choose_next(pool, kept);
        if (!chosen)
            break;
        write_row(&writer, model, labels, judged, chosen);
    }
    arena_free(&arena);
    free(pool);
    words_close(words);
    return true;
}

static bool write_out(const struct options *options, struct output *out,
                      struct failure *why) {
    struct output_file file;
    if (!output_open(&file, options->output ? options->output : "-", why))
        return false;
    bool good = output_flush(&file, out, why) && output_commit(&file, why);
    output_abandon(&file);
    return good;
}

bool suggest_command(const struct options *options, int *status,
                     struct failure *why) {
    (void)status;
    static char STANDARD[] = "-";
    char *standard = STANDARD;
    struct label_options wanted = {.text = options->text_column,
                                   .label = options->label_column,
                                   .any_split = true,
                                   .unlabelled = true};
    struct labels labels = {0};
    struct judged judged = {0};
    struct output out = {0};
    struct model *model = model_open(options->model, why);
    bool good = model && model_read(model, why) &&
                labels_read(&labels,
                            options->argument_count ? options->arguments
                                                    : &standard,
                            options->argument_count ? options->argument_count
                                                    : 1,
                            &wanted, why);
    if (good) {
        labels_settle(&labels);
        good = judge(&judged, model, &labels, why) &&
               suggest(options, model, &labels, &judged, &out, why) &&
               write_out(options, &out, why);
    }
    output_free(&out);
    judged_free(&judged);
    labels_free(&labels);
    model_close(model);
    return good;
}
