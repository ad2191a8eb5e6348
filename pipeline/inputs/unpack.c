/* unpack.c - zlib, and libarchive by dlopen. */
#define _DEFAULT_SOURCE
#include "unpack.h"

#include "base/arena.h"

#include <archive.h>
#include <archive_entry.h>
#include <dlfcn.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

/* zlib's is small: what is not packed and asked for in larger pieces it reads
 * to where it is wanted, without a copy. */
enum { BUFFER_BYTES = 1 << 16, ZLIB_BYTES = 1 << 14 };

/* ---- names ------------------------------------------------------------ */

static const struct {
    const char *ending;
    enum packing packing;
} ENDINGS[] = {
    {".tar.gz", PACKED_FOLDER},  {".tgz", PACKED_FOLDER},
    {".tar.bz2", PACKED_FOLDER}, {".tar.xz", PACKED_FOLDER},
    {".tar.zst", PACKED_FOLDER}, {".tar.lz4", PACKED_FOLDER},
    {".tar", PACKED_FOLDER},     {".zip", PACKED_FOLDER},
    {".gz", PACKED_PLAIN},       {".zst", PACKED_FILE},
    {".xz", PACKED_FILE},        {".bz2", PACKED_FILE},
    {".lz4", PACKED_FILE}};

enum packing packing_of_name(const char *name, size_t *length) {
    *length = strlen(name);
    for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++) {
        size_t size = strlen(ENDINGS[i].ending);
        if (*length > size &&
            !strcasecmp(name + *length - size, ENDINGS[i].ending)) {
            *length -= size;
            return ENDINGS[i].packing;
        }
    }
    return PACKED_PLAIN;
}

/* ---- libarchive ------------------------------------------------------- */

/* Its functions, found when they are needed. */
struct library {
    void *handle;
    struct archive *(*read_new)(void);
    int (*read_free)(struct archive *);
    int (*support_filter_all)(struct archive *);
    int (*support_format_raw)(struct archive *);
    int (*support_format_tar)(struct archive *);
    int (*support_format_zip)(struct archive *);
    int (*open_filename)(struct archive *, const char *, size_t);
    int (*next_header)(struct archive *, struct archive_entry **);
    la_ssize_t (*read_data)(struct archive *, void *, size_t);
    const char *(*error_string)(struct archive *);
    const char *(*pathname)(struct archive_entry *);
    int (*filetype)(struct archive_entry *);
};

static const struct {
    const char *name;
    size_t place;
} FUNCTIONS[] = {
    {"archive_read_new", offsetof(struct library, read_new)},
    {"archive_read_free", offsetof(struct library, read_free)},
    {"archive_read_support_filter_all",
     offsetof(struct library, support_filter_all)},
    {"archive_read_support_format_raw",
     offsetof(struct library, support_format_raw)},
    {"archive_read_support_format_tar",
     offsetof(struct library, support_format_tar)},
    {"archive_read_support_format_zip",
     offsetof(struct library, support_format_zip)},
    {"archive_read_open_filename", offsetof(struct library, open_filename)},
    {"archive_read_next_header", offsetof(struct library, next_header)},
    {"archive_read_data", offsetof(struct library, read_data)},
    {"archive_error_string", offsetof(struct library, error_string)},
    {"archive_entry_pathname", offsetof(struct library, pathname)},
    {"archive_entry_filetype", offsetof(struct library, filetype)}};

static bool load(struct library *library, struct failure *why) {
    library->handle = dlopen("libarchive.so.13", RTLD_NOW | RTLD_LOCAL);
    if (!library->handle)
        return fail(why, "cannot be unpacked without libarchive: %s",
                    dlerror());
    for (size_t i = 0; i < sizeof FUNCTIONS / sizeof *FUNCTIONS; i++) {
        void *function = dlsym(library->handle, FUNCTIONS[i].name);
        if (!function)
            return fail(why, "libarchive lacks %s", FUNCTIONS[i].name);
        memcpy((char *)library + FUNCTIONS[i].place, &function,
               sizeof function);
    }
    return true;
}

/* ---- a file ----------------------------------------------------------- */

struct unpacked {
    gzFile plain; /* NULL: archive is open */
    struct library library;
    struct archive *archive;
    bool failed; /* the archive */
};

static bool open_plain(struct unpacked *unpacked, const char *path,
                       struct failure *why) {
    unpacked->plain = strcmp(path, "-") ? gzopen(path, "rb")
                                        : gzdopen(dup(STDIN_FILENO), "rb");
    if (!unpacked->plain)
        return fail(why, "%s", strerror(errno));
    gzbuffer(unpacked->plain, ZLIB_BYTES);
    return true;
}

static bool open_archive(struct unpacked *unpacked, const char *path,
                         enum packing packing, struct failure *why) {
    struct library *library = &unpacked->library;
    struct archive_entry *entry;
    if (access(path, R_OK) != 0)
        return fail(why, "%s", strerror(errno));
    if (!load(library, why))
        return false;
    struct archive *archive = unpacked->archive = library->read_new();
    if (!archive)
        allocate(SIZE_MAX); /* ends the program */
    library->support_filter_all(archive);
    if (packing == PACKED_FILE) {
        library->support_format_raw(archive);
    } else {
        library->support_format_tar(archive);
        library->support_format_zip(archive);
    }
    if (library->open_filename(archive, path, BUFFER_BYTES) == ARCHIVE_OK &&
        (packing == PACKED_FOLDER ||
         library->next_header(archive, &entry) == ARCHIVE_OK))
        return true;
    const char *reason = library->error_string(archive);
    return fail(why, "%s", reason ? reason : "no such archive");
}

bool unpack_open(struct unpacked **place, const char *path,
                 enum packing packing, struct failure *why) {
    struct unpacked *unpacked = allocate(sizeof *unpacked);
    memset(unpacked, 0, sizeof *unpacked);
    bool good = packing == PACKED_PLAIN
                    ? open_plain(unpacked, path, why)
                    : open_archive(unpacked, path, packing, why);
    if (good)
        *place = unpacked;
    else
        unpack_close(unpacked);
    return good;
}

void unpack_close(struct unpacked *unpacked) {
    if (!unpacked)
        return;
    if (unpacked->plain)
        gzclose(unpacked->plain);
    if (unpacked->archive)
        unpacked->library.read_free(unpacked->archive);
    /* the library stays: the next file will want it */
    free(unpacked);
}

const char *unpack_next(struct unpacked *unpacked) {
    struct archive_entry *entry;
    const struct library *library = &unpacked->library;
    for (;;) {
        int result = library->next_header(unpacked->archive, &entry);
        if (result == ARCHIVE_EOF)
            return NULL;
        if (result < ARCHIVE_WARN) {
            unpacked->failed = true;
            return NULL;
        }
        const char *name = library->pathname(entry);
        if (name && (library->filetype(entry) & S_IFMT) == S_IFREG)
            return name;
    }
}

long unpack_read(struct unpacked *unpacked, void *bytes, size_t room) {
    if (room > 1 << 30)
        room = 1 << 30;
    if (unpacked->plain)
        return gzread(unpacked->plain, bytes, (unsigned)room);
    la_ssize_t got =
        unpacked->library.read_data(unpacked->archive, bytes, room);
    unpacked->failed = unpacked->failed || got < 0;
    return got < 0 ? -1 : (long)got;
}

const char *unpack_problem(struct unpacked *unpacked) {
    int code;
    if (unpacked->plain) {
        const char *message = gzerror(unpacked->plain, &code);
        return code == Z_OK || code == Z_STREAM_END ? NULL
               : code == Z_ERRNO                    ? strerror(errno)
                                                    : message;
    }
    if (!unpacked->failed)
        return NULL;
    const char *message =
        unpacked->library.error_string(unpacked->archive);
    return message ? message : "damaged";
}
