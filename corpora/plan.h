/*
 * From authors to time order at constant memory: the posts of all authors
 * are planned author by author and put into buckets of time on disk; each
 * bucket then fits in memory and is sorted. Needs 24 bytes of disk a post in
 * the directory given; the files have no names and vanish with the process.
 */
#ifndef GALATEA_CORPORA_PLAN_H
#define GALATEA_CORPORA_PLAN_H

#include "core/status.h"
#include "corpora/process.h"

struct gal_sim_planned {
	int64_t time;
	uint32_t author;
	uint32_t index; /* of the author's posts */
	uint8_t own;
	uint8_t shown;
};

struct gal_sim_plan;

/* expected: posts to come, roughly; it sets the number of buckets and
 * changes nothing else. Errors: NOMEM, IO, FULL, READ_ONLY. */
GAL_MUST_USE enum gal_status gal_sim_plan_new(struct gal_sim_plan **out,
    struct gal_sim_window window, uint64_t expected, const char *directory,
    struct gal_error *err);
void gal_sim_plan_free(struct gal_sim_plan *plan);
/* Errors: IO, FULL. */
GAL_MUST_USE enum gal_status gal_sim_plan_add(struct gal_sim_plan *plan,
    const struct gal_sim_planned *post, struct gal_error *err);
size_t gal_sim_plan_buckets(const struct gal_sim_plan *plan);
/* The posts of one bucket in the order of (time, author, index); borrowed
 * until the next call. Errors: NOMEM, IO. */
GAL_MUST_USE enum gal_status gal_sim_plan_bucket(
    const struct gal_sim_planned **out, size_t *count,
    struct gal_sim_plan *plan, size_t bucket, struct gal_error *err);

#endif
