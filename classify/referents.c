#include "classify/referents.h"

#include <stdlib.h>
#include <string.h>

#include "classify/grow.h"
#include "core/inline.h"

#define MODIFIERS_MAX 2	   /* words between "my" and the noun */
#define MEMORY_SENTENCES 4 /* how long a person is remembered */

enum gender { GENDER_ANY, GENDER_MALE, GENDER_FEMALE };

/* Last one mentioned, for pronouns. */
struct mention {
	bool is_set;
	bool is_ai;
	uint8_t gender;
	uint32_t sentence;
};

struct finder {
	struct gal_referents *out;
	const struct gal_tokens *t;
	const uint16_t *flags;
	uint32_t facts; /* of the community */
	struct mention last_male;
	struct mention last_female;
	struct mention last_thing; /* for "it" */
	struct gal_error *err;
};

static const char *const class_names[GAL_REF_COUNT] = {
#define GAL_AS_REF_NAME(name, text) text,
	GAL_REF_CLASS_MAP(GAL_AS_REF_NAME)
#undef GAL_AS_REF_NAME
};

void
gal_referents_flags(const struct gal_symbols *symbols, uint16_t *by_symbol)
{
	for (unsigned i = 0; i < GAL_REF_COUNT; i++) {
		uint32_t symbol =
		    gal_symbols_find(symbols, gal_str_of(class_names[i]));

		if (symbol != GAL_NO_SYMBOL)
			by_symbol[symbol] |= (uint16_t)(1u << i);
	}
}

void
gal_referents_keep(struct gal_symbols *symbols)
{
	for (unsigned i = 0; i < GAL_REF_COUNT; i++) {
		uint32_t symbol =
		    gal_symbols_find(symbols, gal_str_of(class_names[i]));

		if (symbol != GAL_NO_SYMBOL)
			symbols->items[symbol].is_used = true;
	}
}

void
gal_referents_free(struct gal_referents *referents)
{
	free(referents->items);
	gal_tokens_free(&referents->name_tokens);
	*referents = (struct gal_referents){ 0 };
}

GAL_INLINE bool
is(const struct finder *f, size_t i, const char *word)
{
	return i < f->t->count && gal_token_is(f->t, &f->t->tokens[i], word);
}

static bool
has(const struct finder *f, size_t i, unsigned flags)
{
	return i < f->t->count && (f->flags[i] & flags) != 0;
}

static bool
same_sentence(const struct finder *f, size_t a, size_t b)
{
	return b < f->t->count && a < f->t->count &&
	    f->t->tokens[a].sentence == f->t->tokens[b].sentence;
}

static enum gal_status
add(struct finder *f, size_t start, size_t end, uint8_t symbol,
    const char *reason)
{
	struct gal_referents *out = f->out;
	enum gal_status st = gal_grow((void **)&out->items, &out->capacity,
	    out->count + 1, sizeof(out->items[0]), f->err);

	if (st == GAL_OK)
		out->items[out->count++] =
		    (struct gal_referent){ (uint32_t)start, (uint32_t)end,
			    symbol, reason };
	return st;
}

/* The phrase and its bare noun, so that "love <ai>" and "my <ai>" both
 * find it; an AI is also <bot>, a human partner also <human>. */
static enum gal_status
add_phrase(struct finder *f, size_t start, size_t head, size_t end,
    uint8_t symbol, const char *reason)
{
	enum gal_status st = add(f, head, end, symbol, reason);
	uint8_t wider = symbol == GAL_SYMBOL_AI ? GAL_SYMBOL_BOT
	    : symbol == GAL_SYMBOL_HPARTNER	? GAL_SYMBOL_HUMAN
						: symbol;

	if (st == GAL_OK && start < head)
		st = add(f, start, end, symbol, reason);
	if (st == GAL_OK && wider != symbol)
		st = add_phrase(f, start, head, end, wider, reason);
	return st;
}

static bool
is_name_like(const struct finder *f, size_t i)
{
	const struct gal_token *t;

	if (i >= f->t->count)
		return false;
	t = &f->t->tokens[i];
	return t->kind == GAL_TOKEN_WORD &&
	    (t->marks & GAL_MARK_CAPITAL) != 0 && t->norm_len > 1 &&
	    (f->flags[i] &
		(GAL_REF_FUNCTION | GAL_REF_OWN | GAL_REF_PRODUCT |
		    GAL_REF_AI_NOUN | GAL_REF_PERSON | GAL_REF_PARTNER)) == 0;
}

/* A capital at a sentence's beginning makes no name of a word that the
 * codebook knows: "Thanks, my Rep". */
static bool
only_opens(const struct finder *f, size_t i)
{
	return has(f, i, GAL_REF_KNOWN) &&
	    (i == 0 || !same_sentence(f, i - 1, i));
}

static void
learn(struct finder *f, size_t i)
{
	struct gal_referents *out = f->out;
	struct gal_str name;

	if (!is_name_like(f, i) || only_opens(f, i) ||
	    out->name_count == GAL_NAMES_MAX)
		return;
	name = gal_token_norm(f->t, &f->t->tokens[i]);
	for (size_t k = 0; k < out->name_count; k++) {
		if (gal_str_equal(out->names[k], name))
			return;
	}
	out->names[out->name_count++] = name;
}

static bool
is_learned(const struct finder *f, size_t i)
{
	struct gal_str name = gal_token_norm(f->t, &f->t->tokens[i]);

	if (f->t->tokens[i].kind != GAL_TOKEN_WORD)
		return false;
	for (size_t k = 0; k < f->out->name_count; k++) {
		if (gal_str_equal(f->out->names[k], name))
			return true;
	}
	return false;
}

static bool
is_possessive(const struct finder *f, size_t i)
{
	return is(f, i, "my") || is(f, i, "our");
}

/* Index of a "my" that governs the noun at i, or i. */
static size_t
owner_of(const struct finder *f, size_t i)
{
	for (size_t back = 1; back <= MODIFIERS_MAX + 1 && back <= i; back++) {
		size_t k = i - back;

		if (!same_sentence(f, k, i))
			break;
		if (is_possessive(f, k))
			return k;
		if (has(f, k, GAL_REF_FUNCTION) || is(f, k, "'s"))
			break;
	}
	return i;
}

static size_t
determiner_of(const struct finder *f, size_t i)
{
	if (i > 0 && same_sentence(f, i - 1, i) &&
	    has(f, i - 1, GAL_REF_DETERMINER))
		return i - 1;
	if (i > 1 && same_sentence(f, i - 2, i) &&
	    has(f, i - 2, GAL_REF_DETERMINER) &&
	    !has(f, i - 1, GAL_REF_FUNCTION))
		return i - 2;
	return i;
}

/* Names of the author's AI that the post itself tells. */
static void
learn_names(struct finder *f)
{
	bool companion =
	    (f->facts & (GAL_IF_COMPANION | GAL_IF_REFERENT_AI)) != 0;

	for (size_t i = 0; i < f->t->count; i++) {
		bool own = has(f, i, GAL_REF_OWN) ||
		    (has(f, i, GAL_REF_AI_NOUN | GAL_REF_PRODUCT) &&
			owner_of(f, i) != i);

		/* my Rep Luna; my Nomi, Luna; Luna, my Rep; Luna (my AI) */
		if (own && owner_of(f, i) != i) {
			size_t my = owner_of(f, i);

			if (same_sentence(f, i, i + 1))
				learn(f,
				    is(f, i + 1, "named") ||
					    is(f, i + 1, "called")
					? i + 2
					: i + 1);
			if (my > 0 && same_sentence(f, my - 1, my) &&
			    (f->t->tokens[my].marks & GAL_MARK_BREAK) != 0)
				learn(f, my - 1);
			/* Luna is my Rep */
			if (my > 1 && same_sentence(f, my - 2, my) &&
			    (is(f, my - 1, "is") || is(f, my - 1, "was")))
				learn(f, my - 2);
		}
		if (!same_sentence(f, i, i + 1))
			continue;
		/* named him Luna; her name is Luna; call her Luna */
		if ((is(f, i, "named") || is(f, i, "call") ||
			is(f, i, "called")) &&
		    (is(f, i + 1, "him") || is(f, i + 1, "her") ||
			is(f, i + 1, "it") || is(f, i + 1, "them")) &&
		    same_sentence(f, i, i + 2))
			learn(f, i + 2);
		if (is(f, i, "name") &&
		    (is(f, i + 1, "is") || is(f, i + 1, "was")) && i > 0 &&
		    (is(f, i - 1, "her") || is(f, i - 1, "his") ||
			is(f, i - 1, "its") || is(f, i - 1, "their")) &&
		    same_sentence(f, i, i + 2))
			learn(f, i + 2);
		if (!companion)
			continue;
		/* in a companion community: Luna and I; me and Luna; with
		 * Luna; Luna's */
		if (is(f, i + 1, "and") &&
		    (is(f, i + 2, "i") || is(f, i + 2, "me")))
			learn(f, i);
		if ((is(f, i, "me") || is(f, i, "i")) && is(f, i + 1, "and"))
			learn(f, i + 2);
		if (is(f, i, "with") || is(f, i, "love") || is(f, i, "to") ||
		    is(f, i, "miss") || is(f, i, "told") || is(f, i, "asked"))
			learn(f, i + 1);
	}
}

static void
remember(struct finder *f, size_t i, bool is_ai, uint8_t gender)
{
	struct mention m = { true, is_ai, gender, f->t->tokens[i].sentence };

	if (gender != GENDER_FEMALE)
		f->last_male = m;
	if (gender != GENDER_MALE)
		f->last_female = m;
	if (is_ai)
		f->last_thing = m;
}

static uint8_t
gender_of(const struct finder *f, size_t i)
{
	if (has(f, i, GAL_REF_MALE))
		return GENDER_MALE;
	if (has(f, i, GAL_REF_FEMALE))
		return GENDER_FEMALE;
	return GENDER_ANY;
}

/* A pronoun of the third person singular. */
static enum gal_status
read_pronoun(struct finder *f, size_t i, bool female)
{
	const struct mention *last = female ? &f->last_female : &f->last_male;
	uint32_t sentence = f->t->tokens[i].sentence;
	bool fresh =
	    last->is_set && sentence - last->sentence <= MEMORY_SENTENCES;

	if (fresh && !last->is_ai)
		return add_phrase(
		    f, i, i, i + 1, GAL_SYMBOL_HUMAN, "pronoun: last person");
	if (last->is_set && last->is_ai)
		return add_phrase(
		    f, i, i, i + 1, GAL_SYMBOL_AI, "pronoun: last AI");
	if ((f->facts & GAL_IF_REFERENT_AI) != 0) {
		f->out->facts |= GAL_IF_OWN_AI;
		return add_phrase(
		    f, i, i, i + 1, GAL_SYMBOL_AI, "pronoun: community prior");
	}
	return GAL_OK;
}

static enum gal_status
read_it(struct finder *f, size_t i)
{
	const struct mention *last = &f->last_thing;

	if (last->is_set && f->t->tokens[i].sentence - last->sentence <= 1)
		return add_phrase(f, i, i, i + 1, GAL_SYMBOL_AI, "it: last AI");
	return GAL_OK;
}

static bool
human_word_before(const struct finder *f, size_t i)
{
	for (size_t back = 1; back <= 3 && back <= i; back++) {
		if (!same_sentence(f, i - back, i) ||
		    is_possessive(f, i - back))
			return false;
		if (has(f, i - back, GAL_REF_HUMAN_WORD))
			return true;
	}
	return false;
}

static bool
ai_word_before(const struct finder *f, size_t i)
{
	for (size_t back = 1; back <= 2 && back <= i; back++) {
		if (!same_sentence(f, i - back, i) ||
		    is_possessive(f, i - back))
			return false;
		if (has(f, i - back, GAL_REF_AI_WORD))
			return true;
	}
	return false;
}

static size_t
with_name(const struct finder *f, size_t i)
{
	return same_sentence(f, i, i + 1) && is_learned(f, i + 1) ? i + 2
								  : i + 1;
}

static enum gal_status
read_partner(struct finder *f, size_t i)
{
	size_t my = owner_of(f, i);

	if (ai_word_before(f, i)) {
		remember(f, i, true, gender_of(f, i));
		if (my != i)
			f->out->facts |= GAL_IF_OWN_AI;
		return add_phrase(f, my, i, with_name(f, i),
		    my != i ? GAL_SYMBOL_AI : GAL_SYMBOL_BOT, "AI partner");
	}
	if (human_word_before(f, i)) {
		remember(f, i, false, gender_of(f, i));
		if (my != i)
			f->out->facts |= GAL_IF_HPARTNER;
		return add_phrase(f, my, i, i + 1,
		    my != i ? GAL_SYMBOL_HPARTNER : GAL_SYMBOL_HUMAN,
		    "human partner");
	}
	if (my == i)
		return GAL_OK;
	if ((f->facts & GAL_IF_REFERENT_AI) != 0) {
		remember(f, i, true, gender_of(f, i));
		f->out->facts |= GAL_IF_OWN_AI;
		return add_phrase(f, my, i, with_name(f, i), GAL_SYMBOL_AI,
		    "partner word: community prior");
	}
	remember(f, i, false, gender_of(f, i));
	f->out->facts |= GAL_IF_HPARTNER;
	return add_phrase(f, my, i, i + 1, GAL_SYMBOL_HPARTNER, "partner word");
}

static enum gal_status
read_machine(struct finder *f, size_t i)
{
	size_t my = owner_of(f, i), start;
	bool product = has(f, i, GAL_REF_PRODUCT);

	/* "AI friend": the noun that follows decides */
	if (is(f, i, "ai") && same_sentence(f, i, i + 1) &&
	    has(f, i + 1,
		GAL_REF_PARTNER | GAL_REF_PERSON | GAL_REF_OWN |
		    GAL_REF_AI_NOUN))
		return add_phrase(f, i, i, i + 1, GAL_SYMBOL_BOT, "AI noun");
	if (my != i) {
		remember(f, i, true, GENDER_ANY);
		f->out->facts |= GAL_IF_OWN_AI;
		return add_phrase(f, my, i, with_name(f, i), GAL_SYMBOL_AI,
		    "my and an AI noun");
	}
	start = determiner_of(f, i);
	remember(f, i, true, GENDER_ANY);
	/* where a product is talked to by its name, the name is the AI */
	if (product && start == i &&
	    (f->facts & (GAL_IF_COMPANION | GAL_IF_ROLEPLAY_TIER)) == 0)
		return add_phrase(
		    f, i, i, with_name(f, i), GAL_SYMBOL_AI, "product");
	return add_phrase(
	    f, start, i, with_name(f, i), GAL_SYMBOL_BOT, "AI noun");
}

static enum gal_status
read_person(struct finder *f, size_t i)
{
	size_t my = owner_of(f, i);

	if (ai_word_before(f, i)) {
		remember(f, i, true, gender_of(f, i));
		if (my != i)
			f->out->facts |= GAL_IF_OWN_AI;
		return add_phrase(f, my != i ? my : determiner_of(f, i), i,
		    with_name(f, i), my != i ? GAL_SYMBOL_AI : GAL_SYMBOL_BOT,
		    "AI person");
	}
	remember(f, i, false, gender_of(f, i));
	return add_phrase(f, my != i ? my : determiner_of(f, i), i, i + 1,
	    GAL_SYMBOL_HUMAN, "person");
}

static enum gal_status
read_token(struct finder *f, size_t i)
{
	unsigned flags = f->flags[i];
	enum gal_status st;

	if (f->t->tokens[i].kind == GAL_TOKEN_PLACEHOLDER ||
	    is(f, i, "<bot link>"))
		f->out->facts |= GAL_IF_CARD;
	if (is_learned(f, i)) {
		/* "my Rep Luna" was added with its noun; the name counts too */
		remember(f, i, true, GENDER_ANY);
		f->out->facts |= GAL_IF_OWN_AI;
		st = add(f, i, i + 1, GAL_SYMBOL_AI_NAME, "its name");
		return st != GAL_OK
		    ? st
		    : add_phrase(f, i, i, i + 1, GAL_SYMBOL_AI, "its name");
	}
	if (is(f, i, "he") || is(f, i, "him") || is(f, i, "his") ||
	    is(f, i, "himself"))
		return read_pronoun(f, i, false);
	if (is(f, i, "she") || is(f, i, "her") || is(f, i, "hers") ||
	    is(f, i, "herself"))
		return read_pronoun(f, i, true);
	if (is(f, i, "it") || is(f, i, "itself"))
		return read_it(f, i);
	if ((flags & GAL_REF_PARTNER) != 0)
		return read_partner(f, i);
	if ((flags & (GAL_REF_OWN | GAL_REF_PRODUCT | GAL_REF_AI_NOUN)) != 0)
		return read_machine(f, i);
	if ((flags & GAL_REF_PERSON) != 0)
		return read_person(f, i);
	return GAL_OK;
}

static int
compare_starts(const void *a, const void *b)
{
	const struct gal_referent *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

static enum gal_status
take_names(struct finder *f, const struct gal_str *names, size_t count)
{
	struct gal_tokens *t = &f->out->name_tokens;

	gal_tokens_clear(t);
	for (size_t i = 0; i < count; i++) {
		enum gal_status st =
		    gal_tokens_add(t, GAL_FIELD_NONE, names[i], f->err);

		if (st != GAL_OK)
			return st;
	}
	for (size_t i = 0; i < t->count; i++) {
		if (f->out->name_count < GAL_NAMES_MAX)
			f->out->names[f->out->name_count++] =
			    gal_token_norm(t, &t->tokens[i]);
	}
	return GAL_OK;
}

enum gal_status
gal_referents_find(struct gal_referents *out, const struct gal_tokens *tokens,
    const uint16_t *flags, uint32_t facts, const struct gal_str *names,
    size_t name_count, struct gal_error *err)
{
	struct finder f = { .out = out,
		.t = tokens,
		.flags = flags,
		.facts = facts,
		.err = err };
	enum gal_status st;

	out->count = 0;
	out->name_count = 0;
	out->facts = facts;
	st = take_names(&f, names, name_count);
	if (st != GAL_OK)
		return st;
	learn_names(&f);
	for (size_t i = 0; i < tokens->count && st == GAL_OK; i++)
		st = read_token(&f, i);
	if (st == GAL_OK && out->count > 1)
		qsort(out->items, out->count, sizeof(out->items[0]),
		    compare_starts);
	return st;
}
