#include "store/rollup.h"

#include <stdlib.h>
#include <string.h>

#include "core/datetime.h"
#include "store/timeline.h"

/* Years 0 to 9999, as strftime() of SQLite knows them, and the unknown. */
#define MONTHS (12 * 10000)
#define DAY 86400

/* Posts of one author stand together, so an author is new to a group unless
 * it was the last one counted there. */
struct group {
	int64_t posts;
	int64_t authors;
	uint64_t last_author; /* number in the order of the pass; 0 none */
};

struct groups {
	struct group *cells;
	size_t count; /* the last one is of posts without a value */
};

enum facet { ALL, MONTH, COMMUNITY, CODE, STAGE, KIND, PLATFORM, FACETS };

struct pass {
	struct gal_store *store;
	struct groups facets[FACETS];
	size_t *community_groups; /* of communities[i]: spellings that are the
				     same in several rows are one group */
	struct gal_pseudonym author;
	uint64_t author_number; /* 0: the first author is still to come */
};

/* ---- the names of groups ---- */

static const char *
all_name(const struct pass *pass, size_t i, char *scratch)
{
	(void)pass;
	(void)scratch;
	return i == 0 ? GAL_ROLLUP_ALL : "";
}

static const char *
month_name(const struct pass *pass, size_t i, char *scratch)
{
	(void)pass;
	gal_time_month(
	    DAY * gal_days_from_civil((int64_t)i / 12, (int)(i % 12) + 1, 1),
	    scratch);
	return scratch;
}

static const char *
community_name(const struct pass *pass, size_t i, char *scratch)
{
	(void)scratch;
	return pass->store->communities[i].name;
}

static const char *
code_name(const struct pass *pass, size_t i, char *scratch)
{
	(void)scratch;
	return pass->store->codebook.codes[i].name;
}

static const char *
stage_name(const struct pass *pass, size_t i, char *scratch)
{
	(void)scratch;
	return i == 0 ? "none" : pass->store->codebook.rungs[i - 1];
}

static const char *
kind_name(const struct pass *pass, size_t i, char *scratch)
{
	(void)pass;
	(void)scratch;
	return gal_kind_name((enum gal_kind)i);
}

static const char *
platform_name(const struct pass *pass, size_t i, char *scratch)
{
	(void)pass;
	(void)scratch;
	return gal_platform_name((enum gal_platform)i);
}

static const struct {
	const char *name;
	const char *(*name_of)(
	    const struct pass *pass, size_t i, char scratch[32]);
	bool numbered; /* groups have an order of their own */
} facets[FACETS] = {
	[ALL] = { GAL_ROLLUP_ALL, all_name, false },
	[MONTH] = { "month", month_name, true },
	[COMMUNITY] = { "community", community_name, false },
	[CODE] = { "code", code_name, false },
	[STAGE] = { "stage", stage_name, true },
	[KIND] = { "kind", kind_name, true },
	[PLATFORM] = { "platform", platform_name, true },
};

/* ---- counting ---- */

static void
count_in(struct pass *pass, enum facet facet, size_t group, bool has_author)
{
	struct groups *groups = &pass->facets[facet];
	struct group *g =
	    &groups->cells[group < groups->count ? group : groups->count - 1];

	g->posts++;
	if (has_author && g->last_author != pass->author_number) {
		g->last_author = pass->author_number;
		g->authors++;
	}
}

static size_t
month_of(int64_t utc)
{
	int64_t days = utc / DAY - (utc % DAY < 0), year;
	int month, day;

	if (utc == GAL_ABSENT)
		return SIZE_MAX;
	gal_civil_from_days(days, &year, &month, &day);
	return year >= 0 && year < MONTHS / 12 ? (size_t)(year * 12 + month - 1)
					       : SIZE_MAX;
}

static int
compare_community_id(const void *key, const void *element)
{
	int64_t id = *(const int64_t *)key;
	const struct gal_store_community *c = element;

	return (id > c->id) - (id < c->id);
}

/* communities[] stands in the order of ids. */
static size_t
community_of(const struct pass *pass, int64_t id)
{
	const struct gal_store *store = pass->store;
	const struct gal_store_community *found = store->community_count > 0
	    ? bsearch(&id, store->communities, store->community_count,
		  sizeof(*found), compare_community_id)
	    : NULL;

	return found != NULL
	    ? pass->community_groups[found - store->communities]
	    : SIZE_MAX;
}

static size_t
stage_of(const struct pass *pass, const struct gal_timeline_post *post)
{
	if (!post->has_reading || post->unread != GAL_READ)
		return SIZE_MAX;
	return post->stage <= pass->store->codebook.rung_count ? post->stage
							       : 0;
}

static void
count_post(struct pass *pass, const struct gal_timeline_post *post)
{
	bool has_author = post->has_author;

	if (has_author &&
	    (pass->author_number == 0 ||
		memcmp(&pass->author, &post->author, sizeof(pass->author)) !=
		    0)) {
		pass->author = post->author;
		pass->author_number++;
	}
	count_in(pass, ALL, 0, has_author);
	count_in(pass, MONTH, month_of(post->created_utc), has_author);
	count_in(
	    pass, COMMUNITY, community_of(pass, post->community), has_author);
	for (size_t i = 0; i < post->code_count; i++)
		count_in(pass, CODE, post->codes[i], has_author);
	count_in(pass, STAGE, stage_of(pass, post), has_author);
	count_in(pass, KIND, (size_t)post->kind, has_author);
	count_in(pass, PLATFORM, (size_t)post->platform, has_author);
}

static enum gal_status
count_posts(struct pass *pass, struct gal_error *err)
{
	const struct gal_timeline_filter every = { .with_anonymous = true,
		.with_bots = true };
	const struct gal_timeline_post *post = NULL;
	struct gal_store_timeline *timeline = NULL;
	enum gal_status status =
	    gal_store_timeline_open(&timeline, pass->store, &every, err);

	while (status == GAL_OK &&
	    (status = gal_store_timeline_next(&post, timeline, err)) == GAL_OK)
		count_post(pass, post);
	gal_store_timeline_close(timeline);
	return status == GAL_END ? GAL_OK : status;
}

/* ---- the pass ---- */

struct spelling {
	const char *name;
	size_t index;
};

static int
compare_spelling(const void *a, const void *b)
{
	const struct spelling *x = a, *y = b;
	int order = strcmp(x->name, y->name);

	return order != 0 ? order
			  : (x->index > y->index) - (x->index < y->index);
}

static enum gal_status
group_communities(struct pass *pass, struct gal_error *err)
{
	const struct gal_store *store = pass->store;
	size_t n = store->community_count;
	struct spelling *order = calloc(n + 1, sizeof(*order));

	pass->community_groups = calloc(n + 1, sizeof(size_t));
	if (order == NULL || pass->community_groups == NULL) {
		free(order);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < n; i++)
		order[i] = (struct spelling){ store->communities[i].name, i };
	qsort(order, n, sizeof(*order), compare_spelling);
	for (size_t i = 0; i < n; i++)
		pass->community_groups[order[i].index] =
		    i > 0 && strcmp(order[i].name, order[i - 1].name) == 0
		    ? pass->community_groups[order[i - 1].index]
		    : order[i].index;
	free(order);
	return GAL_OK;
}

static enum gal_status
make_groups(struct pass *pass, struct gal_error *err)
{
	const struct gal_store_codebook *book = &pass->store->codebook;
	const size_t counts[FACETS] = {
		[ALL] = 1,
		[MONTH] = MONTHS,
		[COMMUNITY] = pass->store->community_count,
		[CODE] = book->code_count,
		[STAGE] = book->rung_count + 1,
		[KIND] = GAL_KIND_COUNT,
		[PLATFORM] = GAL_PLATFORM_COUNT,
	};

	for (int f = 0; f < FACETS; f++) {
		struct groups *groups = &pass->facets[f];

		groups->count = counts[f] + 1;
		groups->cells = calloc(groups->count, sizeof(struct group));
		if (groups->cells == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	return group_communities(pass, err);
}

static enum gal_status
put_group(struct pass *pass, enum facet facet, size_t i, struct gal_error *err)
{
	const struct groups *groups = &pass->facets[facet];
	const struct group *g = &groups->cells[i];
	bool unknown = i + 1 == groups->count;
	char scratch[32];
	sqlite3_stmt *s;

	if (g->posts == 0)
		return GAL_OK;
	s = gal_store_statement(pass->store, SQL_ROLLUP_PUT, err);
	if (s == NULL)
		return gal_store_fail(pass->store, err);
	gal_bind_str(s, 1, gal_str_of(facets[facet].name));
	gal_bind_str(s, 2,
	    gal_str_of(unknown ? "" : facets[facet].name_of(pass, i, scratch)));
	gal_bind_int(s, 3,
	    unknown			 ? -1
		: facets[facet].numbered ? (int64_t)i
					 : 0);
	gal_bind_int(s, 4, g->posts);
	gal_bind_int(s, 5, g->authors);
	return gal_store_run(pass->store, s, err);
}

static enum gal_status
run_pass(struct gal_store *store, struct gal_error *err)
{
	struct pass pass = { .store = store };
	enum gal_status status = make_groups(&pass, err);

	if (status == GAL_OK)
		status = count_posts(&pass, err);
	for (int f = 0; f < FACETS; f++) {
		for (size_t i = 0; status == GAL_OK && i < pass.facets[f].count;
		     i++)
			status = put_group(&pass, (enum facet)f, i, err);
		free(pass.facets[f].cells);
	}
	free(pass.community_groups);
	return status;
}

enum gal_status
gal_rollup_clear(struct gal_store *store, struct gal_error *err)
{
	return gal_store_run_sql(store, SQL_ROLLUP_CLEAR, err);
}

enum gal_status
gal_rollup_fill(struct gal_store *store, struct gal_error *err)
{
	struct gal_error own = { 0 };
	int64_t filled = 0;
	bool busy;
	/* A snapshot, not the write lock: a pass over millions of posts must
	 * not keep another writer waiting. */
	enum gal_status status = gal_store_snapshot(store, err);

	if (status != GAL_OK)
		return status;
	status = gal_store_ask(
	    &filled, store, "SELECT EXISTS (SELECT 1 FROM rollup)", 0, &own);
	if (status == GAL_OK && filled == 0)
		status = run_pass(store, &own);
	busy = status != GAL_OK &&
	    (sqlite3_errcode(store->db) & 0xff) == SQLITE_BUSY;
	if (status != GAL_OK && !busy && err != NULL)
		*err = own;
	status = gal_store_end(store, status, busy ? NULL : err);
	return busy ? GAL_OK : status;
}

enum gal_status
gal_rollup_read(bool *answered, struct gal_store *store, const char *facet,
    gal_query_facet_row *row, void *self, struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_ROLLUP_OF, err);
	enum gal_status status = GAL_OK;
	int code = SQLITE_DONE;

	*answered = false;
	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_str(s, 1, gal_str_of(facet));
	while (status == GAL_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		const struct gal_query_total total = {
			sqlite3_column_int64(s, 1),
			sqlite3_column_int64(s, 2),
		};

		*answered = true;
		status = row(
		    self, (const char *)sqlite3_column_text(s, 0), &total, err);
	}
	if (status == GAL_OK && code != SQLITE_DONE)
		status = gal_store_fail(store, err);
	(void)sqlite3_reset(s);
	return status;
}
