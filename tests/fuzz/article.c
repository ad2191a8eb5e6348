/* article.c - any bytes as an article, in the format that the first byte
 * names, through read, split, stem and attribute: every span stays inside
 * the text. */
#include "copies.h"
#include "attribution.h"
#include "lexicons.h"
#include "pipeline.h"
#include "roster.h"
#include "toolbox.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static struct options OPTIONS = {.language = "english"};

static void open_tools(struct tools *tools) {
    struct failure why;
    tools->options = &OPTIONS;
    tools->lexicons = lexicons_open("lexicons/english", NULL, &why);
    tools->copies = copies_open();
    tools->attribution =
        attribution_open("lexicons/english", "models/english", &why);
    tools->words = toolbox_words(tools, &why);
    if (!tools->lexicons || !tools->words || !tools->attribution)
        abort();
    tools->roster = roster_open(tools->lexicons);
}

static void check_spans(const struct document *document) {
    uint32_t length = document->article.length;
    for (uint32_t i = 0; i < document->sentence_count; i++)
        assert(document->sentences[i].span.end <= length);
    for (uint32_t i = 0; i < document->token_count; i++)
        assert(document->tokens[i].start + document->tokens[i].length <=
               length);
    for (uint32_t i = 0; i < document->statement_count; i++)
        for (uint32_t k = 0; k < document->statements[i].piece_count; k++)
            assert(document->statements[i].pieces[k].end <= length);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    static struct tools tools;
    if (!tools.lexicons)
        open_tools(&tools);
    if (!size)
        return 0;
    struct arena arena = {0};
    struct document document = {.arena = &arena};
    char *bytes = arena_zero(&arena, size - 1 + TEXT_PADDING);
    memcpy(bytes, data + 1, size - 1);
    document.raw = (struct raw){.format = data[0] % 2 ? FORMAT_JSON
                                                      : FORMAT_TEXT,
                                .name = "fuzz.txt",
                                .line = 1,
                                .bytes = bytes,
                                .length = size - 1};
    words_forget(tools.words);
    struct failure why;
    for (const struct stage *stage = STAGES;
         !(stage->needs & LAYER_STATEMENTS) && !document.rejected; stage++)
        if (!stage->step(&document, &tools, &why))
            break;
    check_spans(&document);
    arena_free(&arena);
    return 0;
}
