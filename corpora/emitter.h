/*
 * Planned posts, in the order of time, become archive lines: ids that ascend,
 * threads, scores, deletions, bots and later copies. Bounded memory: a ring
 * of recent threads per community and a small set of copies to come.
 */
#ifndef GALATEA_CORPORA_EMITTER_H
#define GALATEA_CORPORA_EMITTER_H

#include "corpora/corpus.h"
#include "corpora/plan.h"
#include "corpora/truth.h"

struct gal_sim_emitter;

/* corpus and truth are borrowed; truth may be NULL. Errors: as
 * gal_archive_writer_open(), NOMEM. */
GAL_MUST_USE enum gal_status gal_sim_emitter_new(struct gal_sim_emitter **out,
    const struct gal_sim_corpus *corpus, struct gal_sim_truth *truth,
    struct gal_error *err);
/* Adds to totals. Errors: as gal_archive_writer_line(). */
GAL_MUST_USE enum gal_status gal_sim_emitter_post(
    struct gal_sim_emitter *emitter, const struct gal_sim_planned *planned,
    struct gal_sim_totals *totals, struct gal_error *err);
/* Write the copies still to come and close both archives. */
GAL_MUST_USE enum gal_status gal_sim_emitter_finish(
    struct gal_sim_emitter *emitter, struct gal_sim_totals *totals,
    struct gal_error *err);
/* Leaves no file behind unless finished. NULL is allowed. */
void gal_sim_emitter_free(struct gal_sim_emitter *emitter);

#endif
