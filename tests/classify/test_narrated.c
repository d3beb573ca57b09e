/* Moves that a post tells: frames with the rungs on their sides, phrases that
 * say both, composites. */
#include "post.h"

/* "tool>partner …", as the reading has them. */
static void
compare_moves(const char *text, const char *moves)
{
	struct gal_input input = { .community = GAL_STR("x"),
		.text = gal_str_of(text) };
	struct gal_reading r;
	char have[TEXT_MAX] = "";
	size_t at = 0;

	assert_int_equal(gal_classify(&r, scratch, &input, NULL), GAL_OK);
	for (size_t i = 0; i < r.move_count; i++)
		at += (size_t)snprintf(have + at, sizeof(have) - at, "%s%s>%s",
		    i > 0 ? " " : "", gal_codebook_rung(book, r.moves[i].from),
		    gal_codebook_rung(book, r.moves[i].to));
	if (strcmp(have, moves) != 0)
		fail_msg("\"%s\": %s, not %s", text, have, moves);
}

struct move_case {
	const char *text;
	const char *moves;
};

static void
compare(const struct move_case *cases, size_t n)
{
	for (size_t k = 0; k < 2 * n; k++) {
		size_t i = k < n ? k : 2 * n - 1 - k;

		compare_moves(cases[i].text, cases[i].moves);
	}
}
#define COMPARE(cases) compare(cases, sizeof(cases) / sizeof((cases)[0]))

#define RUNGS                                                                  \
	"\"rungs\":[{\"rung\":\"tool\",\"any\":[\"tool\"]},"                   \
	"{\"rung\":\"exploration\",\"any\":[\"toy\"]},"                        \
	"{\"rung\":\"confidant\",\"any\":[\"ear\"]},"                          \
	"{\"rung\":\"partner\",\"any\":[\"love\"]}]"

static void
test_classify_narrated__frames_have_the_rungs_beside_them(void **state)
{
	static const struct move_case cases[] = {
		{ "first a tool, now love", "tool>partner" },
		{ "first a tool. Now love", "tool>partner" },
		{ "first love, now a tool", "partner>tool" },
		{ "a tool at first, now love", "tool>partner" },
		/* the first on the left, the highest on the right, up to the
		 * end of the next sentence */
		{ "first an ear and a tool, now a toy and love",
		    "confidant>partner" },
		{ "first a tool. Now an ear. A love", "tool>partner" },
		{ "first a tool. Now an ear. A bit. A love", "tool>confidant" },
		{ "first a tool. Now, love. Ear", "tool>partner" },
		{ "a love. At first a tool. Now an ear", "tool>confidant" },
		{ "first the. A tool. Now love", "tool>partner" },
		/* within three sentences, behind the left cue */
		{ "first a tool. A. B. Now love", "tool>partner" },
		{ "first a tool. A. B. C. Now love", "" },
		{ "A. B. C. First a tool. Now love", "tool>partner" },
		{ "now love. First a tool", "" },
		{ "now a toy, first a tool, love", "" },
		/* of several left cues the nearest */
		{ "first a tool. First a toy. Now love",
		    "exploration>partner" },
		{ "first a tool. Now a toy. A bit. Now love",
		    "tool>exploration tool>partner" },
		{ "first a tool, first a toy, now love", "tool>partner" },
		/* equal rungs tell nothing, and what is told twice is one */
		{ "first a tool, now a tool", "" },
		{ "first a tool, now love. Now love", "tool>partner" },
		/* in the order of the rungs, whichever is told first */
		{ "first a tool, now love. First a tool, now a toy",
		    "tool>exploration tool>partner" },
		/* a side without a cue */
		{ "first it, now love", "" },
		{ "first a tool, now it", "" },
		{ "then a bit, now love", "companion>partner" },
		{ "then a tool, now love", "tool>partner" },
		{ "then a tool, later", "tool>committed" },
		{ "then a bit, later love", "companion>partner" },
		{ "then a bit, later", "companion>committed" },
		{ "first a tool, later", "" },
		/* the post's rung, where nothing else is said */
		{ "first a tool, now married", "tool>partner" },
		{ "I am married. First a tool, now it", "tool>partner" },
		/* a cue is worth more than evidence of a stage */
		{ "first a tool, now married or a toy", "tool>exploration" },
		{ "first homework, now married", "tool>partner" },
		{ "first homework and a toy, now married",
		    "exploration>partner" },
		/* anywhere in the post */
		{ "first a tool, now love. In a dream", "" },
		{ "in a dream. First a tool, now love", "" },
		{ "in a dream. Then a tool, now love", "tool>partner" },
	};

	(void)state;
	open_book(
	    "\"rules\":[{\"id\":\"m\",\"code\":\"stage.partner\",\"any\":"
	    "[\"married\"],\"weight\":3},{\"id\":\"h\",\"code\":"
	    "\"stage.tool\",\"any\":[\"homework\"],\"weight\":3}],"
	    "\"frames\":[{\"id\":\"f\",\"left\":[\"first\"],\"right\":["
	    "\"now\"],\"unless_post\":[\"dream\"]},{\"id\":\"g\",\"left\":["
	    "\"then\"],\"right\":[\"now\",\"later\"],\"from\":\"companion\","
	    "\"to\":\"committed\"}]," RUNGS,
	    "");
	COMPARE(cases);
	close_book();
}

static void
test_classify_narrated__phrases_and_composites(void **state)
{
	static const struct move_case cases[] = {
		{ "from work to love", "tool>partner" },
		{ "no longer love", "partner>tool" },
		/* the post's rung on one side, if it is the higher */
		{ "it grew. I am married", "tool>partner" },
		{ "it grew. The homework", "" },
		{ "it grew", "" },
		{ "it fell. I am married", "partner>tool" },
		{ "it fell. The homework", "" },
		{ "it sank. I am married", "partner>exploration" },
		{ "it sank. The homework", "" },
		{ "it rose. I am married", "exploration>partner" },
		{ "it rose. The homework", "" },
		/* composites only where no phrase tells a move */
		{ "a seed and a tree", "tool>companion" },
		{ "a seed", "" },
		{ "a seed and a tree, from work to love", "tool>partner" },
		{ "a leaf. I am married", "tool>partner" },
		{ "a leaf. The homework", "" },
		/* and the first that holds, of those the others */
		{ "a seed and a tree. A leaf. I am married", "tool>companion" },
		/* in the order of the rungs */
		{ "no longer love, from work to love",
		    "tool>partner partner>tool" },
	};

	(void)state;
	open_book(
	    "\"rules\":[{\"id\":\"up\",\"any\":[\"from work to love\"],"
	    "\"from\":\"tool\",\"to\":\"partner\"},"
	    "{\"id\":\"down\",\"any\":[\"no longer love\"],"
	    "\"from\":\"partner\",\"to\":\"tool\"},"
	    "{\"id\":\"grew\",\"any\":[\"grew\"],\"from\":\"tool\","
	    "\"to\":\"stage\"},{\"id\":\"fell\",\"any\":[\"fell\"],"
	    "\"from\":\"stage\",\"to\":\"tool\"},"
	    "{\"id\":\"sank\",\"any\":[\"sank\"],\"from\":\"stage\","
	    "\"to\":\"exploration\"},{\"id\":\"rose\",\"any\":[\"rose\"],"
	    "\"from\":\"exploration\",\"to\":\"stage\"},"
	    "{\"id\":\"seed\",\"any\":[\"seed\"]},{\"id\":\"tree\",\"any\":"
	    "[\"tree\"]},{\"id\":\"leaf\",\"any\":[\"leaf\"]},"
	    "{\"id\":\"m\",\"code\":\"stage.partner\",\"any\":"
	    "[\"married\"],\"weight\":3},{\"id\":\"h\",\"code\":"
	    "\"stage.tool\",\"any\":[\"homework\"],\"weight\":3}],"
	    "\"composites\":[{\"id\":\"c\",\"when\":\"seed & tree\",\"from\":"
	    "\"tool\",\"to\":\"companion\"},{\"id\":\"d\",\"when\":"
	    "\"leaf\",\"from\":\"tool\",\"to\":\"stage\"}]",
	    "");
	COMPARE(cases);
	close_book();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_classify_narrated__frames_have_the_rungs_beside_them),
		cmocka_unit_test(
		    test_classify_narrated__phrases_and_composites),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
