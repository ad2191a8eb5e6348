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
#include "trend_cells.h"

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
    trend->dyads = dyads_open();
    trend->cells = cells_open(CELLS_LIMIT, trend->by_article);
    trend->pending = pending_open(trend->cells, trend->dyads);
    return trend;
}

void trend_close(struct trend *trend) {
    if (!trend)
        return;
    pending_close(trend->pending);
    cells_close(trend->cells);
    places_close(trend->places);
    dyads_close(trend->dyads);
    repeats_close(trend->repeats);
    free(trend);
}

/* ---- folding ---------------------------------------------------------- */

/* The texts of an article that come again and again are the same bytes in
 * the same place: their hashes are kept by it. */
enum { KEPT_TEXTS = 64, KEPT_TARGETS = 64, KEPT_UNITS = 32 };

/* A target, and its country once it was asked for. */
struct known_target {
    struct cell_text name; /* of no length: free */
    struct cell_text country;
    bool placed;
};

/* Who speaks, and what is to be added of it: it has a portion and counts of
 * its last country and role that wait. */
struct kept_unit {
    const char *text; /* NULL = free */
    struct cell_text name;
    struct portion portion;
    const char *country, *role;
    uint32_t places; /* statements with both */
};

/* What all statements of a document share, and what is noted of them. */
struct issue {
    struct trend *trend;
    const struct document *document;
    struct portion blank;   /* of the article, without a statement */
    struct portion portion; /* the statement at hand */
    int32_t period;
    uint64_t late_source;   /* hash of a source that has no bit, or 0 */
    struct kept_unit units[KEPT_UNITS];
    struct {
        const char *text;
        struct cell_text kept;
    } texts[KEPT_TEXTS];
    struct known_target targets[KEPT_TARGETS];
};

/* A number that an address gives; its lowest bits serve. */
static size_t number_of(const char *text) {
    return (uintptr_t)text >> 4 ^ (uintptr_t)text >> 10;
}

static struct cell_text kept_text(struct issue *issue, const char *text) {
    size_t at = number_of(text) % KEPT_TEXTS;
    if (issue->texts[at].text != text) {
        issue->texts[at].text = text;
        issue->texts[at].kept = cell_text(text, strlen(text));
    }
    return issue->texts[at].kept;
}

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

static void start_issue(struct issue *issue, struct trend *trend,
                        const struct document *document) {
    const struct article *article = &document->article;
    issue->trend = trend;
    issue->document = document;
    issue->blank = (struct portion){.article = trend->articles};
    issue->late_source = 0;
    for (size_t i = 0; i < KEPT_UNITS; i++)
        issue->units[i].text = NULL;
    for (size_t i = 0; i < KEPT_TEXTS; i++)
        issue->texts[i].text = NULL;
    for (size_t i = 0; i < KEPT_TARGETS; i++)
        issue->targets[i].name.length = 0;
    issue->blank.day = day_read(article->date);
    issue->period = calendar_period(trend->calendar, issue->blank.day);
    if (!*article->source)
        return;
    uint64_t hash = word_hash(article->source, strlen(article->source));
    issue->blank.sources = source_bit(trend, hash);
    issue->late_source = issue->blank.sources ? 0 : hash;
}

static enum label label_of(const struct statement *statement) {
    return *statement->label == 'h'   ? LABEL_HOSTILE
           : *statement->label == 'c' ? LABEL_CONCILIATORY
                                      : LABEL_NEUTRAL;
}

/* A source without a bit is counted behind the key that it speaks in. */
static void count_late_source(const struct issue *issue,
                              struct cell_key key) {
    key.source = issue->late_source;
    if (key.source)
        pending_count(issue->trend->pending, &key, 1);
}

static void add_portion(const struct issue *issue, const struct cell_key *key,
                        const struct portion *portion) {
    pending_add(issue->trend->pending, key, portion);
    count_late_source(issue, *key);
}

/* What is said in the statement at hand. */
static void add_dyad(const struct issue *issue, enum cell_table table,
                     const struct cell_text *unit,
                     const struct cell_text *target) {
    struct cell_key key = {.table = table,
                           .kind = CELL_DYAD,
                           .unit = *unit,
                           .first = *target,
                           .period = issue->period};
    add_portion(issue, &key, &issue->portion);
}

/* ---- targets ---------------------------------------------------------- */

/* A target's country: the lexicons', or that of a speaker of the article. */
static const char *target_country(const struct issue *issue,
                                  const struct cell_text *target) {
    const struct document *document = issue->document;
    const char *country = places_country(issue->trend->places, target->hash);
    for (uint32_t i = 0; !*country && i < document->statement_count; i++) {
        const struct statement *other = &document->statements[i];
        if (*other->actor == *target->bytes &&
            !strncmp(other->actor, target->bytes, target->length) &&
            !other->actor[target->length])
            country = other->country;
    }
    return country;
}

/* The targets of an article are few, and each is named again and again.  The
 * first time, memory is asked for its country. */
static struct known_target *know_target(struct issue *issue,
                                        const char *target, size_t length) {
    size_t at = (length * 31 + (unsigned char)target[0] * 7u +
                 (unsigned char)target[length - 1]) % KEPT_TARGETS;
    struct known_target *known = &issue->targets[at];
    if (known->name.length != length ||
        memcmp(known->name.bytes, target, length) != 0) {
        known->name = cell_text(target, length);
        known->placed = false;
        places_prefetch(issue->trend->places, known->name.hash);
    }
    return known;
}

static const struct cell_text *country_of(struct issue *issue,
                                          struct known_target *known) {
    if (!known->placed)
        known->country =
            kept_text(issue, target_country(issue, &known->name));
    known->placed = true;
    return &known->country;
}

/* The next of the targets that are joined by ';'; false at the end. */
static bool next_target(const char **rest, const char **target,
                        size_t *length) {
    *target = *rest + (**rest == ';');
    *length = strcspn(*target, ";");
    *rest = *target + *length;
    return **target != '\0';
}

static void meet_targets(struct issue *issue, const char *targets) {
    const char *target;
    for (size_t length; next_target(&targets, &target, &length);)
        if (length)
            know_target(issue, target, length);
}

/* The dyads of a statement: from its unit, and from its country, in which
 * several targets of one country are one. */
static void add_targets(struct issue *issue, const struct cell_text *unit,
                        const struct statement *statement) {
    enum { MOST = 8 };
    struct cell_text countries[MOST];
    struct cell_text country = kept_text(issue, statement->country);
    const char *rest = statement->targets, *target;
    size_t count = 0;
    for (size_t length; next_target(&rest, &target, &length);) {
        if (!length)
            continue;
        struct known_target *known = know_target(issue, target, length);
        add_dyad(issue, CELLS_UNITS, unit, &known->name);
        const struct cell_text *to = country_of(issue, known);
        bool done = !to->length || !country.length ||
                    to->hash == country.hash || count == MOST;
        for (size_t i = 0; i < count && !done; i++)
            done = countries[i].hash == to->hash;
        if (done)
            continue;
        countries[count++] = *to;
        add_dyad(issue, CELLS_COUNTRIES, &country, to);
    }
}

/* ---- a unit ----------------------------------------------------------- */

static void add_places(struct issue *issue, struct kept_unit *unit) {
    struct cell_key key = {.table = CELLS_UNITS,
                           .kind = CELL_PLACE,
                           .unit = unit->name};
    if (unit->places) {
        key.first = kept_text(issue, unit->country);
        key.second = kept_text(issue, unit->role);
        pending_count(issue->trend->pending, &key, unit->places);
    }
    unit->places = 0;
}

/* What waits of a unit. */
static void add_unit(struct issue *issue, struct kept_unit *unit) {
    struct cell_key key = {.table = CELLS_UNITS,
                           .kind = CELL_SERIES,
                           .unit = unit->name,
                           .period = issue->period};
    struct cell_key source = {.table = CELLS_UNITS,
                              .kind = CELL_SOURCE,
                              .unit = unit->name};
    add_portion(issue, &key, &unit->portion);
    count_late_source(issue, source);
    add_places(issue, unit);
}

/* An article has few units and many statements of each; where it has more,
 * one makes room for another. */
static struct kept_unit *find_unit(struct issue *issue, const char *text) {
    struct kept_unit *unit = &issue->units[number_of(text) % KEPT_UNITS];
    if (unit->text == text)
        return unit;
    if (unit->text)
        add_unit(issue, unit);
    unit->text = text;
    unit->name = kept_text(issue, text);
    unit->portion = issue->blank;
    unit->country = unit->role = NULL;
    unit->places = 0;
    return unit;
}

/* Counts the country and role that a statement gives its unit. */
static void count_place(struct issue *issue, struct kept_unit *unit,
                        const struct statement *statement) {
    if (unit->country != statement->country || unit->role != statement->role)
        add_places(issue, unit);
    unit->country = statement->country;
    unit->role = statement->role;
    unit->places++;
}

static void count_name(const struct issue *issue, const struct cell_text *unit,
                       const char *name) {
    struct trend *trend = issue->trend;
    if (!*name || places_is_pronoun(trend->places, name))
        return;
    struct cell_key key = {.table = CELLS_UNITS,
                           .kind = CELL_NAME,
                           .unit = *unit,
                           .first = cell_text(name, strlen(name))};
    pending_count(trend->pending, &key, 1);
}

/* The statement at hand.  Of nobody there is neither name nor country. */
static void add_statement(struct issue *issue,
                          const struct statement *statement) {
    const struct grouping *grouping = issue->trend->grouping;
    const char *text = grouping->unit(issue->document, statement);
    bool known = *text != '\0';
    struct kept_unit *unit =
        find_unit(issue, known ? text : grouping->unknown);
    portion_add(&unit->portion, &issue->portion);
    if (known) {
        count_place(issue, unit, statement);
        count_name(issue, &unit->name, statement->speaker_text);
    }
    if (*statement->targets)
        add_targets(issue, &unit->name, statement);
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
    return cells_settle(trend->cells, trend->articles, why);
}

/* What each statement is known again by, and 0 where it does not matter: it
 * has no weight, or any.  Memory is asked for what its turn will need. */
static uint64_t *look_ahead(struct issue *issue) {
    enum { AHEAD = 2 };
    const struct document *document = issue->document;
    const struct trend *trend = issue->trend;
    uint32_t count = document->statement_count;
    uint64_t *prints = arena_zero(document->arena, count * sizeof *prints);
    bool wanted = !trend->each_copy && !*document->article.copy_of;
    for (uint32_t i = 0; i < count; i++) {
        const struct statement *statement = &document->statements[i];
        if (i + AHEAD < count)
            __builtin_prefetch(statement[AHEAD].targets);
        __builtin_prefetch(statement->speaker_text);
        meet_targets(issue, statement->targets);
        if (!wanted || !*statement->actor)
            continue;
        prints[i] = repeats_fingerprint(statement->actor, statement->text);
        repeats_prefetch(trend->repeats, prints[i]);
    }
    return prints;
}

/* Makes it the statement at hand. */
static void take_statement(struct issue *issue,
                           const struct statement *statement, bool copy) {
    issue->portion = issue->blank;
    issue->portion.copies = copy;
    issue->portion.sum = copy ? 0 : statement->tone;
    issue->portion.labels[label_of(statement)] = !copy;
}

/* What waits of the document, whose statements together are its volume. */
static void end_issue(struct issue *issue, const struct portion *volume) {
    struct cell_key key = {.table = CELLS_VOLUME,
                           .kind = CELL_SERIES,
                           .unit = cell_text("", 0),
                           .period = issue->period};
    add_portion(issue, &key, volume);
    for (size_t i = 0; i < KEPT_UNITS; i++)
        if (issue->units[i].text)
            add_unit(issue, &issue->units[i]);
    pending_finish(issue->trend->pending);
}

bool trend_add(struct trend *trend, const struct document *document,
               struct failure *why) {
    if (!document->statement_count)
        return true;
    if (!begin_document(trend, document->article.doc_id, why))
        return false;
    struct issue issue;
    start_issue(&issue, trend, document);
    struct portion volume = issue.blank;
    const uint64_t *prints = look_ahead(&issue);
    bool article_copied = *document->article.copy_of && !trend->each_copy;
    for (uint32_t i = 0; i < document->statement_count; i++) {
        const struct statement *statement = &document->statements[i];
        bool copy = article_copied || repeats_seen(trend->repeats, prints[i],
                                                   trend->articles);
        take_statement(&issue, statement, copy);
        portion_add(&volume, &issue.portion);
        add_statement(&issue, statement);
    }
    end_issue(&issue, &volume);
    return true;
}

bool trend_step(struct document *document, struct tools *tools,
                struct failure *why) {
    return trend_add(tools->trend, document, why);
}
