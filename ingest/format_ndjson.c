/* Objects of any shape, one a line, read by a mapping (--map). */
#include "ingest/formats.h"
#include "ingest/json_line.h"
#include "ingest/map.h"

#include <stdlib.h>
#include <string.h>

struct ndjson_state {
	struct gal_map map;
	struct gal_json_pick *pick;
	struct gal_json_value picked[GAL_MAP_FIELD_COUNT];
	enum gal_map_field fields[GAL_MAP_FIELD_COUNT]; /* of picked[i] */
	size_t count;
};

static int
ndjson_bid(const char *head, size_t len, const struct gal_settings *settings)
{
	/* who gives a mapping means it */
	return settings->map != NULL && gal_json_looks_like_lines(head, len)
	    ? 99
	    : 0;
}

static void
ndjson_close(void *state)
{
	struct ndjson_state *self = state;

	gal_json_pick_free(self->pick);
	gal_map_free(&self->map);
	free(self);
}

static enum gal_status
ndjson_open(
    void **state, const struct gal_settings *settings, struct gal_error *err)
{
	const char *paths[GAL_MAP_FIELD_COUNT];
	struct ndjson_state *self = calloc(1, sizeof(*self));
	enum gal_status status;

	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	status = settings->map != NULL
	    ? gal_map_parse(&self->map, settings->map, err)
	    : gal_fail(err, GAL_ARGUMENT, "this format needs --map");
	for (int i = 0; i < GAL_MAP_FIELD_COUNT && status == GAL_OK; i++) {
		if (self->map.paths[i] == NULL)
			continue;
		paths[self->count] = self->map.paths[i];
		self->fields[self->count++] = (enum gal_map_field)i;
	}
	if (status == GAL_OK)
		status =
		    gal_json_pick_new(&self->pick, paths, self->count, err);
	if (status != GAL_OK) {
		ndjson_close(self);
		return status;
	}
	*state = self;
	return GAL_OK;
}

static enum gal_status
ndjson_parse(struct gal_parse *parse, const struct gal_record *record)
{
	struct ndjson_state *self = parse->state;
	struct gal_json_value values[GAL_MAP_FIELD_COUNT];
	enum gal_status status;
	bool ok;

	status = gal_json_record(parse, self->pick, record, self->picked, &ok);
	if (status != GAL_OK || !ok)
		return status;
	gal_map_constants(&self->map, values);
	for (size_t i = 0; i < self->count; i++)
		values[self->fields[i]] = self->picked[i];
	return gal_map_post(parse, values);
}

const struct gal_format gal_format_ndjson = {
	.name = "ndjson",
	.description = "objects of any shape, one a line, by --map",
	.bid = ndjson_bid,
	.open = ndjson_open,
	.parse = ndjson_parse,
	.close = ndjson_close,
};
