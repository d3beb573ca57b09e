#include "cli/findings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/output.h"

/* Codes without labelled posts stay out of what a person reads first. */
static const char *const unvalidated[] = {
	"disclosure.emotional",
	"disclosure.informational",
	"disclosure.level.",
	"dependency.role_taking",
	"emotion.",
	"empathy.",
	"epistemic.processing",
	"platform.",
	"stage.",
	"stance.",
};

static const char *
text_at(const struct gal_frame *frame, size_t row, const char *column)
{
	int i = gal_frame_find(frame, column);
	const struct gal_cell *cell;

	if (i < 0 || frame->columns[i].type != GAL_CELL_TEXT)
		return "";
	cell = gal_frame_at(frame, row, (size_t)i);
	return cell->missing ? "" : cell->u.text;
}

static bool
has_number(const struct gal_frame *frame, size_t row, const char *column)
{
	int i = gal_frame_find(frame, column);

	return i >= 0 && !gal_frame_at(frame, row, (size_t)i)->missing;
}

static bool
keep_validated(const struct gal_frame *frame, size_t row)
{
	const char *code = text_at(frame, row, "code");

	for (size_t i = 0; i < sizeof(unvalidated) / sizeof(unvalidated[0]);
	     i++) {
		if (strncmp(code, unvalidated[i], strlen(unvalidated[i])) == 0)
			return false;
	}
	return has_number(frame, row, "estimate");
}

static bool
keep_estimated(const struct gal_frame *frame, size_t row)
{
	return has_number(frame, row, "estimate") ||
	    has_number(frame, row, "share");
}

static bool
keep_authors(const struct gal_frame *frame, size_t row)
{
	return has_number(frame, row, "authors");
}

/* A month, a quarter, half a year, one and two years after entry. */
static bool
keep_milestones(const struct gal_frame *frame, size_t row)
{
	static const int64_t days[] = { 30, 90, 180, 360, 720 };
	int i = gal_frame_find(frame, "day");
	const struct gal_cell *cell;
	int64_t day;

	if (i < 0)
		return false;
	cell = gal_frame_at(frame, row, (size_t)i);
	day = frame->columns[i].type == GAL_CELL_INT ? cell->u.integer
						     : (int64_t)cell->u.real;
	for (size_t d = 0; d < sizeof(days) / sizeof(days[0]); d++) {
		if (!cell->missing && day == days[d])
			return true;
	}
	return false;
}

/* Benefit and dependency as a whole, not code by code. */
static bool
keep_any(const struct gal_frame *frame, size_t row)
{
	return strstr(text_at(frame, row, "benefit"), "(any)") != NULL;
}

static bool
keep_all_platforms(const struct gal_frame *frame, size_t row)
{
	return strcmp(text_at(frame, row, "platform"), "all") == 0;
}

#define COLUMNS(...) ((const char *const[]){ __VA_ARGS__, NULL })

/* In the order of the story. */
static const struct {
	const char *name;
	const char *const *columns;
	bool (*keep)(const struct gal_frame *frame, size_t row);
	int limit; /* rows; negative: the last */
} findings[] = {
	{ "files",
	    COLUMNS("file", "state", "read", "inserted", "replaced", "older",
		"identical", "skipped"),
	    NULL, 0 },
	{ "skipped", NULL, NULL, 30 },
	{ "cohort", NULL, NULL, 0 },
	{ "stage_by_month",
	    COLUMNS("month", "stage", "authors", "share", "lower", "upper",
		"correction"),
	    keep_estimated, -6 },
	{ "incidence", NULL, keep_milestones, 0 },
	{ "onset",
	    COLUMNS("code", "estimand", "estimate", "lower", "upper",
		"n_authors", "correction"),
	    keep_estimated, 0 },
	{ "narrated_moves", NULL, keep_authors, 8 },
	{ "accidental_time",
	    COLUMNS("purpose", "measure", "estimate", "lower", "upper",
		"n_authors", "correction"),
	    keep_estimated, 0 },
	{ "prevalence",
	    COLUMNS("code", "estimate", "lower", "upper", "with_code",
		"n_authors", "correction"),
	    keep_validated, 0 },
	{ "benefit_dependency",
	    COLUMNS("benefit", "dependency", "log_odds_ratio", "lower", "upper",
		"log_odds_ratio_mh", "mh_lower", "mh_upper", "n_authors",
		"correction"),
	    keep_any, 0 },
	{ "axes_pairs",
	    COLUMNS("pair", "estimate", "lower", "upper", "log_odds_ratio_mh",
		"mh_lower", "mh_upper", "n_authors", "correction"),
	    keep_estimated, 0 },
	{ "axes_score", COLUMNS("measure", "estimate", "n_authors"),
	    keep_estimated, 1 },
	{ "materialization_time", NULL, keep_estimated, 0 },
	{ "rupture", NULL, keep_estimated, 0 },
	{ "persona_survival", NULL, keep_all_platforms, 0 },
	{ "persona_breaks",
	    COLUMNS("pressure", "estimate", "lower", "upper", "n_authors",
		"correction"),
	    keep_estimated, 0 },
	{ "event_paired", NULL, keep_estimated, 0 },
};

static const struct gal_frame *
find_frame(const struct cli_frames *frames, const char *name)
{
	for (size_t i = 0; i < frames->count; i++) {
		if (strcmp(frames->items[i]->name, name) == 0)
			return frames->items[i];
	}
	return NULL;
}

static enum gal_status
choose(struct cli_frames *chosen, const struct cli_frames *frames,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0;
	     status == GAL_OK && i < sizeof(findings) / sizeof(findings[0]);
	     i++) {
		const struct gal_frame *whole =
		    find_frame(frames, findings[i].name);
		struct gal_frame *part = NULL;

		if (whole == NULL)
			continue;
		status = gal_frame_select(&part, whole, findings[i].columns,
		    findings[i].keep, findings[i].limit, err);
		if (status == GAL_OK &&
		    gal_frame_rows(part) < gal_frame_rows(whole))
			status = gal_frame_note(part, err,
			    "%zu of %zu rows; all in tables/%s.csv",
			    gal_frame_rows(part), gal_frame_rows(whole),
			    whole->name);
		if (status == GAL_OK)
			status = cli_frames_add(chosen, part, err);
		else
			gal_frame_free(part);
	}
	return status;
}

int
cli_print_findings(struct cli_context *context, const struct cli_frames *frames,
    const char *directory)
{
	struct cli_frames chosen = { 0 };
	bool whole = context->verbosity > 0 ||
	    (context->format != CLI_FORMAT_DEFAULT &&
		context->format != CLI_FORMAT_TABLE);
	const struct cli_frames *printed = whole ? frames : &chosen;
	enum gal_status status = GAL_OK;
	int code;

	if (!whole)
		status = choose(&chosen, frames, &context->err);
	code = status == GAL_OK
	    ? cli_print_frames(context,
		  (const struct gal_frame *const *)printed->items,
		  printed->count)
	    : cli_report_error(context);
	(void)fflush(stdout);
	if (code == CLI_DONE && directory != NULL)
		cli_message(context,
		    "All tables, charts, notebooks and report.html are in %s",
		    directory);
	cli_frames_free(&chosen);
	return code;
}
