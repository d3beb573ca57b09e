#define _GNU_SOURCE /* O_PATH */
#include "cli/sandbox.h"

#if defined(__linux__) && (defined(__x86_64__) || defined(__aarch64__))

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef __x86_64__
#define ARCHITECTURE AUDIT_ARCH_X86_64
#else
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#endif
#define X32_BIT 0x40000000U
#define WRITING (O_WRONLY | O_RDWR | O_CREAT | O_TRUNC | O_APPEND)
#define ARGUMENT(n) (offsetof(struct seccomp_data, args) + 8 * (n))

/* Some calls are of one processor only, or newer than the headers. */
static const int refused[] = {
#ifdef __NR_creat
	__NR_creat,
	__NR_mkdir,
	__NR_rmdir,
	__NR_rename,
	__NR_link,
	__NR_symlink,
	__NR_unlink,
	__NR_chmod,
	__NR_chown,
	__NR_lchown,
	__NR_mknod,
	__NR_fork,
	__NR_vfork,
#endif
	/* files */
	__NR_mkdirat,
	__NR_renameat,
	__NR_renameat2,
	__NR_linkat,
	__NR_symlinkat,
	__NR_unlinkat,
	__NR_fchmod,
	__NR_fchmodat,
	__NR_fchown,
	__NR_fchownat,
	__NR_mknodat,
	__NR_truncate,
	__NR_ftruncate,
	__NR_fallocate,
	__NR_pwrite64,
	__NR_pwritev,
	__NR_pwritev2,
	__NR_copy_file_range,
	__NR_sendfile,
	__NR_splice,
	__NR_setxattr,
	__NR_lsetxattr,
	__NR_fsetxattr,
	/* programs and processes */
	__NR_execve,
	__NR_execveat,
	__NR_ptrace,
	__NR_process_vm_readv,
	__NR_process_vm_writev,
	__NR_kill,
	/* the network */
	__NR_socket,
	__NR_socketpair,
	__NR_connect,
	__NR_bind,
	__NR_listen,
	/* the kernel's rarer doors */
	__NR_bpf,
	__NR_perf_event_open,
	__NR_userfaultfd,
	__NR_keyctl,
	__NR_add_key,
	__NR_request_key,
	__NR_mount,
	__NR_umount2,
	__NR_pivot_root,
	__NR_chroot,
	__NR_setns,
	__NR_unshare,
	__NR_init_module,
	__NR_finit_module,
#ifdef __NR_io_uring_setup
	__NR_io_uring_setup,
#endif
#ifdef __NR_openat2
	__NR_openat2, /* its flags stand in memory, where no filter looks */
#endif
#ifdef __NR_pidfd_getfd
	__NR_pidfd_getfd,
#endif
};
#define REFUSED (sizeof(refused) / sizeof(refused[0]))
#define FILTER_MAX (REFUSED * 2 + 24)

struct program {
	struct sock_filter lines[FILTER_MAX];
	unsigned short count;
};

static void
add(struct program *p, uint16_t code, uint32_t k, uint8_t yes, uint8_t no)
{
	p->lines[p->count++] = (struct sock_filter){ code, yes, no, k };
}

static void
load(struct program *p, size_t offset)
{
	add(p, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void
answer(struct program *p, int error)
{
	add(p, BPF_RET | BPF_K,
	    error == 0 ? SECCOMP_RET_ALLOW
		       : SECCOMP_RET_ERRNO | (uint32_t)error,
	    0, 0);
}

/* Refuse an open whose flags, argument n, ask for more than reading. */
static void
add_open(struct program *p, int call, unsigned n)
{
	add(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 4);
	load(p, ARGUMENT(n)); /* the lower half: both are little-endian */
	add(p, BPF_JMP | BPF_JSET | BPF_K, WRITING, 0, 1);
	answer(p, EACCES);
	answer(p, 0);
}

static void
write_program(struct program *p)
{
	p->count = 0;
	load(p, offsetof(struct seccomp_data, arch));
	add(p, BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
	answer(p, EPERM);
	load(p, offsetof(struct seccomp_data, nr));
	add(p, BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1);
	answer(p, EPERM);
	add_open(p, __NR_openat, 2);
#ifdef __NR_open
	add_open(p, __NR_open, 1);
#endif
	for (size_t i = 0; i < REFUSED; i++) {
		add(p, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)refused[i], 0, 1);
		answer(p, EPERM);
	}
	answer(p, 0);
}

/* ---- files that may be read ---- */

#if defined(__NR_landlock_create_ruleset) && __has_include(<linux/landlock.h>)
#include <linux/landlock.h>

#define READING (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)

/* Libraries, character sets, time zones; those of Nix and Guix. */
static const char *const readable[] = { "/usr", "/lib", "/lib64", "/etc",
	"/nix/store", "/gnu/store" };

/* A folder that is not there needs no rule. */
static bool
allow(int rules, const char *path)
{
	struct landlock_path_beneath_attr below = { .allowed_access = READING,
		.parent_fd = open(path, O_PATH | O_CLOEXEC) };
	bool done;

	if (below.parent_fd < 0)
		return true;
	done = syscall(__NR_landlock_add_rule, rules,
		   LANDLOCK_RULE_PATH_BENEATH, &below, 0) == 0;
	(void)close(below.parent_fd);
	return done;
}

/* Where the program and its module of readers lie: bin/ and lib/, or a build
 * folder. */
static bool
allow_own(int rules)
{
	static const char beside[] = "/../lib";
	char path[4096];
	ssize_t n =
	    readlink("/proc/self/exe", path, sizeof(path) - sizeof(beside));
	char *slash;
	bool done;

	if (n <= 0)
		return false;
	path[n] = '\0';
	slash = strrchr(path, '/');
	if (slash == NULL)
		return false;
	*slash = '\0';
	done = allow(rules, path[0] != '\0' ? path : "/");
	memcpy(slash, beside, sizeof(beside));
	return done && allow(rules, path);
}

/* False: any file may be read, as before. */
static bool
hide_files(void)
{
	struct landlock_ruleset_attr handled = { .handled_access_fs = READING };
	int rules = (int)syscall(
	    __NR_landlock_create_ruleset, &handled, sizeof(handled), 0);
	bool done = rules >= 0 && allow_own(rules);

	for (size_t i = 0; done && i < sizeof(readable) / sizeof(readable[0]);
	     i++)
		done = allow(rules, readable[i]);
	done = done && syscall(__NR_landlock_restrict_self, rules, 0) == 0;
	if (rules >= 0)
		(void)close(rules);
	return done;
}

#else

static bool
hide_files(void)
{
	return false;
}

#endif

enum cli_sandbox
cli_sandbox_enter(void)
{
	bool hidden;
	struct program p;
	struct sock_fprog filter = { 0, p.lines };

	write_program(&p);
	filter.len = p.count;
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
		return CLI_SANDBOX_NONE;
	hidden = hide_files();
	/* without the flag older kernels slow the thread's memory down */
	if (syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER,
		SECCOMP_FILTER_FLAG_SPEC_ALLOW, &filter) != 0 &&
	    syscall(__NR_seccomp, SECCOMP_SET_MODE_FILTER, 0, &filter) != 0)
		return CLI_SANDBOX_NONE;
	return hidden ? CLI_SANDBOX_FILES : CLI_SANDBOX_CALLS;
}

#else

enum cli_sandbox
cli_sandbox_enter(void)
{
	return CLI_SANDBOX_NONE;
}

#endif
