/* actors.c - speaker spans to actors: tests/cases/actors.txt, and the gold
 * of the sample corpus. */
#define _GNU_SOURCE
#include "actors.h"

#include "base/csv.h"
#include "lexicons.h"
#include "mentions.h"
#include "roster.h"
#include "stops.h"
#include "support.h"
#include "tests.h"
#include "toolbox.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_SPANS = 32 };

/* The text of a case without its marks and its date. */
struct marked {
    char text[8192], date[16];
    struct span speakers[MOST_SPANS], contents[MOST_SPANS];
    uint32_t speaker_count, content_count;
};

static void take_marks(struct marked *marked, const char *input) {
    uint32_t at = 0;
    memset(marked, 0, sizeof *marked);
    if (sscanf(input, "Date: %10s", marked->date) == 1)
        input = strstr(input, "\n\n") + 2;
    for (const char *p = input; *p; p++) {
        switch (*p) {
        case '[': marked->speakers[marked->speaker_count].start = at; break;
        case ']': marked->speakers[marked->speaker_count++].end = at; break;
        case '{': marked->contents[marked->content_count].start = at; break;
        case '}': marked->contents[marked->content_count++].end = at; break;
        default: marked->text[at++] = *p;
        }
    }
}

static void set_statements(struct bench *bench, struct marked *marked) {
    struct document *document = &bench->document;
    document->statement_count = marked->speaker_count;
    document->statements =
        arena_zero(&bench->arena,
                   marked->speaker_count * sizeof *document->statements);
    for (uint32_t i = 0; i < marked->speaker_count; i++)
        document->statements[i] = (struct statement){
            .pieces = &marked->contents[i],
            .piece_count = i < marked->content_count,
            .speaker = marked->speakers[i],
            .actor = "", .role = "", .country = "", .targets = "",
            .rule = ""};
}

static void show(const struct test_case *test, char *out, size_t room) {
    static struct marked marked;
    struct bench bench;
    take_marks(&marked, test->input);
    bench_open(&bench, marked.text, "stem");
    bench.document.article.date = marked.date;
    set_statements(&bench, &marked);
    ck_assert(actors_resolve(&bench.document, &bench.tools, NULL));
    FILE *file = fmemopen(out, room, "w");
    for (uint32_t i = 0; i < marked.speaker_count; i++) {
        const struct statement *s = &bench.document.statements[i];
        fprintf(file, "%.*s -> %s | %s | %s",
                (int)(s->speaker.end - s->speaker.start),
                bench.document.article.text + s->speaker.start, s->actor,
                s->role, s->country);
        if (s->piece_count)
            fprintf(file, " > %s", s->targets);
        fputc('\n', file);
    }
    fclose(file);
    bench_close(&bench);
}

/* ---- the sample corpus ------------------------------------------------ */

enum { MOST_ROWS = 64, LEAST_PER_CENT = 96 };

struct gold {
    char doc[128], actor[128];
    struct span speaker; /* in the file */
};

static char *read_article(const char *doc) {
    static char text[1 << 16];
    char path[256];
    snprintf(path, sizeof path, "tests/sample/articles/%.127s.txt", doc);
    FILE *file = fopen(path, "rb");
    ck_assert_msg(file != NULL, "%s", path);
    text[fread(text, 1, sizeof text - 1, file)] = '\0';
    fclose(file);
    return text;
}

/* Resolves the speakers of one article and counts the right ones. */
static void count_right(const struct gold *rows, uint32_t count,
                        unsigned *right, unsigned *asked) {
    char *text = read_article(rows[0].doc);
    char *body = strstr(text, "\n\n") + 2;
    uint32_t head = (uint32_t)(body - text);
    static struct marked marked;
    struct bench bench;
    memset(&marked, 0, sizeof marked);
    marked.speaker_count = count;
    for (uint32_t i = 0; i < count; i++)
        marked.speakers[i] = (struct span){rows[i].speaker.start - head,
                                           rows[i].speaker.end - head};
    bench_open(&bench, body, "read");
    roster_close((struct roster *)(uintptr_t)bench.tools.roster);
    lexicons_close((struct lexicons *)(uintptr_t)bench.tools.lexicons);
    words_close(bench.tools.words);
    bench.tools.lexicons = lexicons_open(
        "lexicons/english", "tests/sample/actors.csv", NULL);
    bench.tools.roster = roster_open(bench.tools.lexicons);
    bench.tools.words = toolbox_words(&bench.tools, NULL);
    ck_assert(split_step(&bench.document, &bench.tools, NULL));
    ck_assert(stem_step(&bench.document, &bench.tools, NULL));
    set_statements(&bench, &marked);
    ck_assert(actors_resolve(&bench.document, &bench.tools, NULL));
    for (uint32_t i = 0; i < count; i++) {
        (*asked)++;
        *right += !strcmp(bench.document.statements[i].actor, rows[i].actor);
    }
    bench_close(&bench);
}

/* Only persons: bodies and the unnamed are named by other rules there. */
static bool is_person(const char *actor) {
    return actor[0] >= 'A' && actor[0] <= 'Z' && !strstr(actor, " of ") &&
           !strstr(actor, " and ") && strchr(actor, ' ') &&
           !strstr(actor, "Front") && !strstr(actor, "Union") &&
           !strstr(actor, "Power") && !strstr(actor, "Relief");
}

START_TEST(persons_of_the_sample) {
    static struct gold rows[MOST_ROWS];
    struct arena arena = {0};
    struct csv_reader *reader;
    struct csv_row row;
    unsigned right = 0, asked = 0;
    uint32_t count = 0;
    ck_assert(csv_open(&reader, "tests/sample/gold.csv", ',', NULL));
    int doc = csv_column(reader, "doc_id");
    int start = csv_column(reader, "speaker_start");
    int end = csv_column(reader, "speaker_end");
    int actor = csv_column(reader, "actor");
    while (csv_next(reader, &arena, &row, NULL) == CSV_ROW) {
        if (count && strcmp(rows[0].doc, row.cells[doc])) {
            count_right(rows, count, &right, &asked);
            count = 0;
        }
        if (!*row.cells[start] || !is_person(row.cells[actor]))
            continue;
        struct gold *gold = &rows[count++];
        ck_assert_uint_lt(count, MOST_SPANS);
        snprintf(gold->doc, sizeof gold->doc, "%s", row.cells[doc]);
        snprintf(gold->actor, sizeof gold->actor, "%s", row.cells[actor]);
        gold->speaker = (struct span){(uint32_t)atol(row.cells[start]),
                                      (uint32_t)atol(row.cells[end])};
    }
    count_right(rows, count, &right, &asked);
    csv_close(reader);
    arena_free(&arena);
    ck_assert_uint_gt(asked, 500);
    ck_assert_msg(right * 100 >= asked * LEAST_PER_CENT,
                  "only %u of %u persons of the sample are right", right,
                  asked);
}
END_TEST

/* ---- the roster ------------------------------------------------------- */

static uint32_t key_of(const char *word, size_t length) {
    char small[64];
    ck_assert_uint_lt(length, sizeof small);
    for (size_t i = 0; i < length; i++)
        small[i] = (char)(word[i] >= 'A' && word[i] <= 'Z' ? word[i] + 32
                                                           : word[i]);
    return name_key(small, length);
}

static bool is_ascii(const char *text) {
    while (*text && !(*text & '\x80'))
        text++;
    return !*text;
}

/* Each holder of an office is found by his name and by his office. */
static void find_holder(const struct roster *roster,
                        const struct entry *entry) {
    const char *name = entry->cells[OFFICE_HOLDER];
    const char *from = entry->cells[OFFICE_FROM];
    const char *space = strchr(name, ' ');
    ck_assert_str_ne(from, "");
    const struct known *known = roster_holder(
        roster, role_key(entry->cells[OFFICE_TITLE]),
        entry->cells[OFFICE_COUNTRY], from);
    ck_assert_msg(known != NULL, "%s:%zu: %s", entry->file, entry->line,
                  name);
    ck_assert_str_eq(known->country, entry->cells[OFFICE_COUNTRY]);
    if (!space || strchr(space + 1, ' ') || strchr(name, '-') ||
        !is_ascii(name))
        return; /* of a longer name the roster knows which words count */
    known = roster_person(roster, key_of(name, (size_t)(space - name)),
                          key_of(space + 1, strlen(space + 1)), from);
    ck_assert_msg(known != NULL, "%s", name);
    ck_assert_str_eq(known->name, name);
}

START_TEST(holders_are_found) {
    struct lexicons *lexicons = lexicons_open("lexicons/english", NULL, NULL);
    struct roster *roster = roster_open(lexicons);
    size_t count, holders = 0;
    const struct term *terms = lexicons_terms(lexicons, &count);
    for (size_t i = 0; i < count; i++)
        if (terms[i].kind == TERM_OFFICE) {
            find_holder(roster, terms[i].entry);
            holders++;
        }
    ck_assert_uint_gt(holders, 300);
    for (int i = 0; i < 20000; i++) {
        char name[32];
        int length = snprintf(name, sizeof name, "zq%dxv", i);
        uint32_t key = name_key(name, (size_t)length);
        ck_assert_ptr_null(roster_person(roster, key, key, "2014-03-30"));
        ck_assert(!roster_has_office(roster, role_key("zebra") + key));
    }
    roster_close(roster);
    lexicons_close(lexicons);
}
END_TEST

/* A role is read word by word: its key and its bits must be those of its
 * words, in whatever way it is written. */
START_TEST(roles_are_their_words) {
    static const char *const ROLES[] = {
        "foreign minister", "U.S. secretary of state", "vice-president",
        "former prime minister", "head of the Senate", NULL};
    for (int i = 0; ROLES[i]; i++) {
        char role[64];
        uint32_t sum = 0;
        uint64_t bits = 0;
        snprintf(role, sizeof role, "%s", ROLES[i]);
        for (char *word = strtok(role, " -"); word;
             word = strtok(NULL, " -")) {
            sum += role_key(word);
            bits |= role_bit(role_key(word));
        }
        ck_assert_uint_eq(sum, role_key(ROLES[i]));
        ck_assert_uint_eq(bits, role_bits(ROLES[i]));
    }
    ck_assert_uint_eq(role_key("Minister of Foreign Affairs"),
                      role_key("foreign minister"));
    ck_assert_uint_eq(role_key("premier"), role_key("prime minister"));
    ck_assert_uint_ne(role_key("minister"), role_key("prime minister"));
}
END_TEST

START_TEST(words_of_offices) {
    struct arena arena = {0};
    struct offices *offices = offices_open(&arena);
    const struct office_word *word =
        offices_word(offices, role_key("ministry"), "ministry");
    ck_assert_uint_eq(word->facts, COMMON_INSTITUTION | COMMON_OFFICE);
    ck_assert_str_eq(word->kinds, "ministry");
    word = offices_word(offices, role_key("envoy"), "envoy");
    ck_assert(stands_in(word->narrower, "mediator"));
    ck_assert(word->narrower_bits & role_bit(role_key("mediator")));
    word = offices_word(offices, role_key("envoy"), "Envoy");
    ck_assert_str_eq(word->narrower, ""); /* letter case counts */
    word = offices_word(offices, role_key("zebra"), "zebra");
    ck_assert_uint_eq(word->facts, 0);
    arena_free(&arena);
}
END_TEST

/* ---- the two ways of a phrase ----------------------------------------- */

/* Words and marks of every sort that a phrase knows, in a random row. */
static void fill_row(char *text, size_t room, uint32_t *random) {
    static const char *const WORDS[] = {
        "Igor", "Mary", "Ivanov", "Kerry", "Zorvan", "Wary", "Dean", "May",
        "J.", "Jordan", "Van", "von", "Obama", "Putin", "minister",
        "president", "Senator", "officials", "Mr.", "spokesman", "report",
        "ministry", "Ukraine", "Russian", "the Kremlin", "NATO", "Texas",
        "Washington", "White House", "prime minister", "Secretary of State",
        "the", "a", "his", "senior", "former", "acting", "transport",
        "of", "from", "for", "in", "and", "who", "said", "was", "quickly",
        "Republican", "Democrats", "(R-Mich.)", "(", ")", ",", ":", "-",
        "\"", "\"", "'s", "Committee", "Said", "Monday", "3", "Times", ".",
        "I", "President", "Street", ".\n\n"};
    enum { WORD_COUNT = sizeof WORDS / sizeof *WORDS };
    size_t length = 0;
    text[0] = '\0';
    while (length + 40 < room) {
        *random = *random * 1664525 + 1013904223;
        const char *word = WORDS[(*random >> 8) % WORD_COUNT];
        bool joined = strchr(".,:'", *word) || *random >> 29 == 0;
        length += (size_t)sprintf(text + length, "%s%s", joined ? "" : " ",
                                  word);
    }
}

/* The short way finds the same mentions as the long one. */
START_TEST(short_way_is_the_long_one) {
    static char text[60000];
    uint32_t random = 1;
    for (int i = 0; i < 4; i++) {
        struct bench bench;
        fill_row(text, sizeof text, &random);
        bench_open(&bench, text, "stem");
        struct mention_tools tools = {&bench.document, bench.tools.lexicons,
                                      bench.tools.roster, false};
        struct mentions shortly = {0}, thoroughly = {0};
        mentions_find(&tools, &shortly);
        tools.thorough = true;
        mentions_find(&tools, &thoroughly);
        for (size_t m = 0; m < shortly.count && m < thoroughly.count; m++)
            ck_assert_msg(!memcmp(&shortly.items[m], &thoroughly.items[m],
                                  sizeof *shortly.items),
                          "mention %zu: %.80s", m,
                          text + bench.document.tokens[
                                     thoroughly.items[m].phrase].start);
        ck_assert_uint_eq(shortly.count, thoroughly.count);
        ck_assert_uint_gt(shortly.count, 2000);
        bench_close(&bench);
    }
}
END_TEST

/* Listing stops four at once finds what one by one does. */
START_TEST(stops_are_listed) {
    enum { COUNT = 67, BIT = 26 };
    static struct token tokens[COUNT];
    uint32_t random = 7;
    for (int round = 0; round < 2000; round++) {
        uint32_t facts[2][COUNT] = {{0}}, stops[2][COUNT + STOPS_BEYOND];
        for (int i = 0; i < COUNT; i++) {
            random = random * 1664525 + 1013904223;
            tokens[i].facts[FACTS_ACTORS] = random ^ random >> 13;
        }
        uint32_t start = random % 20, end = start + (random >> 8) % 45;
        uint32_t all =
            stops_list(tokens, start, end, BIT, facts[0], stops[0]);
        ck_assert_uint_eq(all, stops_list_portably(tokens, start, end, BIT,
                                                   facts[1], stops[1]));
        ck_assert(!memcmp(facts[0], facts[1], sizeof facts[0]));
        for (uint32_t i = 0; stops[1][i] < end; i++) {
            ck_assert_uint_eq(stops[0][i], stops[1][i]);
            ck_assert_uint_eq(stops[0][i + 1], stops[1][i + 1]);
            ck_assert(tokens[stops[1][i]].facts[FACTS_ACTORS] >> BIT & 1);
        }
    }
}
END_TEST

START_TEST(cases) { run_cases("actors.txt", 60, show); }
END_TEST

Suite *actors_suite(void) {
    Suite *suite = suite_create("actors");
    TCase *all = tcase_create("actors");
    tcase_set_timeout(all, 120);
    tcase_add_test(all, cases);
    tcase_add_test(all, stops_are_listed);
    tcase_add_test(all, short_way_is_the_long_one);
    tcase_add_test(all, persons_of_the_sample);
    tcase_add_test(all, holders_are_found);
    tcase_add_test(all, roles_are_their_words);
    tcase_add_test(all, words_of_offices);
    suite_add_tcase(suite, all);
    return suite;
}
