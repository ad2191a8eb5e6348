/* csv.c - rows as RFC 4180 says; expected values written by hand. */
#define _GNU_SOURCE
#include "base/csv.h"
#include "tests.h"

#include <csv.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct text {
    const char *bytes;
    size_t step; /* bytes handed out at once */
};

static long read_text(void *data, char *bytes, size_t room) {
    struct text *text = data;
    size_t length = strlen(text->bytes);
    if (length > text->step)
        length = text->step;
    if (length > room)
        length = room;
    memcpy(bytes, text->bytes, length);
    text->bytes += length;
    return (long)length;
}

/* The rows as "line|cell|cell" lines, errors as "!message". */
static void show_rows(const char *csv, size_t step, char *out, size_t room) {
    struct text text = {csv, step};
    struct csv_reader *reader;
    struct failure why;
    struct arena arena = {0};
    FILE *file = fmemopen(out, room, "w");
    if (!csv_open_stream(&reader, read_text, &text, "t.csv", 0, &why)) {
        fprintf(file, "!%s\n", why.text);
        fclose(file);
        return;
    }
    struct csv_row row;
    enum csv_result result;
    while ((result = csv_next(reader, &arena, &row, &why)) != CSV_END) {
        if (result == CSV_DAMAGED) {
            fprintf(file, "!%s\n", why.text);
            continue;
        }
        fprintf(file, "%zu", row.line);
        for (size_t i = 0; i < row.count; i++)
            fprintf(file, "|%s", row.cells[i]);
        fprintf(file, "\n");
    }
    fclose(file);
    csv_close(reader);
    arena_free(&arena);
}

static const struct {
    const char *csv, *rows;
} READS[] = {
    {"a,b\n1,2\n3,4\n", "2|1|2\n3|3|4\n"},
    {"a,b\r\n1,2\r\n\r\n3,4", "2|1|2\n4|3|4\n"},
    {"\xEF\xBB\xBF" "a;b\n1;\"x;y\"\n", "2|1|x;y\n"},
    {"a,b\n\"two\nlines\",\"say \"\"hi\"\"\"\nlast,row\n",
     "2|two\nlines|say \"hi\"\n4|last|row\n"},
    {"a,b\n1,2,3\n4,5\n", "!t.csv:2: 3 cells, but the header has 2\n3|4|5\n"},
    {"a,b\n1,\"open\n", "!t.csv:2: a quote is opened and not closed, or "
                        "stands inside a cell\n"},
    {"", "!t.csv: empty, no header line\n"},
    {"a\tb\nx\ty, z\n", "2|x|y, z\n"},
};

START_TEST(reads_rows) {
    char out[1024];
    for (size_t step = 1; step < 40; step += 6) {
        show_rows(READS[_i].csv, step, out, sizeof out);
        ck_assert_str_eq(out, READS[_i].rows);
    }
}
END_TEST

/* A row of three cells of random pieces, as RFC 4180 allows them. */
static void random_row(char *csv) {
    static const char *const CELLS[] = {
        "", "word", " blanks around\t", "two words", "\"quoted\"",
        " \"said \"\"no\"\"\" ", "\"a, b\"", "\"two\nlines\"", "\"\"",
        "\t", "\xE2\x80\x9C"};
    static const char *const ENDS[] = {"\n", "\r\n", "\n\n", "\n \n"};
    for (int i = 0; i < 3; i++) {
        strcat(csv, i ? "," : "");
        strcat(csv, CELLS[(size_t)rand() % (sizeof CELLS / sizeof *CELLS)]);
    }
    strcat(csv, ENDS[rand() % 4]);
}

static void print_field(void *bytes, size_t length, void *out) {
    output_byte(out, '|');
    if (length)
        output_bytes(out, bytes, length);
}

static void print_row(int byte, void *out) {
    (void)byte;
    output_byte(out, '\n');
}

/* libcsv alone on the whole text. */
static void parse_by_libcsv(const char *csv, struct output *out) {
    struct csv_parser parser;
    csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI);
    csv_parse(&parser, csv, strlen(csv), print_field, print_row, out);
    csv_fini(&parser, print_field, print_row, out);
    csv_free(&parser);
    output_byte(out, '\0');
}

static void parse_by_reader(const char *csv, size_t step,
                            struct output *out) {
    struct text text = {csv, step};
    struct csv_reader *reader;
    struct csv_row row;
    struct arena arena = {0};
    ck_assert(csv_open_stream(&reader, read_text, &text, "t", ',', NULL));
    row = *csv_header(reader);
    do {
        for (size_t i = 0; i < row.count; i++)
            print_field(row.cells[i], row.lengths[i], out);
        output_byte(out, '\n');
    } while (csv_next(reader, &arena, &row, NULL) == CSV_ROW);
    output_byte(out, '\0');
    csv_close(reader);
    arena_free(&arena);
}

START_TEST(splits_plain_lines_like_libcsv) {
    srand(20140330);
    for (int round = 0; round < 2000; round++) {
        char csv[1024] = "a,b,c\n";
        struct output wanted = {0}, got = {0};
        for (int i = rand() % 8; i >= 0; i--)
            random_row(csv);
        parse_by_libcsv(csv, &wanted);
        parse_by_reader(csv, 1 + (size_t)rand() % 64, &got);
        ck_assert_str_eq(got.bytes, wanted.bytes);
        output_free(&wanted);
        output_free(&got);
    }
}
END_TEST

static const struct {
    const char *cell, *written;
} WRITES[] = {
    {"plain", "plain"},
    {"a,b", "\"a,b\""},
    {"say \"hi\"", "\"say \"\"hi\"\"\""},
    {"two\nlines", "\"two\nlines\""},
    {"=1+1", "'=1+1"},
    {" =1", "\"' =1\""},
    {"'=1", "''=1"},
    {"'quoted'", "'quoted'"},
    {"-", "'-"},
    {"@user, hi", "\"'@user, hi\""},
    {"", ""},
};

START_TEST(writes_cells_and_guards_them) {
    struct output out = {0};
    struct csv_writer writer = {.out = &out, .guard = true};
    csv_text(&writer, WRITES[_i].cell);
    output_byte(&out, '\0');
    ck_assert_str_eq(out.bytes, WRITES[_i].written);
    output_free(&out);
}
END_TEST

/* A cell byte by byte, as RFC 4180 and the guard say. */
static void write_slowly(const char *cell, struct output *out) {
    size_t length = strlen(cell), formula = strspn(cell, " '");
    bool blanks = length && (strchr(" \t", cell[0]) ||
                             strchr(" \t", cell[length - 1]));
    bool quoted = blanks || strpbrk(cell, "\",\r\n");
    if (quoted)
        output_byte(out, '"');
    if (cell[formula] && strchr("=+-@\t\r", cell[formula]))
        output_byte(out, '\'');
    for (; *cell; cell++) {
        if (*cell == '"')
            output_byte(out, '"');
        output_byte(out, *cell);
    }
    if (quoted)
        output_byte(out, '"');
    output_byte(out, '\0');
}

/* Of every length from 0 to 70, often with a byte that matters; each copy
 * ends where a page does, behind which nothing may be read, or somewhat
 * before it. */
START_TEST(writes_cells_as_a_slow_writer_does) {
    static const char MATTERS[] = "\",\n\r '=+-@\t\xE2";
    srand(20240229);
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
                       MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    char *end = pages + page;
    ck_assert_int_eq(mprotect(end, page, PROT_NONE), 0);
    for (int round = 0; round < 20000; round++) {
        size_t length = (size_t)rand() % 71;
        char *cell = end - length - 1 - (rand() % 2 ? rand() % 80 : 0);
        for (size_t i = 0; i < length; i++)
            cell[i] = (char)(rand() % 40
                                 ? 'a' + rand() % 26
                                 : MATTERS[(size_t)rand() %
                                           (sizeof MATTERS - 1)]);
        cell[length] = '\0';
        struct output wanted = {0}, got = {0};
        struct csv_writer writer = {.out = &got, .guard = true};
        write_slowly(cell, &wanted);
        csv_text(&writer, cell);
        output_byte(&got, '\0');
        ck_assert_str_eq(got.bytes, wanted.bytes);
        output_free(&wanted);
        output_free(&got);
    }
    munmap(pages, 2 * page);
}
END_TEST

/* Of every size, positive and negative, and where room is made for them. */
START_TEST(writes_numbers_of_every_size) {
    srand(20240229);
    struct output got = {0};
    struct csv_writer writer = {.out = &got};
    for (int round = 0; round < 20000; round++) {
        int64_t number = ((int64_t)rand() << 31 | rand()) >> rand() % 62;
        if (rand() % 2)
            number = -number;
        char wanted[96];
        int length = snprintf(wanted, sizeof wanted,
                              "%s%" PRId64 ".%04" PRId64 ",%" PRId64
                              ";%" PRId64 "\n",
                              number < 0 ? "-" : "",
                              (int64_t)llabs(number) / 10000,
                              (int64_t)llabs(number) % 10000, number, number);
        size_t from = got.length;
        csv_fixed(&writer, number, 4);
        char *at =
            csv_put_integer(&writer, csv_open_cells(&writer), number);
        csv_close_cells(&writer, csv_put_further(&writer, at, ';', number));
        csv_end(&writer);
        ck_assert_uint_eq(got.length - from, (size_t)length);
        ck_assert(!memcmp(got.bytes + from, wanted, (size_t)length));
    }
    output_free(&got);
}
END_TEST

static const struct {
    const char *text, *written;
} NUMBERED[] = {
    {"a", "x,a#-7\n"},
    {"", "x,#-7\n"},
    {"a,b", "x,\"a,b#-7\"\n"},
    {"say \"hi\"", "x,\"say \"\"hi\"\"#-7\"\n"},
    {"=a", "x,'=a#-7\n"},
};

START_TEST(writes_a_text_and_its_number) {
    struct output out = {0};
    struct csv_writer writer = {.out = &out, .guard = true};
    csv_text(&writer, "x");
    csv_close_cells(&writer,
                    csv_put_numbered(&writer, csv_open_cells(&writer),
                                     NUMBERED[_i].text, -7));
    csv_end(&writer);
    output_byte(&out, '\0');
    ck_assert_str_eq(out.bytes, NUMBERED[_i].written);
    output_free(&out);
}
END_TEST

START_TEST(takes_the_guard_back) {
    char csv[256], out[256];
    struct output cell = {0};
    struct csv_writer writer = {.out = &cell, .guard = true};
    csv_text(&writer, WRITES[_i].cell);
    snprintf(csv, sizeof csv, "a,b\n%.*s,x\n", (int)cell.length,
             cell.bytes ? cell.bytes : "");
    struct text text = {csv, 99};
    struct csv_reader *reader;
    struct csv_row row;
    struct arena arena = {0};
    ck_assert(csv_open_stream(&reader, read_text, &text, "t", 0, NULL));
    ck_assert_int_eq(csv_next(reader, &arena, &row, NULL), CSV_ROW);
    csv_unguard(row.cells[0], &row.lengths[0]);
    snprintf(out, sizeof out, "%s", row.cells[0]);
    ck_assert_str_eq(out, WRITES[_i].cell);
    csv_close(reader);
    arena_free(&arena);
    output_free(&cell);
}
END_TEST

START_TEST(writes_numbers) {
    struct output out = {0};
    struct csv_writer writer = {.out = &out};
    csv_integer(&writer, INT64_MIN);
    csv_fixed(&writer, -1234, 4);
    csv_fixed(&writer, 10000, 4);
    csv_fixed(&writer, -5, 2);
    csv_end(&writer);
    output_byte(&out, '\0');
    ck_assert_str_eq(out.bytes,
                     "-9223372036854775808,-0.1234,1.0000,-0.05\n");
    output_free(&out);
}
END_TEST

/* The buffer holds just this; it is empty then. */
static void check_number(struct output *out, const char *wanted) {
    output_byte(out, '\0');
    if (strcmp(out->bytes, wanted) != 0)
        ck_abort_msg("'%s' is not '%s'", out->bytes, wanted);
    out->length = 0;
}

/* Any bits, and what tables and drawings hold, ties among it. */
static double random_double(void) {
    uint64_t bits = 0;
    double number;
    switch (rand() % 4) {
    case 0:
        for (int i = 0; i < 4; i++)
            bits = bits << 16 | (uint64_t)(rand() >> 8 & 0xffff);
        memcpy(&number, &bits, sizeof number);
        return number;
    case 1: return (rand() - RAND_MAX / 2) / 1024.0;
    case 2: return (rand() % 200001 - 100000) / 1000.0;
    default: return (double)rand() / RAND_MAX;
    }
}

START_TEST(writes_numbers_as_printf_does) {
    struct output out = {0};
    char wanted[512];
    srand(1945);
    for (int round = 0; round < 100000; round++) {
        int decimals = rand() % 8;
        double number = random_double();
        output_decimal(&out, number, (unsigned)decimals);
        snprintf(wanted, sizeof wanted, "%.*f", decimals, number);
        check_number(&out, wanted);
        int64_t integer = (int64_t)rand() * rand() >> rand() % 63;
        output_integer(&out, -integer);
        snprintf(wanted, sizeof wanted, "%lld", (long long)-integer);
        check_number(&out, wanted);
        output_fixed(&out, integer, 4);
        snprintf(wanted, sizeof wanted, "%lld.%04lld",
                 (long long)integer / 10000, (long long)integer % 10000);
        check_number(&out, wanted);
    }
    output_free(&out);
}
END_TEST

/* Formats of every kind, beside the C library's. */
START_TEST(prints_as_printf_does) {
    struct output out = {0};
    char wanted[512];
#define SAME(...)                                                             \
    output_print(&out, __VA_ARGS__);                                          \
    snprintf(wanted, sizeof wanted, __VA_ARGS__);                             \
    check_number(&out, wanted)
    SAME("none");
    SAME("100 %% of %s, %.3s and %-6s|", "all", "abcdef", "x");
    SAME("%c%d%ld %lld %zu %u", 'x', -5, 7000000000L, -1LL, (size_t)0, 17u);
    SAME("%5ld|%03ld|%02X|%02zu", 42L, 7L, 0xAFu, (size_t)3);
    SAME("%.1f %.0f %+.2f %g %8.4f", 0.25, 0.5, 0.125, 760.0, -2.5);
    SAME("%.1f %.1f %.4f", (double)NAN, -INFINITY, 1e300);
    SAME("%.9f %f", 1.0 / 3, 2.5);
#undef SAME
    output_free(&out);
}
END_TEST

Suite *csv_suite(void) {
    Suite *suite = suite_create("csv");
    TCase *rows = tcase_create("rows");
    tcase_add_loop_test(rows, reads_rows, 0,
                        sizeof READS / sizeof *READS);
    tcase_add_test(rows, splits_plain_lines_like_libcsv);
    tcase_add_loop_test(rows, writes_cells_and_guards_them, 0,
                        sizeof WRITES / sizeof *WRITES);
    tcase_add_loop_test(rows, takes_the_guard_back, 0,
                        sizeof WRITES / sizeof *WRITES);
    tcase_add_test(rows, writes_cells_as_a_slow_writer_does);
    tcase_add_test(rows, writes_numbers);
    tcase_add_test(rows, writes_numbers_of_every_size);
    tcase_add_loop_test(rows, writes_a_text_and_its_number, 0,
                        sizeof NUMBERED / sizeof *NUMBERED);
    tcase_add_test(rows, writes_numbers_as_printf_does);
    tcase_add_test(rows, prints_as_printf_does);
    suite_add_tcase(suite, rows);
    return suite;
}
