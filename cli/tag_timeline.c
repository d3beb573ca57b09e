#include "cli/tag_timeline.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/readings.h"
#include "cli/tag_input.h"
#include "core/copy_rank.h"
#include "ingest/reader.h"

/* Lines of one block: its posts, and what was found in them. */
#define LINES_MAX ((size_t)1 << 30)

struct marks {
	char book[TIMELINE_BOOK_DIGITS + 1];
	char key[TIMELINE_KEY_DIGITS + 1];
};

struct worker {
	pthread_t thread;
	const struct gal_codebook *book;
	const struct marks *marks;
	struct gal_block *block;
	struct gal_parser *parser;
	struct gal_scratch *scratch;
	struct gal_batch batch;
	struct readings readings;
	struct gal_buffer out;
	enum gal_status status;
	struct gal_error err;
};

static enum gal_status
put_time(
    struct gal_buffer *out, const char *name, int64_t t, struct gal_error *err)
{
	if (t == GAL_ABSENT)
		return gal_buffer_printf(out, err, ",\"%s\":null", name);
	return gal_buffer_printf(out, err, ",\"%s\":%" PRId64, name, t);
}

static enum gal_status
put_text(struct gal_buffer *out, const char *name, struct gal_str text,
    struct gal_error *err)
{
	enum gal_status status = gal_buffer_printf(out, err, ",\"%s\":", name);

	if (status != GAL_OK)
		return status;
	return text.len == 0 ? gal_buffer_append_str(out, "null", err)
			     : cli_json_string(out, text, err);
}

/* Row ids reach 2^63, beyond what a reader that takes all numbers for floats
 * can hold: they are strings. */
static enum gal_status
put_identity(struct gal_buffer *out, const struct gal_post *post,
    const struct marks *marks, struct gal_error *err)
{
	char author[33] = "";
	enum gal_status status = gal_buffer_append_str(out, "{\"id\":", err);

	if (post->has_author)
		gal_pseudonym_hex(&post->author, author);
	if (status == GAL_OK)
		status = cli_json_string(out, post->native_id, err);
	if (status == GAL_OK)
		status = gal_buffer_printf(out, err,
		    ",\"post\":\"%" PRId64
		    "\",\"book\":\"%s\",\"key\":\"%s\",\"platform\":\"%s\""
		    ",\"kind\":\"%s\",\"deletion\":\"%s\",\"flags\":%" PRIu32
		    ",\"digest\":\"%016" PRIx64 "\"",
		    gal_post_row_id(post), marks->book, marks->key,
		    gal_platform_name(post->platform),
		    gal_kind_name(post->kind),
		    gal_deletion_name(post->deletion), post->flags,
		    gal_copy_digest(post));
	if (status == GAL_OK)
		status = put_text(out, "author", gal_str_of(author), err);
	return status;
}

static enum gal_status
put_line(struct worker *w, const struct gal_post *post,
    const struct gal_reading *reading)
{
	const struct gal_input input = { .community = post->community,
		.title = post->title,
		.text = post->text };
	struct gal_buffer *out = &w->out;
	struct gal_error *err = &w->err;
	enum gal_status status = put_identity(out, post, w->marks, err);

	if (status == GAL_OK)
		status = put_time(out, "created", post->created_utc, err);
	if (status == GAL_OK)
		status = put_time(out, "observed", post->observed_utc, err);
	if (status == GAL_OK)
		status = put_time(out, "edited", post->edited_utc, err);
	if (status == GAL_OK)
		status = put_text(out, "scope", post->scope, err);
	if (status == GAL_OK)
		status = put_text(out, "community", post->community, err);
	if (status == GAL_OK)
		status = put_text(out, "community_id", post->community_id, err);
	if (status == GAL_OK)
		status = gal_buffer_printf(
		    out, err, ",\"valence\":%.9g", (double)reading->valence);
	return status == GAL_OK
	    ? cli_tag_write_reading(out, w->book, reading, &input, true, err)
	    : status;
}

static void *
work(void *argument)
{
	struct worker *w = argument;

	gal_buffer_clear(&w->out);
	w->status = gal_parser_run(w->parser, w->block, &w->batch, &w->err);
	if (w->status == GAL_OK)
		w->status =
		    readings_fill(&w->readings, w->scratch, w->batch.posts,
			w->batch.post_count, sizeof(struct gal_post), &w->err);
	for (size_t i = 0; w->status == GAL_OK && i < w->batch.post_count; i++)
		w->status =
		    put_line(w, &w->batch.posts[i], &w->readings.items[i]);
	return NULL;
}

/* Blocks [0, n) on as many threads. */
static enum gal_status
run_blocks(struct worker *workers, size_t n, struct gal_error *err)
{
	size_t started = 1;

	while (started < n &&
	    pthread_create(
		&workers[started].thread, NULL, work, &workers[started]) == 0)
		started++;
	(void)work(&workers[0]);
	for (size_t i = started; i < n; i++)
		(void)work(&workers[i]);
	for (size_t i = 1; i < started; i++)
		(void)pthread_join(workers[i].thread, NULL);
	for (size_t i = 0; i < n; i++)
		if (workers[i].status != GAL_OK) {
			if (err != NULL)
				*err = workers[i].err;
			return workers[i].status;
		}
	return GAL_OK;
}

static enum gal_status
write_blocks(struct worker *workers, size_t n, struct gal_tally *tally,
    struct gal_error *err)
{
	for (size_t i = 0; i < n; i++) {
		const struct gal_buffer *out = &workers[i].out;

		gal_tally_add(tally, &workers[i].batch);
		if (out->len > 0 &&
		    fwrite(out->data, 1, out->len, stdout) != out->len)
			return gal_fail_errno(
			    err, GAL_IO, errno, "cannot write output");
	}
	return GAL_OK;
}

static enum gal_status
tag_all(struct gal_reader *reader, struct worker *workers, size_t threads,
    uint64_t *bad, struct gal_error *err)
{
	struct gal_tally tally;
	struct gal_error ended = { 0 };
	enum gal_status read = GAL_OK, status = GAL_OK;

	gal_tally_init(&tally, reader);
	while (read == GAL_OK && status == GAL_OK) {
		size_t n = 0;

		while (n < threads &&
		    (read = gal_reader_block(
			 reader, workers[n].block, &ended)) == GAL_OK)
			n++;
		if (n > 0)
			status = run_blocks(workers, n, err);
		if (status == GAL_OK)
			status = write_blocks(workers, n, &tally, err);
	}
	*bad = tally.outcomes[GAL_OUTCOME_BAD];
	if (status == GAL_OK && read != GAL_END) {
		*err = ended;
		status = read;
	}
	return status;
}

static enum gal_status
open_worker(struct worker *w, const struct gal_reader *reader,
    const struct gal_codebook *book, const struct marks *marks,
    struct gal_error *err)
{
	enum gal_status status = gal_block_new(&w->block, err);

	w->book = book;
	w->marks = marks;
	if (status == GAL_OK)
		status = gal_parser_new(&w->parser, reader, err);
	if (status == GAL_OK)
		status = gal_scratch_new(&w->scratch, book, err);
	return status;
}

enum gal_status
cli_tag_timeline(uint64_t *bad, const struct gal_codebook *book,
    const struct gal_key *key, size_t threads, struct gal_error *err)
{
	struct gal_reader_options options = { .key = key };
	struct gal_reader *reader = NULL;
	struct worker *workers = calloc(threads, sizeof(*workers));
	struct marks marks;
	char check[GAL_KEY_CHECK_HEX];
	enum gal_status status;

	*bad = 0;
	if (workers == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < threads; i++) {
		readings_init(&workers[i].readings);
		workers[i].out = (struct gal_buffer)GAL_BUFFER(LINES_MAX);
	}
	gal_key_check(key, check);
	(void)snprintf(
	    marks.key, sizeof(marks.key), "%.*s", TIMELINE_KEY_DIGITS, check);
	(void)snprintf(marks.book, sizeof(marks.book), "%.*s",
	    TIMELINE_BOOK_DIGITS, gal_codebook_hash(book));
	status = gal_reader_open(&reader, "-", &options, err);
	for (size_t i = 0; status == GAL_OK && i < threads; i++)
		status = open_worker(&workers[i], reader, book, &marks, err);
	if (status == GAL_OK)
		status = tag_all(reader, workers, threads, bad, err);
	for (size_t i = 0; i < threads; i++) {
		struct worker *w = &workers[i];

		gal_block_free(w->block);
		gal_parser_free(w->parser);
		gal_scratch_free(w->scratch);
		gal_batch_free(&w->batch);
		readings_free(&w->readings);
		gal_buffer_free(&w->out);
	}
	free(workers);
	gal_reader_free(reader);
	return status;
}
