/* agreement.h - how far coders agree beyond chance. */
#ifndef DETENTE_AGREEMENT_H
#define DETENTE_AGREEMENT_H

#include <stdbool.h>
#include <stddef.h>

/* A coder's value of a unit: a category from 0, or NO_VALUE. */
enum { NO_VALUE = -1, MOST_CATEGORIES = 64 };

/* Krippendorff's alpha over values[coder * units + unit].  `ordinal`: the
 * categories are in order and distant ones disagree more; else nominal.  NaN
 * where no unit has two values or all values are alike. */
double krippendorff(const int *values, size_t coders, size_t units,
                    unsigned categories, bool ordinal);

/* Cohen's kappa over the units that both coders gave a value; NaN where there
 * are none or chance agreement is complete.  `*common` = their number. */
double cohen(const int *first, const int *second, size_t units,
             unsigned categories, size_t *common);

#endif
