/* A merge by the heap is the sorted whole, ties by the source's number. */
#include "core/heap.h"

#include <stdbool.h>
#include <stdlib.h>

#include "core/rng.h"
#include "test.h"

#define SOURCES 13
#define MOST 40

struct source {
	int values[MOST]; /* ascending */
	size_t count, at;
};

static int
compare_ints(const void *a, const void *b)
{
	const int *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static int
order_sources(const void *self, size_t a, size_t b)
{
	const struct source *sources = self;

	return compare_ints(&sources[a].values[sources[a].at],
	    &sources[b].values[sources[b].at]);
}

static void
test_core_heap__merges_in_order(void **state)
{
	struct gal_rng rng = { 17, 0, 0 };

	(void)state;
	for (int round = 0; round < 200; round++) {
		struct source sources[SOURCES] = { 0 };
		size_t items[SOURCES], total = 0, seen = 0, from = 0;
		struct gal_heap heap = { items, 0, order_sources, sources };
		int last = -1;

		for (size_t i = 0; i < SOURCES; i++) {
			struct source *s = &sources[i];

			s->count = (size_t)gal_rng_next_below(&rng, MOST);
			for (size_t k = 0; k < s->count; k++)
				s->values[k] =
				    (int)gal_rng_next_below(&rng, 30);
			qsort(s->values, s->count, sizeof(s->values[0]),
			    compare_ints);
			total += s->count;
			if (s->count > 0)
				items[heap.count++] = i;
		}
		gal_heap_make(&heap);
		while (heap.count > 0) {
			struct source *s = &sources[heap.items[0]];
			int value = s->values[s->at++];

			assert_true(value > last ||
			    (value == last && heap.items[0] >= from));
			last = value;
			from = heap.items[0];
			seen++;
			if (s->at == s->count)
				gal_heap_drop(&heap);
			else
				gal_heap_moved(&heap);
		}
		assert_int_equal(seen, total);
	}
}

static void
test_core_heap__of_nothing_stays_empty(void **state)
{
	struct gal_heap heap = { NULL, 0, order_sources, NULL };

	(void)state;
	gal_heap_make(&heap);
	gal_heap_moved(&heap);
	gal_heap_drop(&heap);
	assert_int_equal(heap.count, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_core_heap__merges_in_order),
		cmocka_unit_test(test_core_heap__of_nothing_stays_empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
