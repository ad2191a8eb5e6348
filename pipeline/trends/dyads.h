/* dyads.h - which dyads there may be: pairs that speak of each other are few,
 * and of the others nothing need be gathered.
 *
 * A bit for each dyad, by its hash (Bloom, Communications of the ACM 13
 * (1970) 422, with one bit each): one that was noted is always found, one
 * that was not now and then, the more there are. */
#ifndef DETENTE_DYADS_H
#define DETENTE_DYADS_H

#include "cell_keys.h"

struct dyads;

struct dyads *dyads_open(void);
void dyads_close(struct dyads *dyads);

/* By the table and the hashes of both names; memory is asked for first. */
void dyads_prefetch(const struct dyads *dyads, enum cell_table table,
                    uint64_t unit, uint64_t target);
void dyads_note(struct dyads *dyads, enum cell_table table, uint64_t unit,
                uint64_t target);
bool dyads_has(const struct dyads *dyads, enum cell_table table,
               uint64_t unit, uint64_t target);

#endif
