#include "test.h"

#include "cli/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/galatea-test-XXXXXX";
static char path[64], other[64];

/* What an exploit would try; each returns whether it was refused. */
static bool
opens_for_writing(void)
{
	return open(path, O_WRONLY) < 0 && errno == EACCES;
}
static bool
makes_a_file(void)
{
	return open(other, O_RDONLY | O_CREAT, 0600) < 0 && errno == EACCES;
}
static bool
removes(void)
{
	return unlink(path) < 0 && errno == EPERM;
}
static bool
renames(void)
{
	return rename(path, other) < 0 && errno == EPERM;
}
static bool
makes_a_folder(void)
{
	return mkdir(other, 0700) < 0 && errno == EPERM;
}
static bool
changes_permissions(void)
{
	return chmod(path, 0777) < 0 && errno == EPERM;
}
static bool
starts_a_program(void)
{
	return execl("/bin/true", "true", (char *)NULL) < 0 && errno == EPERM;
}
static bool
opens_a_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EPERM;
}

static const struct {
	const char *name;
	bool (*try)(void);
} attempts[] = {
	{ "open for writing", opens_for_writing },
	{ "make a file", makes_a_file },
	{ "remove", removes },
	{ "rename", renames },
	{ "make a folder", makes_a_folder },
	{ "change permissions", changes_permissions },
	{ "start a program", starts_a_program },
	{ "open a socket", opens_a_socket },
};
#define ATTEMPTS (sizeof(attempts) / sizeof(attempts[0]))

struct found {
	int writable; /* open before the thread was shut in */
	enum cli_sandbox entered;
	bool refused[ATTEMPTS];
	bool reads;	   /* a stranger's file */
	bool reads_system; /* what libraries need */
	bool writes_in_place;
};

static void *
run(void *argument)
{
	struct found *found = argument;
	char byte;
	int fd;

	found->entered = cli_sandbox_enter();
	if (found->entered == CLI_SANDBOX_NONE)
		return NULL;
	for (size_t i = 0; i < ATTEMPTS; i++)
		found->refused[i] = attempts[i].try();
	fd = open(path, O_RDONLY);
	found->reads = fd >= 0 && read(fd, &byte, 1) == 1 && byte == 'x';
	(void)close(fd);
	fd = open("/etc/passwd", O_RDONLY);
	found->reads_system = fd >= 0 && read(fd, &byte, 1) == 1;
	(void)close(fd);
	found->writes_in_place = pwrite(found->writable, "y", 1, 0) == 1;
	return NULL;
}

static void
test_cli_sandbox__refuses_what_parsing_never_needs(void **state)
{
	struct found found = { 0 };
	pthread_t thread;
	int fd;

	(void)state;
	assert_non_null(mkdtemp(directory));
	(void)snprintf(path, sizeof(path), "%s/there", directory);
	(void)snprintf(other, sizeof(other), "%s/other", directory);
	found.writable = open(path, O_RDWR | O_CREAT, 0600);
	assert_true(write(found.writable, "x", 1) == 1);
	assert_int_equal(pthread_create(&thread, NULL, run, &found), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
	/* this thread is as free as before */
	fd = open(other, O_WRONLY | O_CREAT, 0600);
	assert_true(fd >= 0);
	(void)close(fd);
	(void)close(found.writable);
	(void)unlink(other);
	(void)unlink(path);
	(void)rmdir(directory);
	if (found.entered == CLI_SANDBOX_NONE)
		skip();
	for (size_t i = 0; i < ATTEMPTS; i++) {
		if (!found.refused[i])
			fail_msg("was let: %s", attempts[i].name);
	}
	assert_int_equal(found.reads, found.entered != CLI_SANDBOX_FILES);
	assert_true(found.reads_system);
	assert_false(found.writes_in_place);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_cli_sandbox__refuses_what_parsing_never_needs),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
