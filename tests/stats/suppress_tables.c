/*
 * For audit_suppression.py: tables on stdin, each "rows columns k" and then
 * its counts; for each a line of cell states, a line of "least greatest" of
 * every hidden cell, and the number of cells that stay narrow.
 */
#include <inttypes.h>
#include <stdio.h>

#include "stats/disclosure.h"

#define MOST 100

static int
audit(size_t rows, size_t columns, int64_t k)
{
	int64_t counts[MOST] = { 0 }, lo, hi;
	uint8_t state[MOST] = { 0 };
	size_t narrow;

	for (size_t i = 0; i < rows * columns; i++) {
		if (scanf("%" SCNd64, &counts[i]) != 1)
			return 1;
	}
	if (gal_suppress_audited(
		state, &narrow, counts, rows, columns, k, NULL) != GAL_OK)
		return 1;
	for (size_t i = 0; i < rows * columns; i++) {
		if (gal_suppress_range(&lo, &hi, state, counts, rows, columns,
			i / columns, i % columns, NULL) != GAL_OK)
			return 1;
		(void)printf("%d %" PRId64 " %" PRId64 " ", state[i], lo, hi);
	}
	(void)printf("%zu\n", narrow);
	return 0;
}

int
main(void)
{
	size_t rows, columns;
	int64_t k;

	while (scanf("%zu %zu %" SCNd64, &rows, &columns, &k) == 3) {
		if (rows * columns > MOST || audit(rows, columns, k) != 0)
			return 1;
	}
	return 0;
}
