/* Every allocation of loading a codebook and reading a post fails once: it is
 * said, nothing is lost or kept, and the next time all is well. */
#include "book.h"
#include "classify/document.h"
#include "classify/explain.h"
#include "failing.h"
#include "test.h"

static struct test_book files;

static void
write_book(void)
{
	book_begin(&files);
	book_file(&files, "classes/t.tsv",
	    "pets\tcat*\nall\t@pets\nall\tin addition\n");
	book_file(&files, "fields/f.tsv", "night\tnight\nnight\tat dusk\n");
	book_file(&files, "frequencies.tsv", "alone\t3\nthe\t40000\n");
	book_file(&files, "codes/d.json",
	    "{\"dimension\":\"dim\",\"codes\":[{\"code\":\"dim.full\","
	    "\"definition\":\"what it means\",\"source\":\"somebody 2020\","
	    "\"requires\":[\"stance.self\"],\"positive\":[\"one\",{\"title\":"
	    "\"top\",\"text\":\"two\"}],\"negative\":[\"other\"],"
	    "\"known_errors\":\"irony\"}]}");
	book_file(&files, "rules/r.json",
	    "{\"dimension\":\"x\",\"rules\":["
	    "{\"id\":\"alone\",\"code\":\"x.y\",\"any\":[\"so (very|really)? "
	    "alone\",\"alone & night\",\"alone && @all\"],\"unless\":[\"how\"],"
	    "\"unless_post\":[\"film\"],\"value\":\"4o\",\"weight\":3},"
	    "{\"id\":\"self\",\"code\":\"stance.self\",\"any\":[\"<i>\"],"
	    "\"weight\":3},{\"id\":\"up\",\"any\":[\"grew to love\"],\"from\":"
	    "\"tool\",\"to\":\"partner\"}],\"composites\":[{\"id\":\"both\","
	    "\"code\":\"x.z\",\"when\":\"alone & (self | lex:mood)\","
	    "\"weight\":3}],\"frames\":[{\"id\":\"f\",\"left\":[\"first\"],"
	    "\"right\":[\"now\"]}],\"rungs\":[{\"rung\":\"tool\",\"any\":["
	    "\"tool\"]},{\"rung\":\"partner\",\"any\":[\"wife\"]}]}");
	book_file(&files, "lexicons/l.tsv",
	    "mood\tglad\t1\tx\t\nmood\tvery sad\t-1\tx\t\n");
	book_file(&files, "weights/x.tsv",
	    "x.z\tterm:plum tree\t2.5\t3\nx.z\tboth\t3\t9\nx.z\tbias\t-2\t9\n");
}

/* All of it, into a text. */
static enum gal_status
read_with_book(struct gal_buffer *out, struct gal_error *err)
{
	static const struct gal_str names[] = { { "Zora", 4 } };
	struct gal_input input = { .community = GAL_STR("replika"),
		.title = GAL_STR("Alone in the night, a plum tree"),
		.text = GAL_STR("I am so alone and very sad. First a tool, now "
				"my wife. In addition cats. She grew to love "
				"me. Not how."),
		.names = names,
		.name_count = 1 };
	struct gal_codebook *book = NULL;
	struct gal_scratch *scratch = NULL;
	struct gal_reading r;
	enum gal_status st;

	st = gal_codebook_load(&book, files.directory, NULL, err);
	if (st == GAL_OK)
		st = gal_scratch_new(&scratch, book, err);
	if (st == GAL_OK)
		st = gal_classify(&r, scratch, &input, err);
	if (st == GAL_OK)
		st = gal_explain(out, scratch, &input, GAL_STR(""), err);
	if (st == GAL_OK)
		st = gal_codebook_document(out, book, files.directory, err);
	gal_scratch_free(scratch);
	gal_codebook_free(book);
	return st;
}

static void
test_classify_no_memory__every_allocation_fails_once(void **state)
{
	struct gal_buffer whole = GAL_BUFFER(1 << 20);
	size_t n;

	(void)state;
	write_book();
	failing_at(0);
	assert_int_equal(read_with_book(&whole, NULL), GAL_OK);
	n = failing_end();
	assert_true(n > 200);
	for (size_t i = 1; i <= n; i++) {
		struct gal_buffer out = GAL_BUFFER(1 << 20);
		struct gal_error err = { 0 };
		enum gal_status st;

		failing_at(i);
		st = read_with_book(&out, &err);
		assert_true(failing_came());
		(void)failing_end();
		/* what was only to make it faster may be done without */
		if (st == GAL_OK) {
			assert_int_equal(out.len, whole.len);
			assert_memory_equal(out.data, whole.data, out.len);
		} else if (st != GAL_NOMEM || err.message[0] == '\0') {
			fail_msg("allocation %zu of %zu: %s: %s", i, n,
			    gal_status_text(st), err.message);
		}
		gal_buffer_free(&out);
	}
	gal_buffer_free(&whole);
	book_end(&files);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_classify_no_memory__every_allocation_fails_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
