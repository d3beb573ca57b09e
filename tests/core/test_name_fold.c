#include "test.h"

#include <string.h>

#include "core/name_fold.h"

static void
assert_folds(const char *expected, const char *name)
{
	struct gal_name_room room;
	struct gal_str folded = gal_name_fold(&room, gal_str_of(name));

	assert_int_equal(strlen(expected), folded.len);
	assert_memory_equal(expected, folded.data, folded.len);
}

static void
test_core_name_fold__case_of_any_script_is_one(void **state)
{
	(void)state;
	assert_folds("teapots_2", "TeaPots_2");
	assert_folds("чайники", "ЧАЙники");
	assert_folds("caf\xc3\xa9", "CAFE\xcc\x81"); /* composed */
	assert_folds("strasse", "Straße");
	assert_folds("茶", "茶");
}

static void
test_core_name_fold__what_is_no_name_is_left(void **state)
{
	char name[GAL_NAME_MAX + 2];
	struct gal_name_room room;
	struct gal_str folded;

	(void)state;
	assert_folds("", "");
	assert_folds("caf\xe9 a", "CAF\xe9 A"); /* Latin-1 */
	memset(name, 'A', sizeof(name));
	folded = gal_name_fold(&room, (struct gal_str){ name, GAL_NAME_MAX });
	assert_int_equal('a', folded.data[GAL_NAME_MAX - 1]);
	folded =
	    gal_name_fold(&room, (struct gal_str){ name, GAL_NAME_MAX + 1 });
	assert_ptr_equal(name, folded.data);
	assert_int_equal(GAL_NAME_MAX + 1, folded.len);
}

static void
test_core_name_fold__the_longest_names_have_room(void **state)
{
	char name[GAL_NAME_MAX];
	struct gal_name_room room;
	struct gal_str folded;

	(void)state;
	/* one character that folds to three: U+0390 */
	for (size_t i = 0; i < sizeof(name); i += 2)
		memcpy(name + i, "\xce\x90", 2);
	folded = gal_name_fold(&room, (struct gal_str){ name, sizeof(name) });
	assert_true(folded.len > 0 && folded.len <= sizeof(room.room));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_core_name_fold__case_of_any_script_is_one),
		cmocka_unit_test(test_core_name_fold__what_is_no_name_is_left),
		cmocka_unit_test(
		    test_core_name_fold__the_longest_names_have_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
