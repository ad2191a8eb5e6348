/* wording.c - a statement's tokens, read anew or cut out of the article's.
 *
 * The tokenizer looks at what is around a token in few places: whether a full
 * stop behind a word is its sentence's last, and how quote marks pair. Stops
 * are set right here; single quote marks are left to the reader. Double ones
 * may come out as opening instead of closing, which mean the same to tone. */
#include "wording.h"

#include "tokenize.h"

#include <string.h>

void wording_read(struct wording *wording, struct words *words,
                  struct arena *arena, const char *text, size_t length) {
    char *padded = arena_take(arena, length + TEXT_PADDING);
    memcpy(padded, text, length);
    memset(padded + length, 0, TEXT_PADDING);
    struct tokens tokens = {.arena = arena, .room = length / 3 + 8};
    tokens.items = arena_take(arena, tokens.room * sizeof *tokens.items);
    tokenize(padded, (struct span){0, (uint32_t)length}, words, &tokens);
    *wording = (struct wording){padded, tokens.items, tokens.count};
}

struct cutter {
    const struct token *tokens; /* of the document */
    struct token *into;
    size_t count;
    uint32_t joined; /* where the piece begins in the joined text */
};

/* The first token that begins at `start` or behind. */
static uint32_t token_at(const struct document *document, uint32_t start) {
    const struct token *tokens = document->tokens, *base = tokens;
    for (uint32_t left = document->token_count; left > 1;) {
        uint32_t half = left / 2;
        base += base[half - 1].start < start ? half : 0;
        left -= half;
    }
    return (uint32_t)(base - tokens) + (base->start < start);
}

/* A mark whose kind or extent depends on what stands before the sentence, or
 * at the edge of a piece on what stands beside it. */
static bool is_doubtful(const struct token *token, bool at_edge) {
    switch ((enum token_kind)token->kind) {
    case TOKEN_OPEN_SINGLE: case TOKEN_CLOSE_SINGLE: return true;
    case TOKEN_CLITIC:
        return at_edge || token->word->folded_length <= 1;
    case TOKEN_DASH: case TOKEN_HYPHEN: return at_edge;
    default: return false;
    }
}

/* Whether a word takes the mark behind it, the last of its sentence in the
 * article, as its full stop. */
static bool takes_stop(const struct token *word, const struct token *stop) {
    return stop->length == 1 && stop->word->folded[0] == '.' &&
           !(stop->flags & TOKEN_SPACE_BEFORE) &&
           word->kind == TOKEN_WORD && !(word->flags & TOKEN_DOTTED);
}

/* Copies the tokens [i, end), all that begin in the piece; `more` pieces
 * follow. */
static bool cut_piece(struct cutter *cutter, struct span piece, uint32_t i,
                      uint32_t end, bool more) {
    const struct token *tokens = cutter->tokens;
    if (i == end || tokens[i].start != piece.start)
        return false;
    uint32_t at = piece.start; /* the end of the token before */
    for (uint32_t first = i; i < end; i++) {
        const struct token *token = &tokens[i];
        bool last = i + 1 == end;
        if (is_doubtful(token, i == first || last) ||
            token->length == UINT16_MAX)
            return false;
        at = token->start + token->length;
        if (token->kind == TOKEN_STOP && i > first &&
            (last ? more : tokens[i + 1].flags & TOKEN_SPACE_BEFORE) &&
            takes_stop(&cutter->into[cutter->count - 1], token)) {
            cutter->into[cutter->count - 1].flags |= TOKEN_DOTTED;
            cutter->into[cutter->count - 1].length++;
            continue;
        }
        struct token *copy = &cutter->into[cutter->count++];
        *copy = *token;
        copy->start += cutter->joined - piece.start;
        copy->flags |= i == first ? TOKEN_SPACE_BEFORE : 0;
    }
    cutter->joined += piece.end - piece.start + 1;
    return at == piece.end;
}

/* At the end of the text a full stop is no part of a word, unless that is
 * made of them: "U.S." */
static void part_last_stop(struct cutter *cutter, struct words *words) {
    struct token *last = &cutter->into[cutter->count - 1];
    if (!(last->flags & TOKEN_DOTTED) ||
        last->word->folded[last->word->folded_length - 1] == '.')
        return;
    last->flags &= (uint8_t)~TOKEN_DOTTED;
    last->length--;
    cutter->into[cutter->count++] =
        (struct token){.start = last->start + last->length,
                       .length = 1,
                       .kind = TOKEN_STOP,
                       .word = words_find(words, ".", 1)};
}

bool wording_cut(struct wording *wording, struct words *words,
                 const struct document *document, const struct span *pieces,
                 uint32_t count, const char *text) {
    if (!document->token_count || !count)
        return false;
    struct span *ranges = arena_take(document->arena, count * sizeof *ranges);
    size_t room = 1;
    for (uint32_t i = 0; i < count; i++) {
        ranges[i] = (struct span){token_at(document, pieces[i].start),
                                  token_at(document, pieces[i].end)};
        room += ranges[i].end - ranges[i].start;
    }
    struct cutter cutter = {
        .tokens = document->tokens,
        .into = arena_take(document->arena, room * sizeof(struct token))};
    for (uint32_t i = 0; i < count; i++)
        if (!cut_piece(&cutter, pieces[i], ranges[i].start, ranges[i].end,
                       i + 1 < count))
            return false;
    part_last_stop(&cutter, words);
    *wording = (struct wording){text, cutter.into, cutter.count};
    return true;
}
