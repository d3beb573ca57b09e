#include "cli/pipeline.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/interrupt.h"
#include "cli/pipeline_checkpoint.h"
#include "cli/pipeline_queue.h"
#include "cli/progress.h"
#include "cli/sandbox.h"
#include "store/record_batch.h"

#define THREADS_MAX 64
#define WAIT_MS 200
/* Blocks beside those that are parsed: with fewer, neither side has work while
 * the system runs the other. */
#define BLOCKS_WAITING 8
/* What is gathered for the writer at once: large enough for long runs of the
 * index, small enough for memory. */
#define WRITE_POSTS 24000
#define WRITE_BYTES ((size_t)12 << 20)
/* Also while much is read of which little is kept. */
#define WRITE_BATCHES 32
#define WRITE_POSTS_LEAST 2000
/* A transaction ends when it holds this much, or what was read since the last
 * one is that old: pages that several batches change are written once; a crash
 * takes it back, and other writers wait for it. */
#define COMMIT_POSTS 250000
#define COMMIT_SECONDS 30.0

struct pipeline {
	const struct pipeline_settings *settings;
	struct pipeline_result *result;
	struct gal_reader *reader;
	struct queue queue;
	pthread_t reading;
	bool is_reading;
	pthread_t parsing[THREADS_MAX];
	size_t parsing_count;
	enum gal_status read_status; /* of the reading thread, after join */
	struct gal_error read_error;
	pthread_mutex_t fault_lock; /* guards the next two */
	enum gal_status parse_status;
	struct gal_error parse_error;
	/* the writer's */
	struct gal_tally tally;	    /* of this run */
	struct gal_tally written;   /* so far as the database took it */
	struct gal_tally committed; /* and will keep it */
	struct checkpoint checkpoint;
	struct gal_buffer options_text;
	struct gal_record_batch waiting; /* to be written */
	size_t gathered;		 /* batches it is of */
	size_t uncommitted; /* posts written since the last commit */
	bool is_ahead;	    /* records were read since then */
	double begun;	    /* the clock at the first of them */
	bool drained;	    /* every block that was read came through */
	struct progress progress;
};

/* ---- the reading thread ---- */

static void *
run_reading(void *argument)
{
	struct pipeline *p = argument;
	enum gal_status status = GAL_OK;
	struct gal_block *block;

	(void)cli_sandbox_enter();
	while (status == GAL_OK) {
		block = queue_take_block(&p->queue);
		if (block == NULL)
			break;
		status = gal_reader_block(p->reader, block, &p->read_error);
		if (status == GAL_OK)
			queue_put_block(&p->queue, block);
	}
	p->read_status = status;
	queue_close(&p->queue);
	return NULL;
}

/* ---- a parsing thread ---- */

static void
record_fault(
    struct pipeline *p, enum gal_status status, const struct gal_error *err)
{
	(void)pthread_mutex_lock(&p->fault_lock);
	if (p->parse_status == GAL_OK) {
		p->parse_status = status;
		p->parse_error = *err;
	}
	(void)pthread_mutex_unlock(&p->fault_lock);
	queue_stop(&p->queue);
}

static enum gal_status
parse_block(struct gal_parser *parser, struct gal_scratch *scratch,
    struct gal_block *block, struct queue_batch *out, struct gal_error *err)
{
	enum gal_status status;

	status = gal_parser_run(parser, block, &out->batch, err);
	if (status == GAL_OK && scratch != NULL)
		status =
		    readings_fill(&out->readings, scratch, out->batch.posts,
			out->batch.post_count, sizeof(struct gal_post), err);
	return status;
}

static void *
run_parsing(void *argument)
{
	struct pipeline *p = argument;
	const struct gal_codebook *codebook = p->settings->codebook;
	struct gal_parser *parser = NULL;
	struct gal_scratch *scratch = NULL;
	struct gal_block *block = NULL;
	struct queue_batch *batch = NULL;
	struct gal_error err = { 0 };
	enum gal_status status;

	(void)cli_sandbox_enter();
	status = gal_parser_new(&parser, p->reader, &err);
	if (status == GAL_OK && codebook != NULL)
		status = gal_scratch_new(&scratch, codebook, &err);
	while (status == GAL_OK && queue_take_work(&p->queue, &block, &batch)) {
		status = parse_block(parser, scratch, block, batch, &err);
		/* what is half parsed must not reach the writer */
		if (status == GAL_OK)
			queue_done_work(&p->queue, block, batch);
	}
	if (status != GAL_OK)
		record_fault(p, status, &err);
	gal_parser_free(parser);
	gal_scratch_free(scratch);
	return NULL;
}

/* ---- the writer ---- */

static size_t
transaction_posts(const struct pipeline *p)
{
	return p->settings->commit_posts > 0 ? p->settings->commit_posts
					     : COMMIT_POSTS;
}

static enum gal_status
write_gathered(struct pipeline *p, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	gal_record_batch_seal(&p->waiting);
	if (p->settings->store != NULL) {
		checkpoint_advance(&p->checkpoint, &p->tally, p->result->codec,
		    p->result->format);
		status =
		    gal_store_add_batch(p->settings->store, p->waiting.records,
			p->waiting.count, &p->checkpoint.file, NULL, err);
	}
	/* a fault takes the whole transaction back */
	p->written = status == GAL_OK ? p->tally : p->committed;
	p->result->kept += p->waiting.count;
	p->uncommitted += p->waiting.count;
	gal_record_batch_clear(&p->waiting);
	p->gathered = 0;
	return status;
}

static enum gal_status
commit(struct pipeline *p, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	p->uncommitted = 0;
	p->is_ahead = false;
	if (p->settings->store != NULL)
		status = gal_store_commit(
		    p->settings->store, &p->checkpoint.file, err);
	if (status == GAL_OK)
		p->committed = p->written;
	else
		p->written = p->committed;
	return status;
}

/* A copy of what the batch holds: of a rare community thousands of batches
 * have a post or two, which are worth writing, and indexing, together. */
static enum gal_status
gather(struct pipeline *p, struct queue_batch *item, struct gal_error *err)
{
	struct gal_batch *batch = &item->batch;
	enum gal_status status = GAL_OK;

	if (!p->is_ahead)
		p->begun = progress_clock();
	p->is_ahead = true;
	gal_tally_add(&p->tally, batch);
	for (size_t i = 0; status == GAL_OK && i < batch->post_count; i++) {
		struct gal_store_record record = { .post = batch->posts[i] };

		record.content_utc = record.post.observed_utc;
		if (p->settings->codebook != NULL) {
			record.has_reading = true;
			record.reading = item->readings.items[i];
		}
		status = gal_record_batch_add(&p->waiting, &record, err);
	}
	p->gathered++;
	queue_release(&p->queue);
	return status;
}

static bool
is_full(const struct pipeline *p)
{
	size_t most = transaction_posts(p) < WRITE_POSTS ? transaction_posts(p)
							 : WRITE_POSTS;

	return p->waiting.count >= most ||
	    p->waiting.strings.len >= WRITE_BYTES ||
	    (p->gathered >= WRITE_BATCHES &&
		p->waiting.count >= WRITE_POSTS_LEAST);
}

/* Also where nothing was kept: a run goes on from its last commit. */
static bool
is_old(const struct pipeline *p)
{
	return p->is_ahead && progress_clock() - p->begun >= COMMIT_SECONDS;
}

static void
show(struct pipeline *p)
{
	progress_show(&p->progress, gal_reader_position(p->reader),
	    p->checkpoint.before.read + p->tally.read,
	    p->checkpoint.before.outcomes[GAL_OUTCOME_POST] +
		p->tally.outcomes[GAL_OUTCOME_POST],
	    p->checkpoint.before.outcomes[GAL_OUTCOME_BAD] +
		p->tally.outcomes[GAL_OUTCOME_BAD]);
}

/* Until the file ends, --stop-after is reached or a signal came. */
static enum gal_status
run_writing(struct pipeline *p, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	while (status == GAL_OK && !p->tally.stopped && !interrupt_came()) {
		bool timed_out = false, old;
		struct queue_batch *item =
		    queue_next_batch(&p->queue, WAIT_MS, &timed_out);

		show(p);
		if (item == NULL && !timed_out) {
			p->drained = true;
			break;
		}
		if (item != NULL)
			status = gather(p, item, err);
		old = is_old(p);
		if (status == GAL_OK && (old || is_full(p)))
			status = write_gathered(p, err);
		if (status == GAL_OK &&
		    (old || p->uncommitted >= transaction_posts(p)))
			status = commit(p, err);
	}
	return status;
}

/* ---- putting it together ---- */

static size_t
count_threads(size_t wanted)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);

	if (wanted == 0)
		wanted = processors < 1 ? 1
		    : processors > 8	? 8
					: (size_t)processors;
	return wanted < THREADS_MAX ? wanted : THREADS_MAX;
}

static enum gal_status
start_threads(struct pipeline *p, size_t threads, struct gal_error *err)
{
	int code = pthread_create(&p->reading, NULL, run_reading, p);

	p->is_reading = code == 0;
	while (code == 0 && p->parsing_count < threads) {
		code = pthread_create(
		    &p->parsing[p->parsing_count], NULL, run_parsing, p);
		p->parsing_count += code == 0;
	}
	if (code != 0 && p->parsing_count == 0)
		return gal_fail_errno(
		    err, GAL_NOMEM, code, "cannot start a thread");
	return GAL_OK;
}

static void
join_threads(struct pipeline *p)
{
	queue_stop(&p->queue);
	if (p->is_reading)
		(void)pthread_join(p->reading, NULL);
	for (size_t i = 0; i < p->parsing_count; i++)
		(void)pthread_join(p->parsing[i], NULL);
	p->is_reading = false;
	p->parsing_count = 0;
}

static bool
has_too_many_bad(const struct pipeline *p)
{
	uint64_t bad = p->checkpoint.before.outcomes[GAL_OUTCOME_BAD] +
	    p->tally.outcomes[GAL_OUTCOME_BAD];
	uint64_t read = p->checkpoint.before.read + p->tally.read;

	return (double)bad > p->settings->max_bad * (double)read;
}

/* Whether a fault lies in the file, and not in the machine that reads it: what
 * memory or a disk failed at may go well the next time. */
static bool
is_damage(enum gal_status status)
{
	return status == GAL_TRUNCATED || status == GAL_CORRUPT ||
	    status == GAL_FORMAT || status == GAL_LIMIT ||
	    status == GAL_UNSUPPORTED;
}

/* Commit the rest with the file's final state, which it has not yet where a
 * signal or the machine ended it. */
static enum gal_status
finish_file(struct pipeline *p, struct gal_error *err)
{
	struct pipeline_result *result = p->result;
	bool is_final = true;
	enum gal_status status, read_status = GAL_OK;

	if (!p->tally.stopped && !p->drained) {
		result->outcome = PIPELINE_INTERRUPTED;
		is_final = false;
	} else if (!p->tally.stopped && p->read_status != GAL_END) {
		is_final = is_damage(p->read_status);
		if (!is_final)
			read_status = p->read_status;
		result->outcome = PIPELINE_DAMAGED;
		result->fault = p->read_error;
	} else if (has_too_many_bad(p)) {
		result->outcome = PIPELINE_DAMAGED;
		(void)gal_fail(&result->fault, GAL_FORMAT,
		    "%" PRIu64 " of %" PRIu64 " records are not readable, "
		    "more than --max-bad allows",
		    p->checkpoint.before.outcomes[GAL_OUTCOME_BAD] +
			p->tally.outcomes[GAL_OUTCOME_BAD],
		    p->checkpoint.before.read + p->tally.read);
	} else {
		result->outcome = PIPELINE_DONE;
	}
	if (is_final)
		p->checkpoint.file.state = result->outcome == PIPELINE_DONE
		    ? GAL_FILE_DONE
		    : GAL_FILE_DAMAGED;
	status = write_gathered(p, err);
	if (status == GAL_OK)
		status = commit(p, err);
	if (status == GAL_OK && read_status != GAL_OK)
		*err = p->read_error;
	return status == GAL_OK ? read_status : status;
}

static enum gal_status
transfer(struct pipeline *p, struct gal_error *err)
{
	size_t threads = count_threads(p->settings->threads);
	enum gal_status status;

	status = queue_init(&p->queue, threads + BLOCKS_WAITING, err);
	if (status == GAL_OK)
		status = start_threads(p, threads, err);
	if (status == GAL_OK)
		status = run_writing(p, err);
	join_threads(p);
	if (status == GAL_OK && p->parse_status != GAL_OK) {
		*err = p->parse_error;
		status = p->parse_status;
	}
	if (status == GAL_OK)
		status = finish_file(p, err);
	if (status != GAL_OK) /* what was written before holds */
		(void)commit(p, NULL);
	progress_end(&p->progress);
	queue_free(&p->queue);
	return status;
}

/* *skip: nothing to do. */
static enum gal_status
look_up(struct pipeline *p, struct gal_reader_options *options, bool *skip,
    struct gal_error *err)
{
	const struct pipeline_settings *settings = p->settings;
	struct pipeline_result *result = p->result;
	enum checkpoint_state state = CHECKPOINT_NEW;
	enum gal_status status =
	    checkpoint_look_up(&state, &p->checkpoint, &options->resume,
		settings->store, settings->again, settings->restart, err);

	if (status != GAL_OK)
		return status;
	result->resumed = state != CHECKPOINT_NEW;
	*skip = state == CHECKPOINT_COMPLETE;
	if (*skip && p->checkpoint.file.state == GAL_FILE_DAMAGED) {
		result->outcome = PIPELINE_DAMAGED;
		(void)gal_fail(&result->fault, GAL_CORRUPT,
		    "was found damaged when it was read before");
	} else if (*skip) {
		result->outcome = PIPELINE_KNOWN;
	}
	return GAL_OK;
}

static enum gal_status
prepare(struct pipeline *p, const char *path, bool *skip, struct gal_error *err)
{
	struct gal_reader_options options = p->settings->reader;
	struct pipeline_result *result = p->result;
	enum gal_status status;

	status = gal_reader_options_describe(&options, &p->options_text, err);
	if (status == GAL_OK)
		status = checkpoint_identify(
		    &p->checkpoint, path, p->options_text.data, err);
	if (status == GAL_OK && p->settings->store != NULL)
		status = look_up(p, &options, skip, err);
	if (status != GAL_OK || *skip)
		return status;
	status = gal_reader_open(&p->reader, path, &options, err);
	if (status == GAL_TRUNCATED || status == GAL_CORRUPT) {
		/* damaged before its first record: as it is behind it */
		result->outcome = PIPELINE_DAMAGED;
		result->fault = *err;
		*skip = true;
		return GAL_OK;
	}
	if (status != GAL_OK)
		return status;
	(void)snprintf(result->codec, sizeof(result->codec), "%s",
	    gal_reader_codec(p->reader));
	(void)snprintf(result->format, sizeof(result->format), "%s",
	    gal_reader_format(p->reader));
	gal_tally_init(&p->tally, p->reader);
	progress_start(&p->progress, p->settings->show_progress, path,
	    gal_reader_size(p->reader));
	/* Entered only now: a file that cannot be opened leaves no row. */
	if (p->settings->store != NULL && !result->resumed)
		status = gal_store_file_begin(
		    p->settings->store, &p->checkpoint.file, err);
	return status;
}

void
pipeline_run(struct pipeline_result *out,
    const struct pipeline_settings *settings, const char *path)
{
	struct pipeline p = { .settings = settings,
		.result = out,
		.options_text = GAL_BUFFER((size_t)16 << 20),
		.waiting = GAL_RECORD_BATCH };
	double started = progress_clock();
	bool skip = false;
	struct gal_error err = { 0 };
	enum gal_status status;

	memset(out, 0, sizeof(*out));
	p.checkpoint.before.first_utc = GAL_ABSENT;
	p.checkpoint.before.last_utc = GAL_ABSENT;
	p.tally.first_utc = GAL_ABSENT;
	p.tally.last_utc = GAL_ABSENT;
	p.committed = p.tally;
	(void)pthread_mutex_init(&p.fault_lock, NULL);
	status = prepare(&p, path, &skip, &err);
	if (status == GAL_OK && !skip) {
		gal_error_clear(&err); /* places of what went well */
		status = transfer(&p, &err);
	}
	if (status != GAL_OK) {
		gal_error_place(&err, path);
		out->outcome = PIPELINE_FAILED;
		out->fatal = status == GAL_FULL || status == GAL_NOMEM ||
		    status == GAL_BUSY || status == GAL_READ_ONLY;
		out->fault = err;
		p.tally = p.committed;
	}
	out->file = p.checkpoint.file.id;
	out->counts = p.checkpoint.file.counts;
	out->tally = p.checkpoint.before;
	checkpoint_add_tally(&out->tally, &p.tally);
	memcpy(out->tally.bad, p.tally.bad, sizeof(out->tally.bad));
	out->tally.bad_count = p.tally.bad_count;
	out->seconds = progress_clock() - started;
	if (p.reader != NULL) {
		out->bytes = gal_reader_position(p.reader);
		out->passed_members = gal_reader_passed_members(p.reader);
		(void)snprintf(out->passed_member, sizeof(out->passed_member),
		    "%s", gal_reader_passed_member(p.reader));
	}
	gal_reader_free(p.reader);
	(void)pthread_mutex_destroy(&p.fault_lock);
	gal_buffer_free(&p.options_text);
	gal_record_batch_free(&p.waiting);
}
