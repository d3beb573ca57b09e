#include "cli/validate_strata.h"

#include <stdlib.h>

static void
sift_down(struct stratum *s, size_t at)
{
	for (;;) {
		size_t child = 2 * at + 1;
		struct candidate swap;

		if (child >= s->count)
			return;
		if (child + 1 < s->count &&
		    s->heap[child + 1].hash > s->heap[child].hash)
			child++;
		if (s->heap[child].hash <= s->heap[at].hash)
			return;
		swap = s->heap[at];
		s->heap[at] = s->heap[child];
		s->heap[child] = swap;
		at = child;
	}
}

enum gal_status
stratum_offer(struct stratum *s, const struct candidate *c, size_t size,
    struct gal_error *err)
{
	s->population++;
	if (s->count == size) {
		if (c->hash < s->heap[0].hash) {
			s->heap[0] = *c;
			sift_down(s, 0);
		}
		return GAL_OK;
	}
	if (s->count == s->capacity) {
		size_t capacity = s->capacity * 2 + 64;
		struct candidate *more =
		    realloc(s->heap, capacity * sizeof(*more));

		if (more == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		s->heap = more;
		s->capacity = capacity;
	}
	s->heap[s->count++] = *c;
	for (size_t at = s->count - 1; at > 0;) {
		size_t parent = (at - 1) / 2;
		struct candidate swap = s->heap[at];

		if (s->heap[parent].hash >= s->heap[at].hash)
			break;
		s->heap[at] = s->heap[parent];
		s->heap[parent] = swap;
		at = parent;
	}
	return GAL_OK;
}

static int
by_hash(const void *a, const void *b)
{
	uint64_t x = ((const struct candidate *)a)->hash;
	uint64_t y = ((const struct candidate *)b)->hash;

	return (x > y) - (x < y);
}

size_t
strata_allocate(struct stratum *strata, size_t count, size_t size)
{
	size_t left = size;
	bool changed = true;

	while (left > 0 && changed) {
		size_t open = 0, share;

		changed = false;
		for (size_t i = 0; i < count; i++)
			open += strata[i].taken < strata[i].count;
		if (open == 0)
			break;
		share = left / open > 0 ? left / open : 1;
		for (size_t i = 0; i < count && left > 0; i++) {
			struct stratum *x = &strata[i];
			size_t more = x->count - x->taken;

			if (more > share)
				more = share;
			if (more > left)
				more = left;
			x->taken += more;
			left -= more;
			changed |= more > 0;
		}
	}
	for (size_t i = 0; i < count; i++)
		if (strata[i].count > 1)
			qsort(strata[i].heap, strata[i].count,
			    sizeof(*strata[i].heap), by_hash);
	return size - left;
}
