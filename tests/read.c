/* read.c - raw articles understood, through the filter as a user runs it;
 * and what is read of JSON without yajl against yajl. */
#define _GNU_SOURCE
#include "folder.h"
#include "json_fields.h"
#include "pipeline.h"
#include "support.h"
#include "tests.h"

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

/* Input bytes for a file name, and what `detente read` prints of it. */
static const struct {
    const char *file, *bytes, *printed;
    int status;
} READS[] = {
    {"2014-03-30_x.txt", "Hello there.",
     "doc_id,date,source,title,offset,text\n"
     "2014-03-30_x,2014-03-30,,,0,Hello there.\n", 0},
    {"a.txt", "Title: T\\nDate: 1 May 2020\\nSource: S\\n\\nBody.",
     "doc_id,date,source,title,offset,text\n"
     "a,2020-05-01,S,T,37,Body.\n", 0},
    {"b.txt", "bad \\377 byte",
     "detente: build/t/b.txt: 1 bytes that are no UTF-8 text read as '?'; the "
     "article is used\n"
     "doc_id,date,source,title,offset,text\nb,,,,0,bad ? byte\n", 0},
    {"c.jsonl",
     "{\"id\":7,\"maintext\":\"Hi\\\\u00e9\",\"date_publish\":"
     "\"2020-01-02 03:04\",\"source\":{\"name\":\"S\"}}\\n{broken\\n",
     "detente: build/t/c.jsonl:2: no JSON: lexical error: invalid char in "
     "json text.\n"
     "doc_id,date,source,title,offset,text\n7,2020-01-02,S,,0,Hi\xC3\xA9\n",
     1},
    {"d.csv", "Body,Headline,Published\\n\\042a, b\\042,H,2020-01-02\\n",
     "doc_id,date,source,title,offset,text\n"
     "d-2,2020-01-02,,H,0,\"a, b\"\n", 0},
    {"e.csv", "name,age\\nx,3\\n",
     "detente: build/t/e.csv:2: no text column (text, maintext, body, "
     "content, article)\n"
     "doc_id,date,source,title,offset,text\n", 1},
    {"f.txt", "",
     "detente: build/t/f.txt: empty\n"
     "doc_id,date,source,title,offset,text\n", 1},
    {"g.txt", "\\000\\001\\002\\000binary\\000\\000",
     "detente: build/t/g.txt: a binary file, not text\n"
     "doc_id,date,source,title,offset,text\n", 1},
};

START_TEST(reads) {
    char command[2048], out[4096];
    snprintf(command, sizeof command,
             "mkdir -p build/t && printf '%s' > build/t/%s && "
             "$DETENTE read build/t/%s",
             READS[_i].bytes, READS[_i].file, READS[_i].file);
    int status = run_shell(command, out, sizeof out);
    ck_assert_str_eq(out, READS[_i].printed);
    ck_assert_int_eq(status, READS[_i].status);
}
END_TEST

START_TEST(names_what_is_missing) {
    char out[4096];
    int status = run_shell("mkdir -p build/t/none && echo Hi. > build/t/h.txt "
                           "&& $DETENTE read build/t/none no-such-file "
                           "build/t/h.txt",
                           out, sizeof out);
    ck_assert_int_eq(status, 1);
    ck_assert_ptr_nonnull(strstr(out, "build/t/none: a folder without "
                                      "articles"));
    ck_assert_ptr_nonnull(strstr(out, "no-such-file: No such file"));
    ck_assert_ptr_nonnull(strstr(out, "h,,,,0,\"Hi.\n\"\n"));
}
END_TEST

/* ---- folders ----------------------------------------------------------- */

static int by_name(const FTSENT **a, const FTSENT **b) {
    return strcmp((*a)->fts_name, (*b)->fts_name);
}

/* Files and folders among each other, links to both, one that leads nowhere
 * and one that leads back; the C library's walk has all names in memory, ours
 * few of them. */
START_TEST(folders_are_walked_as_fts_does) {
    char out[256], tree[] = "build/tree", *roots[] = {tree, NULL};
    ck_assert_int_eq(
        run_shell("rm -rf build/tree; mkdir -p build/tree/b/x build/tree/e "
                  "build/tree/empty && cd build/tree && for f in 1 2 3 4 5 a "
                  "c.txt b.txt b/2 b/1 b/x/z e/.hidden e/9 f; do echo >$f; "
                  "done && ln -s ../b e/link && ln -s .. b/x/back && "
                  "ln -s nowhere d && ln -s b/1 g", out, sizeof out), 0);
    for (size_t most = 1; most < 30; most += most < 4 ? 1 : 9) {
        FTS *walk = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, by_name);
        struct folder *folder = folder_open(tree, most);
        ck_assert_ptr_nonnull(folder);
        for (FTSENT *entry; (entry = fts_read(walk));)
            if (entry->fts_info == FTS_F)
                ck_assert_str_eq(folder_next(folder), entry->fts_path);
        ck_assert_ptr_null(folder_next(folder));
        folder_close(folder);
        fts_close(walk);
    }
    ck_assert_ptr_null(folder_open("build/tree/a", 9));
}
END_TEST

/* ---- long strings ------------------------------------------------------ */

enum { LINE_ROOM = 4096 };

static size_t add_pieces(char *line, size_t length, int count) {
    static const char *const PIECES[] = {
        "a plain piece of text that is long enough to be cut out of the line ",
        "sixteen letters ", "x", " ", "\\n", "\\\"", "\\\\", "\\/", "\\b",
        "\\u0041", "\\u00e9", "\\u2019", "\\uD83D\\uDE00", "\\u0000",
        "\xE2\x80\x99", "{", "[", ",", ":", "}"};
    while (count-- > 0)
        length += strlen(strcpy(
            line + length,
            PIECES[(size_t)rand() % (sizeof PIECES / sizeof *PIECES)]));
    return length;
}

/* A line with a text, good in two cases of three. */
static size_t random_line(char line[LINE_ROOM]) {
    static const char *const BEGINNINGS[] = {
        "{\"text\":\"", "{\"id\":1.5e3,\"text\" : \"",
        "{\"authors\":[\"A\",null],\"source\":{\"name\":\"S\"},\"text\":\""};
    static const char *const ENDS[] = {
        "\"}", "\",\"n\":[1,2]}", "\" } \r", "\",}", "\"", "}", "\"}]"};
    static const char HARMFUL[] = "\"\\\n\x01{}x";
    memset(line, 0, LINE_ROOM);
    size_t length = strlen(strcpy(line, BEGINNINGS[rand() % 3]));
    length = add_pieces(line, length, rand() % 12);
    if (rand() % 3 == 0) {
        length += strlen(strcpy(line + length, "\",\"title\":\""));
        length = add_pieces(line, length, rand() % 6);
    }
    int end = rand() % 9; /* the first three are good */
    length += strlen(strcpy(line + length, ENDS[end < 7 ? end : end - 7]));
    size_t harmed = (size_t)rand() % length;
    if (rand() % 4 == 0 && line[harmed] > 0) /* UTF-8 stays whole */
        line[harmed] = HARMFUL[(size_t)rand() % (sizeof HARMFUL - 1)];
    return length;
}

/* What yajl alone makes of the line. */
struct plain_parse {
    int depth;
    bool text_next, found;
    char text[LINE_ROOM];
};

static int plain_key(void *data, const unsigned char *key, size_t length) {
    struct plain_parse *parse = data;
    parse->text_next =
        parse->depth == 1 && length == 4 && !memcmp(key, "text", 4);
    return 1;
}

static int plain_string(void *data, const unsigned char *bytes,
                        size_t length) {
    struct plain_parse *parse = data;
    if (!parse->text_next || parse->depth != 1 || parse->found)
        return 1;
    parse->found = true;
    memcpy(parse->text, bytes, length);
    for (size_t i = 0; i < length; i++)
        if (!bytes[i] || (bytes[i] < 0x20 && !strchr("\n\t\r\f\v", bytes[i])))
            parse->text[i] = '?';
        else if (bytes[i] == 0xED && bytes[i + 1] >= 0xA0) /* half a pair */
            memcpy(parse->text + i, "???", 3);
    return 1;
}

static int plain_open(void *data) {
    ((struct plain_parse *)data)->depth++;
    return 1;
}

static int plain_close(void *data) {
    ((struct plain_parse *)data)->depth--;
    return 1;
}

/* False: the message is in `text`. */
static bool parse_plainly(const char *line, size_t length,
                          struct plain_parse *parse) {
    static const yajl_callbacks CALLBACKS = {
        .yajl_string = plain_string, .yajl_start_map = plain_open,
        .yajl_map_key = plain_key,   .yajl_end_map = plain_close,
        .yajl_start_array = plain_open, .yajl_end_array = plain_close};
    const unsigned char *bytes = (const unsigned char *)line;
    memset(parse, 0, sizeof *parse);
    yajl_handle handle = yajl_alloc(&CALLBACKS, NULL, parse);
    yajl_config(handle, yajl_dont_validate_strings, 1);
    bool good = yajl_parse(handle, bytes, length) == yajl_status_ok &&
                yajl_complete_parse(handle) == yajl_status_ok;
    if (!good) {
        unsigned char *message = yajl_get_error(handle, 0, bytes, length);
        snprintf(parse->text, sizeof parse->text, "no JSON: %.*s",
                 (int)strcspn((const char *)message, "\n"),
                 (const char *)message);
        yajl_free_error(handle, message);
    }
    yajl_free(handle);
    return good;
}

START_TEST(reads_long_strings_as_yajl_does) {
    char line[LINE_ROOM];
    static struct plain_parse parse;
    struct options options = {0};
    struct tools tools = {.options = &options};
    int good = 0, bad = 0;
    srand(11);
    for (int round = 0; round < 5000; round++) {
        size_t length = random_line(line);
        struct arena arena = {0};
        struct document document = {
            .arena = &arena,
            .raw = {.format = FORMAT_JSON, .name = "x.jsonl", .line = 1,
                    .bytes = line, .length = length}};
        struct failure why = {{0}};
        bool read = read_step(&document, &tools, &why);
        if (!parse_plainly(line, length, &parse)) {
            ck_assert_msg(!read, "taken: %s", line);
            ck_assert_str_eq(why.text, parse.text);
            bad++;
        } else if (read) {
            ck_assert_msg(!strcmp(document.article.text, parse.text),
                          "other text: %s", line);
            good++;
        } else {
            ck_assert_msg(!parse.found ||
                              strspn(parse.text, " \n\r\f\t\v") ==
                                  strlen(parse.text),
                          "not taken: %s", line);
        }
        arena_free(&arena);
    }
    ck_assert_int_gt(good, 750);
    ck_assert_int_gt(bad, 750);
}
END_TEST

/* Adds a value that may hold others. */
static size_t add_value(char *json, size_t length, int depth) {
    static const char *const SIMPLE[] = {
        "0", "-0", "7", "-12.50", "3e8", "1.5E-3", "2e+1", "true", "false",
        "null", "\"\"", "\"text\"", "\"a longer text than sixteen bytes\"",
        "\"\\u00e9\\n\\\"\"", "\"\\ud800\"", "\"\\x\"", "01", "-", "1.", ".5",
        "+1", "1e", "nul", "truex", "'a'", "\"\t\"", "\x0B" "1"};
    enum { PLAIN = 14, ALL = sizeof SIMPLE / sizeof *SIMPLE };
    static const char *const BLANKS[] = {"", " ", "\n", "\t ", "\r\n"};
    const char *blank = BLANKS[rand() % 5];
    int kind = depth < 4 ? rand() % 5 : 4, count = rand() % 4;
    if (kind > 1)
        return length + (size_t)sprintf(
                            json + length, "%s%s%s", blank,
                            SIMPLE[rand() % (rand() % 8 ? PLAIN : ALL)],
                            BLANKS[rand() % 5]);
    length += (size_t)sprintf(json + length, "%s%c%s", blank, kind ? '{' : '[',
                              blank);
    for (int i = 0; i < count; i++) {
        if (kind)
            length += (size_t)sprintf(json + length, "%s\"%c%s\"%s:", blank,
                                      'a' + rand() % 3,
                                      rand() % 4 ? "" : "\\u0041", blank);
        length = add_value(json, length, depth + 1);
        if (i + 1 < count || rand() % 40 == 0)
            json[length++] = ',';
    }
    return length + (size_t)sprintf(json + length, "%c%s", kind ? '}' : ']',
                                    blank);
}

static void same_fields(const struct json_fields *a,
                        const struct json_fields *b, const char *json) {
    ck_assert_msg(a->count == b->count, "more fields, or fewer: %s", json);
    for (size_t i = 0; i < a->count; i++) {
        const struct json_field *one = &a->items[i], *other = &b->items[i];
        ck_assert_msg(one->name_length == other->name_length &&
                          !memcmp(one->name, other->name, one->name_length) &&
                          one->length == other->length &&
                          !memcmp(one->bytes, other->bytes,
                                  one->length + TEXT_PADDING),
                      "another field: %s", json);
    }
}

START_TEST(reads_fields_as_yajl_does) {
    static char json[1 << 16];
    int plain_ones = 0, others = 0, bad = 0;
    srand(12);
    for (int round = 0; round < 20000; round++) {
        struct arena arena = {0};
        struct json_fields plain, any;
        size_t length = add_value(json, 0, rand() % 4);
        if (rand() % 4 == 0)
            json[(size_t)rand() % length] = "{}[],:\"\\ 0eE.-n\x01"[rand() % 16];
        memset(json + length, 0, TEXT_PADDING);
        bool is_plain = json_fields_read_plain(json, length, &arena, &plain);
        bool is_json = json_fields_read_any(json, length, &arena, &any, NULL);
        ck_assert_msg(is_json || !is_plain, "taken: %s", json);
        if (is_plain)
            same_fields(&plain, &any, json);
        plain_ones += is_plain;
        others += is_json && !is_plain;
        bad += !is_json;
        arena_free(&arena);
    }
    ck_assert_int_gt(plain_ones, 5000);
    ck_assert_int_gt(others, 100);
    ck_assert_int_lt(others, plain_ones / 10);
    ck_assert_int_gt(bad, 2000);
}
END_TEST

Suite *read_suite(void) {
    Suite *suite = suite_create("read");
    TCase *all = tcase_create("read");
    tcase_add_loop_test(all, reads, 0, sizeof READS / sizeof *READS);
    tcase_add_test(all, names_what_is_missing);
    tcase_add_test(all, folders_are_walked_as_fts_does);
    tcase_add_test(all, reads_long_strings_as_yajl_does);
    tcase_add_test(all, reads_fields_as_yajl_does);
    suite_add_tcase(suite, all);
    return suite;
}
