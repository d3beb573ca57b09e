#include "cli/validate_sample.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "cli/validate_strata.h"
#include "core/rng.h"
#include "store/query.h"
#include "store/timeline.h"

#define STRATA (4 * (GAL_STATES_MAX + 1)) /* rung, marked, kind */
#define SAMPLE_LIMIT ((size_t)200000)

struct sampling {
	const struct sample_request *request;
	struct stratum strata[STRATA];
	bool *of_interest; /* by code */
};

/* Codes that say little of companionship do not make strata. */
static bool
is_of_interest(const char *code)
{
	static const char *const plain[] = { "stage.", "stance.", "platform.",
		"emotion.", "disclosure." };

	for (size_t i = 0; i < sizeof(plain) / sizeof(plain[0]); i++)
		if (strncmp(code, plain[i], strlen(plain[i])) == 0)
			return false;
	return true;
}

/* What an author is drawn by: the highest of the author's posts, whatever
 * their kind. */
static unsigned
author_stratum_of(
    const struct sampling *s, const struct gal_timeline_post *post)
{
	bool marked = false;

	for (size_t i = 0; i < post->code_count; i++)
		marked |= s->of_interest[post->codes[i]];
	return 2 * (2 * (unsigned)post->stage + marked);
}

/* Full posts apart from comments, which are many and short. */
static unsigned
post_stratum_of(const struct sampling *s, const struct gal_timeline_post *post)
{
	return author_stratum_of(s, post) + (post->kind == GAL_KIND_SUBMISSION);
}

static enum gal_status
scan(struct sampling *s, struct gal_store *store, struct gal_error *err)
{
	const struct sample_request *r = s->request;
	struct gal_timeline_filter filter = { .with_anonymous = !r->by_author };
	struct gal_store_timeline *timeline;
	const struct gal_timeline_post *post;
	struct candidate author = { 0 };
	unsigned highest = 0;
	bool open = false;
	enum gal_status status;

	status = gal_store_timeline_open(&timeline, store, &filter, err);
	while (status == GAL_OK) {
		struct candidate c = { 0 };
		unsigned own;

		status = gal_store_timeline_next(&post, timeline, err);
		if (status != GAL_OK)
			break;
		if (!post->has_reading || post->unread != GAL_READ ||
		    post->stage > GAL_STATES_MAX)
			continue;
		own = author_stratum_of(s, post);
		if (!r->by_author) {
			c.row_id = post->row_id;
			c.hash =
			    gal_rng_bits(r->seed, 1, (uint64_t)post->row_id);
			status =
			    stratum_offer(&s->strata[post_stratum_of(s, post)],
				&c, r->size, err);
			continue;
		}
		if (open &&
		    memcmp(&author.author, &post->author,
			sizeof(author.author)) != 0) {
			status = stratum_offer(
			    &s->strata[highest], &author, r->size, err);
			open = false;
		}
		if (!open) {
			author.author = post->author;
			author.hash = gal_hash_bytes(
			    &post->author, sizeof(post->author), r->seed);
			highest = 0;
			open = true;
		}
		if (own > highest)
			highest = own;
	}
	gal_store_timeline_close(timeline);
	if (status != GAL_END)
		return status;
	return open ? stratum_offer(&s->strata[highest], &author, r->size, err)
		    : GAL_OK;
}

/* Rows of the design on their way out, with the order coders see them in. */
struct drawn {
	struct design design;
	struct gal_buffer csv, json;
	size_t count;
};

static enum gal_status
keep_post(struct drawn *d, const struct gal_store_record *record,
    unsigned stratum, double pi, struct gal_error *err)
{
	struct design *design = &d->design;
	const struct gal_reading *reading = &record->reading;
	struct design_row *row;
	uint64_t key = 0;

	if (design->count == SAMPLE_LIMIT)
		return gal_fail(err, GAL_LIMIT,
		    "more than %zu posts would be drawn", SAMPLE_LIMIT);
	if (design->count == design->capacity) {
		size_t capacity = design->capacity * 2 + 256;
		struct design_row *more =
		    realloc(design->rows, capacity * sizeof(*more));

		if (more == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		design->rows = more;
		design->capacity = capacity;
	}
	row = &design->rows[design->count];
	*row = (struct design_row){ .row_id = record->post.row_id,
		.kind = record->post.kind,
		.stratum = stratum,
		.pi = pi };
	for (int i = 0; i < 8; i++)
		key = key << 8 | record->post.author.bytes[i];
	row->author = record->post.has_author ? key : 0;
	/* as the statistics take it: a rung counts where the post is about
	 * the author */
	row->stage = record->has_reading && reading->stance == GAL_STANCE_SELF
	    ? reading->stage
	    : 0;
	row->codes = calloc(reading->tag_count + 1, sizeof(*row->codes));
	if (row->codes == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	design->count++;
	for (size_t i = 0; i < reading->tag_count; i++)
		if (row->code_count == 0 ||
		    row->codes[row->code_count - 1] != reading->tags[i].code)
			row->codes[row->code_count++] = reading->tags[i].code;
	return GAL_OK;
}

static enum gal_status
fetch(struct drawn *d, struct gal_store *store, const struct gal_query *query,
    unsigned stratum, double pi, struct gal_error *err)
{
	struct gal_query_run *run;
	const struct gal_query_hit *hit;
	enum gal_status status = gal_query_open(&run, store, query, err);

	while (status == GAL_OK) {
		status = gal_query_next(&hit, run, err);
		if (status != GAL_OK)
			break;
		if (hit->record->has_reading &&
		    hit->record->reading.unread == GAL_READ)
			status = keep_post(d, hit->record, stratum, pi, err);
	}
	gal_query_close(run);
	return status == GAL_END ? GAL_OK : status;
}

static enum gal_status
fetch_all(struct drawn *d, struct sampling *s, struct gal_store *store,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (unsigned i = 0; i < STRATA; i++) {
		struct stratum *x = &s->strata[i];
		double pi = (double)x->taken / (double)x->population;

		for (size_t c = 0; c < x->taken && status == GAL_OK; c++) {
			struct gal_query query = {
				.order = GAL_QUERY_OLDEST,
				.has_row_id = !s->request->by_author,
				.row_id = x->heap[c].row_id,
				.has_author = s->request->by_author,
				.author = x->heap[c].author,
			};

			status = fetch(d, store, &query, i, pi, err);
		}
	}
	return status;
}

static int
by_shuffle(const void *a, const void *b)
{
	const struct design_row *x = a;
	const struct design_row *y = b;
	uint64_t p = gal_rng_bits(2, 3, (uint64_t)x->row_id);
	uint64_t q = gal_rng_bits(2, 3, (uint64_t)y->row_id);

	return (p > q) - (p < q);
}

static bool
add_text(cJSON *data, const char *name, struct gal_str text)
{
	char *copy = strndup(text.data == NULL ? "" : text.data, text.len);
	bool added =
	    copy != NULL && cJSON_AddStringToObject(data, name, copy) != NULL;

	free(copy);
	return added;
}

static enum gal_status
write_task(struct drawn *d, const struct design_row *row,
    const struct gal_post *post, struct gal_error *err)
{
	cJSON *task = cJSON_CreateObject();
	cJSON *data = cJSON_AddObjectToObject(task, "data");
	bool whole = add_text(data, "unit", gal_str_of(row->unit)) &&
	    add_text(data, "text", post->text) &&
	    add_text(data, "title", post->title);
	char *printed = whole ? cJSON_PrintUnformatted(task) : NULL;
	enum gal_status status = printed == NULL
	    ? gal_fail(err, GAL_NOMEM, "out of memory")
	    : gal_buffer_printf(
		  &d->json, err, "%s%s", d->count > 0 ? ",\n" : "[\n", printed);

	free(printed);
	cJSON_Delete(task);
	return status;
}

static enum gal_status
write_unit(struct drawn *d, const struct design_row *row,
    struct gal_store *store, struct gal_error *err)
{
	struct gal_query query = { .order = GAL_QUERY_OLDEST,
		.has_row_id = true,
		.row_id = row->row_id };
	struct gal_query_run *run;
	const struct gal_query_hit *hit;
	enum gal_status status = gal_query_open(&run, store, &query, err);

	if (status == GAL_OK)
		status = gal_query_next(&hit, run, err);
	if (status == GAL_OK)
		status = gal_buffer_printf(&d->csv, err, "%s,", row->unit);
	if (status == GAL_OK)
		status = csv_cell(&d->csv, hit->record->post.title, true, err);
	if (status == GAL_OK)
		status = gal_buffer_append_str(&d->csv, ",", err);
	if (status == GAL_OK)
		status = csv_cell(&d->csv, hit->record->post.text, true, err);
	if (status == GAL_OK)
		status = gal_buffer_append_str(&d->csv, ",,\n", err);
	if (status == GAL_OK)
		status = write_task(d, row, &hit->record->post, err);
	gal_query_close(run);
	d->count++;
	return status;
}

static enum gal_status
write_form(const char *directory, const struct gal_store_codebook *book,
    struct gal_error *err)
{
	struct gal_buffer b = GAL_BUFFER((size_t)1 << 22);
	enum gal_status status = gal_buffer_append_str(&b,
	    "<View>\n<Header value=\"$title\"/>\n"
	    "<Text name=\"text\" value=\"$text\"/>\n"
	    "<Choices name=\"stage\" toName=\"text\" choice=\"single\" "
	    "showInLine=\"true\">\n<Choice value=\"none\"/>\n",
	    err);

	for (size_t i = 0; i < book->rung_count && status == GAL_OK; i++)
		status = gal_buffer_printf(
		    &b, err, "<Choice value=\"%s\"/>\n", book->rungs[i]);
	if (status == GAL_OK)
		status = gal_buffer_append_str(&b,
		    "</Choices>\n<Choices name=\"codes\" toName=\"text\" "
		    "choice=\"multiple\">\n",
		    err);
	for (size_t i = 0; i < book->code_count && status == GAL_OK; i++)
		if (strncmp(book->codes[i].name, "stage.", 6) != 0)
			status = gal_buffer_printf(&b, err,
			    "<Choice value=\"%s\"/>\n", book->codes[i].name);
	if (status == GAL_OK)
		status =
		    gal_buffer_append_str(&b, "</Choices>\n</View>\n", err);
	if (status == GAL_OK)
		status = folder_write(directory, "labelstudio.xml", &b, err);
	gal_buffer_free(&b);
	return status;
}

static enum gal_status
write_folder(struct drawn *d, const char *directory, struct gal_store *store,
    struct gal_error *err)
{
	const struct gal_store_codebook *book = gal_store_codebook(store);
	enum gal_status status = gal_buffer_append_str(
	    &d->csv, "unit,title,text,stage,codes\n", err);

	/* Coders see an order that tells nothing of the strata. */
	if (d->design.count > 1)
		qsort(d->design.rows, d->design.count, sizeof(*d->design.rows),
		    by_shuffle);
	for (size_t i = 0; i < d->design.count; i++)
		(void)snprintf(d->design.rows[i].unit,
		    sizeof(d->design.rows[i].unit), "u%06zu", i + 1);
	for (size_t i = 0; i < d->design.count && status == GAL_OK; i++)
		status = write_unit(d, &d->design.rows[i], store, err);
	if (status == GAL_OK)
		status = gal_buffer_append_str(&d->json, "\n]\n", err);
	if (mkdir(directory, 0700) != 0 && errno != EEXIST &&
	    status == GAL_OK) {
		gal_error_place(err, directory);
		status = gal_fail_errno(
		    err, GAL_IO, errno, "cannot make the directory");
	}
	if (status == GAL_OK)
		status = folder_write(directory, "sample.csv", &d->csv, err);
	if (status == GAL_OK)
		status = folder_write(directory, "sample.json", &d->json, err);
	if (status == GAL_OK)
		status = write_form(directory, book, err);
	return status == GAL_OK ? design_write(&d->design, directory, book, err)
				: status;
}

enum gal_status
validate_sample(size_t *drawn, const struct sample_request *request,
    struct gal_store *store, struct gal_error *err)
{
	const struct gal_store_codebook *book = gal_store_codebook(store);
	struct sampling *s = calloc(1, sizeof(*s));
	struct drawn d = { .csv = GAL_BUFFER((size_t)1 << 30),
		.json = GAL_BUFFER((size_t)1 << 30) };
	enum gal_status status = GAL_OK;

	*drawn = 0;
	if (s != NULL)
		s->of_interest = calloc(book->code_count + 1, sizeof(bool));
	if (s == NULL || s->of_interest == NULL) {
		free(s);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	s->request = request;
	for (size_t i = 0; i < book->code_count; i++)
		s->of_interest[i] = is_of_interest(book->codes[i].name);
	status = scan(s, store, err);
	if (status == GAL_OK &&
	    strata_allocate(s->strata, STRATA, request->size) == 0)
		status = gal_fail(err, GAL_UNDEFINED,
		    "no post has been read by the classifier");
	if (status == GAL_OK)
		status = fetch_all(&d, s, store, err);
	if (status == GAL_OK)
		status = write_folder(&d, request->directory, store, err);
	*drawn = d.design.count;
	for (size_t i = 0; i < STRATA; i++)
		free(s->strata[i].heap);
	free(s->of_interest);
	free(s);
	design_free(&d.design);
	gal_buffer_free(&d.csv);
	gal_buffer_free(&d.json);
	return status;
}
