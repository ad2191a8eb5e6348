/* scorer.c - sums over words and pairs.
 *
 * A term is a word of the vocabulary or a stem; its sums are the weights of
 * each class times f, and then f squared, so that one addition of `width`
 * numbers counts all.  A statement's decision is the sum of its terms' sums
 * over the root of the last number; pairs the same.
 *
 * Few pairs are known, so a term says in 32 bits which stems (number modulo
 * 32) may follow it and precede it: most pairs are ruled out by these two
 * before the table of pairs is touched.
 *
 * The image: struct head, then the parts in the order of struct scorer, each
 * on a multiple of 16 bytes; numbers as the machine has them. */
#include "scorer.h"

#include "words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char MAGIC[16] = "detente-table-1";
enum { ALIGNMENT = 16, MOST_WIDTH = SCORER_CLASSES + 4 };

/* ---- the image -------------------------------------------------------- */

struct head {
    char magic[16];
    uint64_t seal; /* hash of all behind it */
    uint32_t order; /* ORDER as this machine writes it */
    uint32_t classes;
    char sources[SCORER_SOURCES];
    uint32_t rows;  /* words of the vocabulary, with row 0 */
    uint32_t terms; /* row 0: unknown; the rows; then the stems */
    uint32_t pairs, bucket_bits;
    uint32_t phrases, phrase_classes;
    uint32_t rules, rule_bytes; /* features by rule, bytes of their names */
    uint32_t start, name, number; /* terms of "<", "@" and "0" */
    uint32_t cue, no_cue; /* rules */
    uint32_t names;
    uint32_t sums[PHRASE_SUMS];
    uint32_t free_[3];
};
static const uint32_t ORDER = 0x01020304;

struct term {
    uint32_t stem;     /* term of its stem; 0 = unknown to the model */
    uint32_t follows;  /* bit n: a stem with stem % 32 == n may follow it */
    uint32_t precedes; /* bit n: it may follow such a stem */
    uint32_t phrase;   /* that it begins, 0 = none */
    float sums[];
};

struct pair {
    uint32_t first, second; /* terms of stems */
    float sums[];
};

struct scorer {
    const struct head *head;
    /* the parts of the image */
    const uint64_t *keys;   /* of terms: hash of the word or stem */
    const char *terms;      /* struct term each */
    const float *cues;      /* of terms: weights in the cue, `classes` each */
    const uint32_t *starts; /* of buckets: first of its pairs, and the end */
    const char *pairs;      /* struct pair each, bucket by bucket */
    const uint64_t *phrase_keys;
    const struct tone_phrase *phrase_items;
    const struct phrase_kind {
        int32_t strength;
        uint32_t idiom;
        uint32_t ids[PHRASE_SCOPES];
    } *phrase_kinds;
    const float *rules;    /* weights, `classes` each; then the constant */
    const char *rule_text; /* their names, each with its NUL */
    const uint8_t *kinds;  /* of rows */
    /* made from them */
    struct arena arena;
    unsigned width, classes;
    size_t term_bytes, pair_bytes;
    struct wordlist words;
    struct key_index stems; /* places in `keys` */
    struct tone_phrases phrases;
    const char **rule_names;
};

static size_t round_up(size_t bytes) {
    return (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

/* Numbers in the sums of so many classes: whole vectors of four. */
static unsigned width_of(unsigned classes) { return (classes + 4) / 4 * 4; }

static inline const struct term *term_at(const struct scorer *scorer,
                                         uint32_t term) {
    return (const void *)(scorer->terms + term * scorer->term_bytes);
}

static inline const struct pair *pair_at(const struct scorer *scorer,
                                         uint32_t pair) {
    return (const void *)(scorer->pairs + pair * scorer->pair_bytes);
}

static inline uint32_t bucket_of(uint32_t first, uint32_t second,
                                 uint32_t bits) {
    uint64_t key = (uint64_t)first << 32 | second;
    return (uint32_t)((key * UINT64_C(0x9e3779b97f4a7c15) ^ key >> 7) *
                          UINT64_C(0xd6e8feb86659fd93) >>
                      (64 - bits));
}

static uint64_t seal_of(const char *image, size_t length) {
    size_t from = offsetof(struct head, order);
    return word_hash(image + from, length - from);
}

void scorer_seal(char *image, size_t length) {
    uint64_t seal = seal_of(image, length);
    memcpy(image + offsetof(struct head, seal), &seal, sizeof seal);
}

/* ---- opening ---------------------------------------------------------- */

struct parts {
    const char *at;
    size_t left;
    bool good;
};

/* The next part: so many pieces of so many bytes. */
static const void *take(struct parts *parts, size_t count, size_t size) {
    size_t bytes = round_up(count * size);
    const char *at = parts->at;
    parts->good = parts->good && bytes <= parts->left;
    if (!parts->good)
        return at;
    parts->at += bytes;
    parts->left -= bytes;
    return at;
}

static bool take_parts(struct scorer *scorer, size_t length) {
    const struct head *head = scorer->head;
    enum { MOST = 1 << 27 };
    if (head->classes < 2 || head->classes > SCORER_CLASSES ||
        head->bucket_bits < 1 || head->bucket_bits > 26 || !head->rows ||
        head->rows > head->terms || head->rows > WORDLIST_MOST ||
        head->terms > MOST || head->pairs > MOST || !head->phrases ||
        head->phrases > MOST || head->phrase_classes > PHRASE_CLASSES ||
        head->rules > MOST || head->rule_bytes > MOST)
        return false;
    scorer->classes = head->classes;
    scorer->width = width_of(head->classes);
    scorer->term_bytes = sizeof(struct term) + scorer->width * sizeof(float);
    scorer->pair_bytes = sizeof(struct pair) + scorer->width * sizeof(float);
    size_t classes = head->classes * sizeof(float);
    struct parts parts = {(const char *)head + round_up(sizeof *head),
                          length - round_up(sizeof *head), true};
    scorer->keys = take(&parts, head->terms, sizeof(uint64_t));
    scorer->terms = take(&parts, head->terms, scorer->term_bytes);
    scorer->cues = take(&parts, head->terms, classes);
    scorer->starts =
        take(&parts, ((size_t)1 << head->bucket_bits) + 1, sizeof(uint32_t));
    scorer->pairs = take(&parts, head->pairs, scorer->pair_bytes);
    scorer->phrase_keys = take(&parts, head->phrases, sizeof(uint64_t));
    scorer->phrase_items = take(&parts, head->phrases, sizeof(struct tone_phrase));
    scorer->phrase_kinds = take(&parts, head->phrase_classes,
                                sizeof *scorer->phrase_kinds);
    scorer->rules = take(&parts, head->rules + 1, classes);
    scorer->rule_text = take(&parts, head->rule_bytes, 1);
    scorer->kinds = take(&parts, head->rows, 1);
    return parts.good && !parts.left;
}

/* Every number that leads somewhere leads to where something is. */
static bool is_sound(const struct scorer *scorer) {
    const struct head *head = scorer->head;
    for (uint32_t i = 0; i < head->terms; i++) {
        const struct term *term = term_at(scorer, i);
        if (term->stem >= head->terms || term->phrase >= head->phrases)
            return false;
    }
    uint32_t buckets = UINT32_C(1) << head->bucket_bits;
    for (uint32_t i = 0; i < buckets; i++)
        if (scorer->starts[i] > scorer->starts[i + 1])
            return false;
    if (scorer->starts[0] || scorer->starts[buckets] != head->pairs)
        return false;
    uint64_t classes = (UINT64_C(1) << head->phrase_classes) - 1;
    for (uint32_t i = 0; i < head->phrases; i++)
        if (scorer->phrase_items[i].classes & ~classes)
            return false;
    for (uint32_t i = 0; i < head->phrase_classes; i++)
        for (int scope = 0; scope < PHRASE_SCOPES; scope++)
            if (scorer->phrase_kinds[i].ids[scope] >= head->rules)
                return false;
    for (int i = 0; i < PHRASE_SUMS; i++)
        if (head->phrase_classes && head->sums[i] >= head->rules)
            return false;
    return head->start < head->terms && head->name < head->terms &&
           head->number < head->terms && head->cue < head->rules &&
           head->no_cue < head->rules;
}

static bool name_rules(struct scorer *scorer) {
    const struct head *head = scorer->head;
    const char *text = scorer->rule_text, *end = text + head->rule_bytes;
    scorer->rule_names = arena_take(
        &scorer->arena, (head->rules + 1) * sizeof *scorer->rule_names);
    for (uint32_t i = 0; i < head->rules; i++) {
        const char *nul = memchr(text, '\0', (size_t)(end - text));
        if (!nul)
            return false;
        scorer->rule_names[i] = text;
        text = nul + 1;
    }
    return text == end;
}

static bool index_all(struct scorer *scorer) {
    const struct head *head = scorer->head;
    scorer->words = (struct wordlist){.hashes = scorer->keys,
                                      .kinds = scorer->kinds,
                                      .count = head->rows};
    struct tone_phrases *phrases = &scorer->phrases;
    *phrases = (struct tone_phrases){
        .classes = arena_zero(&scorer->arena, PHRASE_CLASSES *
                                                  sizeof *phrases->classes),
        .class_count = head->phrase_classes,
        .keys = (uint64_t *)(uintptr_t)scorer->phrase_keys,
        .items = (struct tone_phrase *)(uintptr_t)scorer->phrase_items,
        .count = head->phrases};
    memcpy(phrases->sums, head->sums, sizeof phrases->sums);
    for (unsigned i = 0; i < head->phrase_classes; i++) {
        const struct phrase_kind *kind = &scorer->phrase_kinds[i];
        phrases->classes[i] = (struct phrase_class){
            .strength = kind->strength, .idiom = kind->idiom};
        memcpy(phrases->classes[i].ids, kind->ids, sizeof kind->ids);
    }
    if (key_index_build(&scorer->words.index, scorer->keys, head->rows) ||
        key_index_build(&phrases->index, phrases->keys, phrases->count))
        return false;
    for (uint32_t stem = head->rows; stem < head->terms; stem++)
        if (key_index_enter(&scorer->stems, scorer->keys, stem))
            return false;
    return name_rules(scorer);
}

struct scorer *scorer_open(const char *image, size_t length, const char *path,
                           struct failure *why) {
    const struct head *head = (const void *)image;
    if (length < round_up(sizeof *head) ||
        memcmp(head->magic, MAGIC, sizeof MAGIC) || head->order != ORDER) {
        fail(why, "%s: no table of a model for this machine", path);
        return NULL;
    }
    if (head->seal != seal_of(image, length)) {
        fail(why, "%s: altered or damaged", path);
        return NULL;
    }
    struct scorer *scorer = allocate(sizeof *scorer);
    *scorer = (struct scorer){.head = head};
    if (take_parts(scorer, length) && is_sound(scorer) && index_all(scorer))
        return scorer;
    fail(why, "%s: holds what cannot be", path);
    scorer_close(scorer);
    return NULL;
}

void scorer_close(struct scorer *scorer) {
    if (!scorer)
        return;
    key_index_free(&scorer->words.index);
    key_index_free(&scorer->stems);
    key_index_free(&scorer->phrases.index);
    arena_free(&scorer->arena);
    free(scorer);
}

const char *scorer_sources(const struct scorer *scorer) {
    return scorer->head->sources;
}

unsigned scorer_classes(const struct scorer *scorer) {
    return scorer->classes;
}

/* ---- making ----------------------------------------------------------- */

/* What an image is made of, while it is made. */
struct maker {
    const struct feature_space *features;
    const double *weights;
    unsigned classes, width;
    uint32_t rows;
    uint64_t *keys; /* of terms */
    uint32_t terms, room;
    struct key_index stems;
    uint32_t *ids, *cues; /* of terms: features w:STEM and q:STEM, or none */
    struct made_pair {
        uint32_t id, first, second, bucket;
    } *pairs;
    uint32_t pair_count, bucket_bits;
    struct arena arena;
};

static uint32_t enter_term(struct maker *maker, uint64_t key) {
    if (maker->terms == maker->room) {
        maker->room = maker->room * 2 + 1024;
        size_t bytes = maker->room * sizeof(uint32_t);
        maker->keys = reallocate(maker->keys, 2 * bytes);
        maker->ids = reallocate(maker->ids, bytes);
        maker->cues = reallocate(maker->cues, bytes);
    }
    maker->keys[maker->terms] = key;
    maker->ids[maker->terms] = maker->cues[maker->terms] = SPACE_NO_ID;
    return maker->terms++;
}

/* The term of a stem, new where it has none. */
static uint32_t enter_stem(struct maker *maker, uint64_t hash) {
    uint32_t term = key_index_find(&maker->stems, maker->keys, hash);
    if (term)
        return term;
    term = enter_term(maker, hash);
    key_index_enter(&maker->stems, maker->keys, term);
    return term;
}

static void enter_rows(struct maker *maker) {
    const struct wordlist *list =
        vocabulary_words(space_vocabulary(maker->features));
    maker->rows = list ? list->count : 1;
    for (uint32_t row = 0; row < maker->rows; row++) {
        uint32_t term = enter_term(maker, row ? list->hashes[row] : 0);
        if (!row)
            continue;
        const struct feature_row *ids = space_row(maker->features, row);
        maker->ids[term] = ids->id;
        maker->cues[term] = ids->cue;
    }
}

/* The stems of the features, the pairs, and the stems that begin phrases. */
static void enter_features(struct maker *maker) {
    size_t count = space_count(maker->features);
    maker->pairs = arena_take(&maker->arena,
                              (count + 1) * sizeof *maker->pairs);
    for (size_t id = space_rules(maker->features); id < count; id++) {
        const char *name = space_name(maker->features, (uint32_t)id);
        const char *stem = name + 2, *blank = strchr(stem, ' ');
        size_t length = strlen(stem);
        if (name[0] == 'b' && blank) {
            uint32_t first =
                enter_stem(maker, word_hash(stem, (size_t)(blank - stem)));
            uint32_t second =
                enter_stem(maker, word_hash(blank + 1, strlen(blank + 1)));
            maker->pairs[maker->pair_count++] =
                (struct made_pair){(uint32_t)id, first, second, 0};
            continue;
        }
        uint32_t term = enter_stem(maker, word_hash(stem, length));
        *(name[0] == 'w' ? &maker->ids[term] : &maker->cues[term]) =
            (uint32_t)id;
    }
    const struct tone_phrases *phrases = space_phrases(maker->features);
    for (uint32_t i = 1; i < phrases->count; i++)
        if (phrases->first[i])
            enter_stem(maker, phrases->first[i]);
}

static int by_bucket(const void *a, const void *b) {
    const struct made_pair *x = a, *y = b;
    if (x->bucket != y->bucket)
        return x->bucket < y->bucket ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static void sort_pairs(struct maker *maker) {
    maker->bucket_bits = 4;
    while ((UINT32_C(1) << maker->bucket_bits) < maker->pair_count)
        maker->bucket_bits++;
    for (uint32_t i = 0; i < maker->pair_count; i++)
        maker->pairs[i].bucket =
            bucket_of(maker->pairs[i].first, maker->pairs[i].second,
                      maker->bucket_bits);
    qsort(maker->pairs, maker->pair_count, sizeof *maker->pairs, by_bucket);
}

static double weight(const struct maker *maker, uint32_t id, unsigned class) {
    return id == SPACE_NO_ID
               ? 0
               : maker->weights[(size_t)id * maker->classes + class];
}

/* place . (weights of its dimensions, in the text or in the cue) */
static double along_place(const struct maker *maker, uint32_t row, bool cue,
                          unsigned class) {
    const struct vocabulary *vocabulary = space_vocabulary(maker->features);
    const int8_t *place = row ? vocabulary_vector(vocabulary, row) : NULL;
    unsigned dimensions = vocabulary_dimensions(vocabulary);
    const double *weights =
        maker->weights +
        (size_t)(place ? space_places(maker->features, cue) : 0) *
            maker->classes +
        class;
    double sum = 0;
    for (unsigned i = 0; place && i < dimensions; i++)
        sum += place[i] * weights[i * maker->classes];
    return sum * VECTOR_STEP;
}

/* Adds a part of the image. */
static void put(struct output *out, const void *bytes, size_t count,
                size_t size) {
    static const char NOTHING[ALIGNMENT];
    size_t length = count * size;
    output_bytes(out, bytes, length);
    output_bytes(out, NOTHING, round_up(length) - length);
}

static void put_terms(struct maker *maker, struct output *out,
                      const uint32_t *stems) {
    size_t bytes = sizeof(struct term) + maker->width * sizeof(float);
    char *terms = arena_zero(&maker->arena, maker->terms * bytes + 1);
    for (uint32_t t = 0; t < maker->terms; t++) {
        struct term *term = (void *)(terms + t * bytes);
        uint32_t row = t < maker->rows ? t : 0;
        double f = space_frequency(maker->features, maker->ids[t]);
        term->stem = stems[t];
        for (unsigned k = 0; k < maker->classes; k++)
            term->sums[k] = (float)(
                f * (FEATURE_SCALES.word * weight(maker, maker->ids[t], k) +
                     FEATURE_SCALES.place *
                         along_place(maker, row, false, k)));
        term->sums[maker->classes] = (float)(f * f);
        if (stems[t])
            term->phrase = phrases_begin(space_phrases(maker->features),
                                         maker->keys[stems[t]]);
    }
    for (uint32_t i = 0; i < maker->pair_count; i++) {
        const struct made_pair *pair = &maker->pairs[i];
        struct term *first = (void *)(terms + pair->first * bytes);
        struct term *second = (void *)(terms + pair->second * bytes);
        first->follows |= UINT32_C(1) << pair->second % 32;
        second->precedes |= UINT32_C(1) << pair->first % 32;
    }
    for (uint32_t t = 0; t < maker->rows; t++) {
        struct term *term = (void *)(terms + t * bytes);
        const struct term *stem = (void *)(terms + term->stem * bytes);
        term->follows = stem->follows;
        term->precedes = stem->precedes;
    }
    put(out, terms, maker->terms, bytes);
}

static void put_cues(struct maker *maker, struct output *out) {
    unsigned classes = maker->classes;
    float *cues = arena_take(&maker->arena,
                             maker->terms * classes * sizeof *cues + 1);
    for (uint32_t t = 0; t < maker->terms; t++)
        for (unsigned k = 0; k < classes; k++)
            cues[t * classes + k] = (float)(
                FEATURE_SCALES.cue * weight(maker, maker->cues[t], k) +
                FEATURE_SCALES.cue_place *
                    along_place(maker, t < maker->rows ? t : 0, true, k));
    put(out, cues, maker->terms, classes * sizeof *cues);
}

static void put_pairs(struct maker *maker, struct output *out) {
    uint32_t buckets = UINT32_C(1) << maker->bucket_bits;
    uint32_t *starts =
        arena_zero(&maker->arena, (buckets + 1) * sizeof *starts);
    for (uint32_t i = 0; i < maker->pair_count; i++)
        starts[maker->pairs[i].bucket + 1]++;
    for (uint32_t i = 0; i < buckets; i++)
        starts[i + 1] += starts[i];
    put(out, starts, buckets + 1, sizeof *starts);
    size_t bytes = sizeof(struct pair) + maker->width * sizeof(float);
    char *pairs = arena_zero(&maker->arena, maker->pair_count * bytes + 1);
    for (uint32_t i = 0; i < maker->pair_count; i++) {
        const struct made_pair *made = &maker->pairs[i];
        struct pair *pair = (void *)(pairs + i * bytes);
        double f = space_frequency(maker->features, made->id);
        pair->first = made->first;
        pair->second = made->second;
        for (unsigned k = 0; k < maker->classes; k++)
            pair->sums[k] = (float)(f * weight(maker, made->id, k));
        pair->sums[maker->classes] = (float)(f * f);
    }
    put(out, pairs, maker->pair_count, bytes);
}

static void put_phrases(struct maker *maker, struct output *out) {
    const struct tone_phrases *phrases = space_phrases(maker->features);
    static const struct tone_phrase NONE = {0};
    static const uint64_t NO_KEY = 0;
    bool any = phrases->class_count > 0;
    put(out, any ? phrases->keys : &NO_KEY, any ? phrases->count : 1,
        sizeof NO_KEY);
    put(out, any ? phrases->items : &NONE, any ? phrases->count : 1,
        sizeof NONE);
    struct phrase_kind kinds[PHRASE_CLASSES];
    for (unsigned i = 0; i < phrases->class_count; i++) {
        kinds[i] = (struct phrase_kind){phrases->classes[i].strength,
                                        phrases->classes[i].idiom, {0}};
        memcpy(kinds[i].ids, phrases->classes[i].ids, sizeof kinds[i].ids);
    }
    put(out, kinds, phrases->class_count, sizeof *kinds);
}

static void put_rules(struct maker *maker, struct output *out,
                      uint32_t *bytes) {
    size_t rules = space_rules(maker->features);
    unsigned classes = maker->classes;
    float *weights = arena_take(&maker->arena,
                                (rules + 1) * classes * sizeof *weights);
    struct output text = {0};
    for (size_t i = 0; i <= rules; i++) {
        size_t id = i < rules ? i : space_count(maker->features);
        for (unsigned k = 0; k < classes; k++)
            weights[i * classes + k] =
                (float)maker->weights[id * classes + k];
        if (i == rules)
            break;
        output_text(&text, space_name(maker->features, (uint32_t)i));
        output_byte(&text, '\0');
    }
    put(out, weights, rules + 1, classes * sizeof *weights);
    put(out, text.bytes, text.length, 1);
    *bytes = (uint32_t)text.length;
    output_free(&text);
}

/* The stem's term of each term.  Of a row the file tells only the features;
 * a stem without one may begin a phrase. */
static bool find_stems(struct maker *maker, const char *language,
                       uint32_t *stems, struct failure *why) {
    struct words *words = words_open(language, NULL, why);
    if (!words)
        return false;
    for (uint32_t t = 0; t < maker->terms; t++) {
        uint64_t hash = maker->keys[t];
        if (t && t < maker->rows) {
            const char *text =
                vocabulary_word(space_vocabulary(maker->features), t);
            hash = word_stem_hash(words,
                                  words_find(words, text, strlen(text)));
        }
        stems[t] = t ? key_index_find(&maker->stems, maker->keys, hash) : 0;
        words_forget(words);
    }
    words_close(words);
    return true;
}

static void put_image(struct maker *maker, struct head *head,
                      const uint32_t *stems, struct output *out) {
    const struct wordlist *list =
        vocabulary_words(space_vocabulary(maker->features));
    static const uint8_t NO_KIND = 0;
    size_t start = out->length;
    put(out, head, 1, sizeof *head);
    put(out, maker->keys, maker->terms, sizeof *maker->keys);
    put_terms(maker, out, stems);
    put_cues(maker, out);
    put_pairs(maker, out);
    put_phrases(maker, out);
    put_rules(maker, out, &head->rule_bytes);
    put(out, list ? list->kinds : &NO_KIND, maker->rows, 1);
    memcpy(out->bytes + start, head, sizeof *head);
    scorer_seal(out->bytes + start, out->length - start);
}

bool scorer_make(const struct feature_space *features, const double *weights,
                 unsigned classes, bool names, const char *language,
                 const char *sources, struct output *out,
                 struct failure *why) {
    struct maker maker = {.features = features,
                          .weights = weights,
                          .classes = classes,
                          .width = width_of(classes)};
    enter_rows(&maker);
    enter_features(&maker);
    sort_pairs(&maker);
    uint32_t *stems =
        arena_take(&maker.arena, maker.terms * sizeof *stems);
    bool good = find_stems(&maker, language, stems, why);
    const struct tone_phrases *phrases = space_phrases(features);
    struct head head = {
        .order = ORDER,
        .classes = classes,
        .rows = maker.rows,
        .terms = maker.terms,
        .pairs = maker.pair_count,
        .bucket_bits = maker.bucket_bits,
        .phrases = phrases->class_count ? phrases->count : 1,
        .phrase_classes = phrases->class_count,
        .rules = (uint32_t)space_rules(features),
        .start = key_index_find(&maker.stems, maker.keys, word_hash("<", 1)),
        .name = key_index_find(&maker.stems, maker.keys, word_hash("@", 1)),
        .number =
            key_index_find(&maker.stems, maker.keys, word_hash("0", 1)),
        .cue = 0,
        .no_cue = 1,
        .names = names};
    memcpy(head.magic, MAGIC, sizeof MAGIC);
    memcpy(head.sources, sources, SCORER_SOURCES);
    memcpy(head.sums, phrases->sums, sizeof head.sums);
    if (good)
        put_image(&maker, &head, stems, out);
    key_index_free(&maker.stems);
    free(maker.keys);
    free(maker.ids);
    free(maker.cues);
    arena_free(&maker.arena);
    return good;
}

/* ---- a statement ------------------------------------------------------ */

/* Something that was added to a decision: class k got added[k] * scale. */
struct share {
    const float *added;
    const char *name;     /* of a class of the lexicon, or "cue"; or NULL */
    uint32_t first, last; /* items, or PHRASE_NOWHERE */
};

enum { OF_WORDS, OF_PAIRS, OF_REST, GROUPS };

struct weighing {
    const struct scorer *scorer;
    struct words *words;
    struct items items, cues;
    const struct term **terms; /* of items; NULL for breaks */
    uint32_t *begins;          /* phrases; NULL = none */
    bool *idiom;               /* NULL = none */
    double *decision;
    struct group {
        struct share *shares;
        size_t count;
        float scale; /* of all; OF_REST: one each, in `rest` */
    } groups[GROUPS];
    float *rest; /* scales of the shares of OF_REST */
};

static inline void add_sums(float *sums, const float *more, unsigned width) {
    for (unsigned k = 0; k < width; k++)
        sums[k] += more[k];
}

/* The pair of two stems, NULL = unknown. */
static inline const struct pair *find_pair(const struct scorer *scorer,
                                           const struct term *first,
                                           const struct term *second) {
    if (!(first->follows >> second->stem % 32 &
          second->precedes >> first->stem % 32 & 1))
        return NULL;
    uint32_t bucket = bucket_of(first->stem, second->stem,
                                scorer->head->bucket_bits);
    uint32_t end = scorer->starts[bucket + 1];
    for (uint32_t i = scorer->starts[bucket]; i < end; i++) {
        const struct pair *pair = pair_at(scorer, i);
        if (pair->first == first->stem && pair->second == second->stem)
            return pair;
    }
    return NULL;
}

static void add_group(struct weighing *weighing, int group, const float *sums,
                      double factor) {
    unsigned classes = weighing->scorer->classes;
    float squares = sums[classes];
    float scale = squares > 0 ? (float)factor / sqrtf(squares) : 0;
    weighing->groups[group].scale = scale;
    for (unsigned k = 0; k < classes; k++)
        weighing->decision[k] += sums[k] * scale;
}

/* Words and pairs, whose sums have `width` numbers. */
static inline void weigh_words(struct weighing *weighing, unsigned width) {
    const struct scorer *scorer = weighing->scorer;
    float words[MOST_WIDTH], both[MOST_WIDTH];
    for (unsigned k = 0; k < width; k++)
        words[k] = both[k] = 0;
    const struct term *before = term_at(scorer, scorer->head->start);
    struct share *word = weighing->groups[OF_WORDS].shares;
    struct share *two = weighing->groups[OF_PAIRS].shares;
    uint32_t last = PHRASE_NOWHERE, count = (uint32_t)weighing->items.count;
    for (uint32_t i = 0; i < count; i++) {
        const struct term *term = weighing->terms[i];
        if (!term || (weighing->idiom && weighing->idiom[i]))
            continue;
        add_sums(words, term->sums, width);
        *word++ = (struct share){term->sums, NULL, i, i};
        const struct pair *pair = find_pair(scorer, before, term);
        if (pair) {
            add_sums(both, pair->sums, width);
            *two++ = (struct share){pair->sums, NULL,
                                    last == PHRASE_NOWHERE ? i : last, i};
        }
        before = term;
        last = i;
    }
    weighing->groups[OF_WORDS].count =
        (size_t)(word - weighing->groups[OF_WORDS].shares);
    weighing->groups[OF_PAIRS].count =
        (size_t)(two - weighing->groups[OF_PAIRS].shares);
    add_group(weighing, OF_WORDS, words, 1);
    add_group(weighing, OF_PAIRS, both, FEATURE_SCALES.pair);
}

static void add_rest(struct weighing *weighing, const float *added,
                     double scale, const char *name, uint32_t first,
                     uint32_t last) {
    struct group *rest = &weighing->groups[OF_REST];
    for (unsigned k = 0; k < weighing->scorer->classes; k++)
        weighing->decision[k] += added[k] * scale;
    weighing->rest[rest->count] = (float)scale;
    rest->shares[rest->count++] = (struct share){added, name, first, last};
}

static const float *rule_at(const struct scorer *scorer, uint32_t rule) {
    return &scorer->rules[(size_t)rule * scorer->classes];
}

static const char CUE_NAME[] = "cue";

static uint32_t term_number(const struct scorer *scorer, struct words *words,
                            const struct item *item) {
    if (item->row)
        return item->row;
    if (item->kind == ITEM_NAME)
        return scorer->head->name;
    if (item->kind == ITEM_NUMBER)
        return scorer->head->number;
    return key_index_find(&scorer->stems, scorer->keys,
                          word_stem_hash(words, item->word));
}

static void weigh_cue(struct weighing *weighing) {
    const struct scorer *scorer = weighing->scorer;
    const struct items *cues = &weighing->cues;
    unsigned count = 0;
    for (size_t i = 0; i < cues->count; i++)
        count += cues->items[i].kind != ITEM_BREAK;
    add_rest(weighing,
             rule_at(scorer, count ? scorer->head->cue : scorer->head->no_cue),
             count ? FEATURE_SCALES.cue / 3 : FEATURE_SCALES.cue, CUE_NAME,
             PHRASE_NOWHERE, PHRASE_NOWHERE);
    for (size_t i = 0; i < cues->count; i++) {
        if (cues->items[i].kind == ITEM_BREAK)
            continue;
        uint32_t term =
            term_number(scorer, weighing->words, &cues->items[i]);
        add_rest(weighing, &scorer->cues[(size_t)term * scorer->classes],
                 1 / sqrt((double)count), CUE_NAME, PHRASE_NOWHERE,
                 PHRASE_NOWHERE);
    }
}

/* The terms of the items, and the phrases that they begin. */
static void find_terms(struct weighing *weighing, struct arena *arena) {
    const struct scorer *scorer = weighing->scorer;
    size_t count = weighing->items.count;
    uint32_t any = 0;
    weighing->terms =
        arena_take(arena, (count + 1) * sizeof *weighing->terms);
    uint32_t *begins = arena_take(arena, (count + 1) * sizeof *begins);
    for (size_t i = 0; i < count; i++) {
        const struct item *item = &weighing->items.items[i];
        const struct term *term =
            item->kind == ITEM_BREAK
                ? NULL
                : term_at(scorer,
                          term_number(scorer, weighing->words, item));
        weighing->terms[i] = term;
        any |= begins[i] = term ? term->phrase : 0;
    }
    if (any) {
        weighing->begins = begins;
        weighing->idiom = arena_zero(arena, count * sizeof(bool));
    }
}

/* ---- evidence --------------------------------------------------------- */

/* What a share adds along the axis, where it has one, or to the label. */
static inline float along(const struct share *share, const struct axis *axis,
                          unsigned classes, unsigned label) {
    if (axis->low >= 0 && axis->high >= 0)
        return share->added[axis->high] - share->added[axis->low];
    float others = 0;
    for (unsigned k = 0; k < classes; k++)
        if (k != label)
            others += share->added[k];
    return share->added[label] - others / (float)(classes - 1);
}

static const struct share *share_at(const struct weighing *weighing,
                                    size_t i) {
    int group = 0;
    while (i >= weighing->groups[group].count)
        i -= weighing->groups[group++].count;
    return &weighing->groups[group].shares[i];
}

static struct reason reason_of(const struct weighing *weighing, size_t i,
                               float weight) {
    const struct share *share = share_at(weighing, i);
    struct reason reason = {.name = share->name, .weight = weight};
    if (share->first == PHRASE_NOWHERE)
        return reason;
    const struct item *from = &weighing->items.items[share->first];
    const struct item *to = &weighing->items.items[share->last];
    reason.start = from->start;
    reason.length = to->start + to->length - from->start;
    return reason;
}

/* Whether a reason says what another says already. */
static bool overlaps(const struct evidence *evidence,
                     const struct reason *reason) {
    for (size_t i = 0; i < evidence->count; i++) {
        const struct reason *other = &evidence->items[i];
        if (reason->name && other->name
                ? !strcmp(reason->name, other->name)
                : reason->start < other->start + other->length &&
                      other->start < reason->start + reason->length)
            return true;
    }
    return false;
}

/* The greatest of those that say something new; false = none is worth it. */
static bool next_reason(const struct weighing *weighing, const float *weights,
                        size_t count, struct evidence *evidence) {
    static const float LEAST = 0.005F;
    float most = LEAST;
    for (size_t i = 0; i < count; i++) {
        if (!(fabsf(weights[i]) > most))
            continue;
        struct reason reason = reason_of(weighing, i, weights[i]);
        if (overlaps(evidence, &reason))
            continue;
        evidence->items[evidence->count] = reason;
        most = fabsf(weights[i]);
    }
    evidence->count += most > LEAST;
    return most > LEAST;
}

static void find_evidence(const struct weighing *weighing,
                          struct arena *arena, const struct axis *axis,
                          struct evidence *evidence) {
    unsigned classes = weighing->scorer->classes, label = 0;
    for (unsigned k = 1; k < classes; k++)
        if (weighing->decision[k] > weighing->decision[label])
            label = k;
    size_t count = 0;
    for (int g = 0; g < GROUPS; g++)
        count += weighing->groups[g].count;
    float *weights = arena_take(arena, (count + 1) * sizeof *weights);
    float *weight = weights;
    for (int g = 0; g < GROUPS; g++) {
        const struct group *group = &weighing->groups[g];
        for (size_t i = 0; i < group->count; i++)
            *weight++ = along(&group->shares[i], axis, classes, label) *
                        (g == OF_REST ? weighing->rest[i] : group->scale);
    }
    evidence->count = 0;
    while (evidence->count < SCORER_EVIDENCE &&
           next_reason(weighing, weights, count, evidence))
        ;
}

/* ---- all together ----------------------------------------------------- */

static void read_items(const struct scorer *scorer, struct words *words,
                       const struct wording *wording, struct items *items) {
    if (wording->count)
        mask(scorer->head->rows > 1 ? &scorer->words : NULL, words, wording,
             scorer->head->names, items);
}

static void make_room(struct weighing *weighing, struct arena *arena) {
    size_t count = weighing->items.count + 1;
    size_t rest = PHRASE_FEATURES + 1 + weighing->cues.count;
    struct share *shares =
        arena_take(arena, (2 * count + rest) * sizeof *shares);
    weighing->groups[OF_WORDS].shares = shares;
    weighing->groups[OF_PAIRS].shares = shares + count;
    weighing->groups[OF_REST].shares = shares + 2 * count;
    weighing->rest = arena_take(arena, rest * sizeof *weighing->rest);
}

void scorer_weigh(const struct scorer *scorer, struct words *words,
                  struct arena *arena, const struct wording *text,
                  const struct wording *cue, double *decision,
                  const struct axis *axis, struct evidence *evidence) {
    struct weighing weighing = {.scorer = scorer,
                                .words = words,
                                .items = {.arena = arena},
                                .cues = {.arena = arena},
                                .decision = decision};
    read_items(scorer, words, text, &weighing.items);
    read_items(scorer, words, cue, &weighing.cues);
    make_room(&weighing, arena);
    find_terms(&weighing, arena);
    struct phrase_feature found[PHRASE_FEATURES];
    size_t count = phrases_match(&scorer->phrases, words,
                                 weighing.items.items, weighing.items.count,
                                 weighing.begins, weighing.idiom, found);
    const float *constant = rule_at(scorer, scorer->head->rules);
    for (unsigned k = 0; k < scorer->classes; k++)
        decision[k] = constant[k];
    enum { USUAL = 4 }; /* three classes: unrolled */
    if (scorer->width == USUAL)
        weigh_words(&weighing, USUAL);
    else
        weigh_words(&weighing, scorer->width);
    for (size_t i = 0; i < count; i++)
        add_rest(&weighing, rule_at(scorer, found[i].id), found[i].value,
                 scorer->rule_names[found[i].id], found[i].first,
                 found[i].last);
    weigh_cue(&weighing);
    if (evidence)
        find_evidence(&weighing, arena, axis, evidence);
}
