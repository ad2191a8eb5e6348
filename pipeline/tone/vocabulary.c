/* vocabulary.c - words.csv in a hash table of open addressing. */
#include "vocabulary.h"

#include "base/csv.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

struct entry_of_word {
    uint64_t hash;
    const char *word;
    const int8_t *vector; /* NULL = none */
    unsigned kind;
    uint32_t ids[2];
};

struct vocabulary {
    struct arena arena;
    struct entry_of_word *entries; /* [0] stands for no word */
    size_t count, room;
    uint8_t *kinds; /* of each entry, apart since it is asked for most */
    uint32_t *slots; /* index into entries, 0 = free */
    size_t mask;
    unsigned dimensions;
    int8_t digits[256];
    bool has_ids;
};

static const char KINDS[] = "onfgmt"; /* in the order of enum ordinary */

static bool parse_kind(const char *cell, unsigned *kind) {
    *kind = 0;
    for (; *cell; cell++) {
        const char *place = strchr(KINDS, *cell);
        if (!place)
            return false;
        *kind |= 1u << (place - KINDS);
    }
    return true;
}

enum { NO_DIGIT = 99 };

static void make_digits(int8_t *digits) {
    static const char ALPHABET[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmno"
                                   "pqrstuvwxyz0123456789-_";
    memset(digits, NO_DIGIT, 256);
    for (int i = 0; i < 64; i++)
        digits[(unsigned char)ALPHABET[i]] = (int8_t)(i - 32);
}

static bool parse_vector(struct vocabulary *vocabulary, const char *cell,
                         size_t length, const int8_t **vector) {
    *vector = NULL;
    if (!length)
        return true;
    if (!vocabulary->dimensions && length <= VECTOR_MOST)
        vocabulary->dimensions = (unsigned)length;
    if (length != vocabulary->dimensions)
        return false;
    int8_t *made = arena_take(&vocabulary->arena, length);
    for (size_t i = 0; i < length; i++) {
        made[i] = vocabulary->digits[(unsigned char)cell[i]];
        if (made[i] == NO_DIGIT)
            return false;
    }
    *vector = made;
    return true;
}

static uint32_t *find_slot(const struct vocabulary *vocabulary,
                           uint64_t hash) {
    size_t i = hash & vocabulary->mask;
    while (vocabulary->slots[i] &&
           vocabulary->entries[vocabulary->slots[i]].hash != hash)
        i = (i + 1) & vocabulary->mask;
    return &vocabulary->slots[i];
}

static bool build_index(struct vocabulary *vocabulary, const char *path,
                        struct failure *why) {
    size_t size = 64;
    while (size < vocabulary->count * 2)
        size *= 2;
    vocabulary->slots = allocate(size * sizeof *vocabulary->slots);
    memset(vocabulary->slots, 0, size * sizeof *vocabulary->slots);
    vocabulary->mask = size - 1;
    vocabulary->kinds = allocate(vocabulary->count);
    for (size_t i = 0; i < vocabulary->count; i++)
        vocabulary->kinds[i] = (uint8_t)vocabulary->entries[i].kind;
    for (size_t i = 1; i < vocabulary->count; i++) {
        uint32_t *slot = find_slot(vocabulary, vocabulary->entries[i].hash);
        if (*slot)
            return fail(why, "%s: '%s' stands there twice", path,
                        vocabulary->entries[i].word);
        *slot = (uint32_t)i;
    }
    return true;
}

static bool parse_id(const char *cell, uint32_t *id) {
    char *end;
    unsigned long value = strtoul(cell, &end, 10);
    *id = *cell ? (uint32_t)value : VOCABULARY_NO_ID;
    return !*cell || (*cell >= '0' && *cell <= '9' && !*end &&
                      value < VOCABULARY_NO_ID);
}

static bool add_row(struct vocabulary *vocabulary, const char *path,
                    const struct csv_row *row, const int columns[5],
                    struct failure *why) {
    if (vocabulary->count >= UINT32_MAX / 2)
        return fail(why, "%s: too many words", path);
    if (vocabulary->count == vocabulary->room) {
        vocabulary->room = vocabulary->room * 2 + 64;
        vocabulary->entries =
            reallocate(vocabulary->entries,
                       vocabulary->room * sizeof *vocabulary->entries);
    }
    const char *word = row->cells[columns[0]];
    struct entry_of_word entry = {
        .hash = word_hash(word, row->lengths[columns[0]]),
        .word = arena_copy(&vocabulary->arena, word,
                           row->lengths[columns[0]])};
    if (!*word || !parse_kind(row->cells[columns[1]], &entry.kind) ||
        !parse_vector(vocabulary, row->cells[columns[2]],
                      row->lengths[columns[2]], &entry.vector) ||
        !parse_id(columns[3] >= 0 ? row->cells[columns[3]] : "",
                  &entry.ids[0]) ||
        !parse_id(columns[4] >= 0 ? row->cells[columns[4]] : "",
                  &entry.ids[1]))
        return fail(why, "%s:%zu: damaged row of '%.40s'", path, row->line,
                    word);
    vocabulary->entries[vocabulary->count++] = entry;
    return true;
}

static bool read_rows(struct vocabulary *vocabulary, const char *path,
                      struct failure *why) {
    struct csv_reader *reader;
    if (!csv_open(&reader, path, ',', why))
        return false;
    static const char *const NAMES[5] = {"word", "kind", "vector", "id",
                                        "cue"};
    int columns[5];
    bool good = true;
    for (int i = 0; i < 5 && good; i++) {
        columns[i] = csv_column(reader, NAMES[i]);
        if (columns[i] < 0 && i < 3)
            good = fail(why, "%s:1: no column '%s'", path, NAMES[i]);
    }
    vocabulary->has_ids = good && columns[3] >= 0 && columns[4] >= 0;
    struct arena arena = {0};
    struct csv_row row;
    while (good) {
        enum csv_result result = csv_next(reader, &arena, &row, why);
        if (result == CSV_END)
            break;
        good = result == CSV_ROW &&
               add_row(vocabulary, path, &row, columns, why);
        arena_empty(&arena, 1 << 16);
    }
    arena_free(&arena);
    csv_close(reader);
    return good;
}

struct vocabulary *vocabulary_open(const char *path, struct failure *why) {
    struct vocabulary *vocabulary = allocate(sizeof *vocabulary);
    *vocabulary = (struct vocabulary){.count = 1, .room = 1024};
    vocabulary->entries =
        allocate(vocabulary->room * sizeof *vocabulary->entries);
    make_digits(vocabulary->digits);
    vocabulary->entries[0] = (struct entry_of_word){.word = ""};
    if (read_rows(vocabulary, path, why) &&
        build_index(vocabulary, path, why))
        return vocabulary;
    vocabulary_close(vocabulary);
    return NULL;
}

void vocabulary_close(struct vocabulary *vocabulary) {
    if (!vocabulary)
        return;
    arena_free(&vocabulary->arena);
    free(vocabulary->entries);
    free(vocabulary->kinds);
    free(vocabulary->slots);
    free(vocabulary);
}

uint32_t vocabulary_find(const struct vocabulary *vocabulary, uint64_t hash) {
    return vocabulary ? *find_slot(vocabulary, hash) : 0;
}

unsigned vocabulary_kind(const struct vocabulary *vocabulary, uint32_t row) {
    return vocabulary ? vocabulary->kinds[row] : 0;
}

const int8_t *vocabulary_vector(const struct vocabulary *vocabulary,
                                uint32_t row) {
    return vocabulary ? vocabulary->entries[row].vector : NULL;
}

unsigned vocabulary_dimensions(const struct vocabulary *vocabulary) {
    return vocabulary ? vocabulary->dimensions : 0;
}

uint32_t vocabulary_rows(const struct vocabulary *vocabulary) {
    return vocabulary ? (uint32_t)vocabulary->count : 1;
}

const char *vocabulary_word(const struct vocabulary *vocabulary,
                            uint32_t row) {
    return vocabulary->entries[row].word;
}

uint32_t vocabulary_id(const struct vocabulary *vocabulary, uint32_t row,
                       int which) {
    return vocabulary->entries[row].ids[which];
}

bool vocabulary_has_ids(const struct vocabulary *vocabulary) {
    return vocabulary && vocabulary->has_ids;
}
