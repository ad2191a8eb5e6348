/* json_fields.c - what yajl tells, put in a list. */
#include "json_fields.h"

#include "document.h"

#include <string.h>
#include <yajl/yajl_parse.h>

/* Objects in each other whose values have a name; the values of an array have
 * none, so it counts as more of them. */
enum { MOST_NAMED = 2, ARRAY = MOST_NAMED + 1 };

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

/* ---- events ----------------------------------------------------------- */

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
        .name = text_copy(events->arena, (const char *)bytes, length),
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
    field.bytes = text_copy(events->arena, (const char *)bytes, length);
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

bool json_fields_read(const char *text, size_t length, struct arena *arena,
                      struct json_fields *fields, struct failure *why) {
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
