#include "store/copy_rule.h"

#include <string.h>

#include "core/copy_rank.h"
#include "core/order.h"

int
gal_copy_compare_metrics(
    const struct gal_store_record *a, const struct gal_store_record *b)
{
	int order = gal_compare_int(a->post.observed_utc, b->post.observed_utc);

	if (order == 0)
		order =
		    gal_compare_int(a->post.num_comments, b->post.num_comments);
	if (order == 0)
		order = gal_compare_int(a->post.score, b->post.score);
	return order;
}

static int
compare_strings(const struct gal_post *a, const struct gal_post *b)
{
	const struct gal_str *left[] = { &a->text, &a->title, &a->community,
		&a->community_id, &a->thread, &a->parent,
		&a->crosspost_parent };
	const struct gal_str *right[] = { &b->text, &b->title, &b->community,
		&b->community_id, &b->thread, &b->parent,
		&b->crosspost_parent };
	int order = 0;

	for (size_t i = 0; order == 0 && i < sizeof(left) / sizeof(left[0]);
	     i++)
		order = gal_str_compare(*left[i], *right[i]);
	if (order == 0 && a->has_author)
		order = memcmp(
		    a->author.bytes, b->author.bytes, sizeof(a->author.bytes));
	return order;
}

int
gal_copy_compare_content(
    const struct gal_store_record *x, const struct gal_store_record *y)
{
	struct gal_copy_rank a, b;
	int order, digests;

	gal_copy_rank_numbers(&a, &x->post, x->content_utc);
	gal_copy_rank_numbers(&b, &y->post, y->content_utc);
	order = gal_copy_rank_compare(&a, &b);
	if (order != 0)
		return order;
	/* digests are made for the rare copies that differ in their texts
	 * alone; strings decide only where two digests collide */
	order = compare_strings(&x->post, &y->post);
	if (order == 0)
		return 0;
	a.digest = gal_copy_digest(&x->post);
	b.digest = gal_copy_digest(&y->post);
	digests = gal_copy_rank_compare(&a, &b);
	return digests != 0 ? digests : order;
}

static void
take_metrics(struct gal_post *to, const struct gal_post *from)
{
	to->observed_utc = from->observed_utc;
	to->num_comments = from->num_comments;
	to->score = from->score;
}

unsigned
gal_copy_fold(
    struct gal_store_record *state, const struct gal_store_record *copy)
{
	int metrics = gal_copy_compare_metrics(copy, state);
	int content = gal_copy_compare_content(copy, state);
	struct gal_store_record old = *state;
	unsigned changed = 0;

	if (content > 0) {
		*state = *copy;
		state->post.row_id = old.post.row_id;
		take_metrics(&state->post, &old.post);
		changed |= GAL_COPY_CONTENT;
	} else if (content == 0 && !state->has_reading && copy->has_reading) {
		state->has_reading = true;
		state->reading = copy->reading;
		changed |= GAL_COPY_READING;
	}
	if (metrics > 0) {
		take_metrics(&state->post, &copy->post);
		changed |= GAL_COPY_METRICS;
	}
	return changed;
}
