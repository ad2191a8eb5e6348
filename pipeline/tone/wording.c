/* wording.c - a statement's tokens, read anew or cut out of the article's.
 *
 * The tokenizer looks at what is around a token in few places: whether a full
 * stop behind a word is its sentence's last, and how quote marks pair. Stops
 * are set right here; single quote marks are left to the reader. Double ones
 * may come out as opening instead of closing, which mean the same to tone. */
#include "wording.h"

#include "spellings.h"
#include "tokenize.h"

#include <string.h>

void wording_read(struct wording *wording, struct words *words,
                  struct arena *arena, const char *text, size_t length) {
    char *padded = text_copy(arena, text, length);
    struct tokens tokens = {.arena = arena, .room = length / 3 + 8};
    tokens.items = arena_take(arena, tokens.room * sizeof *tokens.items);
    tokenize(padded, (struct span){0, (uint32_t)length}, words, &tokens);
    *wording = (struct wording){padded, tokens.items, tokens.count};
}

/* Marks whose kind or extent depends on what stands before the sentence, or
 * at the edge of a piece on what stands beside it.  So does a clitic of one
 * character. */
enum {
    DOUBTFUL_KINDS = 1 << TOKEN_OPEN_SINGLE | 1 << TOKEN_CLOSE_SINGLE,
    DOUBTFUL_AT_EDGE = DOUBTFUL_KINDS | 1 << TOKEN_CLITIC |
                       1 << TOKEN_DASH | 1 << TOKEN_HYPHEN
};

/* Whether a word takes the mark behind it, the last of its sentence in the
 * article, as its full stop. */
static bool takes_stop(const struct token *word, const struct token *stop) {
    return stop->length == 1 && stop->word->folded[0] == '.' &&
           !(stop->flags & TOKEN_SPACE_BEFORE) &&
           word->kind == TOKEN_WORD && !(word->flags & TOKEN_DOTTED);
}

/* The tokens [first, end) from copies, beginning `shift` bytes later.
 * `more` pieces follow. */
static struct token *copy_piece(const struct token *first,
                                const struct token *end, uint32_t shift,
                                bool more, struct token *into) {
    for (const struct token *token = first; token < end; token++) {
        bool behind = token + 1 < end
                          ? token[1].flags & TOKEN_SPACE_BEFORE
                          : more;
        if (token->kind == TOKEN_STOP && token > first && behind &&
            takes_stop(&into[-1], token)) {
            into[-1].flags |= TOKEN_DOTTED;
            into[-1].length++;
            continue;
        }
        *into = *token;
        into->start += shift;
        into->flags |= token == first ? TOKEN_SPACE_BEFORE : 0;
        into++;
    }
    return into;
}

/* The tokens of a piece. */
struct cut {
    const struct token *first, *end;
    bool stop; /* a full stop of the article's stands inside */
};

static bool has_short_clitic(const struct cut *cut) {
    bool found = false;
    for (const struct token *token = cut->first; token < cut->end; token++)
        found |= token->kind == TOKEN_CLITIC &&
                 token->word->folded_length <= 1;
    return found;
}

/* False where the piece cannot be cut. */
static bool find_cut(const struct document *document, struct span piece,
                     struct cut *cut) {
    const struct token *first = document->tokens + piece.start;
    const struct token *last = document->tokens + piece.end - 1;
    unsigned edges = 1u << first->kind | 1u << last->kind; /* bits of kinds */
    unsigned inside = 0;                                   /* and the first */
    for (const struct token *token = first; token < last; token++)
        inside |= 1u << token->kind;
    *cut = (struct cut){first, last + 1, inside >> TOKEN_STOP & 1};
    return !(edges & DOUBTFUL_AT_EDGE) && !(inside & DOUBTFUL_KINDS) &&
           last->length < UINT16_MAX &&
           !(inside >> TOKEN_CLITIC & 1 && has_short_clitic(cut));
}

/* Whether the token has a full stop that is no part of the word where a text
 * ends: all but "U.S." */
static bool has_last_stop(const struct token *token) {
    return (token->flags & TOKEN_DOTTED) &&
           token->word->folded[token->word->folded_length - 1] != '.';
}

/* Returns how many tokens there are now. */
static size_t part_last_stop(struct token *tokens, size_t count,
                             struct words *words) {
    struct token *last = &tokens[count - 1];
    if (!has_last_stop(last))
        return count;
    last->flags &= (uint8_t)~TOKEN_DOTTED;
    last->length--;
    tokens[count] = *words_token(words, ".", 1, AS_SPELLED);
    tokens[count].start = last->start + last->length;
    return count + 1;
}

/* The pieces one behind the other, as in the text that joins them. */
static size_t join_cuts(const struct cut *cuts, uint32_t count,
                        struct token *into) {
    struct token *end = into;
    uint32_t joined = 0; /* where the piece begins in the text */
    for (uint32_t i = 0; i < count; i++) {
        const struct token *last = &cuts[i].end[-1];
        uint32_t start = cuts[i].first->start;
        end = copy_piece(cuts[i].first, cuts[i].end, joined - start,
                         i + 1 < count, end);
        joined += last->start + last->length - start + 1;
    }
    return (size_t)(end - into);
}

bool wording_cut(struct wording *wording, struct words *words,
                 const struct document *document, const struct span *pieces,
                 uint32_t count, const char *text) {
    struct cut first, *cuts = &first;
    if (count > 1)
        cuts = arena_take(document->arena, count * sizeof *cuts);
    size_t room = 1;
    for (uint32_t i = 0; i < count; i++) {
        if (!find_cut(document, pieces[i], &cuts[i]))
            return false;
        room += pieces[i].end - pieces[i].start;
    }
    if (count == 1 && !cuts->stop && !has_last_stop(&cuts->end[-1])) {
        *wording = (struct wording){document->article.text, cuts->first,
                                    room - 1};
        return true;
    }
    struct token *tokens =
        arena_take(document->arena, room * sizeof *tokens);
    size_t joined = join_cuts(cuts, count, tokens);
    *wording = (struct wording){text, tokens,
                                part_last_stop(tokens, joined, words)};
    return true;
}
