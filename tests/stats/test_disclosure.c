/* What suppression hides, and how far what is hidden can be worked out: small
 * tables, where all that could stand in hidden cells can be tried. */
#include "stats/disclosure.h"

#include <stdlib.h>
#include <string.h>

#include "core/rng.h"
#include "test.h"

#define SIDE 3
#define CELLS (SIDE * SIDE)

struct table {
	int64_t counts[CELLS];
	uint8_t state[CELLS];
	size_t rows, columns;
};

static void
assert_state(const struct table *t, const char *expected)
{
	/* '.' shown, 'p' primary, 'c' complementary */
	for (size_t i = 0; i < t->rows * t->columns; i++) {
		char found = t->state[i] == GAL_SHOWN ? '.'
		    : t->state[i] == GAL_PRIMARY      ? 'p'
						      : 'c';

		if (found != expected[i])
			fail_msg("cell %zu is '%c', not '%c'", i, found,
			    expected[i]);
	}
}

static struct table
suppressed(size_t rows, size_t columns, int64_t k, const int64_t *counts)
{
	struct table t = { .rows = rows, .columns = columns };

	memcpy(t.counts, counts, rows * columns * sizeof(*counts));
	assert_int_equal(
	    gal_suppress(t.state, t.counts, rows, columns, k, NULL), GAL_OK);
	return t;
}

static void
test_stats_disclosure__hides_what_has_fewer_than_k(void **state)
{
	struct table t;

	(void)state;
	/* 0 and k itself are shown; nothing is left to hide beside a 4 */
	t = suppressed(1, 3, 5, (const int64_t[]){ 0, 5, 6 });
	assert_state(&t, "...");
	t = suppressed(1, 3, 5, (const int64_t[]){ 0, 4, 0 });
	assert_state(&t, ".p.");
	/* 1 is the least that is hidden */
	t = suppressed(1, 3, 2, (const int64_t[]){ 1, 9, 7 });
	assert_state(&t, "p.c");
}

static void
test_stats_disclosure__hides_the_smallest_other_of_a_line(void **state)
{
	struct table t;

	(void)state;
	t = suppressed(1, 4, 5, (const int64_t[]){ 3, 9, 7, 8 });
	assert_state(&t, "p.c.");
	/* of equal ones the first */
	t = suppressed(1, 4, 5, (const int64_t[]){ 3, 9, 7, 7 });
	assert_state(&t, "p.c.");
	/* two hidden ones with fewer than k between them need a third */
	t = suppressed(1, 4, 5, (const int64_t[]){ 2, 2, 9, 8 });
	assert_state(&t, "pp.c");
	/* with k they need none */
	t = suppressed(1, 4, 5, (const int64_t[]){ 2, 3, 9, 8 });
	assert_state(&t, "pp..");
	/* columns likewise */
	t = suppressed(4, 1, 5, (const int64_t[]){ 3, 9, 7, 8 });
	assert_state(&t, "p.c.");
	t = suppressed(4, 1, 5, (const int64_t[]){ 2, 2, 9, 8 });
	assert_state(&t, "pp.c");
}

static void
test_stats_disclosure__goes_on_until_every_line_is_safe(void **state)
{
	struct table t;

	(void)state;
	/* the row hides 7, whose column hides 8, whose row hides 9 … */
	t = suppressed(
	    3, 3, 5, (const int64_t[]){ 3, 7, 20, 21, 8, 9, 22, 23, 24 });
	assert_state(&t, "pc.cc....");
	/* the columns leave one hidden cell each in two rows that were safe */
	t = suppressed(
	    3, 3, 5, (const int64_t[]){ 3, 7, 20, 8, 30, 31, 22, 9, 33 });
	assert_state(&t, "pc.cc.cc.");
	t = suppressed(2, 3, 5, (const int64_t[]){ 3, 20, 21, 20, 30, 31 });
	assert_state(&t, "pc.cc.");
	t = suppressed(3, 2, 5, (const int64_t[]){ 3, 20, 20, 30, 21, 31 });
	assert_state(&t, "pccc..");
}

static void
test_stats_disclosure__keeps_what_was_hidden_before(void **state)
{
	struct table t = { .counts = { 50, 60, 70 }, .rows = 1, .columns = 3 };

	(void)state;
	t.state[2] = GAL_PRIMARY; /* as one author has most of it */
	assert_int_equal(
	    gal_suppress(t.state, t.counts, 1, 3, 5, NULL), GAL_OK);
	assert_state(&t, "c.p");
}

static void
test_stats_disclosure__refuses_a_negative_count(void **state)
{
	struct gal_error err = { 0 };
	const int64_t counts[] = { 3, 9, 7, -1 };
	uint8_t cells[4] = { 0 };
	size_t narrow = 7;

	(void)state;
	assert_int_equal(
	    gal_suppress(cells, counts, 2, 2, 5, &err), GAL_ARGUMENT);
	assert_int_equal(
	    gal_suppress_audited(cells, &narrow, counts, 2, 2, 5, &err),
	    GAL_ARGUMENT);
	assert_int_equal(narrow, 0);
}

static void
test_stats_disclosure__one_author_dominates_above_half(void **state)
{
	(void)state;
	assert_false(gal_dominated(5, 10));
	assert_true(gal_dominated(6, 10));
	assert_false(gal_dominated(5, 11));
	assert_true(gal_dominated(1, 1));
	assert_false(gal_dominated(0, 0));
}

/* ---- against all tables that could be ---- */

struct search {
	const struct table *t;
	int64_t value[CELLS];
	int64_t row_left[SIDE], column_left[SIDE]; /* of hidden cells */
	size_t wanted;
	int64_t lo, hi;
};

static void
try_all(struct search *s, size_t at)
{
	size_t r = at / s->t->columns, c = at % s->t->columns;

	if (at == s->t->rows * s->t->columns) {
		for (size_t i = 0; i < s->t->rows; i++)
			if (s->row_left[i] != 0)
				return;
		for (size_t i = 0; i < s->t->columns; i++)
			if (s->column_left[i] != 0)
				return;
		if (s->value[s->wanted] < s->lo)
			s->lo = s->value[s->wanted];
		if (s->value[s->wanted] > s->hi)
			s->hi = s->value[s->wanted];
		return;
	}
	if (s->t->state[at] == GAL_SHOWN) {
		try_all(s, at + 1);
		return;
	}
	for (int64_t v = 1; v <= s->row_left[r] && v <= s->column_left[c];
	     v++) {
		s->value[at] = v;
		s->row_left[r] -= v;
		s->column_left[c] -= v;
		try_all(s, at + 1);
		s->row_left[r] += v;
		s->column_left[c] += v;
	}
}

static void
range_by_trying(int64_t *lo, int64_t *hi, const struct table *t, size_t wanted)
{
	struct search s = { .t = t, .wanted = wanted, .lo = INT64_MAX };

	for (size_t i = 0; i < t->rows * t->columns; i++) {
		if (t->state[i] == GAL_SHOWN)
			continue;
		s.row_left[i / t->columns] += t->counts[i];
		s.column_left[i % t->columns] += t->counts[i];
	}
	try_all(&s, 0);
	*lo = s.lo;
	*hi = s.hi;
}

static struct table
random_table(struct gal_rng *rng, int64_t most)
{
	struct table t = { .rows = 1 + gal_rng_next_below(rng, SIDE),
		.columns = 1 + gal_rng_next_below(rng, SIDE) };

	for (size_t i = 0; i < t.rows * t.columns; i++)
		t.counts[i] =
		    (int64_t)gal_rng_next_below(rng, (uint64_t)most + 1);
	return t;
}

static void
test_stats_disclosure__ranges_are_those_of_all_tables(void **state)
{
	struct gal_rng rng = { 81, 0, 0 };

	(void)state;
	for (int round = 0; round < 400; round++) {
		struct table t = random_table(&rng, 6);

		for (size_t i = 0; i < t.rows * t.columns; i++)
			if (t.counts[i] > 0 && gal_rng_next_below(&rng, 3) > 0)
				t.state[i] = GAL_PRIMARY;
		for (size_t i = 0; i < t.rows * t.columns; i++) {
			int64_t lo, hi, least, most;

			if (t.state[i] == GAL_SHOWN)
				continue;
			assert_int_equal(
			    gal_suppress_range(&lo, &hi, t.state, t.counts,
				t.rows, t.columns, i / t.columns, i % t.columns,
				NULL),
			    GAL_OK);
			range_by_trying(&least, &most, &t, i);
			assert_int_equal(lo, least);
			assert_int_equal(hi, most);
		}
	}
}

/* Whether anything positive is left to show in the cell's lines. */
static bool
could_hide_more(const struct table *t, size_t cell)
{
	for (size_t i = 0; i < t->rows * t->columns; i++)
		if ((i / t->columns == cell / t->columns ||
			i % t->columns == cell % t->columns) &&
		    t->state[i] == GAL_SHOWN && t->counts[i] > 0)
			return true;
	return false;
}

static void
test_stats_disclosure__audited_tables_tell_no_cell_within_k(void **state)
{
	struct gal_rng rng = { 82, 0, 0 };
	size_t all_narrow = 0, kept = 0;

	(void)state;
	for (int round = 0; round < 400; round++) {
		const int64_t k = 2 + (int64_t)gal_rng_next_below(&rng, 3);
		struct table t = random_table(&rng, 7);
		struct table plain = t;
		size_t narrow = 99, found = 0;

		assert_int_equal(gal_suppress_audited(t.state, &narrow,
				     t.counts, t.rows, t.columns, k, NULL),
		    GAL_OK);
		assert_int_equal(gal_suppress(plain.state, plain.counts,
				     plain.rows, plain.columns, k, NULL),
		    GAL_OK);
		for (size_t i = 0; i < t.rows * t.columns; i++) {
			int64_t least, most;

			/* what few have is hidden, 0 never is */
			assert_int_equal(t.state[i] == GAL_PRIMARY,
			    t.counts[i] > 0 && t.counts[i] < k);
			if (t.counts[i] == 0)
				assert_int_equal(t.state[i], GAL_SHOWN);
			if (plain.state[i] != GAL_SHOWN)
				assert_int_not_equal(t.state[i], GAL_SHOWN);
			kept += t.state[i] == GAL_SHOWN && t.counts[i] > 0;
			if (t.state[i] == GAL_SHOWN)
				continue;
			range_by_trying(&least, &most, &t, i);
			if (most - least >= k)
				continue;
			assert_false(could_hide_more(&t, i));
			found++;
		}
		assert_int_equal(narrow, found);
		all_narrow += narrow;
	}
	/* both ways of ending were met, and not all was hidden */
	assert_true(all_narrow > 100);
	assert_true(kept > 100);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_disclosure__hides_what_has_fewer_than_k),
		cmocka_unit_test(
		    test_stats_disclosure__hides_the_smallest_other_of_a_line),
		cmocka_unit_test(
		    test_stats_disclosure__goes_on_until_every_line_is_safe),
		cmocka_unit_test(
		    test_stats_disclosure__keeps_what_was_hidden_before),
		cmocka_unit_test(
		    test_stats_disclosure__refuses_a_negative_count),
		cmocka_unit_test(
		    test_stats_disclosure__one_author_dominates_above_half),
		cmocka_unit_test(
		    test_stats_disclosure__ranges_are_those_of_all_tables),
		cmocka_unit_test(
		    test_stats_disclosure__audited_tables_tell_no_cell_within_k),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
