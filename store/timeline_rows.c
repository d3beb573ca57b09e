#include "store/timeline_rows.h"

#include <stdlib.h>
#include <string.h>

#include "store/internal.h"
#include "store/room.h"

/* More than this many rows, or bytes of codes, do not wait: 72 bytes each, 24
 * more while they are sorted, and 8 of slots, whatever the table's size. */
#define WAITING_MAX ((size_t)1 << 18)
#define CODES_MAX ((size_t)16 << 20)
#define SLOTS (WAITING_MAX * 2)
/* A part of so many rows is some 45 MB and stays in the page cache while it is
 * filled: one of four million rows made a post half as slow again. A pass over
 * all authors has a cursor in each part. */
#define PART_ROWS ((size_t)1 << 19)

struct gal_timeline_row {
	unsigned char author[GAL_PSEUDONYM_BYTES];
	int64_t created_utc;
	int64_t post;
	int64_t observed_utc;
	uint32_t community; /* 0: none */
	uint32_t flags;
	uint32_t codes_at; /* bytes into the codes of all */
	uint32_t codes_len;
	float valence;
	uint16_t words;
	bool gone : 1; /* deleted while it waited */
	bool has_author : 1;
	bool had : 1; /* a row of its key may be stored */
	uint8_t platform;
	uint8_t kind;
	uint8_t unread;
	uint8_t stance;
	uint8_t stage;
};

/* Most comparisons are settled by the first bytes of the author. */
struct order {
	uint64_t author;
	const struct gal_timeline_row *row;
};

static int
compare_orders(const void *a, const void *b)
{
	const struct order *x = a, *y = b;
	int authors;

	if (x->author != y->author)
		return x->author < y->author ? -1 : 1;
	authors =
	    memcmp(x->row->author, y->row->author, sizeof(x->row->author));
	if (authors != 0)
		return authors;
	if (x->row->created_utc != y->row->created_utc)
		return x->row->created_utc < y->row->created_utc ? -1 : 1;
	return (x->row->post > y->row->post) - (x->row->post < y->row->post);
}

static struct order *
sort_rows(const struct gal_timeline_rows *rows)
{
	struct order *orders = calloc(rows->count, sizeof(*orders));

	if (orders == NULL)
		return NULL;
	for (size_t i = 0; i < rows->count; i++) {
		const struct gal_timeline_row *row = &rows->rows[i];

		for (size_t k = 0; k < sizeof(orders[i].author); k++)
			orders[i].author =
			    orders[i].author << 8 | row->author[k];
		orders[i].row = row;
	}
	qsort(orders, rows->count, sizeof(*orders), compare_orders);
	return orders;
}

/* The slot that names the row of the post, or the free one where it would. */
static uint32_t *
find_slot(const struct gal_timeline_rows *rows, int64_t post)
{
	size_t at =
	    (size_t)(((uint64_t)post * UINT64_C(0x9e3779b97f4a7c15)) >> 32) %
	    SLOTS;

	while (rows->slots[at] != 0 &&
	    rows->rows[rows->slots[at] - 1].post != post)
		at = (at + 1) % SLOTS;
	return &rows->slots[at];
}

static enum gal_status
make_slots(struct gal_timeline_rows *rows, struct gal_error *err)
{
	if (rows->slots == NULL)
		rows->slots = calloc(SLOTS, sizeof(rows->slots[0]));
	return rows->slots != NULL ? GAL_OK
				   : gal_fail(err, GAL_NOMEM, "out of memory");
}

/* The part that is being filled. */
struct part {
	int64_t number;
	int64_t rows;
};

static enum gal_status
find_part(struct part *out, struct gal_store *store, struct gal_error *err)
{
	size_t most = store->timeline_rows.part_rows;
	sqlite3_stmt *s = gal_store_statement(store, SQL_TIMELINE_PART, err);
	int code;

	*out = (struct part){ 0 };
	if (s == NULL)
		return gal_store_fail(store, err);
	if (most == 0)
		most = PART_ROWS;
	code = sqlite3_step(s);
	if (code == SQLITE_ROW)
		*out = (struct part){ sqlite3_column_int64(s, 0),
			sqlite3_column_int64(s, 1) };
	(void)sqlite3_reset(s);
	if (out->rows >= (int64_t)most)
		*out = (struct part){ out->number + 1, 0 };
	return code == SQLITE_ROW || code == SQLITE_DONE
	    ? GAL_OK
	    : gal_store_fail(store, err);
}

static enum gal_status
put_part(
    struct gal_store *store, const struct part *part, struct gal_error *err)
{
	sqlite3_stmt *s =
	    gal_store_statement(store, SQL_TIMELINE_PART_PUT, err);

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, part->number);
	gal_bind_int(s, 2, part->rows);
	return gal_store_run(store, s, err);
}

static enum gal_status
insert_row(struct gal_store *store, const struct gal_timeline_row *row,
    const struct part *part, struct gal_error *err)
{
	const struct gal_timeline_rows *rows = &store->timeline_rows;
	sqlite3_stmt *s = gal_store_statement(
	    store, row->had ? SQL_TIMELINE_REPLACE : SQL_TIMELINE_PUT, err);

	if (s == NULL)
		return gal_store_fail(store, err);
	(void)sqlite3_bind_blob(s, 1, row->author,
	    row->has_author ? GAL_PSEUDONYM_BYTES : 0, SQLITE_STATIC);
	(void)sqlite3_bind_int64(s, 2, row->created_utc);
	(void)sqlite3_bind_int64(s, 3, row->post);
	gal_bind_int(s, 4, row->observed_utc);
	gal_bind_int(
	    s, 5, row->community != 0 ? (int64_t)row->community : GAL_ABSENT);
	gal_bind_int(s, 6, row->platform);
	gal_bind_int(s, 7, row->kind);
	gal_bind_int(s, 8, row->flags);
	gal_bind_int(s, 9, row->unread);
	gal_bind_int(s, 10, row->stance);
	gal_bind_int(s, 11, row->stage);
	(void)sqlite3_bind_double(s, 12, (double)row->valence);
	gal_bind_int(s, 13, row->words);
	(void)sqlite3_bind_blob(s, 14,
	    row->codes_len > 0 ? rows->codes.data + row->codes_at : "",
	    (int)row->codes_len, SQLITE_STATIC);
	gal_bind_int(s, 15, part->number);
	return gal_store_run(store, s, err);
}

enum gal_status
gal_timeline_settle(struct gal_store *store, struct gal_error *err)
{
	struct gal_timeline_rows *rows = &store->timeline_rows;
	struct part part;
	struct order *orders;
	enum gal_status status;

	if (rows->count == 0)
		return GAL_OK;
	status = find_part(&part, store, err);
	if (status != GAL_OK)
		return status;
	orders = sort_rows(rows);
	if (orders == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; status == GAL_OK && i < rows->count; i++) {
		const struct gal_timeline_row *row = orders[i].row;

		if (row->gone)
			continue;
		status = insert_row(store, row, &part, err);
		part.rows += !row->had;
	}
	if (status == GAL_OK)
		status = put_part(store, &part, err);
	free(orders);
	gal_timeline_forget(store);
	return status;
}

void
gal_timeline_forget(struct gal_store *store)
{
	if (store->timeline_rows.count > 0)
		memset(store->timeline_rows.slots, 0,
		    SLOTS * sizeof(store->timeline_rows.slots[0]));
	store->timeline_rows.count = 0;
	gal_buffer_clear(&store->timeline_rows.codes);
}

void
gal_timeline_rows_free(struct gal_timeline_rows *rows)
{
	gal_buffer_free(&rows->codes);
	free(rows->rows);
	free(rows->slots);
	*rows = (struct gal_timeline_rows){ 0 };
}

/* Distinct codes of ascending tags, two bytes each. */
static enum gal_status
pack_codes(struct gal_buffer *out, const struct gal_reading *reading,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < reading->tag_count; i++) {
		uint16_t code = reading->tags[i].code;
		uint8_t bytes[2] = { (uint8_t)(code & 255),
			(uint8_t)(code >> 8) };

		if (i == 0 || code != reading->tags[i - 1].code)
			status = gal_buffer_append(out, bytes, 2, err);
	}
	return status;
}

static void
take_reading(struct gal_timeline_row *row, const struct gal_reading *r)
{
	row->unread = r->unread;
	row->stance = r->stance;
	row->stage = r->stage;
	row->valence = r->valence;
	row->words = r->words;
}

static void
give_reading(struct gal_reading *r, const struct gal_timeline_row *row)
{
	r->unread = row->unread;
	r->stance = row->stance;
	r->stage = row->stage;
	r->valence = row->valence;
	r->words = row->words;
}

enum gal_status
gal_timeline_put(struct gal_store *store, const struct gal_store_record *record,
    int64_t community, bool had, struct gal_error *err)
{
	struct gal_timeline_rows *rows = &store->timeline_rows;
	const struct gal_post *post = &record->post;
	struct gal_timeline_row *row;
	enum gal_status status = GAL_OK;
	uint32_t *slot;
	size_t codes;

	if (rows->count >= WAITING_MAX || rows->codes.len >= CODES_MAX)
		status = gal_timeline_settle(store, err);
	if (status == GAL_OK && (community < 0 || community > UINT32_MAX))
		status = gal_fail(err, GAL_LIMIT, "more than 2^32 communities");
	if (status == GAL_OK)
		status = make_slots(rows, err);
	if (status == GAL_OK)
		status = gal_make_room((void **)&rows->rows, rows->count,
		    &rows->capacity, sizeof(*rows->rows), err);
	if (status != GAL_OK)
		return status;
	/* a post has few thousand codes at most, so the limit is never met */
	rows->codes.limit = CODES_MAX * 2;
	codes = rows->codes.len;
	if (record->has_reading)
		status = pack_codes(&rows->codes, &record->reading, err);
	if (status != GAL_OK)
		return status;
	slot = find_slot(rows, post->row_id);
	if (*slot == 0)
		*slot = (uint32_t)++rows->count;
	row = &rows->rows[*slot - 1];
	*row = (struct gal_timeline_row){
		.created_utc = post->created_utc,
		.post = post->row_id,
		.observed_utc = post->observed_utc,
		.community = (uint32_t)community,
		.flags = post->flags,
		.codes_at = (uint32_t)codes,
		.codes_len = (uint32_t)(rows->codes.len - codes),
		.has_author = post->has_author,
		.had = had,
		.platform = (uint8_t)post->platform,
		.kind = (uint8_t)post->kind,
		.unread = GAL_UNTAGGED,
	};
	if (post->has_author)
		memcpy(row->author, post->author.bytes, sizeof(row->author));
	if (record->has_reading)
		take_reading(row, &record->reading);
	return GAL_OK;
}

/* The row that waits under the key of the post; NULL if none does. */
static struct gal_timeline_row *
find_waiting(struct gal_store *store, const struct gal_post *post)
{
	struct gal_timeline_rows *rows = &store->timeline_rows;
	uint32_t slot = rows->count > 0 ? *find_slot(rows, post->row_id) : 0;
	struct gal_timeline_row *row;

	if (slot == 0)
		return NULL;
	row = &rows->rows[slot - 1];
	return !row->gone && row->created_utc == post->created_utc &&
		row->has_author == post->has_author &&
		(!row->has_author ||
		    memcmp(row->author, post->author.bytes,
			sizeof(row->author)) == 0)
	    ? row
	    : NULL;
}

/* ---- what is stored ---- */

/* A statement whose first parameters are the key of a post's row. */
static enum gal_status
find_row(sqlite3_stmt **out, struct gal_store *store, enum gal_sql sql,
    const struct gal_post *post, struct gal_error *err)
{
	*out = gal_store_statement(store, sql, err);
	if (*out == NULL)
		return gal_store_fail(store, err);
	gal_bind_author(*out, 1, post);
	(void)sqlite3_bind_int64(*out, 2, post->created_utc);
	(void)sqlite3_bind_int64(*out, 3, post->row_id);
	return GAL_OK;
}

enum gal_status
gal_timeline_delete(
    struct gal_store *store, const struct gal_post *post, struct gal_error *err)
{
	struct gal_timeline_row *waits = find_waiting(store, post);
	sqlite3_stmt *s = NULL;
	enum gal_status status =
	    find_row(&s, store, SQL_TIMELINE_DELETE, post, err);

	/* a row that waits may stand in place of a stored one: both go */
	if (waits != NULL)
		waits->gone = true;
	return status == GAL_OK ? gal_store_run(store, s, err) : status;
}

enum gal_status
gal_timeline_observed(
    struct gal_store *store, const struct gal_post *post, struct gal_error *err)
{
	struct gal_timeline_row *waits = find_waiting(store, post);
	sqlite3_stmt *s = NULL;
	enum gal_status status;

	if (waits != NULL) {
		waits->observed_utc = post->observed_utc;
		return GAL_OK;
	}
	status = find_row(&s, store, SQL_TIMELINE_OBSERVED, post, err);
	if (status != GAL_OK)
		return status;
	gal_bind_int(s, 4, post->observed_utc);
	return gal_store_run(store, s, err);
}

enum gal_status
gal_reading_load(struct gal_store *store, struct gal_store_record *record,
    struct gal_error *err)
{
	const struct gal_timeline_row *waits =
	    find_waiting(store, &record->post);
	struct gal_reading *r = &record->reading;
	sqlite3_stmt *s = NULL;
	enum gal_status status;
	int code;

	memset(r, 0, sizeof(*r));
	record->has_reading = false;
	if (waits != NULL) {
		record->has_reading = waits->unread != GAL_UNTAGGED;
		if (record->has_reading)
			give_reading(r, waits);
		return GAL_OK;
	}
	status = find_row(&s, store, SQL_TIMELINE_GET, &record->post, err);
	if (status != GAL_OK)
		return status;
	code = sqlite3_step(s);
	if (code == SQLITE_ROW && sqlite3_column_int(s, 0) != GAL_UNTAGGED) {
		record->has_reading = true;
		r->unread = (uint8_t)sqlite3_column_int(s, 0);
		r->stance = (uint8_t)sqlite3_column_int(s, 1);
		r->stage = (uint8_t)sqlite3_column_int(s, 2);
		r->valence = (float)sqlite3_column_double(s, 3);
		r->words = (uint16_t)sqlite3_column_int(s, 4);
	}
	(void)sqlite3_reset(s);
	if (code == SQLITE_DONE) {
		gal_error_place(err, store->path);
		return gal_fail(
		    err, GAL_CORRUPT, "a post has no row in timeline");
	}
	return code == SQLITE_ROW ? GAL_OK : gal_store_fail(store, err);
}
