/* Design and labels as the arrays that stats/validation.h takes. */
#include <stdlib.h>
#include <string.h>

#include "cli/validate_files.h"

void
validation_free(struct validation_data *data)
{
	free(data->coder);
	free(data->code);
	free(data->model);
	free(data->pi);
	free(data->predicted);
	free(data->label);
	free(data->predicted_stage);
	free(data->stage);
	*data = (struct validation_data){ 0 };
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Distinct coders by name; ARGUMENT if there are too many. */
static enum gal_status
find_coders(struct validation_data *out, const struct labels *labels,
    struct gal_error *err)
{
	const char *names[GAL_CODERS_MAX];
	size_t count = 0;

	for (size_t i = 0; i < labels->count; i++) {
		size_t c = 0;

		while (
		    c < count && strcmp(names[c], labels->rows[i].coder) != 0)
			c++;
		if (c < count)
			continue;
		if (count == GAL_CODERS_MAX)
			return gal_fail(err, GAL_LIMIT, "more than %d coders",
			    GAL_CODERS_MAX);
		names[count++] = labels->rows[i].coder;
	}
	if (count > 1)
		qsort(names, count, sizeof(*names), compare_names);
	memcpy(out->coder, names, count * sizeof(*names));
	out->v.coders = count;
	return GAL_OK;
}

enum gal_status
validation_fill(struct validation_data *out, const struct design *design,
    const struct labels *labels, const struct gal_store_codebook *book,
    double conf, struct gal_error *err)
{
	size_t n = design->count, codes = book->code_count;
	size_t cells = n * GAL_CODERS_MAX;
	enum gal_status status;

	*out = (struct validation_data){ 0 };
	out->coder = calloc(GAL_CODERS_MAX, sizeof(*out->coder));
	out->model = calloc(GAL_CODERS_MAX, sizeof(*out->model));
	out->code = calloc(codes + 1, sizeof(*out->code));
	out->pi = calloc(n + 1, sizeof(*out->pi));
	out->predicted = calloc(n * codes + 1, 1);
	out->label = malloc(cells * codes + 1);
	out->predicted_stage = calloc(n + 1, sizeof(int));
	out->stage = calloc(cells + 1, sizeof(int));
	if (out->coder == NULL || out->model == NULL || out->code == NULL ||
	    out->pi == NULL || out->predicted == NULL || out->label == NULL ||
	    out->predicted_stage == NULL || out->stage == NULL) {
		validation_free(out);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	status = find_coders(out, labels, err);
	if (status != GAL_OK) {
		validation_free(out);
		return status;
	}
	memset(out->label, GAL_UNLABELLED, cells * codes + 1);
	for (size_t i = 0; i <= cells; i++)
		out->stage[i] = GAL_UNLABELLED;
	for (size_t c = 0; c < codes; c++)
		out->code[c] = book->codes[c].name;
	for (size_t u = 0; u < n; u++) {
		const struct design_row *row = &design->rows[u];

		out->pi[u] = row->pi;
		out->predicted_stage[u] = row->stage;
		for (size_t i = 0; i < row->code_count; i++)
			out->predicted[u * codes + row->codes[i]] = 1;
	}
	for (size_t i = 0; i < labels->count; i++) {
		const struct label_row *row = &labels->rows[i];
		int8_t *label;
		size_t c = 0;

		while (strcmp(out->coder[c], row->coder) != 0)
			c++;
		out->model[c] = row->model;
		label = out->label + (row->unit * out->v.coders + c) * codes;
		memset(label, 0, codes);
		for (size_t k = 0; k < row->code_count; k++)
			label[row->codes[k]] = 1;
		out->stage[row->unit * out->v.coders + c] =
		    row->stage < 0 ? 0 : row->stage;
		/* Rungs are coded in their own column, as the highest shown;
		 * tags may hold several: stage_confusion compares them. */
		for (size_t k = 0; k < codes; k++)
			if (strncmp(book->codes[k].name, "stage.", 6) == 0)
				label[k] = GAL_UNLABELLED;
	}
	out->v = (struct gal_validation){ .units = n,
		.coders = out->v.coders,
		.codes = codes,
		.rungs = book->rung_count,
		.coder = out->coder,
		.model = out->model,
		.code = out->code,
		.rung = book->rungs,
		.pi = out->pi,
		.predicted = out->predicted,
		.label = out->label,
		.predicted_stage = out->predicted_stage,
		.stage = out->stage,
		.conf = conf };
	return GAL_OK;
}
