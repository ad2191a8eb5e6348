/* passage.h - one paragraph as attribution looks at it.
 *
 * A passage is a paragraph, or two where the first ends in a colon and the
 * second opens with a quote mark ("Kerry wrote:" and then the quotation).
 * Units stand one a token; MARGIN edge units on either side may be read, so
 * that looking at neighbours needs no test.  Signs are the units at which
 * there is something to stop for, so that nobody walks over all words to
 * find them. */
#ifndef DETENTE_PASSAGE_H
#define DETENTE_PASSAGE_H

#include "document.h"
#include "grammar.h"

enum { PASSAGE_MARGIN = 4 };

/* The first bits say, as a token's facts do, what it can be (enum sense). */
enum unit_flag {
    UNIT_CAPITAL = 16,
    UNIT_QUOTED = 32,  /* inside double quote marks; the marks are too */
    UNIT_FIRST = 64,   /* of its sentence */
    UNIT_LAST = 128    /* likewise */
};

struct unit {
    uint32_t form; /* hash of a common word; of others their shape */
    union {
        uint32_t facts; /* all that follows, as a token's facts have it */
        struct {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
            uint8_t class; /* enum word_class */
            uint8_t shape; /* grammar.h */
            uint8_t cue;   /* cue strength */
            uint8_t flags; /* enum sense, enum unit_flag */
#else
            uint8_t flags, cue, shape, class;
#endif
        };
    };
};

struct passage {
    struct unit *units; /* units[-MARGIN] .. units[count + MARGIN - 1] */
    int32_t count;
    /* in text order: what may be a cue, "that", and all quote marks */
    int32_t *signs;
    uint32_t sign_count;
    uint32_t token_start;   /* unit i is token token_start + i */
    uint32_t sentence_start, sentence_end; /* its sentences */
    bool quotes;            /* there are quote marks, single or double */
    bool open;              /* a quotation is still open at its end */
};

/* Room for any passage of the document, in its arena. */
void passage_open(struct passage *passage, const struct document *document);

/* The passage that begins with sentence `from`; the one before is gone. */
void passage_read(struct passage *passage, const struct document *document,
                  uint32_t from);

static inline bool is_quoted(const struct unit *unit) {
    return unit->flags & UNIT_QUOTED;
}

/* True for words, numbers and clitics. */
static inline bool is_word(const struct unit *unit) {
    return unit->class < CLASS_STOP;
}

/* Is it used so?  Bits of enum use. */
static inline uint32_t uses(const struct unit *unit) {
    return SHAPE_USES[unit->shape];
}

/* True where a cue is worth asking about. */
static inline bool may_be_cue(const struct unit *unit) {
    return unit->cue >= CUE_LEAST && !is_quoted(unit);
}

#endif
