#include "cli/stats_labels.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HOURS 47 /* gaps of 1 .. 47 hours, then whole days from 2 */

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
	gal_validation_tagger(
	    out->tagger, &out->stage_labels, &out->data.v, out->gold_stage);
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
			*out = (struct gal_post_label){
				labels->design.rows[unit].pi,
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

void
stats_spool_close(struct stats_spool *spool)
{
	if (spool->file != NULL)
		(void)fclose(spool->file);
	free(spool->gap);
	free(spool->symbol);
	free(spool->index);
	*spool = (struct stats_spool){ 0 };
}

enum gal_status
stats_spool_open(
    struct stats_spool *out, size_t states, int64_t span, struct gal_error *err)
{
	size_t days = (size_t)(span / GAL_SECONDS_PER_DAY) + 2;

	*out = (struct stats_spool){ .states = states };
	if (days > 60000)
		days = 60000; /* 164 years: the index is 16 bits */
	out->gap = calloc(HOURS + days, sizeof(*out->gap));
	if (out->gap == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t h = 1; h <= HOURS; h++)
		out->gap[out->gap_count++] = gal_gap_round((int64_t)h * 3600);
	for (size_t d = 2; d <= days; d++)
		out->gap[out->gap_count++] = (double)d;
	out->file = tmpfile();
	if (out->file == NULL) {
		int code = errno;

		stats_spool_close(out);
		return gal_fail_errno(
		    err, GAL_IO, code, "cannot make a temporary file");
	}
	return GAL_OK;
}

static uint16_t
gap_index(const struct stats_spool *spool, int64_t seconds)
{
	double days = gal_gap_round(seconds);
	size_t at = days < 1.99 ? (size_t)(days * 24 + 0.5) - 1
				: HOURS + (size_t)days - 2;

	if (at >= spool->gap_count)
		at = spool->gap_count - 1;
	return (uint16_t)at;
}

static enum gal_status
flush(struct stats_spool *spool, struct gal_error *err)
{
	size_t n = spool->count;

	spool->count = 0;
	/* one post tells nothing of moves */
	if (n < 2 || spool->authors == SPOOL_AUTHORS)
		return GAL_OK;
	spool->authors++;
	if (fwrite(&n, sizeof(n), 1, spool->file) != 1 ||
	    fwrite(spool->symbol, 1, n, spool->file) != n ||
	    fwrite(spool->index, sizeof(uint16_t), n, spool->file) != n)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot write a temporary file");
	return GAL_OK;
}

static enum gal_status
reserve(struct stats_spool *spool, size_t n, struct gal_error *err)
{
	uint8_t *symbol;
	uint16_t *index;

	if (n <= spool->capacity)
		return GAL_OK;
	n += n / 2 + 64;
	symbol = realloc(spool->symbol, n);
	if (symbol != NULL)
		spool->symbol = symbol;
	index = realloc(spool->index, n * sizeof(*index));
	if (index != NULL)
		spool->index = index;
	if (symbol == NULL || index == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	spool->capacity = n;
	return GAL_OK;
}

enum gal_status
stats_spool_add(struct stats_spool *spool, const struct gal_timed_post *post,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	if (!post->has_author || post->bot || !post->read)
		return GAL_OK;
	if (spool->count > 0 && spool->author != post->author)
		status = flush(spool, err);
	if (status == GAL_OK)
		status = reserve(spool, spool->count + 1, err);
	if (status != GAL_OK)
		return status;
	spool->symbol[spool->count] = (uint8_t)(post->stage + 1);
	spool->index[spool->count] =
	    spool->count == 0 ? 0 : gap_index(spool, post->t - spool->before);
	spool->count++;
	spool->author = post->author;
	spool->before = post->t;
	return GAL_OK;
}

static enum gal_status
spool_rewind(void *payload, struct gal_error *err)
{
	struct stats_spool *spool = payload;

	if (fseek(spool->file, 0, SEEK_SET) != 0)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot read a temporary file");
	return GAL_OK;
}

static enum gal_status
spool_next(void *payload, struct gal_hmm_series *out, struct gal_error *err)
{
	struct stats_spool *spool = payload;
	size_t n;
	enum gal_status status;

	if (fread(&n, sizeof(n), 1, spool->file) != 1) {
		if (feof(spool->file) != 0)
			return GAL_END;
		return gal_fail(err, GAL_IO, "cannot read a temporary file");
	}
	status = reserve(spool, n, err);
	if (status != GAL_OK)
		return status;
	if (fread(spool->symbol, 1, n, spool->file) != n ||
	    fread(spool->index, sizeof(uint16_t), n, spool->file) != n)
		return gal_fail(err, GAL_IO, "cannot read a temporary file");
	*out = (struct gal_hmm_series){ spool->symbol, spool->index, n };
	return GAL_OK;
}

static enum gal_status
fit_one(struct gal_shown_fit *out, bool *fitted, struct stats_spool *spool,
    const struct stats_labels *labels, bool free_shown, struct gal_error *err)
{
	struct gal_shown_source source = { spool, spool_rewind, spool_next };
	struct gal_shown_spec *spec = calloc(1, sizeof(*spec));
	struct gal_error local = { 0 };
	enum gal_status status;

	*fitted = false;
	if (spec == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	gal_chain_ladder(&spec->chain, spool->states, false);
	for (size_t r = 0; r < spec->chain.rates; r++)
		spec->chain.rate[r] = 0.002;
	spec->symbols = spool->states + 1;
	memcpy(spec->tagger, labels->tagger, sizeof(spec->tagger));
	spec->free_shown = free_shown;
	spec->gap = spool->gap;
	spec->gap_count = spool->gap_count;
	spec->max_steps = 100;
	status = gal_shown_fit(out, spec, &source, &local);
	free(spec);
	*fitted = status == GAL_OK;
	if (status == GAL_OK || status == GAL_UNDEFINED)
		return GAL_OK;
	return gal_fail(err, status, "%s", local.message);
}

enum gal_status
stats_spool_fit(struct stats_spool *spool, const struct stats_labels *labels,
    struct gal_timeline *timeline, struct gal_error *err)
{
	struct gal_shown_fit *fits = calloc(2, sizeof(*fits));
	bool fitted[2] = { false, false };
	enum gal_status status;

	if (fits == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	status = flush(spool, err);
	for (int i = 0; i < 2 && status == GAL_OK && labels->stage_labels > 0;
	     i++)
		status =
		    fit_one(&fits[i], &fitted[i], spool, labels, i == 1, err);
	if (status == GAL_OK)
		gal_timeline_set_hidden(timeline, fitted[0] ? &fits[0] : NULL,
		    fitted[1] ? &fits[1] : NULL);
	free(fits);
	return status;
}
