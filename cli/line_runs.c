#include "cli/line_runs.h"
#include "core/order.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void
line_runs_init(struct line_runs *runs, const struct gal_partial_head *head)
{
	*runs = (struct line_runs){ .head = *head,
		.rows = GAL_BUFFER(SIZE_MAX / 4),
		.codes = GAL_BUFFER(SIZE_MAX / 4),
		.told = GAL_BUFFER(SIZE_MAX / 4),
		.files = GAL_BUFFER(SIZE_MAX / 4) };
}

void
line_runs_free(struct line_runs *runs)
{
	struct gal_partial **files =
	    (struct gal_partial **)(void *)runs->files.data;

	for (size_t i = 0; i < runs->files.len / sizeof(struct gal_partial *);
	     i++)
		gal_partial_close(files[i]);
	if (runs->file != NULL)
		(void)fclose(runs->file);
	turns_words_free(&runs->communities);
	gal_buffer_free(&runs->rows);
	gal_buffer_free(&runs->codes);
	gal_buffer_free(&runs->told);
	gal_buffer_free(&runs->files);
}

/* ---- communities ---- */

static enum gal_status
add_part(struct gal_buffer *key, struct gal_str part, struct gal_error *err)
{
	enum gal_status status = key->len == 0
	    ? GAL_OK
	    : gal_buffer_append(key, &(char){ LINE_SEPARATOR }, 1, err);

	return status == GAL_OK && part.len > 0
	    ? gal_buffer_append(key, part.data, part.len, err)
	    : status;
}

enum gal_status
line_runs_community(uint32_t *out, struct line_runs *runs,
    enum gal_platform platform, struct gal_str scope, struct gal_str name,
    struct gal_str native_id, struct gal_error *err)
{
	struct gal_buffer key = GAL_BUFFER(1 << 18);
	enum gal_status status;

	*out = 0;
	if (name.len == 0 && native_id.len == 0)
		return GAL_OK;
	status = gal_buffer_printf(&key, err, "%d", (int)platform);
	if (status == GAL_OK)
		status = add_part(&key, scope, err);
	if (status == GAL_OK)
		status = add_part(&key, name, err);
	if (status == GAL_OK)
		status = add_part(&key, native_id, err);
	if (status == GAL_OK)
		status = turns_words_number(out, &runs->communities,
		    (struct gal_str){ key.data, key.len }, err);
	++*out;
	gal_buffer_free(&key);
	return status;
}

/* The communities met so far; text is theirs, cut at the separators. */
static enum gal_status
list_communities(struct gal_partial_community **out, char **text,
    const struct line_runs *runs, struct gal_error *err)
{
	const struct turns_words *words = &runs->communities;
	char *to;

	*out = calloc((size_t)words->count + 1, sizeof(**out));
	*text = to = malloc(words->text.len + words->count + 1);
	if (*out == NULL || to == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (uint32_t i = 0; i < words->count; i++) {
		size_t n = words->starts[i + 1] - words->starts[i];
		const char *parts[4] = { to };
		size_t part = 1;

		memcpy(to, words->text.data + words->starts[i], n);
		for (size_t k = 0; k < n; k++)
			if (to[k] == LINE_SEPARATOR && part < 4) {
				to[k] = '\0';
				parts[part++] = to + k + 1;
			}
		to[n] = '\0';
		(*out)[i] = (struct gal_partial_community){
			(enum gal_platform)atoi(parts[0]), parts[1], parts[2],
			parts[3]
		};
		to += n + 1;
	}
	return GAL_OK;
}

/* ---- rows ---- */

static enum gal_status flush_run(struct line_runs *runs, struct gal_error *err);

enum gal_status
line_runs_add(
    struct line_runs *runs, const struct line_row *row, struct gal_error *err)
{
	const struct gal_timed_post *t = &row->post.timed;
	struct line_row copy = *row;
	enum gal_status status;

	copy.code_at = runs->codes.len / sizeof(uint16_t);
	copy.move_at = runs->told.len / sizeof(struct gal_move);
	status = gal_buffer_append(
	    &runs->codes, t->codes, t->code_count * sizeof(*t->codes), err);
	if (status == GAL_OK)
		status = gal_buffer_append(&runs->told, t->moves,
		    t->move_count * sizeof(*t->moves), err);
	if (status == GAL_OK)
		status =
		    gal_buffer_append(&runs->rows, &copy, sizeof(copy), err);
	if (status == GAL_OK && runs->rows.len >= LINE_RUN_POSTS * sizeof(copy))
		status = flush_run(runs, err);
	return status;
}

/* The best copy of each post first. */
static int
compare_copies(const void *a, const void *b)
{
	const struct line_row *x = a, *y = b;
	int order = gal_compare_int(x->post.row_id, y->post.row_id);

	return order != 0 ? order : gal_copy_rank_compare(&y->rank, &x->rank);
}

static int
compare_posts(const void *a, const void *b)
{
	const struct line_row *x = a, *y = b;
	const struct gal_timed_post *s = &x->post.timed, *t = &y->post.timed;
	int order = (int)s->has_author - (int)t->has_author;

	if (order == 0)
		order = memcmp(&x->author, &y->author, sizeof(x->author));
	if (order == 0)
		order = gal_compare_int(s->t, t->t);
	return order != 0 ? order
			  : gal_compare_int(x->post.row_id, y->post.row_id);
}

/* ---- one run ---- */

static enum gal_status
write_copies(struct gal_partial_writer *w, struct line_row *rows, size_t n,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	qsort(rows, n, sizeof(*rows), compare_copies);
	for (size_t i = 0; status == GAL_OK && i < n; i++) {
		rows[i].lost =
		    i > 0 && rows[i].post.row_id == rows[i - 1].post.row_id;
		if (!rows[i].lost)
			status = gal_partial_put_copy(w,
			    &(struct gal_partial_copy){
				rows[i].post.row_id, true, rows[i].rank },
			    err);
	}
	return status;
}

static bool
same_author(const struct line_row *a, const struct line_row *b)
{
	return a->post.timed.has_author == b->post.timed.has_author &&
	    memcmp(&a->author, &b->author, sizeof(a->author)) == 0;
}

static int
compare_told(const void *a, const void *b)
{
	const struct gal_told *x = a, *y = b;

	return gal_compare_int(x->row_id, y->row_id);
}

/* What the author tells in rows [from, to); moves of a post ascend. */
static enum gal_status
write_told(struct line_runs *runs, struct gal_partial_writer *w,
    const struct line_row *rows, size_t from, size_t to, struct gal_error *err)
{
	const struct gal_move *moves =
	    (const struct gal_move *)(const void *)runs->told.data;
	struct gal_told *told;
	size_t n = 0;
	enum gal_status status = GAL_OK;

	for (size_t i = from; i < to; i++)
		n += rows[i].lost || rows[i].post.timed.bot
		    ? 0
		    : rows[i].post.timed.move_count;
	if (n == 0 || !rows[from].post.timed.has_author)
		return GAL_OK;
	told = calloc(n, sizeof(*told));
	if (told == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	n = 0;
	for (size_t i = from; i < to; i++)
		for (size_t k = 0; k < rows[i].post.timed.move_count &&
		     !rows[i].lost && !rows[i].post.timed.bot;
		     k++)
			told[n++] = (struct gal_told){ rows[i].post.row_id,
				moves[rows[i].move_at + k] };
	qsort(told, n, sizeof(*told), compare_told);
	for (size_t i = 0; status == GAL_OK && i < n; i++)
		status = gal_partial_put_told(w, &told[i], err);
	free(told);
	return status;
}

static enum gal_status
write_timelines(struct line_runs *runs, struct gal_partial_writer *w,
    struct line_row *rows, size_t n, struct gal_error *err)
{
	const uint16_t *codes =
	    (const uint16_t *)(const void *)runs->codes.data;
	enum gal_status status = GAL_OK;

	qsort(rows, n, sizeof(*rows), compare_posts);
	for (size_t i = 0, end; status == GAL_OK && i < n; i = end) {
		for (end = i + 1; end < n && same_author(&rows[i], &rows[end]);)
			end++;
		status = gal_partial_put_author(w,
		    rows[i].post.timed.has_author ? &rows[i].author : NULL,
		    err);
		if (status == GAL_OK)
			status = write_told(runs, w, rows, i, end, err);
		for (size_t k = i; status == GAL_OK && k < end; k++) {
			if (rows[k].lost)
				continue;
			rows[k].post.timed.codes = codes + rows[k].code_at;
			status = gal_partial_put_post(w, &rows[k].post, err);
		}
	}
	return status;
}

static enum gal_status
keep_run(struct line_runs *runs, uint64_t byte, struct gal_error *err)
{
	struct gal_partial *partial = NULL;
	enum gal_status status = gal_partial_open_part(
	    &partial, runs->file, byte, "a temporary file", err);

	if (status == GAL_OK)
		status = gal_buffer_append(
		    &runs->files, &partial, sizeof(partial), err);
	if (status != GAL_OK)
		gal_partial_close(partial);
	return status;
}

/* The writer takes the file, and gives it back unless it could not begin. */
static enum gal_status
write_run(struct line_runs *runs, struct gal_error *err)
{
	struct line_row *rows = (struct line_row *)(void *)runs->rows.data;
	size_t n = runs->rows.len / sizeof(*rows);
	struct gal_partial_writer *w = NULL;
	FILE *file = runs->file;
	enum gal_status status;

	runs->file = NULL;
	status = gal_partial_writer_new(&w, file, &runs->head, err);
	if (status != GAL_OK)
		return status;
	if (n > 0)
		status = write_copies(w, rows, n, err);
	if (status == GAL_OK && n > 0)
		status = write_timelines(runs, w, rows, n, err);
	if (status == GAL_OK)
		status = gal_partial_writer_finish(w, err);
	runs->file = gal_partial_writer_detach(w);
	gal_partial_writer_free(w);
	return status;
}

static enum gal_status
flush_run(struct line_runs *runs, struct gal_error *err)
{
	struct gal_partial_community *communities = NULL;
	char *text = NULL;
	off_t byte = 0;
	enum gal_status status;

	if (runs->file == NULL)
		runs->file = tmpfile();
	if (runs->file == NULL || (byte = ftello(runs->file)) < 0)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot make a temporary file");
	status = list_communities(&communities, &text, runs, err);
	runs->head.communities = communities;
	runs->head.community_count = runs->communities.count;
	if (status == GAL_OK)
		status = write_run(runs, err);
	if (status == GAL_OK)
		status = keep_run(runs, (uint64_t)byte, err);
	gal_buffer_clear(&runs->rows);
	gal_buffer_clear(&runs->codes);
	gal_buffer_clear(&runs->told);
	free(communities);
	free(text);
	return status;
}

enum gal_status
line_runs_finish(struct line_runs *runs, struct gal_error *err)
{
	if (runs->rows.len == 0 && runs->files.len > 0)
		return GAL_OK;
	return flush_run(runs, err);
}
