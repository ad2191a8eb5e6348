/* tokenize.c - two passes: text is cut, then each spelling is looked up.
 *
 * Nine tokens in ten are ASCII letters up to a blank or comma, or a mark that
 * means the same wherever it stands: where they start and end, and which are
 * none of these, is seen of 64 bytes at once, as bits of a few words
 * (blocks.h).  Other tokens take the way by character, which knows
 * apostrophes, dots and other scripts; the tests compare the two ways.  What
 * was cut is asked for, so that memory has time to come, and becomes tokens
 * many at a time; all that is known of a token hangs on its spelling
 * (spellings.h).
 *
 * Limits: single quote marks are told from apostrophes by what stands beside
 * them, which can fail on plural possessives inside a quotation in single
 * marks. */
#include "tokenize.h"

#include "blocks.h"
#include "characters.h"
#include "spellings.h"

#include <string.h>

/* ---- questions -------------------------------------------------------- */

_Static_assert(TOKEN_SPACE_BEFORE == 1, "the scanner's space is a flag");

/* A token that was cut; its spelling's place is on its way from memory. */
struct question {
    uint64_t key[2];
    uint32_t hash, start;
    uint32_t length; /* UINT16_MAX at most */
    /* the token's flags that its place gives, TOKEN_SPACE_BEFORE and
     * TOKEN_DOTTED; then QUESTION_STOP, and what it is taken as */
    uint32_t how;
};

enum {
    QUESTIONS = 192,
    QUESTION_STOP = 1 << 8, /* its last byte is none of the spelling's */
    QUESTION_AS = 16        /* how many bits stand before that */
};

struct scanner {
    const char *text, *end, *p;
    struct words *words;
    const struct spellings *spellings; /* of the words */
    struct tokens *into;
    struct question *questions; /* room for QUESTIONS of them */
    size_t asked;
    uint8_t space;   /* 1: white space before p, or the range's start */
    uint8_t before;  /* the kind of mark that was taken to end at p, if any */
    bool in_quotes;  /* straight double quotes opened and not closed */
    bool in_singles; /* the same for single ones */
};

static struct scanner scanner_of(const char *text, struct words *words,
                                 struct tokens *into,
                                 struct question *questions) {
    return (struct scanner){.text = text,
                            .words = words,
                            .spellings = words_spellings(words),
                            .into = into,
                            .questions = questions};
}

static void start(struct scanner *scanner, struct span range) {
    scanner->p = scanner->text + range.start;
    scanner->end = scanner->text + range.end;
    scanner->space = 1;
    scanner->before = TOKEN_WORD;
    scanner->in_quotes = scanner->in_singles = false;
}

/* `count` more tokens, to be filled. */
static struct token *make_room(struct tokens *into, size_t count) {
    while (into->room - into->count < count)
        into->items = arena_grow(into->arena, into->items, into->room,
                                 &into->room, sizeof *into->items);
    into->count += count;
    return into->items + into->count - count;
}

/* The token of what is not at its first place, or new. */
__attribute__((noinline)) static const struct token *
look_further(const struct scanner *scanner, const struct question *question) {
    struct spelling *place = spellings_bring(
        scanner->spellings, question->key, question->hash);
    return place->token.word
               ? spelling_ask(scanner->spellings, place)
               : words_learn(scanner->words, question->key,
                             scanner->text + question->start,
                             question->length -
                                 !!(question->how & QUESTION_STOP),
                             question->how >> QUESTION_AS);
}

/* All that was asked becomes tokens. */
static void answer(struct scanner *scanner) {
    const struct question *question = scanner->questions;
    const struct question *end = question + scanner->asked;
    struct token *token = make_room(scanner->into, scanner->asked);
    for (; question < end; question++, token++) {
        struct spelling *place =
            spelling_place(scanner->spellings, question->hash);
        *token = spelling_is(place, question->key)
                     ? *spelling_ask(scanner->spellings, place)
                     : *look_further(scanner, question);
        token->start = question->start;
        token->length = (uint16_t)question->length;
        token->flags |= (uint8_t)question->how;
    }
    scanner->asked = 0;
}

/* ---- by character ----------------------------------------------------- */

/* Asks for the token from p to `end`, taken `as` a mark or not.  `how`: flags,
 * and QUESTION_STOP where a full stop behind is none of the word's.  What is
 * too long to be its own key is learnt now. */
static void emit(struct scanner *scanner, const char *end, unsigned as,
                 uint32_t how) {
    struct question *question = &scanner->questions[scanner->asked++];
    size_t length = (size_t)(end - scanner->p);
    size_t spelled = length - !!(how & QUESTION_STOP);
    if (spelled < KEY_BYTES) {
        spelling_key(scanner->p, spelled, question->key);
        spelling_take_as(as, question->key);
    } else {
        words_key(scanner->words, scanner->p, spelled, as, question->key);
    }
    question->hash = (uint32_t)spelling_hash(question->key);
    __builtin_prefetch(spelling_place(scanner->spellings, question->hash));
    question->start = (uint32_t)(scanner->p - scanner->text);
    question->length = (uint32_t)(length < UINT16_MAX ? length : UINT16_MAX);
    question->how = how | scanner->space | as << QUESTION_AS;
    scanner->space = 0;
    scanner->before = (uint8_t)(as == AS_SPELLED ? TOKEN_WORD : as - AS_MARK);
    scanner->p = end;
}

static void emit_mark(struct scanner *scanner, const char *end,
                      enum token_kind kind) {
    emit(scanner, end, AS_MARK + kind, 0);
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

/* The length of a clitic right behind an apostrophe at p, 0 = none: s ve re
 * ll d m. */
static size_t clitic_length(const struct scanner *scanner, const char *p) {
    char first = p[0] | 0x20, second = p[1] | 0x20;
    bool one = first == 's' || first == 'd' || first == 'm';
    bool two = second == 'e' ? first == 'v' || first == 'r'
                             : second == 'l' && first == 'l';
    size_t length = one ? 1 : two ? 2 : 0;
    return length && p + length <= scanner->end && !goes_on(scanner, p + length)
               ? length
               : 0;
}

/* The end of a run of letters and digits; apostrophes and full stops inside
 * it as document.h says.  `clitic`: the end of one right behind it. */
static const char *word_end(const struct scanner *scanner, bool number,
                            const char **clitic) {
    const char *p = scanner->p, *end = scanner->end;
    while (p < end) {
        unsigned run = (unsigned)__builtin_ctz(~scan_alphanumerics(p));
        p += run;
        if (run)
            continue;
        struct character c = character_at(p);
        if (c.class == CHARACTER_APOSTROPHE) {
            const char *after = p + c.length;
            if (after >= end || !character_is_letter(character_at(after)))
                break;
            size_t length = clitic_length(scanner, after);
            if (length) {
                *clitic = after + length;
                break;
            }
        } else if (number && (*p == '.' || *p == ',')) {
            if (p + 1 >= end || character_at(p + 1).class != CHARACTER_DIGIT)
                break;
        } else if (!character_is_letter(c)) {
            break;
        }
        p += c.length;
    }
    return p < end ? p : end;
}

static void word(struct scanner *scanner, struct character first) {
    const char *start = scanner->p, *clitic = NULL;
    bool number = first.class == CHARACTER_DIGIT;
    const char *end = number ? start : dotted_end(scanner, start);
    if (end > start) {
        emit(scanner, end, AS_SPELLED, TOKEN_DOTTED);
        return;
    }
    end = word_end(scanner, number, &clitic);
    bool stop = !number && stop_inside(scanner, end);
    emit(scanner, end + stop, AS_SPELLED,
         stop ? (unsigned)TOKEN_DOTTED | QUESTION_STOP : 0);
    if (clitic)
        emit_mark(scanner, clitic, TOKEN_CLITIC);
}

/* True where a quote mark at [p, after) opens: something before it leaves
 * off and something behind it begins. */
static bool opens(const struct scanner *scanner, const char *after) {
    if (is_space(scanner, after))
        return false;
    return scanner->space || scanner->before == TOKEN_DASH ||
           scanner->before == TOKEN_OPEN_QUOTE ||
           scanner->before == TOKEN_OPEN_SINGLE || scanner->p[-1] == '(' ||
           scanner->p[-1] == '[' || scanner->p[-1] == '{' ||
           scanner->p[-1] == '}';
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
    if (clitic) {
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

/* What is left to do of a block of text. */
struct block {
    const char *bytes;
    uint64_t starts, ends; /* of its tokens; an end is the byte behind */
    uint64_t spaces;       /* white space before a byte */
    /* of tokens that need a closer look: what they start with, and what
     * stands behind them */
    uint64_t odd_starts, odd_ends;
};

enum { BLOCK_LAST = BLOCK_BYTES - 1 };

/* Bits that begin a run of sixteen. */
static inline uint64_t long_runs(uint64_t bits) {
    bits &= bits >> 1;
    bits &= bits >> 2;
    bits &= bits >> 4;
    return bits & bits >> 8;
}

/* The tokens from p on, where no word goes on. */
static inline struct block block_at(const struct scanner *scanner) {
    const char *p = scanner->p;
    struct block_masks masks = block_look(p);
    uint64_t left = (uint64_t)(scanner->end - p);
    uint64_t count = left < BLOCK_BYTES ? left : BLOCK_BYTES;
    uint64_t valid = UINT64_MAX >> (BLOCK_BYTES - count);
    /* a full stop at the range's end is none of a word's */
    uint64_t stop = (left == count) & (p[count - 1] == '.');
    masks.behind &= ~(stop << (count - 1));
    uint64_t inside = masks.alphanumerics & valid;
    uint64_t marks = ~(inside | masks.blanks) & valid;
    uint64_t odd = marks & masks.odd;
    uint64_t word_starts = inside & ~(inside << 1);
    uint64_t word_ends = inside << 1 & ~inside;
    /* "1,200", "5:30"; a hyphen in a word is nothing special */
    uint64_t between = marks & inside >> 1 & ~masks.hyphens;
    /* "--", "..", "!!" */
    uint64_t doubled = marks & marks >> 1 & ~(odd >> 1);
    uint64_t dashes = masks.hyphens & (masks.blanks | odd | ~valid) >> 1;
    return (struct block){
        .bytes = p,
        .starts = word_starts | marks,
        .ends = word_ends | marks << 1,
        .spaces = masks.blanks << 1 | scanner->space,
        .odd_starts = odd | doubled | (marks & dashes) |
                      (word_starts & long_runs(inside)),
        .odd_ends = word_ends & (masks.behind | between)};
}

/* Asks for the block's tokens up to one that is odd, or that ends where not
 * all that stands behind it is known; p is there then. */
static inline void ask_plain(struct scanner *scanner, struct block *block) {
    uint64_t starts = block->starts;
    /* the ends below the lowest odd bit, or all */
    uint64_t ends = block->ends & INT64_MAX &
                    ((block->odd_ends & -block->odd_ends) - 1) &
                    ((block->odd_starts & -block->odd_starts) * 2 - 1);
    uint32_t first = (uint32_t)(block->bytes - scanner->text);
    const struct spellings spellings = *scanner->spellings;
    struct question *question = scanner->questions + scanner->asked;
    for (; ends; ends &= ends - 1, starts &= starts - 1, question++) {
        uint32_t start = (uint32_t)__builtin_ctzll(starts);
        uint32_t length = (uint32_t)__builtin_ctzll(ends) - start;
        spelling_key(block->bytes + start, length, question->key);
        question->hash = (uint32_t)spelling_hash(question->key);
        __builtin_prefetch(spelling_place(&spellings, question->hash));
        question->start = first + start;
        question->length = length;
        question->how = block->spaces >> start & TOKEN_SPACE_BEFORE;
        scanner->before = TOKEN_WORD;
    }
    block->starts = starts;
    scanner->asked = (size_t)(question - scanner->questions);
    starts |= UINT64_C(1) << BLOCK_LAST;
    unsigned next = (unsigned)__builtin_ctzll(starts);
    scanner->p = block->bytes + next;
    scanner->space = block->spaces >> next & 1;
}

/* Whether the token at p, the block's next, is odd. */
static inline bool is_odd(const struct block *block, const char *p) {
    unsigned at = (unsigned)(p - block->bytes);
    uint64_t ends = block->ends & UINT64_MAX << at << 1;
    return (block->odd_starts >> at & 1) ||
           block->odd_ends & ends & -ends;
}

/* Forgets what stands before p. */
static inline void pass_to(struct block *block, const struct scanner *scanner) {
    unsigned at = (unsigned)(scanner->p - block->bytes);
    uint64_t from = UINT64_MAX << at;
    block->starts &= from;
    block->ends &= from << 1;
    block->odd_starts &= from;
    block->odd_ends &= from << 1;
    block->spaces |= (uint64_t)scanner->space << at;
}

static void cut(struct scanner *scanner) {
    while (scanner->p < scanner->end) {
        /* a token a byte, and a clitic behind the last */
        if (scanner->asked + BLOCK_BYTES + 1 > QUESTIONS)
            answer(scanner);
        struct block block = block_at(scanner);
        ask_plain(scanner, &block);
        while (is_odd(&block, scanner->p)) {
            by_character(scanner);
            if (scanner->p - block.bytes >= BLOCK_LAST)
                break;
            pass_to(&block, scanner);
            ask_plain(scanner, &block);
        }
    }
}

void tokenize(const char *text, struct span range, struct words *words,
              struct tokens *into) {
    struct sentence sentence = {.span = range};
    tokenize_sentences(text, &sentence, 1, words, into);
}

void tokenize_sentences(const char *text, struct sentence *sentences,
                        uint32_t count, struct words *words,
                        struct tokens *into) {
    struct question questions[QUESTIONS];
    struct scanner scanner = scanner_of(text, words, into, questions);
    for (uint32_t i = 0; i < count; i++) {
        start(&scanner, sentences[i].span);
        sentences[i].token_start = (uint32_t)(into->count + scanner.asked);
        cut(&scanner);
        sentences[i].token_end = (uint32_t)(into->count + scanner.asked);
    }
    answer(&scanner);
}

void tokenize_by_character(const char *text, struct span range,
                           struct words *words, struct tokens *into) {
    struct question questions[QUESTIONS];
    struct scanner scanner = scanner_of(text, words, into, questions);
    start(&scanner, range);
    while (scanner.p < scanner.end) {
        if (scanner.asked > QUESTIONS - 2)
            answer(&scanner);
        by_character(&scanner);
    }
    answer(&scanner);
}
