#include "store/hit_marks.h"

#include <stdlib.h>

/* highlight() puts these around what matched; text may hold them too, so
 * they are told apart by walking the stored text beside the marked one. */
#define MARK_START '\x02'
#define MARK_END '\x03'

struct gal_hit_marks {
	sqlite3 *db;
	sqlite3_stmt *put;
	sqlite3_stmt *get;
};

/* Columns and tokenizer are those of post_fts (store/schema.sql). */
static const char table[] = "CREATE VIRTUAL TABLE post_fts USING fts5 "
			    "(title, text, tokenize = 'unicode61')";
static const char put[] =
    "INSERT INTO post_fts (rowid, title, text) VALUES (1, ?1, ?2)";
static const char get[] = "SELECT highlight(post_fts, 0, char(2), char(3)),"
			  " highlight(post_fts, 1, char(2), char(3))"
			  " FROM post_fts WHERE post_fts MATCH ?1";

static enum gal_status
fail(const struct gal_hit_marks *marks, struct gal_error *err)
{
	return gal_fail(err,
	    (sqlite3_errcode(marks->db) & 0xff) == SQLITE_NOMEM ? GAL_NOMEM
								: GAL_IO,
	    "cannot mark words: %s", sqlite3_errmsg(marks->db));
}

enum gal_status
gal_hit_marks_new(
    struct gal_hit_marks **out, const char *match, struct gal_error *err)
{
	struct gal_hit_marks *marks = calloc(1, sizeof(*marks));
	enum gal_status status = GAL_OK;

	*out = NULL;
	if (marks == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	if (sqlite3_open_v2(":memory:", &marks->db,
		SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_READWRITE,
		NULL) != SQLITE_OK ||
	    sqlite3_exec(marks->db, table, NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(marks->db, put, -1, &marks->put, NULL) !=
		SQLITE_OK ||
	    sqlite3_prepare_v2(marks->db, get, -1, &marks->get, NULL) !=
		SQLITE_OK ||
	    sqlite3_bind_text(marks->get, 1, match, -1, SQLITE_STATIC) !=
		SQLITE_OK)
		status = fail(marks, err);
	if (status == GAL_OK)
		*out = marks;
	else
		gal_hit_marks_free(marks);
	return status;
}

void
gal_hit_marks_free(struct gal_hit_marks *marks)
{
	if (marks == NULL)
		return;
	(void)sqlite3_finalize(marks->put);
	(void)sqlite3_finalize(marks->get);
	(void)sqlite3_close(marks->db);
	free(marks);
}

/* Spans of `text` that stand between marks in `marked`. */
static enum gal_status
find_spans(struct gal_buffer *spans, struct gal_str text, struct gal_str marked,
    struct gal_error *err)
{
	struct gal_query_span span = { 0, 0 };
	enum gal_status status = GAL_OK;
	size_t at = 0;

	for (size_t i = 0; i < marked.len && status == GAL_OK; i++) {
		char c = marked.data[i];

		if (at < text.len && c == text.data[at] &&
		    !(marked.len - i > text.len - at &&
			(c == MARK_START || c == MARK_END))) {
			at++;
		} else if (c == MARK_START) {
			span.start = (uint32_t)at;
		} else if (c == MARK_END) {
			span.end = (uint32_t)at;
			status =
			    gal_buffer_append(spans, &span, sizeof(span), err);
		}
	}
	return status;
}

static enum gal_status
ask(struct gal_hit_marks *marks, struct gal_buffer *title_hits,
    struct gal_buffer *text_hits, const struct gal_post *post,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;
	int step;

	gal_bind_str(marks->put, 1, post->title);
	gal_bind_str(marks->put, 2, post->text);
	if (sqlite3_step(marks->put) != SQLITE_DONE)
		return fail(marks, err);
	step = sqlite3_step(marks->get);
	if (step == SQLITE_ROW)
		status = find_spans(title_hits, post->title,
		    gal_column_str(marks->get, 0), err);
	if (step == SQLITE_ROW && status == GAL_OK)
		status = find_spans(
		    text_hits, post->text, gal_column_str(marks->get, 1), err);
	return step == SQLITE_ROW || step == SQLITE_DONE ? status
							 : fail(marks, err);
}

enum gal_status
gal_hit_marks_find(struct gal_hit_marks *marks, struct gal_buffer *title_hits,
    struct gal_buffer *text_hits, const struct gal_post *post,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	gal_buffer_clear(title_hits);
	gal_buffer_clear(text_hits);
	/* Never committed: the words stay in FTS5's hash, no segment is made.
	 */
	if (sqlite3_exec(marks->db, "BEGIN", NULL, NULL, NULL) != SQLITE_OK)
		return fail(marks, err);
	status = ask(marks, title_hits, text_hits, post, err);
	(void)sqlite3_reset(marks->put);
	(void)sqlite3_reset(marks->get);
	if (sqlite3_exec(marks->db, "ROLLBACK", NULL, NULL, NULL) !=
		SQLITE_OK &&
	    status == GAL_OK)
		status = fail(marks, err);
	return status;
}
