#include "core/folder.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int
gal_folder_length(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash != NULL ? (int)(slash - path) + 1 : 0;
}

bool
gal_folder_of(char out[GAL_FOLDER_MAX], const char *path)
{
	return snprintf(out, GAL_FOLDER_MAX, "%.*s.", gal_folder_length(path),
		   path) < GAL_FOLDER_MAX;
}

void
gal_folder_sync(const char *path)
{
	char folder[GAL_FOLDER_MAX];
	int fd = gal_folder_of(folder, path)
	    ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
	    : -1;

	if (fd < 0)
		return;
	(void)fsync(fd);
	(void)close(fd);
}
