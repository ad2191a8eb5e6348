/* rules.c - the shape of a statement in words: column `rule`. */
#include "attribution.h"

static uint8_t class_at(const struct passage *passage, int32_t at) {
    return passage->units[at].class;
}

static bool source_first(const struct finding *f) {
    return f->source.start >= 0 && f->source.start < f->cue;
}

static bool source_last(const struct finding *f) {
    return f->source.start > f->cue;
}

static bool in_quotes(const struct passage *passage,
                      const struct finding *f) {
    return is_quoted(&passage->units[f->pieces[0].start]);
}

static bool according_to(const struct passage *passage,
                         const struct finding *f) {
    return source_last(f) && class_at(passage, f->cue + 1) == CLASS_TO;
}

static bool headline_colon(const struct passage *passage,
                           const struct finding *f) {
    return class_at(passage, f->cue) == CLASS_COLON;
}

static bool possessed_noun(const struct passage *passage,
                           const struct finding *f) {
    return source_first(f) && f->side == SIDE_RIGHT &&
           (class_at(passage, f->cue - 1) == CLASS_CLITIC ||
            class_at(passage, f->source.start) == CLASS_POSSESSIVE) &&
           f->cue - f->source.end <= 3;
}

static bool split_quotation(const struct passage *passage,
                            const struct finding *f) {
    return f->side == SIDE_BOTH && in_quotes(passage, f);
}

static bool split_clause(const struct passage *passage,
                         const struct finding *f) {
    (void)passage;
    return f->side == SIDE_BOTH;
}

static bool quotation_source_cue(const struct passage *passage,
                                 const struct finding *f) {
    return f->side == SIDE_LEFT && source_first(f) && in_quotes(passage, f);
}

static bool quotation_cue_source(const struct passage *passage,
                                 const struct finding *f) {
    return f->side == SIDE_LEFT && in_quotes(passage, f);
}

static bool clause_source_cue(const struct passage *passage,
                              const struct finding *f) {
    (void)passage;
    return f->side == SIDE_LEFT && source_first(f);
}

static bool clause_cue_source(const struct passage *passage,
                              const struct finding *f) {
    (void)passage;
    return f->side == SIDE_LEFT;
}

static bool passive(const struct passage *passage, const struct finding *f) {
    return source_last(f) &&
           class_at(passage, f->source.start - 1) == CLASS_BY;
}

static bool nobody(const struct passage *passage, const struct finding *f) {
    (void)passage;
    return f->source.start < 0;
}

static bool cue_quotation(const struct passage *passage,
                          const struct finding *f) {
    return in_quotes(passage, f);
}

static bool cue_that(const struct passage *passage, const struct finding *f) {
    return class_at(passage, f->pieces[0].start) == CLASS_THAT;
}

static bool cue_question(const struct passage *passage,
                         const struct finding *f) {
    uint8_t class = class_at(passage, f->pieces[0].start);
    return class == CLASS_QUESTION || class == CLASS_WHETHER ||
           class == CLASS_WHO;
}

static bool cue_to(const struct passage *passage, const struct finding *f) {
    return class_at(passage, f->pieces[0].start) == CLASS_TO;
}

static bool always(const struct passage *passage, const struct finding *f) {
    (void)passage, (void)f;
    return true;
}

const struct attribution_rule ATTRIBUTION_RULES[] = {
    {"no source", nobody, "It is said, but the sentence names nobody."},
    {"according to", according_to, "According to Kerry, the talks failed."},
    {"colon", headline_colon, "Kerry: The talks failed"},
    {"passive", passive, "It was called a sham by Kerry."},
    {"split quotation", split_quotation,
     "\"The talks,\" Kerry said, \"failed.\""},
    {"split clause", split_clause, "The talks, Kerry said, have failed."},
    {"quotation source cue", quotation_source_cue,
     "\"The talks failed,\" Kerry said."},
    {"quotation cue source", quotation_cue_source,
     "\"The talks failed,\" said Kerry."},
    {"clause source cue", clause_source_cue, "The talks failed, Kerry said."},
    {"clause cue source", clause_cue_source, "The talks failed, said Kerry."},
    {"possessed noun", possessed_noun,
     "Kerry's claim that the talks failed was denied."},
    {"source cue quotation", cue_quotation,
     "Kerry said: \"The talks failed.\""},
    {"source cue that", cue_that, "Kerry said that the talks failed."},
    {"source cue question", cue_question,
     "Kerry asked whether the talks failed."},
    {"source cue to", cue_to, "Kerry promised to go on talking."},
    {"source cue content", always, "Kerry said the talks failed."}};

const size_t ATTRIBUTION_RULE_COUNT =
    sizeof ATTRIBUTION_RULES / sizeof *ATTRIBUTION_RULES;
