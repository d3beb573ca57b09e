#include "cli/stats_spool.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define HOURS 47 /* gaps of 1 .. 47 hours, then whole days from 2 */

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

static void
fill_spec(struct gal_hmm_spec *spec, const struct stats_spool *spool,
    const struct stats_labels *labels, enum gal_hidden_model model)
{
	size_t k = spool->states, n = k + 1;

	gal_chain_ladder(&spec->chain, k, false);
	spec->shows = spec->symbols = n;
	spec->gap = spool->gap;
	spec->gap_count = spool->gap_count;
	spec->seed = 1;
	gal_hmm_start_init(spec);
	spec->free_shown = model != GAL_HIDDEN_OWN;
	if (model != GAL_HIDDEN_OWN)
		gal_hmm_start_shown(spec, model == GAL_HIDDEN_FREE);
	for (size_t i = 0; i < n; i++) {
		if (model == GAL_HIDDEN_OWN && i < k)
			spec->shown[i * n + i + 1] = 1;
		if (model == GAL_HIDDEN_FREE)
			spec->tagger[i * n + i] = 1;
	}
	if (model == GAL_HIDDEN_FREE)
		return;
	memcpy(spec->tagger, labels->tagger, sizeof(spec->tagger));
	memcpy(spec->labels, labels->tagger_labels, sizeof(spec->labels));
}

static enum gal_status
fit_one(struct gal_hmm_fit *fit, struct gal_hmm_spec *spec,
    struct stats_spool *spool, const struct stats_labels *labels,
    enum gal_hidden_model model, struct gal_timeline *timeline,
    struct gal_error *err)
{
	struct gal_hmm_source source = { spool, spool_rewind, spool_next };
	struct gal_error local = { 0 };
	enum gal_status status;

	memset(spec, 0, sizeof(*spec));
	fill_spec(spec, spool, labels, model);
	status = gal_hmm_fit(fit, spec, &source, &local);
	if (status == GAL_OK)
		gal_timeline_set_hidden(timeline, model, fit, NULL);
	else if (status == GAL_UNDEFINED || status == GAL_LIMIT)
		gal_timeline_set_hidden(timeline, model, NULL, local.message);
	else
		return gal_fail(err, status, "%s", local.message);
	return GAL_OK;
}

enum gal_status
stats_spool_fit(struct stats_spool *spool, const struct stats_labels *labels,
    struct gal_timeline *timeline, struct gal_error *err)
{
	struct gal_hmm_spec *spec = calloc(1, sizeof(*spec));
	struct gal_hmm_fit *fit = calloc(1, sizeof(*fit));
	enum gal_status status = spec == NULL || fit == NULL
	    ? gal_fail(err, GAL_NOMEM, "out of memory")
	    : flush(spool, err);

	for (int m = 0; m < GAL_HIDDEN_MODELS && status == GAL_OK; m++)
		if (m == GAL_HIDDEN_FREE ||
		    (labels != NULL && labels->stage_labels > 0))
			status = fit_one(fit, spec, spool, labels,
			    (enum gal_hidden_model)m, timeline, err);
	free(spec);
	free(fit);
	return status;
}
