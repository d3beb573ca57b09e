#include "ingest/format.h"

#include <stdlib.h>
#include <string.h>

/* Room for the longest record, its context and a block's worth around it. */
#define BLOCK_LIMIT ((size_t)256 << 20)

enum gal_status
gal_block_new(struct gal_block **out, struct gal_error *err)
{
	struct gal_block *block = calloc(1, sizeof(*block));

	if (block == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	block->data.limit = BLOCK_LIMIT;
	*out = block;
	return GAL_OK;
}

void
gal_block_free(struct gal_block *block)
{
	if (block == NULL)
		return;
	gal_buffer_free(&block->data);
	free(block->records);
	free(block);
}

enum gal_status
gal_block_add(struct gal_block *block, const char *data, size_t len,
    uint64_t byte, struct gal_error *err)
{
	struct gal_block_record *record;
	enum gal_status status;

	if (block->record_count == block->record_capacity) {
		size_t capacity = block->record_capacity == 0
		    ? 256
		    : block->record_capacity * 2;

		record = realloc(block->records, capacity * sizeof(*record));
		if (record == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		block->records = record;
		block->record_capacity = capacity;
	}
	record = &block->records[block->record_count];
	memset(record, 0, sizeof(*record));
	record->at = block->data.len;
	record->len = len;
	record->byte = byte;
	status = gal_buffer_append(&block->data, data, len, err);
	if (status == GAL_OK)
		block->record_count++;
	return status;
}

enum gal_status
gal_block_context(struct gal_block *block, const char *pairs, size_t len,
    struct gal_error *err)
{
	struct gal_block_record *record =
	    &block->records[block->record_count - 1];

	if (block->record_count > 1 && record[-1].context_len == len &&
	    memcmp(block->data.data + record[-1].context_at, pairs, len) == 0) {
		record->context_at = record[-1].context_at;
		record->context_len = len;
		return GAL_OK;
	}
	record->context_at = block->data.len;
	record->context_len = len;
	return gal_buffer_append(&block->data, pairs, len, err);
}

enum gal_status
gal_pairs_add(struct gal_buffer *pairs, struct gal_str name,
    struct gal_str value, struct gal_error *err)
{
	enum gal_status status;

	status = gal_buffer_append(pairs, name.data, name.len, err);
	if (status == GAL_OK)
		status = gal_buffer_append(pairs, "", 1, err);
	/* NUL ends a value, so one inside it would make false pairs */
	for (size_t i = 0; i < value.len && status == GAL_OK;) {
		const char *nul = memchr(value.data + i, '\0', value.len - i);
		size_t end =
		    nul != NULL ? (size_t)(nul - value.data) : value.len;

		status = gal_buffer_append(pairs, value.data + i, end - i, err);
		if (status == GAL_OK && nul != NULL)
			status =
			    gal_buffer_append(pairs, "\xef\xbf\xbd", 3, err);
		i = nul != NULL ? end + 1 : end;
	}
	if (status == GAL_OK)
		status = gal_buffer_append(pairs, "", 1, err);
	return status;
}

struct gal_str
gal_pairs_get(const char *pairs, size_t len, const char *name)
{
	const char *p = pairs, *end = len > 0 ? pairs + len : pairs;
	size_t name_len = strlen(name);

	while (p < end) {
		size_t key = strnlen(p, (size_t)(end - p));
		const char *value = p + key + 1;
		size_t value_len;

		if (value >= end)
			break;
		value_len = strnlen(value, (size_t)(end - value));
		if (key == name_len && memcmp(p, name, key) == 0)
			return (struct gal_str){ value, value_len };
		p = value + value_len + 1;
	}
	return (struct gal_str){ NULL, 0 };
}
