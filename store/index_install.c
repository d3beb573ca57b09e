#include "store/index_install.h"

#include <stdlib.h>
#include <string.h>

/* Row ids of post_fts_data: two records and the pages of segments. */
#define AVERAGES_ROW 1
#define STRUCTURE_ROW 10
#define SEGMENT_SHIFT 37
#define ROW_LIST_BIT (INT64_C(1) << 36)
#define SEGMENTS_MAX 2000
#define LEVELS_MAX 64
#define COOKIE_BYTES 4

/* The record of which segments there are, oldest first in each level. */
struct level {
	uint64_t merging; /* the first so many are inputs of a merge */
	uint64_t count;
};

struct structure {
	unsigned char cookie[COOKIE_BYTES];
	uint64_t written; /* pages, ever */
	struct level levels[LEVELS_MAX];
	size_t level_count;
	/* id, first and last page of each segment, level by level */
	uint64_t segments[SEGMENTS_MAX][3];
	size_t segment_count;
};

struct cursor {
	const unsigned char *bytes;
	size_t left;
	bool bad;
};

static struct cursor
cursor_of(const struct gal_buffer *record)
{
	return (struct cursor){ (const unsigned char *)record->data,
		record->len, false };
}

static uint64_t
next_number(struct cursor *c)
{
	uint64_t value = 0;
	size_t n = gal_varint_get(&value, c->bytes, c->left);

	c->bad = c->bad || n == 0;
	c->bytes += n;
	c->left -= n;
	return value;
}

static bool
read_structure(struct structure *s, const struct gal_buffer *record)
{
	struct cursor c = cursor_of(record);
	uint64_t total;

	if (c.left < COOKIE_BYTES)
		return false;
	memcpy(s->cookie, c.bytes, COOKIE_BYTES);
	c.bytes += COOKIE_BYTES;
	c.left -= COOKIE_BYTES;
	s->level_count = (size_t)next_number(&c);
	total = next_number(&c);
	s->written = next_number(&c);
	/* one more of each must fit; other versions begin with a number that
	 * is too large */
	if (c.bad || s->level_count >= LEVELS_MAX || total >= SEGMENTS_MAX)
		return false;
	for (size_t l = 0; l < s->level_count; l++) {
		s->levels[l].merging = next_number(&c);
		s->levels[l].count = next_number(&c);
		if (c.bad || s->levels[l].count > total - s->segment_count)
			return false;
		for (uint64_t i = 0; i < s->levels[l].count; i++) {
			for (size_t f = 0; f < 3; f++)
				s->segments[s->segment_count][f] =
				    next_number(&c);
			s->segment_count++;
		}
	}
	return !c.bad && c.left == 0 && s->segment_count == total;
}

static uint64_t
free_id(const struct structure *s)
{
	bool used[SEGMENTS_MAX + 1] = { false };
	uint64_t id = 1;

	for (size_t i = 0; i < s->segment_count; i++) {
		if (s->segments[i][0] <= SEGMENTS_MAX)
			used[s->segments[i][0]] = true;
	}
	while (used[id])
		id++;
	return id;
}

/* The new segment is the last of the first level. */
static void
add_segment(struct structure *s, uint64_t id, uint32_t leaves)
{
	size_t at;

	if (s->level_count == 0)
		s->levels[s->level_count++] = (struct level){ 0, 0 };
	at = (size_t)s->levels[0].count++;
	memmove(s->segments + at + 1, s->segments + at,
	    (s->segment_count - at) * sizeof(s->segments[0]));
	s->segments[at][0] = id;
	s->segments[at][1] = 1;
	s->segments[at][2] = leaves;
	s->segment_count++;
	s->written += leaves;
}

static enum gal_status
append_number(struct gal_buffer *out, uint64_t value, struct gal_error *err)
{
	unsigned char bytes[16];

	return gal_buffer_append(out, bytes, gal_varint_put(bytes, value), err);
}

static enum gal_status
format_structure(
    struct gal_buffer *out, const struct structure *s, struct gal_error *err)
{
	size_t at = 0;
	enum gal_status status =
	    gal_buffer_append(out, s->cookie, COOKIE_BYTES, err);
	const uint64_t head[] = { s->level_count, s->segment_count,
		s->written };

	for (size_t i = 0; status == GAL_OK && i < 3; i++)
		status = append_number(out, head[i], err);
	for (size_t l = 0; status == GAL_OK && l < s->level_count; l++) {
		status = append_number(out, s->levels[l].merging, err);
		if (status == GAL_OK)
			status = append_number(out, s->levels[l].count, err);
		for (uint64_t i = 0; i < s->levels[l].count; i++, at++) {
			for (size_t f = 0; status == GAL_OK && f < 3; f++)
				status =
				    append_number(out, s->segments[at][f], err);
		}
	}
	return status;
}

/* ---- rows ---- */

/* In place of what `record` held; nothing if there is no such row. */
static enum gal_status
get_record(struct gal_buffer *record, struct gal_store *store, int64_t row,
    struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_FTS_PAGE_GET, err);
	enum gal_status status = GAL_OK;
	int code;

	gal_buffer_clear(record);
	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, row);
	code = sqlite3_step(s);
	if (code == SQLITE_ROW)
		status = gal_buffer_append(record, sqlite3_column_blob(s, 0),
		    (size_t)sqlite3_column_bytes(s, 0), err);
	(void)sqlite3_reset(s);
	return code == SQLITE_ROW || code == SQLITE_DONE
	    ? status
	    : gal_store_fail(store, err);
}

static enum gal_status
put_record(struct gal_store *store, int64_t row, const void *bytes, size_t n,
    struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_FTS_PAGE_PUT, err);

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, row);
	(void)sqlite3_bind_blob64(s, 2, bytes, n, SQLITE_STATIC);
	return gal_store_run(store, s, err);
}

static enum gal_status
put_pages(struct gal_store *store, const struct gal_segment *segment,
    uint64_t id, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < segment->page_count; i++) {
		const struct gal_segment_page *p = &segment->pages[i];
		int64_t row = (int64_t)id << SEGMENT_SHIFT |
		    (p->row_list ? ROW_LIST_BIT : 0) | p->number;

		status = put_record(
		    store, row, segment->bytes.data + p->at, p->length, err);
	}
	return status;
}

static enum gal_status
put_entries(struct gal_store *store, const struct gal_segment *segment,
    uint64_t id, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < segment->entry_count; i++) {
		const struct gal_segment_entry *e = &segment->entries[i];
		sqlite3_stmt *s =
		    gal_store_statement(store, SQL_FTS_ENTRY_PUT, err);

		if (s == NULL)
			return gal_store_fail(store, err);
		gal_bind_int(s, 1, (int64_t)id);
		(void)sqlite3_bind_blob64(s, 2, segment->bytes.data + e->at,
		    e->length, SQLITE_STATIC);
		gal_bind_int(s, 3, (int64_t)e->page << 1 | e->has_row_list);
		status = gal_store_run(store, s, err);
	}
	return status;
}

static enum gal_status
put_sizes(struct gal_store *store, const struct gal_word_table *words,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t r = 0; status == GAL_OK && r < gal_word_table_rows(words);
	     r++) {
		const uint32_t *size = gal_word_table_row_size(words, r);
		unsigned char bytes[GAL_WORD_COLUMNS * 9];
		size_t n = 0;
		sqlite3_stmt *s =
		    gal_store_statement(store, SQL_FTS_SIZE_PUT, err);

		if (s == NULL)
			return gal_store_fail(store, err);
		for (size_t c = 0; c < GAL_WORD_COLUMNS; c++)
			n += gal_varint_put(bytes + n, size[c]);
		gal_bind_int(s, 1, gal_word_table_row_id(words, r));
		(void)sqlite3_bind_blob64(s, 2, bytes, n, SQLITE_STATIC);
		status = gal_store_run(store, s, err);
	}
	return status;
}

/* How many rows there are and how many words in each column of all of them. */
static enum gal_status
add_averages(struct gal_store *store, const struct gal_word_table *words,
    struct gal_buffer *record, struct gal_error *err)
{
	uint64_t sums[1 + GAL_WORD_COLUMNS] = { 0 };
	unsigned char out[sizeof(sums) / sizeof(sums[0]) * 9];
	struct cursor c;
	size_t n = 0;
	enum gal_status status = get_record(record, store, AVERAGES_ROW, err);

	if (status != GAL_OK)
		return status;
	c = cursor_of(record);
	for (size_t i = 0; c.left > 0 && i < 1 + GAL_WORD_COLUMNS; i++)
		sums[i] = next_number(&c);
	sums[0] += gal_word_table_rows(words);
	for (size_t r = 0; r < gal_word_table_rows(words); r++) {
		const uint32_t *size = gal_word_table_row_size(words, r);

		for (size_t k = 0; k < GAL_WORD_COLUMNS; k++)
			sums[1 + k] += size[k];
	}
	for (size_t i = 0; i < 1 + GAL_WORD_COLUMNS; i++)
		n += gal_varint_put(out + n, sums[i]);
	return put_record(store, AVERAGES_ROW, out, n, err);
}

/* ---- with FTS5 ---- */

static enum gal_status
merge_pages(struct gal_store *store, int64_t pages, struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_FTS_OPTION, err);

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_str(s, 1, GAL_STR("merge"));
	gal_bind_int(s, 2, pages);
	return gal_store_run(store, s, err);
}

/* FTS5 keeps the structure it read last; a rollback makes it forget that. It
 * is told of one only in a transaction in which it was asked to write. */
static enum gal_status
forget_structure(struct gal_store *store, struct gal_error *err)
{
	return gal_store_exec(store,
	    "SAVEPOINT installed; ROLLBACK TO installed; RELEASE installed",
	    err);
}

static enum gal_status
install(struct gal_store *store, struct structure *structure,
    const struct gal_segment *segment, const struct gal_word_table *words,
    struct gal_buffer *record, struct gal_error *err)
{
	uint64_t id = free_id(structure);
	enum gal_status status = merge_pages(store, 0, err);

	if (status == GAL_OK)
		status = put_pages(store, segment, id, err);
	if (status == GAL_OK)
		status = put_entries(store, segment, id, err);
	if (status == GAL_OK)
		status = put_sizes(store, words, err);
	if (status == GAL_OK)
		status = add_averages(store, words, record, err);
	if (status != GAL_OK || segment->leaves == 0)
		return status;
	add_segment(structure, id, segment->leaves);
	gal_buffer_clear(record);
	status = format_structure(record, structure, err);
	if (status == GAL_OK)
		status = put_record(
		    store, STRUCTURE_ROW, record->data, record->len, err);
	if (status == GAL_OK)
		status = forget_structure(store, err);
	/* Each page is written once more for each level it will rise. */
	if (status == GAL_OK)
		status = merge_pages(store,
		    (int64_t)segment->leaves * (int64_t)structure->level_count,
		    err);
	return status;
}

enum gal_status
gal_index_install(struct gal_store *store, const struct gal_segment *segment,
    const struct gal_word_table *words, struct gal_error *err)
{
	struct structure *structure = calloc(1, sizeof(*structure));
	struct gal_buffer record = GAL_BUFFER((size_t)1 << 20);
	enum gal_status status;

	if (structure == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	status = get_record(&record, store, STRUCTURE_ROW, err);
	if (status == GAL_OK && !read_structure(structure, &record))
		status = gal_fail(err, GAL_UNSUPPORTED,
		    "the index was made by another version of FTS5");
	if (status == GAL_OK)
		status =
		    install(store, structure, segment, words, &record, err);
	gal_buffer_free(&record);
	free(structure);
	return status;
}
