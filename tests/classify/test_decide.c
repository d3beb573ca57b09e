/* From hits to codes: composites, scores and thresholds, evidence, stance and
 * stage. */
#include "post.h"

/* "stance stage code=rule@start-end …", as the reading has them. */
static void
compare_reading(const char *title, const char *text, const char *reading)
{
	struct gal_input input = { .community = GAL_STR("x"),
		.title = gal_str_of(title),
		.text = gal_str_of(text) };
	struct gal_reading r;
	char have[TEXT_MAX];
	size_t at;

	assert_int_equal(gal_classify(&r, scratch, &input, NULL), GAL_OK);
	at = (size_t)snprintf(have, sizeof(have), "%s %s",
	    gal_stance_name(r.stance), gal_codebook_rung(book, r.stage));
	for (size_t i = 0; i < r.tag_count; i++)
		at += (size_t)snprintf(have + at, sizeof(have) - at,
		    " %s=%s@%u-%u", gal_codebook_code(book, r.tags[i].code),
		    gal_codebook_rule(book, r.tags[i].rule).id, r.tags[i].start,
		    r.tags[i].end);
	if (strcmp(have, reading) != 0)
		fail_msg("\"%s\": %s, not %s", text, have, reading);
}

struct reading_case {
	const char *title, *text, *reading;
};

static void
compare(const struct reading_case *cases, size_t n)
{
	for (size_t k = 0; k < 2 * n; k++) {
		size_t i = k < n ? k : 2 * n - 1 - k;

		compare_reading(
		    cases[i].title, cases[i].text, cases[i].reading);
	}
}
#define COMPARE(cases) compare(cases, sizeof(cases) / sizeof((cases)[0]))

/* Before learning: bias -2, threshold 0, so a weight of 2 decides. */
static void
test_classify_decide__weights_add_up_to_the_threshold(void **state)
{
	static const struct reading_case cases[] = {
		{ "", "two", "other none x.y=two@0-3" },
		{ "", "one", "other none" },
		{ "", "one and uno", "other none x.y=one@0-3 x.y=uno@8-11" },
		{ "", "one and one", "other none" },
		{ "", "two less", "other none" },
		{ "", "two less one", "other none x.y=two@0-3 x.y=one@9-12" },
		/* what only speaks against is no evidence */
		{ "", "less", "other none" },
		/* a sum below the threshold by a hair, and at it */
		{ "", "one hair", "other none" },
		{ "", "one hair and breadth",
		    "other none x.y=one@0-3 x.y=hair@4-8 x.y=breadth@13-20" },
		/* in the title too */
		{ "the two", "two", "other none x.y=two@4-7" },
	};

	(void)state;
	open_book("\"rules\":["
		  "{\"id\":\"one\",\"code\":\"x.y\",\"any\":[\"one\"]},"
		  "{\"id\":\"uno\",\"code\":\"x.y\",\"any\":[\"uno\"]},"
		  "{\"id\":\"two\",\"code\":\"x.y\",\"any\":[\"two\"],"
		  "\"weight\":2},{\"id\":\"hair\",\"code\":\"x.y\",\"any\":["
		  "\"hair\"],\"weight\":0.75},{\"id\":\"breadth\",\"code\":"
		  "\"x.y\",\"any\":[\"breadth\"],\"weight\":0.25},"
		  "{\"id\":\"less\",\"code\":\"x.y\",\"any\":[\"less\"],"
		  "\"weight\":-1}]",
	    "");
	COMPARE(cases);
	close_book();
}

/* The four strongest, each rule once, where they stand. */
static void
test_classify_decide__evidence_is_the_strongest(void **state)
{
	static const struct reading_case cases[] = {
		{ "", "aa bb cc dd ee ff",
		    "other none x.y=c@6-8 x.y=d@9-11 x.y=e@12-14 "
		    "x.y=f@15-17" },
		{ "", "ff ee dd cc bb aa",
		    "other none x.y=f@0-2 x.y=e@3-5 x.y=d@6-8 x.y=c@9-11" },
		{ "", "ff. ff. ee", "other none x.y=f@0-2 x.y=e@8-10" },
		{ "ff", "ee", "other none x.y=f@0-2 x.y=e@0-2" },
		{ "aa", "ff bb", "other none x.y=a@0-2 x.y=f@0-2 x.y=b@3-5" },
		/* a lexicon by its strongest hit and its sum */
		{ "", "bb kk aa",
		    "other none x.y=b@0-2 x.y=lex:x.y@3-5 "
		    "x.y=a@6-8" },
		{ "", "ff ee dd cc kk",
		    "other none x.y=f@0-2 x.y=e@3-5 "
		    "x.y=d@6-8 x.y=c@9-11" },
		{ "", "ff ee dd cc mm",
		    "other none x.y=f@0-2 x.y=e@3-5 "
		    "x.y=d@6-8 x.y=lex:x.y@12-14" },
		{ "", "nn ff", "other none x.y=f@3-5" },
		/* and it need not be strong */
		{ "", "ff pp", "other none x.y=f@0-2 x.y=lex:x.y@3-5" },
		/* of rules that hit the same the first, not the strongest */
		{ "", "gg", "other none x.y=g@0-2 x.y=h@0-2" },
	};

	(void)state;
	open_book("\"rules\":["
		  "{\"id\":\"a\",\"code\":\"x.y\",\"any\":[\"aa\"],"
		  "\"weight\":2},{\"id\":\"b\",\"code\":\"x.y\",\"any\":["
		  "\"bb\"],\"weight\":3},{\"id\":\"c\",\"code\":\"x.y\","
		  "\"any\":[\"cc\"],\"weight\":4},{\"id\":\"d\",\"code\":"
		  "\"x.y\",\"any\":[\"dd\"],\"weight\":5},{\"id\":\"e\","
		  "\"code\":\"x.y\",\"any\":[\"ee\"],\"weight\":6},"
		  "{\"id\":\"f\",\"code\":\"x.y\",\"any\":[\"ff\"],"
		  "\"weight\":7},{\"id\":\"g\",\"code\":\"x.y\",\"any\":["
		  "\"gg\"],\"weight\":3},{\"id\":\"h\",\"code\":\"x.y\","
		  "\"any\":[\"gg\"],\"weight\":4}]",
	    "x.y\tkk\t4\tx\t\nx.y\tmm\t40\tx\t\nx.y\tnn\t-1\tx\t\n"
	    "x.y\tpp\t0.5\tx\t\n");
	COMPARE(cases);
	close_book();
}

static void
test_classify_decide__stance_and_stage(void **state)
{
	static const struct reading_case cases[] = {
		/* of equals other, then fiction */
		{ "", "mine", "self none stance.self=s@0-4" },
		{ "", "mine yours", "other none stance.other=o@5-10" },
		{ "", "mine fable", "fiction none stance.fiction=f@5-10" },
		{ "", "fable", "fiction none stance.fiction=f@0-5" },
		{ "", "fable yours", "other none stance.other=o@6-11" },
		{ "", "fable mine mine. Own",
		    "self none stance.self=s@6-10 "
		    "stance.self=t@17-20" },
		/* the highest rung; a rung speaks for those below */
		{ "", "homework", "other tool stage.tool=h@0-8" },
		{ "", "married", "other partner stage.partner=m@0-7" },
		{ "", "homework married",
		    "other partner stage.partner=m@9-16" },
		{ "", "engaged", "other tool stage.tool=e@0-7" },
		{ "", "engaged ring",
		    "other partner stage.partner=e@0-7 "
		    "stage.partner=g@8-12" },
		/* codes of one stance alone */
		{ "", "only", "other none" },
		{ "", "only mine",
		    "self none only.self=y@0-4 "
		    "stance.self=s@5-9" },
	};

	(void)state;
	book_begin(&files);
	book_file(&files, "codes/d.json",
	    "{\"dimension\":\"only\",\"codes\":[{\"code\":\"only.self\","
	    "\"definition\":\"d\",\"requires\":[\"stance.self\"]}]}");
	book_file(&files, "rules/r.json",
	    "{\"dimension\":\"x\",\"default_if\":\"?negated\",\"rules\":["
	    "{\"id\":\"s\",\"code\":\"stance.self\",\"any\":[\"mine\"],"
	    "\"weight\":3},{\"id\":\"t\",\"code\":\"stance.self\",\"any\":["
	    "\"own\"],\"weight\":1},{\"id\":\"o\",\"code\":\"stance.other\","
	    "\"any\":[\"yours\"],\"weight\":3},{\"id\":\"f\",\"code\":"
	    "\"stance.fiction\",\"any\":[\"fable\"],\"weight\":3},"
	    "{\"id\":\"h\",\"code\":\"stage.tool\",\"any\":[\"homework\"],"
	    "\"weight\":2},{\"id\":\"m\",\"code\":\"stage.partner\",\"any\":["
	    "\"married\"],\"weight\":2},{\"id\":\"e\",\"code\":"
	    "\"stage.partner\",\"any\":[\"engaged\"],\"weight\":1.5},"
	    "{\"id\":\"g\",\"code\":\"stage.partner\",\"any\":[\"ring\"],"
	    "\"weight\":0.5},{\"id\":\"y\",\"code\":\"only.self\",\"any\":["
	    "\"only\"],\"weight\":2}]}");
	/* what makes a tool of it takes half of the word for a partner */
	book_file(&files, "weights/stage.tsv",
	    "stage.tool\tbias\t-1.5\t9\n"
	    "stage.tool\te\t1.5\t9\n"
	    "stage.tool\th\t2\t9\n");
	book = book_load(&files);
	assert_int_equal(gal_scratch_new(&scratch, book, NULL), GAL_OK);
	COMPARE(cases);
	close_book();
}

/* What a code makes of the lead of the self over the other stances: a bias of
 * -2 each and 3 for "mine" are a lead of 3, tanh(3 / 2) = 0.905; 2 for "yours"
 * leave 1, tanh(1 / 2) = 0.462. */
static void
test_classify_decide__the_lead_of_the_stance(void **state)
{
	static const struct reading_case cases[] = {
		{ "", "uu", "other none" },
		{ "", "uu mine", "self none stance.self=s@3-7 x.y=u@0-2" },
		{ "", "uu mine yours", "self none stance.self=s@3-7" },
		{ "", "vv mine yours",
		    "self none stance.self=s@3-7 x.y=v@0-2" },
		{ "", "ww mine yours", "self none stance.self=s@3-7" },
	};

	(void)state;
	book_begin(&files);
	book_file(&files, "rules/r.json",
	    "{\"dimension\":\"x\",\"rules\":["
	    "{\"id\":\"s\",\"code\":\"stance.self\",\"any\":[\"mine\"],"
	    "\"weight\":3},{\"id\":\"o\",\"code\":\"stance.other\",\"any\":["
	    "\"yours\"],\"weight\":2},{\"id\":\"u\",\"any\":[\"uu\"]},"
	    "{\"id\":\"v\",\"any\":[\"vv\"]},{\"id\":\"w\",\"any\":["
	    "\"ww\"]}]}");
	book_file(&files, "weights/x.tsv",
	    "x.y\tbias\t-2\t9\n"
	    "x.y\tctx:stance\t1\t9\n"
	    "x.y\tu\t1.1\t9\n"
	    "x.y\tv\t1.54\t9\n"
	    "x.y\tw\t1.53\t9\n");
	book = book_load(&files);
	assert_int_equal(gal_scratch_new(&scratch, book, NULL), GAL_OK);
	COMPARE(cases);
	close_book();
}

static void
test_classify_decide__composites(void **state)
{
	static const struct reading_case cases[] = {
		/* & over |, ! over both, brackets over all */
		{ "", "aa. Bb", "other none x.y=and@0-2" },
		{ "", "aa", "other none" },
		{ "", "cc", "other none x.y=or@0-2" },
		{ "", "dd. Ee", "other none x.y=or@0-2" },
		{ "", "dd", "other none" },
		{ "", "ff", "other none x.y=not@0-2" },
		{ "", "ff. Aa", "other none" },
		{ "", "gg. Hh", "other none x.y=brackets@0-2" },
		{ "", "gg. Ii", "other none x.y=brackets@0-2" },
		{ "", "gg", "other none" },
		{ "", "hh. Ii", "other none" },
		/* one sentence, which need not be the first */
		{ "", "jj. Kk", "other none" },
		{ "", "jj kk", "other none x.y=same@0-2" },
		{ "", "jj. Kk. Kk and jj", "other none x.y=same@15-17" },
		{ "jj", "kk", "other none" },
		/* rules of a code, lexicons, facts of the post */
		{ "", "yes. Ll", "other none x.y=code@5-7 x.z=yes@0-3" },
		{ "", "ll", "other none" },
		{ "", "against. Ll", "other none" },
		{ "", "glad. Mm", "other none x.y=lexicon@6-8" },
		{ "", "sad. Mm", "other none" },
		{ "", "mm", "other none" },
		{ "", "nn with my rep", "other none x.y=fact@0-2" },
		{ "", "nn with the rep", "other none" },
		/* ids by the beginning of their name */
		{ "", "oo. Star two", "other none x.y=star@0-2" },
		{ "", "oo. Star", "other none" },
		/* what is missing carries no evidence */
		{ "", "none of it", "other none" },
	};

	(void)state;
	open_book(
	    "\"rules\":["
	    "{\"id\":\"a\",\"any\":[\"aa\"]},{\"id\":\"b\",\"any\":[\"bb\"]},"
	    "{\"id\":\"c\",\"any\":[\"cc\"]},{\"id\":\"d\",\"any\":[\"dd\"]},"
	    "{\"id\":\"e\",\"any\":[\"ee\"]},{\"id\":\"f\",\"any\":[\"ff\"]},"
	    "{\"id\":\"g\",\"any\":[\"gg\"]},{\"id\":\"h\",\"any\":[\"hh\"]},"
	    "{\"id\":\"i\",\"any\":[\"ii\"]},{\"id\":\"j\",\"any\":[\"jj\"]},"
	    "{\"id\":\"k\",\"any\":[\"kk\"]},{\"id\":\"l\",\"any\":[\"ll\"]},"
	    "{\"id\":\"m\",\"any\":[\"mm\"]},{\"id\":\"n\",\"any\":[\"nn\"]},"
	    "{\"id\":\"o\",\"any\":[\"oo\"]},"
	    "{\"id\":\"s.one\",\"any\":[\"star two\"]},"
	    "{\"id\":\"yes\",\"code\":\"x.z\",\"any\":[\"yes\"],\"weight\":2},"
	    "{\"id\":\"no\",\"code\":\"x.z\",\"any\":[\"against\"],"
	    "\"weight\":-2}],\"composites\":["
	    "{\"id\":\"and\",\"code\":\"x.y\",\"when\":\"a & b\","
	    "\"weight\":3},"
	    "{\"id\":\"or\",\"code\":\"x.y\",\"when\":\"c | d & e\","
	    "\"weight\":3},"
	    "{\"id\":\"not\",\"code\":\"x.y\",\"when\":\"f & !a\","
	    "\"weight\":3},"
	    "{\"id\":\"brackets\",\"code\":\"x.y\",\"when\":\"g&(h|i)\","
	    "\"weight\":3},"
	    "{\"id\":\"same\",\"code\":\"x.y\",\"when\":\"j & k\",\"scope\":"
	    "\"sentence\",\"weight\":3},"
	    "{\"id\":\"code\",\"code\":\"x.y\",\"when\":\"l & code:x.z\","
	    "\"weight\":3},"
	    "{\"id\":\"lexicon\",\"code\":\"x.y\",\"when\":\"m & lex:mood\","
	    "\"weight\":3},"
	    "{\"id\":\"fact\",\"code\":\"x.y\",\"when\":\"n & own_ai\","
	    "\"weight\":3},"
	    "{\"id\":\"star\",\"code\":\"x.y\",\"when\":\"o & s.*\","
	    "\"weight\":3},"
	    "{\"id\":\"empty\",\"code\":\"x.y\",\"when\":\"!a & !b & !c\","
	    "\"weight\":0.01}]",
	    "mood\tglad\t1\tx\t\nmood\tsad\t-1\tx\t\n");
	COMPARE(cases);
	close_book();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_classify_decide__weights_add_up_to_the_threshold),
		cmocka_unit_test(
		    test_classify_decide__evidence_is_the_strongest),
		cmocka_unit_test(test_classify_decide__stance_and_stage),
		cmocka_unit_test(test_classify_decide__the_lead_of_the_stance),
		cmocka_unit_test(test_classify_decide__composites),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
