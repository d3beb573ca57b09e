/* Any bytes as an archive: every codec, zip and tar, by their magic. What
 * comes out does not matter; that it ends, and stays in its memory, does.
 * Output is stopped at 8 MiB, so that a bomb is only a slow input. */
#include "fuzz/fuzz.h"
#include "ingest/source.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char bytes[1 << 16];
	struct gal_source *source = NULL;
	struct gal_error err = { 0 };
	size_t total = 0;
	/* odd sizes of reads, chosen by the input */
	size_t step = size > 0 ? (size_t)data[size - 1] * 97 + 1 : 1;
	enum gal_status status;

	status = gal_source_open_memory(&source, "fuzz", data, size, &err);
	while (status == GAL_OK && total < (size_t)8 << 20) {
		size_t got = 0;

		status = gal_source_read(source, bytes,
		    step < sizeof(bytes) ? step : sizeof(bytes), &got, &err);
		total += got;
		if (status == GAL_END)
			status = gal_source_next_member(source, &err);
	}
	gal_source_free(source);
	return 0;
}
