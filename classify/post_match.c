/*
 * Matching a post: sentence by sentence through the automaton, conditions,
 * guards, parts of "&" and "&&", lexicons.
 */
#include <math.h>
#include <string.h>

#include "classify/grow.h"
#include "classify/scratch.h"

#define PLACES_TRIED 8	  /* ends of one sequence tried for its conditions */
#define PLACED UINT32_MAX /* the place of a part is known */

static const struct gal_sentence *
sentence_of(const struct gal_scratch *s)
{
	return &s->tokens.sentences[s->sentence];
}

static enum gal_status
push_blocked(struct gal_scratch *s, const struct gal_hit *hit,
    uint32_t conditions, uint32_t pattern, struct gal_error *err)
{
	enum gal_status st;

	if (!s->trace)
		return GAL_OK;
	st = gal_grow((void **)&s->blocked, &s->blocked_capacity,
	    s->blocked_count + 1, sizeof(s->blocked[0]), err);
	if (st == GAL_OK)
		s->blocked[s->blocked_count++] =
		    (struct gal_blocked){ *hit, conditions, pattern };
	return st;
}

/* What any token of the sentence could say. */
static uint32_t
facts_of_marks(uint32_t marks)
{
	uint32_t facts = 0;

	if ((marks & GAL_MARK_QUOTED) != 0)
		facts |= GAL_IF_QUOTED;
	if ((marks & GAL_MARK_CODE) != 0)
		facts |= GAL_IF_CODE;
	if ((marks & GAL_MARK_ROLEPLAY) != 0)
		facts |= GAL_IF_ROLEPLAY;
	if ((marks & GAL_MARK_HYPOTHETICAL) != 0)
		facts |= GAL_IF_HYPOTHETICAL;
	return facts;
}

/* Facts of the tokens a path matched. A negator, quote or cue that is
 * itself part of the match does not speak against it. */
static uint32_t
token_facts(const struct gal_scratch *s, const struct gal_path *path)
{
	uint32_t first = sentence_of(s)->first;
	uint32_t facts = 0;

	for (size_t i = 0; i < path->count; i++) {
		const struct gal_token *t =
		    &s->tokens.tokens[first + path->tokens[i]];

		facts |= facts_of_marks(t->marks);
		if (t->negator != GAL_NO_TOKEN) {
			uint32_t negator = t->negator - first;
			bool matched = false;

			for (size_t k = 0; k < path->count; k++)
				matched |= path->tokens[k] == negator;
			if (!matched)
				facts |= GAL_IF_NEGATED;
		}
	}
	return facts;
}

static struct gal_hit
make_hit(
    const struct gal_scratch *s, uint32_t rule, const struct gal_path *path)
{
	const struct gal_sentence *sentence = sentence_of(s);
	uint32_t token = sentence->first + path->start;
	uint32_t last = sentence->first + path->end;

	return (struct gal_hit){ rule, s->sentence, token, last,
		s->tokens.tokens[token].start, s->tokens.tokens[last - 1].end,
		sentence->field };
}

static enum gal_status
push_hit(
    struct gal_scratch *s, const struct gal_hit *hit, struct gal_error *err)
{
	enum gal_status st;

	if (s->hit_counts[hit->rule] >= GAL_HITS_PER_RULE)
		return GAL_OK;
	if (s->sentence_stamp[hit->rule] == s->matcher.tick) {
		/* of several patterns the first place counts, then the longest,
		 * whatever order they were run in */
		struct gal_hit *have = &s->hits[s->sentence_hit[hit->rule]];

		if (hit->token < have->token ||
		    (hit->token == have->token && hit->last > have->last))
			*have = *hit;
		return GAL_OK;
	}
	st = gal_grow((void **)&s->hits, &s->hit_capacity, s->hit_count + 1,
	    sizeof(s->hits[0]), err);
	if (st != GAL_OK)
		return st;
	s->sentence_stamp[hit->rule] = s->matcher.tick;
	s->sentence_hit[hit->rule] = (uint32_t)s->hit_count;
	s->hits[s->hit_count++] = *hit;
	return GAL_OK;
}

static enum gal_status
pattern_found(struct gal_scratch *s, uint32_t number, const struct gal_hit *hit,
    struct gal_error *err)
{
	const struct gal_pattern *pattern =
	    &s->book->automaton->patterns[number];
	uint32_t rule = pattern->owner;
	enum gal_status st;

	switch ((enum gal_role)pattern->role) {
	case GAL_ROLE_ANY:
		return push_hit(s, hit, err);
	case GAL_ROLE_UNLESS:
		s->unless_stamp[rule] = s->matcher.tick;
		s->unless_pattern[rule] = number;
		return GAL_OK;
	case GAL_ROLE_UNLESS_POST:
		s->unless_post_stamp[rule] = s->tick;
		s->unless_post_pattern[rule] = number;
		return GAL_OK;
	case GAL_ROLE_LEFT:
	case GAL_ROLE_RIGHT:
		if (s->frame_count >= 4096)
			return GAL_OK;
		st = gal_grow((void **)&s->frames, &s->frame_capacity,
		    s->frame_count + 1, sizeof(s->frames[0]), err);
		if (st == GAL_OK)
			s->frames[s->frame_count++] =
			    (struct gal_frame_hit){ *hit, pattern->role };
		return st;
	}
	return GAL_OK;
}

/* A part of several: its pattern is looked at when the sentence ends. */
static void
open_part(struct gal_scratch *s, uint32_t part, uint32_t number)
{
	s->part_stamp[part] = s->matcher.tick;
	if (s->open_stamp[number] != s->matcher.tick) {
		s->open_stamp[number] = s->matcher.tick;
		s->open_patterns[s->open_count++] = number;
	}
}

static enum gal_status
part_found(struct gal_scratch *s, uint32_t part, const struct gal_hit *hit,
    struct gal_error *err)
{
	const struct gal_gate *gate = &s->book->gates[part];

	if (!gate->is_part)
		return pattern_found(s, gate->pattern, hit, err);
	s->part_sequences[part] = PLACED;
	s->part_hits[part] = *hit;
	open_part(s, part, gate->pattern);
	return GAL_OK;
}

/* The first place of a sequence that meets the conditions of its rule;
 * *found tells whether there is one. */
static enum gal_status
find_place(struct gal_hit *hit, bool *found, struct gal_scratch *s,
    uint32_t sequence, struct gal_error *err)
{
	const struct gal_automaton *a = s->book->automaton;
	const struct gal_gate *gate =
	    &s->book->gates[a->sequences[sequence].owner];
	const struct gal_state ends = *gal_matcher_ends(&s->matcher, sequence);
	struct gal_path path;
	int tried = 0;

	*found = false;
	for (size_t end = gal_state_next(&ends, 0);
	     end != SIZE_MAX && tried < PLACES_TRIED;
	     end = gal_state_next(&ends, end + 1)) {
		uint32_t wrong;
		enum gal_status st;

		gal_matcher_trace(&s->matcher, end, &path);
		if (path.count == 0)
			continue;
		*hit = make_hit(s, gate->rule, &path);
		wrong = gal_conditions_blocked(&gate->conditions,
		    s->sentence_facts | token_facts(s, &path));
		*found = wrong == 0;
		if (*found)
			break;
		if (tried++ == 0) {
			st = push_blocked(s, hit, wrong, 0, err);
			if (st != GAL_OK)
				return st;
		}
	}
	return GAL_OK;
}

/* Where a part of several stands. */
static enum gal_status
place_part(const struct gal_hit **hit, struct gal_scratch *s, uint32_t part,
    struct gal_error *err)
{
	enum gal_status st = GAL_OK;
	bool placed = true;

	if (s->part_sequences[part] != PLACED)
		st = find_place(&s->part_hits[part], &placed, s,
		    s->part_sequences[part], err);
	*hit = st == GAL_OK && placed ? &s->part_hits[part] : NULL;
	return st;
}

/* After a sentence: groups of "&" that are complete, patterns of "&&" whose
 * groups all stood somewhere in the post. */
static enum gal_status
close_patterns(struct gal_scratch *s, struct gal_error *err)
{
	const struct gal_automaton *a = s->book->automaton;

	for (size_t i = 0; i < s->open_count; i++) {
		uint32_t number = s->open_patterns[i];
		const struct gal_pattern *p = &a->patterns[number];
		uint64_t complete = ~0ull, all;
		uint32_t first = UINT32_MAX; /* part that stands here */
		const struct gal_hit *hit = NULL;
		enum gal_status st;

		for (uint32_t k = 0; k < p->part_count; k++) {
			uint32_t part = p->first_part + k;
			uint64_t bit = 1ull << a->parts[part].group;

			if (s->part_stamp[part] != s->matcher.tick)
				complete &= ~bit;
			else if (first == UINT32_MAX)
				first = part;
		}
		all = (1ull << p->group_count) - 1;
		if (s->pattern_stamp[number] != s->tick) {
			s->pattern_stamp[number] = s->tick;
			s->pattern_groups[number] = 0;
		}
		s->pattern_groups[number] |= complete & all;
		if (s->pattern_groups[number] != all || first == UINT32_MAX ||
		    (complete & all) == 0)
			continue;
		st = place_part(&hit, s, first, err);
		if (st == GAL_OK && hit != NULL)
			st = pattern_found(s, number, hit, err);
		if (st != GAL_OK)
			return st;
	}
	s->open_count = 0;
	return GAL_OK;
}

static bool
state_bit(const struct gal_state *state, size_t i)
{
	return (state->words[i / 64] >> (i % 64) & 1) != 0;
}

/* A lexicon term at tokens [start, end) of the sentence. */
static void
count_lexicon(struct gal_scratch *s, const struct gal_lexicon_term *term,
    size_t start, size_t end)
{
	float weight = term->weight;
	uint32_t rule = term->rule;

	if (state_bit(&s->quoted, end - 1))
		return;
	if (state_bit(&s->negated, end - 1))
		weight *= -0.5f;
	if (s->value_stamp[rule] != s->tick)
		s->lexicon_best[rule] = 0;
	gal_scratch_set(s, rule, gal_scratch_value(s, rule) + weight);
	if (weight > s->lexicon_best[rule]) {
		struct gal_path path = { .start = (uint16_t)start,
			.end = (uint16_t)end };

		s->lexicon_best[rule] = weight;
		s->lexicon_hits[rule] = make_hit(s, rule, &path);
	}
}

static enum gal_status
found(void *owner, uint32_t sequence, struct gal_error *err)
{
	struct gal_scratch *s = owner;
	const struct gal_sequence *q = &s->book->automaton->sequences[sequence];
	const struct gal_gate *gate;
	struct gal_hit hit;
	bool placed;
	enum gal_status st;

	if (q->owner_kind == GAL_OWNER_LEXICON) {
		const struct gal_state *ends =
		    gal_matcher_ends(&s->matcher, sequence);

		for (size_t end = gal_state_next(ends, 0); end != SIZE_MAX;
		     end = gal_state_next(ends, end + 1))
			count_lexicon(s, &s->book->lexicon[q->owner],
			    end - q->count, end);
		return GAL_OK;
	}
	gate = &s->book->gates[q->owner];
	if ((gate->conditions.care & s->token_facts) == 0) {
		/* one answer for all places, whichever they are */
		bool blocked = gal_conditions_blocked(
				   &gate->conditions, s->sentence_facts) != 0;

		if (blocked && !s->trace)
			return GAL_OK;
		if (!blocked && gate->is_part && q->is_symbol) {
			s->part_sequences[q->owner] = sequence;
			open_part(s, q->owner, gate->pattern);
			return GAL_OK;
		}
	}
	st = find_place(&hit, &placed, s, sequence, err);
	if (st == GAL_OK && placed)
		st = part_found(s, q->owner, &hit, err);
	return st;
}

static uint32_t
facts_of_sentence(const struct gal_scratch *s, size_t *referent)
{
	const struct gal_sentence *sentence = sentence_of(s);
	const struct gal_referents *r = &s->referents;
	uint32_t end = sentence->first + sentence->count;
	uint32_t facts = s->facts;

	facts |=
	    sentence->field == GAL_FIELD_TITLE ? GAL_IF_TITLE : GAL_IF_TEXT;
	if ((sentence->marks & GAL_MARK_QUESTION) != 0)
		facts |= GAL_IF_QUESTION;
	if ((sentence->marks & GAL_MARK_PAST) != 0)
		facts |= GAL_IF_PAST;
	if ((sentence->marks & GAL_MARK_OVER) != 0)
		facts |= GAL_IF_OVER;
	if ((sentence->marks & GAL_MARK_SELF) != 0)
		facts |= GAL_IF_SELF;
	if ((sentence->marks & GAL_MARK_IRONIC) != 0)
		facts |= GAL_IF_IRONIC;
	for (size_t i = *referent; i < r->count && r->items[i].start < end;
	     i++) {
		switch (r->items[i].symbol) {
		case GAL_SYMBOL_AI:
			facts |= GAL_IF_AI_HERE;
			break;
		case GAL_SYMBOL_BOT:
			facts |= GAL_IF_BOT_HERE;
			break;
		case GAL_SYMBOL_HUMAN:
			facts |= GAL_IF_HUMAN_HERE;
			break;
		default:
			break;
		}
	}
	return facts;
}

/* A token of a kind is on for the kind's symbol and for every group or class
 * that holds it: (he|<name>), (<num>|some). */
static void
switch_kind(struct gal_scratch *s, uint32_t kind, size_t place)
{
	const struct gal_symbol *symbol =
	    &s->book->automaton->symbols->items[kind];

	gal_matcher_switch(&s->matcher, kind, place);
	for (uint32_t i = 0; i < symbol->includer_count; i++)
		gal_matcher_switch(&s->matcher, symbol->includers[i], place);
}

static void
switch_token(struct gal_scratch *s, size_t token, size_t place)
{
	const struct gal_token *t = &s->tokens.tokens[token];

	for (uint32_t l = s->list_first[token]; l < s->list_first[token + 1];
	     l++) {
		gal_matcher_switch_list(&s->matcher, &s->lists[l], place);
	}
	switch ((enum gal_token_kind)t->kind) {
	case GAL_TOKEN_NUMBER:
		switch_kind(s, GAL_SYMBOL_NUM, place);
		break;
	case GAL_TOKEN_EMOJI:
		switch_kind(s, GAL_SYMBOL_EMOJI, place);
		break;
	case GAL_TOKEN_LINK:
		switch_kind(s, GAL_SYMBOL_LINK, place);
		break;
	case GAL_TOKEN_PLACEHOLDER:
		switch_kind(s, GAL_SYMBOL_PLACEHOLDER, place);
		break;
	case GAL_TOKEN_WORD:
		if ((t->marks & GAL_MARK_CAPITAL) != 0 && t->norm_len > 1 &&
		    (s->token_flags[token] & GAL_REF_KNOWN) == 0 &&
		    ((place > 0 && (t->marks & GAL_MARK_UPPER) == 0) ||
			t->field == GAL_FIELD_TITLE))
			switch_kind(s, GAL_SYMBOL_NAME, place);
		break;
	default:
		break;
	}
	s->token_facts |= facts_of_marks(t->marks);
	if (t->negator != GAL_NO_TOKEN)
		s->token_facts |= GAL_IF_NEGATED;
	if ((t->marks & GAL_MARK_QUOTED) != 0)
		s->quoted.words[place / 64] |= 1ull << (place % 64);
	if ((t->marks & GAL_MARK_NEGATED) != 0)
		s->negated.words[place / 64] |= 1ull << (place % 64);
}

/* Terms of one word hang on the symbols that are on. */
static void
count_word_lexicons(struct gal_scratch *s)
{
	const struct gal_symbols *symbols = s->book->automaton->symbols;

	for (size_t i = 0; i < s->matcher.touched_count; i++) {
		uint32_t number = s->matcher.touched[i];
		const struct gal_symbol *symbol = &symbols->items[number];
		const struct gal_state *bits = &s->matcher.symbols[number].bits;

		if (symbol->lexicon_count == 0)
			continue;
		for (size_t place = gal_state_next(bits, 0); place != SIZE_MAX;
		     place = gal_state_next(bits, place + 1)) {
			for (uint32_t k = 0; k < symbol->lexicon_count; k++)
				count_lexicon(s,
				    &s->book->word_terms[symbol->lexicon_first +
					k],
				    place, place + 1);
		}
	}
}

/* Does an "unless" pattern of the sentence block the hit? */
static bool
is_guarded(const struct gal_scratch *s, const struct gal_hit *hit)
{
	return s->book->rules[hit->rule].guarded &&
	    s->unless_stamp[hit->rule] == s->matcher.tick;
}

/* Hits and cues of frames of the sentence that an "unless" pattern of the same
 * sentence blocks are taken back. */
static enum gal_status
apply_unless(struct gal_scratch *s, size_t first_hit, size_t first_frame,
    struct gal_error *err)
{
	size_t kept = first_hit;
	enum gal_status st = GAL_OK;

	for (size_t i = first_hit; i < s->hit_count && st == GAL_OK; i++) {
		const struct gal_hit hit = s->hits[i];

		if (is_guarded(s, &hit)) {
			st = push_blocked(
			    s, &hit, 0, s->unless_pattern[hit.rule], err);
			continue;
		}
		s->hit_counts[hit.rule]++;
		s->hits[kept++] = hit;
	}
	s->hit_count = kept;
	kept = first_frame;
	for (size_t i = first_frame; i < s->frame_count && st == GAL_OK; i++) {
		const struct gal_frame_hit cue = s->frames[i];

		if (is_guarded(s, &cue.hit))
			st = push_blocked(s, &cue.hit, 0,
			    s->unless_pattern[cue.hit.rule], err);
		else
			s->frames[kept++] = cue;
	}
	s->frame_count = kept;
	return st;
}

static enum gal_status
match_sentence(struct gal_scratch *s, size_t *referent, struct gal_error *err)
{
	const struct gal_sentence *sentence = sentence_of(s);
	uint32_t end = sentence->first + sentence->count;
	size_t first_hit = s->hit_count, first_frame = s->frame_count;
	enum gal_status st = GAL_OK;

	s->sentence_facts = facts_of_sentence(s, referent);
	s->token_facts = 0;
	s->quoted = (struct gal_state){ { 0 } };
	s->negated = (struct gal_state){ { 0 } };
	gal_matcher_begin(&s->matcher, sentence->count);
	for (size_t i = 0; i < sentence->count; i++)
		switch_token(s, sentence->first + i, i);
	for (; *referent < s->referents.count &&
	     s->referents.items[*referent].start < end && st == GAL_OK;
	     ++*referent) {
		const struct gal_referent *r = &s->referents.items[*referent];

		if (r->start >= sentence->first && r->end <= end)
			st = gal_matcher_add_span(&s->matcher, r->symbol,
			    r->start - sentence->first,
			    r->end - sentence->first, err);
	}
	if (st == GAL_OK)
		st = gal_matcher_run(&s->matcher, found, s, err);
	if (st == GAL_OK)
		st = close_patterns(s, err);
	if (st == GAL_OK)
		st = apply_unless(s, first_hit, first_frame, err);
	if (st == GAL_OK)
		count_word_lexicons(s);
	return st;
}

static enum gal_status
apply_unless_post(struct gal_scratch *s, struct gal_error *err)
{
	size_t kept = 0;

	for (size_t i = 0; i < s->hit_count; i++) {
		const struct gal_hit hit = s->hits[i];

		if (s->book->rules[hit.rule].guarded_post &&
		    s->unless_post_stamp[hit.rule] == s->tick) {
			enum gal_status st = push_blocked(
			    s, &hit, 0, s->unless_post_pattern[hit.rule], err);

			if (st != GAL_OK)
				return st;
			continue;
		}
		gal_scratch_set(s, hit.rule, 1);
		s->hits[kept++] = hit;
	}
	s->hit_count = kept;
	return GAL_OK;
}

/* Categories: sums over the square root of the words; valence: the mean. */
static void
scale_lexicons(struct gal_scratch *s)
{
	float root = sqrtf((float)(s->tokens.words == 0 ? 1 : s->tokens.words));

	for (size_t i = 0; i < s->active_count; i++) {
		uint32_t rule = s->active[i];

		if (s->book->rules[rule].kind == GAL_RULE_LEXICON)
			s->values[rule] /= root;
	}
}

enum gal_status
gal_match_post(struct gal_scratch *s, struct gal_error *err)
{
	size_t referent = 0;
	enum gal_status st = GAL_OK;

	memset(s->hit_counts, 0, s->book->rule_count);
	s->matcher.thorough = s->trace;
	for (size_t i = 0; i < s->tokens.sentence_count && st == GAL_OK; i++) {
		s->sentence = (uint32_t)i;
		st = match_sentence(s, &referent, err);
	}
	if (st == GAL_OK)
		st = apply_unless_post(s, err);
	if (st == GAL_OK)
		scale_lexicons(s);
	return st;
}
