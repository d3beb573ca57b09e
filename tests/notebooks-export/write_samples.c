/* write_samples DIR: every export of the invented frames, for the tests that
 * render them with other programs. */
#include <stdio.h>

#include "notebooks-export/exporters.h"
#include "sample_frames.h"

int
main(int argc, char **argv)
{
	static const char *const rungs[] = { "tool", "exploration", "confidant",
		"companion", "partner", "committed" };
	static const struct gal_export_fact facts[] = {
		{ "posts", 123456, NULL },
		{ "authors", 7890, NULL },
		{ "communities", 3, NULL },
		{ "first post", 0, "2022-01-01" },
		{ "last post", 0, "2024-06-30" },
	};
	const struct gal_export_about about = {
		.title = "galatea: invented <b>corpus</b>",
		.codebook = "00112233445566778899aabbccddeeff",
		.codebook_name = "galatea test",
		.simulated = true,
		.rungs = rungs,
		.rung_count = 6,
		.facts = facts,
		.fact_count = 5,
	};
	struct gal_frame *frames[SAMPLE_FRAME_MAX];
	struct gal_export_input input = { 0 };
	struct gal_export_dir *dir = NULL;
	struct gal_error err = { 0 };
	enum gal_status status = GAL_ARGUMENT;

	if (argc != 2)
		return 2;
	input.frame_count = sample_frames(frames);
	input.frames = (const struct gal_frame *const *)frames;
	if (input.frame_count > 0)
		status = gal_export_dir_open(&dir, argv[1], &about, &err);
	if (status == GAL_OK)
		status = gal_export_all(dir, &input, &err);
	if (status == GAL_OK)
		status = gal_export_dir_finish(dir, &err);
	else
		gal_export_dir_free(dir);
	sample_frames_free(frames, input.frame_count);
	if (status != GAL_OK)
		(void)fprintf(stderr, "%s: %s\n", err.place, err.message);
	return status == GAL_OK ? 0 : 1;
}
