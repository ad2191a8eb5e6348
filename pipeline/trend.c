/* trend.c - scored statements to sums.
 *
 * What is summed has no order: integers per cell, an article at a time, so
 * that an article with many statements is one observation for the error.
 * Statements of copied articles, and those repeated word for word, are only
 * counted, unless told otherwise. */
#include "trend.h"

#include "base/arena.h"
#include "pending.h"
#include "repeats.h"

#include <stdlib.h>
#include <string.h>

/* Cells are written out beyond this. */
enum { CELLS_LIMIT = 2 * 1024 * 1024 };

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
    trend->pending = pending_open(trend->cells, trend->by_article);
    return trend;
}

void trend_close(struct trend *trend) {
    if (!trend)
        return;
    pending_close(trend->pending);
    cells_close(trend->cells);
    places_close(trend->places);
    repeats_close(trend->repeats);
    free(trend);
}

/* ---- folding ---------------------------------------------------------- */

/* What all statements of a document share, and what is noted of them. */
struct issue {
    struct trend *trend;
    const struct document *document;
    struct addition addition; /* of the statement at hand */
    int32_t period;
    uint64_t late_source; /* hash of a source that has no bit, or 0 */
};

/* The bit of a source, 0 where too many came before it. */
static uint64_t source_bit(struct trend *trend, uint64_t hash) {
    size_t bit = 0;
    while (bit < trend->source_count && trend->sources[bit] != hash)
        bit++;
    if (bit == SOURCE_BITS)
        return 0;
    if (bit == trend->source_count)
        trend->sources[trend->source_count++] = hash;
    return UINT64_C(1) << bit;
}

static struct issue make_issue(struct trend *trend,
                               const struct document *document) {
    const struct article *article = &document->article;
    struct issue issue = {.trend = trend, .document = document};
    struct addition *addition = &issue.addition;
    addition->article = trend->articles;
    addition->day = day_read(article->date);
    issue.period = calendar_period(trend->calendar, addition->day);
    if (!*article->source)
        return issue;
    uint64_t hash = word_hash(article->source, strlen(article->source));
    addition->sources = source_bit(trend, hash);
    issue.late_source = addition->sources ? 0 : hash;
    return issue;
}

static enum label label_of(const struct statement *statement) {
    return *statement->label == 'h'   ? LABEL_HOSTILE
           : *statement->label == 'c' ? LABEL_CONCILIATORY
                                      : LABEL_NEUTRAL;
}

/* A source without a bit is counted behind the key that it speaks in. */
static void count_late_source(const struct issue *issue,
                              const struct key *key) {
    if (!issue->late_source)
        return;
    struct key *own = pending_key(issue->trend->pending);
    memcpy(own->bytes, key->bytes, key->length);
    own->length = key->length;
    key_number(own, issue->late_source, HASH_BYTES);
    pending_count(issue->trend->pending);
}

static void add_dyad(const struct issue *issue, const struct key *unit,
                     const char *target, size_t length) {
    struct pending *pending = issue->trend->pending;
    struct key *key = pending_key(pending);
    key_of_unit(key, unit, CELL_DYAD);
    key_name(key, target, length);
    key_period(key, issue->period);
    pending_add(pending, &issue->addition);
    count_late_source(issue, key);
}

/* ---- targets ---------------------------------------------------------- */

/* A target's country: the lexicons', or that of a speaker of the article. */
static const char *target_country(const struct issue *issue,
                                  const char *target, size_t length) {
    const struct document *document = issue->document;
    const char *country =
        places_country(issue->trend->places, target, length);
    for (uint32_t i = 0; !*country && i < document->statement_count; i++) {
        const struct statement *other = &document->statements[i];
        if (*other->actor == *target &&
            !strncmp(other->actor, target, length) && !other->actor[length])
            country = other->country;
    }
    return country;
}

/* The targets of an article are few, and each is named again and again. */
struct known_target {
    const char *name, *country; /* NULL = free */
    size_t length;
};
enum { KNOWN_TARGETS = 64 };

static const char *known_country(struct known_target *known,
                                 const struct issue *issue,
                                 const char *target, size_t length) {
    size_t at = (length * 31 + (unsigned char)target[0] * 7u +
                 (unsigned char)target[length - 1]) % KNOWN_TARGETS;
    struct known_target *place = &known[at];
    if (!place->name || place->length != length ||
        memcmp(place->name, target, length) != 0)
        *place = (struct known_target){
            target, target_country(issue, target, length), length};
    return place->country;
}

/* The dyads of a statement: from its unit, and from its country, in which
 * several targets of one country are one. */
static void add_targets(const struct issue *issue, const struct key *unit,
                        const struct statement *statement,
                        struct known_target *known) {
    enum { MOST = 8 };
    const char *countries[MOST], *target = statement->targets;
    size_t count = 0;
    struct key country;
    key_start(&country, CELLS_COUNTRIES, statement->country);
    for (size_t length; *target; target += length + (target[length] == ';')) {
        length = strcspn(target, ";");
        if (!length)
            continue;
        add_dyad(issue, unit, target, length);
        const char *code = known_country(known, issue, target, length);
        bool done = !*code || !*statement->country ||
                    !strcmp(code, statement->country) || count == MOST;
        for (size_t i = 0; i < count && !done; i++)
            done = !strcmp(countries[i], code);
        if (done)
            continue;
        countries[count++] = code;
        add_dyad(issue, &country, code, strlen(code));
    }
}

/* ---- a unit ----------------------------------------------------------- */

/* A unit of the article at hand: an article has few of them and many
 * statements of each, and the table need not be asked each time. */
struct recent {
    const char *unit;           /* NULL = free */
    struct key key, series_key;
    uint32_t series_hash;
    struct figures *series;     /* NULL = not yet found */
    const char *country, *role; /* to which the count belongs */
    uint64_t *count;            /* likewise */
};

enum { MOST_RECENT = 8 };

struct recents {
    struct recent items[MOST_RECENT];
    size_t next;           /* is forgotten next */
    const void *base;      /* where the cells were */
    struct figures *volume;
    struct known_target targets[KNOWN_TARGETS];
};

static void forget_all(struct recents *recents) {
    for (size_t i = 0; i < MOST_RECENT; i++)
        recents->items[i].unit = NULL;
    for (size_t i = 0; i < KNOWN_TARGETS; i++)
        recents->targets[i].name = NULL;
    recents->next = 0;
    recents->volume = NULL;
}

/* Its place in memory is only asked for. */
static struct recent *add_recent(const struct issue *issue,
                                 struct recents *recents, const char *unit) {
    struct recent *recent = &recents->items[recents->next++ % MOST_RECENT];
    struct key *series = &recent->series_key;
    key_start(&recent->key, CELLS_UNITS, unit);
    key_of_unit(series, &recent->key, CELL_SERIES);
    key_period(series, issue->period);
    recent->series_hash = cells_hash(series->bytes, series->length);
    cells_prefetch_place(issue->trend->cells, recent->series_hash);
    recent->unit = unit;
    recent->series = NULL;
    recent->count = NULL;
    if (issue->late_source) {
        struct key source;
        key_of_unit(&source, &recent->key, CELL_SOURCE);
        count_late_source(issue, &source);
        count_late_source(issue, series);
    }
    return recent;
}

static struct recent *find_recent(const struct issue *issue,
                                  struct recents *recents, const char *unit) {
    for (size_t i = 0; i < MOST_RECENT; i++) {
        struct recent *recent = &recents->items[i];
        if (recent->unit == unit ||
            (recent->unit && *recent->unit == *unit &&
             !strcmp(recent->unit, unit)))
            return recent;
    }
    return add_recent(issue, recents, unit);
}

static struct figures *series_of(const struct issue *issue,
                                 struct recent *recent) {
    const struct key *key = &recent->series_key;
    if (!recent->series)
        recent->series = cells_figures(issue->trend->cells, key->bytes,
                                       key->length, recent->series_hash);
    return recent->series;
}

/* Counts the country and role that a statement gives its unit. */
static void count_place(struct trend *trend, struct recent *recent,
                        const struct statement *statement) {
    if (!recent->count || strcmp(recent->country, statement->country) != 0 ||
        strcmp(recent->role, statement->role) != 0) {
        struct key key;
        key_of_unit(&key, &recent->key, CELL_PLACE);
        key_name(&key, statement->country, strlen(statement->country));
        key_name(&key, statement->role, strlen(statement->role));
        recent->count = cells_count(trend->cells, key.bytes, key.length,
                                    cells_hash(key.bytes, key.length));
        recent->country = statement->country;
        recent->role = statement->role;
    }
    ++*recent->count;
}

static void count_name(struct trend *trend, const struct key *unit,
                       const char *name) {
    if (!*name || places_is_pronoun(trend->places, name))
        return;
    struct key *key = pending_key(trend->pending);
    key_of_unit(key, unit, CELL_NAME);
    key_text(key, name, strlen(name));
    pending_count(trend->pending);
}

/* Of nobody there is neither name nor country. */
static void add_unit(const struct issue *issue, struct recents *recents,
                     const struct statement *statement) {
    struct trend *trend = issue->trend;
    const char *unit = trend->grouping->unit(issue->document, statement);
    bool known = *unit != '\0';
    struct recent *recent = find_recent(
        issue, recents, known ? unit : trend->grouping->unknown);
    addition_make(&issue->addition, series_of(issue, recent),
                  trend->by_article);
    if (known) {
        count_place(trend, recent, statement);
        count_name(trend, &recent->key, statement->speaker_text);
    }
    if (*statement->targets)
        add_targets(issue, &recent->key, statement, recents->targets);
}

/* ---- a document ------------------------------------------------------- */

/* A long article comes in several documents, one after another; it is one
 * article all the same. */
static bool begin_document(struct trend *trend, const char *doc_id,
                           struct failure *why) {
    uint64_t hash = word_hash(doc_id, strlen(doc_id));
    if (!trend->articles || hash != trend->doc_id)
        trend->articles++;
    trend->doc_id = hash;
    if (cells_must_settle(trend->cells, trend->articles))
        pending_finish(trend->pending);
    return cells_settle(trend->cells, trend->articles, why);
}

/* Where the cells have moved, what is known of them is asked for anew. */
static void refresh(const struct issue *issue, struct recents *recents) {
    struct cells *cells = issue->trend->cells;
    if (recents->volume && recents->base == cells_base(cells))
        return;
    struct key key;
    for (size_t i = 0; i < MOST_RECENT; i++) {
        recents->items[i].series = NULL;
        recents->items[i].count = NULL;
    }
    key_start(&key, CELLS_VOLUME, "");
    key.bytes[key.length++] = CELL_SERIES;
    key_period(&key, issue->period);
    bool first = !recents->volume;
    recents->volume = cells_figures(cells, key.bytes, key.length,
                                    cells_hash(key.bytes, key.length));
    if (first)
        count_late_source(issue, &key);
    recents->base = cells_base(cells);
}

/* What each statement is known again by, and 0 where it does not matter: it
 * has no weight, or any.  Units are met on the way, so that their places are
 * there when they are used. */
static uint64_t *look_ahead(const struct issue *issue,
                            struct recents *recents) {
    const struct document *document = issue->document;
    const struct trend *trend = issue->trend;
    uint64_t *prints = arena_zero(document->arena,
                                  document->statement_count * sizeof *prints);
    bool wanted = !trend->each_copy && !*document->article.copy_of;
    for (uint32_t i = 0; i < document->statement_count; i++) {
        const struct statement *statement = &document->statements[i];
        const char *unit = trend->grouping->unit(document, statement);
        if (*unit && recents->next < MOST_RECENT)
            find_recent(issue, recents, unit);
        if (!wanted || !*statement->actor)
            continue;
        prints[i] = repeats_fingerprint(statement->actor, statement->text);
        repeats_prefetch(trend->repeats, prints[i]);
    }
    return prints;
}

bool trend_add(struct trend *trend, const struct document *document,
               struct failure *why) {
    if (!document->statement_count)
        return true;
    if (!begin_document(trend, document->article.doc_id, why))
        return false;
    struct issue issue = make_issue(trend, document);
    struct addition *addition = &issue.addition;
    struct recents recents;
    forget_all(&recents);
    const uint64_t *prints = look_ahead(&issue, &recents);
    bool article_copied = *document->article.copy_of && !trend->each_copy;
    for (uint32_t i = 0; i < document->statement_count; i++) {
        const struct statement *statement = &document->statements[i];
        refresh(&issue, &recents);
        addition->tone = statement->tone;
        addition->label = label_of(statement);
        addition->copy = article_copied ||
                         repeats_seen(trend->repeats, prints[i],
                                      addition->article);
        addition_make(addition, recents.volume, trend->by_article);
        add_unit(&issue, &recents, statement);
    }
    return true;
}

bool trend_step(struct document *document, struct tools *tools,
                struct failure *why) {
    return trend_add(tools->trend, document, why);
}
