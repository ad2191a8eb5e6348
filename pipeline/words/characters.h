/* characters.h - what each character is to the tokenizer. */
#ifndef DETENTE_CHARACTERS_H
#define DETENTE_CHARACTERS_H

#include "document.h"

enum character_class {
    CHARACTER_SPACE, /* and control bytes */
    CHARACTER_LETTER,
    CHARACTER_UPPER_LETTER,
    CHARACTER_DIGIT,
    CHARACTER_APOSTROPHE,
    CHARACTER_QUOTE,
    CHARACTER_BACKTICK,
    CHARACTER_STOP,
    CHARACTER_COMMA,
    CHARACTER_COLON,
    CHARACTER_HYPHEN,
    CHARACTER_BRACKET,
    CHARACTER_OTHER
};

/* One character: its class, its length in bytes, and the kind of token that
 * it makes if it stands alone. */
struct character {
    uint8_t class, length, kind;
};

extern const uint8_t CHARACTER_CLASSES[128];
extern const struct character CHARACTERS[]; /* of ASCII, by class */

/* The character at p, whose first byte is no ASCII; three bytes are read. */
struct character character_beyond_ascii(const char *p);

static inline struct character character_at(const char *p) {
    unsigned char byte = (unsigned char)*p;
    return byte < 128 ? CHARACTERS[CHARACTER_CLASSES[byte]]
                      : character_beyond_ascii(p);
}

static inline bool character_is_letter(struct character character) {
    return character.class == CHARACTER_LETTER ||
           character.class == CHARACTER_UPPER_LETTER;
}

#endif
