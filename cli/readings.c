#include "cli/readings.h"

#include <stdlib.h>
#include <string.h>

void
readings_init(struct readings *readings)
{
	memset(readings, 0, sizeof(*readings));
	readings->tags = (struct gal_buffer)GAL_BUFFER(SIZE_MAX / 4);
	readings->moves = (struct gal_buffer)GAL_BUFFER(SIZE_MAX / 4);
}

void
readings_free(struct readings *readings)
{
	free(readings->items);
	gal_buffer_free(&readings->tags);
	gal_buffer_free(&readings->moves);
	readings_init(readings);
}

static enum gal_status
classify_one(struct gal_reading *out, struct gal_scratch *scratch,
    const struct gal_post *post, struct gal_error *err)
{
	struct gal_input input = {
		.community = post->community,
		.title = post->title,
		.text = post->text,
		.is_bot = (post->flags & (GAL_POST_BOT | GAL_POST_ADVERT)) != 0,
		.is_turn_of_ai = (post->flags & GAL_POST_ROLE_AI) != 0,
	};

	return gal_classify(out, scratch, &input, err);
}

/* Keep what a reading borrows from the scratch; pointers come later, as the
 * buffers may still move. */
static enum gal_status
keep(struct readings *readings, const struct gal_reading *r,
    struct gal_error *err)
{
	enum gal_status status;

	status = gal_buffer_append(&readings->tags, r->tags,
	    r->tag_count * sizeof(struct gal_tag), err);
	if (status == GAL_OK)
		status = gal_buffer_append(&readings->moves, r->moves,
		    r->move_count * sizeof(struct gal_move), err);
	return status;
}

static void
set_pointers(struct readings *readings)
{
	const struct gal_tag *tags =
	    (const struct gal_tag *)(const void *)readings->tags.data;
	const struct gal_move *moves =
	    (const struct gal_move *)(const void *)readings->moves.data;

	for (size_t i = 0; i < readings->count; i++) {
		struct gal_reading *r = &readings->items[i];

		r->tags = r->tag_count > 0 ? tags : NULL;
		r->moves = r->move_count > 0 ? moves : NULL;
		if (r->tag_count > 0)
			tags += r->tag_count;
		if (r->move_count > 0)
			moves += r->move_count;
	}
}

enum gal_status
readings_fill(struct readings *readings, struct gal_scratch *scratch,
    const struct gal_post *posts, size_t n, size_t stride,
    struct gal_error *err)
{
	const char *at = (const char *)posts;
	enum gal_status status = GAL_OK;

	readings->count = 0;
	gal_buffer_clear(&readings->tags);
	gal_buffer_clear(&readings->moves);
	if (n > readings->capacity) {
		struct gal_reading *items =
		    realloc(readings->items, n * sizeof(*items));

		if (items == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		readings->items = items;
		readings->capacity = n;
	}
	for (size_t i = 0; status == GAL_OK && i < n; i++, at += stride) {
		struct gal_reading *r = &readings->items[i];

		status = classify_one(
		    r, scratch, (const struct gal_post *)(const void *)at, err);
		if (status == GAL_OK)
			status = keep(readings, r, err);
		if (status == GAL_OK)
			readings->count++;
	}
	set_pointers(readings);
	return status;
}
