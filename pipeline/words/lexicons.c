/* lexicons.c - CSV rows to terms, terms to a hash table by first word.
 *
 * Matching goes over the terms that begin with a token's word, longest
 * first; they stand side by side, each told in few bytes.  Words are
 * compared by 32 bits of the hash of their folded form: of a long term all
 * words must agree. */
#define _POSIX_C_SOURCE 200809L
#include "lexicons.h"

#include "base/checksum.h"
#include "base/csv.h"
#include "base/file.h"
#include "tokenize.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST_COLUMNS = 7, MOST_SOURCES = 5, MOST_BYTES = 1 << 28 };

/* ---- the files -------------------------------------------------------- */

/* Which column of a file gives terms of which kind. */
struct source {
    int column;
    enum term_kind kind;
};

static const struct lexicon_file {
    const char *name;
    const char *columns[MOST_COLUMNS]; /* in the order of the enums */
    int needed;                        /* the first so many must be there */
    struct source sources[MOST_SOURCES + 1];
    int source_count;
} FILES[] = {
    {"abbreviations.csv", {"abbreviation", "ends_sentence"}, 1,
     {{ABBREVIATION_TERM, TERM_ABBREVIATION}}, 1},
    {"countries.csv",
     {"code", "name", "aliases", "demonyms", "capital", "metonyms",
      "regions"}, 2,
     {{COUNTRY_NAME, TERM_COUNTRY}, {COUNTRY_ALIASES, TERM_COUNTRY},
      {COUNTRY_DEMONYMS, TERM_DEMONYM}, {COUNTRY_CAPITAL, TERM_CAPITAL},
      {COUNTRY_METONYMS, TERM_METONYM}, {COUNTRY_REGIONS, TERM_REGION}}, 6},
    {"bodies.csv", {"name", "aliases", "kind", "country"}, 1,
     {{BODY_NAME, TERM_BODY}, {BODY_ALIASES, TERM_BODY}}, 2},
    {"titles.csv", {"title", "kind", "gender"}, 1,
     {{TITLE_TERM, TERM_TITLE}}, 1},
    {"offices.csv",
     {"country", "office", "holder", "aliases", "gender", "from", "to"}, 3,
     {{OFFICE_TITLE, TERM_OFFICE}, {OFFICE_HOLDER, TERM_ACTOR},
      {OFFICE_ALIASES, TERM_ACTOR}}, 3},
    {"names.csv", {"name", "gender"}, 1, {{NAME_TERM, TERM_GIVEN_NAME}}, 1},
    {"pronouns.csv", {"pronoun", "gender", "number", "person"}, 1,
     {{PRONOUN_TERM, TERM_PRONOUN}}, 1},
    {"cues.csv", {"cue", "forms", "kind", "frames"}, 2,
     {{CUE_TERM, TERM_CUE}, {CUE_FORMS, TERM_CUE}}, 2},
};
enum { FILE_COUNT = sizeof FILES / sizeof *FILES };

/* A user's own file, beside the folder's. */
static const struct lexicon_file ACTORS_FILE = {
    "actors", {"actor", "aliases", "role", "country", "gender", "kind"}, 1,
    {{ACTOR_NAME, TERM_ACTOR}, {ACTOR_ALIASES, TERM_ACTOR}}, 2};

/* ---- the records ------------------------------------------------------ */

struct bucket {
    uint64_t hash; /* of the folded first word; 0 = free */
    uint32_t marks;
    int32_t chain; /* where it stands, in CHAIN_UNITs */
};

/* A term as matching sees it. */
struct link {
    uint32_t second; /* half of the folded hash of its second word, if any */
    uint32_t term;
    uint8_t words; /* at most WORDS_MOST */
    uint8_t kind;
    uint8_t flags, second_flags; /* of its first and its second token */
};
enum { WORDS_MOST = UINT8_MAX };

/* The terms that begin with one word: those that are one word long in the
 * order of the files, then the longer ones, the longest first. */
struct chain {
    uint32_t singles, longs;
    struct link links[];
};

/* Chains stand at multiples of this: a short one is in one line of the
 * cache. */
enum { CHAIN_UNIT = 32 };

/* A word of a term. */
struct part {
    uint64_t folded_hash;
    uint8_t flags;
};

struct spelling {
    uint64_t hash;
    const struct entry *entry; /* NULL = free */
};

enum {
    FILTER_BITS = 16,
    LETTER_BITS = 5,
    ENDING_BITS = 3 * LETTER_BITS,
    ENDING_OF_OTHERS = (1 << ENDING_BITS) - 1 /* there is no 32nd letter */
};

struct lexicons {
    struct arena arena, scratch;
    struct words *words; /* spellings of the terms, while they are read */
    struct term *terms;
    size_t count, room;
    struct part *parts; /* of all terms, one after another */
    size_t part_count, part_room;
    char *chains;
    struct bucket *buckets;
    size_t bucket_mask;
    /* bit (upper bits of the hash) of each first word: most words are none,
     * and need not wait for a bucket */
    uint64_t filter[1 << (FILTER_BITS - 6)];
    /* a bit for each two words that begin a term, see lexicons_pair: long terms
     * need not be looked at where a text has none of them */
    uint64_t pairs[1 << (PAIR_BITS - 6)];
    struct spelling *abbreviations; /* by word_hash of the spelling */
    size_t abbreviation_mask;
    /* bit of each three letters with which an abbreviation ends */
    uint32_t endings[1 << (ENDING_BITS - 5)];
    char checksum[CHECKSUM_ROOM];
};

/* ---- terms ------------------------------------------------------------ */

/* Adds the tokens as parts of a term. */
static void add_parts(struct lexicons *lexicons, const struct token *tokens,
                      size_t count) {
    if (lexicons->part_count + count > lexicons->part_room) {
        lexicons->part_room = lexicons->part_room * 2 + 4096 + count;
        lexicons->parts =
            reallocate(lexicons->parts,
                       lexicons->part_room * sizeof *lexicons->parts);
    }
    for (size_t i = 0; i < count; i++)
        lexicons->parts[lexicons->part_count++] =
            (struct part){tokens[i].word->folded_hash, tokens[i].flags};
}

/* Cuts the term into tokens; a full stop at its end counts for nothing,
 * since the tokenizer leaves it off words inside a sentence. */
static void add_term(struct lexicons *lexicons, enum term_kind kind,
                     const char *text, size_t length,
                     const struct entry *entry) {
    struct tokens tokens = {.arena = &lexicons->scratch};
    char *padded = text_copy(&lexicons->scratch, text, length);
    tokenize(padded, (struct span){0, (uint32_t)length}, lexicons->words,
             &tokens);
    size_t count = tokens.count;
    while (count > 1 && tokens.items[count - 1].kind == TOKEN_STOP)
        count--;
    if (!count)
        return;
    if (lexicons->count == lexicons->room) {
        lexicons->room = lexicons->room * 2 + 1024;
        lexicons->terms = reallocate(
            lexicons->terms, lexicons->room * sizeof *lexicons->terms);
    }
    lexicons->terms[lexicons->count++] =
        (struct term){.kind = kind,
                      .text = arena_copy(&lexicons->arena, text, length),
                      .entry = entry,
                      .words = (uint32_t)count,
                      .first = (uint32_t)lexicons->part_count};
    add_parts(lexicons, tokens.items, count);
}

/* The terms of one cell: `;` between them, blanks around them dropped. */
static void add_cell(struct lexicons *lexicons, enum term_kind kind,
                     const char *cell, const struct entry *entry) {
    while (*cell) {
        cell += strspn(cell, "; \t\n");
        size_t length = strcspn(cell, ";"), whole = length;
        while (length && strchr(" \t\n", cell[length - 1]))
            length--;
        if (length)
            add_term(lexicons, kind, cell, length, entry);
        cell += whole;
    }
}

/* ---- titles ----------------------------------------------------------- */

static const struct {
    const char *kind;
    unsigned facts;
} TITLE_KINDS[] = {{"group", FACT_GROUP},
                   {"body", FACT_BODY},
                   {"document", FACT_DOCUMENT},
                   {"honorific", FACT_HONORIFIC},
                   {"royal", FACT_SURNAME},
                   {"profession", FACT_SURNAME | FACT_LEARNED},
                   {"academic", FACT_SURNAME | FACT_LEARNED},
                   {"religious", FACT_SURNAME | FACT_RANK},
                   {"spokesperson", FACT_SPOKESPERSON},
                   {"kin", FACT_MERE | FACT_RANK}};

/* Ranks and parts that are offices all the same: "chief of staff",
 * "presidential candidate". */
static unsigned rank_of(const char *kind, const char *title) {
    if (!strcmp(kind, "role"))
        return strstr(title, "candidate") || strstr(title, "nominee") ||
                       strstr(title, "leader")
                   ? 0
                   : FACT_MERE | FACT_RANK;
    if (!strcmp(kind, "military"))
        return strstr(title, "chief") || strstr(title, "chairman")
                   ? 0
                   : FACT_RANK;
    return 0;
}

static unsigned title_facts(const char *const *cells) {
    const char *kind = cells[TITLE_KIND];
    char gender = cells[TITLE_GENDER][0];
    unsigned facts = gender == 'm'   ? FACT_MALE
                     : gender == 'f' ? FACT_FEMALE
                                     : 0;
    for (size_t i = 0; i < sizeof TITLE_KINDS / sizeof *TITLE_KINDS; i++)
        if (!strcmp(TITLE_KINDS[i].kind, kind))
            return facts | TITLE_KINDS[i].facts;
    return facts | rank_of(kind, cells[TITLE_TERM]);
}

/* ---- reading ---------------------------------------------------------- */

/* The cells of the columns that are known, in their order. */
static const char **take_cells(struct arena *arena, const int *columns,
                               const struct csv_row *row) {
    size_t bytes = 0;
    for (int i = 0; i < MOST_COLUMNS; i++)
        bytes += columns[i] >= 0 ? row->lengths[columns[i]] + 1 : 0;
    const char **cells =
        arena_take(arena, MOST_COLUMNS * sizeof *cells + bytes);
    char *at = (char *)(cells + MOST_COLUMNS);
    for (int i = 0; i < MOST_COLUMNS; i++) {
        cells[i] = "";
        if (columns[i] < 0)
            continue;
        size_t length = row->lengths[columns[i]] + 1;
        cells[i] = memcpy(at, row->cells[columns[i]], length);
        at += length;
    }
    return cells;
}

static void add_row(struct lexicons *lexicons, const struct lexicon_file *file,
                    const char *path, const int *columns,
                    const struct csv_row *row) {
    const char **cells = take_cells(&lexicons->arena, columns, row);
    struct entry *entry = arena_take(&lexicons->arena, sizeof *entry);
    *entry = (struct entry){.cells = cells, .file = path, .line = row->line};
    if (file->sources[0].kind == TERM_TITLE)
        entry->facts = title_facts(cells);
    for (int i = 0; i < file->source_count; i++)
        add_cell(lexicons, file->sources[i].kind,
                 cells[file->sources[i].column], entry);
}

/* Takes the rows from the reader, and closes it. */
static bool read_rows(struct lexicons *lexicons,
                      const struct lexicon_file *file, const char *path,
                      struct csv_reader *reader, struct failure *why) {
    int columns[MOST_COLUMNS];
    bool good = true;
    for (int i = 0; i < MOST_COLUMNS; i++) {
        columns[i] = file->columns[i] ? csv_column(reader, file->columns[i])
                                      : -1;
        if (good && columns[i] < 0 && i < file->needed)
            good = fail(why, "%s:1: no column '%s'", path, file->columns[i]);
    }
    struct csv_row row;
    enum csv_result result = CSV_END;
    while (good && (result = csv_next(reader, &lexicons->scratch, &row,
                                      why)) == CSV_ROW) {
        add_row(lexicons, file, path, columns, &row);
        arena_empty(&lexicons->scratch, SIZE_MAX);
    }
    csv_close(reader);
    return good && result == CSV_END;
}

/* A file of the folder, if it is there. */
static bool read_file(struct lexicons *lexicons,
                      const struct lexicon_file *file, const char *path,
                      struct checksum *sum, struct failure *why) {
    struct arena arena = {0};
    struct file bytes;
    struct csv_reader *reader;
    if (access(path, F_OK) != 0)
        return errno == ENOENT || fail(why, "%s: %s", path, strerror(errno));
    bool good = file_read(path, MOST_BYTES, &arena, &bytes, why);
    if (good) {
        checksum_add(sum, bytes.bytes, bytes.length);
        good = csv_open_bytes(&reader, bytes.bytes, bytes.length, path, ',',
                              why) &&
               read_rows(lexicons, file, path, reader, why);
    }
    arena_free(&arena);
    return good;
}

/* A user's own actors, which may stand on standard input. */
static bool read_actors(struct lexicons *lexicons, const char *path,
                        struct checksum *sum, struct failure *why) {
    struct csv_reader *reader;
    char *kept = arena_copy(&lexicons->arena, path, strlen(path));
    checksum_add_file(sum, path);
    return csv_open(&reader, path, ',', why) &&
           read_rows(lexicons, &ACTORS_FILE, kept, reader, why);
}

/* ---- the index -------------------------------------------------------- */

static struct bucket *find_bucket(const struct lexicons *lexicons,
                                  uint64_t hash) {
    size_t i = hash & lexicons->bucket_mask;
    while (lexicons->buckets[i].hash && lexicons->buckets[i].hash != hash)
        i = (i + 1) & lexicons->bucket_mask;
    return &lexicons->buckets[i];
}

static struct chain *chain_at(const struct lexicons *lexicons, int32_t chain) {
    return (struct chain *)(void *)(lexicons->chains +
                                    (size_t)chain * CHAIN_UNIT);
}

static struct bucket *bucket_of(const struct lexicons *lexicons,
                                const struct term *term) {
    return find_bucket(lexicons, lexicons->parts[term->first].folded_hash);
}

/* lexicons_mark finds only what was let through. */
static void let_through(struct lexicons *lexicons, uint64_t hash) {
    uint64_t bit = hash >> (64 - FILTER_BITS);
    lexicons->filter[bit >> 6] |= UINT64_C(1) << (bit & 63);
}

/* A bucket for each first word; for now, `chain` counts its terms. */
static void fill_buckets(struct lexicons *lexicons) {
    size_t size = 1024;
    while (size < lexicons->count * 2)
        size *= 2;
    lexicons->buckets = allocate(size * sizeof *lexicons->buckets);
    memset(lexicons->buckets, 0, size * sizeof *lexicons->buckets);
    lexicons->bucket_mask = size - 1;
    for (size_t i = 0; i < lexicons->count; i++) {
        const struct term *term = &lexicons->terms[i];
        struct bucket *bucket = bucket_of(lexicons, term);
        bucket->hash = lexicons->parts[term->first].folded_hash;
        let_through(lexicons, bucket->hash);
        bucket->marks |= (uint32_t)MARK(term->kind);
        bucket->chain++;
    }
}

/* Gives each bucket room for its chain. */
static void place_chains(struct lexicons *lexicons) {
    int32_t units = 0;
    for (size_t i = 0; i <= lexicons->bucket_mask; i++) {
        struct bucket *bucket = &lexicons->buckets[i];
        size_t bytes = sizeof(struct chain) +
                       (size_t)bucket->chain * sizeof(struct link);
        if (!bucket->hash)
            continue;
        bucket->chain = units;
        units += (int32_t)((bytes + CHAIN_UNIT - 1) / CHAIN_UNIT);
    }
    size_t size = (size_t)units * CHAIN_UNIT;
    uintptr_t memory =
        (uintptr_t)arena_zero(&lexicons->arena, size + CHAIN_UNIT);
    memory += -memory % CHAIN_UNIT;
    lexicons->chains = (char *)memory;
}

static void add_link(struct lexicons *lexicons, uint32_t number) {
    const struct term *term = &lexicons->terms[number];
    const struct part *parts = &lexicons->parts[term->first];
    struct chain *chain =
        chain_at(lexicons, bucket_of(lexicons, term)->chain);
    struct link *place = &chain->links[chain->singles + chain->longs];
    if (term->words == 1) {
        chain->singles++;
    } else {
        uint32_t pair = lexicons_pair((uint32_t)parts[0].folded_hash,
                                      (uint32_t)parts[1].folded_hash);
        lexicons->pairs[pair / 64] |= UINT64_C(1) << pair % 64;
        chain->longs++;
        for (; place > &chain->links[chain->singles] &&
               place[-1].words < term->words;
             place--)
            place[0] = place[-1];
    }
    *place = (struct link){.term = number,
                           .words = (uint8_t)term->words,
                           .kind = (uint8_t)term->kind,
                           .flags = parts->flags};
    if (term->words > 1) {
        place->second = (uint32_t)parts[1].folded_hash;
        place->second_flags = parts[1].flags;
    }
}

/* Marks the words that stand second in a term; few do. */
static void mark_seconds(struct lexicons *lexicons) {
    for (size_t i = 0; i < lexicons->count; i++) {
        const struct term *term = &lexicons->terms[i];
        if (term->words == 1)
            continue;
        uint64_t hash = lexicons->parts[term->first + 1].folded_hash;
        struct bucket *bucket = find_bucket(lexicons, hash);
        if (!bucket->hash)
            *bucket = (struct bucket){.hash = hash, .chain = -1};
        bucket->marks |= MARK_SECOND;
        let_through(lexicons, hash);
    }
}

static void build_index(struct lexicons *lexicons) {
    fill_buckets(lexicons);
    place_chains(lexicons);
    mark_seconds(lexicons);
    for (uint32_t i = 0; i < lexicons->count; i++)
        if (lexicons->terms[i].words == 1)
            add_link(lexicons, i);
    for (uint32_t i = 0; i < lexicons->count; i++)
        if (lexicons->terms[i].words > 1)
            add_link(lexicons, i);
}

static struct spelling *find_spelling(const struct lexicons *lexicons,
                                      uint64_t hash) {
    size_t i = hash & lexicons->abbreviation_mask;
    while (lexicons->abbreviations[i].entry &&
           lexicons->abbreviations[i].hash != hash)
        i = (i + 1) & lexicons->abbreviation_mask;
    return &lexicons->abbreviations[i];
}

/* The bit of the three letters before `end`; where they are no letters, one
 * that is always set.  Without a branch. */
static uint32_t ending_of(const char *end) {
    uint32_t a = ((unsigned char)end[-3] | 0x20u) - 'a';
    uint32_t b = ((unsigned char)end[-2] | 0x20u) - 'a';
    uint32_t c = ((unsigned char)end[-1] | 0x20u) - 'a';
    uint32_t others = (a > 'z' - 'a') | (b > 'z' - 'a') | (c > 'z' - 'a');
    return ((a << 2 * LETTER_BITS | b << LETTER_BITS | c) |
            (0 - others)) & ENDING_OF_OTHERS;
}

static void note_ending(struct lexicons *lexicons, uint32_t ending) {
    lexicons->endings[ending >> 5] |= UINT32_C(1) << (ending & 31);
}

static void index_abbreviations(struct lexicons *lexicons) {
    size_t size = 256;
    for (size_t i = 0; i < lexicons->count; i++)
        size += 4u * (lexicons->terms[i].kind == TERM_ABBREVIATION);
    while (size & (size - 1))
        size += size & (0 - size);
    lexicons->abbreviations =
        allocate(size * sizeof *lexicons->abbreviations);
    memset(lexicons->abbreviations, 0,
           size * sizeof *lexicons->abbreviations);
    lexicons->abbreviation_mask = size - 1;
    for (size_t i = 0; i < lexicons->count; i++) {
        const struct term *term = &lexicons->terms[i];
        if (term->kind != TERM_ABBREVIATION)
            continue;
        uint64_t hash = word_hash(term->text, strlen(term->text));
        *find_spelling(lexicons, hash) =
            (struct spelling){.hash = hash, .entry = term->entry};
        if (strlen(term->text) > 3)
            note_ending(lexicons,
                        ending_of(term->text + strlen(term->text) - 1));
    }
    note_ending(lexicons, ENDING_OF_OTHERS);
}

/* ---- the interface ---------------------------------------------------- */

struct lexicons *lexicons_open(const char *folder, const char *actors,
                               struct failure *why) {
    struct lexicons *lexicons = allocate(sizeof *lexicons);
    memset(lexicons, 0, sizeof *lexicons);
    struct checksum sum;
    checksum_start(&sum);
    bool good = access(folder, R_OK | X_OK) == 0;
    if (!good)
        fail(why, "%s: no such lexicon folder: %s", folder, strerror(errno));
    lexicons->words = words_open(NULL, NULL, NULL, why);
    for (int i = 0; good && i < FILE_COUNT; i++) {
        char *path = arena_print(&lexicons->arena, "%s/%s", folder,
                                 FILES[i].name);
        good = read_file(lexicons, &FILES[i], path, &sum, why);
    }
    if (good && actors)
        good = read_actors(lexicons, actors, &sum, why);
    checksum_end(&sum, lexicons->checksum);
    if (!good) {
        lexicons_close(lexicons);
        return NULL;
    }
    words_close(lexicons->words);
    lexicons->words = NULL;
    build_index(lexicons);
    index_abbreviations(lexicons);
    return lexicons;
}

void lexicons_close(struct lexicons *lexicons) {
    if (!lexicons)
        return;
    words_close(lexicons->words);
    arena_free(&lexicons->arena);
    arena_free(&lexicons->scratch);
    free(lexicons->terms);
    free(lexicons->parts);
    free(lexicons->buckets);
    free(lexicons->abbreviations);
    free(lexicons);
}

const char *lexicons_checksum(const struct lexicons *lexicons) {
    return lexicons->checksum;
}

const struct term *lexicons_terms(const struct lexicons *lexicons,
                                  size_t *count) {
    *count = lexicons->count;
    return lexicons->terms;
}

const struct entry *lexicons_abbreviation(const struct lexicons *lexicons,
                                          const char *bytes, size_t length) {
    return find_spelling(lexicons, word_hash(bytes, length))->entry;
}

bool lexicons_may_abbreviate(const struct lexicons *lexicons,
                             const char *stop) {
    uint32_t ending = ending_of(stop);
    return lexicons->endings[ending >> 5] >> (ending & 31) & 1;
}

void lexicons_mark(const struct lexicons *lexicons, uint64_t folded_hash,
                   uint32_t *marks, int32_t *phrases) {
    uint64_t bit = folded_hash >> (64 - FILTER_BITS);
    *marks = 0;
    *phrases = -1;
    if (!(lexicons->filter[bit >> 6] >> (bit & 63) & 1))
        return;
    const struct bucket *bucket = find_bucket(lexicons, folded_hash);
    if (!bucket->hash)
        return;
    *marks = bucket->marks;
    *phrases = bucket->chain;
}

/* The case that the term asks for, see lexicons_match. */
static bool case_fits(uint8_t wanted, uint8_t found) {
    return !(wanted & ~found & (TOKEN_UPPER | TOKEN_CAPITAL));
}

/* Whether the rest of a term stands there, whose first two words do. */
static bool rest_fits(const struct lexicons *lexicons,
                      const struct link *link, const struct token *tokens) {
    const struct part *parts =
        lexicons->parts + lexicons->terms[link->term].first;
    for (uint32_t i = 2; i < link->words; i++)
        if ((uint32_t)parts[i].folded_hash != tokens[i].form ||
            !case_fits(parts[i].flags, tokens[i].flags))
            return false;
    return true;
}

/* Whether a term of two words or more stands at `tokens`, `left` of them.
 * Its first word does. */
static inline bool long_term_fits(const struct lexicons *lexicons,
                                  const struct link *link,
                                  const struct token *tokens, uint32_t left) {
    return link->second == tokens[1].form && link->words <= left &&
           case_fits(link->flags, tokens[0].flags) &&
           case_fits(link->second_flags, tokens[1].flags) &&
           (link->words == 2 || rest_fits(lexicons, link, tokens));
}

/* Apart, so that asking for a single word saves no registers. */
__attribute__((noinline)) static const struct term *match_long(
    const struct lexicons *lexicons, const struct chain *chain,
    const struct token *tokens, uint32_t left, uint64_t kinds) {
    const struct link *link = &chain->links[chain->singles];
    for (uint32_t i = 0; i < chain->longs; i++, link++)
        if (MARK(link->kind) & kinds &&
            long_term_fits(lexicons, link, tokens, left))
            return &lexicons->terms[link->term];
    return NULL;
}

const uint64_t *lexicons_pairs(const struct lexicons *lexicons) {
    return lexicons->pairs;
}

static bool may_go_on(const struct lexicons *lexicons,
                      const struct token *tokens, uint32_t at, uint32_t end) {
    return end - at > 1 &&
           lexicons_may_go_on(lexicons->pairs, &tokens[at], &tokens[at + 1]);
}

bool lexicons_is_long(const struct lexicons *lexicons,
                      const struct word *word) {
    return word->phrases >= 0 && chain_at(lexicons, word->phrases)->longs;
}

const struct term *lexicons_match_known(const struct lexicons *lexicons,
                                        const struct token *tokens,
                                        uint32_t at, uint32_t end,
                                        uint64_t kinds) {
    const struct chain *chain =
        chain_at(lexicons, tokens[at].word->phrases);
    if (may_go_on(lexicons, tokens, at, end)) {
        const struct term *term =
            match_long(lexicons, chain, tokens + at, end - at, kinds);
        if (term)
            return term;
    }
    for (uint32_t i = 0; i < chain->singles; i++) {
        const struct link *link = &chain->links[i];
        if (MARK(link->kind) & kinds &&
            case_fits(link->flags, tokens[at].flags))
            return &lexicons->terms[link->term];
    }
    return NULL;
}

void lexicons_match_each(const struct lexicons *lexicons,
                         const struct token *tokens, uint32_t at,
                         uint32_t end, const uint8_t group_of[TERM_KINDS],
                         const struct term **found) {
    const struct chain *chain =
        chain_at(lexicons, tokens[at].word->phrases);
    const struct link *link = &chain->links[chain->singles];
    bool longer = may_go_on(lexicons, tokens, at, end);
    for (uint32_t left = longer ? chain->longs : 0; left; left--, link++)
        if (long_term_fits(lexicons, link, tokens + at, end - at) &&
            !found[group_of[link->kind]])
            found[group_of[link->kind]] = &lexicons->terms[link->term];
    for (uint32_t i = 0; i < chain->singles; i++) {
        link = &chain->links[i];
        uint8_t group = group_of[link->kind];
        if (!found[group] && case_fits(link->flags, tokens[at].flags))
            found[group] = &lexicons->terms[link->term];
    }
}
