#include <stdio.h>
#include <string.h>

#include "notebooks-export/asset.h"
#include "notebooks-export/chart_call.h"
#include "notebooks-export/exporters.h"
#include "notebooks-export/json_text.h"
#include "notebooks-export/markup.h"

#define NOTEBOOK_LIMIT ((size_t)64 << 20)

/* A notebook under construction; failed: out of memory. */
struct notebook {
	cJSON *cells;
	unsigned number;
	bool failed;
};

/* nbformat 4.5 wants an id per cell; counting them keeps the file the same
 * from run to run. */
static void
add_cell(struct notebook *book, const char *type, struct gal_str source)
{
	cJSON *cell = cJSON_CreateObject();
	char id[16];
	bool ok;

	(void)snprintf(id, sizeof(id), "cell-%u", book->number++);
	ok = cell != NULL && cJSON_AddItemToArray(book->cells, cell) &&
	    cJSON_AddStringToObject(cell, "cell_type", type) != NULL &&
	    cJSON_AddStringToObject(cell, "id", id) != NULL &&
	    cJSON_AddObjectToObject(cell, "metadata") != NULL &&
	    cJSON_AddStringToObject(
		cell, "source", source.data != NULL ? source.data : "") != NULL;
	if (ok && strcmp(type, "code") == 0)
		ok = cJSON_AddNullToObject(cell, "execution_count") != NULL &&
		    cJSON_AddArrayToObject(cell, "outputs") != NULL;
	book->failed = book->failed || !ok;
}

static enum gal_status
add_frame(struct notebook *book, const struct gal_frame *frame,
    const struct gal_export_input *input, struct gal_error *err)
{
	struct gal_buffer text = GAL_BUFFER(1 << 20);
	enum gal_status status;
	bool drawn = false;

	status = gal_markup_frame_head(&text, frame, err);
	if (status == GAL_OK)
		add_cell(
		    book, "markdown", (struct gal_str){ text.data, text.len });
	for (const struct gal_chart *chart = gal_charts;
	     chart->name != NULL && status == GAL_OK; chart++) {
		if (gal_chart_frame(chart, input->frames, input->frame_count) !=
		    frame)
			continue;
		gal_buffer_clear(&text);
		status =
		    gal_buffer_printf(&text, err, "# %s\n", chart->caption);
		if (status == GAL_OK)
			status =
			    gal_chart_call(&text, chart, &gal_call_python, err);
		if (status == GAL_OK)
			add_cell(book, "code",
			    (struct gal_str){ text.data, text.len });
		drawn = true;
	}
	gal_buffer_clear(&text);
	if (status == GAL_OK)
		status = gal_buffer_printf(&text, err, "load(\"%s\")%s",
		    frame->name, drawn ? ".head(20)" : "");
	if (status == GAL_OK)
		add_cell(book, "code", (struct gal_str){ text.data, text.len });
	gal_buffer_free(&text);
	return status;
}

static enum gal_status
add_head(struct notebook *book, const struct gal_export_about *about,
    struct gal_error *err)
{
	struct gal_buffer text = GAL_BUFFER(1 << 20);
	enum gal_status status;

	status = gal_buffer_append_str(&text, "# ", err);
	if (status == GAL_OK)
		status = gal_markup_append(&text,
		    about->title != NULL ? about->title : "galatea", err);
	if (status == GAL_OK)
		status = gal_buffer_append_str(&text, "\n\n", err);
	if (status == GAL_OK)
		status = gal_markup_about(&text, about, err);
	if (status == GAL_OK)
		add_cell(
		    book, "markdown", (struct gal_str){ text.data, text.len });
	gal_buffer_free(&text);
	if (status == GAL_OK)
		add_cell(book, "code", gal_asset("notebook.py"));
	return status;
}

static bool
add_metadata(cJSON *tree)
{
	cJSON *metadata = cJSON_AddObjectToObject(tree, "metadata");
	cJSON *kernel, *language;

	if (metadata == NULL)
		return false;
	kernel = cJSON_AddObjectToObject(metadata, "kernelspec");
	language = cJSON_AddObjectToObject(metadata, "language_info");
	return kernel != NULL && language != NULL &&
	    cJSON_AddStringToObject(kernel, "display_name", "Python 3") !=
	    NULL &&
	    cJSON_AddStringToObject(kernel, "language", "python") != NULL &&
	    cJSON_AddStringToObject(kernel, "name", "python3") != NULL &&
	    cJSON_AddStringToObject(language, "name", "python") != NULL &&
	    cJSON_AddNumberToObject(tree, "nbformat", 4) != NULL &&
	    cJSON_AddNumberToObject(tree, "nbformat_minor", 5) != NULL;
}

enum gal_status
gal_export_jupyter(struct gal_export_dir *dir,
    const struct gal_export_input *input, struct gal_error *err)
{
	struct gal_buffer text = GAL_BUFFER(NOTEBOOK_LIMIT);
	cJSON *tree = cJSON_CreateObject();
	struct notebook book = { 0 };
	enum gal_status status = GAL_OK;

	if (tree != NULL)
		book.cells = cJSON_AddArrayToObject(tree, "cells");
	if (book.cells == NULL) {
		status = gal_fail(err, GAL_NOMEM, "out of memory");
		goto cleanup;
	}
	status = add_head(&book, gal_export_dir_about(dir), err);
	for (size_t i = 0; i < input->frame_count && status == GAL_OK; i++)
		status = add_frame(&book, input->frames[i], input, err);
	if (status == GAL_OK && (book.failed || !add_metadata(tree)))
		status = gal_fail(err, GAL_NOMEM, "out of memory");
	if (status == GAL_OK)
		status = gal_json_append(&text, tree, true, err);
	if (status == GAL_OK)
		status = gal_buffer_append_str(&text, "\n", err);
	if (status == GAL_OK)
		status = gal_export_dir_write(dir, "galatea.ipynb",
		    "Jupyter notebook: pandas and matplotlib",
		    (struct gal_str){ text.data, text.len }, err);
cleanup:
	cJSON_Delete(tree);
	gal_buffer_free(&text);
	return status;
}
