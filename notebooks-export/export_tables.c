#include <stdio.h>

#include "notebooks-export/exporters.h"
#include "notebooks-export/frame_schema.h"
#include "notebooks-export/frame_write.h"
#include "notebooks-export/json_text.h"

#define TABLE_LIMIT ((size_t)1 << 30)

/* A copy of the frame with a last column `codebook`: a table that leaves its
 * directory still says by which codebook it was made. */
static enum gal_status
with_codebook(struct gal_frame **out, const struct gal_frame *frame,
    const char *codebook, struct gal_error *err)
{
	struct gal_frame *copy = NULL;
	enum gal_status status =
	    gal_frame_new(&copy, frame->name, frame->title, err);
	size_t rows = gal_frame_rows(frame);

	for (size_t c = 0; c < frame->column_count && status == GAL_OK; c++)
		status = gal_frame_column(copy, frame->columns[c].name,
		    frame->columns[c].type, frame->columns[c].unit,
		    frame->columns[c].description, err);
	if (status == GAL_OK)
		status = gal_frame_column(copy, "codebook", GAL_CELL_TEXT, "",
		    "first 16 digits of the codebook's hash", err);
	for (size_t i = 0; i < frame->note_count && status == GAL_OK; i++)
		status = gal_frame_note(copy, err, "%s", frame->notes[i]);
	for (size_t r = 0; r < rows && status == GAL_OK; r++) {
		for (size_t c = 0; c < frame->column_count && status == GAL_OK;
		     c++) {
			const struct gal_cell *cell = gal_frame_at(frame, r, c);

			if (cell->missing)
				status = gal_frame_missing(copy, err);
			else if (frame->columns[c].type == GAL_CELL_INT)
				status =
				    gal_frame_int(copy, cell->u.integer, err);
			else if (frame->columns[c].type == GAL_CELL_REAL)
				status =
				    gal_frame_real(copy, cell->u.real, err);
			else
				status =
				    gal_frame_text(copy, cell->u.text, err);
		}
		if (status == GAL_OK)
			status = gal_frame_text(copy, codebook, err);
	}
	if (status != GAL_OK) {
		gal_frame_free(copy);
		copy = NULL;
	}
	*out = copy;
	return status;
}

static enum gal_status
write_format(struct gal_export_dir *dir, const struct gal_frame *frame,
    enum gal_frame_format format, const struct gal_frame_options *options,
    struct gal_error *err)
{
	struct gal_buffer text = GAL_BUFFER(TABLE_LIMIT);
	enum gal_status status =
	    gal_frame_write(&text, &frame, 1, format, options, err);

	if (status == GAL_OK)
		status = gal_export_dir_writef(dir, frame->title,
		    (struct gal_str){ text.data, text.len }, err,
		    "tables/%s.%s", frame->name, gal_frame_format_name(format));
	gal_buffer_free(&text);
	return status;
}

static enum gal_status
write_schema(struct gal_export_dir *dir, const struct gal_frame *frame,
    struct gal_error *err)
{
	struct gal_buffer text = GAL_BUFFER(TABLE_LIMIT);
	cJSON *schema = NULL;
	enum gal_status status = gal_frame_schema(
	    &schema, frame, gal_export_dir_about(dir)->codebook, err);

	if (status == GAL_OK)
		status = gal_json_append(&text, schema, true, err);
	if (status == GAL_OK)
		status = gal_buffer_append_str(&text, "\n", err);
	if (status == GAL_OK)
		status = gal_export_dir_writef(dir, "columns, units and notes",
		    (struct gal_str){ text.data, text.len }, err,
		    "tables/%s.schema.json", frame->name);
	cJSON_Delete(schema);
	gal_buffer_free(&text);
	return status;
}

static enum gal_status
write_one(struct gal_export_dir *dir, const struct gal_frame *frame,
    const struct gal_frame_options *options, struct gal_error *err)
{
	const char *codebook = gal_export_dir_about(dir)->codebook;
	char digits[17] = "";
	struct gal_frame *tidy = NULL;
	enum gal_status status;

	if (codebook != NULL)
		(void)snprintf(digits, sizeof(digits), "%s", codebook);
	status =
	    with_codebook(&tidy, frame, codebook != NULL ? digits : NULL, err);
	if (status == GAL_OK)
		status = write_format(dir, tidy, GAL_FRAME_CSV, options, err);
	if (status == GAL_OK)
		status =
		    write_format(dir, tidy, GAL_FRAME_NDJSON, options, err);
	if (status == GAL_OK)
		status = write_schema(dir, tidy, err);
	gal_frame_free(tidy);
	return status;
}

enum gal_status
gal_export_tables(struct gal_export_dir *dir,
    const struct gal_export_input *input, struct gal_error *err)
{
	const struct gal_frame_options options = { .formula_guard =
						       input->formula_guard };
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < input->frame_count && status == GAL_OK; i++)
		status = write_one(dir, input->frames[i], &options, err);
	return status;
}
