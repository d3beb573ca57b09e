#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "stats/partial_internal.h"

/* Of names, of what is buried: what a damaged file may claim. */
#define BYTES_MAX ((size_t)1 << 31)

/* ---- opening ---- */

static enum gal_status
check_magic(struct gal_partial *p, struct gal_error *err)
{
	char magic[PARTIAL_MAGIC_BYTES];
	enum gal_status status =
	    partial_read_at(p, 0, magic, sizeof(magic), err);

	if (status != GAL_OK && status != GAL_TRUNCATED)
		return status;
	if (status == GAL_TRUNCATED ||
	    memcmp(magic, PARTIAL_MAGIC, PARTIAL_MAGIC_BYTES - 1) != 0) {
		gal_error_place(err, p->name);
		return gal_fail(err, GAL_FORMAT,
		    "not a file of partial timelines (galatea stats "
		    "--partial)");
	}
	if (magic[PARTIAL_MAGIC_BYTES - 1] !=
	    PARTIAL_MAGIC[PARTIAL_MAGIC_BYTES - 1]) {
		gal_error_place(err, p->name);
		return gal_fail(err, GAL_SCHEMA,
		    "partial timelines of another version of galatea");
	}
	p->next_byte = PARTIAL_MAGIC_BYTES;
	return GAL_OK;
}

/* How long it is; what has no places to read at is refused here. */
static enum gal_status
measure(struct gal_partial *p, struct gal_error *err)
{
	enum gal_status status = partial_hold(p, err);
	off_t end;

	if (status != GAL_OK)
		return status;
	end = lseek(fileno(p->file), 0, SEEK_END);
	if (end < 0) {
		gal_error_place(err, p->name);
		return gal_fail_errno(err, GAL_IO, errno,
		    "partial timelines are read more than once: give a file");
	}
	p->file_bytes = (uint64_t)end - p->base;
	return GAL_OK;
}

/* What the file is and who has it is in `from`. */
static enum gal_status
open_partial(struct gal_partial **out, const struct gal_partial *from,
    const char *name, struct gal_error *err)
{
	struct gal_partial *p = malloc(sizeof(*p));
	enum gal_status status = GAL_OK;

	*out = NULL;
	if (p == NULL) {
		if (from->file != NULL && !from->borrowed)
			(void)fclose(from->file);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	*p = *from;
	p->name = strdup(name);
	p->strings = p->codes = p->rungs = p->models = p->communities =
	    p->told = p->graves[0] = p->graves[1] =
		(struct gal_buffer)GAL_BUFFER(BYTES_MAX);
	if (p->name == NULL)
		status = gal_fail(err, GAL_NOMEM, "out of memory");
	if (status == GAL_OK)
		status = measure(p, err);
	if (status == GAL_OK)
		status = check_magic(p, err);
	if (status == GAL_OK)
		status = partial_read_head(p, err);
	if (status == GAL_OK)
		status = partial_read_graves(p, err);
	if (status != GAL_OK) {
		gal_partial_close(p);
		return status;
	}
	*out = p;
	return GAL_OK;
}

enum gal_status
gal_partial_open_file(struct gal_partial **out, FILE *file, const char *name,
    struct gal_error *err)
{
	const struct gal_partial from = { .file = file };

	return open_partial(out, &from, name, err);
}

enum gal_status
gal_partial_open_part(struct gal_partial **out, FILE *file, uint64_t byte,
    const char *name, struct gal_error *err)
{
	const struct gal_partial from = {
		.file = file, .borrowed = true, .base = byte
	};

	return open_partial(out, &from, name, err);
}

enum gal_status
gal_partial_open(struct gal_partial **out, const char *path,
    struct gal_partial_pool *pool, struct gal_error *err)
{
	const struct gal_partial from = { .pool = pool };

	return open_partial(out, &from, path, err);
}

void
gal_partial_close(struct gal_partial *p)
{
	if (p == NULL)
		return;
	partial_let_go(p);
	free(p->name);
	free(p->payload);
	free(p->pointers);
	free((void *)p->head.models);
	free((void *)p->head.communities);
	gal_buffer_free(&p->strings);
	gal_buffer_free(&p->codes);
	gal_buffer_free(&p->rungs);
	gal_buffer_free(&p->models);
	gal_buffer_free(&p->communities);
	gal_buffer_free(&p->graves[0]);
	gal_buffer_free(&p->graves[1]);
	gal_buffer_free(&p->told);
	free(p);
}

const struct gal_partial_head *
gal_partial_head(const struct gal_partial *p)
{
	return &p->head;
}

const char *
gal_partial_name(const struct gal_partial *p)
{
	return p->name;
}

const int64_t *
gal_partial_buried_posts(const struct gal_partial *p, size_t *count)
{
	*count = p->graves[0].len / sizeof(int64_t);
	return (const int64_t *)(const void *)p->graves[0].data;
}

const struct gal_pseudonym *
gal_partial_buried_authors(const struct gal_partial *p, size_t *count)
{
	*count = p->graves[1].len / sizeof(struct gal_pseudonym);
	return (const struct gal_pseudonym *)(const void *)p->graves[1].data;
}

/* ---- copies and timelines ---- */

enum gal_status
gal_partial_seek(struct gal_partial *p, bool timelines, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	partial_go_to(p, p->body_byte, p->body_number);
	p->copies = p->posts = 0;
	p->row_before = p->t_before = 0;
	p->has_author = p->any_author = p->any_post = false;
	gal_buffer_clear(&p->told);
	while (status == GAL_OK && timelines) {
		uint64_t byte = p->next_byte;
		uint32_t number = p->next_number;
		bool copies;

		status = partial_read_header(p, err);
		if (status != GAL_OK)
			break;
		copies = p->section == PARTIAL_COPIES;
		partial_go_to(p, copies ? p->next_byte : byte,
		    copies ? p->next_number : number);
		if (!copies)
			break;
	}
	return status;
}

static enum gal_status
read_rank(struct gal_partial_copy *out, struct gal_partial *p, uint64_t bits,
    struct gal_error *err)
{
	struct gal_copy_rank *r = &out->rank;
	const uint8_t *digest = NULL;
	uint64_t flags = 0;
	enum gal_status status = partial_get_below(
	    &flags, p, (uint64_t)UINT32_MAX + 1, "flags are damaged", err);

	r->flags = (uint32_t)flags;
	r->edited_utc = GAL_ABSENT;
	if (status == GAL_OK)
		status = partial_get_difference(
		    &r->created_utc, p, p->t_before, err);
	p->t_before = r->created_utc;
	if (status == GAL_OK)
		status = partial_get_difference(
		    &r->content_utc, p, r->created_utc, err);
	if (status == GAL_OK && (bits & COPY_HAS_EDITED) != 0)
		status = partial_get_difference(
		    &r->edited_utc, p, r->created_utc, err);
	if (status == GAL_OK)
		status = partial_get_bytes(&digest, p, 8, err);
	if (status == GAL_OK)
		r->digest = partial_load_le(digest, 8);
	return status;
}

enum gal_status
gal_partial_next_copy(
    struct gal_partial_copy *out, struct gal_partial *p, struct gal_error *err)
{
	uint64_t bits;
	enum gal_status status = partial_begin_record(p, PARTIAL_COPIES, err);

	*out = (struct gal_partial_copy){ 0 };
	if (status == GAL_OK)
		status = partial_get_below(&bits, p,
		    (uint64_t)GAL_DELETION_COUNT << COPY_DELETION_SHIFT,
		    "no such deletion", err);
	if (status != GAL_OK)
		return status;
	out->has_reading = (bits & COPY_HAS_READING) != 0;
	out->rank.has_author = (bits & COPY_HAS_AUTHOR) != 0;
	out->rank.deletion = (uint8_t)(bits >> COPY_DELETION_SHIFT);
	status = partial_get_difference(&out->row_id, p, p->row_before, err);
	if (status == GAL_OK && p->copies > 0 && out->row_id <= p->row_before)
		return partial_corrupt(p, "copies descend", err);
	p->row_before = out->row_id;
	p->copies++;
	return status == GAL_OK ? read_rank(out, p, bits, err) : status;
}

static enum gal_status
read_author(struct gal_partial *p, bool has_author, struct gal_error *err)
{
	const uint8_t *bytes;
	enum gal_status status = GAL_OK;
	bool descends = false;

	gal_buffer_clear(&p->told);
	p->any_post = false;
	p->row_before = p->t_before = 0;
	if (has_author) {
		status = partial_get_bytes(&bytes, p, GAL_PSEUDONYM_BYTES, err);
		if (status != GAL_OK)
			return status;
		descends = p->has_author &&
		    memcmp(p->author.bytes, bytes, GAL_PSEUDONYM_BYTES) >= 0;
		memcpy(p->author.bytes, bytes, GAL_PSEUDONYM_BYTES);
	} else {
		descends = p->any_author;
	}
	p->has_author = has_author;
	p->any_author = true;
	return descends ? partial_corrupt(p, "authors descend", err) : status;
}

static enum gal_status
read_told(struct gal_partial *p, struct gal_error *err)
{
	struct gal_told told = { 0 };
	uint64_t from = 0, to = 0;
	enum gal_status status;

	if (!p->has_author || p->any_post)
		return partial_corrupt(
		    p, "a move stands where none can be", err);
	status = partial_get_difference(&told.row_id, p, p->row_before, err);
	p->row_before = told.row_id;
	if (status == GAL_OK)
		status = partial_get_below(&from, p, 256, "no such rung", err);
	if (status == GAL_OK)
		status = partial_get_below(&to, p, 256, "no such rung", err);
	told.move = (struct gal_move){ (uint8_t)from, (uint8_t)to };
	return status == GAL_OK
	    ? gal_buffer_append(&p->told, &told, sizeof(told), err)
	    : status;
}

static enum gal_status
read_codes(
    struct gal_partial *p, struct gal_timed_post *t, struct gal_error *err)
{
	uint64_t n = 0, code = 0, step = 0;
	enum gal_status status = partial_get_below(
	    &n, p, p->head.code_count + 1, "too many codes", err);

	for (size_t i = 0; status == GAL_OK && i < n; i++) {
		status = partial_get_below(
		    &step, p, p->head.code_count, "no such code", err);
		code += step;
		if (status == GAL_OK &&
		    ((i > 0 && step == 0) || code >= p->head.code_count))
			return partial_corrupt(p, "no such code", err);
		p->post_codes[i] = (uint16_t)code;
	}
	t->codes = p->post_codes;
	t->code_count = (size_t)n;
	return status;
}

static enum gal_status
read_reading(struct gal_partial *p, uint64_t bits, struct gal_error *err)
{
	struct gal_timed_post *t = &p->post.timed;
	const uint8_t *bytes;
	uint64_t stage = 0;
	enum gal_status status = partial_get_below(
	    &stage, p, p->head.rung_count + 1, "no such rung", err);

	t->stage = (int)stage - 1;
	if (status == GAL_OK && (bits & POST_HAS_VALENCE) != 0) {
		status = partial_get_bytes(&bytes, p, 4, err);
		if (status == GAL_OK) {
			uint32_t v = (uint32_t)partial_load_le(bytes, 4);
			float valence;

			memcpy(&valence, &v, sizeof(valence));
			if (!(valence >= -1e6f && valence <= 1e6f))
				return partial_corrupt(
				    p, "no such valence", err);
			t->valence = (double)valence;
		}
	}
	return status == GAL_OK ? read_codes(p, t, err) : status;
}

static enum gal_status
read_facts(struct gal_partial *p, struct gal_error *err)
{
	uint64_t pressures = 0, model = 0;
	enum gal_status status =
	    partial_get_below(&pressures, p, 256, "no such pressure", err);

	if (status == GAL_OK)
		status = partial_get_below(
		    &model, p, p->head.model_count + 1, "no such model", err);
	p->post.timed.pressures = (uint8_t)pressures;
	p->post.timed.model = (uint16_t)model;
	return status;
}

/* First eight bytes, as the ordered pass over the database takes them. */
static uint64_t
author_number(const struct gal_partial *p)
{
	uint64_t number = 0;

	for (int i = 0; p->has_author && i < 8; i++)
		number = number << 8 | p->author.bytes[i];
	return number;
}

static enum gal_status
read_post(struct gal_partial *p, uint64_t bits, struct gal_error *err)
{
	struct gal_timed_post *t = &p->post.timed;
	int64_t t_last = p->any_post ? t->t : GAL_ABSENT;
	int64_t row_last = p->post.row_id;
	uint64_t community = 0;
	enum gal_status status = GAL_OK;

	if (!p->any_author)
		return partial_corrupt(
		    p, "a post stands before its author", err);
	p->post = (struct gal_partial_post){ .timed = { .stage = -1 } };
	t->author = author_number(p);
	t->has_author = p->has_author;
	t->bot = (bits & POST_BOT) != 0;
	t->read = (bits & POST_READ) != 0;
	t->self = (bits & POST_SELF) != 0;
	t->t = GAL_ABSENT;
	if ((bits & POST_NO_TIME) == 0) {
		status = partial_get_difference(&t->t, p, p->t_before, err);
		p->t_before = t->t;
	}
	if (status == GAL_OK)
		status = partial_get_difference(
		    &p->post.row_id, p, p->row_before, err);
	if (status != GAL_OK)
		return status;
	if (p->any_post &&
	    (t->t < t_last || (t->t == t_last && p->post.row_id <= row_last)))
		return partial_corrupt(p, "posts of an author descend", err);
	p->row_before = p->post.row_id;
	p->any_post = true;
	status = partial_get_below(&community, p, p->head.community_count + 1,
	    "no such community", err);
	p->post.community = (uint32_t)community;
	if (status == GAL_OK && t->read)
		status = read_reading(p, bits, err);
	if (status == GAL_OK && (bits & POST_HAS_FACTS) != 0)
		status = read_facts(p, err);
	p->posts++;
	return status;
}

/* The last block says how many copies and posts there are. */
static enum gal_status
check_end(struct gal_partial *p, struct gal_error *err)
{
	uint64_t copies, posts;
	enum gal_status status = partial_begin_record(p, PARTIAL_END, err);

	if (status == GAL_END)
		return partial_corrupt(p, "no such record", err);
	if (status == GAL_OK)
		status = partial_get(&copies, p, err);
	if (status == GAL_OK)
		status = partial_get(&posts, p, err);
	if (status == GAL_OK &&
	    (posts != p->posts || copies != posts || p->at != p->len))
		return partial_corrupt(p, "posts are missing", err);
	return status == GAL_OK ? GAL_END : status;
}

enum gal_status
gal_partial_next_post(const struct gal_partial_post **out,
    struct gal_partial *p, struct gal_error *err)
{
	enum gal_status status;
	uint64_t bits;

	*out = NULL;
	for (;;) {
		status = partial_begin_record(p, PARTIAL_TIMELINES, err);
		if (status == GAL_END)
			return check_end(p, err);
		if (status == GAL_OK)
			status = partial_get_below(
			    &bits, p, POST_BITS + 1, "no such record", err);
		if (status != GAL_OK)
			return status;
		if ((bits & POST_IS_POST) != 0) {
			status = read_post(p, bits, err);
			*out = status == GAL_OK ? &p->post : NULL;
			return status;
		}
		if (bits == TIMELINE_TOLD)
			status = read_told(p, err);
		else if (bits == TIMELINE_AUTHOR || bits == TIMELINE_NO_AUTHOR)
			status = read_author(p, bits == TIMELINE_AUTHOR, err);
		else
			return partial_corrupt(p, "no such record", err);
		if (status != GAL_OK)
			return status;
	}
}

const struct gal_pseudonym *
gal_partial_author(const struct gal_partial *p)
{
	return p->has_author ? &p->author : NULL;
}

const struct gal_told *
gal_partial_told(const struct gal_partial *p, size_t *count)
{
	*count = p->told.len / sizeof(struct gal_told);
	return (const struct gal_told *)(const void *)p->told.data;
}
