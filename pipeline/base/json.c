/* json.c - yajl makes the text, output.c the file. */
#include "json.h"

#include "output.h"

#include <string.h>

yajl_gen json_start(void) {
    yajl_gen json = yajl_gen_alloc(NULL);
    yajl_gen_config(json, yajl_gen_beautify, 1);
    return json;
}

void json_text(yajl_gen json, const char *text) {
    yajl_gen_string(json, (const unsigned char *)text, strlen(text));
}

void json_pair(yajl_gen json, const char *name, const char *text) {
    json_text(json, name);
    json_text(json, text ? text : "");
}

void json_count(yajl_gen json, const char *name, uint64_t count) {
    json_text(json, name);
    yajl_gen_integer(json, (long long)count);
}

void json_list(yajl_gen json, const char *name, char *const *texts,
               size_t count) {
    json_text(json, name);
    yajl_gen_array_open(json);
    for (size_t i = 0; i < count; i++)
        json_text(json, texts[i]);
    yajl_gen_array_close(json);
}

bool json_save(yajl_gen json, const char *path, struct failure *why) {
    struct output out = {0};
    const unsigned char *bytes;
    size_t length;
    yajl_gen_get_buf(json, &bytes, &length);
    output_bytes(&out, (const char *)bytes, length);
    bool good = output_save(path, &out, why);
    yajl_gen_free(json);
    return good;
}
