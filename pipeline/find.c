/* find.c - one cue, all its decisions in a row, each the best option. */
#include "attribution.h"

static bool ask(enum decision decision, struct scene *scene,
                struct choice *choice, double *p, int32_t *value) {
    choice_begin(choice);
    DECISIONS[decision].options(scene, choice);
    if (!choice->count)
        return false;
    double p_best;
    *value = choice->values[choice_best(choice, &p_best)];
    *p *= p_best;
    return true;
}

/* A comma or full stop outside quote marks does not belong to a piece. */
static int32_t trim_end(const struct scene *scene, struct range piece) {
    int32_t end = piece.end;
    while (end > piece.start + 1 && !is_quoted(&scene->units[end - 1]) &&
           (scene->units[end - 1].class == CLASS_COMMA ||
            scene->units[end - 1].class == CLASS_COLON ||
            scene->units[end - 1].class == CLASS_STOP))
        end--;
    return end;
}

static bool find_source(struct scene *scene, struct choice *choice,
                        double *p) {
    int32_t index;
    scene_chunk(scene);
    if (!ask(DECIDE_SOURCE, scene, choice, p, &index))
        return false;
    if (index >= 0)
        scene->source = (struct range){scene->phrases.items[index].start,
                                       scene->phrases.items[index].end};
    return true;
}

static bool find_left(struct scene *scene, struct choice *choice, double *p) {
    return ask(DECIDE_LEFT_END, scene, choice, p, &scene->left.end) &&
           ask(DECIDE_LEFT_START, scene, choice, p, &scene->left.start);
}

static bool find_right(struct scene *scene, struct choice *choice,
                       double *p) {
    return ask(DECIDE_RIGHT_START, scene, choice, p, &scene->right.start) &&
           ask(DECIDE_RIGHT_END, scene, choice, p, &scene->right.end);
}

static void take_piece(const struct scene *scene, struct finding *finding,
                       struct range piece) {
    piece.end = trim_end(scene, piece);
    finding->pieces[finding->piece_count++] = piece;
}

double attribution_ask(const struct passage *passage, int32_t cue,
                       struct choice *choice) {
    struct scene scene;
    double probabilities[OPTIONS_MOST];
    scene_begin(&scene, passage, cue);
    choice_begin(choice);
    DECISIONS[DECIDE_CUE].options(&scene, choice);
    choice_probabilities(choice, probabilities);
    return probabilities[1];
}

bool attribution_find(const struct passage *passage, struct choice *choice,
                      double least, struct finding *finding) {
    struct scene scene;
    scene_begin(&scene, passage, finding->cue);
    finding->p = finding->p_cue;
    int32_t side;
    if (!find_source(&scene, choice, &finding->p) || finding->p < least ||
        !ask(DECIDE_SIDE, &scene, choice, &finding->p, &side) ||
        finding->p < least)
        return false;
    scene.side = finding->side = (enum side)side;
    finding->source = scene.source;
    if (side & SIDE_LEFT && find_left(&scene, choice, &finding->p))
        take_piece(&scene, finding, scene.left);
    if (finding->p >= least && side & SIDE_RIGHT &&
        find_right(&scene, choice, &finding->p))
        take_piece(&scene, finding, scene.right);
    return finding->p >= least && finding->piece_count > 0;
}
