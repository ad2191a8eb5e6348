/* diff.c - what changed between two runs: whose tone moved, which statements
 * got another label.
 *
 * Actors come in the same order in both tables, so they are merged as they
 * are read.  Of the first run's statements a hash of the name, the label and
 * the tone are kept, 16 bytes each; the second run's are looked up. */
#include "commands.h"

#include "base/csv.h"
#include "base/output.h"
#include "markup.h"
#include "words.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SHOWN = 20, LABELS = 4 };
static const char *const LABEL_NAMES[LABELS] = {"hostile", "neutral",
                                                "conciliatory", "other"};

/* ---- a table ---------------------------------------------------------- */

struct sheet {
    struct csv_reader *csv;
    struct arena arena;
    struct csv_row row;
    bool there; /* a row */
};

static bool sheet_next(struct sheet *sheet, struct failure *why) {
    arena_empty(&sheet->arena, 1 << 18);
    enum csv_result result =
        csv_next(sheet->csv, &sheet->arena, &sheet->row, why);
    sheet->there = result == CSV_ROW;
    return result != CSV_DAMAGED;
}

static bool sheet_open(struct sheet *sheet, const char *folder,
                       const char *name, struct failure *why) {
    char path[4096];
    *sheet = (struct sheet){0};
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return csv_open(&sheet->csv, path, ',', why) && sheet_next(sheet, why);
}

static void sheet_close(struct sheet *sheet) {
    csv_close(sheet->csv);
    arena_free(&sheet->arena);
}

static const char *cell(const struct sheet *sheet, const char *name) {
    int column = csv_column(sheet->csv, name);
    return column < 0 ? "" : sheet->row.cells[column];
}

static double tone_of(const struct sheet *sheet) {
    const char *text = cell(sheet, "tone");
    return *text ? strtod(text, NULL) : (double)NAN;
}

/* A table of the user's own may lack the name: article and first byte, or
 * the text itself. */
static const char *statement_name(struct sheet *sheet) {
    const char *name = cell(sheet, "statement");
    const char *start = cell(sheet, "start");
    if (*name)
        return name;
    return arena_print(&sheet->arena, "%s#%s", cell(sheet, "doc_id"),
                       *start ? start : cell(sheet, "text"));
}

/* ---- actors ----------------------------------------------------------- */

struct moved {
    char name[128];
    double before, after;
    long n_before, n_after;
};

struct actors {
    size_t both, only_a, only_b, moved;
    struct moved most[MOST_SHOWN]; /* those that moved most */
    size_t shown;
};

/* A move counts if it can be seen in two digits. */
static void note_actor(struct actors *actors, const struct sheet *a,
                       const struct sheet *b) {
    struct moved moved = {.before = tone_of(a),
                          .after = tone_of(b),
                          .n_before = atol(cell(a, "n_statements")),
                          .n_after = atol(cell(b, "n_statements"))};
    double size = fabs(moved.after - moved.before);
    actors->both++;
    if (!(size >= 0.005))
        return;
    actors->moved++;
    const char *name = cell(a, "actor");
    memcpy(moved.name, name, markup_fit(name, sizeof moved.name - 1));
    size_t at = actors->shown;
    while (at > 0 && fabs(actors->most[at - 1].after -
                          actors->most[at - 1].before) < size)
        at--;
    if (at == MOST_SHOWN)
        return;
    actors->shown += actors->shown < MOST_SHOWN;
    memmove(&actors->most[at + 1], &actors->most[at],
            (actors->shown - 1 - at) * sizeof *actors->most);
    actors->most[at] = moved;
}

static bool compare_actors(struct actors *actors, const char *folder_a,
                           const char *folder_b, struct failure *why) {
    struct sheet a, b = {0};
    bool good = sheet_open(&a, folder_a, "actors.csv", why) &&
                sheet_open(&b, folder_b, "actors.csv", why);
    while (good && (a.there || b.there)) {
        int order = !a.there   ? 1
                    : !b.there ? -1
                               : strcmp(cell(&a, "actor"), cell(&b, "actor"));
        if (order == 0)
            note_actor(actors, &a, &b);
        actors->only_a += order < 0;
        actors->only_b += order > 0;
        if (order <= 0)
            good = sheet_next(&a, why);
        if (good && order >= 0)
            good = sheet_next(&b, why);
    }
    sheet_close(&a);
    sheet_close(&b);
    return good;
}

/* ---- statements ------------------------------------------------------- */

struct known {
    uint64_t hash; /* of the statement's name; 0 = free */
    float tone;
    uint8_t label;
    bool met;
};

struct statements {
    struct known *slots;
    size_t mask, count;
    size_t both, only_b, flips[LABELS][LABELS];
    double moved; /* sum of absolute moves of tone */
    size_t shown;
};

static unsigned label_number(const char *label) {
    for (unsigned i = 0; i < LABELS - 1; i++)
        if (!strcmp(label, LABEL_NAMES[i]))
            return i;
    return LABELS - 1;
}

static struct known *find(const struct statements *s, const char *name) {
    uint64_t hash = word_hash(name, strlen(name)) | 1;
    size_t at = hash >> 16 & s->mask;
    while (s->slots[at].hash && s->slots[at].hash != hash)
        at = (at + 1) & s->mask;
    return &s->slots[at];
}

static void make_room(struct statements *s) {
    size_t count = s->slots ? (s->mask + 1) * 2 : 1024;
    struct known *old = s->slots;
    size_t old_count = old ? s->mask + 1 : 0;
    s->slots = allocate(count * sizeof *s->slots);
    memset(s->slots, 0, count * sizeof *s->slots);
    s->mask = count - 1;
    for (size_t i = 0; i < old_count; i++) {
        size_t at = old[i].hash >> 16 & s->mask;
        if (!old[i].hash)
            continue;
        while (s->slots[at].hash)
            at = (at + 1) & s->mask;
        s->slots[at] = old[i];
    }
    free(old);
}

static bool remember(struct statements *s, const char *folder,
                     struct failure *why) {
    struct sheet a;
    bool good = sheet_open(&a, folder, "statements.csv", why);
    for (; good && a.there; good = sheet_next(&a, why)) {
        if (!s->slots || s->count * 4 > s->mask * 3)
            make_room(s);
        const char *name = statement_name(&a);
        struct known *known = find(s, name);
        s->count += known->hash == 0;
        *known = (struct known){word_hash(name, strlen(name)) | 1,
                                (float)tone_of(&a),
                                (uint8_t)label_number(cell(&a, "label")),
                                false};
    }
    if (!s->slots)
        make_room(s);
    sheet_close(&a);
    return good;
}

static void write_flip(struct csv_writer *writer, const struct known *before,
                       struct sheet *b) {
    csv_text(writer, statement_name(b));
    csv_text(writer, cell(b, "actor"));
    csv_plain(writer, LABEL_NAMES[before->label]);
    csv_text(writer, cell(b, "label"));
    csv_fixed(writer, llround((double)before->tone * 1e4), 4);
    csv_plain(writer, cell(b, "tone"));
    csv_text(writer, cell(b, "text"));
    csv_end(writer);
}

static bool compare_statements(struct statements *s, const char *folder,
                               struct csv_writer *flips,
                               struct output_file *file,
                               struct failure *why) {
    struct sheet b;
    bool good = sheet_open(&b, folder, "statements.csv", why);
    for (; good && b.there; good = good && sheet_next(&b, why)) {
        struct known *before = find(s, statement_name(&b));
        if (!before->hash || before->met) {
            s->only_b++;
            continue;
        }
        before->met = true;
        unsigned label = label_number(cell(&b, "label"));
        s->both++;
        s->flips[before->label][label]++;
        double size = fabs(tone_of(&b) - (double)before->tone);
        s->moved += isnan(size) ? 0 : size;
        if (label == before->label || !flips)
            continue;
        write_flip(flips, before, &b);
        good = flips->out->length < 65536 ||
               output_flush(file, flips->out, why);
    }
    sheet_close(&b);
    return good;
}

/* ---- what is said ----------------------------------------------------- */

static void tell_actors(struct output *out, const struct actors *actors) {
    output_print(out, "actors: %zu in both, %zu only in the first, %zu only "
                      "in the second\n%zu moved",
                 actors->both, actors->only_a, actors->only_b, actors->moved);
    output_text(out, actors->moved ? ":\n" : "\n");
    for (size_t i = 0; i < actors->shown; i++) {
        const struct moved *m = &actors->most[i];
        output_print(out, "  %+.2f -> %+.2f  (%ld -> %ld statements)  %s\n",
                     m->before, m->after, m->n_before, m->n_after, m->name);
    }
    if (actors->moved > actors->shown)
        output_print(out, "  ... and %zu that moved less\n",
                     actors->moved - actors->shown);
}

static void tell_statements(struct output *out, const struct statements *s) {
    size_t flipped = 0;
    for (unsigned i = 0; i < LABELS; i++)
        for (unsigned k = 0; k < LABELS; k++)
            flipped += i != k ? s->flips[i][k] : 0;
    output_print(out, "statements: %zu in both, %zu only in the first, %zu "
                      "only in the second\n",
                 s->both, s->count - s->both, s->only_b);
    output_print(out, "%zu labels flipped (%.1f %%), tone moved by %.3f on "
                      "the average\n",
                 flipped, s->both ? 100.0 * (double)flipped / (double)s->both
                                  : 0.0,
                 s->both ? s->moved / (double)s->both : 0.0);
    for (unsigned i = 0; i < LABELS; i++)
        for (unsigned k = 0; k < LABELS; k++)
            if (i != k && s->flips[i][k])
                output_print(out, "  %zu %s -> %s\n", s->flips[i][k],
                             LABEL_NAMES[i], LABEL_NAMES[k]);
}

static bool diff(const struct options *options, struct output *out,
                 struct output_file *file, struct failure *why) {
    const char *a = options->arguments[0], *b = options->arguments[1];
    struct actors actors = {0};
    struct statements statements = {0};
    struct output rows = {0};
    struct csv_writer flips = {.out = &rows, .guard = options->guard};
    output_text(&rows, "statement,actor,label_before,label_after,"
                       "tone_before,tone_after,text\n");
    bool good = compare_actors(&actors, a, b, why) &&
                remember(&statements, a, why) &&
                compare_statements(&statements, b,
                                   options->output ? &flips : NULL, file,
                                   why) &&
                (!options->output || output_flush(file, &rows, why));
    if (good) {
        tell_actors(out, &actors);
        tell_statements(out, &statements);
    }
    free(statements.slots);
    output_free(&rows);
    return good;
}

bool diff_command(const struct options *options, int *status,
                  struct failure *why) {
    if (options->argument_count != 2)
        return *status = 2, fail(why, "diff: name the folders of two runs");
    struct output out = {0};
    struct output_file file = {.descriptor = -1}, standard;
    bool good = (!options->output ||
                 output_open(&file, options->output, why)) &&
                output_open(&standard, "-", why) &&
                diff(options, &out, &file, why) &&
                (!options->output || output_commit(&file, why)) &&
                output_flush(&standard, &out, why);
    output_abandon(&file);
    output_free(&out);
    return good;
}
