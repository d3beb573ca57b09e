/*
 * A library that is preloaded into the program and lets one thing go wrong at
 * a chosen moment: an allocation, a system call on files, or nothing. It
 * interposes main(): the process becomes a server that forks a child for each
 * request, so that thousands of runs pay for loading once.
 *
 * Requests are lines on descriptor 198, answers lines on 199:
 *
 *     FOLDER FAULT\n   ->   <what waitpid() said>\n
 *
 * The child changes into FOLDER, has in, out and err at FOLDER.in (or nothing),
 * FOLDER.out and FOLDER.err, and writes what it counted to FOLDER.log.
 * FOLDER.where gets a line as in FOLDER.sites below for the allocation that
 * failed. FAULT is
 *
 *     none
 *     count                     calls are counted too, and allocation sites
 *                               listed in FOLDER.sites ("T N OFFSET…" a line:
 * the first of each chain of nearest callers, and where in the program these
 * stand) record                    calls that change files go to FOLDER.calls
 *     memory:T:N[+]             the Nth allocation of thread T fails; with +
 *                               all later ones as well
 *     call:CLASS:T:N:ERROR[+]   the Nth call of that class in thread T fails
 *                               with that errno; "short": it does half
 *     signal:NUMBER:T:N         that signal comes at the Nth call of thread T
 *
 * Threads are numbered in the order they were made and count for themselves, so
 * that a fault meets the same place whatever the scheduler does. Counting
 * begins at main().
 */
#ifndef GALATEA_TESTS_TORTURE_FAULTS_H
#define GALATEA_TESTS_TORTURE_FAULTS_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>

#define FAULT_THREADS 64
#define FAULT_HERE static __thread __attribute__((tls_model("initial-exec")))

/* One place at which to fail. */
struct fault_point {
	unsigned thread;
	unsigned long n; /* 0: nowhere */
	bool stays;
	atomic_bool hit;
};

/* main() of the program. */
void *fault_program(void);
/* Number of the calling thread: 0 is the first. */
unsigned fault_thread(void);
/* Count one more event of the thread and say whether it is to fail. */
bool fault_is_due(struct fault_point *point, atomic_ulong *counts);

/* fault_memory.c */
extern struct fault_point fault_memory_point;
/* Before any call is trapped: open what is written. sites: NULL: list none. */
void fault_memory_files(const char *sites, const char *where);
void fault_memory_begin(void);
void fault_memory_end(FILE *log);
/* Between these the thread's own allocations neither count nor fail. */
void fault_memory_pause(void);
void fault_memory_resume(void);

/* fault_calls.c: false if the kernel refuses to trap calls. */
bool fault_calls_begin(const char *fault, const char *record);
void fault_calls_stop(void); /* from now on calls go through */
void fault_calls_end(FILE *log);

#endif
