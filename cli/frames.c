#include <stdlib.h>

#include "cli/steps.h"

enum gal_status
cli_frames_add(
    struct cli_frames *frames, struct gal_frame *frame, struct gal_error *err)
{
	if (frames->count == frames->capacity) {
		size_t n = frames->capacity * 2 + 16;
		struct gal_frame **grown =
		    realloc(frames->items, n * sizeof(*grown));

		if (grown == NULL) {
			gal_frame_free(frame);
			return gal_fail(err, GAL_NOMEM, "out of memory");
		}
		frames->items = grown;
		frames->capacity = n;
	}
	frames->items[frames->count++] = frame;
	return GAL_OK;
}

void
cli_frames_free(struct cli_frames *frames)
{
	for (size_t i = 0; i < frames->count; i++)
		gal_frame_free(frames->items[i]);
	free(frames->items);
	frames->items = NULL;
	frames->count = 0;
	frames->capacity = 0;
}
