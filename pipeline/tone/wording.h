/* wording.h - the tokens of a statement.
 *
 * What a statement's words are depends on its text alone: cut out of the
 * article's tokens, where that can be done, they are those that its text has
 * when it is read by itself. */
#ifndef DETENTE_WORDING_H
#define DETENTE_WORDING_H

#include "document.h"

#include <stdbool.h>

struct wording {
    const char *text;
    const struct token *tokens; /* offsets in text */
    size_t count;
};

/* Reads a text of `length` bytes, which is copied to `arena`. */
void wording_read(struct wording *wording, struct words *words,
                  struct arena *arena, const char *text, size_t length);

/* Cuts the wording of pieces out of the tokens of the document; each piece is
 * one token or more, `text` is the pieces joined by one space, lent.  Offsets
 * are in that text, or in the article's where the tokens stand there just so.
 * False where only reading the text tells: a mark whose kind depends on what
 * stands before the piece. */
bool wording_cut(struct wording *wording, struct words *words,
                 const struct document *document, const struct span *pieces,
                 uint32_t count, const char *text);

#endif
