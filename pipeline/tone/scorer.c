/* scorer.c - sums over words and pairs.
 *
 * A term is a word of the vocabulary or a stem; its sums are the weights of
 * each class times f, and then f squared, so that one addition of `width`
 * numbers counts all.  A statement's decision is the sum of its terms' sums
 * over the root of the last number; pairs the same.  Words stand in the order
 * of how frequent they are, so that what is asked for often lies together.
 *
 * A term says in 32 bits which stems (number modulo 32) may follow it and
 * precede it: nearly all that is no pair is ruled out by these two.  A pair is
 * one record, found at once: its hash has a bucket, and what stands there
 * sends each pair of the bucket to a place of its own (Belazzougui, Botelho
 * and Dietzfelbinger, Hash, displace, and compress, ESA 2009).  Records must
 * be small, since most of them are far from the processor: a weight is a
 * whole number of 1/10000, as the model's file has it, and f the number of
 * one among a few hundred.  Two stems that begin a phrase are a pair as well,
 * of no weight.
 *
 * The image: struct head, then the parts in the order of struct scorer, each
 * on a multiple of 16 bytes; numbers as the machine has them. */
#include "scorer.h"

#include "heaviest.h"
#include "words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char MAGIC[16] = "detente-table-4";
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
    uint32_t buckets, places, levels; /* of pairs, see place_of */
    uint32_t phrases, phrase_classes;
    uint32_t rules, rule_bytes; /* features by rule, bytes of their names */
    uint32_t start, name, number; /* terms of "<", "@" and "0" */
    uint32_t cue, no_cue; /* rules */
    uint32_t names;
    uint32_t sums[PHRASE_SUMS];
    uint32_t free_[2];
};
static const uint32_t ORDER = 0x01020304;

struct term {
    uint32_t stem;     /* term of its stem; 0 = unknown to the model */
    uint32_t follows;  /* bit n: a stem with stem % 32 == n may follow it */
    uint32_t precedes; /* bit n: it may follow such a stem */
    uint32_t phrase;   /* that it begins, 0 = none; TERM_WHOLE: and is one */
    float sums[];
};
#define TERM_WHOLE (UINT32_C(1) << 31)

struct pair {
    uint32_t check; /* lower half of the hash */
    int16_t numbers[]; /* weights, times the level's unit; zeros; and as the
                        * last of `width` the level, 0 = a free place, and
                        * PAIR_PHRASE: it begins a phrase */
};
enum { PAIR_PHRASE = 1 << 15, MOST_LEVELS = PAIR_PHRASE };

/* A frequency f that pairs have. */
struct level {
    double unit;  /* f times what a weight of 1 is */
    float square; /* of f */
    uint32_t free_;
};

struct scorer {
    const struct head *head;
    /* the parts of the image */
    const uint64_t *keys;   /* of terms: hash of the word or stem */
    const char *terms;      /* struct term each */
    const float *cues;      /* of terms: weights in the cue, `width` each */
    const uint16_t *shifts; /* of the buckets of pairs */
    const char *pairs;      /* struct pair each, in places */
    const struct level *levels; /* level 0 is none */
    const uint64_t *phrase_keys;
    const struct tone_phrase *phrase_items;
    const struct phrase_kind {
        int32_t strength;
        uint32_t idiom;
        uint32_t ids[PHRASE_SCOPES];
    } *phrase_kinds;
    const float *rules;    /* weights, `width` each; then the constant */
    const char *rule_text; /* their names, each with its NUL */
    const uint8_t *kinds;  /* of rows */
    /* made from them */
    struct arena arena;
    unsigned width, classes;
    struct wordlist words; /* rows are terms */
    struct tone_phrases phrases;
    const char **rule_names;
};

static size_t round_up(size_t bytes) {
    return (bytes + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

/* Numbers in the sums of so many classes: whole vectors of four. */
static unsigned width_of(unsigned classes) { return (classes + 4) / 4 * 4; }

static inline const struct term *term_at(const struct scorer *scorer,
                                         uint32_t term, unsigned width) {
    size_t bytes = sizeof(struct term) + width * sizeof(float);
    return (const void *)(scorer->terms + term * bytes);
}

static inline size_t pair_bytes(unsigned width) {
    return sizeof(struct pair) + width * sizeof(int16_t);
}

static inline unsigned pair_level(const struct pair *pair, unsigned width) {
    return (uint16_t)pair->numbers[width - 1];
}

static inline const struct pair *pair_at(const char *pairs, size_t place,
                                         unsigned width) {
    return (const void *)(pairs + place * pair_bytes(width));
}

/* Different for any two pairs of a model of up to 65536 terms, in its lower
 * half too. */
static inline uint64_t pair_hash(const struct head *head, uint32_t first,
                                 uint32_t second) {
    return ((uint64_t)first * head->terms + second) *
           UINT64_C(0x9e3779b97f4a7c15);
}

static inline size_t bucket_of(const struct head *head, uint64_t hash) {
    return (size_t)((hash >> 32) * head->buckets >> 32);
}

/* Where the pair of that hash stands, if there is one; `shift` is its
 * bucket's. */
static inline size_t place_of(const struct head *head, uint64_t hash,
                              uint32_t shift) {
    uint64_t mixed = (hash ^ shift) * UINT64_C(0xd1342543de82ef95);
    return (size_t)((mixed >> 32) * head->places >> 32);
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
        !head->rows || head->rows > head->terms ||
        head->terms > WORDLIST_MOST ||
        !head->buckets || head->buckets > MOST || !head->places ||
        head->places > MOST || !head->levels ||
        head->levels > MOST_LEVELS || !head->phrases ||
        head->phrases > MOST || head->phrase_classes > PHRASE_CLASSES ||
        head->rules > MOST || head->rule_bytes > MOST)
        return false;
    scorer->classes = head->classes;
    scorer->width = width_of(head->classes);
    size_t weights = scorer->width * sizeof(float);
    struct parts parts = {(const char *)head + round_up(sizeof *head),
                          length - round_up(sizeof *head), true};
    scorer->keys = take(&parts, head->terms, sizeof(uint64_t));
    scorer->terms = take(&parts, head->terms, sizeof(struct term) + weights);
    scorer->cues = take(&parts, head->terms, weights);
    scorer->shifts = take(&parts, head->buckets, sizeof *scorer->shifts);
    scorer->pairs = take(&parts, head->places, pair_bytes(scorer->width));
    scorer->levels = take(&parts, head->levels, sizeof *scorer->levels);
    scorer->phrase_keys = take(&parts, head->phrases, sizeof(uint64_t));
    scorer->phrase_items =
        take(&parts, head->phrases, sizeof(struct tone_phrase));
    scorer->phrase_kinds = take(&parts, head->phrase_classes,
                                sizeof *scorer->phrase_kinds);
    scorer->rules = take(&parts, head->rules + 1, weights);
    scorer->rule_text = take(&parts, head->rule_bytes, 1);
    scorer->kinds = take(&parts, head->rows, 1);
    return parts.good && !parts.left;
}

/* Every number that leads somewhere leads to where something is. */
static bool is_sound(const struct scorer *scorer) {
    const struct head *head = scorer->head;
    for (uint32_t i = 0; i < head->terms; i++) {
        const struct term *term = term_at(scorer, i, scorer->width);
        if (term->stem >= head->terms ||
            (term->phrase & ~TERM_WHOLE) >= head->phrases)
            return false;
    }
    for (uint32_t i = 0; i < head->places; i++) {
        const struct pair *pair = pair_at(scorer->pairs, i, scorer->width);
        if (pair_level(pair, scorer->width) % PAIR_PHRASE >= head->levels)
            return false;
    }
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
                                      .count = head->rows,
                                      .name = head->name,
                                      .number = head->number};
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
        if (key_index_enter(&scorer->words.stems, scorer->keys, stem))
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
    key_index_free(&scorer->words.stems);
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

const struct wordlist *scorer_words(const struct scorer *scorer) {
    return &scorer->words;
}

/* ---- making ----------------------------------------------------------- */

/* Something that is sorted by how frequent it is, the most frequent first:
 * their f is the least. */
struct frequent {
    double f;
    uint32_t id;
};

static int by_frequency(const void *a, const void *b) {
    const struct frequent *x = a, *y = b;
    if (x->f != y->f)
        return x->f < y->f ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* What an image is made of, while it is made. */
struct maker {
    const struct feature_space *features;
    const double *weights;
    unsigned classes, width;
    uint32_t rows;
    uint32_t *row_of; /* of terms below `rows`: their row in the vocabulary */
    uint64_t *keys; /* of terms */
    uint32_t terms, room;
    struct key_index stems;
    uint32_t *ids, *cues; /* of terms: features w:STEM and q:STEM, or none */
    struct made_pair {
        struct frequent by; /* SPACE_NO_ID: only the beginning of a phrase */
        uint32_t first, second;
        uint32_t level;
        bool phrase;
    } *pairs;
    uint32_t pair_count;
    struct level *levels;
    uint32_t level_count;
    double unit; /* of a pair's weights */
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
    const struct feature_space *features = maker->features;
    const struct wordlist *list = vocabulary_words(space_vocabulary(features));
    maker->rows = list ? list->count : 1;
    struct frequent *rows =
        arena_zero(&maker->arena, maker->rows * sizeof *rows);
    for (uint32_t row = 1; row < maker->rows; row++)
        rows[row] = (struct frequent){
            space_frequency(features, space_row(features, row)->id), row};
    qsort(rows, maker->rows, sizeof *rows, by_frequency); /* f >= 1 > 0 */
    maker->row_of =
        arena_zero(&maker->arena, maker->rows * sizeof *maker->row_of);
    for (uint32_t i = 0; i < maker->rows; i++) {
        uint32_t row = maker->row_of[i] = rows[i].id;
        uint32_t term = enter_term(maker, row ? list->hashes[row] : 0);
        if (!row)
            continue;
        const struct feature_row *ids = space_row(features, row);
        maker->ids[term] = ids->id;
        maker->cues[term] = ids->cue;
    }
}

/* The stems of the features, the pairs, and the stems of phrases. */
static void enter_features(struct maker *maker) {
    const struct tone_phrases *phrases = space_phrases(maker->features);
    size_t count = space_count(maker->features);
    maker->pairs =
        arena_take(&maker->arena, (count + phrases->count + 1) *
                                      sizeof *maker->pairs);
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
                (struct made_pair){
                    .by = {space_frequency(maker->features, (uint32_t)id),
                           (uint32_t)id},
                    .first = first,
                    .second = second};
            continue;
        }
        uint32_t term = enter_stem(maker, word_hash(stem, length));
        *(name[0] == 'w' ? &maker->ids[term] : &maker->cues[term]) =
            (uint32_t)id;
    }
    for (uint32_t i = 1; i < phrases->count; i++)
        enter_stem(maker, phrases->last[i]);
}

/* Pairs that begin a phrase; of no weight where they are no feature. */
static void enter_phrase_pairs(struct maker *maker) {
    const struct tone_phrases *phrases = space_phrases(maker->features);
    for (uint32_t i = 1; i < phrases->count; i++) {
        uint32_t before = phrases->before[i];
        if (before && !phrases->before[before])
            maker->pairs[maker->pair_count++] = (struct made_pair){
                .first = enter_stem(maker, phrases->last[before]),
                .second = enter_stem(maker, phrases->last[i]),
                .by = {INFINITY, SPACE_NO_ID},
                .phrase = true};
    }
}

/* The same pair side by side, the feature first. */
static int by_stems(const void *a, const void *b) {
    const struct made_pair *x = a, *y = b;
    if (x->first != y->first)
        return x->first < y->first ? -1 : 1;
    if (x->second != y->second)
        return x->second < y->second ? -1 : 1;
    return (x->by.id > y->by.id) - (x->by.id < y->by.id);
}

/* Each pair once, the most frequent first. */
static void sort_pairs(struct maker *maker) {
    struct made_pair *pairs = maker->pairs;
    uint32_t kept = 0;
    qsort(pairs, maker->pair_count, sizeof *pairs, by_stems);
    for (uint32_t i = 0; i < maker->pair_count; i++)
        if (kept && pairs[kept - 1].first == pairs[i].first &&
            pairs[kept - 1].second == pairs[i].second)
            pairs[kept - 1].phrase |= pairs[i].phrase;
        else
            pairs[kept++] = pairs[i];
    maker->pair_count = kept;
    qsort(pairs, kept, sizeof *pairs, by_frequency); /* `by` is first */
}

/* The level of each pair.  Of phrases that are no feature it has no weight. */
static bool find_levels(struct maker *maker, struct failure *why) {
    struct made_pair *pairs = maker->pairs;
    maker->levels = arena_zero(
        &maker->arena, (maker->pair_count + 1) * sizeof *maker->levels);
    maker->level_count = 1;
    for (uint32_t i = 0; i < maker->pair_count; i++) {
        double f = isfinite(pairs[i].by.f) ? pairs[i].by.f : 0;
        if (!i || pairs[i].by.f != pairs[i - 1].by.f)
            maker->levels[maker->level_count++] =
                (struct level){f * maker->unit, (float)(f * f), 0};
        pairs[i].level = maker->level_count - 1;
    }
    return maker->level_count <= MOST_LEVELS ||
           fail(why, "pairs of words are of more than %d frequencies",
                MOST_LEVELS - 1);
}

static double weight(const struct maker *maker, uint32_t id, unsigned class) {
    return id == SPACE_NO_ID
               ? 0
               : maker->weights[(size_t)id * maker->classes + class];
}

/* The weights of pairs are whole numbers of this: as a model's file has them,
 * or coarser where one is larger than 16 bits can say. */
static double find_unit(const struct maker *maker) {
    static const double USUAL = 0.0001;
    double most = 0;
    for (uint32_t i = 0; i < maker->pair_count; i++)
        for (unsigned k = 0; k < maker->classes; k++)
            most = fmax(most, fabs(weight(maker, maker->pairs[i].by.id, k)));
    return fmax(most / INT16_MAX, USUAL);
}

/* place . (weights of its dimensions, in the text or in the cue) */
static double along_place(const struct maker *maker, uint32_t term, bool cue,
                          unsigned class) {
    const struct vocabulary *vocabulary = space_vocabulary(maker->features);
    uint32_t row = term < maker->rows ? maker->row_of[term] : 0;
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

/* Of a stem, as a term has it. */
static uint32_t begun_phrase(const struct maker *maker, uint64_t stem) {
    const struct tone_phrases *phrases = space_phrases(maker->features);
    uint32_t phrase = phrases_begin(phrases, stem);
    return phrase && phrase_is_whole(&phrases->items[phrase])
               ? phrase | TERM_WHOLE
               : phrase;
}

static void put_terms(struct maker *maker, struct output *out,
                      const uint32_t *stems) {
    size_t bytes = sizeof(struct term) + maker->width * sizeof(float);
    char *terms = arena_zero(&maker->arena, maker->terms * bytes + 1);
    for (uint32_t t = 0; t < maker->terms; t++) {
        struct term *term = (void *)(terms + t * bytes);
        double f = space_frequency(maker->features, maker->ids[t]);
        term->stem = stems[t];
        for (unsigned k = 0; k < maker->classes; k++)
            term->sums[k] = (float)(
                f * (FEATURE_SCALES.word * weight(maker, maker->ids[t], k) +
                     FEATURE_SCALES.place * along_place(maker, t, false, k)));
        term->sums[maker->classes] = (float)(f * f);
        if (stems[t])
            term->phrase = begun_phrase(maker, maker->keys[stems[t]]);
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
    size_t bytes = maker->width * sizeof(float);
    float *cues = arena_zero(&maker->arena, maker->terms * bytes + 1);
    for (uint32_t t = 0; t < maker->terms; t++)
        for (unsigned k = 0; k < maker->classes; k++)
            cues[t * maker->width + k] = (float)(
                FEATURE_SCALES.cue * weight(maker, maker->cues[t], k) +
                FEATURE_SCALES.cue_place * along_place(maker, t, true, k));
    put(out, cues, maker->terms, bytes);
}

/* ---- places of pairs -------------------------------------------------- */

/* Pairs that share a bucket, as a list. */
struct bucket {
    uint32_t number, size;
    uint32_t first; /* a pair plus one; 0 = none */
};

struct placing {
    const struct head *head;
    uint64_t *hashes;   /* of pairs */
    uint32_t *next;     /* of pairs: the next of the bucket plus one */
    uint32_t *place_of; /* of pairs */
    bool *taken;        /* of places */
};

/* The largest first, while there is most room. */
static int by_size(const void *a, const void *b) {
    const struct bucket *x = a, *y = b;
    if (x->size != y->size)
        return x->size > y->size ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

/* Places the bucket's pairs as `shift` says; false, and nothing is placed,
 * where one is taken. */
static bool try_shift(struct placing *placing, const struct bucket *bucket,
                      uint32_t shift) {
    uint32_t i = bucket->first;
    for (; i; i = placing->next[i - 1]) {
        size_t place =
            place_of(placing->head, placing->hashes[i - 1], shift);
        if (placing->taken[place])
            break;
        placing->taken[place] = true;
        placing->place_of[i - 1] = (uint32_t)place;
    }
    bool good = !i;
    for (uint32_t k = bucket->first; !good && k != i;
         k = placing->next[k - 1])
        placing->taken[placing->place_of[k - 1]] = false;
    return good;
}

static struct bucket *fill_buckets(struct maker *maker,
                                   struct placing *placing) {
    const struct head *head = placing->head;
    struct bucket *buckets =
        arena_zero(&maker->arena, head->buckets * sizeof *buckets);
    for (uint32_t i = 0; i < head->buckets; i++)
        buckets[i].number = i;
    for (uint32_t i = 0; i < maker->pair_count; i++) {
        const struct made_pair *made = &maker->pairs[i];
        placing->hashes[i] = pair_hash(head, made->first, made->second);
        struct bucket *bucket =
            &buckets[bucket_of(head, placing->hashes[i])];
        placing->next[i] = bucket->first;
        bucket->first = i + 1;
        bucket->size++;
    }
    qsort(buckets, head->buckets, sizeof *buckets, by_size);
    return buckets;
}

/* Finds places and the buckets' shifts; false where there are none. */
static bool place_pairs(struct maker *maker, const struct head *head,
                        uint16_t *shifts, struct placing *placing) {
    size_t count = maker->pair_count + 1;
    *placing = (struct placing){
        head, arena_take(&maker->arena, count * sizeof *placing->hashes),
        arena_take(&maker->arena, count * sizeof *placing->next),
        arena_take(&maker->arena, count * sizeof *placing->place_of),
        arena_zero(&maker->arena, head->places * sizeof *placing->taken)};
    const struct bucket *buckets = fill_buckets(maker, placing);
    for (uint32_t i = 0; i < head->buckets; i++) {
        uint32_t shift = 0;
        while (shift <= UINT16_MAX &&
               !try_shift(placing, &buckets[i], shift))
            shift++;
        if (shift > UINT16_MAX)
            return false;
        shifts[buckets[i].number] = (uint16_t)shift;
    }
    return true;
}

/* A bucket has four pairs, and one place in twenty is free: more than enough
 * for a shift to be found. */
static bool put_pairs(struct maker *maker, const struct head *head,
                      struct output *out, struct failure *why) {
    size_t bytes = pair_bytes(maker->width);
    char *pairs = arena_zero(&maker->arena, head->places * bytes);
    uint16_t *shifts =
        arena_zero(&maker->arena, head->buckets * sizeof *shifts);
    struct placing placing;
    if (!place_pairs(maker, head, shifts, &placing))
        return fail(why, "pairs of words find no places");
    for (uint32_t i = 0; i < maker->pair_count; i++) {
        const struct made_pair *made = &maker->pairs[i];
        struct pair *pair = (void *)(pairs + placing.place_of[i] * bytes);
        pair->check = (uint32_t)placing.hashes[i];
        for (unsigned k = 0; k < maker->classes; k++)
            pair->numbers[k] =
                (int16_t)lrint(weight(maker, made->by.id, k) / maker->unit);
        pair->numbers[maker->width - 1] =
            (int16_t)(made->level | (made->phrase ? PAIR_PHRASE : 0));
    }
    put(out, shifts, head->buckets, sizeof *shifts);
    put(out, pairs, head->places, bytes);
    put(out, maker->levels, maker->level_count, sizeof *maker->levels);
    return true;
}

/* ---- the other parts -------------------------------------------------- */

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
    float *weights = arena_zero(
        &maker->arena, (rules + 1) * maker->width * sizeof *weights);
    struct output text = {0};
    for (size_t i = 0; i <= rules; i++) {
        size_t id = i < rules ? i : space_count(maker->features);
        for (unsigned k = 0; k < maker->classes; k++)
            weights[i * maker->width + k] =
                (float)maker->weights[id * maker->classes + k];
        if (i == rules)
            break;
        output_text(&text, space_name(maker->features, (uint32_t)i));
        output_byte(&text, '\0');
    }
    put(out, weights, rules + 1, maker->width * sizeof *weights);
    put(out, text.bytes, text.length, 1);
    *bytes = (uint32_t)text.length;
    output_free(&text);
}

/* The stem's term of each term.  Of a row the file tells only the features;
 * a stem without one may begin a phrase. */
static bool find_stems(struct maker *maker, const char *language,
                       uint32_t *stems, struct failure *why) {
    struct words *words = words_open(language, NULL, NULL, why);
    if (!words)
        return false;
    for (uint32_t t = 0; t < maker->terms; t++) {
        uint64_t hash = maker->keys[t];
        if (t && t < maker->rows) {
            const char *text = vocabulary_word(
                space_vocabulary(maker->features), maker->row_of[t]);
            hash = word_stem_hash(words,
                                  words_find(words, text, strlen(text)));
        }
        stems[t] = t ? key_index_find(&maker->stems, maker->keys, hash) : 0;
        words_forget(words);
    }
    words_close(words);
    return true;
}

static bool put_image(struct maker *maker, struct head *head,
                      const uint32_t *stems, struct output *out,
                      struct failure *why) {
    const struct wordlist *list =
        vocabulary_words(space_vocabulary(maker->features));
    uint8_t *kinds = arena_zero(&maker->arena, maker->rows);
    for (uint32_t row = 1; row < maker->rows; row++)
        kinds[row] = list->kinds[maker->row_of[row]];
    size_t start = out->length;
    put(out, head, 1, sizeof *head);
    put(out, maker->keys, maker->terms, sizeof *maker->keys);
    put_terms(maker, out, stems);
    put_cues(maker, out);
    if (!put_pairs(maker, head, out, why))
        return false;
    put_phrases(maker, out);
    put_rules(maker, out, &head->rule_bytes);
    put(out, kinds, maker->rows, 1);
    memcpy(out->bytes + start, head, sizeof *head);
    scorer_seal(out->bytes + start, out->length - start);
    return true;
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
    enter_phrase_pairs(&maker);
    sort_pairs(&maker);
    maker.unit = find_unit(&maker);
    uint32_t *stems =
        arena_take(&maker.arena, maker.terms * sizeof *stems);
    bool good = find_levels(&maker, why) &&
                find_stems(&maker, language, stems, why);
    const struct tone_phrases *phrases = space_phrases(features);
    struct head head = {
        .order = ORDER,
        .classes = classes,
        .rows = maker.rows,
        .terms = maker.terms,
        .buckets = maker.pair_count / 4 + 1,
        .places = maker.pair_count + maker.pair_count / 20 + 1,
        .levels = maker.level_count,
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
    good = good && put_image(&maker, &head, stems, out, why);
    key_index_free(&maker.stems);
    free(maker.keys);
    free(maker.ids);
    free(maker.cues);
    arena_free(&maker.arena);
    return good;
}

/* ---- a statement ------------------------------------------------------ */

/* What was added beside words and pairs. */
struct rest {
    const char *name;     /* of a class of the lexicon, or "cue" */
    uint32_t first, last; /* items, or PHRASE_NOWHERE */
};

/* One statement on its way. */
struct weighing {
    const struct scorer *scorer;
    const struct axis *axis; /* low and high are classes */
    struct items items, cues;
    uint32_t *words; /* items that count by their words */
    size_t word_count;
    struct phrase_start *starts;
    size_t start_count;
    bool *longer; /* of items: it and the one before begin a phrase */
    struct question {
        uint64_t hash;
        const struct pair *pair; /* that it may be */
        uint32_t item;           /* the second one */
    } *questions;                /* about pairs that there may be */
    size_t question_count;
    uint32_t *pairs; /* items: the second of each pair */
    size_t pair_count;
    struct rest *rest;
    size_t rest_count;
    float *decision; /* `width` numbers */
    /* what each word, each pair and each of the rest adds along the axis, one
     * behind the other, and zeros up to a whole block */
    float *weights;
};

/* Functions of `width` are compiled anew for each width that is a constant. */
#define ONE_WIDTH static inline __attribute__((always_inline))

ONE_WIDTH void clear_sums(float *sums, unsigned width) {
    for (unsigned k = 0; k < width; k++)
        sums[k] = 0;
}

ONE_WIDTH void add_sums(float *restrict sums, const float *restrict more,
                        unsigned width) {
    for (unsigned k = 0; k < width; k++)
        sums[k] += more[k];
}

ONE_WIDTH void add_scaled(float *restrict sums, const float *restrict more,
                          float scale, unsigned width) {
    for (unsigned k = 0; k < width; k++)
        sums[k] += more[k] * scale;
}

static inline float along(const float *added, const struct axis *axis) {
    return added[axis->high] - added[axis->low];
}

static inline bool may_be_pair(const struct term *first,
                               const struct term *second) {
    return first->follows >> second->stem % 32 &
           second->precedes >> first->stem % 32 & 1;
}

/* The hash of an item's stem, as far as the model knows it. */
static uint64_t stem_of(const void *lent, const struct item *item) {
    const struct scorer *scorer = lent;
    return scorer->keys[term_at(scorer, item->row, scorer->width)->stem];
}

/* What makes numbers of such squares a vector of length `factor`. */
static float scale_of(float squares, double factor) {
    return squares > 0 ? (float)factor / sqrtf(squares) : 0;
}

/* Four numbers times `unit`, rounded once. */
static inline void multiply_four(const int16_t *numbers, double unit,
                                 float *into) {
    typedef int16_t shorts __attribute__((vector_size(8)));
    typedef int32_t ints __attribute__((vector_size(16)));
    typedef int32_t two_ints __attribute__((vector_size(8)));
    typedef double doubles __attribute__((vector_size(16)));
    typedef float two_floats __attribute__((vector_size(8)));
    shorts four;
    memcpy(&four, numbers, sizeof four);
    ints wide = __builtin_convertvector(four, ints);
    two_ints first = {wide[0], wide[1]}, last = {wide[2], wide[3]};
    two_floats products[2] = {
        __builtin_convertvector(
            __builtin_convertvector(first, doubles) * unit, two_floats),
        __builtin_convertvector(
            __builtin_convertvector(last, doubles) * unit, two_floats)};
    memcpy(into, products, sizeof products);
}

/* Scales weights; up to three behind them may change. */
static void scale_weights(float *weights, size_t count, float scale) {
    for (size_t i = 0; i < count; i += 4)
        for (size_t k = 0; k < 4; k++)
            weights[i + k] *= scale;
}

/* Lists the items that count, and lets memory fetch what is asked of them. */
ONE_WIDTH void list_words(struct weighing *weighing, unsigned width) {
    const struct item *items = weighing->items.items;
    size_t count = weighing->items.count, listed = 0;
    for (uint32_t i = 0; i < count; i++) {
        weighing->words[listed] = i;
        weighing->longer[i] = false;
        listed += items[i].kind < ITEM_BREAK;
        __builtin_prefetch(term_at(weighing->scorer, items[i].row, width));
    }
    weighing->longer[count] = false;
    weighing->word_count = listed;
}

/* Words, whose sums have `width` numbers; notes where phrases begin and what
 * may be a pair. */
ONE_WIDTH void weigh_words(struct weighing *weighing, unsigned width) {
    const struct scorer *scorer = weighing->scorer;
    const struct head head = *scorer->head; /* nothing written is there */
    const struct axis axis = *weighing->axis;
    const struct item *items = weighing->items.items;
    const uint32_t *words = weighing->words;
    struct phrase_start *start = weighing->starts;
    struct question *question = weighing->questions;
    float *weights = weighing->weights, sums[MOST_WIDTH];
    clear_sums(sums, width);
    const struct term *before = term_at(scorer, head.start, width);
    size_t count = weighing->word_count;
    for (size_t i = 0; i < count; i++) {
        uint32_t item = words[i];
        const struct term *term = term_at(scorer, items[item].row, width);
        add_sums(sums, term->sums, width);
        weights[i] = term->sums[axis.high] - term->sums[axis.low];
        *start = (struct phrase_start){item, term->phrase, false};
        start += term->phrase != 0;
        *question = (struct question){
            pair_hash(&head, before->stem, term->stem), NULL, item};
        question += may_be_pair(before, term);
        before = term;
    }
    weighing->start_count = (size_t)(start - weighing->starts);
    weighing->question_count = (size_t)(question - weighing->questions);
    float scale = scale_of(sums[scorer->classes], 1);
    scale_weights(weights, count, scale);
    add_scaled(weighing->decision, sums, scale, width);
}

/* Where each pair stands, if it is one; lets memory fetch it. */
ONE_WIDTH void find_pairs(struct weighing *weighing, unsigned width) {
    const struct scorer *scorer = weighing->scorer;
    const struct head head = *scorer->head;
    const uint16_t *shifts = scorer->shifts;
    const char *pairs = scorer->pairs;
    struct question *questions = weighing->questions;
    size_t count = weighing->question_count;
    for (size_t i = 0; i < count; i++) {
        uint64_t hash = questions[i].hash;
        size_t place = place_of(&head, hash, shifts[bucket_of(&head, hash)]);
        questions[i].pair = pair_at(pairs, place, width);
        __builtin_prefetch(questions[i].pair);
    }
}

/* The last of `width` sums comes to nothing, since no class has it. */
ONE_WIDTH void weigh_pairs(struct weighing *weighing, unsigned width) {
    const struct scorer *scorer = weighing->scorer;
    const struct axis axis = *weighing->axis;
    const struct level *levels = scorer->levels;
    const struct question *questions = weighing->questions;
    float *weights = weighing->weights + weighing->word_count;
    float sums[MOST_WIDTH], added[MOST_WIDTH], squares = 0;
    size_t found = 0, count = weighing->question_count;
    clear_sums(sums, width);
    for (size_t i = 0; i < count; i++) {
        const struct pair *pair = questions[i].pair;
        if (pair->check != (uint32_t)questions[i].hash)
            continue;
        unsigned level = pair_level(pair, width);
        for (unsigned k = 0; k < width; k += 4)
            multiply_four(pair->numbers + k,
                          levels[level % PAIR_PHRASE].unit, added + k);
        add_sums(sums, added, width);
        squares += levels[level % PAIR_PHRASE].square;
        weights[found] = along(added, &axis);
        weighing->pairs[found++] = questions[i].item;
        weighing->longer[questions[i].item] = level / PAIR_PHRASE;
    }
    weighing->pair_count = found;
    float scale = scale_of(squares, FEATURE_SCALES.pair);
    scale_weights(weights, found, scale);
    add_scaled(weighing->decision, sums, scale, width);
}

/* Of the items whose stem begins phrases, those where one may stand. */
static void choose_starts(struct weighing *weighing) {
    struct phrase_start *kept = weighing->starts;
    for (size_t i = 0; i < weighing->start_count; i++) {
        struct phrase_start start = weighing->starts[i];
        bool longer = weighing->longer[start.item + 1];
        *kept = (struct phrase_start){start.item, start.phrase & ~TERM_WHOLE,
                                      longer};
        kept += longer | start.phrase / TERM_WHOLE;
    }
    weighing->start_count = (size_t)(kept - weighing->starts);
}

static const float *rule_at(const struct scorer *scorer, uint32_t rule) {
    return &scorer->rules[(size_t)rule * scorer->width];
}

/* Adds weights times a scale. */
ONE_WIDTH void add_rest(struct weighing *weighing, struct rest rest,
                        const float *added, float scale, unsigned width) {
    add_scaled(weighing->decision, added, scale, width);
    size_t before = weighing->word_count + weighing->pair_count;
    weighing->weights[before + weighing->rest_count] =
        along(added, weighing->axis) * scale;
    weighing->rest[weighing->rest_count++] = rest;
}

ONE_WIDTH void weigh_phrases(struct weighing *weighing,
                             const struct phrase_feature *found, size_t count,
                             unsigned width) {
    const struct scorer *scorer = weighing->scorer;
    for (size_t i = 0; i < count; i++)
        add_rest(weighing,
                 (struct rest){scorer->rule_names[found[i].id],
                               found[i].first, found[i].last},
                 rule_at(scorer, found[i].id), (float)found[i].value, width);
}

static const char CUE_NAME[] = "cue";

ONE_WIDTH void weigh_cue(struct weighing *weighing, unsigned width) {
    const struct scorer *scorer = weighing->scorer;
    const struct items *cues = &weighing->cues;
    unsigned count = 0;
    for (size_t i = 0; i < cues->count; i++)
        count += cues->items[i].kind != ITEM_BREAK;
    const struct rest rest = {CUE_NAME, PHRASE_NOWHERE, PHRASE_NOWHERE};
    add_rest(weighing, rest,
             rule_at(scorer, count ? scorer->head->cue : scorer->head->no_cue),
             (float)(count ? FEATURE_SCALES.cue / 3 : FEATURE_SCALES.cue),
             width);
    float scale = 1 / sqrtf((float)count);
    for (size_t i = 0; i < cues->count; i++)
        if (cues->items[i].kind != ITEM_BREAK)
            add_rest(weighing, rest,
                     &scorer->cues[(size_t)cues->items[i].row *
                                   scorer->width],
                     scale, width);
}

/* The constant, words and pairs. */
ONE_WIDTH void weigh_stems(struct weighing *weighing, unsigned width) {
    const struct scorer *scorer = weighing->scorer;
    const float *constant = rule_at(scorer, scorer->head->rules);
    for (unsigned k = 0; k < width; k++)
        weighing->decision[k] = constant[k];
    list_words(weighing, width);
    weigh_words(weighing, width);
    find_pairs(weighing, width);
    weigh_pairs(weighing, width);
}

/* The decision.  Where an idiom shows, words are weighed again without it. */
ONE_WIDTH void weigh(struct weighing *weighing, unsigned width) {
    const struct scorer *scorer = weighing->scorer;
    struct phrase_feature found[PHRASE_FEATURES];
    bool idioms;
    weigh_stems(weighing, width);
    choose_starts(weighing);
    const struct phrase_text text = {.items = weighing->items.items,
                                     .count = weighing->items.count,
                                     .stem = stem_of,
                                     .lent = scorer};
    size_t count = phrases_match(&scorer->phrases, &text, weighing->starts,
                                 weighing->start_count, &idioms, found);
    if (idioms)
        weigh_stems(weighing, width);
    weigh_phrases(weighing, found, count, width);
    weigh_cue(weighing, width);
}

/* ---- evidence --------------------------------------------------------- */

static struct span span_of(const struct weighing *weighing, size_t first,
                           size_t last) {
    const struct item *items = weighing->items.items;
    return (struct span){items[first].start,
                         items[last].start + items[last].length};
}

static bool is_name(const struct weighing *weighing, size_t i) {
    return weighing->items.items[i].kind == ITEM_NAME;
}

static struct reason reason_of_word(const struct weighing *weighing,
                                    size_t i) {
    return (struct reason){.words = {span_of(weighing, i, i)},
                           .masked = {is_name(weighing, i)}};
}

/* A pair by its second item; its first may be none. */
static struct reason reason_of_pair(const struct weighing *weighing,
                                    size_t i) {
    struct reason reason = reason_of_word(weighing, i);
    size_t before = i;
    while (before && weighing->items.items[before - 1].kind >= ITEM_BREAK)
        before--;
    if (!before)
        return reason;
    reason.words[1] = reason.words[0];
    reason.masked[1] = reason.masked[0];
    reason.words[0] = span_of(weighing, before - 1, before - 1);
    reason.masked[0] = is_name(weighing, before - 1);
    if (reason.words[1].start < reason.words[0].end) /* of one token */
        reason.words[1] = (struct span){0, 0};
    return reason;
}

static struct reason reason_of_rest(const struct weighing *weighing,
                                    size_t i) {
    const struct rest *rest = &weighing->rest[i];
    struct reason reason = {.name = rest->name};
    if (rest->first != PHRASE_NOWHERE)
        reason.words[0] = span_of(weighing, rest->first, rest->last);
    return reason;
}

/* What has weight `i`. */
static struct reason reason_of(const struct weighing *weighing, size_t i) {
    size_t words = weighing->word_count, pairs = weighing->pair_count;
    struct reason reason =
        i < words ? reason_of_word(weighing, weighing->words[i])
        : i < words + pairs
            ? reason_of_pair(weighing, weighing->pairs[i - words])
            : reason_of_rest(weighing, i - words - pairs);
    reason.weight = weighing->weights[i];
    return reason;
}

/* What a reason is about: a name or some text. */
struct topic {
    const char *name;
    uint32_t start, end;
};

static struct topic topic_of(const struct reason *reason) {
    const struct span *words = reason->words;
    return (struct topic){reason->name, words[0].start,
                          words[0].end > words[1].end ? words[0].end
                                                      : words[1].end};
}

/* Whether a reason says what another says already. */
static bool is_said(const struct topic said[SCORER_EVIDENCE],
                    const struct topic *topic) {
    bool found = false;
    for (size_t i = 0; i < SCORER_EVIDENCE; i++) {
        bool names = (said[i].name != NULL) & (topic->name != NULL);
        bool same = said[i].name == topic->name;
        bool meet = (said[i].start < topic->end) &
                    (topic->start < said[i].end);
        found |= (names & same) | (!names & meet);
    }
    return found;
}

/* The greatest that say something new, up to SCORER_EVIDENCE. */
static void find_evidence(struct weighing *weighing,
                          struct evidence *evidence) {
    static const float LEAST = 0.005F;
    struct topic said[SCORER_EVIDENCE] = {{NULL, 0, 0}}; /* empty spans */
    size_t count = weighing->word_count + weighing->pair_count +
                   weighing->rest_count;
    memset(weighing->weights + count, 0, HEAVIEST_BLOCK * sizeof(float));
    evidence->count = 0;
    while (evidence->count < SCORER_EVIDENCE) {
        size_t i = heaviest(weighing->weights, count);
        if (i >= count || !(fabsf(weighing->weights[i]) > LEAST))
            return;
        struct reason reason = reason_of(weighing, i);
        struct topic topic = topic_of(&reason);
        weighing->weights[i] = 0;
        if (is_said(said, &topic))
            continue;
        said[evidence->count] = topic;
        evidence->items[evidence->count++] = reason;
    }
}

/* ---- all together ----------------------------------------------------- */

static void read_items(const struct scorer *scorer, struct words *words,
                       const struct wording *wording, struct items *items) {
    if (wording->count)
        mask(&scorer->words, words, wording, scorer->head->names, items);
}

static void make_room(struct weighing *weighing, struct arena *arena) {
    size_t count = weighing->items.count + 2;
    size_t rest = PHRASE_FEATURES + 1 + weighing->cues.count;
    weighing->words = arena_take(arena, count * sizeof *weighing->words);
    weighing->starts = arena_take(arena, count * sizeof *weighing->starts);
    weighing->longer = arena_take(arena, count * sizeof *weighing->longer);
    weighing->questions =
        arena_take(arena, count * sizeof *weighing->questions);
    weighing->pairs = arena_take(arena, count * sizeof *weighing->pairs);
    weighing->rest = arena_take(arena, rest * sizeof *weighing->rest);
    weighing->weights = arena_take(
        arena, (2 * count + rest + HEAVIEST_BLOCK) * sizeof(float));
}

/* From the second highest decision to the highest. */
static struct axis axis_of(const double *decision, unsigned classes) {
    struct axis axis = {-1, 0};
    for (int k = 1; k < (int)classes; k++)
        if (decision[k] > decision[axis.high]) {
            axis.low = axis.high;
            axis.high = k;
        } else if (axis.low < 0 || decision[k] > decision[axis.low]) {
            axis.low = k;
        }
    return axis;
}

static void weigh_by_width(struct weighing *weighing) {
    enum { USUAL = 4 }; /* three classes: unrolled */
    if (weighing->scorer->width == USUAL)
        weigh(weighing, USUAL);
    else
        weigh(weighing, weighing->scorer->width);
}

void scorer_weigh(const struct scorer *scorer, struct words *words,
                  struct arena *arena, const struct wording *text,
                  const struct wording *cue, const struct axis *axis,
                  double *decision, struct evidence *evidence) {
    bool known = axis->low >= 0 && axis->high >= 0;
    struct axis any = known ? *axis : (struct axis){0, 1};
    float sums[MOST_WIDTH];
    struct weighing weighing = {.scorer = scorer,
                                .axis = &any,
                                .items = {.arena = arena},
                                .cues = {.arena = arena},
                                .decision = sums};
    read_items(scorer, words, text, &weighing.items);
    read_items(scorer, words, cue, &weighing.cues);
    make_room(&weighing, arena);
    weigh_by_width(&weighing);
    for (unsigned k = 0; k < scorer->classes; k++)
        decision[k] = sums[k];
    if (evidence && !known) {
        any = axis_of(decision, scorer->classes);
        weighing.rest_count = 0;
        weigh_by_width(&weighing);
    }
    if (evidence)
        find_evidence(&weighing, evidence);
}
