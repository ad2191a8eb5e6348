/* copies.c - a ring of signatures, and a table per band of who had that band
 * last.
 *
 * A slot of a band's table knows one article, the latest; what it knew
 * before is lost, which costs a few of the pairs that lie far apart, and
 * keeps memory and time bounded. */
#include "copies.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>

/* ---- signatures ------------------------------------------------------- */

/* One wide multiplication, both halves (Wang Yi's wyhash). */
static uint64_t mix(uint64_t hash) {
    __extension__ unsigned __int128 product =
        hash ^ UINT64_C(0xa0761d6478bd642f);
    product *= UINT64_C(0xe7037ed1a0b428db);
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* Each bin's least hash of the shingles that fall in it; returns how many
 * words there are.  Without branches: whether a token is a word, and whether
 * a hash is the least, cannot be foretold. */
static size_t fill_bins(const struct document *document,
                        uint32_t least[BINS]) {
    uint64_t shingle = 0;
    size_t words = 0;
    for (uint32_t i = 0; i < document->token_count; i++) {
        const struct token *token = &document->tokens[i];
        bool is_word = token->kind <= TOKEN_NUMBER;
        /* 16 bits a word: the oldest falls out at the top */
        uint64_t next = shingle << 64 / SHINGLE_WORDS | token->form >> 16;
        shingle = is_word ? next : shingle;
        words += is_word;
        uint64_t hash = mix(shingle);
        size_t bin = (size_t)((hash >> 32) * BINS >> 32);
        uint32_t value = (uint32_t)hash;
        least[bin] = value < least[bin] ? value : least[bin];
    }
    return words;
}

bool signature_make(const struct document *document,
                    struct signature *signature) {
    uint32_t least[BINS];
    memset(least, 0xff, sizeof least);
    if (fill_bins(document, least) < LEAST_WORDS)
        return false;
    for (size_t i = 0; i < BINS; i++) {
        size_t from = i;
        while (least[from] == UINT32_MAX) /* some bin is not empty */
            from = (from + 1) % BINS;
        uint64_t distance = (from + BINS - i) % BINS;
        signature->bins[i] =
            (uint16_t)(mix(least[from] + (distance << 32)) >> 48);
    }
    return true;
}

unsigned signature_equal(const struct signature *a,
                         const struct signature *b) {
    unsigned equal = 0;
    for (size_t i = 0; i < BINS; i++)
        equal += a->bins[i] == b->bins[i];
    return equal;
}

/* ---- the articles before ---------------------------------------------- */

struct earlier {
    struct signature signature;
    char *doc_id; /* of the first of its group */
};

struct copies {
    struct earlier *ring;           /* COPIES_WINDOW of them */
    uint32_t *bands[BANDS];         /* number of an article, from 1 */
    uint32_t count;                 /* articles added so far */
};

struct copies *copies_open(void) {
    struct copies *copies = allocate(sizeof *copies);
    /* calloc, so that pages that are not needed are never there */
    *copies = (struct copies){
        .ring = calloc(COPIES_WINDOW, sizeof *copies->ring)};
    bool good = copies->ring != NULL;
    for (size_t i = 0; i < BANDS; i++) {
        copies->bands[i] = calloc(COPIES_WINDOW, sizeof **copies->bands);
        good = good && copies->bands[i];
    }
    if (!good)
        allocate(SIZE_MAX); /* ends the program */
    return copies;
}

void copies_close(struct copies *copies) {
    if (!copies)
        return;
    for (size_t i = 0; i < COPIES_WINDOW && i <= copies->count; i++)
        free(copies->ring[i].doc_id);
    for (size_t i = 0; i < BANDS; i++)
        free(copies->bands[i]);
    free(copies->ring);
    free(copies);
}

static uint32_t *band_slot(struct copies *copies, size_t band,
                           const struct signature *signature) {
    uint64_t key = band;
    for (size_t i = 0; i < ROWS; i++)
        key = key << 16 | signature->bins[band * ROWS + i];
    return &copies->bands[band][mix(key) % COPIES_WINDOW];
}

/* The article of that number, NULL if it has left the ring. */
static struct earlier *article(struct copies *copies, uint32_t number) {
    if (!number || copies->count - number >= COPIES_WINDOW)
        return NULL;
    return &copies->ring[number % COPIES_WINDOW];
}

/* The most similar candidate, the earliest of even ones; NULL if none is
 * similar enough. */
static struct earlier *find_original(struct copies *copies,
                                     uint32_t *const slots[BANDS],
                                     const struct signature *signature) {
    unsigned most = COPY_BINS - 1;
    uint32_t best = 0, last = 0;
    for (size_t band = 0; band < BANDS; band++) {
        uint32_t number = *slots[band];
        struct earlier *candidate = article(copies, number);
        if (!candidate || number == last)
            continue;
        last = number;
        unsigned equal = signature_equal(&candidate->signature, signature);
        if (equal > most || (best && equal == most && number < best)) {
            most = equal;
            best = number;
        }
    }
    return article(copies, best);
}

const char *copies_add(struct copies *copies, const char *doc_id,
                       const struct signature *signature) {
    uint32_t *slots[BANDS];
    for (size_t band = 0; band < BANDS; band++) {
        slots[band] = band_slot(copies, band, signature);
        __builtin_prefetch(slots[band], 1); /* far apart in memory */
    }
    struct earlier *original = find_original(copies, slots, signature);
    char *first = original ? original->doc_id : NULL;
    const char *group = first ? first : doc_id;
    uint32_t number = ++copies->count;
    struct earlier *place = &copies->ring[number % COPIES_WINDOW];
    size_t length = strlen(group);
    char *kept = memcpy(allocate(length + 1), group, length + 1);
    free(place->doc_id); /* may be the original's, that was copied */
    *place = (struct earlier){*signature, kept};
    for (size_t band = 0; band < BANDS; band++)
        *slots[band] = number;
    return first ? kept : "";
}
