/* Who was seen where: as many authors as a large forum has, in any order. */
#include "store/seen_authors.h"

#include "test.h"

#define AUTHORS 40000

/* An odd factor: every author another number, none of them 0. */
static uint64_t
author(uint64_t i)
{
	return (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

static void
test_store_seen_authors__each_is_new_once_a_group(void **state)
{
	struct gal_seen_authors *set = NULL;
	bool is_new;

	(void)state;
	assert_int_equal(gal_seen_authors_new(&set, NULL), GAL_OK);
	for (int round = 0; round < 2; round++)
		for (uint64_t i = 0; i < AUTHORS; i++)
			for (size_t group = 0; group < 200; group += 63) {
				/* one in three never was in the last group */
				if (group == 189 && i % 3 == 0)
					continue;
				assert_int_equal(
				    gal_seen_authors_enter(
					&is_new, set, author(i), group, NULL),
				    GAL_OK);
				assert_int_equal(is_new, round == 0);
			}
	for (uint64_t i = 0; i < AUTHORS; i++) {
		assert_int_equal(
		    gal_seen_authors_enter(&is_new, set, author(i), 189, NULL),
		    GAL_OK);
		assert_int_equal(is_new, i % 3 == 0);
	}
	gal_seen_authors_free(set);
}

struct sum {
	uint64_t authors, times, most;
};

static void
add(void *self, uint64_t count)
{
	struct sum *sum = self;

	sum->authors++;
	sum->times += count;
	if (count > sum->most)
		sum->most = count;
}

static void
test_store_seen_authors__counts_each(void **state)
{
	struct gal_seen_authors *set = NULL;
	struct sum sum = { 0, 0, 0 };

	(void)state;
	assert_int_equal(gal_seen_authors_new(&set, NULL), GAL_OK);
	for (uint64_t i = 0; i < AUTHORS; i++)
		for (uint64_t k = 0; k <= i % 5; k++)
			assert_int_equal(
			    gal_seen_authors_count(set, author(i), NULL),
			    GAL_OK);
	gal_seen_authors_each(set, add, &sum);
	assert_int_equal(sum.authors, AUTHORS);
	assert_int_equal(sum.times, AUTHORS * 3);
	assert_int_equal(sum.most, 5);
	gal_seen_authors_free(set);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_store_seen_authors__each_is_new_once_a_group),
		cmocka_unit_test(test_store_seen_authors__counts_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
