#include "cli/stats_database.h"

#include <stdlib.h>
#include <string.h>

#include "cli/replies_pass.h"
#include "core/order.h"

/*
 * The moves of a post. Both sides ascend by author; inside an author posts
 * come by time and moves by row id, so an author's moves are given to the
 * author's first post: reports count authors, not posts.
 */
static enum gal_status
take_moves(struct stats_database *d, struct gal_timed_post *post,
    const struct gal_pseudonym *author, struct gal_error *err)
{
	struct gal_narrated_move told;
	enum gal_status status;

	post->moves = d->found;
	while ((status = gal_store_narrated_of(&told, d->moves, author, err)) ==
	    GAL_OK)
		if (post->move_count < STATS_MOVES_MAX)
			d->found[post->move_count++] = told.move;
	return status == GAL_END ? GAL_OK : status;
}

static uint64_t
author_key(const struct gal_pseudonym *author)
{
	uint64_t key = 0;

	for (int i = 0; i < 8; i++)
		key = key << 8 | author->bytes[i];
	return key;
}

void
stats_post_convert(
    struct gal_timed_post *out, const struct gal_timeline_post *post)
{
	*out = (struct gal_timed_post){
		.author = author_key(&post->author),
		.has_author = post->has_author,
		.bot = (post->flags & (GAL_POST_BOT | GAL_POST_ADVERT)) != 0,
		.t = post->created_utc,
		.read = post->has_reading && post->unread == GAL_READ,
		.stage = -1,
		.valence = (double)post->valence,
	};
	if (!out->read)
		return;
	/* A rung counts for the author only where the post is about the
	 * author: the codebook asks for stance.self, and so do we. */
	out->self = post->stance == GAL_STANCE_SELF;
	if (post->stage > 0 && out->self)
		out->stage = post->stage - 1;
	out->codes = post->codes;
	out->code_count = post->code_count;
}

static enum gal_status
next_row(struct stats_row *out, void *self, struct gal_error *err)
{
	struct stats_database *d = self;
	const struct gal_timeline_post *post;
	enum gal_status status = gal_store_timeline_next(&post, d->posts, err);

	if (status != GAL_OK)
		return status;
	*out = (struct stats_row){
		.row_id = post->row_id, .title = post->title, .text = post->text
	};
	stats_post_convert(&out->post, post);
	if (post->has_author)
		status = take_moves(d, &out->post, &post->author, err);
	if (status == GAL_OK)
		status = cli_rule_facts_add(
		    &out->post, &d->facts, d->tags, post->row_id, err);
	return status;
}

/* The pass counts posts outside the window; replies are not taken there. */
static enum gal_status
read_replies(struct gal_timeline *timeline,
    const struct gal_derive_rules *window, void *self, struct gal_error *err)
{
	const struct stats_database *d = self;
	struct gal_timeline_filter inside = d->filter;

	inside.has_since = inside.has_until = true;
	inside.since = window->start;
	inside.until = window->end;
	inside.with_text = false;
	return cli_replies_read(timeline, d->store, &inside, err);
}

static enum gal_status
find_communities(struct stats_database *d,
    const struct cli_stats_options *options, struct gal_store *store,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < options->community_count && status == GAL_OK;
	     i++)
		status = gal_store_find_communities(&d->communities, store,
		    gal_str_of(options->communities[i]), err);
	if (status != GAL_OK || options->community_count == 0)
		return status;
	d->filter.community_count = d->communities.len / sizeof(int64_t);
	d->filter.communities =
	    (const int64_t *)(const void *)d->communities.data;
	qsort(d->communities.data, d->filter.community_count, sizeof(int64_t),
	    gal_compare_ints);
	return status;
}

static enum gal_status
fill_source(
    struct stats_database *d, struct gal_store *store, struct gal_error *err)
{
	const struct gal_store_codebook *book = gal_store_codebook(store);
	struct gal_store_span span;
	enum gal_status status = gal_store_span(&span, store, err);

	if (status != GAL_OK)
		return status;
	if (book->hash == NULL || book->hash[0] == '\0')
		return gal_fail(err, GAL_UNDEFINED,
		    "nothing is classified yet: run galatea classify first");
	status = cli_rule_facts_load(&d->facts, book, err);
	d->source = (struct stats_source){ .book = book,
		.models = d->facts.models,
		.model_count = d->facts.model_count,
		.simulated = span.simulated,
		.first_utc = span.first_utc,
		.last_utc = span.last_utc,
		.self = d,
		.next = next_row,
		.replies = read_replies };
	return status;
}

enum gal_status
stats_database_open(struct stats_database *out,
    const struct cli_stats_options *options, struct gal_store *store,
    struct gal_error *err)
{
	enum gal_status status;

	*out = (struct stats_database){ .store = store,
		.communities = GAL_BUFFER((size_t)1 << 24),
		.filter = { .with_anonymous = true,
		    .with_bots = true,
		    .with_text = options->words } };
	status = fill_source(out, store, err);
	if (status == GAL_OK)
		status = find_communities(out, options, store, err);
	if (status == GAL_OK)
		status = gal_store_rule_tags_open(&out->tags, store, err);
	if (status == GAL_OK)
		status = gal_store_narrated_open(&out->moves, store, err);
	if (status == GAL_OK)
		status = gal_store_timeline_open(
		    &out->posts, store, &out->filter, err);
	return status;
}

void
stats_database_close(struct stats_database *d)
{
	gal_store_timeline_close(d->posts);
	gal_store_narrated_close(d->moves);
	gal_store_rule_tags_close(d->tags);
	cli_rule_facts_free(&d->facts);
	gal_buffer_free(&d->communities);
	*d = (struct stats_database){ .posts = NULL };
}
