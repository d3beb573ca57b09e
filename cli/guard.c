#include "cli/guard.h"

#include <stddef.h>
#include <sys/resource.h>
#if defined(__GLIBC__)
#include <malloc.h>
#endif
#if defined(__linux__)
#include <sys/prctl.h>
#endif

/* Blocks from this size on are the kernel's to give and to take back. */
#define LARGE_BLOCK (512 << 10)

void
cli_guard_memory(void)
{
	const struct rlimit none = { 0, 0 };

	(void)setrlimit(RLIMIT_CORE, &none);
#if defined(__linux__) && !defined(__SANITIZE_ADDRESS__) &&                    \
    !defined(__SANITIZE_THREAD__)
	/* a crash handler that the kernel pipes to heeds no limit; the leak
	 * sanitizer must look into the process */
	(void)prctl(PR_SET_DUMPABLE, 0);
#endif
}

void
cli_bound_heap(void)
{
#if defined(__GLIBC__)
	(void)mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
#endif
}
