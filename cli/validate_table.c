#include "cli/validate_table.h"

#include <csv.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/label_studio.h"

#define FILE_LIMIT ((size_t)64 << 20)

struct filling {
	struct csv_table *table;
	size_t column;
	enum gal_status status;
	struct gal_error *err;
};

static void
put_cell(void *bytes, size_t length, void *payload)
{
	struct filling *f = payload;
	struct csv_table *t = f->table;
	size_t at = t->rows * t->columns + f->column;

	if (f->status != GAL_OK)
		return;
	if (t->rows > 0 && f->column >= t->columns)
		return; /* cells beyond the header */
	if (t->rows == 0)
		at = f->column;
	if (at >= t->capacity) {
		size_t capacity = t->capacity * 2 + 256;
		size_t *more = realloc(t->offsets, capacity * sizeof(*more));

		if (more == NULL) {
			f->status =
			    gal_fail(f->err, GAL_NOMEM, "out of memory");
			return;
		}
		t->offsets = more;
		t->capacity = capacity;
	}
	t->offsets[at] = t->text.len;
	f->column++;
	if (length > 0)
		f->status = gal_buffer_append(&t->text, bytes, length, f->err);
	if (f->status == GAL_OK)
		f->status = gal_buffer_append(&t->text, "", 1, f->err);
}

static void
end_row(int end, void *payload)
{
	struct filling *f = payload;
	char nothing = '\0';

	(void)end;
	if (f->status != GAL_OK)
		return;
	if (f->table->rows == 0)
		f->table->columns = f->column;
	while (f->column < f->table->columns && f->status == GAL_OK)
		put_cell(&nothing, 0, f);
	f->table->rows++;
	f->column = 0;
}

static enum gal_status
slurp(struct gal_buffer *out, const char *path, struct gal_error *err)
{
	FILE *file = fopen(path, "rb");
	char bytes[65536];
	enum gal_status status = GAL_OK;
	size_t n;

	gal_error_place(err, path);
	if (file == NULL)
		return gal_fail_errno(err,
		    errno == ENOENT ? GAL_NOT_FOUND : GAL_IO, errno,
		    "cannot read");
	while (
	    status == GAL_OK && (n = fread(bytes, 1, sizeof(bytes), file)) > 0)
		status = gal_buffer_append(out, bytes, n, err);
	if (status == GAL_OK && ferror(file) != 0)
		status = gal_fail(err, GAL_IO, "cannot read");
	(void)fclose(file);
	return status;
}

static enum gal_status
parse_csv(struct csv_table *out, const struct gal_buffer *bytes,
    struct gal_error *err)
{
	struct filling f = { .table = out, .err = err };
	struct csv_parser parser;
	/* of an empty file no bytes are there, not even at an address */
	struct gal_str text = { bytes->data, bytes->len };

	if (text.len >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0)
		text = (struct gal_str){ text.data + 3, text.len - 3 };
	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	if (csv_parse(&parser, text.data, text.len, put_cell, end_row, &f) !=
		text.len ||
	    csv_fini(&parser, put_cell, end_row, &f) != 0) {
		csv_free(&parser);
		return f.status != GAL_OK
		    ? f.status
		    : gal_fail(err, GAL_FORMAT, "not a CSV file: %s",
			  csv_strerror(csv_error(&parser)));
	}
	csv_free(&parser);
	if (f.status == GAL_OK && out->rows == 0)
		return gal_fail(err, GAL_FORMAT, "the file is empty");
	if (out->rows > 0)
		out->rows--; /* the header */
	return f.status;
}

enum gal_status
csv_table_read(struct csv_table *out, const char *path, struct gal_error *err)
{
	struct gal_buffer bytes = GAL_BUFFER(FILE_LIMIT);
	enum gal_status status;

	*out = (struct csv_table){ .text = GAL_BUFFER(2 * FILE_LIMIT) };
	status = slurp(&bytes, path, err);
	if (status == GAL_OK)
		status = parse_csv(out, &bytes, err);
	gal_buffer_free(&bytes);
	if (status != GAL_OK)
		csv_table_free(out);
	return status;
}

static enum gal_status
parse_tasks(struct csv_table *out, const struct gal_buffer *bytes,
    struct gal_error *err)
{
	struct gal_buffer csv = GAL_BUFFER(FILE_LIMIT);
	enum gal_status status = label_studio_rows(&csv, bytes, err);

	if (status == GAL_OK)
		status = parse_csv(out, &csv, err);
	gal_buffer_free(&csv);
	return status;
}

enum gal_status
csv_table_load(struct csv_table *out, const char *path, struct gal_error *err)
{
	struct gal_buffer bytes = GAL_BUFFER(FILE_LIMIT);
	enum gal_status status;
	size_t at = 0;

	*out = (struct csv_table){ .text = GAL_BUFFER(2 * FILE_LIMIT) };
	status = slurp(&bytes, path, err);
	while (at < bytes.len && strchr(" \t\r\n", bytes.data[at]) != NULL)
		at++;
	if (status == GAL_OK) {
		if (at < bytes.len && strchr("[{", bytes.data[at]) != NULL)
			status = parse_tasks(out, &bytes, err);
		else
			status = parse_csv(out, &bytes, err);
	}
	gal_buffer_free(&bytes);
	if (status != GAL_OK)
		csv_table_free(out);
	return status;
}

void
csv_table_free(struct csv_table *table)
{
	gal_buffer_free(&table->text);
	free(table->offsets);
	table->offsets = NULL;
	table->rows = table->columns = table->capacity = 0;
}

const char *
csv_table_at(const struct csv_table *table, size_t row, size_t column)
{
	return table->text.data +
	    table->offsets[(row + 1) * table->columns + column];
}

enum gal_status
csv_table_column(size_t *out, const struct csv_table *table, const char *name,
    struct gal_error *err)
{
	for (size_t c = 0; c < table->columns; c++)
		if (strcmp(table->text.data + table->offsets[c], name) == 0) {
			*out = c;
			return GAL_OK;
		}
	return gal_fail(err, GAL_FORMAT, "no column '%s'", name);
}
