#include "classify/fit_data.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "classify/grow.h"
#include "core/rng.h"

enum gal_status
gal_fit_new(struct gal_fit **out, const struct gal_codebook *book,
    const struct gal_fit_options *options, struct gal_error *err)
{
	struct gal_fit *fit = calloc(1, sizeof(*fit));
	enum gal_status st;

	*out = NULL;
	if (fit == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory to fit");
	if (options->folds < 2 || options->folds > 50) {
		free(fit);
		return gal_fail(err, GAL_ARGUMENT, "folds: 2 to 50");
	}
	fit->book = book;
	fit->options = *options;
	fit->texts = (struct gal_buffer)GAL_BUFFER(1u << 30);
	st = gal_scratch_new(&fit->scratch, book, err);
	if (st == GAL_OK)
		st = gal_grow((void **)&fit->features, &fit->feature_capacity,
		    book->rule_count + GAL_FIT_SETS_MAX, sizeof(*fit->features),
		    err);
	if (st != GAL_OK) {
		gal_fit_free(fit);
		return st;
	}
	for (uint32_t r = 0; r < book->rule_count; r++)
		fit->features[fit->feature_count++] = (struct gal_feature){
			.id = gal_str_copy(gal_str_of(book->rules[r].id)),
			.rule = r
		};
	for (unsigned k = 0; k < GAL_FIT_SETS_MAX; k++)
		fit->features[fit->feature_count++] =
		    (struct gal_feature){ .rule = UINT32_MAX };
	*out = fit;
	return GAL_OK;
}

void
gal_fit_free(struct gal_fit *fit)
{
	if (fit == NULL)
		return;
	gal_scratch_free(fit->scratch);
	for (size_t i = 0; i < fit->feature_count; i++) {
		free(fit->features[i].id);
		free(fit->features[i].entries);
	}
	free(fit->features);
	free(fit->posts);
	free(fit->labels);
	free(fit->candidates);
	free(fit->seen);
	gal_buffer_free(&fit->texts);
	for (int i = 0; i < 3; i++)
		free(fit->stance_scores[i]);
	free(fit->importance);
	free(fit->targets);
	free(fit);
}

enum gal_status
gal_feature_push(struct gal_feature *feature, uint32_t row, float value,
    struct gal_error *err)
{
	size_t capacity = feature->capacity;
	enum gal_status st = gal_grow((void **)&feature->entries, &capacity,
	    feature->count + 1, sizeof(*feature->entries), err);

	feature->capacity = (uint32_t)capacity;
	if (st == GAL_OK)
		feature->entries[feature->count++] =
		    (struct gal_entry){ row, value };
	return st;
}

/* Names in a cell, separated by any of `separators`. */
static bool
next_name(struct gal_str *rest, const char *separators, struct gal_str *name)
{
	size_t from = 0, end;

	while (from < rest->len && strchr(separators, rest->data[from]) != NULL)
		from++;
	for (end = from;
	     end < rest->len && strchr(separators, rest->data[end]) == NULL;)
		end++;
	*name = (struct gal_str){ rest->data + from, end - from };
	rest->data += end;
	rest->len -= end;
	return name->len > 0;
}

static void
read_labels(const struct gal_fit *fit, struct gal_fit_post *post,
    uint8_t *labels, const struct gal_fit_label *label)
{
	struct gal_str rest = label->stance, name;

	while (next_name(&rest, "|", &name)) {
		for (unsigned s = 0; s <= GAL_STANCE_FICTION; s++) {
			if (gal_str_equal(
				name, gal_str_of(gal_stance_name((uint8_t)s))))
				post->stances |= (uint8_t)(1u << s);
		}
	}
	rest = label->stage;
	while (next_name(&rest, "|", &name)) {
		for (size_t r = 0; r <= fit->book->rung_count; r++) {
			if (gal_str_equal(name,
				gal_str_of(gal_codebook_rung(fit->book, r))))
				post->rungs |= 1u << r;
		}
	}
	rest = label->codes;
	while (next_name(&rest, " ", &name)) {
		int code = gal_codebook_find_code(fit->book, name);

		if (code >= 0)
			labels[code] = GAL_LABEL_YES;
	}
	rest = label->disputed;
	while (next_name(&rest, " ", &name)) {
		int code = gal_codebook_find_code(fit->book, name);

		if (code >= 0)
			labels[code] = GAL_LABEL_SKIP;
	}
}

/* A new row: the post is classified and its features are kept. */
static enum gal_status
add_row(struct gal_fit *fit, const struct gal_input *input, uint32_t fold,
    uint8_t label, struct gal_error *err)
{
	size_t codes = fit->book->code_count;
	struct gal_scratch *s = fit->scratch;
	struct gal_reading reading;
	uint32_t row = (uint32_t)fit->post_count;
	enum gal_status st = gal_grow((void **)&fit->posts, &fit->post_capacity,
	    fit->post_count + 1, sizeof(*fit->posts), err);

	if (st == GAL_OK)
		st = gal_grow((void **)&fit->labels, &fit->label_capacity,
		    (fit->post_count + 1) * codes, 1, err);
	if (st == GAL_OK)
		st = gal_classify(&reading, s, input, err);
	if (st != GAL_OK)
		return st;
	fit->posts[row] = (struct gal_fit_post){ .fold = fold,
		.read = reading.unread == GAL_READ,
		.taught = fold == GAL_FOLD_NONE,
		.stance_read = GAL_STANCE_OTHER };
	memset(fit->labels + row * codes, label, codes);
	fit->post_count++;
	if (!fit->posts[row].read)
		return GAL_OK;
	for (size_t i = 0; i < s->active_count && st == GAL_OK; i++) {
		uint32_t rule = s->active[i];

		/* set again from scores the weights have not seen */
		if (rule == fit->book->context_rules[GAL_CONTEXT_STANCE] ||
		    fit->book->rules[rule].kind == GAL_RULE_TERM)
			continue;
		st = gal_feature_push(
		    &fit->features[rule], row, s->values[rule], err);
	}
	if (st == GAL_OK && fit->options.mine_terms)
		st = gal_fit_collect_terms(fit, err);
	if (st == GAL_OK && fit->options.mine_terms)
		st = gal_fit_collect_pairs(fit, err);
	return st;
}

enum gal_status
gal_fit_add_post(struct gal_fit *fit, const struct gal_input *input,
    const struct gal_fit_label *label, struct gal_error *err)
{
	size_t row = fit->post_count;
	uint32_t fold = (uint32_t)(gal_hash_bytes(label->id.data, label->id.len,
				       fit->options.seed) %
	    fit->options.folds);
	enum gal_status st;

	if (label->set >= GAL_FIT_SETS_MAX)
		return gal_fail(err, GAL_ARGUMENT, "more than %d sets of posts",
		    GAL_FIT_SETS_MAX);
	st = add_row(fit, input, fold, GAL_LABEL_NO, err);
	if (st != GAL_OK)
		return st;
	fit->posts[row].set = (uint8_t)label->set;
	fit->posts[row].taught = label->taught;
	read_labels(fit, &fit->posts[row],
	    fit->labels + row * fit->book->code_count, label);
	if (label->set > 0)
		st = gal_feature_push(
		    &fit->features[gal_fit_sets_begin(fit) + label->set],
		    (uint32_t)row, 1, err);
	return st;
}

enum gal_status
gal_fit_add_example(struct gal_fit *fit, const struct gal_input *input,
    uint32_t code, bool positive, struct gal_error *err)
{
	size_t row = fit->post_count;
	enum gal_status st =
	    add_row(fit, input, GAL_FOLD_NONE, GAL_LABEL_SKIP, err);

	if (st == GAL_OK)
		fit->labels[row * fit->book->code_count + code] =
		    positive ? GAL_LABEL_YES : GAL_LABEL_NO;
	return st;
}

enum gal_status
gal_fit_add_examples(struct gal_fit *fit, struct gal_error *err)
{
	enum gal_status st = GAL_OK;

	for (uint32_t c = 0; c < fit->book->code_count; c++) {
		const struct gal_code *code = &fit->book->codes[c];
		size_t all = code->positive_count + code->negative_count;

		for (size_t i = 0; i < all && st == GAL_OK; i++) {
			bool positive = i < code->positive_count;
			const struct gal_example *e = positive
			    ? &code->positive[i]
			    : &code->negative[i - code->positive_count];
			struct gal_input input = { .community =
						       gal_str_of(e->community),
				.title = gal_str_of(e->title),
				.text = gal_str_of(e->text) };

			st = gal_fit_add_example(fit, &input, c, positive, err);
		}
	}
	return st;
}

/* May the token stand in a mined term? Words that are no names, written so
 * that a pattern reads them back. */
static bool
may_be_mined(const struct gal_scratch *s, size_t i)
{
	const struct gal_token *t = &s->tokens.tokens[i];
	struct gal_str norm = gal_token_norm(&s->tokens, t);

	if ((t->marks & (GAL_MARK_QUOTED | GAL_MARK_CODE | GAL_MARK_LONG)) != 0)
		return false;
	if (t->kind == GAL_TOKEN_EMOJI)
		return (unsigned char)norm.data[0] >= 0x80;
	if (t->kind != GAL_TOKEN_WORD)
		return false;
	for (size_t k = 0; k < norm.len; k++) {
		if (norm.data[k] < 'a' || norm.data[k] > 'z')
			return false;
	}
	/* a capitalised word that the codebook does not know: a name */
	return (t->marks & GAL_MARK_CAPITAL) == 0 ||
	    (s->token_flags[i] & (GAL_REF_KNOWN | GAL_REF_FUNCTION)) != 0;
}

enum gal_status
gal_fit_count_candidate(
    struct gal_fit *fit, const char *text, size_t len, struct gal_error *err)
{
	uint64_t h = gal_hash_bytes(text, len, 11);
	uint32_t post = (uint32_t)fit->post_count; /* this post's row + 1 */
	struct gal_candidate *c;
	enum gal_status st;
	size_t i;

	if (fit->candidate_used * 2 >= fit->candidate_size) {
		size_t size = fit->candidate_size == 0
		    ? 1u << 16
		    : fit->candidate_size * 2;
		struct gal_candidate *grown = calloc(size, sizeof(*grown));

		if (grown == NULL)
			return gal_fail(err, GAL_NOMEM, "no memory for terms");
		for (size_t k = 0; k < fit->candidate_size; k++) {
			if (fit->candidates[k].posts == 0)
				continue;
			i = fit->candidates[k].hash & (size - 1);
			while (grown[i].posts != 0)
				i = (i + 1) & (size - 1);
			grown[i] = fit->candidates[k];
		}
		free(fit->candidates);
		fit->candidates = grown;
		fit->candidate_size = size;
	}
	i = h & (fit->candidate_size - 1);
	while (fit->candidates[i].posts != 0 && fit->candidates[i].hash != h)
		i = (i + 1) & (fit->candidate_size - 1);
	c = &fit->candidates[i];
	if (c->posts == 0) {
		c->hash = h;
		c->text = (uint32_t)fit->texts.len;
		c->feature = UINT32_MAX;
		fit->candidate_used++;
		st = gal_buffer_append(&fit->texts, text, len, err);
		if (st == GAL_OK)
			st = gal_buffer_append(&fit->texts, "", 1, err);
		if (st != GAL_OK)
			return st;
	}
	if (c->last == post)
		return GAL_OK;
	c->last = post;
	c->posts++;
	st = gal_grow((void **)&fit->seen, &fit->seen_capacity,
	    fit->seen_count + 1, sizeof(*fit->seen), err);
	if (st == GAL_OK) {
		fit->seen[fit->seen_count].hash = h;
		fit->seen[fit->seen_count++].post = post - 1;
	}
	return st;
}

/* Is a word of [from, to) negated by one outside? As a match would be. */
static bool
is_negated(const struct gal_scratch *s, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		uint32_t negator = s->tokens.tokens[i].negator;

		if (negator != GAL_NO_TOKEN &&
		    (negator < from || negator >= to))
			return true;
	}
	return false;
}

enum gal_status
gal_fit_collect_terms(struct gal_fit *fit, struct gal_error *err)
{
	const struct gal_scratch *s = fit->scratch;

	for (size_t i = 0; i < s->tokens.count; i++) {
		char text[GAL_TERM_WORDS_MAX * (GAL_WORD_MAX + 1)];
		size_t len = 0;

		for (size_t n = 0;
		     n < GAL_TERM_WORDS_MAX && i + n < s->tokens.count; n++) {
			const struct gal_token *t = &s->tokens.tokens[i + n];
			struct gal_str norm = gal_token_norm(&s->tokens, t);
			enum gal_status st;

			if (t->sentence != s->tokens.tokens[i].sentence ||
			    !may_be_mined(s, i + n))
				break;
			if (n > 0)
				text[len++] = ' ';
			memcpy(text + len, norm.data, norm.len);
			len += norm.len;
			if (is_negated(s, i, i + n + 1))
				continue;
			st = gal_fit_count_candidate(fit, text, len, err);
			if (st != GAL_OK)
				return st;
		}
	}
	return GAL_OK;
}

enum gal_status
gal_fit_build_terms(struct gal_fit *fit, struct gal_error *err)
{
	for (size_t k = 0; k < fit->seen_count; k++) {
		size_t i = fit->seen[k].hash & (fit->candidate_size - 1);
		struct gal_candidate *c;
		enum gal_status st;

		while (fit->candidates[i].hash != fit->seen[k].hash)
			i = (i + 1) & (fit->candidate_size - 1);
		c = &fit->candidates[i];
		if (c->posts < GAL_TERM_POSTS_MIN)
			continue;
		if (c->feature == UINT32_MAX) {
			struct gal_buffer id = GAL_BUFFER(4096);

			st = gal_grow((void **)&fit->features,
			    &fit->feature_capacity, fit->feature_count + 1,
			    sizeof(*fit->features), err);
			if (st == GAL_OK)
				st = gal_buffer_printf(&id, err, "term:%s",
				    fit->texts.data + c->text);
			if (st != GAL_OK)
				return st;
			c->feature = (uint32_t)fit->feature_count;
			fit->features[fit->feature_count++] =
			    (struct gal_feature){ .id = id.data,
				    .rule = UINT32_MAX };
		}
		st = gal_feature_push(
		    &fit->features[c->feature], fit->seen[k].post, 1, err);
		if (st != GAL_OK)
			return st;
	}
	return GAL_OK;
}
