/* folder.c - a stack of folders, each with the next names in their order.
 *
 * The least names behind the last one are kept: when twice as many as wanted
 * have gathered they are sorted and the greater half is forgotten, and with
 * it whatever is greater than the rest. */
#define _DEFAULT_SOURCE
#include "folder.h"

#include "base/arena.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

struct entry {
    const char *name;
    unsigned char type; /* of readdir */
};

struct level {
    struct level *above;
    dev_t device;
    ino_t number;
    size_t path_length;   /* of the folder, with its slash */
    struct entry *names;  /* sorted; the next ones */
    size_t count, next, room;
    bool more;            /* greater ones are still on disk */
    struct arena arena;   /* of the names */
};

struct folder {
    size_t most;
    struct level *level;
    char *path; /* of what was handed out last */
    size_t room;
};

/* ---- names ------------------------------------------------------------ */

static int by_name(const void *a, const void *b) {
    return strcmp(((const struct entry *)a)->name,
                  ((const struct entry *)b)->name);
}

/* Sorts the names and keeps the first ones, in memory of their own. */
static void keep_least(struct level *level, size_t most) {
    struct arena kept = {0};
    if (!level->count)
        return;
    qsort(level->names, level->count, sizeof *level->names, by_name);
    if (level->count > most) {
        level->count = most;
        level->more = true;
    }
    for (size_t i = 0; i < level->count; i++) {
        const char *name = level->names[i].name;
        level->names[i].name = arena_copy(&kept, name, strlen(name));
    }
    arena_free(&level->arena);
    level->arena = kept;
}

static bool is_name(const char *name) {
    return strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
}

/* The names that follow the last one known, from the folder at `path`. */
static void read_names(struct level *level, const char *path, size_t most) {
    char *last = NULL;
    if (level->count) {
        const char *name = level->names[level->count - 1].name;
        last = strcpy(allocate(strlen(name) + 1), name);
    }
    arena_free(&level->arena);
    level->count = level->next = 0;
    level->more = false;
    DIR *folder = opendir(path);
    for (struct dirent *found; folder && (found = readdir(folder));) {
        const char *name = found->d_name;
        if (!is_name(name) || (last && strcmp(name, last) <= 0) ||
            (level->more && strcmp(name, level->names[most - 1].name) > 0))
            continue;
        if (level->count == level->room) {
            level->room = level->room ? 2 * level->room : 64;
            level->names = reallocate(level->names,
                                      level->room * sizeof *level->names);
        }
        level->names[level->count++] = (struct entry){
            arena_copy(&level->arena, name, strlen(name)), found->d_type};
        if (level->count == 2 * most)
            keep_least(level, most);
    }
    if (folder)
        closedir(folder);
    free(last);
    keep_least(level, most);
}

/* ---- levels ----------------------------------------------------------- */

/* folder->path up to `length`, then a name; its length. */
static size_t set_path(struct folder *folder, size_t length,
                       const char *name) {
    size_t more = strlen(name);
    if (length + more + 2 > folder->room) {
        folder->room = 2 * (length + more + 2);
        folder->path = reallocate(folder->path, folder->room);
    }
    memcpy(folder->path + length, name, more + 1);
    return length + more;
}

/* Goes down into the folder that folder->path names; false if it is none, or
 * one that we are in. */
static bool enter(struct folder *folder, size_t length) {
    struct stat about;
    if (stat(folder->path, &about) != 0 || !S_ISDIR(about.st_mode))
        return false;
    for (struct level *level = folder->level; level; level = level->above)
        if (level->device == about.st_dev && level->number == about.st_ino)
            return false;
    if (length && folder->path[length - 1] != '/')
        length = set_path(folder, length, "/");
    struct level *level = allocate(sizeof *level);
    *level = (struct level){
        .above = folder->level,
        .device = about.st_dev,
        .number = about.st_ino,
        .path_length = length};
    folder->level = level;
    read_names(level, folder->path, folder->most);
    return true;
}

static void leave(struct folder *folder) {
    struct level *level = folder->level;
    folder->level = level->above;
    arena_free(&level->arena);
    free(level->names);
    free(level);
}

struct folder *folder_open(const char *path, size_t most) {
    struct folder *folder = allocate(sizeof *folder);
    *folder = (struct folder){.most = most};
    if (enter(folder, set_path(folder, 0, path)))
        return folder;
    folder_close(folder);
    return NULL;
}

void folder_close(struct folder *folder) {
    if (!folder)
        return;
    while (folder->level)
        leave(folder);
    free(folder->path);
    free(folder);
}

static bool is_file(const char *path, unsigned char type) {
    struct stat about;
    return type == DT_REG || (type != DT_DIR && stat(path, &about) == 0 &&
                              S_ISREG(about.st_mode));
}

const char *folder_next(struct folder *folder) {
    struct level *level;
    while ((level = folder->level)) {
        if (level->next == level->count) {
            if (!level->more) {
                leave(folder);
                continue;
            }
            folder->path[level->path_length] = '\0';
            read_names(level, folder->path, folder->most);
            continue;
        }
        const struct entry *entry = &level->names[level->next++];
        size_t length = set_path(folder, level->path_length, entry->name);
        if (is_file(folder->path, entry->type))
            return folder->path;
        enter(folder, length);
    }
    return NULL;
}
