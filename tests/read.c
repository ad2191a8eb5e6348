/* read.c - raw articles understood, through the filter as a user runs it. */
#define _GNU_SOURCE
#include "support.h"
#include "tests.h"

#include <stdio.h>
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

Suite *read_suite(void) {
    Suite *suite = suite_create("read");
    TCase *all = tcase_create("read");
    tcase_add_loop_test(all, reads, 0, sizeof READS / sizeof *READS);
    tcase_add_test(all, names_what_is_missing);
    suite_add_tcase(suite, all);
    return suite;
}
