/* figures.c - sums over statements, article by article. */
#include "figures.h"

#include "periods.h"

/* Where articles weigh the same, an article counts as one observation, its
 * mean tone, rounded half away from zero so that it is an integer again. */
void figures_close(struct figures *figures, bool by_article) {
    int64_t sum = figures->open_sum;
    int64_t count = (int64_t)figures->open_count;
    if (!count)
        return;
    if (by_article) {
        int64_t scaled = sum * (ARTICLE_UNITS / TONE_UNITS) * 2;
        sum = (scaled + (scaled < 0 ? -count : count)) / (2 * count);
        count = 1;
    }
    sums_add_article(&figures->sums, sum, (uint64_t)count);
    figures->open_sum = 0;
    figures->open_count = 0;
    figures->article = 0;
}

/* UNDATED is a day larger than all, which is right for the first day only. */
static void add_later_day(struct figures *figures, int32_t day) {
    if (figures->last_day == UNDATED ||
        (day != UNDATED && day > figures->last_day))
        figures->last_day = day;
}

static void add_day(struct figures *figures, int32_t day) {
    bool first = figures->statements + figures->copies == 0;
    if (first || day < figures->first_day)
        figures->first_day = day;
    if (first)
        figures->last_day = day;
    add_later_day(figures, day);
}

void figures_add_portion(struct figures *figures,
                         const struct portion *portion, bool by_article) {
    uint64_t statements = 0;
    for (int i = 0; i < LABEL_COUNT; i++) {
        statements += portion->labels[i];
        figures->labels[i] += portion->labels[i];
    }
    if (statements && figures->article != portion->article) {
        figures_close(figures, by_article);
        figures->article = portion->article;
    }
    add_day(figures, portion->day);
    figures->open_sum += portion->sum;
    figures->open_count += statements;
    figures->statements += statements;
    figures->copies += portion->copies;
    figures->sources |= portion->sources;
}

void figures_add(struct figures *figures, const struct figures *more) {
    if (more->statements + more->copies) {
        add_day(figures, more->first_day);
        add_later_day(figures, more->last_day);
    }
    sums_add(&figures->sums, &more->sums);
    figures->statements += more->statements;
    figures->copies += more->copies;
    for (int i = 0; i < LABEL_COUNT; i++)
        figures->labels[i] += more->labels[i];
    figures->sources |= more->sources;
}

void figures_join(struct figures *figures, const struct figures *later,
                  bool by_article) {
    figures_add(figures, later);
    if (!later->open_count)
        return;
    if (figures->article != later->article)
        figures_close(figures, by_article);
    figures->article = later->article;
    figures->open_sum += later->open_sum;
    figures->open_count += later->open_count;
}

struct mean figures_mean(const struct figures *figures, bool by_article) {
    return clustered_mean(&figures->sums,
                          1.0 / (by_article ? ARTICLE_UNITS : TONE_UNITS));
}
