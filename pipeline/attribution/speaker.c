/* speaker.c - the whole mention of a speaker from its head phrase.
 *
 * The decision about the source chooses one phrase, which holds the head;
 * here it gets back what belongs to it: "Secretary" + "of State John Kerry",
 * "the leadership" + "in Kiev", "Kerry and" + "Lavrov". */
#include "decide.h"

struct mention {
    const struct scene *scene;
    struct range range;
    uint32_t first, last; /* phrases of the scene inside it */
};

static uint8_t class_at(const struct mention *m, int32_t at) {
    return m->scene->units[at].class;
}

static const struct phrase *phrase_at(const struct mention *m, uint32_t i) {
    return &m->scene->phrases.items[i];
}

/* The phrase that stands right behind one joining word, NULL = none. */
static const struct phrase *joined(const struct mention *m) {
    if (m->last + 1 >= m->scene->phrases.count)
        return NULL;
    const struct phrase *next = phrase_at(m, m->last + 1);
    return next->start == m->range.end + 1 ? next : NULL;
}

static void take_next(struct mention *m, const struct phrase *next) {
    m->range.end = next->end;
    m->last++;
}

/* Secretary + of State John Kerry */
static void title_of_office(struct mention *m) {
    const struct phrase *next = joined(m);
    if (next && class_at(m, m->range.end - 1) == CLASS_TITLE &&
        class_at(m, m->range.end) == CLASS_OF && next->type == PHRASE_NAME)
        take_next(m, next);
}

static bool begins_modifier(uint8_t class) {
    return class == CLASS_OF || class == CLASS_FOR || class == CLASS_FROM ||
           class == CLASS_AT || class == CLASS_IN || class == CLASS_WITH ||
           class == CLASS_ON;
}

/* the leadership + in Kiev; only for common nouns, and before the cue only
 * where the modifiers reach to its verb. */
static void modifiers(struct mention *m) {
    bool before = m->range.start < m->scene->cue;
    struct mention longer = *m;
    const struct phrase *next;
    if (phrase_at(m, m->last)->type == PHRASE_NAME)
        return;
    while ((next = joined(&longer)) &&
           begins_modifier(class_at(m, longer.range.end)) &&
           (before || class_at(m, longer.range.end) <= CLASS_FOR ||
            class_at(m, longer.range.end) == CLASS_FROM) &&
           (!before || next->end <= m->scene->before + 1))
        take_next(&longer, next);
    if (!before || longer.range.end == m->scene->before + 1)
        *m = longer;
}

static bool begins_clause(const struct mention *m, int32_t at) {
    if (at == m->scene->first)
        return true;
    uint8_t class = class_at(m, at - 1);
    return class == CLASS_COMMA || class == CLASS_AND || class == CLASS_BUT ||
           class == CLASS_CLOSE || class == CLASS_DASH ||
           class == CLASS_THAT || class == CLASS_AS || class == CLASS_BY ||
           class == CLASS_SUBORDINATOR;
}

/* Kerry and + Lavrov, where a clause begins with them. */
static void coordination(struct mention *m) {
    if (!m->first || class_at(m, m->range.start - 1) != CLASS_AND)
        return;
    const struct phrase *before = phrase_at(m, m->first - 1);
    if (before->end == m->range.start - 1 &&
        before->type == phrase_at(m, m->first)->type &&
        before->type != PHRASE_PRONOUN && begins_clause(m, before->start))
        m->range.start = before->start;
}

struct range speaker_mention(const struct scene *scene, uint32_t head) {
    const struct phrase *phrase = &scene->phrases.items[head];
    struct mention m = {scene, {phrase->start, phrase->end}, head, head};
    title_of_office(&m);
    modifiers(&m);
    coordination(&m);
    return m.range;
}
