/* train.c - from labelled statements to a model folder, the same bytes each
 * time.
 *
 * The cost of errors is chosen by cross-validation (grouped, stratified) for
 * the best macro-F1; the decisions on held-out examples of the chosen cost
 * calibrate the probabilities; the final model is fitted on everything.
 * Document frequencies are counted over all texts once; labels of held-out
 * examples are never seen.  Of very large sets a part is used to choose.
 *
 * Examples of another kind (--aside) help without setting the tune: they
 * share every weight with the others and have a second one to themselves,
 * which the model leaves behind; the others have a second one too, which it
 * keeps (Daume, Frustratingly easy domain adaptation, ACL 2007).  They weigh
 * half and never test. */
#define _POSIX_C_SOURCE 200809L
#include "train.h"

#include "calibrate.h"
#include "folds.h"
#include "labels.h"
#include "measure.h"
#include "solve.h"
#include "words.h"

#include <libsvm/svm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    FOLDS = 5,
    /* more examples than this: choose on a part of them, in fewer folds */
    MANY = 20000, MANY_KERNEL = 8000,
    PART = 10000, PART_KERNEL = 4000, PART_FOLDS = 3,
    SHOWN_PROBLEMS = 20
};

/* What is tried, in order of cost; a kernel's width in pairs with it. */
static const double COSTS[] = {0.03, 0.06, 0.12, 0.25, 0.5, 1, 2};
static const double KERNEL_COSTS[] = {1, 4, 16};
static const double GAMMAS[] = {0.25, 1};

struct trainer {
    const struct options *options;
    struct labels labels;
    struct labels aside; /* of another kind; their rows come last */
    const char *vocabulary, *lexicon; /* paths or NULL */
    struct arena arena;
    struct model *model;
    struct rows *rows;
    /* the examples that choose the cost, with their folds */
    size_t *chosen;
    uint32_t *truth, *predicted;
    uint8_t *fold;
    size_t chosen_count;
    unsigned folds;
    double *decisions; /* held out, of the best so far */
    double cost, gamma;
    struct measures best;
    double low, high;
};

/* ---- reading ---------------------------------------------------------- */

static void tell_problems(const struct labels *labels) {
    for (size_t i = 0; i < labels->problem_count && i < SHOWN_PROBLEMS; i++)
        fprintf(stderr, "%s:%zu: left out: %s\n", labels->problems[i].file,
                labels->problems[i].line, labels->problems[i].reason);
    if (labels->problem_count > SHOWN_PROBLEMS)
        fprintf(stderr, "... and %zu more left out\n",
                labels->problem_count - SHOWN_PROBLEMS);
    if (labels->repeated)
        fprintf(stderr, "%zu exact repetitions left out\n", labels->repeated);
    if (labels->held_out)
        fprintf(stderr, "%zu of other splits left out\n", labels->held_out);
}

static bool read_labels(struct trainer *trainer, struct failure *why) {
    const struct options *options = trainer->options;
    struct label_options wanted = {.text = options->text_column,
                                   .label = options->label_column,
                                   .group = options->group_column,
                                   .split = options->split};
    struct labels *labels = &trainer->labels;
    if (!labels_read(labels, options->arguments, options->argument_count,
                     &wanted, why))
        return false;
    labels_settle(labels);
    tell_problems(labels);
    size_t counts[LABEL_CLASSES] = {0};
    unsigned present = 0;
    for (size_t i = 0; i < labels->count; i++)
        present += !counts[labels->examples[i].label]++;
    if (present < 2)
        return fail(why, "%s: %s", options->arguments[0],
                    present ? "one class only: nothing to tell apart"
                            : "no labelled statement");
    fprintf(stderr, "%zu statements:", labels->count);
    for (unsigned k = 0; k < labels->classes; k++) {
        fprintf(stderr, " %s %zu", labels->names[k], counts[k]);
        if (counts[k] < 2)
            return fail(why, "only %zu of '%s'", counts[k],
                        labels->names[k]);
    }
    fprintf(stderr, "\n");
    return true;
}

/* Reads what --aside names; its labels must be those of the others. */
static bool read_aside(struct trainer *trainer, struct failure *why) {
    const struct options *options = trainer->options;
    struct label_options wanted = {.text = options->text_column,
                                   .label = options->label_column,
                                   .split = options->split};
    struct labels *aside = &trainer->aside;
    if (!options->aside)
        return true;
    char *path = arena_copy(&trainer->arena, options->aside,
                            strlen(options->aside));
    if (!labels_read(aside, &path, 1, &wanted, why))
        return false;
    labels_settle(aside);
    tell_problems(aside);
    for (size_t i = 0; i < aside->count; i++) {
        struct example *example = &aside->examples[i];
        const char *name = aside->names[example->label];
        example->label = labels_find(&trainer->labels, name);
        if (example->label == UNLABELLED)
            return fail(why, "%s:%zu: label '%s' is none of the others'",
                        example->file, example->line, name);
    }
    fprintf(stderr, "%zu statements of another kind beside them\n",
            aside->count);
    return true;
}

/* A file of the lexicon folder, where the folder is that of the language. */
static const char *resource(struct trainer *trainer, const char *name) {
    const char *folder = trainer->options->lexicons;
    const char *slash = strrchr(folder, '/');
    if (strcmp(slash ? slash + 1 : folder, trainer->options->language))
        return NULL;
    const char *path = arena_print(&trainer->arena, "%s/%s", folder, name);
    return access(path, R_OK) ? NULL : path;
}

static bool open_model(struct trainer *trainer, struct failure *why) {
    struct model *model = allocate(sizeof *model);
    *model = (struct model){.low = -1, .high = -1};
    trainer->model = model;
    const struct labels *labels = &trainer->labels;
    model->language = trainer->options->language;
    model->classes = labels->classes;
    for (unsigned k = 0; k < labels->classes; k++) {
        model->labels[k] = labels->names[k];
        if (!strcmp(labels->names[k], "hostile"))
            model->low = (int)k;
        if (!strcmp(labels->names[k], "conciliatory"))
            model->high = (int)k;
    }
    const char *kernel = trainer->options->kernel;
    for (int i = 0; i < KERNEL_COUNT; i++)
        if (!strcmp(kernel, KERNEL_NAMES[i]))
            model->kernel = (enum kernel)i;
    trainer->vocabulary = resource(trainer, "words.csv");
    trainer->lexicon = resource(trainer, "tone.csv");
    model->names = trainer->vocabulary != NULL;
    struct feature_settings settings = {.vocabulary = trainer->vocabulary,
                                        .lexicon = trainer->lexicon,
                                        .language = model->language,
                                        .names = model->names};
    model->features = space_open(&settings, why);
    return model->features != NULL;
}

/* ---- vectors ---------------------------------------------------------- */

enum { COPY_OWN = 1, COPY_ASIDE, COPIES = COPY_ASIDE };
static const double SHARE_OWN = 0.7, SHARE_ASIDE = 1;

static void learn(struct trainer *trainer, const struct labels *labels,
                  struct words *words) {
    struct arena scratch = {0};
    for (size_t i = 0; i < labels->count; i++) {
        space_learn(trainer->model->features, words, &scratch,
                    labels->examples[i].text, labels->examples[i].cue);
        arena_empty(&scratch, 1 << 20);
    }
    arena_free(&scratch);
}

static void add_rows(struct trainer *trainer, const struct labels *labels,
                     struct words *words, unsigned weight, unsigned copy,
                     double share) {
    struct arena scratch = {0};
    for (size_t i = 0; i < labels->count; i++) {
        const struct example *example = &labels->examples[i];
        struct vector vector = {.arena = &scratch};
        space_make_text(trainer->model->features, words, example->text,
                   example->cue, &vector);
        rows_add(trainer->rows, &vector, example->label,
                 example->weight * weight, copy, share);
        arena_empty(&scratch, 1 << 20);
    }
    arena_free(&scratch);
}

static void make_rows(struct trainer *trainer, struct words *words) {
    const struct labels *labels = &trainer->labels, *aside = &trainer->aside;
    struct feature_space *features = trainer->model->features;
    bool both = aside->count > 0;
    learn(trainer, labels, words);
    space_fix(features, labels->count < 200 ? 1 : 2);
    trainer->rows = rows_open(labels->classes, space_count(features),
                              both ? COPIES : 0);
    add_rows(trainer, labels, words, both ? 2 : 1, both ? COPY_OWN : 0,
             SHARE_OWN);
    add_rows(trainer, aside, words, 1, COPY_ASIDE, SHARE_ASIDE);
}

static bool vectorise(struct trainer *trainer, struct failure *why) {
    struct words *words = open_model(trainer, why)
                              ? space_words(trainer->model->features, why)
                              : NULL;
    if (!words)
        return false;
    make_rows(trainer, words);
    words_close(words);
    fprintf(stderr, "%zu features\n",
            space_count(trainer->model->features));
    return true;
}

/* libsvm numbers its kernels otherwise. */
static int libsvm_kernel(enum kernel kernel) {
    return kernel == KERNEL_RBF    ? RBF
           : kernel == KERNEL_POLY ? POLY
                                   : SIGMOID;
}

/* ---- choosing the cost ------------------------------------------------ */

/* The folds, and for large sets the part of them that chooses: whole groups,
 * taken by folding finely and keeping some of the fine folds. */
static void choose_examples(struct trainer *trainer) {
    const struct labels *labels = &trainer->labels;
    size_t count = labels->count;
    bool linear = trainer->model->kernel == KERNEL_LINEAR;
    bool many = count > (linear ? MANY : MANY_KERNEL);
    size_t part = linear ? PART : PART_KERNEL;
    trainer->chosen = allocate((count + 1) * sizeof(size_t));
    trainer->truth = allocate((count + 1) * sizeof(uint32_t));
    trainer->predicted = allocate((count + 1) * sizeof(uint32_t));
    trainer->fold = allocate(count + 1);
    size_t least = count;
    for (unsigned k = 0; k < labels->classes; k++) {
        size_t of_class = 0;
        for (size_t i = 0; i < count; i++)
            of_class += labels->examples[i].label == k;
        if (of_class && of_class < least)
            least = of_class;
    }
    trainer->folds = many ? PART_FOLDS : FOLDS;
    if (least < trainer->folds)
        trainer->folds = least < 2 ? 2 : (unsigned)least;
    folds_make(labels, trainer->folds, trainer->fold);
    size_t step = many ? (count + part - 1) / part : 1;
    for (size_t i = 0; i < count; i++)
        if (word_hash(labels->examples[i].group,
                      strlen(labels->examples[i].group)) %
                step ==
            0) {
            trainer->truth[trainer->chosen_count] = labels->examples[i].label;
            trainer->chosen[trainer->chosen_count++] = i;
        }
}

static bool hold_out(struct trainer *trainer, unsigned fold, double cost,
                     double gamma, double *decisions, struct failure *why) {
    unsigned classes = trainer->labels.classes;
    size_t *others =
        allocate((rows_count(trainer->rows) + 1) * sizeof(size_t));
    size_t count = 0;
    for (size_t i = trainer->labels.count; i < rows_count(trainer->rows); i++)
        others[count++] = i;
    for (size_t i = 0; i < trainer->chosen_count; i++)
        if (trainer->fold[trainer->chosen[i]] != fold)
            others[count++] = trainer->chosen[i];
    size_t features = rows_width(trainer->rows);
    double *weights = NULL;
    struct svm_model *svm = NULL;
    bool good;
    if (trainer->model->kernel == KERNEL_LINEAR) {
        weights = allocate((features + 1) * classes * sizeof(double));
        good = solve_linear(trainer->rows, others, count, cost, weights, why);
    } else {
        svm = solve_kernel(trainer->rows, others, count,
                           libsvm_kernel(trainer->model->kernel), cost, gamma,
                           why);
        good = svm != NULL;
    }
    for (size_t i = 0; good && i < trainer->chosen_count; i++) {
        if (trainer->fold[trainer->chosen[i]] != fold)
            continue;
        double *decision = &decisions[i * classes];
        if (svm)
            solve_decide_kernel(trainer->rows, trainer->chosen[i], svm,
                                decision);
        else
            solve_decide(trainer->rows, trainer->chosen[i], weights,
                         decision);
        uint32_t label = 0;
        for (uint32_t k = 1; k < classes; k++)
            if (decision[k] > decision[label])
                label = k;
        trainer->predicted[i] = label;
    }
    if (svm)
        svm_free_and_destroy_model(&svm);
    free(weights);
    free(others);
    return good;
}

/* Cross-validates one cost; keeps it where it is the best so far. */
static bool try_cost(struct trainer *trainer, double cost, double gamma,
                     bool *better, struct failure *why) {
    unsigned classes = trainer->labels.classes;
    double *decisions =
        allocate((trainer->chosen_count + 1) * classes * sizeof(double));
    bool good = true;
    for (unsigned fold = 0; good && fold < trainer->folds; fold++)
        good = hold_out(trainer, fold, cost, gamma, decisions, why);
    if (!good) {
        free(decisions);
        return false;
    }
    struct measures measures;
    measure(&measures, classes, trainer->chosen_count, trainer->truth,
            trainer->predicted);
    fprintf(stderr, "cost %-5g", cost);
    if (trainer->model->kernel != KERNEL_LINEAR)
        fprintf(stderr, " gamma %-5g", gamma);
    fprintf(stderr, " macro-F1 %.4f\n", measures.macro_f1);
    *better = !trainer->decisions ||
              measures.macro_f1 > trainer->best.macro_f1 + 1e-9;
    if (!*better) {
        free(decisions);
        return true;
    }
    free(trainer->decisions);
    trainer->decisions = decisions;
    trainer->best = measures;
    trainer->cost = cost;
    trainer->gamma = gamma;
    measure_interval(classes, trainer->chosen_count, trainer->truth,
                     trainer->predicted, 1000, &trainer->low, &trainer->high);
    return true;
}

static bool choose_linear(struct trainer *trainer, struct failure *why) {
    unsigned worse = 0; /* in a row */
    for (size_t i = 0; i < sizeof COSTS / sizeof *COSTS && worse < 2; i++) {
        bool better;
        if (!try_cost(trainer, COSTS[i], 0, &better, why))
            return false;
        worse = better ? 0 : worse + 1;
    }
    return true;
}

static bool choose_kernel(struct trainer *trainer, struct failure *why) {
    bool better;
    for (size_t c = 0; c < sizeof KERNEL_COSTS / sizeof *KERNEL_COSTS; c++)
        for (size_t g = 0; g < sizeof GAMMAS / sizeof *GAMMAS; g++)
            if (!try_cost(trainer, KERNEL_COSTS[c], GAMMAS[g], &better, why))
                return false;
    return true;
}

/* ---- the final model -------------------------------------------------- */

/* Fits on everything; of the copies of features the model keeps its own. */
static bool fit_linear(struct trainer *trainer, const size_t *all,
                       size_t count, struct failure *why) {
    struct model *model = trainer->model;
    unsigned classes = model->classes;
    size_t width = rows_width(trainer->rows);
    size_t own = space_count(model->features);
    double *fitted = allocate((width + 1) * classes * sizeof(double));
    bool good = solve_linear(trainer->rows, all, count, trainer->cost, fitted,
                             why);
    model->weights = allocate((own + 1) * classes * sizeof(double));
    for (size_t i = 0; good && i < own * classes; i++)
        model->weights[i] = model_round(
            fitted[i] +
            (width > own ? SHARE_OWN * fitted[own * classes + i] : 0));
    for (unsigned k = 0; good && k < classes; k++)
        model->weights[own * classes + k] =
            model_round(fitted[width * classes + k]);
    free(fitted);
    return good;
}

static bool fit_all(struct trainer *trainer, struct failure *why) {
    struct model *model = trainer->model;
    size_t count = rows_count(trainer->rows);
    size_t *all = allocate((count + 1) * sizeof *all);
    for (size_t i = 0; i < count; i++)
        all[i] = i;
    bool good;
    if (model->kernel == KERNEL_LINEAR) {
        good = fit_linear(trainer, all, count, why);
    } else {
        model->svm = solve_kernel(trainer->rows, all, count,
                                  libsvm_kernel(model->kernel),
                                  trainer->cost, trainer->gamma, why);
        good = model->svm != NULL;
    }
    free(all);
    calibrate(model->classes, trainer->chosen_count, trainer->decisions,
              trainer->truth, model->scale, model->shift);
    return good;
}

/* ---- the card --------------------------------------------------------- */

static void card_data(const struct trainer *trainer, struct output *out) {
    const struct labels *labels = &trainer->labels;
    output_print(out, "| class | statements | precision | recall | F1 |\n"
                      "|---|---|---|---|---|\n");
    for (unsigned k = 0; k < labels->classes; k++) {
        size_t count = 0;
        for (size_t i = 0; i < labels->count; i++)
            count += labels->examples[i].label == k;
        output_print(out, "| %s | %zu | %.3f | %.3f | %.3f |\n",
                     labels->names[k], count, trainer->best.precision[k],
                     trainer->best.recall[k], trainer->best.f1[k]);
    }
}

static void card_calibration(const struct trainer *trainer,
                             struct output *out) {
    size_t count = trainer->chosen_count;
    double *confidence = allocate((count + 1) * sizeof *confidence);
    for (size_t i = 0; i < count; i++) {
        struct verdict verdict;
        memcpy(verdict.decision,
               &trainer->decisions[i * trainer->labels.classes],
               trainer->labels.classes * sizeof(double));
        model_judge(trainer->model, &verdict);
        trainer->predicted[i] = verdict.label;
        confidence[i] = verdict.probability[verdict.label];
    }
    struct calibration c;
    measure_calibration(&c, count, trainer->truth, trainer->predicted,
                        confidence);
    output_print(out, "\nCalibration on held-out examples: expected error "
                      "%.3f.\n\n| probability of the label | statements | "
                      "mean probability | right |\n|---|---|---|---|\n",
                 c.error);
    for (int bin = 0; bin < 10; bin++)
        if (c.count[bin])
            output_print(out, "| %.1f to %.1f | %zu | %.3f | %.3f |\n",
                         bin / 10.0, (bin + 1) / 10.0, c.count[bin],
                         c.confidence[bin], c.right[bin]);
    free(confidence);
}

static bool write_card(struct trainer *trainer, const char *folder,
                       struct failure *why) {
    const struct labels *labels = &trainer->labels;
    const struct model *model = trainer->model;
    struct output out = {0};
    output_print(&out, "# What was trained\n\nWritten by `detente train`.\n\n"
                       "%zu statements from", labels->count);
    for (size_t i = 0; i < trainer->options->argument_count; i++)
        output_print(&out, " `%s`", trainer->options->arguments[i]);
    if (trainer->aside.count)
        output_print(&out, ", %zu of another kind beside them from `%s`",
                     trainer->aside.count, trainer->options->aside);
    output_print(&out, " (%zu left out as damaged, %zu as repeated); language "
                       "%s; kernel %s, cost %g",
                 labels->problem_count, labels->repeated, model->language,
                 KERNEL_NAMES[model->kernel], trainer->cost);
    if (model->kernel != KERNEL_LINEAR)
        output_print(&out, ", gamma %g", trainer->gamma);
    output_print(&out, "; %zu features; names %s.\n\n",
                 space_count(model->features),
                 model->names ? "masked" : "kept");
    output_print(&out, "Cross-validation (%u folds, grouped, stratified, on "
                       "%zu statements): macro-F1 %.3f (95 %% interval %.3f "
                       "to %.3f), accuracy %.3f, MCC %.3f.\n\n",
                 trainer->folds, trainer->chosen_count,
                 trainer->best.macro_f1, trainer->low, trainer->high,
                 trainer->best.accuracy, trainer->best.mcc);
    card_data(trainer, &out);
    card_calibration(trainer, &out);
    struct output_file file;
    bool good = output_open(&file,
                            arena_print(&trainer->arena, "%s/tone.card.md",
                                        folder),
                            why);
    if (good) {
        good = output_flush(&file, &out, why) && output_commit(&file, why);
        output_abandon(&file);
    }
    output_free(&out);
    return good;
}

static void tell(const struct trainer *trainer) {
    const struct measures *best = &trainer->best;
    printf("%-16s precision  recall  F1\n", "class");
    for (unsigned k = 0; k < trainer->labels.classes; k++)
        printf("%-16s %.3f      %.3f   %.3f\n", trainer->labels.names[k],
               best->precision[k], best->recall[k], best->f1[k]);
    printf("macro-F1 %.3f (95 %% interval %.3f to %.3f), accuracy %.3f, cost "
           "%g, %u folds\n",
           best->macro_f1, trainer->low, trainer->high, best->accuracy,
           trainer->cost, trainer->folds);
}

static bool train_model(struct trainer *trainer, const char *folder,
                        struct failure *why) {
    if (!read_labels(trainer, why) || !read_aside(trainer, why) ||
        !vectorise(trainer, why))
        return false;
    choose_examples(trainer);
    bool linear = trainer->model->kernel == KERNEL_LINEAR;
    if (!(linear ? choose_linear : choose_kernel)(trainer, why) ||
        !fit_all(trainer, why) ||
        !model_write(trainer->model, folder, trainer->vocabulary,
                     trainer->lexicon, why) ||
        !write_card(trainer, folder, why))
        return false;
    tell(trainer);
    return true;
}

bool train_command(const struct options *options, int *status,
                   struct failure *why) {
    if (!options->argument_count || !options->output) {
        *status = 2;
        return fail(why, "train: needs LABELS... and -o DIR");
    }
    struct trainer trainer = {.options = options};
    bool good = train_model(&trainer, options->output, why);
    model_close(trainer.model);
    rows_close(trainer.rows);
    labels_free(&trainer.labels);
    labels_free(&trainer.aside);
    arena_free(&trainer.arena);
    free(trainer.chosen);
    free(trainer.truth);
    free(trainer.predicted);
    free(trainer.fold);
    free(trainer.decisions);
    return good;
}
