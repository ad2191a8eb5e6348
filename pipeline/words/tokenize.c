/* tokenize.c - one pass over the bytes, driven by a table of byte classes.
 *
 * Nine words in ten are ASCII letters up to a blank or comma: their end is
 * found by one scan without branches (base/scan.h).  All others take the
 * way by character, which knows apostrophes, dots and other scripts; the
 * tests compare the two ways.
 *
 * Limits: every letter outside ASCII counts as part of a word, also where a
 * script writes no spaces; single quote marks are told from apostrophes by
 * what stands beside them, which can fail on plural possessives inside a
 * quotation in single marks. */
#include "tokenize.h"

#include "base/scan.h"

#include <string.h>

/* ---- byte classes ----------------------------------------------------- */

enum class {
    SPACE, /* and control bytes */
    LETTER,
    UPPER_LETTER,
    DIGIT,
    APOSTROPHE,
    QUOTE,
    BACKTICK,
    STOP,
    COMMA,
    COLON,
    HYPHEN,
    BRACKET,
    OTHER,
    BEYOND /* ASCII: first byte of a longer character */
};

#define A LETTER
#define U UPPER_LETTER
#define N DIGIT
#define O OTHER
#define B BRACKET
static const uint8_t CLASSES[128] = {
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, SPACE, STOP, QUOTE, O, O, O, O, APOSTROPHE, B, B,
    O, O, COMMA, HYPHEN, STOP, O, N, N, N, N, N, N, N, N, N, N, COLON, COLON,
    O, O, O, STOP, O, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
    U, U, U, U, U, U, U, B, O, B, O, O, BACKTICK, A, A, A, A, A, A, A, A, A,
    A, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A, A, B, O, B, O, 0};
#undef A
#undef U
#undef N
#undef O
#undef B

/* One character: its class, its length, and the kind of token that it makes
 * if it stands alone. */
struct character {
    uint8_t class, length, kind;
};

static const struct character KINDS[] = {
    [SPACE] = {SPACE, 1, TOKEN_OTHER},
    [LETTER] = {LETTER, 1, TOKEN_WORD},
    [UPPER_LETTER] = {UPPER_LETTER, 1, TOKEN_WORD},
    [DIGIT] = {DIGIT, 1, TOKEN_NUMBER},
    [APOSTROPHE] = {APOSTROPHE, 1, TOKEN_CLOSE_SINGLE},
    [QUOTE] = {QUOTE, 1, TOKEN_CLOSE_QUOTE},
    [BACKTICK] = {BACKTICK, 1, TOKEN_OPEN_SINGLE},
    [STOP] = {STOP, 1, TOKEN_STOP},
    [COMMA] = {COMMA, 1, TOKEN_COMMA},
    [COLON] = {COLON, 1, TOKEN_COLON},
    [HYPHEN] = {HYPHEN, 1, TOKEN_HYPHEN},
    [BRACKET] = {BRACKET, 1, TOKEN_BRACKET},
    [OTHER] = {OTHER, 1, TOKEN_OTHER},
};

/* The characters U+2000 to U+203F, E2 80 80 to E2 80 BF. */
static struct character general_punctuation(unsigned char last) {
    switch (last) {
    case 0x90: case 0x91: return (struct character){HYPHEN, 3, TOKEN_HYPHEN};
    case 0x92: case 0x93: case 0x94: case 0x95:
        return (struct character){OTHER, 3, TOKEN_DASH};
    case 0x98: case 0x9A: case 0x9B:
        return (struct character){OTHER, 3, TOKEN_OPEN_SINGLE};
    case 0x99: return (struct character){APOSTROPHE, 3, TOKEN_CLOSE_SINGLE};
    case 0x9C: case 0x9E: case 0x9F:
        return (struct character){OTHER, 3, TOKEN_OPEN_QUOTE};
    case 0x9D: return (struct character){OTHER, 3, TOKEN_CLOSE_QUOTE};
    case 0xA6: return (struct character){STOP, 3, TOKEN_STOP};
    default:
        return last <= 0x8F || last == 0xA8 || last == 0xA9 || last == 0xAF
                   ? (struct character){SPACE, 3, TOKEN_OTHER}
                   : (struct character){OTHER, 3, TOKEN_OTHER};
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

static struct character beyond_ascii(const unsigned char *p) {
    if (p[0] == 0xE2 && p[1] == 0x80)
        return general_punctuation(p[2]);
    if (p[0] == 0xC2 && (p[1] == 0xA0 || p[1] == 0x85 || p[1] == 0xAD))
        return (struct character){SPACE, 2, TOKEN_OTHER};
    if (p[0] == 0xC2 && p[1] == 0xAB)
        return (struct character){OTHER, 2, TOKEN_OPEN_QUOTE};
    if (p[0] == 0xC2 && p[1] == 0xBB)
        return (struct character){OTHER, 2, TOKEN_CLOSE_QUOTE};
    if (p[0] == 0xC2)
        return (struct character){OTHER, 2, TOKEN_OTHER};
    if (p[0] == 0xEF && p[1] == 0xBB && p[2] == 0xBF)
        return (struct character){SPACE, 3, TOKEN_OTHER};
    if (p[0] == 0xE3 && p[1] == 0x80 && p[2] <= 0x80)
        return (struct character){SPACE, 3, TOKEN_OTHER};
    if (p[0] == 0xE2 && p[1] >= 0x81 && p[1] <= 0xAF)
        return (struct character){OTHER, 3, TOKEN_OTHER};
    uint8_t length = p[0] >= 0xF0 ? 4 : p[0] >= 0xE0 ? 3 : 2;
    return (struct character){upper_beyond(p) ? UPPER_LETTER : LETTER, length,
                              length == 4 ? TOKEN_OTHER : TOKEN_WORD};
}

static inline struct character at(const char *p) {
    unsigned char byte = (unsigned char)*p;
    return byte < 128 ? KINDS[CLASSES[byte]]
                      : beyond_ascii((const unsigned char *)p);
}

static inline bool is_letter(uint8_t class) {
    return class == LETTER || class == UPPER_LETTER;
}

/* ---- the scanner ------------------------------------------------------ */

struct scanner {
    const char *text, *end, *p;
    struct words *words;
    struct tokens *into;
    bool space;          /* white space before p, or the range's start */
    bool in_quotes;      /* straight double quotes opened and not closed */
    bool in_singles;     /* the same for single ones */
};

static inline void emit(struct scanner *scanner, const char *start,
                        const char *end, enum token_kind kind,
                        unsigned flags, size_t key_length) {
    struct tokens *into = scanner->into;
    if (into->count == into->room)
        into->items = arena_grow(into->arena, into->items, into->count,
                                 &into->room, sizeof *into->items);
    size_t open = into->count - into->answered;
    if (open == into->question_room)
        into->questions =
            arena_grow(into->arena, into->questions, open,
                       &into->question_room, sizeof *into->questions);
    into->questions[open] =
        (struct question){words_ask(scanner->words, start, key_length),
                          (uint32_t)key_length};
    struct token *token = &into->items[into->count++];
    size_t length = (size_t)(end - start);
    *token = (struct token){
        .start = (uint32_t)(start - scanner->text),
        .length = (uint16_t)(length < UINT16_MAX ? length : UINT16_MAX),
        .kind = (uint8_t)kind,
        .flags = (uint8_t)(flags | (scanner->space ? TOKEN_SPACE_BEFORE : 0))};
    scanner->space = false;
    scanner->p = end;
}

/* "U.S." and "D.C.": single letters, each followed by a full stop; returns
 * the end of the run, or `start` where there is none of two letters. */
static const char *dotted_end(const struct scanner *scanner,
                              const char *start) {
    const char *p = start;
    while (p + 1 < scanner->end && is_letter(at(p).class) && p[1] == '.')
        p += 2;
    return p - start >= 4 ? p : start;
}

/* True at a full stop behind a word that does not end the range: more comes
 * after white space, or a comma or the like stands right behind it. */
static bool stop_inside(const struct scanner *scanner, const char *p) {
    if (p >= scanner->end || *p != '.')
        return false;
    const char *next = p + 1;
    if (next < scanner->end && (*next == ',' || *next == ';' || *next == '-'))
        return true;
    if (next >= scanner->end || at(next).class != SPACE)
        return false;
    while (next < scanner->end && at(next).class == SPACE)
        next += at(next).length;
    return next < scanner->end;
}

static const char *const CLITICS[] = {"s", "ve", "re", "ll", "d", "m"};

/* The length of a clitic right behind an apostrophe at p, 0 = none. */
static size_t clitic_length(const struct scanner *scanner, const char *p) {
    for (size_t i = 0; i < sizeof CLITICS / sizeof *CLITICS; i++) {
        size_t length = strlen(CLITICS[i]);
        if ((size_t)(scanner->end - p) < length)
            continue;
        bool same = true;
        for (size_t k = 0; k < length; k++)
            same = same && (p[k] | 0x20) == CLITICS[i][k];
        uint8_t next = p + length < scanner->end ? at(p + length).class : SPACE;
        if (same && !is_letter(next) && next != DIGIT)
            return length;
    }
    return 0;
}

/* A run of letters and digits; apostrophes and full stops inside it as
 * document.h says. */
static void word(struct scanner *scanner, struct character first) {
    const char *start = scanner->p, *p = start, *end = scanner->end;
    unsigned uppers = 0, letters = 0;
    enum token_kind kind = is_letter(first.class) ? TOKEN_WORD : TOKEN_NUMBER;
    if (kind == TOKEN_WORD) {
        const char *dotted = dotted_end(scanner, start);
        if (dotted > start) {
            emit(scanner, start, dotted, TOKEN_WORD,
                 TOKEN_DOTTED |
                     (first.class == UPPER_LETTER ? TOKEN_CAPITAL : 0),
                 (size_t)(dotted - start));
            return;
        }
    }
    while (p < end) {
        struct character c = at(p);
        if (is_letter(c.class)) {
            letters++;
            uppers += c.class == UPPER_LETTER;
        } else if (c.class == APOSTROPHE) {
            const char *after = p + c.length;
            if (after >= end || !is_letter(at(after).class) ||
                clitic_length(scanner, after))
                break;
        } else if (kind == TOKEN_NUMBER && (*p == '.' || *p == ',')) {
            if (p + 1 >= end || at(p + 1).class != DIGIT)
                break;
        } else if (c.class != DIGIT) {
            break;
        }
        p += c.length;
    }
    unsigned flags = first.class == UPPER_LETTER ? TOKEN_CAPITAL : 0;
    if (letters >= 2 && uppers == letters)
        flags |= TOKEN_UPPER;
    const char *stop = p;
    if (kind == TOKEN_WORD && stop_inside(scanner, p)) {
        flags |= TOKEN_DOTTED;
        stop++;
    }
    emit(scanner, start, stop, kind, flags, (size_t)(p - start));
}

/* A word of less than SCAN_BYTES ASCII letters and digits, the first a
 * letter, that ends at something simple; false where `word` must look. */
static inline bool plain_word(struct scanner *scanner) {
    const char *start = scanner->p;
    struct scan scan = scan_words(start);
    unsigned length =
        (unsigned)__builtin_ctz(~(scan.letters | scan.digits));
    const char *stop = start + length;
    if (length == SCAN_BYTES || stop > scanner->end)
        return false;
    unsigned char next = stop < scanner->end ? (unsigned char)*stop : ' ';
    if (next >= 128 || next == '\'' || (next == '.' && length == 1))
        return false;
    uint32_t within = (1u << length) - 1;
    uint32_t letters = scan.letters & within, uppers = scan.uppers & within;
    unsigned flags = uppers & 1 ? TOKEN_CAPITAL : 0;
    if (uppers == letters && letters & (letters - 1))
        flags |= TOKEN_UPPER;
    if (next == '.' && stop_inside(scanner, stop)) {
        flags |= TOKEN_DOTTED;
        stop++;
    }
    emit(scanner, start, stop, TOKEN_WORD, flags, length);
    if (next == ' ') {
        scanner->space = true;
        scanner->p++;
    }
    return true;
}

/* True where a quote mark at [p, after) opens: something before it leaves
 * off and something behind it begins. */
static bool opens(const struct scanner *scanner, const char *after) {
    bool more = after < scanner->end && at(after).class != SPACE;
    const struct tokens *into = scanner->into;
    if (!more)
        return false;
    if (scanner->space || !into->count)
        return true;
    uint8_t before = into->items[into->count - 1].kind;
    return before == TOKEN_DASH || before == TOKEN_OPEN_QUOTE ||
           before == TOKEN_OPEN_SINGLE ||
           (before == TOKEN_BRACKET && scanner->p[-1] != ')' &&
            scanner->p[-1] != ']');
}

static void double_quote(struct scanner *scanner, size_t length) {
    const char *after = scanner->p + length;
    bool opening = opens(scanner, after);
    if (opening && scanner->in_quotes && after < scanner->end &&
        !scanner->space)
        opening = false;
    scanner->in_quotes = opening;
    emit(scanner, scanner->p, after,
         opening ? TOKEN_OPEN_QUOTE : TOKEN_CLOSE_QUOTE, 0, length);
}

/* An apostrophe that no word took: two of them are a double quote mark; one
 * opens or closes a quotation, begins a clitic, or marks a possessive. */
static void apostrophe(struct scanner *scanner, struct character c) {
    const char *after = scanner->p + c.length;
    if (after < scanner->end && *scanner->p == '\'' && *after == '\'') {
        double_quote(scanner, 2);
        return;
    }
    size_t clitic = scanner->space ? 0 : clitic_length(scanner, after);
    if (clitic && scanner->into->count) {
        emit(scanner, scanner->p, after + clitic, TOKEN_CLITIC, 0,
             c.length + clitic);
    } else if (c.length == 1 && opens(scanner, after)) {
        scanner->in_singles = true;
        emit(scanner, scanner->p, after, TOKEN_OPEN_SINGLE, 0, c.length);
    } else {
        enum token_kind kind =
            scanner->in_singles ? TOKEN_CLOSE_SINGLE : TOKEN_CLITIC;
        scanner->in_singles = false;
        emit(scanner, scanner->p, after, kind, 0, c.length);
    }
}

/* "--" and "---" are dashes, and so is a hyphen between spaces. */
static void hyphen(struct scanner *scanner, struct character c) {
    const char *after = scanner->p + c.length;
    while (c.length == 1 && after < scanner->end && *after == '-')
        after++;
    bool dash = after - scanner->p > (int)c.length ||
                (scanner->space &&
                 (after >= scanner->end || at(after).class == SPACE));
    emit(scanner, scanner->p, after, dash ? TOKEN_DASH : TOKEN_HYPHEN, 0,
         (size_t)(after - scanner->p));
}

static void mark(struct scanner *scanner, struct character c) {
    const char *after = scanner->p + c.length;
    switch (c.class) {
    case QUOTE: double_quote(scanner, 1); return;
    case APOSTROPHE: apostrophe(scanner, c); return;
    case HYPHEN: hyphen(scanner, c); return;
    case BACKTICK:
        if (after < scanner->end && *after == '`') {
            emit(scanner, scanner->p, after + 1, TOKEN_OPEN_QUOTE, 0, 2);
            return;
        }
        break;
    case STOP:
        while (c.length == 1 && after < scanner->end && *after == *scanner->p)
            after++;
        break;
    default: break;
    }
    if (c.kind == TOKEN_OPEN_SINGLE)
        scanner->in_singles = true;
    emit(scanner, scanner->p, after, c.kind, 0,
         (size_t)(after - scanner->p));
}

/* Gives the tokens their words. */
static void answer(const char *text, struct words *words,
                   struct tokens *into) {
    struct token *tokens = into->items + into->answered;
    size_t count = into->count - into->answered;
    for (size_t i = 0; i < count; i++)
        tokens[i].word =
            words_answer(words, into->questions[i].asked,
                         text + tokens[i].start, into->questions[i].length);
    into->answered = into->count;
}

static inline void cut(const char *text, struct span range,
                       struct words *words, struct tokens *into,
                       bool by_scan) {
    struct scanner scanner = {.text = text,
                              .end = text + range.end,
                              .p = text + range.start,
                              .words = words,
                              .into = into,
                              .space = true};
    while (scanner.p < scanner.end) {
        unsigned char byte = (unsigned char)*scanner.p;
        if (by_scan && byte < 128 && is_letter(CLASSES[byte]) &&
            plain_word(&scanner))
            continue;
        struct character c = at(scanner.p);
        if (c.class == SPACE) {
            scanner.space = true;
            scanner.p += c.length;
        } else if (is_letter(c.class) || c.class == DIGIT) {
            word(&scanner, c);
        } else {
            mark(&scanner, c);
        }
    }
    answer(text, words, into);
}

void tokenize(const char *text, struct span range, struct words *words,
              struct tokens *into) {
    cut(text, range, words, into, true);
}

void tokenize_by_character(const char *text, struct span range,
                           struct words *words, struct tokens *into) {
    cut(text, range, words, into, false);
}
