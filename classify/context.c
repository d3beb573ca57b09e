/* Context features: numbers that describe the post as a whole. */
#include <math.h>

#include "classify/scratch.h"

static double
share(size_t part, size_t whole)
{
	return whole == 0 ? 0 : (double)part / (double)whole;
}

static double
at_most_one(double x)
{
	return x > 1 ? 1 : x;
}

/* Counts over tokens and sentences, in one pass each. */
struct counts {
	size_t first_person, you, emoji, links, images, roleplay, quoted;
	size_t self, question, past, ai, bot, self_ai, past_self;
	bool title_question, title_self, opens_self, ends_question;
	bool has_text;
};

static void
count_tokens(struct counts *c, const struct gal_scratch *s)
{
	for (size_t i = 0; i < s->tokens.count; i++) {
		const struct gal_token *t = &s->tokens.tokens[i];

		c->emoji += t->kind == GAL_TOKEN_EMOJI;
		c->links += t->kind == GAL_TOKEN_LINK;
		c->images += gal_token_is(&s->tokens, t, "<image link>");
		c->roleplay += (t->marks & GAL_MARK_ROLEPLAY) != 0;
		c->quoted += (t->marks & GAL_MARK_QUOTED) != 0;
		c->has_text |= t->field == GAL_FIELD_TEXT;
		if (t->kind != GAL_TOKEN_WORD || t->norm_len > 6)
			continue;
		c->you += gal_token_is(&s->tokens, t, "you") ||
		    gal_token_is(&s->tokens, t, "your");
		c->first_person += gal_token_is(&s->tokens, t, "i") ||
		    gal_token_is(&s->tokens, t, "me") ||
		    gal_token_is(&s->tokens, t, "my") ||
		    gal_token_is(&s->tokens, t, "mine") ||
		    gal_token_is(&s->tokens, t, "myself");
	}
}

static void
count_sentences(struct counts *c, const struct gal_scratch *s)
{
	size_t r = 0;
	bool text = false; /* its first sentence is behind us */

	for (size_t i = 0; i < s->tokens.sentence_count; i++) {
		const struct gal_sentence *sentence = &s->tokens.sentences[i];
		uint32_t end = sentence->first + sentence->count;
		bool self = (sentence->marks & GAL_MARK_SELF) != 0;
		bool question = (sentence->marks & GAL_MARK_QUESTION) != 0;
		bool past = (sentence->marks & GAL_MARK_PAST) != 0;
		bool title = sentence->field == GAL_FIELD_TITLE;
		bool ai = false, bot = false;

		for (; r < s->referents.count &&
		     s->referents.items[r].start < end;
		     r++) {
			ai |= s->referents.items[r].symbol == GAL_SYMBOL_AI;
			bot |= s->referents.items[r].symbol == GAL_SYMBOL_BOT;
		}
		c->ai += ai;
		c->bot += bot;
		c->self += self;
		c->question += question;
		c->past += past;
		c->self_ai += self && (ai || bot);
		c->past_self += self && past;
		c->title_question |= title && question;
		c->title_self |= title && self;
		if (!title && !text) {
			text = true;
			c->opens_self = self;
		}
		c->ends_question = question;
	}
}

void
gal_set_context(struct gal_scratch *s, const struct gal_input *input)
{
	struct counts c = { 0 };
	double values[GAL_CONTEXT_COUNT] = { 0 };
	size_t tokens = s->tokens.count, sentences = s->tokens.sentence_count;
	uint32_t f = s->facts;
	const struct gal_community *community =
	    gal_codebook_community(s->book, input->community);

	count_tokens(&c, s);
	count_sentences(&c, s);
	values[GAL_CONTEXT_COMPANION] = (f & GAL_IF_COMPANION) != 0;
	values[GAL_CONTEXT_GENERAL] = (f & GAL_IF_GENERAL) != 0;
	values[GAL_CONTEXT_RELATIONSHIP] = (f & GAL_IF_RELATIONSHIP) != 0;
	values[GAL_CONTEXT_ASSISTANT] = (f & GAL_IF_ASSISTANT) != 0;
	values[GAL_CONTEXT_RECOVERY] = (f & GAL_IF_RECOVERY) != 0;
	values[GAL_CONTEXT_ROLEPLAY] = (f & GAL_IF_ROLEPLAY_TIER) != 0;
	values[GAL_CONTEXT_REFERENT_AI] = (f & GAL_IF_REFERENT_AI) != 0;
	values[GAL_CONTEXT_OWN_AI] = (f & GAL_IF_OWN_AI) != 0;
	values[GAL_CONTEXT_AI_SHARE] = share(c.ai, sentences);
	values[GAL_CONTEXT_BOT_SHARE] = share(c.bot, sentences);
	values[GAL_CONTEXT_HPARTNER] = (f & GAL_IF_HPARTNER) != 0;
	values[GAL_CONTEXT_CARD] = (f & GAL_IF_CARD) != 0;
	values[GAL_CONTEXT_FIRST_PERSON] =
	    at_most_one(10 * share(c.first_person, tokens));
	values[GAL_CONTEXT_SELF_SHARE] = share(c.self, sentences);
	values[GAL_CONTEXT_QUESTION] = share(c.question, sentences);
	values[GAL_CONTEXT_TITLE_QUESTION] = c.title_question;
	values[GAL_CONTEXT_YOU] = at_most_one(10 * share(c.you, tokens));
	values[GAL_CONTEXT_LENGTH] = log1p((double)s->tokens.words) / 5;
	values[GAL_CONTEXT_TITLE_ONLY] = !c.has_text;
	values[GAL_CONTEXT_LINK] = c.links > 0;
	values[GAL_CONTEXT_IMAGE] = c.images > 0;
	values[GAL_CONTEXT_EMOJI] = at_most_one((double)c.emoji / 3);
	values[GAL_CONTEXT_ROLEPLAY_TEXT] = share(c.roleplay, tokens);
	values[GAL_CONTEXT_QUOTED] = share(c.quoted, tokens);
	values[GAL_CONTEXT_PAST] = share(c.past, sentences);
	values[GAL_CONTEXT_SELF_AI] = share(c.self_ai, sentences);
	values[GAL_CONTEXT_PAST_SELF] = share(c.past_self, sentences);
	values[GAL_CONTEXT_TITLE_SELF] = c.title_self;
	values[GAL_CONTEXT_OPENS_SELF] = c.opens_self;
	values[GAL_CONTEXT_ENDS_QUESTION] = c.ends_question;
	if (community != NULL && community->product >= 0)
		values[community->product] = 1;
	if (s->book->valence_rule >= 0)
		values[GAL_CONTEXT_VALENCE] = tanh((double)gal_scratch_value(
		    s, (uint32_t)s->book->valence_rule));
	for (size_t i = 0; i < GAL_CONTEXT_COUNT; i++) {
		if (values[i] != 0)
			gal_scratch_set(
			    s, s->book->context_rules[i], (float)values[i]);
	}
}
