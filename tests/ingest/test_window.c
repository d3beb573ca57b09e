/* The pages of a decoder's window: made ahead of it, and only a little. */
#include "test.h"

#include "ingest/window.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#define MIB ((size_t)1 << 20)
#define BLOCK (64 * MIB)
#define PATIENCE_MS 20000

/* How many bytes of the block have pages. */
static size_t
resident(void *block, size_t size)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	char *first = (char *)block + (page - (uintptr_t)block % page) % page;
	size_t count = (size - (size_t)(first - (char *)block)) / page;
	unsigned char *there = malloc(count);
	size_t got = 0;

	assert_non_null(there);
	assert_int_equal(mincore(first, count * page, there), 0);
	for (size_t i = 0; i < count; i++)
		got += there[i] & 1;
	free(there);
	return got * page;
}

/* Wait until so much has pages; what there is in the end. */
static size_t
wait_for(void *block, size_t size, size_t want)
{
	const struct timespec pause = { .tv_nsec = 1000000 };
	size_t got = resident(block, size);

	for (int i = 0; i < PATIENCE_MS && got < want; i++) {
		(void)nanosleep(&pause, NULL);
		got = resident(block, size);
	}
	return got;
}

/* Does this kernel make pages when asked? */
static bool
kernel_makes_pages(void)
{
#ifdef MADV_POPULATE_WRITE
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	void *p = mmap(NULL, page, PROT_READ | PROT_WRITE,
	    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	bool can = madvise(p, page, MADV_POPULATE_WRITE) == 0;

	(void)munmap(p, page);
	return can;
#else
	return false;
#endif
}

static struct gal_window *
new_window(void)
{
	struct gal_window *window = NULL;

	assert_int_equal(gal_window_new(&window, NULL), GAL_OK);
	return window;
}

static void
test_ingest_window__pages_are_made_a_little_ahead(void **state)
{
	struct gal_window *window = new_window();
	char *block = gal_window_take(window, BLOCK);
	size_t got;

	(void)state;
	assert_non_null(block);
	if (!kernel_makes_pages())
		skip();
	gal_window_advance(window, MIB / 2);
	assert_true(resident(block, BLOCK) < MIB);
	gal_window_advance(window, MIB / 2);
	got = wait_for(block, BLOCK, GAL_WINDOW_AHEAD);
	assert_in_range(got, GAL_WINDOW_AHEAD, GAL_WINDOW_AHEAD + 2 * MIB);
	/* the frame ends, another begins: nothing more is made */
	gal_window_rewind(window);
	gal_window_advance(window, 2 * MIB);
	assert_in_range(resident(block, BLOCK), got, got + 2 * MIB);
	/* and it goes on to the end of the window, and no further */
	for (size_t at = 2 * MIB; at < 2 * BLOCK; at += MIB)
		gal_window_advance(window, MIB);
	gal_window_release(window, block);
	gal_window_free(window);
}

static void
test_ingest_window__the_decoder_may_overtake(void **state)
{
	struct gal_window *window = new_window();
	char *block = gal_window_take(window, BLOCK);
	size_t got;

	(void)state;
	if (!kernel_makes_pages())
		skip();
	gal_window_advance(window, BLOCK / 2);
	/* what lies behind the decoder is not made any more */
	got = wait_for(block, BLOCK, GAL_WINDOW_AHEAD);
	assert_in_range(got, GAL_WINDOW_AHEAD, GAL_WINDOW_AHEAD + 2 * MIB);
	gal_window_release(window, block);
	gal_window_free(window);
}

static void
test_ingest_window__what_is_written_stays(void **state)
{
	struct gal_window *window = new_window();

	(void)state;
	for (int round = 0; round < 3; round++) {
		size_t size = GAL_WINDOW_MIN + (size_t)round * 4096 + 5;
		unsigned char *block = gal_window_take(window, size);

		assert_non_null(block);
		for (size_t at = 0; at < size; at += MIB) {
			size_t n = size - at < MIB ? size - at : MIB;

			memset(block + at, (int)(at / MIB % 251) + 1, n);
			gal_window_advance(window, n);
		}
		for (size_t at = 0; at < size; at += 4096)
			assert_int_equal(block[at], at / MIB % 251 + 1);
		assert_int_equal(block[size - 1], (size - 1) / MIB % 251 + 1);
		gal_window_release(window, block);
	}
	gal_window_free(window);
}

static void
test_ingest_window__blocks_come_and_go_while_pages_are_made(void **state)
{
	struct gal_window *window = new_window();

	(void)state;
	for (int round = 0; round < 50; round++) {
		char *block = gal_window_take(window, GAL_WINDOW_MIN);

		assert_non_null(block);
		gal_window_advance(window, MIB);
		gal_window_release(window, block);
	}
	gal_window_free(window);
}

static void
test_ingest_window__small_blocks_are_plain_memory(void **state)
{
	struct gal_window *window = new_window();
	char *window_block = gal_window_take(window, GAL_WINDOW_MIN);
	char *small = gal_window_take(window, 100);

	(void)state;
	assert_non_null(window_block);
	assert_non_null(small);
	memset(small, 'a', 100);
	gal_window_release(window, small);
	gal_window_release(window, NULL);
	gal_window_release(window, window_block);
	/* without a window there is nothing to do */
	gal_window_advance(window, 100 * MIB);
	gal_window_rewind(window);
	gal_window_free(window);
	gal_window_free(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_ingest_window__pages_are_made_a_little_ahead),
		cmocka_unit_test(test_ingest_window__the_decoder_may_overtake),
		cmocka_unit_test(test_ingest_window__what_is_written_stays),
		cmocka_unit_test(
		    test_ingest_window__blocks_come_and_go_while_pages_are_made),
		cmocka_unit_test(
		    test_ingest_window__small_blocks_are_plain_memory),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
