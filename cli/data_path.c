#include "cli/data_path.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <unistd.h>

static int
readable(char *out, size_t size, const char *folder, const char *name)
{
	int length = snprintf(out, size, "%s/%s", folder, name);

	return length > 0 && (size_t)length < size && access(out, R_OK) == 0;
}

/* A folder as seen from the running program's, without "..". */
static int
beside_program(char folder[PATH_MAX], const char *relative)
{
	char program[PATH_MAX], beside[2 * PATH_MAX];
	const char *run_as = (const char *)(uintptr_t)getauxval(AT_EXECFN);
	char *slash;

	/* a chroot may have no /proc */
	if (realpath("/proc/self/exe", program) == NULL &&
	    (run_as == NULL || realpath(run_as, program) == NULL))
		return 0;
	slash = strrchr(program, '/');
	if (slash == NULL)
		return 0;
	(void)snprintf(beside, sizeof(beside), "%.*s/%s",
	    (int)(slash - program), program, relative);
	return realpath(beside, folder) != NULL;
}

int
cli_data_path(char *out, size_t size, const char *installed, const char *source)
{
	char folder[PATH_MAX];

	if (beside_program(folder, GALATEA_DATA_FROM_PROGRAM) &&
	    readable(out, size, folder, installed))
		return 1;
	if (beside_program(folder, GALATEA_SOURCE_FROM_PROGRAM) &&
	    readable(out, size, folder, source))
		return 1;
	return readable(out, size, GALATEA_INSTALLED_DATA, installed);
}
