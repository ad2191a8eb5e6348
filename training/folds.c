/* folds.c - greedy stratified grouping. */
#include "folds.h"

#include "words.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_FOLDS = 20 };

struct group {
    const char *name;
    uint64_t hash;     /* breaks ties without regard to the order */
    size_t first, size; /* in the sorted examples */
};

static int by_group(const void *a, const void *b) {
    const struct example *x = *(const struct example *const *)a,
                         *y = *(const struct example *const *)b;
    int order = strcmp(x->group, y->group);
    return order ? order : (x > y) - (x < y);
}

static int by_size(const void *a, const void *b) {
    const struct group *x = a, *y = b;
    if (x->size != y->size)
        return x->size > y->size ? -1 : 1;
    return (x->hash > y->hash) - (x->hash < y->hash);
}

/* How uneven the classes are when `extra` joins fold `f`: the sum over
 * classes of the squared share that the fold then has. */
static double unevenness(const double *held, const double *extra,
                         const double *total, unsigned classes) {
    double sum = 0;
    for (unsigned k = 0; k < classes; k++) {
        double share = (held[k] + extra[k]) / total[k];
        double before = held[k] / total[k];
        sum += share * share - before * before;
    }
    return sum;
}

static size_t make_groups(const struct labels *labels,
                          const struct example **sorted,
                          struct group *groups) {
    size_t count = 0;
    for (size_t i = 0; i < labels->count; i++)
        sorted[i] = &labels->examples[i];
    qsort(sorted, labels->count, sizeof *sorted, by_group);
    for (size_t i = 0; i < labels->count; i++) {
        const char *name = sorted[i]->group;
        if (!count || strcmp(groups[count - 1].name, name))
            groups[count++] =
                (struct group){name, word_hash(name, strlen(name)), i, 0};
        groups[count - 1].size++;
    }
    qsort(groups, count, sizeof *groups, by_size);
    return count;
}

void folds_make(const struct labels *labels, unsigned folds, uint8_t *fold) {
    const struct example **sorted =
        allocate((labels->count + 1) * sizeof *sorted);
    struct group *groups = allocate((labels->count + 1) * sizeof *groups);
    size_t count = make_groups(labels, sorted, groups);
    double held[MOST_FOLDS][LABEL_CLASSES] = {{0}}, total[LABEL_CLASSES];
    for (unsigned k = 0; k < LABEL_CLASSES; k++)
        total[k] = 1e-9;
    for (size_t i = 0; i < labels->count; i++)
        total[labels->examples[i].label]++;
    for (size_t g = 0; g < count; g++) {
        double extra[LABEL_CLASSES] = {0}, least = 0;
        for (size_t i = 0; i < groups[g].size; i++)
            extra[sorted[groups[g].first + i]->label]++;
        unsigned best = 0;
        for (unsigned f = 0; f < folds; f++) {
            double uneven =
                unevenness(held[f], extra, total, labels->classes);
            if (!f || uneven < least - 1e-12) {
                least = uneven;
                best = f;
            }
        }
        for (unsigned k = 0; k < labels->classes; k++)
            held[best][k] += extra[k];
        for (size_t i = 0; i < groups[g].size; i++)
            fold[sorted[groups[g].first + i] - labels->examples] =
                (uint8_t)best;
    }
    free(sorted);
    free(groups);
}
