#include "core/heap.h"

#include <stdbool.h>

static bool
is_before(const struct gal_heap *heap, size_t a, size_t b)
{
	int order = heap->order(heap->self, a, b);

	return order < 0 || (order == 0 && a < b);
}

static void
sink(struct gal_heap *heap, size_t at)
{
	for (;;) {
		size_t least = at, held = heap->items[at];

		for (size_t child = 2 * at + 1;
		     child < heap->count && child <= 2 * at + 2; child++)
			if (is_before(
				heap, heap->items[child], heap->items[least]))
				least = child;
		if (least == at)
			return;
		heap->items[at] = heap->items[least];
		heap->items[least] = held;
		at = least;
	}
}

void
gal_heap_make(struct gal_heap *heap)
{
	for (size_t i = heap->count; i-- > 0;)
		sink(heap, i);
}

void
gal_heap_moved(struct gal_heap *heap)
{
	if (heap->count > 0)
		sink(heap, 0);
}

void
gal_heap_drop(struct gal_heap *heap)
{
	if (heap->count == 0)
		return;
	heap->items[0] = heap->items[--heap->count];
	gal_heap_moved(heap);
}
