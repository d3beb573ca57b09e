/*
 * Reddit objects, one a line: the monthly dumps of every age (2005 to now),
 * Arctic Shift's with _meta, and what the interface itself gives. The kind is
 * told by the keys, because names of files are changed by people.
 */
#include "ingest/formats.h"
#include "ingest/json_line.h"
#include "ingest/reddit.h"
#include "ingest/reddit_skip.h"

#include <stdlib.h>
#include <string.h>

struct reddit_state {
	struct gal_json_pick *pick;
	struct gal_json_value values[GAL_REDDIT_KEY_COUNT];
	struct gal_buffer inner;
};

static int
reddit_bid(const char *head, size_t len, const struct gal_settings *settings)
{
	const char *object;

	(void)settings;
	/* junk may stand before the first object, but an array is none */
	object = memchr(head, '{', len);
	if (object == NULL || head[0] == '[')
		return 0;
	len -= (size_t)(object - head);
	if (!gal_json_looks_like_lines(object, len))
		return 0;
	if (gal_json_head_has(object, len, "subreddit") ||
	    gal_json_head_has(object, len, "subreddit_id"))
		return 90;
	return (gal_json_head_has(object, len, "link_id") &&
		   gal_json_head_has(object, len, "body")) ||
		(gal_json_head_has(object, len, "selftext") &&
		    gal_json_head_has(object, len, "title"))
	    ? 80
	    : 0;
}

static void
reddit_close(void *state)
{
	struct reddit_state *self = state;

	gal_json_pick_free(self->pick);
	gal_buffer_free(&self->inner);
	free(self);
}

static enum gal_status
reddit_open(
    void **state, const struct gal_settings *settings, struct gal_error *err)
{
	struct reddit_state *self = calloc(1, sizeof(*self));
	enum gal_status status;

	(void)settings;
	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->inner.limit = 4 * GAL_RECORD_MAX;
	status = gal_json_pick_new(
	    &self->pick, gal_reddit_keys, GAL_REDDIT_KEY_COUNT, err);
	if (status != GAL_OK) {
		free(self);
		return status;
	}
	*state = self;
	return GAL_OK;
}

/* The values of a thing {"kind": "t1", "data": {…}} are those of its data.
 * Its text is copied: it lasts only until the next run. */
static enum gal_status
unwrap(struct gal_parse *parse, struct reddit_state *self, bool *ok)
{
	struct gal_str data = self->values[GAL_REDDIT_DATA].text;
	enum gal_status status;

	gal_buffer_clear(&self->inner);
	status = gal_buffer_append(&self->inner, data.data, data.len, NULL);
	if (status == GAL_OK)
		status = gal_json_pick_run(self->pick, self->inner.data,
		    self->inner.len, self->inner.len, self->values);
	if (status == GAL_FORMAT) {
		gal_parse_bad(parse, "broken JSON");
		*ok = false;
		return GAL_OK;
	}
	return status == GAL_OK ? GAL_OK : GAL_NOMEM;
}

static enum gal_status
reddit_parse(struct gal_parse *parse, const struct gal_record *record)
{
	struct reddit_state *self = parse->state;
	enum gal_status status;
	bool ok;

	status = gal_json_record(parse, self->pick, record, self->values, &ok);
	if (status == GAL_OK && ok &&
	    self->values[GAL_REDDIT_DATA].type == GAL_JSON_NESTED &&
	    self->values[GAL_REDDIT_ID].type == GAL_JSON_ABSENT &&
	    self->values[GAL_REDDIT_NAME].type == GAL_JSON_ABSENT)
		status = unwrap(parse, self, &ok);
	return status == GAL_OK && ok ? gal_reddit_post(parse, self->values)
				      : status;
}

const struct gal_format gal_format_reddit = {
	.name = "reddit",
	.description = "Reddit objects, one a line (dumps, Arctic Shift)",
	.bid = reddit_bid,
	.open = reddit_open,
	.parse = reddit_parse,
	.close = reddit_close,
	.skip = gal_reddit_skip,
};
