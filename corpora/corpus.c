#include "corpora/corpus.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "corpora/emitter.h"
#include "corpora/parameters.h"
#include "corpora/tagger.h"

#define PROGRESS_POSTS 8192
/* With the default rates, for the number of buckets only. */
#define POSTS_OF_AN_AUTHOR 16
#define LINE_MAX_BYTES (1u << 16)

void
gal_sim_corpus_defaults(struct gal_sim_corpus *out)
{
	memset(out, 0, sizeof(*out));
	gal_sim_process_defaults(&out->process);
	out->window.from = 1704067200;	/* 2024-01-01 */
	out->window.until = 1767225600; /* 2026-01-01 */
	out->event = 1754524800;	/* 2025-08-07, a day of events.tsv */
	out->seed = 1;
	out->posts = 20000;
	out->window_log = GAL_ARCHIVE_WINDOW_LOG;
}

/* One way to take the posts of the walk over authors. */
struct sink {
	struct gal_sim_plan *plan;	 /* archives: plan them */
	struct gal_archive_writer *tags; /* or tag them at once */
	struct gal_sim_truth *truth;	 /* authors; posts with tags */
	struct gal_buffer line;
};

static enum gal_status
write_tags(struct sink *sink, const struct gal_sim_corpus *corpus,
    uint64_t number, const struct gal_sim_author *author,
    const struct gal_sim_post *post, struct gal_error *err)
{
	struct gal_sim_content content;
	struct gal_sim_tags tags;
	enum gal_status status;
	char id[48];

	gal_sim_content(
	    &content, &corpus->process, author, post, corpus->event);
	gal_sim_tag(&tags, &corpus->process, author, post, &content);
	(void)snprintf(
	    id, sizeof(id), "s%" PRIu64 "p%" PRIu32, number, post->index);
	gal_buffer_clear(&sink->line);
	status = gal_buffer_printf(&sink->line, err,
	    "%s,%" PRIu64 ",%" PRId64 ",%s,%d,%d", id, number, post->time,
	    tags.stage > 0 ? gal_sim_rung_name(tags.stage) : "", tags.benefit,
	    tags.dependency);
	if (status == GAL_OK)
		status = gal_archive_writer_line(
		    sink->tags, sink->line.data, sink->line.len, err);
	if (status == GAL_OK && sink->truth != NULL)
		status = gal_sim_truth_post(
		    sink->truth, id, number, post, &content, err);
	return status;
}

static enum gal_status
take_post(struct sink *sink, const struct gal_sim_corpus *corpus,
    uint64_t number, const struct gal_sim_author *author,
    const struct gal_sim_post *post, struct gal_error *err)
{
	struct gal_sim_planned planned;

	if (sink->tags != NULL)
		return write_tags(
		    sink, corpus, corpus->first + number, author, post, err);
	/* Padding goes to disk too. */
	memset(&planned, 0, sizeof(planned));
	planned.time = post->time;
	planned.author = (uint32_t)number;
	planned.index = post->index;
	planned.own = post->own;
	planned.shown = post->shown;
	return gal_sim_plan_add(sink->plan, &planned, err);
}

static bool
go_on(const struct gal_sim_corpus *corpus, uint64_t done, uint64_t planned)
{
	return corpus->progress == NULL || done % PROGRESS_POSTS != 0 ||
	    corpus->progress(corpus->context, done, planned);
}

/* Author after author until there are enough; posts of the last one are cut
 * where the number asked for is reached. */
static enum gal_status
walk_authors(struct gal_sim_totals *totals, uint64_t *posts, struct sink *sink,
    const struct gal_sim_corpus *corpus, struct gal_error *err)
{
	uint64_t most = corpus->authors > 0 ? UINT64_MAX : corpus->posts;
	uint64_t n = 0;

	for (uint64_t i = 0;
	     corpus->authors > 0 ? i < corpus->authors : n < most; i++) {
		struct gal_sim_author author;
		struct gal_sim_path path;
		struct gal_sim_posting posting;
		struct gal_sim_post post;
		enum gal_status status = GAL_OK;
		uint64_t before = n;

		if (i > UINT32_MAX)
			return gal_fail(err, GAL_LIMIT,
			    "more than 2^32 authors are not possible");
		gal_sim_author(
		    &author, &corpus->process, corpus->window, corpus->seed, i);
		gal_sim_path(&path, &corpus->process, corpus->window, &author);
		if (sink->truth != NULL)
			status = gal_sim_truth_author(sink->truth,
			    corpus->first + i, &author, &path, err);
		gal_sim_posting_start(
		    &posting, &corpus->process, &author, &path);
		while (status == GAL_OK && n < most &&
		    gal_sim_posting_next(&posting, &post)) {
			if (post.time < corpus->window.from)
				continue;
			status =
			    take_post(sink, corpus, i, &author, &post, err);
			n++;
			if (!go_on(corpus, sink->plan != NULL ? 0 : n, most))
				status =
				    gal_fail(err, GAL_CANCELLED, "interrupted");
		}
		if (status != GAL_OK)
			return status;
		totals->authors++;
		totals->silent_authors += n == before;
		/* A model in which nobody posts in the window would never
		 * end. */
		if (n == 0 && i >= 10000000)
			return gal_fail(err, GAL_ARGUMENT,
			    "ten million authors and not one post in the "
			    "window; posting rates are too low");
	}
	*posts = n;
	return GAL_OK;
}

static enum gal_status
write_archives(struct gal_sim_totals *totals,
    const struct gal_sim_corpus *corpus, struct sink *sink,
    struct gal_error *err)
{
	struct gal_sim_emitter *emitter = NULL;
	uint64_t expected = corpus->authors > 0
	    ? corpus->authors * POSTS_OF_AN_AUTHOR
	    : corpus->posts;
	uint64_t posts = 0;
	enum gal_status status;

	status = gal_sim_plan_new(
	    &sink->plan, corpus->window, expected, corpus->directory, err);
	if (status == GAL_OK)
		status =
		    gal_sim_emitter_new(&emitter, corpus, sink->truth, err);
	if (status == GAL_OK)
		status = walk_authors(totals, &posts, sink, corpus, err);
	for (size_t b = 0;
	     status == GAL_OK && b < gal_sim_plan_buckets(sink->plan); b++) {
		const struct gal_sim_planned *planned;
		size_t count;

		status =
		    gal_sim_plan_bucket(&planned, &count, sink->plan, b, err);
		for (size_t i = 0; status == GAL_OK && i < count; i++) {
			status = gal_sim_emitter_post(
			    emitter, &planned[i], totals, err);
			if (status == GAL_OK &&
			    !go_on(corpus, totals->posts, posts))
				status =
				    gal_fail(err, GAL_CANCELLED, "interrupted");
		}
	}
	if (status == GAL_OK)
		status = gal_sim_emitter_finish(emitter, totals, err);
	gal_sim_emitter_free(emitter);
	gal_sim_plan_free(sink->plan);
	sink->plan = NULL;
	return status;
}

static enum gal_status
write_tag_file(struct gal_sim_totals *totals,
    const struct gal_sim_corpus *corpus, struct sink *sink,
    struct gal_error *err)
{
	static const char header[] =
	    "post_id,author,t,stage,benefit,dependency";
	enum gal_status status = gal_archive_writer_open(
	    &sink->tags, corpus->tags, corpus->window_log, err);

	if (status == GAL_OK)
		status = gal_archive_writer_line(
		    sink->tags, header, sizeof(header) - 1, err);
	if (status == GAL_OK)
		status =
		    walk_authors(totals, &totals->posts, sink, corpus, err);
	if (status == GAL_OK)
		status = gal_archive_writer_close(sink->tags, err);
	if (status == GAL_OK) {
		totals->bytes_in = gal_archive_writer_bytes_in(sink->tags);
		totals->bytes_out = gal_archive_writer_bytes_out(sink->tags);
	}
	gal_archive_writer_free(sink->tags);
	sink->tags = NULL;
	return status;
}

static enum gal_status
check_corpus(const struct gal_sim_corpus *corpus, struct gal_error *err)
{
	enum gal_status status = gal_sim_check(&corpus->process, err);

	if (status != GAL_OK)
		return status;
	if (corpus->window.until <= corpus->window.from)
		return gal_fail(
		    err, GAL_ARGUMENT, "the window ends before it begins");
	if (corpus->authors == 0 && corpus->posts == 0)
		return gal_fail(err, GAL_ARGUMENT, "no posts asked for");
	if (corpus->first > GAL_SIM_FIRST_MAX)
		return gal_fail(err, GAL_ARGUMENT,
		    "numbers may begin at 100,000,000,000 at most");
	return GAL_OK;
}

enum gal_status
gal_sim_corpus_write(struct gal_sim_totals *out,
    const struct gal_sim_corpus *corpus, struct gal_error *err)
{
	struct gal_sim_truth truth = { NULL, GAL_BUFFER(LINE_MAX_BYTES) };
	struct sink sink = { NULL, NULL, NULL, GAL_BUFFER(LINE_MAX_BYTES) };
	enum gal_status status = check_corpus(corpus, err);

	memset(out, 0, sizeof(*out));
	if (status == GAL_OK && corpus->truth != NULL) {
		status = gal_archive_writer_open(
		    &truth.writer, corpus->truth, corpus->window_log, err);
		sink.truth = &truth;
		if (status == GAL_OK)
			status = gal_sim_truth_model(&truth, &corpus->process,
			    corpus->window, corpus->seed, corpus->event, err);
	}
	if (status == GAL_OK)
		status = corpus->tags != NULL
		    ? write_tag_file(out, corpus, &sink, err)
		    : write_archives(out, corpus, &sink, err);
	if (status == GAL_OK && truth.writer != NULL)
		status = gal_archive_writer_close(truth.writer, err);
	gal_archive_writer_free(truth.writer);
	gal_buffer_free(&truth.line);
	gal_buffer_free(&sink.line);
	return status;
}
