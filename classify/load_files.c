/*
 * The files of a codebook: which there are, in which order they are read, and
 * one hash over all of them.
 */
#include "classify/load.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/rng.h"

#define FILE_BYTES_MAX (256u << 20)
#define FILES_MAX 4096

/* A folder of files with an extension, or one file. */
static const struct {
	const char *name;
	const char *extension; /* NULL: one file */
	bool needed;
} kinds[GAL_SOURCE_KINDS] = {
	[GAL_SOURCE_MANIFEST] = { "codebook.json", NULL, true },
	[GAL_SOURCE_CODES] = { "codes", ".json", false },
	[GAL_SOURCE_CLASSES] = { "classes", ".tsv", false },
	[GAL_SOURCE_FIELDS] = { "fields", ".tsv", false },
	[GAL_SOURCE_RULES] = { "rules", ".json", false },
	[GAL_SOURCE_LEXICONS] = { "lexicons", ".tsv", false },
	[GAL_SOURCE_WEIGHTS] = { "weights", ".tsv", false },
	[GAL_SOURCE_LANGUAGE] = { "language.tsv", NULL, false },
	[GAL_SOURCE_FREQUENCIES] = { "frequencies.tsv", NULL, false },
	[GAL_SOURCE_COMMUNITIES] = { "communities.json", NULL, false },
};

static enum gal_status
read_file(struct gal_file *out, const char *path, struct gal_error *err)
{
	struct gal_buffer b = GAL_BUFFER(FILE_BYTES_MAX);
	enum gal_status st = GAL_OK;
	char chunk[65536];
	const char *name = strrchr(path, '/');
	const char *dot;
	size_t n;
	FILE *f = fopen(path, "rb");

	name = name == NULL ? path : name + 1;
	dot = strrchr(name, '.');
	if (f == NULL) {
		int e = errno;

		gal_error_place(err, path);
		return gal_fail_errno(err, e == ENOENT ? GAL_NOT_FOUND : GAL_IO,
		    e, "cannot open");
	}
	while (st == GAL_OK && (n = fread(chunk, 1, sizeof(chunk), f)) > 0)
		st = gal_buffer_append(&b, chunk, n, err);
	if (st == GAL_OK && ferror(f) != 0)
		st = gal_fail_errno(err, GAL_IO, errno, "cannot read");
	(void)fclose(f);
	if (st == GAL_OK)
		st = gal_buffer_append(&b, "", 0, err);
	if (st == GAL_OK && b.data == NULL)
		b.data = calloc(1, 1);
	out->path = gal_str_copy(gal_str_of(path));
	out->stem = gal_str_copy((struct gal_str){
	    name, dot == NULL ? strlen(name) : (size_t)(dot - name) });
	out->data = b.data;
	out->len = b.len;
	if (st == GAL_OK &&
	    (out->path == NULL || out->stem == NULL || out->data == NULL))
		st = gal_fail(err, GAL_NOMEM, "no memory for %s", name);
	if (st != GAL_OK)
		gal_error_place(err, path);
	return st;
}

void
gal_files_free(struct gal_file *files, size_t count)
{
	if (files == NULL)
		return;
	for (size_t i = 0; i < count; i++) {
		free(files[i].path);
		free(files[i].stem);
		free(files[i].data);
	}
	free(files);
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool
has_extension(const char *name, const char *extension)
{
	size_t n = strlen(name), m = strlen(extension);

	return name[0] != '.' && n > m && strcmp(name + n - m, extension) == 0;
}

enum gal_status
gal_files_read(struct gal_file **out, size_t *count, const char *directory,
    const char *sub, const char *extension, struct gal_error *err)
{
	char path[4096];
	char *names[FILES_MAX];
	size_t found = 0;
	struct dirent *entry;
	enum gal_status st = GAL_OK;
	DIR *d;

	*out = NULL;
	*count = 0;
	if ((size_t)snprintf(path, sizeof(path), "%s/%s", directory, sub) >=
	    sizeof(path))
		return gal_fail(err, GAL_ARGUMENT, "path too long");
	d = opendir(path);
	if (d == NULL) {
		if (errno == ENOENT)
			return GAL_OK;
		gal_error_place(err, path);
		return gal_fail_errno(err, GAL_IO, errno, "cannot open folder");
	}
	while ((errno = 0, entry = readdir(d)) != NULL) {
		if (!has_extension(entry->d_name, extension))
			continue;
		if (found == FILES_MAX) {
			st = gal_fail(err, GAL_LIMIT, "too many files");
			break;
		}
		names[found] = gal_str_copy(gal_str_of(entry->d_name));
		if (names[found++] == NULL) {
			found--;
			st = gal_fail(err, GAL_NOMEM, "no memory");
			break;
		}
	}
	if (entry == NULL && errno != 0) {
		gal_error_place(err, path);
		st = gal_fail_errno(err, GAL_IO, errno, "cannot read folder");
	}
	(void)closedir(d);
	qsort(names, found, sizeof(names[0]), compare_names);
	if (st == GAL_OK && found > 0) {
		*out = calloc(found, sizeof(**out));
		if (*out == NULL)
			st = gal_fail(err, GAL_NOMEM, "no memory");
	}
	for (size_t i = 0; i < found; i++) {
		char whole[8192];

		if (st == GAL_OK) {
			(void)snprintf(
			    whole, sizeof(whole), "%s/%s", path, names[i]);
			st = read_file(&(*out)[(*count)++], whole, err);
		}
		free(names[i]);
	}
	if (st != GAL_OK) {
		gal_files_free(*out, *count);
		*out = NULL;
		*count = 0;
	}
	return st;
}

void
gal_sources_free(struct gal_sources *s)
{
	for (size_t k = 0; k < GAL_SOURCE_KINDS; k++)
		gal_files_free(s->files[k], s->counts[k]);
}

static enum gal_status
read_one(struct gal_file **out, size_t *count, const char *directory,
    const char *name, bool needed, struct gal_error *err)
{
	struct gal_error fault = { 0 };
	char path[4096];
	enum gal_status st;

	if (name == NULL)
		(void)snprintf(path, sizeof(path), "%s", directory);
	else
		(void)snprintf(path, sizeof(path), "%s/%s", directory, name);
	*count = 0;
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory");
	*count = 1;
	st = read_file(*out, path, &fault);
	if (st == GAL_NOT_FOUND && !needed) {
		gal_files_free(*out, 1);
		*out = NULL;
		*count = 0;
		return GAL_OK;
	}
	if (st != GAL_OK && err != NULL)
		*err = fault;
	return st;
}

static enum gal_status
read_communities(struct gal_sources *s, const char *directory,
    const char *communities, struct gal_error *err)
{
	struct gal_file **files = &s->files[GAL_SOURCE_COMMUNITIES];
	size_t *count = &s->counts[GAL_SOURCE_COMMUNITIES];
	enum gal_status st;

	if (communities != NULL)
		return read_one(files, count, communities, NULL, true, err);
	st = read_one(files, count, directory,
	    kinds[GAL_SOURCE_COMMUNITIES].name, false, err);
	if (st == GAL_OK && *count == 0)
		st = read_one(files, count, directory,
		    "../../corpora/communities.json", false, err);
	return st;
}

enum gal_status
gal_sources_read(struct gal_sources *s, const char *directory,
    const char *communities, struct gal_error *err)
{
	enum gal_status st = GAL_OK;

	for (size_t k = 0; k < GAL_SOURCE_KINDS && st == GAL_OK; k++) {
		if (k == GAL_SOURCE_COMMUNITIES)
			st = read_communities(s, directory, communities, err);
		else if (kinds[k].extension == NULL)
			st = read_one(&s->files[k], &s->counts[k], directory,
			    kinds[k].name, kinds[k].needed, err);
		else
			st = gal_files_read(&s->files[k], &s->counts[k],
			    directory, kinds[k].name, kinds[k].extension, err);
	}
	return st;
}

static void
hash_files(
    struct gal_codebook *book, const struct gal_file *files, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (int k = 0; k < 2; k++) {
			uint64_t h = gal_hash_bytes(files[i].stem,
			    strlen(files[i].stem), book->hash_state[k]);

			book->hash_state[k] =
			    gal_hash_bytes(files[i].data, files[i].len, h);
		}
	}
}

void
gal_sources_hash(struct gal_codebook *book, const struct gal_sources *s)
{
	book->hash_state[0] = GAL_TEXT_VERSION * 1000 + GAL_ENGINE_REVISION;
	book->hash_state[1] = ~book->hash_state[0];
	for (size_t k = 0; k < GAL_SOURCE_KINDS; k++)
		hash_files(book, s->files[k], s->counts[k]);
	(void)snprintf(book->hash, sizeof(book->hash), "%016llx%016llx",
	    (unsigned long long)book->hash_state[0],
	    (unsigned long long)book->hash_state[1]);
}
