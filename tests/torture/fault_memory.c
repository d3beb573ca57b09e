/* The allocator with a fault; counts blocks that are not given back. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "faults.h"

#define SITE_DEPTH 6 /* nearest callers that make up a site */
#define SITES_MAX (1 << 16)
#define DEPTH 16     /* that are told */
#define OWN_FRAMES 3 /* note_site(), must_fail(), the allocator */

/* glibc's own, behind the names that this file takes over */
extern void *__libc_malloc(size_t n);
extern void *__libc_calloc(size_t count, size_t size);
extern void *__libc_realloc(void *block, size_t n);
extern void *__libc_memalign(size_t alignment, size_t n);
extern void __libc_free(void *block);

struct fault_point fault_memory_point;

FAULT_HERE unsigned paused;
static atomic_bool counting;
static atomic_long live;
static atomic_ulong counts[FAULT_THREADS];
static FILE *sites;
static pthread_mutex_t sites_lock = PTHREAD_MUTEX_INITIALIZER;
static uint64_t seen[SITES_MAX];
/* Gets the callers of the first that failed. Open from the beginning: threads
 * that parse may open no file for writing. */
static FILE *where_file;

void
fault_memory_pause(void)
{
	paused++;
}

void
fault_memory_resume(void)
{
	paused--;
}

static bool
is_new_site(void *const *frames, int n)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	size_t at;

	for (int i = 0; i < n && i < SITE_DEPTH; i++)
		h = (h ^ (uint64_t)(uintptr_t)frames[i]) *
		    UINT64_C(0x100000001b3);
	h |= 1;
	at = h % SITES_MAX;
	while (seen[at] != 0 && seen[at] != h)
		at = (at + 1) % SITES_MAX;
	if (seen[at] == h)
		return false;
	seen[at] = h;
	return true;
}

/* "THREAD N OFFSET…": where in the program the callers stand, nearest first. */
static void
print_place(FILE *out, void *const *frames, int n)
{
	static void *base;
	Dl_info info;

	if (base == NULL && dladdr(fault_program(), &info) != 0)
		base = info.dli_fbase;
	(void)fprintf(out, "%u %lu", fault_thread(),
	    atomic_load(&counts[fault_thread()]));
	for (int i = 0; i < n; i++) {
		if (dladdr(frames[i], &info) != 0 && info.dli_fbase == base)
			(void)fprintf(out, " %lx",
			    (unsigned long)((uintptr_t)frames[i] -
				(uintptr_t)base));
	}
	(void)fputc('\n', out);
}

static void
note_site(bool due)
{
	void *frames[OWN_FRAMES + DEPTH];
	int n = backtrace(frames, OWN_FRAMES + DEPTH) - OWN_FRAMES;

	(void)pthread_mutex_lock(&sites_lock);
	if (sites != NULL && is_new_site(frames + OWN_FRAMES, n))
		print_place(sites, frames + OWN_FRAMES, n);
	/* at once: the program may not live to tell */
	if (due && where_file != NULL) {
		print_place(where_file, frames + OWN_FRAMES, n);
		(void)fclose(where_file);
		where_file = NULL;
	}
	(void)pthread_mutex_unlock(&sites_lock);
}

static __attribute__((noinline)) bool
must_fail(void)
{
	bool due;

	if (paused > 0 || !atomic_load(&counting))
		return false;
	due = fault_is_due(&fault_memory_point, counts);
	if (sites != NULL || due) {
		paused++;
		note_site(due);
		paused--;
	}
	if (due)
		errno = ENOMEM;
	return due;
}

static void *
made(void *block)
{
	if (block != NULL && paused == 0)
		(void)atomic_fetch_add(&live, 1);
	return block;
}

void *
malloc(size_t n)
{
	return must_fail() ? NULL : made(__libc_malloc(n));
}

void *
calloc(size_t count, size_t size)
{
	return must_fail() ? NULL : made(__libc_calloc(count, size));
}

void *
realloc(void *block, size_t n)
{
	void *grown;

	if (must_fail())
		return NULL;
	grown = __libc_realloc(block, n);
	return block == NULL ? made(grown) : grown;
}

void *
aligned_alloc(size_t alignment, size_t n)
{
	return must_fail() ? NULL : made(__libc_memalign(alignment, n));
}

int
posix_memalign(void **out, size_t alignment, size_t n)
{
	void *block = must_fail() ? NULL : made(__libc_memalign(alignment, n));

	if (block == NULL)
		return ENOMEM;
	*out = block;
	return 0;
}

void
free(void *block)
{
	if (block != NULL && paused == 0)
		(void)atomic_fetch_sub(&live, 1);
	__libc_free(block);
}

void
fault_memory_files(const char *path, const char *where)
{
	where_file = fopen(where, "w");
	if (path != NULL)
		sites = fopen(path, "w");
}

void
fault_memory_begin(void)
{
	void *frame[1];

	(void)backtrace(frame, 1); /* loads the unwinder */
	atomic_store(&live, 0);
	atomic_store(&counting, true);
}

void
fault_memory_end(FILE *log)
{
	atomic_store(&counting, false);
	if (sites != NULL)
		(void)fclose(sites);
	(void)fprintf(log, "live %ld\nhit_memory %d\n", atomic_load(&live),
	    atomic_load(&fault_memory_point.hit));
	for (unsigned i = 0; i < FAULT_THREADS; i++) {
		if (atomic_load(&counts[i]) > 0)
			(void)fprintf(
			    log, "memory %u %lu\n", i, atomic_load(&counts[i]));
	}
}
