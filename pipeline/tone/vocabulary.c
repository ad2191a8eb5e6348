/* vocabulary.c - words.csv in memory, found by word. */
#include "vocabulary.h"

#include "base/csv.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

struct entry_of_word {
    const char *word;
    const int8_t *vector; /* NULL = none */
    uint32_t ids[2];
};

struct vocabulary {
    struct arena arena;
    struct entry_of_word *entries; /* [0] stands for no word */
    uint64_t *hashes;              /* of each entry */
    uint8_t *kinds;
    size_t count, room;
    struct wordlist list;
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

static bool build_index(struct vocabulary *vocabulary, const char *path,
                        struct failure *why) {
    vocabulary->list = (struct wordlist){.hashes = vocabulary->hashes,
                                         .kinds = vocabulary->kinds,
                                         .count = (uint32_t)vocabulary->count};
    uint32_t twice =
        key_index_build(&vocabulary->list.index, vocabulary->hashes,
                        (uint32_t)vocabulary->count);
    return !twice || fail(why, "%s: '%s' stands there twice", path,
                          vocabulary->entries[twice].word);
}

static bool parse_id(const char *cell, uint32_t *id) {
    char *end;
    unsigned long value = strtoul(cell, &end, 10);
    *id = *cell ? (uint32_t)value : VOCABULARY_NO_ID;
    return !*cell || (*cell >= '0' && *cell <= '9' && !*end &&
                      value < VOCABULARY_NO_ID);
}

static void make_room(struct vocabulary *vocabulary) {
    size_t room = vocabulary->room = vocabulary->room * 2 + 1024;
    vocabulary->entries =
        reallocate(vocabulary->entries, room * sizeof *vocabulary->entries);
    vocabulary->hashes =
        reallocate(vocabulary->hashes, room * sizeof *vocabulary->hashes);
    vocabulary->kinds =
        reallocate(vocabulary->kinds, room * sizeof *vocabulary->kinds);
}

static bool add_row(struct vocabulary *vocabulary, const char *path,
                    const struct csv_row *row, const int columns[5],
                    struct failure *why) {
    if (vocabulary->count >= WORDLIST_MOST)
        return fail(why, "%s: too many words", path);
    if (vocabulary->count == vocabulary->room)
        make_room(vocabulary);
    const char *word = row->cells[columns[0]];
    unsigned kind;
    struct entry_of_word entry = {
        .word = arena_copy(&vocabulary->arena, word,
                           row->lengths[columns[0]])};
    if (!*word || !parse_kind(row->cells[columns[1]], &kind) ||
        !parse_vector(vocabulary, row->cells[columns[2]],
                      row->lengths[columns[2]], &entry.vector) ||
        !parse_id(columns[3] >= 0 ? row->cells[columns[3]] : "",
                  &entry.ids[0]) ||
        !parse_id(columns[4] >= 0 ? row->cells[columns[4]] : "",
                  &entry.ids[1]))
        return fail(why, "%s:%zu: damaged row of '%.40s'", path, row->line,
                    word);
    vocabulary->hashes[vocabulary->count] =
        word_hash(word, row->lengths[columns[0]]);
    vocabulary->kinds[vocabulary->count] = (uint8_t)kind;
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
    *vocabulary = (struct vocabulary){.count = 1};
    make_room(vocabulary);
    make_digits(vocabulary->digits);
    vocabulary->entries[0] = (struct entry_of_word){.word = ""};
    vocabulary->hashes[0] = 0;
    vocabulary->kinds[0] = 0;
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
    free(vocabulary->hashes);
    free(vocabulary->kinds);
    key_index_free(&vocabulary->list.index);
    free(vocabulary);
}

const struct wordlist *vocabulary_words(const struct vocabulary *vocabulary) {
    return vocabulary ? &vocabulary->list : NULL;
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
