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

#include "tokenize.h"

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
    const struct vocabulary *vocabulary;
    struct words *words;
    const char *text;
    const struct token *tokens;
    size_t count;
    uint8_t *roles;
    struct items *into;
    bool names;
    bool initial;   /* the next word begins a sentence */
    bool uncertain; /* it may: the word before is an acronym with stops */
};

static uint32_t row_of(const struct masker *masker, struct word *word) {
    int32_t *slot = &word->slot[SLOT_SCORE];
    if (!*slot)
        *slot = 1 + (int32_t)vocabulary_find(masker->vocabulary,
                                             word->folded_hash);
    return (uint32_t)(*slot - 1);
}

static unsigned kind_of(const struct masker *masker,
                        const struct token *token) {
    return vocabulary_kind(masker->vocabulary,
                           row_of(masker, (struct word *)token->word));
}

/* ---- which tokens are names ------------------------------------------- */

static bool has_capital(const struct masker *masker,
                        const struct token *token) {
    if (token->flags & TOKEN_CAPITAL)
        return true;
    for (uint32_t i = 0; i < token->length; i++) {
        char c = masker->text[token->start + i];
        if (c >= 'A' && c <= 'Z')
            return true;
    }
    return false;
}

static bool is_article(const struct word *word) {
    const char *folded = word->folded;
    switch (word->folded_length) {
    case 1: return *folded == 'a';
    case 2: return !memcmp(folded, "an", 2);
    case 3: return !memcmp(folded, "the", 3);
    default: return false;
    }
}

static bool is_first_person(const struct token *token) {
    return token->word->folded_length == 1 && token->word->folded[0] == 'i';
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
           !has_capital(masker, &masker->tokens[k]) &&
           (is_article(masker->tokens[k].word) ||
            (k > i + 1 && masker->tokens[k].kind == TOKEN_HYPHEN) ||
            is_particle(kind_of(masker, &masker->tokens[k]))))
        k++;
    if (k >= masker->count)
        return false;
    const struct token *next = &masker->tokens[k];
    if (next->kind != TOKEN_WORD || !has_capital(masker, next) ||
        is_first_person(next) || (kind_of(masker, next) & ORDINARY_DATE))
        return false;
    const struct word *word = masker->tokens[i].word;
    return (kind & ORDINARY_NAME) ||
           !(ends_in(word, "ing") || ends_in(word, "ed") ||
             ends_in(word, "ly"));
}

static enum role capital_role(struct masker *masker, size_t i) {
    const struct token *token = &masker->tokens[i];
    unsigned kind = kind_of(masker, token);
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
static bool is_abbreviation(const struct masker *masker,
                            const struct token *token) {
    return token->length <= 2 ||
           (kind_of(masker, token) & ORDINARY_TITLE);
}

static bool is_acronym(const struct masker *masker,
                       const struct token *token) {
    return token->length >= 4 && masker->text[token->start + 1] == '.';
}

static enum role word_role(struct masker *masker, size_t i) {
    const struct token *token = &masker->tokens[i];
    enum role role = masker->names && has_capital(masker, token)
                         ? capital_role(masker, i)
                         : ROLE_WORD;
    bool stop = token->flags & TOKEN_DOTTED;
    masker->uncertain = stop && is_acronym(masker, token);
    masker->initial = stop && !masker->uncertain &&
                      !is_abbreviation(masker, token);
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
        return token->word->folded[0] == '?' || token->word->folded[0] == '!'
                   ? ROLE_WORD
                   : ROLE_BREAK;
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
        return token->word->folded_length <= 1 ||
                       !strcmp(token->word->folded, "'s")
                   ? ROLE_JOIN
                   : ROLE_WORD;
    case TOKEN_HYPHEN: case TOKEN_OTHER: return ROLE_JOIN;
    }
    return ROLE_BREAK;
}

/* ---- runs of names ---------------------------------------------------- */

static bool may_join(const struct masker *masker, size_t i) {
    uint8_t role = masker->roles[i];
    if (role == ROLE_JOIN || role == ROLE_COMMA)
        return true;
    const struct token *token = &masker->tokens[i];
    return role == ROLE_WORD && token->kind == TOKEN_WORD &&
           (is_article(token->word) ||
            (kind_of(masker, token) & ORDINARY_GLUE));
}

/* "Ki-moon" is one name; "Russia-led", "-backed", "-leaning" are not. */
static size_t after_hyphens(const struct masker *masker, size_t end) {
    while (end + 1 < masker->count &&
           masker->tokens[end].kind == TOKEN_HYPHEN &&
           masker->tokens[end + 1].kind == TOKEN_WORD &&
           masker->roles[end + 1] == ROLE_WORD &&
           !ends_in(masker->tokens[end + 1].word, "ed") &&
           !ends_in(masker->tokens[end + 1].word, "ing"))
        end += 2;
    return end;
}

/* The token behind the run of names that has a name at `i`. */
static size_t run_end(const struct masker *masker, size_t i) {
    enum { MOST_BETWEEN = 4 };
    size_t end = i + 1;
    for (;;) {
        end = after_hyphens(masker, end);
        size_t next = end;
        while (next < masker->count && next - end < MOST_BETWEEN &&
               may_join(masker, next))
            next++;
        if (next >= masker->count || masker->roles[next] != ROLE_NAME)
            return end;
        end = next + 1;
    }
}

/* "al-", "bin", "von der": the name that such particles at `i` lead to, or
 * `i` where there is none. */
static size_t led_name(const struct masker *masker, size_t i) {
    size_t next = i;
    while (next < masker->count) {
        unsigned kind = kind_of(masker, &masker->tokens[next]);
        bool particle =
            masker->roles[next] == ROLE_WORD && is_particle(kind);
        if (!particle && !(next > i && masker->roles[next] == ROLE_JOIN))
            break;
        next++;
    }
    return next < masker->count && masker->roles[next] == ROLE_NAME ? next
                                                                    : i;
}

/* ---- items ------------------------------------------------------------ */

static void add(struct masker *masker, enum item_kind kind, struct word *word,
                size_t first, size_t last) {
    struct items *into = masker->into;
    into->items = arena_grow(into->arena, into->items, into->count,
                             &into->room, sizeof *into->items);
    uint32_t start = masker->tokens[first].start;
    into->items[into->count++] = (struct item){
        .word = word,
        .row = word ? row_of(masker, word) : 0,
        .start = start,
        .length = masker->tokens[last].start + masker->tokens[last].length -
                  start,
        .kind = kind};
}

/* Spellings that count as another word, or as two. */
static const struct spelling {
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

static void add_known(struct masker *masker, const char *text, size_t length,
                      size_t i) {
    add(masker, ITEM_WORD, words_find(masker->words, text, length), i, i);
}

static void add_word(struct masker *masker, size_t i) {
    struct word *word = (struct word *)masker->tokens[i].word;
    const char *folded = word->folded;
    if (is_article(word))
        return;
    bool odd = memchr(folded, '\'', word->folded_length) ||
               !strncmp(folded, "he", 2) || !strncmp(folded, "hi", 2) ||
               !strncmp(folded, "sh", 2) || !strncmp(folded, "cann", 4);
    for (size_t k = 0; odd && k < sizeof SPELLINGS / sizeof *SPELLINGS; k++) {
        const struct spelling *spelling = &SPELLINGS[k];
        if (strcmp(folded, spelling->from))
            continue;
        add_known(masker, spelling->to, strlen(spelling->to), i);
        if (spelling->then)
            add_known(masker, spelling->then, strlen(spelling->then), i);
        return;
    }
    if (odd && ends_in(word, "n't")) {
        add_known(masker, folded, word->folded_length - 3, i);
        add_known(masker, "not", 3, i);
    } else {
        /* "Talks" at the head is the word "talks" */
        add(masker, ITEM_WORD, word, i, i);
    }
}

/* A full stop that the tokenizer left on the word, as inside a text it ends
 * a sentence, or precedes one that surely begins. */
static bool ends_sentence(const struct masker *masker, size_t i) {
    const struct token *token = &masker->tokens[i];
    if (!(token->flags & TOKEN_DOTTED) || token->kind == TOKEN_CLITIC)
        return false;
    if (is_acronym(masker, token))
        return i + 1 < masker->count && masker->roles[i + 1] == ROLE_WORD &&
               (masker->tokens[i + 1].flags & TOKEN_CAPITAL);
    return !is_abbreviation(masker, token);
}

static size_t add_from(struct masker *masker, size_t i) {
    struct words *words = masker->words;
    size_t name = masker->roles[i] == ROLE_NAME ? i : led_name(masker, i);
    size_t last = i;
    if (masker->roles[name] == ROLE_NAME) {
        last = run_end(masker, name) - 1;
        add(masker, ITEM_NAME, words_find(words, "@", 1), i, last);
    } else if (masker->roles[i] == ROLE_NUMBER) {
        add(masker, ITEM_NUMBER, words_find(words, "0", 1), i, i);
    } else if (masker->roles[i] == ROLE_WORD) {
        add_word(masker, i);
    } else if (masker->roles[i] != ROLE_JOIN) {
        add(masker, ITEM_BREAK, NULL, i, i);
    }
    if (ends_sentence(masker, last))
        add(masker, ITEM_BREAK, NULL, last, last);
    return last + 1;
}

void mask(const struct vocabulary *vocabulary, struct words *words,
          const char *text, size_t length, bool names, struct items *into) {
    char *padded = arena_take(into->arena, length + TEXT_PADDING);
    memcpy(padded, text, length);
    memset(padded + length, 0, TEXT_PADDING);
    struct tokens tokens = {.arena = into->arena, .room = length / 3 + 8};
    tokens.items =
        arena_take(into->arena, tokens.room * sizeof *tokens.items);
    tokenize(padded, (struct span){0, (uint32_t)length}, words, &tokens);
    struct masker masker = {.vocabulary = vocabulary,
                            .words = words,
                            .text = padded,
                            .tokens = tokens.items,
                            .count = tokens.count,
                            .roles = arena_take(into->arena, tokens.count + 1),
                            .into = into,
                            .names = names,
                            .initial = true};
    for (size_t i = 0; i < tokens.count; i++)
        masker.roles[i] = (uint8_t)token_role(&masker, i);
    for (size_t i = 0; i < tokens.count;)
        i = add_from(&masker, i);
}
