/* model.h - a tone model: opened once, then only read.
 *
 * A model is a folder:
 *
 *   tone.settings.csv  key,value: format, language, kernel, labels, ...
 *   tone.features.csv  feature,texts: names in the order of their ids
 *   tone.model         liblinear's text format (kernel linear) or libsvm's;
 *                      feature i there is id i-1 here; the last feature of a
 *                      linear model is the constant 1
 *   tone.words.csv     vocabulary.h; may be missing where settings say so
 *   tone.lexicon.csv   term,class,strength; the same
 *   tone.table         all of a linear model worked out for use (scorer.h);
 *                      may be missing: then it is made at every start
 *   tone.sha256        checksums of these, as sha256sum -c reads them
 *
 * Everything is checked before it is used: checksums, the format's version,
 * counts, every number.  libsvm sees a file only after that.  The table has a
 * checksum of its own, which is faster, and names the files that it was made
 * from by theirs: altered files with a new tone.sha256 count, the table does
 * not. */
#ifndef DETENTE_MODEL_H
#define DETENTE_MODEL_H

#include "base/checksum.h"
#include "base/failure.h"
#include "features.h"
#include "scorer.h"

struct svm_model;

enum model_file { FILE_SETTINGS, FILE_FEATURES, FILE_MODEL, FILE_WORDS,
                  FILE_LEXICON, FILE_TABLE, MODEL_FILES };
enum { MODEL_CLASSES = 64, MODEL_DECIMALS = 4 };

enum kernel { KERNEL_LINEAR, KERNEL_RBF, KERNEL_POLY, KERNEL_SIGMOID,
              KERNEL_COUNT };
extern const char *const KERNEL_NAMES[KERNEL_COUNT];

struct model {
    struct arena arena;
    const char *language; /* Snowball's name */
    enum kernel kernel;
    unsigned classes;
    const char *labels[MODEL_CLASSES];
    /* tone is P(labels[high]) - P(labels[low]); -1 = the labels have none */
    int low, high;
    bool names;
    size_t texts; /* that it was learned from */
    struct feature_space *features; /* NULL: not read */
    /* KERNEL_LINEAR: ids + 1 (the constant) times classes */
    double *weights;       /* NULL: not read */
    struct scorer *scorer; /* NULL: a model in training */
    /* other kernels */
    struct svm_model *svm;
    /* P(k) = softmax(scale[k] * decision[k] + shift[k]) */
    double scale[MODEL_CLASSES], shift[MODEL_CLASSES];
    const char *folder;
    char sums[MODEL_FILES][CHECKSUM_ROOM]; /* as listed; "" = not there */
    char checksum[CHECKSUM_ROOM];
};

/* Opens a model folder for scoring; refuses what is damaged, naming the file.
 * Where there is a table that fits, the files that it was made from are not
 * looked at. */
struct model *model_open(const char *folder, struct failure *why);
/* Reads what vectors need: names of features, and weights. */
bool model_read(struct model *model, struct failure *why);
void model_close(struct model *model);
/* SHA-256 over tone.sha256, in hexadecimal. */
const char *model_checksum(const struct model *model);

/* Writes all files of the folder; the vocabulary and lexicon are copied from
 * the paths given (NULL = none). */
bool model_write(struct model *model, const char *folder,
                 const char *vocabulary, const char *lexicon,
                 struct failure *why);

/* A weight as the file keeps it: MODEL_DECIMALS behind the point. */
double model_round(double weight);

struct verdict {
    unsigned label; /* the highest decision */
    double decision[MODEL_CLASSES];
    double probability[MODEL_CLASSES];
    struct evidence evidence; /* of a linear model, when asked for */
};

/* The list of words that tokens to be scored must have the facts of (mask.h),
 * and a table of words with these facts alone. */
const struct wordlist *model_wordlist(const struct model *model);
struct words *model_words(const struct model *model, struct failure *why);

/* Scores a text and its cue ("", or a wording of no tokens = none).  Memory
 * from `arena`. */
void model_score(const struct model *model, struct words *words,
                 struct arena *arena, const struct wording *text,
                 const struct wording *cue, bool evidence,
                 struct verdict *verdict);
/* The same of strings. */
void model_score_text(const struct model *model, struct words *words,
                      struct arena *arena, const char *text, const char *cue,
                      bool evidence, struct verdict *verdict);

/* Decisions of a vector as space_make gives it. */
void model_decide(const struct model *model, const struct vector *vector,
                  double *decision);
/* Highest decision and calibrated probabilities. */
void model_judge(const struct model *model, struct verdict *verdict);

#endif
