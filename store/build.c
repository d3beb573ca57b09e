#include "store/build.h"
#include "core/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static const char ending[] = ".part";

/* Whoever held the lock before may have given the file its name. */
static bool
is_still(int fd, const char *path)
{
	struct stat opened, named;

	return fstat(fd, &opened) == 0 && stat(path, &named) == 0 &&
	    opened.st_dev == named.st_dev && opened.st_ino == named.st_ino;
}

static enum gal_status
take_part(struct gal_store_build *build, struct gal_error *err)
{
	build->lock = open(build->part, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (build->lock < 0)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot open the database");
	if (flock(build->lock, LOCK_EX | LOCK_NB) != 0 ||
	    !is_still(build->lock, build->part))
		return gal_fail(
		    err, GAL_BUSY, "another process is building it");
	/* whoever left it may have had other rights in mind */
	if (fchmod(build->lock, 0600) != 0 || ftruncate(build->lock, 0) != 0)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot empty what was left of it");
	return GAL_OK;
}

static void
let_go(struct gal_store_build *build)
{
	if (build->lock >= 0)
		(void)close(build->lock);
	free(build->part);
	*build = (struct gal_store_build)GAL_STORE_BUILD_NONE;
}

enum gal_status
gal_store_build_begin(
    struct gal_store_build *build, const char *path, struct gal_error *err)
{
	size_t n = strlen(path) + sizeof(ending);
	enum gal_status status;

	build->part = malloc(n);
	if (build->part == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	(void)snprintf(build->part, n, "%s%s", path, ending);
	status = take_part(build, err);
	if (status == GAL_OK)
		return gal_store_open(
		    &build->store, build->part, GAL_STORE_BUILD, err);
	gal_error_place(err, build->part);
	let_go(build);
	return status;
}

enum gal_status
gal_store_build_end(struct gal_store_build *build, const char *path,
    enum gal_status status, struct gal_error *err)
{
	if (build->part == NULL)
		return status;
	gal_store_close(build->store);
	if (status == GAL_OK && fsync(build->lock) != 0)
		status = gal_fail_errno(
		    err, GAL_IO, errno, "cannot write the database");
	if (status == GAL_OK && rename(build->part, path) != 0)
		status = gal_fail_errno(
		    err, GAL_IO, errno, "cannot name the database");
	if (status == GAL_OK)
		gal_folder_sync(path);
	else
		(void)unlink(build->part);
	let_go(build);
	return status;
}
