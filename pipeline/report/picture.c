/* picture.c - the tables of a run, read row by row, the best kept. */
#define _POSIX_C_SOURCE 200809L
#include "picture.h"

#include "ledger.h"
#include "skim.h"
#include "words.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <yajl/yajl_tree.h>

/* ---- a table ---------------------------------------------------------- */

enum { MOST_CELL = 4096, MOST_NAMED = 32, NAME_ROOM = 512 };

struct sheet {
    struct skim *skim;
    /* columns that were asked for, by the address of their name */
    const char *names[MOST_NAMED];
    int columns[MOST_NAMED];
    size_t named;
    char text[MOST_CELL]; /* of the cell that was asked for last */
};

static bool sheet_open(struct sheet *sheet, const struct picture *picture,
                       const char *name, struct failure *why) {
    sheet->named = 0;
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", picture->folder, name);
    return skim_open(&sheet->skim, path, why);
}

static bool sheet_next(struct sheet *sheet) { return skim_next(sheet->skim); }

static bool sheet_close(struct sheet *sheet) {
    skim_close(sheet->skim);
    return true;
}

static struct raw_cell raw(struct sheet *sheet, const char *name) {
    for (size_t i = 0; i < sheet->named; i++)
        if (sheet->names[i] == name)
            return skim_cell(sheet->skim, sheet->columns[i]);
    int column = skim_column(sheet->skim, name);
    if (sheet->named < MOST_NAMED) {
        sheet->names[sheet->named] = name;
        sheet->columns[sheet->named++] = column;
    }
    return skim_cell(sheet->skim, column);
}

/* The text of a cell, until the next one is asked for. */
static const char *cell(struct sheet *sheet, const char *name) {
    raw_text(raw(sheet, name), sheet->text, sizeof sheet->text);
    return sheet->text;
}

static double number(struct sheet *sheet, const char *name) {
    return raw_number(raw(sheet, name));
}

static long count(struct sheet *sheet, const char *name) {
    return raw_count(raw(sheet, name));
}

/* A cell to compare with, valid until the next one is asked for. */
static struct raw_cell plain(struct sheet *sheet, const char *name) {
    return raw_plain(raw(sheet, name), sheet->text, sizeof sheet->text);
}

static bool says(struct raw_cell cell, const char *text) {
    return !strncmp(cell.bytes, text, cell.length) && !text[cell.length];
}

static const char *keep(struct picture *picture, const char *text) {
    return arena_copy(&picture->arena, text, strlen(text));
}

/* ---- actors ----------------------------------------------------------- */

static struct shown_actor read_actor(struct picture *picture,
                                     struct sheet *sheet) {
    return (struct shown_actor){
        .name = keep(picture, cell(sheet, "actor")),
        .country = keep(picture, cell(sheet, "country")),
        .role = keep(picture, cell(sheet, "role")),
        .names = keep(picture, cell(sheet, "names")),
        .first_day = keep(picture, cell(sheet, "first_day")),
        .last_day = keep(picture, cell(sheet, "last_day")),
        .direction = keep(picture, cell(sheet, "direction")),
        .n = count(sheet, "n_statements"),
        .articles = count(sheet, "n_articles"),
        .sources = count(sheet, "n_sources"),
        .copies = count(sheet, "n_copies"),
        .undated = count(sheet, "n_undated"),
        .periods = count(sheet, "n_periods"),
        .change_points = count(sheet, "change_points"),
        .tone = number(sheet, "tone"),
        .low = number(sheet, "ci_low"),
        .high = number(sheet, "ci_high"),
        .hostile = number(sheet, "share_hostile"),
        .neutral = number(sheet, "share_neutral"),
        .conciliatory = number(sheet, "share_conciliatory"),
        .slope = number(sheet, "slope"),
        .slope_p = number(sheet, "slope_p"),
        .small = count(sheet, "small_n") != 0};
}

/* Actors by the hash of their names: most rows are of others. */
static void index_actors(struct picture *picture) {
    for (size_t i = 0; i < picture->actor_count; i++) {
        struct shown_actor *actor = &picture->actors[i];
        actor->hash = word_hash(actor->name, strlen(actor->name));
        size_t at = actor->hash % ACTOR_SLOTS;
        while (picture->slots[at])
            at = (at + 1) % ACTOR_SLOTS;
        picture->slots[at] = (uint8_t)(i + 1);
    }
}

static bool read_actors(struct picture *picture, struct failure *why) {
    struct sheet sheet;
    if (!sheet_open(&sheet, picture, "actors.csv", why))
        return false;
    picture->actors =
        arena_zero(&picture->arena, MOST_ACTORS * sizeof *picture->actors);
    while (sheet_next(&sheet)) {
        long n = count(&sheet, "n_statements");
        if (says(plain(&sheet, "actor"), "unattributed")) {
            picture->unattributed = n;
            continue;
        }
        picture->all_actors++;
        size_t at = picture->actor_count;
        while (at > 0 && picture->actors[at - 1].n < n)
            at--;
        if (at == MOST_ACTORS)
            continue;
        if (picture->actor_count < MOST_ACTORS)
            picture->actor_count++;
        memmove(&picture->actors[at + 1], &picture->actors[at],
                (picture->actor_count - 1 - at) * sizeof *picture->actors);
        picture->actors[at] = read_actor(picture, &sheet);
    }
    while (picture->actor_count > LEAST_ACTORS &&
           picture->actors[picture->actor_count - 1].n < LEAST_SAID)
        picture->actor_count--;
    index_actors(picture);
    return sheet_close(&sheet);
}

/* The actor whose name has that hash, NULL where none is shown. */
static struct shown_actor *find_hash(const struct picture *picture,
                                     uint64_t hash) {
    size_t at = hash % ACTOR_SLOTS;
    for (; picture->slots[at]; at = (at + 1) % ACTOR_SLOTS) {
        struct shown_actor *actor = &picture->actors[picture->slots[at] - 1];
        if (actor->hash == hash)
            return actor;
    }
    return NULL;
}

static struct shown_actor *find_actor(const struct picture *picture,
                                      struct raw_cell name) {
    struct shown_actor *actor =
        find_hash(picture, word_hash(name.bytes, name.length));
    return actor && says(name, actor->name) ? actor : NULL;
}

/* The actor of a row, NULL where it is not shown. */
static struct shown_actor *actor_of(struct picture *picture,
                                    struct sheet *sheet) {
    return find_actor(picture, plain(sheet, "actor"));
}

/* ---- periods ---------------------------------------------------------- */

static struct shown_point read_point(struct sheet *sheet, size_t at) {
    return (struct shown_point){.at = at,
                                .n = count(sheet, "n_statements"),
                                .articles = count(sheet, "n_articles"),
                                .copies = count(sheet, "n_copies"),
                                .tone = number(sheet, "tone"),
                                .low = number(sheet, "ci_low"),
                                .high = number(sheet, "ci_high"),
                                .change = number(sheet, "change"),
                                .change_p = number(sheet, "change_p"),
                                .shift = number(sheet, "change_point"),
                                .shift_p = number(sheet, "change_point_p"),
                                .small = count(sheet, "small_n") != 0};
}

/* The axis of all charts; the latest periods, where there are too many. */
static bool read_volume(struct picture *picture, struct failure *why) {
    struct sheet sheet;
    if (!sheet_open(&sheet, picture, "volume.csv", why))
        return false;
    size_t room = MOST_PERIODS;
    picture->periods =
        arena_take(&picture->arena, room * sizeof *picture->periods);
    struct shown_actor *all = &picture->overall;
    all->name = "All statements";
    all->points = arena_take(&picture->arena, room * sizeof *all->points);
    while (sheet_next(&sheet)) {
        char period[NAME_ROOM];
        raw_text(raw(&sheet, "period"), period, sizeof period);
        all->n += count(&sheet, "n_statements");
        all->copies += count(&sheet, "n_copies");
        if (!strcmp(period, "undated")) {
            all->undated = count(&sheet, "n_statements");
            continue;
        }
        if (picture->period_count == MOST_PERIODS) {
            memmove(picture->periods, picture->periods + 1,
                    (MOST_PERIODS - 1) * sizeof *picture->periods);
            memmove(all->points, all->points + 1,
                    (MOST_PERIODS - 1) * sizeof *all->points);
            picture->period_count--;
            picture->earlier_periods++;
        }
        all->points[picture->period_count] = read_point(&sheet, 0);
        picture->periods[picture->period_count++] = keep(picture, period);
    }
    all->point_count = picture->period_count;
    for (size_t i = 0; i < all->point_count; i++)
        all->points[i].at = i;
    return sheet_close(&sheet);
}

static int compare_periods(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Names of periods of one kind sort as their days do. */
static const char **find_period(const struct picture *picture,
                                const char *name) {
    return bsearch(&name, picture->periods, picture->period_count,
                   sizeof *picture->periods, compare_periods);
}

static bool read_trends(struct picture *picture, struct failure *why) {
    struct sheet sheet;
    if (!sheet_open(&sheet, picture, "trends.csv", why))
        return false;
    while (sheet_next(&sheet)) {
        struct shown_actor *actor = actor_of(picture, &sheet);
        if (!actor)
            continue;
        const char **period = find_period(picture, cell(&sheet, "period"));
        if (!period)
            continue;
        if (!actor->points)
            actor->points =
                arena_take(&picture->arena, picture->period_count *
                                                sizeof *actor->points);
        if (actor->point_count < picture->period_count)
            actor->points[actor->point_count++] =
                read_point(&sheet, (size_t)(period - picture->periods));
    }
    return sheet_close(&sheet);
}

/* ---- dyads ------------------------------------------------------------ */

/* Keeps the most frequent ones, the first of even ones. */
static void keep_dyad(struct picture *picture, struct shown_actor *actor,
                      const struct shown_dyad *dyad) {
    size_t at = actor->dyad_count;
    while (at > 0 && actor->dyads[at - 1].n < dyad->n)
        at--;
    if (at == MOST_DYADS)
        return;
    if (actor->dyad_count < MOST_DYADS)
        actor->dyad_count++;
    memmove(&actor->dyads[at + 1], &actor->dyads[at],
            (actor->dyad_count - 1 - at) * sizeof *actor->dyads);
    actor->dyads[at] = *dyad;
    actor->dyads[at].target = keep(picture, dyad->target);
    actor->dyads[at].actor = actor->name;
}

/* Sums the periods of each dyad of the actors shown; they stand one after
 * another. */
static bool read_dyads(struct picture *picture, struct failure *why) {
    struct sheet sheet;
    if (!sheet_open(&sheet, picture, "dyads.csv", why))
        return false;
    struct shown_actor *of = NULL;
    struct shown_dyad dyad = {.n = 0};
    char target[NAME_ROOM] = "";
    for (bool more = true; more;) {
        more = sheet_next(&sheet);
        struct shown_actor *actor = more ? actor_of(picture, &sheet) : NULL;
        if (of && (actor != of || !says(plain(&sheet, "target"), target))) {
            dyad.tone /= (double)dyad.n;
            if (dyad.n)
                keep_dyad(picture, of, &dyad);
            of = NULL;
        }
        if (!actor)
            continue;
        if (!of) {
            raw_text(raw(&sheet, "target"), target, sizeof target);
            dyad = (struct shown_dyad){.target = target,
                                       .back = (double)NAN};
            of = actor;
        }
        long n = count(&sheet, "n_statements");
        dyad.n += n;
        if (n)
            dyad.tone += number(&sheet, "tone") * (double)n;
    }
    return sheet_close(&sheet);
}

/* What the target says of the actor, where both are shown. */
static void find_answers(struct picture *picture) {
    for (size_t i = 0; i < picture->actor_count; i++)
        for (size_t k = 0; k < picture->actors[i].dyad_count; k++) {
            struct shown_dyad *dyad = &picture->actors[i].dyads[k];
            struct shown_actor *other = find_actor(
                picture, (struct raw_cell){dyad->target,
                                           strlen(dyad->target), false});
            for (size_t j = 0; other && j < other->dyad_count; j++)
                if (!strcmp(other->dyads[j].target, dyad->actor)) {
                    dyad->back = other->dyads[j].tone;
                    dyad->back_n = other->dyads[j].n;
                }
        }
}

/* ---- the heat maps ---------------------------------------------------- */

struct weight {
    const char *name;
    long n;
};

static int compare_weights(const void *a, const void *b) {
    const struct weight *x = a, *y = b;
    if (x->n != y->n)
        return x->n < y->n ? 1 : -1;
    return strcmp(x->name, y->name);
}

/* The names with the most statements among the dyads' ends. */
static size_t heaviest(const struct shown_dyad *dyads, size_t dyad_count,
                       bool targets, const char **names) {
    struct weight *weights = allocate(dyad_count * sizeof *weights);
    size_t found = 0;
    for (size_t i = 0; i < dyad_count; i++) {
        const char *name = targets ? dyads[i].target : dyads[i].actor;
        size_t at = 0;
        while (at < found && strcmp(weights[at].name, name) != 0)
            at++;
        if (at == found)
            weights[found++] = (struct weight){name, 0};
        weights[at].n += dyads[i].n;
    }
    qsort(weights, found, sizeof *weights, compare_weights);
    size_t kept = found < MOST_HEAT ? found : MOST_HEAT;
    for (size_t i = 0; i < kept; i++)
        names[i] = weights[i].name;
    free(weights);
    return kept;
}

static size_t place(const char *const *names, size_t count_of,
                    const char *name) {
    size_t at = 0;
    while (at < count_of && strcmp(names[at], name) != 0)
        at++;
    return at;
}

static void make_heat(struct heat *heat, const struct shown_dyad *dyads,
                      size_t dyad_count) {
    heat->row_count = heaviest(dyads, dyad_count, false, heat->rows);
    heat->column_count = heaviest(dyads, dyad_count, true, heat->columns);
    for (size_t i = 0; i < dyad_count; i++) {
        size_t row = place(heat->rows, heat->row_count, dyads[i].actor);
        size_t column =
            place(heat->columns, heat->column_count, dyads[i].target);
        if (row < heat->row_count && column < heat->column_count)
            heat->cells[row * heat->column_count + column] = dyads[i];
    }
}

static void heat_of_actors(struct picture *picture) {
    size_t room = picture->actor_count * MOST_DYADS, all = 0;
    struct shown_dyad *dyads = allocate((room + 1) * sizeof *dyads);
    for (size_t i = 0; i < picture->actor_count; i++) {
        const struct shown_actor *actor = &picture->actors[i];
        for (size_t k = 0; k < actor->dyad_count; k++)
            dyads[all++] = actor->dyads[k];
    }
    make_heat(&picture->actors_heat, dyads, all);
    free(dyads);
}

/* There are fewer than 300 countries; their dyads are kept in the cells of
 * a list that grows in the picture's arena. */
struct country_dyads {
    struct shown_dyad *items;
    size_t count, room;
};

static bool read_country_dyads(struct picture *picture, struct failure *why) {
    struct sheet sheet;
    struct country_dyads list = {0};
    if (!sheet_open(&sheet, picture, "country_dyads.csv", why))
        return false;
    while (sheet_next(&sheet)) {
        long n = count(&sheet, "n_statements");
        char actor[NAME_ROOM], target[NAME_ROOM];
        raw_text(raw(&sheet, "actor"), actor, sizeof actor);
        raw_text(raw(&sheet, "target"), target, sizeof target);
        if (!n)
            continue;
        struct shown_dyad *last = list.count ? &list.items[list.count - 1]
                                             : NULL;
        if (!last || strcmp(last->actor, actor) ||
            strcmp(last->target, target)) {
            list.items = arena_grow(&picture->arena, list.items, list.count,
                                    &list.room, sizeof *list.items);
            last = &list.items[list.count++];
            *last = (struct shown_dyad){.actor = keep(picture, actor),
                                        .target = keep(picture, target)};
        }
        last->tone = (last->tone * (double)last->n +
                      number(&sheet, "tone") * (double)n) /
                     (double)(last->n + n);
        last->n += n;
    }
    make_heat(&picture->countries_heat, list.items, list.count);
    return sheet_close(&sheet);
}

/* ---- statements ------------------------------------------------------- */

/* A row of statements.csv that may be shown. */
struct candidate {
    uint64_t offset; /* of its bytes in the file */
    size_t length, row;
    double tone;
};

/* The most outspoken ones of an actor, the worst first. */
struct extremes {
    struct candidate items[MOST_EXTREMES];
    size_t count;
};

/* For each actor that is shown. */
struct choice {
    struct {
        struct extremes hostile, conciliatory;
    } of[MOST_ACTORS];
    size_t rows; /* looked at */
};

/* Keeps a statement if its tone is among the `sign`-most extreme, the first
 * of even ones. */
static void keep_extreme(struct extremes *kept, double sign,
                         const struct candidate *candidate) {
    size_t at = kept->count;
    while (at > 0 && sign * kept->items[at - 1].tone < sign * candidate->tone)
        at--;
    if (at == MOST_EXTREMES)
        return;
    kept->count += kept->count < MOST_EXTREMES;
    memmove(kept->items + at + 1, kept->items + at,
            (kept->count - 1 - at) * sizeof *kept->items);
    kept->items[at] = *candidate;
}

static void consider(const struct picture *picture, struct choice *choice,
                     const struct shown_actor *actor,
                     const struct candidate *candidate) {
    size_t i = (size_t)(actor - picture->actors);
    if (candidate->tone < 0)
        keep_extreme(&choice->of[i].hostile, -1, candidate);
    else if (candidate->tone >= 0)
        keep_extreme(&choice->of[i].conciliatory, 1, candidate);
}

/* False where the ledger does not know all rows. */
static bool choose_by_ledger(const struct picture *picture,
                             struct choice *choice, struct ledger *ledger) {
    struct ledger_entry entry;
    struct candidate candidate;
    if (!ledger_rewind(ledger))
        return false;
    while (ledger_next(ledger, &entry, &candidate.offset)) {
        choice->rows++;
        if (!entry.length)
            return false;
        const struct shown_actor *actor = find_hash(picture, entry.actor);
        if (!actor)
            continue;
        candidate.length = entry.length;
        candidate.row = choice->rows;
        candidate.tone = entry.tone / 1e4;
        consider(picture, choice, actor, &candidate);
    }
    return true;
}

static void choose_by_table(struct picture *picture, struct choice *choice,
                            struct sheet *sheet) {
    while (sheet_next(sheet)) {
        choice->rows++;
        const struct shown_actor *actor = actor_of(picture, sheet);
        if (!actor || raw(sheet, "copy_of").length)
            continue;
        struct candidate candidate = {.offset = skim_offset(sheet->skim),
                                      .length = skim_length(sheet->skim),
                                      .row = choice->rows,
                                      .tone = number(sheet, "tone")};
        consider(picture, choice, actor, &candidate);
    }
}

/* The cell's text, cut behind a word where it is longer than `most`. */
static const char *keep_cut(struct picture *picture, struct sheet *sheet,
                            const char *name, size_t most, bool *cut) {
    const char *text = cell(sheet, name);
    size_t length = strlen(text);
    if (length > most) {
        *cut = true;
        length = most;
        while (length && text[length] != ' ' && length > most / 2)
            length--;
        while (length && ((unsigned char)text[length] & 0xc0) == 0x80)
            length--;
    }
    return arena_copy(&picture->arena, text, length);
}

static struct shown_statement read_statement(struct picture *picture,
                                             struct sheet *sheet) {
    bool cut = false, other = false;
    struct shown_statement s = {
        .doc_id = keep_cut(picture, sheet, "doc_id", 200, &other),
        .date = keep_cut(picture, sheet, "date", 10, &other),
        .source = keep_cut(picture, sheet, "source", 80, &other),
        .start = keep_cut(picture, sheet, "start", 60, &other),
        .end = keep_cut(picture, sheet, "end", 60, &other),
        .speaker = keep_cut(picture, sheet, "speaker", 100, &other),
        .text = keep_cut(picture, sheet, "text", MOST_TEXT, &cut),
        .evidence = keep_cut(picture, sheet, "evidence", 240, &other),
        .label = keep_cut(picture, sheet, "label", 20, &other),
        .tone = number(sheet, "tone")};
    s.cut = cut;
    return s;
}

/* Reads the rows that were chosen; false where one is not there, or another
 * actor's. */
static bool read_extremes(struct picture *picture, struct sheet *sheet,
                          const struct shown_actor *actor,
                          const struct extremes *extremes,
                          struct shown_statement **shown, size_t *count_of) {
    *shown = arena_take(&picture->arena,
                        (extremes->count + 1) * sizeof **shown);
    *count_of = extremes->count;
    for (size_t i = 0; i < extremes->count; i++) {
        const struct candidate *chosen = &extremes->items[i];
        if (!skim_row(sheet->skim, chosen->offset, chosen->length) ||
            !says(plain(sheet, "actor"), actor->name))
            return false;
        (*shown)[i] = read_statement(picture, sheet);
        (*shown)[i].row = chosen->row;
    }
    return true;
}

static bool read_chosen(struct picture *picture, struct sheet *sheet,
                        const struct choice *choice) {
    picture->statements = choice->rows;
    for (size_t i = 0; i < picture->actor_count; i++) {
        struct shown_actor *actor = &picture->actors[i];
        if (!read_extremes(picture, sheet, actor, &choice->of[i].hostile,
                           &actor->hostile_ones, &actor->hostile_count) ||
            !read_extremes(picture, sheet, actor, &choice->of[i].conciliatory,
                           &actor->conciliatory_ones,
                           &actor->conciliatory_count))
            return false;
    }
    return true;
}

/* False where the ledger is not right for the table. */
static bool read_by_ledger(struct picture *picture, struct ledger *ledger,
                           struct failure *why) {
    struct sheet sheet;
    struct choice *choice = arena_zero(&picture->arena, sizeof *choice);
    if (!sheet_open(&sheet, picture, "statements.csv", why))
        return false;
    bool good = choose_by_ledger(picture, choice, ledger) &&
                read_chosen(picture, &sheet, choice);
    sheet_close(&sheet);
    return good;
}

static bool read_by_table(struct picture *picture, struct failure *why) {
    struct sheet sheet;
    struct choice *choice = arena_zero(&picture->arena, sizeof *choice);
    if (!sheet_open(&sheet, picture, "statements.csv", why))
        return false;
    choose_by_table(picture, choice, &sheet);
    bool good = read_chosen(picture, &sheet, choice) ||
                fail(why, "%s/statements.csv: changed while it was read",
                     picture->folder);
    sheet_close(&sheet);
    return good;
}

/* ---- rejects and run.json --------------------------------------------- */

static bool read_rejects(struct picture *picture, struct failure *why) {
    struct sheet sheet;
    if (!sheet_open(&sheet, picture, "rejects.csv", why))
        return false;
    while (sheet_next(&sheet)) {
        if (picture->all_rejects++ >= MOST_REJECTS)
            continue;
        picture->rejects[picture->reject_count++] = (struct shown_reject){
            .file = keep(picture, cell(&sheet, "file")),
            .line = keep(picture, cell(&sheet, "line")),
            .reason = keep(picture, cell(&sheet, "reason"))};
    }
    return sheet_close(&sheet);
}

static void add_fact(struct picture *picture, const char *name,
                     yajl_val value) {
    if (picture->fact_count == MOST_FACTS)
        return;
    const char *text = YAJL_IS_STRING(value)   ? YAJL_GET_STRING(value)
                       : YAJL_IS_NUMBER(value) ? YAJL_GET_NUMBER(value)
                       : YAJL_IS_TRUE(value)   ? "yes"
                       : YAJL_IS_FALSE(value)  ? "no"
                                               : NULL;
    if (text)
        picture->facts[picture->fact_count++] =
            (struct fact){keep(picture, name), keep(picture, text)};
}

/* Inputs become facts of the same name, one each. */
static void add_facts(struct picture *picture, const char *name,
                      yajl_val value) {
    if (!YAJL_IS_ARRAY(value)) {
        add_fact(picture, name, value);
        return;
    }
    for (size_t i = 0; i < YAJL_GET_ARRAY(value)->len && i < 8; i++)
        add_fact(picture, name, YAJL_GET_ARRAY(value)->values[i]);
}

/* Asked once, and not for each document of each statement. */
static void find_folders(struct picture *picture) {
    struct stat about;
    for (size_t i = 0; i < picture->fact_count; i++) {
        const struct fact *fact = &picture->facts[i];
        if (!strcmp(fact->name, "inputs") && stat(fact->value, &about) == 0 &&
            S_ISDIR(about.st_mode))
            picture->folders[picture->folder_count++] = fact->value;
    }
}

static bool read_facts(struct picture *picture, struct failure *why) {
    char path[4096], text[1 << 16], reason[256] = "";
    snprintf(path, sizeof path, "%s/run.json", picture->folder);
    FILE *file = fopen(path, "r");
    if (!file)
        return fail(why, "%s: %s", path, strerror(errno));
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    yajl_val root = yajl_tree_parse(text, reason, sizeof reason);
    if (!YAJL_IS_OBJECT(root)) {
        yajl_tree_free(root);
        return fail(why, "%s: no JSON object", path);
    }
    for (size_t i = 0; i < YAJL_GET_OBJECT(root)->len; i++)
        add_facts(picture, YAJL_GET_OBJECT(root)->keys[i],
                  YAJL_GET_OBJECT(root)->values[i]);
    yajl_tree_free(root);
    find_folders(picture);
    return true;
}

const char *picture_fact(const struct picture *picture, const char *name) {
    for (size_t i = 0; i < picture->fact_count; i++)
        if (!strcmp(picture->facts[i].name, name))
            return picture->facts[i].value;
    return "";
}

/* ---- all of it -------------------------------------------------------- */

bool picture_read_courses(struct picture *picture, const char *folder,
                          struct failure *why) {
    *picture = (struct picture){.folder = folder};
    return read_facts(picture, why) && read_actors(picture, why) &&
           read_volume(picture, why) && read_trends(picture, why);
}

bool picture_read(struct picture *picture, const char *folder,
                  struct ledger *ledger, struct failure *why) {
    if (!picture_read_courses(picture, folder, why) ||
        !read_dyads(picture, why) ||
        !read_country_dyads(picture, why) || !read_rejects(picture, why) ||
        !((ledger && read_by_ledger(picture, ledger, why)) ||
          read_by_table(picture, why)))
        return false;
    find_answers(picture);
    heat_of_actors(picture);
    return true;
}

void picture_free(struct picture *picture) { arena_free(&picture->arena); }
