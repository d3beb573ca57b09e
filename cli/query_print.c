#include "cli/query_print.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"
#include "cli/query_context.h"
#include "cli/query_thread.h"
#include "core/datetime.h"
#include "notebooks-export/visible.h"

#define TEXT_LIMIT ((size_t)64 << 20)

/* ---- one post ---- */

static const char *
stage_name(const struct gal_store *store, const struct gal_reading *reading)
{
	const struct gal_store_codebook *book = gal_store_codebook(store);

	if (reading->stage == 0)
		return "none";
	return reading->stage <= book->rung_count
	    ? book->rungs[reading->stage - 1]
	    : "?";
}

/* "bond.love, onset.sought": each code once, in the codebook's order. */
static enum gal_status
append_codes(struct gal_buffer *out, const struct gal_store *store,
    const struct gal_reading *reading, const char *between,
    struct gal_error *err)
{
	const struct gal_store_codebook *book = gal_store_codebook(store);
	enum gal_status status = GAL_OK;
	bool first = true;

	for (size_t i = 0; i < reading->tag_count && status == GAL_OK; i++) {
		uint16_t code = reading->tags[i].code;

		if (code >= book->code_count ||
		    (i > 0 && reading->tags[i - 1].code == code))
			continue;
		status = gal_buffer_printf(out, err, "%s%s",
		    first ? "" : between, book->codes[code].name);
		first = false;
	}
	return status;
}

/* "2024-05-03  replika  comment  companion  score 12  id 123" */
static enum gal_status
append_head(struct gal_buffer *out, const struct gal_store *store,
    const struct gal_query_hit *hit, struct gal_error *err)
{
	const struct gal_store_record *record = hit->record;
	const struct gal_post *post = &record->post;
	char when[32] = "no date";
	enum gal_status status;

	if (post->created_utc != GAL_ABSENT)
		gal_time_format(post->created_utc, when);
	when[10] = '\0'; /* the day is enough here */
	status = gal_buffer_printf(out, err, "%s  %.*s  %s", when,
	    (int)post->community.len,
	    post->community.data != NULL ? post->community.data : "",
	    gal_kind_name(post->kind));
	if (status == GAL_OK && record->has_reading)
		status = gal_buffer_printf(out, err, "  %s",
		    record->reading.unread != GAL_READ
			? gal_unread_name(record->reading.unread)
			: stage_name(store, &record->reading));
	if (status == GAL_OK && post->score != GAL_ABSENT)
		status = gal_buffer_printf(
		    out, err, "  score %" PRId64, post->score);
	if (status == GAL_OK)
		status =
		    gal_buffer_printf(out, err, "  id %" PRId64, post->row_id);
	if (status == GAL_OK && post->thread.len > 0)
		status = gal_buffer_append_str(out, "  thread ", err);
	if (status == GAL_OK && post->thread.len > 0)
		status = gal_visible_append(out, post->thread, true, err);
	return status == GAL_OK ? gal_buffer_append_str(out, "\n", err)
				: status;
}

static enum gal_status
append_context(struct gal_buffer *out, const struct gal_query_hit *hit,
    const struct gal_query *query, const struct cli_query_view *view,
    const struct cli_marks *marks, struct gal_error *err)
{
	struct cli_context_place place =
	    cli_context_find(hit, query->codes, query->code_count);
	struct gal_str text = cli_context_text(hit, place.field);
	size_t start =
	    cli_context_before(text, place.span.start, view->context);
	size_t end = cli_context_behind(text, place.span.end, view->context);
	enum gal_status status = gal_buffer_append_str(out, "    ", err);

	if (status == GAL_OK && place.field == GAL_FIELD_TITLE)
		status = gal_buffer_append_str(out, "title: ", err);
	if (status == GAL_OK && start > 0)
		status = gal_buffer_append_str(out, "…", err);
	if (status == GAL_OK)
		status = cli_context_marked(
		    out, hit, place.field, start, end, marks, true, err);
	if (status == GAL_OK && end < text.len)
		status = gal_buffer_append_str(out, "…", err);
	return status == GAL_OK ? gal_buffer_append_str(out, "\n", err)
				: status;
}

static enum gal_status
append_whole(struct gal_buffer *out, const struct gal_query_hit *hit,
    const struct cli_marks *marks, struct gal_error *err)
{
	struct gal_str title = cli_context_text(hit, GAL_FIELD_TITLE);
	struct gal_str text = cli_context_text(hit, GAL_FIELD_TEXT);
	enum gal_status status = GAL_OK;

	if (title.len > 0) {
		status = cli_context_marked(
		    out, hit, GAL_FIELD_TITLE, 0, title.len, marks, true, err);
		if (status == GAL_OK)
			status = gal_buffer_append_str(out, "\n", err);
	}
	if (status == GAL_OK)
		status = cli_context_marked(
		    out, hit, GAL_FIELD_TEXT, 0, text.len, marks, false, err);
	return status == GAL_OK ? gal_buffer_append_str(out, "\n", err)
				: status;
}

/* Each line moved to the right, as deep as the post stands in its thread. */
static enum gal_status
write_lines(const struct gal_buffer *text, size_t depth, struct gal_error *err)
{
	bool written = true;

	for (size_t at = 0, end; at < text->len && written; at = end) {
		const char *stop =
		    memchr(text->data + at, '\n', text->len - at);

		end =
		    stop != NULL ? (size_t)(stop - text->data) + 1 : text->len;
		written = printf("%*s", (int)(2 * depth), "") >= 0 &&
		    fwrite(text->data + at, 1, end - at, stdout) == end - at;
	}
	return written ? GAL_OK
		       : gal_fail(err, GAL_IO, "cannot write to stdout");
}

static enum gal_status
print_for_people(const struct gal_store *store, const struct gal_query_hit *hit,
    const struct gal_query *query, const struct cli_query_view *view,
    size_t depth, struct gal_error *err)
{
	const struct cli_marks *marks =
	    cli_may_colour() ? &cli_marks_colour : &cli_marks_plain;
	struct gal_buffer out = GAL_BUFFER(TEXT_LIMIT);
	enum gal_status status = append_head(&out, store, hit, err);

	if (status == GAL_OK && hit->record->reading.tag_count > 0) {
		status = gal_buffer_append_str(&out, "    ", err);
		if (status == GAL_OK)
			status = append_codes(
			    &out, store, &hit->record->reading, ", ", err);
		if (status == GAL_OK)
			status = gal_buffer_append_str(&out, "\n", err);
	}
	if (status == GAL_OK)
		status = view->whole_text
		    ? append_whole(&out, hit, marks, err)
		    : append_context(&out, hit, query, view, marks, err);
	if (status == GAL_OK)
		status = write_lines(&out, depth, err);
	gal_buffer_free(&out);
	return status;
}

/* ---- posts as rows ---- */

static const struct {
	const char *name;
	enum gal_cell_type type;
	const char *description;
} columns[] = {
	{ "id", GAL_CELL_INT, "row id in this database" },
	{ "created", GAL_CELL_TEXT, "UTC" },
	{ "platform", GAL_CELL_TEXT, "platform" },
	{ "kind", GAL_CELL_TEXT, "submission, comment, message or turn" },
	{ "community", GAL_CELL_TEXT, "as written" },
	{ "author", GAL_CELL_TEXT, "pseudonym" },
	{ "thread", GAL_CELL_TEXT, "id of its first post, for --thread" },
	{ "score", GAL_CELL_INT, "score of the newest copy" },
	{ "stance", GAL_CELL_TEXT, "self, other or fiction" },
	{ "stage", GAL_CELL_TEXT, "highest rung shown" },
	{ "codes", GAL_CELL_TEXT, "codes, joined by ;" },
	{ "field", GAL_CELL_TEXT, "where the match stands" },
	{ "before", GAL_CELL_TEXT, "text before the match" },
	{ "match", GAL_CELL_TEXT, "the match" },
	{ "behind", GAL_CELL_TEXT, "text behind the match" },
	{ "text", GAL_CELL_TEXT, "the whole text, with --full" },
};

static enum gal_status
new_rows(struct gal_frame **out, struct gal_error *err)
{
	enum gal_status status = gal_frame_new(out, "posts", "Posts", err);

	for (size_t i = 0;
	     i < sizeof(columns) / sizeof(columns[0]) && status == GAL_OK; i++)
		status = gal_frame_column(*out, columns[i].name,
		    columns[i].type, "", columns[i].description, err);
	return status;
}

/* A text cell from borrowed bytes. */
static enum gal_status
add_text(struct gal_frame *frame, struct gal_str text, struct gal_error *err)
{
	struct gal_buffer copy = GAL_BUFFER(TEXT_LIMIT);
	enum gal_status status = GAL_OK;

	if (text.data == NULL)
		return gal_frame_missing(frame, err);
	status = gal_buffer_append(&copy, text.data, text.len, err);
	if (status == GAL_OK)
		status = gal_frame_text(frame, copy.data, err);
	gal_buffer_free(&copy);
	return status;
}

static enum gal_status
add_number(struct gal_frame *frame, int64_t value, struct gal_error *err)
{
	return value == GAL_ABSENT ? gal_frame_missing(frame, err)
				   : gal_frame_int(frame, value, err);
}

static enum gal_status
add_post(struct gal_frame *frame, const struct gal_store *store,
    const struct gal_query_hit *hit, struct gal_error *err)
{
	const struct gal_store_record *record = hit->record;
	const struct gal_post *post = &record->post;
	bool read = record->has_reading && record->reading.unread == GAL_READ;
	struct gal_buffer codes = GAL_BUFFER(TEXT_LIMIT);
	char when[32] = "", author[33] = "";
	enum gal_status status;

	if (post->created_utc != GAL_ABSENT)
		gal_time_format(post->created_utc, when);
	if (post->has_author)
		gal_pseudonym_hex(&post->author, author);
	status = gal_frame_int(frame, post->row_id, err);
	if (status == GAL_OK)
		status =
		    gal_frame_text(frame, when[0] != '\0' ? when : NULL, err);
	if (status == GAL_OK)
		status = gal_frame_text(
		    frame, gal_platform_name(post->platform), err);
	if (status == GAL_OK)
		status = gal_frame_text(frame, gal_kind_name(post->kind), err);
	if (status == GAL_OK)
		status = add_text(frame, post->community, err);
	if (status == GAL_OK)
		status = gal_frame_text(
		    frame, post->has_author ? author : NULL, err);
	if (status == GAL_OK)
		status = add_text(frame, post->thread, err);
	if (status == GAL_OK)
		status = add_number(frame, post->score, err);
	if (status == GAL_OK)
		status = gal_frame_text(frame,
		    read ? gal_stance_name(record->reading.stance) : NULL, err);
	if (status == GAL_OK)
		status = gal_frame_text(frame,
		    read ? stage_name(store, &record->reading) : NULL, err);
	if (status == GAL_OK)
		status =
		    append_codes(&codes, store, &record->reading, ";", err);
	if (status == GAL_OK)
		status = gal_frame_text(
		    frame, codes.data != NULL ? codes.data : "", err);
	gal_buffer_free(&codes);
	return status;
}

static enum gal_status
add_context(struct gal_frame *frame, const struct gal_query_hit *hit,
    const struct gal_query *query, const struct cli_query_view *view,
    struct gal_error *err)
{
	struct cli_context_place place =
	    cli_context_find(hit, query->codes, query->code_count);
	struct gal_str text = cli_context_text(hit, place.field);
	size_t end = place.span.end > text.len ? text.len : place.span.end;
	size_t start = place.span.start > end ? end : place.span.start;
	size_t from = cli_context_before(text, start, view->context);
	size_t to = cli_context_behind(text, end, view->context);
	enum gal_status status;

	status = gal_frame_text(frame, gal_field_name(place.field), err);
	if (status == GAL_OK)
		status = add_text(frame,
		    (struct gal_str){ text.data + from, start - from }, err);
	if (status == GAL_OK)
		status = add_text(frame,
		    (struct gal_str){ text.data + start, end - start }, err);
	if (status == GAL_OK)
		status = add_text(
		    frame, (struct gal_str){ text.data + end, to - end }, err);
	if (status == GAL_OK)
		status = view->whole_text
		    ? add_text(frame, hit->record->post.text, err)
		    : gal_frame_missing(frame, err);
	return status;
}

int
cli_query_posts(struct cli_context *context, struct gal_store *store,
    struct gal_query *query, const struct cli_query_view *view,
    uint64_t *printed, bool *more, bool *capped)
{
	bool rows = context->format != CLI_FORMAT_DEFAULT &&
	    context->format != CLI_FORMAT_TABLE;
	const struct gal_query_hit *hit = NULL;
	struct gal_query_run *run = NULL;
	struct gal_frame *frame = NULL;
	struct cli_thread thread = CLI_THREAD;
	struct gal_error *err = &context->err;
	uint64_t limit = query->limit;
	enum gal_status status = GAL_OK;
	int code = CLI_DONE;

	*printed = 0;
	*more = *capped = false;
	if (limit > 0)
		query->limit = limit + 1; /* one more tells that more exist */
	if (rows)
		status = new_rows(&frame, err);
	if (status == GAL_OK)
		status = gal_query_open(&run, store, query, err);
	while (status == GAL_OK &&
	    (status = gal_query_next(&hit, run, err)) == GAL_OK) {
		*capped = hit->capped;
		if (limit > 0 && *printed == limit) {
			*more = true;
			break;
		}
		if (rows) {
			status = add_post(frame, store, hit, err);
			if (status == GAL_OK)
				status =
				    add_context(frame, hit, query, view, err);
		} else {
			size_t depth = 0;

			if (query->thread != NULL)
				status = cli_thread_depth(
				    &depth, &thread, &hit->record->post, err);
			if (status == GAL_OK)
				status = print_for_people(
				    store, hit, query, view, depth, err);
		}
		(*printed)++;
	}
	query->limit = limit;
	gal_query_close(run);
	gal_buffer_free(&thread.seen);
	if (status != GAL_OK && status != GAL_END)
		code = cli_report_error(context);
	else if (rows)
		code = cli_print_frames(
		    context, (const struct gal_frame *const *)&frame, 1);
	gal_frame_free(frame);
	return code;
}
