/* Filling blocks with whole records: lines as they are read, or what the
 * cutter of a format cuts. */
#include <string.h>

#include "ingest/reader_internal.h"
#include "ingest/source_internal.h"

/* ---- blocks of lines ---- */

static const char *
last_newline(const char *bytes, size_t len)
{
	return len > 0 ? memrchr(bytes, '\n', len) : NULL;
}

/* Read more of the member behind the block's data. */
static enum gal_status
read_more(struct gal_reader *self, struct gal_block *block, size_t want,
    size_t *got, struct gal_error *err)
{
	enum gal_status status;

	*got = 0;
	status =
	    gal_buffer_reserve(&block->data, want + GAL_BLOCK_PADDING, err);
	if (status != GAL_OK)
		return status;
	status = gal_source_read(
	    self->source, block->data.data + block->data.len, want, got, err);
	block->data.len += *got;
	return status;
}

/* Keep what follows `used` bytes for the next block. */
static enum gal_status
carry_rest(struct gal_reader *self, struct gal_block *block, size_t used,
    struct gal_error *err)
{
	enum gal_status status;

	gal_buffer_clear(&self->carry);
	status = gal_buffer_append(
	    &self->carry, block->data.data + used, block->data.len - used, err);
	block->data.len = used;
	return status;
}

/* A line over the limit: pass it by, keep what follows its end. */
static enum gal_status
pass_long_line(
    struct gal_reader *self, struct gal_block *block, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	block->too_long = true;
	block->end_byte = block->first_byte + block->data.len;
	block->data.len = 0;
	while (status == GAL_OK) {
		const char *newline;
		size_t used;

		block->data.len = 0;
		status = read_more(self, block, READ_BYTES, &used, err);
		newline = used > 0
		    ? memchr(block->data.data, '\n', block->data.len)
		    : NULL;
		if (newline != NULL) {
			used = (size_t)(newline - block->data.data) + 1;
			block->end_byte += used;
			status = carry_rest(self, block, used, err);
			break;
		}
		block->end_byte += used;
	}
	block->data.len = 0;
	if (status == GAL_END) {
		self->member_over = true;
		return GAL_OK;
	}
	return status;
}

enum gal_status
gal_reader_fill_lines(
    struct gal_reader *self, struct gal_block *block, struct gal_error *err)
{
	size_t target = self->settings.block_bytes;
	enum gal_status status;

	status = gal_buffer_append(
	    &block->data, self->carry.data, self->carry.len, err);
	if (status != GAL_OK)
		return status;
	gal_buffer_clear(&self->carry);
	block->first_byte = gal_source_offset(self->source) - block->data.len;
	for (;;) {
		size_t got = 0;
		size_t want = block->data.len < target
		    ? target - block->data.len
		    : READ_BYTES;
		const char *newline;

		status = read_more(self, block, want, &got, err);
		if (status == GAL_END) {
			self->member_over = true;
			status = GAL_OK;
			break; /* a last line may lack its newline */
		}
		if (status != GAL_OK) {
			/* the cut line is not a record; what is whole is */
			newline =
			    last_newline(block->data.data, block->data.len);
			block->data.len = newline == NULL
			    ? 0
			    : (size_t)(newline - block->data.data) + 1;
			break;
		}
		if (block->data.len < target)
			continue;
		newline = last_newline(block->data.data, block->data.len);
		if (newline != NULL) {
			status = carry_rest(self, block,
			    (size_t)(newline - block->data.data) + 1, err);
			break;
		}
		if (block->data.len > GAL_RECORD_MAX)
			return pass_long_line(self, block, err);
	}
	block->end_byte = block->first_byte + block->data.len;
	return status;
}

/* ---- blocks of cut records ---- */

enum gal_status
gal_reader_fill_records(
    struct gal_reader *self, struct gal_block *block, struct gal_error *err)
{
	const struct gal_cutter *cutter = self->format->cutter;
	size_t piece = self->settings.block_bytes < READ_BYTES
	    ? self->settings.block_bytes
	    : READ_BYTES;
	enum gal_status status = GAL_OK, padded;

	block->first_byte = gal_source_offset(self->source);
	while (
	    status == GAL_OK && block->data.len < self->settings.block_bytes) {
		uint64_t at = gal_source_offset(self->source);
		size_t got = 0;

		status = gal_source_read(
		    self->source, self->chunk, piece, &got, err);
		if (status == GAL_OK)
			status = cutter->feed(
			    self->cutter, block, self->chunk, got, at, err);
		else if (status == GAL_END) {
			self->member_over = true;
			status = cutter->finish(self->cutter, block, err);
			break;
		}
	}
	block->end_byte = gal_source_offset(self->source);
	if (self->drop_records > 0) {
		size_t drop = self->drop_records < block->record_count
		    ? (size_t)self->drop_records
		    : block->record_count;

		block->skip_records = drop;
		self->drop_records -= drop;
	}
	/* simdjson looks a little behind its input */
	padded = gal_buffer_reserve(&block->data, GAL_BLOCK_PADDING, err);
	if (padded != GAL_OK)
		block->record_count = 0;
	return padded != GAL_OK ? padded : status;
}
