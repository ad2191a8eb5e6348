/* characters.c - a table for ASCII, and rules for what lies beyond it.
 *
 * Limits: every letter outside ASCII counts as part of a word, also where a
 * script writes no spaces. */
#include "characters.h"

#define A CHARACTER_LETTER
#define U CHARACTER_UPPER_LETTER
#define N CHARACTER_DIGIT
#define O CHARACTER_OTHER
#define B CHARACTER_BRACKET
#define S CHARACTER_STOP
#define C CHARACTER_COLON
const uint8_t CHARACTER_CLASSES[128] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, CHARACTER_SPACE, S, CHARACTER_QUOTE, O, O, O, O,
    CHARACTER_APOSTROPHE, B, B, O, O, CHARACTER_COMMA, CHARACTER_HYPHEN, S, O,
    N, N, N, N, N, N, N, N, N, N, C, C, O, O, O, S, O, U, U, U, U, U, U, U, U,
    U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, B, O, B, O, O,
    CHARACTER_BACKTICK, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A,
    A, A, A, A, A, A, A, A, B, O, B, O, 0};
#undef A
#undef U
#undef N
#undef O
#undef B
#undef S
#undef C

const struct character CHARACTERS[] = {
    [CHARACTER_SPACE] = {CHARACTER_SPACE, 1, TOKEN_OTHER},
    [CHARACTER_LETTER] = {CHARACTER_LETTER, 1, TOKEN_WORD},
    [CHARACTER_UPPER_LETTER] = {CHARACTER_UPPER_LETTER, 1, TOKEN_WORD},
    [CHARACTER_DIGIT] = {CHARACTER_DIGIT, 1, TOKEN_NUMBER},
    [CHARACTER_APOSTROPHE] = {CHARACTER_APOSTROPHE, 1, TOKEN_CLOSE_SINGLE},
    [CHARACTER_QUOTE] = {CHARACTER_QUOTE, 1, TOKEN_CLOSE_QUOTE},
    [CHARACTER_BACKTICK] = {CHARACTER_BACKTICK, 1, TOKEN_OPEN_SINGLE},
    [CHARACTER_STOP] = {CHARACTER_STOP, 1, TOKEN_STOP},
    [CHARACTER_COMMA] = {CHARACTER_COMMA, 1, TOKEN_COMMA},
    [CHARACTER_COLON] = {CHARACTER_COLON, 1, TOKEN_COLON},
    [CHARACTER_HYPHEN] = {CHARACTER_HYPHEN, 1, TOKEN_HYPHEN},
    [CHARACTER_BRACKET] = {CHARACTER_BRACKET, 1, TOKEN_BRACKET},
    [CHARACTER_OTHER] = {CHARACTER_OTHER, 1, TOKEN_OTHER},
};

/* The characters U+2000 to U+203F, E2 80 80 to E2 80 BF. */
static struct character general_punctuation(unsigned char last) {
    switch (last) {
    case 0x90: case 0x91:
        return (struct character){CHARACTER_HYPHEN, 3, TOKEN_HYPHEN};
    case 0x92: case 0x93: case 0x94: case 0x95:
        return (struct character){CHARACTER_OTHER, 3, TOKEN_DASH};
    case 0x98: case 0x9A: case 0x9B:
        return (struct character){CHARACTER_OTHER, 3, TOKEN_OPEN_SINGLE};
    case 0x99:
        return (struct character){CHARACTER_APOSTROPHE, 3,
                                  TOKEN_CLOSE_SINGLE};
    case 0x9C: case 0x9E: case 0x9F:
        return (struct character){CHARACTER_OTHER, 3, TOKEN_OPEN_QUOTE};
    case 0x9D: return (struct character){CHARACTER_OTHER, 3, TOKEN_CLOSE_QUOTE};
    case 0xA6: return (struct character){CHARACTER_STOP, 3, TOKEN_STOP};
    default:
        return last <= 0x8F || last == 0xA8 || last == 0xA9 || last == 0xAF
                   ? (struct character){CHARACTER_SPACE, 3, TOKEN_OTHER}
                   : (struct character){CHARACTER_OTHER, 3, TOKEN_OTHER};
    }
}

/* Upper case outside ASCII, as far as it begins words in the scripts of
 * news names: Latin-1, Latin Extended-A, Greek, Cyrillic. */
static bool upper_beyond(const unsigned char *p) {
    switch (p[0]) {
    case 0xC3: return p[1] >= 0x80 && p[1] <= 0x9E && p[1] != 0x97;
    case 0xC4: /* from U+0139 on the odd ones are upper case */
        return p[1] >= 0xB9 ? p[1] & 1 : !(p[1] & 1) && p[1] != 0xB8;
    case 0xC5: /* so up to U+0148, and again from U+0179 */
        return p[1] <= 0x88 || p[1] >= 0xB9 ? p[1] & 1 : !(p[1] & 1);
    case 0xCE: return p[1] >= 0x86 && p[1] <= 0xAB;
    case 0xD0: return p[1] <= 0xAF;
    default: return false;
    }
}

struct character character_beyond_ascii(const char *bytes) {
    const unsigned char *p = (const unsigned char *)bytes;
    if (p[0] == 0xE2 && p[1] == 0x80)
        return general_punctuation(p[2]);
    if (p[0] == 0xC2 && (p[1] == 0xA0 || p[1] == 0x85 || p[1] == 0xAD))
        return (struct character){CHARACTER_SPACE, 2, TOKEN_OTHER};
    if (p[0] == 0xC2 && p[1] == 0xAB)
        return (struct character){CHARACTER_OTHER, 2, TOKEN_OPEN_QUOTE};
    if (p[0] == 0xC2 && p[1] == 0xBB)
        return (struct character){CHARACTER_OTHER, 2, TOKEN_CLOSE_QUOTE};
    if (p[0] == 0xC2)
        return (struct character){CHARACTER_OTHER, 2, TOKEN_OTHER};
    if (p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF)
        return (struct character){CHARACTER_SPACE, 3, TOKEN_OTHER};
    if (p[0] == 0xE3 && p[1] == 0x80 && p[2] <= 0x80)
        return (struct character){CHARACTER_SPACE, 3, TOKEN_OTHER};
    if (p[0] == 0xE2 && p[1] >= 0x81 && p[1] <= 0xAF)
        return (struct character){CHARACTER_OTHER, 3, TOKEN_OTHER};
    uint8_t length = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    return (struct character){
        upper_beyond(p) ? CHARACTER_UPPER_LETTER : CHARACTER_LETTER, length,
        length == 4 ? TOKEN_OTHER : TOKEN_WORD};
}
