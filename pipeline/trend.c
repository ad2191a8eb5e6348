/* trend.c - scored statements to sums.
 *
 * What is summed has no order: integers per cell, an article at a time, so
 * that an article with many statements is one observation for the error.
 * Statements of copied articles, and those repeated word for word, are only
 * counted, unless told otherwise. */
#include "trend.h"

#include "base/arena.h"
#include "repeats.h"
#include "trend_cells.h"

#include <stdlib.h>
#include <string.h>

/* Cells are written out beyond this. */
enum { CELLS_LIMIT = 4 * 1024 * 1024 };

/* ---- what is followed over time --------------------------------------- */

struct grouping {
    const char *name;
    const char *(*unit)(const struct document *, const struct statement *);
    const char *unknown; /* the unit's name where it has none */
};

static const char *unit_actor(const struct document *document,
                              const struct statement *statement) {
    (void)document;
    return statement->actor;
}

static const char *unit_country(const struct document *document,
                                const struct statement *statement) {
    (void)document;
    return statement->country;
}

static const char *unit_role(const struct document *document,
                             const struct statement *statement) {
    (void)document;
    return statement->role;
}

static const char *unit_source(const struct document *document,
                               const struct statement *statement) {
    (void)statement;
    return document->article.source;
}

static const struct grouping GROUPINGS[] = {
    {"actor", unit_actor, "unattributed"},
    {"country", unit_country, "unknown"},
    {"role", unit_role, "unknown"},
    {"source", unit_source, "unknown"}};

static const struct grouping *grouping_find(const char *name) {
    for (size_t i = 0; i < sizeof GROUPINGS / sizeof *GROUPINGS; i++)
        if (!strcmp(GROUPINGS[i].name, name))
            return &GROUPINGS[i];
    return NULL;
}

struct trend *trend_open(const struct options *options,
                         const struct lexicons *lexicons,
                         struct failure *why) {
    const struct calendar *calendar = calendar_find(options->period);
    const struct grouping *grouping = grouping_find(options->by);
    if (!calendar || !grouping) {
        fail(why, "no trends by '%s' and '%s'", options->by, options->period);
        return NULL;
    }
    struct trend *trend = allocate(sizeof *trend);
    *trend = (struct trend){.options = options,
                            .calendar = calendar,
                            .grouping = grouping,
                            .by_article = options->weigh_articles,
                            .each_copy = options->each_copy,
                            .places = places_open(lexicons),
                            .repeats = repeats_open()};
    trend->cells = cells_open(CELLS_LIMIT, trend->by_article);
    return trend;
}

void trend_close(struct trend *trend) {
    if (!trend)
        return;
    cells_close(trend->cells);
    places_close(trend->places);
    repeats_close(trend->repeats);
    free(trend);
}

/* ---- keys ------------------------------------------------------------- */

struct key {
    char bytes[KEY_MOST];
    size_t length;
};

/* The length of a name in a key: at most NAME_MOST bytes, no half letter. */
static size_t name_length(const char *name, size_t length) {
    if (length <= NAME_MOST)
        return length;
    length = NAME_MOST;
    while (length && ((unsigned char)name[length] & 0xc0) == 0x80)
        length--;
    return length;
}

static void key_name(struct key *key, const char *name, size_t length) {
    length = name_length(name, length);
    memcpy(key->bytes + key->length, name, length);
    key->length += length;
    key->bytes[key->length++] = '\0';
}

static void key_number(struct key *key, uint64_t number, size_t bytes) {
    for (size_t i = bytes; i-- > 0; number >>= 8)
        key->bytes[key->length + i] = (char)number;
    key->length += bytes;
}

static void key_period(struct key *key, int32_t period) {
    key_number(key, (uint32_t)period ^ UINT32_C(0x80000000), PERIOD_BYTES);
}

/* ---- folding ---------------------------------------------------------- */

/* What all statements of a document share. */
struct issue {
    uint64_t article;
    int32_t day, period;
    uint64_t source; /* hash, 0 = none */
    unsigned bit;    /* of the source; SOURCE_BITS = too many before it */
    bool copy;       /* the statement at hand has no weight */
};

static struct issue make_issue(struct trend *trend,
                               const struct document *document) {
    const struct article *article = &document->article;
    struct issue issue = {.article = trend->articles,
                          .day = day_read(article->date),
                          .copy = *article->copy_of && !trend->each_copy};
    issue.period = calendar_period(trend->calendar, issue.day);
    if (!*article->source)
        return issue;
    issue.source = word_hash(article->source, strlen(article->source));
    while (issue.bit < trend->source_count &&
           trend->sources[issue.bit] != issue.source)
        issue.bit++;
    if (issue.bit == trend->source_count && issue.bit < SOURCE_BITS)
        trend->sources[trend->source_count++] = issue.source;
    return issue;
}

static enum label label_of(const struct statement *statement) {
    return *statement->label == 'h'   ? LABEL_HOSTILE
           : *statement->label == 'c' ? LABEL_CONCILIATORY
                                      : LABEL_NEUTRAL;
}

/* The figures of a key, to which the period is added; its source noted. */
static struct figures *figures_of(struct trend *trend, struct key *key,
                                  const struct issue *issue) {
    key_period(key, issue->period);
    size_t length = key->length;
    if (issue->source && issue->bit == SOURCE_BITS) {
        key_number(key, issue->source, HASH_BYTES);
        ++*cells_count(trend->cells, key->bytes, key->length);
    }
    struct figures *figures =
        cells_figures(trend->cells, key->bytes, length);
    if (issue->source && issue->bit < SOURCE_BITS)
        figures->sources |= UINT64_C(1) << issue->bit;
    return figures;
}

static void add_to(struct figures *figures, const struct trend *trend,
                   const struct issue *issue,
                   const struct statement *statement) {
    if (issue->copy)
        figures_add_copy(figures, issue->day);
    else
        figures_add_statement(figures, issue->article, statement->tone,
                              label_of(statement), issue->day,
                              trend->by_article);
}

static void start_key(struct key *key, enum cell_table table,
                      const char *unit) {
    key->length = 0;
    key->bytes[key->length++] = (char)table;
    key_name(key, unit, strlen(unit));
}

static void add_dyad(struct trend *trend, const struct key *unit,
                     const char *target, size_t length,
                     const struct issue *issue,
                     const struct statement *statement) {
    struct key key;
    memcpy(key.bytes, unit->bytes, unit->length);
    key.length = unit->length;
    key.bytes[key.length++] = CELL_DYAD;
    key_name(&key, target, length);
    add_to(figures_of(trend, &key, issue), trend, issue, statement);
}

/* A target's country: the lexicons', or that of a speaker of the article. */
static const char *target_country(const struct trend *trend,
                                  const struct document *document,
                                  const char *target, size_t length) {
    const char *country = places_country(trend->places, target, length);
    for (uint32_t i = 0; !*country && i < document->statement_count; i++) {
        const struct statement *other = &document->statements[i];
        if (!strncmp(other->actor, target, length) && !other->actor[length])
            country = other->country;
    }
    return country;
}

/* The dyads of a statement: from its unit, and from its country, in which
 * several targets of one country are one. */
static void add_targets(struct trend *trend, const struct key *unit,
                        const struct document *document,
                        const struct issue *issue,
                        const struct statement *statement) {
    enum { MOST = 8 };
    const char *countries[MOST], *target = statement->targets;
    size_t count = 0;
    struct key country;
    start_key(&country, CELLS_COUNTRIES, statement->country);
    for (size_t length; *target; target += length + (target[length] == ';')) {
        length = strcspn(target, ";");
        if (!length)
            continue;
        add_dyad(trend, unit, target, length, issue, statement);
        const char *code = target_country(trend, document, target, length);
        bool known = !*code || !*statement->country ||
                     !strcmp(code, statement->country) || count == MOST;
        for (size_t i = 0; i < count && !known; i++)
            known = !strcmp(countries[i], code);
        if (known)
            continue;
        countries[count++] = code;
        add_dyad(trend, &country, code, strlen(code), issue, statement);
    }
}

/* ---- a unit ----------------------------------------------------------- */

/* A unit of the article at hand: an article has few of them and many
 * statements of each, and the table need not be asked each time. */
struct recent {
    const char *unit;      /* NULL = free */
    struct key key;
    struct figures *series;
    const char *country, *role; /* to which the count belongs */
    uint64_t *count;
};

enum { MOST_RECENT = 8 };

struct recents {
    struct recent items[MOST_RECENT];
    size_t next;           /* is forgotten next */
    const void *base;      /* where the cells were */
    struct figures *volume;
};

static struct recent *add_recent(struct trend *trend, struct recents *recents,
                                 const char *unit,
                                 const struct issue *issue) {
    struct recent *recent = &recents->items[recents->next++ % MOST_RECENT];
    start_key(&recent->key, CELLS_UNITS, unit);
    struct key key;
    memcpy(key.bytes, recent->key.bytes, recent->key.length);
    key.length = recent->key.length;
    if (issue->source && issue->bit == SOURCE_BITS) {
        key.bytes[key.length++] = CELL_SOURCE;
        key_number(&key, issue->source, HASH_BYTES);
        ++*cells_count(trend->cells, key.bytes, key.length);
        key.length = recent->key.length;
    }
    key.bytes[key.length++] = CELL_SERIES;
    recent->series = figures_of(trend, &key, issue);
    recent->unit = unit;
    recent->count = NULL;
    return recent;
}

static struct recent *find_recent(struct trend *trend,
                                  struct recents *recents, const char *unit,
                                  const struct issue *issue) {
    for (size_t i = 0; i < MOST_RECENT; i++) {
        struct recent *recent = &recents->items[i];
        if (recent->unit &&
            (recent->unit == unit || !strcmp(recent->unit, unit)))
            return recent;
    }
    return add_recent(trend, recents, unit, issue);
}

static size_t append_text(char *to, const char *text) {
    size_t length = name_length(text, strlen(text));
    memcpy(to, text, length);
    to[length] = '\0';
    return length + 1;
}

/* Counts the country and role that a statement gives its unit. */
static void count_place(struct trend *trend, struct recent *recent,
                        const struct statement *statement) {
    if (!recent->count || strcmp(recent->country, statement->country) != 0 ||
        strcmp(recent->role, statement->role) != 0) {
        char *bytes = recent->key.bytes;
        size_t length = recent->key.length;
        bytes[length++] = CELL_PLACE;
        length += append_text(bytes + length, statement->country);
        length += append_text(bytes + length, statement->role);
        recent->count = cells_count(trend->cells, bytes, length);
        recent->country = statement->country;
        recent->role = statement->role;
    }
    ++*recent->count;
}

static void count_name(struct trend *trend, struct key *unit,
                       const char *name) {
    if (!*name || places_is_pronoun(trend->places, name))
        return;
    unit->bytes[unit->length] = CELL_NAME;
    size_t length = append_text(unit->bytes + unit->length + 1, name);
    ++*cells_count(trend->cells, unit->bytes, unit->length + length);
}

/* Of nobody there is neither name nor country. */
static void add_unit(struct trend *trend, struct recents *recents,
                     const struct document *document,
                     const struct issue *issue,
                     const struct statement *statement) {
    const char *unit = trend->grouping->unit(document, statement);
    bool known = *unit != '\0';
    struct recent *recent =
        find_recent(trend, recents, known ? unit : trend->grouping->unknown,
                    issue);
    add_to(recent->series, trend, issue, statement);
    if (known) {
        count_place(trend, recent, statement);
        count_name(trend, &recent->key, statement->speaker_text);
    }
    if (*statement->targets)
        add_targets(trend, &recent->key, document, issue, statement);
}

/* ---- a document ------------------------------------------------------- */

/* A long article comes in several documents, one after another; it is one
 * article all the same.  Cells are written out only between articles. */
static bool begin_article(struct trend *trend, const char *doc_id,
                          struct failure *why) {
    uint64_t hash = word_hash(doc_id, strlen(doc_id));
    if (trend->articles && hash == trend->doc_id)
        return true;
    trend->articles++;
    trend->doc_id = hash;
    return cells_settle(trend->cells, why);
}

/* Forgets what is known of the article's cells if they have moved. */
static void refresh(struct trend *trend, struct recents *recents,
                    const struct issue *issue) {
    if (recents->volume && recents->base == cells_base(trend->cells))
        return;
    struct key key;
    for (size_t i = 0; i < MOST_RECENT; i++)
        recents->items[i].unit = NULL;
    start_key(&key, CELLS_VOLUME, "");
    key.bytes[key.length++] = CELL_SERIES;
    recents->volume = figures_of(trend, &key, issue);
    recents->base = cells_base(trend->cells);
}

bool trend_add(struct trend *trend, const struct document *document,
               struct failure *why) {
    if (!document->statement_count)
        return true;
    if (!begin_article(trend, document->article.doc_id, why))
        return false;
    struct issue issue = make_issue(trend, document);
    struct recents recents;
    recents.next = 0;
    recents.volume = NULL;
    bool article_copied = issue.copy;
    for (uint32_t i = 0; i < document->statement_count; i++) {
        const struct statement *statement = &document->statements[i];
        refresh(trend, &recents, &issue);
        issue.copy = article_copied ||
                     (!trend->each_copy && *statement->actor &&
                      repeats_seen(trend->repeats, statement->actor,
                                   statement->text, issue.article));
        add_to(recents.volume, trend, &issue, statement);
        add_unit(trend, &recents, document, &issue, statement);
    }
    return true;
}

bool trend_step(struct document *document, struct tools *tools,
                struct failure *why) {
    return trend_add(tools->trend, document, why);
}
