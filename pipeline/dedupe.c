/* dedupe.c - articles that repeat an earlier one: the same agency report in
 * ten papers is one report.
 *
 * Compared are shingles of words, so new headlines, other datelines, cut
 * tails and a few changed words do not matter; what counts as the same and
 * how far back is looked stands in copies.h.  A copy names the first article
 * of its group.  Ordered, since the earlier one is the original. */
#include "copies.h"
#include "pipeline.h"

#include <string.h>

bool dedupe_step(struct document *document, struct tools *tools,
                 struct failure *why) {
    (void)why;
    struct signature signature;
    const char *doc_id = document->article.doc_id;
    if (!signature_make(document, &signature))
        return true;
    if (!tools->copies) {
        struct signature *kept =
            arena_take(document->arena, sizeof signature);
        *kept = signature;
        document->signature = kept;
        return true;
    }
    const char *original = copies_add(tools->copies, doc_id, &signature);
    if (strcmp(original, doc_id) != 0) /* another part of a long text */
        document->article.copy_of =
            arena_copy(document->arena, original, strlen(original));
    return true;
}
