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

/* Words that are looked at in one go, behind them those before, which the
 * first of them makes shingles with. */
enum { CHUNK_WORDS = 512, BEFORE = SHINGLE_WORDS - 1 };

/* Notes 16 bits of each word, the last one first, before `end`; returns how
 * many there are.  Without a branch: whether a token is a word cannot be
 * foretold. */
static size_t note_words(const struct token *tokens, uint32_t count,
                         uint16_t *end) {
    ptrdiff_t at = -1;
    for (uint32_t i = 0; i < count; i++) {
        end[at] = (uint16_t)(tokens[i].form >> 16);
        at -= tokens[i].kind <= TOKEN_NUMBER;
    }
    return (size_t)(-1 - at);
}

/* A word with those before it, which stand behind it. */
static uint64_t shingle(const uint16_t *word) {
    return (uint64_t)word[3] << 48 | (uint64_t)word[2] << 32 |
           (uint64_t)word[1] << 16 | word[0];
}

/* Each bin's least hash of the shingles that fall in it; returns how many
 * words there are. */
static size_t fill_bins(const struct document *document,
                        uint32_t least[BINS]) {
    uint16_t noted[1 + CHUNK_WORDS + BEFORE];
    uint16_t *const before = noted + 1 + CHUNK_WORDS;
    size_t words = 0;
    memset(before, 0, BEFORE * sizeof *before);
    for (uint32_t i = 0; i < document->token_count; i += CHUNK_WORDS) {
        uint32_t left = document->token_count - i;
        size_t count =
            note_words(document->tokens + i,
                       left < CHUNK_WORDS ? left : CHUNK_WORDS, before);
        for (size_t k = 1; k <= count; k++) {
            uint64_t hash = mix(shingle(before - k));
            size_t bin = (size_t)((hash >> 32) * BINS >> 32);
            uint32_t value = (uint32_t)hash;
            least[bin] = value < least[bin] ? value : least[bin];
        }
        words += count;
        memmove(before, before - count, BEFORE * sizeof *before);
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

/* Who had a band's key last, and bits of that key: most articles that have
 * the same slot have another one, and need not be looked at. */
struct slot {
    uint16_t number; /* lower bits of an article's number */
    uint16_t key;
};

struct copies {
    uint32_t count; /* articles added so far: the last one's number */
    struct slot bands[BANDS][COPIES_WINDOW];
    struct earlier ring[COPIES_WINDOW];
};

struct copies *copies_open(void) {
    return allocate_apart(sizeof(struct copies));
}

void copies_close(struct copies *copies) {
    if (!copies)
        return;
    for (size_t i = 0; i < COPIES_WINDOW && i <= copies->count; i++)
        free(copies->ring[i].doc_id);
    free_apart(copies, sizeof *copies);
}

static uint64_t band_hash(size_t band, const struct signature *signature) {
    uint64_t key = band;
    for (size_t i = 0; i < ROWS; i++)
        key = key << 16 | signature->bins[band * ROWS + i];
    return mix(key);
}

/* The slot of each band, and what stands there if it is this article. */
struct place {
    struct slot *slot;
    uint16_t key;
};

static void find_places(struct copies *copies,
                        const struct signature *signature,
                        struct place places[BANDS]) {
    for (size_t band = 0; band < BANDS; band++) {
        uint64_t hash = band_hash(band, signature);
        places[band] =
            (struct place){&copies->bands[band][hash % COPIES_WINDOW],
                           (uint16_t)(hash >> 48)};
        __builtin_prefetch(places[band].slot, 1); /* far apart in memory */
    }
}

static struct earlier *article(struct copies *copies, uint32_t number) {
    return &copies->ring[number % COPIES_WINDOW];
}

/* The most similar candidate, the earliest of even ones; NULL if none is
 * similar enough. */
static struct earlier *find_original(struct copies *copies,
                                     const struct place places[BANDS],
                                     const struct signature *signature) {
    unsigned most = COPY_BINS - 1;
    uint32_t best = 0, last = UINT32_MAX; /* how many articles ago */
    for (size_t band = 0; band < BANDS; band++) {
        const struct slot *slot = places[band].slot;
        uint32_t ago = (uint16_t)(copies->count - slot->number);
        if (slot->key != places[band].key || ago == last ||
            ago >= COPIES_WINDOW || ago >= copies->count)
            continue;
        last = ago;
        unsigned equal = signature_equal(
            &article(copies, copies->count - ago)->signature, signature);
        if (equal > most || (equal == most && ago > best)) {
            most = equal;
            best = ago;
        }
    }
    return most >= COPY_BINS ? article(copies, copies->count - best) : NULL;
}

const char *copies_add(struct copies *copies, const char *doc_id,
                       const struct signature *signature) {
    struct place places[BANDS];
    find_places(copies, signature, places);
    struct earlier *original = find_original(copies, places, signature);
    char *first = original ? original->doc_id : NULL;
    const char *group = first ? first : doc_id;
    uint32_t number = ++copies->count;
    struct earlier *place = article(copies, number);
    size_t length = strlen(group);
    char *kept = memcpy(allocate(length + 1), group, length + 1);
    free(place->doc_id); /* may be the original's, that was copied */
    *place = (struct earlier){*signature, kept};
    for (size_t band = 0; band < BANDS; band++)
        *places[band].slot =
            (struct slot){(uint16_t)number, places[band].key};
    return first ? kept : "";
}
