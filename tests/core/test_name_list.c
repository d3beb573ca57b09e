#include "test.h"

#include <string.h>

#include "core/name_list.h"

/* Names with a comma behind each. */
static enum gal_status
collect(void *self, struct gal_str name, struct gal_error *err)
{
	struct gal_buffer *names = self;

	if (gal_str_equal(name, GAL_STR("no")))
		return gal_fail(err, GAL_LIMIT, "too many");
	return gal_buffer_printf(names, err, "%.*s,", (int)name.len, name.data);
}

static enum gal_status
read_names(
    struct gal_buffer *names, const char *text, size_t n, struct gal_error *err)
{
	FILE *file = fmemopen((void *)(uintptr_t)text, n, "r");
	enum gal_status status;

	assert_non_null(file);
	*err = (struct gal_error){ 0 };
	gal_buffer_clear(names);
	status = gal_name_list_read(file, "names.txt", collect, names, err);
	(void)fclose(file);
	return status;
}

static void
test_core_name_list__names_are_read_as_people_save_them(void **state)
{
	static const char text[] = "\xef\xbb\xbf"
				   "ann\r\n\n \t\n# nobody\n"
				   "\t bob smith \f\v\n\xef\xbb\xbf"
				   "carl\nlast";
	struct gal_buffer names = GAL_BUFFER(1000);
	struct gal_error err;

	(void)state;
	assert_int_equal(
	    read_names(&names, text, sizeof(text) - 1, &err), GAL_OK);
	/* a mark that is not in front belongs to its name */
	assert_string_equal(names.data,
	    "ann,bob smith,\xef\xbb\xbf"
	    "carl,last,");
	assert_string_equal(err.place, "");
	gal_buffer_free(&names);
}

static void
test_core_name_list__faults_have_a_line(void **state)
{
	static const char nul[] = "ann\nb\0b\ncarl\n",
			  full[] = "ann\n\nno\nbob\n";
	struct gal_buffer names = GAL_BUFFER(1000);
	struct gal_error err;

	(void)state;
	assert_int_equal(
	    read_names(&names, nul, sizeof(nul) - 1, &err), GAL_FORMAT);
	assert_int_equal(err.line, 2);
	assert_string_equal(err.place, "names.txt");
	assert_string_equal(names.data, "ann,");
	assert_int_equal(
	    read_names(&names, full, sizeof(full) - 1, &err), GAL_LIMIT);
	assert_int_equal(err.line, 3);
	assert_string_equal(names.data, "ann,");
	gal_buffer_free(&names);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_core_name_list__names_are_read_as_people_save_them),
		cmocka_unit_test(test_core_name_list__faults_have_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
