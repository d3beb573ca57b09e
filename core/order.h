/* Orders of numbers, for comparisons, qsort() and bsearch(). */
#ifndef GALATEA_CORE_ORDER_H
#define GALATEA_CORE_ORDER_H

#include <stdint.h>

/* <0, 0, >0; GAL_ABSENT is the least. */
static inline int
gal_compare_int(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

/* Of arrays of int64_t: row ids, numbers of communities. */
static inline int
gal_compare_ints(const void *a, const void *b)
{
	return gal_compare_int(*(const int64_t *)a, *(const int64_t *)b);
}

#endif
