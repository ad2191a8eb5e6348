/* tone.c - masking, features, models: what a text comes to, and that names do
 * not show in it. */
#include "heaviest.h"
#include "model.h"
#include "oracle.h"
#include "support.h"
#include "tests.h"

#include <libsvm/svm.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMALL "build/tone-tests/small"

/* ---- masking ---------------------------------------------------------- */

static struct vocabulary *vocabulary;
static struct words *words;

static void show_items(const struct test_case *test, char *out, size_t room) {
    struct arena arena = {0};
    struct items items = {.arena = &arena};
    struct wording wording;
    wording_read(&wording, words, &arena, test->input, strlen(test->input));
    mask(vocabulary_words(vocabulary), words, &wording, true, &items);
    size_t used = 0;
    out[0] = '\0';
    for (size_t i = 0; i < items.count && used < room - 64; i++)
        used += (size_t)snprintf(out + used, room - used, "%s%s",
                                 i ? " " : "",
                                 items.items[i].kind != ITEM_BREAK
                                     ? items.items[i].word->folded
                                     : "|");
    arena_free(&arena);
}

START_TEST(masks_as_cases_say) {
    struct failure why = {""};
    vocabulary = vocabulary_open("lexicons/english/words.csv", &why);
    ck_assert_msg(vocabulary != NULL, "%s", why.text);
    words = mask_words("english", vocabulary_words(vocabulary), &why);
    run_cases("mask.txt", 12, show_items);
    words_close(words);
    vocabulary_close(vocabulary);
}
END_TEST

/* ---- blind to names --------------------------------------------------- */

static const char *const NAMES[] = {
    "Russia", "Ukraine", "Putin", "Vladimir Putin", "the United States",
    "Zorblat", "General Orvath", "Saint Kitts and Nevis",
    "Bosnia and Herzegovina", "O'Neill", "Mohammed bin Salman",
    "Bashar al-Assad", "Ursula von der Leyen", "C\u00f4te d'Ivoire",
    "Guinea-Bissau", "the Republic of Northern Veld", "NATO", "the EU",
    "Xi Jinping", "President Joe Biden", "Mr. Brown", "Mrs. May", "Turkey",
    "Rice", "Ban Ki-moon", "Kim",
    "the Democratic People's Republic of Korea", "Timor-Leste",
    "the Netherlands", "Trinidad and Tobago", "Hezbollah",
    "the Ministry of Foreign Affairs", "S\u00e3o Tom\u00e9 and Pr\u00edncipe",
    "John F. Kennedy", "\u0141\u00f3d\u017a", "Qxyzzt", "the Green Party",
    "Bush", "Sir Keir Starmer", "Iron Front", "Israel", "al-Shabaab"};
enum { NAME_COUNT = sizeof NAMES / sizeof *NAMES, STATEMENTS = 500 };

/* A name inside a sentence: a word with a capital, or several, between a
 * lower-case word and a mark or a blank; false = none. */
static bool find_name(const char *text, size_t *start, size_t *end) {
    for (const char *p = text; (p = strchr(p, ' ')); p++) {
        if (p == text || p[-1] < 'a' || p[-1] > 'z' || p[1] < 'A' ||
            p[1] > 'Z' || p[2] < 'a' || p[2] > 'z')
            continue;
        const char *q = p + 1;
        for (;;) {
            q += strspn(q, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV"
                           "WXYZ");
            if (*q != ' ' || q[1] < 'A' || q[1] > 'Z' || q[2] < 'a' ||
                q[2] > 'z')
                break;
            q++;
        }
        if (*q && !strchr(" ,.;", *q))
            continue;
        *start = (size_t)(p + 1 - text);
        *end = (size_t)(q - text);
        return true;
    }
    return false;
}

/* Checks written statements, by turns with and without a cue, until STATEMENTS
 * of them are done; a check says whether there was something to check. */
static void check_written(const struct model *model,
                          size_t (*check)(const struct model *model,
                                          const char *text, const char *cue)) {
    struct failure why = {""};
    struct csv_reader *reader;
    ck_assert(csv_open(&reader, "training/written/statements.csv", ',',
                       &why));
    int column = csv_column(reader, "text");
    struct arena arena = {0};
    struct csv_row row;
    size_t done = 0;
    for (size_t i = 0; done < STATEMENTS &&
                       csv_next(reader, &arena, &row, &why) == CSV_ROW;
         i++) {
        done += check(model, row.cells[column], i % 2 ? "accused" : "");
        arena_empty(&arena, SIZE_MAX);
    }
    ck_assert_uint_eq(done, STATEMENTS);
    csv_close(reader);
    arena_free(&arena);
}

/* What the table shows as the reasons. */
static const char *shown_evidence(const struct model *model, const char *text,
                                  struct arena *arena) {
    struct failure why;
    const struct options options = {0};
    struct statement statement = {.text = text, .cue_text = ""};
    struct document document = {
        .arena = arena, .statements = &statement, .statement_count = 1};
    struct tools tools = {
        .options = &options, .model = model, .words = words};
    ck_assert(score_step(&document, &tools, &why));
    return statement.evidence;
}

static size_t check_swaps(const struct model *model, const char *text,
                          const char *cue) {
    (void)cue;
    size_t start, end;
    if (!find_name(text, &start, &end))
        return 0;
    struct arena arena = {0};
    struct verdict first, verdict;
    const char *evidence = NULL;
    for (int i = 0; i < NAME_COUNT; i++) {
        char *swapped = arena_print(&arena, "%.*s%s%s", (int)start, text,
                                    NAMES[i], text + end);
        model_score_text(model, words, &arena, swapped, "", false, &verdict);
        if (!i)
            first = verdict;
        const char *shown = shown_evidence(model, swapped, &arena);
        evidence = i ? evidence : shown;
        ck_assert_msg(!strcmp(shown, evidence), "'%s', not '%s': %s", shown,
                      evidence, swapped);
        for (unsigned k = 0; k < model->classes; k++)
            ck_assert_msg(first.decision[k] == verdict.decision[k] &&
                              first.probability[k] == verdict.probability[k],
                          "'%s' changes: %s", NAMES[i], swapped);
    }
    arena_free(&arena);
    return 1;
}

START_TEST(names_leave_the_tone_unchanged) {
    struct failure why = {""};
    struct model *model = model_open("models/english", &why);
    ck_assert_msg(model != NULL, "%s", why.text);
    words = model_words(model, &why);
    check_written(model, check_swaps);
    words_close(words);
    model_close(model);
}
END_TEST

/* ---- against the libraries -------------------------------------------- */

static void make_of(const char *which, const char *options) {
    char out[4096], command[512];
    snprintf(command, sizeof command,
             "mkdir -p build/tone-tests && head -400 "
             "training/written/statements.csv | %s > build/tone-tests/a.csv "
             "&& $DETENTE train build/tone-tests/a.csv -o " SMALL " %s",
             which, options);
    int status = run_shell(command, out, sizeof out);
    ck_assert_msg(status == 0, "%s", out);
}

static void make_small(const char *options) { make_of("cat", options); }

static const char *const TEXTS[] = {
    "We will never accept this ultimatum, and they will pay.",
    "Both sides agreed to meet again.", "If they withdraw, we will talk.",
    "?", "Nothing here is known: xyzzy plugh"};

/* Of vectors; the table has a list of words of its own. */
static struct words *vector_words;

START_TEST(decisions_are_liblinears) {
    make_small("");
    struct failure why = {""};
    struct model *model = model_open(SMALL, &why);
    ck_assert_msg(model && model_read(model, &why), "%s", why.text);
    words = model_words(model, &why);
    vector_words = space_words(model->features, &why);
    struct arena arena = {0};
    for (size_t t = 0; t < sizeof TEXTS / sizeof *TEXTS; t++) {
        struct vector vector = {.arena = &arena};
        struct verdict verdict;
        double theirs[MODEL_CLASSES], ours[MODEL_CLASSES];
        space_make_text(model->features, vector_words, TEXTS[t], "warned",
                        &vector);
        unsigned *ids = arena_take(&arena, (vector.count + 1) * sizeof *ids);
        double *values =
            arena_take(&arena, (vector.count + 1) * sizeof *values);
        for (size_t i = 0; i < vector.count; i++) {
            ids[i] = vector.items[i].id;
            values[i] = vector.items[i].value;
        }
        int label = oracle_predict(SMALL "/tone.model", ids, values,
                                   vector.count, theirs);
        model_decide(model, &vector, ours);
        model_score_text(model, words, &arena, TEXTS[t], "warned", true,
                         &verdict);
        ck_assert_int_eq(label, (int)verdict.label);
        for (unsigned k = 0; k < model->classes; k++) {
            ck_assert_double_eq_tol(ours[k], theirs[k], 1e-9);
            ck_assert_double_eq_tol(verdict.decision[k], theirs[k], 1e-5);
        }
    }
    arena_free(&arena);
    words_close(words);
    words_close(vector_words);
    model_close(model);
}
END_TEST

static size_t check_table(const struct model *model, const char *text,
                          const char *cue) {
    struct arena arena = {0};
    struct vector vector = {.arena = &arena};
    struct verdict verdict;
    double decision[MODEL_CLASSES];
    space_make_text(model->features, vector_words, text, cue, &vector);
    model_decide(model, &vector, decision);
    model_score_text(model, words, &arena, text, cue, true, &verdict);
    for (unsigned k = 0; k < model->classes; k++)
        ck_assert_double_eq_tol(verdict.decision[k], decision[k], 2e-5);
    arena_free(&arena);
    return 1;
}

/* Two ways to one decision: the table's sums, and the vector; of two classes,
 * of three, of many. */
START_TEST(the_table_is_the_vector) {
    static const struct {
        const char *which, *options;
        unsigned least, most;
    } MODELS[] = {{"grep -v ,neutral,", "", 2, 2},
                  {"cat", "", 3, 3},
                  {"cat", "--label phenomenon", 10, MODEL_CLASSES}};
    make_of(MODELS[_i].which, MODELS[_i].options);
    struct failure why = {""};
    struct model *model = model_open(SMALL, &why);
    ck_assert_msg(model && model_read(model, &why), "%s", why.text);
    ck_assert_uint_ge(model->classes, MODELS[_i].least);
    ck_assert_uint_le(model->classes, MODELS[_i].most);
    words = model_words(model, &why);
    vector_words = space_words(model->features, &why);
    check_written(model, check_table);
    words_close(words);
    words_close(vector_words);
    model_close(model);
}
END_TEST

START_TEST(decisions_are_libsvms) {
    make_small("--kernel rbf");
    struct failure why = {""};
    struct model *model = model_open(SMALL, &why);
    ck_assert_msg(model && model_read(model, &why), "%s", why.text);
    struct svm_model *theirs = svm_load_model(SMALL "/tone.model");
    words = model_words(model, &why);
    struct arena arena = {0};
    for (size_t t = 0; t < sizeof TEXTS / sizeof *TEXTS; t++) {
        struct vector vector = {.arena = &arena};
        struct verdict verdict;
        space_make_text(model->features, words, TEXTS[t], "", &vector);
        struct svm_node *nodes =
            arena_take(&arena, (vector.count + 1) * sizeof *nodes);
        for (size_t i = 0; i < vector.count; i++) {
            char text[32];
            snprintf(text, sizeof text, "%.8g", vector.items[i].value);
            nodes[i] = (struct svm_node){(int)vector.items[i].id + 1,
                                         strtod(text, NULL)};
        }
        nodes[vector.count].index = -1;
        model_score_text(model, words, &arena, TEXTS[t], "", false, &verdict);
        ck_assert_int_eq((int)svm_predict(theirs, nodes),
                         (int)verdict.label);
    }
    svm_free_and_destroy_model(&theirs);
    arena_free(&arena);
    words_close(words);
    model_close(model);
}
END_TEST

/* ---- evidence --------------------------------------------------------- */

/* A word, two, or a phrase of the lexicon at its first place: never the text
 * between two places. */
static void check_reason(const struct reason *reason, const char *text) {
    enum { LONGEST_PHRASE = 6 };
    for (int i = 0; i < 2; i++) {
        const struct span shown = reason->words[i];
        size_t blanks = 0;
        for (uint32_t k = shown.start; k < shown.end; k++) {
            blanks += text[k] == ' ';
            ck_assert_msg(!strchr(",;:\"", text[k]), "'%.*s' of: %s",
                          (int)(shown.end - shown.start), text + shown.start,
                          text);
        }
        ck_assert_uint_lt(blanks, reason->name ? LONGEST_PHRASE : 1);
    }
    ck_assert(reason->name || reason->words[0].end);
}

static size_t check_evidence(const struct model *model, const char *text,
                             const char *cue) {
    (void)cue;
    struct arena arena = {0};
    struct verdict verdict;
    char *small = arena_copy(&arena, text, strlen(text)); /* no names */
    for (char *p = small; *p; p++)
        *p = (char)(*p >= 'A' && *p <= 'Z' ? *p + 32 : *p);
    model_score_text(model, words, &arena, small, "said", true, &verdict);
    for (size_t i = 0; i < verdict.evidence.count; i++)
        check_reason(&verdict.evidence.items[i], small);
    arena_free(&arena);
    return 1;
}

START_TEST(evidence_is_words) {
    struct failure why = {""};
    struct model *model = model_open("models/english", &why);
    ck_assert_msg(model != NULL, "%s", why.text);
    words = model_words(model, &why);
    check_evidence(model, "the troops are in the harbour, they are on our "
                          "soil, and the troops will never leave", "");
    check_written(model, check_evidence);
    words_close(words);
    model_close(model);
}
END_TEST

/* Many numbers at once and one by one: the same place, the first of equal
 * ones; none where there is no number. */
START_TEST(the_heaviest_is_found_either_way) {
    _Alignas(16) float numbers[5 * HEAVIEST_BLOCK];
    uint64_t state = 5;
    for (int round = 0; round < 20000; round++) {
        size_t count = (size_t)round % (4 * HEAVIEST_BLOCK + 1);
        memset(numbers, 0, sizeof numbers);
        for (size_t i = 0; i < count; i++) {
            state = state * UINT64_C(6364136223846793005) + 99;
            numbers[i] = (float)((int)(state >> 33) % 19 - 9) / 8;
        }
        ck_assert_uint_eq(heaviest(numbers, count),
                          heaviest_portably(numbers, count));
    }
    for (size_t i = 0; i < HEAVIEST_BLOCK; i++)
        numbers[i] = NAN;
    ck_assert_uint_eq(heaviest(numbers, HEAVIEST_BLOCK), HEAVIEST_BLOCK);
    ck_assert_uint_eq(heaviest_portably(numbers, HEAVIEST_BLOCK),
                      HEAVIEST_BLOCK);
}
END_TEST

/* ---- damage ----------------------------------------------------------- */

static char *read_all(const char *path, size_t *length) {
    FILE *stream = fopen(path, "rb");
    ck_assert_ptr_nonnull(stream);
    char *bytes = malloc(8 << 20);
    *length = fread(bytes, 1, 8 << 20, stream);
    fclose(stream);
    return bytes;
}

static void write_all(const char *path, const char *bytes, size_t length) {
    FILE *stream = fopen(path, "wb");
    ck_assert_ptr_nonnull(stream);
    fwrite(bytes, 1, length, stream);
    fclose(stream);
}

static const char *const FILES[] = {"tone.settings.csv", "tone.features.csv",
                                    "tone.model", "tone.words.csv",
                                    "tone.lexicon.csv", "tone.sha256",
                                    "tone.table"};
enum { SOURCE_FILES = 5 };

/* Opens a damaged model; true where it was refused. */
static bool is_refused(void) {
    struct failure why = {""};
    struct model *model = model_open(SMALL, &why);
    bool good = model && model_read(model, &why);
    model_close(model);
    ck_assert_msg(good || why.text[0], "refused without a reason");
    return !good;
}

START_TEST(altered_files_are_refused) {
    make_small(_i ? "--kernel rbf" : "");
    /* a model with a kernel has no table */
    for (size_t f = 0; f < sizeof FILES / sizeof *FILES - (_i == 1); f++) {
        char path[128];
        snprintf(path, sizeof path, SMALL "/%s", FILES[f]);
        size_t length;
        char *bytes = read_all(path, &length);
        write_all(path, bytes, length / 2);
        ck_assert_msg(is_refused(), "%s cut in half", FILES[f]);
        write_all(path, bytes, 0);
        ck_assert_msg(is_refused(), "%s empty", FILES[f]);
        bytes[length / 3] ^= 1;
        write_all(path, bytes, length);
        ck_assert_msg(is_refused(), "%s altered", FILES[f]);
        bytes[length / 3] ^= 1;
        remove(path);
        ck_assert_msg(is_refused(), "%s missing", FILES[f]);
        write_all(path, bytes, length);
        free(bytes);
    }
    ck_assert(!is_refused());
}
END_TEST

/* With checksums that fit the damage, the contents are checked: refused or
 * harmless, never a crash. */
START_TEST(forged_files_do_no_harm) {
    char out[1024];
    make_small(_i ? "--kernel rbf" : "");
    uint64_t state = 7;
    for (size_t f = 0; f < SOURCE_FILES; f++) {
        char path[128];
        snprintf(path, sizeof path, SMALL "/%s", FILES[f]);
        size_t length;
        char *bytes = read_all(path, &length);
        for (int round = 0; round < 12; round++) {
            char *damaged = malloc(length);
            memcpy(damaged, bytes, length);
            for (int k = 0; k < 3; k++) {
                state = state * UINT64_C(6364136223846793005) + 99;
                size_t place = (size_t)(state >> 33) % length;
                if (round % 2)
                    place %= 400;
                static const char BYTES[] = "0-9 .:eE\n,\"x\0\377";
                damaged[place] = BYTES[(state >> 20) % sizeof BYTES];
            }
            write_all(path, damaged,
                      round % 3 == 2 ? (size_t)(state >> 33) % length
                                     : length);
            free(damaged);
            ck_assert_int_eq(
                run_shell("cd " SMALL " && sha256sum tone.settings.csv "
                          "tone.features.csv tone.model tone.words.csv "
                          "tone.lexicon.csv > tone.sha256",
                          out, sizeof out),
                0);
            is_refused();
        }
        write_all(path, bytes, length);
        free(bytes);
    }
}
END_TEST

/* A table whose own checksum fits its contents. */
START_TEST(forged_tables_do_no_harm) {
    make_small("");
    static const char PATH[] = SMALL "/tone.table";
    size_t length;
    char *bytes = read_all(PATH, &length), *damaged = malloc(length);
    uint64_t state = 11;
    size_t refused = 0;
    for (int round = 0; round < 400; round++) {
        struct failure why = {""};
        struct arena arena = {0};
        memcpy(damaged, bytes, length);
        for (int k = 0; k < 4; k++) {
            state = state * UINT64_C(6364136223846793005) + 99;
            size_t place = (size_t)(state >> 33) % length;
            damaged[round % 2 ? place % 256 : place] = (char)(state >> 24);
        }
        size_t kept = round % 5 == 4 ? (size_t)(state >> 33) % length : length;
        if (kept >= 256)
            scorer_seal(damaged, kept);
        write_all(PATH, damaged, kept);
        struct model *model = model_open(SMALL, &why);
        refused += !model;
        words = model ? model_words(model, &why) : NULL;
        for (size_t t = 0; words && t < sizeof TEXTS / sizeof *TEXTS; t++) {
            struct verdict verdict;
            model_score_text(model, words, &arena, TEXTS[t], "warned", true,
                             &verdict);
        }
        words_close(words);
        arena_free(&arena);
        model_close(model);
    }
    ck_assert_uint_gt(refused, 100);
    write_all(PATH, bytes, length);
    free(damaged);
    free(bytes);
}
END_TEST

/* Files that were altered on purpose count, with or without a table. */
START_TEST(a_table_of_other_files_is_not_used) {
    char out[4096];
    make_small("");
    static const char *const COMMANDS[] = {
        "cd " SMALL " && sed 's/^scale,.*/scale,3/' tone.settings.csv > s && "
        "mv s tone.settings.csv && sha256sum tone.*[a-z] | grep -v 'card\\|"
        "sha256' > s && mv s tone.sha256 && cut -c67- tone.sha256",
        "cd " SMALL " && grep -v table tone.sha256 > s && mv s tone.sha256 && "
        "rm tone.table"};
    for (size_t i = 0; i < sizeof COMMANDS / sizeof *COMMANDS; i++) {
        struct failure why = {""};
        ck_assert_int_eq(run_shell(COMMANDS[i], out, sizeof out), 0);
        struct model *model = model_open(SMALL, &why);
        ck_assert_msg(model != NULL, "%s", why.text);
        ck_assert_ptr_nonnull(model->features);
        ck_assert_double_eq(model->scale[0], 3);
        model_close(model);
    }
}
END_TEST

Suite *tone_suite(void) {
    Suite *suite = suite_create("tone");
    TCase *cases = tcase_create("tone");
    tcase_set_timeout(cases, 240);
    tcase_add_test(cases, masks_as_cases_say);
    tcase_add_test(cases, names_leave_the_tone_unchanged);
    tcase_add_test(cases, decisions_are_liblinears);
    tcase_add_loop_test(cases, the_table_is_the_vector, 0, 3);
    tcase_add_test(cases, decisions_are_libsvms);
    tcase_add_test(cases, evidence_is_words);
    tcase_add_test(cases, the_heaviest_is_found_either_way);
    tcase_add_loop_test(cases, altered_files_are_refused, 0, 2);
    tcase_add_loop_test(cases, forged_files_do_no_harm, 0, 2);
    tcase_add_test(cases, forged_tables_do_no_harm);
    tcase_add_test(cases, a_table_of_other_files_is_not_used);
    suite_add_tcase(suite, cases);
    return suite;
}
