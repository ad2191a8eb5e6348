/* repeats.c - a table of fingerprints; a new one takes the place of an old
 * one. */
#include "repeats.h"

#include "base/arena.h"
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

/* The first letters and digits, small; bytes beyond ASCII as they are but
 * for E2 80 xx, which are quote marks and dashes. */
static size_t fold(const char *text, char folded[REPEAT_MOST]) {
    size_t used = 0;
    for (; *text && used < REPEAT_MOST; text++) {
        unsigned char byte = (unsigned char)*text;
        unsigned char small = byte | 0x20;
        if (byte == 0xe2 && (unsigned char)text[1] == 0x80 && text[2])
            text += 2;
        else if ((small >= 'a' && small <= 'z') || byte >= 0x80)
            folded[used++] = (char)(byte < 0x80 ? small : byte);
        else if (byte >= '0' && byte <= '9')
            folded[used++] = (char)byte;
    }
    return used;
}

bool repeats_seen(struct repeats *repeats, const char *actor,
                  const char *text, uint64_t article) {
    char folded[REPEAT_MOST];
    size_t length = fold(text, folded);
    if (length < REPEAT_LEAST)
        return false;
    uint64_t fingerprint = word_hash(folded, length) * 31 +
                           word_hash(actor, strlen(actor));
    size_t at = fingerprint >> 40 & (REPEAT_SLOTS - 1);
    if (repeats->slots[at].fingerprint == fingerprint)
        return repeats->slots[at].article != article;
    repeats->slots[at].fingerprint = fingerprint;
    repeats->slots[at].article = article;
    return false;
}
