#include "store/facet_counts.h"

#include <stdlib.h>
#include <string.h>

#include "core/datetime.h"
#include "core/rng.h"
#include "store/seen_authors.h"

/* Years 0 to 9999, as strftime() of SQLite knows them. */
#define MONTHS (12 * 10000)
#define DAY 86400

struct cell {
	int64_t posts;
	int64_t authors;
	uint64_t last_author;
};

struct gal_facet_counts {
	const struct gal_store *store;
	int facet;
	struct cell *cells;
	size_t count;		  /* the last one is of posts without a value */
	size_t *community_groups; /* of communities[i]: spellings that are the
				     same in several rows are one group */
	bool by_author;
	uint64_t author;      /* by_author: whose posts are being counted … */
	int64_t author_posts; /* … for AUTHOR_POSTS */
	struct gal_seen_authors *seen; /* else: who was seen in which group, or
					how many posts of whom */
};

/* How much authors wrote among the posts counted: least posts of each group,
 * and its name. */
static const struct {
	int64_t least;
	const char *name;
} shares[] = {
	{ 1, "1" },
	{ 2, "2 to 4" },
	{ 5, "5 to 9" },
	{ 10, "10 to 19" },
	{ 20, "20 to 49" },
	{ 50, "50 to 99" },
	{ 100, "100 and more" },
};
#define SHARES (sizeof(shares) / sizeof(shares[0]))

/* ---- which group a post is in; SIZE_MAX: unknown ---- */

static size_t
all_of(
    const struct gal_facet_counts *counts, const struct gal_timeline_post *post)
{
	(void)counts;
	(void)post;
	return 0;
}

static size_t
month_of(
    const struct gal_facet_counts *counts, const struct gal_timeline_post *post)
{
	int64_t utc = post->created_utc, year;
	int64_t days = utc / DAY - (utc % DAY < 0);
	int month, day;

	(void)counts;
	if (utc == GAL_ABSENT)
		return SIZE_MAX;
	gal_civil_from_days(days, &year, &month, &day);
	return year >= 0 && year < MONTHS / 12 ? (size_t)(year * 12 + month - 1)
					       : SIZE_MAX;
}

static size_t
community_of(
    const struct gal_facet_counts *counts, const struct gal_timeline_post *post)
{
	const struct gal_store_community *found =
	    gal_store_community_by_id(counts->store, post->community);

	return found != NULL
	    ? counts->community_groups[found - counts->store->communities]
	    : SIZE_MAX;
}

static size_t
stage_of(
    const struct gal_facet_counts *counts, const struct gal_timeline_post *post)
{
	if (!post->has_reading || post->unread != GAL_READ)
		return SIZE_MAX;
	return post->stage <= counts->store->codebook.rung_count ? post->stage
								 : 0;
}

static size_t
kind_of(
    const struct gal_facet_counts *counts, const struct gal_timeline_post *post)
{
	(void)counts;
	return (size_t)post->kind;
}

static size_t
platform_of(
    const struct gal_facet_counts *counts, const struct gal_timeline_post *post)
{
	(void)counts;
	return (size_t)post->platform;
}

/* ---- the names of groups ---- */

static const char *
all_name(const struct gal_facet_counts *counts, size_t i, char *scratch)
{
	(void)counts;
	(void)i;
	(void)scratch;
	return "all";
}

static const char *
month_name(const struct gal_facet_counts *counts, size_t i, char *scratch)
{
	(void)counts;
	gal_time_month(
	    DAY * gal_days_from_civil((int64_t)i / 12, (int)(i % 12) + 1, 1),
	    scratch);
	return scratch;
}

static const char *
community_name(const struct gal_facet_counts *counts, size_t i, char *scratch)
{
	(void)scratch;
	return counts->store->communities[i].name;
}

static const char *
code_name(const struct gal_facet_counts *counts, size_t i, char *scratch)
{
	(void)scratch;
	return counts->store->codebook.codes[i].name;
}

static const char *
stage_name(const struct gal_facet_counts *counts, size_t i, char *scratch)
{
	(void)scratch;
	return i == 0 ? "none" : counts->store->codebook.rungs[i - 1];
}

static const char *
kind_name(const struct gal_facet_counts *counts, size_t i, char *scratch)
{
	(void)counts;
	(void)scratch;
	return gal_kind_name((enum gal_kind)i);
}

static const char *
platform_name(const struct gal_facet_counts *counts, size_t i, char *scratch)
{
	(void)counts;
	(void)scratch;
	return gal_platform_name((enum gal_platform)i);
}

static const char *
share_name(const struct gal_facet_counts *counts, size_t i, char *scratch)
{
	(void)counts;
	(void)scratch;
	return shares[i].name;
}

static const struct {
	const char *name;
	/* NULL: a post may be in several (code), or is told by others */
	size_t (*group_of)(const struct gal_facet_counts *counts,
	    const struct gal_timeline_post *post);
	const char *(*name_of)(
	    const struct gal_facet_counts *counts, size_t i, char scratch[32]);
	bool numbered;	/* groups have an order of their own … */
	bool ascending; /* … and are shown in it */
} facets[GAL_FACETS] = {
	[GAL_FACET_ALL] = { "all", all_of, all_name, .numbered = true },
	[GAL_FACET_MONTH] = { "month", month_of, month_name, .numbered = true,
	    .ascending = true },
	[GAL_FACET_COMMUNITY] = { "community", community_of, community_name,
	    .numbered = false },
	[GAL_FACET_CODE] = { "code", NULL, code_name, .numbered = false },
	[GAL_FACET_STAGE] = { "stage", stage_of, stage_name, .numbered = true,
	    .ascending = true },
	[GAL_FACET_KIND] = { "kind", kind_of, kind_name, .numbered = true },
	[GAL_FACET_PLATFORM] = { "platform", platform_of, platform_name,
	    .numbered = true },
	[GAL_FACET_AUTHOR_POSTS] = { "author_posts", NULL, share_name,
	    .numbered = true, .ascending = true },
};

const char *
gal_facet_name(int facet)
{
	return facet >= 0 && facet < GAL_FACETS ? facets[facet].name : "?";
}

/* ---- making one ---- */

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
group_communities(struct gal_facet_counts *counts, struct gal_error *err)
{
	const struct gal_store *store = counts->store;
	size_t n = store->community_count;
	struct spelling *order = calloc(n + 1, sizeof(*order));
	size_t *groups = calloc(n + 1, sizeof(*groups));

	counts->community_groups = groups;
	if (order == NULL || groups == NULL) {
		free(order);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < n; i++)
		order[i] = (struct spelling){ store->communities[i].name, i };
	qsort(order, n, sizeof(*order), compare_spelling);
	for (size_t i = 0; i < n; i++) {
		size_t at = order[i].index;

		if (order[i].name[0] == '\0')
			groups[at] = SIZE_MAX; /* an id without a name */
		else if (i > 0 && strcmp(order[i].name, order[i - 1].name) == 0)
			groups[at] = groups[order[i - 1].index];
		else
			groups[at] = at;
	}
	free(order);
	return GAL_OK;
}

static size_t
group_count(const struct gal_store *store, int facet)
{
	const size_t counts[GAL_FACETS] = {
		[GAL_FACET_ALL] = 1,
		[GAL_FACET_MONTH] = MONTHS,
		[GAL_FACET_COMMUNITY] = store->community_count,
		[GAL_FACET_CODE] = store->codebook.code_count,
		[GAL_FACET_STAGE] = store->codebook.rung_count + 1,
		[GAL_FACET_KIND] = GAL_KIND_COUNT,
		[GAL_FACET_PLATFORM] = GAL_PLATFORM_COUNT,
		[GAL_FACET_AUTHOR_POSTS] = SHARES,
	};

	return counts[facet];
}

enum gal_status
gal_facet_counts_new(struct gal_facet_counts **out,
    const struct gal_store *store, int facet, bool by_author,
    struct gal_error *err)
{
	struct gal_facet_counts *counts = calloc(1, sizeof(*counts));
	enum gal_status status = GAL_OK;

	*out = NULL;
	if (counts == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	counts->store = store;
	counts->facet = facet;
	counts->by_author = by_author;
	counts->count = group_count(store, facet) + 1;
	counts->cells = calloc(counts->count, sizeof(*counts->cells));
	if (counts->cells == NULL)
		status = gal_fail(err, GAL_NOMEM, "out of memory");
	else if (facet == GAL_FACET_COMMUNITY)
		status = group_communities(counts, err);
	if (status == GAL_OK && !by_author)
		status = gal_seen_authors_new(&counts->seen, err);
	if (status == GAL_OK)
		*out = counts;
	else
		gal_facet_counts_free(counts);
	return status;
}

void
gal_facet_counts_free(struct gal_facet_counts *counts)
{
	if (counts == NULL)
		return;
	free(counts->cells);
	free(counts->community_groups);
	gal_seen_authors_free(counts->seen);
	free(counts);
}

/* ---- counting ---- */

static enum gal_status
count_in(struct gal_facet_counts *counts, size_t group, uint64_t author,
    struct gal_error *err)
{
	size_t at = group < counts->count - 1 ? group : counts->count - 1;
	struct cell *cell = &counts->cells[at];
	enum gal_status status = GAL_OK;
	bool is_new = true;

	cell->posts++;
	if (author == 0 || cell->last_author == author)
		return GAL_OK;
	cell->last_author = author;
	if (!counts->by_author)
		status = gal_seen_authors_enter(
		    &is_new, counts->seen, author, at, err);
	cell->authors += is_new;
	return status;
}

static void
count_author(void *self, uint64_t posts)
{
	struct gal_facet_counts *counts = self;
	size_t group = SHARES - 1;

	while (shares[group].least > (int64_t)posts)
		group--;
	counts->cells[group].posts += (int64_t)posts;
	counts->cells[group].authors++;
}

/* The author whose posts were being counted has no more. */
static void
end_author(struct gal_facet_counts *counts)
{
	if (counts->author != 0)
		count_author(counts, (uint64_t)counts->author_posts);
	counts->author = 0;
}

static enum gal_status
count_of_author(
    struct gal_facet_counts *counts, uint64_t author, struct gal_error *err)
{
	if (author == 0) {
		counts->cells[counts->count - 1].posts++;
		return GAL_OK;
	}
	if (!counts->by_author)
		return gal_seen_authors_count(counts->seen, author, err);
	if (author != counts->author) {
		end_author(counts);
		counts->author = author;
		counts->author_posts = 0;
	}
	counts->author_posts++;
	return GAL_OK;
}

enum gal_status
gal_facet_counts_add(struct gal_facet_counts *counts,
    const struct gal_timeline_post *post, struct gal_error *err)
{
	enum gal_status status = GAL_OK;
	uint64_t author = 0;

	if (post->has_author) {
		author =
		    gal_hash_bytes(post->author.bytes, GAL_PSEUDONYM_BYTES, 0);
		author = author != 0 ? author : 1;
	}
	if (facets[counts->facet].group_of != NULL)
		return count_in(counts,
		    facets[counts->facet].group_of(counts, post), author, err);
	if (counts->facet == GAL_FACET_AUTHOR_POSTS)
		return count_of_author(counts, author, err);
	for (size_t i = 0; i < post->code_count && status == GAL_OK; i++)
		status = count_in(counts, post->codes[i], author, err);
	return status;
}

/* ---- the groups, in order ---- */

/* value is NULL where groups are numbered: no two of them are alike in the
 * order, and a name is made when it is handed over. */
struct shown {
	const struct gal_facet_counts *counts;
	size_t index;
	struct gal_facet_group group;
};

/* In the order of places, or of descending posts. */
static int
compare_shown(const void *a, const void *b)
{
	const struct shown *x = a, *y = b;
	int64_t posts = y->group.total.posts - x->group.total.posts;
	int64_t place = x->group.place - y->group.place;

	if (posts != 0 && !facets[x->counts->facet].ascending)
		return posts > 0 ? 1 : -1;
	if (place != 0)
		return place > 0 ? 1 : -1;
	return strcmp(x->group.value, y->group.value);
}

static struct shown
show(const struct gal_facet_counts *counts, size_t i)
{
	bool numbered = facets[counts->facet].numbered;
	struct shown shown = { counts, i,
		{ NULL, numbered ? (int64_t)i : 0,
		    { counts->cells[i].posts, counts->cells[i].authors } } };

	if (i == counts->count - 1) {
		shown.group.value = "";
		shown.group.place = -1;
	} else if (!numbered) {
		shown.group.value =
		    facets[counts->facet].name_of(counts, i, NULL);
	}
	return shown;
}

enum gal_status
gal_facet_counts_each(struct gal_facet_counts *counts,
    gal_facet_take_group *take, void *self, struct gal_error *err)
{
	struct shown *list = calloc(counts->count, sizeof(*list));
	enum gal_status status = GAL_OK;
	size_t n = 0;

	if (list == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	end_author(counts);
	if (counts->facet == GAL_FACET_AUTHOR_POSTS && !counts->by_author)
		gal_seen_authors_each(counts->seen, count_author, counts);
	for (size_t i = 0; i < counts->count; i++) {
		if (counts->cells[i].posts > 0)
			list[n++] = show(counts, i);
	}
	qsort(list, n, sizeof(*list), compare_shown);
	for (size_t i = 0; i < n && status == GAL_OK; i++) {
		char scratch[32];

		if (list[i].group.value == NULL)
			list[i].group.value = facets[counts->facet].name_of(
			    counts, list[i].index, scratch);
		status = take(self, &list[i].group, err);
	}
	free(list);
	return status;
}
