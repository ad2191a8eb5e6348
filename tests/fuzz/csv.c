/* csv.c - any bytes as a CSV file: rows come out or a failure, and guarded
 * cells come back as they were. */
#include "base/csv.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

struct bytes {
    const uint8_t *at, *end;
};

static long read_bytes(void *stream, char *into, size_t room) {
    struct bytes *bytes = stream;
    size_t length = (size_t)(bytes->end - bytes->at);
    if (length > room)
        length = room;
    memcpy(into, bytes->at, length);
    bytes->at += length;
    return (long)length;
}

/* A cell written with the guard and unguarded is the cell. */
static void check_guard(struct arena *arena, const char *cell, size_t length) {
    struct output out = {0};
    struct csv_writer writer = {.out = &out, .guard = true};
    csv_bytes(&writer, cell, length);
    if (out.length && out.bytes[0] == '\'') {
        char *copy = arena_copy(arena, out.bytes, out.length);
        size_t size = out.length;
        csv_unguard(copy, &size);
        assert(size == length && !memcmp(copy, cell, length));
    }
    output_free(&out);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct bytes bytes = {data, data + size};
    struct csv_reader *reader;
    struct failure why;
    struct arena arena = {0};
    if (!csv_open_stream(&reader, read_bytes, &bytes, "fuzz", 0, &why))
        return 0;
    struct csv_row row;
    enum csv_result result;
    while ((result = csv_next(reader, &arena, &row, &why)) != CSV_END)
        for (size_t i = 0; result == CSV_ROW && i < row.count; i++)
            check_guard(&arena, row.cells[i], row.lengths[i]);
    csv_close(reader);
    arena_free(&arena);
    return 0;
}
