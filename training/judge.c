/* judge.c - model_score_text over a set of examples. */
#include "judge.h"

#include <stdlib.h>
#include <string.h>

bool judge(struct judged *judged, const struct model *model,
           const struct labels *labels, struct failure *why) {
    size_t count = labels->count;
    unsigned classes = model->classes;
    *judged = (struct judged){
        .classes = classes,
        .count = count,
        .predicted = allocate((count + 1) * sizeof(uint32_t)),
        .probability = allocate((count + 1) * classes * sizeof(double))};
    struct words *words = model_words(model, why);
    if (!words)
        return false;
    struct arena arena = {0};
    for (size_t i = 0; i < count; i++) {
        const struct example *example = &labels->examples[i];
        struct verdict verdict;
        model_score_text(model, words, &arena, example->text, example->cue,
                         false, &verdict);
        judged->predicted[i] = verdict.label;
        memcpy(&judged->probability[i * classes], verdict.probability,
               classes * sizeof(double));
        words_forget(words);
        arena_empty(&arena, 1 << 16);
    }
    arena_free(&arena);
    words_close(words);
    return true;
}

void judged_free(struct judged *judged) {
    free(judged->predicted);
    free(judged->probability);
    *judged = (struct judged){0};
}

bool judge_truth(const struct model *model, const struct labels *labels,
                 uint32_t *truth, struct failure *why) {
    for (size_t i = 0; i < labels->count; i++) {
        const struct example *example = &labels->examples[i];
        const char *name = labels->names[example->label];
        truth[i] = UNLABELLED;
        for (unsigned k = 0; k < model->classes; k++)
            if (!strcmp(model->labels[k], name))
                truth[i] = k;
        if (truth[i] == UNLABELLED)
            return fail(why, "%s:%zu: the model has no label '%s'",
                        example->file, example->line, name);
    }
    return true;
}
