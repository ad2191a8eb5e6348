/* features.c - items to features.
 *
 * Features are known by a 64-bit key mixed from the group and the stems, so
 * that scoring builds no strings.  All groups of single words have one common
 * length |f|, which makes them linear in the words: for a linear model their
 * weights add up to one number a word and class (space_collapse).
 *
 * Term weighting: Salton and Buckley, Information Processing & Management
 * 24(5), 1988; document frequencies smoothed as if one more text held every
 * word. */
#include "features.h"

#include "words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX
enum { MOST_CLASSES = 62, NEGATION_REACH = 4 };

static const double WORD_SCALE = 0.8, VECTOR_SCALE = 0.6, PAIR_SCALE = 0.8,
                    LEXICON_SCALE = 0.5, CUE_SCALE = 0.6,
                    CUE_VECTOR_SCALE = 0.4;

/* Lexicon classes that steer and are no features themselves. */
enum steering { STEER_NONE, STEER_NEGATE, STEER_TURN, STEER_CONDITION };

struct class {
    char *name;
    int strength; /* -2 .. 2 */
    bool idiom;   /* its phrases mean something else than their words */
    uint32_t ids[3]; /* plain, /not, /if */
};

struct phrase {
    uint64_t key;     /* 0 = free slot; mixed from the stems so far */
    uint64_t classes; /* bits; 0 = only the beginning of longer ones */
    bool longer;
    uint8_t steering;
};

struct entry_of_feature {
    uint64_t key;
    char *name;
    uint32_t texts; /* in how many it occurred; 0 for features by rule */
    uint32_t seen;  /* number of the last text that counted */
};

/* What a word of the vocabulary comes to; row 0 is never used. */
struct row {
    uint32_t id, cue; /* of w:STEM and q:STEM, or NONE */
    double weight;    /* f(i) */
    bool plain;       /* begins no phrase of the lexicon, for sure */
};

struct feature_space {
    struct arena arena;
    struct vocabulary *vocabulary;
    bool names;
    const char *language;
    /* lexicon */
    struct class classes[MOST_CLASSES];
    unsigned class_count;
    struct phrase *phrases;
    size_t phrase_mask, phrase_count;
    uint32_t sums[5]; /* ids of l:+ l:- l:more+ l:more- l:even */
    uint32_t vector_id, cue_vector_id; /* first of the dimensions, or NONE */
    uint32_t cue_ids[2];               /* cue and no-cue */
    /* dictionary */
    struct entry_of_feature *entries;
    size_t count, room;
    struct slot_of_feature {
        uint64_t key;
        uint32_t index; /* + 1; 0 = free */
    } *slots;
    size_t mask;
    size_t texts;
    struct row *rows;
    double *idf; /* by id */
    double unknown; /* f of a word that training does not know */
};

/* ---- keys -------------------------------------------------------------- */

static uint64_t mix(uint64_t a, uint64_t b) {
    uint64_t x = (a ^ (b + UINT64_C(0x9e3779b97f4a7c15))) *
                 UINT64_C(0xbf58476d1ce4e5b9);
    x ^= x >> 31;
    x *= UINT64_C(0x94d049bb133111eb);
    return x ^ (x >> 29);
}

static uint64_t key_of_word(char group, uint64_t stem) {
    return mix((uint64_t)group, stem);
}

static uint64_t key_of_pair(uint64_t first, uint64_t second) {
    return mix(mix('b', first), second);
}

/* The key of a feature by its name, as the groups make it from stems. */
static uint64_t key_of_name(const char *name) {
    const char *rest = name + 2;
    if (!name[0] || name[1] != ':')
        return word_hash(name, strlen(name));
    if (name[0] == 'w' || name[0] == 'q')
        return key_of_word(name[0], word_hash(rest, strlen(rest)));
    const char *blank = strchr(rest, ' ');
    if (name[0] == 'b' && blank)
        return key_of_pair(word_hash(rest, (size_t)(blank - rest)),
                           word_hash(blank + 1, strlen(blank + 1)));
    return word_hash(name, strlen(name));
}

/* ---- dictionary --------------------------------------------------------- */

static struct slot_of_feature *
find_slot(const struct feature_space *features, uint64_t key) {
    size_t i = key & features->mask;
    while (features->slots[i].index && features->slots[i].key != key)
        i = (i + 1) & features->mask;
    return &features->slots[i];
}

static uint32_t find(const struct feature_space *features, uint64_t key) {
    return find_slot(features, key)->index - 1; /* NONE where it is 0 */
}

static void build_slots(struct feature_space *features, size_t size) {
    free(features->slots);
    features->slots = allocate(size * sizeof *features->slots);
    memset(features->slots, 0, size * sizeof *features->slots);
    features->mask = size - 1;
    for (size_t i = 0; i < features->count; i++)
        *find_slot(features, features->entries[i].key) =
            (struct slot_of_feature){features->entries[i].key,
                                     (uint32_t)i + 1};
}

static uint32_t enter(struct feature_space *features, uint64_t key,
                      const char *name) {
    struct slot_of_feature *slot = find_slot(features, key);
    if (slot->index)
        return slot->index - 1;
    if (features->count == features->room) {
        features->room = features->room * 2 + 1024;
        features->entries =
            reallocate(features->entries,
                       features->room * sizeof *features->entries);
    }
    features->entries[features->count++] = (struct entry_of_feature){
        .key = key,
        .name = arena_copy(&features->arena, name, strlen(name))};
    *slot = (struct slot_of_feature){key, (uint32_t)features->count};
    uint32_t id = (uint32_t)features->count - 1;
    if (features->count > features->mask / 2)
        build_slots(features, (features->mask + 1) * 2);
    return id;
}

static uint32_t enter_name(struct feature_space *features, const char *name) {
    return enter(features, key_of_name(name), name);
}

/* ---- lexicon ------------------------------------------------------------ */

static struct phrase *find_phrase(const struct feature_space *features,
                                  uint64_t key) {
    size_t i = key & features->phrase_mask;
    while (features->phrases[i].key && features->phrases[i].key != key)
        i = (i + 1) & features->phrase_mask;
    return &features->phrases[i];
}

static void grow_phrases(struct feature_space *features) {
    size_t size = features->phrases ? (features->phrase_mask + 1) * 2 : 1024;
    struct phrase *old = features->phrases;
    size_t before = old ? features->phrase_mask + 1 : 0;
    features->phrases = allocate(size * sizeof *features->phrases);
    memset(features->phrases, 0, size * sizeof *features->phrases);
    features->phrase_mask = size - 1;
    for (size_t i = 0; i < before; i++)
        if (old[i].key)
            *find_phrase(features, old[i].key) = old[i];
    free(old);
}

static struct phrase *enter_phrase(struct feature_space *features, uint64_t key) {
    if (!features->phrases ||
        features->phrase_count > features->phrase_mask / 2)
        grow_phrases(features);
    struct phrase *phrase = find_phrase(features, key);
    features->phrase_count += !phrase->key;
    phrase->key = key;
    return phrase;
}

static enum steering steering_of(const char *class) {
    static const char *const NAMES[] = {"", "negator", "turn", "condition"};
    for (int i = 1; i < 4; i++)
        if (!strcmp(class, NAMES[i]))
            return (enum steering)i;
    return STEER_NONE;
}

static bool find_class(struct feature_space *features, const char *name,
                       const char *strength, unsigned *index) {
    for (*index = 0; *index < features->class_count; ++*index)
        if (!strcmp(features->classes[*index].name, name))
            return true;
    char *end;
    long value = strtol(strength, &end, 10);
    if (*index == MOST_CLASSES || *end || end == strength || value < -2 ||
        value > 2 || !*name || strchr(name, ' '))
        return false;
    features->classes[features->class_count++] = (struct class){
        .name = arena_copy(&features->arena, name, strlen(name)),
        .strength = (int)value,
        .idiom = !strcmp(name, "forswear") || !strcmp(name, "defy")};
    return true;
}

static bool add_term(struct feature_space *features, struct words *words,
                     struct arena *scratch, const struct csv_row *row,
                     const int columns[3]) {
    struct items items = {.arena = scratch};
    mask(NULL, words, row->cells[columns[0]], row->lengths[columns[0]], false,
         &items);
    uint64_t key = 1;
    size_t words_left = 0;
    for (size_t i = 0; i < items.count; i++)
        words_left += items.items[i].kind != ITEM_BREAK;
    if (!words_left)
        return false;
    struct phrase *phrase = NULL;
    for (size_t i = 0; i < items.count; i++) {
        if (items.items[i].kind == ITEM_BREAK)
            continue;
        key = mix(key, items.items[i].word->stem_hash);
        phrase = enter_phrase(features, key);
        phrase->longer |= --words_left > 0;
    }
    const char *class = row->cells[columns[1]];
    enum steering steering = steering_of(class);
    unsigned index;
    if (steering)
        phrase->steering = (uint8_t)steering;
    else if (find_class(features, class, row->cells[columns[2]], &index))
        phrase->classes |= UINT64_C(1) << index;
    else
        return false;
    return true;
}

static bool read_lexicon(struct feature_space *features, const char *path,
                         const char *language, struct failure *why) {
    struct csv_reader *reader;
    if (!csv_open(&reader, path, ',', why))
        return false;
    static const char *const NAMES[3] = {"term", "class", "strength"};
    int columns[3];
    struct words *words = words_open(language, NULL, why);
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
        if (good && !add_term(features, words, &scratch, &row, columns))
            good = fail(why, "%s:%zu: no term, or class or strength unfit",
                        path, row.line);
        arena_empty(&scratch, SIZE_MAX);
    }
    arena_free(&scratch);
    words_close(words);
    csv_close(reader);
    return good;
}

/* ---- features by rule ---------------------------------------------------- */

/* Those that are there whatever the texts; must come in the same order when
 * a model is read. */
static void enter_rules(struct feature_space *features) {
    static const char *const SUMS[] = {"l:+", "l:-", "l:more+", "l:more-",
                                       "l:even"};
    static const char *const SCOPES[] = {"", "/not", "/if"};
    char name[128];
    features->vector_id = features->cue_vector_id = NONE;
    features->cue_ids[0] = enter_name(features, "cue");
    features->cue_ids[1] = enter_name(features, "no-cue");
    unsigned dimensions = vocabulary_dimensions(features->vocabulary);
    for (unsigned i = 0; i < 2 * dimensions; i++) {
        snprintf(name, sizeof name, "%c:%u", i < dimensions ? 'v' : 'c',
                 i % dimensions);
        uint32_t id = enter_name(features, name);
        if (i == 0)
            features->vector_id = id;
        if (i == dimensions)
            features->cue_vector_id = id;
    }
    for (unsigned i = 0; features->class_count && i < 5; i++)
        features->sums[i] = enter_name(features, SUMS[i]);
    for (unsigned i = 0; i < features->class_count; i++)
        for (int scope = 0; scope < 3; scope++) {
            snprintf(name, sizeof name, "l:%.100s%s",
                     features->classes[i].name, SCOPES[scope]);
            features->classes[i].ids[scope] = enter_name(features, name);
        }
}

struct feature_space *space_open(const struct feature_settings *settings,
                               struct failure *why) {
    struct feature_space *features = allocate(sizeof *features);
    memset(features, 0, sizeof *features);
    features->names = settings->names;
    features->language = arena_copy(&features->arena, settings->language,
                                    strlen(settings->language));
    build_slots(features, 1024);
    grow_phrases(features);
    bool good = true;
    if (settings->vocabulary) {
        features->vocabulary = vocabulary_open(settings->vocabulary, why);
        good = features->vocabulary != NULL;
    }
    if (good && settings->lexicon)
        good = read_lexicon(features, settings->lexicon, settings->language,
                            why);
    if (good) {
        enter_rules(features);
        return features;
    }
    space_close(features);
    return NULL;
}

void space_close(struct feature_space *features) {
    if (!features)
        return;
    vocabulary_close(features->vocabulary);
    arena_free(&features->arena);
    free(features->phrases);
    free(features->entries);
    free(features->slots);
    free(features->rows);
    free(features->idf);
    free(features);
}

size_t space_count(const struct feature_space *features) {
    return features->count;
}

size_t space_texts(const struct feature_space *features) {
    return features->texts;
}

const char *space_name(const struct feature_space *features, uint32_t id) {
    return features->entries[id].name;
}

/* ---- counting ------------------------------------------------------------ */

static void count(struct feature_space *features, uint64_t key, char group,
                  const char *first, const char *second) {
    uint32_t id = find(features, key);
    if (id == NONE) {
        char name[512];
        snprintf(name, sizeof name, "%c:%.200s%s%.200s", group, first,
                 *second ? " " : "", second);
        id = enter(features, key, name);
    }
    struct entry_of_feature *entry = &features->entries[id];
    entry->texts += entry->seen != features->texts;
    entry->seen = (uint32_t)features->texts;
}

static const char START[] = "<";

void space_learn(struct feature_space *features, struct words *words,
                    struct arena *scratch, const char *text,
                    const char *cue) {
    features->texts++;
    struct items items = {.arena = scratch};
    mask(features->vocabulary, words, text, strlen(text), features->names,
         &items);
    const char *before = START;
    uint64_t before_hash = word_hash(START, 1);
    for (size_t i = 0; i < items.count; i++) {
        const struct word *word = items.items[i].word;
        if (!word)
            continue;
        count(features, key_of_word('w', word->stem_hash), 'w', word->stem,
              "");
        count(features, key_of_pair(before_hash, word->stem_hash), 'b',
              before, word->stem);
        before = word->stem;
        before_hash = word->stem_hash;
    }
    struct items cues = {.arena = scratch};
    mask(features->vocabulary, words, cue, strlen(cue), features->names,
         &cues);
    for (size_t i = 0; i < cues.count; i++)
        if (cues.items[i].word)
            count(features,
                  key_of_word('q', cues.items[i].word->stem_hash), 'q',
                  cues.items[i].word->stem, "");
}

static double frequency(const struct feature_space *features, uint32_t id) {
    return id == NONE ? features->unknown : features->idf[id];
}

/* What the ids and the rows of the vocabulary come to. */
static void prepare(struct feature_space *features) {
    double texts = (double)features->texts;
    features->unknown = log((texts + 1) / 2) + 1;
    features->idf = allocate((features->count + 1) * sizeof(double));
    for (size_t i = 0; i < features->count; i++) {
        uint32_t seen = features->entries[i].texts;
        features->idf[i] = log((texts + 1) / ((double)seen + 1)) + 1;
    }
}

static bool is_of_group(const struct feature_space *features, uint32_t id,
                        char group) {
    return id == NONE || (id < features->count &&
                          features->entries[id].name[0] == group &&
                          features->entries[id].name[1] == ':');
}

static bool begins_none(const struct feature_space *features, uint32_t id) {
    if (id == NONE)
        return false;
    const char *stem = features->entries[id].name + 2;
    return !find_phrase(features, mix(1, word_hash(stem, strlen(stem))))->key;
}

/* What the rows of the vocabulary come to.  A model knows their ids; in
 * training they follow from the stems.  false: an id is none of a word. */
static bool prepare_rows(struct feature_space *features) {
    uint32_t rows = vocabulary_rows(features->vocabulary);
    bool known = vocabulary_has_ids(features->vocabulary);
    features->rows = allocate(rows * sizeof *features->rows);
    struct words *words =
        known ? NULL : words_open(features->language, NULL, NULL);
    for (uint32_t row = 1; row < rows; row++) {
        uint32_t id = NONE, cue = NONE;
        if (known) {
            id = vocabulary_id(features->vocabulary, row, 0);
            cue = vocabulary_id(features->vocabulary, row, 1);
            if (!is_of_group(features, id, 'w') ||
                !is_of_group(features, cue, 'q'))
                return false;
        } else if (words) {
            const char *text = vocabulary_word(features->vocabulary, row);
            const struct word *word = words_find(words, text, strlen(text));
            id = find(features, key_of_word('w', word->stem_hash));
            cue = find(features, key_of_word('q', word->stem_hash));
        }
        features->rows[row] = (struct row){id, cue, frequency(features, id),
                                           begins_none(features, id)};
    }
    words_close(words);
    return true;
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct entry_of_feature *)a)->name,
                  ((const struct entry_of_feature *)b)->name);
}

void space_fix(struct feature_space *features, unsigned least) {
    size_t rules = 0, kept;
    while (rules < features->count && !features->entries[rules].texts)
        rules++;
    kept = rules;
    for (size_t i = rules; i < features->count; i++)
        if (features->entries[i].texts >= least)
            features->entries[kept++] = features->entries[i];
    features->count = kept;
    qsort(features->entries + rules, kept - rules, sizeof *features->entries,
          by_name);
    build_slots(features, features->mask + 1);
    prepare(features);
    prepare_rows(features);
}

/* The source's word, kind and vector, and the ids of the word's stem. */
bool space_write_words(const struct feature_space *features,
                       const char *source, struct output *out,
                       struct failure *why) {
    struct csv_reader *reader;
    if (!csv_open(&reader, source, ',', why))
        return false;
    static const char *const NAMES[3] = {"word", "kind", "vector"};
    struct arena arena = {0};
    struct csv_writer writer = {.out = out};
    struct csv_row cells;
    output_text(out, "word,kind,vector,id,cue\n");
    while (csv_next(reader, &arena, &cells, why) == CSV_ROW) {
        for (int i = 0; i < 3; i++)
            csv_text(&writer, cells.cells[csv_column(reader, NAMES[i])]);
        const char *word = cells.cells[csv_column(reader, NAMES[0])];
        const struct row *row = &features->rows[vocabulary_find(
            features->vocabulary, word_hash(word, strlen(word)))];
        const uint32_t ids[2] = {row->id, row->cue};
        for (int i = 0; i < 2; i++)
            if (ids[i] == NONE)
                csv_plain(&writer, "");
            else
                csv_integer(&writer, ids[i]);
        csv_end(&writer);
        arena_empty(&arena, 1 << 16);
    }
    arena_free(&arena);
    csv_close(reader);
    return true;
}

void space_write(const struct feature_space *features, struct output *out) {
    struct csv_writer writer = {.out = out};
    csv_plain(&writer, "feature");
    csv_plain(&writer, "texts");
    csv_end(&writer);
    for (size_t i = 0; i < features->count; i++) {
        csv_text(&writer, features->entries[i].name);
        csv_integer(&writer, features->entries[i].texts);
        csv_end(&writer);
    }
}

static bool read_feature(struct feature_space *features, const struct csv_row *row,
                         const char *path, size_t id, struct failure *why) {
    char *end;
    unsigned long texts = strtoul(row->cells[1], &end, 10);
    if (row->count < 2 || end == row->cells[1] || *end ||
        texts > features->texts)
        return fail(why, "%s:%zu: no count of texts", path, row->line);
    if (enter_name(features, row->cells[0]) != id)
        return fail(why,
                    "%s:%zu: '%.60s' stands out of place: the file does not "
                    "fit the model's words and lexicon",
                    path, row->line, row->cells[0]);
    features->entries[id].texts = (uint32_t)texts;
    return true;
}

bool space_read(struct feature_space *features, const char *path, size_t texts,
                   struct failure *why) {
    struct csv_reader *reader;
    features->texts = texts;
    if (!csv_open(&reader, path, ',', why))
        return false;
    struct arena arena = {0};
    struct csv_row row;
    size_t rules = features->count, id = 0;
    bool good = csv_header(reader)->count == 2 ||
                fail(why, "%s:1: not the columns feature,texts", path);
    while (good) {
        enum csv_result result = csv_next(reader, &arena, &row, why);
        if (result == CSV_END)
            break;
        good = result == CSV_ROW &&
               read_feature(features, &row, path, id++, why);
        arena_empty(&arena, SIZE_MAX);
    }
    arena_free(&arena);
    csv_close(reader);
    if (good && id < rules)
        good = fail(why, "%s: ends after %zu features", path, id);
    if (!good)
        return false;
    prepare(features);
    return prepare_rows(features) ||
           fail(why, "%s: does not fit the model's words", path);
}

/* ---- the groups ----------------------------------------------------------- */

/* Takes features as the groups make them: into a vector, or, with weights,
 * straight into a decision. */
struct lexicon_count;
struct sink {
    const struct feature_space *features;
    const struct item *items, *cues;
    size_t count, cue_count;
    struct arena *arena;
    bool *idiom; /* items that are inside one and count only as that */
    struct lexicon_count *seen;
    struct vector *vector;
    const struct linear *weights;
    double *decision;
    struct parts *parts;
};

static void add_to_vector(struct vector *vector, uint32_t id, double value) {
    if (value == 0)
        return;
    vector->items = arena_grow(vector->arena, vector->items, vector->count,
                               &vector->room, sizeof *vector->items);
    vector->items[vector->count++] = (struct feature){id, value};
}

static inline void weigh(struct sink *sink, const double *weights,
                         double value) {
    double *decision = sink->decision;
    if (sink->weights->classes == 3) {
        decision[0] += weights[0] * value;
        decision[1] += weights[1] * value;
        decision[2] += weights[2] * value;
        return;
    }
    for (unsigned k = 0; k < sink->weights->classes; k++)
        decision[k] += weights[k] * value;
}

/* Notes that the items first to last (NONE: no place in the text) made a
 * part; sink->parts has room for all that there can be. */
static inline void note(struct sink *sink, const char *name, uint32_t first,
                        uint32_t last, const double *weights, double value) {
    struct part *part = &sink->parts->items[sink->parts->count++];
    *part = (struct part){.name = name, .added = weights, .scale = value};
    if (first == NONE)
        return;
    const struct item *from = &sink->items[first], *to = &sink->items[last];
    part->start = from->start;
    part->length = to->start + to->length - from->start;
}

static inline void add(struct sink *sink, uint32_t id, double value,
                       const char *name, uint32_t first, uint32_t last) {
    if (!sink->weights) {
        add_to_vector(sink->vector, id, value);
        return;
    }
    const double *weights =
        &sink->weights->of_id[(size_t)id * sink->weights->classes];
    weigh(sink, weights, value);
    if (sink->parts)
        note(sink, name, first, last, weights, value);
}

static uint32_t word_id(const struct feature_space *features,
                        const struct item *item) {
    return find(features, key_of_word('w', item->word->stem_hash));
}

static void add_places(struct sink *sink, uint32_t row, double scale,
                       uint32_t base) {
    const int8_t *place = vocabulary_vector(sink->features->vocabulary, row);
    unsigned dimensions = vocabulary_dimensions(sink->features->vocabulary);
    for (unsigned i = 0; place && i < dimensions; i++)
        add_to_vector(sink->vector, base + i,
                      scale * VECTOR_STEP * place[i]);
}

/* All that a word of the vocabulary comes to, times `scale`. */
static inline void add_row(struct sink *sink, const double *of_row,
                           uint32_t row, double scale, const char *name,
                           uint32_t item) {
    const double *weights = &of_row[(size_t)row * sink->weights->classes];
    weigh(sink, weights, scale);
    if (sink->parts)
        note(sink, name, item, item, weights, scale);
}

static void word_group(struct sink *sink) {
    const struct feature_space *features = sink->features;
    uint32_t *ids = arena_take(sink->arena, (sink->count + 1) * sizeof *ids);
    double squares = 0;
    for (size_t i = 0; i < sink->count; i++) {
        if (sink->items[i].kind == ITEM_BREAK || sink->idiom[i])
            continue;
        uint32_t row = sink->items[i].row;
        double f;
        if (row) {
            ids[i] = features->rows[row].id;
            f = features->rows[row].weight;
        } else {
            ids[i] = word_id(features, &sink->items[i]);
            f = frequency(features, ids[i]);
        }
        squares += f * f;
    }
    double scale = squares > 0 ? 1 / sqrt(squares) : 0;
    for (size_t i = 0; i < sink->count; i++) {
        const struct item *item = &sink->items[i];
        if (item->kind == ITEM_BREAK || sink->idiom[i])
            continue;
        if (item->row && sink->weights) {
            add_row(sink, sink->weights->of_row, item->row, scale, NULL,
                    (uint32_t)i);
            continue;
        }
        double f = frequency(features, ids[i]) * scale;
        if (ids[i] != NONE)
            add(sink, ids[i], WORD_SCALE * f, NULL, (uint32_t)i, (uint32_t)i);
        if (item->row)
            add_places(sink, item->row, VECTOR_SCALE * f,
                       features->vector_id);
    }
}

static void pair_group(struct sink *sink) {
    const struct feature_space *features = sink->features;
    uint32_t *ids = arena_take(sink->arena, (sink->count + 1) * sizeof *ids);
    uint64_t before = word_hash(START, 1);
    double squares = 0;
    for (size_t i = 0; i < sink->count; i++) {
        ids[i] = NONE;
        if (sink->items[i].kind == ITEM_BREAK || sink->idiom[i])
            continue;
        uint64_t stem = sink->items[i].word->stem_hash;
        ids[i] = find(features, key_of_pair(before, stem));
        before = stem;
        if (ids[i] != NONE)
            squares += features->idf[ids[i]] * features->idf[ids[i]];
    }
    double scale = squares > 0 ? PAIR_SCALE / sqrt(squares) : 0;
    uint32_t last = NONE;
    for (size_t i = 0; i < sink->count; i++) {
        if (sink->items[i].kind == ITEM_BREAK || sink->idiom[i])
            continue;
        if (ids[i] != NONE)
            add(sink, ids[i], features->idf[ids[i]] * scale, NULL,
                last == NONE ? (uint32_t)i : last, (uint32_t)i);
        last = (uint32_t)i;
    }
}

/* The longest phrase of the lexicon at `i`; its end is written. */
static const struct phrase *longest(const struct sink *sink, size_t i,
                                    size_t *end) {
    const struct phrase *best = NULL;
    uint64_t key = 1;
    for (; i < sink->count && sink->items[i].kind != ITEM_BREAK; i++) {
        key = mix(key, sink->items[i].word->stem_hash);
        const struct phrase *phrase = find_phrase(sink->features, key);
        if (!phrase->key)
            break;
        if (phrase->classes || phrase->steering) {
            best = phrase;
            *end = i + 1;
        }
        if (!phrase->longer)
            break;
    }
    return best;
}

struct lexicon_count {
    uint64_t classes; /* bits of those that were seen; the others' are unset */
    struct {
        uint32_t plain, negated; /* times; in scope of a negation */
        uint32_t first, last;    /* items of the first and last match */
    } of[MOST_CLASSES];
    uint32_t positive, negative;
    bool condition;
};

static void count_classes(const struct sink *sink, uint64_t classes,
                          bool negated, size_t first, size_t end,
                          struct lexicon_count *seen) {
    const struct feature_space *features = sink->features;
    for (; classes; classes &= classes - 1) {
        int class = __builtin_ctzll(classes);
        if (!(seen->classes >> class & 1)) {
            seen->classes |= UINT64_C(1) << class;
            seen->of[class].plain = seen->of[class].negated = 0;
            seen->of[class].first = (uint32_t)first;
        }
        seen->of[class].plain++;
        seen->of[class].last = (uint32_t)end - 1;
        seen->of[class].negated += negated;
        if (features->classes[class].idiom)
            memset(sink->idiom + first, true, (end - first) * sizeof(bool));
        int strength = features->classes[class].strength;
        if (negated)
            strength = -strength;
        if (strength > 0)
            seen->positive += (uint32_t)strength;
        else
            seen->negative += (uint32_t)-strength;
    }
}

static void match_lexicon(const struct sink *sink,
                          struct lexicon_count *seen) {
    size_t reach = 0; /* items before it stand in scope of a negation */
    for (size_t i = 0; i < sink->count;) {
        if (sink->items[i].kind == ITEM_BREAK) {
            reach = 0;
            i++;
            continue;
        }
        size_t end = i + 1;
        uint32_t row = sink->items[i].row;
        if (row && sink->features->rows[row].plain) {
            i = end;
            continue;
        }
        const struct phrase *word = find_phrase(
            sink->features, mix(1, sink->items[i].word->stem_hash));
        if (!word->key) {
            i = end;
            continue;
        }
        const struct phrase *phrase = longest(sink, i, &end);
        seen->condition |= word->steering == STEER_CONDITION;
        if (word->steering == STEER_TURN)
            reach = 0;
        if (phrase)
            count_classes(sink, phrase->classes, i < reach, i, end,
                          seen);
        if (word->steering == STEER_NEGATE)
            reach = i + 1 + NEGATION_REACH;
        i = end;
    }
}

struct scoped {
    uint32_t id;
    double value;
    uint32_t first, last;
};

/* ln(1 + n), of small n without the logarithm. */
static double log_of(uint32_t n) {
    static const double SMALL[] = {0,
                                   0.69314718055994530942,
                                   1.09861228866810969140,
                                   1.38629436111989061883,
                                   1.60943791243410037460};
    return n < sizeof SMALL / sizeof *SMALL ? SMALL[n] : log1p(n);
}

static size_t list_classes(const struct feature_space *features,
                           const struct lexicon_count *seen,
                           struct scoped *found) {
    size_t count = 0;
    for (uint64_t left = seen->classes; left; left &= left - 1) {
        int i = __builtin_ctzll(left);
        const struct class *class = &features->classes[i];
        uint32_t plain = seen->of[i].plain;
        const uint32_t times[3] = {plain, seen->of[i].negated,
                                   seen->condition ? plain : 0};
        for (int scope = 0; scope < 3; scope++)
            if (times[scope])
                found[count++] = (struct scoped){
                    class->ids[scope], log_of(times[scope]),
                    seen->of[i].first, seen->of[i].last};
    }
    return count;
}

static void lexicon_group(struct sink *sink) {
    const struct feature_space *features = sink->features;
    if (!features->class_count)
        return;
    const struct lexicon_count seen = *sink->seen;
    struct scoped found[3 * MOST_CLASSES + 3];
    size_t count = list_classes(features, &seen, found);
    const uint32_t *sums = features->sums;
    if (seen.positive)
        found[count++] =
            (struct scoped){sums[0], log_of(seen.positive), NONE, NONE};
    if (seen.negative)
        found[count++] =
            (struct scoped){sums[1], log_of(seen.negative), NONE, NONE};
    int side = seen.positive > seen.negative   ? 2
               : seen.negative > seen.positive ? 3
                                               : 4;
    found[count++] = (struct scoped){sums[side], log_of(1), NONE, NONE};
    double squares = 0;
    for (size_t i = 0; i < count; i++)
        squares += found[i].value * found[i].value;
    double scale = LEXICON_SCALE / sqrt(squares);
    for (size_t i = 0; i < count; i++)
        add(sink, found[i].id, found[i].value * scale,
            features->entries[found[i].id].name, found[i].first,
            found[i].last);
}

static const char CUE_NAME[] = "cue";

static void add_cue_word(struct sink *sink, const struct item *item,
                         double scale) {
    const struct feature_space *features = sink->features;
    if (item->row && sink->weights) {
        add_row(sink, sink->weights->of_cue, item->row, scale, CUE_NAME,
                NONE);
        return;
    }
    uint32_t id = find(features, key_of_word('q', item->word->stem_hash));
    if (id != NONE)
        add(sink, id, CUE_SCALE * scale, CUE_NAME, NONE, NONE);
    if (item->row)
        add_places(sink, item->row, CUE_VECTOR_SCALE * scale,
                   features->cue_vector_id);
}

static void cue_group(struct sink *sink) {
    const struct feature_space *features = sink->features;
    size_t count = 0;
    for (size_t i = 0; i < sink->cue_count; i++)
        count += sink->cues[i].kind != ITEM_BREAK;
    add(sink, features->cue_ids[count ? 0 : 1],
        count ? CUE_SCALE / 3 : CUE_SCALE, CUE_NAME, NONE, NONE);
    double scale = 1 / sqrt((double)count);
    for (size_t i = 0; count && i < sink->cue_count; i++)
        if (sink->cues[i].kind != ITEM_BREAK)
            add_cue_word(sink, &sink->cues[i], scale);
}

static void (*const GROUPS[])(struct sink *) = {word_group, pair_group,
                                                lexicon_group, cue_group};

static void run_groups(struct sink *sink, struct words *words,
                       const char *text, size_t length, const char *cue) {
    const struct feature_space *features = sink->features;
    struct items items = {.arena = sink->arena};
    mask(features->vocabulary, words, text, length, features->names, &items);
    struct items cues = {.arena = sink->arena};
    if (*cue)
        mask(features->vocabulary, words, cue, strlen(cue), features->names,
             &cues);
    sink->items = items.items;
    sink->count = items.count;
    sink->cues = cues.items;
    sink->cue_count = cues.count;
    if (sink->parts) {
        enum { OTHER_PARTS = 3 * MOST_CLASSES + 4 };
        sink->parts->count = 0;
        sink->parts->items = arena_take(
            sink->arena, (2 * items.count + cues.count + OTHER_PARTS) *
                             sizeof *sink->parts->items);
    }
    struct lexicon_count seen;
    seen.classes = 0;
    seen.positive = seen.negative = 0;
    seen.condition = false;
    sink->seen = &seen;
    sink->idiom = arena_zero(sink->arena, (items.count + 1) * sizeof(bool));
    if (features->class_count)
        match_lexicon(sink, &seen);
    for (size_t i = 0; i < sizeof GROUPS / sizeof *GROUPS; i++)
        GROUPS[i](sink);
}

/* ---- vectors ----------------------------------------------------------------- */

static int by_id(const void *a, const void *b) {
    const struct feature *x = a, *y = b;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return (x->value > y->value) - (x->value < y->value);
}

void space_make(const struct feature_space *features, struct words *words,
                   const char *text, const char *cue, struct vector *vector) {
    struct sink sink = {.features = features,
                        .vector = vector,
                        .arena = vector->arena};
    run_groups(&sink, words, text, strlen(text), cue);
    if (!vector->count)
        return;
    qsort(vector->items, vector->count, sizeof *vector->items, by_id);
    size_t kept = 0;
    for (size_t i = 1; i < vector->count; i++)
        if (vector->items[i].id == vector->items[kept].id)
            vector->items[kept].value += vector->items[i].value;
        else
            vector->items[++kept] = vector->items[i];
    vector->count = kept + 1;
}

/* ---- linear scoring ----------------------------------------------------------- */

/* Adds place . (weights of the dimensions from `base`) to each class. */
static void add_along(const int8_t *place, unsigned dimensions,
                      const double *weights, unsigned classes,
                      double *restrict sums) {
    if (classes == 3) { /* the usual, unrolled */
        double a = 0, b = 0, c = 0;
        for (unsigned d = 0; d < dimensions; d++, weights += 3) {
            double along = place[d];
            a += along * weights[0];
            b += along * weights[1];
            c += along * weights[2];
        }
        sums[0] = a, sums[1] = b, sums[2] = c;
        return;
    }
    for (unsigned d = 0; d < dimensions; d++)
        for (unsigned k = 0; k < classes; k++)
            sums[k] += place[d] * *weights++;
}

static void collapse_row(const struct feature_space *features,
                         struct linear *weights, uint32_t row) {
    unsigned classes = weights->classes;
    unsigned dimensions = vocabulary_dimensions(features->vocabulary);
    const int8_t *place = vocabulary_vector(features->vocabulary, row);
    const struct row *ids = &features->rows[row];
    double *text = &weights->of_row[(size_t)row * classes];
    double *cue = &weights->of_cue[(size_t)row * classes];
    for (unsigned k = 0; k < classes; k++)
        text[k] = cue[k] = 0;
    if (place) {
        add_along(place, dimensions,
                  &weights->of_id[(size_t)features->vector_id * classes],
                  classes, text);
        add_along(place, dimensions,
                  &weights->of_id[(size_t)features->cue_vector_id * classes],
                  classes, cue);
    }
    for (unsigned k = 0; k < classes; k++) {
        text[k] *= VECTOR_SCALE * VECTOR_STEP;
        cue[k] *= CUE_VECTOR_SCALE * VECTOR_STEP;
        if (ids->id != NONE)
            text[k] +=
                WORD_SCALE * weights->of_id[(size_t)ids->id * classes + k];
        if (ids->cue != NONE)
            cue[k] +=
                CUE_SCALE * weights->of_id[(size_t)ids->cue * classes + k];
        text[k] *= ids->weight;
    }
}

void space_collapse(const struct feature_space *features,
                    struct linear *weights) {
    uint32_t rows = vocabulary_rows(features->vocabulary);
    size_t numbers = (size_t)rows * weights->classes;
    weights->of_row = allocate((numbers + 1) * sizeof(double));
    weights->of_cue = allocate((numbers + 1) * sizeof(double));
    for (uint32_t row = 1; row < rows; row++)
        collapse_row(features, weights, row);
}

void space_weigh(const struct feature_space *features,
                 const struct linear *weights, struct words *words,
                 struct arena *arena, const char *text, size_t length,
                 const char *cue, double *decision, struct parts *parts) {
    struct sink sink = {.features = features,
                        .weights = weights,
                        .decision = decision,
                        .parts = parts,
                        .arena = arena};
    run_groups(&sink, words, text, length, cue);
}
