/* folder.h - the files in a folder and in those below it, in the order of
 * names, however many there are.
 *
 * Links are followed, but not back to a folder that is being walked.  What
 * cannot be read is passed over. */
#ifndef DETENTE_FOLDER_H
#define DETENTE_FOLDER_H

#include <stdbool.h>
#include <stddef.h>

struct folder;

/* NULL where `path` is no folder.  At most twice `most` names of each level
 * are in memory: a larger folder is read again for the next ones. */
enum { FOLDER_NAMES = 16384 };
struct folder *folder_open(const char *path, size_t most);
void folder_close(struct folder *folder);

/* The path of the next file, valid until the next call; NULL at the end. */
const char *folder_next(struct folder *folder);

#endif
