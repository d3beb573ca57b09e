/* Things of failing_things.h that read. */
#include "store/copies.h"
#include "store/failing_parts.h"
#include "store/narrated.h"
#include "store/parents.h"
#include "store/provenance.h"
#include "store/query_words.h"
#include "store/rule_tags.h"
#include "store/turns.h"
#include "store/world.h"

static enum gal_status
tell_total(void *self, const char *value, const struct gal_query_total *total,
    struct gal_error *err)
{
	(void)self;
	(void)err;
	failing_tell_str(gal_str_of(value));
	failing_tell_int(total->posts);
	failing_tell_int(total->authors);
	return GAL_OK;
}

static enum gal_status
ask(struct gal_store *store, const struct gal_query *query,
    struct gal_error *err)
{
	struct gal_query_run *run = NULL;
	struct gal_query_total total;
	const struct gal_query_hit *hit;
	enum gal_status status = gal_query_open(&run, store, query, err);

	while (status == GAL_OK) {
		status = gal_query_next(&hit, run, err);
		if (status != GAL_OK)
			break;
		failing_tell_int(hit->record->post.row_id);
		failing_tell_str(hit->record->post.text);
		failing_tell_int((int64_t)(hit->rank * -1e6));
		failing_tell_int((int64_t)hit->record->reading.tag_count);
		failing_tell(hit->text_hits,
		    hit->text_hit_count * sizeof(hit->text_hits[0]));
		failing_tell(hit->title_hits,
		    hit->title_hit_count * sizeof(hit->title_hits[0]));
	}
	gal_query_close(run);
	if (status == GAL_END)
		status = gal_query_count(&total, store, query, err);
	if (status == GAL_OK)
		status = tell_total(NULL, "all", &total, err);
	return status;
}

enum gal_status
failing_ask_words(const char *path, struct gal_error *err)
{
	struct gal_store *store = NULL;
	struct gal_query query = { 0 };
	const struct gal_query every = { 0 };
	struct gal_buffer match = GAL_BUFFER(1 << 16);
	struct gal_store_info info;
	struct gal_store_span span;
	enum gal_status status =
	    gal_store_open(&store, path, GAL_STORE_READ, err);

	if (status == GAL_OK)
		status = gal_store_snapshot(store, err);
	if (status == GAL_OK)
		status = gal_store_info(&info, store, err);
	if (status == GAL_OK)
		failing_tell_int(info.posts + info.tombstones + info.has_key);
	if (status == GAL_OK)
		status = gal_store_span(&span, store, err);
	if (status == GAL_OK)
		status = gal_query_words(&match, NULL,
		    GAL_STR("rain OR lonely OR tab \"nor this\" NEAR nothing "
			    "kett* -\"not this\" -that"),
		    err);
	if (status == GAL_OK)
		gal_buffer_clear(&match);
	if (status == GAL_OK)
		status = gal_query_words(
		    &match, NULL, GAL_STR("rain OR lonely OR tab"), err);
	query.match = match.data;
	if (status == GAL_OK)
		status = ask(store, &query, err);
	for (int f = 0; f < GAL_FACET_COUNT && status == GAL_OK; f++)
		status = gal_query_facets(store, &query,
		    (enum gal_query_facet)f, tell_total, NULL, err);
	for (int f = 0; f < GAL_FACET_COUNT && status == GAL_OK; f++)
		status = gal_query_facets(store, &every,
		    (enum gal_query_facet)f, tell_total, NULL, err);
	gal_buffer_free(&match);
	gal_store_close(store);
	return status;
}

enum gal_status
failing_ask_filters(const char *path, struct gal_error *err)
{
	static const uint16_t codes[] = { 1, 2 }, groups[] = { 0, 0 };
	static const int64_t communities[] = { 1, 2 };
	const struct gal_query queries[] = {
		{ .codes = codes, .code_count = 2, .code_groups = groups },
		{ .absent = codes, .absent_count = 1, .limit = 3, .offset = 2 },
		{ .communities = communities,
		    .community_count = 2,
		    .limit = 5,
		    .order = GAL_QUERY_OLDEST },
		{ .has_author = true, .author = { { 1 } }, .stages = 7 },
		{ .thread = "q1", .has_least_score = true, .least_score = -9 },
		{ .language = GAL_QUERY_ENGLISH,
		    .has_since = true,
		    .since = 1600086400,
		    .has_until = true,
		    .until = 1609000000 },
		{ .has_platform = true, .platform = GAL_PLATFORM_DISCORD },
		{ .has_kind = true, .kind = GAL_KIND_TURN },
	};
	struct gal_buffer plan = GAL_BUFFER(1 << 16);
	struct gal_store *store = NULL;
	enum gal_status status =
	    gal_store_open(&store, path, GAL_STORE_READ, err);

	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		if (status == GAL_OK)
			status = ask(store, &queries[i], err);
		if (status == GAL_OK)
			status =
			    gal_query_explain(&plan, store, &queries[i], err);
	}
	gal_buffer_free(&plan);
	gal_store_close(store);
	return status;
}

enum gal_status
failing_ask_many(const char *path, struct gal_error *err)
{
	const struct gal_query query = {
		.match = "(\"rain\") AND (\"umbrella\")", .limit = 3
	};
	struct gal_store *store = NULL;
	enum gal_status status =
	    gal_store_open(&store, path, GAL_STORE_READ, err);

	if (status == GAL_OK)
		status = ask(store, &query, err);
	gal_store_close(store);
	return status;
}

/* What goes along with a post of a timeline. */
struct beside {
	struct gal_store_narrated *narrated;
	struct gal_store_parents *parents;
	struct gal_store_rule_tags *rule_tags;
};

static enum gal_status
tell_beside(struct beside *b, const struct gal_timeline_post *post,
    struct gal_error *err)
{
	const struct gal_store_parent *parent = NULL;
	const struct gal_store_rule_tag *tags = NULL;
	struct gal_narrated_move move;
	size_t n = 0;
	enum gal_status status =
	    gal_store_parents_find(&parent, b->parents, post->row_id, err);

	if (status == GAL_OK)
		failing_tell(
		    parent->author.bytes, sizeof(parent->author.bytes));
	if (status != GAL_OK && status != GAL_END)
		return status;
	status =
	    gal_store_rule_tags_of(&tags, &n, b->rule_tags, post->row_id, err);
	for (size_t i = 0; status == GAL_OK && i < n; i++)
		failing_tell_int(tags[i].rule);
	while (status == GAL_OK) {
		status = gal_store_narrated_of(
		    &move, b->narrated, &post->author, err);
		if (status == GAL_OK)
			failing_tell_int(move.post + move.move.to);
	}
	return status == GAL_END ? GAL_OK : status;
}

enum gal_status
failing_pass_over(const char *path, struct gal_error *err)
{
	static const int64_t communities[] = { 1, 2, 3, 4 };
	const struct gal_timeline_filter filter = { .with_text = true,
		.communities = communities,
		.community_count = 4 };
	struct beside b = { NULL, NULL, NULL };
	struct gal_store *store = NULL;
	struct gal_store_timeline *timeline = NULL;
	const struct gal_timeline_post *post;
	enum gal_status status =
	    gal_store_open(&store, path, GAL_STORE_READ, err);

	if (status == GAL_OK)
		status =
		    gal_store_timeline_open(&timeline, store, &filter, err);
	if (status == GAL_OK)
		status = gal_store_narrated_open(&b.narrated, store, err);
	if (status == GAL_OK)
		status = gal_store_parents_open(&b.parents, store, err);
	if (status == GAL_OK)
		status = gal_store_rule_tags_open(&b.rule_tags, store, err);
	while (status == GAL_OK) {
		status = gal_store_timeline_next(&post, timeline, err);
		if (status != GAL_OK)
			break;
		failing_tell_int(post->row_id);
		failing_tell_str(post->text);
		failing_tell(
		    post->codes, post->code_count * sizeof(post->codes[0]));
		status = tell_beside(&b, post, err);
	}
	gal_store_timeline_close(timeline);
	gal_store_narrated_close(b.narrated);
	gal_store_parents_close(b.parents);
	gal_store_rule_tags_close(b.rule_tags);
	gal_store_close(store);
	return status == GAL_END ? GAL_OK : status;
}

static enum gal_status
tell_copies(struct gal_store *store, struct gal_error *err)
{
	struct gal_store_copies *copies = NULL;
	struct gal_store_copy copy;
	struct gal_buffer numbers = GAL_BUFFER(1 << 16);
	struct gal_buffer authors = GAL_BUFFER(1 << 16);
	enum gal_status status = gal_store_copies_open(&copies, store, err);

	while (status == GAL_OK) {
		status = gal_store_copies_next(&copy, copies, err);
		if (status == GAL_OK)
			failing_tell_int(copy.row_id + copy.has_reading);
	}
	gal_store_copies_close(copies);
	if (status == GAL_END)
		status = gal_store_tombstones(&numbers, &authors, store, err);
	failing_tell(numbers.data, numbers.len);
	failing_tell(authors.data, authors.len);
	gal_buffer_free(&numbers);
	gal_buffer_free(&authors);
	return status;
}

static enum gal_status
tell_turns(struct gal_store *store, struct gal_error *err)
{
	struct gal_store_turns *turns = NULL;
	struct gal_store_turn turn;
	bool any = false;
	enum gal_status status = gal_store_has_turns(&any, store, err);

	failing_tell_int(any);
	if (status == GAL_OK)
		status = gal_store_turns_open(&turns, store, err);
	while (status == GAL_OK) {
		status = gal_store_turns_next(&turn, turns, err);
		if (status == GAL_OK) {
			failing_tell_str(turn.text);
			failing_tell_int(turn.first);
		}
	}
	gal_store_turns_close(turns);
	return status == GAL_END ? GAL_OK : status;
}

static enum gal_status
tell_provenance(struct gal_store *store, struct gal_error *err)
{
	struct gal_frame *frame = NULL;
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < gal_provenance_count();
	     i++) {
		status = gal_provenance_frame(&frame, store, i, 1, err);
		if (status == GAL_OK)
			failing_tell_int((int64_t)frame->cell_count);
		gal_frame_free(frame);
		frame = NULL;
	}
	if (status == GAL_OK)
		status = gal_provenance_companions(&frame, store, 2, 1, err);
	if (status == GAL_OK)
		failing_tell_int((int64_t)frame->cell_count);
	gal_frame_free(frame);
	return status;
}

static enum gal_status
tell_health(struct gal_store *store, struct gal_error *err)
{
	char check_value[GAL_STORE_KEY_CHECK_SIZE] = "";
	struct gal_buffer ids = GAL_BUFFER(1 << 16);
	struct gal_store_health health;
	int64_t post = 0;
	enum gal_status status =
	    gal_store_check_health(&health, store, INT64_MAX, err);

	if (status == GAL_OK)
		failing_tell_str(gal_str_of(health.fault));
	if (status == GAL_OK)
		status = gal_store_key_check(check_value, store, err);
	if (status == GAL_OK)
		status = gal_store_find_communities(
		    &ids, store, GAL_STR("PLACE1"), err);
	if (status == GAL_OK)
		status = gal_store_find_post(&post, store, GAL_PLATFORM_GENERIC,
		    GAL_KIND_MESSAGE, GAL_STR("m2"), err);
	failing_tell(ids.data, ids.len);
	failing_tell_int(post);
	gal_buffer_free(&ids);
	return status;
}

enum gal_status
failing_read_all(const char *path, struct gal_error *err)
{
	static enum gal_status (*const parts[])(
	    struct gal_store *, struct gal_error *) = { tell_copies, tell_turns,
		tell_provenance, tell_health };
	struct gal_store *store = NULL;
	enum gal_status status =
	    gal_store_open(&store, path, GAL_STORE_READ, err);

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (status == GAL_OK)
			status = parts[i](store, err);
	gal_store_close(store);
	return status;
}

static bool
take_bytes(void *self, const void *bytes, size_t n)
{
	(void)self;
	failing_tell(bytes, n);
	return true;
}

enum gal_status
failing_dump(const char *path, struct gal_error *err)
{
	struct gal_store *store = NULL;
	char hash[GAL_STORE_HASH_SIZE];
	enum gal_status status =
	    gal_store_open(&store, path, GAL_STORE_READ, err);

	if (status == GAL_OK)
		status = gal_store_dump(hash, store, take_bytes, NULL, err);
	gal_store_close(store);
	return status;
}
