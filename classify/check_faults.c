/* Rules that do nothing, or nothing of their own. */
#include "classify/check_internal.h"

#include <stdlib.h>
#include <string.h>

#include "classify/load.h"

#define SHADOW_POSTS_MIN 3 /* fewer hits say nothing about shadowing */

static enum gal_status
add_fault(struct gal_frame *f, const char *rule, const char *fault,
    const char *other, struct gal_error *err)
{
	enum gal_status st = gal_frame_text(f, rule, err);

	if (st == GAL_OK)
		st = gal_frame_text(f, fault, err);
	if (st == GAL_OK)
		st = gal_frame_text(f, other, err);
	return st;
}

struct pattern_key {
	const struct gal_pattern *pattern;
	const struct gal_rule *rule;
};

/* By code, pattern and conditions. */
static int
compare_patterns(const struct pattern_key *x, const struct pattern_key *y)
{
	const struct gal_conditions *a = &x->rule->conditions;
	const struct gal_conditions *b = &y->rule->conditions;
	int order;

	if (x->rule->code != y->rule->code)
		return x->rule->code < y->rule->code ? -1 : 1;
	order = strcmp(x->pattern->text, y->pattern->text);
	if (order != 0)
		return order;
	if (a->care != b->care)
		return a->care < b->care ? -1 : 1;
	if (a->want != b->want)
		return a->want < b->want ? -1 : 1;
	return 0;
}

static int
compare_keys(const void *a, const void *b)
{
	const struct pattern_key *x = a, *y = b;
	int order = compare_patterns(x, y);

	return order != 0 ? order : strcmp(x->rule->id, y->rule->id);
}

static enum gal_status
find_duplicates(
    struct gal_frame *f, const struct gal_check *check, struct gal_error *err)
{
	const struct gal_automaton *a = check->book->automaton;
	struct pattern_key *keys = calloc(a->pattern_count + 1, sizeof(*keys));
	size_t count = 0;
	enum gal_status st = GAL_OK;

	if (keys == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory to check");
	for (size_t i = 0; i < a->pattern_count; i++) {
		if (a->patterns[i].role == GAL_ROLE_ANY)
			keys[count++] = (struct pattern_key){ &a->patterns[i],
				&check->book->rules[a->patterns[i].owner] };
	}
	qsort(keys, count, sizeof(*keys), compare_keys);
	for (size_t i = 1; i < count && st == GAL_OK; i++) {
		const struct pattern_key *x = &keys[i - 1], *y = &keys[i];

		if (compare_patterns(x, y) == 0)
			st = add_fault(f, y->rule->id,
			    "duplicate: the same pattern and conditions",
			    x->rule->id, err);
	}
	free(keys);
	return st;
}

static bool
is_subset(const struct rule_hits *small, const struct rule_hits *large)
{
	size_t k = 0;

	for (size_t i = 0; i < small->count; i++) {
		while (k < large->count && large->posts[k] < small->posts[i])
			k++;
		if (k == large->count || large->posts[k] != small->posts[i])
			return false;
	}
	return true;
}

static enum gal_status
find_shadowed(
    struct gal_frame *f, const struct gal_check *check, struct gal_error *err)
{
	const struct gal_codebook *book = check->book;

	for (size_t i = 0; i < book->rule_count; i++) {
		const struct gal_rule *rule = &book->rules[i];
		const struct rule_hits *hits = &check->rules[i];

		if (rule->kind != GAL_RULE_PATTERN ||
		    rule->code == GAL_NO_CODE || hits->count < SHADOW_POSTS_MIN)
			continue;
		for (size_t k = 0; k < book->rule_count; k++) {
			const struct gal_rule *other = &book->rules[k];
			enum gal_status st;

			if (k == i || other->kind != GAL_RULE_PATTERN ||
			    other->code != rule->code ||
			    other->weight * rule->weight < 0 ||
			    check->rules[k].count < hits->count ||
			    (check->rules[k].count == hits->count && k > i) ||
			    !is_subset(hits, &check->rules[k]))
				continue;
			st = add_fault(f, rule->id,
			    "shadowed: hits only where the other does",
			    other->id, err);
			if (st != GAL_OK)
				return st;
			break;
		}
	}
	return GAL_OK;
}

static enum gal_status
find_stale_weights(
    struct gal_frame *f, const struct gal_check *check, struct gal_error *err)
{
	const struct gal_codebook *book = check->book;

	for (size_t i = 0; i < book->loaded_count; i++) {
		const struct gal_loaded_weight *w = &book->loaded[i];
		enum gal_status st;

		if (strcmp(w->feature, "bias") == 0 ||
		    strcmp(w->feature, "threshold") == 0 ||
		    (gal_codebook_find_rule(book, gal_str_of(w->feature)) >=
			    0 &&
			gal_codebook_find_code(book, gal_str_of(w->code)) >= 0))
			continue;
		st = add_fault(f, w->feature,
		    "stale: a weight for a rule or code that is gone", w->code,
		    err);
		if (st != GAL_OK)
			return st;
	}
	return GAL_OK;
}

enum gal_status
gal_check_faults(
    struct gal_frame **out, struct gal_check *check, struct gal_error *err)
{
	const struct gal_codebook *book = check->book;
	struct gal_frame *f = NULL;
	enum gal_status st = gal_frame_new(
	    &f, "faults", "Rules that are dead, shadowed, duplicated", err);

	*out = NULL;
	if (st == GAL_OK)
		st = gal_frame_column(f, "rule", GAL_CELL_TEXT, "", "id", err);
	if (st == GAL_OK)
		st = gal_frame_column(
		    f, "fault", GAL_CELL_TEXT, "", "what is wrong", err);
	if (st == GAL_OK)
		st = gal_frame_column(f, "other", GAL_CELL_TEXT, "",
		    "the rule or code it collides with", err);
	if (st == GAL_OK)
		st = find_duplicates(f, check, err);
	for (size_t i = 0; i < book->rule_count && st == GAL_OK; i++) {
		uint8_t kind = book->rules[i].kind;

		if (!check->rules[i].ever && kind != GAL_RULE_CONTEXT &&
		    kind != GAL_RULE_LEXICON && kind != GAL_RULE_FIELD)
			st = add_fault(f, book->rules[i].id,
			    "dead: no example and no labelled post calls it",
			    NULL, err);
	}
	if (st == GAL_OK)
		st = find_shadowed(f, check, err);
	if (st == GAL_OK)
		st = find_stale_weights(f, check, err);
	if (st != GAL_OK) {
		gal_frame_free(f);
		return st;
	}
	*out = f;
	return GAL_OK;
}
