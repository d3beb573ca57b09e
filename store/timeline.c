#include "store/timeline.h"

#include <stdlib.h>
#include <string.h>

#include "core/order.h"
#include "store/internal.h"

struct gal_store_timeline {
	struct gal_store *store;
	sqlite3_stmt *statement;
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
prepare(struct gal_store_timeline *t, const struct gal_timeline_filter *filter,
    struct gal_error *err)
{
	struct gal_buffer sql = GAL_BUFFER(4096);
	enum gal_status status;
	int code;

	status = gal_buffer_printf(&sql, err,
	    "%s%sFROM timeline WHERE author >= ?1 %s%s%s%s "
	    "ORDER BY author, created_utc, post",
	    base, filter->with_text ? with_text : "",
	    filter->has_author ? "AND author = ?2 " : "",
	    filter->has_since ? "AND created_utc >= ?3 " : "",
	    filter->has_until ? "AND created_utc < ?4 " : "",
	    filter->with_bots ? "" : "AND flags & 3 = 0");
	if (status != GAL_OK)
		return status;
	code =
	    sqlite3_prepare_v2(t->store->db, sql.data, -1, &t->statement, NULL);
	gal_buffer_free(&sql);
	if (code != SQLITE_OK)
		return gal_store_fail(t->store, err);
	/* No pseudonym is the empty blob, which sorts before all others. */
	(void)sqlite3_bind_blob(t->statement, 1, "",
	    filter->with_anonymous || filter->has_author ? 0 : 1,
	    SQLITE_STATIC);
	if (filter->has_author)
		(void)sqlite3_bind_blob(t->statement, 2, filter->author.bytes,
		    GAL_PSEUDONYM_BYTES, SQLITE_TRANSIENT);
	if (filter->has_since)
		(void)sqlite3_bind_int64(t->statement, 3, filter->since);
	if (filter->has_until)
		(void)sqlite3_bind_int64(t->statement, 4, filter->until);
	return GAL_OK;
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
	status = prepare(t, filter, err);
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
	(void)sqlite3_finalize(t->statement);
	free(t->communities);
	free(t->codes);
	free(t);
}

static bool
is_wanted(const struct gal_store_timeline *t, int64_t community)
{
	return t->communities == NULL ||
	    bsearch(&community, t->communities, t->community_count,
		sizeof(int64_t), gal_compare_ints) != NULL;
}

static enum gal_status
damaged(
    const struct gal_store_timeline *t, const char *what, struct gal_error *err)
{
	gal_error_place(err, t->store->path);
	return gal_fail(err, GAL_CORRUPT, "a post has %s", what);
}

static enum gal_status
take_codes(struct gal_store_timeline *t, struct gal_error *err)
{
	const struct gal_store_codebook *book = &t->store->codebook;
	const uint8_t *bytes = sqlite3_column_blob(t->statement, 13);
	size_t n = (size_t)sqlite3_column_bytes(t->statement, 13) / 2;

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
take_row(struct gal_store_timeline *t, struct gal_error *err)
{
	sqlite3_stmt *s = t->statement;
	struct gal_timeline_post *post = &t->post;

	memset(post, 0, sizeof(*post));
	if (sqlite3_column_bytes(s, 0) == GAL_PSEUDONYM_BYTES) {
		post->has_author = true;
		memcpy(post->author.bytes, sqlite3_column_blob(s, 0),
		    GAL_PSEUDONYM_BYTES);
	}
	post->created_utc = sqlite3_column_int64(s, 1);
	post->row_id = sqlite3_column_int64(s, 2);
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
	return take_codes(t, err);
}

enum gal_status
gal_store_timeline_next(const struct gal_timeline_post **out,
    struct gal_store_timeline *t, struct gal_error *err)
{
	int code;

	*out = NULL;
	while ((code = sqlite3_step(t->statement)) == SQLITE_ROW) {
		enum gal_status status;

		if (!is_wanted(t, sqlite3_column_int64(t->statement, 4)))
			continue;
		status = take_row(t, err);
		if (status == GAL_OK)
			*out = &t->post;
		return status;
	}
	return code == SQLITE_DONE ? GAL_END : gal_store_fail(t->store, err);
}
