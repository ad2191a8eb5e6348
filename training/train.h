/* train.h - labelled statements to a model folder. */
#ifndef DETENTE_TRAIN_H
#define DETENTE_TRAIN_H

#include "pipeline.h"

bool train_command(const struct options *options, int *status,
                   struct failure *why);

#endif
