/* names.h - distinct names, each kept once and known by a number.
 *
 * Two names are the same where 64 bits of their hashes are: of a million of
 * them two are mistaken for each other once in forty million tables. */
#ifndef DETENTE_NAMES_H
#define DETENTE_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct names;

struct names *names_open(void);
void names_close(struct names *names);
/* Forgets all of them. */
void names_clear(struct names *names);

/* The number of a name, which has no NUL, with its word_hash; 0 is "". */
uint32_t names_enter(struct names *names, const char *bytes, size_t length,
                     uint64_t hash);

/* Asks memory for the place of a name with that hash. */
void names_prefetch(const struct names *names, uint64_t hash);

size_t names_count(const struct names *names);
/* Bytes of memory, about. */
size_t names_size(const struct names *names);

/* The name, with NUL behind it; valid until the next is entered. */
const char *names_text(const struct names *names, uint32_t name);
size_t names_length(const struct names *names, uint32_t name);

/* For each name its place in the order of memcmp, from 0; free it. */
uint32_t *names_ranks(const struct names *names);

#endif
