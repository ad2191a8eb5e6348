/* repeats.c - a table of fingerprints; a new one takes the place of an old
 * one. */
#include "repeats.h"

#include "base/arena.h"
#include "base/scan.h"
#include "words.h"

#include <stdlib.h>
#include <string.h>

struct repeats {
    struct {
        uint64_t fingerprint, article;
    } slots[REPEAT_SLOTS];
};

struct repeats *repeats_open(void) {
    /* pages that are not needed are never there */
    struct repeats *repeats = calloc(1, sizeof *repeats);
    return repeats ? repeats : allocate(SIZE_MAX);
}

void repeats_close(struct repeats *repeats) { free(repeats); }

/* ---- folding ---------------------------------------------------------- */

enum { FOLD_ROOM = REPEAT_MOST + 2 * SCAN_BYTES };

/* Which of sixteen bytes are letters, digits, or beyond ASCII, but for E2 80
 * xx, which are quote marks and dashes.  The byte behind them is read, too;
 * `*dropped` has those that the bytes before began. */
static uint32_t kept_bytes(const char *bytes, uint32_t *dropped) {
    uint32_t marks = scan_byte(bytes, 0xE2) & scan_byte(bytes + 1, 0x80);
    uint32_t drop = *dropped | marks | marks << 1 | marks << 2;
    *dropped = drop >> SCAN_BYTES;
    return (scan_alphanumerics(bytes) | scan_beyond(bytes)) & ~drop;
}

/* Small letters of sixteen bytes of which none is anything but a letter, a
 * digit, or beyond ASCII. */
static void make_small(char *bytes) {
    for (int i = 0; i < SCAN_BYTES; i += 8) {
        uint64_t word;
        memcpy(&word, bytes + i, sizeof word);
        word |= (~word & 0x80 * SCAN_EACH) >> 2;
        memcpy(bytes + i, &word, sizeof word);
    }
}

/* The first letters and digits, small; bytes beyond ASCII as they are.  A run
 * of neighbours is copied at once, with some of no meaning behind it. */
static size_t fold(const char *text, char folded[FOLD_ROOM]) {
    char block[2 * SCAN_BYTES];
    size_t length = strlen(text), used = 0;
    uint32_t dropped = 0;
    for (size_t at = 0; at < length && used < REPEAT_MOST; at += SCAN_BYTES) {
        const char *bytes = text + at;
        if (length - at < sizeof block) {
            memset(block, 0, sizeof block);
            memcpy(block, bytes, length - at);
            bytes = block;
        }
        uint32_t kept = kept_bytes(bytes, &dropped);
        while (kept) {
            unsigned start = (unsigned)__builtin_ctz(kept);
            unsigned run = (unsigned)__builtin_ctz(~(kept >> start));
            memcpy(folded + used, bytes + start, SCAN_BYTES);
            used += run;
            kept &= UINT32_MAX << (start + run);
        }
    }
    for (size_t i = 0; i < used && i < REPEAT_MOST; i += SCAN_BYTES)
        make_small(folded + i);
    return used < REPEAT_MOST ? used : REPEAT_MOST;
}

/* ---- remembering ------------------------------------------------------ */

uint64_t repeats_fingerprint(const char *actor, const char *text) {
    char folded[FOLD_ROOM];
    size_t length = fold(text, folded);
    if (length < REPEAT_LEAST)
        return 0;
    uint64_t fingerprint = word_hash(folded, length) * 31 +
                           word_hash(actor, strlen(actor));
    return fingerprint ? fingerprint : 1;
}

static size_t slot_of(uint64_t fingerprint) {
    return fingerprint >> 40 & (REPEAT_SLOTS - 1);
}

void repeats_prefetch(const struct repeats *repeats, uint64_t fingerprint) {
    __builtin_prefetch(&repeats->slots[slot_of(fingerprint)], 1);
}

bool repeats_seen(struct repeats *repeats, uint64_t fingerprint,
                  uint64_t article) {
    size_t at = slot_of(fingerprint);
    if (!fingerprint)
        return false;
    if (repeats->slots[at].fingerprint == fingerprint)
        return repeats->slots[at].article != article;
    repeats->slots[at].fingerprint = fingerprint;
    repeats->slots[at].article = article;
    return false;
}
