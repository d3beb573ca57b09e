#include "stats/partial_merge.h"

#include <stdlib.h>
#include <string.h>

#include "stats/partial_internal.h"

struct cursor {
	struct gal_partial *file;
	struct gal_partial_copy copy;	     /* of the pass over copies */
	const struct gal_partial_post *post; /* of the pass over timelines */
	bool over;
	struct gal_buffer dropped; /* row ids, ascending */
};

struct gal_partial_merge {
	struct cursor *cursors;
	size_t n;
	size_t *heap; /* of cursors, the least first */
	size_t heap_count;
	int (*order)(const struct cursor *a, const struct cursor *b);
	struct gal_veil veil;
	struct gal_buffer listed; /* numbers of buried posts, ascending */
	struct gal_buffer buried; /* row ids, of copies by: */
	struct gal_buffer buried_authors; /* ascending */
	struct gal_partial_sums sums;

	bool begun; /* a post was handed out */
	bool has_author;
	struct gal_pseudonym author;
	struct gal_buffer told;
};

/* ---- sorted lists ---- */

static int
compare_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static int
compare_author(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct gal_pseudonym));
}

static bool
holds(const struct gal_buffer *list, int64_t row_id)
{
	return list->len > 0 &&
	    bsearch(&row_id, list->data, list->len / sizeof(row_id),
		sizeof(row_id), compare_id) != NULL;
}

/* By its own number, or as another copy of it is a buried author's. */
static bool
is_buried(const struct gal_partial_merge *m, int64_t row_id)
{
	return holds(&m->buried, row_id) ||
	    (m->listed.len > 0 &&
		holds(&m->listed, m->veil.number(m->veil.self, row_id)));
}

static void
sort_ids(struct gal_buffer *list)
{
	if (list->len > 0)
		qsort(list->data, list->len / sizeof(int64_t), sizeof(int64_t),
		    compare_id);
}

/* ---- the heap ---- */

static bool
is_before(const struct gal_partial_merge *m, size_t a, size_t b)
{
	int order = m->order(&m->cursors[a], &m->cursors[b]);

	return order < 0 || (order == 0 && a < b);
}

static void
sink(struct gal_partial_merge *m, size_t at)
{
	for (;;) {
		size_t least = at, held = m->heap[at];

		for (size_t child = 2 * at + 1;
		     child < m->heap_count && child <= 2 * at + 2; child++)
			if (is_before(m, m->heap[child], m->heap[least]))
				least = child;
		if (least == at)
			return;
		m->heap[at] = m->heap[least];
		m->heap[least] = held;
		at = least;
	}
}

static void
heap_make(struct gal_partial_merge *m,
    int (*order)(const struct cursor *, const struct cursor *))
{
	m->order = order;
	m->heap_count = 0;
	for (size_t i = 0; i < m->n; i++)
		if (!m->cursors[i].over)
			m->heap[m->heap_count++] = i;
	for (size_t i = m->heap_count; i-- > 0;)
		sink(m, i);
}

/* The first has moved on, or is over. */
static void
heap_moved(struct gal_partial_merge *m)
{
	if (m->cursors[m->heap[0]].over)
		m->heap[0] = m->heap[--m->heap_count];
	if (m->heap_count > 0)
		sink(m, 0);
}

/* ---- what is buried ---- */

static enum gal_status
gather_graves(struct gal_partial_merge *m, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < m->n; i++) {
		size_t posts, authors;
		const int64_t *ids =
		    gal_partial_buried_posts(m->cursors[i].file, &posts);
		const struct gal_pseudonym *names =
		    gal_partial_buried_authors(m->cursors[i].file, &authors);

		status = gal_buffer_append(
		    &m->listed, ids, posts * sizeof(*ids), err);
		if (status == GAL_OK)
			status = gal_buffer_append(&m->buried_authors, names,
			    authors * sizeof(*names), err);
		if (status == GAL_OK && posts > 0 && m->veil.number == NULL) {
			gal_error_place(
			    err, gal_partial_name(m->cursors[i].file));
			return gal_fail(err, GAL_KEY,
			    "what was purged is listed under the project key: "
			    "give it with --key");
		}
	}
	sort_ids(&m->listed);
	if (m->buried_authors.len > 0)
		qsort(m->buried_authors.data,
		    m->buried_authors.len / sizeof(struct gal_pseudonym),
		    sizeof(struct gal_pseudonym), compare_author);
	return status;
}

/* A copy by a buried author buries the post, as in the database. */
static enum gal_status
bury_posts_of_authors(struct gal_partial_merge *m, struct gal_error *err)
{
	size_t n = m->buried_authors.len / sizeof(struct gal_pseudonym);
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && n > 0 && i < m->n; i++) {
		struct gal_partial *file = m->cursors[i].file;
		const struct gal_partial_post *post;

		status = gal_partial_seek(file, true, err);
		while (status == GAL_OK) {
			const struct gal_pseudonym *author;

			status = gal_partial_next_post(&post, file, err);
			author = gal_partial_author(file);
			if (status == GAL_OK && author != NULL &&
			    bsearch(author, m->buried_authors.data, n,
				sizeof(*author), compare_author) != NULL)
				status = gal_buffer_append(&m->buried,
				    &post->row_id, sizeof(post->row_id), err);
		}
		if (status == GAL_END)
			status = GAL_OK;
	}
	sort_ids(&m->buried);
	return status;
}

/* ---- copies ---- */

static int
order_copies(const struct cursor *a, const struct cursor *b)
{
	return compare_id(&a->copy.row_id, &b->copy.row_id);
}

static enum gal_status
next_copy(struct cursor *c, struct gal_error *err)
{
	enum gal_status status = gal_partial_next_copy(&c->copy, c->file, err);

	c->over = status == GAL_END;
	return c->over ? GAL_OK : status;
}

static enum gal_status
drop(struct gal_partial_merge *m, size_t cursor, int64_t row_id,
    struct gal_error *err)
{
	m->sums.dropped++;
	return gal_buffer_append(
	    &m->cursors[cursor].dropped, &row_id, sizeof(row_id), err);
}

static void
add_sums(struct gal_partial_sums *sums, const struct gal_partial_copy *copy)
{
	int64_t t = copy->rank.created_utc;

	sums->posts++;
	sums->simulated |= (copy->rank.flags & GAL_POST_SIMULATED) != 0;
	if (t == GAL_ABSENT)
		return;
	if (sums->first_utc == GAL_ABSENT || t < sums->first_utc)
		sums->first_utc = t;
	if (t > sums->last_utc)
		sums->last_utc = t;
}

/* The same order as the copy rule's; of equal ones that which was read. */
static bool
is_better(const struct gal_partial_copy *a, const struct gal_partial_copy *b)
{
	int order = gal_copy_rank_compare(&a->rank, &b->rank);

	return order > 0 || (order == 0 && a->has_reading && !b->has_reading);
}

/* All copies of the least row id: one stays, or none if it is buried. */
static enum gal_status
resolve(struct gal_partial_merge *m, struct gal_error *err)
{
	size_t best = m->heap[0];
	struct gal_partial_copy winner = m->cursors[best].copy;
	bool buried = is_buried(m, winner.row_id);
	enum gal_status status = GAL_OK;

	/* buried ones are found by their lists: no need to keep them twice */
	m->sums.dropped += buried;
	status = next_copy(&m->cursors[best], err);
	heap_moved(m);
	while (status == GAL_OK && m->heap_count > 0 &&
	    m->cursors[m->heap[0]].copy.row_id == winner.row_id) {
		size_t other = m->heap[0];
		struct gal_partial_copy copy = m->cursors[other].copy;

		if (buried) {
			m->sums.dropped++;
		} else if (is_better(&copy, &winner)) {
			status = drop(m, best, winner.row_id, err);
			best = other;
			winner = copy;
		} else {
			status = drop(m, other, winner.row_id, err);
		}
		if (status == GAL_OK)
			status = next_copy(&m->cursors[other], err);
		heap_moved(m);
	}
	if (!buried)
		add_sums(&m->sums, &winner);
	return status;
}

static enum gal_status
resolve_all(struct gal_partial_merge *m, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < m->n; i++) {
		status = gal_partial_seek(m->cursors[i].file, false, err);
		if (status == GAL_OK)
			status = next_copy(&m->cursors[i], err);
	}
	if (status == GAL_OK)
		heap_make(m, order_copies);
	while (status == GAL_OK && m->heap_count > 0)
		status = resolve(m, err);
	return status;
}

/* ---- timelines ---- */

static int
order_authors(const struct gal_pseudonym *a, const struct gal_pseudonym *b)
{
	if (a == NULL || b == NULL) /* those without author come first */
		return (a != NULL) - (b != NULL);
	return compare_author(a, b);
}

static int
order_posts(const struct cursor *a, const struct cursor *b)
{
	int order = order_authors(
	    gal_partial_author(a->file), gal_partial_author(b->file));

	if (order == 0)
		order = compare_id(&a->post->timed.t, &b->post->timed.t);
	return order != 0 ? order
			  : compare_id(&a->post->row_id, &b->post->row_id);
}

static bool
is_dropped(
    const struct gal_partial_merge *m, const struct cursor *c, int64_t row_id)
{
	return holds(&c->dropped, row_id) || is_buried(m, row_id);
}

static enum gal_status
next_post(
    const struct gal_partial_merge *m, struct cursor *c, struct gal_error *err)
{
	enum gal_status status;

	do
		status = gal_partial_next_post(&c->post, c->file, err);
	while (status == GAL_OK && is_dropped(m, c, c->post->row_id));
	c->over = status == GAL_END;
	return c->over ? GAL_OK : status;
}

static enum gal_status
start_timelines(struct gal_partial_merge *m, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < m->n; i++) {
		struct cursor *c = &m->cursors[i];

		status = gal_partial_seek(c->file, true, err);
		if (status == GAL_OK)
			status = next_post(m, c, err);
	}
	if (status == GAL_OK)
		heap_make(m, order_posts);
	return status;
}

static int
compare_told(const void *a, const void *b)
{
	const struct gal_told *x = a, *y = b;
	int order = compare_id(&x->row_id, &y->row_id);

	if (order == 0)
		order = (int)x->move.from - (int)y->move.from;
	return order != 0 ? order : (int)x->move.to - (int)y->move.to;
}

/* What the author told in posts that are left, whichever file has them. */
static enum gal_status
gather_told(struct gal_partial_merge *m, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	gal_buffer_clear(&m->told);
	for (size_t i = 0; status == GAL_OK && m->has_author && i < m->n; i++) {
		const struct cursor *c = &m->cursors[i];
		const struct gal_pseudonym *author;
		const struct gal_told *told;
		size_t count;

		author = c->over ? NULL : gal_partial_author(c->file);
		if (author == NULL || compare_author(author, &m->author) != 0)
			continue;
		told = gal_partial_told(c->file, &count);
		for (size_t k = 0; status == GAL_OK && k < count; k++)
			if (!is_dropped(m, c, told[k].row_id))
				status = gal_buffer_append(
				    &m->told, &told[k], sizeof(told[k]), err);
	}
	if (m->told.len > 0)
		qsort(m->told.data, m->told.len / sizeof(struct gal_told),
		    sizeof(struct gal_told), compare_told);
	return status;
}

static bool
is_new_author(
    const struct gal_partial_merge *m, const struct gal_pseudonym *author)
{
	return !m->begun || m->has_author != (author != NULL) ||
	    (author != NULL && compare_author(author, &m->author) != 0);
}

enum gal_status
gal_partial_merge_next(struct gal_partial_merged *out,
    struct gal_partial_merge *m, struct gal_error *err)
{
	const struct gal_pseudonym *author;
	enum gal_status status = GAL_OK;

	/* what was handed out is borrowed until now */
	if (m->begun) {
		status = next_post(m, &m->cursors[m->heap[0]], err);
		if (status == GAL_OK)
			heap_moved(m);
	}
	if (status != GAL_OK)
		return status;
	if (m->heap_count == 0)
		return GAL_END;
	*out = (struct gal_partial_merged){ .file = m->heap[0] };
	out->post = m->cursors[out->file].post;
	author = gal_partial_author(m->cursors[out->file].file);
	out->new_author = is_new_author(m, author);
	m->begun = true;
	if (out->new_author) {
		m->has_author = author != NULL;
		if (author != NULL)
			m->author = *author;
		status = gather_told(m, err);
	}
	out->author = author == NULL ? NULL : &m->author;
	out->told = (const struct gal_told *)(const void *)m->told.data;
	out->told_count = m->told.len / sizeof(*out->told);
	return status;
}

/* ---- putting it together ---- */

static enum gal_status
check_heads(struct gal_partial *const *files, size_t n, struct gal_error *err)
{
	const struct gal_partial_head *first = gal_partial_head(files[0]);
	const char *name = gal_partial_name(files[0]);

	for (size_t i = 1; i < n; i++) {
		const struct gal_partial_head *h = gal_partial_head(files[i]);
		enum gal_status status = GAL_OK;

		if (!partial_same_book(first, h))
			status = gal_fail(err, GAL_CODEBOOK,
			    "tagged with another codebook than %s", name);
		else if (strcmp(first->key_check, h->key_check) != 0)
			status = gal_fail(err, GAL_KEY,
			    "made with another project key than %s", name);
		if (status == GAL_OK)
			continue;
		gal_error_place(err, gal_partial_name(files[i]));
		return status;
	}
	return GAL_OK;
}

enum gal_status
gal_partial_merge_new(struct gal_partial_merge **out,
    struct gal_partial *const *files, size_t n, const struct gal_veil *veil,
    struct gal_error *err)
{
	struct gal_partial_merge *m;
	enum gal_status status = check_heads(files, n, err);

	*out = NULL;
	if (status != GAL_OK)
		return status;
	m = calloc(1, sizeof(*m));
	if (m == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	if (veil != NULL)
		m->veil = *veil;
	m->listed = m->buried = m->buried_authors = m->told =
	    (struct gal_buffer)GAL_BUFFER(SIZE_MAX / 4);
	m->sums.first_utc = m->sums.last_utc = GAL_ABSENT;
	m->cursors = calloc(n, sizeof(*m->cursors));
	m->heap = calloc(n, sizeof(*m->heap));
	if (m->cursors == NULL || m->heap == NULL)
		status = gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; status == GAL_OK && i < n; i++, m->n++) {
		m->cursors[i].file = files[i];
		m->cursors[i].dropped =
		    (struct gal_buffer)GAL_BUFFER(SIZE_MAX / 4);
	}
	if (status == GAL_OK)
		status = gather_graves(m, err);
	if (status == GAL_OK)
		status = bury_posts_of_authors(m, err);
	if (status == GAL_OK)
		status = resolve_all(m, err);
	for (size_t i = 0; i < m->n; i++)
		sort_ids(&m->cursors[i].dropped);
	if (status == GAL_OK)
		status = start_timelines(m, err);
	if (status != GAL_OK) {
		gal_partial_merge_free(m);
		return status;
	}
	*out = m;
	return GAL_OK;
}

void
gal_partial_merge_free(struct gal_partial_merge *m)
{
	if (m == NULL)
		return;
	for (size_t i = 0; i < m->n; i++)
		gal_buffer_free(&m->cursors[i].dropped);
	free(m->cursors);
	free(m->heap);
	gal_buffer_free(&m->listed);
	gal_buffer_free(&m->buried);
	gal_buffer_free(&m->buried_authors);
	gal_buffer_free(&m->told);
	free(m);
}

const struct gal_partial_sums *
gal_partial_merge_sums(const struct gal_partial_merge *m)
{
	return &m->sums;
}
