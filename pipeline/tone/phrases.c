/* phrases.c - the longest phrase at each word, negations and conditions.
 *
 * A negation reaches NEGATION_REACH items, up to the end of its clause or a
 * word that turns; a condition holds for the whole statement.  Phrases of
 * any length are found by one key that is mixed on, stem by stem. */
#include "phrases.h"

#include "base/csv.h"
#include "words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NEGATION_REACH = 4 };
static const double SCALE = 0.5; /* the length of all features together */

const char *const PHRASE_SUM_NAMES[PHRASE_SUMS] = {
    "l:+", "l:-", "l:more+", "l:more-", "l:even"};
const char *const PHRASE_SCOPE_NAMES[PHRASE_SCOPES] = {"", "/not", "/if"};

/* Lexicon classes that steer and are no features themselves. */
enum steering { STEER_NONE, STEER_NEGATE, STEER_TURN, STEER_CONDITION };

/* ---- reading ---------------------------------------------------------- */

/* The key of no stem yet. */
enum { START_KEY = 1 };

static uint32_t find_phrase(const struct tone_phrases *phrases, uint64_t key) {
    return key_index_find(&phrases->index, phrases->keys, key);
}

uint32_t phrases_begin(const struct tone_phrases *phrases, uint64_t stem_hash) {
    return find_phrase(phrases, key_mix(START_KEY, stem_hash));
}

/* A place for one more: the phrase `before` and a last stem. */
static uint32_t add_phrase(struct tone_phrases *phrases, struct arena *arena,
                           uint64_t key, uint32_t before, uint64_t last) {
    uint32_t place = phrases->count++;
    size_t rooms[4] = {phrases->room, phrases->room, phrases->room,
                       phrases->room};
    phrases->keys = arena_grow(arena, phrases->keys, place, &rooms[0],
                               sizeof *phrases->keys);
    phrases->last = arena_grow(arena, phrases->last, place, &rooms[1],
                               sizeof *phrases->last);
    phrases->items = arena_grow(arena, phrases->items, place, &rooms[2],
                                sizeof *phrases->items);
    phrases->before = arena_grow(arena, phrases->before, place, &rooms[3],
                                 sizeof *phrases->before);
    phrases->room = (uint32_t)rooms[0];
    phrases->keys[place] = key;
    phrases->before[place] = before;
    phrases->last[place] = last;
    phrases->items[place] = (struct tone_phrase){0};
    return place;
}

/* The phrase of that key, new where there is none. */
static uint32_t enter_phrase(struct tone_phrases *phrases,
                             struct arena *arena, uint64_t key,
                             uint32_t before, uint64_t last) {
    uint32_t place = find_phrase(phrases, key);
    if (!place) {
        place = add_phrase(phrases, arena, key, before, last);
        key_index_enter(&phrases->index, phrases->keys, place);
    }
    return place;
}

static enum steering steering_of(const char *class) {
    static const char *const NAMES[] = {"", "negator", "turn", "condition"};
    for (int i = 1; i < 4; i++)
        if (!strcmp(class, NAMES[i]))
            return (enum steering)i;
    return STEER_NONE;
}

static bool find_class(struct tone_phrases *phrases, struct arena *arena,
                       const char *name, const char *strength,
                       unsigned *index) {
    for (*index = 0; *index < phrases->class_count; ++*index)
        if (!strcmp(phrases->classes[*index].name, name))
            return true;
    char *end;
    long value = strtol(strength, &end, 10);
    if (*index == PHRASE_CLASSES || *end || end == strength || value < -2 ||
        value > 2 || !*name || strchr(name, ' '))
        return false;
    phrases->classes[phrases->class_count++] = (struct phrase_class){
        .name = arena_copy(arena, name, strlen(name)),
        .strength = (int32_t)value,
        .idiom = !strcmp(name, "forswear") || !strcmp(name, "defy")};
    return true;
}

static bool add_term(struct tone_phrases *phrases, struct arena *arena,
                     struct words *words, struct arena *scratch,
                     const struct csv_row *row, const int columns[3]) {
    struct wording wording;
    struct items items = {.arena = scratch};
    wording_read(&wording, words, scratch, row->cells[columns[0]],
                 row->lengths[columns[0]]);
    mask(NULL, words, &wording, false, &items);
    uint64_t key = START_KEY;
    uint32_t place = 0;
    for (size_t i = 0; i < items.count; i++) {
        if (items.items[i].kind == ITEM_BREAK)
            continue;
        uint64_t stem = word_stem_hash(words, items.items[i].word);
        if (place)
            phrases->items[place].longer |= UINT32_C(1) << stem % 32;
        key = key_mix(key, stem);
        place = enter_phrase(phrases, arena, key, place, stem);
    }
    if (!place)
        return false;
    struct tone_phrase *phrase = &phrases->items[place];
    const char *class = row->cells[columns[1]];
    enum steering steering = steering_of(class);
    unsigned index;
    if (steering)
        phrase->steering = steering;
    else if (find_class(phrases, arena, class, row->cells[columns[2]],
                        &index))
        phrase->classes |= UINT64_C(1) << index;
    else
        return false;
    return true;
}

bool phrases_read(struct tone_phrases *phrases, const char *path,
                  const char *language, struct arena *arena,
                  struct failure *why) {
    struct csv_reader *reader;
    *phrases = (struct tone_phrases){0};
    add_phrase(phrases, arena, 0, 0, 0);
    phrases->classes =
        arena_zero(arena, PHRASE_CLASSES * sizeof *phrases->classes);
    if (!csv_open(&reader, path, ',', why))
        return false;
    static const char *const NAMES[3] = {"term", "class", "strength"};
    int columns[3];
    struct words *words = mask_words(language, NULL, why);
    bool good = words != NULL;
    for (int i = 0; i < 3 && good; i++) {
        columns[i] = csv_column(reader, NAMES[i]);
        if (columns[i] < 0)
            good = fail(why, "%s:1: no column '%s'", path, NAMES[i]);
    }
    struct arena scratch = {0};
    struct csv_row row;
    while (good) {
        enum csv_result result = csv_next(reader, &scratch, &row, why);
        if (result == CSV_END)
            break;
        good = result == CSV_ROW;
        if (good &&
            !add_term(phrases, arena, words, &scratch, &row, columns))
            good = fail(why, "%s:%zu: no term, or class or strength unfit",
                        path, row.line);
        arena_empty(&scratch, SIZE_MAX);
    }
    arena_free(&scratch);
    words_close(words);
    csv_close(reader);
    return good;
}

void phrases_free(struct tone_phrases *phrases) {
    key_index_free(&phrases->index);
}

/* ---- matching --------------------------------------------------------- */

/* What was seen; a class's numbers are set once its bit is. */
struct seen {
    uint64_t classes;
    struct {
        uint32_t plain, negated; /* times; in scope of a negation */
        uint32_t first, last;    /* items of the first match */
    } of[PHRASE_CLASSES];
    uint32_t positive, negative;
    bool condition, idioms;
};

/* The longest phrase at a place; where there is one, its end is written. */
static const struct tone_phrase *longest(const struct tone_phrases *phrases,
                                         const struct phrase_text *text,
                                         const struct phrase_start *start,
                                         size_t *end) {
    const struct tone_phrase *best = NULL;
    size_t i = start->item;
    uint32_t place = start->phrase;
    while (place) {
        const struct tone_phrase *phrase = &phrases->items[place];
        i++;
        if (phrase_is_whole(phrase)) {
            best = phrase;
            *end = i;
        }
        if (!start->longer || !phrase->longer || i == text->count ||
            text->items[i].kind == ITEM_BREAK)
            break;
        uint64_t stem = text->stem(text->lent, &text->items[i]);
        if (!(phrase->longer >> stem % 32 & 1))
            break;
        place = find_phrase(phrases, key_mix(phrases->keys[place], stem));
    }
    return best;
}

static void count_classes(const struct tone_phrases *phrases,
                          const struct phrase_text *text, uint64_t classes,
                          bool negated, size_t first, size_t end,
                          struct seen *seen) {
    for (; classes; classes &= classes - 1) {
        int class = __builtin_ctzll(classes);
        if (!(seen->classes >> class & 1)) {
            seen->classes |= UINT64_C(1) << class;
            seen->of[class].plain = seen->of[class].negated = 0;
            seen->of[class].first = (uint32_t)first;
            seen->of[class].last = (uint32_t)end - 1;
        }
        seen->of[class].plain++;
        seen->of[class].negated += negated;
        for (size_t i = first; phrases->classes[class].idiom && i < end; i++) {
            text->items[i].kind = ITEM_IDIOM;
            seen->idioms = true;
        }
        int32_t strength = phrases->classes[class].strength;
        if (negated)
            strength = -strength;
        if (strength > 0)
            seen->positive += (uint32_t)strength;
        else
            seen->negative += (uint32_t)-strength;
    }
}

/* The item behind those that a negation at `i` reaches. */
static size_t reach_of(const struct item *items, size_t count, size_t i) {
    size_t end = i + 1;
    while (end < count && end < i + 1 + NEGATION_REACH &&
           items[end].kind != ITEM_BREAK)
        end++;
    return end;
}

static void match(const struct tone_phrases *phrases,
                  const struct phrase_text *text,
                  const struct phrase_start *starts, size_t start_count,
                  struct seen *seen) {
    size_t reach = 0; /* items before it stand in scope of a negation */
    size_t end = 0;   /* of the phrase before */
    for (size_t k = 0; k < start_count; k++) {
        size_t i = starts[k].item;
        if (i < end)
            continue;
        const struct tone_phrase *word = &phrases->items[starts[k].phrase];
        const struct tone_phrase *phrase =
            longest(phrases, text, &starts[k], &end);
        seen->condition |= word->steering == STEER_CONDITION;
        if (word->steering == STEER_TURN)
            reach = 0;
        if (phrase)
            count_classes(phrases, text, phrase->classes, i < reach, i, end,
                          seen);
        if (word->steering == STEER_NEGATE)
            reach = reach_of(text->items, text->count, i);
    }
}

/* ---- features --------------------------------------------------------- */

/* ln(1 + n), of small n without the logarithm. */
static double log_of(uint32_t n) {
    static const double SMALL[] = {0,
                                   0.69314718055994530942,
                                   1.09861228866810969140,
                                   1.38629436111989061883,
                                   1.60943791243410037460};
    return n < sizeof SMALL / sizeof *SMALL ? SMALL[n] : log1p(n);
}

static size_t list_classes(const struct tone_phrases *phrases,
                           const struct seen *seen,
                           struct phrase_feature *found) {
    size_t count = 0;
    for (uint64_t left = seen->classes; left; left &= left - 1) {
        int i = __builtin_ctzll(left);
        uint32_t plain = seen->of[i].plain;
        const uint32_t times[PHRASE_SCOPES] = {
            plain, seen->of[i].negated, seen->condition ? plain : 0};
        for (int scope = 0; scope < PHRASE_SCOPES; scope++)
            if (times[scope])
                found[count++] = (struct phrase_feature){
                    phrases->classes[i].ids[scope], log_of(times[scope]),
                    seen->of[i].first, seen->of[i].last};
    }
    return count;
}

static size_t list_sum(const struct tone_phrases *phrases, int sum,
                       uint32_t times, struct phrase_feature *found) {
    *found = (struct phrase_feature){phrases->sums[sum], log_of(times),
                                     PHRASE_NOWHERE, PHRASE_NOWHERE};
    return times > 0;
}

size_t phrases_match(const struct tone_phrases *phrases,
                     const struct phrase_text *text,
                     const struct phrase_start *starts, size_t start_count,
                     bool *idioms, struct phrase_feature *features) {
    struct seen seen;
    seen.classes = 0;
    seen.positive = seen.negative = 0;
    seen.condition = seen.idioms = false;
    *idioms = false;
    if (!phrases->class_count)
        return 0;
    match(phrases, text, starts, start_count, &seen);
    *idioms = seen.idioms;
    size_t found = list_classes(phrases, &seen, features);
    found += list_sum(phrases, 0, seen.positive, features + found);
    found += list_sum(phrases, 1, seen.negative, features + found);
    int side = seen.positive > seen.negative   ? 2
               : seen.negative > seen.positive ? 3
                                               : 4;
    found += list_sum(phrases, side, 1, features + found);
    double squares = 0;
    for (size_t i = 0; i < found; i++)
        squares += features[i].value * features[i].value;
    double scale = SCALE / sqrt(squares);
    for (size_t i = 0; i < found; i++)
        features[i].value *= scale;
    return found;
}
