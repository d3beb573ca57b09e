/*
 * The truth file of a simulated corpus: JSON lines that name the model, each
 * author's path and what each post shows. docs/simulator.md describes it.
 */
#ifndef GALATEA_CORPORA_TRUTH_H
#define GALATEA_CORPORA_TRUTH_H

#include "core/buffer.h"
#include "corpora/archive_writer.h"
#include "corpora/content.h"

/* What every line is written with; line is reused, the writer borrowed. */
struct gal_sim_truth {
	struct gal_archive_writer *writer;
	struct gal_buffer line;
};

/* Errors of all: as gal_archive_writer_line(). */
GAL_MUST_USE enum gal_status gal_sim_truth_model(struct gal_sim_truth *truth,
    const struct gal_sim_process *process, struct gal_sim_window window,
    uint64_t seed, int64_t event, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_sim_truth_author(struct gal_sim_truth *truth,
    uint64_t number, const struct gal_sim_author *author,
    const struct gal_sim_path *path, struct gal_error *err);
/* id: with t1_ or t3_. */
GAL_MUST_USE enum gal_status gal_sim_truth_post(struct gal_sim_truth *truth,
    const char *id, uint64_t author, const struct gal_sim_post *post,
    const struct gal_sim_content *content, struct gal_error *err);

/* The user name of an author, at most 31 bytes and NUL. */
void gal_sim_author_name(char out[32], uint64_t number);
/* "tool" … "committed"; "none" for 0. */
const char *gal_sim_rung_name(unsigned rung);

#endif
