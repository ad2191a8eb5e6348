/* around.h - looking around a cue, for the scene and for the decisions. */
#ifndef DETENTE_AROUND_H
#define DETENTE_AROUND_H

#include "decide.h"

static inline uint32_t form(const struct scene *scene, int32_t at) {
    return scene->units[at].form;
}

static inline uint32_t class(const struct scene *scene, int32_t at) {
    return scene->units[at].class;
}

static inline uint32_t shape(const struct scene *scene, int32_t at) {
    return scene->units[at].shape;
}

static inline bool quoted(const struct scene *scene, int32_t at) {
    return is_quoted(&scene->units[at]);
}

/* "he" right before the cue or its auxiliaries: no need to look further. */
static inline bool is_plain_subject(const struct scene *scene) {
    return scene->before >= scene->first &&
           class(scene, scene->before) == CLASS_SUBJECT &&
           !quoted(scene, scene->before);
}

/* How sure a cue is, by its strength. */
enum { CUE_STRONG = 60, CUE_LIKELY = 80, CUE_SURE = 100 };

static inline bool is_cue_above(const struct unit *unit, uint8_t strength) {
    return unit->cue >= strength && !is_quoted(unit);
}

#endif
