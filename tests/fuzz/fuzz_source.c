/*
 * Any bytes as an archive: every codec, zip and tar, by their magic. It must
 * end and stay in its memory, and what comes out must not depend on how much
 * is asked for at a time. Output is stopped at 8 MiB, so that a bomb is only
 * a slow input.
 *
 * The targets codec_<name> run the same over corpora of one codec, with a
 * mutator that packs again what it has changed (mutate_packed.c).
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "ingest/source.h"

#define OUTPUT_MAX ((size_t)8 << 20)
#define STEP_MAX ((size_t)1 << 16)

struct outcome {
	enum gal_status status;
	size_t total;
};

static struct outcome
unpack(uint8_t *out, const uint8_t *data, size_t size, size_t step)
{
	struct gal_source *source = NULL;
	struct gal_error err = { 0 };
	struct outcome result = { 0 };

	result.status =
	    gal_source_open_memory(&source, "fuzz", data, size, &err);
	while (result.status == GAL_OK && result.total < OUTPUT_MAX) {
		size_t got = 0;

		result.status = gal_source_read(
		    source, out + result.total, step, &got, &err);
		result.total += got;
		if (result.status == GAL_END)
			result.status = gal_source_next_member(source, &err);
	}
	gal_source_free(source);
	return result;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t parts[OUTPUT_MAX + STEP_MAX];
	static uint8_t whole[OUTPUT_MAX + STEP_MAX];
	/* odd sizes of reads, chosen by the input */
	size_t step = size > 0 ? (size_t)data[size - 1] * 97 + 1 : 1;
	struct outcome a = unpack(parts, data, size, step);
	struct outcome b = unpack(whole, data, size, STEP_MAX);
	size_t common = a.total < b.total ? a.total : b.total;

	if (a.total >= OUTPUT_MAX || b.total >= OUTPUT_MAX)
		return 0;
	/* of a damaged block a decoder gives up more or less, by the room it
	 * has; what it gives up must agree */
	if (a.status != b.status ||
	    (a.total != b.total && a.status != GAL_CORRUPT) ||
	    memcmp(parts, whole, common) != 0)
		abort();
	return 0;
}
