/* choose.c - the soft maximum, and the file of weights.
 *
 * The file: a line of text that says what it is, 8 bytes of checksum
 * (word_hash, least significant byte first), then the table as runs: a count
 * of zeros (0 to 255), then one weight that is not; a run of 255 zeros has
 * no weight behind it. */
#include "choose.h"

#include "base/arena.h"
#include "base/output.h"
#include "words.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char HEAD[] = "detente attribution weights 1\n";
enum { HEAD_LENGTH = sizeof HEAD - 1, SUM_LENGTH = 8, LONG_RUN = 255 };

/* ---- choosing --------------------------------------------------------- */

/* exp(-distance / WEIGHT_UNIT), usual distances out of a table. */
static double power(const struct choice *choice, int32_t distance) {
    return choice->powers && distance < POWERS_MOST
               ? choice->powers[distance]
               : exp(-distance / (double)WEIGHT_UNIT);
}

uint32_t choice_best(const struct choice *choice, double *probability) {
    uint32_t best = 0;
    for (uint32_t i = 1; i < choice->count; i++)
        if (choice->scores[i] > choice->scores[best])
            best = i;
    if (probability) {
        double sum = 0;
        for (uint32_t i = 0; i < choice->count; i++)
            sum += power(choice, choice->scores[best] - choice->scores[i]);
        *probability = 1 / sum;
    }
    return best;
}

void choice_probabilities(const struct choice *choice,
                          double *probabilities) {
    double of_best;
    uint32_t best = choice_best(choice, &of_best);
    for (uint32_t i = 0; i < choice->count; i++)
        probabilities[i] =
            of_best * power(choice, choice->scores[best] - choice->scores[i]);
}

/* ---- writing ---------------------------------------------------------- */

static void put_runs(const int8_t *table, struct output *out) {
    unsigned zeros = 0;
    for (size_t i = 0; i < WEIGHT_COUNT; i++) {
        if (!table[i] && ++zeros < LONG_RUN)
            continue;
        output_byte(out, (char)zeros);
        if (zeros < LONG_RUN)
            output_byte(out, (char)table[i]);
        zeros = 0;
    }
    output_byte(out, (char)zeros);
}

static void put_sum(const struct output *body, struct output *out) {
    uint64_t sum = word_hash(body->bytes, body->length);
    for (int i = 0; i < SUM_LENGTH; i++)
        output_byte(out, (char)(sum >> 8 * i));
}

bool weights_write(const struct weights *weights, const char *path,
                   struct failure *why) {
    struct output body = {0}, out = {0};
    put_runs(weights->table, &body);
    output_bytes(&out, HEAD, HEAD_LENGTH);
    put_sum(&body, &out);
    output_bytes(&out, body.bytes, body.length);
    struct output_file file;
    bool good = output_open(&file, path, why);
    if (good)
        good = output_flush(&file, &out, why) && output_commit(&file, why);
    output_abandon(&file);
    output_free(&body);
    output_free(&out);
    return good;
}

/* ---- reading ---------------------------------------------------------- */

static bool slurp(const char *path, struct output *into,
                  struct failure *why) {
    FILE *file = fopen(path, "rb");
    if (!file)
        return fail(why, "%s: %s", path, strerror(errno));
    char chunk[1 << 14];
    size_t length;
    while ((length = fread(chunk, 1, sizeof chunk, file)) > 0)
        output_bytes(into, chunk, length);
    bool good = !ferror(file);
    fclose(file);
    return good || fail(why, "%s: cannot be read", path);
}

static bool take_runs(const uint8_t *bytes, size_t length, int8_t *table) {
    size_t at = 0, next = 0;
    while (next < length) {
        size_t zeros = bytes[next++];
        at += zeros;
        if (zeros == LONG_RUN || next == length)
            continue;
        if (at >= WEIGHT_COUNT)
            return false;
        table[at++] = (int8_t)bytes[next++];
    }
    return at == WEIGHT_COUNT;
}

static bool take(const struct output *in, int8_t *table) {
    if (in->length < HEAD_LENGTH + SUM_LENGTH ||
        memcmp(in->bytes, HEAD, HEAD_LENGTH))
        return false;
    const uint8_t *sum = (const uint8_t *)in->bytes + HEAD_LENGTH;
    const uint8_t *body = sum + SUM_LENGTH;
    size_t length = in->length - HEAD_LENGTH - SUM_LENGTH;
    uint64_t expected = 0;
    for (int i = SUM_LENGTH; i-- > 0;)
        expected = expected << 8 | sum[i];
    return word_hash((const char *)body, length) == expected &&
           take_runs(body, length, table);
}

bool weights_read(struct weights *weights, const char *path,
                  struct failure *why) {
    struct output in = {0};
    for (int i = 0; i < POWERS_MOST; i++)
        weights->powers[i] = exp(-i / (double)WEIGHT_UNIT);
    weights->table = allocate(WEIGHT_COUNT);
    memset(weights->table, 0, WEIGHT_COUNT);
    bool good = slurp(path, &in, why) &&
                (take(&in, weights->table) ||
                 fail(why, "%s: damaged, or not weights of attribution",
                      path));
    output_free(&in);
    if (!good)
        weights_free(weights);
    return good;
}

void weights_free(struct weights *weights) {
    free(weights->table);
    weights->table = NULL;
}
