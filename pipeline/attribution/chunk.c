/* chunk.c - phrases by the classes of words.
 *
 * Limits: a verb that could be a noun and follows a name without an
 * inflection goes into the phrase ("voters report"); the learned choice among
 * phrases forgives most of it. */
#include "chunk.h"

struct chunker {
    const struct unit *units;
    int32_t end;
    uint32_t commas, quoted; /* so far */
    struct phrases *phrases;
};

static bool may_go_on(const struct chunker *c, int32_t at) {
    return at < c->end && !is_quoted(&c->units[at]);
}

/* Words that are a phrase by themselves. */
static const uint8_t ALONE[CLASS_COUNT] = {
    [CLASS_SUBJECT] = PHRASE_PRONOUN,  [CLASS_OBJECT] = PHRASE_OBJECT,
    [CLASS_INDEFINITE] = PHRASE_INDEFINITE,
    [CLASS_WHO] = PHRASE_RELATIVE,     [CLASS_WHICH] = PHRASE_RELATIVE,
    [CLASS_THAT] = PHRASE_RELATIVE};

/* A participle goes on in a phrase only behind what specifies a noun. */
static bool participle_fits(const struct chunker *c, int32_t at) {
    const struct unit *before = &c->units[at - 1];
    return uses(before) & USE_SPECIFIER || before->class == CLASS_HYPHEN ||
           before->class == CLASS_QUANTITY ||
           uses(&c->units[at]) & USE_NOUN_OR_NOT;
}

static bool word_fits(const struct chunker *c, int32_t at, bool specified) {
    const struct unit *unit = &c->units[at];
    if (unit->class == CLASS_TIME || unit->class == CLASS_QUANTITY)
        return specified;
    if (!(uses(unit) & USE_NOMINAL))
        return false;
    if (unit->class == CLASS_ED || unit->class == CLASS_ING)
        return participle_fits(c, at);
    return !(uses(unit) & USE_ONLY_VERB) ||
           uses(&c->units[at - 1]) & USE_SPECIFIER;
}

/* How many units from `at` on belong to the phrase that begins at `start`:
 * 0 when it ends here. */
static int32_t step(const struct chunker *c, int32_t start, int32_t at,
                    bool *specified) {
    const struct unit *units = c->units, *unit = &units[at];
    uint8_t class = unit->class;
    bool more = may_go_on(c, at + 1);
    bool noun_next = more && uses(&units[at + 1]) & USE_NOMINAL;
    if (class == CLASS_CLITIC)
        return noun_next || (more && units[at + 1].class == CLASS_LY);
    if (class == CLASS_HYPHEN || class == CLASS_MARK)
        return more ? 2 : 0;
    if (class == CLASS_LY && *specified)
        return noun_next;
    if (uses(unit) & USE_SPECIFIER && at == start + 1 &&
        units[start].class == CLASS_QUANTITY)
        return *specified = true;
    return word_fits(c, at, *specified);
}

/* A capital that is not only the sentence's. */
static bool is_capital_noun(const struct unit *unit) {
    return unit->flags & UNIT_CAPITAL &&
           (unit->class == CLASS_NAME || !(unit->flags & UNIT_FIRST));
}

/* `seen`: the uses of all its words. */
static enum phrase_type type_of(const struct chunker *c, int32_t start,
                                int32_t end, uint32_t seen) {
    const struct unit *units = c->units;
    if (units[start].class == CLASS_QUANTITY && end == start + 1)
        return PHRASE_QUANTITY;
    if (is_capital_noun(&units[end - 1]))
        return PHRASE_NAME;
    return seen & USE_NAMING ? PHRASE_NOUN : PHRASE_BARE;
}

static void add(const struct chunker *c, int32_t start, int32_t end,
                enum phrase_type type) {
    struct phrases *phrases = c->phrases;
    phrases->items[phrases->count] =
        (struct phrase){start, end, type, c->commas, c->quoted};
    phrases->count += phrases->count < PHRASES_MOST;
}

/* The end of a phrase without clitics and marks that lead to nothing. */
static int32_t trimmed(const struct chunker *c, int32_t start, int32_t end) {
    while (end > start + 1 && (c->units[end - 1].class == CLASS_CLITIC ||
                               c->units[end - 1].class == CLASS_HYPHEN ||
                               c->units[end - 1].class == CLASS_MARK))
        end--;
    return end;
}

/* Takes the phrase that begins at `start`; returns its end. */
static int32_t run(const struct chunker *c, int32_t start) {
    const struct unit *units = c->units;
    uint32_t seen = uses(&units[start]);
    bool specified = seen & USE_SPECIFIER;
    int32_t at = start + 1, taken;
    for (; may_go_on(c, at); at += taken) {
        uint32_t can = uses(&units[at]);
        taken = can & USE_NOUNY   ? 1
                : can & USE_JOINS ? step(c, start, at, &specified)
                                  : 0;
        if (!taken)
            break;
        seen |= can | uses(&units[at + taken - 1]);
    }
    add(c, start, trimmed(c, start, at),
        specified ? PHRASE_NOUN : type_of(c, start, at, seen));
    return at;
}

/* The phrases in [start, end), which does not hold the cue, until there are
 * `most`. */
static void chunk_part(struct chunker *c, int32_t start, int32_t end,
                       uint32_t most) {
    c->end = end;
    for (int32_t i = start; i < end && c->phrases->count < most;) {
        const struct unit *unit = &c->units[i];
        uint32_t can = uses(unit);
        if (is_quoted(unit)) {
            c->quoted++;
            c->commas += can & USE_COMMA;
            i++;
        } else if (can & (USE_SPECIFIER | USE_NOMINAL)) {
            i = run(c, i);
        } else {
            if (can & USE_ALONE)
                add(c, i, i + 1, (enum phrase_type)ALONE[unit->class]);
            c->commas += can & USE_COMMA;
            i++;
        }
    }
}

void chunk(const struct unit *units, int32_t start, int32_t end, int32_t cue,
           struct phrases *phrases) {
    struct chunker c = {.units = units, .phrases = phrases};
    phrases->count = 0;
    chunk_part(&c, start, cue, PHRASES_MOST);
    phrases->behind = phrases->count;
    phrases->commas = c.commas;
    phrases->quoted = c.quoted;
    chunk_part(&c, cue + 1, end, phrases->count + PHRASES_BEHIND);
}
