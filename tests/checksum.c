/* checksum.c - SHA-256 against the examples of FIPS 180-2. */
#include "base/checksum.h"
#include "tests.h"

static const struct {
    const char *bytes, *sum;
} EXAMPLES[] = {
    {"abc",
     "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"}};

START_TEST(sums_the_examples) {
    struct checksum sum;
    char text[CHECKSUM_ROOM];
    checksum_start(&sum);
    for (const char *p = EXAMPLES[_i].bytes; *p; p++)
        checksum_add(&sum, p, 1);
    checksum_end(&sum, text);
    ck_assert_str_eq(text, EXAMPLES[_i].sum);
}
END_TEST

START_TEST(says_what_it_cannot_read) {
    struct checksum sum;
    checksum_start(&sum);
    ck_assert(!checksum_add_file(&sum, "tests/no such file"));
    ck_assert(checksum_add_file(&sum, "Makefile"));
}
END_TEST

Suite *checksum_suite(void) {
    Suite *suite = suite_create("checksum");
    TCase *sums = tcase_create("sums");
    tcase_add_loop_test(sums, sums_the_examples, 0, 2);
    tcase_add_test(sums, says_what_it_cannot_read);
    suite_add_tcase(suite, sums);
    return suite;
}
