/*
 * galatea tag: NDJSON in, NDJSON out, a pure filter. Lines are read in
 * batches, classified by all threads, written in the order they came.
 */
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/codebook_open.h"
#include "cli/command.h"
#include "cli/key_open.h"
#include "cli/tag_input.h"
#include "cli/tag_timeline.h"
#include "core/line.h"

#define BATCH_LINES 1024
#define BATCH_BYTES (16u << 20) /* and the line that goes beyond it */
#define LINE_BYTES_MAX (16u << 20)
#define READING_BYTES_MAX (256u << 20)
#define KEPT_BYTES (64u << 10) /* of a line, for the next one */
#define THREADS_MAX 256

enum { OPTION_THREADS = 'j', OPTION_FURTHER = 256, OPTION_TIMELINE };

static const struct cli_option options[] = {
	{ OPTION_THREADS, "threads", "N",
	    "threads that classify (default: processors)" },
	{ OPTION_FURTHER, "further", NULL,
	    "print codes without labelled posts too: platform, emotion …" },
	{ OPTION_TIMELINE, "timeline", NULL,
	    "read an archive; add pseudonym, times and keys (needs --key)" },
	{ 0, NULL, NULL, NULL },
};

struct item {
	struct gal_buffer line;
	struct gal_buffer out;
	bool too_long;
	bool bad;
};

struct batch {
	const struct gal_codebook *book;
	bool further;
	struct item items[BATCH_LINES];
	size_t count;
	uint64_t first_line;
	atomic_size_t next;
};

struct worker {
	pthread_t thread;
	struct batch *batch;
	struct gal_scratch *scratch;
	enum gal_status status;
	struct gal_error err;
};

static void *
work(void *argument)
{
	struct worker *w = argument;
	struct batch *b = w->batch;

	while (w->status == GAL_OK) {
		size_t i = atomic_fetch_add(&b->next, 1);
		struct item *item;

		if (i >= b->count)
			break;
		item = &b->items[i];
		gal_buffer_clear(&item->out);
		w->status = item->too_long
		    ? cli_tag_fault(&item->out, b->first_line + i,
			  "longer than 16 MiB", &w->err)
		    : cli_tag_line(&item->out, &item->bad, w->scratch, b->book,
			  (struct gal_str){ item->line.data, item->line.len },
			  b->first_line + i, b->further, &w->err);
	}
	return NULL;
}

static bool
is_blank(const struct item *item)
{
	for (size_t i = 0; i < item->line.len; i++) {
		if (strchr(" \t\r\n", item->line.data[i]) == NULL)
			return false;
	}
	return !item->too_long;
}

static void
forget_large(struct gal_buffer *buffer)
{
	if (buffer->capacity > KEPT_BYTES)
		gal_buffer_free(buffer);
}

/* Fill the batch; blank lines are passed over. */
static enum gal_status
read_batch(struct batch *b, FILE *in, uint64_t *line, struct gal_error *err)
{
	size_t bytes = 0;

	for (size_t i = 0; i < b->count; i++) {
		forget_large(&b->items[i].line);
		forget_large(&b->items[i].out);
	}
	b->count = 0;
	b->first_line = *line + 1;
	atomic_store(&b->next, 0);
	while (b->count < BATCH_LINES && bytes < BATCH_BYTES) {
		struct item *item = &b->items[b->count];
		enum gal_status st = gal_line_read(&item->line, in, err);

		if (st == GAL_END)
			return GAL_OK;
		if (st != GAL_OK && st != GAL_LIMIT)
			return st;
		if (st == GAL_LIMIT && err != NULL)
			gal_error_clear(err);
		item->too_long = item->bad = st == GAL_LIMIT;
		bytes += item->line.len;
		++*line;
		if (!is_blank(item))
			b->count++;
		else if (b->count > 0)
			return GAL_OK; /* keeps line numbers of a batch dense */
		else
			b->first_line = *line + 1;
	}
	return GAL_OK;
}

static enum gal_status
run_batch(struct batch *b, struct worker *workers, size_t threads,
    struct gal_error *err)
{
	size_t started = 1;
	enum gal_status st = GAL_OK;

	for (; started < threads && b->count > 16; started++) {
		if (pthread_create(&workers[started].thread, NULL, work,
			&workers[started]) != 0)
			break;
	}
	(void)work(&workers[0]);
	for (size_t i = 1; i < started; i++)
		(void)pthread_join(workers[i].thread, NULL);
	for (size_t i = 0; i < started; i++) {
		if (workers[i].status != GAL_OK && st == GAL_OK) {
			st = workers[i].status;
			if (err != NULL)
				*err = workers[i].err;
		}
	}
	return st;
}

static enum gal_status
tag_stream(struct batch *b, struct worker *workers, size_t threads,
    uint64_t *bad, struct gal_error *err)
{
	uint64_t line = 0;

	for (;;) {
		enum gal_status st = read_batch(b, stdin, &line, err);

		if (st == GAL_OK && b->count == 0)
			return GAL_OK;
		if (st == GAL_OK)
			st = run_batch(b, workers, threads, err);
		if (st != GAL_OK)
			return st;
		for (size_t i = 0; i < b->count; i++) {
			const struct item *item = &b->items[i];

			*bad += item->bad;
			if (fwrite(item->out.data, 1, item->out.len, stdout) !=
			    item->out.len)
				return gal_fail_errno(
				    err, GAL_IO, errno, "cannot write output");
		}
	}
}

static size_t
processors(void)
{
	long n = sysconf(_SC_NPROCESSORS_ONLN);

	return n < 1 ? 1 : n > 64 ? 64 : (size_t)n;
}

static enum gal_status
tag_lines(uint64_t *bad, const struct gal_codebook *book, size_t threads,
    bool further, struct gal_error *err)
{
	struct batch *batch = calloc(1, sizeof(*batch));
	struct worker *workers = calloc(threads, sizeof(*workers));
	enum gal_status st = GAL_OK;

	if (batch == NULL || workers == NULL) {
		st = gal_fail(err, GAL_NOMEM, "no memory");
		goto done;
	}
	batch->book = book;
	batch->further = further;
	for (size_t i = 0; i < BATCH_LINES; i++) {
		batch->items[i].line =
		    (struct gal_buffer)GAL_BUFFER(LINE_BYTES_MAX);
		batch->items[i].out =
		    (struct gal_buffer)GAL_BUFFER(READING_BYTES_MAX);
	}
	for (size_t i = 0; i < threads && st == GAL_OK; i++) {
		workers[i].batch = batch;
		st = gal_scratch_new(&workers[i].scratch, book, err);
	}
	if (st == GAL_OK)
		st = tag_stream(batch, workers, threads, bad, err);
done:
	for (size_t i = 0; workers != NULL && i < threads; i++)
		gal_scratch_free(workers[i].scratch);
	for (size_t i = 0; batch != NULL && i < BATCH_LINES; i++) {
		gal_buffer_free(&batch->items[i].line);
		gal_buffer_free(&batch->items[i].out);
	}
	free(workers);
	free(batch);
	return st;
}

static enum gal_status
tag_archive(uint64_t *bad, const struct gal_codebook *book, size_t threads,
    struct cli_context *context)
{
	struct gal_key key;
	enum gal_status st;

	/* a key that each worker made for itself would tear authors apart */
	if (context->key == NULL)
		return gal_fail(&context->err, GAL_KEY,
		    "--timeline makes pseudonyms: give the project key with "
		    "--key");
	st = gal_key_load(&key, context->key, &context->err);
	if (st == GAL_OK)
		st = cli_tag_timeline(bad, book, &key, threads, &context->err);
	gal_key_forget(&key);
	return st;
}

static int
run_tag(struct cli_context *context)
{
	struct gal_codebook *book = NULL;
	uint64_t threads = processors(), bad = 0;
	bool further = false, timeline = false;
	enum gal_status st;
	int id;

	while ((id = cli_next_option(context)) > 0) {
		if (id == OPTION_FURTHER)
			further = true;
		else if (id == OPTION_TIMELINE)
			timeline = true;
		else if (cli_parse_count(&threads, context->value,
			     &context->err) != GAL_OK ||
		    threads < 1 || threads > THREADS_MAX)
			return cli_usage_error(
			    context, "--threads takes 1 to %d", THREADS_MAX);
	}
	if (id < 0)
		return CLI_USAGE;
	if (context->argc > 0)
		return cli_usage_error(context,
		    "takes no arguments: posts "
		    "are read from stdin");
	st = cli_codebook_open(&book, context);
	if (st == GAL_OK && timeline)
		st = tag_archive(&bad, book, (size_t)threads, context);
	else if (st == GAL_OK)
		st = tag_lines(
		    &bad, book, (size_t)threads, further, &context->err);
	gal_codebook_free(book);
	if (st != GAL_OK)
		return cli_report_error(context);
	if (bad > 0) {
		cli_message(context, "%llu lines could not be read",
		    (unsigned long long)bad);
		return CLI_DAMAGED;
	}
	return CLI_DONE;
}

const struct cli_command cmd_tag = {
	.name = "tag",
	.summary = "classify posts from stdin, one JSON object a line",
	.synopsis = "[--codebook DIR] [-j N] < posts.ndjson > tags.ndjson",
	.description =
	    "Read one post a line, {\"id\", \"community\", \"title\", "
	    "\"text\"} or an object as Reddit\ngives it, and write one line "
	    "each in the same order: {\"id\", \"stance\", \"stage\",\n"
	    "\"tags\": [{\"code\", \"rule\", \"field\", \"start\", \"end\", "
	    "\"text\", \"weight\"}],\n\"narrated\": [{\"from\", \"to\"}]}. "
	    "start and end are bytes of the UTF-8 field. The\noptional field "
	    "\"context\" {\"names\": […]} gives names of the author's "
	    "companion.\nA tag of a platform whose model is named has the "
	    "model as \"value\" too. A line\nthat cannot be read gives "
	    "{\"id\": null, \"line\", \"error\"} and exit code 3.\n\n"
	    "With --timeline stdin is an archive of any format that galatea "
	    "ingest reads, cleaned\nas there; each post gives a line that has "
	    "\"post\", \"author\" (pseudonym), \"created\",\n\"observed\", "
	    "\"edited\", \"community\", … too, and spans are bytes of the "
	    "cleaned text.\ngalatea stats --from reads such lines back "
	    "(docs/scale.md).",
	.examples = "  galatea tag < posts.ndjson > tags.ndjson\n"
		    "  zstdcat dump.zst | galatea tag --codebook my-codebook\n"
		    "  galatea tag --timeline --key my.key < dump.zst > "
		    "lines.ndjson",
	.options = options,
	.run = run_tag,
};
