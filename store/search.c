#include "store/search.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

struct gal_store_search {
	struct gal_store *store;
	sqlite3_stmt *ids;  /* row ids in the wanted order */
	sqlite3_stmt *post; /* one post by row id */
	struct gal_store_record record;
	struct gal_buffer tags;
	struct gal_buffer moves;
};

/* Parameters of the statement that finds the ids. */
enum parameter { P_MATCH = 1, P_AUTHOR, P_SINCE, P_UNTIL };

/* "AND column IN (1, 2)" of integers. */
static enum gal_status
add_ids(struct gal_buffer *sql, const char *column, const int64_t *ids,
    size_t n, struct gal_error *err)
{
	enum gal_status status;

	status = gal_buffer_printf(sql, err, " AND %s IN (", column);
	for (size_t i = 0; status == GAL_OK && i < n; i++)
		status = gal_buffer_printf(
		    sql, err, "%s%" PRId64, i > 0 ? ", " : "", ids[i]);
	if (status == GAL_OK)
		status = gal_buffer_append_str(sql, ")", err);
	return status;
}

static enum gal_status
add_conditions(struct gal_buffer *sql, const struct gal_search_filter *filter,
    struct gal_error *err)
{
	enum gal_status status;

	status = gal_buffer_printf(sql, err, " FROM post WHERE 1%s%s%s%s",
	    filter->match != NULL ? " AND id IN (SELECT rowid FROM post_fts "
				    "WHERE post_fts MATCH ?1)"
				  : "",
	    filter->has_author ? " AND id IN (SELECT post FROM timeline "
				 "WHERE author = ?2)"
			       : "",
	    filter->has_since ? " AND created_utc >= ?3" : "",
	    filter->has_until ? " AND created_utc < ?4" : "");
	for (size_t i = 0; status == GAL_OK && i < filter->code_count; i++)
		status = gal_buffer_printf(sql, err,
		    " AND id IN (SELECT post FROM tag WHERE code = %u)",
		    (unsigned)filter->codes[i]);
	if (status == GAL_OK && filter->communities != NULL)
		status = add_ids(sql, "community", filter->communities,
		    filter->community_count, err);
	if (status == GAL_OK && filter->has_row_id)
		status = add_ids(sql, "id", &filter->row_id, 1, err);
	if (status == GAL_OK && filter->has_stage)
		status = gal_buffer_printf(sql, err,
		    " AND (SELECT t.stage FROM timeline AS t WHERE t.author = "
		    "coalesce(post.author, x'') AND t.created_utc = "
		    "coalesce(post.created_utc, -9223372036854775808) AND "
		    "t.post = post.id) = %u",
		    (unsigned)filter->stage);
	return status;
}

static enum gal_status
prepare(sqlite3_stmt **out, struct gal_store *store, const char *what,
    const char *order, const struct gal_search_filter *filter,
    struct gal_error *err)
{
	struct gal_buffer sql = GAL_BUFFER((size_t)8 << 20);
	enum gal_status status = gal_buffer_append_str(&sql, what, err);

	if (status == GAL_OK)
		status = add_conditions(&sql, filter, err);
	if (status == GAL_OK)
		status = gal_buffer_append_str(&sql, order, err);
	if (status == GAL_OK && *order != '\0' && filter->limit > 0)
		status = gal_buffer_printf(
		    &sql, err, " LIMIT %" PRIu64, filter->limit);
	if (status == GAL_OK &&
	    sqlite3_prepare_v2(store->db, sql.data, -1, out, NULL) != SQLITE_OK)
		status = gal_store_fail(store, err);
	gal_buffer_free(&sql);
	if (status != GAL_OK)
		return status;
	if (filter->match != NULL)
		(void)sqlite3_bind_text(
		    *out, P_MATCH, filter->match, -1, SQLITE_TRANSIENT);
	if (filter->has_author)
		(void)sqlite3_bind_blob(*out, P_AUTHOR, filter->author.bytes,
		    GAL_PSEUDONYM_BYTES, SQLITE_TRANSIENT);
	if (filter->has_since)
		(void)sqlite3_bind_int64(*out, P_SINCE, filter->since);
	if (filter->has_until)
		(void)sqlite3_bind_int64(*out, P_UNTIL, filter->until);
	return GAL_OK;
}

/* FTS5 finds faults of an expression when it first runs it. */
static enum gal_status
check_match(struct gal_store *store, const char *match, struct gal_error *err)
{
	sqlite3_stmt *s = NULL;
	enum gal_status status = GAL_OK;
	int code;

	if (sqlite3_prepare_v2(store->db,
		"SELECT 1 FROM post_fts WHERE post_fts MATCH ?1 LIMIT 1", -1,
		&s, NULL) != SQLITE_OK)
		return gal_store_fail(store, err);
	(void)sqlite3_bind_text(s, 1, match, -1, SQLITE_STATIC);
	code = sqlite3_step(s);
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		status = (code & 0xff) == SQLITE_ERROR
		    ? gal_fail(err, GAL_ARGUMENT, "not a valid query: %s",
			  sqlite3_errmsg(store->db))
		    : gal_store_fail(store, err);
	(void)sqlite3_finalize(s);
	return status;
}

enum gal_status
gal_store_search_open(struct gal_store_search **out, struct gal_store *store,
    const struct gal_search_filter *filter, struct gal_error *err)
{
	struct gal_store_search *search;
	enum gal_status status = GAL_OK;

	*out = NULL;
	if (filter->match != NULL)
		status = check_match(store, filter->match, err);
	if (status != GAL_OK)
		return status;
	search = calloc(1, sizeof(*search));
	if (search == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	search->store = store;
	search->tags = (struct gal_buffer)GAL_BUFFER(SIZE_MAX / 4);
	search->moves = (struct gal_buffer)GAL_BUFFER(SIZE_MAX / 4);
	status = prepare(&search->ids, store, "SELECT id",
	    filter->by_row_id ? " ORDER BY id" : " ORDER BY created_utc, id",
	    filter, err);
	if (status == GAL_OK &&
	    sqlite3_prepare_v2(store->db, gal_sql_text(SQL_POST_GET), -1,
		&search->post, NULL) != SQLITE_OK)
		status = gal_store_fail(store, err);
	if (status != GAL_OK) {
		gal_store_search_close(search);
		return status;
	}
	*out = search;
	return GAL_OK;
}

void
gal_store_search_close(struct gal_store_search *search)
{
	if (search == NULL)
		return;
	(void)sqlite3_finalize(search->ids);
	(void)sqlite3_finalize(search->post);
	gal_buffer_free(&search->tags);
	gal_buffer_free(&search->moves);
	free(search);
}

enum gal_status
gal_store_search_next(const struct gal_store_record **out,
    struct gal_store_search *search, struct gal_error *err)
{
	struct gal_store *store = search->store;
	enum gal_status status;
	int code = sqlite3_step(search->ids);

	*out = NULL;
	if (code == SQLITE_DONE)
		return GAL_END;
	if (code != SQLITE_ROW)
		return gal_store_fail(store, err);
	(void)sqlite3_reset(search->post);
	(void)sqlite3_bind_int64(
	    search->post, 1, sqlite3_column_int64(search->ids, 0));
	if (sqlite3_step(search->post) != SQLITE_ROW)
		return gal_store_fail(store, err);
	gal_record_from_row(&search->record, store, search->post);
	status = gal_reading_load(store, &search->record, err);
	if (status == GAL_OK)
		status = gal_evidence_load(
		    store, &search->record, &search->tags, &search->moves, err);
	if (status == GAL_OK)
		*out = &search->record;
	return status;
}

enum gal_status
gal_store_search_count(int64_t *out, struct gal_store *store,
    const struct gal_search_filter *filter, struct gal_error *err)
{
	sqlite3_stmt *s = NULL;
	enum gal_status status = GAL_OK;

	if (filter->match != NULL)
		status = check_match(store, filter->match, err);
	if (status == GAL_OK)
		status = prepare(&s, store, "SELECT count(*)", "", filter, err);
	if (status == GAL_OK && sqlite3_step(s) != SQLITE_ROW)
		status = gal_store_fail(store, err);
	if (status == GAL_OK)
		*out = sqlite3_column_int64(s, 0);
	(void)sqlite3_finalize(s);
	return status;
}

static bool
same_name(struct gal_str s, const char *name)
{
	return strlen(name) == s.len &&
	    sqlite3_strnicmp(s.data, name, (int)s.len) == 0;
}

enum gal_status
gal_store_find_communities(struct gal_buffer *ids, struct gal_store *store,
    struct gal_str name, struct gal_error *err)
{
	const struct gal_store_community *all = store->communities;
	size_t n = store->community_count, before = ids->len;
	enum gal_status status = GAL_OK;

	if (name.len == 0)
		return gal_fail(err, GAL_ARGUMENT, "empty community name");
	for (size_t i = 0; status == GAL_OK && i < n; i++) {
		bool wanted = same_name(name, all[i].name) ||
		    gal_str_equal(name, gal_str_of(all[i].native_id));

		/* Another spelling of one that matches. */
		for (size_t j = 0; !wanted && j < n; j++)
			wanted = all[i].native_id[0] != '\0' &&
			    all[i].platform == all[j].platform &&
			    strcmp(all[i].native_id, all[j].native_id) == 0 &&
			    strcmp(all[i].scope, all[j].scope) == 0 &&
			    same_name(name, all[j].name);
		if (wanted)
			status = gal_buffer_append(
			    ids, &all[i].id, sizeof(all[i].id), err);
	}
	if (status == GAL_OK && ids->len == before)
		return gal_fail(err, GAL_NOT_FOUND,
		    "no community '%.*s' in the database", (int)name.len,
		    name.data);
	return status;
}
