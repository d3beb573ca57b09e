#include "cli/labelled.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/line.h"

#define LINE_BYTES_MAX ((size_t)16 << 20)

/* Columns of the label file that are read, by name. */
enum column { ID, STANCE, STAGE, CODES, DISPUTED, COLUMNS };
static const char *const column_names[COLUMNS] = { "id", "stance", "stage",
	"codes", "disputed" };

struct row {
	char *line; /* owned; cells point into it */
	struct gal_str cells[COLUMNS];
};

struct rows {
	struct row *items;
	size_t count;
	size_t capacity;
};

static void
free_rows(struct rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		free(rows->items[i].line);
	free(rows->items);
}

static struct gal_str
cell(const char *line, size_t number)
{
	const char *from = line;
	const char *end;

	for (; number > 0; number--) {
		from = strchr(from, '\t');
		if (from == NULL)
			return (struct gal_str){ "", 0 };
		from++;
	}
	end = from + strcspn(from, "\t\r\n");
	return (struct gal_str){ from, (size_t)(end - from) };
}

static enum gal_status
read_header(int places[COLUMNS], const char *line, const char *path,
    struct gal_error *err)
{
	for (int c = 0; c < COLUMNS; c++) {
		struct gal_str name;

		places[c] = -1;
		for (size_t i = 0; i < 64; i++) {
			name = cell(line, i);
			if (name.len == 0)
				break;
			if (gal_str_equal(name, gal_str_of(column_names[c])))
				places[c] = (int)i;
		}
	}
	if (places[ID] >= 0 && places[STANCE] >= 0 && places[STAGE] >= 0 &&
	    places[CODES] >= 0)
		return GAL_OK;
	gal_error_place(err, path);
	gal_error_line(err, 1);
	return gal_fail(err, GAL_FORMAT,
	    "the header must name id, stance, stage and codes");
}

static int
compare_rows(const void *a, const void *b)
{
	return gal_str_compare(((const struct row *)a)->cells[ID],
	    ((const struct row *)b)->cells[ID]);
}

static enum gal_status
add_row(struct rows *rows, const char *line, const int places[COLUMNS],
    struct gal_error *err)
{
	struct row *row;

	if (rows->count == rows->capacity) {
		size_t wanted = rows->capacity * 2 + 1024;
		void *grown = realloc(rows->items, wanted * sizeof(*row));

		if (grown == NULL)
			return gal_fail(err, GAL_NOMEM, "no memory for labels");
		rows->items = grown;
		rows->capacity = wanted;
	}
	row = &rows->items[rows->count];
	row->line = strdup(line);
	if (row->line == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for labels");
	rows->count++;
	for (int c = 0; c < COLUMNS; c++)
		row->cells[c] = places[c] < 0
		    ? (struct gal_str){ "", 0 }
		    : cell(row->line, (size_t)places[c]);
	return GAL_OK;
}

static enum gal_status
open_file(FILE **out, const char *path, struct gal_error *err)
{
	*out = fopen(path, "r");
	if (*out != NULL)
		return GAL_OK;
	gal_error_place(err, path);
	return gal_fail_errno(err, GAL_IO, errno, "cannot open");
}

static enum gal_status
next_line(struct gal_buffer *line, FILE *file, const char *path,
    uint64_t *number, struct gal_error *err)
{
	enum gal_status st = gal_line_read(line, file, err);

	++*number;
	if (st != GAL_OK && st != GAL_END) {
		gal_error_place(err, path);
		gal_error_line(err, *number);
	}
	return st;
}

static enum gal_status
read_rows(struct rows *rows, const char *path, struct gal_error *err)
{
	FILE *f;
	struct gal_buffer line = GAL_BUFFER(LINE_BYTES_MAX);
	uint64_t number = 0;
	int places[COLUMNS];
	enum gal_status st = open_file(&f, path, err);

	if (st != GAL_OK)
		return st;
	while (st == GAL_OK &&
	    (st = next_line(&line, f, path, &number, err)) == GAL_OK) {
		if (number == 1)
			st = read_header(places, line.data, path, err);
		else if (line.data[0] != '\n')
			st = add_row(rows, line.data, places, err);
	}
	gal_buffer_free(&line);
	(void)fclose(f);
	if (st != GAL_END)
		return st;
	if (rows->count > 1)
		qsort(rows->items, rows->count, sizeof(*rows->items),
		    compare_rows);
	return GAL_OK;
}

static void
id_text(char out[64], const cJSON *id)
{
	out[0] = '\0';
	if (cJSON_IsString(id))
		(void)snprintf(out, 64, "%s", id->valuestring);
	else if (cJSON_IsNumber(id))
		(void)snprintf(out, 64, "%.0f", id->valuedouble);
}

static enum gal_status
read_post(const struct rows *rows, struct gal_str line,
    cli_labelled_fn function, void *owner, const char **fault,
    struct gal_error *err)
{
	struct cli_tag_post post;
	char id[64];
	struct row key = { .cells = { { NULL, 0 } } };
	const struct row *row;
	enum gal_status st = cli_tag_parse(&post, fault, line);

	if (st != GAL_OK) {
		cli_tag_post_free(&post);
		return st;
	}
	id_text(id, cJSON_GetObjectItemCaseSensitive(post.root, "id"));
	key.cells[ID] = gal_str_of(id);
	row = rows->count == 0 ? NULL
			       : bsearch(&key, rows->items, rows->count,
				     sizeof(key), compare_rows);
	if (row != NULL) {
		struct gal_fit_label label = { .id = row->cells[ID],
			.stance = row->cells[STANCE],
			.stage = row->cells[STAGE],
			.codes = row->cells[CODES],
			.disputed = row->cells[DISPUTED] };

		st = function(owner, &post.input, &label, err);
	}
	cli_tag_post_free(&post);
	return st;
}

enum gal_status
cli_read_labelled(const char *posts, const char *labels,
    cli_labelled_fn function, void *owner, struct gal_error *err)
{
	struct rows rows = { NULL, 0, 0 };
	FILE *f = NULL;
	struct gal_buffer line = GAL_BUFFER(LINE_BYTES_MAX);
	uint64_t number = 0;
	enum gal_status st = read_rows(&rows, labels, err);

	if (st == GAL_OK)
		st = open_file(&f, posts, err);
	while (st == GAL_OK &&
	    (st = next_line(&line, f, posts, &number, err)) == GAL_OK) {
		const char *fault = NULL;

		if (line.len <= 1)
			continue;
		st = read_post(&rows, (struct gal_str){ line.data, line.len },
		    function, owner, &fault, err);
		if (fault != NULL) {
			gal_error_place(err, posts);
			gal_error_line(err, number);
			st = gal_fail(err, GAL_FORMAT, "%s", fault);
		}
	}
	gal_buffer_free(&line);
	if (f != NULL)
		(void)fclose(f);
	free_rows(&rows);
	return st == GAL_END ? GAL_OK : st;
}
