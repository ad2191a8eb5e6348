/* find.c - one cue, all its decisions in a row, each the best option. */
#include "attribution.h"

#include <stdlib.h>

/* An edge less probable than this is not weighed; it must stay below one in
 * OPTIONS_MOST, so that some edge always is. */
static const double EDGE_LEAST = 0.01;

/* What nobody says must be surer: it tells less. */
static const double NOBODY_LEAST = 0.6;

/* An edge as probable as this is worth most: another one is worth at most
 * 2 p + 3 (1 - p) < 3 p. */
static const double EDGE_CLEAR = 0.75;

static const double NEARLY = 0.8, HALF = 0.5;

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

/* True where the phrase stands between commas: "the ambassador, Sergey
 * Kislyak, said". */
static bool is_apposition(const struct scene *scene, uint32_t index) {
    const struct phrase *phrase = &scene->phrases.items[index];
    return scene->units[phrase->start - 1].class == CLASS_COMMA &&
           scene->units[phrase->end].class == CLASS_COMMA;
}

/* The probability of an apposition and of what it names are one: either
 * would be right. */
static double probability_of(const struct scene *scene,
                             const struct choice *choice, const double *p,
                             uint32_t best) {
    double other = 0;
    if (choice->values[best] < 0 ||
        !is_apposition(scene, (uint32_t)choice->values[best]))
        return p[best];
    for (uint32_t i = 0; i < choice->count; i++)
        if (choice->values[i] >= 0 &&
            choice->values[i] < choice->values[best] && p[i] > other)
            other = p[i];
    return p[best] + other;
}

static bool find_source(struct scene *scene, struct choice *choice,
                        struct finding *finding) {
    double p[OPTIONS_MOST];
    scene_chunk(scene);
    choice_begin(choice);
    DECISIONS[DECIDE_SOURCE].options(scene, choice);
    if (!choice->count)
        return false;
    uint32_t best = choice_probabilities(choice, p);
    int32_t index = choice->values[best];
    finding->p *= probability_of(scene, choice, p, best);
    if (index >= 0)
        scene->source = speaker_mention(scene, (uint32_t)index);
    finding->source = scene->source;
    return true;
}

/* ---- edges ------------------------------------------------------------ */

/* How much of each other two pieces share that run from `anchor` to `a` and
 * to `b`, in [0, 1]. */
static double likeness(int32_t anchor, int32_t a, int32_t b) {
    double one = abs(a - anchor), other = abs(b - anchor);
    double longer = one > other ? one : other;
    return longer > 0 ? (one < other ? one : other) / longer : 1;
}

/* What it is worth to answer `a` where `b` is right: whole, nearly, half. */
static double worth(int32_t anchor, int32_t a, int32_t b) {
    double alike = likeness(anchor, a, b);
    return (a == b) + (alike >= NEARLY) + (alike >= HALF);
}

/* What the answer `value` is worth on average. */
static double expected_worth(const struct choice *choice, const double *p,
                             int32_t anchor, int32_t value) {
    double sum = 0;
    for (uint32_t i = 0; i < choice->count; i++)
        if (p[i] >= EDGE_LEAST)
            sum += p[i] * worth(anchor, value, choice->values[i]);
    return sum;
}

/* Chooses the edge that is worth most on average (it need not be the most
 * probable one: near edges support each other), and multiplies `p` by the
 * probability that half of the piece is right. */
static bool ask_edge(enum decision decision, struct scene *scene,
                     struct choice *choice, int32_t anchor, double *p,
                     int32_t *value) {
    double probabilities[OPTIONS_MOST], most = -1, half = 0;
    choice_begin(choice);
    DECISIONS[decision].options(scene, choice);
    if (!choice->count)
        return false;
    uint32_t best = choice_probabilities(choice, probabilities);
    *value = choice->values[best];
    for (uint32_t i = 0;
         i < choice->count && probabilities[best] < EDGE_CLEAR; i++) {
        if (probabilities[i] < EDGE_LEAST)
            continue;
        double worth_of_it = expected_worth(choice, probabilities, anchor,
                                            choice->values[i]);
        if (worth_of_it > most) {
            most = worth_of_it;
            *value = choice->values[i];
        }
    }
    for (uint32_t i = 0; i < choice->count; i++)
        if (probabilities[i] >= EDGE_LEAST &&
            likeness(anchor, *value, choice->values[i]) >= HALF)
            half += probabilities[i];
    *p *= half;
    return true;
}

static bool find_left(struct scene *scene, struct choice *choice, double *p) {
    return ask_edge(DECIDE_LEFT_END, scene, choice, scene->first, p,
                    &scene->left.end) &&
           ask_edge(DECIDE_LEFT_START, scene, choice, scene->left.end, p,
                    &scene->left.start);
}

static bool find_right(struct scene *scene, struct choice *choice,
                       double *p) {
    return ask_edge(DECIDE_RIGHT_START, scene, choice, scene->end, p,
                    &scene->right.start) &&
           ask_edge(DECIDE_RIGHT_END, scene, choice, scene->right.start, p,
                    &scene->right.end);
}

static void take_piece(const struct scene *scene, struct finding *finding,
                       struct range piece) {
    piece.end = trim_end(scene, piece);
    finding->pieces[finding->piece_count++] = piece;
}

/* A statement without a word (an empty pair of marks) says nothing. */
static bool holds_word(const struct passage *passage,
                       const struct finding *finding) {
    for (uint32_t i = 0; i < finding->piece_count; i++)
        for (int32_t k = finding->pieces[i].start;
             k < finding->pieces[i].end; k++)
            if (is_word(&passage->units[k]))
                return true;
    return false;
}

double attribution_ask(const struct passage *passage, int32_t cue,
                       struct scene *scene, struct choice *choice) {
    double probabilities[OPTIONS_MOST];
    scene_begin(scene, passage, cue);
    choice_begin(choice);
    DECISIONS[DECIDE_CUE].options(scene, choice);
    choice_probabilities(choice, probabilities);
    return probabilities[1];
}

bool attribution_find(const struct passage *passage, struct choice *choice,
                      double least, struct finding *finding) {
    struct scene scene = {0};
    scene_begin(&scene, passage, finding->cue);
    finding->p = finding->p_cue;
    int32_t side;
    if (!find_source(&scene, choice, finding) || finding->p < least ||
        !ask(DECIDE_SIDE, &scene, choice, &finding->p, &side) ||
        finding->p < least)
        return false;
    scene.side = finding->side = (enum side)side;
    if (side & SIDE_LEFT && find_left(&scene, choice, &finding->p))
        take_piece(&scene, finding, scene.left);
    if (finding->p >= least && side & SIDE_RIGHT &&
        find_right(&scene, choice, &finding->p))
        take_piece(&scene, finding, scene.right);
    if (finding->source.start < 0 && least < NOBODY_LEAST)
        least = NOBODY_LEAST;
    return finding->p >= least && holds_word(passage, finding);
}
