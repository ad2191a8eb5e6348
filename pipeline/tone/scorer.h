/* scorer.h - a linear model as it is used: worked out once for every word,
 * stem, pair of stems and class of the lexicon.
 *
 * Features of single words have one common length |f|, so all that a word
 * comes to (w: and v:, or q: and c:) is one number a class, times 1/|f|.  A
 * pair and a phrase are found by numbers of stems, not by strings.
 *
 * A scorer is one image of bytes: made from features and weights, kept in the
 * model's folder (tone.table) and used as it was read.  What it holds is
 * checked once; a damaged image is refused and a forged one does no harm. */
#ifndef DETENTE_SCORER_H
#define DETENTE_SCORER_H

#include "base/arena.h"
#include "base/output.h"
#include "features.h"

struct scorer;

enum { SCORER_CLASSES = 64, SCORER_SOURCES = 64, SCORER_EVIDENCE = 3 };

/* Appends the image to `out`.  `weights`: `classes` numbers an id, the
 * constant's last.  `names`: mask names.  `sources`: a checksum of the files
 * that it was made from, SCORER_SOURCES characters. */
bool scorer_make(const struct feature_space *features, const double *weights,
                 unsigned classes, bool names, const char *language,
                 const char *sources, struct output *out,
                 struct failure *why);

/* Opens an image, aligned to 16 bytes, which is lent.  Fails where it is
 * damaged or of another kind of machine; `path` is for the message. */
struct scorer *scorer_open(const char *image, size_t length, const char *path,
                           struct failure *why);
void scorer_close(struct scorer *scorer);

/* The checksum that it was made with; not terminated. */
const char *scorer_sources(const struct scorer *scorer);
unsigned scorer_classes(const struct scorer *scorer);
/* The list of words that tokens must have the facts of (mask.h). */
const struct wordlist *scorer_words(const struct scorer *scorer);

/* Writes the number that makes an altered image sound, for tests. */
void scorer_seal(char *image, size_t length);

/* What moved the decision most, the most first: a word of the text, two words
 * one behind the other, a class of the lexicon, or the cue. */
struct evidence {
    struct reason {
        const char *name; /* of a class or "cue"; NULL: the words */
        float weight;
        struct span words[2]; /* in the text, each may be empty; of a class
                               * the first place where it was found */
        bool masked[2];       /* a name stands there, which weighed no more
                               * than any other */
    } items[SCORER_EVIDENCE];
    size_t count;
};

/* What evidence is along: from class `low` to class `high`; where these are
 * negative, from the second likeliest to the likeliest. */
struct axis {
    int low, high;
};

/* The decision of each class on a text with a cue (count 0 = none); the same
 * as over the vector of space_make but for rounding.  `evidence` may be NULL.
 * Memory from `arena`. */
void scorer_weigh(const struct scorer *scorer, struct words *words,
                  struct arena *arena, const struct wording *text,
                  const struct wording *cue, const struct axis *axis,
                  double *decision, struct evidence *evidence);

#endif
