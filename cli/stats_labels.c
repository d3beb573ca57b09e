#include "cli/stats_labels.h"

#include <stdlib.h>
#include <string.h>

void
stats_labels_free(struct stats_labels *labels)
{
	validation_free(&labels->data);
	labels_free(&labels->labels);
	design_free(&labels->design);
	free(labels->gold);
	free(labels->gold_stage);
	free(labels->by_row);
	labels->gold = NULL;
	labels->gold_stage = NULL;
	labels->by_row = NULL;
}

struct placed {
	int64_t row_id;
	size_t unit;
};

static int
compare_placed(const void *a, const void *b)
{
	const struct placed *x = a;
	const struct placed *y = b;

	return (x->row_id > y->row_id) - (x->row_id < y->row_id);
}

static enum gal_status
sort_rows(struct stats_labels *out, struct gal_error *err)
{
	size_t n = out->design.count;
	struct placed *placed = calloc(n + 1, sizeof(*placed));

	if (placed == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t u = 0; u < n; u++)
		placed[u] = (struct placed){ out->design.rows[u].row_id, u };
	qsort(placed, n, sizeof(*placed), compare_placed);
	for (size_t u = 0; u < n; u++)
		out->by_row[u] = placed[u].unit;
	free(placed);
	return GAL_OK;
}

enum gal_status
stats_labels_read(struct stats_labels *out, const char *directory,
    const struct gal_store_codebook *book, struct gal_error *err)
{
	enum gal_status status;
	size_t n;

	memset(out, 0, sizeof(*out));
	status = design_read(&out->design, directory, book, err);
	if (status == GAL_OK)
		status = labels_read(
		    &out->labels, directory, &out->design, book, err);
	if (status == GAL_OK && out->labels.count == 0)
		status = gal_fail(err, GAL_UNDEFINED,
		    "no labels in %s yet: galatea validate import", directory);
	if (status == GAL_OK)
		status = validation_fill(
		    &out->data, &out->design, &out->labels, book, 0.95, err);
	n = out->design.count;
	out->gold = calloc(n * book->code_count + 1, 1);
	out->gold_stage = calloc(n + 1, sizeof(int));
	out->by_row = calloc(n + 1, sizeof(size_t));
	if (status == GAL_OK &&
	    (out->gold == NULL || out->gold_stage == NULL ||
		out->by_row == NULL))
		status = gal_fail(err, GAL_NOMEM, "out of memory");
	if (status == GAL_OK)
		status = sort_rows(out, err);
	if (status != GAL_OK) {
		stats_labels_free(out);
		return status;
	}
	gal_validation_gold(
	    out->gold, out->gold_stage, &out->by_model, &out->data.v);
	gal_validation_tagger(out->tagger, out->tagger_labels,
	    &out->stage_labels, &out->data.v, out->gold_stage);
	return GAL_OK;
}

bool
stats_labels_find(struct gal_post_label *out, const struct stats_labels *labels,
    int64_t row_id)
{
	size_t lo = 0, hi = labels->design.count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		size_t unit = labels->by_row[mid];
		int64_t at = labels->design.rows[unit].row_id;

		if (at == row_id) {
			int stage = labels->gold_stage[unit];

			*out = (struct gal_post_label){
				.pi = labels->design.rows[unit].pi,
				.stage = stage == GAL_UNLABELLED
				    ? GAL_LABEL_OPEN
				    : stage - 1,
				.codes =
				    labels->gold + unit * labels->data.v.codes
			};
			return true;
		}
		if (at < row_id)
			lo = mid + 1;
		else
			hi = mid;
	}
	return false;
}
