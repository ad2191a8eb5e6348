/* roster.c - rows of the lexicons, sorted by what they are asked for.
 *
 * Indices of {key, row} in the order of the keys, with a directory over the
 * keys' upper bits: keys are hashes and so lie evenly, and a search begins at
 * most a few pairs before its place. Keys have 32 bits; among the few
 * thousand rows a chance meeting of two names is one in a million and is
 * accepted. */
#include "roster.h"

#include "base/arena.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

struct pair {
    uint32_t key, row;
};

struct index {
    struct pair *pairs;
    size_t count, room;
    uint32_t *starts; /* first pair whose key has these upper bits or more */
    int shift;        /* the upper bits: key >> shift */
};

struct country {
    const char *code, *name, *demonyms;
};

/* Bits of the keys of families: most names are none of the roster's. */
enum { FAMILY_BITS = 1 << 13 };

struct roster {
    struct arena arena;
    uint64_t families[FAMILY_BITS / 64];
    struct offices *offices;
    struct known *known;
    const struct entry **entries; /* of each row of `known` */
    size_t count, room;
    struct country *countries;
    size_t country_count, country_room;
    struct body {
        const char *name;
        uint64_t bits; /* role_bits of the name and the kind */
    } *bodies; /* a row for each term, for by_body and by_cell */
    size_t body_count, body_room;
    struct index by_entry, by_family, by_office, by_code, by_body, by_cell;
};

/* ---- keys ------------------------------------------------------------- */

static uint32_t key_of(const char *bytes, size_t length) {
    uint32_t key = (uint32_t)word_hash(bytes, length);
    return key ? key : 1;
}

/* Two letters that another transliteration writes as one: "ks" 'x', "kh" 'h',
 * "ph" 'f'; else 0. */
static char one_letter(char first, char second) {
    return second == 'h' ? (char)(first == 'k'   ? 'h'
                                  : first == 'p' ? 'f'
                                                 : 0)
           : second == 's' && first == 'k' ? 'x'
                                           : '\0';
}

static char plain_letter(char letter) {
    return letter == 'y' || letter == 'j' ? 'i' : letter == 'w' ? 'v' : letter;
}

/* Runs of one letter count once. */
static size_t put(char *into, size_t length, char letter) {
    if (!length || into[length - 1] != letter)
        into[length++] = letter;
    return length;
}

enum { KEY_LETTERS = 48, SHORT_NAME = 4 };

static uint32_t ascii_key(const char *name, size_t length) {
    char plain[KEY_LETTERS];
    size_t made = 0;
    if (length > KEY_LETTERS)
        length = KEY_LETTERS;
    if (length < SHORT_NAME) /* "Lee", "Li", "Ali": every letter counts */
        return key_of(name, length);
    for (size_t i = 0; i < length; i++) {
        char letter = plain_letter(name[i]);
        char joined = i + 1 < length ? one_letter(name[i], name[i + 1]) : 0;
        if (joined) {
            letter = joined;
            i++;
        }
        if (letter != '\'' && letter != '.')
            made = put(plain, made, letter);
    }
    return key_of(plain, made);
}

/* Letters that no decomposition brings to ASCII. */
static utf8proc_int32_t plain_character(utf8proc_int32_t code, void *data) {
    static const struct {
        utf8proc_int32_t from, to;
    } LETTERS[] = {{0x142, 'l'}, {0xF8, 'o'}, {0x131, 'i'}, {0x111, 'd'},
                   {0xE6, 'a'}, {0xDF, 's'}, {0xF0, 'd'}};
    (void)data;
    for (size_t i = 0; i < sizeof LETTERS / sizeof *LETTERS; i++)
        if (code == LETTERS[i].from)
            return LETTERS[i].to;
    return code;
}

uint32_t name_key(const char *folded, size_t length) {
    for (size_t i = 0; i < length; i++)
        if (folded[i] & '\x80') {
            utf8proc_uint8_t *made = NULL;
            utf8proc_ssize_t size = utf8proc_map_custom(
                (const utf8proc_uint8_t *)folded, (utf8proc_ssize_t)length,
                &made, UTF8PROC_DECOMPOSE | UTF8PROC_STRIPMARK,
                plain_character, NULL);
            uint32_t key = size >= 0
                               ? ascii_key((const char *)made, (size_t)size)
                               : key_of(folded, length);
            free(made);
            return key;
        }
    return ascii_key(folded, length);
}

static char lower(char c) {
    return (char)(c >= 'A' && c <= 'Z' ? c + 32 : c);
}

/* ---- the indices ------------------------------------------------------ */

static void index_add(struct arena *arena, struct index *index, uint32_t key,
                      size_t row) {
    index->pairs = arena_grow(arena, index->pairs, index->count, &index->room,
                              sizeof *index->pairs);
    index->pairs[index->count++] = (struct pair){key, (uint32_t)row};
}

static int compare_pairs(const void *a, const void *b) {
    const struct pair *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return x->row < y->row ? -1 : x->row > y->row;
}

/* Sorts the pairs and writes the directory: twice as many starts as pairs. */
static void index_sort(struct arena *arena, struct index *index) {
    if (index->count)
        qsort(index->pairs, index->count, sizeof *index->pairs,
              compare_pairs);
    int bits = 4;
    while ((size_t)1 << bits < index->count * 2)
        bits++;
    index->shift = 32 - bits;
    size_t starts = (size_t)1 << bits, row = 0;
    index->starts = arena_take(arena, starts * sizeof *index->starts);
    for (size_t i = 0; i < starts; i++) {
        while (row < index->count &&
               index->pairs[row].key >> index->shift < i)
            row++;
        index->starts[i] = (uint32_t)row;
    }
}

/* The first pair of that key or a greater one, or index->count. */
static size_t index_find(const struct index *index, uint32_t key) {
    size_t row = index->starts[key >> index->shift];
    while (row < index->count && index->pairs[row].key < key)
        row++;
    return row;
}

/* Walks the rows of one key: for (i = index_find(...); holds(...); i++). */
static bool index_holds(const struct index *index, size_t i, uint32_t key) {
    return i < index->count && index->pairs[i].key == key;
}

static uint32_t entry_key(const struct entry *entry) {
    return key_of((const char *)&entry, sizeof entry);
}

static uint32_t cell_key(const char *cell) {
    return key_of((const char *)&cell, sizeof cell);
}

/* ---- opening ---------------------------------------------------------- */

/* name_key of one word of a name; letter case folded for ASCII, the rest is
 * folded well enough by stripping marks. */
static uint32_t word_key(const char *word, size_t length) {
    char folded[KEY_LETTERS];
    if (length > sizeof folded)
        length = sizeof folded;
    for (size_t i = 0; i < length; i++)
        folded[i] = lower(word[i]);
    return name_key(folded, length);
}

static bool is_suffix(const char *word, size_t length) {
    return (length >= 2 && length <= 3 &&
            (!strncmp(word, "Jr.", length) || !strncmp(word, "Sr.", length)));
}

static void set_keys(struct known *known) {
    const char *at = known->name;
    while (*at) {
        size_t length = strcspn(at, " -");
        if (length && !is_suffix(at, length)) {
            known->family = word_key(at, length);
            if (!known->given)
                known->given = known->family;
        }
        at += length + (at[length] != '\0');
    }
    known->office = role_key(known->role);
    known->office_last = role_key(last_word(known->role));
    known->office_bits = role_bits(known->role);
}

static enum gender gender_of(const char *cell) {
    return cell[0] == 'm' ? GENDER_MALE
           : cell[0] == 'f' ? GENDER_FEMALE
                            : GENDER_UNKNOWN;
}

static void add_known(struct roster *roster, struct known known,
                      const struct entry *entry) {
    size_t room = roster->room;
    roster->known = arena_grow(&roster->arena, roster->known, roster->count,
                               &roster->room, sizeof *roster->known);
    roster->entries = arena_grow(&roster->arena, roster->entries,
                                 roster->count, &room,
                                 sizeof *roster->entries);
    set_keys(&known);
    roster->known[roster->count] = known;
    roster->entries[roster->count] = entry;
    index_add(&roster->arena, &roster->by_entry, entry_key(entry),
              roster->count);
    if (known.kind == KNOWN_PERSON) {
        index_add(&roster->arena, &roster->by_family, known.family,
                  roster->count);
        roster->families[known.family % FAMILY_BITS / 64] |=
            UINT64_C(1) << (known.family & 63);
    }
    if (known.kind == KNOWN_PERSON && *known.role)
        index_add(&roster->arena, &roster->by_office, known.office,
                  roster->count);
    roster->count++;
}

static void add_country(struct roster *roster, const char *code,
                        const char *name, const char *demonyms) {
    roster->countries = arena_grow(
        &roster->arena, roster->countries, roster->country_count,
        &roster->country_room, sizeof *roster->countries);
    roster->countries[roster->country_count] =
        (struct country){code, name, demonyms};
    index_add(&roster->arena, &roster->by_code, key_of(code, strlen(code)),
              roster->country_count++);
}

/* `term` is the name itself or an alias of it. */
static void add_body(struct roster *roster, const char *name,
                     const char *kind, const char *term) {
    roster->bodies = arena_grow(&roster->arena, roster->bodies,
                                roster->body_count, &roster->body_room,
                                sizeof *roster->bodies);
    bool again = roster->body_count &&
                 roster->bodies[roster->body_count - 1].name == name;
    roster->bodies[roster->body_count] = (struct body){
        name, again ? roster->bodies[roster->body_count - 1].bits
                    : role_bits(name) | role_bits(kind)};
    if (!again)
        index_add(&roster->arena, &roster->by_cell, cell_key(name),
                  roster->body_count);
    index_add(&roster->arena, &roster->by_body, role_key(term),
              roster->body_count++);
}

static void add_office(struct roster *roster, const struct entry *entry) {
    const char *const *cells = entry->cells;
    add_known(roster,
              (struct known){.name = cells[OFFICE_HOLDER],
                             .role = cells[OFFICE_TITLE],
                             .country = cells[OFFICE_COUNTRY],
                             .from = cells[OFFICE_FROM],
                             .to = cells[OFFICE_TO],
                             .gender = gender_of(cells[OFFICE_GENDER])},
              entry);
}

static void add_users(struct roster *roster, const struct entry *entry) {
    const char *const *cells = entry->cells;
    const char *kind = cells[ACTOR_KIND];
    bool country = !strcmp(kind, "country");
    add_known(roster,
              (struct known){.name = cells[ACTOR_NAME],
                             .role = cells[ACTOR_ROLE],
                             .country = country && !*cells[ACTOR_COUNTRY]
                                            ? cells[ACTOR_NAME]
                                            : cells[ACTOR_COUNTRY],
                             .from = "",
                             .to = "",
                             .kind = country ? KNOWN_COUNTRY
                                     : !*kind || !strcmp(kind, "person")
                                         ? KNOWN_PERSON
                                         : KNOWN_BODY,
                             .gender = gender_of(cells[ACTOR_GENDER]),
                             .users = true},
              entry);
    if (country)
        add_country(roster, roster->known[roster->count - 1].country,
                    cells[ACTOR_NAME], cells[ACTOR_ALIASES]);
    else if (roster->known[roster->count - 1].kind == KNOWN_BODY)
        add_body(roster, cells[ACTOR_NAME], "", cells[ACTOR_NAME]);
}

struct roster *roster_open(const struct lexicons *lexicons) {
    struct roster *roster = allocate(sizeof *roster);
    memset(roster, 0, sizeof *roster);
    roster->offices = offices_open(&roster->arena);
    size_t count;
    const struct term *terms = lexicons_terms(lexicons, &count);
    const struct entry *done = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct entry *entry = terms[i].entry;
        if (terms[i].kind == TERM_BODY)
            add_body(roster, entry->cells[BODY_NAME],
                     entry->cells[BODY_KIND], terms[i].text);
        if (entry == done) /* the terms of a row follow each other */
            continue;
        done = entry;
        if (terms[i].kind == TERM_OFFICE)
            add_office(roster, entry);
        else if (terms[i].kind == TERM_ACTOR)
            add_users(roster, entry);
        else if (terms[i].kind == TERM_COUNTRY)
            add_country(roster, entry->cells[COUNTRY_CODE],
                        entry->cells[COUNTRY_NAME],
                        entry->cells[COUNTRY_DEMONYMS]);
    }
    index_sort(&roster->arena, &roster->by_entry);
    index_sort(&roster->arena, &roster->by_family);
    index_sort(&roster->arena, &roster->by_office);
    index_sort(&roster->arena, &roster->by_code);
    index_sort(&roster->arena, &roster->by_body);
    index_sort(&roster->arena, &roster->by_cell);
    return roster;
}

void roster_close(struct roster *roster) {
    if (!roster)
        return;
    arena_free(&roster->arena);
    free(roster);
}

/* ---- asking ----------------------------------------------------------- */

static bool in_office(const struct known *known, const char *date) {
    return *date && strcmp(known->from, date) <= 0 &&
           (!*known->to || strcmp(date, known->to) <= 0);
}

/* How well a row fits the day: in office, before it, not yet. */
static int fit(const struct known *known, const char *date) {
    return known->users              ? 4
           : in_office(known, date)  ? 3
           : !*date                  ? 2
           : strcmp(known->from, date) <= 0 ? 1
                                            : 0;
}

/* The better of two rows; the later term where both fit alike. */
static const struct known *better(const struct known *a,
                                  const struct known *b, const char *date) {
    if (!a)
        return b;
    int x = fit(a, date), y = fit(b, date);
    if (x != y)
        return x > y ? a : b;
    return strcmp(b->from, a->from) > 0 ? b : a;
}

const struct offices *roster_offices(const struct roster *roster) {
    return roster->offices;
}

const struct known *roster_entry(const struct roster *roster,
                                 const struct entry *entry,
                                 const char *date) {
    const struct index *index = &roster->by_entry;
    const struct known *own = NULL, *best = NULL;
    uint32_t key = entry_key(entry);
    for (size_t i = index_find(index, key); index_holds(index, i, key); i++)
        if (roster->entries[index->pairs[i].row] == entry)
            own = &roster->known[index->pairs[i].row];
    if (!own || own->users)
        return own;
    index = &roster->by_family;
    key = own->family;
    for (size_t i = index_find(index, key); index_holds(index, i, key); i++) {
        const struct known *other = &roster->known[index->pairs[i].row];
        if (!strcmp(other->name, own->name))
            best = better(best, other, date);
    }
    return best ? best : own;
}

const struct known *roster_person(const struct roster *roster,
                                  uint32_t given, uint32_t family,
                                  const char *date) {
    if (!(roster->families[family % FAMILY_BITS / 64] >> (family & 63) & 1))
        return NULL;
    const struct index *index = &roster->by_family;
    const struct known *best = NULL;
    bool several = false;
    for (size_t i = index_find(index, family);
         index_holds(index, i, family); i++) {
        const struct known *other = &roster->known[index->pairs[i].row];
        if (given && other->given != given)
            continue;
        if (best && strcmp(best->name, other->name)) {
            int x = fit(best, date), y = fit(other, date);
            several = x == y ? true : x > y && several;
            if (y <= x)
                continue;
        }
        best = better(best, other, date);
    }
    return several && !given ? NULL : best;
}

const struct known *roster_holder(const struct roster *roster,
                                  uint32_t office, const char *country,
                                  const char *date) {
    const struct index *index = &roster->by_office;
    const struct known *found = NULL;
    for (size_t i = index_find(index, office);
         index_holds(index, i, office); i++) {
        const struct known *other = &roster->known[index->pairs[i].row];
        if (*country && (*other->country != *country ||
                         strcmp(other->country, country)))
            continue;
        if (!other->users && !in_office(other, date))
            continue;
        if (found && strcmp(found->country, other->country))
            return NULL;
        found = better(found, other, date);
    }
    return found;
}

bool roster_held(const struct roster *roster, const struct known *known,
                 uint32_t office, const char *date) {
    const struct index *index = &roster->by_office;
    for (size_t i = index_find(index, office);
         index_holds(index, i, office); i++) {
        const struct known *other = &roster->known[index->pairs[i].row];
        if (other->family == known->family &&
            !strcmp(other->name, known->name) &&
            *other->to && strcmp(other->to, date) < 0)
            return true;
    }
    return false;
}

bool roster_has_office(const struct roster *roster, uint32_t office) {
    const struct index *index = &roster->by_office;
    return index_holds(index, index_find(index, office), office);
}

const char *roster_body(const struct roster *roster, uint32_t key) {
    size_t i = index_find(&roster->by_body, key);
    return index_holds(&roster->by_body, i, key)
               ? roster->bodies[roster->by_body.pairs[i].row].name
               : "";
}

uint64_t roster_body_bits(const struct roster *roster, const char *name) {
    const struct index *index = &roster->by_cell;
    uint32_t key = cell_key(name);
    for (size_t i = index_find(index, key); index_holds(index, i, key); i++)
        if (roster->bodies[index->pairs[i].row].name == name)
            return roster->bodies[index->pairs[i].row].bits;
    return role_bits(name);
}

static const struct country *find_country(const struct roster *roster,
                                          const char *code) {
    const struct index *index = &roster->by_code;
    uint32_t key = key_of(code, strlen(code));
    for (size_t i = index_find(index, key); index_holds(index, i, key); i++)
        if (!strcmp(roster->countries[index->pairs[i].row].code, code))
            return &roster->countries[index->pairs[i].row];
    return NULL;
}

const char *roster_country_name(const struct roster *roster,
                                const char *code) {
    const struct country *country = find_country(roster, code);
    return country ? country->name : "";
}

const char *roster_demonym(const struct roster *roster, const char *code) {
    const struct country *country = find_country(roster, code);
    return country ? country->demonyms : "";
}
