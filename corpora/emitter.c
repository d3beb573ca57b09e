#include "corpora/emitter.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "corpora/phrasing.h"
#include "corpora/reddit_line.h"

#define STREAM_DRESS 5 /* of posts */
#define SUBMISSION_SHARE 0.2
#define BOT_SHARE 0.12 /* of submissions get a bot's comment */
#define COPY_SHARE 0.02
#define COPY_DELAY 4000 /* lines, at most */
#define COPIES_MAX 256
#define THREADS 64
#define ID_MAX 14 /* base 36 of 64 bits and NUL */
#define TEXT_MAX (1u << 20)

/* Above every id the site will give for years, so that a simulated post can
 * never pass for a copy of a real one: "s0000000" in base 36. */
#define FIRST_ID (UINT64_C(28) * 78364164096)

struct thread {
	uint64_t submission;
	uint64_t last_comment; /* 0: none yet */
};

struct ring {
	struct thread threads[THREADS];
	size_t count;
	size_t next;
};

/* What a line needs beside what the planned post gives again. */
struct placed {
	struct gal_sim_planned planned;
	uint64_t id;
	uint64_t submission;
	uint64_t parent; /* comment id, 0: the submission */
	bool comment;
	bool copy;
	bool deleted_later;
	uint64_t due; /* line at which the copy is written */
};

struct gal_sim_emitter {
	const struct gal_sim_corpus *corpus;
	struct gal_sim_truth *truth;
	struct gal_sim_phrasing *phrasing;
	struct gal_archive_writer *submissions;
	struct gal_archive_writer *comments;
	struct ring rings[GAL_SIM_COMMUNITIES];
	struct placed copies[COPIES_MAX];
	size_t copy_count;
	uint64_t next_submission;
	uint64_t next_comment;
	uint64_t lines;
	struct gal_buffer text;
	struct gal_buffer title;
	struct gal_buffer line;
};

enum gal_status
gal_sim_emitter_new(struct gal_sim_emitter **out,
    const struct gal_sim_corpus *corpus, struct gal_sim_truth *truth,
    struct gal_error *err)
{
	struct gal_sim_emitter *e = calloc(1, sizeof(*e));
	enum gal_status status;

	*out = NULL;
	if (e == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	e->corpus = corpus;
	e->truth = truth;
	e->next_submission = FIRST_ID + corpus->first;
	e->next_comment = FIRST_ID + corpus->first;
	e->text.limit = e->title.limit = e->line.limit = TEXT_MAX;
	status = gal_sim_phrasing_new(&e->phrasing, err);
	if (status == GAL_OK)
		status = gal_archive_writer_open(&e->submissions,
		    corpus->submissions, corpus->window_log, err);
	if (status == GAL_OK)
		status = gal_archive_writer_open(
		    &e->comments, corpus->comments, corpus->window_log, err);
	if (status != GAL_OK) {
		gal_sim_emitter_free(e);
		return status;
	}
	*out = e;
	return GAL_OK;
}

void
gal_sim_emitter_free(struct gal_sim_emitter *emitter)
{
	if (emitter == NULL)
		return;
	gal_sim_phrasing_free(emitter->phrasing);
	gal_archive_writer_free(emitter->submissions);
	gal_archive_writer_free(emitter->comments);
	gal_buffer_free(&emitter->text);
	gal_buffer_free(&emitter->title);
	gal_buffer_free(&emitter->line);
	free(emitter);
}

static void
base36(char out[ID_MAX], uint64_t number)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	char reversed[ID_MAX];
	size_t n = 0;

	do {
		reversed[n++] = digits[number % 36];
		number /= 36;
	} while (number > 0);
	for (size_t i = 0; i < n; i++)
		out[i] = reversed[n - 1 - i];
	out[n] = '\0';
}

/* A thread for a new post; the choice leans to the newest. */
static struct thread *
pick_thread(struct ring *ring, struct gal_rng *rng)
{
	double u = gal_rng_next_uniform(rng);
	size_t back = (size_t)(u * u * (double)ring->count);

	return &ring->threads[(ring->next + THREADS - 1 - back) % THREADS];
}

static void
place(struct placed *out, struct gal_sim_emitter *e,
    const struct gal_sim_planned *planned, struct ring *ring,
    struct gal_rng *rng)
{
	bool submission =
	    gal_rng_next_uniform(rng) < SUBMISSION_SHARE || ring->count == 0;

	memset(out, 0, sizeof(*out));
	out->planned = *planned;
	if (submission) {
		struct thread *t = &ring->threads[ring->next];

		out->id = out->submission = e->next_submission++;
		*t = (struct thread){ out->id, 0 };
		ring->next = (ring->next + 1) % THREADS;
		if (ring->count < THREADS)
			ring->count++;
	} else {
		struct thread *t = pick_thread(ring, rng);

		out->comment = true;
		out->id = e->next_comment++;
		out->submission = t->submission;
		if (gal_rng_next_uniform(rng) < 0.5)
			out->parent = t->last_comment;
		t->last_comment = out->id;
	}
}

/* What ids, times and numbers the line of a placed post has. Draws from the
 * post's own sequence, so that a copy tells the same text again. */
struct dress {
	char id[ID_MAX];
	char submission[ID_MAX];
	char parent[ID_MAX + 3];
};

static void
dress_line(struct gal_sim_line *line, struct dress *dress,
    const struct placed *placed, struct gal_rng *rng)
{
	int64_t created = placed->planned.time;
	double spread = gal_rng_next_normal(rng);

	base36(dress->id, placed->id);
	base36(dress->submission, placed->submission);
	memcpy(dress->parent, placed->parent != 0 ? "t1_" : "t3_", 3);
	base36(dress->parent + 3,
	    placed->parent != 0 ? placed->parent : placed->submission);
	line->comment = placed->comment;
	line->id = dress->id;
	line->submission = dress->submission;
	line->parent = dress->parent;
	line->created = created;
	line->retrieved = created + 10 + (int64_t)gal_rng_next_below(rng, 30);
	line->retrieved_again =
	    created + 129600 + (int64_t)gal_rng_next_below(rng, 3600);
	line->score = (int64_t)floor(exp(1.0 + 1.2 * spread));
	line->num_comments = (int64_t)gal_rng_next_below(rng, 30);
	if (placed->copy) {
		int64_t later = (int64_t)(20 * GAL_SIM_DAY) +
		    (int64_t)gal_rng_next_below(rng, 40 * GAL_SIM_DAY);

		line->retrieved += later;
		line->retrieved_again += later;
		line->score += 1 + (int64_t)gal_rng_next_below(rng, 50);
		line->num_comments += (int64_t)gal_rng_next_below(rng, 9);
	}
}

static enum gal_sim_fate
draw_fate(const struct placed *placed, struct gal_rng *rng)
{
	static const double fates[] = { 0.950, 0.020, 0.015, 0.015 };
	double u = gal_rng_next_uniform(rng);

	if (placed->copy)
		return placed->deleted_later || u < 0.08 ? GAL_SIM_DELETED
							 : GAL_SIM_KEPT;
	return (enum gal_sim_fate)gal_sim_pick(fates, 4, u);
}

static enum gal_status
write_line(struct gal_sim_emitter *e, const struct gal_sim_line *line,
    struct gal_sim_totals *totals, struct gal_error *err)
{
	enum gal_status status = gal_sim_reddit_line(&e->line, line, err);

	if (status == GAL_OK)
		status = gal_archive_writer_line(
		    line->comment ? e->comments : e->submissions, e->line.data,
		    e->line.len, err);
	e->lines++;
	if (line->comment)
		totals->comments++;
	else
		totals->submissions++;
	if (line->fate == GAL_SIM_DELETED || line->fate == GAL_SIM_REMOVED)
		totals->deleted++;
	return status;
}

static enum gal_status
write_bot(struct gal_sim_emitter *e, const struct placed *under,
    const struct gal_sim_community *community, struct gal_rng *rng,
    struct gal_sim_totals *totals, struct gal_error *err)
{
	struct placed placed = *under;
	struct gal_sim_line line = { .community = community,
		.author = "AutoModerator",
		.author_id = "sim0",
		.text = gal_str_of(gal_sim_bot_text()) };
	struct dress dress;

	placed.comment = true;
	placed.id = e->next_comment++;
	placed.parent = 0;
	dress_line(&line, &dress, &placed, rng);
	line.score = 1;
	totals->bot_posts++;
	return write_line(e, &line, totals, err);
}

static enum gal_status
write_placed(struct gal_sim_emitter *e, struct placed *placed,
    const struct gal_sim_author *author, const struct gal_sim_content *content,
    size_t community, struct gal_rng *rng, struct gal_sim_totals *totals,
    struct gal_error *err)
{
	const struct gal_sim_post post = { placed->planned.time,
		placed->planned.index, placed->planned.own,
		placed->planned.shown };
	struct gal_sim_line line = { .community =
					 &gal_sim_communities[community] };
	struct dress dress;
	const uint64_t number = e->corpus->first + placed->planned.author;
	char name[32], author_id[ID_MAX];
	enum gal_status status;

	gal_buffer_clear(&e->text);
	gal_buffer_clear(&e->title);
	/* The title is made for comments too: what is drawn must not depend
	 * on the kind. */
	status = gal_sim_phrase_post(
	    &e->text, &e->title, e->phrasing, author, &post, content, err);
	if (status != GAL_OK)
		return status;
	gal_sim_author_name(name, number);
	base36(author_id, FIRST_ID + number);
	line.author = name;
	line.author_id = author_id;
	line.title = (struct gal_str){ e->title.data, e->title.len };
	line.text = (struct gal_str){ e->text.data, e->text.len };
	line.fate = draw_fate(placed, rng);
	dress_line(&line, &dress, placed, rng);
	placed->deleted_later = line.fate == GAL_SIM_DELETED_LATER;
	if (placed->copy) {
		totals->copies++;
	} else {
		char full[ID_MAX + 3];

		totals->posts++;
		totals->text_bytes += e->text.len;
		(void)snprintf(full, sizeof(full), "%s%s",
		    placed->comment ? "t1_" : "t3_", dress.id);
		if (e->truth != NULL)
			status = gal_sim_truth_post(
			    e->truth, full, number, &post, content, err);
	}
	if (status == GAL_OK)
		status = write_line(e, &line, totals, err);
	/* A copy of what was gone at first would tell nothing new. */
	if (status == GAL_OK && !placed->copy &&
	    line.fate <= GAL_SIM_DELETED_LATER &&
	    gal_rng_next_uniform(rng) < COPY_SHARE &&
	    e->copy_count < COPIES_MAX) {
		struct placed *copy = &e->copies[e->copy_count++];

		*copy = *placed;
		copy->copy = true;
		copy->due = e->lines + 1 + gal_rng_next_below(rng, COPY_DELAY);
	}
	if (status == GAL_OK && !placed->copy && !placed->comment &&
	    gal_rng_next_uniform(rng) < BOT_SHARE)
		status = write_bot(e, placed, line.community, rng, totals, err);
	return status;
}

/* Author, content and community come out of the seed again. */
static enum gal_status
emit(struct gal_sim_emitter *e, const struct gal_sim_planned *planned,
    struct placed *copy, struct gal_sim_totals *totals, struct gal_error *err)
{
	const struct gal_sim_corpus *c = e->corpus;
	const struct gal_sim_post post = { planned->time, planned->index,
		planned->own, planned->shown };
	struct gal_sim_author author;
	struct gal_sim_content content;
	struct placed placed;
	struct gal_rng rng;
	size_t community;

	gal_sim_author(
	    &author, &c->process, c->window, c->seed, planned->author);
	gal_sim_content(&content, &c->process, &author, &post, c->event);
	community = gal_sim_community(&author, &post, &content);
	rng = gal_sim_post_rng(
	    &author, post.index, STREAM_DRESS + (copy != NULL));
	if (copy == NULL)
		place(&placed, e, planned, &e->rings[community], &rng);
	return write_placed(e, copy != NULL ? copy : &placed, &author, &content,
	    community, &rng, totals, err);
}

/* Write the copies that are due at this line, in the order they were made. */
static enum gal_status
write_copies(struct gal_sim_emitter *e, uint64_t now,
    struct gal_sim_totals *totals, struct gal_error *err)
{
	enum gal_status status = GAL_OK;
	size_t kept = 0;
	size_t i;

	for (i = 0; i < e->copy_count && status == GAL_OK; i++) {
		struct placed copy = e->copies[i];

		if (copy.due > now)
			e->copies[kept++] = copy;
		else
			status = emit(e, &copy.planned, &copy, totals, err);
	}
	e->copy_count = kept;
	return status;
}

enum gal_status
gal_sim_emitter_post(struct gal_sim_emitter *emitter,
    const struct gal_sim_planned *planned, struct gal_sim_totals *totals,
    struct gal_error *err)
{
	enum gal_status status =
	    write_copies(emitter, emitter->lines, totals, err);

	if (status != GAL_OK)
		return status;
	return emit(emitter, planned, NULL, totals, err);
}

enum gal_status
gal_sim_emitter_finish(struct gal_sim_emitter *emitter,
    struct gal_sim_totals *totals, struct gal_error *err)
{
	enum gal_status status = write_copies(emitter, UINT64_MAX, totals, err);

	if (status == GAL_OK)
		status = gal_archive_writer_close(emitter->submissions, err);
	if (status == GAL_OK)
		status = gal_archive_writer_close(emitter->comments, err);
	totals->bytes_in = gal_archive_writer_bytes_in(emitter->submissions) +
	    gal_archive_writer_bytes_in(emitter->comments);
	totals->bytes_out = gal_archive_writer_bytes_out(emitter->submissions) +
	    gal_archive_writer_bytes_out(emitter->comments);
	return status;
}
