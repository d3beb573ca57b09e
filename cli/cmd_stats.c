#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/codebook_open.h"
#include "cli/output.h"
#include "cli/stats_database.h"
#include "cli/stats_lines.h"
#include "cli/steps.h"
#include "core/datetime.h"

#define COMMUNITIES_MAX 256

enum option_id {
	OPT_LIST = 'l',
	OPT_SINCE = 256,
	OPT_UNTIL,
	OPT_COMMUNITY,
	OPT_COMPANION,
	OPT_CONF,
	OPT_K,
	OPT_BIN,
	OPT_DISENGAGE,
	OPT_WASHOUT,
	OPT_EXPIRE,
	OPT_REPLICATES,
	OPT_SEED,
	OPT_EVENTS,
	OPT_LABELS,
	OPT_CORRECTION,
	OPT_PARTIAL,
	OPT_COMBINE,
	OPT_FROM
};

static const struct cli_option options[] = {
	{ OPT_LIST, "list", NULL, "list the reports" },
	{ OPT_SINCE, "since", "DATE", "only posts from then on" },
	{ OPT_UNTIL, "until", "DATE", "only posts before" },
	{ OPT_COMMUNITY, "community", "NAME",
	    "only posts there; may be given again" },
	{ OPT_COMPANION, "companion-from", "RUNG",
	    "where companionship begins (default companion)" },
	{ OPT_CONF, "conf", "LEVEL", "of every interval (default 0.95)" },
	{ OPT_K, "k-anon", "N",
	    "smallest number of authors in a cell (default 10)" },
	{ OPT_BIN, "bin", "DAYS", "width of a bin (default 30)" },
	{ OPT_DISENGAGE, "disengage", "DAYS",
	    "gone after a longer silence (default 90)" },
	{ OPT_WASHOUT, "washout", "DAYS",
	    "first posts this close to the start are flagged (default 30)" },
	{ OPT_EXPIRE, "expire", "DAYS",
	    "a rung older than this is missing (default 180)" },
	{ OPT_REPLICATES, "replicates", "N",
	    "of the author bootstrap; 0 for none (default 2000)" },
	{ OPT_SEED, "seed", "N", "of the bootstrap (default 1)" },
	{ OPT_EVENTS, "events", "FILE", "platform events: date, tab, name" },
	{ OPT_LABELS, "labels", "DIR",
	    "correct by the labels of this folder (galatea validate)" },
	{ OPT_CORRECTION, "correction", "METHOD",
	    "of shares of posts: dsl (default), ppi, rogan-gladen, none" },
	{ OPT_PARTIAL, "partial", "FILE",
	    "write the database's timelines for --combine; no reports" },
	{ OPT_COMBINE, "combine", NULL,
	    "the operands that name no report are files of --partial" },
	{ OPT_FROM, "from", NULL,
	    "they are lines of galatea tag --timeline; - is stdin" },
	{ 0, NULL, NULL, NULL },
};

struct request {
	struct cli_stats_options stats;
	const char *communities[COMMUNITIES_MAX];
	bool list;
	bool combine, from;
	const char *partial;
	char **files; /* operands that name no report */
	size_t file_count;
};

static enum gal_status
parse_days(int64_t *out, const char *text, struct gal_error *err)
{
	double days;
	enum gal_status status = cli_parse_real(&days, text, err);

	if (status != GAL_OK)
		return status;
	if (!(days >= 0) || days > 100000)
		return gal_fail(
		    err, GAL_ARGUMENT, "'%s' is no number of days", text);
	*out = (int64_t)(days * GAL_SECONDS_PER_DAY);
	return GAL_OK;
}

static enum gal_status
parse_correction(
    enum gal_correction *out, const char *text, struct gal_error *err)
{
	static const char *const names[] = { [GAL_CORRECT_DSL] = "dsl",
		[GAL_CORRECT_PPI] = "ppi",
		[GAL_CORRECT_ROGAN_GLADEN] = "rogan-gladen",
		[GAL_CORRECT_NONE] = "none" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(names[i], text) == 0) {
			*out = (enum gal_correction)i;
			return GAL_OK;
		}
	return gal_fail(err, GAL_ARGUMENT, "no correction '%s'", text);
}

static enum gal_status
take_option(struct request *r, int id, const char *value, struct gal_error *err)
{
	struct gal_timeline_settings *s = &r->stats.settings;
	uint64_t n = 0;
	enum gal_status status = GAL_OK;

	switch (id) {
	case OPT_LIST:
		r->list = true;
		break;
	case OPT_SINCE:
		r->stats.has_since = true;
		return gal_time_parse(&r->stats.since, gal_str_of(value), err);
	case OPT_UNTIL:
		r->stats.has_until = true;
		return gal_time_parse(&r->stats.until, gal_str_of(value), err);
	case OPT_COMMUNITY:
		if (r->stats.community_count == COMMUNITIES_MAX)
			return gal_fail(err, GAL_LIMIT,
			    "at most %d communities", COMMUNITIES_MAX);
		r->communities[r->stats.community_count++] = value;
		break;
	case OPT_COMPANION:
		r->stats.companion_from = value;
		break;
	case OPT_PARTIAL:
		r->partial = value;
		break;
	case OPT_COMBINE:
		r->combine = true;
		break;
	case OPT_FROM:
		r->from = true;
		break;
	case OPT_EVENTS:
		r->stats.events = value;
		break;
	case OPT_LABELS:
		r->stats.labels = value;
		break;
	case OPT_CORRECTION:
		return parse_correction(&s->correction, value, err);
	case OPT_CONF:
		return cli_parse_real(&s->conf, value, err);
	case OPT_BIN:
		return parse_days(&s->bin, value, err);
	case OPT_DISENGAGE:
		return parse_days(&s->rules.disengage, value, err);
	case OPT_WASHOUT:
		return parse_days(&s->rules.washout, value, err);
	case OPT_EXPIRE:
		return parse_days(&s->expire, value, err);
	default:
		status = cli_parse_count(&n, value, err);
		if (status != GAL_OK)
			return status;
		if (n > 1000000000 && id != OPT_SEED)
			return gal_fail(
			    err, GAL_ARGUMENT, "'%s' is too large", value);
		if (id == OPT_K)
			s->k_anon = n < 1 ? 1 : (int64_t)n;
		else if (id == OPT_REPLICATES)
			s->replicates = (size_t)n;
		else
			s->seed = n;
	}
	return status;
}

static int
list_reports(struct cli_context *context)
{
	struct gal_error *err = &context->err;
	const struct gal_frame *frames[1];
	struct gal_frame *f = NULL;
	enum gal_status status =
	    gal_frame_new(&f, "reports", "Reports of galatea stats", err);
	int code;

	if (status == GAL_OK)
		status = gal_frame_column(
		    f, "report", GAL_CELL_TEXT, "", "name", err);
	if (status == GAL_OK)
		status = gal_frame_column(
		    f, "answers", GAL_CELL_TEXT, "", "what it shows", err);
	for (const struct gal_report *r = gal_reports;
	     r->name != NULL && status == GAL_OK; r++) {
		status = gal_frame_text(f, r->name, err);
		if (status == GAL_OK)
			status = gal_frame_text(f, r->description, err);
	}
	frames[0] = f;
	code = status == GAL_OK ? cli_print_frames(context, frames, 1)
				: cli_report_error(context);
	gal_frame_free(f);
	return code;
}

static enum gal_status
keep_frame(void *payload, struct gal_frame *frame, struct gal_error *err)
{
	return cli_frames_add(payload, frame, err);
}

static bool
is_wanted(const struct cli_context *context, const struct gal_report *report,
    size_t report_count)
{
	for (int i = 0; i < context->argc; i++)
		if (strcmp(context->argv[i], report->name) == 0)
			return true;
	return report_count == 0 &&
	    (report->flags & GAL_REPORT_BY_REQUEST) == 0;
}

/* What the wanted reports need. */
static void
take_needs(struct cli_stats_options *stats, const struct cli_context *context,
    size_t report_count)
{
	stats->hidden = stats->replies = stats->words = false;
	for (const struct gal_report *r = gal_reports; r->name != NULL; r++) {
		if (!is_wanted(context, r, report_count))
			continue;
		stats->hidden |= (r->flags & GAL_REPORT_HIDDEN) != 0;
		stats->replies |= (r->flags & GAL_REPORT_REPLIES) != 0;
		stats->words |= (r->flags & GAL_REPORT_WORDS) != 0;
		stats->settings.sequences |=
		    (r->flags & GAL_REPORT_SEQUENCES) != 0;
	}
}

static int
print_reports(struct cli_context *context, const struct request *request,
    const struct stats_source *source)
{
	size_t reports = (size_t)context->argc - request->file_count;
	struct cli_stats_pass pass = { 0 };
	struct cli_frames frames = { 0 };
	enum gal_status status =
	    cli_stats_run(&pass, &request->stats, source, &context->err);
	int code;

	for (const struct gal_report *r = gal_reports;
	     status == GAL_OK && r->name != NULL; r++)
		if (is_wanted(context, r, reports))
			status = gal_report_make(r, pass.timeline, keep_frame,
			    &frames, &context->err);
	code = status == GAL_OK
	    ? cli_print_frames(context,
		  (const struct gal_frame *const *)frames.items, frames.count)
	    : cli_report_error(context);
	cli_frames_free(&frames);
	cli_stats_free(&pass);
	return code;
}

static int
run_database(struct cli_context *context, const struct request *request)
{
	struct gal_store *store = NULL;
	struct stats_database database = { .store = NULL };
	enum gal_status status = gal_store_open(
	    &store, context->database, GAL_STORE_READ, &context->err);
	int code = CLI_DONE;

	if (status == GAL_OK)
		status = gal_store_snapshot(store, &context->err);
	if (status == GAL_OK && request->partial != NULL)
		status =
		    stats_partial_write(request->partial, store, &context->err);
	else if (status == GAL_OK)
		status = stats_database_open(
		    &database, &request->stats, store, &context->err);
	if (status != GAL_OK)
		code = cli_report_error(context);
	else if (request->partial == NULL)
		code = print_reports(context, request, &database.source);
	stats_database_close(&database);
	gal_store_close(store);
	return code;
}

static int
run_combine(struct cli_context *context, const struct request *request)
{
	struct stats_combine combine;
	struct cli_veil veil = { .tried = false };
	int code =
	    stats_combine_paths(&combine, &veil, context, &request->stats,
		request->files, request->file_count) == GAL_OK
	    ? print_reports(context, request, &combine.source)
	    : cli_report_error(context);

	stats_combine_close(&combine);
	cli_veil_forget(&veil);
	return code;
}

static int
run_from(struct cli_context *context, const struct request *request)
{
	struct stats_combine combine = { .files = NULL };
	struct cli_codebook_names names = { .codes = NULL };
	struct gal_codebook *book = NULL;
	enum gal_status status = cli_codebook_open(&book, context);
	int code;

	if (status == GAL_OK)
		status = cli_codebook_names(&names, book, &context->err);
	if (status == GAL_OK)
		status =
		    stats_lines_open(&combine, &request->stats, &names.names,
			request->files, request->file_count, &context->err);
	code = status == GAL_OK
	    ? print_reports(context, request, &combine.source)
	    : cli_report_error(context);
	stats_combine_close(&combine);
	cli_codebook_names_free(&names);
	gal_codebook_free(book);
	return code;
}

static int
run_request(struct cli_context *context, struct request *request)
{
	request->files =
	    calloc((size_t)context->argc + 1, sizeof(*request->files));
	if (request->files == NULL) {
		(void)gal_fail(&context->err, GAL_NOMEM, "out of memory");
		return cli_report_error(context);
	}
	for (int i = 0; i < context->argc; i++)
		if (gal_report_find(context->argv[i]) == NULL)
			request->files[request->file_count++] =
			    context->argv[i];
	if ((request->combine || request->from) && request->file_count == 0)
		return cli_usage_error(
		    context, "--combine and --from want files to read");
	if (!request->combine && !request->from && request->file_count > 0)
		return cli_usage_error(context,
		    "no report '%s'; galatea stats --list names them",
		    request->files[0]);
	take_needs(&request->stats, context,
	    (size_t)context->argc - request->file_count);
	if (request->from)
		return run_from(context, request);
	return request->combine ? run_combine(context, request)
				: run_database(context, request);
}

static int
run(struct cli_context *context)
{
	struct request request = { .list = false };
	int id, code;

	cli_stats_defaults(&request.stats);
	request.stats.communities = request.communities;
	while ((id = cli_next_option(context)) > 0)
		if (take_option(&request, id, context->value, &context->err) !=
		    GAL_OK)
			return cli_report_error(context);
	if (id < 0)
		return CLI_USAGE;
	if (request.list)
		return list_reports(context);
	code = run_request(context, &request);
	free(request.files);
	return code;
}

const struct cli_command cmd_stats = {
	.name = "stats",
	.summary = "compute reports from author timelines",
	.synopsis = "[REPORT…] [options]",
	.description =
	    "Reads every author's posts in order, once, and prints the reports "
	    "named, or all. Each number says its unit, how many authors stand "
	    "behind it, its interval and whether errors of the classifier are "
	    "corrected. Cells with fewer than --k-anon authors are left out; "
	    "what the data cannot carry is said in a note below the table. "
	    "docs/statistics.md defines each report.\n\n"
	    "Of many databases: --partial writes the timelines of each, "
	    "--combine reads them as one, with the numbers that the merged "
	    "database has (with the project key, where posts were "
	    "purged); --from reads lines of galatea tag --timeline "
	    "(docs/scale.md).",
	.examples =
	    "galatea stats cohort incidence\n"
	    "galatea stats --list\n"
	    "galatea stats prevalence --format csv --community replika\n"
	    "galatea stats -d may.db --partial may.times\n"
	    "galatea stats --combine may.times june.times cohort",
	.options = options,
	.run = run,
};
