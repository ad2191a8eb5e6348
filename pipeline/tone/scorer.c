/* scorer.c - sums over words and pairs.
 *
 * A term is a word of the vocabulary or a stem; its sums are the weights of
 * each class times f, and then f squared, so that one addition of `width`
 * numbers counts all.  A statement's decision is the sum of its terms' sums
 * over the root of the last number; pairs the same.
 *
 * A term says in 32 bits which stems (number modulo 32) may follow it and
 * precede it: many pairs are ruled out by these two. The others are looked up
 * in slots of four bytes, part of the hash above the pair's number; pairs
 * stand in the order of how frequent they are. So what is asked for often
 * lies close together.
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
    uint32_t pairs, slot_bits;
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
    const float *cues;      /* of terms: weights in the cue, `width` each */
    const uint32_t *slots;  /* of pairs, see slot_of; 0 = free */
    const char *pairs;      /* struct pair each; pair 0 is none */
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
                                         uint32_t term, unsigned width) {
    size_t bytes = sizeof(struct term) + width * sizeof(float);
    return (const void *)(scorer->terms + term * bytes);
}

static inline const struct pair *pair_at(const struct scorer *scorer,
                                         uint32_t pair, unsigned width) {
    size_t bytes = sizeof(struct pair) + width * sizeof(float);
    return (const void *)(scorer->pairs + pair * bytes);
}

/* Slots are a table of open addressing: the upper bits of a pair's hash are
 * its place, the next ones stand in the slot above the number. */
static inline uint64_t pair_hash(uint32_t first, uint32_t second) {
    return ((uint64_t)first << 32 | second) * UINT64_C(0x9e3779b97f4a7c15);
}

/* The slot of number 0 with that hash; `bits` of hashes are places. */
static inline uint32_t slot_of(uint64_t hash, unsigned bits) {
    return (uint32_t)(hash << bits >> 32) >> (bits - 1) << (bits - 1);
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
        head->slot_bits < 2 || head->slot_bits > 27 || !head->pairs || !head->rows ||
        head->rows > head->terms || head->rows > WORDLIST_MOST ||
        head->terms > MOST || head->pairs > MOST || !head->phrases ||
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
    scorer->slots =
        take(&parts, (size_t)1 << head->slot_bits, sizeof(uint32_t));
    scorer->pairs = take(&parts, head->pairs, sizeof(struct pair) + weights);
    scorer->phrase_keys = take(&parts, head->phrases, sizeof(uint64_t));
    scorer->phrase_items = take(&parts, head->phrases, sizeof(struct tone_phrase));
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
        if (term->stem >= head->terms || term->phrase >= head->phrases)
            return false;
    }
    uint32_t slots = UINT32_C(1) << head->slot_bits, used = 0;
    for (uint32_t i = 0; i < slots; i++) {
        uint32_t pair = scorer->slots[i] & (slots / 2 - 1);
        if (pair >= head->pairs)
            return false;
        used += scorer->slots[i] != 0;
    }
    if (used >= slots) /* a search ends at a free one */
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
        uint32_t id, first, second;
        double frequency;
    } *pairs;
    uint32_t pair_count, slot_bits;
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

/* The stems of the features, the pairs, and the stems of phrases. */
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
                (struct made_pair){
                    (uint32_t)id, first, second,
                    space_frequency(maker->features, (uint32_t)id)};
            continue;
        }
        uint32_t term = enter_stem(maker, word_hash(stem, length));
        *(name[0] == 'w' ? &maker->ids[term] : &maker->cues[term]) =
            (uint32_t)id;
    }
    const struct tone_phrases *phrases = space_phrases(maker->features);
    for (uint32_t i = 1; i < phrases->count; i++)
        enter_stem(maker, phrases->last[i]);
}

/* The most frequent first: their f is the least. */
static int by_frequency(const void *a, const void *b) {
    const struct made_pair *x = a, *y = b;
    if (x->frequency != y->frequency)
        return x->frequency < y->frequency ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

static void sort_pairs(struct maker *maker) {
    qsort(maker->pairs, maker->pair_count, sizeof *maker->pairs,
          by_frequency);
    maker->slot_bits = 4;
    while ((UINT32_C(1) << maker->slot_bits) < 2 * (maker->pair_count + 1))
        maker->slot_bits++;
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
    size_t bytes = maker->width * sizeof(float);
    float *cues = arena_zero(&maker->arena, maker->terms * bytes + 1);
    for (uint32_t t = 0; t < maker->terms; t++)
        for (unsigned k = 0; k < maker->classes; k++)
            cues[t * maker->width + k] = (float)(
                FEATURE_SCALES.cue * weight(maker, maker->cues[t], k) +
                FEATURE_SCALES.cue_place *
                    along_place(maker, t < maker->rows ? t : 0, true, k));
    put(out, cues, maker->terms, bytes);
}

static void put_slots(struct maker *maker, struct output *out) {
    unsigned bits = maker->slot_bits;
    uint32_t count = UINT32_C(1) << bits;
    uint32_t *slots = arena_zero(&maker->arena, count * sizeof *slots);
    for (uint32_t i = 0; i < maker->pair_count; i++) {
        uint64_t hash =
            pair_hash(maker->pairs[i].first, maker->pairs[i].second);
        uint32_t place = (uint32_t)(hash >> (64 - bits));
        while (slots[place])
            place = (place + 1) & (count - 1);
        slots[place] = slot_of(hash, bits) | (i + 1);
    }
    put(out, slots, count, sizeof *slots);
}

static void put_pairs(struct maker *maker, struct output *out) {
    put_slots(maker, out);
    size_t bytes = sizeof(struct pair) + maker->width * sizeof(float);
    char *pairs = arena_zero(&maker->arena, (maker->pair_count + 1) * bytes);
    for (uint32_t i = 0; i < maker->pair_count; i++) {
        const struct made_pair *made = &maker->pairs[i];
        struct pair *pair = (void *)(pairs + (i + 1) * bytes);
        pair->first = made->first;
        pair->second = made->second;
        for (unsigned k = 0; k < maker->classes; k++)
            pair->sums[k] =
                (float)(made->frequency * weight(maker, made->id, k));
        pair->sums[maker->classes] =
            (float)(made->frequency * made->frequency);
    }
    put(out, pairs, maker->pair_count + 1, bytes);
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
        .pairs = maker.pair_count + 1,
        .slot_bits = maker.slot_bits,
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

/* What was added beside words and pairs: weights, times a scale. */
struct rest {
    const float *added;
    const char *name;     /* of a class of the lexicon, or "cue" */
    uint32_t first, last; /* items, or PHRASE_NOWHERE */
    float scale;
};

/* What words or pairs add along the axis, times a scale. */
struct added {
    float *numbers; /* of each item; of a pair the second one's; or 0 */
    size_t count;
    float most; /* the largest number, either way */
    float scale;
};

/* One statement on its way. */
struct weighing {
    const struct scorer *scorer;
    struct words *table;
    const struct axis *axis; /* low and high are classes */
    struct items items, cues;
    struct phrase_start *starts;
    size_t start_count;
    struct question {
        uint32_t first, second; /* terms of stems */
        uint64_t hash;
        uint32_t item;   /* the second one */
        uint32_t place;  /* of the slot to look at */
        uint32_t number; /* of a pair that it may be */
    } *questions;               /* about pairs that there may be */
    struct added words, pairs;
    struct rest *rest;
    size_t rest_count;
    float *decision; /* `width` numbers */
};

/* Functions of `width` are compiled anew for each width that is a constant. */
#define ONE_WIDTH static inline __attribute__((always_inline))

ONE_WIDTH void add_sums(float *restrict sums, const float *restrict more,
                        unsigned width) {
    for (unsigned k = 0; k < width; k++)
        sums[k] += more[k];
}

ONE_WIDTH void add_scaled(float *restrict sums, const float *restrict more, float scale,
                              unsigned width) {
    for (unsigned k = 0; k < width; k++)
        sums[k] += more[k] * scale;
}

static inline float along(const float *added, struct axis axis) {
    return added[axis.high] - added[axis.low];
}

static inline float larger(float most, float number) {
    float size = fabsf(number);
    return size > most ? size : most;
}

static inline bool may_be_pair(const struct term *first,
                               const struct term *second) {
    return first->follows >> second->stem % 32 &
           second->precedes >> first->stem % 32 & 1;
}

/* The next pair that may be the one asked for, and lets memory fetch it; 0 =
 * there is none. */
ONE_WIDTH uint32_t next_pair(const struct scorer *scorer,
                             struct question *asked, unsigned width) {
    unsigned bits = scorer->head->slot_bits;
    uint32_t mask = (UINT32_C(1) << bits) - 1, slot;
    uint32_t wanted = slot_of(asked->hash, bits);
    while ((slot = scorer->slots[asked->place++ & mask])) {
        uint32_t number = slot ^ wanted;
        if (number > mask / 2)
            continue;
        __builtin_prefetch(pair_at(scorer, number, width));
        return number;
    }
    return 0;
}

ONE_WIDTH const struct pair *find_pair(const struct scorer *scorer,
                                       struct question *asked,
                                       unsigned width) {
    for (; asked->number; asked->number = next_pair(scorer, asked, width)) {
        const struct pair *pair = pair_at(scorer, asked->number, width);
        if (pair->first == asked->first && pair->second == asked->second)
            return pair;
    }
    return NULL;
}

static inline uint32_t term_number(const struct scorer *scorer,
                                   struct words *table,
                                   const struct item *item) {
    if (item->row)
        return item->row;
    if (item->kind == ITEM_NAME)
        return scorer->head->name;
    if (item->kind == ITEM_NUMBER)
        return scorer->head->number;
    return key_index_find(&scorer->stems, scorer->keys,
                          word_stem_hash(table, item->word));
}

/* The hash of an item's stem, as far as the model knows it. */
static uint64_t stem_of(const void *lent, const struct item *item) {
    const struct weighing *weighing = lent;
    const struct scorer *scorer = weighing->scorer;
    uint32_t term = term_number(scorer, weighing->table, item);
    return scorer->keys[term_at(scorer, term, scorer->width)->stem];
}

/* What makes sums of so many words a vector of length `factor`. */
static float scale_of(const struct scorer *scorer, const float *sums,
                      double factor) {
    float squares = sums[scorer->classes];
    return squares > 0 ? (float)factor / sqrtf(squares) : 0;
}

/* Words, whose sums have `width` numbers; notes where phrases begin and what
 * may be a pair. */
ONE_WIDTH size_t weigh_words(struct weighing *weighing, unsigned width) {
    const struct scorer *scorer = weighing->scorer;
    const struct item *items = weighing->items.items;
    const struct axis axis = *weighing->axis;
    const unsigned bits = scorer->head->slot_bits;
    float *word = weighing->words.numbers;
    struct phrase_start *start = weighing->starts;
    struct question *question = weighing->questions;
    float sums[MOST_WIDTH], most = 0;
    for (unsigned k = 0; k < width; k++)
        sums[k] = 0;
    const struct term *before = term_at(scorer, scorer->head->start, width);
    uint32_t count = (uint32_t)weighing->items.count;
    for (uint32_t i = 0; i < count; i++)
        __builtin_prefetch(term_at(scorer, items[i].row, width));
    for (uint32_t i = 0; i < count; i++) {
        word[i] = 0;
        if (items[i].kind >= ITEM_BREAK)
            continue;
        const struct term *term =
            term_at(scorer, term_number(scorer, weighing->table, &items[i]),
                    width);
        *start = (struct phrase_start){i, term->phrase};
        start += term->phrase != 0;
        add_sums(sums, term->sums, width);
        word[i] = along(term->sums, axis);
        most = larger(most, word[i]);
        uint64_t hash = pair_hash(before->stem, term->stem);
        uint32_t place = (uint32_t)(hash >> (64 - bits));
        *question = (struct question){before->stem, term->stem, hash, i,
                                      place, 0};
        __builtin_prefetch(&scorer->slots[place]);
        question += may_be_pair(before, term);
        before = term;
    }
    weighing->start_count = (size_t)(start - weighing->starts);
    weighing->words =
        (struct added){word, count, most, scale_of(scorer, sums, 1)};
    add_scaled(weighing->decision, sums, weighing->words.scale, width);
    return (size_t)(question - weighing->questions);
}

ONE_WIDTH void weigh_pairs(struct weighing *weighing, size_t questions,
                           unsigned width) {
    const struct scorer *scorer = weighing->scorer;
    const struct axis axis = *weighing->axis;
    float *both = weighing->pairs.numbers;
    float sums[MOST_WIDTH], most = 0;
    size_t count = weighing->items.count;
    for (unsigned k = 0; k < width; k++)
        sums[k] = 0;
    for (size_t i = 0; i < count; i++)
        both[i] = 0;
    for (size_t i = 0; i < questions; i++)
        weighing->questions[i].number =
            next_pair(scorer, &weighing->questions[i], width);
    for (size_t i = 0; i < questions; i++) {
        struct question *asked = &weighing->questions[i];
        const struct pair *pair = find_pair(scorer, asked, width);
        if (!pair)
            continue;
        add_sums(sums, pair->sums, width);
        both[asked->item] = along(pair->sums, axis);
        most = larger(most, both[asked->item]);
    }
    weighing->pairs =
        (struct added){both, count, most,
                       scale_of(scorer, sums, FEATURE_SCALES.pair)};
    add_scaled(weighing->decision, sums, weighing->pairs.scale, width);
}

static const float *rule_at(const struct scorer *scorer, uint32_t rule) {
    return &scorer->rules[(size_t)rule * scorer->width];
}

ONE_WIDTH void add_rest(struct weighing *weighing, struct rest rest,
                            unsigned width) {
    add_scaled(weighing->decision, rest.added, rest.scale, width);
    weighing->rest[weighing->rest_count++] = rest;
}

ONE_WIDTH void weigh_phrases(struct weighing *weighing,
                                 const struct phrase_feature *found,
                                 size_t count, unsigned width) {
    const struct scorer *scorer = weighing->scorer;
    for (size_t i = 0; i < count; i++)
        add_rest(weighing,
                 (struct rest){rule_at(scorer, found[i].id),
                               scorer->rule_names[found[i].id],
                               found[i].first, found[i].last,
                               (float)found[i].value},
                 width);
}

static const char CUE_NAME[] = "cue";

ONE_WIDTH void weigh_cue(struct weighing *weighing, unsigned width) {
    const struct scorer *scorer = weighing->scorer;
    const struct items *cues = &weighing->cues;
    unsigned count = 0;
    for (size_t i = 0; i < cues->count; i++)
        count += cues->items[i].kind != ITEM_BREAK;
    struct rest rest = {
        rule_at(scorer, count ? scorer->head->cue : scorer->head->no_cue),
        CUE_NAME, PHRASE_NOWHERE, PHRASE_NOWHERE,
        (float)(count ? FEATURE_SCALES.cue / 3 : FEATURE_SCALES.cue)};
    add_rest(weighing, rest, width);
    rest.scale = 1 / sqrtf((float)count);
    for (size_t i = 0; i < cues->count; i++) {
        if (cues->items[i].kind == ITEM_BREAK)
            continue;
        uint32_t term =
            term_number(scorer, weighing->table, &cues->items[i]);
        rest.added = &scorer->cues[(size_t)term * scorer->width];
        add_rest(weighing, rest, width);
    }
}

/* The decision.  Where an idiom shows, words are weighed again without it. */
ONE_WIDTH void weigh(struct weighing *weighing, unsigned width) {
    const struct scorer *scorer = weighing->scorer;
    const float *constant = rule_at(scorer, scorer->head->rules);
    struct phrase_feature found[PHRASE_FEATURES];
    bool idioms;
    for (unsigned k = 0; k < width; k++)
        weighing->decision[k] = constant[k];
    size_t questions = weigh_words(weighing, width);
    const struct phrase_text text = {.items = weighing->items.items,
                                     .count = weighing->items.count,
                                     .stem = stem_of,
                                     .lent = weighing};
    size_t count = phrases_match(&scorer->phrases, &text, weighing->starts,
                                 weighing->start_count, &idioms, found);
    if (idioms) {
        for (unsigned k = 0; k < width; k++)
            weighing->decision[k] = constant[k];
        questions = weigh_words(weighing, width);
    }
    weigh_pairs(weighing, questions, width);
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

static struct reason reason_of_word(const struct weighing *weighing,
                                    size_t i) {
    return (struct reason){
        .words = {span_of(weighing, i, i)}};
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
    reason.words[0] = span_of(weighing, before - 1, before - 1);
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

static uint32_t end_of(const struct reason *reason) {
    return reason->words[1].end ? reason->words[1].end : reason->words[0].end;
}

/* Whether a reason says what another says already. */
static bool overlaps(const struct evidence *evidence,
                     const struct reason *reason) {
    for (size_t i = 0; i < evidence->count; i++) {
        const struct reason *other = &evidence->items[i];
        if (reason->name && other->name
                ? !strcmp(reason->name, other->name)
                : reason->words[0].start < end_of(other) &&
                      other->words[0].start < end_of(reason))
            return true;
    }
    return false;
}

/* Appends the reasons that weigh more than `least`, either way. */
static size_t list_reasons(const struct weighing *weighing,
                           const struct added *added,
                           struct reason (*reason_of)(const struct weighing *,
                                                      size_t),
                           float least, struct reason *reasons) {
    const float *numbers = added->numbers, scale = added->scale;
    float least_number = least / scale;
    size_t count = 0, all = added->count;
    for (size_t i = 0; i < all; i++)
        if (fabsf(numbers[i]) > least_number) {
            reasons[count] = reason_of(weighing, i);
            reasons[count++].weight = numbers[i] * scale;
        }
    return count;
}

/* The greatest that say something new, up to SCORER_EVIDENCE. */
static void choose(const struct reason *reasons, size_t count,
                   struct evidence *evidence) {
    for (evidence->count = 0; evidence->count < SCORER_EVIDENCE;
         evidence->count++) {
        const struct reason *best = NULL;
        float most = 0;
        for (size_t i = 0; i < count; i++)
            if (fabsf(reasons[i].weight) > most &&
                !overlaps(evidence, &reasons[i])) {
                best = &reasons[i];
                most = fabsf(best->weight);
            }
        if (!best)
            return;
        evidence->items[evidence->count] = *best;
    }
}

/* The rest along the axis. */
static struct added measure_rest(const struct weighing *weighing,
                                 struct arena *arena) {
    size_t count = weighing->rest_count;
    struct added rest = {.numbers =
                             arena_take(arena, count * sizeof(float)),
                         .count = count,
                         .scale = 1};
    for (size_t i = 0; i < count; i++) {
        rest.numbers[i] = along(weighing->rest[i].added, *weighing->axis) *
                          weighing->rest[i].scale;
        rest.most = larger(rest.most, rest.numbers[i]);
    }
    return rest;
}

/* Few need be looked at: mostly those that weigh near as much as the
 * greatest say enough; if not, lesser ones are asked too. */
static void find_evidence(const struct weighing *weighing,
                          struct arena *arena, struct evidence *evidence) {
    static const float LEAST = 0.005F, PART = 0.4F;
    const struct added *words = &weighing->words, *pairs = &weighing->pairs;
    struct added rest = measure_rest(weighing, arena);
    struct reason *reasons =
        arena_take(arena, (words->count + pairs->count + rest.count) *
                              sizeof *reasons);
    float least = larger(larger(rest.most, words->most * words->scale),
                         pairs->most * pairs->scale);
    do {
        least = larger(LEAST, least * PART);
        size_t count = list_reasons(weighing, words, reason_of_word, least,
                                    reasons);
        count += list_reasons(weighing, pairs, reason_of_pair, least,
                              reasons + count);
        count += list_reasons(weighing, &rest, reason_of_rest, least,
                              reasons + count);
        choose(reasons, count, evidence);
    } while (evidence->count < SCORER_EVIDENCE && least > LEAST);
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
    weighing->starts = arena_take(arena, count * sizeof *weighing->starts);
    weighing->questions =
        arena_take(arena, count * sizeof *weighing->questions);
    weighing->words.numbers = arena_take(arena, 2 * count * sizeof(float));
    weighing->pairs.numbers = weighing->words.numbers + count;
    weighing->rest = arena_take(arena, rest * sizeof *weighing->rest);
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
                                .table = words,
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
        find_evidence(&weighing, arena, evidence);
}
