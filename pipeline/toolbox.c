/* toolbox.c - lexicons, models and memories, opened in the order of need. */
#define _POSIX_C_SOURCE 200809L
#include "toolbox.h"

#include "attribution.h"
#include "copies.h"
#include "lexicons.h"
#include "mentions.h"
#include "model.h"
#include "roster.h"
#include "trend.h"

#include <pthread.h>

/* The model is opened by a thread of its own, which halves the time to
 * start. */
struct model_opening {
    const char *folder;
    struct model *model;
    struct failure why;
    pthread_t thread;
    bool started;
};

static void *open_model(void *data) {
    struct model_opening *opening = data;
    opening->model = model_open(opening->folder, &opening->why);
    return NULL;
}

static void start_model(struct model_opening *opening, const char *folder) {
    *opening = (struct model_opening){.folder = folder};
    opening->started =
        pthread_create(&opening->thread, NULL, open_model, opening) == 0;
    if (!opening->started)
        open_model(opening);
}

static struct model *await_model(struct model_opening *opening) {
    if (opening->started)
        pthread_join(opening->thread, NULL);
    return opening->model;
}

/* All but the model. */
static bool open_others(struct tools *tools, const struct stage *last,
                        struct failure *why) {
    const struct options *options = tools->options;
    struct lexicons *lexicons =
        lexicons_open(options->lexicons, options->actors, why);
    tools->lexicons = lexicons;
    if (!lexicons)
        return false;
    if (last->gives >= LAYER_COPIES)
        tools->copies = copies_open();
    if (last->gives == LAYER_STATEMENTS || last->gives == LAYER_TRENDS) {
        tools->attribution =
            attribution_open(options->lexicons, options->model, why);
        if (!tools->attribution)
            return false;
        tools->roster = roster_open(lexicons);
    }
    if (last->gives == LAYER_TRENDS)
        tools->trend = trend_open(options, lexicons, why);
    return last->gives != LAYER_TRENDS || tools->trend;
}

bool toolbox_open(struct tools *tools, const struct options *options,
                  const struct stage *last, struct failure *why) {
    *tools = (struct tools){.options = options};
    struct model_opening opening;
    bool wants_model = last->gives >= LAYER_TONE;
    if (wants_model)
        start_model(&opening, options->model);
    bool good = open_others(tools, last, why);
    if (wants_model)
        tools->model = await_model(&opening);
    if (good && wants_model && !tools->model)
        good = fail(why, "%s", opening.why.text);
    return good;
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
        [FACTS_ACTORS] = {attribution ? mentions_learn : NULL,
                          tools->lexicons},
        [FACTS_TONE] = {model ? mask_learn : NULL,
                        model ? model_wordlist(model) : NULL}};
    return words_open(tools->options->language, tools->lexicons, learners,
                      why);
}
