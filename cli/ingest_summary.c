#include "cli/ingest_summary.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/datetime.h"

static const char *const outcome_names[] = { [PIPELINE_DONE] = "done",
	[PIPELINE_KNOWN] = "known",
	[PIPELINE_DAMAGED] = "damaged",
	[PIPELINE_INTERRUPTED] = "interrupted",
	[PIPELINE_FAILED] = "failed" };

struct column {
	const char *name;
	enum gal_cell_type type;
	const char *unit;
	const char *description;
};

static const struct column file_columns[] = {
	{ "file", GAL_CELL_TEXT, "", "as given" },
	{ "state", GAL_CELL_TEXT, "",
	    "done, known (read before), damaged, interrupted, failed" },
	{ "codec", GAL_CELL_TEXT, "", "how it is packed" },
	{ "format", GAL_CELL_TEXT, "", "what it holds" },
	{ "read", GAL_CELL_INT, "records", "sum of the next six columns" },
	{ "inserted", GAL_CELL_INT, "posts", "first copy of a post" },
	{ "replaced", GAL_CELL_INT, "posts", "newer than the copy there" },
	{ "older", GAL_CELL_INT, "posts", "older than the copy there" },
	{ "identical", GAL_CELL_INT, "posts", "same as the copy there" },
	{ "purged", GAL_CELL_INT, "posts", "refused by a tombstone" },
	{ "skipped", GAL_CELL_INT, "records", "sum of frame skipped" },
	{ "first_post", GAL_CELL_TEXT, "UTC", "earliest post kept" },
	{ "last_post", GAL_CELL_TEXT, "UTC", "latest post kept" },
	{ "fault", GAL_CELL_TEXT, "", "why it is damaged or failed" },
};
static const struct column skip_columns[] = {
	{ "file", GAL_CELL_TEXT, "", "as given" },
	{ "reason", GAL_CELL_TEXT, "", "why records were left out" },
	{ "records", GAL_CELL_INT, "records", "how many" },
};
static const struct column bad_columns[] = {
	{ "file", GAL_CELL_TEXT, "", "as given" },
	{ "member", GAL_CELL_TEXT, "", "file inside a zip or tar" },
	{ "line", GAL_CELL_INT, "", "line or record, from 1" },
	{ "byte", GAL_CELL_INT, "", "where it starts, unpacked" },
	{ "reason", GAL_CELL_TEXT, "", "what is wrong" },
};
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static enum gal_status
new_frame(struct gal_frame **out, const char *name, const char *title,
    const struct column *columns, size_t n, struct gal_error *err)
{
	enum gal_status status = gal_frame_new(out, name, title, err);

	for (size_t i = 0; status == GAL_OK && i < n; i++)
		status =
		    gal_frame_column(*out, columns[i].name, columns[i].type,
			columns[i].unit, columns[i].description, err);
	return status;
}

enum gal_status
ingest_summary_begin(
    struct ingest_summary *s, bool is_stored, struct gal_error *err)
{
	enum gal_status status;

	s->is_stored = is_stored;
	status = new_frame(&s->files, "files", "Archives read", file_columns,
	    COUNT(file_columns), err);
	if (status == GAL_OK)
		status = new_frame(&s->skipped, "skipped",
		    "Records left out, by reason", skip_columns,
		    COUNT(skip_columns), err);
	if (status == GAL_OK)
		status = new_frame(&s->bad, "bad_records",
		    "The first bad records of each file", bad_columns,
		    COUNT(bad_columns), err);
	s->total.tally.first_utc = GAL_ABSENT;
	s->total.tally.last_utc = GAL_ABSENT;
	return status;
}

void
ingest_summary_free(struct ingest_summary *s)
{
	gal_frame_free(s->files);
	gal_frame_free(s->skipped);
	gal_frame_free(s->bad);
	free(s->seen);
	s->seen = NULL;
	s->files = NULL;
	s->skipped = NULL;
	s->bad = NULL;
}

static uint64_t
count_skipped(const struct gal_tally *tally)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < GAL_OUTCOME_COUNT; i++) {
		if (i != GAL_OUTCOME_POST)
			sum += tally->outcomes[i];
	}
	return sum;
}

static enum gal_status
put_time(struct gal_frame *frame, int64_t utc, struct gal_error *err)
{
	char text[32];

	if (utc == GAL_ABSENT)
		return gal_frame_missing(frame, err);
	gal_time_format(utc, text);
	return gal_frame_text(frame, text, err);
}

/* Without the path, which stands in the row and may name folders. */
static enum gal_status
put_fault(struct gal_frame *frame, const char *path,
    const struct pipeline_result *r, struct gal_error *err)
{
	struct gal_error fault = r->fault;
	char text[GAL_ERROR_MESSAGE_MAX + GAL_ERROR_PLACE_MAX + 96];
	size_t n = strlen(path);

	if (r->outcome != PIPELINE_DAMAGED && r->outcome != PIPELINE_FAILED)
		return gal_frame_missing(frame, err);
	if (strncmp(fault.place, path, n) == 0) {
		const char *member = fault.place + n;

		member += strspn(member, ": ");
		memmove(fault.place, member, strlen(member) + 1);
	}
	gal_error_format(&fault, text, sizeof(text));
	return gal_frame_text(frame, text, err);
}

static enum gal_status
put_row(struct gal_frame *frame, const char *name, const char *state,
    const struct pipeline_result *r, struct gal_error *err)
{
	const char *const texts[] = { name, state,
		r->codec[0] != '\0' ? r->codec : NULL,
		r->format[0] != '\0' ? r->format : NULL };
	const uint64_t numbers[] = { r->tally.read, r->counts.inserted,
		r->counts.replaced, r->counts.older, r->counts.identical,
		r->counts.purged, count_skipped(&r->tally) };
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < COUNT(texts); i++)
		status = gal_frame_text(frame, texts[i], err);
	for (size_t i = 0; status == GAL_OK && i < COUNT(numbers); i++)
		status = gal_frame_int(frame, (int64_t)numbers[i], err);
	if (status == GAL_OK)
		status = put_time(frame, r->tally.first_utc, err);
	if (status == GAL_OK)
		status = put_time(frame, r->tally.last_utc, err);
	return status == GAL_OK ? put_fault(frame, name, r, err) : status;
}

static enum gal_status
put_skips(struct gal_frame *frame, const char *path,
    const struct gal_tally *tally, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < GAL_OUTCOME_COUNT; i++) {
		if (i == GAL_OUTCOME_POST || tally->outcomes[i] == 0)
			continue;
		status = gal_frame_text(frame, path, err);
		if (status == GAL_OK)
			status = gal_frame_text(
			    frame, gal_outcome_name((enum gal_outcome)i), err);
		if (status == GAL_OK)
			status = gal_frame_int(
			    frame, (int64_t)tally->outcomes[i], err);
	}
	return status;
}

static enum gal_status
put_bad(struct gal_frame *frame, const char *path,
    const struct gal_tally *tally, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < tally->bad_count; i++) {
		const struct gal_bad *bad = &tally->bad[i];

		status = gal_frame_text(frame, path, err);
		if (status == GAL_OK && bad->member[0] == '\0')
			status = gal_frame_missing(frame, err);
		else if (status == GAL_OK)
			status = gal_frame_text(frame, bad->member, err);
		if (status == GAL_OK)
			status = gal_frame_int(frame, (int64_t)bad->line, err);
		if (status == GAL_OK)
			status = gal_frame_int(frame, (int64_t)bad->byte, err);
		if (status == GAL_OK)
			status = gal_frame_text(frame, bad->reason, err);
	}
	return status;
}

static void
add_total(struct pipeline_result *to, const struct pipeline_result *r)
{
	to->tally.read += r->tally.read;
	for (size_t i = 0; i < GAL_OUTCOME_COUNT; i++)
		to->tally.outcomes[i] += r->tally.outcomes[i];
	to->counts.inserted += r->counts.inserted;
	to->counts.replaced += r->counts.replaced;
	to->counts.older += r->counts.older;
	to->counts.identical += r->counts.identical;
	to->counts.purged += r->counts.purged;
	if (to->tally.first_utc == GAL_ABSENT ||
	    (r->tally.first_utc != GAL_ABSENT &&
		r->tally.first_utc < to->tally.first_utc))
		to->tally.first_utc = r->tally.first_utc;
	if (r->tally.last_utc > to->tally.last_utc)
		to->tally.last_utc = r->tally.last_utc;
}

/* *seen: the same archive was given before in this command. */
static enum gal_status
look_whether_seen(bool *seen, struct ingest_summary *s,
    const struct pipeline_result *r, struct gal_error *err)
{
	int64_t *grown;

	*seen = false;
	for (size_t i = 0; r->file != 0 && i < s->seen_count && !*seen; i++)
		*seen = s->seen[i] == r->file;
	if (*seen || r->file == 0)
		return GAL_OK;
	grown = realloc(s->seen, (s->seen_count + 1) * sizeof(*grown));
	if (grown == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	s->seen = grown;
	s->seen[s->seen_count++] = r->file;
	return GAL_OK;
}

enum gal_status
ingest_summary_add(struct ingest_summary *s, const char *path,
    const struct pipeline_result *r, struct gal_error *err)
{
	bool seen = false;
	enum gal_status status = look_whether_seen(&seen, s, r, err);

	if (status == GAL_OK)
		status =
		    put_row(s->files, path, outcome_names[r->outcome], r, err);
	if (status == GAL_OK)
		status = put_skips(s->skipped, path, &r->tally, err);
	if (status == GAL_OK)
		status = put_bad(s->bad, path, &r->tally, err);
	if (!seen)
		add_total(&s->total, r);
	s->file_count++;
	return status;
}

enum gal_status
ingest_summary_end(
    struct ingest_summary *s, struct cli_frames *frames, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	if (s->file_count > 1)
		status = put_row(s->files, "all", NULL, &s->total, err);
	if (status == GAL_OK && !s->is_stored)
		status = gal_frame_note(s->files, err,
		    "nothing was stored (--dry-run): read less skipped is how "
		    "many posts are wanted");
	if (status == GAL_OK) {
		status = cli_frames_add(frames, s->files, err);
		s->files = NULL;
	}
	if (status == GAL_OK && gal_frame_rows(s->skipped) > 0) {
		status = cli_frames_add(frames, s->skipped, err);
		s->skipped = NULL;
	}
	if (status == GAL_OK && gal_frame_rows(s->bad) > 0) {
		status = cli_frames_add(frames, s->bad, err);
		s->bad = NULL;
	}
	return status;
}

/* What to look at when a reason took everything away. */
static const char *const hints[GAL_OUTCOME_COUNT] = {
	[GAL_OUTCOME_BAD] = "is it the format you expect (--input-format)?",
	[GAL_OUTCOME_BLANK] = "the file holds blank lines",
	[GAL_OUTCOME_NOT_A_POST] = "the file holds users or events, not posts",
	[GAL_OUTCOME_OTHER_KIND] = "does the file hold that --kind?",
	[GAL_OUTCOME_OTHER_COMMUNITY] = "is --community spelled as the archive "
					"does (case does not matter)?",
	[GAL_OUTCOME_OTHER_AUTHOR] = "is --author spelled as the archive does?",
	[GAL_OUTCOME_OTHER_TIME] = "does the file reach into --since/--until "
				   "(UTC)?",
	[GAL_OUTCOME_NO_MATCH] = "no post holds the words of --match",
	[GAL_OUTCOME_NOT_SAMPLED] = "the sample is too small for this file",
	[GAL_OUTCOME_DELETED_LATER] = "their authors deleted them; see "
				      "--keep-deleted-later",
};

void
ingest_explain_nothing(const struct cli_context *context, const char *path,
    const struct pipeline_result *result)
{
	const struct gal_tally *tally = &result->tally;
	size_t most = GAL_OUTCOME_POST;

	if (tally->outcomes[GAL_OUTCOME_POST] > 0 ||
	    result->outcome == PIPELINE_FAILED)
		return;
	if (tally->read == 0) { /* where it is damaged, that says enough */
		if (result->outcome == PIPELINE_DONE)
			cli_message(context, "galatea %s: %s: holds no records",
			    context->command->name, path);
		return;
	}
	for (size_t i = 0; i < GAL_OUTCOME_COUNT; i++) {
		if (tally->outcomes[i] > tally->outcomes[most])
			most = i;
	}
	cli_message(context,
	    "galatea %s: %s: none of %" PRIu64
	    " records kept, most of them: %s%s%s",
	    context->command->name, path, tally->read,
	    gal_outcome_name((enum gal_outcome)most),
	    hints[most] != NULL ? "; " : "",
	    hints[most] != NULL ? hints[most] : "");
}

enum gap { GAP_AUTHOR, GAP_COMMUNITY, GAP_COUNT };

/* What to do where no post at all has one. */
static const struct {
	const char *format;
	enum gap gap;
	const char *text;
} gaps[] = {
	{ "csv", GAP_AUTHOR,
	    "no post has an author; does --map name the column?" },
	{ "ndjson", GAP_AUTHOR,
	    "no post has an author; does --map lead to the name "
	    "(author=user.name)?" },
	{ "stackexchange", GAP_COMMUNITY,
	    "the site is not known; name it by --scope, or the numbers of "
	    "several sites clash" },
	{ "mbox", GAP_COMMUNITY, "the list is not known; name it by --scope" },
};

void
ingest_explain_gaps(const struct cli_context *context, const char *path,
    const struct pipeline_result *result)
{
	const struct gal_tally *tally = &result->tally;
	const uint64_t without[GAP_COUNT] = {
		[GAP_AUTHOR] = tally->without_author,
		[GAP_COMMUNITY] = tally->without_community,
	};
	uint64_t posts = tally->outcomes[GAL_OUTCOME_POST];

	for (size_t i = 0; posts > 0 && i < COUNT(gaps); i++) {
		if (strcmp(result->format, gaps[i].format) == 0 &&
		    without[gaps[i].gap] == posts)
			cli_message(context, "galatea %s: %s: %s",
			    context->command->name, path, gaps[i].text);
	}
	if (tally->without_time > 0)
		cli_message(context,
		    "galatea %s: %s: %" PRIu64 " of %" PRIu64
		    " posts have no time that can be read; statistics over "
		    "time leave them out",
		    context->command->name, path, tally->without_time, posts);
	if (tally->restored > 0)
		cli_message(context,
		    "galatea %s: %s: texts that the archive restored (deleted "
		    "when it looked): %" PRIu64,
		    context->command->name, path, tally->restored);
}
