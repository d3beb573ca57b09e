#include "stats/disclosure.h"

#include <stdlib.h>
#include <string.h>

/* A 0 is shown, so whoever reads the table knows that no hidden cell is one. */
#define LEAST 1

bool
gal_dominated(double largest, double total)
{
	return largest * 2 > total;
}

/* Suppress further in one line (start, stride, n cells); true on change. */
static bool
protect_line(uint8_t *state, const int64_t *counts, size_t start, size_t stride,
    size_t n, int64_t k)
{
	bool changed = false;

	for (;;) {
		size_t hidden = 0, best = SIZE_MAX;
		int64_t sum = 0;

		for (size_t i = 0; i < n; i++) {
			size_t at = start + i * stride;

			if (state[at] != GAL_SHOWN) {
				hidden++;
				sum += counts[at];
			} else if (counts[at] > 0 &&
			    (best == SIZE_MAX || counts[at] < counts[best])) {
				best = at;
			}
		}
		if (hidden == 0 || (hidden >= 2 && sum >= k) ||
		    best == SIZE_MAX)
			return changed;
		state[best] = GAL_COMPLEMENTARY;
		changed = true;
	}
}

static void
protect_all(uint8_t *state, const int64_t *counts, size_t rows, size_t columns,
    int64_t k)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (size_t r = 0; r < rows; r++)
			changed |= protect_line(
			    state, counts, r * columns, 1, columns, k);
		for (size_t c = 0; c < columns; c++)
			changed |=
			    protect_line(state, counts, c, columns, rows, k);
	}
}

enum gal_status
gal_suppress(uint8_t *state, const int64_t *counts, size_t rows, size_t columns,
    int64_t k, struct gal_error *err)
{
	for (size_t i = 0; i < rows * columns; i++) {
		if (counts[i] < 0)
			return gal_fail(
			    err, GAL_ARGUMENT, "a count is negative");
		if (counts[i] > 0 && counts[i] < k)
			state[i] = GAL_PRIMARY;
	}
	protect_all(state, counts, rows, columns, k);
	return GAL_OK;
}

/*
 * The shortest path from source to sink along which hidden cells other than
 * `own` may change: from[v] is the node before v. False if there is none.
 */
static bool
find_path(const int64_t *value, const uint8_t *state, size_t rows,
    size_t columns, size_t own, size_t source, size_t sink, size_t *queue,
    size_t *from)
{
	size_t head = 0, tail = 0;

	for (size_t i = 0; i < rows + columns; i++)
		from[i] = SIZE_MAX;
	queue[tail++] = source;
	from[source] = source;
	while (head < tail && from[sink] == SIZE_MAX) {
		size_t u = queue[head++];
		bool is_row = u < rows;
		size_t n = is_row ? columns : rows;

		for (size_t i = 0; i < n; i++) {
			size_t c = is_row ? i : u - rows;
			size_t at = (is_row ? u : i) * columns + c;
			size_t v = is_row ? rows + c : i;

			if (state[at] == GAL_SHOWN || at == own ||
			    from[v] != SIZE_MAX)
				continue;
			/* row -> column raises, back falls */
			if (!is_row && value[at] <= LEAST)
				continue;
			from[v] = u;
			queue[tail++] = v;
		}
	}
	return from[sink] != SIZE_MAX;
}

/*
 * How far cell (row, column) can rise (direction +1) or fall (-1) while
 * rows and columns keep their sums: maximum flow from its column back to
 * its row through the other hidden cells. Nodes: rows, then columns. A
 * hidden cell may rise without limit and fall to LEAST. `value` is changed to
 * the extreme table.
 */
static int64_t
augment(int64_t *value, const uint8_t *state, size_t rows, size_t columns,
    size_t row, size_t column, int direction, size_t *queue, size_t *from)
{
	size_t source = direction > 0 ? rows + column : row;
	size_t sink = direction > 0 ? row : rows + column;
	int64_t total = 0, limit = INT64_MAX;

	if (direction < 0)
		limit = value[row * columns + column] - LEAST;
	while (limit > 0) {
		int64_t step = limit;

		if (!find_path(value, state, rows, columns,
			row * columns + column, source, sink, queue, from))
			break;
		for (size_t v = sink; v != source; v = from[v]) {
			size_t u = from[v];

			if (u < rows)
				continue;
			if (value[v * columns + u - rows] - LEAST < step)
				step = value[v * columns + u - rows] - LEAST;
		}
		if (step == INT64_MAX)
			return INT64_MAX; /* no bound on this path */
		for (size_t v = sink; v != source; v = from[v]) {
			size_t u = from[v];

			if (u >= rows)
				value[v * columns + u - rows] -= step;
			else
				value[u * columns + v - rows] += step;
		}
		total += step;
		if (limit != INT64_MAX)
			limit -= step;
	}
	return total;
}

enum gal_status
gal_suppress_range(int64_t *lo, int64_t *hi, const uint8_t *state,
    const int64_t *counts, size_t rows, size_t columns, size_t row,
    size_t column, struct gal_error *err)
{
	size_t cells = rows * columns, nodes = rows + columns;
	int64_t *value = gal_allocate(cells, sizeof(*value), err);
	size_t *queue = gal_allocate(2 * nodes, sizeof(*queue), err);
	int64_t own = counts[row * columns + column], up;
	enum gal_status status = GAL_NOMEM;

	if (value == NULL || queue == NULL)
		goto done;
	memcpy(value, counts, cells * sizeof(*value));
	up = augment(
	    value, state, rows, columns, row, column, 1, queue, queue + nodes);
	*hi = up == INT64_MAX ? INT64_MAX : own + up;
	memcpy(value, counts, cells * sizeof(*value));
	*lo = own -
	    augment(value, state, rows, columns, row, column, -1, queue,
		queue + nodes);
	status = GAL_OK;
done:
	free(value);
	free(queue);
	return status;
}

/* The smallest shown n > 0 of the cell's row or column, or SIZE_MAX. */
static size_t
next_shown(const uint8_t *state, const int64_t *counts, size_t rows,
    size_t columns, size_t row, size_t column)
{
	size_t best = SIZE_MAX;

	for (size_t r = 0; r < rows; r++) {
		for (size_t c = 0; c < columns; c++) {
			size_t i = r * columns + c;

			if ((r == row || c == column) &&
			    state[i] == GAL_SHOWN && counts[i] > 0 &&
			    (best == SIZE_MAX || counts[i] < counts[best]))
				best = i;
		}
	}
	return best;
}

/*
 * Where the range of a hidden cell is narrower than k, hide one more cell
 * (*changed), or count the cell as narrow if none is left to hide.
 */
static enum gal_status
widen(bool *changed, size_t *narrow, uint8_t *state, const int64_t *counts,
    size_t rows, size_t columns, size_t row, size_t column, int64_t k,
    struct gal_error *err)
{
	int64_t lo, hi;
	size_t next;
	enum gal_status status;

	if (state[row * columns + column] == GAL_SHOWN)
		return GAL_OK;
	status = gal_suppress_range(
	    &lo, &hi, state, counts, rows, columns, row, column, err);
	if (status != GAL_OK || hi == INT64_MAX || hi - lo >= k)
		return status;
	next = next_shown(state, counts, rows, columns, row, column);
	if (next == SIZE_MAX) {
		(*narrow)++;
		return GAL_OK;
	}
	state[next] = GAL_COMPLEMENTARY;
	protect_all(state, counts, rows, columns, k);
	*changed = true;
	return GAL_OK;
}

enum gal_status
gal_suppress_audited(uint8_t *state, size_t *narrow, const int64_t *counts,
    size_t rows, size_t columns, int64_t k, struct gal_error *err)
{
	enum gal_status status =
	    gal_suppress(state, counts, rows, columns, k, err);
	bool changed = status == GAL_OK;

	*narrow = 0;
	while (changed && status == GAL_OK) {
		changed = false;
		*narrow = 0;
		for (size_t r = 0; r < rows && !changed; r++) {
			for (size_t c = 0;
			     c < columns && !changed && status == GAL_OK; c++)
				status = widen(&changed, narrow, state, counts,
				    rows, columns, r, c, k, err);
		}
	}
	return status;
}
