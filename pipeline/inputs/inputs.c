/* inputs.c - walks over files, tells their format, cuts them into raw
 * articles.
 *
 * All files are read through zlib, which passes what is not compressed and
 * notices a damaged .gz.  A text longer than PART_BYTES goes through as parts
 * of one article, cut at a blank line, so that memory stays bounded on any
 * input. */
#define _DEFAULT_SOURCE
#include "inputs.h"

#include "folder.h"
#include "shard.h"
#include "tables.h"
#include "unpack.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    BUFFER_BYTES = 1 << 16,
    PART_BYTES = 1 << 16,
    LINE_BYTES = 1 << 26,    /* a longer JSON line is refused */
    GROUP_ROWS = 256,        /* of a table without doc_id */
    MOST_GROUP = 1 << 16,
    HEAD_BYTES = 4096
};

/* ---- a stream that can be looked at before it is read ----------------- */

struct stream {
    struct unpacked *file; /* NULL = closed */
    char *name;           /* ours; documents have copies */
    char *buffer;         /* bytes not yet taken: [start, end) */
    size_t start, end, room;
    uint64_t offset;      /* of buffer[start] in the (unpacked) file */
    size_t line;          /* of buffer[start], from 1 */
    bool ended;
};

static long stream_fill(struct stream *stream) {
    if (stream->ended)
        return 0;
    if (stream->start) {
        memmove(stream->buffer, stream->buffer + stream->start,
                stream->end - stream->start);
        stream->end -= stream->start;
        stream->start = 0;
    }
    if (stream->room - stream->end < BUFFER_BYTES) {
        stream->room = stream->room ? stream->room * 2 : 2 * BUFFER_BYTES;
        stream->buffer = reallocate(stream->buffer, stream->room);
    }
    long got = unpack_read(stream->file, stream->buffer + stream->end,
                           stream->room - stream->end);
    stream->ended = got <= 0;
    if (got > 0)
        stream->end += (size_t)got;
    return got;
}

/* For csv_open_stream. */
static long stream_read(void *data, char *bytes, size_t room) {
    struct stream *stream = data;
    if (stream->start == stream->end) {
        long got = stream_fill(stream);
        if (got <= 0)
            return got;
    }
    size_t size = stream->end - stream->start;
    if (size > room)
        size = room;
    memcpy(bytes, stream->buffer + stream->start, size);
    stream->start += size;
    return (long)size;
}

/* Takes `length` bytes: copied into the arena, padded with zeros. */
static char *stream_take(struct stream *stream, struct arena *arena,
                         size_t length) {
    char *copy = text_copy(arena, stream->buffer + stream->start, length);
    stream->start += length;
    stream->offset += length;
    return copy;
}

/* How a JSON file holds its articles. */
enum values {
    VALUES_LINES, /* one a line */
    VALUES_ARRAY, /* [{...}, {...}] */
    VALUES_APART  /* objects over several lines */
};

/* ---- the inputs ------------------------------------------------------- */

struct inputs {
    char **paths;
    size_t count, next;
    const struct stage *stage;
    const struct options *shard; /* passes over others' files, or NULL */
    uint64_t file, piece;     /* the number of the file, from 1; its next */
    struct unpacked *archive; /* being walked, or NULL */
    char *archive_name;
    struct output member;     /* its path, ARCHIVE/MEMBER */
    struct folder *folder;    /* being walked, or NULL */
    size_t found_in_folder;
    struct arena headers;     /* of tables: documents point to them */
    struct stream stream;     /* open while stream.file is */
    enum format format;
    enum values values;       /* of a JSON file */
    char head[HEAD_BYTES];    /* of a text in parts: its head lines */
    size_t head_length;
    struct csv_reader *csv;
    const struct table *table;
    const struct column **columns; /* what each cell of a row is */
    const char *const *header;
    int doc_id;                    /* its column, -1 = none */
    struct arena held_arena;       /* a row that begins the next document */
    struct csv_row held;
    bool holds;
};

struct inputs *inputs_open(char *const *paths, size_t count,
                           const struct stage *stage) {
    struct inputs *inputs = allocate(sizeof *inputs);
    memset(inputs, 0, sizeof *inputs);
    inputs->paths = allocate((count + 1) * sizeof *inputs->paths);
    for (size_t i = 0; i < count; i++)
        inputs->paths[i] = paths[i];
    inputs->count = count;
    inputs->stage = stage;
    return inputs;
}

static void close_stream(struct inputs *inputs) {
    csv_close(inputs->csv);
    inputs->csv = NULL;
    if (inputs->stream.file != inputs->archive)
        unpack_close(inputs->stream.file);
    inputs->stream.file = NULL;
}

static void close_archive(struct inputs *inputs) {
    unpack_close(inputs->archive);
    inputs->archive = NULL;
}

void inputs_close(struct inputs *inputs) {
    close_stream(inputs);
    close_archive(inputs);
    folder_close(inputs->folder);
    output_free(&inputs->member);
    free(inputs->stream.buffer);
    free(inputs->stream.name);
    free(inputs->archive_name);
    arena_free(&inputs->headers);
    arena_free(&inputs->held_arena);
    free(inputs->paths);
    free(inputs);
}

/* A document that only says why an input was not used. */
static bool reject_input(struct document *document, const char *name,
                         size_t line, const char *reason) {
    document->raw.name = arena_copy(document->arena, name, strlen(name));
    document_reject(document, line, reason);
    document->rejected = true;
    return true;
}

/* ---- which format ----------------------------------------------------- */

static const struct {
    const char *ending;
    enum format format;
} ENDINGS[] = {{".txt", FORMAT_TEXT},   {".text", FORMAT_TEXT},
               {".jsonl", FORMAT_JSON}, {".ndjson", FORMAT_JSON},
               {".json", FORMAT_JSON},  {".csv", FORMAT_CSV},
               {".tsv", FORMAT_CSV}};

/* The format that the file's ending names; false where it names none. */
static bool format_of_name(const char *name, enum format *format) {
    size_t length;
    packing_of_name(name, &length);
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++) {
        size_t size = strlen(ENDINGS[i].ending);
        if (length > size &&
            !strncasecmp(name + length - size, ENDINGS[i].ending, size)) {
            *format = ENDINGS[i].format;
            return true;
        }
    }
    return false;
}

/* The first line reads as the header of a table of ours or of articles. */
static bool looks_like_csv(const char *bytes, size_t length) {
    static const char *const NAMES[] = {"text",    "doc_id", "actor", "body",
                                        "content", "article", "maintext"};
    const char *end = memchr(bytes, '\n', length);
    size_t size = end ? (size_t)(end - bytes) : length;
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
        size_t name = strlen(NAMES[i]);
        for (size_t at = 0; at + name <= size; at++) {
            char before = at ? bytes[at - 1] : ',';
            char after = at + name < size ? bytes[at + name] : ',';
            if (!strncasecmp(bytes + at, NAMES[i], name) &&
                strchr(",;\t\"\r", after) && strchr(",;\t\"\xBF", before))
                return true;
        }
    }
    return false;
}

static enum format sniff(const struct stream *stream) {
    const char *bytes = stream->buffer + stream->start;
    size_t length = stream->end - stream->start, at = 0;
    while (at < length && isspace((unsigned char)bytes[at]))
        at++;
    if (at < length && bytes[at] == '{')
        return FORMAT_JSON;
    return looks_like_csv(bytes, length) ? FORMAT_CSV : FORMAT_TEXT;
}

/* Bytes that no text has: zeros among the first, but no UTF-16 mark. */
static const char *not_text(const struct stream *stream) {
    const char *bytes = stream->buffer + stream->start;
    size_t length = stream->end - stream->start;
    if (length >= 2 &&
        (!memcmp(bytes, "\xFF\xFE", 2) || !memcmp(bytes, "\xFE\xFF", 2)))
        return "UTF-16, not UTF-8: convert it first";
    size_t zeros = 0, seen = length < BUFFER_BYTES ? length : BUFFER_BYTES;
    for (size_t i = 0; i < seen; i++)
        zeros += bytes[i] == '\0';
    return zeros > seen / 64 ? "a binary file, not text" : NULL;
}

/* ---- opening ---------------------------------------------------------- */

/* Which column of the table each cell of the CSV holds. */
static void map_columns(struct inputs *inputs) {
    const struct csv_row *header = csv_header(inputs->csv);
    inputs->columns = arena_zero(&inputs->headers, (header->count + 1) *
                                                     sizeof *inputs->columns);
    char **names =
        arena_take(&inputs->headers, (header->count + 1) * sizeof *names);
    for (size_t i = 0; i < header->count; i++) {
        names[i] = arena_copy(&inputs->headers, header->cells[i],
                              header->lengths[i]);
        inputs->columns[i] = table_column(inputs->table, names[i]);
    }
    inputs->header = (const char *const *)names;
    inputs->doc_id = csv_column(inputs->csv, "doc_id");
    inputs->holds = false;
}

/* For a verb that needs no more than statements' texts any CSV with a text
 * column will do; one that has an `offset` holds articles. */
static const struct table *table_for(const struct inputs *inputs) {
    const struct table *table = table_of_header(inputs->csv);
    bool articles = table == &TABLES[TABLE_ARTICLES];
    if (inputs->stage->gives != LAYER_TONE)
        return table;
    if (articles && csv_column(inputs->csv, "offset") < 0 &&
        csv_column(inputs->csv, "text") >= 0)
        return &TABLES[TABLE_STATEMENTS];
    /* tone is worked out again, not read */
    return table == &TABLES[TABLE_SCORED] ? &TABLES[TABLE_STATEMENTS] : table;
}

static bool open_csv(struct inputs *inputs, struct document *document) {
    struct failure why;
    if (!csv_open_stream(&inputs->csv, stream_read, &inputs->stream,
                         inputs->stream.name, 0, &why)) {
        reject_input(document, inputs->stream.name, 1, why.text);
        return false;
    }
    inputs->table = table_for(inputs);
    map_columns(inputs);
    return true;
}

/* The length of the head lines `Title: ...` and their blank line; 0 = none. */
static size_t head_lines(const char *bytes, size_t length) {
    static const char *const KEYS[] = {"Title:", "Date:", "Source:"};
    size_t at = length >= 3 && !memcmp(bytes, "\xEF\xBB\xBF", 3) ? 3 : 0;
    bool any = false;
    while (at < length) {
        bool known = false;
        for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++) {
            size_t size = strlen(KEYS[i]);
            known = known || (length - at > size &&
                              !strncasecmp(bytes + at, KEYS[i], size));
        }
        const char *end = memchr(bytes + at, '\n', length - at);
        if (!known && any && end && strspn(bytes + at, " \t\r\n") >
                                        (size_t)(end - bytes) - at)
            return (size_t)(end - bytes) + 1;
        if (!known || !end)
            return 0;
        any = true;
        at = (size_t)(end - bytes) + 1;
    }
    return 0;
}

static void keep_head(struct inputs *inputs) {
    struct stream *stream = &inputs->stream;
    size_t length = stream->end - stream->start;
    inputs->head_length = head_lines(
        stream->buffer + stream->start,
        length < HEAD_BYTES ? length : HEAD_BYTES - 1);
    memcpy(inputs->head, stream->buffer + stream->start, inputs->head_length);
    stream->start += inputs->head_length;
    stream->offset += inputs->head_length;
}

/* An array, an object that its first line does not end, or lines. */
static enum values kind_of_json(const struct stream *stream) {
    const char *bytes = stream->buffer + stream->start;
    const char *end = stream->buffer + stream->end;
    while (bytes < end && strchr(" \t\r\n\xEF\xBB\xBF", *bytes))
        bytes++;
    if (bytes < end && *bytes == '[')
        return VALUES_ARRAY;
    const char *line = memchr(bytes, '\n', (size_t)(end - bytes));
    if (bytes == end || *bytes != '{' || !line)
        return VALUES_LINES;
    while (line > bytes && strchr(" \t\r\n", line[-1]))
        line--;
    return line[-1] == '}' ? VALUES_LINES : VALUES_APART;
}

/* Begins with what stream.file holds; false: `document` says why not. */
static bool begin_stream(struct inputs *inputs, const char *path,
                         bool told_by_name, struct document *document) {
    struct stream *stream = &inputs->stream;
    stream->start = stream->end = 0;
    stream->offset = 0;
    stream->line = 1;
    stream->ended = false;
    while (stream->end < BUFFER_BYTES && stream_fill(stream) > 0)
        ;
    const char *problem = unpack_problem(stream->file);
    const char *reason = stream->end ? not_text(stream)
                         : problem   ? problem
                                     : "empty";
    if (reason) {
        reject_input(document, stream->name, 0, reason);
        close_stream(inputs);
        return false;
    }
    if (!told_by_name || !format_of_name(path, &inputs->format))
        inputs->format = sniff(stream);
    inputs->values =
        inputs->format == FORMAT_JSON ? kind_of_json(stream) : VALUES_LINES;
    if (inputs->format == FORMAT_TEXT)
        keep_head(inputs);
    if (inputs->format == FORMAT_CSV && !open_csv(inputs, document)) {
        close_stream(inputs);
        return false;
    }
    return true;
}

/* A copy of a name in the place of the one before. */
static char *rename_to(char *old, const char *name) {
    size_t length = strlen(name);
    return memcpy(reallocate(old, length + 1), name, length + 1);
}

/* Opens a file; false: `document` says why not. */
static bool open_stream(struct inputs *inputs, const char *path,
                        bool told_by_name, struct document *document) {
    struct stream *stream = &inputs->stream;
    struct failure why;
    const char *name = strcmp(path, "-") ? path : "standard input";
    size_t length;
    stream->name = rename_to(stream->name, name);
    if (!unpack_open(&stream->file, path, packing_of_name(path, &length),
                     &why)) {
        stream->file = NULL;
        return !reject_input(document, stream->name, 0, why.text);
    }
    return begin_stream(inputs, path, told_by_name, document);
}

/* ---- archives --------------------------------------------------------- */

/* True where `path` is an archive; it is open then, or rejected. */
static bool open_archive(struct inputs *inputs, const char *path,
                         struct document *document) {
    struct failure why;
    size_t length;
    if (packing_of_name(path, &length) != PACKED_FOLDER)
        return false;
    inputs->archive_name = rename_to(inputs->archive_name, path);
    if (!unpack_open(&inputs->archive, path, PACKED_FOLDER, &why)) {
        inputs->archive = NULL;
        reject_input(document, inputs->archive_name, 0, why.text);
    }
    return true;
}

/* The next article file in the archive, as ARCHIVE/MEMBER; NULL at its end,
 * where `document` may say what is wrong with it. */
static const char *next_in_archive(struct inputs *inputs,
                                   struct document *document) {
    const char *member;
    enum format format;
    while ((member = unpack_next(inputs->archive))) {
        const char *slash = strrchr(member, '/');
        if ((slash ? slash[1] : member[0]) != '.' &&
            format_of_name(member, &format)) {
            inputs->member.length = 0;
            output_print(&inputs->member, "%s/%s", inputs->archive_name,
                         member);
            output_byte(&inputs->member, '\0');
            return inputs->member.bytes;
        }
    }
    const char *problem = unpack_problem(inputs->archive);
    if (problem)
        reject_input(document, inputs->archive_name, 0, problem);
    close_archive(inputs);
    return NULL;
}

static bool open_member(struct inputs *inputs, const char *path,
                        struct document *document) {
    inputs->stream.name = rename_to(inputs->stream.name, path);
    inputs->stream.file = inputs->archive;
    return begin_stream(inputs, path, true, document);
}

/* ---- folders ---------------------------------------------------------- */

/* The next file of the folder being walked, NULL at its end. */
static const char *next_in_folder(struct inputs *inputs) {
    const char *path;
    enum format format;
    size_t length;
    while ((path = folder_next(inputs->folder))) {
        const char *name = strrchr(path, '/') + 1;
        if (*name != '.' &&
            (format_of_name(name, &format) ||
             packing_of_name(name, &length) == PACKED_FOLDER)) {
            inputs->found_in_folder++;
            return path;
        }
    }
    folder_close(inputs->folder);
    inputs->folder = NULL;
    return NULL;
}

static bool open_folder(struct inputs *inputs, const char *path) {
    inputs->found_in_folder = 0;
    inputs->folder =
        strcmp(path, "-") ? folder_open(path, FOLDER_NAMES) : NULL;
    return inputs->folder != NULL;
}

enum opened { OPENED, NOT_OPENED, NO_MORE };

/* True for a text file whose only article belongs to another shard. */
static bool is_passed_over(struct inputs *inputs, const char *path) {
    enum format format;
    inputs->file++;
    inputs->piece = 0;
    return inputs->shard && format_of_name(path, &format) &&
           format == FORMAT_TEXT && !shard_has_file(inputs->shard, path);
}

/* The next file of the folder, or of the command line; NULL where it was a
 * folder, which is open now, or where the document says what is wrong. */
static const char *next_path(struct inputs *inputs,
                             struct document *document) {
    if (inputs->folder) {
        const char *path = next_in_folder(inputs);
        if (!path && !inputs->found_in_folder) {
            inputs->file++;
            inputs->piece = 0;
            reject_input(document, inputs->paths[inputs->next - 1], 0,
                         "a folder without articles (.txt .csv .jsonl)");
        }
        return path;
    }
    char *path = inputs->paths[inputs->next++];
    return open_folder(inputs, path) ? NULL : path;
}

/* Opens the next file; NOT_OPENED: the document says why. */
static enum opened open_next(struct inputs *inputs,
                             struct document *document) {
    for (;;) {
        bool member = inputs->archive != NULL;
        if (!member && !inputs->folder && inputs->next == inputs->count)
            return NO_MORE;
        const char *path = member ? next_in_archive(inputs, document)
                                  : next_path(inputs, document);
        if (!path && document->rejected)
            return NOT_OPENED;
        if (!path || is_passed_over(inputs, path))
            continue;
        if (!member && open_archive(inputs, path, document)) {
            if (document->rejected)
                return NOT_OPENED;
            continue;
        }
        bool good = member ? open_member(inputs, path, document)
                           : open_stream(inputs, path, true, document);
        return good ? OPENED : NOT_OPENED;
    }
}

/* ---- the next piece of an open file ----------------------------------- */

/* Where to cut a text that is too long to take whole: behind the last blank
 * line, else the last line end, else the last blank. */
static size_t part_length(const char *bytes, size_t length) {
    for (size_t i = length; i > length / 2; i--)
        if (bytes[i - 1] == '\n' && i > 1 && bytes[i - 2] == '\n')
            return i;
    for (size_t i = length; i > length / 2; i--)
        if (bytes[i - 1] == '\n' || bytes[i - 1] == ' ')
            return i;
    return length;
}

static bool next_text(struct inputs *inputs, struct document *document) {
    struct stream *stream = &inputs->stream;
    while (stream->end - stream->start < PART_BYTES && stream_fill(stream) > 0)
        ;
    size_t length = stream->end - stream->start;
    if (!length && stream->offset > inputs->head_length)
        return false;
    if (length > PART_BYTES)
        length = part_length(stream->buffer + stream->start, PART_BYTES);
    struct raw *raw = &document->raw;
    raw->head = arena_copy(document->arena, inputs->head, inputs->head_length);
    raw->offset = stream->offset;
    raw->length = length;
    raw->bytes = stream_take(stream, document->arena, length);
    if (!length)
        stream->offset++; /* said once that there is no text */
    return true;
}

/* The byte behind the value that begins at `at`, whose brackets and strings
 * are counted on from where the last call left off; NULL = not all there. */
struct bracket_count {
    size_t looked;
    int depth;
    bool in_string, escaped;
};

static const char *value_end(struct bracket_count *count, const char *at,
                             size_t length) {
    if (*at != '{') { /* no article */
        size_t end = 1;
        while (end < length && !strchr(",]}\n", at[end]))
            end++;
        return end < length ? at + end : NULL;
    }
    for (; count->looked < length; count->looked++) {
        char byte = at[count->looked];
        if (count->escaped) {
            count->escaped = false;
        } else if (count->in_string) {
            count->escaped = byte == '\\';
            count->in_string = byte != '"';
        } else if (byte == '"') {
            count->in_string = true;
        } else if (byte == '{' || byte == '[') {
            count->depth++;
        } else if ((byte == '}' || byte == ']') && --count->depth <= 0) {
            return at + ++count->looked;
        }
    }
    return NULL;
}

/* Passes over what stands between the values; false at the end. */
static bool skip_between(struct inputs *inputs) {
    struct stream *stream = &inputs->stream;
    for (;;) {
        if (stream->start == stream->end && stream_fill(stream) <= 0)
            return false;
        char byte = stream->buffer[stream->start];
        if (!byte || !strchr(inputs->values == VALUES_ARRAY ? " \t\r\n,[]"
                                                            : " \t\r\n,",
                             byte))
            return true;
        stream->line += byte == '\n';
        stream->start++;
        stream->offset++;
    }
}

static size_t count_lines(const char *bytes, size_t length) {
    size_t lines = 0;
    const char *end = bytes + length;
    while ((bytes = memchr(bytes, '\n', (size_t)(end - bytes)))) {
        lines++;
        bytes++;
    }
    return lines;
}

/* An object of an array, or one that goes over several lines. */
static bool next_value(struct inputs *inputs, struct document *document) {
    struct stream *stream = &inputs->stream;
    struct bracket_count count = {0};
    const char *end = NULL;
    if (!skip_between(inputs))
        return false;
    do
        end = value_end(&count, stream->buffer + stream->start,
                        stream->end - stream->start);
    while (!end && stream->end - stream->start <= LINE_BYTES &&
           stream_fill(stream) > 0);
    size_t length = end ? (size_t)(end - (stream->buffer + stream->start))
                        : stream->end - stream->start;
    document->raw.line = stream->line;
    document->raw.length = length;
    document->raw.bytes = stream_take(stream, document->arena, length);
    stream->line += count_lines(document->raw.bytes, length);
    return true;
}

static bool next_json(struct inputs *inputs, struct document *document) {
    if (inputs->values != VALUES_LINES)
        return next_value(inputs, document);
    struct stream *stream = &inputs->stream;
    size_t looked = 0;
    const char *end = NULL;
    for (;;) {
        const char *bytes = stream->buffer + stream->start;
        size_t length = stream->end - stream->start;
        end = memchr(bytes + looked, '\n', length - looked);
        looked = length;
        if (end || length > LINE_BYTES || stream_fill(stream) <= 0)
            break;
    }
    size_t length = end ? (size_t)(end - (stream->buffer + stream->start)) + 1
                        : stream->end - stream->start;
    if (!length)
        return false;
    document->raw.line = stream->line;
    document->raw.length = length;
    document->raw.bytes = stream_take(stream, document->arena, length);
    stream->line += end != NULL;
    return true;
}

/* Copies a row that was read one too far out of the reach of its arena. */
static void hold_row(struct inputs *inputs, const struct csv_row *row) {
    arena_empty(&inputs->held_arena, SIZE_MAX);
    inputs->held = *row;
    inputs->held.cells = arena_take(&inputs->held_arena,
                                    (row->count + 1) * sizeof *row->cells);
    inputs->held.lengths = arena_take(
        &inputs->held_arena, (row->count + 1) * sizeof *row->lengths);
    for (size_t i = 0; i < row->count; i++) {
        inputs->held.cells[i] = arena_copy(&inputs->held_arena, row->cells[i],
                                           row->lengths[i]);
        inputs->held.lengths[i] = row->lengths[i];
    }
    inputs->holds = true;
}

/* The held row, copied into the document's arena. */
static struct csv_row take_held(struct inputs *inputs, struct arena *arena) {
    struct csv_row row = inputs->held;
    row.cells = arena_take(arena, (row.count + 1) * sizeof *row.cells);
    row.lengths = arena_take(arena, (row.count + 1) * sizeof *row.lengths);
    for (size_t i = 0; i < row.count; i++) {
        row.cells[i] = arena_copy(arena, inputs->held.cells[i],
                                  inputs->held.lengths[i]);
        row.lengths[i] = inputs->held.lengths[i];
    }
    inputs->holds = false;
    return row;
}

/* The next good row; damaged ones become rejects of the document. */
static bool next_row(struct inputs *inputs, struct document *document,
                     struct csv_row *row) {
    if (inputs->holds) {
        *row = take_held(inputs, document->arena);
        return true;
    }
    struct failure why;
    for (;;) {
        enum csv_result result =
            csv_next(inputs->csv, document->arena, row, &why);
        if (result == CSV_ROW)
            return true;
        if (result == CSV_END)
            return false;
        document_reject(document, row->line, why.text);
    }
}

static bool same_document(const struct inputs *inputs,
                          const struct csv_row *a, const struct csv_row *b) {
    return inputs->doc_id < 0 ||
           !strcmp(a->cells[inputs->doc_id], b->cells[inputs->doc_id]);
}

/* All rows in turn that have the same doc_id make one document. */
static bool next_group(struct inputs *inputs, struct document *document) {
    struct csv_row *rows = NULL, row;
    size_t count = 0, room = 0;
    size_t most = inputs->doc_id < 0 ? GROUP_ROWS : MOST_GROUP;
    bool more = false;
    while (count < most && (more = next_row(inputs, document, &row))) {
        if (count && !same_document(inputs, rows, &row)) {
            hold_row(inputs, &row);
            break;
        }
        rows = arena_grow(document->arena, rows, count, &room, sizeof *rows);
        rows[count++] = row;
    }
    if (!count && document->rejects)
        return document->rejected = true;
    if (!count)
        return false;
    document->article = (struct article){
        .doc_id = "", .date = "", .source = "", .title = "", .copy_of = "",
        .text = ""};
    document->raw.line = rows->line;
    table_read(inputs->table, document, inputs->columns, rows, count);
    return true;
}

static bool next_csv(struct inputs *inputs, struct document *document) {
    document->header = inputs->header;
    document->columns = (uint32_t)csv_header(inputs->csv)->count;
    if (inputs->table != &TABLES[TABLE_ARTICLES])
        return next_group(inputs, document);
    struct csv_row row;
    if (!next_row(inputs, document, &row))
        return document->rejects ? (document->rejected = true) : false;
    document->raw.line = row.line;
    document->raw.cells = (const char *const *)row.cells;
    document->raw.lengths = row.lengths;
    return true;
}

static bool next_piece(struct inputs *inputs, struct document *document) {
    document->raw.name = arena_copy(document->arena, inputs->stream.name,
                                    strlen(inputs->stream.name));
    document->raw.format = inputs->format;
    switch (inputs->format) {
    case FORMAT_TEXT: return next_text(inputs, document);
    case FORMAT_JSON: return next_json(inputs, document);
    default: return next_csv(inputs, document);
    }
}

static bool next_document(struct inputs *inputs, struct document *document) {
    for (;;) {
        if (inputs->stream.file) {
            if (next_piece(inputs, document))
                return true;
            const char *problem = unpack_problem(inputs->stream.file);
            bool damaged = problem && reject_input(document,
                                                   inputs->stream.name, 0,
                                                   problem);
            close_stream(inputs);
            if (damaged)
                return true;
        }
        switch (open_next(inputs, document)) {
        case NOT_OPENED: return true;
        case NO_MORE: return false;
        case OPENED: break;
        }
    }
}

bool inputs_next(struct inputs *inputs, struct document *document) {
    bool found = next_document(inputs, document);
    inputs->piece += found;
    return found;
}

uint64_t inputs_order(const struct inputs *inputs) {
    return inputs->file << 32 | inputs->piece;
}

void inputs_cut(struct inputs *inputs, const struct options *options) {
    inputs->shard = options->shards ? options : NULL;
}

static void list_file(const char *path, struct checksum *sum) {
    struct stat about = {0};
    char size[32];
    int length = 0;
    if (stat(path, &about) == 0)
        length = snprintf(size, sizeof size, "%lld",
                          (long long)about.st_size);
    checksum_add(sum, path, strlen(path) + 1);
    checksum_add(sum, size, (size_t)length);
}

void inputs_list(const char *path, struct checksum *sum) {
    struct inputs inputs = {0};
    if (open_folder(&inputs, path))
        for (const char *file; (file = next_in_folder(&inputs));)
            list_file(file, sum);
    else
        list_file(path, sum);
}
