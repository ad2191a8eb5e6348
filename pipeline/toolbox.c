/* toolbox.c - lexicons, models and memories, opened in the order of need. */
#define _POSIX_C_SOURCE 200809L
#include "toolbox.h"

#include "actor_facts.h"
#include "attribution.h"
#include "copies.h"
#include "lexicons.h"
#include "model.h"
#include "roster.h"
#include "trend.h"

#include <pthread.h>

static bool finds_statements(const struct stage *last) {
    return last->gives == LAYER_STATEMENTS || last->gives == LAYER_TRENDS;
}

/* What was learned, opened by a thread of its own, while the lexicons are
 * read. */
struct opening {
    const struct options *options;
    bool wants_attribution, wants_model;
    struct attribution *attribution;
    struct model *model;
    struct failure why;
    bool good;
    pthread_t thread;
    bool started;
};

static void *open_learned(void *data) {
    struct opening *opening = data;
    const struct options *options = opening->options;
    opening->good = true;
    if (opening->wants_attribution) {
        opening->attribution = attribution_open(
            options->lexicons, options->model, &opening->why);
        opening->good = opening->attribution != NULL;
    }
    if (opening->wants_model && opening->good) {
        opening->model = model_open(options->model, &opening->why);
        opening->good = opening->model != NULL;
    }
    return NULL;
}

static void start(struct opening *opening) {
    opening->started = pthread_create(&opening->thread, NULL, open_learned,
                                      opening) == 0;
    if (!opening->started)
        open_learned(opening);
}

static bool finish(struct opening *opening, struct tools *tools,
                   struct failure *why) {
    if (opening->started)
        pthread_join(opening->thread, NULL);
    tools->attribution = opening->attribution;
    tools->model = opening->model;
    return opening->good || fail(why, "%s", opening->why.text);
}

/* The lexicons, and what is made of them. */
static bool open_known(struct tools *tools, const struct stage *last,
                       struct failure *why) {
    const struct options *options = tools->options;
    struct lexicons *lexicons =
        lexicons_open(options->lexicons, options->actors, why);
    tools->lexicons = lexicons;
    if (!lexicons)
        return false;
    if (last->gives >= LAYER_COPIES)
        tools->copies = copies_open();
    if (finds_statements(last))
        tools->roster = roster_open(lexicons);
    if (last->gives == LAYER_TRENDS)
        tools->trend = trend_open(options, lexicons, why);
    return last->gives != LAYER_TRENDS || tools->trend;
}

bool toolbox_open(struct tools *tools, const struct options *options,
                  const struct stage *last, struct failure *why) {
    struct opening opening = {.options = options,
                              .wants_attribution = finds_statements(last),
                              .wants_model = last->gives >= LAYER_TONE};
    *tools = (struct tools){.options = options};
    start(&opening);
    bool good = open_known(tools, last, why);
    return finish(&opening, tools, good ? why : NULL) && good;
}

void toolbox_close(struct tools *tools) {
    roster_close((struct roster *)(uintptr_t)tools->roster);
    lexicons_close((struct lexicons *)(uintptr_t)tools->lexicons);
    attribution_close(
        (struct attribution *)(uintptr_t)tools->attribution);
    if (tools->model)
        model_close((struct model *)(uintptr_t)tools->model);
    copies_close(tools->copies);
    if (tools->trend)
        trend_close(tools->trend);
}

struct words *toolbox_words(const struct tools *tools, struct failure *why) {
    const struct attribution *attribution = tools->attribution;
    const struct model *model = tools->model;
    const struct word_learner learners[FACTS_OF] = {
        [FACTS_GRAMMAR] = {attribution ? grammar_learn : NULL,
                           attribution ? attribution->grammar : NULL},
        [FACTS_ACTORS] = {attribution ? actor_facts_learn : NULL,
                          tools->lexicons},
        [FACTS_TONE] = {model ? mask_learn : NULL,
                        model ? model_wordlist(model) : NULL}};
    return words_open(tools->options->language, tools->lexicons, learners,
                      why);
}
