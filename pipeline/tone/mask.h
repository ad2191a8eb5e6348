/* mask.h - a text as items that do not tell who is named.
 *
 * The tone of a statement must not depend on the actors in it, so every run
 * of names, however many words long and whether known or not, becomes one
 * and the same item.  Features are made from these items alone. */
#ifndef DETENTE_MASK_H
#define DETENTE_MASK_H

#include "document.h"
#include "vocabulary.h"
#include "wording.h"

enum item_kind {
    ITEM_WORD,
    ITEM_NAME,   /* one or more names */
    ITEM_NUMBER, /* any number */
    ITEM_BREAK,  /* punctuation that ends a clause; has no word */
    ITEM_IDIOM   /* a word inside an idiom of the lexicon, which counts only
                  * as that; set by phrases_match */
};

/* `word` is the word itself, "@" for names, "0" for numbers; it says nothing
 * where the list of words has rows for these, and of a break. */
struct item {
    const struct word *word;
    uint32_t row;           /* of the list, or of its stem there; 0 = none */
    uint32_t start, length; /* bytes of the text that it stands for */
    enum item_kind kind;
};

struct items {
    struct item *items;
    size_t count, room;
    struct arena *arena;
};

/* Learns a token's facts for masking by a struct wordlist, lent, or NULL. */
uint32_t mask_learn(const void *list, const char *spelling,
                    const struct token *token);
/* A table of words with these facts alone. */
struct words *mask_words(const char *language, const struct wordlist *list,
                         struct failure *why);

/* Appends the items of a text.  Articles are left out, contractions written
 * in full ("can't": can, not), "she" is "he".  `names`: mask names by capital
 * letters; needs a list of words to know an ordinary word at the head of a
 * sentence.  `words` and the tokens must have the facts of that list. */
void mask(const struct wordlist *list, struct words *words,
          const struct wording *wording, bool names, struct items *into);

#endif
