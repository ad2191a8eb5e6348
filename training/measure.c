/* measure.c - the usual measures, from the confusion matrix.
 *
 * R_K: Gorodkin, Computational Biology and Chemistry 28, 2004.  Expected
 * calibration error: Naeini et al., AAAI 2015. */
#include "measure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double ratio(double a, double b) { return b > 0 ? a / b : 0; }

static void score_classes(struct measures *m) {
    unsigned present = 0;
    double sum = 0;
    for (unsigned k = 0; k < m->classes; k++) {
        size_t predicted = 0, true_ = 0, hit = m->confusion[k][k];
        for (unsigned j = 0; j < m->classes; j++) {
            predicted += m->confusion[j][k];
            true_ += m->confusion[k][j];
        }
        m->precision[k] = ratio((double)hit, (double)predicted);
        m->recall[k] = ratio((double)hit, (double)true_);
        m->f1[k] = ratio(2 * (double)hit, (double)(predicted + true_));
        present += predicted + true_ > 0;
        sum += m->f1[k];
    }
    m->macro_f1 = ratio(sum, present);
}

static double gorodkin(const struct measures *m) {
    double n = (double)m->count, right = 0, cross = 0, squares_true = 0,
           squares_predicted = 0;
    for (unsigned k = 0; k < m->classes; k++) {
        double t = 0, p = 0;
        for (unsigned j = 0; j < m->classes; j++) {
            t += (double)m->confusion[k][j];
            p += (double)m->confusion[j][k];
        }
        right += (double)m->confusion[k][k];
        cross += t * p;
        squares_true += t * t;
        squares_predicted += p * p;
    }
    return ratio(right * n - cross,
                 sqrt((n * n - squares_predicted) * (n * n - squares_true)));
}

void measure(struct measures *m, unsigned classes, size_t count,
             const uint32_t *truth, const uint32_t *predicted) {
    memset(m, 0, sizeof *m);
    m->classes = classes;
    m->count = count;
    size_t right = 0;
    for (size_t i = 0; i < count; i++) {
        m->confusion[truth[i]][predicted[i]]++;
        right += truth[i] == predicted[i];
    }
    m->accuracy = ratio((double)right, (double)count);
    score_classes(m);
    m->mcc = gorodkin(m);
}

uint64_t random_next(uint64_t *state) {
    uint64_t x = *state += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ (x >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ (x >> 27)) * UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 31);
}

size_t random_below(uint64_t *state, size_t limit) {
    return (size_t)(random_next(state) % limit);
}

static int by_value(const void *a, const void *b) {
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

void measure_interval(unsigned classes, size_t count, const uint32_t *truth,
                      const uint32_t *predicted, unsigned resamples,
                      double *low, double *high) {
    double *scores = allocate(resamples * sizeof *scores);
    struct measures *m = allocate(sizeof *m);
    uint64_t state = 1;
    for (unsigned r = 0; r < resamples; r++) {
        memset(m, 0, sizeof *m);
        m->classes = classes;
        for (size_t i = 0; i < count; i++) {
            size_t k = random_below(&state, count);
            m->confusion[truth[k]][predicted[k]]++;
        }
        score_classes(m);
        scores[r] = m->macro_f1;
    }
    qsort(scores, resamples, sizeof *scores, by_value);
    *low = scores[(size_t)(0.025 * resamples)];
    *high = scores[(size_t)(0.975 * resamples)];
    free(m);
    free(scores);
}

void measure_calibration(struct calibration *c, size_t count,
                         const uint32_t *truth, const uint32_t *predicted,
                         const double *confidence) {
    memset(c, 0, sizeof *c);
    for (size_t i = 0; i < count; i++) {
        int bin = (int)(confidence[i] * 10);
        bin = bin < 0 ? 0 : bin > 9 ? 9 : bin;
        c->count[bin]++;
        c->confidence[bin] += confidence[i];
        c->right[bin] += truth[i] == predicted[i];
    }
    for (int bin = 0; bin < 10; bin++) {
        if (!c->count[bin])
            continue;
        c->error += fabs(c->confidence[bin] - c->right[bin]) / (double)count;
        c->confidence[bin] /= (double)c->count[bin];
        c->right[bin] /= (double)c->count[bin];
    }
}
