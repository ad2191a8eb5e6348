/* statistics.c - the formulas stand in the header; GSL has the
 * distributions. */
#include "statistics.h"

#include "base/arena.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define LEVEL 0.05

/* ---- means ------------------------------------------------------------ */

void sums_add_article(struct sums *sums, int64_t sum, uint64_t n) {
    sums->articles++;
    sums->sum += sum;
    sums->n += n;
    sums->nn += n * n;
    sums->sn += sum * (int64_t)n;
    __extension__ __int128 wide = sum;
    sums->ss += wide * sum;
}

void sums_add(struct sums *sums, const struct sums *more) {
    sums->articles += more->articles;
    sums->sum += more->sum;
    sums->n += more->n;
    sums->nn += more->nn;
    sums->sn += more->sn;
    sums->ss += more->ss;
}

/* sum_g (N s_g - S n_g)^2 = N^2 ss - 2 S N sn + S^2 nn, N^2 times the sum of
 * squared residuals, without rounding: below 2^127 for 10^7 statements of
 * 10^7 articles, the largest term being N^2 ss < 10^14 * 10^21. */
static double squared_residuals(const struct sums *sums) {
    __extension__ __int128 n = (int64_t)sums->n, s = sums->sum;
    return (double)(n * n * sums->ss - 2 * s * n * sums->sn +
                    s * s * (int64_t)sums->nn);
}

/* Student's quantile for a 95 % interval. */
static double student_95(double freedom) {
    /* the first ones, which are asked for most, as GSL has them */
    static const double KNOWN[] = {
        12.706204736174696, 4.3026527297494637, 3.1824463052837069,
        2.7764451051977952, 2.5705818356363159, 2.4469118511449706,
        2.3646242515927853, 2.3060041352041667, 2.2621571627982058,
        2.2281388519862748, 2.2009851600916406, 2.1788128296672293,
        2.1603686564627931, 2.1447866879178039, 2.1314495455597755,
        2.119905299221255, 2.1098155778333174, 2.1009220402410382,
        2.0930240544083105, 2.0859634472658652, 2.0796138447276808,
        2.0738730679040254, 2.0686576104190477, 2.0638985616280263,
        2.0595385527532968, 2.0555294386428731, 2.0518305164802864,
        2.0484071417952459, 2.0452296421327048, 2.0422724563012382,
        2.0395134463964082, 2.036933343460102, 2.0345152974493383,
        2.0322445093177186, 2.0301079282503429, 2.0280940009804507,
        2.0261924630291097, 2.0243941639119694, 2.0226909200367609,
        2.0210753903062733};
    enum { MOST = sizeof KNOWN / sizeof *KNOWN };
    return freedom <= MOST ? KNOWN[(int)freedom - 1]
                           : gsl_cdf_tdist_Qinv(0.025, freedom);
}

struct mean clustered_mean(const struct sums *sums, double unit) {
    struct mean m = {NAN, NAN, NAN, NAN, NAN};
    if (!sums->n)
        return m;
    double n = (double)sums->n, g = (double)sums->articles;
    m.mean = (double)sums->sum / n * unit;
    if (sums->articles < 2)
        return m;
    double squares = squared_residuals(sums);
    m.freedom = g - 1;
    m.error = sqrt(g / (g - 1) * squares) / (n * n) * unit;
    double half = student_95(m.freedom) * m.error;
    m.low = m.mean - half;
    m.high = m.mean + half;
    return m;
}

void wilson(uint64_t k, uint64_t n, double *low, double *high) {
    static const double Z = 1.959963984540054;
    *low = *high = NAN;
    if (!n)
        return;
    double size = (double)n, p = (double)k / size, zz = Z * Z / size;
    double middle = (p + zz / 2) / (1 + zz);
    double half =
        Z / (1 + zz) * sqrt(p * (1 - p) / size + zz / (4 * size));
    *low = k ? middle - half : 0;
    *high = k < n ? middle + half : 1;
}

double welch(const struct mean *before, const struct mean *after) {
    double a = before->error * before->error, b = after->error * after->error;
    if (isnan(a) || isnan(b))
        return NAN;
    double difference = fabs(after->mean - before->mean);
    if (a + b == 0)
        return difference == 0 ? 1 : 0;
    double freedom = (a + b) * (a + b) /
                     (a * a / before->freedom + b * b / after->freedom);
    return 2 * gsl_cdf_tdist_Q(difference / sqrt(a + b), freedom);
}

/* ---- slope ------------------------------------------------------------ */

double theil_sen(const int32_t *t, const double *y, size_t count) {
    if (count < 2)
        return NAN;
    bool all = count <= MOST_PAIRS_OF;
    size_t half = (count + 1) / 2, pairs = 0;
    double *slopes = allocate((all ? count * (count - 1) / 2 : count - half) *
                              sizeof *slopes);
    for (size_t i = 0; i < count; i++)
        for (size_t j = all ? i + 1 : i + half; j < count; j++) {
            slopes[pairs++] = (y[j] - y[i]) / (double)(t[j] - t[i]);
            if (!all)
                break;
        }
    gsl_sort(slopes, 1, pairs);
    double median = gsl_stats_median_from_sorted_data(slopes, 1, pairs);
    free(slopes);
    return median;
}

/* ---- Mann and Kendall ------------------------------------------------- */

static int64_t kendall_score(const double *y, size_t count) {
    int64_t score = 0;
    for (size_t i = 0; i < count; i++)
        for (size_t j = i + 1; j < count; j++)
            score += (y[j] > y[i]) - (y[j] < y[i]);
    return score;
}

/* Var(S) = (n (n-1) (2n+5) - sum over ties of t (t-1) (2t+5)) / 18; `*ties`
 * says whether there are any. */
static double kendall_variance(const double *y, size_t count, bool *ties) {
    double *sorted = allocate(count * sizeof *sorted);
    memcpy(sorted, y, count * sizeof *sorted);
    gsl_sort(sorted, 1, count);
    double n = (double)count, sum = n * (n - 1) * (2 * n + 5);
    *ties = false;
    for (size_t i = 0, end; i < count; i = end) {
        for (end = i + 1; end < count && sorted[end] == sorted[i];)
            end++;
        double t = (double)(end - i);
        *ties = *ties || end - i > 1;
        sum -= t * (t - 1) * (2 * t + 5);
    }
    free(sorted);
    return sum / 18;
}

/* P(|S| >= |score|) if all orders are equally likely: the number of
 * permutations with each number of inversions, one element after another. */
static double kendall_exact(int64_t score, size_t count) {
    enum { MOST = EXACT_KENDALL * (EXACT_KENDALL - 1) / 2 + 1 };
    double share[MOST] = {1}, next[MOST];
    size_t most = 0;
    for (size_t n = 2; n <= count; n++) {
        size_t now = most + n - 1;
        double window = 0;
        for (size_t k = 0; k <= now; k++) {
            window += k <= most ? share[k] : 0;
            window -= k >= n ? share[k - n] : 0;
            next[k] = window / (double)n;
        }
        memcpy(share, next, (now + 1) * sizeof *share);
        most = now;
    }
    size_t few = (most - (size_t)llabs(score)) / 2; /* inversions, at most */
    double tail = 0;
    for (size_t k = 0; k <= few; k++)
        tail += share[k];
    return score == 0 ? 1 : fmin(1, 2 * tail);
}

double mann_kendall(const double *y, size_t count, int64_t *score) {
    int64_t s = kendall_score(y, count);
    if (score)
        *score = s;
    if (count < 3)
        return NAN;
    bool ties;
    double variance = kendall_variance(y, count, &ties);
    if (!ties && count <= EXACT_KENDALL)
        return kendall_exact(s, count);
    if (s == 0 || variance <= 0)
        return 1;
    return 2 * gsl_cdf_ugaussian_Q(((double)llabs(s) - 1) / sqrt(variance));
}

/* ---- change points ---------------------------------------------------- */

/* Steele, Lea and Flood's splitmix64 (OOPSLA 2014). */
static uint64_t random_next(uint64_t *state) {
    uint64_t z = *state += 0x9e3779b97f4a7c15;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
}

/* Fisher and Yates; multiplying instead of a remainder (Lemire, ACM
 * Transactions on Modeling and Computer Simulation 29 (2019) 3). */
static void shuffle(size_t *order, size_t count, uint64_t *state) {
    for (size_t i = count - 1; i > 0; i--) {
        uint64_t high = random_next(state) >> 32;
        size_t k = (size_t)(high * (i + 1) >> 32), kept = order[i];
        order[i] = order[k];
        order[k] = kept;
    }
}

/* One stretch of the series; `order` says which point stands where. */
struct stretch {
    const double *y, *w;
    size_t start, count;
    double weight, sum; /* of all its points */
};

static struct stretch stretch_of(const double *y, const double *w,
                                 size_t start, size_t end) {
    struct stretch s = {y, w, start, end - start, 0, 0};
    for (size_t i = start; i < end; i++) {
        s.weight += w[i];
        s.sum += w[i] * y[i];
    }
    return s;
}

/* The largest statistic over all splits, and where: `*at` points lie before
 * it. */
static double best_split(const struct stretch *s, const size_t *order,
                         size_t *at) {
    double weight = 0, sum = 0, best = -1;
    for (size_t i = 0; i + LEAST_SEGMENT < s->count; i++) {
        size_t point = s->start + order[i];
        weight += s->w[point];
        sum += s->w[point] * s->y[point];
        double rest = s->weight - weight;
        if (i + 1 < LEAST_SEGMENT || weight <= 0 || rest <= 0)
            continue;
        double value = fabs(sum / weight - (s->sum - sum) / rest) *
                       sqrt(weight * rest / s->weight);
        if (value > best) {
            best = value;
            *at = i + 1;
        }
    }
    return best;
}

/* p of the best split, more than LEVEL as soon as that is certain. */
static double split_p(const struct stretch *s, size_t *order, double best) {
    static const size_t ENOUGH = (size_t)(LEVEL * (PERMUTATIONS + 1));
    uint64_t state = 0x5eed;
    size_t as_good = 0, at;
    /* sums in another order differ in their last bits */
    double least = best - 1e-9 * (1 + fabs(best));
    for (size_t i = 1; i <= PERMUTATIONS; i++) {
        shuffle(order, s->count, &state);
        as_good += best_split(s, order, &at) >= least;
        if (as_good > ENOUGH)
            return (double)as_good / (double)i;
    }
    return (double)(as_good + 1) / (PERMUTATIONS + 1);
}

/* Inserts the change points of [start, end) in their order. */
static void segment(const double *y, const double *w, size_t start, size_t end,
                    struct change_point *found, size_t room, size_t *count,
                    size_t *order) {
    if (end - start < 2 * LEAST_SEGMENT + 1 || *count == room)
        return;
    struct stretch s = stretch_of(y, w, start, end);
    for (size_t i = 0; i < s.count; i++)
        order[i] = i;
    size_t at = 0;
    double best = best_split(&s, order, &at);
    double p = best > 0 ? split_p(&s, order, best) : 1;
    if (p > LEVEL)
        return;
    at += start;
    segment(y, w, start, at, found, room, count, order);
    if (*count < room)
        found[(*count)++] = (struct change_point){at, 0, p};
    segment(y, w, at, end, found, room, count, order);
}

size_t change_points(const double *y, const double *w, size_t count,
                     struct change_point *found, size_t room) {
    size_t points = 0;
    size_t *order = allocate(count * sizeof *order);
    segment(y, w, 0, count, found, room, &points, order);
    free(order);
    for (size_t i = 0; i < points; i++) {
        size_t start = i ? found[i - 1].at : 0;
        size_t end = i + 1 < points ? found[i + 1].at : count;
        struct stretch before = stretch_of(y, w, start, found[i].at);
        struct stretch after = stretch_of(y, w, found[i].at, end);
        found[i].size = after.sum / after.weight - before.sum / before.weight;
    }
    return points;
}
