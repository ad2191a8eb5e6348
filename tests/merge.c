/* merge.c - runs in shards, as a cluster would make them, against one run;
 * threads too: tables and report have the same bytes whatever the cut. */
#include "support.h"
#include "tests.h"

#include <stdio.h>
#include <string.h>

/* The sample, a copy of one of its articles, JSON lines, and inputs that are
 * refused: build/s/in, and one whole run of them: build/s/whole. */
static const char PREPARE[] =
    "set -e; [ -e build/s/whole/run.json ] && [ -z \"$(find $DETENTE models "
    "lexicons -newer build/s/whole/run.json)\" ] || { rm -rf build/s; "
    "mkdir -p build/s/in/more; cp tests/sample/articles/*.txt build/s/in; "
    "first=$(ls build/s/in/*.txt | head -n 1); "
    "cp $first build/s/in/more/copy.txt; : >build/s/in/more/empty.txt; "
    "printf '%s\\n' '{\"id\": \"-1\", \"text\": \"\\\"=No,\\\" said Kerry.\"}' "
    "'broken' '{\"id\": \"a\", \"text\": \"Kerry said he would talk.\"}' "
    ">build/s/in/lines.jsonl; printf 'id,text\\nx,\"Kerry, who said: no.\"\\n'"
    " >build/s/in/table.csv; "
    "$DETENTE run build/s/in -o build/s/whole 2>/dev/null || true; }; ";

static const char SAME[] =
    "same() { for f in build/s/whole/*.csv build/s/whole/report.html; do "
    "cmp $f $1/${f##*/} || exit 1; done; }; ";

/* Runs all shards of $1 in falling order into $2. */
static const char PARTS[] =
    "parts() { k=$1; while [ $k -ge 1 ]; do "
    "$DETENTE run build/s/in --shard $k/$1 -o $2 2>/dev/null || "
    "[ $? = 1 ]; k=$((k - 1)); done; }; ";

static int shell(const char *command, char *out, size_t room) {
    char line[4096];
    snprintf(line, sizeof line, "%s%s%s%s", PREPARE, SAME, PARTS, command);
    return run_shell(line, out, room);
}

static const char *const SAME_BYTES[] = {
    "$DETENTE run build/s/in -o build/s/t2 --threads 2 || true; "
    "same build/s/t2",
    "$DETENTE run build/s/in -o build/s/t5 --threads 5 || true; "
    "same build/s/t5",
    "parts 1 build/s/p1; $DETENTE merge build/s/p1 -o build/s/m1 || true; "
    "same build/s/m1",
    "parts 3 build/s/p3; p=build/s/p3/part-0000; $DETENTE merge "
    "${p}3-of-00003 ${p}1-of-00003 build/s/p3 ${p}2-of-00003 -o build/s/m3 "
    "|| true; same build/s/m3",
    /* more shards than some have articles for */
    "parts 40 build/s/p40; $DETENTE merge build/s/p40 -o build/s/m40 || true;"
    " same build/s/m40",
};

START_TEST(cuts_do_not_change_the_bytes) {
    char out[4096];
    int status = shell(SAME_BYTES[_i], out, sizeof out);
    ck_assert_msg(status == 0, "%s", out);
}
END_TEST

START_TEST(takes_the_number_from_slurm) {
    char out[4096];
    int status = shell("SLURM_ARRAY_TASK_ID=2 $DETENTE run build/s/in "
                       "--shard 2 -o build/s/array || true; "
                       "ls build/s/array", out, sizeof out);
    ck_assert_int_eq(status, 0);
    ck_assert_msg(strstr(out, "part-00002-of-00002") != NULL, "%s", out);
}
END_TEST

START_TEST(does_not_redo_a_done_part) {
    char out[4096];
    shell("rm -rf build/s/once; $DETENTE run build/s/in --shard 1/2 "
          "-o build/s/once || true; $DETENTE run build/s/in --shard 1/2 "
          "-o build/s/once", out, sizeof out);
    ck_assert_msg(strstr(out, "is there already") != NULL, "%s", out);
}
END_TEST

/* Each begins with two good parts in build/s/bad. */
static const struct {
    const char *damage, *message;
} FAILURES[] = {
    {"rm -r build/s/bad/part-00001-of-00002", "missing of 2 parts: 1"},
    {"rm build/s/bad/part-00002-of-00002/part.json", "missing of 2 parts: 2"},
    {"printf x >>build/s/bad/part-00002-of-00002/statements.csv",
     "part-00002-of-00002/statements.csv: damaged"},
    {"printf x >>build/s/bad/part-00002-of-00002/part.json",
     "part-00002-of-00002/part.json: damaged"},
    {"rm build/s/bad/part-00001-of-00002/rejects.csv",
     "part-00001-of-00002/rejects.csv: No such file"},
    {"$DETENTE run build/s/in --shard 3/3 -o build/s/bad || true",
     "foreign: made with other number of shards"},
    {"rm -r build/s/bad/part-00002*; $DETENTE run build/s/in --shard 2/2 "
     "--period year -o build/s/bad || true",
     "foreign: made with other period"},
    {"rm -r build/s/bad/part-00002*; $DETENTE run tests/sample/articles "
     "--shard 2/2 -o build/s/bad", "foreign: made with other inputs"},
    {"rm -rf build/s/bad/part-00002* build/s/model; cp -r models/english "
     "build/s/model; sed -i '$d' build/s/model/attribution_cues.csv; $DETENTE "
     "run build/s/in --shard 2/2 -m build/s/model -o build/s/bad || true",
     "foreign: made with other attribution model"},
    {"cp -r build/s/bad/part-00001-of-00002 build/s/bad/part-x; f=build/s/bad/"
     "part-x/part.json; sed 's/\"statements.csv\": \"..../&0000/' $f >$f.new;"
     " mv $f.new $f", "both are part 1, but not the same"},
};

START_TEST(names_what_is_wrong_with_parts) {
    char out[4096], command[2048];
    snprintf(command, sizeof command,
             "rm -rf build/s/bad; parts 2 build/s/bad; %s; "
             "$DETENTE merge build/s/bad -o build/s/never",
             FAILURES[_i].damage);
    ck_assert_int_eq(shell(command, out, sizeof out), 1);
    ck_assert_msg(strstr(out, FAILURES[_i].message) != NULL, "%s", out);
    ck_assert_int_eq(run_shell("[ ! -e build/s/never/statements.csv ]", out,
                               sizeof out), 0);
}
END_TEST

static const struct {
    const char *shard, *message;
} MISUSES[] = {
    {"0/2", "count from 1"},     {"3/2", "no shard 3 of 2"},
    {"x/2", "no number"},        {"2", "SLURM_ARRAY_TASK_ID is not set"},
    {"1/0", "'1/0' is no shard"}, {"1/2x", "'1/2x' is no shard"},
};

START_TEST(wrong_shards_are_told) {
    char out[4096], command[256];
    snprintf(command, sizeof command,
             "unset SLURM_ARRAY_TASK_ID; $DETENTE run build/s/in -o build/s/w "
             "--shard %s", MISUSES[_i].shard);
    ck_assert_int_eq(shell(command, out, sizeof out), 2);
    ck_assert_msg(strstr(out, MISUSES[_i].message) != NULL, "%s", out);
}
END_TEST

Suite *merge_suite(void) {
    Suite *suite = suite_create("merge");
    TCase *all = tcase_create("merge");
    tcase_set_timeout(all, 120);
    tcase_add_loop_test(all, cuts_do_not_change_the_bytes, 0,
                        sizeof SAME_BYTES / sizeof *SAME_BYTES);
    tcase_add_test(all, takes_the_number_from_slurm);
    tcase_add_test(all, does_not_redo_a_done_part);
    tcase_add_loop_test(all, names_what_is_wrong_with_parts, 0,
                        sizeof FAILURES / sizeof *FAILURES);
    tcase_add_loop_test(all, wrong_shards_are_told, 0,
                        sizeof MISUSES / sizeof *MISUSES);
    suite_add_tcase(suite, all);
    return suite;
}
