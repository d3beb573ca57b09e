/* malloc() and its like, by way of the linker's --wrap (cmake/Tests.cmake). */
#include "failing.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unwind.h>

#define PLACES_MAX 8192 /* a power of two, more than any test has */
#define WAY_MAX 64	/* frames of a way that count */

/* A call by the thread that began, or by one of the others, in their order. */
struct call {
	bool elsewhere;
	size_t number;
};

struct place {
	uint64_t way; /* 0: free */
	struct call first, last;
};

enum mode { NONE, COUNT, NOTE, NOTED };

static atomic_int mode;
static atomic_size_t calls, wanted; /* threads of the code count, too */
static pthread_t here;
static atomic_size_t calls_of[2]; /* of this thread, of the others */
static struct place places[PLACES_MAX];
static pthread_mutex_t places_lock = PTHREAD_MUTEX_INITIALIZER;
static struct call noted[2 * PLACES_MAX];
static size_t noted_count;
static bool notes_last;
static struct call awaited;
static atomic_bool came;

static void
begin(enum mode what)
{
	here = pthread_self();
	atomic_store(&calls, 0);
	atomic_store(&calls_of[0], 0);
	atomic_store(&calls_of[1], 0);
	atomic_store(&came, false);
	atomic_store(&mode, what);
}

void
failing_at(size_t n)
{
	atomic_store(&wanted, n);
	begin(COUNT);
}

void
failing_note(bool last_too)
{
	notes_last = last_too;
	memset(places, 0, sizeof(places));
	begin(NOTE);
}

static void
list_noted(void)
{
	noted_count = 0;
	for (size_t i = 0; i < PLACES_MAX; i++) {
		const struct place *p = &places[i];

		if (p->way == 0)
			continue;
		noted[noted_count++] = p->first;
		if (notes_last && p->last.number != p->first.number)
			noted[noted_count++] = p->last;
	}
}

size_t
failing_end(void)
{
	if (atomic_exchange(&mode, NONE) == NOTE)
		list_noted();
	return atomic_load(&calls);
}

size_t
failing_noted(void)
{
	return noted_count;
}

void
failing_at_noted(size_t i)
{
	awaited = noted[i];
	begin(NOTED);
}

bool
failing_came(void)
{
	return atomic_load(&came);
}

struct way {
	uint64_t hash;
	int frames;
};

static _Unwind_Reason_Code
add_frame(struct _Unwind_Context *context, void *self)
{
	struct way *way = self;

	way->hash = (way->hash ^ (uint64_t)_Unwind_GetIP(context)) *
	    UINT64_C(0x9e3779b97f4a7c15);
	way->hash ^= way->hash >> 29;
	return ++way->frames < WAY_MAX ? _URC_NO_REASON : _URC_END_OF_STACK;
}

static void
note(struct call call)
{
	struct way way = { 0, 0 };
	size_t at;

	(void)_Unwind_Backtrace(add_frame, &way);
	way.hash |= 1;
	(void)pthread_mutex_lock(&places_lock);
	at = way.hash >> 1 & (PLACES_MAX - 1);
	while (places[at].way != 0 && places[at].way != way.hash)
		at = (at + 1) & (PLACES_MAX - 1);
	if (places[at].way == 0)
		places[at] = (struct place){ way.hash, call, call };
	places[at].last = call;
	(void)pthread_mutex_unlock(&places_lock);
}

bool
failing_now(void)
{
	enum mode now = (enum mode)atomic_load(&mode);
	bool fails = false;
	struct call call;

	if (now == NONE)
		return false;
	call.number = atomic_fetch_add(&calls, 1) + 1;
	if (now == COUNT) {
		fails = call.number == atomic_load(&wanted);
	} else {
		call.elsewhere = pthread_equal(pthread_self(), here) == 0;
		call.number =
		    atomic_fetch_add(&calls_of[call.elsewhere], 1) + 1;
		if (now == NOTE)
			note(call);
		else
			fails = call.elsewhere == awaited.elsewhere &&
			    call.number == awaited.number;
	}
	if (fails)
		atomic_store(&came, true);
	return fails;
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
