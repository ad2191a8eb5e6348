/* model.c - the model folder: written, checked, read.
 *
 * Decisions of a linear model are w'x, one weight vector a class (one against
 * the rest; two classes share one vector, with opposite signs).  Those of
 * libsvm's pairwise models are votes, ties decided by the summed margins,
 * which stay below a third of a vote.  Probabilities come from a logistic
 * calibration of each class's decision, fitted on decisions of texts that
 * were held out (Platt 1999; several classes: Guo et al., ICML 2017, vector
 * scaling). */
#define _POSIX_C_SOURCE 200809L
#include "model.h"

#include "base/checksum.h"
#include "base/file.h"
#include "words.h"
#include "vote.h"

#include <stdarg.h>

#include <errno.h>
#include <libsvm/svm.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char FORMAT[] = "detente-tone-1";
const char *const KERNEL_NAMES[KERNEL_COUNT] = {"linear", "rbf", "polynomial",
                                                "sigmoid"};

static const char *const FILES[MODEL_FILES] = {
    "tone.settings.csv", "tone.features.csv", "tone.model", "tone.words.csv",
    "tone.lexicon.csv", "tone.table"};
static const char SUMS[] = "tone.sha256";

/* Nothing that belongs to a model is larger; a larger file is refused before
 * it is read. */
enum { FILE_MOST = 1 << 30 };

static const char *path_of(struct arena *arena, const char *folder,
                           const char *name) {
    return arena_print(arena, "%s/%s", folder, name);
}

/* ---- checksums -------------------------------------------------------- */

static bool is_listed(const struct model *model, enum model_file id) {
    return model->sums[id][0];
}

static bool sum_file(const struct model *model, enum model_file id,
                     char sum[CHECKSUM_ROOM], struct failure *why) {
    struct arena scratch = {0};
    const char *path = path_of(&scratch, model->folder, FILES[id]);
    struct checksum checksum;
    struct stat status;
    checksum_start(&checksum);
    bool good;
    if (stat(path, &status) || !S_ISREG(status.st_mode) ||
        status.st_size > FILE_MOST)
        good = fail(why, "%s: missing, or no file of a model", path);
    else
        good = checksum_add_file(&checksum, path) ||
               fail(why, "%s: %s", path, strerror(errno));
    checksum_end(&checksum, sum);
    arena_free(&scratch);
    return good;
}

/* Lines as sha256sum writes them, of the files up to `end` that are listed. */
static void put_sums(const struct model *model, int end, struct output *out) {
    for (int id = 0; id < end; id++)
        if (is_listed(model, (enum model_file)id))
            output_print(out, "%s  %s\n", model->sums[id], FILES[id]);
}

/* The checksum of all that the table is made from. */
static void sum_sources(const struct model *model, char sum[CHECKSUM_ROOM]) {
    struct output lines = {0};
    struct checksum checksum;
    put_sums(model, FILE_TABLE, &lines);
    checksum_start(&checksum);
    checksum_add(&checksum, lines.bytes, lines.length);
    checksum_end(&checksum, sum);
    output_free(&lines);
}

/* One line: a checksum and the file that it is of. */
static bool take_sum(struct model *model, const char **text) {
    size_t digits = strspn(*text, "0123456789abcdef");
    if (digits != CHECKSUM_ROOM - 1 || strncmp(*text + digits, "  ", 2))
        return false;
    const char *name = *text + digits + 2;
    for (int id = 0; id < MODEL_FILES; id++) {
        size_t length = strlen(FILES[id]);
        if (strncmp(name, FILES[id], length) || name[length] != '\n')
            continue;
        if (is_listed(model, (enum model_file)id))
            return false;
        memcpy(model->sums[id], *text, digits);
        *text = name + length + 1;
        return true;
    }
    return false;
}

static bool read_sums(struct model *model, struct failure *why) {
    struct file file;
    const char *path = path_of(&model->arena, model->folder, SUMS);
    if (!file_read(path, FILE_MOST, &model->arena, &file, why))
        return false;
    for (const char *text = file.bytes; *text;)
        if (!take_sum(model, &text))
            return fail(why, "%s: a line that is no checksum of a model's "
                             "file", path);
    for (int id = FILE_SETTINGS; id <= FILE_MODEL; id++)
        if (!is_listed(model, (enum model_file)id))
            return fail(why, "%s: has no checksum of %s", path, FILES[id]);
    struct checksum whole;
    checksum_start(&whole);
    checksum_add(&whole, file.bytes, file.length);
    checksum_end(&whole, model->checksum);
    return true;
}

static bool check_sum(const struct model *model, enum model_file id,
                      struct failure *why) {
    char sum[CHECKSUM_ROOM];
    if (!is_listed(model, id))
        return true;
    return sum_file(model, id, sum, why) &&
           (!strcmp(sum, model->sums[id]) ||
            fail(why,
                 "%s/%s: altered or damaged: its checksum is not the one in "
                 "%s",
                 model->folder, FILES[id], SUMS));
}

/* ---- settings --------------------------------------------------------- */

struct settings {
    unsigned scales, shifts;
    bool format;
};

static bool parse_number(const char *text, double *number) {
    char *end;
    *number = strtod(text, &end);
    return end != text && !*end && isfinite(*number);
}

static bool parse_count(const char *text, size_t most, size_t *count) {
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    *count = (size_t)value;
    return *text >= '0' && *text <= '9' && !*end && !errno && value <= most;
}

static bool set_kernel(struct model *model, const char *value) {
    for (int i = 0; i < KERNEL_COUNT; i++)
        if (!strcmp(value, KERNEL_NAMES[i])) {
            model->kernel = (enum kernel)i;
            return true;
        }
    return false;
}

static bool add_label(struct model *model, const char *value) {
    if (model->classes == MODEL_CLASSES || !*value)
        return false;
    for (unsigned i = 0; i < model->classes; i++)
        if (!strcmp(model->labels[i], value))
            return false;
    model->labels[model->classes++] =
        arena_copy(&model->arena, value, strlen(value));
    return true;
}

/* Which class the tone leads to or from: its number, from 0. */
static bool set_end(const char *value, int *end) {
    size_t class;
    bool good = parse_count(value, MODEL_CLASSES - 1, &class);
    *end = (int)class;
    return good;
}

static bool set(struct model *model, struct settings *settings,
                const char *key, const char *value) {
    if (!strcmp(key, "format"))
        return settings->format = !strcmp(value, FORMAT);
    if (!strcmp(key, "language")) {
        model->language = arena_copy(&model->arena, value, strlen(value));
        return true;
    }
    if (!strcmp(key, "kernel"))
        return set_kernel(model, value);
    if (!strcmp(key, "names")) {
        model->names = !strcmp(value, "mask");
        return model->names || !strcmp(value, "keep");
    }
    if (!strcmp(key, "texts"))
        return parse_count(value, UINT32_MAX - 1, &model->texts);
    if (!strcmp(key, "label"))
        return add_label(model, value);
    if (!strcmp(key, "low"))
        return set_end(value, &model->low);
    if (!strcmp(key, "high"))
        return set_end(value, &model->high);
    if (!strcmp(key, "scale"))
        return settings->scales < MODEL_CLASSES &&
               parse_number(value, &model->scale[settings->scales++]);
    if (!strcmp(key, "shift"))
        return settings->shifts < MODEL_CLASSES &&
               parse_number(value, &model->shift[settings->shifts++]);
    return !strcmp(key, "note");
}

static bool read_settings(struct model *model, struct failure *why) {
    const char *path =
        path_of(&model->arena, model->folder, FILES[FILE_SETTINGS]);
    struct settings settings = {0};
    struct csv_reader *reader;
    if (!csv_open(&reader, path, ',', why))
        return false;
    struct csv_row row;
    bool good = csv_header(reader)->count == 2 ||
                fail(why, "%s:1: not the columns key,value", path);
    while (good) {
        enum csv_result result = csv_next(reader, &model->arena, &row, why);
        if (result == CSV_END)
            break;
        good = result == CSV_ROW &&
               (set(model, &settings, row.cells[0], row.cells[1]) ||
                fail(why, "%s:%zu: setting '%.40s' cannot be '%.40s'", path,
                     row.line, row.cells[0], row.cells[1]));
    }
    csv_close(reader);
    if (!good)
        return false;
    if (!settings.format)
        return fail(why, "%s: not of the format %s", path, FORMAT);
    if (!model->language || model->classes < 2 ||
        settings.scales != model->classes ||
        settings.shifts != model->classes ||
        model->low >= (int)model->classes ||
        model->high >= (int)model->classes)
        return fail(why, "%s: settings are missing or do not fit", path);
    return true;
}

static void write_setting(struct csv_writer *writer, const char *key,
                          const char *format, ...)
    __attribute__((format(printf, 3, 4)));
static void write_setting(struct csv_writer *writer, const char *key,
                          const char *format, ...) {
    char value[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(value, sizeof value, format, arguments);
    va_end(arguments);
    csv_plain(writer, key);
    csv_text(writer, value);
    csv_end(writer);
}

static void write_settings(const struct model *model, struct output *out) {
    struct csv_writer writer = {.out = out};
    write_setting(&writer, "key", "value");
    write_setting(&writer, "format", "%s", FORMAT);
    write_setting(&writer, "language", "%s", model->language);
    write_setting(&writer, "kernel", "%s", KERNEL_NAMES[model->kernel]);
    write_setting(&writer, "names", "%s", model->names ? "mask" : "keep");
    write_setting(&writer, "texts", "%zu", space_texts(model->features));
    for (unsigned i = 0; i < model->classes; i++)
        write_setting(&writer, "label", "%s", model->labels[i]);
    if (model->low >= 0 && model->high >= 0) {
        write_setting(&writer, "low", "%d", model->low);
        write_setting(&writer, "high", "%d", model->high);
    }
    for (unsigned i = 0; i < model->classes; i++)
        write_setting(&writer, "scale", "%.9g", model->scale[i]);
    for (unsigned i = 0; i < model->classes; i++)
        write_setting(&writer, "shift", "%.9g", model->shift[i]);
}

/* ---- linear models ---------------------------------------------------- */

/* Weight vectors in the file: two classes share one. */
static unsigned vectors_of(unsigned classes) {
    return classes == 2 ? 1 : classes;
}

/* A number without its leading zero and the last ones: "-.031". */
static void write_weight(struct output *out, double weight,
                         unsigned decimals) {
    char text[64];
    int length = snprintf(text, sizeof text, "%.*f", (int)decimals, weight);
    while (strchr(text, '.') && text[length - 1] == '0')
        text[--length] = '\0';
    if (text[length - 1] == '.')
        text[--length] = '\0';
    char *digits = text + (text[0] == '-');
    if (!strcmp(digits, "0"))
        output_byte(out, '0');
    else if (digits[0] == '0') {
        if (digits > text)
            output_byte(out, '-');
        output_text(out, digits + 1);
    } else
        output_text(out, text);
    output_byte(out, ' ');
}

static void write_linear(const struct model *model, struct output *out) {
    size_t count = space_count(model->features);
    unsigned classes = model->classes, vectors = vectors_of(classes);
    output_print(out, "solver_type L2R_L2LOSS_SVC\nnr_class %u\nlabel",
                 classes);
    for (unsigned i = 0; i < classes; i++)
        output_print(out, " %u", i);
    output_print(out, "\nnr_feature %zu\nbias 1\nw\n", count);
    for (size_t i = 0; i <= count; i++) {
        for (unsigned k = 0; k < vectors; k++)
            write_weight(out, model->weights[i * classes + k],
                         MODEL_DECIMALS);
        output_byte(out, '\n');
    }
}

double model_round(double weight) {
    char text[64];
    snprintf(text, sizeof text, "%.*f", MODEL_DECIMALS, weight);
    return strtod(text, NULL) + 0.0; /* the file has no negative zero */
}

/* Takes one expected line off the text. */
static bool take_line(const char **text, const char *wanted) {
    size_t length = strlen(wanted);
    if (strncmp(*text, wanted, length) || (*text)[length] != '\n')
        return false;
    *text += length + 1;
    return true;
}

static bool take_header(const struct model *model, const char **text,
                        size_t count) {
    char line[64 + 4 * MODEL_CLASSES];
    int used = snprintf(line, sizeof line, "label");
    for (unsigned i = 0; i < model->classes; i++)
        used += snprintf(line + used, sizeof line - (size_t)used, " %u", i);
    char classes[32], features[48];
    snprintf(classes, sizeof classes, "nr_class %u", model->classes);
    snprintf(features, sizeof features, "nr_feature %zu", count);
    return take_line(text, "solver_type L2R_L2LOSS_SVC") &&
           take_line(text, classes) && take_line(text, line) &&
           take_line(text, features) && take_line(text, "bias 1") &&
           take_line(text, "w");
}

/* A decimal number of at most 9 digits behind the point and few before, as
 * write_weight writes it.  Whole numbers divided by powers of ten that a
 * double holds exactly are rounded as strtod rounds them. */
static bool take_weight(const char **text, double *weight) {
    static const double POWERS[] = {1,   1e1, 1e2, 1e3, 1e4,
                                    1e5, 1e6, 1e7, 1e8, 1e9};
    const char *p = *text;
    bool negative = *p == '-';
    p += negative;
    int64_t digits = 0;
    unsigned before = 0, behind = 0;
    for (; *p >= '0' && *p <= '9' && before < 6; p++, before++)
        digits = digits * 10 + (*p - '0');
    if (*p == '.')
        for (p++; *p >= '0' && *p <= '9' && behind < 9; p++, behind++)
            digits = digits * 10 + (*p - '0');
    if (!(before + behind) || *p != ' ')
        return false;
    *weight = (double)(negative ? -digits : digits) / POWERS[behind];
    *text = p + 1;
    return true;
}

static bool read_linear(struct model *model, const char *path,
                        struct failure *why) {
    struct arena scratch = {0};
    struct file file;
    size_t count = space_count(model->features);
    unsigned classes = model->classes, vectors = vectors_of(classes);
    bool good = file_read(path, FILE_MOST, &scratch, &file, why);
    const char *text = good ? file.bytes : "";
    if (good && !take_header(model, &text, count))
        good = fail(why, "%s: not a linear model that fits the settings and "
                         "features", path);
    model->weights = allocate((count + 1) * classes * sizeof(double));
    for (size_t i = 0; good && i <= count; i++) {
        double *row = &model->weights[i * classes];
        for (unsigned k = 0; good && k < vectors; k++)
            good = take_weight(&text, &row[k]);
        if (classes == 2)
            row[1] = -row[0];
        if (!good || *text++ != '\n')
            good = fail(why, "%s:%zu: no weights of feature %zu", path,
                        i + 7, i + 1);
    }
    if (good && *text)
        good = fail(why, "%s: more weights than features", path);
    arena_free(&scratch);
    return good;
}

/* ---- the table -------------------------------------------------------- */

static bool make_table(const struct model *model, struct output *out,
                       struct failure *why) {
    char sources[CHECKSUM_ROOM];
    sum_sources(model, sources);
    return scorer_make(model->features, model->weights, model->classes,
                       model->names, model->language, sources, out, why);
}

/* The table as it is in the folder; one that was made from other files is
 * not used. */
static bool read_table(struct model *model, struct failure *why) {
    struct file image;
    char sources[CHECKSUM_ROOM];
    const char *path =
        path_of(&model->arena, model->folder, FILES[FILE_TABLE]);
    if (file_read(path, FILE_MOST, &model->arena, &image, why))
        model->scorer = scorer_open(image.bytes, image.length, path, why);
    if (!model->scorer)
        return false;
    sum_sources(model, sources);
    if (scorer_classes(model->scorer) == model->classes &&
        !memcmp(scorer_sources(model->scorer), sources, SCORER_SOURCES))
        return true;
    scorer_close(model->scorer);
    model->scorer = NULL;
    return true;
}

/* A table that the folder does not have. */
static bool open_made_table(struct model *model, struct failure *why) {
    struct output made = {0};
    if (make_table(model, &made, why)) {
        char *image = arena_take(&model->arena, made.length);
        memcpy(image, made.bytes, made.length);
        model->scorer =
            scorer_open(image, made.length, FILES[FILE_TABLE], why);
    }
    output_free(&made);
    return model->scorer != NULL;
}

/* ---- libsvm's models -------------------------------------------------- */

static const char *const SVM_KERNELS[KERNEL_COUNT] = {"linear", "rbf",
                                                      "polynomial",
                                                      "sigmoid"};

/* One "name value value ..." line of libsvm's head: `count` numbers. */
static bool take_numbers(const char **text, const char *name, size_t count,
                         double *first) {
    size_t length = strlen(name);
    if (strncmp(*text, name, length))
        return false;
    *text += length;
    for (size_t i = 0; i < count; i++) {
        if (**text != ' ')
            return false;
        char *end;
        double number = strtod(*text + 1, &end);
        if (end == *text + 1 || !isfinite(number))
            return false;
        if (first && !i)
            *first = number;
        if (first && i)
            *first += number;
        *text = end;
    }
    return *(*text)++ == '\n';
}

/* One support vector: coefficients, then index:value with rising indices. */
static bool take_support(const char **text, size_t coefficients,
                         size_t features) {
    char *end;
    for (size_t i = 0; i < coefficients; i++) {
        double number = strtod(*text, &end);
        if (end == *text || *end != ' ' || !isfinite(number))
            return false;
        *text = end + 1;
    }
    unsigned long before = 0;
    while (**text != '\n') {
        unsigned long index = strtoul(*text, &end, 10);
        if (**text < '0' || **text > '9' || *end != ':' || index <= before ||
            index > features)
            return false;
        before = index;
        *text = end + 1;
        double number = strtod(*text, &end);
        if (end == *text || *end != ' ' || !isfinite(number))
            return false;
        *text = end + 1;
    }
    ++*text;
    return true;
}

static bool svm_is_sound(const struct model *model, const char *text) {
    unsigned classes = model->classes, pairs = classes * (classes - 1) / 2;
    char line[64];
    double total, supports = 0, number;
    snprintf(line, sizeof line, "kernel_type %s",
             SVM_KERNELS[model->kernel]);
    if (!take_line(&text, "svm_type c_svc") || !take_line(&text, line))
        return false;
    if (model->kernel == KERNEL_POLY &&
        (!take_numbers(&text, "degree", 1, &number) || number < 1 ||
         number > 10))
        return false;
    if (!take_numbers(&text, "gamma", 1, &number) || number < 0)
        return false;
    if (model->kernel != KERNEL_RBF &&
        !take_numbers(&text, "coef0", 1, &number))
        return false;
    snprintf(line, sizeof line, "nr_class %u", classes);
    if (!take_line(&text, line) ||
        !take_numbers(&text, "total_sv", 1, &total) || total < 1 ||
        total > 1e8 || !take_numbers(&text, "rho", pairs, NULL))
        return false;
    int used = snprintf(line, sizeof line, "label");
    if (strncmp(text, "label", 5))
        return false;
    (void)used;
    const char *labels = text + 5;
    for (unsigned i = 0; i < classes; i++) {
        char *end;
        if (*labels != ' ' || strtoul(labels + 1, &end, 10) != i)
            return false;
        labels = end;
    }
    if (*labels != '\n')
        return false;
    text = labels + 1;
    if (!take_numbers(&text, "nr_sv", classes, &supports) ||
        supports != total || !take_line(&text, "SV"))
        return false;
    size_t features = space_count(model->features);
    for (size_t i = 0; i < (size_t)total; i++)
        if (!take_support(&text, classes - 1, features))
            return false;
    return !*text;
}

/* libsvm's loader is not made for threads; models are opened by one. */
static bool read_svm(struct model *model, const char *path,
                     struct failure *why) {
    struct arena scratch = {0};
    struct file file;
    bool good = file_read(path, FILE_MOST, &scratch, &file, why) &&
                (svm_is_sound(model, file.bytes) ||
                 fail(why, "%s: not a model of libsvm that fits the settings "
                           "and features", path));
    arena_free(&scratch);
    if (!good)
        return false;
    model->svm = svm_load_model(path);
    return model->svm || fail(why, "%s: libsvm cannot load it", path);
}

void vote(const double *pairwise, unsigned classes, double *decision) {
    double sums[MODEL_CLASSES] = {0};
    for (unsigned k = 0; k < classes; k++)
        decision[k] = 0;
    for (unsigned i = 0, pair = 0; i < classes; i++)
        for (unsigned j = i + 1; j < classes; j++, pair++) {
            decision[pairwise[pair] > 0 ? i : j] += 1;
            sums[i] += pairwise[pair];
            sums[j] -= pairwise[pair];
        }
    for (unsigned k = 0; k < classes; k++)
        decision[k] += sums[k] / (3 * (fabs(sums[k]) + 1));
}

static void decide_svm(const struct model *model,
                       const struct vector *vector, double *decision) {
    unsigned classes = model->classes;
    struct svm_node *nodes =
        allocate((vector->count + 1) * sizeof *nodes);
    for (size_t i = 0; i < vector->count; i++) {
        char rounded[32]; /* as training saw it */
        snprintf(rounded, sizeof rounded, "%.8g", vector->items[i].value);
        nodes[i] = (struct svm_node){(int)vector->items[i].id + 1,
                                     strtod(rounded, NULL)};
    }
    nodes[vector->count].index = -1;
    double pairwise[MODEL_CLASSES * (MODEL_CLASSES - 1) / 2];
    svm_predict_values(model->svm, nodes, pairwise);
    free(nodes);
    vote(pairwise, classes, decision);
}

/* ---- the folder ------------------------------------------------------- */

static const char *listed_path(struct model *model, enum model_file id) {
    return is_listed(model, id)
               ? path_of(&model->arena, model->folder, FILES[id])
               : NULL;
}

static bool read_features(struct model *model, struct failure *why) {
    struct feature_settings settings = {
        .vocabulary = listed_path(model, FILE_WORDS),
        .lexicon = listed_path(model, FILE_LEXICON),
        .language = model->language,
        .names = model->names};
    model->features = space_open(&settings, why);
    return model->features &&
           space_read(model->features, listed_path(model, FILE_FEATURES),
                      model->texts, why);
}

bool model_read(struct model *model, struct failure *why) {
    if (model->features)
        return true;
    for (int id = 0; id < FILE_TABLE; id++)
        if (!check_sum(model, (enum model_file)id, why))
            return false;
    const char *path = listed_path(model, FILE_MODEL);
    return read_features(model, why) &&
           (model->kernel == KERNEL_LINEAR ? read_linear(model, path, why)
                                           : read_svm(model, path, why));
}

/* What scoring needs: the table if there is one, else all. */
static bool read_needed(struct model *model, struct failure *why) {
    bool linear = model->kernel == KERNEL_LINEAR;
    if (linear && is_listed(model, FILE_TABLE) && !read_table(model, why))
        return false;
    return model->scorer ||
           (model_read(model, why) && (!linear || open_made_table(model, why)));
}

struct model *model_open(const char *folder, struct failure *why) {
    struct model *model = allocate(sizeof *model);
    *model = (struct model){.low = -1, .high = -1};
    model->folder = arena_copy(&model->arena, folder, strlen(folder));
    if (read_sums(model, why) && check_sum(model, FILE_SETTINGS, why) &&
        read_settings(model, why) && read_needed(model, why))
        return model;
    model_close(model);
    return NULL;
}

void model_close(struct model *model) {
    if (!model)
        return;
    space_close(model->features);
    free(model->weights);
    scorer_close(model->scorer);
    if (model->svm)
        svm_free_and_destroy_model(&model->svm);
    arena_free(&model->arena);
    free(model);
}

const char *model_checksum(const struct model *model) {
    return model->checksum;
}

/* Writes a file of the model and sums it. */
static bool write_file(struct model *model, enum model_file id,
                       struct output *out, struct failure *why) {
    bool good = output_save(path_of(&model->arena, model->folder, FILES[id]),
                            out, why);
    return good && sum_file(model, id, model->sums[id], why);
}

/* Of the lexicon a model needs no examples. */
static bool write_lexicon(const char *source, struct output *out,
                          struct failure *why) {
    struct csv_reader *reader;
    if (!csv_open(&reader, source, ',', why))
        return false;
    static const char *const NAMES[3] = {"term", "class", "strength"};
    struct arena arena = {0};
    struct csv_writer writer = {.out = out};
    struct csv_row cells;
    output_text(out, "term,class,strength\n");
    while (csv_next(reader, &arena, &cells, why) == CSV_ROW) {
        for (int i = 0; i < 3; i++)
            csv_text(&writer, cells.cells[csv_column(reader, NAMES[i])]);
        csv_end(&writer);
        arena_empty(&arena, 1 << 16);
    }
    arena_free(&arena);
    csv_close(reader);
    return true;
}

static bool write_sources(struct model *model, const char *vocabulary,
                          const char *lexicon, struct failure *why) {
    struct output out = {0};
    bool good =
        (!vocabulary ||
         (space_write_words(model->features, vocabulary, &out, why) &&
          write_file(model, FILE_WORDS, &out, why))) &&
        (!lexicon || (write_lexicon(lexicon, &out, why) &&
                      write_file(model, FILE_LEXICON, &out, why)));
    write_settings(model, &out);
    good = good && write_file(model, FILE_SETTINGS, &out, why);
    space_write(model->features, &out);
    good = good && write_file(model, FILE_FEATURES, &out, why);
    output_free(&out);
    return good;
}

static bool write_weights(struct model *model, struct failure *why) {
    if (model->kernel != KERNEL_LINEAR) {
        const char *path =
            path_of(&model->arena, model->folder, FILES[FILE_MODEL]);
        return (!svm_save_model(path, model->svm) ||
                fail(why, "%s: cannot be written", path)) &&
               sum_file(model, FILE_MODEL, model->sums[FILE_MODEL], why);
    }
    struct output out = {0};
    write_linear(model, &out);
    bool good = write_file(model, FILE_MODEL, &out, why) &&
                make_table(model, &out, why) &&
                write_file(model, FILE_TABLE, &out, why);
    output_free(&out);
    return good;
}

/* A file that is no part of the model any more would be one that does not
 * fit. */
static void remove_others(struct model *model) {
    for (int id = 0; id < MODEL_FILES; id++)
        if (!is_listed(model, (enum model_file)id))
            remove(path_of(&model->arena, model->folder, FILES[id]));
}

bool model_write(struct model *model, const char *folder,
                 const char *vocabulary, const char *lexicon,
                 struct failure *why) {
    if (mkdir(folder, 0777) && errno != EEXIST)
        return fail(why, "%s: %s", folder, strerror(errno));
    model->folder = arena_copy(&model->arena, folder, strlen(folder));
    memset(model->sums, 0, sizeof model->sums);
    if (!write_sources(model, vocabulary, lexicon, why) ||
        !write_weights(model, why))
        return false;
    remove_others(model);
    struct output out = {0};
    put_sums(model, MODEL_FILES, &out);
    return output_save(path_of(&model->arena, folder, SUMS), &out, why);
}

/* ---- scoring ---------------------------------------------------------- */

void model_judge(const struct model *model, struct verdict *verdict) {
    double exponents[MODEL_CLASSES], most = -INFINITY, sum = 0;
    verdict->label = 0;
    for (unsigned k = 0; k < model->classes; k++) {
        if (verdict->decision[k] > verdict->decision[verdict->label])
            verdict->label = k;
        exponents[k] =
            model->scale[k] * verdict->decision[k] + model->shift[k];
        if (exponents[k] > most)
            most = exponents[k];
    }
    for (unsigned k = 0; k < model->classes; k++)
        sum += verdict->probability[k] =
            exponents[k] < most ? exp(exponents[k] - most) : 1;
    for (unsigned k = 0; k < model->classes; k++)
        verdict->probability[k] /= sum;
}

void model_decide(const struct model *model, const struct vector *vector,
                  double *decision) {
    if (model->kernel != KERNEL_LINEAR) {
        decide_svm(model, vector, decision);
        return;
    }
    unsigned classes = model->classes;
    const double *constant =
        &model->weights[space_count(model->features) * classes];
    memcpy(decision, constant, classes * sizeof *decision);
    for (size_t i = 0; i < vector->count; i++)
        for (unsigned k = 0; k < classes; k++)
            decision[k] += vector->items[i].value *
                           model->weights[vector->items[i].id * classes + k];
}

const struct wordlist *model_wordlist(const struct model *model) {
    return model->scorer
               ? scorer_words(model->scorer)
               : vocabulary_words(space_vocabulary(model->features));
}

struct words *model_words(const struct model *model, struct failure *why) {
    return mask_words(model->language, model_wordlist(model), why);
}

void model_score(const struct model *model, struct words *words,
                 struct arena *arena, const struct wording *text,
                 const struct wording *cue, bool evidence,
                 struct verdict *verdict) {
    const struct axis axis = {model->low, model->high};
    verdict->evidence.count = 0;
    if (model->kernel == KERNEL_LINEAR) {
        scorer_weigh(model->scorer, words, arena, text, cue, &axis,
                     verdict->decision, evidence ? &verdict->evidence : NULL);
    } else {
        struct vector vector = {.arena = arena};
        space_make(model->features, words, text, cue, &vector);
        decide_svm(model, &vector, verdict->decision);
    }
    model_judge(model, verdict);
}

void model_score_text(const struct model *model, struct words *words,
                      struct arena *arena, const char *text, const char *cue,
                      bool evidence, struct verdict *verdict) {
    struct wording wordings[2];
    wording_read(&wordings[0], words, arena, text, strlen(text));
    wording_read(&wordings[1], words, arena, cue, strlen(cue));
    model_score(model, words, arena, &wordings[0], &wordings[1], evidence,
                verdict);
}
