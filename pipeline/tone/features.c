/* features.c - items to features.
 *
 * Features are known by a 64-bit key mixed from the group and the stems, so
 * that vectors are made without strings.
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

#define NONE SPACE_NO_ID

const struct feature_scales FEATURE_SCALES = {.word = 0.8,
                                              .place = 0.6,
                                              .pair = 0.8,
                                              .cue = 0.6,
                                              .cue_place = 0.4};

struct entry_of_feature {
    char *name;
    uint32_t texts; /* in how many it occurred; 0 for features by rule */
    uint32_t seen;  /* number of the last text that counted */
};

struct feature_space {
    struct arena arena;
    struct vocabulary *vocabulary;
    bool names;
    const char *language;
    struct tone_phrases phrases;
    uint32_t vector_id, cue_vector_id; /* first of the dimensions, or NONE */
    uint32_t cue_ids[2];               /* cue and no-cue */
    /* dictionary: an id is its place in the index, less 1 */
    struct entry_of_feature *entries;
    uint64_t *keys; /* [0] is none's */
    size_t count, room;
    size_t rules; /* so many, the first, are there whatever the texts */
    struct key_index index;
    size_t texts;
    struct feature_row *rows;
    double *idf; /* by id */
    double unknown; /* f of a word that training does not know */
};

/* ---- keys ------------------------------------------------------------- */

static uint64_t key_of_word(char group, uint64_t stem) {
    return key_mix((uint64_t)group, stem);
}

static uint64_t key_of_pair(uint64_t first, uint64_t second) {
    return key_mix(key_mix('b', first), second);
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

/* ---- dictionary ------------------------------------------------------- */

static uint32_t find(const struct feature_space *features, uint64_t key) {
    /* NONE where it is 0 */
    return key_index_find(&features->index, features->keys, key) - 1;
}

static uint32_t enter(struct feature_space *features, uint64_t key,
                      const char *name) {
    uint32_t id = find(features, key);
    if (id != NONE)
        return id;
    if (features->count == features->room) {
        features->room = features->room * 2 + 1024;
        features->entries =
            reallocate(features->entries,
                       features->room * sizeof *features->entries);
        features->keys = reallocate(
            features->keys, (features->room + 1) * sizeof *features->keys);
    }
    id = (uint32_t)features->count++;
    features->entries[id] = (struct entry_of_feature){
        .name = arena_copy(&features->arena, name, strlen(name))};
    features->keys[id + 1] = key;
    key_index_enter(&features->index, features->keys, id + 1);
    return id;
}

static uint32_t enter_name(struct feature_space *features, const char *name) {
    return enter(features, key_of_name(name), name);
}

/* ---- features by rule ------------------------------------------------- */

/* Those that are there whatever the texts; must come in the same order when
 * a model is read. */
static void enter_rules(struct feature_space *features) {
    struct tone_phrases *phrases = &features->phrases;
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
    for (unsigned i = 0; phrases->class_count && i < PHRASE_SUMS; i++)
        phrases->sums[i] = enter_name(features, PHRASE_SUM_NAMES[i]);
    for (unsigned i = 0; i < phrases->class_count; i++)
        for (int scope = 0; scope < PHRASE_SCOPES; scope++) {
            snprintf(name, sizeof name, "l:%.100s%s",
                     phrases->classes[i].name, PHRASE_SCOPE_NAMES[scope]);
            phrases->classes[i].ids[scope] = enter_name(features, name);
        }
    features->rules = features->count;
}

struct feature_space *space_open(const struct feature_settings *settings,
                               struct failure *why) {
    struct feature_space *features = allocate(sizeof *features);
    memset(features, 0, sizeof *features);
    features->names = settings->names;
    features->language = arena_copy(&features->arena, settings->language,
                                    strlen(settings->language));
    bool good = true;
    if (settings->vocabulary) {
        features->vocabulary = vocabulary_open(settings->vocabulary, why);
        good = features->vocabulary != NULL;
    }
    if (good && settings->lexicon)
        good = phrases_read(&features->phrases, settings->lexicon,
                            settings->language, &features->arena, why);
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
    phrases_free(&features->phrases);
    free(features->entries);
    free(features->keys);
    key_index_free(&features->index);
    free(features->rows);
    free(features->idf);
    free(features);
}

struct words *space_words(const struct feature_space *features,
                          struct failure *why) {
    return mask_words(features->language,
                      vocabulary_words(features->vocabulary), why);
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

size_t space_rules(const struct feature_space *features) {
    return features->rules;
}

const struct vocabulary *
space_vocabulary(const struct feature_space *features) {
    return features->vocabulary;
}

const struct tone_phrases *space_phrases(const struct feature_space *features) {
    return &features->phrases;
}

const struct feature_row *space_row(const struct feature_space *features,
                                    uint32_t row) {
    return &features->rows[row];
}

uint32_t space_places(const struct feature_space *features, bool of_cue) {
    return of_cue ? features->cue_vector_id : features->vector_id;
}

/* ---- counting --------------------------------------------------------- */

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

static void read_items(const struct feature_space *features,
                       struct words *words, const struct wording *wording,
                       struct items *items) {
    if (wording->count)
        mask(vocabulary_words(features->vocabulary), words, wording,
             features->names, items);
    for (size_t i = 0; i < items->count; i++)
        if (items->items[i].kind != ITEM_BREAK)
            words_stem(words, items->items[i].word);
}

void space_learn(struct feature_space *features, struct words *words,
                 struct arena *scratch, const char *text, const char *cue) {
    features->texts++;
    struct wording wording;
    struct items items = {.arena = scratch};
    wording_read(&wording, words, scratch, text, strlen(text));
    read_items(features, words, &wording, &items);
    const char *before = START;
    uint64_t before_hash = word_hash(START, 1);
    for (size_t i = 0; i < items.count; i++) {
        const struct word *word = items.items[i].word;
        if (items.items[i].kind == ITEM_BREAK)
            continue;
        count(features, key_of_word('w', word->stem_hash), 'w', word->stem,
              "");
        count(features, key_of_pair(before_hash, word->stem_hash), 'b',
              before, word->stem);
        before = word->stem;
        before_hash = word->stem_hash;
    }
    struct items cues = {.arena = scratch};
    wording_read(&wording, words, scratch, cue, strlen(cue));
    read_items(features, words, &wording, &cues);
    for (size_t i = 0; i < cues.count; i++)
        if (cues.items[i].kind != ITEM_BREAK)
            count(features,
                  key_of_word('q', cues.items[i].word->stem_hash), 'q',
                  cues.items[i].word->stem, "");
}

double space_frequency(const struct feature_space *features, uint32_t id) {
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

/* What the rows of the vocabulary come to.  A model knows their ids; in
 * training they follow from the stems.  false: an id is none of a word. */
static bool prepare_rows(struct feature_space *features) {
    uint32_t rows = vocabulary_rows(features->vocabulary);
    bool known = vocabulary_has_ids(features->vocabulary);
    features->rows = allocate(rows * sizeof *features->rows);
    struct words *words =
        known ? NULL : words_open(features->language, NULL, NULL, NULL);
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
            words_stem(words, word);
            id = find(features, key_of_word('w', word->stem_hash));
            cue = find(features, key_of_word('q', word->stem_hash));
        }
        features->rows[row] = (struct feature_row){id, cue};
    }
    words_close(words);
    return true;
}

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct entry_of_feature *)a)->name,
                  ((const struct entry_of_feature *)b)->name);
}

void space_fix(struct feature_space *features, unsigned least) {
    size_t rules = features->rules, kept = rules;
    for (size_t i = rules; i < features->count; i++)
        if (features->entries[i].texts >= least)
            features->entries[kept++] = features->entries[i];
    features->count = kept;
    qsort(features->entries + rules, kept - rules, sizeof *features->entries,
          by_name);
    for (size_t i = 0; i < kept; i++)
        features->keys[i + 1] = key_of_name(features->entries[i].name);
    key_index_build(&features->index, features->keys, (uint32_t)kept + 1);
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
        const struct wordlist *list = vocabulary_words(features->vocabulary);
        const struct feature_row *row = &features->rows[key_index_find(
            &list->index, list->hashes, word_hash(word, strlen(word)))];
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

static bool read_feature(struct feature_space *features,
                         const struct csv_row *row, const char *path,
                         size_t id, struct failure *why) {
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

/* ---- the groups ------------------------------------------------------- */

struct sink {
    const struct feature_space *features;
    struct items items, cues;
    const struct phrase_feature *found;
    size_t found_count;
    struct vector *vector;
};

static void add(struct sink *sink, uint32_t id, double value) {
    struct vector *vector = sink->vector;
    if (id == NONE || value == 0)
        return;
    vector->items = arena_grow(vector->arena, vector->items, vector->count,
                               &vector->room, sizeof *vector->items);
    vector->items[vector->count++] = (struct feature){id, value};
}

static uint32_t stem_id(const struct feature_space *features, char group,
                        const struct item *item) {
    if (item->row)
        return group == 'w' ? features->rows[item->row].id
                            : features->rows[item->row].cue;
    return find(features, key_of_word(group, item->word->stem_hash));
}

static void add_places(struct sink *sink, uint32_t row, double scale,
                       uint32_t base) {
    const struct vocabulary *vocabulary = sink->features->vocabulary;
    const int8_t *place = row ? vocabulary_vector(vocabulary, row) : NULL;
    unsigned dimensions = vocabulary_dimensions(vocabulary);
    for (unsigned i = 0; place && i < dimensions; i++)
        add(sink, base + i, scale * VECTOR_STEP * place[i]);
}

/* Whether item i counts by its words. */
static bool counts(const struct sink *sink, size_t i) {
    return sink->items.items[i].kind < ITEM_BREAK;
}

static void word_group(struct sink *sink) {
    const struct feature_space *features = sink->features;
    const struct item *items = sink->items.items;
    double squares = 0;
    for (size_t i = 0; i < sink->items.count; i++)
        if (counts(sink, i)) {
            double f = space_frequency(features,
                                       stem_id(features, 'w', &items[i]));
            squares += f * f;
        }
    double scale = squares > 0 ? 1 / sqrt(squares) : 0;
    for (size_t i = 0; i < sink->items.count; i++)
        if (counts(sink, i)) {
            uint32_t id = stem_id(features, 'w', &items[i]);
            double f = space_frequency(features, id) * scale;
            add(sink, id, FEATURE_SCALES.word * f);
            add_places(sink, items[i].row, FEATURE_SCALES.place * f,
                       features->vector_id);
        }
}

static void pair_group(struct sink *sink) {
    const struct feature_space *features = sink->features;
    size_t count = sink->items.count, found = 0;
    uint32_t *ids = arena_take(sink->vector->arena, (count + 1) * sizeof *ids);
    uint64_t before = word_hash(START, 1);
    double squares = 0;
    for (size_t i = 0; i < count; i++) {
        if (!counts(sink, i))
            continue;
        uint64_t stem = sink->items.items[i].word->stem_hash;
        uint32_t id = find(features, key_of_pair(before, stem));
        before = stem;
        if (id == NONE)
            continue;
        squares += features->idf[id] * features->idf[id];
        ids[found++] = id;
    }
    double scale = squares > 0 ? FEATURE_SCALES.pair / sqrt(squares) : 0;
    for (size_t i = 0; i < found; i++)
        add(sink, ids[i], features->idf[ids[i]] * scale);
}

static void lexicon_group(struct sink *sink) {
    for (size_t i = 0; i < sink->found_count; i++)
        add(sink, sink->found[i].id, sink->found[i].value);
}

static void cue_group(struct sink *sink) {
    const struct feature_space *features = sink->features;
    const struct items *cues = &sink->cues;
    size_t count = 0;
    for (size_t i = 0; i < cues->count; i++)
        count += cues->items[i].kind != ITEM_BREAK;
    add(sink, features->cue_ids[count ? 0 : 1],
        count ? FEATURE_SCALES.cue / 3 : FEATURE_SCALES.cue);
    double scale = 1 / sqrt((double)count);
    for (size_t i = 0; count && i < cues->count; i++) {
        const struct item *item = &cues->items[i];
        if (item->kind == ITEM_BREAK)
            continue;
        add(sink, stem_id(features, 'q', item), FEATURE_SCALES.cue * scale);
        add_places(sink, item->row, FEATURE_SCALES.cue_place * scale,
                   features->cue_vector_id);
    }
}

static void (*const GROUPS[])(struct sink *) = {word_group, pair_group,
                                                lexicon_group, cue_group};

/* ---- vectors ---------------------------------------------------------- */

static int by_id(const void *a, const void *b) {
    const struct feature *x = a, *y = b;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    return (x->value > y->value) - (x->value < y->value);
}

/* Ids ascending, each once. */
static void tidy(struct vector *vector) {
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

void space_make_text(const struct feature_space *features,
                     struct words *words, const char *text, const char *cue,
                     struct vector *vector) {
    struct wording wordings[2];
    wording_read(&wordings[0], words, vector->arena, text, strlen(text));
    wording_read(&wordings[1], words, vector->arena, cue, strlen(cue));
    space_make(features, words, &wordings[0], &wordings[1], vector);
}

/* read_items has made sure that it is known. */
static uint64_t stem_of(const void *lent, const struct item *item) {
    (void)lent;
    return item->word->stem_hash;
}

void space_make(const struct feature_space *features, struct words *words,
                const struct wording *text, const struct wording *cue,
                struct vector *vector) {
    struct arena *arena = vector->arena;
    struct sink sink = {.features = features,
                        .items = {.arena = arena},
                        .cues = {.arena = arena},
                        .vector = vector};
    read_items(features, words, text, &sink.items);
    read_items(features, words, cue, &sink.cues);
    size_t count = sink.items.count;
    struct phrase_start *starts =
        arena_take(arena, (count + 1) * sizeof *starts);
    struct phrase_feature found[PHRASE_FEATURES];
    size_t start_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t phrase =
            sink.items.items[i].kind == ITEM_BREAK
                ? 0
                : phrases_begin(&features->phrases,
                                sink.items.items[i].word->stem_hash);
        if (phrase)
            starts[start_count++] = (struct phrase_start){i, phrase, true};
    }
    const struct phrase_text read = {.items = sink.items.items,
                                     .count = count,
                                     .stem = stem_of};
    bool idioms;
    sink.found = found;
    sink.found_count =
        phrases_match(&features->phrases, &read, starts, start_count,
                      &idioms, found);
    for (size_t i = 0; i < sizeof GROUPS / sizeof *GROUPS; i++)
        GROUPS[i](&sink);
    tidy(vector);
}
