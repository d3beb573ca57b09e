/*
 * Comma-, semicolon- or tab-separated tables with a header, by libcsv. The
 * columns are named by --map; without one, columns with the usual names of
 * forum tables are taken.
 */
#include "ingest/formats.h"
#include "ingest/map.h"

#include <csv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define COLUMNS_MAX 4096
/* By so much the room of a long field grows; libcsv's own step of 128 bytes
 * copies it a hundred thousand times. */
#define FIELD_STEP ((size_t)64 << 10)
#define HEAD_MAX ((size_t)256 << 10) /* in which a first line must end */

/* What to look for without a mapping, in this order. */
static const struct {
	enum gal_map_field field;
	const char *column;
} usual[] = {
	{ GAL_MAP_TEXT, "text" },
	{ GAL_MAP_TEXT, "body" },
	{ GAL_MAP_TEXT, "selftext" },
	{ GAL_MAP_TEXT, "content" },
	{ GAL_MAP_TEXT, "message" },
	{ GAL_MAP_TITLE, "title" },
	{ GAL_MAP_AUTHOR, "author" },
	{ GAL_MAP_AUTHOR, "user" },
	{ GAL_MAP_AUTHOR, "username" },
	{ GAL_MAP_ID, "id" },
	{ GAL_MAP_CREATED, "created_utc" },
	{ GAL_MAP_CREATED, "created" },
	{ GAL_MAP_CREATED, "created_at" },
	{ GAL_MAP_CREATED, "timestamp" },
	{ GAL_MAP_CREATED, "date" },
	{ GAL_MAP_COMMUNITY, "subreddit" },
	{ GAL_MAP_COMMUNITY, "community" },
	{ GAL_MAP_COMMUNITY_ID, "subreddit_id" },
	{ GAL_MAP_THREAD, "link_id" },
	{ GAL_MAP_THREAD, "thread_id" },
	{ GAL_MAP_PARENT, "parent_id" },
	{ GAL_MAP_SCORE, "score" },
	{ GAL_MAP_NUM_COMMENTS, "num_comments" },
	{ GAL_MAP_OBSERVED, "retrieved_on" },
	{ GAL_MAP_ROLE, "role" },
	{ GAL_MAP_KIND, "kind" },
};
#define USUAL (sizeof(usual) / sizeof(usual[0]))

/* ---- cutting ---- */

struct csv_cut {
	struct csv_parser csv;
	struct gal_buffer head; /* until the first line is whole */
	bool begun;		/* the separator is known */
	bool header_read;
	char *names[COLUMNS_MAX];
	size_t name_count;
	size_t column;
	bool too_many; /* a cell behind the last column holds something */
	struct gal_buffer pairs;
	bool too_long;
	struct gal_block *block;
	struct gal_error *err;
	enum gal_status status;
	uint64_t at; /* of the chunk: the best place libcsv lets us know */
};

static void
cut_close(void *state)
{
	struct csv_cut *self = state;

	for (size_t i = 0; i < self->name_count; i++)
		free(self->names[i]);
	gal_buffer_free(&self->head);
	gal_buffer_free(&self->pairs);
	csv_free(&self->csv);
	free(self);
}

static enum gal_status
cut_open(void **state, const struct gal_cutter *cutter, struct gal_error *err)
{
	struct csv_cut *self = calloc(1, sizeof(*self));

	(void)cutter;
	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->pairs.limit = GAL_RECORD_MAX;
	self->head.limit = 2 * HEAD_MAX;
	if (csv_init(&self->csv, CSV_APPEND_NULL) != 0) {
		free(self);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	csv_set_blk_size(&self->csv, FIELD_STEP);
	*state = self;
	return GAL_OK;
}

static void
on_field(void *text, size_t len, void *state)
{
	struct csv_cut *self = state;
	struct gal_str value = { text, len };

	if (self->status != GAL_OK)
		return;
	if (!self->header_read) {
		if (self->name_count == COLUMNS_MAX) {
			self->status = gal_fail(self->err, GAL_LIMIT,
			    "more than %d columns", COLUMNS_MAX);
			return;
		}
		self->names[self->name_count] = strndup(text, len);
		if (self->names[self->name_count] == NULL)
			self->status =
			    gal_fail(self->err, GAL_NOMEM, "out of memory");
		else
			self->name_count++;
		return;
	}
	if (self->column < self->name_count && !self->too_long) {
		enum gal_status status = gal_pairs_add(&self->pairs,
		    gal_str_of(self->names[self->column]), value, NULL);

		self->too_long = status == GAL_LIMIT;
		if (status == GAL_NOMEM)
			self->status =
			    gal_fail(self->err, GAL_NOMEM, "out of memory");
	}
	self->too_many |= self->column >= self->name_count && len > 0;
	self->column++;
}

static void
on_row(int end, void *state)
{
	struct csv_cut *self = state;

	(void)end;
	if (self->status != GAL_OK)
		return;
	if (!self->header_read) {
		self->header_read = true;
		return;
	}
	/* a row too long or with columns missing is for the parser to call
	 * bad: it gets no bytes. So does one with cells too many: a separator
	 * without quotes has moved words into the author's column */
	if (self->too_long || self->too_many || self->column < self->name_count)
		gal_buffer_clear(&self->pairs);
	self->status = gal_block_add(self->block, self->pairs.data,
	    self->pairs.len, self->at, self->err);
	gal_buffer_clear(&self->pairs);
	self->too_long = false;
	self->too_many = false;
	self->column = 0;
}

/* The separator that occurs most in the header. */
static char
separator(const char *bytes, size_t len)
{
	static const char candidates[] = ",\t;|";
	const char *end = memchr(bytes, '\n', len);
	size_t most = 0;
	char best = ',';

	if (end != NULL)
		len = (size_t)(end - bytes);
	for (const char *c = candidates; *c != '\0'; c++) {
		size_t count = 0;

		for (size_t i = 0; i < len; i++)
			count += bytes[i] == *c;
		if (count > most) {
			most = count;
			best = *c;
		}
	}
	return best;
}

static enum gal_status
parse_bytes(
    struct csv_cut *self, const char *bytes, size_t len, struct gal_error *err)
{
	if (csv_parse(&self->csv, bytes, len, on_field, on_row, self) != len)
		return gal_fail(err, GAL_CORRUPT,
		    "the table is broken here: %s",
		    csv_strerror(csv_error(&self->csv)));
	return self->status;
}

/* The first line is here: choose the separator by all of it. */
static enum gal_status
begin(struct csv_cut *self, struct gal_error *err)
{
	const char *bytes = self->head.data;
	size_t len = self->head.len;
	enum gal_status status;

	if (len >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0) {
		bytes += 3;
		len -= 3;
	}
	self->begun = true;
	if (len == 0)
		return GAL_OK;
	csv_set_delim(&self->csv, (unsigned char)separator(bytes, len));
	status = parse_bytes(self, bytes, len, err);
	gal_buffer_clear(&self->head);
	return status;
}

static enum gal_status
cut_feed(void *state, struct gal_block *block, const char *bytes, size_t len,
    uint64_t at, struct gal_error *err)
{
	struct csv_cut *self = state;
	enum gal_status status;

	self->block = block;
	self->err = err;
	self->at = at;
	self->status = GAL_OK;
	if (self->begun)
		return parse_bytes(self, bytes, len, err);
	status = gal_buffer_append(&self->head, bytes, len, err);
	if (status != GAL_OK ||
	    (memchr(bytes, '\n', len) == NULL && self->head.len < HEAD_MAX))
		return status;
	return begin(self, err);
}

static enum gal_status
cut_finish(void *state, struct gal_block *block, struct gal_error *err)
{
	struct csv_cut *self = state;
	enum gal_status status;

	self->block = block;
	self->err = err;
	self->status = GAL_OK;
	if (!self->begun) {
		status = begin(self, err);
		if (status != GAL_OK)
			return status;
	}
	/* strict at the end only: an open quote there is a cut file, while
	 * stray quotes within a field are what people write */
	(void)csv_set_opts(
	    &self->csv, CSV_APPEND_NULL | CSV_STRICT | CSV_STRICT_FINI);
	if (csv_fini(&self->csv, on_field, on_row, self) != 0)
		return gal_fail(
		    err, GAL_TRUNCATED, "the table ends inside a quoted field");
	return self->status;
}

static const struct gal_cutter cutter = { .open = cut_open,
	.feed = cut_feed,
	.finish = cut_finish,
	.close = cut_close };

/* ---- parsing ---- */

static bool
has_column(const char *head, size_t len, const char *name)
{
	const char *end = memchr(head, '\n', len);
	size_t n = strlen(name);

	if (end == NULL)
		end = head + len;
	for (const char *p = head; (size_t)(end - p) >= n; p++) {
		const char *before = p, *behind = p + n;

		if (strncasecmp(p, name, n) != 0)
			continue;
		/* blanks around a name are none of it to libcsv either */
		while (before > head && before[-1] == ' ')
			before--;
		while (behind < end && *behind == ' ')
			behind++;
		if ((before == head || strchr(",\t;|\"", before[-1]) != NULL) &&
		    (behind == end || strchr(",\t;|\"\r", *behind) != NULL))
			return true;
	}
	return false;
}

static int
csv_bid(const char *head, size_t len, const struct gal_settings *settings)
{
	struct gal_map map;
	bool all = true;

	if (len == 0 || strchr("{[<", head[0]) != NULL)
		return 0;
	if (settings->map == NULL) {
		for (size_t i = 0; i < USUAL; i++) {
			if (usual[i].field == GAL_MAP_TEXT &&
			    has_column(head, len, usual[i].column) &&
			    memchr(head, separator(head, len), len) != NULL)
				return 30;
		}
		return 0;
	}
	/* what the mapping says was looked at before: only memory can lack */
	if (gal_map_parse(&map, settings->map, NULL) != GAL_OK)
		return -1;
	for (int i = 0; i < GAL_MAP_FIELD_COUNT; i++) {
		if (map.paths[i] != NULL)
			all = all && has_column(head, len, map.paths[i]);
	}
	gal_map_free(&map);
	return all ? 60 : 0;
}

static enum gal_status
csv_open(
    void **state, const struct gal_settings *settings, struct gal_error *err)
{
	struct gal_map *map = calloc(1, sizeof(*map));
	enum gal_status status = GAL_OK;

	if (map == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	if (settings->map != NULL)
		status = gal_map_parse(map, settings->map, err);
	if (status != GAL_OK) {
		free(map);
		return status;
	}
	*state = map;
	return GAL_OK;
}

static void
csv_close(void *state)
{
	gal_map_free(state);
	free(state);
}

/* As gal_pairs_get(), but in any case: "Author" is a header too. */
static struct gal_str
cell(const struct gal_record *record, const char *name)
{
	const char *p = record->data, *end = p + record->len;

	while (p < end) {
		const char *value = p + strlen(p) + 1;
		size_t len = strlen(value);

		if (strcasecmp(p, name) == 0)
			return (struct gal_str){ value, len };
		p = value + len + 1;
	}
	return (struct gal_str){ NULL, 0 };
}

static void
take(struct gal_json_value *value, struct gal_str text)
{
	/* an empty cell is a value that is not there */
	if (value->type != GAL_JSON_ABSENT || text.len == 0)
		return;
	value->type = GAL_JSON_STRING;
	value->text = text;
}

static enum gal_status
csv_parse_row(struct gal_parse *parse, const struct gal_record *record)
{
	const struct gal_map *map = parse->state;
	struct gal_json_value values[GAL_MAP_FIELD_COUNT];

	if (record->len == 0) {
		gal_parse_bad(parse,
		    "a row too long, or with more or fewer cells than columns");
		return GAL_OK;
	}
	gal_map_constants(map, values);
	for (int i = 0; i < GAL_MAP_FIELD_COUNT; i++) {
		if (map->paths[i] != NULL)
			take(&values[i], cell(record, map->paths[i]));
	}
	for (size_t i = 0; map->words == NULL && i < USUAL; i++)
		take(&values[usual[i].field], cell(record, usual[i].column));
	return gal_map_post(parse, values);
}

const struct gal_format gal_format_csv = {
	.name = "csv",
	.description = "tables with a header, by --map or usual column names",
	.bid = csv_bid,
	.cutter = &cutter,
	.open = csv_open,
	.parse = csv_parse_row,
	.close = csv_close,
};
