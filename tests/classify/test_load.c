/* Faults in the files of a codebook: each is refused, with the file, the line
 * where there is one, and what is wrong. */
#include "book.h"
#include "test.h"

struct fault {
	const char *file;
	const char *text;
	const char *message;
	uint64_t line; /* 0: not said */
};

static void
refuse(const struct fault *fault)
{
	struct test_book b;
	struct gal_codebook *book = NULL;
	struct gal_error err = { 0 };

	book_begin(&b);
	book_file(&b, fault->file, fault->text);
	if (gal_codebook_load(&book, b.directory, NULL, &err) != GAL_CODEBOOK)
		fail_msg("%s is taken: %.80s", fault->file, fault->text);
	if (strstr(err.message, fault->message) == NULL)
		fail_msg("%s: \"%s\" lacks \"%s\"", fault->file, err.message,
		    fault->message);
	/* of a fault that lies in several places the folder is said */
	if (fault->line > 0 && strstr(err.place, fault->file) == NULL)
		fail_msg("%s: the place is %s", fault->file, err.place);
	if (err.line != fault->line)
		fail_msg("%s (%s): line %llu, not %llu", fault->file,
		    err.message, (unsigned long long)err.line,
		    (unsigned long long)fault->line);
	assert_null(book);
	book_end(&b);
}

static void
test_classify_load__faults_of_manifest_and_codes(void **state)
{
	static const struct fault faults[] = {
		{ "codebook.json", "{\"version\":\"1\"}",
		    "name or version missing", 0 },
		{ "codebook.json",
		    "{\"name\":\"t\",\"version\":\"1\",\"ladder\":[1]}",
		    "must be at most 16 names of rungs", 1 },
		{ "codebook.json",
		    "{\"name\":\"t\",\"version\":\"1\",\"ladder\":[\"a\",\"b\","
		    "\"c\",\"d\",\"e\",\"f\",\"g\",\"h\",\"i\",\"j\",\"k\","
		    "\"l\",\"m\",\"n\",\"o\",\"p\",\"q\"]}",
		    "must be at most 16 names of rungs", 1 },
		{ "codebook.json",
		    "{\"name\":\"t\",\"version\":\"1\",\n\"ladder\":[\"a\","
		    "\"b\",\"a\"]}",
		    "a: the ladder names this rung twice", 2 },
		{ "codebook.json", "{\"name\":", "", 1 },
		{ "codes/c.json", "{\"codes\":[]}", "\"dimension\" missing",
		    0 },
		{ "codes/c.json",
		    "{\"dimension\":\"x\",\n\"codes\":[{\"definition\":\"d\"}]"
		    "}",
		    "a code without \"code\"", 0 },
		{ "codes/c.json",
		    "{\"dimension\":\"x\",\"codes\":[\n{\"code\":\"x.y\"},\n"
		    "{\"code\":\"x.y\"}]}",
		    "this code is defined twice", 2 },
		{ "codes/c.json",
		    "{\"dimension\":\"x\",\"codes\":[\n{\"code\":\"x.y\","
		    "\"requires\":[\"stance.nobody\"]}]}",
		    "\"requires\" takes stance.self", 2 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		refuse(&faults[i]);
}

static void
test_classify_load__faults_of_tables(void **state)
{
	static const struct fault faults[] = {
		{ "classes/c.tsv", "pets\tcat\n\npets\n", "a line must hold",
		    3 },
		{ "classes/c.tsv", "pets\tcat )\n",
		    "unexpected character in a class term", 1 },
		{ "classes/c.tsv", "a\t@b\nb\t@c\nc\t@a\n", "itself", 0 },
		{ "fields/f.tsv", "night\n", "a line must hold", 1 },
		{ "lexicons/l.tsv", "x.y\tlove\n", "", 1 },
		{ "lexicons/l.tsv", "x.y\tlove\tmuch\n",
		    "\"much\" is no number", 1 },
		{ "lexicons/l.tsv", "x.y\tlove\t1e9\n", "is no number", 1 },
		{ "lexicons/l.tsv", "# a note\nx.y\tlove\t\n", "not a number",
		    2 },
		{ "weights/x.tsv", "x.y\tr\theavy\t3\n", "is no number", 1 },
		{ "weights/x.tsv", "x.y\n", "a line must hold", 1 },
		{ "frequencies.tsv", "word\tnever\n", "is no number", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		refuse(&faults[i]);
}

/* Patterns as the language has them not. */
static void
test_classify_load__faults_of_patterns(void **state)
{
	static const struct {
		const char *pattern, *message;
	} faults[] = {
		{ "a * b", "a lone *" },
		{ "(a|)", "an empty alternative" },
		{ "(a & b)", "& does not stand inside ( )" },
		{ "!a b)", "unexpected character" },
		{ "a & b & c & d & e & f & g & h & i & j & k & l & m & n & o & "
		  "p & q",
		    "more than 16 parts" },
		{ "a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d "
		  "e f g h i j k l m n o",
		    "too long" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		char text[1024];

		(void)snprintf(text, sizeof(text),
		    "{\"dimension\":\"x\",\"rules\":[\n{\"id\":\"r\",\"any\":["
		    "\"%s\"]}]}",
		    faults[i].pattern);
		refuse(&(struct fault){
		    "rules/r.json", text, faults[i].message, 2 });
	}
}

/* "when" of composites. */
static void
test_classify_load__faults_of_composites(void **state)
{
	static const struct {
		const char *when, *message;
	} faults[] = {
		{ "", "character 1: a name is missing" },
		{ "r &", "a name is missing" },
		{ "r | | r", "a name is missing" },
		{ "r r", "character 3: unexpected" },
		{ "r )", "character 3: unexpected" },
		{ "(r", "( without )" },
		{ "nothing", "names no rule \"nothing\"" },
		{ "code:no.code", "names no rule" },
		{ "ctx:emoji", "names no rule" },
		{ "decided:x.y", "decided: is for moves" },
		{ "!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!r",
		    "nested too deeply" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		char text[1024];

		(void)snprintf(text, sizeof(text),
		    "{\"dimension\":\"x\",\"rules\":[{\"id\":\"r\",\"any\":["
		    "\"a\"]}],\n\"composites\":[{\"id\":\"c\",\"when\":\"%s\"}"
		    "]}",
		    faults[i].when);
		refuse(&(struct fault){
		    "rules/r.json", text, faults[i].message, 2 });
	}
	refuse(&(struct fault){ "rules/r.json",
	    "{\"dimension\":\"x\",\"composites\":[\n{\"id\":\"c\"}]}",
	    "\"when\" missing", 2 });
	refuse(&(struct fault){ "rules/r.json",
	    "{\"dimension\":\"x\",\"rules\":[{\"id\":\"r\",\"any\":[\"a\"]}],"
	    "\n\"composites\":[{\"id\":\"c\",\"when\":\"r & decided:x.q\","
	    "\"from\":\"tool\",\"to\":\"partner\"}]}",
	    "names no code \"x.q\"", 2 });
}

static void
test_classify_load__faults_of_rules(void **state)
{
	static const struct fault faults[] = {
		{ "rules/r.json", "{\"rules\":[{\"any\":[\"a\"]}]}",
		    "a rule without \"id\"", 0 },
		{ "rules/r.json",
		    "{\"rules\":[\n{\"id\":\"r\",\"code\":\"x.q\",\"any\":["
		    "\"a\"]}]}",
		    "no code \"x.q\"", 2 },
		{ "rules/r.json", "{\"rules\":[\n{\"id\":\"r\",\"any\":[1]}]}",
		    "holds something that is no text", 2 },
		{ "rules/r.json",
		    "{\"rules\":[{\"id\":\"r\",\"any\":[\"a\"]},\n"
		    "{\"id\":\"r\",\"any\":[\"b\"]}]}",
		    "two rules have the id r", 0 },
		{ "rules/r.json", "{\"rungs\":[\n{\"any\":[\"a\"]}]}",
		    "\"rung\" missing", 1 },
		{ "rules/r.json",
		    "{\"rungs\":[{\"rung\":\"stage\",\"any\":[\"a\"]}]}",
		    "\"rung\" missing", 1 },
		{ "rules/r.json",
		    "{\"frames\":[\n{\"id\":\"f\",\"left\":[\"a\"],\"right\":"
		    "[\"b\"],\"to\":\"stage\"}]}",
		    "takes the stage by itself", 2 },
		{ "rules/r.json",
		    "{\"rules\":[{\"id\":\"r\",\"any\":[\"a\"]}],\n"
		    "\"composites\":[{\"id\":\"c\",\"when\":\"r\",\"from\":"
		    "\"tool\"}]}",
		    "a move needs \"from\" and \"to\"", 2 },
		{ "rules/r.json", "{\"rules\":[{]}", "", 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		refuse(&faults[i]);
}

static void
test_classify_load__a_folder_that_is_none(void **state)
{
	struct gal_codebook *book = NULL;
	struct gal_error err = { 0 };
	struct test_book b;
	char path[300];

	(void)state;
	assert_int_equal(
	    gal_codebook_load(&book, "/nowhere/at/all", NULL, &err),
	    GAL_NOT_FOUND);
	assert_non_null(strstr(err.place, "/nowhere/at/all"));
	gal_error_clear(&err);
	book_begin(&b);
	(void)snprintf(path, sizeof(path), "%s/none.json", b.directory);
	assert_int_equal(
	    gal_codebook_load(&book, b.directory, path, &err), GAL_NOT_FOUND);
	assert_string_equal(err.place, path);
	assert_null(book);
	/* of a file that need not be there a fault is one, too */
	(void)snprintf(path, sizeof(path), "%s/frequencies.tsv", b.directory);
	assert_int_equal(mkdir(path, 0700), 0);
	gal_error_clear(&err);
	assert_int_equal(
	    gal_codebook_load(&book, b.directory, NULL, &err), GAL_IO);
	assert_string_equal(err.place, path);
	assert_non_null(strstr(err.message, "cannot"));
	assert_int_equal(remove(path), 0);
	book_end(&b);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_classify_load__faults_of_manifest_and_codes),
		cmocka_unit_test(test_classify_load__faults_of_tables),
		cmocka_unit_test(test_classify_load__faults_of_patterns),
		cmocka_unit_test(test_classify_load__faults_of_composites),
		cmocka_unit_test(test_classify_load__faults_of_rules),
		cmocka_unit_test(test_classify_load__a_folder_that_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
