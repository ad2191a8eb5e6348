/* read.c - raw articles understood, through the filter as a user runs it;
 * and what is read of JSON without yajl against yajl. */
#define _GNU_SOURCE
#include "folder.h"
#include "support.h"
#include "tests.h"

#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
    /* RFC 8259, section 7; fields of inner objects and lists are none, but
     * source.name */
    {"j.jsonl",
     "{\"authors\":[\"A\",{\"text\":\"no\"}],"
     "\"meta\":{\"in\":{\"text\":\"no\"}},"
     "\"id\":\"i\",\"text\" : \"\\\\u0041\\\\/b \\\\\"q\\\\\" "
     "\\\\uD83D\\\\uDE00 \\\\\\\\ \\\\u0001.\"} \\n",
     "detente: build/t/j.jsonl:1: 1 bytes that are no UTF-8 text read as '?'; "
     "the article is used\n"
     "doc_id,date,source,title,offset,text\n"
     "i,,,,0,\"A/b \"\"q\"\" \xF0\x9F\x98\x80 \\ ?.\"\n", 0},
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

/* ---- folders ---------------------------------------------------------- */

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

Suite *read_suite(void) {
    Suite *suite = suite_create("read");
    TCase *all = tcase_create("read");
    tcase_add_loop_test(all, reads, 0, sizeof READS / sizeof *READS);
    tcase_add_test(all, names_what_is_missing);
    tcase_add_test(all, folders_are_walked_as_fts_does);
    suite_add_tcase(suite, all);
    return suite;
}
