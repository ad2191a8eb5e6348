/* passage.h - one paragraph as attribution looks at it.
 *
 * A passage is a paragraph, or two where the first ends in a colon and the
 * second opens with a quote mark ("Kerry wrote:" and then the quotation).
 * Units stand one a token; MARGIN edge units on either side may be read, so
 * that looking at neighbours needs no test. */
#ifndef DETENTE_PASSAGE_H
#define DETENTE_PASSAGE_H

#include "document.h"
#include "grammar.h"

enum { PASSAGE_MARGIN = 4 };

enum unit_flag {
    UNIT_QUOTED = 1, /* inside double quote marks; the marks are too */
    UNIT_FIRST = 2,  /* of its sentence */
    UNIT_LAST = 4,   /* of its sentence */
    UNIT_CAPITAL = 8,
    UNIT_HEADING = 16 /* in a line that stands alone */
};

struct unit {
    uint32_t form;  /* hash of the folded word */
    uint8_t class;  /* enum word_class */
    uint16_t shape; /* the class; for open classes with the senses */
    uint8_t senses; /* bits of enum sense */
    uint8_t cue;    /* cue strength, 0 inside quote marks */
    uint8_t flags;  /* bits of enum unit_flag */
};

struct passage {
    struct unit *units; /* units[-MARGIN] .. units[count + MARGIN - 1] */
    int32_t count;
    uint32_t token_start;   /* unit i is token token_start + i */
    uint32_t sentence_end;  /* the first sentence behind the passage */
    bool open;              /* a quotation is still open at its end */
};

/* The passage that begins with sentence `from`; memory from the document's
 * arena. */
void passage_read(struct passage *passage, const struct document *document,
                  const struct grammar *grammar, uint32_t from);

static inline bool is_quoted(const struct unit *unit) {
    return unit->flags & UNIT_QUOTED;
}

/* True for words, numbers and clitics. */
static inline bool is_word(const struct unit *unit) {
    return unit->class < CLASS_STOP;
}

#endif
