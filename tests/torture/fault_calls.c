/*
 * System calls on files, trapped by a seccomp filter: each counts, one fails,
 * and those that change files can be recorded for a simulated power loss.
 *
 * The record is a row of entries, numbers in host order:
 *     u32 kind (enum record_kind), u32 path length, u64 offset, u64 length,
 *     path (absolute), then for a rename its new path, for a write its bytes.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

#include "faults.h"

#if !defined(__x86_64__)

bool
fault_calls_begin(const char *fault, const char *record)
{
	(void)fault;
	(void)record;
	return false;
}

void
fault_calls_stop(void)
{
}

void
fault_calls_end(FILE *log)
{
	(void)log;
}

#else

#define FDS_MAX 1024
#define PATH_LENGTH 1024
#define SHORT (-1) /* instead of an errno: do half */

enum call_class {
	CALL_OPEN,
	CALL_READ,
	CALL_WRITE,
	CALL_SYNC,
	CALL_TRUNCATE,
	CALL_RENAME,
	CALL_REMOVE,
	CALL_MKDIR,
	CALL_CLOSE,
	CALL_STAT,
	CALL_SEEK,
	CALL_LIST,
	CALL_CLASSES
};

static const char *const class_names[CALL_CLASSES] = { "open", "read", "write",
	"sync", "truncate", "rename", "remove", "mkdir", "close", "stat",
	"seek", "list" };

static const struct {
	int number;
	enum call_class class;
} calls[] = {
	{ SYS_open, CALL_OPEN },
	{ SYS_openat, CALL_OPEN },
	{ SYS_creat, CALL_OPEN },
	{ SYS_read, CALL_READ },
	{ SYS_pread64, CALL_READ },
	{ SYS_readv, CALL_READ },
	{ SYS_write, CALL_WRITE },
	{ SYS_pwrite64, CALL_WRITE },
	{ SYS_writev, CALL_WRITE },
	{ SYS_fsync, CALL_SYNC },
	{ SYS_fdatasync, CALL_SYNC },
	{ SYS_ftruncate, CALL_TRUNCATE },
	{ SYS_fallocate, CALL_TRUNCATE },
	{ SYS_rename, CALL_RENAME },
	{ SYS_renameat, CALL_RENAME },
	{ SYS_renameat2, CALL_RENAME },
	{ SYS_link, CALL_RENAME },
	{ SYS_linkat, CALL_RENAME },
	{ SYS_unlink, CALL_REMOVE },
	{ SYS_unlinkat, CALL_REMOVE },
	{ SYS_mkdir, CALL_MKDIR },
	{ SYS_mkdirat, CALL_MKDIR },
	{ SYS_close, CALL_CLOSE },
	{ SYS_stat, CALL_STAT },
	{ SYS_newfstatat, CALL_STAT },
	{ SYS_fstat, CALL_STAT },
	{ SYS_lseek, CALL_SEEK },
	{ SYS_getdents64, CALL_LIST },
};
#define CALLS (sizeof(calls) / sizeof(calls[0]))

static const struct {
	const char *name;
	int code;
} error_names[] = {
	{ "EIO", EIO },
	{ "ENOSPC", ENOSPC },
	{ "EMFILE", EMFILE },
	{ "EACCES", EACCES },
	{ "EINTR", EINTR },
	{ "short", SHORT },
};

enum record_kind {
	RECORD_CREATE,
	RECORD_WRITE,
	RECORD_TRUNCATE,
	RECORD_SYNC,
	RECORD_RENAME,
	RECORD_LINK,
	RECORD_REMOVE,
	RECORD_MKDIR
};

static struct fault_point point;
static enum call_class fault_class = CALL_CLASSES;
static int fault_error;
static int fault_signal; /* sent at a call instead of an error; 0: none */
static atomic_ulong totals[FAULT_THREADS]; /* calls of every class */
static atomic_ulong counts[CALL_CLASSES][FAULT_THREADS];
static int record_fd = -1;
static atomic_flag record_lock = ATOMIC_FLAG_INIT;
static char paths[FDS_MAX][PATH_LENGTH];

/* The one place from which trapped calls go through. */
long fault_raw_call(long n, long a, long b, long c, long d, long e, long f);
extern const char fault_raw_return[];
__asm__(".text\n"
	".globl fault_raw_call\n"
	".hidden fault_raw_call\n"
	".globl fault_raw_return\n"
	".hidden fault_raw_return\n"
	"fault_raw_call:\n"
	"	mov %rdi, %rax\n"
	"	mov %rsi, %rdi\n"
	"	mov %rdx, %rsi\n"
	"	mov %rcx, %rdx\n"
	"	mov %r8, %r10\n"
	"	mov %r9, %r8\n"
	"	mov 8(%rsp), %r9\n"
	"	syscall\n"
	"fault_raw_return:\n"
	"	ret\n");

static long
raw(long n, long a, long b, long c)
{
	return fault_raw_call(n, a, b, c, 0, 0, 0);
}

/* ---- the record ---- */

static void
put(const void *bytes, size_t n)
{
	const char *at = bytes;

	while (n > 0) {
		long done = raw(SYS_write, record_fd, (long)at, (long)n);

		if (done <= 0)
			_exit(124);
		at += done;
		n -= (size_t)done;
	}
}

static void
put_entry(enum record_kind kind, const char *path, uint64_t offset,
    const void *bytes, size_t n)
{
	uint32_t head[2] = { kind, (uint32_t)strlen(path) };
	uint64_t place[2] = { offset, n };

	put(head, sizeof(head));
	put(place, sizeof(place));
	put(path, head[1]);
	put(bytes, n);
}

/* Joined to the working folder, which never changes. */
static const char *
absolute(char *out, const char *path)
{
	size_t n = 0;

	if (path[0] != '/') {
		long got = raw(SYS_getcwd, (long)out, PATH_LENGTH, 0);

		n = got > 0 ? strlen(out) : 0;
		out[n++] = '/';
	}
	(void)snprintf(out + n, PATH_LENGTH - n, "%s", path);
	return out;
}

static void
record_open(const char *path, int flags, long fd, bool existed)
{
	if (fd < 0 || fd >= FDS_MAX)
		return;
	(void)absolute(paths[fd], path);
	if (!existed && (flags & O_CREAT) != 0)
		put_entry(RECORD_CREATE, paths[fd], 0, NULL, 0);
	else if ((flags & O_TRUNC) != 0)
		put_entry(RECORD_TRUNCATE, paths[fd], 0, NULL, 0);
}

static void
record_names(enum record_kind kind, const char *from, const char *to)
{
	char a[PATH_LENGTH], b[PATH_LENGTH];

	if (to != NULL)
		(void)absolute(b, to);
	put_entry(kind, absolute(a, from), 0, b, to != NULL ? strlen(b) : 0);
}

/* What a call that went well did to files; `offset` is where it began. */
static void
record_call(long number, const long *a, long result, int64_t offset)
{
	static const char nothing[] = "";
	const char *path = a[0] >= 0 && a[0] < FDS_MAX ? paths[a[0]] : nothing;

	switch (number) {
	case SYS_write:
	case SYS_pwrite64:
		if (path[0] != '\0')
			put_entry(RECORD_WRITE, path,
			    number == SYS_pwrite64 ? (uint64_t)a[3]
						   : (uint64_t)offset,
			    (const void *)a[1], (size_t)result);
		break;
	case SYS_fsync:
	case SYS_fdatasync:
		put_entry(RECORD_SYNC, path, 0, NULL, 0);
		break;
	case SYS_ftruncate:
		put_entry(RECORD_TRUNCATE, path, (uint64_t)a[1], NULL, 0);
		break;
	case SYS_rename:
		record_names(
		    RECORD_RENAME, (const char *)a[0], (const char *)a[1]);
		break;
	case SYS_link:
		record_names(
		    RECORD_LINK, (const char *)a[0], (const char *)a[1]);
		break;
	case SYS_unlink:
		record_names(RECORD_REMOVE, (const char *)a[0], NULL);
		break;
	case SYS_mkdir:
		record_names(RECORD_MKDIR, (const char *)a[0], NULL);
		break;
	default:
		break;
	}
}

static long
recorded(long number, const long *a)
{
	struct stat st;
	bool existed = false;
	int64_t offset = 0;
	long result;

	while (atomic_flag_test_and_set(&record_lock))
		;
	if (number == SYS_openat)
		existed = raw(SYS_stat, a[1], (long)&st, 0) == 0;
	if (number == SYS_write)
		offset = raw(SYS_lseek, a[0], 0, SEEK_CUR);
	if (number == SYS_close && a[0] >= 0 && a[0] < FDS_MAX)
		paths[a[0]][0] = '\0';
	result = fault_raw_call(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	if (number == SYS_openat)
		record_open((const char *)a[1], (int)a[2], result, existed);
	else if (result >= 0)
		record_call(number, a, result, offset);
	atomic_flag_clear(&record_lock);
	return result;
}

/* ---- the trap ---- */

static enum call_class
class_of(long number)
{
	for (size_t i = 0; i < CALLS; i++) {
		if (calls[i].number == number)
			return calls[i].class;
	}
	return CALL_CLASSES;
}

static void
on_call(int signal, siginfo_t *info, void *context)
{
	greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
	long a[6] = { r[REG_RDI], r[REG_RSI], r[REG_RDX], r[REG_R10], r[REG_R8],
		r[REG_R9] };
	long number = info->si_syscall;
	enum call_class class = class_of(number);
	bool due = false;
	int saved = errno;

	(void)signal;
	if (fault_signal != 0 && fault_is_due(&point, totals))
		(void)raw(SYS_kill, getpid(), fault_signal, 0);
	/* what is said on stderr always gets through */
	if (class == fault_class &&
	    !(class == CALL_WRITE && a[0] == STDERR_FILENO))
		due = fault_is_due(&point, counts[class]);
	else
		(void)atomic_fetch_add(&counts[class][fault_thread()], 1);
	if (due && fault_error != SHORT) {
		/* close() that fails has closed all the same */
		if (class == CALL_CLOSE)
			(void)raw(number, a[0], 0, 0);
		r[REG_RAX] = -fault_error;
		return;
	}
	if (due && a[2] > 1)
		a[2] /= 2;
	r[REG_RAX] = record_fd >= 0
	    ? recorded(number, a)
	    : fault_raw_call(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	errno = saved;
}

static bool
install(void)
{
	const uint64_t pass = (uint64_t)(uintptr_t)fault_raw_return;
	struct sock_filter code[CALLS + 8] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, instruction_pointer)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)pass, 0, 3),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, instruction_pointer) + 4),
		BPF_JUMP(
		    BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(pass >> 32), 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS,
		    offsetof(struct seccomp_data, nr)),
	};
	struct sock_fprog filter = { 0, code };
	struct sigaction action;
	size_t n = 6;

	for (size_t i = 0; i < CALLS; i++)
		code[n++] =
		    (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K,
			(uint32_t)calls[i].number, (uint8_t)(CALLS - i), 0);
	code[n++] =
	    (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	code[n++] =
	    (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP);
	filter.len = (unsigned short)n;
	memset(&action, 0, sizeof(action));
	action.sa_sigaction = on_call;
	action.sa_flags = SA_SIGINFO | SA_NODEFER;
	if (sigaction(SIGSYS, &action, NULL) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return false;
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

static bool
parse(const char *fault)
{
	char class[16], error[16], plus = '\0';

	if (strncmp(fault, "signal:", 7) == 0)
		return sscanf(fault, "signal:%d:%u:%lu", &fault_signal,
			   &point.thread, &point.n) == 3;
	if (strncmp(fault, "call:", 5) != 0)
		return true;
	if (sscanf(fault, "call:%15[a-z]:%u:%lu:%15[A-Za-z]%c", class,
		&point.thread, &point.n, error, &plus) < 4)
		return false;
	point.stays = plus == '+';
	for (size_t i = 0; i < CALL_CLASSES; i++) {
		if (strcmp(class, class_names[i]) == 0)
			fault_class = (enum call_class)i;
	}
	for (size_t i = 0; i < sizeof(error_names) / sizeof(error_names[0]);
	     i++) {
		if (strcmp(error, error_names[i].name) == 0)
			fault_error = error_names[i].code;
	}
	return fault_class != CALL_CLASSES && fault_error != 0;
}

bool
fault_calls_begin(const char *fault, const char *record)
{
	if (record != NULL)
		record_fd = open(
		    record, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	return parse(fault) && install();
}

void
fault_calls_stop(void)
{
	point.n = 0;
	fault_class = CALL_CLASSES;
	fault_signal = 0;
	if (record_fd >= 0) {
		(void)raw(SYS_close, record_fd, 0, 0);
		record_fd = -1;
	}
}

void
fault_calls_end(FILE *log)
{
	(void)fprintf(log, "hit_call %d\n", atomic_load(&point.hit));
	for (unsigned i = 0; i < CALL_CLASSES; i++) {
		for (unsigned k = 0; k < FAULT_THREADS; k++) {
			if (atomic_load(&counts[i][k]) > 0)
				(void)fprintf(log, "%s %u %lu\n",
				    class_names[i], k,
				    atomic_load(&counts[i][k]));
		}
	}
}

#endif
