/* oracle.h - liblinear's own answer for a model file; apart from the other
 * tests since its header has a struct model too. */
#ifndef DETENTE_TEST_ORACLE_H
#define DETENTE_TEST_ORACLE_H

#include <stddef.h>

/* The decision values and the label that liblinear's predict gives for a row
 * of `count` ids (from 0) and values; false where it cannot load the file. */
int oracle_predict(const char *path, const unsigned *ids,
                   const double *values, size_t count, double *decisions);

#endif
