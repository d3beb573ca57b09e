#include "core/order.h"
#include "stats/partial_merge_internal.h"

#include <stdlib.h>
#include <string.h>

/* ---- what is buried ---- */

static void
sort_ids(struct gal_buffer *list)
{
	if (list->len > 0)
		qsort(list->data, list->len / sizeof(int64_t), sizeof(int64_t),
		    gal_compare_ints);
}

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
		    sizeof(struct gal_pseudonym), partial_compare_author);
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
				sizeof(*author),
				partial_compare_author) != NULL)
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
order_copies(const struct partial_cursor *a, const struct partial_cursor *b)
{
	return gal_compare_int(a->copy.row_id, b->copy.row_id);
}

static enum gal_status
next_copy(struct partial_cursor *c, struct gal_error *err)
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
	size_t best = m->heap.items[0];
	struct gal_partial_copy winner = m->cursors[best].copy;
	bool buried = partial_is_buried(m, winner.row_id);
	enum gal_status status = GAL_OK;

	/* buried ones are found by their lists: no need to keep them twice */
	m->sums.dropped += buried;
	status = next_copy(&m->cursors[best], err);
	partial_heap_moved(m);
	while (status == GAL_OK && m->heap.count > 0 &&
	    m->cursors[m->heap.items[0]].copy.row_id == winner.row_id) {
		size_t other = m->heap.items[0];
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
		partial_heap_moved(m);
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
		partial_heap_make(m, order_copies);
	while (status == GAL_OK && m->heap.count > 0)
		status = resolve(m, err);
	return status;
}

enum gal_status
partial_resolve_copies(struct gal_partial_merge *m, struct gal_error *err)
{
	enum gal_status status = gather_graves(m, err);

	if (status == GAL_OK)
		status = bury_posts_of_authors(m, err);
	if (status == GAL_OK)
		status = resolve_all(m, err);
	for (size_t i = 0; i < m->n; i++)
		sort_ids(&m->cursors[i].dropped);
	return status;
}
