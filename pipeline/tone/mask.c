/* mask.c - capital letters tell names; runs of them become one item.
 *
 * A word with a capital is a name unless it stands at the head of a sentence
 * or quotation and is an ordinary word of the vocabulary there.  An ordinary
 * word at the head joins a name that follows it at once ("Green Party"),
 * except function words and forms that rarely begin a name ("Accusing").
 * Names with only commas, "of", "and", "the", particles or hyphens between
 * them are one run, so neither the length nor the number of names shows.
 *
 * Limits: text in capitals throughout, or with each word capitalised, is all
 * names; languages that capitalise nouns should not be masked. */
#include "mask.h"

#include "spellings.h"
#include "words.h"

#include <string.h>

/* What a token is for the making of items. */
enum role {
    ROLE_WORD,
    ROLE_NAME,
    ROLE_NUMBER,
    ROLE_BREAK,
    ROLE_JOIN, /* a mark that makes no item and may stand inside names */
    ROLE_COMMA /* a break that may stand between names */
};

struct masker {
    const struct wordlist *list;
    struct words *words;
    const char *text;
    const struct token *tokens;
    size_t count;
    uint8_t *roles; /* of the tokens before `ready` that are not plain */
    size_t ready;
    struct items *into;
    bool names;
    bool initial;   /* the word at `ready` begins a sentence */
    bool uncertain; /* it may: the word before is an acronym with stops */
};

/* ---- what is known of a spelling -------------------------------------- */

/* The facts of a token: its row of the list, or 0; its bits of enum ordinary;
 * and these.  Of an odd word the row is one of SPELLINGS, from 1, or 0. */
enum {
    SPELLING_KIND = 20, /* where the bits of the kind begin */
    SPELLING_ROW = (1 << SPELLING_KIND) - 1,
    SPELLING_GLUE = ORDINARY_GLUE << SPELLING_KIND,
    SPELLING_FUNCTION = ORDINARY_FUNCTION << SPELLING_KIND,
    SPELLING_HEADING = ORDINARY << SPELLING_KIND, /* of a mark: a sentence
                                                   * may begin behind it */
    SPELLING_PLAIN = 1 << 26, /* see add_plain */
    SPELLING_SILENT = 1 << 27, /* makes no item: an article, some marks */
    SPELLING_ODD = 1 << 28,    /* add_word has more to do */
    SPELLING_CAPITAL = 1 << 29, /* a capital somewhere in it */
    SPELLING_APART = 1 << 30 /* "I", which is no name; ? and !, which count as
                              * words */
};
/* Plain at the head of a sentence: a word that begins no name there. */
#define SPELLING_PLAIN_HEAD (UINT32_C(1) << 31)
_Static_assert((int)WORDLIST_MOST <= (int)SPELLING_ROW, "a row fits");

static bool is_article(const struct word *word) {
    const char *folded = word->folded;
    switch (word->folded_length) {
    case 1: return *folded == 'a';
    case 2: return !memcmp(folded, "an", 2);
    case 3: return !memcmp(folded, "the", 3);
    default: return false;
    }
}

/* Spellings that count as another word, or as two. */
static const struct spelling_of {
    const char *from, *to, *then;
} SPELLINGS[] = {
    {"can't", "can", "not"},   {"won't", "will", "not"},
    {"cannot", "can", "not"},  {"shan't", "shall", "not"},
    {"'ll", "will", NULL},     {"'ve", "have", NULL},
    {"'re", "are", NULL},      {"'m", "am", NULL},
    {"'d", "would", NULL},     {"she", "he", NULL},
    {"her", "his", NULL},      {"hers", "his", NULL},
    {"him", "his", NULL},      {"herself", "himself", NULL},
};

enum { SPELLING_COUNT = sizeof SPELLINGS / sizeof *SPELLINGS };

/* Which of SPELLINGS it is, from 1; 0 = none. */
static uint32_t find_spelling(const struct word *word) {
    if (!strchr("'cwsh", word->folded[0])) /* no other begins so */
        return 0;
    for (uint32_t k = 0; k < SPELLING_COUNT; k++)
        if (!strcmp(word->folded, SPELLINGS[k].from))
            return k + 1;
    return 0;
}

static bool has_capital(const char *bytes, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (bytes[i] >= 'A' && bytes[i] <= 'Z')
            return true;
    return false;
}

static bool is_apart(const struct token *token) {
    const struct word *word = token->word;
    char first = word->folded[0];
    return token->kind == TOKEN_STOP
               ? first == '?' || first == '!'
               : word->folded_length == 1 && first == 'i';
}

/* Where a word of the list comes to the same whatever stands around it. */
static uint32_t plain_places(const struct token *token, uint32_t facts) {
    enum { PARTICLE = SPELLING_GLUE | SPELLING_FUNCTION,
           DATE = ORDINARY_DATE << SPELLING_KIND };
    if (!(facts & SPELLING_CAPITAL))
        return (facts & PARTICLE) == SPELLING_GLUE ? 0 : SPELLING_PLAIN;
    if (facts & SPELLING_APART)
        return SPELLING_PLAIN;
    return (facts & SPELLING_FUNCTION) && !(facts & DATE) &&
                   !(token->flags & TOKEN_UPPER)
               ? SPELLING_PLAIN_HEAD
               : 0;
}

static uint32_t learn_word(const struct wordlist *list, const char *spelling,
                           const struct token *token) {
    const struct word *word = token->word;
    uint32_t row = list ? key_index_find(&list->index, list->hashes,
                                         word->folded_hash)
                        : 0;
    bool capital = (token->flags & TOKEN_CAPITAL) ||
                   has_capital(spelling, token->length);
    uint32_t other = find_spelling(word);
    bool odd = other || memchr(word->folded, '\'', word->folded_length);
    uint32_t facts = (odd ? other : row) |
                     (list ? (uint32_t)list->kinds[row] << SPELLING_KIND : 0) |
                     (capital ? SPELLING_CAPITAL : 0) |
                     (odd ? SPELLING_ODD : 0);
    if (is_article(word))
        facts |= SPELLING_SILENT;
    if (is_apart(token))
        facts |= SPELLING_APART;
    return token->kind == TOKEN_WORD && row && !odd
               ? facts | plain_places(token, facts)
               : facts;
}

/* What a mark comes to wherever it stands. */
static uint32_t learn_mark(const struct token *token) {
    switch ((enum token_kind)token->kind) {
    case TOKEN_STOP: case TOKEN_COLON: case TOKEN_OPEN_QUOTE:
    case TOKEN_CLOSE_QUOTE: case TOKEN_OPEN_SINGLE: case TOKEN_CLOSE_SINGLE:
    case TOKEN_BRACKET: return SPELLING_PLAIN | SPELLING_HEADING;
    case TOKEN_COMMA: case TOKEN_DASH: return SPELLING_PLAIN;
    default: return SPELLING_PLAIN | SPELLING_SILENT;
    }
}

/* "'s" and "'" count as marks, other clitics as words. */
static bool is_mark(const struct token *token, uint32_t facts) {
    switch ((enum token_kind)token->kind) {
    case TOKEN_WORD: case TOKEN_NUMBER: return false;
    case TOKEN_CLITIC:
        return token->word->folded_length <= 1 ||
               !strcmp(token->word->folded, "'s");
    case TOKEN_STOP: return !(facts & SPELLING_APART);
    default: return true;
    }
}

uint32_t mask_learn(const void *lent, const char *spelling,
                    const struct token *token) {
    const struct wordlist *list = lent;
    if (token->kind == TOKEN_NUMBER)
        return list && list->number ? SPELLING_PLAIN | list->number : 0;
    uint32_t facts = learn_word(list, spelling, token);
    return is_mark(token, facts) ? learn_mark(token) : facts;
}

struct words *mask_words(const char *language, const struct wordlist *list,
                         struct failure *why) {
    const struct word_learner learners[FACTS_OF] = {
        [FACTS_TONE] = {mask_learn, list}};
    return words_open(language, NULL, learners, why);
}

static inline uint32_t facts_of(const struct token *token) {
    return token->facts[FACTS_TONE];
}

static inline unsigned kind_of(const struct token *token) {
    return facts_of(token) >> SPELLING_KIND & (2 * ORDINARY_TITLE - 1);
}

static inline bool is_capital(const struct token *token) {
    return facts_of(token) & SPELLING_CAPITAL;
}

static inline bool is_the(const struct token *token) {
    return token->kind == TOKEN_WORD && (facts_of(token) & SPELLING_SILENT);
}

/* ---- which tokens are names ------------------------------------------- */

static bool is_first_person(const struct token *token) {
    return facts_of(token) & SPELLING_APART;
}

static bool ends_in(const struct word *word, const char *ending) {
    size_t length = strlen(ending);
    return word->folded_length > length &&
           !memcmp(word->folded + word->folded_length - length, ending,
                   length);
}

/* "bin", "al", "von": lead to a name. */
static bool is_particle(unsigned kind) {
    return (kind & ORDINARY_GLUE) && !(kind & ORDINARY_FUNCTION);
}

/* An ordinary word at the head of a sentence that belongs to the name right
 * behind it; an article between makes no difference, since some names have
 * one ("Ask France", "Ask the Netherlands"). */
static bool joins_next(const struct masker *masker, size_t i, unsigned kind) {
    size_t k = i + 1;
    while (k < masker->count && masker->tokens[k].kind != TOKEN_STOP &&
           !is_capital(&masker->tokens[k]) &&
           (is_the(&masker->tokens[k]) ||
            (k > i + 1 && masker->tokens[k].kind == TOKEN_HYPHEN) ||
            is_particle(kind_of(&masker->tokens[k]))))
        k++;
    if (k >= masker->count)
        return false;
    const struct token *next = &masker->tokens[k];
    if (next->kind != TOKEN_WORD || !is_capital(next) ||
        is_first_person(next) || (kind_of(next) & ORDINARY_DATE))
        return false;
    const struct word *word = masker->tokens[i].word;
    return (kind & ORDINARY_NAME) ||
           !(ends_in(word, "ing") || ends_in(word, "ed") ||
             ends_in(word, "ly"));
}

static enum role capital_role(struct masker *masker, size_t i) {
    const struct token *token = &masker->tokens[i];
    unsigned kind = kind_of(token);
    if (is_first_person(token))
        return ROLE_WORD;
    /* "May" and "March" at the head are ordinary words as often */
    if ((kind & ORDINARY_DATE) && !(masker->initial && (kind & ORDINARY)))
        return ROLE_JOIN;
    if (masker->initial && !(token->flags & TOKEN_UPPER)) {
        if (kind & ORDINARY_FUNCTION)
            return ROLE_WORD;
        if (kind & ORDINARY)
            return joins_next(masker, i, kind) ? ROLE_NAME : ROLE_WORD;
    }
    bool head = masker->uncertain && !(token->flags & TOKEN_UPPER) &&
                (kind & ORDINARY_FUNCTION);
    return head ? ROLE_WORD : ROLE_NAME;
}

/* True where the full stop that the token ends in ends no sentence. */
static bool is_abbreviation(const struct token *token) {
    return token->length <= 2 ||
           (kind_of(token) & ORDINARY_TITLE);
}

static bool is_acronym(const struct masker *masker,
                       const struct token *token) {
    return token->length >= 4 && masker->text[token->start + 1] == '.';
}

static enum role word_role(struct masker *masker, size_t i) {
    const struct token *token = &masker->tokens[i];
    enum role role = masker->names && is_capital(token)
                         ? capital_role(masker, i)
                         : ROLE_WORD;
    bool stop = token->flags & TOKEN_DOTTED;
    masker->uncertain = stop && is_acronym(masker, token);
    masker->initial = stop && !masker->uncertain &&
                      !is_abbreviation(token);
    return role;
}

static enum role token_role(struct masker *masker, size_t i) {
    const struct token *token = &masker->tokens[i];
    if (token->kind == TOKEN_WORD)
        return word_role(masker, i);
    masker->uncertain = false;
    switch ((enum token_kind)token->kind) {
    case TOKEN_WORD: break;
    case TOKEN_NUMBER:
        masker->initial = token->flags & TOKEN_DOTTED;
        return ROLE_NUMBER;
    case TOKEN_STOP:
        masker->initial = true;
        return facts_of(token) & SPELLING_APART ? ROLE_WORD : ROLE_BREAK;
    case TOKEN_COLON: case TOKEN_OPEN_QUOTE: case TOKEN_CLOSE_QUOTE:
    case TOKEN_OPEN_SINGLE: case TOKEN_CLOSE_SINGLE:
        masker->initial = true;
        return ROLE_BREAK;
    case TOKEN_BRACKET:
        masker->initial = true;
        return ROLE_COMMA;
    case TOKEN_COMMA: return ROLE_COMMA;
    case TOKEN_DASH: return ROLE_BREAK;
    case TOKEN_CLITIC:
        return facts_of(token) & SPELLING_SILENT ? ROLE_JOIN : ROLE_WORD;
    case TOKEN_HYPHEN: case TOKEN_OTHER: return ROLE_JOIN;
    }
    return ROLE_BREAK;
}

static uint8_t find_roles(struct masker *masker, size_t i) {
    for (; masker->ready <= i; masker->ready++)
        masker->roles[masker->ready] =
            (uint8_t)token_role(masker, masker->ready);
    return masker->roles[i];
}

/* Roles are found in order, as far as somebody asks. */
static inline uint8_t role_at(struct masker *masker, size_t i) {
    return i < masker->ready ? masker->roles[i] : find_roles(masker, i);
}

/* ---- runs of names ---------------------------------------------------- */

static bool may_join(struct masker *masker, size_t i) {
    uint8_t role = role_at(masker, i);
    if (role == ROLE_JOIN || role == ROLE_COMMA)
        return true;
    const struct token *token = &masker->tokens[i];
    return role == ROLE_WORD && token->kind == TOKEN_WORD &&
           (is_the(token) || (kind_of(token) & ORDINARY_GLUE));
}

/* "Ki-moon" is one name; "Russia-led", "-backed", "-leaning" are not. */
static size_t after_hyphens(struct masker *masker, size_t end) {
    while (end + 1 < masker->count &&
           masker->tokens[end].kind == TOKEN_HYPHEN &&
           masker->tokens[end + 1].kind == TOKEN_WORD &&
           role_at(masker, end + 1) == ROLE_WORD &&
           !ends_in(masker->tokens[end + 1].word, "ed") &&
           !ends_in(masker->tokens[end + 1].word, "ing"))
        end += 2;
    return end;
}

/* The token behind the run of names that has a name at `i`. */
static size_t run_end(struct masker *masker, size_t i) {
    enum { MOST_BETWEEN = 4 };
    size_t end = i + 1;
    for (;;) {
        end = after_hyphens(masker, end);
        size_t next = end;
        while (next < masker->count && next - end < MOST_BETWEEN &&
               may_join(masker, next))
            next++;
        if (next >= masker->count || role_at(masker, next) != ROLE_NAME)
            return end;
        end = next + 1;
    }
}

/* "al-", "bin", "von der": the name that such particles at `i` lead to, or
 * `i` where there is none. */
static size_t led_name(struct masker *masker, size_t i) {
    size_t next = i;
    while (next < masker->count) {
        unsigned kind = kind_of(&masker->tokens[next]);
        bool particle =
            role_at(masker, next) == ROLE_WORD && is_particle(kind);
        if (!particle && !(next > i && role_at(masker, next) == ROLE_JOIN))
            break;
        next++;
    }
    return next < masker->count && role_at(masker, next) == ROLE_NAME ? next
                                                                    : i;
}

/* ---- items ------------------------------------------------------------ */

static void add(struct masker *masker, enum item_kind kind,
                const struct word *word, uint32_t row, size_t first,
                size_t last) {
    struct items *into = masker->into; /* mask() made room */
    uint32_t start = masker->tokens[first].start;
    into->items[into->count++] = (struct item){
        .word = word,
        .row = row,
        .start = start,
        .length = masker->tokens[last].start + masker->tokens[last].length -
                  start,
        .kind = kind};
}

/* The row of a word, or of its stem where the list has stems. */
static uint32_t find_row(const struct masker *masker,
                         const struct token *token) {
    const struct wordlist *list = masker->list;
    uint32_t row = facts_of(token) & SPELLING_ROW;
    return row || !list || !list->stems.slots
               ? row
               : key_index_find(&list->stems, list->hashes,
                                word_stem_hash(masker->words, token->word));
}

/* A word that stands for the tokens first to last. */
static void add_other(struct masker *masker, enum item_kind kind,
                      const char *text, size_t length, size_t first,
                      size_t last) {
    const struct token *token =
        words_token(masker->words, text, length, AS_SPELLED);
    add(masker, kind, token->word, find_row(masker, token), first, last);
}

/* "@" for names or "0" for a number. */
static void add_sign(struct masker *masker, enum item_kind kind,
                     size_t first, size_t last) {
    const struct wordlist *list = masker->list;
    bool name = kind == ITEM_NAME;
    uint32_t row = !list ? 0 : name ? list->name : list->number;
    if (row)
        add(masker, kind, NULL, row, first, last);
    else
        add_other(masker, kind, name ? "@" : "0", 1, first, last);
}

static void add_odd(struct masker *masker, const struct token *token,
                    size_t i) {
    uint32_t other = facts_of(token) & SPELLING_ROW;
    const struct word *word = token->word;
    if (other) {
        const struct spelling_of *spelling = &SPELLINGS[other - 1];
        add_other(masker, ITEM_WORD, spelling->to, strlen(spelling->to), i,
                  i);
        if (spelling->then)
            add_other(masker, ITEM_WORD, spelling->then,
                      strlen(spelling->then), i, i);
        return;
    }
    bool not = ends_in(word, "n't");
    add_other(masker, ITEM_WORD, word->folded, word->folded_length - 3 * not,
              i, i);
    if (not)
        add_other(masker, ITEM_WORD, "not", 3, i, i);
}

static void add_word(struct masker *masker, size_t i) {
    const struct token *token = &masker->tokens[i];
    if (facts_of(token) & SPELLING_SILENT)
        return;
    if (facts_of(token) & SPELLING_ODD)
        add_odd(masker, token, i);
    else
        add(masker, ITEM_WORD, token->word, find_row(masker, token), i, i);
}

/* A full stop that the tokenizer left on the word, as inside a text it ends
 * a sentence, or precedes one that surely begins. */
static bool ends_sentence(struct masker *masker, size_t i) {
    const struct token *token = &masker->tokens[i];
    if (!(token->flags & TOKEN_DOTTED) || token->kind == TOKEN_CLITIC)
        return false;
    if (is_acronym(masker, token))
        return i + 1 < masker->count && role_at(masker, i + 1) == ROLE_WORD &&
               (masker->tokens[i + 1].flags & TOKEN_CAPITAL);
    return !is_abbreviation(token);
}

static size_t add_from(struct masker *masker, size_t i) {
    uint8_t role = role_at(masker, i);
    size_t name = role == ROLE_WORD ? led_name(masker, i) : i, last = i;
    if (role == ROLE_NAME || name > i) {
        last = run_end(masker, name) - 1;
        add_sign(masker, ITEM_NAME, i, last);
    } else if (role == ROLE_NUMBER) {
        add_sign(masker, ITEM_NUMBER, i, i);
    } else if (role == ROLE_WORD) {
        add_word(masker, i);
    } else if (role != ROLE_JOIN) {
        add(masker, ITEM_BREAK, NULL, 0, i, i);
    }
    if (ends_sentence(masker, last))
        add(masker, ITEM_BREAK, NULL, 0, last, last);
    return last + 1;
}

/* ---- most tokens ------------------------------------------------------ */

/* A plain token comes to the same whatever stands around it, but for a full
 * stop on it: marks, numbers, and words of the list in lower case, unless
 * they lead to a name; at the head of a sentence "The" as well.  Adds those
 * from `i` on, of which no role was asked yet, as far as they are plain;
 * returns the first that is not. */
static size_t add_plain(struct masker *masker, size_t i) {
    static const uint8_t KINDS[] = {
        [TOKEN_WORD] = ITEM_WORD,          [TOKEN_NUMBER] = ITEM_NUMBER,
        [TOKEN_CLITIC] = ITEM_BREAK,       [TOKEN_STOP] = ITEM_BREAK,
        [TOKEN_COMMA] = ITEM_BREAK,        [TOKEN_COLON] = ITEM_BREAK,
        [TOKEN_DASH] = ITEM_BREAK,         [TOKEN_HYPHEN] = ITEM_BREAK,
        [TOKEN_OPEN_QUOTE] = ITEM_BREAK,   [TOKEN_CLOSE_QUOTE] = ITEM_BREAK,
        [TOKEN_OPEN_SINGLE] = ITEM_BREAK,  [TOKEN_CLOSE_SINGLE] = ITEM_BREAK,
        [TOKEN_BRACKET] = ITEM_BREAK,      [TOKEN_OTHER] = ITEM_BREAK};
    const struct token *first = masker->tokens + i, *token = first;
    const struct token *end = masker->tokens + masker->count;
    struct item *item = masker->into->items + masker->into->count;
    bool initial = masker->initial;
    for (; token < end; token++) {
        uint32_t facts = facts_of(token);
        uint32_t plain = SPELLING_PLAIN | (initial * SPELLING_PLAIN_HEAD);
        bool stopped = token->flags & TOKEN_DOTTED;
        if ((facts & plain) == 0 || stopped)
            break;
        *item = (struct item){.word = token->word,
                              .row = facts & SPELLING_ROW,
                              .start = token->start,
                              .length = token->length,
                              .kind = KINDS[token->kind]};
        item += !(facts & SPELLING_SILENT);
        bool mark = token->kind > TOKEN_NUMBER;
        initial = mark & (initial | (facts / SPELLING_HEADING & 1));
    }
    masker->into->count = (size_t)(item - masker->into->items);
    if (token > first) {
        masker->ready = (size_t)(token - masker->tokens);
        masker->initial = initial;
        masker->uncertain = false;
    }
    return (size_t)(token - masker->tokens);
}

static void add_all(struct masker *masker) {
    for (size_t i = 0; i < masker->count;) {
        if (i >= masker->ready)
            i = add_plain(masker, i);
        if (i < masker->count)
            i = add_from(masker, i);
    }
}

void mask(const struct wordlist *list, struct words *words,
          const struct wording *wording, bool names, struct items *into) {
    /* a token makes two items at most, and a break */
    into->room = into->count + 3 * wording->count;
    struct item *items =
        arena_take(into->arena, (into->room + 1) * sizeof *items);
    if (into->count)
        memcpy(items, into->items, into->count * sizeof *items);
    into->items = items;
    struct masker masker = {.list = list,
                            .words = words,
                            .text = wording->text,
                            .tokens = wording->tokens,
                            .count = wording->count,
                            .roles =
                                arena_take(into->arena, wording->count + 1),
                            .into = into,
                            .names = names,
                            .initial = true};
    add_all(&masker);
}
