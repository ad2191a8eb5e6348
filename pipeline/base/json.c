/* json.c - yajl makes the text, output.c the file. */
#include "json.h"

#include "output.h"

yajl_gen json_start(void) {
    yajl_gen json = yajl_gen_alloc(NULL);
    yajl_gen_config(json, yajl_gen_beautify, 1);
    return json;
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
