#include "notebooks-export/markup.h"

#include <string.h>

#include "core/version.h"
#include "notebooks-export/exporters.h"
#include "notebooks-export/visible.h"

#define TEXT_LIMIT ((size_t)1 << 20)

enum gal_status
gal_markup_append(
    struct gal_buffer *out, const char *text, struct gal_error *err)
{
	struct gal_buffer shown = GAL_BUFFER(TEXT_LIMIT);
	enum gal_status status =
	    gal_visible_append(&shown, gal_str_of(text), true, err);

	for (size_t i = 0; i < shown.len && status == GAL_OK; i++) {
		char c = shown.data[i];

		status = c != '\0' && strchr("<>&\"'`[]$\\", c) != NULL
		    ? gal_buffer_printf(out, err, "&#%d;", c)
		    : gal_buffer_append(out, &c, 1, err);
	}
	gal_buffer_free(&shown);
	return status;
}

enum gal_status
gal_markup_frame_head(struct gal_buffer *out, const struct gal_frame *frame,
    struct gal_error *err)
{
	enum gal_status status = gal_buffer_append_str(out, "## ", err);

	if (status == GAL_OK)
		status = gal_markup_append(out, frame->title, err);
	if (status == GAL_OK)
		status = gal_buffer_append_str(out, "\n\n", err);
	for (size_t i = 0; i < frame->note_count && status == GAL_OK; i++) {
		status = gal_buffer_append_str(out, "- ", err);
		if (status == GAL_OK)
			status = gal_markup_append(out, frame->notes[i], err);
		if (status == GAL_OK)
			status = gal_buffer_append_str(out, "\n", err);
	}
	return status;
}

enum gal_status
gal_markup_about(struct gal_buffer *out, const struct gal_export_about *about,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	if (about->simulated)
		status = gal_buffer_append_str(
		    out, "**" GAL_SIMULATED_LABEL "**\n\n", err);
	if (status == GAL_OK)
		status = gal_buffer_append_str(
		    out, "galatea " GAL_VERSION ", codebook ", err);
	if (status == GAL_OK)
		status = gal_markup_append(out,
		    about->codebook_name != NULL ? about->codebook_name : "",
		    err);
	if (status == GAL_OK)
		status = gal_buffer_printf(out, err, " (%s).\n\n",
		    about->codebook != NULL ? about->codebook : "none");
	return status == GAL_OK
	    ? gal_buffer_append_str(out,
		  "Aggregates only: no post, no author. Codes are markers "
		  "found in words, no diagnosis.\n\n",
		  err)
	    : status;
}
