/* tokenize.c - one pass over the bytes: most tokens by one short way.
 *
 * Nine tokens in ten are ASCII letters up to a blank or comma, or a mark that
 * means the same wherever it stands: their end is found by one scan without
 * branches (base/scan.h), and all else is known of the spelling
 * (spellings.h).  Other tokens take the way by character, which knows
 * apostrophes, dots and other scripts; the tests compare the two ways.
 *
 * Limits: single quote marks are told from apostrophes by what stands beside
 * them, which can fail on plural possessives inside a quotation in single
 * marks. */
#include "tokenize.h"

#include "base/scan.h"
#include "characters.h"
#include "spellings.h"

#include <string.h>

/* ---- the scanner ------------------------------------------------------ */

_Static_assert(TOKEN_SPACE_BEFORE == 1, "the scanner's space is a flag");

struct scanner {
    const char *text, *end, *p;
    struct words *words;
    const struct spellings *spellings; /* of the words */
    struct tokens *into;
    size_t space;        /* 1: white space before p, or the range's start */
    bool in_quotes;      /* straight double quotes opened and not closed */
    bool in_singles;     /* the same for single ones */
};

static struct scanner scanner_of(const char *text, struct span range,
                                 struct words *words, struct tokens *into) {
    return (struct scanner){.text = text,
                            .end = text + range.end,
                            .p = text + range.start,
                            .words = words,
                            .spellings = words_spellings(words),
                            .into = into,
                            .space = 1};
}

/* What is known of a spelling that stands in the text. */
static inline const struct token *known_token(const struct scanner *scanner,
                                              const char *bytes,
                                              size_t length, unsigned as) {
    if (length < KEY_BYTES) {
        uint64_t key[2];
        spelling_key(bytes, length, key);
        spelling_take_as(as, key);
        const struct spelling *place =
            spellings_find(scanner->spellings, key, spelling_hash(key));
        if (place->token.word)
            return &place->token;
    }
    return words_token(scanner->words, bytes, length, as);
}

/* `count` more tokens, to be filled. */
static struct token *make_room(struct tokens *into, size_t count) {
    while (into->room - into->count < count)
        into->items = arena_grow(into->arena, into->items, into->room,
                                 &into->room, sizeof *into->items);
    into->count += count;
    return into->items + into->count - count;
}

/* The token from p to `end`, as its spelling is: its first `spelled` bytes,
 * since a full stop behind is none of the word's. */
static struct token *emit(struct scanner *scanner, const char *end,
                          size_t spelled, unsigned as) {
    struct token *token = make_room(scanner->into, 1);
    *token = *known_token(scanner, scanner->p, spelled, as);
    size_t length = (size_t)(end - scanner->p);
    token->start = (uint32_t)(scanner->p - scanner->text);
    token->length = (uint16_t)(length < UINT16_MAX ? length : UINT16_MAX);
    token->flags |= (uint8_t)scanner->space;
    scanner->space = 0;
    scanner->p = end;
    return token;
}

static void emit_mark(struct scanner *scanner, const char *end,
                      enum token_kind kind) {
    emit(scanner, end, (size_t)(end - scanner->p), AS_MARK + kind);
}

/* "U.S." and "D.C.": single letters, each followed by a full stop; returns
 * the end of the run, or `start` where there is none of two letters. */
static const char *dotted_end(const struct scanner *scanner,
                              const char *start) {
    const char *p = start;
    while (p + 1 < scanner->end && p[1] == '.' &&
           character_is_letter(character_at(p)))
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
    if (next >= scanner->end || character_at(next).class != CHARACTER_SPACE)
        return false;
    while (next < scanner->end && character_at(next).class == CHARACTER_SPACE)
        next += character_at(next).length;
    return next < scanner->end;
}

/* White space, or the end of the range. */
static bool is_space(const struct scanner *scanner, const char *p) {
    return p >= scanner->end || character_at(p).class == CHARACTER_SPACE;
}

static bool goes_on(const struct scanner *scanner, const char *p) {
    if (p >= scanner->end)
        return false;
    struct character c = character_at(p);
    return character_is_letter(c) || c.class == CHARACTER_DIGIT;
}

/* The length of a clitic right behind an apostrophe at p, 0 = none. */
static size_t clitic_length(const struct scanner *scanner, const char *p) {
    static const char CLITICS[][3] = {"s", "ve", "re", "ll", "d", "m"};
    for (size_t i = 0; i < sizeof CLITICS / sizeof *CLITICS; i++) {
        const char *clitic = CLITICS[i];
        size_t length = clitic[1] ? 2 : 1;
        if ((p[0] | 0x20) == clitic[0] &&
            (length == 1 || (p[1] | 0x20) == clitic[1]) &&
            p + length <= scanner->end && !goes_on(scanner, p + length))
            return length;
    }
    return 0;
}

/* The end of a run of letters and digits; apostrophes and full stops inside
 * it as document.h says. */
static const char *word_end(const struct scanner *scanner, bool number) {
    const char *p = scanner->p, *end = scanner->end;
    while (p < end) {
        struct character c = character_at(p);
        if (c.class == CHARACTER_APOSTROPHE) {
            const char *after = p + c.length;
            if (after >= end || !character_is_letter(character_at(after)) ||
                clitic_length(scanner, after))
                break;
        } else if (number && (*p == '.' || *p == ',')) {
            if (p + 1 >= end || character_at(p + 1).class != CHARACTER_DIGIT)
                break;
        } else if (!character_is_letter(c) && c.class != CHARACTER_DIGIT) {
            break;
        }
        p += c.length;
    }
    return p;
}

static void word(struct scanner *scanner, struct character first) {
    const char *start = scanner->p;
    bool number = first.class == CHARACTER_DIGIT;
    const char *end = number ? start : dotted_end(scanner, start);
    if (end > start) {
        emit(scanner, end, (size_t)(end - start), AS_SPELLED)->flags |=
            TOKEN_DOTTED;
        return;
    }
    end = word_end(scanner, number);
    bool stop = !number && stop_inside(scanner, end);
    struct token *token =
        emit(scanner, end + stop, (size_t)(end - start), AS_SPELLED);
    token->flags |= stop ? TOKEN_DOTTED : 0;
}

/* True where a quote mark at [p, after) opens: something before it leaves
 * off and something behind it begins. */
static bool opens(const struct scanner *scanner, const char *after) {
    const struct tokens *into = scanner->into;
    if (is_space(scanner, after))
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
    emit_mark(scanner, after, opening ? TOKEN_OPEN_QUOTE : TOKEN_CLOSE_QUOTE);
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
        emit_mark(scanner, after + clitic, TOKEN_CLITIC);
    } else if (c.length == 1 && opens(scanner, after)) {
        scanner->in_singles = true;
        emit_mark(scanner, after, TOKEN_OPEN_SINGLE);
    } else {
        enum token_kind kind =
            scanner->in_singles ? TOKEN_CLOSE_SINGLE : TOKEN_CLITIC;
        scanner->in_singles = false;
        emit_mark(scanner, after, kind);
    }
}

/* "--" and "---" are dashes, and so is a hyphen between spaces. */
static void hyphen(struct scanner *scanner, struct character c) {
    const char *after = scanner->p + c.length;
    while (c.length == 1 && after < scanner->end && *after == '-')
        after++;
    bool dash = after - scanner->p > (int)c.length ||
                (scanner->space && is_space(scanner, after));
    emit_mark(scanner, after, dash ? TOKEN_DASH : TOKEN_HYPHEN);
}

static void mark(struct scanner *scanner, struct character c) {
    const char *after = scanner->p + c.length;
    switch (c.class) {
    case CHARACTER_QUOTE: double_quote(scanner, 1); return;
    case CHARACTER_APOSTROPHE: apostrophe(scanner, c); return;
    case CHARACTER_HYPHEN: hyphen(scanner, c); return;
    case CHARACTER_BACKTICK:
        if (after < scanner->end && *after == '`') {
            emit_mark(scanner, after + 1, TOKEN_OPEN_QUOTE);
            return;
        }
        break;
    case CHARACTER_STOP:
        while (c.length == 1 && after < scanner->end && *after == *scanner->p)
            after++;
        break;
    default: break;
    }
    if (c.kind == TOKEN_OPEN_SINGLE)
        scanner->in_singles = true;
    emit_mark(scanner, after, c.kind);
}

/* One token, or white space. */
static void by_character(struct scanner *scanner) {
    struct character c = character_at(scanner->p);
    if (c.class == CHARACTER_SPACE) {
        scanner->space = 1;
        scanner->p += c.length;
    } else if (character_is_letter(c) || c.class == CHARACTER_DIGIT) {
        word(scanner, c);
    } else {
        mark(scanner, c);
    }
}

/* ---- the short way ---------------------------------------------------- */

/* What asks for a closer look: a byte at the first place of a token; at the
 * place behind any; or there behind a token whose first byte has the same
 * bit. */
enum { LOOK_FIRST = 1, LOOK_BEHIND = 2, LOOK_NUMBER = 4, LOOK_STOP = 8,
       LOOK_DASH = 16 };

#define SPACE8 17, 17, 17, 17, 17, 17, 17, 17
#define NUMBER5 4, 4, 4, 4, 4
#define BOTH16 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3, 3
static const uint8_t LOOK[256] = {
    SPACE8, SPACE8, SPACE8, SPACE8, LOOK_FIRST | LOOK_DASH,
    ['!'] = LOOK_STOP, ['"'] = LOOK_FIRST,
    ['\''] = LOOK_FIRST | LOOK_BEHIND, [','] = LOOK_NUMBER,
    ['-'] = LOOK_DASH, ['.'] = LOOK_BEHIND | LOOK_STOP,
    ['0'] = NUMBER5, NUMBER5, ['?'] = LOOK_STOP, ['`'] = LOOK_FIRST,
    [0x7F] = LOOK_FIRST | LOOK_DASH,
    [0x80] = BOTH16, BOTH16, BOTH16, BOTH16, BOTH16, BOTH16, BOTH16, BOTH16};
#undef SPACE8
#undef NUMBER5
#undef BOTH16

static bool is_digit(char byte) { return byte >= '0' && byte <= '9'; }

/* True where the token of `length` ASCII letters and digits from p on, or of
 * one mark, is plain all the same, although a byte asks for a look or the
 * range ends. */
__attribute__((noinline)) static bool
is_plain(const struct scanner *scanner, const char *p, unsigned length) {
    unsigned look = LOOK[(unsigned char)*p];
    const char *stop = p + length, *end = scanner->end;
    if (look & LOOK_FIRST || length == SCAN_BYTES || stop > end)
        return false;
    if (stop == end)
        return !(look & LOOK_DASH);
    if (!(LOOK[(unsigned char)*stop] & (LOOK_BEHIND | look)))
        return true;
    if (look & (LOOK_STOP | LOOK_DASH))
        return false;
    if (look & LOOK_NUMBER && (*stop == '.' || *stop == ','))
        return stop + 1 == end || !is_digit(stop[1]);
    if (*stop == '.')
        return length > 1 && !stop_inside(scanner, stop);
    struct character c = character_at(stop);
    if (c.class != CHARACTER_APOSTROPHE)
        return !character_is_letter(c);
    const char *after = stop + c.length;
    return after >= end || !character_is_letter(character_at(after)) ||
           clitic_length(scanner, after);
}

/* A token whose place in the table is on its way from memory. */
struct question {
    uint64_t key[2], hash;
    const char *start;
    uint8_t length, space;
};

enum { QUESTIONS = 32 };

/* Asks for tokens of less than SCAN_BYTES letters and digits, and for simple
 * marks, up to one that is neither; returns their number. */
static size_t ask(struct scanner *scanner, struct question *questions) {
    struct spellings spellings = *scanner->spellings;
    const char *p = scanner->p, *end = scanner->end;
    struct question *question = questions;
    size_t space = scanner->space;
    for (; question < questions + QUESTIONS; question++) {
        unsigned length = (unsigned)__builtin_ctz(~scan_alphanumerics(p));
        length += !length; /* a mark */
        const char *stop = p + length;
        unsigned char behind = (unsigned char)*stop;
        unsigned look = LOOK[(unsigned char)*p];
        look = (look & LOOK_FIRST) | (LOOK[behind] & (LOOK_BEHIND | look)) |
               length / SCAN_BYTES;
        if ((look || stop >= end) && !is_plain(scanner, p, length))
            break;
        spelling_key(p, length, question->key);
        question->hash = spelling_hash(question->key);
        __builtin_prefetch(spelling_place(&spellings, question->hash));
        question->start = p;
        question->length = (uint8_t)length;
        question->space = (uint8_t)space;
        space = behind == ' ';
        p = stop + space;
    }
    scanner->p = p;
    scanner->space = space;
    return (size_t)(question - questions);
}

static void answer(const struct scanner *scanner,
                   const struct question *questions, size_t count) {
    struct spellings spellings = *scanner->spellings;
    const char *text = scanner->text;
    struct token *token = make_room(scanner->into, count);
    for (size_t i = 0; i < count; i++, token++) {
        const struct question *question = &questions[i];
        const struct token *known =
            &spellings_find(&spellings, question->key, question->hash)->token;
        if (!known->word) {
            known = words_token(scanner->words, question->start,
                                question->length, AS_SPELLED);
            spellings = *scanner->spellings;
        }
        *token = *known;
        token->start = (uint32_t)(question->start - text);
        token->flags |= question->space;
    }
}

/* All such tokens from p on: first the places of many are asked for, so that
 * memory has time to come, then looked at. */
static void plain_tokens(struct scanner *scanner) {
    struct question questions[QUESTIONS];
    size_t count;
    do {
        count = ask(scanner, questions);
        answer(scanner, questions, count);
    } while (count == QUESTIONS);
}

void tokenize(const char *text, struct span range, struct words *words,
              struct tokens *into) {
    struct scanner scanner = scanner_of(text, range, words, into);
    while (scanner.p < scanner.end) {
        plain_tokens(&scanner);
        if (scanner.p < scanner.end)
            by_character(&scanner);
    }
}

void tokenize_by_character(const char *text, struct span range,
                           struct words *words, struct tokens *into) {
    struct scanner scanner = scanner_of(text, range, words, into);
    while (scanner.p < scanner.end)
        by_character(&scanner);
}
