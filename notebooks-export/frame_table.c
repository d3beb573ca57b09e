/* Frames as aligned columns for eyes. */
#include "notebooks-export/frame_table.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "notebooks-export/visible.h"

#define PRINT_LIMIT ((size_t)1 << 30)
#define COLUMN_GAP "  "
#define SHORTEST_CELL 24 /* names of codes stay legible */

/* For eyes: four significant digits, whole numbers in full. */
static void
real_for_people(double value, char out[32])
{
	double size = fabs(value);

	if (!isfinite(value))
		(void)snprintf(out, 32, "%s", value < 0 ? "-inf" : "inf");
	else if (size >= 1e15 || (size > 0 && size < 1e-4))
		(void)snprintf(out, 32, "%.3e", value);
	else if (size >= 1000)
		(void)snprintf(out, 32, "%.0f", value);
	else
		(void)snprintf(out, 32, "%.4g", value);
}

/* The cells of a table as they will stand, and how wide they are. */
struct shown_cell {
	size_t start;
	size_t len;
	size_t width;
};

static enum gal_status
show_text(struct gal_buffer *out, const char *text, size_t limit,
    struct gal_error *err)
{
	size_t start = out->len, at, width = 0;
	enum gal_status status =
	    gal_visible_append(out, gal_str_of(text), true, err);

	if (status != GAL_OK || limit == 0)
		return status;
	if (gal_visible_width((struct gal_str){
		out->data + start, out->len - start }) <= limit)
		return GAL_OK;
	for (at = start; at < out->len;) {
		int32_t c = 0;
		size_t n = gal_visible_next(&c, out->data + at, out->len - at);

		width +=
		    gal_visible_width((struct gal_str){ out->data + at, n });
		if (width > limit - 1)
			break;
		at += n;
	}
	out->len = at;
	return gal_buffer_append_str(out, "…", err);
}

static enum gal_status
show_cell(struct gal_buffer *out, const struct gal_cell *cell,
    enum gal_cell_type type, size_t limit, struct gal_error *err)
{
	char number[32];

	if (cell->missing)
		return GAL_OK;
	switch (type) {
	case GAL_CELL_INT:
		return gal_buffer_printf(out, err, "%" PRId64, cell->u.integer);
	case GAL_CELL_REAL:
		real_for_people(cell->u.real, number);
		return gal_buffer_append_str(out, number, err);
	case GAL_CELL_TEXT:
		break;
	}
	return show_text(out, cell->u.text, limit, err);
}

/* Fill cells[0 .. columns): the header (row 0) or a row of the frame. */
static enum gal_status
show_row(struct gal_buffer *text, struct shown_cell *cells,
    const struct gal_frame *frame, size_t line, size_t limit,
    struct gal_error *err)
{
	for (size_t c = 0; c < frame->column_count; c++) {
		const struct gal_frame_column *column = &frame->columns[c];
		size_t start = text->len;
		enum gal_status status;

		status = line == 0
		    ? show_text(text, column->name, 0, err)
		    : show_cell(text, gal_frame_at(frame, line - 1, c),
			  column->type, limit, err);
		if (status != GAL_OK)
			return status;
		cells[c].start = start;
		cells[c].len = text->len - start;
		cells[c].width = cells[c].len == 0
		    ? 0
		    : gal_visible_width(
			  (struct gal_str){ text->data + start, cells[c].len });
	}
	return GAL_OK;
}

static enum gal_status
write_padding(
    struct gal_buffer *out, size_t n, char fill, struct gal_error *err)
{
	enum gal_status status = gal_buffer_reserve(out, n, err);

	if (status != GAL_OK || n == 0)
		return status;
	memset(out->data + out->len, fill, n);
	out->len += n;
	out->data[out->len] = '\0';
	return GAL_OK;
}

/* The columns that stand beside each other: those that name a row, [0, keys),
 * and [from, to) of the others. */
struct block {
	size_t keys;
	size_t from;
	size_t to;
};

static bool
in_block(const struct block *block, size_t column)
{
	return column < block->keys ||
	    (column >= block->from && column < block->to);
}

static enum gal_status
write_line(struct gal_buffer *out, const struct gal_frame *frame,
    const struct block *block, const struct gal_buffer *text,
    const struct shown_cell *cells, const size_t *widths, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t c = 0; c < frame->column_count && status == GAL_OK; c++) {
		bool right = frame->columns[c].type != GAL_CELL_TEXT;
		size_t pad = widths[c] - cells[c].width;

		if (!in_block(block, c))
			continue;
		if (c > 0)
			status = gal_buffer_append_str(out, COLUMN_GAP, err);
		if (status == GAL_OK && right)
			status = write_padding(out, pad, ' ', err);
		if (status == GAL_OK && cells[c].len > 0)
			status = gal_buffer_append(out,
			    text->data + cells[c].start, cells[c].len, err);
		if (status == GAL_OK && !right)
			status = write_padding(out, pad, ' ', err);
	}
	while (
	    status == GAL_OK && out->len > 0 && out->data[out->len - 1] == ' ')
		out->len--;
	return status == GAL_OK ? gal_buffer_append_str(out, "\n", err)
				: status;
}

static enum gal_status
write_rule(struct gal_buffer *out, const struct gal_frame *frame,
    const struct block *block, const size_t *widths, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t c = 0; c < frame->column_count && status == GAL_OK; c++) {
		if (!in_block(block, c))
			continue;
		if (c > 0)
			status = gal_buffer_append_str(out, COLUMN_GAP, err);
		if (status == GAL_OK)
			status = write_padding(out, widths[c], '-', err);
	}
	return status == GAL_OK ? gal_buffer_append_str(out, "\n", err)
				: status;
}

/* A title or note: `head`, then words in lines of at most `line_width` columns
 * (0: one line), those after the first under the text of the first. */
static enum gal_status
write_words(struct gal_buffer *out, const char *head, const char *words,
    size_t line_width, struct gal_error *err)
{
	struct gal_buffer text = GAL_BUFFER(PRINT_LIMIT);
	enum gal_status status = gal_buffer_append_str(out, head, err);
	size_t column = strlen(head), start = column;

	if (status == GAL_OK)
		status = show_text(&text, words, 0, err);
	for (size_t at = 0; at < text.len && status == GAL_OK;) {
		const char *blank = memchr(text.data + at, ' ', text.len - at);
		size_t n = blank != NULL ? (size_t)(blank - text.data) - at
					 : text.len - at;
		size_t width =
		    gal_visible_width((struct gal_str){ text.data + at, n });
		bool first = column == start;

		if (!first && line_width > 0 &&
		    column + 1 + width > line_width) {
			status = gal_buffer_append_str(out, "\n", err);
			if (status == GAL_OK)
				status = write_padding(out, start, ' ', err);
			column = start;
		} else if (!first) {
			status = gal_buffer_append_str(out, " ", err);
			column++;
		}
		if (status == GAL_OK)
			status = gal_buffer_append(out, text.data + at, n, err);
		column += width;
		at += n + (blank != NULL);
	}
	gal_buffer_free(&text);
	return status == GAL_OK ? gal_buffer_append_str(out, "\n", err)
				: status;
}

static size_t
width_of_line(const struct gal_frame *frame, const size_t *widths, size_t limit)
{
	size_t sum = (frame->column_count - 1) * strlen(COLUMN_GAP);

	for (size_t c = 0; c < frame->column_count; c++) {
		bool text = frame->columns[c].type == GAL_CELL_TEXT;

		sum += text && widths[c] > limit ? limit : widths[c];
	}
	return sum;
}

/* The widest text cell with which a line fits: the longest columns give way
 * first. Where that would leave too little of them, columns go into blocks
 * below, and a cell takes at most half a line. 0: no need to cut. Numbers are
 * never cut. */
static size_t
cell_limit(
    const struct gal_frame *frame, const size_t *widths, size_t line_width)
{
	size_t limit = line_width;

	if (line_width == 0 ||
	    width_of_line(frame, widths, SIZE_MAX) <= line_width)
		return 0;
	while (limit > SHORTEST_CELL &&
	    width_of_line(frame, widths, limit) > line_width)
		limit--;
	return limit > SHORTEST_CELL || line_width < 2 * SHORTEST_CELL
	    ? limit
	    : line_width / 2;
}

/* The cells of all lines, header first, and how wide columns must be. */
struct grid {
	struct gal_buffer text;
	struct shown_cell *cells;
	size_t *widths;
};

static enum gal_status
show_grid(struct grid *grid, const struct gal_frame *frame, size_t limit,
    struct gal_error *err)
{
	size_t columns = frame->column_count;
	size_t lines = gal_frame_rows(frame) + 1;
	enum gal_status status = GAL_OK;

	gal_buffer_clear(&grid->text);
	memset(grid->widths, 0, columns * sizeof(*grid->widths));
	for (size_t i = 0; i < lines && status == GAL_OK; i++) {
		struct shown_cell *line = grid->cells + i * columns;

		status = show_row(&grid->text, line, frame, i, limit, err);
		for (size_t c = 0; c < columns && status == GAL_OK; c++) {
			if (line[c].width > grid->widths[c])
				grid->widths[c] = line[c].width;
		}
	}
	return status;
}

/* Text columns at the front name the rows; they are repeated in each block as
 * long as they leave half a line to the rest. */
static size_t
key_columns(
    const struct gal_frame *frame, const size_t *widths, size_t line_width)
{
	size_t keys = 0, used = 0;

	while (keys + 1 < frame->column_count &&
	    frame->columns[keys].type == GAL_CELL_TEXT &&
	    used + widths[keys] <= line_width / 2)
		used += widths[keys++] + strlen(COLUMN_GAP);
	return keys;
}

/* The columns of the next block: at least one. */
static struct block
next_block(const struct gal_frame *frame, const size_t *widths, size_t keys,
    size_t from, size_t line_width)
{
	struct block block = { keys, from, from + 1 };
	size_t used = widths[from];

	for (size_t c = 0; c < keys; c++)
		used += widths[c] + strlen(COLUMN_GAP);
	while (block.to < frame->column_count &&
	    used + strlen(COLUMN_GAP) + widths[block.to] <= line_width)
		used += strlen(COLUMN_GAP) + widths[block.to++];
	return block;
}

static enum gal_status
write_block(struct gal_buffer *out, const struct gal_frame *frame,
    const struct block *block, const struct grid *grid, bool header,
    struct gal_error *err)
{
	size_t columns = frame->column_count;
	size_t lines = gal_frame_rows(frame) + 1;
	enum gal_status status = GAL_OK;

	for (size_t i = header ? 0 : 1; i < lines && status == GAL_OK; i++) {
		status = write_line(out, frame, block, &grid->text,
		    grid->cells + i * columns, grid->widths, err);
		if (status == GAL_OK && i == 0)
			status =
			    write_rule(out, frame, block, grid->widths, err);
	}
	return status;
}

/* Whole, or in blocks of columns where a line cannot hold them all. */
static enum gal_status
write_blocks(struct gal_buffer *out, const struct gal_frame *frame,
    const struct grid *grid, const struct gal_frame_options *options,
    struct gal_error *err)
{
	size_t columns = frame->column_count;
	size_t keys = 0, width = SIZE_MAX / 2;
	enum gal_status status = GAL_OK;

	if (options->line_width > 0 &&
	    width_of_line(frame, grid->widths, SIZE_MAX) >
		options->line_width) {
		width = options->line_width;
		keys = key_columns(frame, grid->widths, width);
	}
	for (size_t from = keys; from < columns && status == GAL_OK;) {
		struct block block =
		    next_block(frame, grid->widths, keys, from, width);

		if (from > keys)
			status = gal_buffer_append_str(out, "\n", err);
		if (status == GAL_OK)
			status = write_block(
			    out, frame, &block, grid, !options->no_header, err);
		from = block.to;
	}
	return status;
}

/* Once to see how wide the columns are; again where cells must be cut. */
static enum gal_status
write_grid(struct gal_buffer *out, const struct gal_frame *frame,
    const struct gal_frame_options *options, struct gal_error *err)
{
	size_t columns = frame->column_count;
	size_t lines = gal_frame_rows(frame) + 1;
	struct grid grid = { GAL_BUFFER(PRINT_LIMIT),
		calloc(lines * columns, sizeof(*grid.cells)),
		calloc(columns, sizeof(*grid.widths)) };
	enum gal_status status = GAL_OK;
	size_t limit = 0;

	if (grid.cells == NULL || grid.widths == NULL)
		status = gal_fail(err, GAL_NOMEM, "out of memory");
	if (status == GAL_OK)
		status = show_grid(&grid, frame, 0, err);
	if (status == GAL_OK)
		limit = cell_limit(frame, grid.widths, options->line_width);
	if (status == GAL_OK && limit > 0)
		status = show_grid(&grid, frame, limit, err);
	if (status == GAL_OK)
		status = write_blocks(out, frame, &grid, options, err);
	gal_buffer_free(&grid.text);
	free(grid.cells);
	free(grid.widths);
	return status;
}

enum gal_status
gal_frame_table_write(struct gal_buffer *out,
    const struct gal_frame *const *frames, size_t n,
    const struct gal_frame_options *options, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < n && status == GAL_OK; i++) {
		const struct gal_frame *frame = frames[i];

		if (i > 0)
			status = gal_buffer_append_str(out, "\n", err);
		if (status == GAL_OK && frame->title[0] != '\0')
			status = write_words(
			    out, "", frame->title, options->line_width, err);
		if (status == GAL_OK && frame->column_count > 0 &&
		    gal_frame_rows(frame) > 0)
			status = write_grid(out, frame, options, err);
		else if (status == GAL_OK)
			status = gal_buffer_append_str(out, "(none)\n", err);
		for (size_t k = 0; k < frame->note_count && status == GAL_OK;
		     k++)
			status = write_words(out, "note: ", frame->notes[k],
			    options->line_width, err);
	}
	return status;
}
