/*
 * From the lines of weights/ to what each rule adds to each code.
 */
#include "classify/load.h"

#include <stdlib.h>
#include <string.h>

static int
compare_weights_by_feature(const void *a, const void *b)
{
	return strcmp(((const struct gal_loaded_weight *)a)->feature,
	    ((const struct gal_loaded_weight *)b)->feature);
}

enum gal_status
gal_book_add_mined_terms(struct gal_codebook *book, struct gal_error *err)
{
	if (book->loaded_count == 0)
		return GAL_OK;
	qsort(book->loaded, book->loaded_count, sizeof(*book->loaded),
	    compare_weights_by_feature);
	for (size_t i = 0; i < book->loaded_count; i++) {
		const char *feature = book->loaded[i].feature;
		enum gal_status st;

		if (strncmp(feature, "term:", 5) != 0 ||
		    (i > 0 &&
			strcmp(book->loaded[i - 1].feature, feature) == 0))
			continue;
		st = gal_book_add_pattern_rule(
		    book, feature, GAL_RULE_TERM, gal_str_of(feature + 5), err);
		if (st == GAL_OK)
			st = gal_conditions_parse(
			    &book->rules[book->rule_count - 1].conditions,
			    GAL_STR("!negated"), err);
		if (st != GAL_OK)
			return st;
	}
	return GAL_OK;
}

struct pair {
	uint32_t feature;
	struct gal_weight weight;
};

static int
compare_pairs(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;

	if (x->feature != y->feature)
		return x->feature < y->feature ? -1 : 1;
	return x->weight.code < y->weight.code
	    ? -1
	    : x->weight.code > y->weight.code;
}

/* A rung's rule says the post is at least there. */
static size_t
hand_weights(const struct gal_codebook *book, uint32_t feature,
    const bool *listed, struct pair *out)
{
	const struct gal_rule *rule = &book->rules[feature];
	const struct gal_code *code;
	size_t count = 0;

	if (rule->code == GAL_NO_CODE)
		return 0;
	code = &book->codes[rule->code];
	if (code->rung == 0) {
		if (!code->learned || !listed[feature])
			out[count++] = (struct pair){ feature,
				{ (uint32_t)rule->code, (float)rule->weight,
				    0 } };
		return count;
	}
	for (uint8_t r = 1; r <= code->rung; r++) {
		int lower = book->rung_codes[r];

		if (lower != GAL_NO_CODE &&
		    (!book->codes[lower].learned || !listed[feature]))
			out[count++] = (struct pair){ feature,
				{ (uint32_t)lower, (float)rule->weight, 0 } };
	}
	return count;
}

enum gal_status
gal_book_settle_weights(struct gal_codebook *book, struct gal_error *err)
{
	size_t most = book->loaded_count + book->rule_count * (GAL_RUNGS_MAX);
	struct pair *pairs = calloc(most + 1, sizeof(*pairs));
	bool *listed = calloc(book->rule_count + 1, sizeof(*listed));
	size_t count = 0;

	book->weight_first =
	    calloc(book->rule_count + 2, sizeof(*book->weight_first));
	if (pairs == NULL || listed == NULL || book->weight_first == NULL)
		goto nomem;
	for (size_t i = 0; i < book->loaded_count; i++) {
		const struct gal_loaded_weight *w = &book->loaded[i];
		int code = gal_codebook_find_code(book, gal_str_of(w->code));
		int feature;

		if (code < 0)
			continue; /* `codebook check` names these */
		book->codes[code].learned = true;
		if (strcmp(w->feature, "bias") == 0) {
			book->codes[code].bias = w->weight;
			continue;
		}
		if (strcmp(w->feature, "threshold") == 0) {
			book->codes[code].threshold = w->weight;
			continue;
		}
		feature = gal_codebook_find_rule(book, gal_str_of(w->feature));
		if (feature < 0)
			continue;
		listed[feature] = true;
		pairs[count++] = (struct pair){ (uint32_t)feature,
			{ (uint32_t)code, (float)w->weight, w->posts } };
	}
	for (uint32_t i = 0; i < book->rule_count; i++)
		count += hand_weights(book, i, listed, pairs + count);
	qsort(pairs, count, sizeof(*pairs), compare_pairs);
	book->weights = calloc(count + 1, sizeof(*book->weights));
	if (book->weights == NULL)
		goto nomem;
	for (size_t i = 0; i < count; i++) {
		book->weights[i] = pairs[i].weight;
		book->weight_first[pairs[i].feature + 1]++;
	}
	for (size_t i = 0; i < book->rule_count; i++)
		book->weight_first[i + 1] += book->weight_first[i];
	free(pairs);
	free(listed);
	return GAL_OK;
nomem:
	free(pairs);
	free(listed);
	return gal_fail(err, GAL_NOMEM, "no memory for weights");
}
