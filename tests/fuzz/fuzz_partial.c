/* Files of partial timelines: whatever stands in them is read to the end, or
 * refused with a message. Checksums are put right first, so that what lies
 * behind them is reached. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "stats/partial_format.h"
#include "stats/partial_merge.h"

static uint64_t
load_le(const uint8_t *bytes, int n)
{
	uint64_t v = 0;

	for (int i = n; i-- > 0;)
		v = v << 8 | bytes[i];
	return v;
}

static void
mend(uint8_t *data, size_t size)
{
	size_t at = PARTIAL_MAGIC_BYTES;

	while (at + PARTIAL_HEADER_BYTES <= size) {
		uint64_t len = load_le(data + at + 1, 4), check;
		uint8_t *payload = data + at + PARTIAL_HEADER_BYTES;

		if (len + PARTIAL_CHECK_BYTES >
		    size - at - PARTIAL_HEADER_BYTES)
			return;
		check = partial_checksum(payload, (size_t)len, data[at],
		    (uint32_t)load_le(data + at + 5, 4));
		for (int i = 0; i < PARTIAL_CHECK_BYTES; i++)
			payload[len + (size_t)i] = (uint8_t)(check >> (8 * i));
		at += PARTIAL_HEADER_BYTES + (size_t)len + PARTIAL_CHECK_BYTES;
	}
}

static int64_t
number(const void *self, int64_t row_id)
{
	(void)self;
	return row_id ^ 0x5a5a;
}

/* The bytes as a file, which must be one that has places to read at. */
static FILE *
as_file(const uint8_t *data, size_t size)
{
	static FILE *file;

	if (file == NULL)
		file = tmpfile();
	if (file == NULL || ftruncate(fileno(file), 0) != 0 ||
	    pwrite(fileno(file), data, size, 0) != (ssize_t)size)
		abort();
	return file;
}

static enum gal_status
read_all(FILE *file, struct gal_error *err)
{
	struct gal_partial *files[2] = { NULL };
	struct gal_partial_merge *merge = NULL;
	struct gal_partial_merged merged;
	const struct gal_veil veil = { number, NULL };
	enum gal_status status = GAL_OK;

	for (int i = 0; i < 2 && status == GAL_OK; i++)
		status = gal_partial_open_part(&files[i], file, 0, "-", err);
	if (status == GAL_OK)
		status = gal_partial_merge_new(&merge, files, 2, &veil, err);
	while (status == GAL_OK)
		status = gal_partial_merge_next(&merged, merge, err);
	gal_partial_merge_free(merge);
	gal_partial_close(files[0]);
	gal_partial_close(files[1]);
	return status;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gal_error err = { 0 };
	uint8_t *copy;

	if (size == 0 || size > 1 << 20)
		return 0;
	copy = malloc(size);
	if (copy == NULL)
		return 0;
	memcpy(copy, data, size);
	for (int mended = 0; mended < 2; mended++) {
		gal_error_clear(&err);
		if (read_all(as_file(copy, size), &err) != GAL_END &&
		    err.message[0] == '\0')
			abort();
		mend(copy, size);
	}
	free(copy);
	return 0;
}
