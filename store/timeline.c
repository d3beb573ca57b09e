#include "store/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "core/heap.h"
#include "core/order.h"
#include "store/internal.h"

/* The next row of a part of the timeline. */
struct cursor {
	sqlite3_stmt *statement;
	struct gal_pseudonym author; /* all zero: none */
	bool has_author;
	int64_t created_utc;
	int64_t post;
};

struct gal_store_timeline {
	struct gal_store *store;
	struct cursor *cursors;
	size_t cursor_count;
	struct gal_heap heap; /* of cursors */
	bool handed_out;      /* the first cursor's row was */
	struct gal_timeline_post post;
	uint16_t *codes;
	size_t code_capacity;
	int64_t *communities; /* ascending; NULL: all */
	size_t community_count;
};

#define TITLE 14 /* where columns of with_text begin */
static const char base[] =
    "SELECT author, created_utc, post, observed_utc, community, platform, "
    "kind, flags, unread, stance, stage, valence, words, codes ";
static const char with_text[] =
    ", (SELECT title FROM post WHERE id = timeline.post), "
    "(SELECT text FROM post WHERE id = timeline.post) ";

static enum gal_status
ask(struct gal_buffer *sql, const struct gal_timeline_filter *filter,
    struct gal_error *err)
{
	return gal_buffer_printf(sql, err,
	    "%s%sFROM timeline WHERE part = ?5 AND author >= ?1 %s%s%s%s "
	    "ORDER BY author, created_utc, post",
	    base, filter->with_text ? with_text : "",
	    filter->has_author ? "AND author = ?2 " : "",
	    filter->has_since ? "AND created_utc >= ?3 " : "",
	    filter->has_until ? "AND created_utc < ?4 " : "",
	    filter->with_bots ? "" : "AND flags & 3 = 0");
}

static void
bind(sqlite3_stmt *s, const struct gal_timeline_filter *filter, int64_t part)
{
	/* No pseudonym is the empty blob, which sorts before all others. */
	(void)sqlite3_bind_blob(s, 1, "",
	    filter->with_anonymous || filter->has_author ? 0 : 1,
	    SQLITE_STATIC);
	if (filter->has_author)
		(void)sqlite3_bind_blob(s, 2, filter->author.bytes,
		    GAL_PSEUDONYM_BYTES, SQLITE_TRANSIENT);
	if (filter->has_since)
		(void)sqlite3_bind_int64(s, 3, filter->since);
	if (filter->has_until)
		(void)sqlite3_bind_int64(s, 4, filter->until);
	(void)sqlite3_bind_int64(s, 5, part);
}

static int
order_cursors(const void *self, size_t a, size_t b)
{
	const struct gal_store_timeline *t = self;
	const struct cursor *x = &t->cursors[a], *y = &t->cursors[b];
	int order = x->has_author - y->has_author;

	if (order == 0)
		order = memcmp(&x->author, &y->author, sizeof(x->author));
	if (order == 0)
		order = gal_compare_int(x->created_utc, y->created_utc);
	return order != 0 ? order : gal_compare_int(x->post, y->post);
}

static bool
is_wanted(const struct gal_store_timeline *t, int64_t community)
{
	return t->communities == NULL ||
	    bsearch(&community, t->communities, t->community_count,
		sizeof(int64_t), gal_compare_ints) != NULL;
}

/* The cursor's next row that is wanted, or END. */
static enum gal_status
step(
    struct cursor *c, const struct gal_store_timeline *t, struct gal_error *err)
{
	sqlite3_stmt *s = c->statement;
	int code;

	do
		code = sqlite3_step(s);
	while (code == SQLITE_ROW && !is_wanted(t, sqlite3_column_int64(s, 4)));
	if (code != SQLITE_ROW)
		return code == SQLITE_DONE ? GAL_END
					   : gal_store_fail(t->store, err);
	c->has_author = sqlite3_column_bytes(s, 0) == GAL_PSEUDONYM_BYTES;
	memset(&c->author, 0, sizeof(c->author));
	if (c->has_author)
		memcpy(c->author.bytes, sqlite3_column_blob(s, 0),
		    GAL_PSEUDONYM_BYTES);
	c->created_utc = sqlite3_column_int64(s, 1);
	c->post = sqlite3_column_int64(s, 2);
	return GAL_OK;
}

static enum gal_status
open_part(struct gal_store_timeline *t, const char *sql,
    const struct gal_timeline_filter *filter, int64_t part,
    struct gal_error *err)
{
	struct cursor *grown =
	    realloc(t->cursors, (t->cursor_count + 1) * sizeof(*t->cursors));

	if (grown == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	t->cursors = grown;
	t->cursors[t->cursor_count] = (struct cursor){ 0 };
	if (sqlite3_prepare_v2(t->store->db, sql, -1,
		&t->cursors[t->cursor_count].statement, NULL) != SQLITE_OK)
		return gal_store_fail(t->store, err);
	bind(t->cursors[t->cursor_count++].statement, filter, part);
	return GAL_OK;
}

static enum gal_status
open_parts(struct gal_store_timeline *t,
    const struct gal_timeline_filter *filter, struct gal_error *err)
{
	struct gal_buffer sql = GAL_BUFFER(4096);
	sqlite3_stmt *parts =
	    gal_store_statement(t->store, SQL_TIMELINE_PARTS, err);
	enum gal_status status = parts == NULL ? gal_store_fail(t->store, err)
					       : ask(&sql, filter, err);
	int code = SQLITE_DONE;

	while (status == GAL_OK && (code = sqlite3_step(parts)) == SQLITE_ROW)
		status = open_part(
		    t, sql.data, filter, sqlite3_column_int64(parts, 0), err);
	if (status == GAL_OK && code != SQLITE_DONE)
		status = gal_store_fail(t->store, err);
	if (parts != NULL)
		(void)sqlite3_reset(parts);
	gal_buffer_free(&sql);
	return status;
}

static enum gal_status
start(struct gal_store_timeline *t, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	t->heap.order = order_cursors;
	t->heap.self = t;
	t->heap.items = calloc(t->cursor_count + 1, sizeof(*t->heap.items));
	if (t->heap.items == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < t->cursor_count && status == GAL_OK; i++) {
		status = step(&t->cursors[i], t, err);
		if (status == GAL_OK)
			t->heap.items[t->heap.count++] = i;
		else if (status == GAL_END)
			status = GAL_OK;
	}
	gal_heap_make(&t->heap);
	return status;
}

enum gal_status
gal_store_timeline_open(struct gal_store_timeline **out,
    struct gal_store *store, const struct gal_timeline_filter *filter,
    struct gal_error *err)
{
	struct gal_store_timeline *t = calloc(1, sizeof(*t));
	enum gal_status status;

	*out = NULL;
	if (t == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	t->store = store;
	if (filter->communities != NULL) {
		size_t size = filter->community_count * sizeof(int64_t);

		t->communities = malloc(size + 1);
		if (t->communities == NULL) {
			gal_store_timeline_close(t);
			return gal_fail(err, GAL_NOMEM, "out of memory");
		}
		if (size > 0)
			memcpy(t->communities, filter->communities, size);
		t->community_count = filter->community_count;
	}
	status = open_parts(t, filter, err);
	if (status == GAL_OK)
		status = start(t, err);
	if (status != GAL_OK) {
		gal_store_timeline_close(t);
		return status;
	}
	*out = t;
	return GAL_OK;
}

void
gal_store_timeline_close(struct gal_store_timeline *t)
{
	if (t == NULL)
		return;
	for (size_t i = 0; i < t->cursor_count; i++)
		(void)sqlite3_finalize(t->cursors[i].statement);
	free(t->cursors);
	free(t->heap.items);
	free(t->communities);
	free(t->codes);
	free(t);
}

static enum gal_status
damaged(
    const struct gal_store_timeline *t, const char *what, struct gal_error *err)
{
	gal_error_place(err, t->store->path);
	return gal_fail(err, GAL_CORRUPT, "a post has %s", what);
}

static enum gal_status
take_codes(struct gal_store_timeline *t, sqlite3_stmt *s, struct gal_error *err)
{
	const struct gal_store_codebook *book = &t->store->codebook;
	const uint8_t *bytes = sqlite3_column_blob(s, 13);
	size_t n = (size_t)sqlite3_column_bytes(s, 13) / 2;

	if (n > t->code_capacity) {
		uint16_t *codes = realloc(t->codes, n * sizeof(*codes));

		if (codes == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		t->codes = codes;
		t->code_capacity = n;
	}
	for (size_t i = 0; i < n; i++) {
		t->codes[i] = (uint16_t)(bytes[2 * i] | bytes[2 * i + 1] << 8);
		if (t->codes[i] >= book->code_count ||
		    (i > 0 && t->codes[i] <= t->codes[i - 1]))
			return damaged(t,
			    "a code that is not there, or out of order", err);
	}
	if (t->post.stage > book->rung_count)
		return damaged(t, "a rung that is not there", err);
	t->post.codes = t->codes;
	t->post.code_count = n;
	return GAL_OK;
}

static enum gal_status
take_row(
    struct gal_store_timeline *t, const struct cursor *c, struct gal_error *err)
{
	sqlite3_stmt *s = c->statement;
	struct gal_timeline_post *post = &t->post;

	memset(post, 0, sizeof(*post));
	post->has_author = c->has_author;
	post->author = c->author;
	post->created_utc = c->created_utc;
	post->row_id = c->post;
	post->observed_utc = gal_column_int(s, 3);
	if (sqlite3_column_count(s) > TITLE) {
		post->title = gal_column_str(s, TITLE);
		post->text = gal_column_str(s, TITLE + 1);
	}
	post->community = sqlite3_column_int64(s, 4);
	post->platform = (enum gal_platform)sqlite3_column_int(s, 5);
	post->kind = (enum gal_kind)sqlite3_column_int(s, 6);
	post->flags = (uint32_t)sqlite3_column_int64(s, 7);
	if (sqlite3_column_int(s, 8) == GAL_UNTAGGED)
		return GAL_OK;
	post->has_reading = true;
	post->unread = (uint8_t)sqlite3_column_int(s, 8);
	post->stance = (uint8_t)sqlite3_column_int(s, 9);
	post->stage = (uint8_t)sqlite3_column_int(s, 10);
	post->valence = (float)sqlite3_column_double(s, 11);
	post->words = (uint16_t)sqlite3_column_int(s, 12);
	return take_codes(t, s, err);
}

enum gal_status
gal_store_timeline_next(const struct gal_timeline_post **out,
    struct gal_store_timeline *t, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	*out = NULL;
	/* what was handed out is borrowed until now */
	if (t->handed_out) {
		status = step(&t->cursors[t->heap.items[0]], t, err);
		if (status == GAL_OK)
			gal_heap_moved(&t->heap);
		else if (status == GAL_END)
			gal_heap_drop(&t->heap);
		else
			return status;
	}
	t->handed_out = t->heap.count > 0;
	if (!t->handed_out)
		return GAL_END;
	status = take_row(t, &t->cursors[t->heap.items[0]], err);
	if (status == GAL_OK)
		*out = &t->post;
	return status;
}
