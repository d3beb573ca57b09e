#include "ingest/json_cut.h"

#include "core/json_parse.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>
#include <yajl/yajl_parse.h>

#define DEPTH_MAX 128
#define PATH_MAX_BYTES 4096
#define CONTEXT_MAX 12

struct frame {
	bool array;
	size_t path_len; /* of the path before this container's children */
};

struct gal_json_cut {
	yajl_handle yajl;
	const char *const *elements;
	const char *const *context;
	struct frame stack[DEPTH_MAX];
	size_t depth;
	struct gal_buffer path; /* of the value that comes next */
	struct gal_buffer values[CONTEXT_MAX];
	struct gal_buffer pairs; /* values, ready for blocks */
	bool pairs_stale;
	/* the record being cut */
	size_t inner; /* open containers within it; 0: none is being cut */
	size_t from;  /* where it starts in this chunk */
	uint64_t element_byte;
	struct gal_buffer element; /* its bytes of earlier chunks */
	bool too_long;
	/* this call */
	const char *chunk;
	uint64_t at;
	struct gal_block *block;
	enum gal_status status;
	struct gal_error *err;
	bool begun;
};

static bool
on_list(const struct gal_json_cut *self, const char *const *list, size_t *index)
{
	for (size_t i = 0; list[i] != NULL; i++) {
		if (strlen(list[i]) == self->path.len &&
		    (self->path.len == 0 ||
			memcmp(list[i], self->path.data, self->path.len) ==
			    0)) {
			*index = i;
			return true;
		}
	}
	return false;
}

/* Leave the parse with a failure of ours. */
static int
fail(struct gal_json_cut *self, enum gal_status status)
{
	self->status = status;
	return 0;
}

static int
push(struct gal_json_cut *self, bool array)
{
	if (self->depth == DEPTH_MAX)
		return fail(self,
		    gal_fail(self->err, GAL_LIMIT, "JSON nested deeper than %d",
			DEPTH_MAX));
	if (array) {
		enum gal_status status =
		    gal_buffer_append(&self->path, "[]", 2, self->err);

		if (status != GAL_OK)
			return fail(self, status);
	}
	self->stack[self->depth].array = array;
	self->stack[self->depth].path_len = self->path.len;
	self->depth++;
	return 1;
}

/* After a value: the path of the container's next child. */
static void
value_over(struct gal_json_cut *self)
{
	if (self->depth > 0)
		self->path.len = self->stack[self->depth - 1].path_len;
	else
		self->path.len = 0;
}

/* What was said of one chat is not true of the next. */
static void
forget_context(struct gal_json_cut *self, size_t path_len)
{
	const char *path = self->path.data;

	for (size_t i = 0; self->context[i] != NULL; i++) {
		if (strlen(self->context[i]) <= path_len ||
		    (path_len > 0 &&
			memcmp(self->context[i], path, path_len) != 0))
			continue;
		gal_buffer_free(&self->values[i]);
		self->pairs_stale = true;
	}
}

static int
pop(struct gal_json_cut *self)
{
	const struct frame *frame = &self->stack[--self->depth];

	if (!frame->array &&
	    (frame->path_len == 0 ||
		self->path.data[frame->path_len - 1] == ']'))
		forget_context(self, frame->path_len);
	value_over(self);
	return 1;
}

static enum gal_status
emit(struct gal_json_cut *self, const char *bytes, size_t len)
{
	struct gal_error *err = self->err;
	enum gal_status status;

	if (self->pairs_stale) {
		gal_buffer_clear(&self->pairs);
		for (size_t i = 0; self->context[i] != NULL; i++) {
			if (self->values[i].data == NULL)
				continue;
			status = gal_pairs_add(&self->pairs,
			    gal_str_of(self->context[i]),
			    (struct gal_str){
				self->values[i].data, self->values[i].len },
			    err);
			if (status != GAL_OK)
				return status;
		}
		self->pairs_stale = false;
	}
	status =
	    gal_block_add(self->block, bytes, len, self->element_byte, err);
	if (status == GAL_OK && self->pairs.len > 0)
		status = gal_block_context(
		    self->block, self->pairs.data, self->pairs.len, err);
	return status;
}

/* Bytes of the chunk that belong to the record are over at `end`. */
static enum gal_status
gather(struct gal_json_cut *self, size_t end)
{
	size_t n = end - self->from;

	if (self->too_long || self->element.len + n > GAL_RECORD_MAX) {
		/* the parser will call the empty record bad */
		self->too_long = true;
		gal_buffer_clear(&self->element);
		return GAL_OK;
	}
	return gal_buffer_append(
	    &self->element, self->chunk + self->from, n, self->err);
}

static int
open_container(struct gal_json_cut *self, bool array)
{
	size_t index;

	if (self->inner > 0) {
		self->inner++;
		return 1;
	}
	if (!array && on_list(self, self->elements, &index)) {
		self->inner = 1;
		self->from = yajl_get_bytes_consumed(self->yajl) - 1;
		self->element_byte = self->at + self->from;
		self->too_long = false;
		gal_buffer_clear(&self->element);
		return 1;
	}
	return push(self, array);
}

static int
close_container(struct gal_json_cut *self)
{
	size_t end;
	enum gal_status status;

	if (self->inner == 0)
		return pop(self);
	if (--self->inner > 0)
		return 1;
	end = yajl_get_bytes_consumed(self->yajl);
	if (self->element.len == 0 && !self->too_long &&
	    end - self->from <= GAL_RECORD_MAX) {
		/* it lies within this chunk: no copy of ours */
		status = emit(self, self->chunk + self->from, end - self->from);
	} else {
		status = gather(self, end);
		if (status == GAL_OK)
			status =
			    emit(self, self->element.data, self->element.len);
	}
	value_over(self);
	return status == GAL_OK ? 1 : fail(self, status);
}

static int
scalar(struct gal_json_cut *self, const char *text, size_t len)
{
	size_t index;

	if (self->inner > 0)
		return 1;
	if (text != NULL && on_list(self, self->context, &index)) {
		struct gal_buffer *value = &self->values[index];
		enum gal_status status;

		gal_buffer_clear(value);
		status = gal_buffer_append(value, text, len, self->err);
		if (status != GAL_OK)
			return fail(self, status);
		self->pairs_stale = true;
	}
	value_over(self);
	return 1;
}

static int
on_null(void *self)
{
	return scalar(self, NULL, 0);
}

static int
on_boolean(void *self, int value)
{
	(void)value;
	return scalar(self, NULL, 0);
}

static int
on_number(void *self, const char *text, size_t len)
{
	return scalar(self, text, len);
}

static int
on_string(void *self, const unsigned char *text, size_t len)
{
	return scalar(self, (const char *)text, len);
}

static int
on_key(void *state, const unsigned char *text, size_t len)
{
	struct gal_json_cut *self = state;
	enum gal_status status = GAL_OK;

	if (self->inner > 0)
		return 1;
	self->path.len = self->stack[self->depth - 1].path_len;
	if (self->path.len > 0)
		status = gal_buffer_append(&self->path, ".", 1, self->err);
	if (status == GAL_OK)
		status = gal_buffer_append(&self->path, text, len, self->err);
	return status == GAL_OK ? 1 : fail(self, status);
}

static int
on_start_map(void *self)
{
	return open_container(self, false);
}

static int
on_start_array(void *self)
{
	return open_container(self, true);
}

static int
on_end(void *self)
{
	return close_container(self);
}

static const yajl_callbacks callbacks = { on_null, on_boolean, NULL, NULL,
	on_number, on_string, on_start_map, on_key, on_end, on_start_array,
	on_end };

enum gal_status
gal_json_cut_open(
    void **state, const struct gal_cutter *cutter, struct gal_error *err)
{
	struct gal_json_cut *self = calloc(1, sizeof(*self));

	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->elements = cutter->elements;
	self->context = cutter->context;
	self->path.limit = PATH_MAX_BYTES;
	self->element.limit = GAL_RECORD_MAX + ((size_t)1 << 20);
	self->pairs.limit = (size_t)1 << 20;
	for (size_t i = 0; i < CONTEXT_MAX; i++)
		self->values[i].limit = (size_t)64 << 10;
	self->yajl = yajl_alloc(&callbacks, NULL, self);
	if (self->yajl == NULL) {
		free(self);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	/* one bad byte in a chat must not end the archive */
	(void)yajl_config(self->yajl, yajl_dont_validate_strings, 1);
	/* answers of an interface are saved one a line, exports joined */
	(void)yajl_config(self->yajl, yajl_allow_multiple_values, 1);
	*state = self;
	return GAL_OK;
}

void
gal_json_cut_close(void *state)
{
	struct gal_json_cut *self = state;

	yajl_free(self->yajl);
	gal_buffer_free(&self->path);
	gal_buffer_free(&self->element);
	gal_buffer_free(&self->pairs);
	for (size_t i = 0; i < CONTEXT_MAX; i++)
		gal_buffer_free(&self->values[i]);
	free(self);
}

enum gal_status
gal_json_cut_feed(void *state, struct gal_block *block, const char *bytes,
    size_t len, uint64_t at, struct gal_error *err)
{
	struct gal_json_cut *self = state;
	yajl_status result;

	while (!self->begun && len > 0 &&
	    strchr("\xef\xbb\xbf", bytes[0]) != NULL) {
		bytes++; /* byte order mark; strchr also finds NUL */
		len--;
		at++;
	}
	if (len == 0)
		return GAL_OK;
	self->begun = true;
	self->chunk = bytes;
	self->at = at;
	self->block = block;
	self->err = err;
	self->from = 0;
	self->status = GAL_OK;
	result = yajl_parse(self->yajl, (const unsigned char *)bytes, len);
	if (result == yajl_status_client_canceled)
		return self->status;
	if (result != yajl_status_ok) {
		gal_error_byte(err, at + yajl_get_bytes_consumed(self->yajl));
		return gal_fail(
		    err, GAL_CORRUPT, "the JSON document is broken here");
	}
	return self->inner > 0 ? gather(self, len) : GAL_OK;
}

enum gal_status
gal_json_cut_finish(void *state, struct gal_block *block, struct gal_error *err)
{
	struct gal_json_cut *self = state;

	self->block = block;
	self->err = err;
	self->status = GAL_OK;
	/* a document that is not closed cannot be complete */
	if (self->begun && self->depth == 0 && self->inner == 0 &&
	    yajl_complete_parse(self->yajl) == yajl_status_ok)
		return GAL_OK;
	return gal_fail(
	    err, GAL_TRUNCATED, "the JSON document ends before its end");
}

/* ---- objects ---- */

enum gal_status
gal_json_tree(cJSON **out, struct gal_buffer *mended, struct gal_str text)
{
	bool changed = false;
	enum gal_status status = GAL_OK;

	*out = NULL;
	if (text.len == 0)
		return GAL_OK;
	if (memmem(text.data, text.len, "\\u", 2) != NULL ||
	    memchr(text.data, '\0', text.len) != NULL)
		status = gal_json_mend(mended, text.data, text.len, &changed);
	if (status != GAL_OK)
		return GAL_NOMEM;
	if (changed)
		text = (struct gal_str){ mended->data, mended->len };
	return gal_json_parse(out, text, NULL) == GAL_NOMEM ? GAL_NOMEM
							    : GAL_OK;
}

enum gal_status
gal_json_object_new(struct gal_json_object **out, const char *const *keys,
    size_t key_count, struct gal_error *err)
{
	struct gal_json_object *self = calloc(1, sizeof(*self));
	enum gal_status status = GAL_OK;

	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->text.limit = 4 * GAL_RECORD_MAX;
	self->mended.limit = 4 * GAL_RECORD_MAX;
	self->values = calloc(key_count, sizeof(*self->values));
	if (self->values == NULL)
		status = gal_fail(err, GAL_NOMEM, "out of memory");
	if (status == GAL_OK)
		status = gal_json_pick_new(&self->pick, keys, key_count, err);
	if (status != GAL_OK) {
		gal_json_object_free(self);
		return status;
	}
	*out = self;
	return GAL_OK;
}

void
gal_json_object_free(void *state)
{
	struct gal_json_object *self = state;

	if (self == NULL)
		return;
	gal_json_pick_free(self->pick);
	gal_buffer_free(&self->text);
	gal_buffer_free(&self->mended);
	free(self->values);
	free(self);
}
