#include "store/holder.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define WORDS 2 /* of a command line that are told: program and command */

/* Inodes of the database and its shared memory; 0: no such file. */
struct inodes {
	unsigned long database;
	unsigned long shared;
};

static unsigned long
inode_of(const char *path, const char *ending)
{
	char name[4096];
	struct stat st;

	(void)snprintf(name, sizeof(name), "%s%s", path, ending);
	return stat(name, &st) == 0 ? (unsigned long)st.st_ino : 0;
}

/* A line of /proc/locks: "1: POSIX  ADVISORY  WRITE 4711 08:01:1234 120 120".
 * One that waits for a lock has "->" before the kind. */
static bool
is_holder(long *process, const char *line, const struct inodes *inodes)
{
	unsigned long inode = 0;

	return sscanf(line, "%*d: %*s %*s WRITE %ld %*x:%*x:%lu", process,
		   &inode) == 2 &&
	    inode != 0 &&
	    (inode == inodes->database || inode == inodes->shared) &&
	    *process > 0 && *process != (long)getpid();
}

/* The program's name without its folder, and its first argument. */
static void
describe(char *out, size_t size, long process)
{
	char path[64], line[512] = "";
	const char *name = line, *slash;
	FILE *file;
	size_t n = 0;
	int words = 0;

	(void)snprintf(path, sizeof(path), "/proc/%ld/cmdline", process);
	file = fopen(path, "r");
	if (file != NULL) {
		n = fread(line, 1, sizeof(line) - 1, file);
		(void)fclose(file);
	}
	line[n] = '\0';
	slash = strrchr(line, '/'); /* of the first word: NUL ends it */
	if (slash != NULL)
		name = slash + 1;
	for (char *at = line; at < line + n; at++) {
		if (*at == '\0' && ++words < WORDS)
			*at = ' ';
		else if (*at == '\0')
			break;
	}
	(void)snprintf(out, size, "%s (process %ld)",
	    n > 0 ? name : "another program", process);
}

void
gal_store_holder(char *out, size_t size, const char *path)
{
	const struct inodes inodes = { inode_of(path, ""),
		inode_of(path, "-shm") };
	char line[256];
	FILE *locks = fopen("/proc/locks", "r");
	long process = 0;
	bool found = false;

	while (
	    locks != NULL && !found && fgets(line, sizeof(line), locks) != NULL)
		found = is_holder(&process, line, &inodes);
	if (locks != NULL)
		(void)fclose(locks);
	if (found)
		describe(out, size, process);
	else
		(void)snprintf(out, size, "another process");
}
