/* file.c - as large as it was when it was opened. */
#define _POSIX_C_SOURCE 200809L
#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static size_t fill(int descriptor, char *bytes, size_t length) {
    size_t filled = 0;
    while (filled < length) {
        ssize_t got = read(descriptor, bytes + filled, length - filled);
        if (got == 0 || (got < 0 && errno != EINTR))
            break;
        filled += got > 0 ? (size_t)got : 0;
    }
    return filled;
}

static bool take(int descriptor, const char *path, size_t most,
                 struct arena *arena, struct file *file,
                 struct failure *why) {
    struct stat status;
    if (fstat(descriptor, &status))
        return fail(why, "%s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode) || (size_t)status.st_size > most)
        return fail(why, "%s: not a plain file of at most %zu bytes", path,
                    most);
    file->length = (size_t)status.st_size;
    file->bytes = arena_take(arena, file->length + 1);
    file->bytes[file->length] = '\0';
    return fill(descriptor, file->bytes, file->length) == file->length ||
           fail(why, "%s: cannot be read whole", path);
}

bool file_read(const char *path, size_t most, struct arena *arena,
               struct file *file, struct failure *why) {
    /* no pipe is waited for */
    int descriptor = open(path, O_RDONLY | O_NONBLOCK);
    if (descriptor < 0)
        return fail(why, "%s: %s", path, strerror(errno));
    bool good = take(descriptor, path, most, arena, file, why);
    close(descriptor);
    return good;
}
