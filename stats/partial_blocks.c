/* Blocks of a partial file, and the numbers in them. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "stats/partial_internal.h"

enum gal_status
partial_corrupt(
    const struct gal_partial *p, const char *what, struct gal_error *err)
{
	gal_error_place(err, p->name);
	gal_error_byte(err, p->block_byte + PARTIAL_HEADER_BYTES + p->at);
	return gal_fail(err, GAL_CORRUPT, "%s", what);
}

static enum gal_status
ends_early(const struct gal_partial *p, struct gal_error *err)
{
	gal_error_place(err, p->name);
	gal_error_byte(err, p->file_bytes);
	return gal_fail(
	    err, GAL_TRUNCATED, "the partial timelines end too early");
}

enum gal_status
partial_read_at(struct gal_partial *p, uint64_t byte, void *out, size_t n,
    struct gal_error *err)
{
	enum gal_status status = partial_hold(p, err);
	uint8_t *to = out;

	while (status == GAL_OK && n > 0) {
		ssize_t got =
		    pread(fileno(p->file), to, n, (off_t)(p->base + byte));

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			gal_error_place(err, p->name);
			return gal_fail_errno(err, GAL_IO, errno,
			    "cannot read partial timelines");
		}
		if (got == 0)
			return ends_early(p, err);
		to += got;
		byte += (uint64_t)got;
		n -= (size_t)got;
	}
	return status;
}

uint64_t
partial_load_le(const uint8_t *bytes, int n)
{
	uint64_t v = 0;

	for (int i = n; i-- > 0;)
		v = v << 8 | bytes[i];
	return v;
}

/* ---- blocks ---- */

void
partial_go_to(struct gal_partial *p, uint64_t byte, uint32_t number)
{
	p->next_byte = byte;
	p->next_number = number;
	p->len = p->at = 0;
	p->section = 0;
}

enum gal_status
partial_read_header(struct gal_partial *p, struct gal_error *err)
{
	uint8_t header[PARTIAL_HEADER_BYTES];
	enum gal_status status;

	p->block_byte = p->next_byte;
	p->at = 0;
	status = partial_read_at(p, p->next_byte, header, sizeof(header), err);
	if (status != GAL_OK)
		return status;
	p->len = (size_t)partial_load_le(header + 1, 4);
	p->number = (uint32_t)partial_load_le(header + 5, 4);
	if (header[0] < PARTIAL_HEAD || header[0] > PARTIAL_END ||
	    header[0] < p->section || p->len == 0 ||
	    p->len > PARTIAL_BLOCK_MAX || p->number != p->next_number) {
		gal_error_place(err, p->name);
		gal_error_byte(err, p->block_byte);
		return gal_fail(
		    err, GAL_CORRUPT, "the header of a block is damaged");
	}
	if (header[0] != p->section)
		p->row_before = p->t_before = 0;
	p->section = header[0];
	p->next_number++;
	p->next_byte += PARTIAL_HEADER_BYTES + p->len + PARTIAL_CHECK_BYTES;
	if (p->next_byte > p->file_bytes)
		return ends_early(p, err);
	return GAL_OK;
}

static enum gal_status
read_payload(struct gal_partial *p, struct gal_error *err)
{
	uint8_t check[PARTIAL_CHECK_BYTES];
	uint64_t byte = p->block_byte + PARTIAL_HEADER_BYTES;
	enum gal_status status;

	if (p->len > p->capacity) {
		uint8_t *larger = realloc(p->payload, p->len);

		if (larger == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		p->payload = larger;
		p->capacity = p->len;
	}
	status = partial_read_at(p, byte, p->payload, p->len, err);
	if (status == GAL_OK)
		status = partial_read_at(
		    p, byte + p->len, check, sizeof(check), err);
	if (status != GAL_OK)
		return status;
	if (partial_load_le(check, 8) !=
	    partial_checksum(p->payload, p->len, p->section, p->number))
		return partial_corrupt(
		    p, "a block does not have its checksum", err);
	return GAL_OK;
}

enum gal_status
partial_begin_record(struct gal_partial *p, int section, struct gal_error *err)
{
	uint64_t byte;
	uint32_t number;
	int before = p->section;
	enum gal_status status;

	if (p->at < p->len && p->section == section)
		return GAL_OK;
	byte = p->next_byte;
	number = p->next_number;
	status = partial_read_header(p, err);
	if (status == GAL_OK && p->section == section)
		return read_payload(p, err);
	if (status != GAL_OK)
		return status;
	partial_go_to(p, byte, number);
	p->section = before;
	return GAL_END;
}

/* ---- numbers ---- */

enum gal_status
partial_get(uint64_t *out, struct gal_partial *p, struct gal_error *err)
{
	uint64_t v = 0;

	for (unsigned shift = 0; shift < 64; shift += 7) {
		uint8_t byte;

		if (p->at == p->len)
			return partial_corrupt(
			    p, "a block ends inside a record", err);
		byte = p->payload[p->at++];
		if (shift == 63 && byte > 1)
			break;
		v |= (uint64_t)(byte & 127) << shift;
		if (byte < 128) {
			*out = v;
			return GAL_OK;
		}
	}
	return partial_corrupt(p, "a number is too large", err);
}

enum gal_status
partial_get_below(uint64_t *out, struct gal_partial *p, uint64_t limit,
    const char *what, struct gal_error *err)
{
	enum gal_status status = partial_get(out, p, err);

	if (status == GAL_OK && *out >= limit)
		return partial_corrupt(p, what, err);
	return status;
}

enum gal_status
partial_get_difference(
    int64_t *out, struct gal_partial *p, int64_t before, struct gal_error *err)
{
	uint64_t v;
	enum gal_status status = partial_get(&v, p, err);

	if (status == GAL_OK)
		*out = (int64_t)((uint64_t)before + partial_unzigzag(v));
	return status;
}

enum gal_status
partial_get_bytes(
    const uint8_t **out, struct gal_partial *p, size_t n, struct gal_error *err)
{
	if (p->len - p->at < n)
		return partial_corrupt(p, "a block ends inside a record", err);
	*out = p->payload + p->at;
	p->at += n;
	return GAL_OK;
}
