#include "cli/stats_partial.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/stats_database.h"
#include "store/copies.h"

/* ---- writing ---- */

struct shard {
	struct gal_store *store;
	struct gal_partial_writer *writer;
	struct cli_rule_facts facts;
	const struct gal_store_community *communities; /* ids ascend */
	size_t community_count;
	struct gal_store_rule_tags *tags;
	struct gal_store_narrated *moves;
};

static enum gal_status
open_writer(struct shard *s, FILE *file, struct gal_error *err)
{
	const struct gal_store_codebook *book = gal_store_codebook(s->store);
	const char **codes = calloc(book->code_count + 1, sizeof(*codes));
	struct gal_partial_community *communities =
	    calloc(s->community_count + 1, sizeof(*communities));
	char key_check[GAL_STORE_KEY_CHECK_SIZE];
	struct gal_partial_head head = { .codebook = book->hash,
		.key_check = key_check,
		.codes = codes,
		.code_count = book->code_count,
		.rungs = book->rungs,
		.rung_count = book->rung_count,
		.models = s->facts.models,
		.model_count = s->facts.model_count,
		.communities = communities,
		.community_count = s->community_count };
	enum gal_status status = codes == NULL || communities == NULL
	    ? gal_fail(err, GAL_NOMEM, "out of memory")
	    : gal_store_key_check(key_check, s->store, err);

	for (size_t i = 0; status == GAL_OK && i < book->code_count; i++)
		codes[i] = book->codes[i].name;
	for (size_t i = 0; status == GAL_OK && i < s->community_count; i++)
		communities[i] =
		    (struct gal_partial_community){ s->communities[i].platform,
			    s->communities[i].scope, s->communities[i].name,
			    s->communities[i].native_id };
	if (status == GAL_OK)
		status = gal_partial_writer_new(&s->writer, file, &head, err);
	else
		(void)fclose(file);
	free(codes);
	free(communities);
	return status;
}

static enum gal_status
write_graves(struct shard *s, struct gal_error *err)
{
	struct gal_buffer ids = GAL_BUFFER(SIZE_MAX / 4);
	struct gal_buffer authors = GAL_BUFFER(SIZE_MAX / 4);
	enum gal_status status =
	    gal_store_tombstones(&ids, &authors, s->store, err);
	const int64_t *id = (const int64_t *)(const void *)ids.data;
	const struct gal_pseudonym *author =
	    (const struct gal_pseudonym *)(const void *)authors.data;

	for (size_t i = 0; status == GAL_OK && i < ids.len / sizeof(*id); i++)
		status = gal_partial_bury_post(s->writer, id[i], err);
	for (size_t i = 0;
	     status == GAL_OK && i < authors.len / sizeof(*author); i++)
		status = gal_partial_bury_author(s->writer, &author[i], err);
	gal_buffer_free(&ids);
	gal_buffer_free(&authors);
	return status;
}

static enum gal_status
write_copies(struct shard *s, struct gal_error *err)
{
	struct gal_store_copies *copies = NULL;
	struct gal_store_copy copy;
	enum gal_status status = gal_store_copies_open(&copies, s->store, err);

	while (status == GAL_OK) {
		status = gal_store_copies_next(&copy, copies, err);
		if (status == GAL_OK)
			status = gal_partial_put_copy(s->writer,
			    &(struct gal_partial_copy){
				copy.row_id, copy.has_reading, copy.rank },
			    err);
	}
	gal_store_copies_close(copies);
	return status == GAL_END ? GAL_OK : status;
}

/* The author, and all that the author told. */
static enum gal_status
write_author(struct shard *s, const struct gal_timeline_post *post,
    struct gal_error *err)
{
	const struct gal_pseudonym *author =
	    post->has_author ? &post->author : NULL;
	struct gal_narrated_move told;
	enum gal_status status = gal_partial_put_author(s->writer, author, err);

	while (author != NULL && status == GAL_OK) {
		status = gal_store_narrated_of(&told, s->moves, author, err);
		if (status == GAL_OK)
			status = gal_partial_put_told(s->writer,
			    &(struct gal_told){ told.post, told.move }, err);
	}
	return status == GAL_END ? GAL_OK : status;
}

/* 1 + index; 0: none. */
static uint32_t
community_number(const struct shard *s, int64_t id)
{
	const struct gal_store_community *found =
	    gal_store_community_by_id(s->store, id);

	return found == NULL ? 0 : (uint32_t)(found - s->communities) + 1;
}

static enum gal_status
write_post(struct shard *s, const struct gal_timeline_post *post,
    struct gal_error *err)
{
	struct gal_partial_post out = { .row_id = post->row_id,
		.community = community_number(s, post->community) };
	enum gal_status status;

	stats_post_convert(&out.timed, post);
	status = cli_rule_facts_add(
	    &out.timed, &s->facts, s->tags, post->row_id, err);
	return status == GAL_OK ? gal_partial_put_post(s->writer, &out, err)
				: status;
}

static enum gal_status
write_timelines(struct shard *s, struct gal_error *err)
{
	struct gal_timeline_filter filter = { .with_anonymous = true,
		.with_bots = true };
	struct gal_store_timeline *posts = NULL;
	struct gal_pseudonym author = { { 0 } };
	bool begun = false, has_author = false;
	enum gal_status status =
	    gal_store_rule_tags_open(&s->tags, s->store, err);

	if (status == GAL_OK)
		status = gal_store_narrated_open(&s->moves, s->store, err);
	if (status == GAL_OK)
		status =
		    gal_store_timeline_open(&posts, s->store, &filter, err);
	while (status == GAL_OK) {
		const struct gal_timeline_post *post;

		status = gal_store_timeline_next(&post, posts, err);
		if (status != GAL_OK)
			break;
		if (!begun || post->has_author != has_author ||
		    memcmp(&post->author, &author, sizeof(author)) != 0)
			status = write_author(s, post, err);
		begun = true;
		has_author = post->has_author;
		author = post->author;
		if (status == GAL_OK)
			status = write_post(s, post, err);
	}
	gal_store_timeline_close(posts);
	return status == GAL_END ? GAL_OK : status;
}

static enum gal_status
write_all(struct shard *s, const char *path, struct gal_error *err)
{
	const struct gal_store_codebook *book = gal_store_codebook(s->store);
	FILE *file;
	int fd;
	enum gal_status status;

	if (book->hash == NULL || book->hash[0] == '\0')
		return gal_fail(err, GAL_UNDEFINED,
		    "nothing is classified yet: run galatea classify first");
	status = cli_rule_facts_load(&s->facts, book, err);
	if (status == GAL_OK)
		status = gal_store_communities(
		    &s->communities, &s->community_count, s->store, err);
	if (status != GAL_OK)
		return status;
	/* timelines of persons: the owner's, whatever the umask */
	fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	file = fd >= 0 && fchmod(fd, 0600) == 0 ? fdopen(fd, "wb") : NULL;
	if (file == NULL) {
		if (fd >= 0)
			(void)close(fd);
		gal_error_place(err, path);
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot write partial timelines");
	}
	status = open_writer(s, file, err);
	if (status == GAL_OK)
		status = write_graves(s, err);
	if (status == GAL_OK)
		status = write_copies(s, err);
	if (status == GAL_OK)
		status = write_timelines(s, err);
	return status == GAL_OK ? gal_partial_writer_finish(s->writer, err)
				: status;
}

enum gal_status
stats_partial_write(
    const char *path, struct gal_store *store, struct gal_error *err)
{
	struct shard shard = { .store = store };
	struct gal_buffer part = GAL_BUFFER(1 << 16);
	enum gal_status status = gal_buffer_printf(&part, err, "%s.part", path);

	if (status == GAL_OK)
		status = write_all(&shard, part.data, err);
	gal_partial_writer_free(shard.writer);
	if (status == GAL_OK && rename(part.data, path) != 0) {
		gal_error_place(err, path);
		status = gal_fail_errno(
		    err, GAL_IO, errno, "cannot write partial timelines");
	}
	if (status != GAL_OK && part.data != NULL)
		(void)unlink(part.data);
	gal_buffer_free(&part);
	gal_store_rule_tags_close(shard.tags);
	gal_store_narrated_close(shard.moves);
	cli_rule_facts_free(&shard.facts);
	return status;
}

/* ---- combining ---- */

static bool
is_wanted(
    const struct stats_combine *c, const struct gal_partial_merged *merged)
{
	return c->wanted == NULL ||
	    c->wanted[merged->file][merged->post->community];
}

/* All moves of an author go to the author's first post, as in the pass over
 * the database. */
static void
give_moves(struct stats_combine *c, struct gal_timed_post *post,
    const struct gal_partial_merged *merged)
{
	if (merged->author == NULL || c->moves_given)
		return;
	c->moves_given = true;
	post->moves = c->found;
	for (size_t i = 0;
	     i < merged->told_count && post->move_count < STATS_MOVES_MAX; i++)
		c->found[post->move_count++] = merged->told[i].move;
}

static enum gal_status
next_row(struct stats_row *out, void *self, struct gal_error *err)
{
	struct stats_combine *c = self;
	struct gal_partial_merged merged;
	enum gal_status status;

	do {
		status = gal_partial_merge_next(&merged, c->merge, err);
		if (status != GAL_OK)
			return status;
		if (merged.new_author)
			c->moves_given = false;
	} while (!is_wanted(c, &merged));
	*out = (struct stats_row){ .post = merged.post->timed,
		.row_id = merged.post->row_id };
	give_moves(c, &out->post, &merged);
	return GAL_OK;
}

static enum gal_status
fill_book(struct stats_combine *c, struct gal_error *err)
{
	const struct gal_partial_head *head = gal_partial_head(c->files[0]);

	c->codes = calloc(head->code_count + 1, sizeof(*c->codes));
	if (c->codes == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < head->code_count; i++)
		c->codes[i].name = head->codes[i];
	c->book = (struct gal_store_codebook){ .hash = head->codebook,
		.codes = c->codes,
		.code_count = head->code_count,
		.rungs = head->rungs,
		.rung_count = head->rung_count };
	return GAL_OK;
}

/* The communities of all files, numbered through. */
static enum gal_status
list_communities(struct gal_store_community **out, size_t *count,
    const struct stats_combine *c, struct gal_error *err)
{
	size_t n = 0;

	for (size_t i = 0; i < c->file_count; i++)
		n += gal_partial_head(c->files[i])->community_count;
	*out = calloc(n + 1, sizeof(**out));
	*count = 0;
	if (*out == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < c->file_count; i++) {
		const struct gal_partial_head *head =
		    gal_partial_head(c->files[i]);

		for (size_t k = 0; k < head->community_count; k++) {
			const struct gal_partial_community *from =
			    &head->communities[k];

			(*out)[*count] =
			    (struct gal_store_community){ (int64_t)*count,
				    from->platform, from->scope, from->name,
				    from->native_id };
			++*count;
		}
	}
	return GAL_OK;
}

static enum gal_status
mark_wanted(struct stats_combine *c, const struct gal_buffer *ids,
    struct gal_error *err)
{
	const int64_t *id = (const int64_t *)(const void *)ids->data;
	size_t n = ids->len / sizeof(*id);
	int64_t first = 0;

	c->wanted = calloc(c->file_count, sizeof(*c->wanted));
	if (c->wanted == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < c->file_count; i++) {
		size_t count = gal_partial_head(c->files[i])->community_count;

		c->wanted[i] = calloc(count + 1, sizeof(bool));
		if (c->wanted[i] == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		for (size_t k = 0; k < n; k++)
			if (id[k] >= first && id[k] < first + (int64_t)count)
				c->wanted[i][1 + id[k] - first] = true;
		first += (int64_t)count;
	}
	return GAL_OK;
}

static enum gal_status
find_communities(struct stats_combine *c,
    const struct cli_stats_options *options, struct gal_error *err)
{
	struct gal_buffer ids = GAL_BUFFER((size_t)1 << 28);
	struct gal_store_community *all = NULL;
	size_t n = 0;
	enum gal_status status = list_communities(&all, &n, c, err);

	for (size_t i = 0; status == GAL_OK && i < options->community_count;
	     i++)
		status = gal_communities_match(
		    &ids, all, n, gal_str_of(options->communities[i]), err);
	if (status == GAL_OK)
		status = mark_wanted(c, &ids, err);
	gal_buffer_free(&ids);
	free(all);
	return status;
}

static enum gal_status
combine(struct stats_combine *out, const struct cli_stats_options *options,
    const struct gal_veil *veil, struct gal_error *err)
{
	const struct gal_partial_head *head;
	const struct gal_partial_sums *sums;
	enum gal_status status = gal_partial_merge_new(
	    &out->merge, out->files, out->file_count, veil, err);

	if (status == GAL_OK)
		status = fill_book(out, err);
	if (status == GAL_OK && options->community_count > 0)
		status = find_communities(out, options, err);
	if (status != GAL_OK)
		return status;
	head = gal_partial_head(out->files[0]);
	sums = gal_partial_merge_sums(out->merge);
	out->source = (struct stats_source){ .book = &out->book,
		.models = head->models,
		.model_count = head->model_count,
		.simulated = sums->simulated,
		.first_utc = sums->first_utc,
		.last_utc = sums->last_utc,
		.no_text = true,
		.self = out,
		.next = next_row };
	return GAL_OK;
}

enum gal_status
stats_combine_open(struct stats_combine *out,
    const struct cli_stats_options *options, FILE *parted,
    struct gal_partial **files, size_t n, struct gal_error *err)
{
	*out = (struct stats_combine){
		.files = files, .file_count = n, .parted = parted
	};
	return combine(out, options, NULL, err);
}

/* The key is asked for only where it is needed. */
static enum gal_status
open_veil(struct cli_veil *veil, struct cli_context *context,
    struct gal_partial *const *files, size_t n)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < n; i++) {
		size_t buried = 0;

		(void)gal_partial_buried_posts(files[i], &buried);
		if (buried > 0)
			status = cli_veil_open(veil, context,
			    gal_partial_head(files[i])->key_check,
			    gal_partial_name(files[i]));
	}
	return status;
}

enum gal_status
stats_combine_paths(struct stats_combine *out, struct cli_veil *veil,
    struct cli_context *context, const struct cli_stats_options *options,
    char *const *paths, size_t n)
{
	struct gal_error *err = &context->err;
	struct gal_partial **files =
	    calloc(n + 1, sizeof(struct gal_partial *));
	enum gal_status status = GAL_OK;

	*out = (struct stats_combine){ .files = files, .file_count = n };
	if (files == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; status == GAL_OK && i < n; i++)
		status = gal_partial_open(&files[i], paths[i], &out->pool, err);
	if (status == GAL_OK)
		status = open_veil(veil, context, files, n);
	return status == GAL_OK ? combine(out, options, &veil->veil, err)
				: status;
}

void
stats_combine_close(struct stats_combine *c)
{
	gal_partial_merge_free(c->merge);
	for (size_t i = 0; i < c->file_count && c->files != NULL; i++)
		gal_partial_close(c->files[i]);
	if (c->parted != NULL)
		(void)fclose(c->parted);
	for (size_t i = 0; i < c->file_count && c->wanted != NULL; i++)
		free(c->wanted[i]);
	free(c->wanted);
	free(c->files);
	free(c->codes);
	*c = (struct stats_combine){ .files = NULL };
}
