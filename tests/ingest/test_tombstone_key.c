#include "ingest/tombstone_key.h"

#include <stdlib.h>

#include "core/order.h"
#include "test.h"

#define MANY 20000

static void
make(struct gal_tombstone_key *out, uint64_t seed)
{
	struct gal_key key;

	gal_key_from_seed(&key, seed);
	gal_tombstone_key_make(out, &key);
}

static void
test_ingest_tombstone_key__gives_each_row_another_number(void **state)
{
	static int64_t numbers[MANY];
	struct gal_tombstone_key key, other;
	struct gal_veil veil, other_veil;
	size_t bits = 0;

	(void)state;
	make(&key, 1);
	make(&other, 2);
	veil = gal_tombstone_key_veil(&key);
	other_veil = gal_tombstone_key_veil(&other);
	for (int64_t i = 0; i < MANY; i++) {
		int64_t n = veil.number(veil.self, i);

		assert_int_equal(n, veil.number(veil.self, i));
		assert_int_not_equal(n, i);
		assert_int_not_equal(n, other_veil.number(&other, i));
		/* neighbours differ in half of the bits */
		if (i > 0)
			bits += (size_t)__builtin_popcountll(
			    (uint64_t)(n ^ numbers[i - 1]));
		numbers[i] = n;
	}
	assert_in_range(bits, (size_t)MANY * 31, (size_t)MANY * 33);
	qsort(numbers, MANY, sizeof(*numbers), gal_compare_ints);
	for (size_t i = 1; i < MANY; i++)
		assert_int_not_equal(numbers[i], numbers[i - 1]);
}

/* Values that stand in databases must never change. These are SipHash-2-4 and
 * BLAKE2b as computed by other programs. */
static void
test_ingest_tombstone_key__stays_what_it_is(void **state)
{
	struct gal_tombstone_key key;
	struct gal_veil veil;

	(void)state;
	make(&key, 7);
	veil = gal_tombstone_key_veil(&key);
	assert_int_equal(
	    veil.number(veil.self, 0), INT64_C(0x59a10e3b3eedf94c));
	assert_int_equal((uint64_t)veil.number(veil.self, INT64_MAX),
	    UINT64_C(0xb432ac380333aafb));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_ingest_tombstone_key__gives_each_row_another_number),
		cmocka_unit_test(test_ingest_tombstone_key__stays_what_it_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
