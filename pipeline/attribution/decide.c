/* decide.c - options and features of each decision.
 *
 * Which features are worth their time was found by leaving out one template
 * after another on held-out articles.  `w` is the cue's form throughout; a
 * feature with it is learned per cue word, one without it serves cues that
 * training never saw. */
#include "decide.h"

#define FEATURES(decision)                                                    \
    struct features features = features_open(choice, decision)
#define FEATURE(template, a, b) features_add(&features, template, a, b)
#define END_FEATURES features_close(choice, &features)

/* ---- looking around --------------------------------------------------- */

static inline uint32_t form(const struct scene *scene, int32_t at) {
    return scene->units[at].form;
}

static inline uint32_t class(const struct scene *scene, int32_t at) {
    return scene->units[at].class;
}

static inline uint32_t shape(const struct scene *scene, int32_t at) {
    return scene->units[at].shape;
}

static inline bool quoted(const struct scene *scene, int32_t at) {
    return is_quoted(&scene->units[at]);
}

static inline uint32_t bit(bool condition, unsigned place) {
    return (uint32_t)condition << place;
}

static inline uint32_t at_most(uint32_t number, uint32_t most) {
    return number < most ? number : most;
}

/* A distance, coarser the longer it is; both directions told apart. */
static uint32_t bucket(int32_t distance) {
    static const uint8_t STEPS[] = {0, 1, 2, 3, 4, 5, 6, 6, 7, 7, 7, 8,
                                    8, 8, 8, 8, 9, 9, 9, 9, 9, 9, 9, 9};
    uint32_t sign = distance < 0 ? 16 : 0;
    uint32_t length = (uint32_t)(distance < 0 ? -distance : distance);
    uint32_t step = length < sizeof STEPS ? STEPS[length]
                    : length < 40         ? 10
                    : length < 80         ? 11
                                          : 12;
    return sign + step;
}

/* The classes of units [from, to), open classes taken together; long ways by
 * their length only. */
static uint32_t path(const struct scene *scene, int32_t from, int32_t to) {
    enum { LONG = 7 };
    if (to - from > LONG)
        return both(77, bucket(to - from));
    uint32_t result = 5;
    for (int32_t i = from; i < to; i++) {
        uint32_t c = class(scene, i);
        bool open = c == CLASS_PLAIN || c == CLASS_S || c == CLASS_NAME ||
                    c == CLASS_NUMBER;
        result = both(result, open ? CLASS_PLAIN : c);
    }
    return result;
}

/* ---- the scene -------------------------------------------------------- */

static bool is_auxiliary(uint8_t class) {
    return (class >= CLASS_BE && class <= CLASS_ADVERB) ||
           class == CLASS_LY || class == CLASS_TO;
}

static uint32_t auxiliary_mark(const struct unit *unit) {
    return unit->class == CLASS_BE || unit->class == CLASS_MODAL
               ? unit->form
               : unit->class;
}

/* Steps back over "has not always" before the cue. */
static void skip_auxiliaries(struct scene *scene) {
    enum { MOST = 6 };
    const struct unit *units = scene->units;
    int32_t at = scene->cue - 1;
    uint32_t chain = 1;
    for (; at >= scene->first && scene->cue - at <= MOST &&
           is_auxiliary(units[at].class) && !quoted(scene, at); at--)
        if (units[at].class != CLASS_ADVERB && units[at].class != CLASS_LY)
            chain = both(chain, auxiliary_mark(&units[at]));
    if (at >= scene->first && units[at].class == CLASS_CLITIC)
        chain = both(chain, units[at--].form);
    scene->before = at;
    scene->auxiliaries = chain;
}

static void find_sentence(struct scene *scene, const struct passage *passage,
                          int32_t cue) {
    const struct unit *units = passage->units;
    int32_t first = cue, end = cue;
    while (first > 0 && !(units[first].flags & UNIT_FIRST))
        first--;
    while (end < passage->count && !(units[end].flags & UNIT_LAST))
        end++;
    scene->units = units;
    scene->count = passage->count;
    scene->first = first;
    scene->end = end < passage->count ? end + 1 : end;
}

void scene_begin(struct scene *scene, const struct passage *passage,
                 int32_t cue) {
    const struct unit *units = passage->units;
    if (scene->units != units || cue < scene->first || cue >= scene->end)
        find_sentence(scene, passage, cue);
    scene->cue = cue;
    scene->source = scene->right = scene->left = (struct range){-1, -1};
    skip_auxiliaries(scene);
}

void scene_chunk(struct scene *scene) {
    chunk(scene->units, scene->first, scene->end, scene->cue,
          &scene->phrases);
}

/* ---- is it a cue? ----------------------------------------------------- */

enum { CUE_LEAST = 5, CUE_STRONG = 60, CUE_LIKELY = 80, CUE_SURE = 100 };

/* Cues that no corpus has shown: a verb beside "that" or a quotation. */
static bool looks_like_cue(const struct unit *unit) {
    return !unit->cue && (unit->class == CLASS_ED || unit->class == CLASS_S) &&
           (unit[1].class == CLASS_THAT || unit[1].class == CLASS_OPEN ||
            unit[-1].class == CLASS_CLOSE || unit[-2].class == CLASS_CLOSE);
}

bool may_be_cue(const struct unit *unit) {
    return !is_quoted(unit) &&
           (unit->cue >= CUE_LEAST || looks_like_cue(unit));
}

static bool is_cue_above(const struct scene *scene, int32_t at,
                         uint8_t strength) {
    return scene->units[at].cue >= strength && !quoted(scene, at);
}

/* What a look over the cue's whole sentence tells. */
struct sentence_view {
    int32_t quote_left, quote_right; /* distances, far = 99 */
    int32_t cue_left, cue_right;     /* units of other cues, -1 = none */
    bool that_left;                  /* "that" since cue_left */
};

static struct sentence_view view(const struct scene *scene) {
    struct sentence_view v = {99, 99, -1, -1, false};
    for (int32_t i = scene->first; i < scene->cue; i++) {
        if (quoted(scene, i)) {
            v.quote_left = scene->cue - i;
        } else if (is_cue_above(scene, i, CUE_STRONG)) {
            v.cue_left = i;
            v.that_left = false;
        }
        v.that_left |= class(scene, i) == CLASS_THAT;
    }
    for (int32_t i = scene->end; i-- > scene->cue + 1;) {
        if (quoted(scene, i))
            v.quote_right = i - scene->cue;
        else if (is_cue_above(scene, i, CUE_LIKELY))
            v.cue_right = i;
    }
    return v;
}

static void cue_options(struct scene *scene, struct choice *choice) {
    int32_t c = scene->cue;
    uint32_t w = form(scene, c);
    uint32_t strength = scene->units[c].cue;
    struct sentence_view v = view(scene);
    bool quotes = v.quote_left < 99 || v.quote_right < 99;
    choice_option(choice, 0);
    choice_option(choice, 1);
    FEATURES(DECIDE_CUE);
    FEATURE(0, 0, 0);
    FEATURE(1, w, shape(scene, c + 1));
    FEATURE(2, w, shape(scene, c - 1));
    FEATURE(3, w, form(scene, c + 1));
    FEATURE(4, form(scene, c - 1), 0);
    FEATURE(5, form(scene, c + 1), 0);
    FEATURE(6, shape(scene, c - 2), shape(scene, c - 1));
    FEATURE(7, shape(scene, c + 1), shape(scene, c + 2));
    FEATURE(8, shape(scene, scene->before), class(scene, c));
    FEATURE(9, w, quotes);
    FEATURE(11, shape(scene, c), shape(scene, c + 1));
    FEATURE(12, form(scene, c + 2), 0);
    FEATURE(13, form(scene, c - 2), 0);
    FEATURE(14, v.cue_left < 0 ? 0 : form(scene, v.cue_left), 0);
    FEATURE(15, v.cue_left < 0 ? 0 : form(scene, v.cue_left), w);
    FEATURE(16, v.cue_left < 0 ? 0 : 1 + v.that_left, strength / 16);
    FEATURE(17, v.cue_left < 0 ? 99 : bucket(c - v.cue_left), 0);
    FEATURE(18, v.cue_right < 0 ? 0 : form(scene, v.cue_right), 0);
    END_FEATURES;
}

/* ---- whose is it? ----------------------------------------------------- */

enum { PHRASES_BEFORE = 8, PHRASES_AFTER = 2 };

/* Where a phrase stands: rank 0 is the nearest on its side. */
struct place {
    bool before;
    uint32_t rank, commas;
    bool quotes; /* between phrase and cue */
};

static void nobody_option(const struct scene *scene, struct choice *choice) {
    int32_t c = scene->cue;
    uint32_t w = form(scene, c);
    choice_option(choice, -1);
    FEATURES(DECIDE_SOURCE);
    FEATURE(0, w, 0);
    FEATURE(3, class(scene, c - 1), class(scene, c));
    END_FEATURES;
}

static void phrase_option(const struct scene *scene, struct choice *choice,
                          uint32_t index, const struct place *place) {
    const struct phrase *p = &scene->phrases.items[index];
    int32_t c = scene->cue, from = place->before ? p->end : c + 1;
    int32_t to = place->before ? c : p->start;
    uint32_t w = form(scene, c), type = p->type;
    uint32_t side = place->before, nearest = place->rank == 0;
    uint32_t rank = bit(place->before, 4) | at_most(place->rank, 6);
    uint32_t left = class(scene, p->start - 1);
    uint32_t right = shape(scene, p->end);
    uint32_t w_side = both(w, side), near_side = side | bit(nearest, 1);
    if (!choice_option(choice, (int32_t)index))
        return;
    FEATURES(DECIDE_SOURCE);
    FEATURE(5, w, rank);
    FEATURE(6, class(scene, c), both(path(scene, from, to), side));
    FEATURE(7, form(scene, p->end - 1), side);
    FEATURE(8, form(scene, p->start - 1), near_side);
    FEATURE(9, both(left, side), both(type, nearest));
    FEATURE(10, both(right, side), type);
    FEATURE(11, form(scene, p->end), near_side);
    FEATURE(12, bit(place->before, 0) | bit(place->quotes, 1),
            both(at_most(place->commas, 2), rank));
    FEATURE(13, w_side, type);
    FEATURE(15, both(scene->auxiliaries, near_side), class(scene, c));
    FEATURE(17, both(shape(scene, p->end - 1), near_side), left);
    FEATURE(18, form(scene, c - 1), rank);
    FEATURE(23, both(left, type),
            bit(place->before, 0) | at_most(place->commas, 2) << 1);
    END_FEATURES;
}

static void look_between(const struct scene *scene, struct place *place,
                         int32_t from, int32_t to) {
    for (int32_t i = from; i < to; i++) {
        place->commas += class(scene, i) == CLASS_COMMA;
        place->quotes |= quoted(scene, i);
    }
}

/* Phrases before the cue that hardly ever speak: what a preposition governs
 * ("by" aside), unless the cue follows at once. */
static bool cannot_speak(const struct scene *scene, const struct phrase *p) {
    uint32_t left = class(scene, p->start - 1);
    return p->type == PHRASE_OBJECT ||
           ((left == CLASS_ABOUT || left == CLASS_OF || left == CLASS_TO ||
             (left >= CLASS_FOR && left <= CLASS_PREPOSITION)) &&
            p->end != scene->before + 1);
}

static void options_before(const struct scene *scene, struct choice *choice,
                           uint32_t first_after) {
    struct place place = {.before = true};
    int32_t to = scene->cue;
    for (uint32_t i = first_after; i-- > 0 && place.rank < PHRASES_BEFORE;) {
        const struct phrase *phrase = &scene->phrases.items[i];
        if (cannot_speak(scene, phrase))
            continue;
        look_between(scene, &place, phrase->end, to);
        to = phrase->end;
        phrase_option(scene, choice, i, &place);
        place.rank++;
    }
}

static void options_behind(const struct scene *scene, struct choice *choice,
                           uint32_t first_after) {
    struct place place = {.before = false};
    int32_t from = scene->cue + 1;
    for (uint32_t i = first_after;
         i < scene->phrases.count && place.rank < PHRASES_AFTER; i++) {
        look_between(scene, &place, from, scene->phrases.items[i].start);
        from = scene->phrases.items[i].start;
        phrase_option(scene, choice, i, &place);
        place.rank++;
    }
}

/* "he" right before the cue needs no choice. */
static bool is_plain_subject(const struct scene *scene, uint32_t index) {
    const struct phrase *phrase = &scene->phrases.items[index];
    return phrase->type == PHRASE_PRONOUN &&
           phrase->end == scene->before + 1;
}

static void source_options(struct scene *scene, struct choice *choice) {
    const struct phrases *phrases = &scene->phrases;
    uint32_t first_after = 0;
    while (first_after < phrases->count &&
           phrases->items[first_after].start < scene->cue)
        first_after++;
    if (first_after && is_plain_subject(scene, first_after - 1)) {
        choice_option(choice, (int32_t)first_after - 1);
        return;
    }
    nobody_option(scene, choice);
    options_before(scene, choice, first_after);
    options_behind(scene, choice, first_after);
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
                    class(scene, start - 1) >= CLASS_OF &&
                    class(scene, start - 1) <= CLASS_PREPOSITION;
    return 1 | (start == scene->first ? (uint32_t)OPENS_SENTENCE : 0) |
           (title ? (uint32_t)IS_TITLE : 0) |
           (governed ? (uint32_t)IS_GOVERNED : 0) |
           bucket(end - start) << 4;
}

static void side_options(struct scene *scene, struct choice *choice) {
    int32_t start = group_start(scene), end = group_end(scene);
    int32_t c = scene->cue;
    uint32_t w = form(scene, c), o = order(scene);
    uint32_t left = class(scene, start - 1), right = class(scene, end);
    uint32_t quotes = quotes_around(scene, start, end);
    uint32_t opening = quotation_before(scene, start);
    uint32_t edges = bit(start == scene->first, 0) |
                     bit(end + 1 >= scene->end, 1) | o << 2;
    bool only_right = (opening & NAMES_WORK) == NAMES_WORK;
    for (uint32_t side = SIDE_LEFT; side <= SIDE_BOTH; side++) {
        if (only_right && side != SIDE_RIGHT)
            continue;
        choice_option(choice, (int32_t)side);
        FEATURES(DECIDE_SIDE);
        FEATURE(0, side, both(w, o));
        FEATURE(1, side, both(left, o));
        FEATURE(2, side, both(shape(scene, end), o));
        FEATURE(7, side, both(edges, quotes));
        FEATURE(8, side, both(form(scene, end), form(scene, end + 1)));
        FEATURE(9, side, both(scene->auxiliaries, w));
        FEATURE(10, side, both(form(scene, start - 1),
                               form(scene, start - 2)));
        FEATURE(11, side, both(class(scene, c), both(left, right)));
        FEATURE(12, side, both(class(scene, c - 1), class(scene, c + 1)));
        FEATURE(15, side, both(opening, both(quotes, right)));
        FEATURE(16, side, both(opening, bucket(scene->end - end)));
        FEATURE(17, side,
                both(class(scene, scene->first), both(opening > 0, right)));
        END_FEATURES;
    }
}

/* ---- where does the right piece start? -------------------------------- */

enum { START_WINDOW = 5 };

static bool cannot_start(const struct scene *scene, int32_t at) {
    uint32_t c = class(scene, at);
    return c == CLASS_COMMA || c == CLASS_STOP || c == CLASS_COLON ||
           c == CLASS_CLITIC || c == CLASS_HYPHEN || c == CLASS_AND ||
           c == CLASS_OR || c == CLASS_HAVE || c == CLASS_CLOSE ||
           (quoted(scene, at) && c != CLASS_OPEN);
}

static bool may_start(const struct scene *scene, int32_t at) {
    if (cannot_start(scene, at))
        return false;
    uint32_t before = class(scene, at - 1);
    return at <= scene->cue + 1 + START_WINDOW ||
           class(scene, at) == CLASS_OPEN || class(scene, at) == CLASS_THAT ||
           before == CLASS_COLON || before == CLASS_COMMA;
}

/* 0 = none in reach, 1 = ahead, 2 = here, 3 = passed */
static uint32_t relation(int32_t mark, int32_t at) {
    return mark < 0 ? 0 : mark > at ? 1 : mark == at ? 2 : 3;
}

static int32_t find_class(const struct scene *scene, int32_t from,
                          uint8_t wanted) {
    for (int32_t i = from; i < scene->end; i++)
        if (class(scene, i) == wanted)
            return i;
    return -1;
}

static void right_start_option(const struct scene *scene,
                               struct choice *choice, int32_t at,
                               int32_t quote) {
    int32_t end = group_end(scene);
    uint32_t w = form(scene, scene->cue), o = order(scene);
    uint32_t offset = bucket(at - end), next = at == scene->end;
    uint32_t here = shape(scene, at), before = class(scene, at - 1);
    uint32_t way = path(scene, end < at ? end : at, at);
    uint32_t quotes = relation(quote, at);
    uint32_t split = scene->side == SIDE_BOTH;
    if (!choice_option(choice, at))
        return;
    FEATURES(DECIDE_RIGHT_START);
    FEATURE(0, offset, next);
    FEATURE(1, form(scene, at), next);
    FEATURE(2, here, before);
    FEATURE(3, both(w, offset), o);
    FEATURE(4, w, here);
    FEATURE(6, form(scene, at - 1), offset);
    FEATURE(8, w, way);
    FEATURE(10, both(quotes, split), both(next, before));
    FEATURE(11, both(before, class(scene, at - 2)), here);
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

static void right_start_options(struct scene *scene, struct choice *choice) {
    int32_t after = scene->cue + 1, plain = plain_start(scene);
    if (plain >= 0) {
        choice_option(choice, plain);
        return;
    }
    int32_t quote = find_class(scene, after, CLASS_OPEN);
    for (int32_t at = after; at < scene->end; at++)
        if (may_start(scene, at))
            right_start_option(scene, choice, at, quote);
    if (scene->end < scene->count)
        right_start_option(scene, choice, scene->end, quote);
}

/* ---- where does the right piece end? ---------------------------------- */

/* May a piece end before a unit of this class, inside a sentence? */
static bool ends_before(uint32_t class) {
    switch (class) {
    case CLASS_COMMA: case CLASS_STOP: case CLASS_COLON: case CLASS_DASH:
    case CLASS_OPEN: case CLASS_BRACKET: case CLASS_AND: case CLASS_OR:
    case CLASS_BUT: case CLASS_SUBORDINATOR: case CLASS_AS: case CLASS_BY:
    case CLASS_ABOUT: case CLASS_FOR: case CLASS_IN: case CLASS_ON:
    case CLASS_AT: case CLASS_WITH: case CLASS_FROM: case CLASS_PREPOSITION:
    case CLASS_TO: case CLASS_QUESTION: case CLASS_WHO: case CLASS_WHICH:
    case CLASS_THAT: case CLASS_TIME: case CLASS_ADVERB: case CLASS_MARK:
        return true;
    default: return false;
    }
}

static bool may_end(const struct scene *scene, int32_t at) {
    uint32_t c = class(scene, at), before = class(scene, at - 1);
    if (quoted(scene, at) && c != CLASS_OPEN)
        return false;
    if (before == CLASS_CLOSE)
        return true;
    return ends_before(c) && before != CLASS_DETERMINER &&
           before != CLASS_POSSESSIVE && before != CLASS_TO;
}

/* What was seen on the way from the piece's start to where it may end. */
struct ending {
    int32_t start, at;
    int32_t cue_ahead;    /* next sure cue at or behind `at` */
    uint32_t sentences;   /* whole ones behind us */
    uint32_t endings;     /* options before this one */
    uint32_t cues;        /* sure ones outside quote marks, passed */
    uint32_t last;        /* what followed the option before */
    bool quotes, verbs;
    bool stop;            /* `at` is the end of a sentence */
};

static bool is_finite(uint32_t class) {
    return class == CLASS_ED || class == CLASS_BE || class == CLASS_HAVE ||
           class == CLASS_MODAL || class == CLASS_DO;
}

static void find_cue_ahead(const struct scene *scene, struct ending *e) {
    int32_t at = e->cue_ahead > e->at ? e->cue_ahead : e->at;
    while (at < scene->end && !is_cue_above(scene, at, CUE_SURE))
        at++;
    e->cue_ahead = at;
}

/* The unit behind a possible end, or what there is instead. */
static uint32_t what_follows(const struct scene *scene,
                             const struct ending *e) {
    enum { NEW_SENTENCE = 2000, NEW_QUOTATION, NOTHING };
    if (!e->stop)
        return shape(scene, e->at);
    if (e->at == scene->count)
        return NOTHING;
    return quoted(scene, e->at) ? NEW_QUOTATION : NEW_SENTENCE;
}

/* Of the sentence behind a stop, where it begins with a quotation: is there
 * a cue of its own beside the quotation?  0 = no quotation, 1 = no, 2 = yes */
static uint32_t quotation_behind(const struct scene *scene,
                                 const struct ending *e) {
    if (!e->stop || e->at == scene->count || !quoted(scene, e->at))
        return 0;
    for (int32_t i = e->at; i < scene->count; i++) {
        if (is_cue_above(scene, i, CUE_SURE))
            return 2;
        if (scene->units[i].flags & UNIT_LAST)
            break;
    }
    return 1;
}

static bool right_end_option(const struct scene *scene,
                             struct choice *choice, struct ending *e) {
    int32_t at = e->at;
    uint32_t w = form(scene, scene->cue);
    uint32_t follows = what_follows(scene, e);
    uint32_t next = e->stop ? 200 : form(scene, at);
    uint32_t length = bucket(at - e->start);
    uint32_t span = at_most(e->sentences, 3) * 2 + e->stop;
    uint32_t from = shape(scene, e->start);
    bool starts_quote = class(scene, e->start) == CLASS_OPEN;
    bool closed = class(scene, at - 1) == CLASS_CLOSE;
    uint32_t quotes = bit(closed, 0) |
                      bit(class(scene, at) == CLASS_OPEN, 1) |
                      bit(e->quotes, 2) | bit(starts_quote, 3) |
                      bit(quoted(scene, at - 1), 4);
    uint32_t behind = quotation_behind(scene, e);
    find_cue_ahead(scene, e);
    bool cue_near = e->cue_ahead < at + 5 && e->cue_ahead < scene->end;
    bool more = e->stop && at < scene->count;
    if (!choice_option(choice, at))
        return false;
    FEATURES(DECIDE_RIGHT_END);
    FEATURE(0, shape(scene, at - 1), follows);
    FEATURE(1, form(scene, at - 1), e->stop);
    FEATURE(2, length, span);
    FEATURE(4, both(quotes, span), follows);
    FEATURE(7, next, form(scene, at + 1));
    FEATURE(9, both(follows, cue_near), span);
    FEATURE(11, at_most(e->endings, 5), both(follows, from));
    FEATURE(12, both(e->last, follows), span);
    FEATURE(14, both(class(scene, scene->cue), both(from, span)), e->verbs);
    FEATURE(15, both(e->verbs, next),
            class(scene, at) == CLASS_COMMA
                ? both(class(scene, at + 1), class(scene, at + 2))
                : 0);
    FEATURE(16, both(starts_quote | bit(closed, 1), bit(more, 0)),
            both(span, w));
    FEATURE(17, both(span, more ? form(scene, at) : 0),
            both(starts_quote, more ? class(scene, at + 1) : 0));
    FEATURE(18, both(span, at_most(e->cues, 3)), both(follows, quotes));
    FEATURE(19, both(span, behind), both(quotes, scene->side));
    FEATURE(20, both(e->stop, at_most(e->cues, 3)), both(from, e->verbs));
    END_FEATURES;
    e->endings++;
    e->last = follows;
    return true;
}

static bool is_end(const struct scene *scene, const struct ending *e) {
    int32_t at = e->at;
    if (e->stop)
        return at == scene->count || !quoted(scene, at) ||
               class(scene, at) == CLASS_OPEN;
    if (e->sentences)
        return class(scene, at - 1) == CLASS_CLOSE;
    return may_end(scene, at) && class(scene, at) != CLASS_STOP;
}

static void right_end_options(struct scene *scene, struct choice *choice) {
    enum { SENTENCES_MOST = 12, INSIDE_MOST = 50 };
    struct ending e = {.start = scene->right.start};
    for (e.at = e.start + 1;
         e.at <= scene->count && e.sentences <= SENTENCES_MOST; e.at++) {
        const struct unit *last = &scene->units[e.at - 1];
        e.quotes |= is_quoted(last);
        e.verbs |= is_finite(last->class);
        e.cues += is_cue_above(scene, e.at - 1, CUE_SURE);
        e.stop = e.at == scene->count || last->flags & UNIT_LAST;
        if (is_end(scene, &e) && (e.stop || e.endings < INSIDE_MOST) &&
            !right_end_option(scene, choice, &e))
            return;
        e.sentences += e.stop;
        if (e.stop && e.at < scene->count && !quoted(scene, e.at))
            return; /* only quotations go on in another sentence */
    }
}

/* ---- the left piece --------------------------------------------------- */

/* Before the source or cue anything may stand that no phrase goes on with. */
static bool may_end_left(const struct scene *scene, int32_t at) {
    uint32_t c = class(scene, at);
    return may_end(scene, at) ||
           (!quoted(scene, at) && c < CLASS_TITLE && c != CLASS_OF &&
            class(scene, at - 1) != CLASS_DETERMINER &&
            class(scene, at - 1) != CLASS_POSSESSIVE &&
            class(scene, at - 1) != CLASS_TO);
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
        FEATURES(DECIDE_LEFT_END);
        FEATURE(1, before, here);
        FEATURE(2, form(scene, at), edges);
        FEATURE(4, bit(quote, 2) | edges, both(offset, o));
        FEATURE(7, both(class(scene, at + 1), here), offset);
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
    uint32_t c = class(scene, at), before = class(scene, at - 1);
    if (c == CLASS_COMMA || c == CLASS_CLITIC || c == CLASS_STOP ||
        c == CLASS_CLOSE)
        return false;
    if (before == CLASS_COMMA || before == CLASS_COLON ||
        before == CLASS_DASH || before == CLASS_AND || before == CLASS_BUT ||
        before == CLASS_SUBORDINATOR || before == CLASS_AS ||
        before == CLASS_THAT || before == CLASS_CLOSE ||
        before == CLASS_BRACKET)
        return true;
    if (c == CLASS_THAT || c == CLASS_DETERMINER || c == CLASS_POSSESSIVE ||
        c == CLASS_QUESTION || c == CLASS_WHETHER || c == CLASS_WHICH ||
        c == CLASS_SUBORDINATOR)
        return true;
    bool opens = c == CLASS_NAME || c == CLASS_PLAIN || c == CLASS_S ||
                 c == CLASS_SUBJECT;
    bool goes_on = (before >= CLASS_NAME && before <= CLASS_PLAIN &&
                    before != CLASS_LY) ||
                   before == CLASS_TITLE || before == CLASS_QUANTITY ||
                   before == CLASS_DETERMINER ||
                   before == CLASS_POSSESSIVE || before == CLASS_HYPHEN;
    return opens && !goes_on;
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
    FEATURES(DECIDE_LEFT_START);
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
