/*
 * Composites, scores, decisions, evidence.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "classify/grow.h"
#include "classify/scratch.h"

#define EVIDENCE_MAX 4 /* tags of one code */

static bool
hit_in(const struct gal_scratch *s, uint32_t rule, uint32_t sentence)
{
	for (size_t i = 0; i < s->hit_count; i++) {
		if (s->hits[i].rule == rule && s->hits[i].sentence == sentence)
			return true;
	}
	return false;
}

/* Is one of the rules of a term active, in a sentence if one is given? */
static bool
term_rules_hold(const struct gal_scratch *s, const struct gal_term *term,
    uint32_t sentence, uint32_t *which)
{
	for (uint32_t i = 0; i < term->count; i++) {
		uint32_t rule = s->book->term_rules[term->first + i];

		if (gal_scratch_value(s, rule) <= 0)
			continue;
		if (sentence != UINT32_MAX &&
		    s->book->rules[rule].kind != GAL_RULE_LEXICON &&
		    !hit_in(s, rule, sentence))
			continue;
		*which = rule;
		return true;
	}
	return false;
}

/* Evaluate the postfix terms; *evidence is a rule that made it true. */
static bool
holds(const struct gal_scratch *s, const struct gal_rule *rule,
    uint32_t sentence, uint32_t *evidence)
{
	bool stack[256];
	size_t depth = 0;

	*evidence = UINT32_MAX;
	for (uint32_t i = 0; i < rule->term_count; i++) {
		const struct gal_term *t =
		    &s->book->terms[rule->first_term + i];
		uint32_t which = UINT32_MAX;

		switch ((enum gal_term_op)t->op) {
		case GAL_TERM_RULE:
			stack[depth++] =
			    term_rules_hold(s, t, sentence, &which);
			if (*evidence == UINT32_MAX && which != UINT32_MAX)
				*evidence = which;
			break;
		case GAL_TERM_FACT:
			stack[depth++] = (s->facts & t->first) != 0;
			break;
		case GAL_TERM_DECIDED:
			stack[depth++] = s->decided[t->first];
			break;
		case GAL_TERM_AND:
			depth--;
			stack[depth - 1] = stack[depth - 1] && stack[depth];
			break;
		case GAL_TERM_OR:
			depth--;
			stack[depth - 1] = stack[depth - 1] || stack[depth];
			break;
		case GAL_TERM_NOT:
			stack[depth - 1] = !stack[depth - 1];
			break;
		}
	}
	return depth == 1 && stack[0];
}

bool
gal_move_holds(const struct gal_scratch *s, const struct gal_rule *rule)
{
	uint32_t evidence;

	return holds(s, rule, UINT32_MAX, &evidence);
}

/* The composite stands where the rule that carries it stands. */
static enum gal_status
add_composite_hit(struct gal_scratch *s, uint32_t composite, uint32_t rule,
    uint32_t sentence, struct gal_error *err)
{
	for (size_t i = 0; i < s->hit_count; i++) {
		struct gal_hit hit = s->hits[i];
		enum gal_status st;

		if (hit.rule != rule ||
		    (sentence != UINT32_MAX && hit.sentence != sentence))
			continue;
		st = gal_grow((void **)&s->hits, &s->hit_capacity,
		    s->hit_count + 1, sizeof(s->hits[0]), err);
		if (st != GAL_OK)
			return st;
		hit.rule = composite;
		s->hits[s->hit_count++] = hit;
		return GAL_OK;
	}
	return GAL_OK;
}

enum gal_status
gal_apply_composites(struct gal_scratch *s, struct gal_error *err)
{
	const struct gal_codebook *book = s->book;
	size_t matched = s->hit_count;
	uint32_t evidence;

	for (size_t k = 0; k < book->composite_count; k++) {
		uint32_t r = book->composites[k];
		const struct gal_rule *rule = &book->rules[r];
		uint32_t sentence = UINT32_MAX, last = UINT32_MAX;
		bool found = false;
		enum gal_status st;

		if (rule->from != 0)
			continue;
		if (!rule->per_sentence) {
			found = holds(s, rule, UINT32_MAX, &evidence);
		} else {
			for (size_t i = 0; i < matched && !found; i++) {
				sentence = s->hits[i].sentence;
				if (sentence != last)
					found =
					    holds(s, rule, sentence, &evidence);
				last = sentence;
			}
		}
		if (!found)
			continue;
		gal_scratch_set(s, r, 1);
		if (evidence == UINT32_MAX)
			continue;
		st = add_composite_hit(s, r, evidence, sentence, err);
		if (st != GAL_OK)
			return st;
	}
	return GAL_OK;
}

static void
add_weights(struct gal_scratch *s, uint32_t rule, double value)
{
	const struct gal_codebook *book = s->book;

	for (uint32_t w = book->weight_first[rule];
	     w < book->weight_first[rule + 1]; w++)
		s->scores[book->weights[w].code] +=
		    (double)book->weights[w].weight * value;
}

static double
stance_score(const struct gal_scratch *s, enum gal_stance stance)
{
	int code = s->book->stance_codes[stance];

	return code == GAL_NO_CODE ? -10 : s->scores[code];
}

static uint8_t
decide_stance(struct gal_scratch *s)
{
	double self = stance_score(s, GAL_STANCE_SELF);
	double other = stance_score(s, GAL_STANCE_OTHER);
	double fiction = stance_score(s, GAL_STANCE_FICTION);

	s->stance_lead = self - (other > fiction ? other : fiction);
	if (self > other && self > fiction)
		return GAL_STANCE_SELF;
	return fiction > other ? GAL_STANCE_FICTION : GAL_STANCE_OTHER;
}

static float
weight_for(const struct gal_codebook *book, uint32_t rule, uint32_t code)
{
	uint32_t low = book->weight_first[rule];
	uint32_t high = book->weight_first[rule + 1];

	while (low < high) {
		uint32_t mid = (low + high) / 2;

		if (book->weights[mid].code == code)
			return book->weights[mid].weight;
		if (book->weights[mid].code < code)
			low = mid + 1;
		else
			high = mid;
	}
	return 0;
}

static void
keep_strongest(struct gal_tag *best, size_t *count, struct gal_tag tag)
{
	size_t i;

	for (i = 0; i < *count; i++) {
		if (best[i].rule == tag.rule)
			return;
	}
	if (*count < EVIDENCE_MAX)
		i = (*count)++;
	else if (best[EVIDENCE_MAX - 1].weight < tag.weight)
		i = EVIDENCE_MAX - 1;
	else
		return;
	for (; i > 0 && best[i - 1].weight < tag.weight; i--)
		best[i] = best[i - 1];
	best[i] = tag;
}

/* The strongest pieces of words that speak for the code. */
static size_t
gather_evidence(const struct gal_scratch *s, uint32_t code,
    struct gal_tag best[EVIDENCE_MAX])
{
	const struct gal_codebook *book = s->book;
	size_t count = 0;

	for (size_t i = 0; i < s->hit_count; i++) {
		const struct gal_hit *h = &s->hits[i];
		float weight = weight_for(book, h->rule, code);

		if (weight > 0)
			keep_strongest(best, &count,
			    (struct gal_tag){ (uint16_t)code, h->field, h->rule,
				h->start, h->end, weight });
	}
	for (size_t i = 0; i < s->active_count; i++) {
		uint32_t rule = s->active[i];
		float weight;

		if (book->rules[rule].kind != GAL_RULE_LEXICON ||
		    s->values[rule] <= 0 || s->lexicon_best[rule] <= 0)
			continue;
		weight = weight_for(book, rule, code) * s->values[rule];
		if (weight > 0)
			keep_strongest(best, &count,
			    (struct gal_tag){ (uint16_t)code,
				s->lexicon_hits[rule].field, rule,
				s->lexicon_hits[rule].start,
				s->lexicon_hits[rule].end, weight });
	}
	return count;
}

static int
compare_tags(const void *a, const void *b)
{
	const struct gal_tag *x = a, *y = b;

	if (x->code != y->code)
		return x->code < y->code ? -1 : 1;
	if (x->field != y->field)
		return x->field < y->field ? -1 : 1;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->rule < y->rule ? -1 : x->rule > y->rule;
}

static enum gal_status
push_tags(struct gal_scratch *s, const struct gal_tag *tags, size_t count,
    struct gal_error *err)
{
	enum gal_status st = gal_grow((void **)&s->tags, &s->tag_capacity,
	    s->tag_count + count, sizeof(s->tags[0]), err);

	if (st != GAL_OK)
		return st;
	for (size_t i = 0; i < count; i++)
		s->tags[s->tag_count++] = tags[i];
	return GAL_OK;
}

static enum gal_status
decide_code(struct gal_scratch *s, uint32_t number,
    const struct gal_reading *out, struct gal_error *err)
{
	const struct gal_code *code = &s->book->codes[number];
	struct gal_tag best[EVIDENCE_MAX];
	size_t count;

	s->decided[number] = false;
	if (code->stance >= 0) {
		if (code->stance != (int8_t)out->stance)
			return GAL_OK;
	} else if (code->rung != 0) {
		if (code->rung != out->stage)
			return GAL_OK;
	} else {
		if (s->scores[number] < code->threshold)
			return GAL_OK;
		if (code->requires_stance != 0 &&
		    (code->requires_stance >> out->stance & 1) == 0)
			return GAL_OK;
	}
	count = gather_evidence(s, number, best);
	if (count == 0)
		return GAL_OK;
	s->decided[number] = true;
	return push_tags(s, best, count, err);
}

static uint8_t
decide_stage(const struct gal_scratch *s, uint8_t stance)
{
	for (size_t r = s->book->rung_count; r >= 1; r--) {
		int number = s->book->rung_codes[r];
		const struct gal_code *code;

		if (number == GAL_NO_CODE)
			continue;
		code = &s->book->codes[number];
		if (code->requires_stance != 0 &&
		    (code->requires_stance >> stance & 1) == 0)
			continue;
		if (s->scores[number] >= code->threshold)
			return (uint8_t)r;
	}
	return 0;
}

enum gal_status
gal_decide(
    struct gal_reading *out, struct gal_scratch *s, struct gal_error *err)
{
	const struct gal_codebook *book = s->book;
	uint32_t stance = book->context_rules[GAL_CONTEXT_STANCE];

	for (size_t i = 0; i < book->code_count; i++)
		s->scores[i] = book->codes[i].bias;
	for (size_t i = 0; i < s->active_count; i++)
		add_weights(s, s->active[i], (double)s->values[s->active[i]]);
	out->stance = decide_stance(s);
	gal_scratch_set(s, stance, (float)tanh(s->stance_lead / 2));
	add_weights(s, stance, (double)s->values[stance]);
	out->stage = decide_stage(s, out->stance);
	if (book->valence_rule >= 0)
		out->valence = (float)tanh(
		    (double)gal_scratch_value(s, (uint32_t)book->valence_rule));
	for (uint32_t i = 0; i < book->code_count; i++) {
		enum gal_status st = decide_code(s, i, out, err);

		if (st != GAL_OK)
			return st;
	}
	if (s->tag_count > 1)
		qsort(s->tags, s->tag_count, sizeof(s->tags[0]), compare_tags);
	out->tags = s->tags;
	out->tag_count = s->tag_count;
	return GAL_OK;
}
