/* pipeline.c - the table of stages. */
#include "pipeline.h"

#include <string.h>

const struct stage STAGES[] = {
    {"read", "reads articles: .txt, .csv, .jsonl, folders of them, or -",
     0, LAYER_ARTICLE, false, read_step},
    {"split", "splits articles into paragraphs and sentences",
     LAYER_ARTICLE, LAYER_SENTENCES, false, split_step},
    {"stem", "cuts sentences into words and stems them",
     LAYER_ARTICLE | LAYER_SENTENCES, LAYER_TOKENS, false, stem_step},
    {"dedupe", "marks articles that repeat an earlier one",
     LAYER_ARTICLE | LAYER_SENTENCES | LAYER_TOKENS, LAYER_COPIES, true,
     dedupe_step},
    {"attribute", "finds who says what: content, cue, speaker, actor, targets",
     LAYER_ARTICLE | LAYER_SENTENCES | LAYER_TOKENS, LAYER_STATEMENTS, false,
     attribute_step},
    {"score", "scores each statement from hostile to conciliatory",
     LAYER_STATEMENTS, LAYER_TONE, false, score_step},
    {"trend", "aggregates the tone of each actor by period",
     LAYER_STATEMENTS | LAYER_TONE, LAYER_TRENDS, true, trend_step},
};
const size_t STAGE_COUNT = sizeof STAGES / sizeof *STAGES;

const struct stage *stage_find(const char *verb) {
    for (size_t i = 0; i < STAGE_COUNT; i++)
        if (!strcmp(STAGES[i].verb, verb))
            return &STAGES[i];
    return NULL;
}

static void add_reject(struct document *document, size_t line,
                       const char *reason, bool used) {
    struct reject **place = &document->rejects;
    while (*place)
        place = &(*place)->next;
    struct reject *reject = arena_take(document->arena, sizeof *reject);
    *reject = (struct reject){
        .file = document->raw.name ? document->raw.name : "",
        .line = line,
        .reason = arena_copy(document->arena, reason, strlen(reason)),
        .used = used};
    *place = reject;
}

void document_reject(struct document *document, size_t line,
                     const char *reason) {
    add_reject(document, line, reason, false);
}

void document_note(struct document *document, size_t line,
                   const char *reason) {
    add_reject(document, line, reason, true);
}
