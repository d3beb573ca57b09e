#include "cli/quality_frame.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/codebook_open.h"

#define MAX_FILES 256
#define LINE_LENGTH 4096
#define PATH_LENGTH 4096

/* Columns of measures/<dimension>.tsv (docs/codebook-format.md). */
enum field {
	F_CODE,
	F_POSTS,
	F_POSITIVE,
	F_TP,
	F_FP,
	F_FN,
	F_PRECISION,
	F_PRECISION_LOW,
	F_PRECISION_HIGH,
	F_RECALL,
	F_RECALL_LOW,
	F_RECALL_HIGH,
	F_F1,
	F_COUNT
};

static enum gal_status
new_frame(struct gal_frame **out, struct gal_error *err)
{
	static const struct {
		const char *name;
		enum gal_cell_type type;
		const char *unit;
		const char *description;
	} columns[] = {
		{ "code", GAL_CELL_TEXT, "", "code" },
		{ "measure", GAL_CELL_TEXT, "", "precision or recall" },
		{ "estimate", GAL_CELL_REAL, "share", "the measure" },
		{ "lower", GAL_CELL_REAL, "share", "Wilson, 95 %" },
		{ "upper", GAL_CELL_REAL, "share", "Wilson, 95 %" },
		{ "posts", GAL_CELL_INT, "posts", "labelled posts" },
		{ "positive", GAL_CELL_INT, "posts", "labelled with the code" },
	};
	enum gal_status status =
	    gal_frame_new(out, "tag_quality", "How good the tags are", err);

	for (size_t i = 0;
	     i < sizeof(columns) / sizeof(columns[0]) && status == GAL_OK; i++)
		status =
		    gal_frame_column(*out, columns[i].name, columns[i].type,
			columns[i].unit, columns[i].description, err);
	return status;
}

/* Whether the codebook that would be loaded now is the database's. That there
 * is none, or a broken one, is no fault here. */
static enum gal_status
same_codebook(
    bool *out, struct cli_context *context, const struct gal_store *store)
{
	struct cli_context asking = *context;
	struct gal_codebook *book = NULL;
	enum gal_status status;

	*out = false;
	gal_error_clear(&asking.err);
	status = cli_codebook_open(&book, &asking);
	if (status == GAL_NOT_FOUND || status == GAL_CODEBOOK)
		return GAL_OK;
	if (status != GAL_OK) {
		context->err = asking.err;
		return status;
	}
	*out = strcmp(gal_codebook_hash(book),
		   gal_store_codebook(store)->hash) == 0;
	gal_codebook_free(book);
	return GAL_OK;
}

static enum gal_status
add_real(struct gal_frame *frame, const char *text, struct gal_error *err)
{
	char *end = NULL;
	double value = strtod(text, &end);

	return end == text || *end != '\0' ? gal_frame_missing(frame, err)
					   : gal_frame_real(frame, value, err);
}

static enum gal_status
add_row(struct gal_frame *frame, char **fields, const char *measure, int first,
    struct gal_error *err)
{
	enum gal_status status = gal_frame_text(frame, fields[F_CODE], err);

	if (status == GAL_OK)
		status = gal_frame_text(frame, measure, err);
	for (int i = 0; i < 3 && status == GAL_OK; i++)
		status = add_real(frame, fields[first + i], err);
	if (status == GAL_OK)
		status = gal_frame_int(
		    frame, strtoll(fields[F_POSTS], NULL, 10), err);
	if (status == GAL_OK)
		status = gal_frame_int(
		    frame, strtoll(fields[F_POSITIVE], NULL, 10), err);
	return status;
}

static bool
has_note(const struct gal_frame *frame, const char *note)
{
	for (size_t i = 0; i < frame->note_count; i++) {
		if (strcmp(frame->notes[i], note) == 0)
			return true;
	}
	return false;
}

/* A line: a measured code, or a comment of how it was measured. */
static enum gal_status
add_line(struct gal_frame *frame, char *line, struct gal_error *err)
{
	char *fields[F_COUNT] = { NULL };
	size_t n = 0;
	enum gal_status status;

	line[strcspn(line, "\r\n")] = '\0';
	if (strncmp(line, "# code\t", 7) == 0 || line[0] == '\0')
		return GAL_OK;
	if (line[0] == '#')
		return has_note(frame, line + 2)
		    ? GAL_OK
		    : gal_frame_note(frame, err, "%s", line + 2);
	for (char *at = line; at != NULL && n < F_COUNT; n++)
		fields[n] = strsep(&at, "\t");
	if (n < F_COUNT)
		return GAL_OK; /* the codebook's own check tells of it */
	status = add_row(frame, fields, "precision", F_PRECISION, err);
	return status == GAL_OK
	    ? add_row(frame, fields, "recall", F_RECALL, err)
	    : status;
}

static enum gal_status
add_file(struct gal_frame *frame, const char *path, struct gal_error *err)
{
	char line[LINE_LENGTH];
	enum gal_status status = GAL_OK;
	FILE *file = fopen(path, "r");

	if (file == NULL) {
		gal_error_place(err, path);
		return gal_fail_errno(err, GAL_IO, errno, "cannot open");
	}
	while (status == GAL_OK && fgets(line, sizeof(line), file) != NULL)
		status = add_line(frame, line, err);
	if (status == GAL_OK && ferror(file) != 0) {
		gal_error_place(err, path);
		status = gal_fail_errno(err, GAL_IO, errno, "cannot read");
	}
	(void)fclose(file);
	return status;
}

static int
is_table(const struct dirent *entry)
{
	size_t n = strlen(entry->d_name);

	return n > 4 && strcmp(entry->d_name + n - 4, ".tsv") == 0;
}

/* The files in byte order of their names, so that the frame is the same on
 * every machine. */
static enum gal_status
add_measures(
    struct gal_frame *frame, const char *codebook, struct gal_error *err)
{
	char path[PATH_LENGTH];
	struct dirent **entries = NULL;
	enum gal_status status = GAL_OK;
	int n;

	(void)snprintf(path, sizeof(path), "%s/measures", codebook);
	n = scandir(path, &entries, is_table, alphasort);
	if (n < 0 && errno != ENOENT) {
		gal_error_place(err, path);
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot open the folder");
	}
	for (int i = 0; i < n; i++) {
		int length = snprintf(path, sizeof(path), "%s/measures/%s",
		    codebook, entries[i]->d_name);

		if (status == GAL_OK && length > 0 &&
		    (size_t)length < sizeof(path) && i < MAX_FILES)
			status = add_file(frame, path, err);
		free(entries[i]);
	}
	free(entries);
	return status;
}

enum gal_status
cli_quality_frame(struct gal_frame **out, struct cli_context *context,
    const struct gal_store *store)
{
	struct gal_error *err = &context->err;
	enum gal_status status = new_frame(out, err);
	bool same = false;

	if (status == GAL_OK)
		status = same_codebook(&same, context, store);
	if (status == GAL_OK && same)
		status = add_measures(*out, cli_codebook_path(context), err);
	else if (status == GAL_OK)
		status = gal_frame_note(*out, err,
		    "the codebook in use is not the one these posts were "
		    "tagged with, so its measures do not hold here; 'galatea "
		    "classify' tags anew");
	if (status == GAL_OK && gal_frame_rows(*out) > 0)
		status = gal_frame_note(*out, err,
		    "a stage code is measured as: this rung or higher");
	if (status == GAL_OK && gal_frame_rows(*out) == 0)
		status = gal_frame_note(*out, err,
		    "no measures: read every number as uncorrected and the "
		    "tagger as untested");
	if (status != GAL_OK) {
		gal_frame_free(*out);
		*out = NULL;
	}
	return status;
}
