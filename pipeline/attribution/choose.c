/* choose.c - the soft maximum, and the file of weights.
 *
 * The file: a line of text that says what it is, 8 bytes of checksum
 * (word_hash, least significant byte first), then the table, a byte a
 * weight and a gate. */
#include "choose.h"

#include "base/arena.h"
#include "base/file.h"
#include "base/output.h"
#include "words.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char HEAD[] = "detente attribution weights 4\n";
enum {
    HEAD_LENGTH = sizeof HEAD - 1,
    SUM_LENGTH = 8,
    FILE_LENGTH = HEAD_LENGTH + SUM_LENGTH + TABLE_LENGTH,
    WEIGHTS_MOST = 1 << 28
};

/* ---- choosing --------------------------------------------------------- */

/* exp(-distance / WEIGHT_UNIT); as good as nothing far away. */
static double power(const struct choice *choice, int32_t distance) {
    return choice->powers[distance < POWERS_MOST ? distance : POWERS_MOST];
}

/* A score with its option behind it, the first of equals highest: one
 * number, so that the search for the best needs no branch. */
static int64_t ranked(const struct choice *choice, uint32_t option) {
    return choice->scores[option] * (INT64_C(1) << 32) +
           (OPTIONS_MOST - option);
}

uint32_t choice_best(struct choice *choice) {
    int64_t first = ranked(choice, 0);
    double sum = 0;
    for (uint32_t i = 1; i < choice->count; i++) {
        int64_t next = ranked(choice, i);
        first = next > first ? next : first;
    }
    uint32_t best = OPTIONS_MOST - (uint32_t)first;
    for (uint32_t i = 0; i < choice->count; i++) {
        choice->odds[i] =
            power(choice, choice->scores[best] - choice->scores[i]);
        sum += choice->odds[i];
    }
    choice->sum = sum;
    return best;
}

double choice_yes(const struct choice *choice, int32_t score) {
    return score >= 0 ? 1 / (1 + power(choice, score))
                      : 1 - 1 / (1 + power(choice, -score));
}

/* ---- the file --------------------------------------------------------- */

static void put_sum(const int8_t *table, uint8_t *bytes) {
    uint64_t sum = word_hash((const char *)table, TABLE_LENGTH);
    for (int i = 0; i < SUM_LENGTH; i++)
        bytes[i] = (uint8_t)(sum >> 8 * i);
}

bool weights_write(const struct weights *weights, const char *path,
                   struct failure *why) {
    uint8_t sum[SUM_LENGTH];
    struct output out = {0};
    put_sum(weights->table, sum);
    output_bytes(&out, HEAD, HEAD_LENGTH);
    output_bytes(&out, (const char *)sum, SUM_LENGTH);
    output_bytes(&out, (const char *)weights->table, TABLE_LENGTH);
    return output_save(path, &out, why);
}

static bool take(const struct file *file, int8_t *table) {
    uint8_t sum[SUM_LENGTH];
    if (file->length != FILE_LENGTH || memcmp(file->bytes, HEAD, HEAD_LENGTH))
        return false;
    const char *after = file->bytes + HEAD_LENGTH;
    memcpy(table, after + SUM_LENGTH, TABLE_LENGTH);
    put_sum(table, sum);
    return !memcmp(sum, after, SUM_LENGTH);
}

void weights_powers(struct weights *weights) {
    for (int i = 0; i < POWERS_MOST; i++)
        weights->powers[i] = exp(-i / (double)WEIGHT_UNIT);
    weights->powers[POWERS_MOST] = 0;
}

bool weights_read(struct weights *weights, const char *path,
                  struct checksum *checksum, struct failure *why) {
    struct arena arena = {0};
    struct file file;
    weights_powers(weights);
    weights->table = allocate(TABLE_LENGTH);
    bool good = file_read(path, WEIGHTS_MOST, &arena, &file, why) &&
                (take(&file, weights->table) ||
                 fail(why, "%s: damaged, or not weights of attribution",
                      path));
    if (good)
        checksum_add(checksum, file.bytes, file.length);
    else
        weights_free(weights);
    arena_free(&arena);
    return good;
}

void weights_free(struct weights *weights) {
    free(weights->table);
    weights->table = NULL;
}
