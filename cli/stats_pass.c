#include "cli/stats_pass.h"

#include <stdlib.h>
#include <string.h>

#include "cli/replies_pass.h"
#include "cli/rule_facts.h"
#include "cli/stats_spool.h"
#include "store/narrated.h"

#define MOVES_MAX 64 /* of one post: six rungs have thirty pairs */
#define EVENTS_APART ((int64_t)9 * 7 * GAL_SECONDS_PER_DAY)

void
cli_stats_defaults(struct cli_stats_options *out)
{
	*out = (struct cli_stats_options){ .hidden = true, .replies = true };
	gal_timeline_defaults(&out->settings);
}

enum gal_status
cli_companion_rung(int *out, const struct gal_store_codebook *book,
    const char *name, struct gal_error *err)
{
	const char *wanted = name == NULL ? "companion" : name;

	for (size_t i = 0; i < book->rung_count; i++)
		if (strcmp(book->rungs[i], wanted) == 0) {
			*out = (int)i;
			return GAL_OK;
		}
	if (name != NULL)
		return gal_fail(
		    err, GAL_NOT_FOUND, "the codebook has no rung '%s'", name);
	*out = (int)(book->rung_count / 2);
	return GAL_OK;
}

/* Moves are read beside the posts; `next` is the first not yet passed. */
struct narrator {
	struct gal_store_narrated *moves;
	struct gal_narrated_move next;
	bool over;
	struct gal_move found[MOVES_MAX];
};

static enum gal_status
narrator_step(struct narrator *n, struct gal_error *err)
{
	enum gal_status status =
	    gal_store_narrated_next(&n->next, n->moves, err);

	n->over = status == GAL_END;
	return n->over ? GAL_OK : status;
}

/*
 * The moves of a post. Both sides ascend by author; inside an author posts
 * come by time and moves by row id, so an author's moves are given to the
 * author's first post: reports count authors, not posts.
 */
static enum gal_status
take_moves(struct narrator *n, struct gal_timed_post *post,
    const struct gal_pseudonym *author, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	post->moves = n->found;
	while (!n->over && status == GAL_OK) {
		int order = memcmp(
		    n->next.author.bytes, author->bytes, sizeof(author->bytes));

		if (order > 0)
			break;
		if (order == 0 && post->move_count < MOVES_MAX)
			n->found[post->move_count++] = n->next.move;
		status = narrator_step(n, err);
	}
	return status;
}

static uint64_t
author_key(const struct gal_pseudonym *author)
{
	uint64_t key = 0;

	for (int i = 0; i < 8; i++)
		key = key << 8 | author->bytes[i];
	return key;
}

static void
convert(struct gal_timed_post *out, const struct gal_timeline_post *post)
{
	*out = (struct gal_timed_post){
		.author = author_key(&post->author),
		.has_author = post->has_author,
		.bot = (post->flags & (GAL_POST_BOT | GAL_POST_ADVERT)) != 0,
		.t = post->created_utc,
		.read = post->has_reading && post->unread == GAL_READ,
		.stage = -1,
		.valence = (double)post->valence,
	};
	if (!out->read)
		return;
	/* A rung counts for the author only where the post is about the
	 * author: the codebook asks for stance.self, and so do we. */
	out->self = post->stance == GAL_STANCE_SELF;
	if (post->stage > 0 && out->self)
		out->stage = post->stage - 1;
	out->codes = post->codes;
	out->code_count = post->code_count;
}

/* labels and spool are NULL where no labels were given, words where they
 * are not read. */
static enum gal_status
pass_posts(struct gal_timeline *timeline, struct gal_store *store,
    const struct gal_timeline_filter *filter, const struct stats_labels *labels,
    const struct cli_rule_facts *facts, struct stats_spool *spool,
    struct stats_words *words, struct gal_error *err)
{
	struct gal_store_timeline *posts = NULL;
	struct narrator narrator = { .moves = NULL };
	struct gal_store_rule_tags *tags = NULL;
	const struct gal_timeline_post *post;
	enum gal_status status;

	status = gal_store_rule_tags_open(&tags, store, err);
	if (status == GAL_OK)
		status = gal_store_narrated_open(&narrator.moves, store, err);
	if (status == GAL_OK)
		status = narrator_step(&narrator, err);
	if (status == GAL_OK)
		status = gal_store_timeline_open(&posts, store, filter, err);
	while (status == GAL_OK) {
		struct gal_timed_post timed;
		struct gal_post_label label;

		status = gal_store_timeline_next(&post, posts, err);
		if (status != GAL_OK)
			break;
		convert(&timed, post);
		if (post->has_author)
			status =
			    take_moves(&narrator, &timed, &post->author, err);
		if (status == GAL_OK)
			status = cli_rule_facts_add(
			    &timed, facts, tags, post->row_id, err);
		if (labels != NULL &&
		    stats_labels_find(&label, labels, post->row_id))
			timed.label = &label;
		if (status == GAL_OK && words != NULL && timed.read)
			status = stats_words_read(
			    &timed, words, post->title, post->text, err);
		if (status == GAL_OK && spool != NULL)
			status = stats_spool_add(spool, &timed, err);
		if (status == GAL_OK)
			status = gal_timeline_add(timeline, &timed, err);
	}
	gal_store_timeline_close(posts);
	gal_store_narrated_close(narrator.moves);
	gal_store_rule_tags_close(tags);
	if (status != GAL_END)
		return status;
	return gal_timeline_finish(timeline, err);
}

static enum gal_status
fill_settings(struct gal_timeline_settings *s, struct cli_stats_pass *pass,
    const struct cli_stats_options *options, struct gal_store *store,
    struct gal_error *err)
{
	const struct gal_store_codebook *book = gal_store_codebook(store);
	struct gal_store_info info;
	enum gal_status status = gal_store_info(&info, store, err);

	if (status != GAL_OK)
		return status;
	if (book->hash == NULL || book->hash[0] == '\0')
		return gal_fail(err, GAL_UNDEFINED,
		    "nothing is classified yet: run galatea classify first");
	s->rungs = book->rungs;
	s->rules.states = (int)book->rung_count;
	pass->codes = calloc(book->code_count + 1, sizeof(*pass->codes));
	if (pass->codes == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < book->code_count; i++)
		pass->codes[i] = book->codes[i].name;
	s->codes = pass->codes;
	status = cli_rule_facts_load(&pass->facts, store, err);
	if (status != GAL_OK)
		return status;
	s->models = pass->facts.models;
	s->model_count = pass->facts.model_count;
	s->code_count = book->code_count;
	s->simulated = info.simulated > 0;
	s->rules.start = options->has_since ? options->since : info.first_utc;
	s->rules.end = options->has_until ? options->until : info.last_utc + 1;
	if (info.first_utc == GAL_ABSENT && !options->has_since)
		s->rules.start = 0;
	if (info.last_utc == GAL_ABSENT && !options->has_until)
		s->rules.end = s->rules.start + 1;
	if (s->rules.end <= s->rules.start)
		return gal_fail(err, GAL_ARGUMENT,
		    "the window ends before it begins, or no post lies in it");
	status =
	    cli_events_load(&pass->events, options->events, EVENTS_APART, err);
	s->events = pass->events.items;
	s->event_count = 0;
	if (status != GAL_OK)
		return status;
	/* only those that the window can carry */
	for (size_t i = 0; i < pass->events.count; i++)
		if (pass->events.items[i].t > s->rules.start &&
		    pass->events.items[i].t < s->rules.end)
			pass->events.items[s->event_count++] =
			    pass->events.items[i];
	return cli_companion_rung(
	    &s->rules.target, book, options->companion_from, err);
}

static enum gal_status
find_communities(struct gal_buffer *ids, struct gal_store *store,
    const struct cli_stats_options *options, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < options->community_count && status == GAL_OK;
	     i++)
		status = gal_store_find_communities(
		    ids, store, gal_str_of(options->communities[i]), err);
	return status;
}

static int
compare_id(const void *a, const void *b)
{
	int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;

	return (x > y) - (x < y);
}

static enum gal_status
open_labels(struct stats_labels **out, const char *directory,
    struct gal_store *store, struct gal_error *err)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	return stats_labels_read(
	    *out, directory, gal_store_codebook(store), err);
}

/* The pass counts posts outside the window; replies are not taken there. */
static enum gal_status
read_replies(struct gal_timeline *timeline, struct gal_store *store,
    const struct gal_timeline_filter *filter,
    const struct gal_derive_rules *window, struct gal_error *err)
{
	struct gal_timeline_filter inside = *filter;

	inside.has_since = inside.has_until = true;
	inside.since = window->start;
	inside.until = window->end;
	inside.with_text = false;
	return cli_replies_read(timeline, store, &inside, err);
}

enum gal_status
cli_stats_run(struct cli_stats_pass *out,
    const struct cli_stats_options *options, struct gal_store *store,
    struct gal_error *err)
{
	struct gal_timeline_settings settings = options->settings;
	struct gal_buffer ids = GAL_BUFFER((size_t)1 << 24);
	struct gal_timeline_filter filter = { .with_anonymous = true,
		.with_bots = true,
		.with_text = options->words };
	struct stats_labels *labels = NULL;
	struct stats_spool spool = { 0 };
	enum gal_status status;

	*out = (struct cli_stats_pass){ 0 };
	stats_words_init(&out->words);
	if (options->words)
		settings.vocabulary = &out->words.vocabulary;
	status = fill_settings(&settings, out, options, store, err);
	if (status == GAL_OK)
		status = find_communities(&ids, store, options, err);
	if (status == GAL_OK && options->community_count > 0) {
		filter.community_count = ids.len / sizeof(int64_t);
		filter.communities = (const int64_t *)(const void *)ids.data;
		qsort(ids.data, filter.community_count, sizeof(int64_t),
		    compare_id);
	}
	if (status == GAL_OK && options->labels != NULL) {
		settings.labelled = true;
		status = open_labels(&labels, options->labels, store, err);
	}
	if (status == GAL_OK && options->hidden)
		status = stats_spool_open(&spool, (size_t)settings.rules.states,
		    settings.rules.end - settings.rules.start, err);
	if (status == GAL_OK)
		status = gal_timeline_new(&out->timeline, &settings, err);
	if (status == GAL_OK)
		status = pass_posts(out->timeline, store, &filter, labels,
		    &out->facts, options->hidden ? &spool : NULL,
		    options->words ? &out->words : NULL, err);
	if (status == GAL_OK && options->replies)
		status = read_replies(
		    out->timeline, store, &filter, &settings.rules, err);
	if (status == GAL_OK && options->hidden)
		status = stats_spool_fit(&spool, labels, out->timeline, err);
	gal_buffer_free(&ids);
	stats_spool_close(&spool);
	if (labels != NULL)
		stats_labels_free(labels);
	free(labels);
	if (status != GAL_OK)
		cli_stats_free(out);
	return status;
}

void
cli_stats_free(struct cli_stats_pass *pass)
{
	gal_timeline_free(pass->timeline);
	free(pass->codes);
	cli_events_free(&pass->events);
	cli_rule_facts_free(&pass->facts);
	stats_words_free(&pass->words);
	*pass = (struct cli_stats_pass){ 0 };
}
