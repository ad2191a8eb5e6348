/* evaluate.c - a model against labels that people gave.
 *
 * Two models on the same labels are compared by McNemar's exact test on the
 * statements that only one of them gets right (McNemar, Psychometrika 12,
 * 1947) and by a paired bootstrap of the difference in macro-F1. */
#define _POSIX_C_SOURCE 200809L
#include "tools.h"

#include "judge.h"
#include "measure.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { RESAMPLES = 2000, WORST = 10, MOST_GROUPS = 30 };

struct evaluation {
    const struct options *options;
    struct labels labels;
    struct model *model;
    struct judged judged;
    uint32_t *truth;
    struct measures measures;
    struct calibration calibration;
    double low, high;
    size_t *worst; /* mistakes, the surest first */
    size_t mistakes;
};

static double confidence(const struct evaluation *e, size_t i) {
    return e->judged
        .probability[i * e->judged.classes + e->judged.predicted[i]];
}

/* ---- figures ---------------------------------------------------------- */

struct ranked {
    double confidence;
    size_t index;
};

static int by_confidence(const void *a, const void *b) {
    const struct ranked *x = a, *y = b;
    if (x->confidence != y->confidence)
        return x->confidence > y->confidence ? -1 : 1;
    return (x->index > y->index) - (x->index < y->index);
}

static void rank_mistakes(struct evaluation *e) {
    struct ranked *ranked = allocate((e->labels.count + 1) * sizeof *ranked);
    for (size_t i = 0; i < e->labels.count; i++)
        if (e->judged.predicted[i] != e->truth[i])
            ranked[e->mistakes++] = (struct ranked){confidence(e, i), i};
    qsort(ranked, e->mistakes, sizeof *ranked, by_confidence);
    e->worst = allocate((e->mistakes + 1) * sizeof *e->worst);
    for (size_t i = 0; i < e->mistakes; i++)
        e->worst[i] = ranked[i].index;
    free(ranked);
}

static void work_out(struct evaluation *e) {
    size_t count = e->labels.count;
    measure(&e->measures, e->judged.classes, count, e->truth,
            e->judged.predicted);
    measure_interval(e->judged.classes, count, e->truth, e->judged.predicted,
                     RESAMPLES, &e->low, &e->high);
    double *sure = allocate((count + 1) * sizeof *sure);
    for (size_t i = 0; i < count; i++)
        sure[i] = confidence(e, i);
    measure_calibration(&e->calibration, count, e->truth,
                        e->judged.predicted, sure);
    free(sure);
    rank_mistakes(e);
}

/* ---- as text ---------------------------------------------------------- */

static void tell_classes(const struct evaluation *e) {
    const struct measures *m = &e->measures;
    printf("%zu statements: accuracy %.4f, macro-F1 %.4f (95 %% interval "
           "%.4f to %.4f), MCC %.4f\n\n%-16s precision  recall  F1      "
           "statements\n",
           m->count, m->accuracy, m->macro_f1, e->low, e->high, m->mcc,
           "class");
    for (unsigned k = 0; k < m->classes; k++) {
        size_t of_class = 0;
        for (unsigned j = 0; j < m->classes; j++)
            of_class += m->confusion[k][j];
        printf("%-16s %.4f     %.4f  %.4f  %zu\n", e->model->labels[k],
               m->precision[k], m->recall[k], m->f1[k], of_class);
    }
    printf("\n%-16s", "is \\ called");
    for (unsigned k = 0; k < m->classes; k++)
        printf(" %12.12s", e->model->labels[k]);
    for (unsigned k = 0; k < m->classes; k++) {
        printf("\n%-16s", e->model->labels[k]);
        for (unsigned j = 0; j < m->classes; j++)
            printf(" %12zu", m->confusion[k][j]);
    }
    puts("");
}

static void tell_calibration(const struct evaluation *e) {
    const struct calibration *c = &e->calibration;
    printf("\nexpected calibration error %.4f\nprobability  statements  "
           "mean    right\n",
           c->error);
    for (int bin = 0; bin < 10; bin++)
        if (c->count[bin])
            printf("%.1f to %.1f   %10zu  %.4f  %.4f\n", bin / 10.0,
                   (bin + 1) / 10.0, c->count[bin], c->confidence[bin],
                   c->right[bin]);
}

static void tell_part(const struct evaluation *e, const char *name,
                      const uint8_t *in) {
    size_t count = 0;
    uint32_t *truth = allocate((e->labels.count + 1) * sizeof *truth);
    uint32_t *predicted = allocate((e->labels.count + 1) * sizeof *predicted);
    for (size_t i = 0; i < e->labels.count; i++)
        if (in[i]) {
            truth[count] = e->truth[i];
            predicted[count++] = e->judged.predicted[i];
        }
    struct measures m;
    measure(&m, e->judged.classes, count, truth, predicted);
    if (count)
        printf("%-20.20s %11zu  %.4f    %.4f\n", name, count, m.accuracy,
               m.macro_f1);
    free(truth);
    free(predicted);
}

static size_t words_of(const char *text) {
    size_t count = 0;
    for (const char *p = text; *p;) {
        p += strspn(p, " \t\r\n");
        count += *p != '\0';
        p += strcspn(p, " \t\r\n");
    }
    return count;
}

static void tell_lengths(const struct evaluation *e) {
    static const size_t EDGES[] = {0, 8, 15, 25, 40, SIZE_MAX};
    uint8_t *in = allocate(e->labels.count + 1);
    puts("\nwords                 statements  accuracy  macro-F1");
    for (int part = 0; part < 5; part++) {
        char name[48];
        if (part < 4)
            snprintf(name, sizeof name, "up to %zu", EDGES[part + 1]);
        else
            snprintf(name, sizeof name, "more");
        for (size_t i = 0; i < e->labels.count; i++) {
            size_t words = words_of(e->labels.examples[i].text);
            in[i] = words > EDGES[part] && words <= EDGES[part + 1];
        }
        tell_part(e, name, in);
    }
    free(in);
}

/* By the values of the column that --group names. */
static void tell_groups(const struct evaluation *e) {
    const char *names[MOST_GROUPS];
    size_t count = 0;
    if (!e->options->group_column)
        return;
    for (size_t i = 0; i < e->labels.count; i++) {
        size_t k = 0;
        while (k < count && strcmp(names[k], e->labels.examples[i].group))
            k++;
        if (k == count && count == MOST_GROUPS)
            return;
        if (k == count)
            names[count++] = e->labels.examples[i].group;
    }
    uint8_t *in = allocate(e->labels.count + 1);
    printf("\n%-20s  statements  accuracy  macro-F1\n",
           e->options->group_column);
    for (size_t k = 0; k < count; k++) {
        for (size_t i = 0; i < e->labels.count; i++)
            in[i] = !strcmp(names[k], e->labels.examples[i].group);
        tell_part(e, names[k], in);
    }
    free(in);
}

static void tell_worst(const struct evaluation *e) {
    if (e->mistakes)
        puts("\nthe surest mistakes:");
    for (size_t i = 0; i < e->mistakes && i < WORST; i++) {
        size_t k = e->worst[i];
        printf("%s:%zu: is %s, called %s with %.2f: %.100s\n",
               e->labels.examples[k].file, e->labels.examples[k].line,
               e->model->labels[e->truth[k]],
               e->model->labels[e->judged.predicted[k]], confidence(e, k),
               e->labels.examples[k].text);
    }
}

/* ---- as CSV ----------------------------------------------------------- */

static bool write_table(const char *folder, const char *name,
                        struct output *out, struct failure *why) {
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    struct output_file file;
    bool good = output_open(&file, path, why);
    if (good) {
        good = output_flush(&file, out, why) && output_commit(&file, why);
        output_abandon(&file);
    }
    out->length = 0;
    return good;
}

static void put(struct output *out, const char *measure, const char *class,
                double value) {
    struct csv_writer writer = {.out = out, .guard = true};
    csv_plain(&writer, measure);
    csv_text(&writer, class);
    csv_fixed(&writer, llround(value * 10000), 4);
    csv_end(&writer);
}

static void measures_table(const struct evaluation *e, struct output *out) {
    output_text(out, "measure,class,value\n");
    put(out, "accuracy", "", e->measures.accuracy);
    put(out, "macro_f1", "", e->measures.macro_f1);
    put(out, "macro_f1_low", "", e->low);
    put(out, "macro_f1_high", "", e->high);
    put(out, "mcc", "", e->measures.mcc);
    put(out, "calibration_error", "", e->calibration.error);
    for (unsigned k = 0; k < e->measures.classes; k++) {
        put(out, "precision", e->model->labels[k], e->measures.precision[k]);
        put(out, "recall", e->model->labels[k], e->measures.recall[k]);
        put(out, "f1", e->model->labels[k], e->measures.f1[k]);
    }
}

static void confusion_table(const struct evaluation *e, struct output *out) {
    struct csv_writer writer = {.out = out, .guard = true};
    output_text(out, "is,called,statements\n");
    for (unsigned k = 0; k < e->measures.classes; k++)
        for (unsigned j = 0; j < e->measures.classes; j++) {
            csv_text(&writer, e->model->labels[k]);
            csv_text(&writer, e->model->labels[j]);
            csv_integer(&writer, (int64_t)e->measures.confusion[k][j]);
            csv_end(&writer);
        }
}

static void calibration_table(const struct evaluation *e,
                              struct output *out) {
    struct csv_writer writer = {.out = out};
    output_text(out, "from,to,statements,probability,right\n");
    for (int bin = 0; bin < 10; bin++) {
        csv_fixed(&writer, bin, 1);
        csv_fixed(&writer, bin + 1, 1);
        csv_integer(&writer, (int64_t)e->calibration.count[bin]);
        csv_fixed(&writer, llround(e->calibration.confidence[bin] * 10000),
                  4);
        csv_fixed(&writer, llround(e->calibration.right[bin] * 10000), 4);
        csv_end(&writer);
    }
}

static void mistakes_table(const struct evaluation *e, struct output *out) {
    struct csv_writer writer = {.out = out, .guard = e->options->guard};
    output_text(out, "file,line,is,called,probability,text\n");
    for (size_t i = 0; i < e->mistakes; i++) {
        size_t k = e->worst[i];
        csv_text(&writer, e->labels.examples[k].file);
        csv_integer(&writer, (int64_t)e->labels.examples[k].line);
        csv_text(&writer, e->model->labels[e->truth[k]]);
        csv_text(&writer, e->model->labels[e->judged.predicted[k]]);
        csv_fixed(&writer, llround(confidence(e, k) * 10000), 4);
        csv_text(&writer, e->labels.examples[k].text);
        csv_end(&writer);
    }
}

static const struct table_file {
    const char *name;
    void (*make)(const struct evaluation *e, struct output *out);
} TABLES_OF_EVALUATION[] = {{"measures.csv", measures_table},
                            {"confusion.csv", confusion_table},
                            {"calibration.csv", calibration_table},
                            {"mistakes.csv", mistakes_table}};

static bool write_tables(const struct evaluation *e, const char *folder,
                         struct failure *why) {
    if (mkdir(folder, 0777) && errno != EEXIST)
        return fail(why, "%s: %s", folder, strerror(errno));
    struct output out = {0};
    bool good = true;
    for (size_t i = 0; good && i < 4; i++) {
        TABLES_OF_EVALUATION[i].make(e, &out);
        good = write_table(folder, TABLES_OF_EVALUATION[i].name, &out, why);
    }
    output_free(&out);
    return good;
}

/* ---- comparing -------------------------------------------------------- */

double mcnemar(size_t only_first, size_t only_second) {
    size_t n = only_first + only_second;
    size_t k = only_first < only_second ? only_first : only_second;
    double tail = 0, log_half = log(0.5) * (double)n;
    for (size_t i = 0; i <= k; i++)
        tail += exp(lgamma((double)n + 1) - lgamma((double)i + 1) -
                    lgamma((double)(n - i) + 1) + log_half);
    return fmin(1, 2 * tail);
}

static double macro_f1(unsigned classes, size_t count, const uint32_t *truth,
                       const uint32_t *predicted) {
    struct measures m;
    measure(&m, classes, count, truth, predicted);
    return m.macro_f1;
}

static void tell_difference(const struct evaluation *e,
                            const uint32_t *other) {
    size_t count = e->labels.count, first = 0, second = 0;
    double above = 0;
    unsigned classes = e->judged.classes;
    for (size_t i = 0; i < count; i++) {
        bool a = e->judged.predicted[i] == e->truth[i];
        bool b = other[i] == e->truth[i];
        first += a && !b;
        second += b && !a;
    }
    double there = macro_f1(classes, count, e->truth, other);
    double difference = e->measures.macro_f1 - there;
    uint32_t *sample[3];
    for (int k = 0; k < 3; k++)
        sample[k] = allocate((count + 1) * sizeof(uint32_t));
    uint64_t state = 2;
    for (int r = 0; r < RESAMPLES; r++) {
        for (size_t i = 0; i < count; i++) {
            size_t k = random_below(&state, count);
            sample[0][i] = e->truth[k];
            sample[1][i] = e->judged.predicted[k];
            sample[2][i] = other[k];
        }
        double d = macro_f1(classes, count, sample[0], sample[1]) -
                   macro_f1(classes, count, sample[0], sample[2]);
        above += d > 0 ? 1 : d < 0 ? 0 : 0.5;
    }
    for (int k = 0; k < 3; k++)
        free(sample[k]);
    double share = above / RESAMPLES;
    printf("\nagainst %s: macro-F1 %.4f, this one %+.4f\nonly this one right "
           "%zu, only that one %zu; McNemar's exact p %.4f, bootstrap p "
           "%.4f\n",
           e->options->compare, there, difference, first, second,
           mcnemar(first, second), 2 * fmin(share, 1 - share));
}

static bool compare(const struct evaluation *e, struct failure *why) {
    struct model *other = model_open(e->options->compare, why);
    struct judged judged = {0};
    bool good = other && judge(&judged, other, &e->labels, why);
    uint32_t *called = allocate((e->labels.count + 1) * sizeof *called);
    for (size_t i = 0; good && i < e->labels.count; i++) {
        called[i] = UNLABELLED;
        for (unsigned k = 0; k < e->model->classes; k++)
            if (!strcmp(e->model->labels[k],
                        other->labels[judged.predicted[i]]))
                called[i] = k;
        if (called[i] == UNLABELLED)
            good = fail(why, "%s: its labels are not those of %s",
                        e->options->compare, e->options->model);
    }
    if (good)
        tell_difference(e, called);
    free(called);
    judged_free(&judged);
    model_close(other);
    return good;
}

/* ---- the command ------------------------------------------------------ */

static bool evaluate(struct evaluation *e, struct failure *why) {
    const struct options *options = e->options;
    struct label_options wanted = {.text = options->text_column,
                                   .label = options->label_column,
                                   .group = options->group_column,
                                   .split = options->split,
                                   .any_split = !options->split};
    if (!labels_read(&e->labels, options->arguments, options->argument_count,
                     &wanted, why))
        return false;
    labels_settle(&e->labels);
    if (!e->labels.count)
        return fail(why, "%s: no labelled statement", options->arguments[0]);
    e->model = model_open(options->model, why);
    e->truth = allocate((e->labels.count + 1) * sizeof *e->truth);
    if (!e->model || !judge_truth(e->model, &e->labels, e->truth, why) ||
        !judge(&e->judged, e->model, &e->labels, why))
        return false;
    work_out(e);
    tell_classes(e);
    tell_calibration(e);
    tell_lengths(e);
    tell_groups(e);
    tell_worst(e);
    return (!options->output || write_tables(e, options->output, why)) &&
           (!options->compare || compare(e, why));
}

bool evaluate_command(const struct options *options, int *status,
                      struct failure *why) {
    if (!options->argument_count) {
        *status = 2;
        return fail(why, "evaluate: needs LABELS...");
    }
    struct evaluation *e = allocate(sizeof *e);
    *e = (struct evaluation){.options = options};
    bool good = evaluate(e, why);
    model_close(e->model);
    judged_free(&e->judged);
    labels_free(&e->labels);
    free(e->truth);
    free(e->worst);
    free(e);
    return good;
}
