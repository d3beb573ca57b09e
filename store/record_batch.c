#include "store/record_batch.h"

#include <stdlib.h>
#include <string.h>

#define STRING_FIELDS 9

static void
string_fields(struct gal_str *out[STRING_FIELDS], struct gal_post *post)
{
	out[0] = &post->scope;
	out[1] = &post->native_id;
	out[2] = &post->community;
	out[3] = &post->community_id;
	out[4] = &post->thread;
	out[5] = &post->parent;
	out[6] = &post->crosspost_parent;
	out[7] = &post->title;
	out[8] = &post->text;
}

enum gal_status
gal_record_batch_add(struct gal_record_batch *batch,
    const struct gal_store_record *record, struct gal_error *err)
{
	struct gal_str *fields[STRING_FIELDS];
	const struct gal_reading *r = &record->reading;
	struct gal_store_record *copy;
	enum gal_status status = GAL_OK;

	if (batch->count == batch->capacity) {
		size_t n = batch->capacity * 2 + 256;

		copy = realloc(batch->records, n * sizeof(*copy));
		if (copy == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		batch->records = copy;
		batch->capacity = n;
	}
	copy = &batch->records[batch->count];
	*copy = *record;
	string_fields(fields, &copy->post);
	for (size_t i = 0; status == GAL_OK && i < STRING_FIELDS; i++)
		status = gal_buffer_append(
		    &batch->strings, fields[i]->data, fields[i]->len, err);
	if (status == GAL_OK)
		status = gal_buffer_append(&batch->tags, r->tags,
		    r->tag_count * sizeof(struct gal_tag), err);
	if (status == GAL_OK)
		status = gal_buffer_append(&batch->moves, r->moves,
		    r->move_count * sizeof(struct gal_move), err);
	if (status == GAL_OK)
		batch->count++;
	return status;
}

void
gal_record_batch_seal(struct gal_record_batch *batch)
{
	size_t string = 0, tag = 0, move = 0;

	for (size_t i = 0; i < batch->count; i++) {
		struct gal_store_record *record = &batch->records[i];
		struct gal_reading *r = &record->reading;
		struct gal_str *fields[STRING_FIELDS];

		string_fields(fields, &record->post);
		for (size_t f = 0; f < STRING_FIELDS; f++) {
			if (fields[f]->data != NULL)
				fields[f]->data = batch->strings.data != NULL
				    ? batch->strings.data + string
				    : "";
			string += fields[f]->len;
		}
		r->tags = r->tag_count == 0
		    ? NULL
		    : (const struct gal_tag *)(void *)batch->tags.data + tag;
		r->moves = r->move_count == 0
		    ? NULL
		    : (const struct gal_move *)(void *)batch->moves.data + move;
		tag += r->tag_count;
		move += r->move_count;
	}
}

void
gal_record_batch_clear(struct gal_record_batch *batch)
{
	batch->count = 0;
	gal_buffer_clear(&batch->strings);
	gal_buffer_clear(&batch->tags);
	gal_buffer_clear(&batch->moves);
}

void
gal_record_batch_free(struct gal_record_batch *batch)
{
	free(batch->records);
	batch->records = NULL;
	batch->count = 0;
	batch->capacity = 0;
	gal_buffer_free(&batch->strings);
	gal_buffer_free(&batch->tags);
	gal_buffer_free(&batch->moves);
}
