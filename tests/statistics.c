/* statistics.c - each formula against a number computed elsewhere: SciPy
 * 1.10.1 (the call stands beside it), a paper's example, a known data set. */
#include "statistics.h"
#include "tests.h"

#include <math.h>

#define NEAR(a, b) ck_assert_double_eq_tol(a, b, 1e-9)

/* Articles with the tones of their statements, in 1/10000. */
static struct sums sums_of(const int *tones) {
    struct sums sums = {0};
    while (*tones) { /* count, then the tones; 0 ends */
        int64_t sum = 0;
        for (int i = 1; i <= *tones; i++)
            sum += tones[i];
        sums_add_article(&sums, sum, (uint64_t)*tones);
        tones += *tones + 1;
    }
    return sums;
}

static const int FOUR_ARTICLES[] = {3, 5000, 2500, -1000, 1, -8000, 4, 3000,
                                    9000, 2000, 1000, 2, 1, -4001, 0};
static const int THREE_ARTICLES[] = {2, -2000, -3000, 3, 7000, 9000, 8000,
                                     1, 4000, 0};

/* numpy: s, n per article; m = s.sum() / n.sum();
 * v = G / (G - 1) * ((s - m n)^2).sum() / n.sum()^2; scipy.stats.t.ppf */
START_TEST(mean_is_clustered) {
    struct sums sums = sums_of(FOUR_ARTICLES);
    struct mean m = clustered_mean(&sums, 1e-4);
    NEAR(m.mean, 0.095);
    NEAR(m.error, 0.1839112104612803);
    NEAR(m.low, -0.490287552232858);
    NEAR(m.high, 0.680287552232858);
}
END_TEST

START_TEST(one_article_has_no_error) {
    static const int ONE[] = {2, 1000, 2000, 0};
    struct sums sums = sums_of(ONE);
    struct mean m = clustered_mean(&sums, 1e-4);
    NEAR(m.mean, 0.15);
    ck_assert(isnan(m.error) && isnan(m.low) && isnan(m.high));
}
END_TEST

START_TEST(order_and_parts_do_not_matter) {
    struct sums whole = sums_of(FOUR_ARTICLES), part = sums_of(FOUR_ARTICLES);
    struct sums rest = sums_of(THREE_ARTICLES), twice = rest;
    sums_add(&part, &rest);
    sums_add(&twice, &whole);
    ck_assert_mem_eq(&part, &twice, sizeof part);
}
END_TEST

START_TEST(large_sums_stay_exact) {
    struct sums sums = {0}; /* 200,000 articles, all with the same mean */
    for (int i = 0; i < 200000; i++)
        sums_add_article(&sums, 9999999 * (int64_t)(i % 7 + 1),
                         (uint64_t)(i % 7 + 1));
    ck_assert_double_eq(clustered_mean(&sums, 1e-7).error, 0);
}
END_TEST

/* Newcombe, Statistics in Medicine 17 (1998) 857, table I, method 3, for
 * 81 of 263: .2553 to .3662; all: scipy.stats.binomtest(k, n)
 * .proportion_ci(.95, 'wilson') */
static const struct {
    uint64_t k, n;
    double low, high;
} SHARES[] = {{0, 20, 0, 0.16112515805281935},
              {7, 20, 0.1811918241010821, 0.5671457233147637},
              {20, 20, 0.8388748419471808, 1},
              {81, 263, 0.2552885198782742, 0.36620957698280004}};

START_TEST(shares_have_wilson_intervals) {
    double low, high;
    wilson(SHARES[_i].k, SHARES[_i].n, &low, &high);
    NEAR(low, SHARES[_i].low);
    NEAR(high, SHARES[_i].high);
}
END_TEST

/* One statement an article: scipy.stats.ttest_ind([.1, .5, -.2, .9],
 * [-.7, -.1, -.9], equal_var=False) */
START_TEST(change_is_welchs) {
    static const int X[] = {1, 1000, 1, 5000, 1, -2000, 1, 9000, 0};
    static const int Y[] = {1, -7000, 1, -1000, 1, -9000, 0};
    struct sums x = sums_of(X), y = sums_of(Y);
    struct mean before = clustered_mean(&x, 1e-4);
    struct mean after = clustered_mean(&y, 1e-4);
    NEAR(welch(&before, &after), 0.048605182560963175);
    x = sums_of(FOUR_ARTICLES);
    y = sums_of(THREE_ARTICLES);
    before = clustered_mean(&x, 1e-4);
    after = clustered_mean(&y, 1e-4);
    NEAR(welch(&before, &after), 0.5295499380983865);
}
END_TEST

/* scipy.stats.theilslopes(y, t), kendalltau(t, y, method='exact') */
START_TEST(slope_is_theil_sens) {
    static const int32_t T[] = {1, 2, 4, 7, 8, 12};
    static const double Y[] = {.2, -.1, .35, .4, .1, .9};
    int64_t score;
    NEAR(theil_sen(T, Y, 6), 0.05);
    NEAR(mann_kendall(Y, 6, &score), 0.2722222222222222);
    ck_assert_int_eq(score, 7);
    ck_assert(isnan(theil_sen(T, Y, 1)) && isnan(mann_kendall(Y, 2, NULL)));
}
END_TEST

/* sin(.7 i) + .03 i to six digits; scipy.stats.kendalltau, 'exact' */
START_TEST(kendall_is_exact_without_ties) {
    double y[30];
    for (int i = 0; i < 30; i++)
        y[i] = round(1e6 * (sin(.7 * i) + .03 * i)) / 1e6;
    NEAR(mann_kendall(y, 30, NULL), 0.15468841862660812);
}
END_TEST

/* S = 15, three ties of two: Var(S) = (8 7 21 - 3 * 2 1 9) / 18;
 * 2 * scipy.stats.norm.sf(14 / sqrt(Var(S))) */
START_TEST(kendall_corrects_for_ties) {
    static const double Y[] = {.2, -.1, .2, .4, .1, .9, .4, .9};
    int64_t score;
    NEAR(mann_kendall(Y, 8, &score), 0.07618871630871912);
    ck_assert_int_eq(score, 15);
    static const double SAME[] = {.1, .1, .1, .1};
    ck_assert_double_eq(mann_kendall(SAME, 4, NULL), 1);
}
END_TEST

START_TEST(long_series_have_a_slope_too) {
    enum { MANY = 5000 };
    static int32_t t[MANY];
    static double y[MANY];
    for (int i = 0; i < MANY; i++) {
        t[i] = i;
        y[i] = .001 * i;
    }
    NEAR(theil_sen(t, y, MANY), .001);
}
END_TEST

/* The Nile at Aswan, 1871 to 1970: the flow fell in 1899 (Cobb, Biometrika
 * 65 (1978) 243). */
static const double NILE[] = {
    1120, 1160, 963,  1210, 1160, 1160, 813,  1230, 1370, 1140, 995,  935,
    1110, 994,  1020, 960,  1180, 799,  958,  1140, 1100, 1210, 1150, 1250,
    1260, 1220, 1030, 1100, 774,  840,  874,  694,  940,  833,  701,  916,
    692,  1020, 1050, 969,  831,  726,  456,  824,  702,  1120, 1100, 832,
    764,  821,  768,  845,  864,  862,  698,  845,  744,  796,  1040, 759,
    781,  865,  845,  944,  984,  897,  822,  1010, 771,  676,  649,  846,
    812,  742,  801,  1040, 860,  874,  848,  890,  744,  749,  838,  1050,
    918,  986,  797,  923,  975,  815,  1020, 906,  901,  1170, 912,  746,
    919,  718,  714,  740};

START_TEST(change_point_of_the_nile) {
    double weight[100];
    for (int i = 0; i < 100; i++)
        weight[i] = 1;
    struct change_point found[4];
    ck_assert_uint_eq(change_points(NILE, weight, 100, found, 4), 1);
    ck_assert_uint_eq(1871 + found->at, 1899);
    NEAR(found->size, 849.9722222222222 - 1097.75); /* numpy's means */
    NEAR(found->p, .001);
}
END_TEST

/* Of random series without a change about LEVEL have one found in the first
 * search; of three numbers none can. */
START_TEST(noise_has_no_change_points) {
    double y[24], weight[24];
    uint64_t state = 1;
    int with = 0;
    for (int round = 0; round < 400; round++) {
        for (int i = 0; i < 24; i++) {
            state = state * 6364136223846793005u + 1442695040888963407u;
            y[i] = (double)(state >> 40);
            weight[i] = 1 + (double)(state >> 33 & 7);
        }
        struct change_point found[4];
        with += change_points(y, weight, 24, found, 4) > 0;
    }
    ck_assert_int_gt(with, 6); /* 20 expected, binomial 99.9 %: 7 to 36 */
    ck_assert_int_lt(with, 37);
}
END_TEST

Suite *statistics_suite(void) {
    Suite *suite = suite_create("statistics");
    TCase *means = tcase_create("means");
    tcase_add_test(means, mean_is_clustered);
    tcase_add_test(means, one_article_has_no_error);
    tcase_add_test(means, order_and_parts_do_not_matter);
    tcase_add_test(means, large_sums_stay_exact);
    tcase_add_loop_test(means, shares_have_wilson_intervals, 0, 4);
    tcase_add_test(means, change_is_welchs);
    suite_add_tcase(suite, means);
    TCase *time = tcase_create("time");
    tcase_add_test(time, slope_is_theil_sens);
    tcase_add_test(time, kendall_is_exact_without_ties);
    tcase_add_test(time, kendall_corrects_for_ties);
    tcase_add_test(time, long_series_have_a_slope_too);
    tcase_add_test(time, change_point_of_the_nile);
    tcase_add_test(time, noise_has_no_change_points);
    suite_add_tcase(suite, time);
    return suite;
}
