#include "notebooks-export/export_dir.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/version.h"
#include "notebooks-export/json_text.h"

#define PATH_LENGTH 4096
#define HASH_BYTES 32

struct written_file {
	char *name;
	char *purpose;
	size_t bytes;
	char hash[HASH_BYTES * 2 + 1];
};

struct gal_export_dir {
	char *path;
	const struct gal_export_about *about;
	struct written_file *files;
	size_t count;
};

/* Make every folder of path up to its last "/" (and the last part too if
 * whole). */
static enum gal_status
make_folders(const char *path, bool whole, struct gal_error *err)
{
	char part[PATH_LENGTH];
	size_t n = strlen(path);

	if (n >= sizeof(part))
		return gal_fail(err, GAL_ARGUMENT, "the path is too long");
	memcpy(part, path, n + 1);
	for (size_t i = 1; i <= n; i++) {
		char kept = part[i];

		if (kept != '/' && !(kept == '\0' && whole))
			continue;
		part[i] = '\0';
		if (mkdir(part, 0700) != 0 && errno != EEXIST) {
			gal_error_place(err, part);
			return gal_fail_errno(
			    err, GAL_IO, errno, "cannot make the folder");
		}
		part[i] = kept;
	}
	return GAL_OK;
}

enum gal_status
gal_export_dir_open(struct gal_export_dir **out, const char *path,
    const struct gal_export_about *about, struct gal_error *err)
{
	struct gal_export_dir *dir;
	enum gal_status status = make_folders(path, true, err);
	struct stat info;

	*out = NULL;
	if (status != GAL_OK)
		return status;
	if (stat(path, &info) != 0 || !S_ISDIR(info.st_mode)) {
		gal_error_place(err, path);
		return gal_fail(err, GAL_IO, "not a folder");
	}
	dir = calloc(1, sizeof(*dir));
	if (dir != NULL)
		dir->path = strdup(path);
	if (dir == NULL || dir->path == NULL) {
		free(dir);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	dir->about = about;
	*out = dir;
	return GAL_OK;
}

const struct gal_export_about *
gal_export_dir_about(const struct gal_export_dir *dir)
{
	return dir->about;
}

size_t
gal_export_dir_count(const struct gal_export_dir *dir)
{
	return dir->count;
}

static bool
name_is_safe(const char *name)
{
	static const char allowed[] = "abcdefghijklmnopqrstuvwxyz"
				      "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				      "0123456789_-./";

	return name[0] != '\0' && name[0] != '/' && name[0] != '.' &&
	    strspn(name, allowed) == strlen(name) && strstr(name, "/.") == NULL;
}

enum gal_status
gal_export_write_file(
    const char *path, struct gal_str bytes, struct gal_error *err)
{
	char temporary[PATH_LENGTH + 8];
	enum gal_status status = GAL_OK;
	size_t done = 0;
	int fd;

	(void)snprintf(temporary, sizeof(temporary), "%s.part", path);
	gal_error_place(err, path);
	/* a leftover of a killed run may have other rights: start anew */
	(void)unlink(temporary);
	fd = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot make the file");
	while (done < bytes.len && status == GAL_OK) {
		ssize_t n = write(fd, bytes.data + done, bytes.len - done);

		if (n >= 0)
			done += (size_t)n;
		else if (errno != EINTR)
			status =
			    gal_fail_errno(err, GAL_IO, errno, "cannot write");
	}
	if (status == GAL_OK && fsync(fd) != 0)
		status = gal_fail_errno(err, GAL_IO, errno, "cannot write");
	if (close(fd) != 0 && status == GAL_OK)
		status = gal_fail_errno(err, GAL_IO, errno, "cannot write");
	if (status == GAL_OK && rename(temporary, path) != 0)
		status = gal_fail_errno(err, GAL_IO, errno, "cannot rename");
	if (status != GAL_OK)
		(void)unlink(temporary);
	else if (err != NULL)
		err->place[0] = '\0';
	return status;
}

/* Remember the file for the manifest. */
static enum gal_status
record_file(struct gal_export_dir *dir, const char *name, const char *purpose,
    struct gal_str bytes, struct gal_error *err)
{
	unsigned char hash[HASH_BYTES];
	struct written_file file = { 0 };
	struct written_file *grown;

	(void)crypto_generichash(hash, sizeof(hash),
	    (const unsigned char *)bytes.data, bytes.len, NULL, 0);
	(void)sodium_bin2hex(file.hash, sizeof(file.hash), hash, sizeof(hash));
	file.bytes = bytes.len;
	file.name = strdup(name);
	file.purpose = strdup(purpose);
	grown = realloc(dir->files, (dir->count + 1) * sizeof(*grown));
	if (grown != NULL)
		dir->files = grown;
	if (file.name == NULL || file.purpose == NULL || grown == NULL) {
		free(file.name);
		free(file.purpose);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	dir->files[dir->count++] = file;
	return GAL_OK;
}

enum gal_status
gal_export_dir_write(struct gal_export_dir *dir, const char *name,
    const char *purpose, struct gal_str bytes, struct gal_error *err)
{
	char path[PATH_LENGTH];
	enum gal_status status;
	int n;

	if (!name_is_safe(name))
		return gal_fail(
		    err, GAL_ARGUMENT, "'%s' is no name for an export", name);
	n = snprintf(path, sizeof(path), "%s/%s", dir->path, name);
	if (n < 0 || (size_t)n >= sizeof(path))
		return gal_fail(err, GAL_ARGUMENT, "the path is too long");
	status = make_folders(path, false, err);
	if (status == GAL_OK)
		status = gal_export_write_file(path, bytes, err);
	return status == GAL_OK ? record_file(dir, name, purpose, bytes, err)
				: status;
}

enum gal_status
gal_export_dir_writef(struct gal_export_dir *dir, const char *purpose,
    struct gal_str bytes, struct gal_error *err, const char *format, ...)
{
	char name[PATH_LENGTH];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(name, sizeof(name), format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof(name))
		return gal_fail(err, GAL_ARGUMENT, "the path is too long");
	return gal_export_dir_write(dir, name, purpose, bytes, err);
}

static bool
add_text(cJSON *object, const char *name, const char *text)
{
	cJSON *item = text != NULL ? cJSON_AddStringToObject(object, name, text)
				   : cJSON_AddNullToObject(object, name);

	return item != NULL;
}

static cJSON *
manifest_tree(const struct gal_export_dir *dir)
{
	const struct gal_export_about *about = dir->about;
	cJSON *tree = cJSON_CreateObject();
	cJSON *files = NULL;
	bool ok = tree != NULL && add_text(tree, "program", "galatea") &&
	    add_text(tree, "version", GAL_VERSION) &&
	    add_text(tree, "title", about->title) &&
	    add_text(tree, "codebook", about->codebook) &&
	    add_text(tree, "codebook_name", about->codebook_name) &&
	    cJSON_AddBoolToObject(tree, "simulated", about->simulated) !=
		NULL &&
	    cJSON_AddBoolToObject(tree, "verbatim_text", about->with_text) !=
		NULL;

	if (ok)
		files = cJSON_AddArrayToObject(tree, "files");
	for (size_t i = 0; ok && files != NULL && i < dir->count; i++) {
		const struct written_file *file = &dir->files[i];
		cJSON *item = cJSON_CreateObject();

		ok = item != NULL && cJSON_AddItemToArray(files, item);
		if (!ok) {
			cJSON_Delete(item);
			break;
		}
		ok = add_text(item, "name", file->name) &&
		    add_text(item, "purpose", file->purpose) &&
		    cJSON_AddNumberToObject(
			item, "bytes", (double)file->bytes) != NULL &&
		    add_text(item, "blake2b_256", file->hash);
	}
	if (ok && files != NULL)
		return tree;
	cJSON_Delete(tree);
	return NULL;
}

enum gal_status
gal_export_dir_finish(struct gal_export_dir *dir, struct gal_error *err)
{
	struct gal_buffer text = GAL_BUFFER(64 << 20);
	enum gal_status status;
	cJSON *tree;

	if (dir == NULL)
		return GAL_OK;
	tree = manifest_tree(dir);
	status = tree == NULL ? gal_fail(err, GAL_NOMEM, "out of memory")
			      : gal_json_append(&text, tree, true, err);
	if (status == GAL_OK)
		status = gal_buffer_append_str(&text, "\n", err);
	if (status == GAL_OK)
		status = gal_export_dir_write(dir, "manifest.json",
		    "what was written", (struct gal_str){ text.data, text.len },
		    err);
	cJSON_Delete(tree);
	gal_buffer_free(&text);
	gal_export_dir_free(dir);
	return status;
}

void
gal_export_dir_free(struct gal_export_dir *dir)
{
	if (dir == NULL)
		return;
	for (size_t i = 0; i < dir->count; i++) {
		free(dir->files[i].name);
		free(dir->files[i].purpose);
	}
	free(dir->files);
	free(dir->path);
	free(dir);
}
