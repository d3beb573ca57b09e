#include "cli/replies_pass.h"

#include <string.h>

#include "cli/depth_levels.h"
#include "core/post.h"
#include "stats/dialogue.h"
#include "stats/replies.h"
#include "store/parents.h"

struct levels {
	uint16_t code[CLI_DEPTH_LEVELS];
	bool known[CLI_DEPTH_LEVELS];
};

static void
find_levels(struct levels *out, const struct gal_store_codebook *book)
{
	*out = (struct levels){ .code = { 0 } };
	for (size_t i = 0; i < CLI_DEPTH_LEVELS; i++)
		for (size_t c = 0; c < book->code_count; c++)
			if (strcmp(book->codes[c].name,
				cli_depth_levels[i].code) == 0) {
				out->code[i] = (uint16_t)c;
				out->known[i] = true;
			}
}

/* Sum of the three kinds, 3 to 9. */
static double
depth_of(const struct levels *levels, const uint16_t *codes, size_t n)
{
	uint8_t depth[GAL_DEPTHS] = { 1, 1, 1 };
	double sum = 0;

	for (size_t c = 0; c < n; c++)
		for (size_t i = 0; i < CLI_DEPTH_LEVELS; i++)
			if (levels->known[i] && codes[c] == levels->code[i] &&
			    cli_depth_levels[i].level >
				depth[cli_depth_levels[i].kind])
				depth[cli_depth_levels[i].kind] =
				    cli_depth_levels[i].level;
	for (int k = 0; k < GAL_DEPTHS; k++)
		sum += depth[k];
	return sum;
}

static uint64_t
key_of(const struct gal_pseudonym *author)
{
	uint64_t key = 0;

	for (int i = 0; i < 8; i++)
		key = key << 8 | author->bytes[i];
	return key;
}

static bool
may_reply(const struct gal_timeline_post *post)
{
	return post->has_author && post->has_reading &&
	    post->unread == GAL_READ && post->kind != GAL_KIND_SUBMISSION &&
	    post->kind != GAL_KIND_TURN;
}

static enum gal_status
take_post(struct gal_replies *sums, const struct levels *levels,
    struct gal_store_parents *parents, const struct gal_timeline_post *post,
    struct gal_error *err)
{
	const struct gal_store_parent *parent;
	enum gal_status status =
	    gal_store_parents_find(&parent, parents, post->row_id, err);

	if (status == GAL_END)
		return GAL_OK;
	if (status != GAL_OK)
		return status;
	if (parent->has_author && parent->read &&
	    (parent->flags & (GAL_POST_BOT | GAL_POST_ADVERT)) == 0 &&
	    memcmp(parent->author.bytes, post->author.bytes,
		sizeof(post->author.bytes)) != 0)
		gal_replies_add(sums, key_of(&post->author), post->community,
		    depth_of(levels, parent->codes, parent->code_count),
		    depth_of(levels, post->codes, post->code_count));
	return GAL_OK;
}

enum gal_status
cli_replies_read(struct gal_timeline *timeline, struct gal_store *store,
    const struct gal_timeline_filter *filter, struct gal_error *err)
{
	struct gal_timeline_filter authored = *filter;
	struct gal_store_timeline *posts = NULL;
	struct gal_store_parents *parents = NULL;
	struct gal_replies sums = { 0 };
	struct levels levels;
	bool cut = false;
	enum gal_status status;

	authored.with_anonymous = authored.with_bots = false;
	find_levels(&levels, gal_store_codebook(store));
	status = gal_store_parents_open(&parents, store, err);
	if (status == GAL_OK)
		status = gal_store_timeline_open(&posts, store, &authored, err);
	while (status == GAL_OK) {
		const struct gal_timeline_post *post;

		status = gal_store_timeline_next(&post, posts, err);
		if (status != GAL_OK || !may_reply(post))
			continue;
		/* a replier is taken whole or not at all */
		if (sums.pairs >= CLI_REPLIES_MOST &&
		    key_of(&post->author) != sums.key) {
			cut = true;
			status = GAL_END;
			break;
		}
		status = take_post(&sums, &levels, parents, post, err);
	}
	gal_store_timeline_close(posts);
	gal_store_parents_close(parents);
	if (status != GAL_END)
		return status;
	gal_replies_finish(&sums);
	gal_timeline_set_replies(timeline, &sums, cut);
	return GAL_OK;
}
