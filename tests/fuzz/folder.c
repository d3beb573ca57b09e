#include "fuzz/folder.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The one that a process has, for atexit(). */
static const struct fuzz_folder *made;

void
fuzz_folder_path(char *out, const struct fuzz_folder *folder, const char *name)
{
	if ((size_t)snprintf(out, FUZZ_PATH_MAX, "%s/%s", folder->path, name) >=
	    FUZZ_PATH_MAX)
		abort();
}

/* The part of a name before its slash as a folder: made, or removed. */
static void
each_sub(const struct fuzz_folder *folder, void (*act)(const char *path))
{
	for (size_t i = 0; folder->names[i] != NULL; i++) {
		char path[FUZZ_PATH_MAX];

		fuzz_folder_path(path, folder, folder->names[i]);
		if (strchr(folder->names[i], '/') != NULL) {
			*strrchr(path, '/') = '\0';
			act(path);
		}
	}
}

static void
make_sub(const char *path)
{
	(void)mkdir(path, 0700);
}

static void
remove_sub(const char *path)
{
	(void)rmdir(path);
}

static void
remove_files(const struct fuzz_folder *folder)
{
	for (size_t i = 0; folder->names[i] != NULL; i++) {
		char path[FUZZ_PATH_MAX];

		fuzz_folder_path(path, folder, folder->names[i]);
		(void)unlink(path);
	}
}

static void
clean_up(void)
{
	remove_files(made);
	each_sub(made, remove_sub);
	(void)rmdir(made->path);
}

static void
make(struct fuzz_folder *folder)
{
	const char *base = getenv("TMPDIR");

	(void)snprintf(folder->path, sizeof(folder->path),
	    "%.30s/galatea-fuzz-XXXXXX", base == NULL ? "/tmp" : base);
	if (mkdtemp(folder->path) == NULL)
		abort();
	each_sub(folder, make_sub);
	made = folder;
	if (atexit(clean_up) != 0)
		abort();
}

static void
write_file(const struct fuzz_folder *folder, const char *name, size_t name_len,
    const uint8_t *data, size_t size)
{
	for (size_t i = 0; folder->names[i] != NULL; i++) {
		char path[FUZZ_PATH_MAX];
		FILE *file;

		if (strlen(folder->names[i]) != name_len ||
		    memcmp(folder->names[i], name, name_len) != 0)
			continue;
		fuzz_folder_path(path, folder, folder->names[i]);
		file = fopen(path, "wb");
		if (file == NULL || fwrite(data, 1, size, file) != size ||
		    fclose(file) != 0)
			abort();
		return;
	}
}

/* Where the next line "@@ name" begins, or the end. */
static size_t
find_head(const uint8_t *data, size_t size, size_t from)
{
	for (size_t i = from; i + 3 <= size; i++)
		if ((i == 0 || data[i - 1] == '\n') &&
		    memcmp(data + i, "@@ ", 3) == 0)
			return i;
	return size;
}

void
fuzz_folder_fill(struct fuzz_folder *folder, const uint8_t *data, size_t size)
{
	size_t at;

	if (folder->path[0] == '\0')
		make(folder);
	remove_files(folder);
	at = find_head(data, size, 0);
	while (at < size) {
		size_t name = at + 3, end = name, next;

		while (end < size && data[end] != '\n')
			end++;
		next = find_head(data, size, end);
		if (end < size)
			write_file(folder, (const char *)data + name,
			    end - name, data + end + 1,
			    next > end + 1 ? next - end - 1 : 0);
		at = next;
	}
}
