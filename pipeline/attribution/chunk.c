/* chunk.c - phrases by the classes of words.
 *
 * Limits: a verb that could be a noun and follows a name without an
 * inflection goes into the phrase ("voters report"); the learned choice among
 * phrases forgives most of it. */
#include "chunk.h"

struct chunker {
    const struct unit *units;
    int32_t end, cue;
};

static bool is_nominal(uint8_t class) {
    return class == CLASS_NAME || class == CLASS_NUMBER ||
           class == CLASS_TITLE || class == CLASS_PLAIN ||
           class == CLASS_ED || class == CLASS_ING || class == CLASS_S ||
           class == CLASS_QUANTITY;
}

static bool is_specifier(uint8_t class) {
    return class == CLASS_DETERMINER || class == CLASS_POSSESSIVE;
}

static bool may_go_on(const struct chunker *c, int32_t at) {
    return at < c->end && at != c->cue && !is_quoted(&c->units[at]);
}

/* Words that are a phrase by themselves. */
static enum phrase_type single(uint8_t class) {
    switch (class) {
    case CLASS_SUBJECT: return PHRASE_PRONOUN;
    case CLASS_OBJECT: return PHRASE_OBJECT;
    case CLASS_INDEFINITE: return PHRASE_INDEFINITE;
    case CLASS_WHO: case CLASS_WHICH: case CLASS_THAT: return PHRASE_RELATIVE;
    default: return PHRASE_NONE;
    }
}

/* A participle goes on in a phrase only behind what specifies a noun. */
static bool participle_fits(const struct chunker *c, int32_t at) {
    uint8_t before = c->units[at - 1].class;
    if (is_specifier(before) || before == CLASS_HYPHEN ||
        before == CLASS_QUANTITY)
        return true;
    return c->units[at].class == CLASS_ING &&
           c->units[at].senses & SENSE_NOUN;
}

static bool is_only_verb(const struct unit *unit) {
    return (unit->class == CLASS_PLAIN || unit->class == CLASS_S) &&
           (unit->senses & 7) == SENSE_VERB;
}

static bool word_fits(const struct chunker *c, int32_t at, bool specified) {
    const struct unit *unit = &c->units[at];
    if (unit->class == CLASS_TIME || unit->class == CLASS_QUANTITY)
        return specified;
    if (!is_nominal(unit->class))
        return false;
    if (unit->class == CLASS_ED || unit->class == CLASS_ING)
        return participle_fits(c, at);
    return !is_only_verb(unit) || is_specifier(c->units[at - 1].class);
}

/* How many units from `at` on belong to the phrase that begins at `start`:
 * 0 when it ends here. */
static int32_t step(const struct chunker *c, int32_t start, int32_t at,
                    bool *specified) {
    const struct unit *units = c->units;
    uint8_t class = units[at].class;
    bool more = may_go_on(c, at + 1);
    uint8_t next = more ? units[at + 1].class : CLASS_EDGE;
    if (class == CLASS_CLITIC)
        return is_nominal(next) || next == CLASS_LY;
    if (class == CLASS_HYPHEN || class == CLASS_MARK)
        return more ? 2 : 0;
    if (class == CLASS_LY && *specified)
        return is_nominal(next);
    if (is_specifier(class) && at == start + 1 &&
        units[start].class == CLASS_QUANTITY)
        return *specified = true;
    return word_fits(c, at, *specified);
}

/* A capital that is not only the sentence's. */
static bool is_capital_noun(const struct unit *unit) {
    return unit->flags & UNIT_CAPITAL &&
           (unit->class == CLASS_NAME || !(unit->flags & UNIT_FIRST));
}

static enum phrase_type type_of(const struct chunker *c, int32_t start,
                                int32_t end, bool specified) {
    const struct unit *units = c->units;
    if (specified)
        return PHRASE_NOUN;
    if (units[start].class == CLASS_QUANTITY && end == start + 1)
        return PHRASE_QUANTITY;
    if (is_capital_noun(&units[end - 1]))
        return PHRASE_NAME;
    for (int32_t i = start; i < end; i++)
        if (units[i].class == CLASS_NAME || units[i].class == CLASS_TITLE)
            return PHRASE_NOUN;
    return PHRASE_BARE;
}

static void add(struct phrases *phrases, const struct chunker *c,
                int32_t start, int32_t end, enum phrase_type type) {
    while (end > start + 1 && (c->units[end - 1].class == CLASS_CLITIC ||
                               c->units[end - 1].class == CLASS_HYPHEN ||
                               c->units[end - 1].class == CLASS_MARK))
        end--;
    if (phrases->count < PHRASES_MOST)
        phrases->items[phrases->count++] = (struct phrase){start, end, type};
}

static int32_t run(const struct chunker *c, int32_t start,
                   struct phrases *phrases) {
    bool specified = is_specifier(c->units[start].class);
    int32_t at = start + 1, taken;
    while (may_go_on(c, at) && (taken = step(c, start, at, &specified)) > 0)
        at += taken;
    add(phrases, c, start, at, type_of(c, start, at, specified));
    return at;
}

void chunk(const struct unit *units, int32_t start, int32_t end, int32_t cue,
           struct phrases *phrases) {
    struct chunker c = {units, end, cue};
    uint32_t most = UINT32_MAX;
    phrases->count = 0;
    for (int32_t i = start; i < end && phrases->count < most;) {
        if (i >= cue && most == UINT32_MAX)
            most = phrases->count + PHRASES_BEHIND;
        uint8_t class = units[i].class;
        enum phrase_type type = single(class);
        if (!may_go_on(&c, i)) {
            i++;
        } else if (type != PHRASE_NONE) {
            add(phrases, &c, i, i + 1, type);
            i++;
        } else if (is_specifier(class) || is_nominal(class)) {
            i = run(&c, i, phrases);
        } else {
            i++;
        }
    }
}
