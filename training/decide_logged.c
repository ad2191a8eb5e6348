/* decide_logged.c - the decisions as they are, with a log of features: one
 * store for each feature, which nobody reads when statements are found. */
#define FEATURES_LOGGED true
#define DECISIONS DECISIONS_LOGGED
#include "attribution/decide.c"
