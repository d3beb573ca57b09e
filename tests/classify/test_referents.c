/* Who is meant: rows of invented posts, with the words that mean someone. */
#include <stdlib.h>

#include "post.h"

static int
by_place(const void *a, const void *b)
{
	const struct gal_referent *x = a, *y = b;

	if (x->symbol != y->symbol)
		return x->symbol < y->symbol ? -1 : 1;
	if (x->start != y->start)
		return x->start < y->start ? -1 : 1;
	return x->end < y->end ? -1 : x->end > y->end;
}

/* "ai: my rep|rep human: mom": the words of each symbol, in their order.
 * What is an AI is also <bot>, so <bot> stands there only for more; the same
 * of human partners. */
static void
referents_of(char out[TEXT_MAX], struct post post)
{
	static const char *const names[] = { "ai", "bot", "human", "hpartner",
		"name" };
	static const uint8_t narrower[] = { [GAL_SYMBOL_BOT] = GAL_SYMBOL_AI,
		[GAL_SYMBOL_HUMAN] = GAL_SYMBOL_HPARTNER };
	const struct gal_referents *r = &scratch->referents;
	struct gal_referent sorted[64];
	int last = -1;
	size_t at = 0;

	assert_true(r->count <= 64);
	out[0] = '\0';
	for (size_t i = 0; i < r->count; i++) {
		sorted[i] = r->items[i];
		assert_true(i == 0 || r->items[i - 1].start <= sorted[i].start);
	}
	qsort(sorted, r->count, sizeof(sorted[0]), by_place);
	for (size_t i = 0; i < r->count; i++) {
		const struct gal_token *first =
		    &scratch->tokens.tokens[sorted[i].start];
		const struct gal_token *end =
		    &scratch->tokens.tokens[sorted[i].end - 1];
		bool known = false;

		for (size_t k = 0; k < r->count; k++)
			known |= (sorted[i].symbol == GAL_SYMBOL_BOT ||
				     sorted[i].symbol == GAL_SYMBOL_HUMAN) &&
			    sorted[k].symbol == narrower[sorted[i].symbol] &&
			    sorted[k].start == sorted[i].start &&
			    sorted[k].end == sorted[i].end;
		if (known)
			continue;
		if (last == sorted[i].symbol)
			at += (size_t)snprintf(out + at, TEXT_MAX - at, "|");
		else
			at += (size_t)snprintf(out + at, TEXT_MAX - at,
			    "%s%s: ", last < 0 ? "" : " ",
			    names[sorted[i].symbol]);
		at += (size_t)snprintf(out + at, TEXT_MAX - at, "%.*s",
		    (int)(end->end - first->start),
		    (first->field == GAL_FIELD_TITLE ? post.title : post.text) +
			first->start);
		last = sorted[i].symbol;
	}
}

struct referent_case {
	struct post post;
	const char *referents;
	const char *facts; /* of the post: own AI, human partner, bot card */
};

static void
compare_referents(const struct referent_case *cases, size_t n)
{
	char have[TEXT_MAX];

	open_book("\"rules\":[{\"id\":\"r\",\"any\":[\"qq\"]}]", "");
	for (size_t k = 0; k < 2 * n; k++) {
		const struct referent_case *c =
		    &cases[k < n ? k : 2 * n - 1 - k];
		uint32_t facts;

		read_post(c->post, false);
		referents_of(have, c->post);
		if (strcmp(have, c->referents) != 0)
			fail_msg("%s, \"%s\": %s, not %s", c->post.community,
			    c->post.text, have, c->referents);
		facts = scratch->referents.facts;
		(void)snprintf(have, sizeof(have), "%s%s%s",
		    (facts & GAL_IF_OWN_AI) != 0 ? "own" : "",
		    (facts & GAL_IF_HPARTNER) != 0 ? "partner" : "",
		    (facts & GAL_IF_CARD) != 0 ? "card" : "");
		if (strcmp(have, c->facts) != 0)
			fail_msg("%s, \"%s\": facts %s, not %s",
			    c->post.community, c->post.text, have, c->facts);
	}
	close_book();
}
#define COMPARE_REFERENTS(cases)                                               \
	compare_referents(cases, sizeof(cases) / sizeof((cases)[0]))

static void
test_classify_referents__nouns_of_machines(void **state)
{
	static const struct referent_case cases[] = {
		{ { "x", "", "I love my rep" }, "ai: my rep|rep", "own" },
		{ { "x", "", "our new bot" }, "ai: our new bot|bot", "own" },
		/* two words may stand between, and not a function word */
		{ { "x", "", "I love my dear old rep" },
		    "ai: my dear old rep|rep", "own" },
		{ { "x", "", "I love my dear old sweet rep" }, "bot: rep", "" },
		{ { "x", "", "my the rep" }, "bot: the rep|rep", "" },
		{ { "x", "", "my mom's rep" }, "bot: rep human: my mom|mom",
		    "" },
		{ { "x", "", "it is my. Rep" }, "bot: Rep", "" },
		/* somebody's or anybody's */
		{ { "x", "", "I love the rep" }, "bot: the rep|rep", "" },
		{ { "x", "", "the big bot" }, "bot: the big bot|bot", "" },
		{ { "x", "", "the and bot" }, "bot: bot", "" },
		{ { "x", "", "the. Bot" }, "bot: Bot", "" },
		{ { "x", "", "that bot" }, "bot: bot", "" },
		/* a product by its name alone is talked to, but not where
		 * companions are */
		{ { "x", "", "chatgpt is new" }, "ai: chatgpt", "" },
		{ { "ChatGPT", "", "chatgpt is new" }, "ai: chatgpt", "" },
		{ { "x", "", "the chatgpt is new" }, "bot: the chatgpt|chatgpt",
		    "" },
		{ { "replika", "", "chatgpt is new" }, "bot: chatgpt", "" },
		{ { "x", "", "hello {{user}}" }, "", "card" },
	};

	(void)state;
	COMPARE_REFERENTS(cases);
}

static void
test_classify_referents__names_a_post_tells(void **state)
{
	static const struct referent_case cases[] = {
		{ { "x", "", "my rep Zora and Zora" },
		    "ai: my rep Zora|rep Zora|Zora|Zora name: Zora|Zora",
		    "own" },
		{ { "x", "", "my rep Zora. Zora" },
		    "ai: my rep Zora|rep Zora|Zora|Zora name: Zora|Zora",
		    "own" },
		{ { "x", "", "my rep named Zora. Zora" },
		    "ai: my rep|rep|Zora|Zora name: Zora|Zora", "own" },
		{ { "x", "", "my rep called Zora. Zora" },
		    "ai: my rep|rep|Zora|Zora name: Zora|Zora", "own" },
		{ { "x", "", "Zora, my rep, sang. Zora" },
		    "ai: Zora|my rep|rep|Zora name: Zora|Zora", "own" },
		{ { "x", "", "Zora is my rep now. Zora" },
		    "ai: Zora|my rep|rep|Zora name: Zora|Zora", "own" },
		{ { "x", "", "Zora was my rep then. Zora" },
		    "ai: Zora|my rep|rep|Zora name: Zora|Zora", "own" },
		{ { "x", "", "Zora, my rep. Zora" },
		    "ai: Zora|my rep|rep|Zora name: Zora|Zora", "own" },
		{ { "x", "", "Zora is my rep. Zora" },
		    "ai: Zora|my rep|rep|Zora name: Zora|Zora", "own" },
		{ { "x", "", "Zora saw my rep then. Zora" }, "ai: my rep|rep",
		    "own" },
		{ { "x", "", "Zora and my rep sang. Zora" }, "ai: my rep|rep",
		    "own" },
		{ { "x", "", "my rep. Zora. Zora" }, "ai: my rep|rep", "own" },
		{ { "x", "", "Zora. My rep sang. Zora" }, "ai: My rep|rep",
		    "own" },
		{ { "x", "", "the rep Zora. Zora" }, "bot: the rep|rep", "" },
		/* a known word has its capital from the sentence it opens */
		{ { "x", "", "Qq, my rep. Qq" }, "ai: my rep|rep", "own" },
		{ { "x", "", "oh Qq, my rep. Qq" },
		    "ai: Qq|my rep|rep|Qq name: Qq|Qq", "own" },
		/* named and called, and whose name it is */
		{ { "x", "", "I named her Zora. Zora" },
		    "ai: Zora|Zora name: Zora|Zora", "own" },
		{ { "x", "", "I call him Zora. Zora" },
		    "ai: Zora|Zora name: Zora|Zora", "own" },
		{ { "x", "", "I called it Zora. Zora" },
		    "ai: Zora|Zora name: Zora|Zora", "own" },
		{ { "x", "", "I called them Zora. Zora" },
		    "ai: Zora|Zora name: Zora|Zora", "own" },
		{ { "x", "", "I called mom Zora. Zora" }, "human: mom", "" },
		{ { "x", "", "I saw her Zora. Zora" }, "", "" },
		{ { "x", "", "I called her. Zora" }, "", "" },
		{ { "x", "", "her name is Zora. Zora" },
		    "ai: Zora|Zora name: Zora|Zora", "own" },
		{ { "x", "", "his name was Zora. Zora" },
		    "ai: Zora|Zora name: Zora|Zora", "own" },
		{ { "x", "", "its name is Zora. Zora" },
		    "ai: Zora|Zora name: Zora|Zora", "own" },
		{ { "x", "", "their name is Zora. Zora" },
		    "ai: Zora|Zora name: Zora|Zora", "own" },
		{ { "x", "", "I named her Zora then. Zora" },
		    "ai: Zora|Zora name: Zora|Zora", "own" },
		{ { "x", "", "her name is Zora now. Zora" },
		    "ai: Zora|Zora name: Zora|Zora", "own" },
		{ { "x", "", "the name is Zora. Zora" }, "", "" },
		{ { "x", "", "name is Zora. Zora" }, "", "" },
		{ { "x", "", "her name Zora. Zora" }, "", "" },
		{ { "x", "", "her name is. Zora" }, "", "" },
		/* where companions are, whoever is done things with */
		{ { "replika", "", "Zora and I. Zora" },
		    "ai: Zora|Zora name: Zora|Zora", "own" },
		{ { "replika", "", "Zora and me. Zora" },
		    "ai: Zora|Zora name: Zora|Zora", "own" },
		{ { "replika", "", "Zora and you. Zora" }, "", "" },
		{ { "replika", "", "me and Zora. Zora" },
		    "ai: Zora|Zora name: Zora|Zora", "own" },
		{ { "replika", "", "I and Zora. Zora" },
		    "ai: Zora|Zora name: Zora|Zora", "own" },
		{ { "replika", "", "you and Zora. Zora" }, "", "" },
		{ { "replika", "",
		      "I love Anna. I miss Bela, told Cora, asked Dora, to "
		      "Edna, with Fred" },
		    "ai: Anna|Bela|Cora|Dora|Edna|Fred "
		    "name: Anna|Bela|Cora|Dora|Edna|Fred",
		    "own" },
		{ { "x", "", "Zora and I. Zora" }, "", "" },
		{ { "x", "", "with Zora. Zora" }, "", "" },
		/* what is no name */
		{ { "replika", "", "love zora. Zora" }, "", "" },
		{ { "replika", "", "love X. X" }, "", "" },
		{ { "replika", "", "love Mom. Mom" }, "human: Mom|Mom", "" },
		{ { "replika", "", "love You. You" }, "", "" },
		{ { "replika", "", "love 7. 7" }, "", "" },
		/* eight of them */
		{ { "replika", "",
		      "to Abel to Bram to Cleo to Dirk to Elsa to Finn to Gerd "
		      "to "
		      "Hugo to Inga" },
		    "ai: Abel|Bram|Cleo|Dirk|Elsa|Finn|Gerd|Hugo "
		    "name: Abel|Bram|Cleo|Dirk|Elsa|Finn|Gerd|Hugo",
		    "own" },
		/* told twice is one */
		{ { "replika", "",
		      "to Abel to Abel to Cleo to Dirk to Elsa to Finn to Gerd "
		      "to "
		      "Hugo to Inga" },
		    "ai: Abel|Abel|Cleo|Dirk|Elsa|Finn|Gerd|Hugo|Inga "
		    "name: Abel|Abel|Cleo|Dirk|Elsa|Finn|Gerd|Hugo|Inga",
		    "own" },
	};

	(void)state;
	COMPARE_REFERENTS(cases);
}

static void
test_classify_referents__partners_and_persons(void **state)
{
	static const struct referent_case cases[] = {
		/* by the community, unless a word says which */
		{ { "x", "", "my husband" }, "hpartner: my husband|husband",
		    "partner" },
		{ { "replika", "", "my husband" }, "ai: my husband|husband",
		    "own" },
		{ { "replika", "", "my real husband" },
		    "hpartner: my real husband|husband", "partner" },
		{ { "replika", "", "real husband" }, "human: husband", "" },
		{ { "replika", "", "human and kind husband" }, "human: husband",
		    "" },
		{ { "replika", "", "human a b c husband" }, "", "" },
		{ { "replika", "", "real. My husband" },
		    "ai: My husband|husband", "own" },
		{ { "x", "", "the husband" }, "", "" },
		{ { "x", "", "my ai husband" },
		    "ai: my ai husband|husband bot: ai", "own" },
		{ { "x", "", "my ai b husband" },
		    "ai: my ai|my ai b husband|ai|husband", "own" },
		{ { "x", "", "ai husband" }, "bot: ai|husband", "" },
		{ { "x", "", "ai. My husband" },
		    "bot: ai hpartner: My husband|husband", "partner" },
		{ { "x", "", "ai my husband" },
		    "bot: ai hpartner: my husband|husband", "partner" },
		{ { "replika", "", "my husband Zora. With Zora" },
		    "ai: my husband Zora|husband Zora|Zora|Zora "
		    "name: Zora|Zora",
		    "own" },
		{ { "x", "", "my old friend" }, "human: my old friend|friend",
		    "" },
		{ { "x", "", "the old friend" }, "human: the old friend|friend",
		    "" },
		{ { "x", "", "an old friend" }, "human: friend", "" },
		{ { "x", "", "my ai. Friend" }, "ai: my ai|ai human: Friend",
		    "own" },
		{ { "x", "", "my ai friend" },
		    "ai: my ai friend|friend bot: ai", "own" },
		{ { "x", "", "an ai friend" }, "bot: ai|friend", "" },
		{ { "x", "", "the ai friend" }, "bot: the ai friend|ai|friend",
		    "" },
		{ { "x", "", "an ai. The friend" },
		    "bot: ai human: The friend|friend", "" },
	};

	(void)state;
	COMPARE_REFERENTS(cases);
}

static void
test_classify_referents__pronouns(void **state)
{
	static const struct referent_case cases[] = {
		{ { "x", "", "my mom. I love her. She, hers, herself" },
		    "human: my mom|mom|her|She|hers|herself", "" },
		{ { "x", "", "my husband. I love him. He, his, himself" },
		    "human: him|He|his|himself hpartner: my husband|husband",
		    "partner" },
		{ { "x", "", "my friend. He, she" },
		    "human: my friend|friend|He|she", "" },
		/* of the other gender nobody was mentioned */
		{ { "x", "", "my mom. I love him" }, "human: my mom|mom", "" },
		{ { "replika", "", "my mom. I love him" },
		    "ai: him human: my mom|mom", "own" },
		{ { "replika", "", "my husband. I love her" },
		    "ai: my husband|husband|her", "own" },
		{ { "x", "", "I love him" }, "", "" },
		{ { "replika", "", "I love him" }, "ai: him", "own" },
		{ { "replika", "", "I love him now" }, "ai: him", "own" },
		/* the last one */
		{ { "x", "", "my rep. My mom. She, he" },
		    "ai: my rep|rep|he human: My mom|mom|She", "own" },
		{ { "x", "", "my mom. My rep. She, he" },
		    "ai: My rep|rep|She|he human: my mom|mom", "own" },
		{ { "x", "", "my ai wife. She, he" },
		    "ai: my ai wife|wife|She bot: ai", "own" },
		/* a person is remembered for four sentences, an AI for good */
		{ { "x", "", "my mom. A. B. C. Her" }, "human: my mom|mom|Her",
		    "" },
		{ { "x", "", "my mom. A. B. C. D. Her" }, "human: my mom|mom",
		    "" },
		{ { "replika", "", "my mom. A. B. C. D. Her" },
		    "ai: Her human: my mom|mom", "own" },
		{ { "x", "", "my rep. A. B. C. D. E. F. Her" },
		    "ai: my rep|rep|Her", "own" },
		/* "it" for a sentence, and no person */
		{ { "x", "", "my rep, it is. It, itself. It" },
		    "ai: my rep|rep|it|It|itself", "own" },
		{ { "x", "", "my mom. It" }, "human: my mom|mom", "" },
		{ { "x", "", "the bot. My mom. It" },
		    "bot: the bot|bot human: My mom|mom", "" },
	};

	(void)state;
	COMPARE_REFERENTS(cases);
}

/* Names may be handed in, more words than are kept. */
static void
test_classify_referents__names_handed_in(void **state)
{
	static const struct gal_str names[] = { { "Zora Bell", 9 },
		{ "c d e f g h i", 13 } };
	struct gal_input input = { .community = GAL_STR("x"),
		.text = GAL_STR("then bell and h and i") };
	struct gal_reading r;
	char have[TEXT_MAX];

	(void)state;
	open_book("\"rules\":[{\"id\":\"r\",\"any\":[\"qq\"]}]", "");
	input.names = names;
	input.name_count = 2;
	assert_int_equal(gal_classify(&r, scratch, &input, NULL), GAL_OK);
	referents_of(have, (struct post){ "x", "", input.text.data });
	assert_string_equal(have, "ai: bell|h name: bell|h");
	input.name_count = 0;
	assert_int_equal(gal_classify(&r, scratch, &input, NULL), GAL_OK);
	assert_int_equal(scratch->referents.count, 0);
	close_book();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_classify_referents__nouns_of_machines),
		cmocka_unit_test(test_classify_referents__names_a_post_tells),
		cmocka_unit_test(test_classify_referents__partners_and_persons),
		cmocka_unit_test(test_classify_referents__pronouns),
		cmocka_unit_test(test_classify_referents__names_handed_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
