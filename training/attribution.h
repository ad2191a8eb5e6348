/* attribution.h - learns who says what from an annotated corpus.
 *
 * The corpus is a folder with docs.csv (doc_id), text/DOC_ID.txt and gold.csv:
 * one row an attribution with byte offsets (half-open; several pieces with
 * `;` between them) in the columns doc_id, source_start, source_end,
 * cue_start, cue_end, content_start, content_end. */
#ifndef DETENTE_TRAIN_ATTRIBUTION_H
#define DETENTE_TRAIN_ATTRIBUTION_H

#include "base/failure.h"
#include "decide.h"
#include "pipeline.h"

/* How one decision (pipeline/decide.h) did on every fifth article, which for
 * this count alone was left out of learning; each decision is asked with the
 * right answers to those before it. */
struct decision_report {
    uint64_t asked;
    uint64_t offered; /* the right answer was among the options */
    uint64_t right;   /* and was chosen */
};

struct attribution_report {
    uint64_t articles, attributions;
    struct decision_report decisions[DECISION_COUNT];
};

/* Writes attribution_cues.csv and attribution.weights into folder `model` and
 * fills `report`.  The same corpus gives the same bytes.  Of `tools` it needs
 * options, lexicons and words. */
bool train_attribution(const char *corpus, const char *model,
                       struct tools *tools, struct attribution_report *report,
                       struct failure *why);

/* `detente train --attribution CORPUS -o MODEL`: the same, with the report
 * printed and written to attribution.card.md. */
bool train_attribution_command(const struct options *options, int *status,
                               struct failure *why);

#endif
