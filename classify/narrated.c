/*
 * Narrated moves: "started as … now …" with the rungs on either side.
 */
#include <stdlib.h>

#include "classify/grow.h"
#include "classify/scratch.h"

#define FRAME_REACH 3 /* sentences from the left cue to the right one */

/* The rung a hit speaks of, or 0. */
static uint8_t
rung_of(const struct gal_scratch *s, const struct gal_hit *hit)
{
	const struct gal_rule *rule = &s->book->rules[hit->rule];

	if (rule->kind == GAL_RULE_RUNG)
		return rule->from;
	if (rule->kind == GAL_RULE_PATTERN && rule->code != GAL_NO_CODE &&
	    rule->weight > 0)
		return s->book->codes[rule->code].rung;
	return 0;
}

/* Cues of kind RUNG outweigh hits of stage rules, which are broader. */
static void
find_rungs(const struct gal_scratch *s, uint32_t from, uint32_t to,
    uint8_t *first, uint8_t *highest)
{
	for (int pass = 0; pass < 2; pass++) {
		uint32_t where = UINT32_MAX;

		*first = *highest = 0;
		for (size_t i = 0; i < s->hit_count; i++) {
			const struct gal_hit *h = &s->hits[i];
			uint8_t rung;

			if (h->token < from || h->token >= to ||
			    (pass == 0) !=
				(s->book->rules[h->rule].kind == GAL_RULE_RUNG))
				continue;
			rung = rung_of(s, h);
			if (rung == 0)
				continue;
			if (h->token < where) {
				where = h->token;
				*first = rung;
			}
			if (rung > *highest)
				*highest = rung;
		}
		if (*highest != 0)
			return;
	}
}

static enum gal_status
add_move(struct gal_scratch *s, uint8_t from, uint8_t to, struct gal_error *err)
{
	enum gal_status st;

	if (from == 0 || to == 0 || from == to)
		return GAL_OK;
	for (size_t i = 0; i < s->move_count; i++) {
		if (s->moves[i].from == from && s->moves[i].to == to)
			return GAL_OK;
	}
	st = gal_grow((void **)&s->moves, &s->move_capacity, s->move_count + 1,
	    sizeof(s->moves[0]), err);
	if (st == GAL_OK)
		s->moves[s->move_count++] = (struct gal_move){ from, to };
	return st;
}

/* A move told by composites: the side that is the rung of the post must be
 * the higher one, since the stage is the highest rung a post shows. */
static enum gal_status
add_told(struct gal_scratch *s, const struct gal_rule *rule, uint8_t stage,
    struct gal_error *err)
{
	uint8_t from = rule->from, to = rule->to;

	if (from == GAL_RUNG_OF_POST)
		from = stage > to ? stage : 0;
	else if (to == GAL_RUNG_OF_POST)
		to = stage > from ? stage : 0;
	return add_move(s, from, to, err);
}

/* The frame's left cue nearest before a right one. */
static const struct gal_frame_hit *
left_of(const struct gal_scratch *s, const struct gal_frame_hit *right)
{
	const struct gal_frame_hit *best = NULL;

	for (size_t i = 0; i < s->frame_count; i++) {
		const struct gal_frame_hit *left = &s->frames[i];

		if (left->role != GAL_ROLE_LEFT ||
		    left->hit.rule != right->hit.rule ||
		    left->hit.last > right->hit.token ||
		    right->hit.sentence - left->hit.sentence > FRAME_REACH)
			continue;
		if (best == NULL || left->hit.token > best->hit.token)
			best = left;
	}
	return best;
}

static enum gal_status
read_frame(struct gal_scratch *s, const struct gal_frame_hit *right,
    uint8_t stage, struct gal_error *err)
{
	const struct gal_frame_hit *left = left_of(s, right);
	const struct gal_rule *rule = &s->book->rules[right->hit.rule];
	const struct gal_sentence *sentences = s->tokens.sentences;
	uint32_t next, end;
	uint8_t first, highest, from, to;

	if (left == NULL)
		return GAL_OK;
	if (rule->guarded_post &&
	    s->unless_post_stamp[right->hit.rule] == s->tick)
		return GAL_OK;
	find_rungs(s, sentences[left->hit.sentence].first, right->hit.token,
	    &first, &highest);
	from = first != 0 ? first : rule->from;
	next = right->hit.sentence + 1;
	if (next >= s->tokens.sentence_count)
		next = right->hit.sentence;
	end = sentences[next].first + sentences[next].count;
	find_rungs(s, right->hit.token, end, &first, &highest);
	to = highest != 0 ? highest : rule->to != 0 ? rule->to : stage;
	return add_move(s, from, to, err);
}

static int
compare_moves(const void *a, const void *b)
{
	const struct gal_move *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->to < y->to ? -1 : x->to > y->to;
}

enum gal_status
gal_find_moves(
    struct gal_reading *out, struct gal_scratch *s, struct gal_error *err)
{
	enum gal_status st = GAL_OK;

	for (size_t i = 0; i < s->hit_count && st == GAL_OK; i++) {
		const struct gal_rule *rule = &s->book->rules[s->hits[i].rule];

		if (rule->kind == GAL_RULE_MOVE)
			st = add_told(s, rule, out->stage, err);
	}
	for (size_t i = 0; i < s->frame_count && st == GAL_OK; i++) {
		if (s->frames[i].role == GAL_ROLE_RIGHT)
			st = read_frame(s, &s->frames[i], out->stage, err);
	}
	/* What one phrase tells goes before what cues tell together. */
	for (size_t k = 0;
	     k < s->book->composite_count && s->move_count == 0 && st == GAL_OK;
	     k++) {
		const struct gal_rule *rule =
		    &s->book->rules[s->book->composites[k]];

		if (rule->from != 0 && gal_move_holds(s, rule))
			st = add_told(s, rule, out->stage, err);
	}
	if (s->move_count > 1)
		qsort(s->moves, s->move_count, sizeof(s->moves[0]),
		    compare_moves);
	out->moves = s->moves;
	out->move_count = s->move_count;
	return st;
}
