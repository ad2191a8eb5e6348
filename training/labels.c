/* labels.c - one reader a format, chosen by the first bytes. */
#define _POSIX_C_SOURCE 200809L
#include "labels.h"

#include "base/csv.h"
#include "words.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <yajl/yajl_tree.h>

enum field { FIELD_TEXT, FIELD_LABEL, FIELD_GRADE, FIELD_CUE, FIELD_GROUP,
             FIELD_WEIGHT, FIELD_SPLIT, FIELD_COUNT };

/* Names that a field goes by; the first that is there counts. */
static const char *const NAMES[FIELD_COUNT][7] = {
    {"text", "statement", "sentence", "content"},
    {"label", "labels", "class", "category", "sentiment", "stance"},
    {"grade"},
    {"cue", "cue_text"},
    {"group", "doc_id", "article_id", "article"},
    {"weight"},
    {"split"},
};

static const char *name_of(const struct label_options *options,
                           enum field field) {
    switch (field) {
    case FIELD_TEXT: return options->text;
    case FIELD_LABEL: return options->label;
    case FIELD_GROUP: return options->group;
    default: return NULL;
    }
}

/* ---- one example ------------------------------------------------------ */

static void complain(struct labels *labels, const char *file, size_t line,
                     const char *reason) {
    labels->problems =
        arena_grow(&labels->arena, labels->problems, labels->problem_count,
                   &labels->problem_room, sizeof *labels->problems);
    labels->problems[labels->problem_count++] = (struct problem_line){
        file, line, arena_copy(&labels->arena, reason, strlen(reason))};
}

uint32_t labels_find(const struct labels *labels, const char *name) {
    for (unsigned i = 0; i < labels->classes; i++)
        if (!strcmp(labels->names[i], name))
            return i;
    return UNLABELLED;
}

static uint32_t enter_label(struct labels *labels, const char *name) {
    uint32_t label = labels_find(labels, name);
    if (label != UNLABELLED || labels->classes == LABEL_CLASSES)
        return label;
    labels->names[labels->classes] =
        arena_copy(&labels->arena, name, strlen(name));
    return labels->classes++;
}

/* -2..2 to the label that follows from it; NULL where it is no grade. */
static const char *label_of_grade(const char *grade) {
    char *end;
    double value = strtod(grade, &end);
    if (end == grade || *end || value < -2 || value > 2)
        return NULL;
    return value < 0 ? "hostile" : value > 0 ? "conciliatory" : "neutral";
}

/* Strips blanks at both ends, in place. */
static char *strip(char *text) {
    text += strspn(text, " \t\r\n");
    size_t length = strlen(text);
    while (length && strchr(" \t\r\n", text[length - 1]))
        length--;
    text[length] = '\0';
    return text;
}

static bool wanted_split(const struct label_options *options,
                         const char *split) {
    if (options->any_split)
        return true;
    if (options->split)
        return !strcmp(split, options->split);
    return strcasecmp(split, "dev") && strcasecmp(split, "test");
}

static uint32_t weight_of(const char *text) {
    double weight = *text ? strtod(text, NULL) : 1;
    return weight < 0.5 ? 0 : weight > 1000 ? 1000 : (uint32_t)(weight + 0.5);
}

static void add_example(struct labels *labels, const char *file, size_t line,
                        char *fields[FIELD_COUNT],
                        const struct label_options *options) {
    char *text = strip(fields[FIELD_TEXT]);
    const char *label = strip(fields[FIELD_LABEL]);
    char reason[160];
    if (!wanted_split(options, strip(fields[FIELD_SPLIT]))) {
        labels->held_out++;
        return;
    }
    if (!*text) {
        complain(labels, file, line, "empty text");
        return;
    }
    if (!*label && *fields[FIELD_GRADE]) {
        label = label_of_grade(strip(fields[FIELD_GRADE]));
        if (!label) {
            snprintf(reason, sizeof reason, "'%.60s' is no grade from -2 to 2",
                     fields[FIELD_GRADE]);
            complain(labels, file, line, reason);
            return;
        }
    }
    if (!*label && !options->unlabelled) {
        complain(labels, file, line, "no label");
        return;
    }
    uint32_t number = *label ? enter_label(labels, label) : UNLABELLED;
    if (*label && number == UNLABELLED) {
        snprintf(reason, sizeof reason, "'%.60s': more than %d labels", label,
                 LABEL_CLASSES);
        complain(labels, file, line, reason);
        return;
    }
    char *group = fields[FIELD_GROUP];
    group[strcspn(group, "#")] = '\0';
    labels->examples =
        arena_grow(&labels->arena, labels->examples, labels->count,
                   &labels->room, sizeof *labels->examples);
    labels->examples[labels->count++] = (struct example){
        .text = arena_copy(&labels->arena, text, strlen(text)),
        .cue = arena_copy(&labels->arena, fields[FIELD_CUE],
                          strlen(fields[FIELD_CUE])),
        .group = *group ? arena_copy(&labels->arena, group, strlen(group))
                        : arena_print(&labels->arena, "%s:%zu", file, line),
        .file = file,
        .line = line,
        .label = number,
        .weight = weight_of(strip(fields[FIELD_WEIGHT]))};
}

/* ---- CSV -------------------------------------------------------------- */

static int column_of(const struct csv_reader *reader,
                     const struct label_options *options, enum field field) {
    const char *name = name_of(options, field);
    if (name)
        return csv_column(reader, name);
    for (int i = 0; i < 7 && NAMES[field][i]; i++) {
        int column = csv_column(reader, NAMES[field][i]);
        if (column >= 0)
            return column;
    }
    return -1;
}

static bool read_csv(struct labels *labels, const char *path,
                     const struct label_options *options,
                     struct failure *why) {
    struct csv_reader *reader;
    if (!csv_open(&reader, path, 0, why))
        return false;
    int columns[FIELD_COUNT];
    for (int i = 0; i < FIELD_COUNT; i++)
        columns[i] = column_of(reader, options, (enum field)i);
    bool good = columns[FIELD_TEXT] >= 0 ||
                fail(why, "%s:1: no column '%s'", path,
                     options->text ? options->text : "text");
    if (good && columns[FIELD_LABEL] < 0 && columns[FIELD_GRADE] < 0 &&
        !options->unlabelled)
        good = fail(why, "%s:1: no column '%s' nor 'grade'", path,
                    options->label ? options->label : "label");
    struct arena arena = {0};
    struct csv_row row;
    struct failure damage;
    for (enum csv_result result;
         good && (result = csv_next(reader, &arena, &row, &damage)) !=
                     CSV_END;) {
        if (result == CSV_DAMAGED) {
            complain(labels, path, row.line, damage.text);
            continue;
        }
        char empty[FIELD_COUNT][1] = {{0}}, *fields[FIELD_COUNT];
        for (int i = 0; i < FIELD_COUNT; i++) {
            fields[i] = columns[i] >= 0 ? row.cells[columns[i]] : empty[i];
            if (columns[i] >= 0)
                csv_unguard(fields[i], &row.lengths[columns[i]]);
        }
        add_example(labels, path, row.line, fields, options);
        arena_empty(&arena, 1 << 16);
    }
    arena_free(&arena);
    csv_close(reader);
    return good;
}

/* ---- JSON ------------------------------------------------------------- */

static yajl_val member(yajl_val object, const char *name) {
    for (size_t i = 0; YAJL_IS_OBJECT(object) && i < object->u.object.len;
         i++)
        if (!strcmp(object->u.object.keys[i], name))
            return object->u.object.values[i];
    return NULL;
}

/* A text, a number as written, or the one element of an array; NULL else. */
static const char *text_of(yajl_val value) {
    if (!value)
        return NULL;
    if (YAJL_IS_STRING(value))
        return value->u.string;
    if (YAJL_IS_NUMBER(value))
        return value->u.number.r;
    if (YAJL_IS_ARRAY(value) && value->u.array.len == 1)
        return text_of(value->u.array.values[0]);
    if (YAJL_IS_OBJECT(value))
        return text_of(member(value, "choices"));
    return NULL;
}

/* Label Studio: the choice of the first annotation. */
static const char *annotated(yajl_val task) {
    yajl_val list = member(task, "annotations");
    if (!list)
        list = member(task, "completions");
    if (!YAJL_IS_ARRAY(list) || !list->u.array.len)
        return NULL;
    yajl_val results = member(list->u.array.values[0], "result");
    for (size_t i = 0; YAJL_IS_ARRAY(results) && i < results->u.array.len;
         i++) {
        const char *choice =
            text_of(member(results->u.array.values[i], "value"));
        if (choice)
            return choice;
    }
    return NULL;
}

static const char *field_of(yajl_val object, enum field field,
                            const struct label_options *options) {
    const char *name = name_of(options, field);
    if (name)
        return text_of(member(object, name));
    for (int i = 0; i < 7 && NAMES[field][i]; i++) {
        const char *text = text_of(member(object, NAMES[field][i]));
        if (text)
            return text;
    }
    return NULL;
}

static void read_object(struct labels *labels, yajl_val object,
                        const char *path, size_t line,
                        const struct label_options *options) {
    const char *answer = text_of(member(object, "answer"));
    if (answer && strcmp(answer, "accept")) {
        complain(labels, path, line, "not accepted by the annotator");
        return;
    }
    yajl_val data = member(object, "data");
    char *fields[FIELD_COUNT];
    for (int i = 0; i < FIELD_COUNT; i++) {
        const char *text = field_of(object, (enum field)i, options);
        if (!text && data)
            text = field_of(data, (enum field)i, options);
        if (!text && i == FIELD_LABEL)
            text = annotated(object);
        if (!text && i == FIELD_LABEL)
            text = text_of(member(object, "accept"));
        fields[i] = strdup(text ? text : "");
    }
    add_example(labels, path, line, fields, options);
    for (int i = 0; i < FIELD_COUNT; i++)
        free(fields[i]);
}

static bool read_array(struct labels *labels, const char *bytes,
                       const char *path, const struct label_options *options,
                       struct failure *why) {
    char message[256];
    yajl_val array = yajl_tree_parse(bytes, message, sizeof message);
    if (!array || !YAJL_IS_ARRAY(array)) {
        message[strcspn(message, "\n")] = '\0';
        yajl_tree_free(array);
        return fail(why, "%s: no JSON array: %s", path, message);
    }
    for (size_t i = 0; i < array->u.array.len; i++)
        read_object(labels, array->u.array.values[i], path, i + 1, options);
    yajl_tree_free(array);
    return true;
}

static void read_json_line(struct labels *labels, char *line,
                           const char *path, size_t number,
                           const struct label_options *options) {
    char message[256];
    yajl_val object = yajl_tree_parse(line, message, sizeof message);
    if (YAJL_IS_OBJECT(object))
        read_object(labels, object, path, number, options);
    else
        complain(labels, path, number, "no JSON object");
    yajl_tree_free(object);
}

/* ---- fastText --------------------------------------------------------- */

static void read_fasttext_line(struct labels *labels, char *line,
                               const char *path, size_t number,
                               const struct label_options *options) {
    static const char PREFIX[] = "__label__";
    char empty[FIELD_COUNT][1] = {{0}}, *fields[FIELD_COUNT];
    for (int i = 0; i < FIELD_COUNT; i++)
        fields[i] = empty[i];
    if (!strncmp(line, PREFIX, sizeof PREFIX - 1)) {
        fields[FIELD_LABEL] = line + sizeof PREFIX - 1;
        line += strcspn(line, " \t");
        if (*line)
            *line++ = '\0';
    }
    if (!strncmp(line, PREFIX, sizeof PREFIX - 1)) {
        complain(labels, path, number, "more than one label");
        return;
    }
    fields[FIELD_TEXT] = line;
    add_example(labels, path, number, fields, options);
}

/* ---- files ------------------------------------------------------------ */

static char *read_bytes(const char *path, struct failure *why) {
    FILE *stream = fopen(path, "rb");
    if (!stream) {
        fail(why, "%s: %s", path, strerror(errno));
        return NULL;
    }
    size_t length = 0, room = 1 << 16, got;
    char *bytes = allocate(room);
    while ((got = fread(bytes + length, 1, room - length - 1, stream)) > 0) {
        length += got;
        if (room - length < 2)
            bytes = reallocate(bytes, room *= 2);
    }
    bool good = !ferror(stream);
    fclose(stream);
    bytes[length] = '\0';
    if (good && strlen(bytes) == length)
        return bytes;
    fail(why, "%s: not a file of text", path);
    free(bytes);
    return NULL;
}

static void read_lines(struct labels *labels, char *bytes, const char *path,
                       const struct label_options *options) {
    bool json = *bytes == '{';
    size_t number = 0;
    for (char *line = bytes; *line;) {
        size_t length = strcspn(line, "\n");
        char *next = line + length + (line[length] == '\n');
        line[length] = '\0';
        number++;
        if (line[strspn(line, " \t\r")])
            (json ? read_json_line : read_fasttext_line)(labels, line, path,
                                                         number, options);
        line = next;
    }
}

static bool read_file(struct labels *labels, const char *path,
                      const struct label_options *options,
                      struct failure *why) {
    FILE *stream = strcmp(path, "-") ? fopen(path, "rb") : NULL;
    char head[16] = "";
    if (stream) {
        size_t got = fread(head, 1, sizeof head - 1, stream);
        head[got] = '\0';
        fclose(stream);
    }
    const char *first = head + (strncmp(head, "\xEF\xBB\xBF", 3) ? 0 : 3);
    first += strspn(first, " \t\r\n");
    if (*first != '{' && *first != '[' && strncmp(first, "__label__", 9))
        return read_csv(labels, path, options, why);
    char *bytes = read_bytes(path, why);
    if (!bytes)
        return false;
    char *start = bytes + (first - head);
    bool good = true;
    if (*first == '[')
        good = read_array(labels, start, path, options, why);
    else
        read_lines(labels, start, path, options);
    free(bytes);
    return good;
}

bool labels_read(struct labels *labels, char *const *paths, size_t count,
                 const struct label_options *options, struct failure *why) {
    for (size_t i = 0; i < count; i++) {
        const char *path =
            arena_copy(&labels->arena, paths[i], strlen(paths[i]));
        if (!read_file(labels, path, options, why))
            return false;
    }
    return true;
}

/* ---- settling --------------------------------------------------------- */

static int by_text(const void *a, const void *b) {
    const struct example *x = *(const struct example *const *)a,
                         *y = *(const struct example *const *)b;
    int order = strcmp(x->text, y->text);
    if (!order)
        order = strcmp(x->cue, y->cue);
    return order ? order : (x > y) - (x < y);
}

/* Of examples with the same text the first stays; others with its label are
 * repetitions, with another one contradictions. */
static void drop_repetitions(struct labels *labels) {
    struct example **sorted =
        allocate((labels->count + 1) * sizeof *sorted);
    for (size_t i = 0; i < labels->count; i++)
        sorted[i] = &labels->examples[i];
    qsort(sorted, labels->count, sizeof *sorted, by_text);
    struct example *first = NULL;
    for (size_t i = 0; i < labels->count; i++) {
        struct example *example = sorted[i];
        if (!first || strcmp(first->text, example->text) ||
            strcmp(first->cue, example->cue)) {
            first = example;
            continue;
        }
        if (first->label == example->label) {
            labels->repeated++;
        } else {
            char reason[300];
            snprintf(reason, sizeof reason,
                     "same text as %.100s:%zu with another label",
                     first->file, first->line);
            complain(labels, example->file, example->line, reason);
        }
        example->weight = 0;
    }
    free(sorted);
    size_t kept = 0;
    for (size_t i = 0; i < labels->count; i++)
        if (labels->examples[i].weight)
            labels->examples[kept++] = labels->examples[i];
    labels->count = kept;
}

static const char *const TONES[3] = {"hostile", "neutral", "conciliatory"};

static int rank(const char *name) {
    for (int i = 0; i < 3; i++)
        if (!strcmp(name, TONES[i]))
            return i;
    return 3;
}

static int by_label(const void *a, const void *b) {
    const char *x = *(const char *const *)a, *y = *(const char *const *)b;
    int order = rank(x) - rank(y);
    return order ? order : strcmp(x, y);
}

void labels_settle(struct labels *labels) {
    const char *before[LABEL_CLASSES];
    memcpy(before, labels->names, sizeof before);
    qsort(labels->names, labels->classes, sizeof *labels->names, by_label);
    for (size_t i = 0; i < labels->count; i++)
        if (labels->examples[i].label != UNLABELLED)
            labels->examples[i].label =
                labels_find(labels, before[labels->examples[i].label]);
    drop_repetitions(labels);
}

void labels_free(struct labels *labels) { arena_free(&labels->arena); }
