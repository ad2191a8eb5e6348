/* csv.c - rows out of libcsv's callbacks, and cells quoted where needed.
 *
 * libcsv pushes fields; we want to pull rows.  A chunk is parsed at a time
 * and its rows wait in a queue.  A line without quote marks is split here,
 * in the same way and in a fifth of the time; a test compares the two.
 * libcsv counts rows, so lines are counted here from the newlines that the
 * fields hold; it keeps a byte-order mark and lets NUL through, so both are
 * dealt with here. */
#define _POSIX_C_SOURCE 200809L
#include "csv.h"

#include "scan.h"

#include <csv.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { CHUNK_BYTES = 1 << 16 };

/* ---- reading ---------------------------------------------------------- */

/* Rows parsed but not yet handed out: their bytes one after another, each
 * cell NUL-terminated, and for each row how many cells it has. */
struct queue {
    struct output bytes;
    size_t *lengths;
    size_t cells, cells_room;
    struct csv_row *rows;
    size_t count, room;
    size_t next;      /* row */
    size_t next_cell; /* of that row in lengths */
    size_t next_byte;
};

struct csv_reader {
    struct csv_parser parser;
    long (*read)(void *stream, char *bytes, size_t room);
    void *stream;
    const char *bytes; /* what is left of them, where there is no stream */
    size_t left;
    int descriptor; /* ours, or -1 */
    char *name;
    struct arena arena; /* the header */
    struct csv_row header;
    struct queue queue;
    size_t line, row_line, row_cells;
    size_t newlines; /* in the cells of the row being read */
    int last_end;    /* the byte that ended the last line */
    bool in_row; /* libcsv has the beginning of a row that goes on */
    char delimiter;
    bool ended, damaged;
    char chunk[CHUNK_BYTES];
};

static void add_cell(struct csv_reader *reader, const char *bytes,
                     size_t length) {
    struct queue *queue = &reader->queue;
    if (queue->cells == queue->cells_room) {
        queue->cells_room = queue->cells_room ? queue->cells_room * 2 : 256;
        queue->lengths = reallocate(
            queue->lengths, queue->cells_room * sizeof *queue->lengths);
    }
    queue->lengths[queue->cells++] = length;
    char *copy = output_room(&queue->bytes, length + 1);
    if (length)
        memcpy(copy, bytes, length);
    copy[length] = '\0';
    queue->bytes.length += length + 1;
    reader->row_cells++;
}

static void on_field(void *bytes, size_t length, void *data) {
    struct csv_reader *reader = data;
    add_cell(reader, bytes, length);
    const char *from = bytes, *end = from + length;
    while (length && (from = memchr(from, '\n', (size_t)(end - from)))) {
        reader->newlines++;
        from++;
    }
}

/* Called for every line end (CSV_REPALL_NL), so that lines can be counted;
 * the LF of a CRLF and empty lines are no rows. */
static void on_row(int byte, void *data) {
    struct csv_reader *reader = data;
    struct queue *queue = &reader->queue;
    bool second_half = byte == '\n' && reader->last_end == '\r';
    reader->last_end = byte;
    reader->in_row = false;
    if (!reader->row_cells) {
        reader->line += !second_half;
        return;
    }
    if (queue->count == queue->room) {
        queue->room = queue->room ? queue->room * 2 : 64;
        queue->rows =
            reallocate(queue->rows, queue->room * sizeof *queue->rows);
    }
    queue->rows[queue->count++] =
        (struct csv_row){.count = reader->row_cells, .line = reader->line};
    reader->line += reader->newlines + 1;
    reader->newlines = reader->row_cells = 0;
}

/* Forgets the rows that were handed out, but not the cells of a row that is
 * still being read. */
static void clear_queue(struct queue *queue) {
    if (queue->next_byte)
        memmove(queue->bytes.bytes, queue->bytes.bytes + queue->next_byte,
                queue->bytes.length - queue->next_byte);
    if (queue->next_cell)
        memmove(queue->lengths, queue->lengths + queue->next_cell,
                (queue->cells - queue->next_cell) * sizeof *queue->lengths);
    queue->bytes.length -= queue->next_byte;
    queue->cells -= queue->next_cell;
    queue->count = queue->next = queue->next_cell = queue->next_byte = 0;
}

static bool is_padding(const struct csv_reader *reader, char byte) {
    return (byte == ' ' || byte == '\t') && byte != reader->delimiter;
}

/* One cell without quote marks: libcsv drops the blanks around it. */
static void plain_field(struct csv_reader *reader, const char *from,
                        const char *end) {
    while (from < end && is_padding(reader, *from))
        from++;
    while (end > from && is_padding(reader, end[-1]))
        end--;
    add_cell(reader, from, (size_t)(end - from));
}

/* A whole line without quote marks and CR; `end` is its newline. */
static void plain_line(struct csv_reader *reader, const char *from,
                       const char *end) {
    while (from < end && is_padding(reader, *from))
        from++;
    if (from < end) {
        const char *comma;
        for (; (comma = memchr(from, reader->delimiter,
                               (size_t)(end - from)));
             from = comma + 1)
            plain_field(reader, from, comma);
        plain_field(reader, from, end);
    }
    on_row('\n', reader);
}

/* Line by line; what plain_line does not know goes to libcsv, and so does
 * all that follows until the row has ended. */
static void parse(struct csv_reader *reader, const char *bytes, size_t size) {
    const char *end = bytes + size;
    while (bytes < end) {
        const char *line = memchr(bytes, '\n', (size_t)(end - bytes));
        size_t length = (size_t)((line ? line : end) - bytes);
        if (line && !reader->in_row && !memchr(bytes, '"', length) &&
            !memchr(bytes, '\r', length)) {
            plain_line(reader, bytes, line);
        } else {
            length += line != NULL;
            reader->in_row = true;
            if (csv_parse(&reader->parser, bytes, length, on_field, on_row,
                          reader) != length) {
                reader->damaged = reader->ended = true;
                return;
            }
        }
        bytes = line ? line + 1 : end;
    }
}

/* What is there without a stream: a chunk of it, where it is. */
static size_t take_bytes(struct csv_reader *reader, const char **bytes) {
    size_t size = reader->left < CHUNK_BYTES ? reader->left : CHUNK_BYTES;
    *bytes = reader->bytes;
    reader->bytes += size;
    reader->left -= size;
    return size;
}

static size_t next_chunk(struct csv_reader *reader, const char **bytes) {
    if (!reader->read)
        return take_bytes(reader, bytes);
    long got = reader->read(reader->stream, reader->chunk, CHUNK_BYTES);
    *bytes = reader->chunk;
    return got > 0 ? (size_t)got : 0;
}

static void read_chunk(struct csv_reader *reader) {
    const char *bytes;
    size_t size = next_chunk(reader, &bytes);
    if (size) {
        parse(reader, bytes, size);
        return;
    }
    reader->ended = true;
    if (csv_fini(&reader->parser, on_field, on_row, reader) != 0)
        reader->damaged = true;
}

/* Copies the next queued row into the arena. */
static void take_row(struct csv_reader *reader, struct arena *arena,
                     struct csv_row *row) {
    struct queue *queue = &reader->queue;
    *row = queue->rows[queue->next++];
    const size_t *lengths = queue->lengths + queue->next_cell;
    size_t bytes = 0;
    for (size_t i = 0; i < row->count; i++)
        bytes += lengths[i] + 1;
    size_t each = sizeof *row->cells + sizeof *row->lengths;
    row->cells = arena_take(arena, row->count * each + bytes);
    row->lengths = (size_t *)(row->cells + row->count);
    char *copy = (char *)(row->lengths + row->count);
    memcpy(copy, queue->bytes.bytes + queue->next_byte, bytes);
    for (size_t i = 0; i < row->count; i++) {
        row->cells[i] = copy;
        row->lengths[i] = queue->lengths[queue->next_cell++];
        copy += row->lengths[i] + 1;
    }
    queue->next_byte += bytes;
}

static enum csv_result next_row(struct csv_reader *reader,
                                struct arena *arena, struct csv_row *row,
                                struct failure *why) {
    while (reader->queue.next == reader->queue.count) {
        clear_queue(&reader->queue);
        if (reader->damaged) {
            reader->damaged = false;
            fail(why, "%s:%zu: a quote is opened and not closed, or stands "
                      "inside a cell",
                 reader->name, reader->line);
            return CSV_DAMAGED;
        }
        if (reader->ended)
            return CSV_END;
        read_chunk(reader);
    }
    take_row(reader, arena, row);
    return CSV_ROW;
}

enum csv_result csv_next(struct csv_reader *reader, struct arena *arena,
                         struct csv_row *row, struct failure *why) {
    enum csv_result result = next_row(reader, arena, row, why);
    if (result == CSV_ROW && row->count != reader->header.count) {
        fail(why, "%s:%zu: %zu cells, but the header has %zu", reader->name,
             row->line, row->count, reader->header.count);
        return CSV_DAMAGED;
    }
    return result;
}

static long read_descriptor(void *stream, char *bytes, size_t room) {
    const int *descriptor = stream;
    ssize_t got;
    do
        got = read(*descriptor, bytes, room);
    while (got < 0 && errno == EINTR);
    return got;
}

/* The delimiter that stands most often in the first line. */
static char tell_delimiter(const char *bytes, size_t length) {
    static const char CANDIDATES[] = {',', ';', '\t'};
    const char *end = memchr(bytes, '\n', length);
    size_t counts[sizeof CANDIDATES] = {0}, best = 0;
    for (const char *p = bytes; p < (end ? end : bytes + length); p++)
        for (size_t i = 0; i < sizeof CANDIDATES; i++)
            counts[i] += *p == CANDIDATES[i];
    for (size_t i = 1; i < sizeof CANDIDATES; i++)
        if (counts[i] > counts[best])
            best = i;
    return CANDIDATES[best];
}

/* Fills the chunk until it holds a whole line; returns its bytes. */
static size_t read_first_line(struct csv_reader *reader, const char **bytes) {
    size_t length = 0;
    if (!reader->read)
        return take_bytes(reader, bytes);
    *bytes = reader->chunk;
    while (length < CHUNK_BYTES && !memchr(reader->chunk, '\n', length)) {
        long got = reader->read(reader->stream, reader->chunk + length,
                                CHUNK_BYTES - length);
        if (got <= 0)
            break;
        length += (size_t)got;
    }
    return length;
}

/* Reads the first line, so that byte-order mark and delimiter are known
 * before libcsv sees anything, and takes the header from it. */
static bool start(struct csv_reader *reader, char delimiter,
                  struct failure *why) {
    if (csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI |
                                         CSV_REPALL_NL) != 0)
        return fail(why, "%s: libcsv does not start", reader->name);
    const char *bytes;
    errno = 0;
    size_t length = read_first_line(reader, &bytes);
    if (!length && errno)
        return fail(why, "%s: %s", reader->name, strerror(errno));
    if (length >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3)) {
        bytes += 3;
        length -= 3;
    }
    reader->delimiter = delimiter ? delimiter : tell_delimiter(bytes, length);
    csv_set_delim(&reader->parser, (unsigned char)reader->delimiter);
    parse(reader, bytes, length);
    switch (next_row(reader, &reader->arena, &reader->header, why)) {
    case CSV_ROW: return true;
    case CSV_DAMAGED: return false;
    default: return fail(why, "%s: empty, no header line", reader->name);
    }
}

static struct csv_reader *new_reader(const char *name) {
    struct csv_reader *reader = allocate(sizeof *reader);
    memset(reader, 0, offsetof(struct csv_reader, chunk));
    reader->descriptor = -1;
    reader->line = 1;
    reader->name = strcpy(allocate(strlen(name) + 1), name);
    return reader;
}

static bool start_or_close(struct csv_reader **place,
                           struct csv_reader *reader, char delimiter,
                           struct failure *why) {
    bool good = start(reader, delimiter, why);
    if (good)
        *place = reader;
    else
        csv_close(reader);
    return good;
}

bool csv_open_stream(struct csv_reader **place,
                     long (*read_more)(void *stream, char *bytes, size_t room),
                     void *stream, const char *name, char delimiter,
                     struct failure *why) {
    struct csv_reader *reader = new_reader(name);
    reader->read = read_more;
    reader->stream = stream;
    return start_or_close(place, reader, delimiter, why);
}

bool csv_open_bytes(struct csv_reader **place, const char *bytes,
                    size_t length, const char *name, char delimiter,
                    struct failure *why) {
    struct csv_reader *reader = new_reader(name);
    reader->bytes = bytes;
    reader->left = length;
    return start_or_close(place, reader, delimiter, why);
}

bool csv_open(struct csv_reader **place, const char *path, char delimiter,
              struct failure *why) {
    bool standard = !strcmp(path, "-");
    int descriptor = standard ? STDIN_FILENO : open(path, O_RDONLY);
    if (descriptor < 0)
        return fail(why, "%s: %s", path, strerror(errno));
    /* the reader's own copy of the number is what it reads from; until it
     * exists, this one serves */
    static const int STANDARD_INPUT = STDIN_FILENO;
    int *kept = NULL;
    if (!standard) {
        kept = allocate(sizeof *kept);
        *kept = descriptor;
    }
    if (!csv_open_stream(place, read_descriptor,
                         standard ? (void *)(intptr_t)&STANDARD_INPUT : kept,
                         standard ? "standard input" : path, delimiter, why)) {
        if (!standard)
            close(descriptor);
        free(kept);
        return false;
    }
    (*place)->descriptor = standard ? -1 : descriptor;
    return true;
}

void csv_close(struct csv_reader *reader) {
    if (!reader)
        return;
    if (reader->descriptor >= 0) {
        close(reader->descriptor);
        free(reader->stream);
    }
    csv_free(&reader->parser);
    arena_free(&reader->arena);
    output_free(&reader->queue.bytes);
    free(reader->queue.lengths);
    free(reader->queue.rows);
    free(reader->name);
    free(reader);
}

const struct csv_row *csv_header(const struct csv_reader *reader) {
    return &reader->header;
}

const char *csv_name(const struct csv_reader *reader) { return reader->name; }

int csv_column(const struct csv_reader *reader, const char *name) {
    for (size_t i = 0; i < reader->header.count; i++) {
        const char *cell = reader->header.cells[i];
        cell += strspn(cell, " \t");
        size_t length = strlen(name);
        if (!strncasecmp(cell, name, length) &&
            cell[length + strspn(cell + length, " \t")] == '\0')
            return (int)i;
    }
    return -1;
}

/* ---- the guard -------------------------------------------------------- */

/* True for a cell that a spreadsheet would run: blanks, then = + - @ TAB or
 * CR; apostrophes before it too, so that guarding can be taken back. */
static bool looks_like_formula(const char *bytes, size_t length) {
    size_t i = 0;
    while (i < length && (bytes[i] == '\'' || bytes[i] == ' '))
        i++;
    if (i == length)
        return false;
    switch (bytes[i]) {
    case '=': case '+': case '-': case '@': case '\t': case '\r': return true;
    default: return false;
    }
}

void csv_unguard(char *cell, size_t *length) {
    if (*length && cell[0] == '\'' &&
        looks_like_formula(cell + 1, *length - 1)) {
        memmove(cell, cell + 1, *length);
        --*length;
    }
}

/* ---- writing ---------------------------------------------------------- */

char *csv_grow(struct csv_writer *writer, char *at, size_t room) {
    writer->out->length = (size_t)(at - writer->out->bytes);
    return output_room(writer->out, room);
}

enum { ROUND_CELL = 4 }; /* quote marks, the guard and a comma */

/* In quote marks, those inside doubled; returns the end. */
static char *copy_quoted(char *to, const char *bytes, size_t length,
                         bool guard) {
    const char *quote;
    *to++ = '"';
    *to = '\'';
    to += guard;
    while ((quote = memchr(bytes, '"', length))) {
        size_t until = (size_t)(quote - bytes) + 1;
        memcpy(to, bytes, until);
        to += until;
        *to++ = '"';
        bytes += until;
        length -= until;
    }
    memcpy(to, bytes, length);
    to[length] = '"';
    return to + length + 1;
}

static bool is_blank(char byte) { return byte == ' ' || byte == '\t'; }

static bool has_quotable(const char *bytes, size_t length) {
    size_t i = 0;
    for (; i + SCAN_BYTES <= length; i += SCAN_BYTES)
        if (scan_quotables(bytes + i))
            return true;
    for (; i < length; i++)
        if (bytes[i] == '"' || bytes[i] == ',' || bytes[i] == '\n' ||
            bytes[i] == '\r')
            return true;
    return false;
}

/* With the guard if it is wanted, whatever the bytes. */
static char *put_cell(struct csv_writer *writer, char *at, const char *bytes,
                      size_t length, bool guard) {
    if (!length)
        return csv_put_empty(writer, at);
    at = csv_room(writer, at, 2 * length + ROUND_CELL);
    if (is_blank(bytes[0]) || is_blank(bytes[length - 1]) ||
        has_quotable(bytes, length))
        return csv_end_cell(copy_quoted(at, bytes, length, guard));
    *at = '\'';
    memcpy(at + guard, bytes, length);
    return csv_end_cell(at + guard + length);
}

/* Copies a text up to its NUL or the first byte that needs quote marks, in
 * them the first quote mark; nothing where it may not be scanned.  There is
 * room for SCAN_BYTES more than that.  Returns where the copy ends, and in
 * `*text` what comes next. */
static inline char *copy_scanning(char *to, const char **text, bool quoted) {
    const char *from = *text;
    if (!csv_may_scan(from, SCAN_BYTES))
        return to;
    for (;;) {
        uint32_t stops = scan_byte(from, 0) | (quoted ? scan_byte(from, '"')
                                                      : scan_quotables(from));
        memcpy(to, from, SCAN_BYTES);
        if (stops) {
            *text = from + __builtin_ctz(stops);
            return to + __builtin_ctz(stops);
        }
        /* blocks in line with pages never reach into another one */
        size_t step = SCAN_BYTES - ((uintptr_t)from & (SCAN_BYTES - 1));
        from += step;
        to += step;
    }
}

/* A text whose first byte is plain, the rest not known. */
static char *put_long(struct csv_writer *writer, char *at, const char *text,
                      size_t length) {
    const char *rest = text;
    at = csv_room(writer, at, 2 * length + ROUND_CELL + SCAN_BYTES);
    char *end = copy_scanning(at, &rest, false);
    if (rest == text + length && !is_blank(end[-1]))
        return csv_end_cell(end);
    end = at;
    *end++ = '"';
    for (rest = text; (end = copy_scanning(end, &rest, true)), *rest == '"';
         rest++) {
        *end++ = '"';
        *end++ = '"';
    }
    if (rest != text + length)
        return put_cell(writer, at, text, length, false);
    *end++ = '"';
    return csv_end_cell(end);
}

char *csv_put_anything(struct csv_writer *writer, char *at, const char *text,
                       bool guard) {
    size_t length = strlen(text);
    if (length && csv_plain_ends(text[0], 'a'))
        return put_long(writer, at, text, length);
    return put_cell(writer, at, text, length,
                    guard && looks_like_formula(text, length));
}

char *csv_put_bytes(struct csv_writer *writer, char *at, const char *bytes,
                    size_t length) {
    return put_cell(writer, at, bytes, length,
                    writer->guard && looks_like_formula(bytes, length));
}

char *csv_put_numbered(struct csv_writer *writer, char *at, const char *text,
                       int64_t number) {
    at = csv_put_text(writer, at, text);
    /* no cell has a quote mark that is not in quote marks itself */
    bool quoted = *text && at[-2] == '"';
    at = csv_put_further(writer, at - quoted, '#', number);
    if (!quoted)
        return at;
    at = csv_room(writer, at, 1);
    at[-1] = '"';
    return csv_end_cell(at);
}

void csv_text(struct csv_writer *writer, const char *text) {
    csv_close_cells(writer,
                    csv_put_text(writer, csv_open_cells(writer), text));
}

void csv_plain(struct csv_writer *writer, const char *text) {
    csv_close_cells(writer,
                    csv_put_plain(writer, csv_open_cells(writer), text));
}

void csv_bytes(struct csv_writer *writer, const char *bytes, size_t length) {
    csv_close_cells(writer, csv_put_bytes(writer, csv_open_cells(writer),
                                          bytes, length));
}

void csv_integer(struct csv_writer *writer, int64_t number) {
    csv_close_cells(writer,
                    csv_put_integer(writer, csv_open_cells(writer), number));
}

void csv_fixed(struct csv_writer *writer, int64_t number, unsigned decimals) {
    csv_close_cells(writer, csv_put_fixed(writer, csv_open_cells(writer),
                                          number, decimals));
}

void csv_kept(struct csv_writer *writer, const char *bytes, size_t length) {
    bool guarded = writer->guard && length && bytes[0] == '\'' &&
                   looks_like_formula(bytes + 1, length - 1);
    csv_close_cells(writer,
                    put_cell(writer, csv_open_cells(writer), bytes + guarded,
                             length - guarded, guarded));
}

void csv_end(struct csv_writer *writer) {
    output_byte(writer->out, '\n');
    writer->started = false;
}
