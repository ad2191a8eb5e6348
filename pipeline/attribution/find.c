/* find.c - one cue, all its decisions in a row, each the best option. */
#include "attribution.h"

#include <stdlib.h>

/* An edge so much less probable than the best one is not weighed. */
static const double EDGE_LEAST = 0.02;

/* What nobody says must be surer, and what somebody does not say: it tells
 * less. */
static const double DOUBTFUL_LEAST = 0.6;

/* An edge as probable as this is worth most: another one is worth at most
 * 2 p + 3 (1 - p) < 3 p. */
static const double EDGE_CLEAR = 0.75;

/* And with one as probable as this near ones are not looked for. */
static const double EDGE_SURE = 0.95;

static bool ask(enum decision decision, struct scene *scene,
                struct choice *choice, double *p, int32_t *value) {
    choice_begin(choice);
    DECISIONS[decision].options(scene, choice);
    if (!choice->count)
        return false;
    *value = choice->values[choice_best(choice)];
    *p /= choice->sum;
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

/* An apposition and what it names are one: either would be right. */
static double odds_besides(const struct scene *scene,
                           const struct choice *choice, uint32_t best) {
    double other = 0;
    int32_t index = choice->values[best];
    if (index < 0 || !is_apposition(scene, (uint32_t)index))
        return 0;
    for (uint32_t i = 0; i < choice->count; i++)
        if (choice->values[i] >= 0 && choice->values[i] < index &&
            choice->odds[i] > other)
            other = choice->odds[i];
    return other;
}

static bool find_source(struct scene *scene, struct choice *choice,
                        struct finding *finding) {
    scene_chunk(scene);
    choice_begin(choice);
    DECISIONS[DECIDE_SOURCE].options(scene, choice);
    if (!choice->count)
        return false;
    uint32_t best = choice_best(choice);
    int32_t index = choice->values[best];
    if (choice->sum > 1)
        finding->p *=
            (1 + odds_besides(scene, choice, best)) / choice->sum;
    if (index >= 0)
        scene->source = speaker_mention(scene, (uint32_t)index);
    finding->source = scene->source;
    return true;
}

/* ---- edges ------------------------------------------------------------ */

/* The edges that are weighed, in the order of the options. */
struct edges {
    uint32_t count;
    uint32_t lengths[OPTIONS_MOST]; /* from the piece's other end */
    double odds[OPTIONS_MOST];
    int32_t values[OPTIONS_MOST];
};

static uint32_t length_of(int32_t anchor, int32_t value) {
    return (uint32_t)abs(value - anchor);
}

static void list_edges(const struct choice *choice, int32_t anchor,
                       struct edges *edges) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < choice->count; i++) {
        edges->lengths[count] = length_of(anchor, choice->values[i]);
        edges->values[count] = choice->values[i];
        edges->odds[count] = choice->odds[i];
        count += choice->odds[i] >= EDGE_LEAST;
    }
    edges->count = count;
}

/* What the answer `a` is worth where `b` is right, both given as lengths of
 * the piece: 3 if it is right, 2 if nearly (four fifths are shared), 1 if
 * half of it is. */
static uint32_t worth(uint32_t a, uint32_t b) {
    uint32_t longer = a > b ? a : b, shorter = a + b - longer;
    return (uint32_t)(a == b) + (5 * shorter >= 4 * longer) +
           (2 * shorter >= longer);
}

/* What a piece of that length is worth on average. */
static double expected_worth(const struct edges *edges, uint32_t length) {
    static const double WORTH[] = {0, 1, 2, 3};
    double sum = 0;
    for (uint32_t i = 0; i < edges->count; i++)
        sum += edges->odds[i] * WORTH[worth(length, edges->lengths[i])];
    return sum;
}

/* The edge that is worth most on average: it need not be the most probable
 * one, since near edges support each other. */
static int32_t worthiest(const struct edges *edges) {
    double most = -1;
    int32_t value = 0;
    for (uint32_t i = 0; i < edges->count; i++) {
        double mean = expected_worth(edges, edges->lengths[i]);
        value = mean > most ? edges->values[i] : value;
        most = mean > most ? mean : most;
    }
    return value;
}

/* The odds that half of the piece is right. */
static double odds_of_half(const struct edges *edges, uint32_t length) {
    double half = 0;
    for (uint32_t i = 0; i < edges->count; i++)
        if (worth(length, edges->lengths[i]))
            half += edges->odds[i];
    return half;
}

/* Chooses an edge and multiplies `p` by the probability that half of the
 * piece is right. */
static bool ask_edge(enum decision decision, struct scene *scene,
                     struct choice *choice, int32_t anchor, double *p,
                     int32_t *value) {
    struct edges edges;
    choice_begin(choice);
    DECISIONS[decision].options(scene, choice);
    if (!choice->count)
        return false;
    *value = choice->values[choice_best(choice)];
    if (choice->sum <= 1 / EDGE_SURE) {
        *p /= choice->sum;
        return true;
    }
    list_edges(choice, anchor, &edges);
    if (choice->sum > 1 / EDGE_CLEAR)
        *value = worthiest(&edges);
    *p *= odds_of_half(&edges, length_of(anchor, *value)) / choice->sum;
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

double attribution_ask(const struct passage *passage, const struct spot *spot,
                       struct scene *scene, struct choice *choice) {
    scene_begin(scene, passage, spot);
    choice_begin(choice);
    DECISIONS[DECIDE_CUE].options(scene, choice);
    return choice_yes(choice, choice->scores[1] - choice->scores[0]);
}

bool attribution_find(const struct passage *passage, struct scene *scene,
                      struct choice *choice, double least,
                      struct finding *finding) {
    int32_t side;
    scene_begin(scene, passage, &finding->spot);
    finding->p = finding->p_cue;
    if (!find_source(scene, choice, finding) || finding->p < least ||
        !ask(DECIDE_SIDE, scene, choice, &finding->p, &side) ||
        finding->p < least)
        return false;
    scene->side = finding->side = (enum side)side;
    if (side & SIDE_LEFT && find_left(scene, choice, &finding->p))
        take_piece(scene, finding, scene->left);
    if (finding->p >= least && side & SIDE_RIGHT &&
        find_right(scene, choice, &finding->p))
        take_piece(scene, finding, scene->right);
    if ((finding->source.start < 0 || scene->negated) &&
        least < DOUBTFUL_LEAST)
        least = DOUBTFUL_LEAST;
    return finding->p >= least && holds_word(passage, finding);
}
