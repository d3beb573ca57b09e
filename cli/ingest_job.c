#include "cli/ingest_job.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/codebook_open.h"
#include "cli/ingest_summary.h"
#include "cli/interrupt.h"
#include "cli/key_open.h"
#include "cli/preflight.h"
#include "core/datetime.h"
#include "ingest/map.h"

#define DEFAULT_MAX_BAD 0.001

enum gal_status
ingest_job_init(struct ingest_job *job, struct gal_error *err)
{
	memset(job, 0, sizeof(*job));
	job->max_bad = DEFAULT_MAX_BAD;
	job->seed = 1;
	return gal_selection_new(&job->selection, err);
}

void
ingest_job_free(struct ingest_job *job)
{
	gal_selection_free(job->selection);
	job->selection = NULL;
}

/* ---- options ---- */

typedef enum gal_status take_option(struct ingest_job *job,
    struct cli_context *context, const char *value, struct gal_error *err);

/* Several names may be joined by commas; one that holds a comma (on Discord)
 * can stand in a file. */
static enum gal_status
take_community(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	char *copy = strdup(value), *rest = copy;
	enum gal_status status =
	    copy != NULL ? GAL_OK : gal_fail(err, GAL_NOMEM, "out of memory");

	(void)context;
	while (rest != NULL && status == GAL_OK)
		status = gal_selection_community(
		    job->selection, strsep(&rest, ","), err);
	free(copy);
	return status;
}

static enum gal_status
take_community_file(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	(void)context;
	return gal_selection_community_file(job->selection, value, err);
}

static enum gal_status
take_author(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	(void)context;
	return gal_selection_author(job->selection, value, err);
}

static enum gal_status
take_author_file(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	(void)context;
	return gal_selection_author_file(job->selection, value, err);
}

static enum gal_status
take_since(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	int64_t utc = 0;
	enum gal_status status = gal_time_parse(&utc, gal_str_of(value), err);

	(void)context;
	return status == GAL_OK ? gal_selection_since(job->selection, utc, err)
				: status;
}

static enum gal_status
take_until(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	int64_t utc = 0;
	enum gal_status status = gal_time_parse(&utc, gal_str_of(value), err);

	(void)context;
	return status == GAL_OK ? gal_selection_until(job->selection, utc, err)
				: status;
}

static enum gal_status
take_match(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	(void)context;
	return gal_selection_match(job->selection, value, err);
}

static enum gal_status
take_kind(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	enum gal_kind kind = GAL_KIND_SUBMISSION;

	(void)context;
	if (gal_kind_parse(&kind, gal_str_of(value)) != GAL_OK)
		return gal_fail(err, GAL_ARGUMENT,
		    "unknown kind '%s': submission, comment, message or turn",
		    value);
	return gal_selection_kind(job->selection, kind, err);
}

static enum gal_status
take_share(struct ingest_job *job, const char *value, enum gal_sample_unit unit,
    struct gal_error *err)
{
	enum gal_status status = cli_parse_real(&job->share, value, err);

	job->share_unit = unit;
	if (status == GAL_OK && !(job->share > 0.0 && job->share <= 1.0))
		return gal_fail(err, GAL_ARGUMENT,
		    "a sample is a share above 0 and up to 1 (or 100%%)");
	return status;
}

static enum gal_status
take_sample(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	(void)context;
	return take_share(job, value, GAL_SAMPLE_POSTS, err);
}

static enum gal_status
take_sample_authors(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	(void)context;
	return take_share(job, value, GAL_SAMPLE_AUTHORS, err);
}

static enum gal_status
take_seed(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	(void)context;
	return cli_parse_count(&job->seed, value, err);
}

static enum gal_status
take_stop_after(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	uint64_t n = 0;
	enum gal_status status = cli_parse_count(&n, value, err);

	(void)context;
	return status == GAL_OK
	    ? gal_selection_stop_after(job->selection, n, err)
	    : status;
}

static enum gal_status
take_format(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	const char *name, *description;

	(void)context;
	for (size_t i = 0; gal_format_info(i, &name, &description); i++) {
		if (strcmp(name, value) == 0) {
			job->format = name;
			return GAL_OK;
		}
	}
	return gal_fail(err, GAL_ARGUMENT,
	    "unknown input format '%s' ('galatea doctor' lists them)", value);
}

static enum gal_status
take_map(struct ingest_job *job, struct cli_context *context, const char *value,
    struct gal_error *err)
{
	struct gal_map map;
	enum gal_status status = gal_map_parse(&map, value, err);

	(void)context;
	if (status == GAL_OK)
		gal_map_free(&map);
	job->map = value;
	return status;
}

static enum gal_status
take_scope(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	(void)context;
	(void)err;
	job->scope = value;
	return GAL_OK;
}

static enum gal_status
take_threads(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	(void)context;
	return cli_parse_count(&job->threads, value, err);
}

static enum gal_status
take_batch(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	(void)context;
	return cli_parse_count(&job->batch, value, err);
}

static enum gal_status
take_max_bad(struct ingest_job *job, struct cli_context *context,
    const char *value, struct gal_error *err)
{
	enum gal_status status = cli_parse_real(&job->max_bad, value, err);

	(void)context;
	if (status == GAL_OK && !(job->max_bad >= 0.0 && job->max_bad <= 1.0))
		return gal_fail(err, GAL_ARGUMENT,
		    "--max-bad is a share from 0 to 1 (or 100%%)");
	return status;
}

static const struct {
	int id;
	take_option *take; /* NULL: the switch below */
	size_t switch_at;  /* offset of a bool in struct ingest_job */
} takers[] = {
	{ INGEST_COMMUNITY, take_community, 0 },
	{ INGEST_COMMUNITY_FILE, take_community_file, 0 },
	{ INGEST_AUTHOR, take_author, 0 },
	{ INGEST_AUTHOR_FILE, take_author_file, 0 },
	{ INGEST_SINCE, take_since, 0 },
	{ INGEST_UNTIL, take_until, 0 },
	{ INGEST_MATCH, take_match, 0 },
	{ INGEST_KIND, take_kind, 0 },
	{ INGEST_SAMPLE, take_sample, 0 },
	{ INGEST_SAMPLE_AUTHORS, take_sample_authors, 0 },
	{ INGEST_SEED, take_seed, 0 },
	{ INGEST_STOP_AFTER, take_stop_after, 0 },
	{ INGEST_INPUT_FORMAT, take_format, 0 },
	{ INGEST_MAP, take_map, 0 },
	{ INGEST_SCOPE, take_scope, 0 },
	{ INGEST_KEEP_DELETED, NULL,
	    offsetof(struct ingest_job, keep_deleted_later) },
	{ INGEST_SEAL_IDS, NULL, offsetof(struct ingest_job, seal_ids) },
	{ INGEST_THREADS, take_threads, 0 },
	{ INGEST_BATCH, take_batch, 0 },
	{ INGEST_MAX_BAD, take_max_bad, 0 },
	{ INGEST_AGAIN, NULL, offsetof(struct ingest_job, again) },
	{ INGEST_RESTART, NULL, offsetof(struct ingest_job, restart) },
	{ INGEST_DRY_RUN, NULL, offsetof(struct ingest_job, dry_run) },
	{ INGEST_PREFLIGHT, NULL, offsetof(struct ingest_job, preflight) },
	{ INGEST_OPTIMIZE, NULL, offsetof(struct ingest_job, optimize) },
};

enum gal_status
ingest_job_option(struct ingest_job *job, struct cli_context *context, int id)
{
	for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]); i++) {
		if (takers[i].id != id)
			continue;
		if (takers[i].take != NULL)
			return takers[i].take(
			    job, context, context->value, &context->err);
		*(bool *)(void *)((char *)job + takers[i].switch_at) = true;
		return GAL_OK;
	}
	return gal_fail(&context->err, GAL_ARGUMENT, "unknown option");
}

/* ---- running ---- */

struct session {
	struct ingest_job *job;
	struct cli_context *context;
	struct gal_store *store;
	struct gal_codebook *codebook;
	struct gal_key key;
	struct gal_tombstone_key tombstones; /* made of it */
};

/* The database last: what is missing otherwise must not leave one behind. */
static enum gal_status
open_session(struct session *s)
{
	struct cli_context *context = s->context;
	struct cli_codebook_names names = { 0 };
	bool exists = access(context->database, F_OK) == 0;
	char check[GAL_KEY_CHECK_HEX];
	struct gal_veil veil;
	enum gal_status status;

	status = cli_codebook_open(&s->codebook, context);
	if (status == GAL_OK && s->job->dry_run) {
		gal_key_from_seed(&s->key, 0);
		return GAL_OK;
	}
	if (status == GAL_OK && exists)
		status = gal_store_open(&s->store, context->database,
		    GAL_STORE_CREATE, &context->err);
	if (status == GAL_OK)
		status = cli_key_open(&s->key, context, s->store);
	if (status == GAL_OK && !exists)
		status = gal_store_open(&s->store, context->database,
		    GAL_STORE_CREATE, &context->err);
	if (status != GAL_OK)
		return status;
	gal_error_clear(&context->err); /* places of what went well */
	gal_key_check(&s->key, check);
	status = gal_store_check_key(s->store, check, &context->err);
	gal_tombstone_key_make(&s->tombstones, &s->key);
	veil = gal_tombstone_key_veil(&s->tombstones);
	if (status == GAL_OK)
		status = gal_store_set_veil(s->store, &veil, &context->err);
	/* a sealed database takes sealed ids only, asked for or not */
	if (status == GAL_OK)
		status = gal_store_seal_ids(&s->job->seal_ids, s->store,
		    s->job->seal_ids, &context->err);
	if (status == GAL_OK)
		status = cli_codebook_names(&names, s->codebook, &context->err);
	if (status == GAL_OK)
		status = gal_store_set_codebook(
		    s->store, &names.names, &context->err);
	cli_codebook_names_free(&names);
	return status;
}

static void
close_session(struct session *s)
{
	gal_store_close(s->store);
	gal_codebook_free(s->codebook);
	gal_key_forget(&s->key);
	gal_tombstone_key_forget(&s->tombstones);
}

static void
report_file(const struct session *s, const char *path,
    const struct pipeline_result *result)
{
	const char *command = s->context->command->name;
	char text[GAL_ERROR_MESSAGE_MAX + GAL_ERROR_PLACE_MAX + 96];

	for (size_t i = 0; i < result->tally.bad_count; i++) {
		const struct gal_bad *bad = &result->tally.bad[i];

		if (s->context->verbosity >= 0)
			(void)fprintf(stderr,
			    "galatea %s: %s%s%s:%" PRIu64 ": byte %" PRIu64
			    ": left out: %s\n",
			    command, path, bad->member[0] != '\0' ? ": " : "",
			    bad->member, bad->line, bad->byte, bad->reason);
	}
	if (result->passed_members > 0)
		cli_message(s->context,
		    "galatea %s: %s: passed by %" PRIu64
		    " of the files inside, which hold no posts it can read; "
		    "the first: %s",
		    command, path, result->passed_members,
		    result->passed_member);
	if (result->outcome == PIPELINE_DAMAGED ||
	    result->outcome == PIPELINE_FAILED) {
		gal_error_format(&result->fault, text, sizeof(text));
		(void)fprintf(stderr, "galatea %s: %s%s%s\n", command,
		    result->fault.place[0] == '\0' ? path : "",
		    result->fault.place[0] == '\0' ? ": " : "", text);
	}
	if (result->outcome == PIPELINE_INTERRUPTED)
		(void)fprintf(stderr,
		    "galatea %s: %s: interrupted after %" PRIu64
		    " records; the same command goes on from there\n",
		    command, path, result->tally.read);
	ingest_explain_nothing(s->context, path, result);
	ingest_explain_gaps(s->context, path, result);
}

/* The gravest of what happened so far. */
static int
worse(int code, const struct pipeline_result *result)
{
	static const int codes[] = { [PIPELINE_DONE] = CLI_DONE,
		[PIPELINE_KNOWN] = CLI_DONE,
		[PIPELINE_DAMAGED] = CLI_DAMAGED,
		[PIPELINE_INTERRUPTED] = CLI_FAILED,
		[PIPELINE_FAILED] = CLI_FAILED };
	int here = codes[result->outcome];

	if (code == CLI_FAILED || here == CLI_FAILED)
		return CLI_FAILED;
	return here > code ? here : code;
}

void
ingest_job_reader_options(struct gal_reader_options *out,
    const struct ingest_job *job, const struct gal_key *key)
{
	memset(out, 0, sizeof(*out));
	out->key = key;
	out->selection = job->selection;
	out->format = job->format;
	out->map = job->map;
	out->scope = job->scope;
	out->keep_deleted_later = job->keep_deleted_later;
	out->seal_ids = job->seal_ids;
}

static int
read_files(struct session *s, struct cli_frames *frames)
{
	struct ingest_job *job = s->job;
	struct cli_context *context = s->context;
	struct pipeline_settings settings = {
		.store = s->store,
		.codebook = s->codebook,
		.threads = (size_t)job->threads,
		.commit_posts = (size_t)job->batch,
		.max_bad = job->max_bad,
		.again = job->again,
		.restart = job->restart,
		.show_progress = context->verbosity >= 0 && isatty(2) != 0,
	};
	struct ingest_summary summary = { 0 };
	int code = CLI_DONE;
	bool go_on = true;
	enum gal_status status;

	ingest_job_reader_options(&settings.reader, job, &s->key);
	status =
	    ingest_summary_begin(&summary, s->store != NULL, &context->err);
	for (int i = 0; status == GAL_OK && go_on && i < context->argc; i++) {
		struct pipeline_result result;

		pipeline_run(&result, &settings, context->argv[i]);
		report_file(s, context->argv[i], &result);
		code = worse(code, &result);
		go_on = !result.fatal &&
		    result.outcome != PIPELINE_INTERRUPTED && !interrupt_came();
		status = ingest_summary_add(
		    &summary, context->argv[i], &result, &context->err);
	}
	if (status == GAL_OK && go_on && s->store != NULL)
		status =
		    gal_store_finish(s->store, job->optimize, &context->err);
	if (status == GAL_OK)
		status = ingest_summary_end(&summary, frames, &context->err);
	ingest_summary_free(&summary);
	return status == GAL_OK ? code : cli_report_error(context);
}

int
ingest_job_run(struct ingest_job *job, struct cli_context *context,
    struct cli_frames *frames)
{
	struct session s = { .job = job, .context = context };
	enum gal_status status = GAL_OK;
	int code;

	if (context->argc == 0)
		return cli_usage_error(context, "give at least one archive");
	interrupt_catch();
	if (job->share > 0.0)
		status = gal_selection_sample(job->selection, job->share,
		    job->share_unit, job->seed, &context->err);
	if (status == GAL_OK && job->preflight)
		return preflight_run(job, context, frames);
	if (status == GAL_OK)
		status = open_session(&s);
	code = status == GAL_OK ? read_files(&s, frames)
				: cli_report_error(context);
	close_session(&s);
	return code;
}
