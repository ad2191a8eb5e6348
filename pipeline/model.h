/* model.h - what was learned: opened once, then only read. */
#ifndef DETENTE_MODEL_H
#define DETENTE_MODEL_H

#include "base/failure.h"

struct model;

/* Opens a model folder; refuses what is damaged, naming the file. */
struct model *model_open(const char *folder, struct failure *why);
void model_close(struct model *model);
/* SHA-256 over its files, in hexadecimal. */
const char *model_checksum(const struct model *model);

#endif
