/* output.c - plain doubling, write(2), and rename(2) at the end. */
#define _POSIX_C_SOURCE 200809L
#include "output.h"

#include "arena.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void output_grow(struct output *out, size_t more) {
    size_t room = out->room ? out->room : 4096;
    while (room - out->length < more)
        room *= 2;
    out->bytes = reallocate(out->bytes, room);
    out->room = room;
}

void output_bytes(struct output *out, const char *bytes, size_t length) {
    if (!length)
        return;
    memcpy(output_room(out, length), bytes, length);
    out->length += length;
}

void output_text(struct output *out, const char *text) {
    output_bytes(out, text, strlen(text));
}

void output_free(struct output *out) {
    free(out->bytes);
    *out = (struct output){0};
}

/* The rights that a plainly created file would get. */
static mode_t usual_rights(void) {
    mode_t mask = umask(0);
    umask(mask);
    return 0666 & ~mask;
}

bool output_open(struct output_file *file, const char *path,
                 struct failure *why) {
    *file = (struct output_file){.descriptor = STDOUT_FILENO};
    if (!strcmp(path, "-"))
        return true;
    size_t length = strlen(path);
    file->path = strcpy(allocate(length + 1), path);
    file->temporary = allocate(length + sizeof ".XXXXXX");
    sprintf(file->temporary, "%s.XXXXXX", path);
    file->descriptor = mkstemp(file->temporary);
    if (file->descriptor >= 0) {
        fchmod(file->descriptor, usual_rights());
        return true;
    }
    fail(why, "%s: cannot be written: %s", path, strerror(errno));
    free(file->temporary);
    file->temporary = NULL;
    output_abandon(file);
    return false;
}

int output_temporary(struct failure *why) {
    const char *folder = getenv("TMPDIR");
    char path[4096];
    snprintf(path, sizeof path, "%s/detente.XXXXXX",
             folder && *folder ? folder : "/tmp");
    int descriptor = mkstemp(path);
    if (descriptor < 0)
        fail(why, "%s: cannot be written: %s", path, strerror(errno));
    else
        unlink(path);
    return descriptor;
}

bool output_flush(struct output_file *file, struct output *out,
                  struct failure *why) {
    size_t done = 0;
    while (done < out->length) {
        ssize_t wrote =
            write(file->descriptor, out->bytes + done, out->length - done);
        if (wrote < 0 && errno == EINTR)
            continue;
        if (wrote < 0)
            return fail(why, "%s: cannot be written: %s",
                        file->path ? file->path : "standard output",
                        strerror(errno));
        done += (size_t)wrote;
    }
    out->length = 0;
    return true;
}

bool output_commit(struct output_file *file, struct failure *why) {
    bool done = true;
    if (file->path) {
        done = close(file->descriptor) == 0 &&
               rename(file->temporary, file->path) == 0;
        if (!done)
            fail(why, "%s: cannot be written: %s", file->path,
                 strerror(errno));
        file->descriptor = -1;
        if (done) {
            free(file->temporary);
            file->temporary = NULL;
        }
    }
    output_abandon(file);
    return done;
}

void output_abandon(struct output_file *file) {
    if (file->path && file->descriptor >= 0)
        close(file->descriptor);
    if (file->temporary)
        unlink(file->temporary);
    free(file->temporary);
    free(file->path);
    *file = (struct output_file){.descriptor = -1};
}

bool output_save(const char *path, struct output *out, struct failure *why) {
    struct output_file file;
    bool good = output_open(&file, path, why);
    if (good)
        good = output_flush(&file, out, why) && output_commit(&file, why);
    output_abandon(&file);
    output_free(out);
    return good;
}
