/* main() as a server of runs (see faults.h). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "faults.h"

#define REQUESTS 198
#define ANSWERS 199
#define BUSY_SECONDS 20 /* of processor time: longer is going in circles */
#define RUN_SECONDS 240 /* longer is waiting for nothing */
#define PATH_LENGTH 1024

typedef int main_function(int argc, char **argv, char **environment);

struct started {
	void *(*routine)(void *argument);
	void *argument;
	unsigned thread;
};

FAULT_HERE unsigned thread_index;
static atomic_uint threads = 1;
static main_function *program;
static char folder[PATH_LENGTH];

void *
fault_program(void)
{
	return *(void **)&program;
}

unsigned
fault_thread(void)
{
	return thread_index;
}

bool
fault_is_due(struct fault_point *point, atomic_ulong *counts)
{
	unsigned long n = atomic_fetch_add(&counts[thread_index], 1) + 1;

	if (point->n == 0)
		return false;
	if (!(thread_index == point->thread && n == point->n) &&
	    !(point->stays && atomic_load(&point->hit)))
		return false;
	atomic_store(&point->hit, true);
	return true;
}

static void *
run_thread(void *argument)
{
	struct started started = *(struct started *)argument;

	fault_memory_pause();
	free(argument);
	fault_memory_resume();
	thread_index = started.thread;
	return started.routine(started.argument);
}

int
pthread_create(pthread_t *out, const pthread_attr_t *attributes,
    void *(*routine)(void *), void *argument)
{
	static int (*real)(
	    pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);
	struct started *started;
	int code;

	fault_memory_pause();
	started = malloc(sizeof(*started));
	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "pthread_create");
	fault_memory_resume();
	started->routine = routine;
	started->argument = argument;
	started->thread = atomic_fetch_add(&threads, 1) % FAULT_THREADS;
	code = real(out, attributes, run_thread, started);
	if (code != 0) {
		fault_memory_pause();
		free(started);
		fault_memory_resume();
	}
	return code;
}

/* FOLDER.ending of the current request. */
static const char *
beside(const char *ending)
{
	static char path[PATH_LENGTH + 16];

	(void)snprintf(path, sizeof(path), "%s.%s", folder, ending);
	return path;
}

static void
redirect(int to, const char *path, int flags)
{
	int fd = open(path, flags, 0600);

	if (fd < 0 || dup2(fd, to) < 0)
		_exit(126);
	(void)close(fd);
}

static void
report(void)
{
	FILE *log;

	fault_memory_pause();
	fault_calls_stop();
	log = fopen(beside("log"), "w");
	if (log == NULL)
		return;
	fault_calls_end(log);
	fault_memory_end(log);
	(void)fclose(log);
}

static bool
prepare(const char *fault)
{
	const bool counts = strcmp(fault, "count") == 0;
	const bool records = strcmp(fault, "record") == 0;
	char where[PATH_LENGTH + 16];
	char plus = '\0';

	(void)snprintf(where, sizeof(where), "%s", beside("where"));
	fault_memory_files(counts ? beside("sites") : NULL, where);
	if (sscanf(fault, "memory:%u:%lu%c", &fault_memory_point.thread,
		&fault_memory_point.n, &plus) >= 2)
		fault_memory_point.stays = plus == '+';
	if ((counts || records || strncmp(fault, "call:", 5) == 0 ||
		strncmp(fault, "signal:", 7) == 0) &&
	    !fault_calls_begin(fault, records ? beside("calls") : NULL))
		return false;
	fault_memory_begin();
	return true;
}

static int
run_child(const char *fault, int argc, char **argv, char **environment)
{
	const struct rlimit busy = { BUSY_SECONDS, BUSY_SECONDS };

	(void)close(REQUESTS);
	(void)close(ANSWERS);
	if (chdir(folder) != 0)
		return 126;
	redirect(STDIN_FILENO,
	    access(beside("in"), R_OK) == 0 ? beside("in") : "/dev/null",
	    O_RDONLY);
	redirect(STDOUT_FILENO, beside("out"), O_WRONLY | O_CREAT | O_TRUNC);
	redirect(STDERR_FILENO, beside("err"), O_WRONLY | O_CREAT | O_TRUNC);
	(void)unlink(beside("log"));
	(void)unlink(beside("where"));
	(void)atexit(report);
	(void)setrlimit(RLIMIT_CPU, &busy);
	(void)alarm(RUN_SECONDS);
	if (!prepare(fault))
		return 125;
	fault_memory_resume();
	return program(argc, argv, environment);
}

static int
serve(int argc, char **argv, char **environment)
{
	FILE *requests = fdopen(REQUESTS, "r");
	char line[PATH_LENGTH + 64], fault[64];

	fault_memory_pause();
	while (
	    requests != NULL && fgets(line, sizeof(line), requests) != NULL) {
		int status = 0;
		pid_t child;

		if (sscanf(line, "%1023s %63s", folder, fault) != 2)
			return 126;
		child = fork();
		if (child == 0)
			return run_child(fault, argc, argv, environment);
		if (child < 0 || waitpid(child, &status, 0) < 0 ||
		    dprintf(ANSWERS, "%d\n", status) < 0)
			return 126;
	}
	return 0;
}

int __libc_start_main(main_function *start, int argc, char **argv,
    void (*init)(void), void (*fini)(void), void (*loader_end)(void),
    void *stack_end);

int
__libc_start_main(main_function *start, int argc, char **argv,
    void (*init)(void), void (*fini)(void), void (*loader_end)(void),
    void *stack_end)
{
	int (*real)(main_function *, int, char **, void (*)(void),
	    void (*)(void), void (*)(void), void *);

	*(void **)&real = dlsym(RTLD_NEXT, "__libc_start_main");
	program = start;
	return real(serve, argc, argv, init, fini, loader_end, stack_end);
}
