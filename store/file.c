/* Provenance and checkpoints: table file and its skips. */
#include <stdio.h>
#include <string.h>

#include "core/version.h"
#include "store/internal.h"

static void
bind_key(sqlite3_stmt *s, const struct gal_store_file *file)
{
	gal_bind_int(s, 1, (int64_t)file->size);
	gal_bind_str(s, 2, gal_str_of(file->hash));
	gal_bind_str(
	    s, 3, gal_str_of(file->settings != NULL ? file->settings : ""));
}

static enum gal_status
load_skips(
    struct gal_store *store, struct gal_store_file *file, struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_FILE_SKIPS, err);
	int code;

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, file->id);
	file->skip_count = 0;
	while ((code = sqlite3_step(s)) == SQLITE_ROW &&
	    file->skip_count < GAL_FILE_SKIPS_MAX) {
		char *reason = store->skip_reasons[file->skip_count];

		(void)snprintf(reason, sizeof(store->skip_reasons[0]), "%s",
		    gal_column_text(s, 0));
		file->skips[file->skip_count].reason = reason;
		file->skips[file->skip_count].count =
		    (uint64_t)sqlite3_column_int64(s, 1);
		file->skip_count++;
	}
	if (code != SQLITE_DONE && code != SQLITE_ROW)
		return gal_store_fail(store, err);
	(void)sqlite3_reset(s);
	return GAL_OK;
}

/* The columns of FILE_COLUMNS. */
static void
take_row(struct gal_store_file *file, sqlite3_stmt *s)
{
	uint64_t *const numbers[] = { &file->member, &file->bytes,
		&file->records, &file->read, &file->counts.inserted,
		&file->counts.replaced, &file->counts.older,
		&file->counts.identical, &file->counts.purged };

	file->id = sqlite3_column_int64(s, 0);
	file->state = (enum gal_store_file_state)sqlite3_column_int(s, 3);
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		*numbers[i] = (uint64_t)sqlite3_column_int64(s, 4 + (int)i);
	file->first_utc = gal_column_int(s, 13);
	file->last_utc = gal_column_int(s, 14);
}

enum gal_status
gal_store_file_unfinished(struct gal_buffer *settings, struct gal_store *store,
    const struct gal_store_file *file, struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_FILE_UNFINISHED, err);
	enum gal_status status = GAL_OK;
	int code;

	if (s == NULL)
		return gal_store_fail(store, err);
	bind_key(s, file);
	code = sqlite3_step(s);
	if (code == SQLITE_ROW && settings != NULL)
		status =
		    gal_buffer_append_str(settings, gal_column_text(s, 0), err);
	else if (code == SQLITE_DONE)
		status = GAL_NOT_FOUND;
	else if (code != SQLITE_ROW)
		status = gal_store_fail(store, err);
	(void)sqlite3_reset(s);
	return status;
}

enum gal_status
gal_store_file_lookup(enum gal_store_known *out, struct gal_store *store,
    struct gal_store_file *file, struct gal_error *err)
{
	sqlite3_stmt *s;
	enum gal_status status = GAL_OK;
	int code;

	*out = GAL_FILE_NEW;
	if (file->hash[0] == '\0')
		return GAL_OK;
	s = gal_store_statement(store, SQL_FILE_FIND, err);
	if (s == NULL)
		return gal_store_fail(store, err);
	bind_key(s, file);
	code = sqlite3_step(s);
	if (code == SQLITE_ROW) {
		take_row(file, s);
		status = load_skips(store, file, err);
		*out = file->state == GAL_FILE_READING ? GAL_FILE_RESUMABLE
						       : GAL_FILE_KNOWN;
	}
	(void)sqlite3_reset(s);
	if (code != SQLITE_DONE || status != GAL_OK)
		return code == SQLITE_ROW ? status : gal_store_fail(store, err);
	status = gal_store_file_unfinished(NULL, store, file, err);
	if (status == GAL_OK)
		*out = GAL_FILE_OTHER;
	return status == GAL_NOT_FOUND ? GAL_OK : status;
}

static enum gal_status
begin_again(
    struct gal_store *store, struct gal_store_file *file, struct gal_error *err)
{
	static const enum gal_sql steps[] = { SQL_FILE_SKIP_DELETE_SAME,
		SQL_FILE_DELETE_SAME, SQL_FILE_INSERT };
	enum gal_status status = GAL_OK;

	for (size_t i = 0;
	     status == GAL_OK && i < sizeof(steps) / sizeof(steps[0]); i++) {
		sqlite3_stmt *s = gal_store_statement(store, steps[i], err);

		if (s == NULL)
			return gal_store_fail(store, err);
		bind_key(s, file);
		if (steps[i] == SQL_FILE_INSERT) {
			gal_bind_str(s, 4, gal_str_of(file->name));
			gal_bind_str(s, 5, gal_str_of(GAL_VERSION));
		}
		status = gal_store_run(store, s, err);
	}
	return status;
}

enum gal_status
gal_store_file_begin(
    struct gal_store *store, struct gal_store_file *file, struct gal_error *err)
{
	enum gal_status status = gal_store_begin(store, err);

	if (status != GAL_OK)
		return status;
	status = begin_again(store, file, err);
	if (status == GAL_OK)
		file->id = sqlite3_last_insert_rowid(store->db);
	return gal_store_end(store, status, err);
}

static enum gal_status
put_skip(struct gal_store *store, int64_t id, const struct gal_store_skip *skip,
    struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_FILE_SKIP_PUT, err);

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, id);
	gal_bind_str(s, 2, gal_str_of(skip->reason));
	gal_bind_int(s, 3, (int64_t)skip->count);
	return gal_store_run(store, s, err);
}

enum gal_status
gal_file_update(struct gal_store *store, const struct gal_store_file *file,
    const struct gal_store_counts *counts, struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_FILE_UPDATE, err);
	uint64_t skipped = 0;
	enum gal_status status;

	if (s == NULL)
		return gal_store_fail(store, err);
	for (size_t i = 0; i < file->skip_count; i++)
		skipped += file->skips[i].count;
	{
		const uint64_t numbers[] = { file->member, file->bytes,
			file->records, file->read, counts->inserted,
			counts->replaced, counts->older, counts->identical,
			counts->purged, skipped };

		for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]);
		     i++)
			gal_bind_int(s, 5 + (int)i, (int64_t)numbers[i]);
	}
	gal_bind_int(s, 1, file->id);
	gal_bind_str(s, 2, gal_str_of(file->codec));
	gal_bind_str(s, 3, gal_str_of(file->format));
	gal_bind_int(s, 4, file->state);
	gal_bind_int(s, 15, file->first_utc);
	gal_bind_int(s, 16, file->last_utc);
	status = gal_store_run(store, s, err);
	for (size_t i = 0; status == GAL_OK && i < file->skip_count; i++) {
		if (file->skips[i].count > 0)
			status =
			    put_skip(store, file->id, &file->skips[i], err);
	}
	return status;
}
