/* scan.c - the scans against what a loop over the bytes finds, and the two
 * ways of scanning against each other, on random bytes. */
#include "base/scan.h"
#include "tests.h"

#include <stdlib.h>

static uint32_t alphanumerics_by_byte(const char *bytes) {
    uint32_t found = 0;
    for (unsigned i = 0; i < SCAN_BYTES; i++) {
        char c = bytes[i];
        found |= (uint32_t)((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
                            (c >= '0' && c <= '9')) << i;
    }
    return found;
}

static uint32_t set_by_byte(const char *bytes, const char *set) {
    uint32_t found = 0;
    for (unsigned i = 0; i < SCAN_BYTES; i++)
        found |= (uint32_t)(bytes[i] && strchr(set, bytes[i]) != NULL) << i;
    return found;
}

static uint32_t unplain_by_byte(const char *bytes) {
    uint32_t found = 0;
    for (unsigned i = 0; i < SCAN_BYTES; i++)
        found |= (uint32_t)((unsigned char)bytes[i] < 0x20 ||
                            (unsigned char)bytes[i] >= 0x80) << i;
    return found;
}

static void check_all(const char *bytes) {
    uint32_t alphanumerics = alphanumerics_by_byte(bytes);
    uint32_t stops = set_by_byte(bytes, ".!?");
    uint32_t quotables = set_by_byte(bytes, "\",\n\r");
    ck_assert_uint_eq(scan_alphanumerics(bytes), alphanumerics);
    ck_assert_uint_eq(scan_alphanumerics_portably(bytes), alphanumerics);
    ck_assert_uint_eq(scan_stops(bytes), stops);
    ck_assert_uint_eq(scan_stops_portably(bytes), stops);
    ck_assert_uint_eq(scan_quotables(bytes), quotables);
    ck_assert_uint_eq(scan_quotables_portably(bytes), quotables);
    uint32_t beyond = 0;
    for (unsigned i = 0; i < SCAN_BYTES; i++)
        beyond |= (uint32_t)((unsigned char)bytes[i] >= 0x80) << i;
    ck_assert_uint_eq(scan_beyond(bytes), beyond);
    ck_assert_uint_eq(scan_beyond_portably(bytes), beyond);
    ck_assert_uint_eq(scan_byte(bytes, 0xE2), set_by_byte(bytes, "\xE2"));
    ck_assert_uint_eq(scan_byte_portably(bytes, 0xE2),
                      set_by_byte(bytes, "\xE2"));
    uint32_t doubtful = 0;
    for (unsigned i = 0; i < SCAN_BYTES; i++)
        doubtful |= (uint32_t)((unsigned char)bytes[i] <= ',' &&
                               bytes[i] != ' ') << i;
    ck_assert_uint_eq(scan_doubtful(bytes), doubtful);
    ck_assert_uint_eq(scan_doubtful_portably(bytes), doubtful);
    ck_assert_uint_eq(scan_unplain(bytes), unplain_by_byte(bytes));
    ck_assert_uint_eq(scan_unplain_portably(bytes), unplain_by_byte(bytes));
}

START_TEST(finds_what_a_loop_finds) {
    char bytes[SCAN_BYTES];
    srand(6);
    for (int round = 0; round < 5000; round++) {
        for (int i = 0; i < SCAN_BYTES; i++)
            bytes[i] = (char)(rand() >> 7);
        check_all(bytes);
    }
    for (int byte = 0; byte < 256; byte++) {
        memset(bytes, byte, sizeof bytes);
        check_all(bytes);
    }
}
END_TEST

Suite *scan_suite(void) {
    Suite *suite = suite_create("scan");
    TCase *scans = tcase_create("scans");
    tcase_add_test(scans, finds_what_a_loop_finds);
    suite_add_tcase(suite, scans);
    return suite;
}
