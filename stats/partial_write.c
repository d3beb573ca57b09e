#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "stats/partial.h"
#include "stats/partial_format.h"

struct gal_partial_writer {
	FILE *file;
	struct gal_buffer payload;
	int section;
	uint32_t number; /* of the next block */
	uint64_t copies, posts;
	int64_t row_before; /* of the section or author */
	int64_t t_before;
};

static enum gal_status
put_raw(struct gal_partial_writer *w, const void *bytes, size_t n,
    struct gal_error *err)
{
	if (fwrite(bytes, 1, n, w->file) != n)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot write the partial timelines");
	return GAL_OK;
}

static void
store_le(uint8_t *out, uint64_t v, int n)
{
	for (int i = 0; i < n; i++)
		out[i] = (uint8_t)(v >> (8 * i));
}

static enum gal_status
flush_block(struct gal_partial_writer *w, struct gal_error *err)
{
	uint8_t header[PARTIAL_HEADER_BYTES], check[PARTIAL_CHECK_BYTES];
	enum gal_status status;

	if (w->payload.len == 0)
		return GAL_OK;
	header[0] = (uint8_t)w->section;
	store_le(header + 1, w->payload.len, 4);
	store_le(header + 5, w->number, 4);
	store_le(check,
	    partial_checksum(
		w->payload.data, w->payload.len, w->section, w->number),
	    8);
	status = put_raw(w, header, sizeof(header), err);
	if (status == GAL_OK)
		status = put_raw(w, w->payload.data, w->payload.len, err);
	if (status == GAL_OK)
		status = put_raw(w, check, sizeof(check), err);
	gal_buffer_clear(&w->payload);
	w->number++;
	return status;
}

/* Before each record. */
static enum gal_status
begin(struct gal_partial_writer *w, int section, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	if (w->section != section || w->payload.len >= PARTIAL_BLOCK_AIM)
		status = flush_block(w, err);
	if (w->section != section)
		w->row_before = w->t_before = 0;
	w->section = section;
	return status;
}

static enum gal_status
put(struct gal_partial_writer *w, uint64_t v, struct gal_error *err)
{
	uint8_t bytes[10];
	size_t n = 0;

	for (; v > 127; v >>= 7)
		bytes[n++] = (uint8_t)(v | 128);
	bytes[n++] = (uint8_t)v;
	return gal_buffer_append(&w->payload, bytes, n, err);
}

static enum gal_status
put_difference(struct gal_partial_writer *w, int64_t v, int64_t before,
    struct gal_error *err)
{
	return put(w, partial_zigzag((uint64_t)v - (uint64_t)before), err);
}

static enum gal_status
put_row(struct gal_partial_writer *w, int64_t row_id, struct gal_error *err)
{
	enum gal_status status = put_difference(w, row_id, w->row_before, err);

	w->row_before = row_id;
	return status;
}

static enum gal_status
put_string(
    struct gal_partial_writer *w, const char *text, struct gal_error *err)
{
	size_t n = text == NULL ? 0 : strlen(text);
	enum gal_status status;

	if (n > PARTIAL_STRING_MAX)
		return gal_fail(err, GAL_LIMIT, "a name is too long");
	status = put(w, n, err);
	return status == GAL_OK && n > 0
	    ? gal_buffer_append(&w->payload, text, n, err)
	    : status;
}

static enum gal_status
put_name(struct gal_partial_writer *w, enum partial_name kind, const char *text,
    struct gal_error *err)
{
	enum gal_status status = begin(w, PARTIAL_HEAD, err);

	if (status == GAL_OK)
		status = put(w, kind, err);
	return status == GAL_OK ? put_string(w, text, err) : status;
}

static enum gal_status
put_community(struct gal_partial_writer *w,
    const struct gal_partial_community *c, struct gal_error *err)
{
	enum gal_status status = begin(w, PARTIAL_HEAD, err);

	if (status == GAL_OK)
		status = put(w, PARTIAL_COMMUNITY, err);
	if (status == GAL_OK)
		status = put(w, c->platform, err);
	if (status == GAL_OK)
		status = put_string(w, c->scope, err);
	if (status == GAL_OK)
		status = put_string(w, c->name, err);
	return status == GAL_OK ? put_string(w, c->native_id, err) : status;
}

static enum gal_status
put_head(struct gal_partial_writer *w, const struct gal_partial_head *head,
    struct gal_error *err)
{
	enum gal_status status =
	    put_raw(w, PARTIAL_MAGIC, PARTIAL_MAGIC_BYTES, err);

	if (status == GAL_OK)
		status = put_name(w, PARTIAL_CODEBOOK, head->codebook, err);
	if (status == GAL_OK)
		status = put_name(w, PARTIAL_KEY_CHECK, head->key_check, err);
	for (size_t i = 0; status == GAL_OK && i < head->code_count; i++)
		status = put_name(w, PARTIAL_CODE, head->codes[i], err);
	for (size_t i = 0; status == GAL_OK && i < head->rung_count; i++)
		status = put_name(w, PARTIAL_RUNG, head->rungs[i], err);
	for (size_t i = 0; status == GAL_OK && i < head->model_count; i++) {
		status = put_name(w, PARTIAL_MODEL, head->models[i].name, err);
		if (status == GAL_OK)
			status = put(w, head->models[i].code, err);
	}
	for (size_t i = 0; status == GAL_OK && i < head->community_count; i++)
		status = put_community(w, &head->communities[i], err);
	return status;
}

enum gal_status
gal_partial_writer_new(struct gal_partial_writer **out, FILE *file,
    const struct gal_partial_head *head, struct gal_error *err)
{
	struct gal_partial_writer *w = calloc(1, sizeof(*w));
	enum gal_status status;

	*out = NULL;
	if (w == NULL) {
		(void)fclose(file);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	w->file = file;
	w->payload = (struct gal_buffer)GAL_BUFFER(PARTIAL_BLOCK_MAX);
	status = put_head(w, head, err);
	if (status != GAL_OK) {
		gal_partial_writer_free(w);
		return status;
	}
	*out = w;
	return GAL_OK;
}

void
gal_partial_writer_free(struct gal_partial_writer *w)
{
	if (w == NULL)
		return;
	if (w->file != NULL)
		(void)fclose(w->file);
	gal_buffer_free(&w->payload);
	free(w);
}

enum gal_status
gal_partial_bury_post(
    struct gal_partial_writer *w, int64_t row_id, struct gal_error *err)
{
	enum gal_status status = begin(w, PARTIAL_BURIED, err);

	if (status == GAL_OK)
		status = put(w, PARTIAL_GRAVE_POST, err);
	return status == GAL_OK ? put_row(w, row_id, err) : status;
}

enum gal_status
gal_partial_bury_author(struct gal_partial_writer *w,
    const struct gal_pseudonym *author, struct gal_error *err)
{
	enum gal_status status = begin(w, PARTIAL_BURIED, err);

	if (status == GAL_OK)
		status = put(w, PARTIAL_GRAVE_AUTHOR, err);
	return status == GAL_OK ? gal_buffer_append(&w->payload, author->bytes,
				      sizeof(author->bytes), err)
				: status;
}

enum gal_status
gal_partial_put_copy(struct gal_partial_writer *w,
    const struct gal_partial_copy *copy, struct gal_error *err)
{
	const struct gal_copy_rank *r = &copy->rank;
	bool edited = r->edited_utc != GAL_ABSENT;
	uint8_t digest[8];
	enum gal_status status = begin(w, PARTIAL_COPIES, err);

	if (status == GAL_OK)
		status = put(w,
		    (uint64_t)r->deletion << COPY_DELETION_SHIFT |
			(r->has_author ? COPY_HAS_AUTHOR : 0) |
			(copy->has_reading ? COPY_HAS_READING : 0) |
			(edited ? COPY_HAS_EDITED : 0),
		    err);
	if (status == GAL_OK)
		status = put_row(w, copy->row_id, err);
	if (status == GAL_OK)
		status = put(w, r->flags, err);
	if (status == GAL_OK)
		status = put_difference(w, r->created_utc, w->t_before, err);
	w->t_before = r->created_utc;
	if (status == GAL_OK)
		status = put_difference(w, r->content_utc, r->created_utc, err);
	if (status == GAL_OK && edited)
		status = put_difference(w, r->edited_utc, r->created_utc, err);
	store_le(digest, r->digest, 8);
	if (status == GAL_OK)
		status = gal_buffer_append(&w->payload, digest, 8, err);
	w->copies++;
	return status;
}

enum gal_status
gal_partial_put_author(struct gal_partial_writer *w,
    const struct gal_pseudonym *author, struct gal_error *err)
{
	enum gal_status status = begin(w, PARTIAL_TIMELINES, err);

	w->row_before = w->t_before = 0;
	if (status == GAL_OK)
		status = put(w,
		    author == NULL ? TIMELINE_NO_AUTHOR : TIMELINE_AUTHOR, err);
	return status == GAL_OK && author != NULL
	    ? gal_buffer_append(
		  &w->payload, author->bytes, sizeof(author->bytes), err)
	    : status;
}

enum gal_status
gal_partial_put_told(struct gal_partial_writer *w, const struct gal_told *told,
    struct gal_error *err)
{
	enum gal_status status = begin(w, PARTIAL_TIMELINES, err);

	if (status == GAL_OK)
		status = put(w, TIMELINE_TOLD, err);
	if (status == GAL_OK)
		status = put_row(w, told->row_id, err);
	if (status == GAL_OK)
		status = put(w, told->move.from, err);
	return status == GAL_OK ? put(w, told->move.to, err) : status;
}

/* A float as the database has it; 0 for what was not read. */
static uint32_t
valence_bits(const struct gal_timed_post *post)
{
	float valence = post->read ? (float)post->valence : 0;
	uint32_t bits;

	memcpy(&bits, &valence, sizeof(bits));
	return bits;
}

static enum gal_status
put_reading(struct gal_partial_writer *w, const struct gal_timed_post *post,
    struct gal_error *err)
{
	uint32_t bits = valence_bits(post);
	uint8_t bytes[4];
	enum gal_status status = put(w, (uint64_t)(post->stage + 1), err);

	if (status == GAL_OK && bits != 0) {
		store_le(bytes, bits, 4);
		status = gal_buffer_append(&w->payload, bytes, 4, err);
	}
	if (status == GAL_OK)
		status = put(w, post->code_count, err);
	for (size_t i = 0; status == GAL_OK && i < post->code_count; i++)
		status = put(w,
		    (uint64_t)(post->codes[i] -
			(i == 0 ? 0 : post->codes[i - 1])),
		    err);
	return status;
}

enum gal_status
gal_partial_put_post(struct gal_partial_writer *w,
    const struct gal_partial_post *post, struct gal_error *err)
{
	const struct gal_timed_post *t = &post->timed;
	bool facts = t->pressures != 0 || t->model != 0;
	bool no_time = t->t == GAL_ABSENT;
	enum gal_status status = begin(w, PARTIAL_TIMELINES, err);

	if (status == GAL_OK)
		status = put(w,
		    POST_IS_POST | (t->bot ? POST_BOT : 0) |
			(t->read ? POST_READ : 0) | (t->self ? POST_SELF : 0) |
			(no_time ? POST_NO_TIME : 0) |
			(facts ? POST_HAS_FACTS : 0) |
			(valence_bits(t) != 0 ? POST_HAS_VALENCE : 0),
		    err);
	if (status == GAL_OK && !no_time)
		status = put_difference(w, t->t, w->t_before, err);
	if (!no_time)
		w->t_before = t->t;
	if (status == GAL_OK)
		status = put_row(w, post->row_id, err);
	if (status == GAL_OK)
		status = put(w, post->community, err);
	if (status == GAL_OK && t->read)
		status = put_reading(w, t, err);
	if (status == GAL_OK && facts)
		status = put(w, t->pressures, err);
	if (status == GAL_OK && facts)
		status = put(w, t->model, err);
	w->posts++;
	return status;
}

enum gal_status
gal_partial_writer_finish(struct gal_partial_writer *w, struct gal_error *err)
{
	enum gal_status status = begin(w, PARTIAL_END, err);

	if (status == GAL_OK)
		status = put(w, w->copies, err);
	if (status == GAL_OK)
		status = put(w, w->posts, err);
	if (status == GAL_OK)
		status = flush_block(w, err);
	if (status == GAL_OK && fflush(w->file) != 0)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot write the partial timelines");
	return status;
}

FILE *
gal_partial_writer_detach(struct gal_partial_writer *w)
{
	FILE *file = w->file;

	w->file = NULL;
	return file;
}
