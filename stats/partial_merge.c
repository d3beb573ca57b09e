#include "stats/partial_merge.h"

#include <stdlib.h>
#include <string.h>

#include "core/order.h"
#include "stats/partial_internal.h"
#include "stats/partial_merge_internal.h"

/* ---- sorted lists ---- */

int
partial_compare_author(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct gal_pseudonym));
}

bool
partial_holds(const struct gal_buffer *list, int64_t row_id)
{
	return list->len > 0 &&
	    bsearch(&row_id, list->data, list->len / sizeof(row_id),
		sizeof(row_id), gal_compare_ints) != NULL;
}

bool
partial_is_buried(const struct gal_partial_merge *m, int64_t row_id)
{
	return partial_holds(&m->buried, row_id) ||
	    (m->listed.len > 0 &&
		partial_holds(
		    &m->listed, m->veil.number(m->veil.self, row_id)));
}

/* ---- the heap ---- */

static int
order_cursors(const void *self, size_t a, size_t b)
{
	const struct gal_partial_merge *m = self;

	return m->order(&m->cursors[a], &m->cursors[b]);
}

void
partial_heap_make(struct gal_partial_merge *m,
    int (*order)(const struct partial_cursor *, const struct partial_cursor *))
{
	m->order = order;
	m->heap.order = order_cursors;
	m->heap.self = m;
	m->heap.count = 0;
	for (size_t i = 0; i < m->n; i++)
		if (!m->cursors[i].over)
			m->heap.items[m->heap.count++] = i;
	gal_heap_make(&m->heap);
}

void
partial_heap_moved(struct gal_partial_merge *m)
{
	if (m->cursors[m->heap.items[0]].over)
		gal_heap_drop(&m->heap);
	else
		gal_heap_moved(&m->heap);
}

/* ---- timelines ---- */

static int
order_authors(const struct gal_pseudonym *a, const struct gal_pseudonym *b)
{
	if (a == NULL || b == NULL) /* those without author come first */
		return (a != NULL) - (b != NULL);
	return partial_compare_author(a, b);
}

static int
order_posts(const struct partial_cursor *a, const struct partial_cursor *b)
{
	int order = order_authors(
	    gal_partial_author(a->file), gal_partial_author(b->file));

	if (order == 0)
		order = gal_compare_int(a->post->timed.t, b->post->timed.t);
	return order != 0 ? order
			  : gal_compare_int(a->post->row_id, b->post->row_id);
}

static bool
is_dropped(const struct gal_partial_merge *m, const struct partial_cursor *c,
    int64_t row_id)
{
	return partial_holds(&c->dropped, row_id) ||
	    partial_is_buried(m, row_id);
}

static enum gal_status
next_post(const struct gal_partial_merge *m, struct partial_cursor *c,
    struct gal_error *err)
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
		struct partial_cursor *c = &m->cursors[i];

		status = gal_partial_seek(c->file, true, err);
		if (status == GAL_OK)
			status = next_post(m, c, err);
	}
	if (status == GAL_OK)
		partial_heap_make(m, order_posts);
	return status;
}

static int
compare_told(const void *a, const void *b)
{
	const struct gal_told *x = a, *y = b;
	int order = gal_compare_int(x->row_id, y->row_id);

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
		const struct partial_cursor *c = &m->cursors[i];
		const struct gal_pseudonym *author;
		const struct gal_told *told;
		size_t count;

		author = c->over ? NULL : gal_partial_author(c->file);
		if (author == NULL ||
		    partial_compare_author(author, &m->author) != 0)
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
	    (author != NULL && partial_compare_author(author, &m->author) != 0);
}

enum gal_status
gal_partial_merge_next(struct gal_partial_merged *out,
    struct gal_partial_merge *m, struct gal_error *err)
{
	const struct gal_pseudonym *author;
	enum gal_status status = GAL_OK;

	/* what was handed out is borrowed until now */
	if (m->begun) {
		status = next_post(m, &m->cursors[m->heap.items[0]], err);
		if (status == GAL_OK)
			partial_heap_moved(m);
	}
	if (status != GAL_OK)
		return status;
	if (m->heap.count == 0)
		return GAL_END;
	*out = (struct gal_partial_merged){ .file = m->heap.items[0] };
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
	m->heap.items = calloc(n, sizeof(*m->heap.items));
	if (m->cursors == NULL || m->heap.items == NULL)
		status = gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; status == GAL_OK && i < n; i++, m->n++) {
		m->cursors[i].file = files[i];
		m->cursors[i].dropped =
		    (struct gal_buffer)GAL_BUFFER(SIZE_MAX / 4);
	}
	if (status == GAL_OK)
		status = partial_resolve_copies(m, err);
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
	free(m->heap.items);
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
