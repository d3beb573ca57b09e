/* malloc() and its like, by way of the linker's --wrap (cmake/Tests.cmake). */
#include "failing.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static atomic_size_t calls, wanted; /* threads of the code count, too */

void
failing_at(size_t n)
{
	atomic_store(&wanted, n);
	atomic_store(&calls, 0);
}

size_t
failing_end(void)
{
	atomic_store(&wanted, 0);
	return atomic_load(&calls);
}

bool
failing_came(void)
{
	size_t n = atomic_load(&wanted);

	return n > 0 && atomic_load(&calls) >= n;
}

bool
failing_now(void)
{
	return atomic_fetch_add(&calls, 1) + 1 == atomic_load(&wanted);
}

/* The linker's names. */
void *__real_malloc(size_t n);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t n);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t n);
void *__wrap_malloc(size_t n);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t n);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t n);

void *
__wrap_malloc(size_t n)
{
	return failing_now() ? NULL : __real_malloc(n);
}

void *
__wrap_calloc(size_t n, size_t size)
{
	return failing_now() ? NULL : __real_calloc(n, size);
}

void *
__wrap_realloc(void *old, size_t n)
{
	return failing_now() ? NULL : __real_realloc(old, n);
}

char *
__wrap_strdup(const char *text)
{
	return failing_now() ? NULL : __real_strdup(text);
}

char *
__wrap_strndup(const char *text, size_t n)
{
	return failing_now() ? NULL : __real_strndup(text, n);
}
