/* scene.c - what stands around a cue, and the walk from cue to cue. */
#include "around.h"

/* ---- the scene -------------------------------------------------------- */

static uint32_t auxiliary_mark(const struct unit *unit) {
    return unit->class == CLASS_BE || unit->class == CLASS_MODAL
               ? unit->form
               : unit->class;
}

/* Steps back over "has not always" before the cue. */
static void skip_auxiliaries(struct scene *scene) {
    enum { MOST = 6 };
    const struct unit *units = scene->units;
    int32_t at = scene->cue - 1;
    uint32_t chain = 1;
    scene->negated = false;
    for (; at >= scene->first && scene->cue - at <= MOST &&
           uses(&units[at]) & USE_AUXILIARY && !quoted(scene, at); at--) {
        if (!(uses(&units[at]) & USE_ADVERB))
            chain = both(chain, auxiliary_mark(&units[at]));
        scene->negated |= units[at].class == CLASS_NOT;
    }
    if (at >= scene->first && units[at].class == CLASS_CLITIC)
        chain = both(chain, units[at--].form);
    scene->before = at;
    scene->auxiliaries = chain;
}

void scene_begin(struct scene *scene, const struct passage *passage,
                 const struct spot *spot) {
    scene->passage = passage;
    scene->units = passage->units;
    scene->spot = spot;
    scene->count = passage->count;
    scene->first = spot->first;
    scene->end = spot->end;
    scene->cue = spot->cue;
    scene->source = scene->right = scene->left = (struct range){-1, -1};
    skip_auxiliaries(scene);
}

void scene_chunk(struct scene *scene) {
    enum { WINDOW = 40 };
    struct phrases *phrases = &scene->phrases;
    int32_t start = scene->cue - WINDOW;
    if (is_plain_subject(scene)) {
        phrases->count = phrases->behind = 1;
        phrases->items[0] = (struct phrase){
            scene->before, scene->before + 1, PHRASE_PRONOUN, 0, 0};
        return;
    }
    chunk(scene->units, start > scene->first ? start : scene->first,
          scene->end, scene->cue, phrases);
}

/* ---- where may cues be? ----------------------------------------------- */

/* The sentence that holds the sign at hand. */
static void enter_sentence(struct spot *spot, const struct passage *passage,
                           const struct sentence *sentences, int32_t at) {
    int32_t start = (int32_t)passage->token_start;
    spot->sentence += spot->end == 0 ? passage->sentence_start : 1;
    while ((int32_t)sentences[spot->sentence].token_end - start <= at)
        spot->sentence++;
    spot->first = (int32_t)sentences[spot->sentence].token_start - start;
    spot->end = (int32_t)sentences[spot->sentence].token_end - start;
    spot->cue_left = -1;
    spot->cue_right = spot->first; /* not known yet */
    spot->that_left = false;
    spot->quotes = is_quoted(&passage->units[spot->first]);
    for (uint32_t k = spot->sign - 1;
         passage->quotes && k < passage->sign_count &&
         passage->signs[k] < spot->end; k++)
        spot->quotes |= is_quoted(&passage->units[passage->signs[k]]);
}

/* The nearest likely cue behind; signs that are not cues have no strength to
 * speak of. */
static int32_t cue_behind(const struct spot *spot,
                          const struct passage *passage) {
    for (uint32_t k = spot->sign; k < passage->sign_count; k++) {
        int32_t at = passage->signs[k];
        if (at >= spot->end)
            return -1;
        if (is_cue_above(&passage->units[at], CUE_LIKELY))
            return at;
    }
    return -1;
}

/* What the sign at hand means for those behind it. */
static void pass_sign(struct spot *spot, const struct unit *units,
                      int32_t at) {
    bool strong = is_cue_above(&units[at], CUE_STRONG);
    spot->cue_left = strong ? at : spot->cue_left;
    spot->that_left = (spot->that_left & !strong) |
                      (units[at].class == CLASS_THAT);
}

bool spot_next(struct spot *spot, const struct passage *passage,
               const struct sentence *sentences) {
    const struct unit *units = passage->units;
    while (spot->sign < passage->sign_count) {
        if (spot->sign)
            pass_sign(spot, units, passage->signs[spot->sign - 1]);
        int32_t at = passage->signs[spot->sign++];
        if (at >= spot->end)
            enter_sentence(spot, passage, sentences, at);
        if (!may_be_cue(&units[at]))
            continue;
        spot->cue = at;
        if (spot->cue_right >= 0 && spot->cue_right <= at)
            spot->cue_right = cue_behind(spot, passage);
        return true;
    }
    return false;
}
