/* decide.c - options and features of each decision.
 *
 * Which features are worth their time was found by leaving out one template
 * after another on held-out articles.  `w` is the cue's form throughout; a
 * feature with it is learned per cue word, one without it serves cues that
 * training never saw.
 *
 * This file is compiled once more for training (decide_logged.c), which must
 * know which features each option has. */
#include "around.h"

#define FEATURES(decision, option)                                            \
    enum { DECISION = decision };                                             \
    uint32_t feature_option = option;                                         \
    struct features features = features_open(choice, feature_option)
#define FEATURE(template, a, b)                                               \
    features_add(&features, feature_index(DECISION, template, a, b))
#define END_FEATURES features_close(choice, feature_option, &features)

/* ---- looking around --------------------------------------------------- */

static inline uint32_t bit(bool condition, unsigned place) {
    return (uint32_t)condition << place;
}

static inline uint32_t at_most(uint32_t number, uint32_t most) {
    return number < most ? number : most;
}

/* A distance, coarser the longer it is; both directions told apart. */
static uint32_t bucket(int32_t distance) {
    enum { FAR = 80 };
    static const uint8_t STEPS[FAR + 1] = {
        0,  1,  2,  3,  4,  5,  6,  6,  7,  7,  7,  8,  8,  8,  8,  8,  9,
        9,  9,  9,  9,  9,  9,  9,  10, 10, 10, 10, 10, 10, 10, 10, 10, 10,
        10, 10, 10, 10, 10, 10, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11,
        11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11,
        11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 11, 12};
    uint32_t length = (uint32_t)(distance < 0 ? -distance : distance);
    return ((uint32_t)distance >> 31) * 16 + STEPS[at_most(length, FAR)];
}

/* A way from unit to unit: their classes, open classes taken together; long
 * ways by their length only. */
struct way {
    int32_t length;
    uint32_t classes;
};

static const struct way NO_WAY = {0, 5};

static void way_step(const struct scene *scene, struct way *way, int32_t at) {
    const struct unit *unit = &scene->units[at];
    uint32_t open = 0 - (uses(unit) / USE_OPEN & 1); /* all bits, or none */
    way->classes = both(way->classes,
                        (CLASS_PLAIN & open) | (unit->class & ~open));
    way->length++;
}

static uint32_t way_value(const struct way *way, int32_t length) {
    enum { LONG = 7 };
    return length > LONG ? both(77, bucket(length)) : way->classes;
}

/* ---- is it a cue? ----------------------------------------------------- */

static void cue_options(struct scene *scene, struct choice *choice) {
    int32_t c = scene->cue;
    uint32_t w = form(scene, c);
    uint32_t strength = scene->units[c].cue;
    const struct spot *spot = scene->spot;
    uint32_t left = spot->cue_left < 0 ? 0 : form(scene, spot->cue_left);
    uint32_t right = spot->cue_right < 0 ? 0 : form(scene, spot->cue_right);
    choice_option(choice, 0);
    choice_option(choice, 1);
    FEATURES(DECIDE_CUE, 1);
    FEATURE(1, w, shape(scene, c + 1));
    FEATURE(13, form(scene, c - 2), 0);
    FEATURE(9, w, spot->quotes);
    FEATURE(7, shape(scene, c + 1), shape(scene, c + 2));
    FEATURE(8, shape(scene, scene->before), class(scene, c));
    FEATURE(2, w, shape(scene, c - 1));
    FEATURE(4, form(scene, c - 1), 0);
    FEATURE(5, form(scene, c + 1), 0);
    FEATURE(6, shape(scene, c - 2), shape(scene, c - 1));
    FEATURE(14, left, 0);
    FEATURE(16, spot->cue_left < 0 ? 0 : 1 + spot->that_left, strength / 16);
    FEATURE(17, spot->cue_left < 0 ? 99 : bucket(c - spot->cue_left), 0);
    FEATURE(18, right, 0);
    END_FEATURES;
}

/* ---- whose is it? ----------------------------------------------------- */

enum { PHRASES_BEFORE = 8, PHRASES_AFTER = 2 };

/* Where a phrase stands: rank 0 is the nearest on its side. */
struct place {
    uint32_t phrase;
    bool before;
    uint32_t rank, commas;
    int32_t distance; /* words between phrase and cue */
    struct way way;
};

static void weigh_nobody(const struct scene *scene, struct choice *choice) {
    int32_t c = scene->cue;
    uint32_t w = form(scene, c);
    FEATURES(DECIDE_SOURCE, 0);
    FEATURE(0, w, 0);
    FEATURE(3, class(scene, c - 1), class(scene, c));
    END_FEATURES;
}

static void weigh_phrase(const struct scene *scene, struct choice *choice,
                         uint32_t option, const struct place *place) {
    const struct phrase *p = &scene->phrases.items[place->phrase];
    int32_t c = scene->cue;
    bool quotes = scene->phrases.quoted != p->quoted;
    uint32_t w = form(scene, c), type = p->type;
    uint32_t side = place->before, nearest = place->rank == 0;
    uint32_t rank = bit(place->before, 4) | at_most(place->rank, 6);
    uint32_t few = place->commas;
    uint32_t left = class(scene, p->start - 1);
    uint32_t right = shape(scene, p->end);
    uint32_t w_side = both(w, side), near_side = side | bit(nearest, 1);
    FEATURES(DECIDE_SOURCE, option);
    FEATURE(5, w, rank);
    FEATURE(6, class(scene, c),
            both(way_value(&place->way, place->distance), side));
    FEATURE(7, form(scene, p->end - 1), side);
    FEATURE(8, form(scene, p->start - 1), near_side);
    FEATURE(10, both(right, side), type);
    FEATURE(11, form(scene, p->end), near_side);
    FEATURE(12, bit(place->before, 0) | bit(quotes, 1), both(few, rank));
    FEATURE(13, w_side, type);
    FEATURE(17, both(shape(scene, p->end - 1), near_side), left);
    FEATURE(18, form(scene, c - 1), rank);
    FEATURE(23, both(left, type), bit(place->before, 0) | few << 1);
    END_FEATURES;
}

/* Phrases before the cue that hardly ever speak: what a preposition governs
 * ("by" aside), unless the cue follows at once. */
static bool cannot_speak(const struct scene *scene, const struct phrase *p) {
    return p->type == PHRASE_OBJECT ||
           (uses(&scene->units[p->start - 1]) & USE_GOVERNS &&
            p->end != scene->before + 1);
}

/* Lists the phrase of `place`, if such a phrase may speak at all. */
static bool list_phrase(const struct scene *scene, struct choice *choice,
                        struct place *place) {
    const struct phrases *phrases = &scene->phrases;
    const struct phrase *p = &phrases->items[place->phrase];
    uint32_t commas;
    if (place->before) {
        commas = phrases->commas - p->commas;
        place->distance = scene->cue - p->end;
    } else {
        commas = p->commas - phrases->commas;
        place->distance = p->start - scene->cue - 1;
    }
    place->commas = at_most(commas, 2);
    return choice_through(
        choice, (int32_t)place->phrase, DECIDE_SOURCE,
        (uint32_t)class(scene, p->start - 1) << 4 | p->type,
        at_most(place->rank, 2) << 4 | place->commas << 2 |
            (uint32_t)(place->distance > 0) << 1 | place->before);
}

enum { WAY_MOST = 8 };

static void list_before(const struct scene *scene, struct choice *choice,
                        struct place *places) {
    struct place place = {.before = true, .way = NO_WAY};
    int32_t at = scene->cue;
    for (uint32_t i = scene->phrases.behind;
         i-- > 0 && place.rank < PHRASES_BEFORE;) {
        const struct phrase *phrase = &scene->phrases.items[i];
        if (cannot_speak(scene, phrase))
            continue;
        while (at > phrase->end && place.way.length < WAY_MOST)
            way_step(scene, &place.way, --at);
        place.phrase = i;
        if (list_phrase(scene, choice, &place))
            places[choice->count - 1] = place;
        place.rank++;
    }
}

static void list_behind(const struct scene *scene, struct choice *choice,
                        struct place *places) {
    const struct phrases *phrases = &scene->phrases;
    struct place place = {.before = false, .way = NO_WAY};
    int32_t at = scene->cue + 1;
    for (uint32_t i = phrases->behind;
         i < phrases->count && place.rank < PHRASES_AFTER; i++) {
        while (at < phrases->items[i].start && place.way.length < WAY_MOST)
            way_step(scene, &place.way, at++);
        place.phrase = i;
        if (list_phrase(scene, choice, &place))
            places[choice->count - 1] = place;
        place.rank++;
    }
}

static void source_options(struct scene *scene, struct choice *choice) {
    struct place places[1 + PHRASES_BEFORE + PHRASES_AFTER];
    if (is_plain_subject(scene)) {
        choice_option(choice, 0);
        return;
    }
    choice_option(choice, -1);
    list_before(scene, choice, places);
    list_behind(scene, choice, places);
    if (choice->count == 1)
        return;
    weigh_nobody(scene, choice);
    for (uint32_t i = 1; i < choice->count; i++)
        weigh_phrase(scene, choice, i, &places[i]);
}

/* ---- on which side is the content? ------------------------------------ */

/* 0 = no source, 1 = source before the cue, 2 = behind it */
static uint32_t order(const struct scene *scene) {
    if (scene->source.start < 0)
        return 0;
    return scene->source.start < scene->cue ? 1 : 2;
}

/* The first and the first behind the last unit of source and cue. */
static int32_t group_start(const struct scene *scene) {
    return order(scene) == 1 ? scene->source.start : scene->cue;
}

static int32_t group_end(const struct scene *scene) {
    return order(scene) == 2 ? scene->source.end : scene->cue + 1;
}

static uint32_t quotes_around(const struct scene *scene, int32_t start,
                              int32_t end) {
    bool before = false, behind = false;
    if (!scene->spot->quotes)
        return bit(quoted(scene, scene->end), 4);
    for (int32_t i = scene->first; i < start; i++)
        before |= quoted(scene, i);
    for (int32_t i = end; i < scene->end; i++)
        behind |= quoted(scene, i);
    return bit(start > scene->first && quoted(scene, start - 1), 0) |
           bit(end < scene->end && quoted(scene, end), 1) |
           bit(behind, 2) | bit(before, 3) | bit(quoted(scene, scene->end), 4);
}

/* Of the quotation that ends before the source: what it is, as a feature. */
enum { OPENS_SENTENCE = 2, IS_TITLE = 4, IS_GOVERNED = 8, NAMES_WORK = 12 };

/* A title that a preposition governs names a programme or a book and says
 * nothing: "On 'This Week,' Kislyak said". */
static uint32_t quotation_before(const struct scene *scene, int32_t end) {
    int32_t start = end;
    bool title = true;
    while (start > scene->first && quoted(scene, start - 1) &&
           class(scene, start) != CLASS_OPEN) {
        start--;
        title &= class(scene, start) < CLASS_LY ||
                 class(scene, start) > CLASS_PLAIN;
        title &= class(scene, start) > CLASS_ADVERB ||
                 scene->units[start].flags & UNIT_CAPITAL;
    }
    if (start == end)
        return 0;
    bool governed = start > scene->first &&
                    uses(&scene->units[start - 1]) & USE_PREPOSITION;
    return 1 | (start == scene->first ? (uint32_t)OPENS_SENTENCE : 0) |
           (title ? (uint32_t)IS_TITLE : 0) |
           (governed ? (uint32_t)IS_GOVERNED : 0) |
           bucket(end - start) << 4;
}

/* The three sides have the same features, each with a weight of its own; the
 * weights stand side by side. */
static inline void features_add_sides(struct features *features,
                                      uint32_t index) {
    index &= ~UINT32_C(3);
    for (uint32_t k = 0; k < 3; k++)
        features_add(&features[k], index + k);
}

#define SIDE_FEATURE(template, a, b)                                          \
    features_add_sides(features, feature_index(DECIDE_SIDE, template, a, b))

static void side_options(struct scene *scene, struct choice *choice) {
    int32_t start = group_start(scene), end = group_end(scene);
    int32_t c = scene->cue;
    uint32_t w = form(scene, c), o = order(scene);
    uint32_t left = class(scene, start - 1), right = class(scene, end);
    uint32_t quotes = quotes_around(scene, start, end);
    uint32_t opening = quotation_before(scene, start);
    uint32_t edges = bit(start == scene->first, 0) |
                     bit(end + 1 >= scene->end, 1) | o << 2;
    if ((opening & NAMES_WORK) == NAMES_WORK) {
        choice_option(choice, SIDE_RIGHT);
        return;
    }
    struct features features[3];
    for (uint32_t k = 0; k < 3; k++) {
        choice_option(choice, (int32_t)(SIDE_LEFT + k));
        features[k] = features_open(choice, k);
    }
    SIDE_FEATURE(0, w, o);
    SIDE_FEATURE(1, left, o);
    SIDE_FEATURE(2, shape(scene, end), o);
    SIDE_FEATURE(7, edges, quotes);
    SIDE_FEATURE(8, form(scene, end), form(scene, end + 1));
    SIDE_FEATURE(10, form(scene, start - 1), form(scene, start - 2));
    SIDE_FEATURE(11, class(scene, c), both(left, right));
    SIDE_FEATURE(16, opening, bucket(scene->end - end));
    for (uint32_t k = 0; k < 3; k++)
        features_close(choice, k, &features[k]);
}

/* ---- where does the right piece start? -------------------------------- */

enum { START_WINDOW = 5 };

/* `before`: the uses of the unit before it. */
static inline bool may_start(const struct scene *scene, int32_t at,
                             uint32_t before) {
    const struct unit *unit = &scene->units[at];
    uint32_t can = uses(unit);
    uint32_t opens = (can & USE_OPENS) | (before & USE_PAUSE);
    if (!opens && at > scene->cue + 1 + START_WINDOW)
        return false;
    return !(can & USE_NO_START) &&
           (!is_quoted(unit) || unit->class == CLASS_OPEN);
}

/* 0 = none in reach, 1 = ahead, 2 = here, 3 = passed */
static uint32_t relation(int32_t mark, int32_t at) {
    return mark < 0 ? 0 : mark > at ? 1 : mark == at ? 2 : 3;
}

/* The first quotation behind the cue, -1 = none. */
static int32_t first_quote(const struct scene *scene) {
    const struct passage *passage = scene->passage;
    for (uint32_t k = scene->spot->sign; scene->spot->quotes &&
         k < passage->sign_count && passage->signs[k] < scene->end; k++)
        if (class(scene, passage->signs[k]) == CLASS_OPEN)
            return passage->signs[k];
    return -1;
}

static void weigh_right_start(const struct scene *scene,
                              struct choice *choice, uint32_t option,
                              int32_t quote) {
    int32_t end = group_end(scene), at = choice->values[option];
    uint32_t w = form(scene, scene->cue), o = order(scene);
    uint32_t offset = bucket(at - end), next = at == scene->end;
    uint32_t here = shape(scene, at), before = class(scene, at - 1);
    uint32_t quotes = relation(quote, at);
    uint32_t split = scene->side == SIDE_BOTH;
    FEATURES(DECIDE_RIGHT_START, option);
    FEATURE(0, offset, next);
    FEATURE(1, form(scene, at), next);
    FEATURE(2, here, before);
    FEATURE(3, both(w, offset), o);
    FEATURE(4, w, here);
    FEATURE(6, form(scene, at - 1), offset);
    FEATURE(10, both(quotes, split), both(next, before));
    FEATURE(12, both(w, form(scene, at - 1)), offset == 0);
    FEATURE(13, both(o, split), both(here, offset));
    END_FEATURES;
}

/* Where the content begins without a doubt: "that" or a quotation right
 * behind the cue; -1 = elsewhere. */
static int32_t plain_start(const struct scene *scene) {
    int32_t at = scene->cue + 1;
    if (class(scene, at) == CLASS_THAT)
        return at;
    at += class(scene, at) == CLASS_COMMA || class(scene, at) == CLASS_COLON;
    return class(scene, at) == CLASS_OPEN && at < scene->end ? at : -1;
}

/* How far behind source and cue: 0 = before their end, 1 = right behind. */
static uint32_t offset_of(int32_t distance) {
    return distance < 0 ? 0 : at_most((uint32_t)distance, 3) + 1;
}

static void list_start(const struct scene *scene, struct choice *choice,
                       int32_t at, int32_t end) {
    choice_through(choice, at, DECIDE_RIGHT_START,
                   class(scene, at - 1) << 6 | class(scene, at),
                   offset_of(at - end) << 1 | (at == scene->end));
}

static void right_start_options(struct scene *scene, struct choice *choice) {
    int32_t after = scene->cue + 1, plain = plain_start(scene);
    if (plain >= 0) {
        choice_option(choice, plain);
        return;
    }
    int32_t end = group_end(scene), quote;
    uint32_t before = uses(&scene->units[after - 1]);
    for (int32_t at = after; at < scene->end; at++) {
        if (may_start(scene, at, before))
            list_start(scene, choice, at, end);
        before = uses(&scene->units[at]);
    }
    if (scene->end < scene->count)
        list_start(scene, choice, scene->end, end);
    if (choice->count < 2)
        return;
    quote = first_quote(scene);
    for (uint32_t i = 0; i < choice->count; i++)
        weigh_right_start(scene, choice, i, quote);
}

/* ---- where does the right piece end? ---------------------------------- */

static bool may_end(const struct scene *scene, int32_t at) {
    const struct unit *unit = &scene->units[at];
    if (is_quoted(unit) && unit->class != CLASS_OPEN)
        return false;
    return unit[-1].class == CLASS_CLOSE ||
           (uses(unit) & USE_ENDS && !(uses(&unit[-1]) & USE_HOLDS));
}

/* What was seen on the way from the piece's start to where it may end. */
struct ending {
    int32_t start, at;
    uint32_t sentences;    /* whole ones behind us */
    uint32_t cues;         /* sure ones outside quote marks, passed */
    uint32_t follows;      /* what stands at `at` */
    uint32_t last;         /* and did where it might have ended before */
    uint32_t uses, flags;  /* of all words passed, together */
    bool stop;             /* `at` is the end of a sentence */
};

/* The unit behind a possible end, or what there is instead. */
static uint32_t what_follows(const struct scene *scene,
                             const struct ending *e) {
    enum { NEW_SENTENCE = 200, NEW_QUOTATION, NOTHING };
    if (!e->stop)
        return shape(scene, e->at);
    if (e->at == scene->count)
        return NOTHING;
    return quoted(scene, e->at) ? NEW_QUOTATION : NEW_SENTENCE;
}

static void weigh_right_end(const struct scene *scene, struct choice *choice,
                            uint32_t option, const struct ending *e) {
    int32_t at = e->at;
    uint32_t w = form(scene, scene->cue), follows = e->follows;
    uint32_t next = e->stop ? 200 : form(scene, at);
    uint32_t length = bucket(at - e->start);
    uint32_t span = at_most(e->sentences, 3) * 2 + e->stop;
    uint32_t from = shape(scene, e->start);
    bool starts_quote = class(scene, e->start) == CLASS_OPEN;
    bool closed = class(scene, at - 1) == CLASS_CLOSE;
    uint32_t quotes = bit(closed, 0) |
                      bit(class(scene, at) == CLASS_OPEN, 1) |
                      bit(e->flags & UNIT_QUOTED, 2) | bit(starts_quote, 3) |
                      bit(quoted(scene, at - 1), 4);
    uint32_t verbs = (e->uses & USE_FINITE) != 0;
    bool more = e->stop && at < scene->count;
    FEATURES(DECIDE_RIGHT_END, option);
    FEATURE(0, shape(scene, at - 1), follows);
    FEATURE(1, form(scene, at - 1), e->stop);
    FEATURE(2, length, span);
    FEATURE(7, next, form(scene, at + 1));
    FEATURE(12, both(e->last, follows), span);
    FEATURE(15, both(verbs, next),
            class(scene, at) == CLASS_COMMA
                ? both(class(scene, at + 1), class(scene, at + 2))
                : 0);
    FEATURE(16, both(starts_quote | bit(closed, 1), bit(more, 0)),
            both(span, w));
    FEATURE(18, both(span, at_most(e->cues, 3)), both(follows, quotes));
    FEATURE(20, both(e->stop, at_most(e->cues, 3)), both(from, verbs));
    END_FEATURES;
}

/* Of a unit that has a reason to be an end. */
static bool is_end(const struct scene *scene, const struct ending *e) {
    const struct unit *unit = &scene->units[e->at];
    if (e->stop)
        return !is_quoted(unit) || unit->class == CLASS_OPEN;
    if (e->sentences)
        return unit[-1].class == CLASS_CLOSE;
    return may_end(scene, e->at) && unit->class != CLASS_STOP;
}

/* Lists `e->at`, if such a place may be an end at all. */
static bool list_end(const struct scene *scene, struct choice *choice,
                     struct ending *e) {
    e->follows = what_follows(scene, e);
    return choice_through(choice, e->at, DECIDE_RIGHT_END,
                          class(scene, e->at - 1) << 8 | e->follows,
                          at_most(e->sentences, 2));
}

/* Lists all places where the piece may end; `endings` tells of each. */
static void list_ends(const struct scene *scene, struct choice *choice,
                      struct ending *endings) {
    enum { SENTENCES_MOST = 12, INSIDE_MOST = 50 };
    struct ending e = {.start = scene->right.start};
    const struct unit *units = scene->units;
    uint32_t can = uses(&units[e.start]);
    for (e.at = e.start + 1; e.sentences <= SENTENCES_MOST; e.at++) {
        const struct unit *last = &units[e.at - 1];
        uint32_t before = can;
        can = uses(&units[e.at]);
        e.uses |= before;
        e.flags |= last->flags;
        e.cues += is_cue_above(last, CUE_SURE);
        if (!((can & USE_ENDS) | (before & USE_CLOSES) |
              (last->flags & UNIT_LAST)))
            continue;
        e.stop = last->flags & UNIT_LAST;
        if (is_end(scene, &e) && (e.stop || choice->count < INSIDE_MOST)) {
            if (list_end(scene, choice, &e))
                endings[choice->count - 1] = e;
            e.last = e.follows;
        }
        e.sentences += e.stop;
        if (e.stop && !quoted(scene, e.at))
            return; /* only quotations go on in another sentence */
    }
}

static void right_end_options(struct scene *scene, struct choice *choice) {
    struct ending endings[OPTIONS_MOST];
    list_ends(scene, choice, endings);
    for (uint32_t i = 0; choice->count > 1 && i < choice->count; i++)
        weigh_right_end(scene, choice, i, &endings[i]);
}

/* ---- the left piece --------------------------------------------------- */

/* Before the source or cue anything may stand that no phrase goes on with. */
static bool may_end_left(const struct scene *scene, int32_t at) {
    const struct unit *unit = &scene->units[at];
    return may_end(scene, at) ||
           (!is_quoted(unit) && uses(unit) & USE_CLOSED &&
            !(uses(&unit[-1]) & USE_HOLDS));
}

static void left_end_options(struct scene *scene, struct choice *choice) {
    enum { WINDOW = 45, MOST = 40 };
    int32_t start = group_start(scene);
    uint32_t o = order(scene), endings = 0;
    if (start > scene->first && (class(scene, start - 1) == CLASS_COMMA ||
                                 class(scene, start - 1) == CLASS_CLOSE)) {
        choice_option(choice, start);
        return;
    }
    uint32_t lefts = both(class(scene, start - 1), class(scene, start - 2));
    for (int32_t at = scene->cue;
         at >= scene->first && at > 0 && endings < MOST; at--) {
        bool edge = at == start || at == scene->first;
        if (!edge && !may_end_left(scene, at))
            continue;
        if (scene->cue - at > WINDOW && !quoted(scene, at - 1) &&
            at != scene->first)
            continue;
        uint32_t here = shape(scene, at), before = shape(scene, at - 1);
        uint32_t offset = bucket(at - start);
        bool quote = quoted(scene, at - 1);
        uint32_t edges = bit(at == start, 0) | bit(at == scene->first, 1);
        if (!choice_option(choice, at))
            return;
        FEATURES(DECIDE_LEFT_END, choice->count - 1);
        FEATURE(1, before, here);
        FEATURE(2, form(scene, at), edges);
        FEATURE(4, bit(quote, 2) | edges, both(offset, o));
        FEATURE(8, bit(quote, 0), both(here, scene->side));
        FEATURE(9, lefts, offset);
        FEATURE(11, both(class(scene, scene->cue - 1),
                         class(scene, scene->cue)), offset);
        END_FEATURES;
        endings++;
    }
}

/* May a piece start at unit `at`, inside its last sentence? */
static bool opens_clause(const struct scene *scene, int32_t at) {
    uint32_t here = uses(&scene->units[at]);
    uint32_t before = uses(&scene->units[at - 1]);
    if (here & USE_NO_LEFT)
        return false;
    return before & USE_CLAUSE_BEHIND || here & USE_CLAUSE_FIRST ||
           (here & USE_CLAUSE_WORD && !(before & USE_GOES_ON));
}

static bool may_be_left_start(const struct scene *scene, int32_t at,
                              uint32_t sentences, int32_t end) {
    enum { WINDOW = 60 };
    const struct unit *unit = &scene->units[at];
    if (at == 0 || unit->class == CLASS_OPEN)
        return true;
    if (is_quoted(unit))
        return false;
    return unit->flags & UNIT_FIRST ||
           (!sentences && end - at < WINDOW && opens_clause(scene, at));
}

static bool left_start_option(const struct scene *scene,
                              struct choice *choice, int32_t at,
                              uint32_t sentences, uint32_t starts,
                              bool quotes) {
    int32_t end = scene->left.end;
    bool first = scene->units[at].flags & UNIT_FIRST;
    uint32_t length = bucket(end - at);
    uint32_t span = at_most(sentences, 3) * 4 + bit(first, 1) +
                    bit(at == 0, 0);
    uint32_t here = shape(scene, at), before = class(scene, at - 1);
    bool end_quoted = quoted(scene, end - 1);
    uint32_t marks = bit(end_quoted, 0) | bit(quotes, 1) |
                     bit(quoted(scene, at), 2) |
                     bit(class(scene, at) == CLASS_OPEN, 3) |
                     bit(quoted(scene, at - 1), 4);
    if (!choice_option(choice, at))
        return false;
    FEATURES(DECIDE_LEFT_START, choice->count - 1);
    FEATURE(0, length, span);
    FEATURE(1, here, span);
    FEATURE(3, before, here);
    FEATURE(4, form(scene, at - 1), span);
    FEATURE(5, both(marks, span), before);
    FEATURE(7, at_most(starts, 5), both(span, end_quoted));
    FEATURE(10, both(shape(scene, end), span), length);
    END_FEATURES;
    return true;
}

static void left_start_options(struct scene *scene, struct choice *choice) {
    enum { SENTENCES_MOST = 10 };
    uint32_t sentences = 0, starts = 0;
    bool quotes = false;
    for (int32_t at = scene->left.end - 1; at >= 0; at--) {
        quotes |= quoted(scene, at);
        if (may_be_left_start(scene, at, sentences, scene->left.end) &&
            !left_start_option(scene, choice, at, sentences, starts++,
                               quotes))
            return;
        if (scene->units[at].flags & UNIT_FIRST &&
            ++sentences > SENTENCES_MOST)
            return;
    }
}

const struct decision_row DECISIONS[DECISION_COUNT] = {
    {"cue", cue_options, "is this word here a cue?"},
    {"source", source_options, "which noun phrase is its source?"},
    {"side", side_options, "is the content left, right or on both sides?"},
    {"right start", right_start_options, "where does the right piece start?"},
    {"right end", right_end_options, "where does the right piece end?"},
    {"left end", left_end_options, "where does the left piece end?"},
    {"left start", left_start_options, "where does the left piece start?"}};
