#include "store/parents.h"

#include <stdlib.h>
#include <string.h>

#include "core/post.h"
#include "store/internal.h"

enum statement { LINK, FIND, READING, STATEMENTS };

static const char *const queries[STATEMENTS] = {
	[LINK] = "SELECT platform, scope, thread, parent FROM post "
		 "WHERE id = ?1",
	/* the words of the partial index */
	[FIND] = "SELECT id FROM post WHERE platform = ?1 AND platform <> 0 "
		 "AND scope IS ?2 AND kind = ?3 AND native_id = ?4",
	[READING] = "SELECT p.author, t.flags, t.unread, t.codes "
		    "FROM post AS p JOIN timeline AS t "
		    "INDEXED BY timeline_by_post "
		    "ON t.post = p.id WHERE p.id = ?1",
};

struct gal_store_parents {
	struct gal_store *store;
	sqlite3_stmt *statements[STATEMENTS];
	struct gal_store_parent parent;
	struct gal_buffer codes; /* uint16_t */
};

enum gal_status
gal_store_parents_open(struct gal_store_parents **out, struct gal_store *store,
    struct gal_error *err)
{
	struct gal_store_parents *p = calloc(1, sizeof(*p));

	*out = NULL;
	if (p == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	p->store = store;
	p->codes.limit = (size_t)1 << 20;
	for (int i = 0; i < STATEMENTS; i++)
		if (sqlite3_prepare_v2(store->db, queries[i], -1,
			&p->statements[i], NULL) != SQLITE_OK) {
			gal_store_parents_close(p);
			return gal_store_fail(store, err);
		}
	*out = p;
	return GAL_OK;
}

static struct gal_str
text_of(sqlite3_stmt *s, int column)
{
	struct gal_str text = gal_column_str(s, column);

	return text.data == NULL ? GAL_STR("") : text;
}

/* The row of a parent on another platform than Reddit: of whichever kind. */
static enum gal_status
find_native(int64_t *row, struct gal_store_parents *p, sqlite3_stmt *link,
    struct gal_error *err)
{
	static const enum gal_kind kinds[] = { GAL_KIND_SUBMISSION,
		GAL_KIND_COMMENT, GAL_KIND_MESSAGE };
	sqlite3_stmt *s = p->statements[FIND];
	int code = SQLITE_DONE;

	(void)sqlite3_bind_value(s, 1, sqlite3_column_value(link, 0));
	(void)sqlite3_bind_value(s, 2, sqlite3_column_value(link, 1));
	(void)sqlite3_bind_value(s, 4, sqlite3_column_value(link, 3));
	for (size_t k = 0;
	     k < sizeof(kinds) / sizeof(kinds[0]) && code == SQLITE_DONE; k++) {
		(void)sqlite3_bind_int(s, 3, (int)kinds[k]);
		code = sqlite3_step(s);
		if (code == SQLITE_ROW)
			*row = sqlite3_column_int64(s, 0);
		(void)sqlite3_reset(s);
	}
	if (code == SQLITE_DONE)
		return GAL_END;
	return code == SQLITE_ROW ? GAL_OK : gal_store_fail(p->store, err);
}

/* Reddit keeps the kind before the parent's id; without it, a comment answers
 * the thread's first post or another comment. END: no such id. */
static enum gal_status
reddit_row(int64_t *row, struct gal_str parent, struct gal_str thread)
{
	bool first = thread.len == parent.len &&
	    memcmp(thread.data, parent.data, parent.len) == 0;

	if (parent.len > 3 && parent.data[0] == 't' && parent.data[2] == '_') {
		first = parent.data[1] == '3';
		parent.data += 3;
		parent.len -= 3;
	}
	return gal_reddit_row_id(row,
		   first ? GAL_KIND_SUBMISSION : GAL_KIND_COMMENT, parent,
		   NULL) == GAL_OK
	    ? GAL_OK
	    : GAL_END;
}

/* END: the post has no parent, or its parent is not here. */
static enum gal_status
find_row(int64_t *row, struct gal_store_parents *p, int64_t post,
    struct gal_error *err)
{
	sqlite3_stmt *link = p->statements[LINK];
	struct gal_str thread, parent;
	enum gal_status status;
	int code;

	(void)sqlite3_bind_int64(link, 1, post);
	code = sqlite3_step(link);
	thread = text_of(link, 2);
	parent = text_of(link, 3);
	if (code == SQLITE_DONE)
		status = GAL_END;
	else if (code != SQLITE_ROW)
		status = gal_store_fail(p->store, err);
	else if (parent.len == 0)
		status = GAL_END;
	else if (sqlite3_column_int(link, 0) != GAL_PLATFORM_REDDIT)
		status = find_native(row, p, link, err);
	else
		status = reddit_row(row, parent, thread);
	(void)sqlite3_reset(link);
	return status;
}

static enum gal_status
take_parent(struct gal_store_parents *p, sqlite3_stmt *s, struct gal_error *err)
{
	const uint8_t *bytes = sqlite3_column_blob(s, 3);
	size_t n = (size_t)sqlite3_column_bytes(s, 3) / 2;
	struct gal_store_parent *out = &p->parent;
	enum gal_status status = GAL_OK;

	memset(out, 0, sizeof(*out));
	if (sqlite3_column_bytes(s, 0) == GAL_PSEUDONYM_BYTES) {
		out->has_author = true;
		memcpy(out->author.bytes, sqlite3_column_blob(s, 0),
		    GAL_PSEUDONYM_BYTES);
	}
	out->flags = (uint32_t)sqlite3_column_int64(s, 1);
	out->read = sqlite3_column_int(s, 2) == GAL_READ;
	gal_buffer_clear(&p->codes);
	for (size_t i = 0; i < n && status == GAL_OK; i++) {
		uint16_t code =
		    (uint16_t)(bytes[2 * i] | bytes[2 * i + 1] << 8);

		status = gal_buffer_append(&p->codes, &code, sizeof(code), err);
	}
	out->codes = (const uint16_t *)(const void *)p->codes.data;
	out->code_count = n;
	return status;
}

enum gal_status
gal_store_parents_find(const struct gal_store_parent **out,
    struct gal_store_parents *p, int64_t post, struct gal_error *err)
{
	sqlite3_stmt *s = p->statements[READING];
	int64_t row = 0;
	enum gal_status status = find_row(&row, p, post, err);
	int code;

	*out = NULL;
	if (status != GAL_OK)
		return status;
	(void)sqlite3_bind_int64(s, 1, row);
	code = sqlite3_step(s);
	if (code == SQLITE_ROW)
		status = take_parent(p, s, err);
	else
		status = code == SQLITE_DONE ? GAL_END
					     : gal_store_fail(p->store, err);
	(void)sqlite3_reset(s);
	if (status == GAL_OK)
		*out = &p->parent;
	return status;
}

void
gal_store_parents_close(struct gal_store_parents *p)
{
	if (p == NULL)
		return;
	for (int i = 0; i < STATEMENTS; i++)
		(void)sqlite3_finalize(p->statements[i]);
	gal_buffer_free(&p->codes);
	free(p);
}
