/* calibrate.c - logistic regression on decisions, by Newton's method.
 *
 * The negative log-likelihood is convex in scale and shift.  The parameters
 * stand in one array: scale[0..k), shift[0..k). */
#include "calibrate.h"

#include "base/arena.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct fit {
    unsigned classes;
    size_t count;
    const double *decisions;
    const uint32_t *labels;
    double *gradient, *hessian, *step, *p;
};

static const double RIDGE = 1e-6;

/* Probabilities of one row into fit->p; returns -log of the label's. */
static double probabilities(const struct fit *fit, const double *theta,
                            size_t row) {
    unsigned k = fit->classes;
    const double *d = &fit->decisions[row * k];
    double most = -INFINITY, sum = 0;
    for (unsigned i = 0; i < k; i++) {
        fit->p[i] = theta[i] * d[i] + theta[k + i];
        if (fit->p[i] > most)
            most = fit->p[i];
    }
    for (unsigned i = 0; i < k; i++)
        sum += fit->p[i] = exp(fit->p[i] - most);
    for (unsigned i = 0; i < k; i++)
        fit->p[i] /= sum;
    return -log(fmax(fit->p[fit->labels[row]], 1e-300));
}

static double loss(const struct fit *fit, const double *theta) {
    double sum = 0;
    for (size_t row = 0; row < fit->count; row++)
        sum += probabilities(fit, theta, row);
    for (unsigned i = 0; i < 2 * fit->classes; i++)
        sum += RIDGE * (double)fit->count * theta[i] * theta[i] / 2;
    return sum;
}

static void derive(const struct fit *fit, const double *theta) {
    unsigned k = fit->classes, n = 2 * k;
    double ridge = RIDGE * (double)fit->count;
    memset(fit->hessian, 0, (size_t)n * n * sizeof(double));
    for (unsigned i = 0; i < n; i++) {
        fit->gradient[i] = ridge * theta[i];
        fit->hessian[i * n + i] = ridge;
    }
    for (size_t row = 0; row < fit->count; row++) {
        const double *d = &fit->decisions[row * k];
        probabilities(fit, theta, row);
        for (unsigned i = 0; i < k; i++) {
            double off = fit->p[i] - (fit->labels[row] == i);
            fit->gradient[i] += off * d[i];
            fit->gradient[k + i] += off;
            for (unsigned j = 0; j < k; j++) {
                double h = fit->p[i] * ((i == j) - fit->p[j]);
                fit->hessian[i * n + j] += h * d[i] * d[j];
                fit->hessian[i * n + k + j] += h * d[i];
                fit->hessian[(k + i) * n + j] += h * d[j];
                fit->hessian[(k + i) * n + k + j] += h;
            }
        }
    }
}

/* Solves hessian * step = gradient by elimination; it is positive definite
 * by the ridge. */
static void solve(const struct fit *fit) {
    unsigned n = 2 * fit->classes;
    double *a = fit->hessian, *x = fit->step;
    memcpy(x, fit->gradient, n * sizeof *x);
    for (unsigned i = 0; i < n; i++)
        for (unsigned r = i + 1; r < n; r++) {
            double f = a[r * n + i] / a[i * n + i];
            for (unsigned c = i; c < n; c++)
                a[r * n + c] -= f * a[i * n + c];
            x[r] -= f * x[i];
        }
    for (unsigned i = n; i-- > 0;) {
        for (unsigned c = i + 1; c < n; c++)
            x[i] -= a[i * n + c] * x[c];
        x[i] /= a[i * n + i];
    }
}

/* Half steps until the loss falls; false when it no longer does. */
static bool descend(const struct fit *fit, double *theta, double *now) {
    unsigned n = 2 * fit->classes;
    double *tried = allocate(n * sizeof *tried);
    bool fell = false;
    for (double length = 1; !fell && length > 1e-6; length /= 2) {
        for (unsigned i = 0; i < n; i++)
            tried[i] = theta[i] - length * fit->step[i];
        double then = loss(fit, tried);
        fell = then < *now - 1e-10 * fabs(*now);
        if (fell) {
            *now = then;
            memcpy(theta, tried, n * sizeof *tried);
        }
    }
    free(tried);
    return fell;
}

void calibrate(unsigned classes, size_t count, const double *decisions,
               const uint32_t *labels, double *scale, double *shift) {
    enum { MOST_STEPS = 100 };
    unsigned n = 2 * classes;
    double *theta = allocate(n * sizeof *theta);
    struct fit fit = {.classes = classes,
                      .count = count,
                      .decisions = decisions,
                      .labels = labels,
                      .gradient = allocate(n * sizeof(double)),
                      .hessian = allocate((size_t)n * n * sizeof(double)),
                      .step = allocate(n * sizeof(double)),
                      .p = allocate(classes * sizeof(double))};
    for (unsigned i = 0; i < n; i++)
        theta[i] = i < classes;
    double now = loss(&fit, theta);
    for (int step = 0; step < MOST_STEPS; step++) {
        derive(&fit, theta);
        solve(&fit);
        if (!descend(&fit, theta, &now))
            break;
    }
    memcpy(scale, theta, classes * sizeof *scale);
    memcpy(shift, theta + classes, classes * sizeof *shift);
    free(theta);
    free(fit.gradient);
    free(fit.hessian);
    free(fit.step);
    free(fit.p);
}
