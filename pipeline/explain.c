/* explain.c - an article read aloud: who says what in it, by which rule, how
 * the speaker's name was found, and what weighed in the tone. */
#define _POSIX_C_SOURCE 200809L
#include "commands.h"

#include "../training/tools.h"
#include "actors.h"
#include "attribution.h"
#include "inputs.h"
#include "model.h"
#include "toolbox.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* ---- the words of column `rule` --------------------------------------- */

/* The sentence of --help that belongs to a rule, "" = none. */
static const char *attribution_sentence(const char *name, size_t length) {
    for (size_t i = 0; i < ATTRIBUTION_RULE_COUNT; i++)
        if (strlen(ATTRIBUTION_RULES[i].name) == length &&
            !memcmp(ATTRIBUTION_RULES[i].name, name, length))
            return ATTRIBUTION_RULES[i].sentence;
    return "";
}

static const char *actor_sentence(const char *name) {
    for (size_t i = 0; i < ACTOR_RULE_COUNT; i++)
        if (!strcmp(ACTOR_RULES[i].name, name))
            return ACTOR_RULES[i].sentence;
    return "";
}

static void tell_rule(const char *rule) {
    size_t length = strcspn(rule, ";");
    printf("     rule     %.*s, as in: %s\n", (int)length, rule,
           attribution_sentence(rule, length));
    if (rule[length]) {
        const char *actor = rule + length + strspn(rule + length, "; ");
        printf("     speaker  %s: %s\n", actor, actor_sentence(actor));
    }
}

/* ---- a statement ------------------------------------------------------ */

static void tell_part(const char *before, const char *text) {
    if (*text)
        printf("%s%s", before, text);
}

static void tell_tone(const struct model *model,
                      const struct statement *statement) {
    printf("     tone     %+.4f %s (", statement->tone / 1e4,
           statement->label);
    for (unsigned k = 0; k < model->classes; k++)
        printf("%s%s %.4f", k ? ", " : "", model->labels[k],
               statement->probability[k] / 1e4);
    puts(")");
    if (*statement->evidence)
        printf("     because  %s\n", statement->evidence);
}

static void tell_statement(const struct model *model, size_t number,
                           const struct statement *statement) {
    printf("%4zu %s\n     says     ", number, statement->text);
    printf("%s", *statement->actor ? statement->actor : "nobody named");
    tell_part(", ", statement->role);
    tell_part(", ", statement->country);
    tell_part("; written: ", statement->speaker_text);
    tell_part(" + ", statement->cue_text);
    puts("");
    tell_rule(statement->rule);
    if (*statement->targets)
        printf("     of       %s\n", statement->targets);
    tell_tone(model, statement);
    puts("");
}

/* ---- an article ------------------------------------------------------- */

/* All statements, or only number `wanted`, its tone feature by feature. */
static void tell_article(const struct tools *tools,
                         const struct document *document, size_t wanted) {
    const struct article *article = &document->article;
    printf("%s", article->doc_id);
    tell_part("  ", article->date);
    tell_part("  ", article->title);
    printf("\n%u sentences, %u statements\n\n", document->sentence_count,
           document->statement_count);
    for (size_t i = 0; i < document->statement_count; i++) {
        const struct statement *statement = &document->statements[i];
        if (wanted && i + 1 != wanted)
            continue;
        tell_statement(tools->model, i + 1, statement);
        if (wanted)
            explain_statement(tools->model, tools->words, statement->text,
                              statement->cue_text);
    }
}

static bool go_to_tone(struct document *document, struct tools *tools,
                       struct failure *why) {
    for (size_t i = 0; i < STAGE_COUNT; i++) {
        const struct stage *stage = &STAGES[i];
        if (stage->gives > LAYER_TONE || (document->layers & stage->gives))
            continue;
        if (!stage->step(document, tools, why))
            return false;
        document->layers |= stage->gives;
    }
    return true;
}

static bool explain_articles(struct tools *tools, struct inputs *inputs,
                             struct failure *why) {
    const struct options *options = tools->options;
    struct arena arena = {0};
    bool good = true;
    for (;;) {
        struct document document = {.arena = &arena};
        if (!good || !inputs_next(inputs, &document))
            break;
        if (document.rejected)
            good = fail(why, "%s", document.rejects->reason);
        else if ((good = go_to_tone(&document, tools, why)))
            tell_article(tools, &document, options->number);
        if (good && options->number > document.statement_count)
            good = fail(why, "%s: has %u statements, no number %u",
                        document.article.doc_id, document.statement_count,
                        options->number);
        arena_free(&arena);
    }
    arena_free(&arena);
    return good;
}

static bool explain_files(const struct options *options,
                          struct failure *why) {
    const struct stage *last = &STAGES[STAGE_COUNT - 1];
    struct tools tools;
    bool good = toolbox_open(&tools, options, last, why) &&
                (tools.words = toolbox_words(&tools, why)) != NULL;
    if (good && options->number)
        good = model_read((struct model *)(uintptr_t)tools.model, why);
    if (good) {
        struct inputs *inputs =
            inputs_open(options->arguments, options->argument_count, last);
        good = explain_articles(&tools, inputs, why);
        inputs_close(inputs);
    }
    words_close(tools.words);
    toolbox_close(&tools);
    return good;
}

static bool ends_in(const char *text, const char *end) {
    size_t length = strlen(text), tail = strlen(end);
    return length >= tail && !strcmp(text + length - tail, end);
}

/* A text that names no file and a row of a CSV are statements; any other
 * file is an article. */
bool explain_command(const struct options *options, int *status,
                     struct failure *why) {
    if (options->argument_count != 1) {
        *status = 2;
        return fail(why, "explain: needs one ARTICLE, one TEXT, or one "
                         "STATEMENTS.csv with --number N");
    }
    const char *argument = options->arguments[0];
    bool statement = access(argument, F_OK) || ends_in(argument, ".csv");
    return statement ? explain_argument(options, why)
                     : explain_files(options, why);
}
