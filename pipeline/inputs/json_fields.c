/* json_fields.c - RFC 8259, what is plain of it by recursive descent. */
#include "json_fields.h"

#include "base/scan.h"
#include "document.h"

#include <string.h>
#include <yajl/yajl_parse.h>

/* Objects in each other whose values have a name; the values of an array have
 * none, so it counts as more of them. */
enum { MOST_NAMED = 2, ARRAY = MOST_NAMED + 1, MOST_NESTED = 64 };

/* ---- fields ----------------------------------------------------------- */

static void add_field(struct json_fields *fields, struct arena *arena,
                      struct json_field field) {
    fields->items = arena_grow(arena, fields->items, fields->count,
                               &fields->room, sizeof *fields->items);
    fields->items[fields->count++] = field;
}

/* "outer.inner" */
static struct json_field within(struct json_field outer,
                                struct json_field inner,
                                struct arena *arena) {
    char *name = arena_take(arena, outer.name_length + 1 + inner.name_length);
    memcpy(name, outer.name, outer.name_length);
    name[outer.name_length] = '.';
    memcpy(name + outer.name_length + 1, inner.name, inner.name_length);
    inner.name = name;
    inner.name_length += outer.name_length + 1;
    return inner;
}

static char *padded(struct arena *arena, const char *bytes, size_t length) {
    char *copy = arena_take(arena, length + TEXT_PADDING);
    memcpy(copy, bytes, length);
    memset(copy + length, 0, TEXT_PADDING);
    return copy;
}

/* ---- strings ---------------------------------------------------------- */

/* The value of four hexadecimal digits, -1 = they are none. */
static long hexadecimal(const char *p) {
    long value = 0;
    for (int i = 0; i < 4; i++) {
        char digit = p[i], letter = (char)(digit | 0x20);
        if (digit >= '0' && digit <= '9')
            value = value * 16 + digit - '0';
        else if (letter >= 'a' && letter <= 'f')
            value = value * 16 + letter - 'a' + 10;
        else
            return -1;
    }
    return value;
}

/* What the letter behind a backslash stands for; 0 = nothing. */
static char unescaped(char letter) {
    switch (letter) {
    case '"': case '\\': case '/': return letter;
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    default: return 0;
    }
}

/* UTF-8 of a code below U+10000; returns its end. */
static char *put_character(char *into, unsigned long code) {
    if (code < 0x80) {
        *into++ = (char)code;
        return into;
    }
    if (code < 0x800) {
        *into++ = (char)(0xC0 | code >> 6);
    } else {
        *into++ = (char)(0xE0 | code >> 12);
        *into++ = (char)(0x80 | (code >> 6 & 0x3F));
    }
    *into++ = (char)(0x80 | (code & 0x3F));
    return into;
}

/* Puts what the escape at `at` stands for, and moves behind it; false where
 * it is not plain. */
static bool put_escape(const char **at, char **into) {
    char letter = (*at)[1];
    if (letter != 'u') {
        **into = unescaped(letter);
        *at += 2;
        return *(*into)++;
    }
    long code = hexadecimal(*at + 2);
    *at += 6;
    *into = put_character(*into, (unsigned long)code & 0xFFFF);
    return code > 0 && (code < 0xD800 || code > 0xDFFF);
}

/* Writes what the string says whose first byte is `at`; returns the quote
 * mark that ends it, NULL where none does before `end`, or the string is not
 * plain.  `into` has room for SCAN_BYTES more than there are before `end`. */
static const char *put_string(const char *at, const char *end, char *into,
                              size_t *length) {
    const char *start = into;
    while (at < end) {
        uint32_t found = scan_json(at);
        memcpy(into, at, SCAN_BYTES);
        unsigned plain = found ? (unsigned)__builtin_ctz(found) : SCAN_BYTES;
        at += plain;
        into += plain;
        if (!found)
            continue;
        while (at < end && *at == '\\')
            if (!put_escape(&at, &into))
                return NULL;
        if (at < end && *at == '"') {
            *length = (size_t)(into - start);
            return at;
        }
        if ((unsigned char)*at < 0x20)
            return NULL;
    }
    return NULL;
}

/* ---- plain JSON ------------------------------------------------------- */

struct reading {
    const char *at, *end;
    struct arena *arena;
    struct json_fields *fields;
};

/* What stands at `at`, behind blanks; 0 = nothing. */
static char next_byte(struct reading *reading) {
    const char *at = reading->at;
    while (at < reading->end &&
           (*at == ' ' || *at == '\n' || *at == '\r' || *at == '\t'))
        at++;
    reading->at = at;
    return at < reading->end ? *at : '\0';
}

static bool take_byte(struct reading *reading, char byte) {
    bool there = next_byte(reading) == byte;
    reading->at += there;
    return there;
}

/* NULL where there is none that is plain. */
static char *take_string(struct reading *reading, size_t *length) {
    if (!take_byte(reading, '"'))
        return NULL;
    size_t room = (size_t)(reading->end - reading->at) + TEXT_PADDING;
    char *bytes = arena_take(reading->arena, room);
    const char *close =
        put_string(reading->at, reading->end, bytes, length);
    if (!close)
        return NULL;
    memset(bytes + *length, 0, TEXT_PADDING);
    arena_return(reading->arena, room, *length + TEXT_PADDING);
    reading->at = close + 1;
    return bytes;
}

static bool skip_digits(const char **at) {
    const char *start = *at;
    while (**at >= '0' && **at <= '9')
        ++*at;
    return *at > start;
}

/* -12.5e-3; no zero leads but one that stands alone. */
static char *take_number(struct reading *reading, size_t *length) {
    const char *start = reading->at, *at = start + (*start == '-');
    bool zero = *at == '0', good = zero || skip_digits(&at);
    at += zero;
    if (*at == '.')
        good = at++ && skip_digits(&at) && good;
    if (*at == 'e' || *at == 'E') {
        at += at[1] == '-' || at[1] == '+' ? 2 : 1;
        good = skip_digits(&at) && good;
    }
    reading->at = at;
    *length = (size_t)(at - start);
    return good && at <= reading->end
               ? padded(reading->arena, start, *length)
               : NULL;
}

static bool take_word(struct reading *reading, const char *word) {
    size_t length = strlen(word);
    bool there = (size_t)(reading->end - reading->at) >= length &&
                 !memcmp(reading->at, word, length);
    reading->at += there ? length : 0;
    return there;
}

static bool read_value(struct reading *reading, struct json_field field,
                       int depth);

static bool read_array(struct reading *reading, int depth) {
    if (take_byte(reading, ']'))
        return true;
    do
        if (!read_value(reading, (struct json_field){0}, depth))
            return false;
    while (take_byte(reading, ','));
    return take_byte(reading, ']');
}

static bool read_object(struct reading *reading, struct json_field outer,
                        int depth) {
    if (take_byte(reading, '}'))
        return true;
    do {
        struct json_field field = {0};
        field.name = take_string(reading, &field.name_length);
        if (!field.name || !take_byte(reading, ':'))
            return false;
        if (depth == 2)
            field = within(outer, field, reading->arena);
        if (!read_value(reading, field, depth))
            return false;
    } while (take_byte(reading, ','));
    return take_byte(reading, '}');
}

/* `depth` objects are around it; `field` has its name in the inner one. */
static bool read_value(struct reading *reading, struct json_field field,
                       int depth) {
    if (depth > MOST_NESTED)
        return false;
    switch (next_byte(reading)) {
    case '{': reading->at++; return read_object(reading, field, depth + 1);
    case '[': reading->at++; return read_array(reading, depth + ARRAY);
    case '"': field.bytes = take_string(reading, &field.length); break;
    case 't': return take_word(reading, "true");
    case 'f': return take_word(reading, "false");
    case 'n': return take_word(reading, "null");
    default: field.bytes = take_number(reading, &field.length);
    }
    if (field.bytes && depth && depth <= MOST_NAMED)
        add_field(reading->fields, reading->arena, field);
    return field.bytes != NULL;
}

bool json_fields_read_plain(const char *bytes, size_t length,
                            struct arena *arena, struct json_fields *fields) {
    struct reading reading = {.at = bytes,
                              .end = bytes + length,
                              .arena = arena,
                              .fields = fields};
    *fields = (struct json_fields){0};
    return read_value(&reading, (struct json_field){0}, 0) &&
           next_byte(&reading) == '\0' && reading.at == reading.end;
}

/* ---- any JSON --------------------------------------------------------- */

/* What the callbacks know: how deep they are, the name of the value to come,
 * and that of the object in which it stands. */
struct events {
    struct arena *arena;
    struct json_fields *fields;
    int depth;
    struct json_field outer, next;
};

static int on_key(void *data, const unsigned char *bytes, size_t length) {
    struct events *events = data;
    struct json_field key = {
        .name = padded(events->arena, (const char *)bytes, length),
        .name_length = length};
    if (events->depth == 1)
        events->outer = key;
    events->next = events->depth == 2
                       ? within(events->outer, key, events->arena)
                       : key;
    return 1;
}

static int on_string(void *data, const unsigned char *bytes, size_t length) {
    struct events *events = data;
    struct json_field field = events->next;
    if (!events->depth || events->depth > MOST_NAMED)
        return 1;
    field.bytes = padded(events->arena, (const char *)bytes, length);
    field.length = length;
    add_field(events->fields, events->arena, field);
    return 1;
}

static int on_number(void *data, const char *bytes, size_t length) {
    return on_string(data, (const unsigned char *)bytes, length);
}

static int on_open(void *data) {
    ((struct events *)data)->depth++;
    return 1;
}

static int on_open_array(void *data) {
    ((struct events *)data)->depth += ARRAY;
    return 1;
}

static int on_close(void *data) {
    ((struct events *)data)->depth--;
    return 1;
}

static int on_close_array(void *data) {
    ((struct events *)data)->depth -= ARRAY;
    return 1;
}

static const yajl_callbacks CALLBACKS = {
    .yajl_number = on_number,        .yajl_string = on_string,
    .yajl_start_map = on_open,       .yajl_map_key = on_key,
    .yajl_end_map = on_close,        .yajl_start_array = on_open_array,
    .yajl_end_array = on_close_array};

bool json_fields_read_any(const char *text, size_t length,
                          struct arena *arena, struct json_fields *fields,
                          struct failure *why) {
    const unsigned char *bytes = (const unsigned char *)text;
    struct events events = {.arena = arena, .fields = fields};
    yajl_handle handle = yajl_alloc(&CALLBACKS, NULL, &events);
    yajl_config(handle, yajl_dont_validate_strings, 1);
    *fields = (struct json_fields){0};
    bool good = yajl_parse(handle, bytes, length) == yajl_status_ok &&
                yajl_complete_parse(handle) == yajl_status_ok;
    if (!good) {
        unsigned char *message = yajl_get_error(handle, 0, bytes, length);
        size_t line = strcspn((const char *)message, "\n");
        fail(why, "no JSON: %.*s", (int)line, (const char *)message);
        yajl_free_error(handle, message);
    }
    yajl_free(handle);
    return good;
}

bool json_fields_read(const char *bytes, size_t length, struct arena *arena,
                      struct json_fields *fields, struct failure *why) {
    return json_fields_read_plain(bytes, length, arena, fields) ||
           json_fields_read_any(bytes, length, arena, fields, why);
}
