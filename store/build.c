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

static enum gal_status
is_being_built(struct gal_error *err)
{
	return gal_fail(err, GAL_BUSY, "another process is building it");
}

/* Whoever held the lock before may have given the file its name. */
static enum gal_status
check_still(int fd, const char *path, struct gal_error *err)
{
	struct stat opened, named;
	bool is_named;

	if (fstat(fd, &opened) != 0)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot look at the database");
	is_named = stat(path, &named) == 0;
	if (!is_named && errno != ENOENT)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot look at the database");
	if (!is_named || opened.st_dev != named.st_dev ||
	    opened.st_ino != named.st_ino)
		return is_being_built(err);
	return GAL_OK;
}

static enum gal_status
take_part(struct gal_store_build *build, struct gal_error *err)
{
	enum gal_status status;

	build->lock = open(build->part, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (build->lock < 0)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot open the database");
	if (flock(build->lock, LOCK_EX | LOCK_NB) != 0)
		return errno == EWOULDBLOCK ? is_being_built(err)
					    : gal_fail_errno(err, GAL_IO, errno,
						  "cannot lock the database");
	status = check_still(build->lock, build->part, err);
	/* whoever left it may have had other rights in mind */
	if (status == GAL_OK &&
	    (fchmod(build->lock, 0600) != 0 || ftruncate(build->lock, 0) != 0))
		status = gal_fail_errno(
		    err, GAL_IO, errno, "cannot empty what was left of it");
	return status;
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
