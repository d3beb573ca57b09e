#include "cli/export_register.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "cli/export_frames.h"
#include "cli/export_rebuild.h"
#include "core/folder.h"
#include "core/json_parse.h"
#include "notebooks-export/export_dir.h"

#define HASH_BYTES 32
#define HASH_HEX (2 * HASH_BYTES)
#define LINES_MAX ((size_t)16 << 20)
#define FILE_MAX ((size_t)2 << 30)
#define MANIFEST "/manifest.json"

static enum gal_status
register_path(struct gal_buffer *out, struct cli_context *context)
{
	gal_buffer_clear(out);
	return gal_buffer_printf(
	    out, &context->err, "%s.exports", context->database);
}

/* As it is registered. The caller frees it; NULL: no such file, no memory. */
static char *
registered_name(const struct cli_context *context, const char *path)
{
	char folder[GAL_FOLDER_MAX];
	char *absolute = realpath(path, NULL), *home;
	size_t n;

	if (absolute == NULL || !gal_folder_of(folder, context->database))
		return absolute;
	home = realpath(folder, NULL);
	if (home == NULL && errno == ENOMEM) {
		free(absolute);
		return NULL;
	}
	n = home != NULL ? strlen(home) : 0;
	if (n > 0 && strncmp(absolute, home, n) == 0 && absolute[n] == '/')
		memmove(absolute, absolute + n + 1, strlen(absolute + n));
	free(home);
	return absolute;
}

/* NOT_FOUND without a message where there is no such file: any other fault is
 * one, or a register would be written anew without its lines. */
static enum gal_status
read_file(struct gal_buffer *out, const char *path, struct gal_error *err)
{
	FILE *file = fopen(path, "rb");
	enum gal_status status = GAL_OK;
	char bytes[65536];
	size_t n;

	gal_buffer_clear(out);
	if (file == NULL && (errno == ENOENT || errno == ENOTDIR))
		return GAL_NOT_FOUND;
	if (file == NULL)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot open %s", path);
	while (
	    status == GAL_OK && (n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		status = gal_buffer_append(out, bytes, n, err);
	if (status == GAL_OK && ferror(file) != 0)
		status = gal_fail(err, GAL_IO, "cannot read %s", path);
	(void)fclose(file);
	return status;
}

static enum gal_status
hash_file(char hex[HASH_HEX + 1], const char *path, struct gal_error *err)
{
	struct gal_buffer bytes = GAL_BUFFER(FILE_MAX);
	unsigned char hash[HASH_BYTES];
	enum gal_status status = read_file(&bytes, path, err);

	if (status == GAL_OK) {
		(void)crypto_generichash(hash, sizeof(hash),
		    (const unsigned char *)bytes.data, bytes.len, NULL, 0);
		(void)sodium_bin2hex(hex, HASH_HEX + 1, hash, sizeof(hash));
	}
	gal_buffer_free(&bytes);
	return status;
}

struct entry {
	const char *hash; /* HASH_HEX digits */
	int64_t authors;
	const char *made; /* how it was asked for; NULL: an older line */
	bool owed;	  /* a purge began to delete it, to make it anew */
	const char *path;
};

/* "HASH AUTHORS ?MADE PATH", of one that is owed "!MADE"; false: not a line of
 * ours. Lines of an older version say nothing of how. NULs are put between. */
static bool
entry_parse(struct entry *out, char *line)
{
	char *end, *path;

	if (strlen(line) < HASH_HEX + 4 || line[HASH_HEX] != ' ')
		return false;
	out->hash = line;
	out->authors = strtoll(line + HASH_HEX + 1, &end, 10);
	if (*end != ' ')
		return false;
	out->made = NULL;
	out->owed = end[1] == '!';
	out->path = end + 1;
	path = end[1] == '?' || out->owed ? strchr(end + 1, ' ') : NULL;
	if (path != NULL) {
		end[1] = '?';
		out->made = end + 1;
		out->path = path + 1;
		*path = '\0';
	}
	return out->path[0] != '\0';
}

/* The next of the lines that is ours, which go from *lines; false: none. */
static bool
next_entry(struct entry *out, char **lines)
{
	char *line;

	while ((line = strsep(lines, "\n")) != NULL)
		if (entry_parse(out, line))
			return true;
	return false;
}

static enum gal_status
entry_say(
    struct gal_buffer *out, const struct entry *entry, struct gal_error *err)
{
	if (entry->made == NULL)
		return gal_buffer_printf(out, err, "%.*s %lld %s\n", HASH_HEX,
		    entry->hash, (long long)entry->authors, entry->path);
	return gal_buffer_printf(out, err, "%.*s %lld %c%s %s\n", HASH_HEX,
	    entry->hash, (long long)entry->authors, entry->owed ? '!' : '?',
	    entry->made + 1, entry->path);
}

/* What two exports differ by, whoever has both can work out. */
static void
compare(
    struct cli_context *context, const struct entry *earlier, int64_t authors)
{
	int64_t apart = llabs(authors - earlier->authors);

	if (apart > 0 && apart < CLI_LEAST_AUTHORS)
		cli_message(context,
		    "galatea %s: %lld authors %s than when %s was written: who "
		    "has both can work out what these few say; give away one",
		    context->command->name, (long long)apart,
		    authors > earlier->authors ? "more" : "fewer",
		    earlier->path);
}

/* The lines so far without that of `path`, which is written anew. */
static enum gal_status
keep_others(struct gal_buffer *out, struct cli_context *context, char *lines,
    const char *path, int64_t authors, struct gal_error *err)
{
	enum gal_status status = GAL_OK;
	struct entry entry;

	while (status == GAL_OK && next_entry(&entry, &lines)) {
		compare(context, &entry, authors);
		if (strcmp(entry.path, path) != 0)
			status = entry_say(out, &entry, err);
	}
	return status;
}

/* Exports may run side by side: one at a time reads and rewrites the lines. The
 * folder is locked, because the register itself is another file after each.
 * -1, where the file system locks no folders: then as if alone. */
static int
lock_register(const struct cli_context *context)
{
	char folder[GAL_FOLDER_MAX];
	int fd;

	if (!gal_folder_of(folder, context->database))
		return -1;
	fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	while (fd >= 0 && flock(fd, LOCK_EX) != 0 && errno == EINTR)
		;
	return fd;
}

enum gal_status
cli_export_register(struct cli_context *context, const char *path,
    const struct cli_export_request *request, bool page, int64_t authors)
{
	struct gal_buffer name = GAL_BUFFER(8192), old = GAL_BUFFER(LINES_MAX),
			  lines = GAL_BUFFER(LINES_MAX);
	struct gal_error *err = &context->err;
	char hex[HASH_HEX + 1];
	char *name_there = registered_name(context, path);
	int lock = lock_register(context);
	enum gal_status status = name_there != NULL
	    ? GAL_OK
	    : gal_fail_errno(
		  err, GAL_IO, errno, "cannot find the export again");

	if (status == GAL_OK)
		status = hash_file(hex, path, err);
	if (status == GAL_OK)
		status = register_path(&name, context);
	if (status == GAL_OK) {
		status = read_file(&old, name.data, err);
		if (status == GAL_NOT_FOUND)
			status = GAL_OK;
	}
	if (status == GAL_OK && old.len > 0)
		status = keep_others(
		    &lines, context, old.data, name_there, authors, err);
	if (status == GAL_OK)
		status = gal_buffer_printf(
		    &lines, err, "%s %lld ", hex, (long long)authors);
	if (status == GAL_OK)
		status = cli_export_request_say(&lines, request, page, err);
	if (status == GAL_OK)
		status = gal_buffer_printf(&lines, err, " %s\n", name_there);
	if (status == GAL_OK)
		status = gal_export_write_file(
		    name.data, (struct gal_str){ lines.data, lines.len }, err);
	if (status == GAL_READ_ONLY) {
		gal_error_clear(err);
		status = GAL_OK;
		cli_warn(context,
		    "%s is not registered beside the database: a purge will "
		    "not know of it",
		    path);
	}
	if (lock >= 0)
		(void)close(lock);
	free(name_there);
	gal_buffer_free(&name);
	gal_buffer_free(&old);
	gal_buffer_free(&lines);
	return status;
}

/* Note that the export at `path`, as it is registered, is about to be deleted
 * and owed from then on: whatever happens, the next purge goes on with it. */
static enum gal_status
owe(struct cli_context *context, const char *path)
{
	struct gal_buffer name = GAL_BUFFER(8192), old = GAL_BUFFER(LINES_MAX),
			  lines = GAL_BUFFER(LINES_MAX);
	struct gal_error *err = &context->err;
	int lock = lock_register(context);
	enum gal_status status = register_path(&name, context);
	struct entry entry;
	char *rest;

	if (status == GAL_OK)
		status = read_file(&old, name.data, err);
	rest = old.data;
	while (status == GAL_OK && next_entry(&entry, &rest)) {
		entry.owed = entry.owed || strcmp(entry.path, path) == 0;
		status = entry_say(&lines, &entry, err);
	}
	if (status == GAL_OK)
		status = gal_export_write_file(
		    name.data, (struct gal_str){ lines.data, lines.len }, err);
	if (lock >= 0)
		(void)close(lock);
	gal_buffer_free(&name);
	gal_buffer_free(&old);
	gal_buffer_free(&lines);
	return status;
}

/* Whether a file is still as it was written or, where deleting it had begun,
 * gone; if so, delete it if wanted. */
static enum gal_status
is_same(bool *same, const char *path, const char *hash, bool begun, bool remove,
    struct gal_error *err)
{
	char hex[HASH_HEX + 1];
	enum gal_status status = hash_file(hex, path, err);

	*same = status == GAL_NOT_FOUND ? begun
	    : status == GAL_OK		? strncmp(hex, hash, HASH_HEX) == 0
					: false;
	if (status == GAL_OK && *same && remove && unlink(path) != 0)
		status = gal_fail_errno(
		    err, GAL_IO, errno, "cannot delete %s", path);
	return status == GAL_NOT_FOUND ? GAL_OK : status;
}

/* The same of all files that a manifest names. */
static enum gal_status
are_same(bool *same, const char *manifest, bool begun, bool remove,
    struct gal_error *err)
{
	size_t folder = strlen(manifest) - strlen(MANIFEST) + 1;
	struct gal_buffer text = GAL_BUFFER(LINES_MAX);
	cJSON *tree = NULL;
	const cJSON *files;
	enum gal_status status = read_file(&text, manifest, err);

	if (status == GAL_OK &&
	    gal_json_parse(&tree, (struct gal_str){ text.data, text.len },
		NULL) == GAL_NOMEM)
		status = gal_fail(err, GAL_NOMEM, "out of memory");
	*same = tree != NULL;
	files = cJSON_GetObjectItemCaseSensitive(tree, "files");
	for (const cJSON *item = files != NULL ? files->child : NULL;
	     item != NULL && status == GAL_OK; item = item->next) {
		const char *name = cJSON_GetStringValue(
		    cJSON_GetObjectItemCaseSensitive(item, "name"));
		const char *hash = cJSON_GetStringValue(
		    cJSON_GetObjectItemCaseSensitive(item, "blake2b_256"));
		char path[8192];
		bool one = false;

		if (name != NULL && hash != NULL &&
		    strstr(name, "..") == NULL &&
		    snprintf(path, sizeof(path), "%.*s%s", (int)folder,
			manifest, name) < (int)sizeof(path))
			status = is_same(&one, path, hash, begun, remove, err);
		*same = one && *same;
	}
	cJSON_Delete(tree);
	gal_buffer_free(&text);
	return status;
}

static bool
is_manifest(const char *path)
{
	size_t n = strlen(path), m = strlen(MANIFEST);

	return n > m && strcmp(path + n - m, MANIFEST) == 0;
}

struct settling {
	struct cli_context *context;
	enum cli_export_fate fate;
	struct cli_rebuild rebuild;
};

/* Delete an export whose file (of a folder its manifest) is as it was written.
 * One that will be made anew goes whole or not at all. */
static enum gal_status
take_away(const char **state, struct settling *s, const struct entry *entry,
    const char *path)
{
	struct gal_error *err = &s->context->err;
	bool anew = s->fate == CLI_EXPORT_REBUILT, same = true;
	enum gal_status status = GAL_OK;

	if (anew && is_manifest(path))
		status = are_same(&same, path, entry->owed, false, err);
	if (status == GAL_OK && same && anew && !entry->owed)
		status = owe(s->context, entry->path);
	if (status == GAL_OK && same && is_manifest(path))
		status = are_same(&same, path, entry->owed, true, err);
	if (status == GAL_OK && same && unlink(path) != 0)
		status = gal_fail_errno(
		    err, GAL_IO, errno, "cannot delete %s", path);
	if (status == GAL_OK)
		*state = same ? "deleted" : "changed since";
	return status;
}

/* What becomes of one export. After a fault it may still hold the posts, or is
 * owed. */
static enum gal_status
settle(const char **state, struct settling *s, const struct entry *entry,
    const char *path)
{
	struct gal_error *err = &s->context->err;
	char hex[HASH_HEX + 1];
	bool anew = s->fate == CLI_EXPORT_REBUILT && entry->made != NULL;
	bool due = anew && entry->owed;
	enum gal_status status = hash_file(hex, path, err);

	if (status == GAL_NOT_FOUND) {
		*state = "gone";
		status = GAL_OK;
	} else if (status == GAL_OK &&
	    strncmp(hex, entry->hash, HASH_HEX) != 0) {
		*state = "changed since";
	} else if (status == GAL_OK) {
		*state = "found";
		if (anew || s->fate == CLI_EXPORT_DELETED)
			status = take_away(state, s, entry, path);
		due = anew && strcmp(*state, "deleted") == 0;
	}
	if (status != GAL_OK || !due)
		return status;
	status = cli_rebuild_export(&s->rebuild, s->context, entry->made, path);
	if (status == GAL_OK)
		*state = "made anew";
	return status;
}

/* Say what is wrong and go on with the others. false: another purge can mend
 * it; one export is known to no purge of this version. */
static bool
is_for_good(struct cli_context *context, enum gal_status status,
    const char *state, const char *path)
{
	cli_warn(context,
	    strcmp(state, "deleted") == 0 || strcmp(state, "gone") == 0
		? "%s is deleted and cannot be made anew: %s"
		: "%s may still hold what was purged: %s",
	    path, context->err.message);
	gal_error_clear(&context->err);
	return status == GAL_ARGUMENT;
}

enum gal_status
cli_export_register_check(struct gal_frame **out, struct cli_context *context,
    enum cli_export_fate fate)
{
	struct settling settling = { .context = context, .fate = fate };
	struct gal_buffer name = GAL_BUFFER(8192),
			  lines = GAL_BUFFER(LINES_MAX);
	struct gal_error *err = &context->err;
	enum gal_status status = gal_frame_new(
	    out, "exports", "Written from this database before", err);
	enum gal_status undone = GAL_OK;
	struct entry entry;
	char *rest;

	if (status == GAL_OK)
		status = gal_frame_column(
		    *out, "export", GAL_CELL_TEXT, "", "where it was put", err);
	if (status == GAL_OK)
		status = gal_frame_column(*out, "state", GAL_CELL_TEXT, "",
		    "made anew, deleted, or still to be", err);
	if (status == GAL_OK)
		status = register_path(&name, context);
	if (status == GAL_OK)
		status = read_file(&lines, name.data, err);
	rest = lines.data;
	while (status == GAL_OK && next_entry(&entry, &rest)) {
		const char *state = "not readable";
		enum gal_status settled;

		gal_buffer_clear(&name);
		status = gal_buffer_printf(&name, err, "%.*s%s",
		    entry.path[0] == '/' ? 0
					 : gal_folder_length(context->database),
		    context->database, entry.path);
		if (status != GAL_OK)
			break;
		settled = settle(&state, &settling, &entry, name.data);
		if (settled != GAL_OK &&
		    !is_for_good(context, settled, state, name.data))
			undone = settled;
		status = gal_frame_text(*out, name.data, err);
		if (status == GAL_OK)
			status = gal_frame_text(*out, state, err);
	}
	cli_rebuild_free(&settling.rebuild);
	if (status == GAL_NOT_FOUND)
		status = GAL_OK; /* nothing was exported */
	if (status == GAL_OK && undone != GAL_OK)
		status = gal_fail(err, undone,
		    "the posts are purged, but not every export of them: give "
		    "the same command again");
	gal_buffer_free(&name);
	gal_buffer_free(&lines);
	return status;
}
