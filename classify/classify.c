/* gal_classify(): the order of the stages, and the scratch they share. */
#include "classify/classify.h"

#include <stdlib.h>
#include <string.h>

#include "classify/grow.h"
#include "classify/scratch.h"

static void *
zeros(bool *lacks, size_t count, size_t size)
{
	void *room = calloc(count + 1, size);

	*lacks |= room == NULL;
	return room;
}

/* The referent flags of a term: those of all its symbols together. */
static void
set_term_flags(struct gal_scratch *s)
{
	const struct gal_symbols *symbols = s->book->automaton->symbols;

	for (size_t i = 0; i < gal_symbols_term_count(symbols); i++) {
		struct gal_symbol_list list = gal_symbols_term_list(symbols, i);

		for (uint32_t k = 0; k < list.count; k++)
			s->term_flags[i] |= s->symbol_flags[list.items[k]];
	}
}

enum gal_status
gal_scratch_new(struct gal_scratch **out, const struct gal_codebook *book,
    struct gal_error *err)
{
	struct gal_scratch *s = calloc(1, sizeof(*s));
	size_t rules = book->rule_count;
	size_t parts = book->automaton->part_count;
	size_t patterns = book->automaton->pattern_count;
	bool lacks = false;
	enum gal_status st;

	*out = NULL;
	if (s == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for the scratch");
	s->book = book;
	gal_tokens_init(&s->tokens);
	gal_tokens_init(&s->referents.name_tokens);
	st = gal_matcher_init(&s->matcher, book->automaton, err);
	if (st != GAL_OK) {
		gal_scratch_free(s);
		return st;
	}
	s->symbol_flags =
	    zeros(&lacks, book->automaton->symbols->count, sizeof(uint16_t));
	s->term_flags = zeros(&lacks,
	    gal_symbols_term_count(book->automaton->symbols), sizeof(uint16_t));
	s->values = zeros(&lacks, rules, sizeof(float));
	s->active = zeros(&lacks, rules, sizeof(uint32_t));
	s->value_stamp = zeros(&lacks, rules, sizeof(uint32_t));
	s->sentence_stamp = zeros(&lacks, rules, sizeof(uint32_t));
	s->sentence_hit = zeros(&lacks, rules, sizeof(uint32_t));
	s->unless_stamp = zeros(&lacks, rules, sizeof(uint32_t));
	s->unless_pattern = zeros(&lacks, rules, sizeof(uint32_t));
	s->unless_post_stamp = zeros(&lacks, rules, sizeof(uint32_t));
	s->unless_post_pattern = zeros(&lacks, rules, sizeof(uint32_t));
	s->hit_counts = zeros(&lacks, rules, sizeof(uint8_t));
	s->lexicon_hits = zeros(&lacks, rules, sizeof(struct gal_hit));
	s->lexicon_best = zeros(&lacks, rules, sizeof(float));
	s->part_stamp = zeros(&lacks, parts, sizeof(uint32_t));
	s->part_hits = zeros(&lacks, parts, sizeof(struct gal_hit));
	s->part_sequences = zeros(&lacks, parts, sizeof(uint32_t));
	s->pattern_groups = zeros(&lacks, patterns, sizeof(uint64_t));
	s->pattern_stamp = zeros(&lacks, patterns, sizeof(uint32_t));
	s->open_patterns = zeros(&lacks, patterns, sizeof(uint32_t));
	s->open_stamp = zeros(&lacks, patterns, sizeof(uint32_t));
	s->scores = zeros(&lacks, book->code_count, sizeof(double));
	s->decided = zeros(&lacks, book->code_count, sizeof(bool));
	if (lacks) {
		gal_scratch_free(s);
		return gal_fail(err, GAL_NOMEM, "no memory for the scratch");
	}
	gal_referents_flags(book->automaton->symbols, s->symbol_flags);
	set_term_flags(s);
	s->has_language = gal_symbols_find(book->automaton->symbols,
			      GAL_STR("@english_function")) != GAL_NO_SYMBOL;
	s->has_topic = gal_symbols_find(book->automaton->symbols,
			   GAL_STR("@ref_ai_topic")) != GAL_NO_SYMBOL;
	*out = s;
	return GAL_OK;
}

void
gal_scratch_free(struct gal_scratch *s)
{
	if (s == NULL)
		return;
	gal_tokens_free(&s->tokens);
	gal_referents_free(&s->referents);
	gal_matcher_free(&s->matcher);
	free(s->symbol_flags);
	free(s->term_flags);
	free(s->token_flags);
	free(s->list_first);
	free(s->lists);
	free(s->hits);
	free(s->frames);
	free(s->blocked);
	free(s->values);
	free(s->active);
	free(s->value_stamp);
	free(s->sentence_stamp);
	free(s->sentence_hit);
	free(s->unless_stamp);
	free(s->unless_pattern);
	free(s->unless_post_stamp);
	free(s->unless_post_pattern);
	free(s->hit_counts);
	free(s->lexicon_hits);
	free(s->lexicon_best);
	free(s->part_stamp);
	free(s->part_hits);
	free(s->part_sequences);
	free(s->pattern_groups);
	free(s->pattern_stamp);
	free(s->open_patterns);
	free(s->open_stamp);
	free(s->scores);
	free(s->decided);
	free(s->tags);
	free(s->moves);
	free(s);
}

void
gal_scratch_set(struct gal_scratch *s, uint32_t rule, float value)
{
	if (s->value_stamp[rule] != s->tick) {
		s->value_stamp[rule] = s->tick;
		s->active[s->active_count++] = rule;
	}
	s->values[rule] = value;
}

bool
gal_scratch_matched(const struct gal_scratch *s, size_t rule)
{
	return rule < s->book->rule_count &&
	    gal_scratch_value(s, (uint32_t)rule) != 0.0f;
}

/* Look every token up once: its symbols and its referent flags. */
static enum gal_status
look_up(struct gal_scratch *s, struct gal_error *err)
{
	const struct gal_symbols *symbols = s->book->automaton->symbols;
	size_t count = s->tokens.count;
	struct gal_symbol_list lists[GAL_WORD_LISTS_MAX];

	if (count + 1 > s->token_capacity) {
		size_t wanted = count + 1 + count / 2;
		uint16_t *flags =
		    realloc(s->token_flags, wanted * sizeof(*flags));
		uint32_t *first;

		if (flags == NULL)
			return gal_fail(err, GAL_NOMEM, "no memory for tokens");
		s->token_flags = flags;
		first = realloc(s->list_first, wanted * sizeof(*first));
		if (first == NULL)
			return gal_fail(err, GAL_NOMEM, "no memory for tokens");
		s->list_first = first;
		s->token_capacity = wanted;
	}
	s->list_count = 0;
	for (size_t i = 0; i < count; i++) {
		const struct gal_token *t = &s->tokens.tokens[i];
		struct gal_str norm = gal_token_norm(&s->tokens, t);
		char single[GAL_WORD_MAX];
		uint16_t flags = 0;
		bool known;
		size_t n = gal_symbols_lookup(symbols, norm, lists, &known);

		if (!known && (t->marks & GAL_MARK_LONG) != 0) {
			/* "soo" is no word: try "so" */
			size_t m = 0;

			for (size_t k = 0; k < norm.len; k++) {
				if (k == 0 || norm.data[k] != norm.data[k - 1])
					single[m++] = norm.data[k];
			}
			n = gal_symbols_lookup(symbols,
			    (struct gal_str){ single, m }, lists, &known);
		}
		if (s->list_count + n >= s->list_capacity) {
			enum gal_status st =
			    gal_grow((void **)&s->lists, &s->list_capacity,
				s->list_count + n, sizeof(s->lists[0]), err);

			if (st != GAL_OK)
				return st;
		}
		s->list_first[i] = (uint32_t)s->list_count;
		for (size_t k = 0; k < n; k++) {
			s->lists[s->list_count++] = lists[k];
			flags |= s->term_flags[lists[k].term];
		}
		s->token_flags[i] =
		    (uint16_t)(flags | (known ? GAL_REF_KNOWN : 0));
	}
	s->list_first[count] = (uint32_t)s->list_count;
	return GAL_OK;
}

static enum gal_status
unread(struct gal_reading *out, enum gal_unread why)
{
	out->unread = (uint8_t)why;
	out->stance = GAL_STANCE_OTHER;
	return GAL_OK;
}

/*
 * Whether the post may be about an AI: its community is, names of companions
 * were handed in, or a word says so. Everything else would be tags about
 * other people's lives; and most posts of a whole archive end here.
 */
static bool
may_be_about_ai(const struct gal_scratch *s, const struct gal_input *input)
{
	uint32_t facts =
	    gal_codebook_community_facts(s->book, input->community);

	if ((facts & ~(uint32_t)GAL_IF_HUMAN_TIER) != 0 ||
	    input->name_count > 0 || !s->has_topic)
		return true;
	for (size_t i = 0; i < s->tokens.count; i++) {
		if ((s->token_flags[i] & GAL_REF_TOPIC) != 0)
			return true;
	}
	return false;
}

enum gal_status
gal_classify(struct gal_reading *out, struct gal_scratch *s,
    const struct gal_input *input, struct gal_error *err)
{
	enum gal_status st;

	*out = (struct gal_reading){ .stance = GAL_STANCE_OTHER };
	if (++s->tick == 0) { /* stamps of 2^32 posts ago must not match */
		memset(s->value_stamp, 0,
		    s->book->rule_count * sizeof(s->value_stamp[0]));
		memset(s->unless_post_stamp, 0,
		    s->book->rule_count * sizeof(s->unless_post_stamp[0]));
		memset(s->pattern_stamp, 0,
		    s->book->automaton->pattern_count *
			sizeof(s->pattern_stamp[0]));
		s->tick = 1;
	}
	s->active_count = 0;
	s->hit_count = 0;
	s->frame_count = 0;
	s->blocked_count = 0;
	s->tag_count = 0;
	s->move_count = 0;
	gal_tokens_clear(&s->tokens);
	if (input->is_bot)
		return unread(out, GAL_UNREAD_BOT);
	if (input->is_turn_of_ai)
		return unread(out, GAL_UNREAD_ROLE);
	st = gal_tokens_add(&s->tokens, GAL_FIELD_TITLE, input->title, err);
	if (st == GAL_OK)
		st = gal_tokens_add(
		    &s->tokens, GAL_FIELD_TEXT, input->text, err);
	if (st != GAL_OK)
		return st;
	out->words = s->tokens.words > UINT16_MAX ? UINT16_MAX
						  : (uint16_t)s->tokens.words;
	if (s->tokens.count == 0)
		return unread(out, GAL_UNREAD_EMPTY);
	st = look_up(s, err);
	if (st != GAL_OK)
		return st;
	if (!gal_is_english(s))
		return unread(out, GAL_UNREAD_LANGUAGE);
	s->no_ai = !may_be_about_ai(s, input);
	if (s->no_ai)
		return unread(out, GAL_READ);
	gal_tokens_mark(&s->tokens);
	st = gal_referents_find(&s->referents, &s->tokens, s->token_flags,
	    gal_codebook_community_facts(s->book, input->community),
	    input->names, input->name_count, err);
	if (st != GAL_OK)
		return st;
	s->facts = s->referents.facts;
	st = gal_match_post(s, err);
	if (st == GAL_OK) {
		gal_set_context(s, input);
		st = gal_apply_composites(s, err);
	}
	if (st == GAL_OK)
		st = gal_decide(out, s, err);
	if (st == GAL_OK)
		st = gal_find_moves(out, s, err);
	return st;
}
