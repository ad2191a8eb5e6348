/* tokenize.h - text into words, numbers and marks: ONE tokenizer for the
 * pipeline, for the lexicons' phrases and for the features of a statement.
 *
 * What a token is stands in document.h.  Nothing is looked up here but the
 * word table; the time is linear in bytes. */
#ifndef DETENTE_TOKENIZE_H
#define DETENTE_TOKENIZE_H

#include "document.h"

/* Tokens in an array that grows in an arena; start with all zero but the
 * arena. */
struct tokens {
    struct token *items;
    size_t count, room;
    struct arena *arena;
};

/* Appends the tokens of text[range) to `into`.  `range` should be a whole
 * sentence, since a full stop that is not its last counts as part of an
 * abbreviation ("Gen. Breedlove"), and quote marks are paired inside it.
 * Up to TEXT_PADDING bytes behind range.end may be read, never used. */
void tokenize(const char *text, struct span range, struct words *words,
              struct tokens *into);

/* The same for all sentences of a text: fills their token_start and
 * token_end. */
void tokenize_sentences(const char *text, struct sentence *sentences,
                        uint32_t count, struct words *words,
                        struct tokens *into);

/* The same without scanning ahead, for tests: the same tokens. */
void tokenize_by_character(const char *text, struct span range,
                           struct words *words, struct tokens *into);

#endif
