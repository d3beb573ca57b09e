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

/* What a match is counted by stands in its row of the timeline, which is read
 * from the index by post: a row of the posts or of the evidence for each of a
 * hundred thousand matches took twice as long. */
static const char columns[] =
    "SELECT t.author, t.created_utc, t.community, t.kind, t.platform, "
    "t.unread, t.stage, t.codes, t.post";

/* Codes go to `codes`, which has room for `most`: there are no more in the
 * codebook. */
static void
take_match(struct gal_timeline_post *post, uint16_t *codes, size_t most,
    sqlite3_stmt *s)
{
	const uint8_t *bytes = sqlite3_column_blob(s, 7);
	size_t n = (size_t)sqlite3_column_bytes(s, 7) / 2;

	memset(post, 0, sizeof(*post));
	if (sqlite3_column_bytes(s, 0) == GAL_PSEUDONYM_BYTES) {
		post->has_author = true;
		memcpy(post->author.bytes, sqlite3_column_blob(s, 0),
		    GAL_PSEUDONYM_BYTES);
	}
	post->created_utc = sqlite3_column_int64(s, 1);
	post->community = sqlite3_column_int64(s, 2);
	post->kind = (enum gal_kind)sqlite3_column_int(s, 3);
	post->platform = (enum gal_platform)sqlite3_column_int(s, 4);
	post->unread = (uint8_t)sqlite3_column_int(s, 5);
	post->stage = (uint8_t)sqlite3_column_int(s, 6);
	post->has_reading = post->unread != GAL_UNTAGGED;
	post->row_id = sqlite3_column_int64(s, 8);
	post->codes = codes;
	post->code_count = n < most ? n : most;
	for (size_t i = 0; i < post->code_count; i++)
		codes[i] = (uint16_t)(bytes[2 * i] | bytes[2 * i + 1] << 8);
}

static enum gal_status
count_rows(struct gal_facet_counts *counts, struct gal_store *store,
    const struct gal_query *query, sqlite3_stmt *rows, struct gal_error *err)
{
	size_t most = gal_store_codebook(store)->code_count;
	uint16_t *codes = calloc(most + 1, sizeof(*codes));
	enum gal_status status = GAL_OK;
	int step = SQLITE_DONE;

	if (codes == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	while (status == GAL_OK && (step = sqlite3_step(rows)) == SQLITE_ROW) {
		struct gal_timeline_post post;

		take_match(&post, codes, most, rows);
		status = gal_facet_counts_add(counts, &post, err);
	}
	free(codes);
	return status == GAL_OK && step != SQLITE_DONE
	    ? gal_query_step_failed(store, query, err)
	    : status;
}

static enum gal_status
count_matches(struct gal_facet_counts *counts, struct gal_store *store,
    const struct gal_query *query, struct gal_error *err)
{
	struct gal_query_sql sql = gal_query_sql_new(true, err);
	sqlite3_stmt *s = NULL;
	enum gal_status status;

	gal_query_sql_add(&sql, "%s", columns);
	gal_query_sql_source(&sql, query);
	gal_query_sql_where(&sql, store, query);
	status = gal_query_sql_run(&s, store, &sql, query, err);
	if (status == GAL_OK)
		status = count_rows(counts, store, query, s, err);
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
		status = count_matches(counts, store, query, err);
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
