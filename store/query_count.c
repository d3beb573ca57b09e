/* What a query finds, counted and broken down. */
#include <stdlib.h>
#include <string.h>

#include "store/facet_counts.h"
#include "store/query_sql.h"
#include "store/rollup.h"

/* Every post is asked for: the rollup knows. */
static bool
is_unfiltered(const struct gal_query *query)
{
	return query->match == NULL && query->code_count == 0 &&
	    query->absent_count == 0 && query->communities == NULL &&
	    query->stages == 0 && query->language == GAL_QUERY_ANY &&
	    !query->has_platform && !query->has_kind && !query->has_author &&
	    query->thread == NULL && !query->has_since && !query->has_until &&
	    !query->has_least_score && !query->has_most_score &&
	    !query->has_row_id;
}

/* One match: author, created_utc, community, kind, platform, id. */
static void
take_match(struct gal_timeline_post *post, sqlite3_stmt *s)
{
	memset(post, 0, sizeof(*post));
	if (sqlite3_column_bytes(s, 0) == GAL_PSEUDONYM_BYTES) {
		post->has_author = true;
		memcpy(post->author.bytes, sqlite3_column_blob(s, 0),
		    GAL_PSEUDONYM_BYTES);
	}
	post->created_utc = gal_column_int(s, 1);
	post->community = sqlite3_column_int64(s, 2);
	post->kind = (enum gal_kind)sqlite3_column_int(s, 3);
	post->platform = (enum gal_platform)sqlite3_column_int(s, 4);
	post->row_id = sqlite3_column_int64(s, 5);
}

/* Where codes of a match are put: there are at most as many as in the
 * codebook. */
struct code_list {
	uint16_t *codes;
	size_t most;
};

/* From the evidence, which stands in the order of posts, as matches come: the
 * codes in the timeline stand by author, and took longer to find. */
static enum gal_status
read_codes(struct gal_timeline_post *post, const struct code_list *list,
    struct gal_store *store, struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_TAG_CODES, err);
	int64_t last = -1;
	int step;

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, post->row_id);
	post->codes = list->codes;
	while ((step = sqlite3_step(s)) == SQLITE_ROW) {
		int64_t code = sqlite3_column_int64(s, 0);

		if (code != last && post->code_count < list->most)
			list->codes[post->code_count++] = (uint16_t)code;
		last = code;
	}
	(void)sqlite3_reset(s);
	return step == SQLITE_DONE ? GAL_OK : gal_store_fail(store, err);
}

static enum gal_status
read_stage(struct gal_timeline_post *post, const struct code_list *list,
    struct gal_store *store, struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_TIMELINE_GET, err);
	int step;

	(void)list;
	if (s == NULL)
		return gal_store_fail(store, err);
	(void)sqlite3_bind_blob(s, 1, post->author.bytes,
	    post->has_author ? GAL_PSEUDONYM_BYTES : 0, SQLITE_STATIC);
	(void)sqlite3_bind_int64(s, 2, post->created_utc);
	(void)sqlite3_bind_int64(s, 3, post->row_id);
	step = sqlite3_step(s);
	if (step == SQLITE_ROW) {
		post->unread = (uint8_t)sqlite3_column_int(s, 0);
		post->stage = (uint8_t)sqlite3_column_int(s, 2);
		post->has_reading = post->unread != GAL_UNTAGGED;
	}
	(void)sqlite3_reset(s);
	return step == SQLITE_ROW || step == SQLITE_DONE
	    ? GAL_OK
	    : gal_store_fail(store, err);
}

/* What a facet needs beside the post's own row. */
typedef enum gal_status read_fn(struct gal_timeline_post *post,
    const struct code_list *list, struct gal_store *store,
    struct gal_error *err);
static read_fn *const readers[GAL_FACETS] = {
	[GAL_FACET_CODE] = read_codes,
	[GAL_FACET_STAGE] = read_stage,
};

static enum gal_status
count_rows(struct gal_facet_counts *counts, int facet, struct gal_store *store,
    const struct gal_query *query, sqlite3_stmt *rows, struct gal_error *err)
{
	struct code_list list = { NULL, gal_store_codebook(store)->code_count };
	enum gal_status status = GAL_OK;
	int step = SQLITE_DONE;

	list.codes = calloc(list.most + 1, sizeof(*list.codes));
	if (list.codes == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	while (status == GAL_OK && (step = sqlite3_step(rows)) == SQLITE_ROW) {
		struct gal_timeline_post post;

		take_match(&post, rows);
		if (readers[facet] != NULL)
			status = readers[facet](&post, &list, store, err);
		if (status == GAL_OK)
			status = gal_facet_counts_add(counts, &post, err);
	}
	free(list.codes);
	return status == GAL_OK && step != SQLITE_DONE
	    ? gal_query_step_failed(store, query, err)
	    : status;
}

static enum gal_status
count_matches(struct gal_facet_counts *counts, int facet,
    struct gal_store *store, const struct gal_query *query,
    struct gal_error *err)
{
	struct gal_query_sql sql = gal_query_sql_new(err);
	sqlite3_stmt *s = NULL;
	enum gal_status status;

	gal_query_sql_add(&sql,
	    "SELECT p.author, p.created_utc, p.community, p.kind, p.platform, "
	    "%s",
	    gal_query_sql_id(query));
	gal_query_sql_source(&sql, query);
	gal_query_sql_where(&sql, store, query);
	status = gal_query_sql_run(&s, store, &sql, query, err);
	if (status == GAL_OK)
		status = count_rows(counts, facet, store, query, s, err);
	(void)sqlite3_finalize(s);
	return status;
}

struct handing_over {
	gal_query_facet_row *row;
	void *self;
};

static enum gal_status
hand_over(
    void *self, const struct gal_facet_group *group, struct gal_error *err)
{
	const struct handing_over *to = self;

	return to->row(to->self, group->value, &group->total, err);
}

static enum gal_status
count_facet(struct gal_store *store, const struct gal_query *query, int facet,
    gal_query_facet_row *row, void *self, struct gal_error *err)
{
	struct handing_over to = { row, self };
	struct gal_facet_counts *counts = NULL;
	bool answered = false;
	enum gal_status status = gal_query_check_match(store, query, err);

	if (status == GAL_OK && is_unfiltered(query))
		status = gal_rollup_read(
		    &answered, store, gal_facet_name(facet), row, self, err);
	if (status != GAL_OK || answered)
		return status;
	status = gal_facet_counts_new(&counts, store, facet, false, err);
	if (status == GAL_OK)
		status = count_matches(counts, facet, store, query, err);
	if (status == GAL_OK)
		status = gal_facet_counts_each(counts, hand_over, &to, err);
	gal_facet_counts_free(counts);
	return status;
}

static enum gal_status
take_total(void *self, const char *value, const struct gal_query_total *total,
    struct gal_error *err)
{
	struct gal_query_total *out = self;

	(void)value;
	(void)err;
	*out = *total;
	return GAL_OK;
}

enum gal_status
gal_query_count(struct gal_query_total *out, struct gal_store *store,
    const struct gal_query *query, struct gal_error *err)
{
	*out = (struct gal_query_total){ 0, 0 };
	return count_facet(store, query, GAL_FACET_ALL, take_total, out, err);
}

const char *
gal_query_facet_name(enum gal_query_facet facet)
{
	return gal_facet_name((int)facet);
}

enum gal_status
gal_query_facets(struct gal_store *store, const struct gal_query *query,
    enum gal_query_facet facet, gal_query_facet_row *row, void *self,
    struct gal_error *err)
{
	return count_facet(store, query, (int)facet, row, self, err);
}
