/* stem.c - the words of each sentence, each with its stem and its lexicon
 * marks: the tokenizer cuts, the word table knows the rest. */
#include "pipeline.h"
#include "tokenize.h"

bool stem_step(struct document *document, struct tools *tools,
               struct failure *why) {
    (void)why;
    const struct article *article = &document->article;
    struct tokens tokens = {.arena = document->arena};
    tokens.room = article->length / 4 + 16;
    tokens.items =
        arena_take(document->arena, tokens.room * sizeof *tokens.items);
    tokenize_sentences(article->text, document->sentences,
                       document->sentence_count, tools->words, &tokens);
    document->words = tools->words;
    document->tokens = tokens.items;
    document->token_count = (uint32_t)tokens.count;
    return true;
}
