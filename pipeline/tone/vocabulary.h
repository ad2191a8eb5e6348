/* vocabulary.h - the ordinary words of a language, and what they are like.
 *
 * words.csv has the columns word (lower case), kind and vector.  `kind` holds
 * letters of enum ordinary; a word that is ordinary is no name when it stands
 * with a capital at the head of a sentence.  `vector` is the word's place in a
 * space where words of like use lie near each other: one character of the
 * alphabet A-Z a-z 0-9 - _ per dimension, its index less 32 being the
 * coordinate in steps of VECTOR_STEP.  Both columns may be empty.  In a model
 * columns id and cue hold the numbers of the word's features w:STEM and
 * q:STEM. */
#ifndef DETENTE_VOCABULARY_H
#define DETENTE_VOCABULARY_H

#include "base/failure.h"
#include "key_index.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum ordinary {
    ORDINARY = 1,      /* o: seen in lower case more often than as a name */
    ORDINARY_NAME = 2, /* n: but part of names too: "united", "general" */
    ORDINARY_FUNCTION = 4, /* f: closed classes: "in", "every", "said" */
    ORDINARY_GLUE = 8,     /* g: stands inside names: "of", "and", "bin" */
    ORDINARY_DATE = 16,    /* m: months and days of the week */
    ORDINARY_TITLE = 32    /* t: abbreviated titles: "mr", "gen" */
};

/* The words alone, in rows from 1: what masking needs to know of them.
 * Behind the words there may be stems, for words that are not in the list. */
struct wordlist {
    const uint64_t *hashes; /* word_hash of each, and of each stem */
    const uint8_t *kinds;   /* bits of enum ordinary */
    uint32_t count;         /* with row 0, which stands for no word */
    struct key_index index;
    struct key_index stems;
    uint32_t name, number;  /* rows of "@" and "0" among the stems, or 0 */
};
enum { WORDLIST_MOST = (1 << 20) - 1 };

enum { VECTOR_MOST = 300 };
#define VOCABULARY_NO_ID UINT32_MAX
#define VECTOR_STEP 0.015

struct vocabulary;

/* Opens a words.csv; damaged rows fail, naming file and line. */
struct vocabulary *vocabulary_open(const char *path, struct failure *why);
void vocabulary_close(struct vocabulary *vocabulary);

/* Its words; NULL where `vocabulary` is. */
const struct wordlist *vocabulary_words(const struct vocabulary *vocabulary);
/* `vocabulary_dimensions` coordinates in steps, or NULL. */
const int8_t *vocabulary_vector(const struct vocabulary *vocabulary,
                                uint32_t row);
unsigned vocabulary_dimensions(const struct vocabulary *vocabulary);
uint32_t vocabulary_rows(const struct vocabulary *vocabulary);
/* The cell id (which 0) or cue (1); VOCABULARY_NO_ID where it is empty;
 * vocabulary_has_ids tells whether there are such columns. */
uint32_t vocabulary_id(const struct vocabulary *vocabulary, uint32_t row,
                       int which);
bool vocabulary_has_ids(const struct vocabulary *vocabulary);
/* The word itself; rows count from 1. */
const char *vocabulary_word(const struct vocabulary *vocabulary,
                            uint32_t row);

#endif
