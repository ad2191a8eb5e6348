/* unpack.c - the same articles, packed in every way that the machine has a
 * packer for, and JSON in its three shapes, give the same statements. */
#include "support.h"
#include "tests.h"
#include "unpack.h"

#include <string.h>

static const char PREPARE[] =
    "set -e; [ build/u/plain.csv -nt $DETENTE ] || { rm -rf build/u; "
    "mkdir -p build/u/d; "
    "f() { printf '{\"id\": \"%s\", %s\"text\": \"Kerry said {no} "
    "\\\\\"%s\\\\\". It was late.\"}' $1 \"$2\" $1; }; nl='\n'; "
    "{ f a; echo; f b; echo; f c; echo; } >build/u/d/x.jsonl; "
    "{ echo \"[\"; f a; echo ,; f b \"$nl\"; printf ,; f c; echo ']'; } "
    ">build/u/array.json; { f a \"$nl\"; echo; f b \"$nl\"; f c; } "
    ">build/u/apart.json; $DETENTE attribute build/u/d/x.jsonl "
    ">build/u/new; mv build/u/new build/u/plain.csv; }; cd build/u; "
    "PATH=$PATH:.; "
    "same() { ../../$DETENTE attribute $1 | cmp - plain.csv; }; ";

static const char *const SAME[] = {
    "gzip -c d/x.jsonl >y.jsonl.gz; same y.jsonl.gz",
    "tar cf y.tar d; same y.tar",
    "tar czf y.tgz d; same y.tgz",
    "command -v zip >/dev/null || exit 0; zip -qr y.zip d; same y.zip",
    "command -v zstd >/dev/null || exit 0; zstd -qf d/x.jsonl -o y.jsonl.zst;"
    " same y.jsonl.zst",
    "command -v xz >/dev/null || exit 0; xz -c d/x.jsonl >y.jsonl.xz; "
    "same y.jsonl.xz",
    "same array.json",
    "same apart.json",
};

static int shell(const char *command, char *out, size_t room) {
    char line[2048];
    strcpy(line, PREPARE);
    strcat(line, command);
    return run_shell(line, out, room);
}

START_TEST(reads_it_however_it_is_packed) {
    char out[4096];
    ck_assert_msg(shell(SAME[_i], out, sizeof out) == 0, "%s", out);
}
END_TEST

static const struct {
    const char *command, *message;
} DAMAGED[] = {
    {"tar czf z.tgz d; head -c 60 z.tgz >cut.tgz; ../../$DETENTE read "
     "cut.tgz", "cut.tgz: truncated"},
    {"gzip -c d/x.jsonl | head -c 60 >cut.jsonl.gz; ../../$DETENTE read "
     "cut.jsonl.gz", "cut.jsonl.gz: unexpected end of file"},
    {"echo no >none.zip; ../../$DETENTE read none.zip", "none.zip: "},
    {"../../$DETENTE read missing.tar", "missing.tar: No such file"},
};

START_TEST(says_what_is_damaged) {
    char out[4096];
    ck_assert_int_eq(shell(DAMAGED[_i].command, out, sizeof out), 1);
    ck_assert_msg(strstr(out, DAMAGED[_i].message) != NULL, "%s", out);
}
END_TEST

static const struct {
    const char *name;
    enum packing packing;
    size_t length;
} NAMES[] = {
    {"a.txt", PACKED_PLAIN, 5},     {"a.txt.gz", PACKED_PLAIN, 5},
    {"a.jsonl.zst", PACKED_FILE, 7}, {"a.tar.gz", PACKED_FOLDER, 1},
    {"A.ZIP", PACKED_FOLDER, 1},    {".zip", PACKED_PLAIN, 4},
};

START_TEST(tells_by_name) {
    size_t length;
    ck_assert_int_eq(packing_of_name(NAMES[_i].name, &length),
                     NAMES[_i].packing);
    ck_assert_uint_eq(length, NAMES[_i].length);
}
END_TEST

Suite *unpack_suite(void) {
    Suite *suite = suite_create("unpack");
    TCase *all = tcase_create("unpack");
    tcase_set_timeout(all, 60);
    tcase_add_loop_test(all, reads_it_however_it_is_packed, 0,
                        sizeof SAME / sizeof *SAME);
    tcase_add_loop_test(all, says_what_is_damaged, 0,
                        sizeof DAMAGED / sizeof *DAMAGED);
    tcase_add_loop_test(all, tells_by_name, 0, sizeof NAMES / sizeof *NAMES);
    suite_add_tcase(suite, all);
    return suite;
}
