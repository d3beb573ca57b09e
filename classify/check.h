/*
 * Checking a codebook: its examples, rules that do nothing, what each rule
 * contributes on labelled posts.
 */
#ifndef GALATEA_CLASSIFY_CHECK_H
#define GALATEA_CLASSIFY_CHECK_H

#include "classify/fit.h"
#include "core/frame.h"

struct gal_check;

GAL_MUST_USE enum gal_status gal_check_new(struct gal_check **out,
    const struct gal_codebook *book, struct gal_error *err);
void gal_check_free(struct gal_check *check);

/*
 * Run the examples of every code. *failed is the frame of those that are
 * read otherwise than they should be; *count of all examples run.
 */
GAL_MUST_USE enum gal_status gal_check_examples(struct gal_frame **failed,
    size_t *count, struct gal_check *check, struct gal_error *err);
/* Count the rules' hits on a labelled post. */
GAL_MUST_USE enum gal_status gal_check_add_post(struct gal_check *check,
    const struct gal_input *input, const struct gal_fit_label *label,
    struct gal_error *err);
/*
 * Faults of the rules: the same pattern twice, rules that never matched
 * (neither in examples nor in posts), rules that only ever matched where
 * another of the same code did, weights for rules that are gone.
 */
GAL_MUST_USE enum gal_status gal_check_faults(
    struct gal_frame **out, struct gal_check *check, struct gal_error *err);
/* Per rule: posts hit, of them with its code, precision with interval,
 * positive posts that no other rule of the code hit. Empty without posts. */
GAL_MUST_USE enum gal_status gal_check_rules(
    struct gal_frame **out, struct gal_check *check, struct gal_error *err);

#endif
