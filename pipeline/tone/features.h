/* features.h - a statement as a vector: the ONE place where it is made, for
 * scoring and for training.
 *
 * A vector depends on the text and, where one is known, on the reporting cue
 * ("accused", "according to"); names are masked (mask.h).  Its parts are the
 * rows of GROUPS in features.c.  With n items in the text, item i having the
 * inverse document frequency f(i) = ln((N+1)/(d(i)+1)) + 1:
 *
 *   w:STEM    0.8 f(i) / |f|             a word;  |f| = sqrt(sum f(i)^2)
 *   v:D       0.6 f(i) / |f| * place     the words' mean place (vocabulary.h)
 *   b:A B     0.8 g / |g|                two items in a row; g as f, but only
 *                                        pairs that training knows
 *   l:CLASS   0.5 x / |x|                x = ln(1 + matches in the lexicon),
 *                                        also /not in scope of a negation
 *                                        and /if beside a condition; words
 *                                        of forswear and defy, which are
 *                                        idioms, count in no other group
 *   q:STEM, c:D                          the same of the cue */
#ifndef DETENTE_FEATURES_H
#define DETENTE_FEATURES_H

#include "base/arena.h"
#include "base/csv.h"
#include "phrases.h"

#include <stdbool.h>

struct feature_space;

struct feature_settings {
    const char *vocabulary; /* path of a words.csv, or NULL */
    const char *lexicon;    /* path of a tone.csv, or NULL */
    const char *language;   /* Snowball's name, for the lexicon's stems */
    bool names;             /* mask names */
};

/* Opens what features are made from; knows no words yet. */
struct feature_space *space_open(const struct feature_settings *settings,
                                 struct failure *why);
void space_close(struct feature_space *features);

/* A table of words for what is made into vectors; words_close is due. */
struct words *space_words(const struct feature_space *features,
                          struct failure *why);

/* ---- training: what there is ------------------------------------------ */

/* Counts what occurs in one text; `cue` may be "". */
void space_learn(struct feature_space *features, struct words *words,
                    struct arena *scratch, const char *text, const char *cue);
/* Ends the counting: what occurs in `least` texts or more gets an id. */
void space_fix(struct feature_space *features, unsigned least);

/* The table feature,texts: ids in order from 0, in how many texts each
 * occurred. */
void space_write(const struct feature_space *features, struct output *out);
bool space_read(struct feature_space *features, const char *path,
                   size_t texts, struct failure *why);

/* The vocabulary for the model's folder: that of `source`, the path that it
 * was opened from, with the ids of each word's features. */
bool space_write_words(const struct feature_space *features,
                       const char *source, struct output *out,
                       struct failure *why);

size_t space_count(const struct feature_space *features);
size_t space_texts(const struct feature_space *features);
const char *space_name(const struct feature_space *features, uint32_t id);

/* ---- vectors ---------------------------------------------------------- */

struct feature {
    uint32_t id;
    double value;
};

struct vector {
    struct feature *items; /* ids ascending, each once */
    size_t count, room;
    struct arena *arena;
};

/* The vector of a text and its cue; memory from vector->arena. */
void space_make(const struct feature_space *features, struct words *words,
                const struct wording *text, const struct wording *cue,
                struct vector *vector);
/* The same of strings. */
void space_make_text(const struct feature_space *features,
                     struct words *words, const char *text, const char *cue,
                     struct vector *vector);

/* ---- for what is worked out from it (scorer.h) ------------------------ */

#define SPACE_NO_ID UINT32_MAX

/* The factors of the groups, as the table above has them. */
extern const struct feature_scales {
    double word, place, pair, cue, cue_place;
} FEATURE_SCALES;

/* The features of a word of the vocabulary: w:STEM and q:STEM, or none. */
struct feature_row {
    uint32_t id, cue;
};
const struct feature_row *space_row(const struct feature_space *features,
                                    uint32_t row);
/* f of a feature of the texts; of SPACE_NO_ID: of a word unknown to it. */
double space_frequency(const struct feature_space *features, uint32_t id);
/* Features by rule have the first ids: so many. */
size_t space_rules(const struct feature_space *features);
/* The id of v:0 or c:0. */
uint32_t space_places(const struct feature_space *features, bool of_cue);
const struct vocabulary *
space_vocabulary(const struct feature_space *features);
const struct tone_phrases *space_phrases(const struct feature_space *features);

#endif
