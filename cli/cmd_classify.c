#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/codebook_open.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/progress.h"
#include "cli/readings.h"
#include "cli/steps.h"
#include "store/writer.h"

#define THREADS_MAX 64

enum option_id { OPTION_THREADS = 500 };

/* One thread's share of a batch. */
struct share {
	pthread_t thread;
	bool started;
	struct gal_scratch *scratch;
	struct readings readings;
	const struct gal_store_record *records;
	size_t n;
	enum gal_status status;
	struct gal_error err;
};

struct tagging {
	struct share shares[THREADS_MAX];
	size_t count;
	struct gal_reading *readings; /* of the whole batch, in its order */
	size_t capacity;
};

static void *
run_share(void *argument)
{
	struct share *share = argument;

	share->status = share->n == 0
	    ? GAL_OK
	    : readings_fill(&share->readings, share->scratch,
		  &share->records[0].post, share->n,
		  sizeof(struct gal_store_record), &share->err);
	return NULL;
}

/* Split the batch among the threads; the last share runs here. */
static enum gal_status
tag_batch(struct tagging *t, const struct gal_store_record *records, size_t n,
    struct gal_error *err)
{
	size_t at = 0;

	if (n > t->capacity) {
		struct gal_reading *grown =
		    realloc(t->readings, n * sizeof(*grown));

		if (grown == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		t->readings = grown;
		t->capacity = n;
	}
	for (size_t i = 0; i < t->count; i++) {
		struct share *share = &t->shares[i];
		size_t end = n * (i + 1) / t->count;

		share->records = records + n * i / t->count;
		share->n = end - n * i / t->count;
		share->started = i + 1 < t->count &&
		    pthread_create(&share->thread, NULL, run_share, share) == 0;
		if (!share->started)
			(void)run_share(share);
	}
	for (size_t i = 0; i < t->count; i++) {
		struct share *share = &t->shares[i];

		if (share->started)
			(void)pthread_join(share->thread, NULL);
		if (share->status != GAL_OK) {
			*err = share->err;
			return share->status;
		}
		if (share->n > 0)
			memcpy(t->readings + at, share->readings.items,
			    share->n * sizeof(*t->readings));
		at += share->n;
	}
	return GAL_OK;
}

static enum gal_status
tagging_init(struct tagging *t, const struct gal_codebook *book, size_t threads,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	if (threads == 0) {
		long processors = sysconf(_SC_NPROCESSORS_ONLN);

		threads = processors < 1 ? 1 : (size_t)processors;
	}
	if (threads > THREADS_MAX)
		threads = THREADS_MAX;
	for (size_t i = 0; status == GAL_OK && i < threads; i++) {
		readings_init(&t->shares[i].readings);
		status = gal_scratch_new(&t->shares[i].scratch, book, err);
		t->count++;
	}
	return status;
}

static void
tagging_free(struct tagging *t)
{
	for (size_t i = 0; i < t->count; i++) {
		readings_free(&t->shares[i].readings);
		gal_scratch_free(t->shares[i].scratch);
	}
	free(t->readings);
}

/* *done: how many posts were tagged; *finished false: interrupted. */
static enum gal_status
tag_all(struct tagging *t, struct gal_store *store, uint64_t pending, bool show,
    uint64_t *done, bool *finished, struct gal_error *err)
{
	struct progress progress;
	const struct gal_store_record *records;
	size_t n = 0;
	enum gal_status status = GAL_OK;

	progress_start(&progress, show, "posts", pending);
	while (status == GAL_OK && !interrupt_came()) {
		status = gal_store_retag_next(store, &records, &n, err);
		if (status == GAL_OK)
			status = tag_batch(t, records, n, err);
		if (status == GAL_OK)
			status = gal_store_retag_write(store, t->readings, err);
		if (status == GAL_OK)
			*done += n;
		progress_show(&progress, *done, *done, *done, 0);
	}
	progress_end(&progress);
	*finished = status == GAL_END;
	if (status == GAL_END)
		status = gal_store_retag_end(store, err);
	if (status == GAL_OK && *finished)
		status = gal_store_finish(store, false, err);
	return status;
}

static int
print_summary(struct cli_context *context, const struct gal_codebook *book,
    uint64_t done, uint64_t pending)
{
	struct gal_frame *frame = NULL;
	struct gal_error *err = &context->err;
	enum gal_status status;
	int code;

	if (context->verbosity < 0)
		return CLI_DONE;
	status = gal_frame_new(&frame, "classified", "Posts tagged", err);
	if (status == GAL_OK)
		status = gal_frame_column(frame, "codebook", GAL_CELL_TEXT, "",
		    "hash of the codebook", err);
	if (status == GAL_OK)
		status = gal_frame_column(frame, "tagged", GAL_CELL_INT,
		    "posts", "posts read by this run", err);
	if (status == GAL_OK)
		status = gal_frame_column(frame, "left", GAL_CELL_INT, "posts",
		    "posts still to read", err);
	if (status == GAL_OK)
		status = gal_frame_text(frame, gal_codebook_hash(book), err);
	if (status == GAL_OK)
		status = gal_frame_int(frame, (int64_t)done, err);
	if (status == GAL_OK)
		status = gal_frame_int(frame, (int64_t)(pending - done), err);
	if (status == GAL_OK && pending == 0)
		status = gal_frame_note(frame, err,
		    "every post was tagged with this codebook already");
	code = status == GAL_OK
	    ? cli_print_frames(
		  context, (const struct gal_frame *const *)&frame, 1)
	    : cli_report_error(context);
	gal_frame_free(frame);
	return code;
}

static int
classify(struct cli_context *context, size_t threads)
{
	struct tagging tagging = { 0 };
	struct cli_codebook_names names = { 0 };
	struct gal_codebook *book = NULL;
	struct gal_store *store = NULL;
	struct gal_error *err = &context->err;
	uint64_t pending = 0, done = 0;
	bool finished = false;
	enum gal_status status;
	int code;

	status = cli_codebook_open(&book, context);
	if (status == GAL_OK)
		status = gal_store_open(
		    &store, context->database, GAL_STORE_WRITE, err);
	if (status == GAL_OK)
		status = cli_codebook_names(&names, book, err);
	if (status == GAL_OK)
		status =
		    gal_store_retag_begin(store, &names.names, &pending, err);
	if (status == GAL_OK)
		status = tagging_init(&tagging, book, threads, err);
	interrupt_catch();
	if (status == GAL_OK)
		status = tag_all(&tagging, store, pending,
		    context->verbosity >= 0 && isatty(2) != 0, &done, &finished,
		    err);
	code = status == GAL_OK ? print_summary(context, book, done, pending)
				: cli_report_error(context);
	if (status == GAL_OK && !finished) {
		cli_message(context,
		    "galatea classify: interrupted; the same command goes on "
		    "from there");
		code = CLI_FAILED;
	}
	tagging_free(&tagging);
	cli_codebook_names_free(&names);
	gal_store_close(store);
	gal_codebook_free(book);
	return code;
}

static int
run_classify(struct cli_context *context)
{
	uint64_t threads = 0;
	int id;

	while ((id = cli_next_option(context)) > 0) {
		if (cli_parse_count(&threads, context->value, &context->err) !=
		    GAL_OK)
			return cli_report_error(context);
	}
	if (id < 0)
		return CLI_USAGE;
	if (context->argc > 0)
		return cli_usage_error(
		    context, "takes no arguments; give the database with -d");
	return classify(context, (size_t)threads);
}

static const struct cli_option options[] = {
	{ OPTION_THREADS, "threads", "N",
	    "threads that classify (default: as many as processors)" },
	{ 0, NULL, NULL, NULL },
};

const struct cli_command cmd_classify = {
	.name = "classify",
	.summary = "tag the posts of a database with the codebook",
	.synopsis = "[-d FILE] [--codebook DIR]",
	.description =
	    "Tag posts that no codebook has read yet, or all of them when the\n"
	    "codebook differs from the one the database was tagged with. An\n"
	    "interrupted run goes on where its last batch ended; until it is\n"
	    "complete other commands refuse the database, because it holds "
	    "tags\nof two codebooks.",
	.examples = "  galatea classify -d study.db --codebook my-codebook",
	.options = options,
	.run = run_classify,
};
