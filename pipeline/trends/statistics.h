/* statistics.h - means of clustered statements, proportions, trends, breaks.
 *
 * Every function says its formula and where it comes from; the tests hold
 * each against a number computed elsewhere.  What cannot be known (the error
 * of a single article) is NAN. */
#ifndef DETENTE_STATISTICS_H
#define DETENTE_STATISTICS_H

#include <stddef.h>
#include <stdint.h>

/* Of 128 bits, but it stands where eight bytes may: cells are many. */
__extension__ typedef __int128 wide_sum __attribute__((aligned(8)));

/* Sufficient statistics of a mean over G articles (clusters) g, each with
 * n_g statements that sum up to s_g.  Integers: any order of adding, any
 * split in parts gives the same.  128 bits, because the square of a sum in
 * 1/10,000,000 overflows 64 bits after 92,000 articles. */
struct sums {
    uint64_t articles;             /* G */
    int64_t sum;                   /* sum of s_g */
    uint64_t n;                    /* sum of n_g */
    uint64_t nn;                   /* sum of n_g^2 */
    int64_t sn;                    /* sum of s_g n_g */
    wide_sum ss;                   /* sum of s_g^2 */
};

void sums_add_article(struct sums *sums, int64_t sum, uint64_t n);
void sums_add(struct sums *sums, const struct sums *more);

/* A mean with its standard error and 95 % interval; NAN = unknown. */
struct mean {
    double mean, error, low, high;
    double freedom; /* degrees of freedom of the interval: G - 1 */
};

/* The mean of statements m = S / N and its standard error clustered by
 * article, the linearised variance of a ratio with the usual correction for
 * few clusters,
 *
 *     v = G / (G - 1) * sum_g (s_g - m n_g)^2 / N^2,
 *
 * with a Student-t interval of G - 1 degrees of freedom.  Cochran, Sampling
 * Techniques (1977), 6.4 and 9A.2; Cameron and Miller, Journal of Human
 * Resources 50 (2015) 317, II.C.  `unit` is what 1 in a sum stands for.  The
 * sum of squares is computed in integers, so nothing is lost where all
 * articles say the same. */
struct mean clustered_mean(const struct sums *sums, double unit);

/* Wilson's score interval of 95 % for k in n (Journal of the American
 * Statistical Association 22 (1927) 209). */
void wilson(uint64_t k, uint64_t n, double *low, double *high);

/* Two-sided p of the difference of two independent means by Welch's t
 * (Biometrika 34 (1947) 28), with the clustered errors and their degrees of
 * freedom.  NAN where an error is unknown. */
double welch(const struct mean *before, const struct mean *after);

/* Theil and Sen's slope: the median of (y_j - y_i) / (t_j - t_i) (Sen,
 * Journal of the American Statistical Association 63 (1968) 1379).  Above
 * MOST_PAIRS_OF points only those half the series apart are paired (Theil's
 * incomplete method), so that time and memory stay linear.  NAN below two
 * points.  t ascends strictly. */
enum { MOST_PAIRS_OF = 400 };
double theil_sen(const int32_t *t, const double *y, size_t count);

/* Two-sided p of Mann and Kendall's test for a monotone trend.  Exact where
 * no two values are the same and there are at most EXACT_KENDALL of them
 * (Kendall, Rank Correlation Methods, 1948); else normal, with the variance
 * corrected for ties and continuity (Gilbert, Statistical Methods for
 * Environmental Pollution Monitoring, 1987, 16.4).  NAN below three points.
 * `*score`, if not NULL, is Kendall's S. */
enum { EXACT_KENDALL = 40 };
double mann_kendall(const double *y, size_t count, int64_t *score);

/* A lasting shift of level. */
struct change_point {
    size_t at;   /* the first point of the new level */
    double size; /* mean after it less mean before it, up to the next ones */
    double p;
};

/* Change points of y with weights w by binary segmentation (Vostrikova,
 * Soviet Mathematics Doklady 24 (1981) 55): the split with the largest
 *
 *     |m_1 - m_2| sqrt(W_1 W_2 / (W_1 + W_2)),
 *
 * each side at least LEAST_SEGMENT points, is kept if at most LEVEL of
 * PERMUTATIONS random orders of the points split as well, and both sides are
 * searched again.  The permutations stop as soon as it cannot be significant
 * any more (Besag and Clifford, Biometrika 78 (1991) 301).  The generator is
 * our own with a fixed seed: the same series has the same p.  At most
 * `room` change points, ascending; returns how many. */
enum { LEAST_SEGMENT = 2, PERMUTATIONS = 999, MOST_CHANGE_POINTS = 16 };
size_t change_points(const double *y, const double *w, size_t count,
                     struct change_point *found, size_t room);

#endif
