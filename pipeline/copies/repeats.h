/* repeats.h - statements that were seen before, word for word, from the same
 * actor in another article: papers share sentences of agencies where their
 * articles differ.
 *
 * Compared are the first letters and digits, case and all else aside; short
 * ones ("we will see") are said again and again and never count.  A bounded
 * number is remembered, the latest first of all. */
#ifndef DETENTE_REPEATS_H
#define DETENTE_REPEATS_H

#include <stdbool.h>
#include <stdint.h>

enum { REPEAT_LEAST = 40, REPEAT_MOST = 96, REPEAT_SLOTS = 65536 };

struct repeats;

struct repeats *repeats_open(void);
void repeats_close(struct repeats *repeats);

/* What `actor` said, in 64 bits; 0 = too short to count. */
uint64_t repeats_fingerprint(const char *actor, const char *text);

/* Asks memory for the place of a fingerprint that will be looked up soon. */
void repeats_prefetch(const struct repeats *repeats, uint64_t fingerprint);

/* Whether that was said in another article before; remembers it. */
bool repeats_seen(struct repeats *repeats, uint64_t fingerprint,
                  uint64_t article);

#endif
