#include "test.h"

#include "core/order.h"
#include "ingest/seal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANY 20000

static struct gal_seal
make(uint64_t seed)
{
	struct gal_key key;
	struct gal_seal seal;

	gal_key_from_seed(&key, seed);
	gal_seal_make(&seal, &key);
	return seal;
}

static void
assert_distinct(int64_t *numbers)
{
	qsort(numbers, MANY, sizeof(*numbers), gal_compare_ints);
	assert_true(numbers[0] >= 0);
	for (size_t i = 1; i < MANY; i++)
		assert_true(numbers[i] != numbers[i - 1]);
}

static void
test_ingest_seal__makes_ids_of_ids(void **state)
{
	static int64_t numbers[MANY];
	struct gal_seal seal = make(1), another = make(2);
	size_t alike = 0, high = 0;
	char id[GAL_REDDIT_ID_MAX], sealed[GAL_SEALED_ID_MAX];
	char prefixed[GAL_REDDIT_ID_MAX + 4], again[GAL_SEALED_ID_MAX];
	int64_t row;

	(void)state;
	for (int64_t i = 0; i < MANY; i++) {
		gal_reddit_id(id, i * 7919);
		gal_seal_id(sealed, &seal, GAL_PLATFORM_REDDIT, gal_str_of(id));
		assert_int_equal(gal_reddit_row_id(&row, GAL_KIND_COMMENT,
				     gal_str_of(sealed), NULL),
		    GAL_OK);
		/* row ids of other platforms begin at 2^62 */
		assert_true(row >> 62 == 0);
		numbers[i] = row;
		high += row >> 61 != 0;
		gal_seal_id(
		    again, &another, GAL_PLATFORM_REDDIT, gal_str_of(id));
		alike += strcmp(sealed, again) == 0;
		(void)snprintf(prefixed, sizeof(prefixed), "t1_%s", id);
		gal_seal_id(
		    again, &seal, GAL_PLATFORM_REDDIT, gal_str_of(prefixed));
		assert_memory_equal(again, "t1_", 3);
		assert_string_equal(again + 3, sealed);
	}
	assert_distinct(numbers);
	assert_int_equal(alike, 0);
	/* neighbours are spread over all numbers */
	assert_in_range(high, MANY * 45 / 100, MANY * 55 / 100);
}

static void
test_ingest_seal__keeps_the_turn_of_a_conversation(void **state)
{
	struct gal_seal seal = make(1);
	char talk[GAL_SEALED_ID_MAX], turn[GAL_SEALED_ID_MAX];

	(void)state;
	gal_seal_id(talk, &seal, GAL_PLATFORM_TRANSCRIPT, gal_str_of("vexil"));
	gal_seal_id(
	    turn, &seal, GAL_PLATFORM_TRANSCRIPT, gal_str_of("vexil:12"));
	assert_int_equal(strlen(talk), 32);
	assert_memory_equal(turn, talk, 32);
	assert_string_equal(turn + 32, ":12");
	/* elsewhere a colon is a letter like others */
	gal_seal_id(turn, &seal, GAL_PLATFORM_MAIL, gal_str_of("vexil:12"));
	assert_int_equal(strlen(turn), 32);
	/* no id of Reddit: sealed as text, never left as it is */
	gal_seal_id(turn, &seal, GAL_PLATFORM_REDDIT, gal_str_of("t3_so-so"));
	assert_int_equal(strlen(turn), 32);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ingest_seal__makes_ids_of_ids),
		cmocka_unit_test(
		    test_ingest_seal__keeps_the_turn_of_a_conversation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
