/* Names that a partial file begins with, and what is buried. */
#include <stdlib.h>
#include <string.h>

#include "stats/partial_internal.h"

#define MODELS_MAX 65534

/* Appends the string and gives its place. */
static enum gal_status
get_string(size_t *offset, struct gal_partial *p, struct gal_error *err)
{
	uint64_t n;
	const uint8_t *bytes = NULL;
	enum gal_status status = partial_get_below(
	    &n, p, PARTIAL_STRING_MAX + 1, "a name is too long", err);

	*offset = p->strings.len;
	if (status == GAL_OK)
		status = partial_get_bytes(&bytes, p, (size_t)n, err);
	if (status == GAL_OK && memchr(bytes, '\0', (size_t)n) != NULL)
		return partial_corrupt(p, "a name is damaged", err);
	if (status == GAL_OK)
		status = gal_buffer_append(&p->strings, bytes, (size_t)n, err);
	return status == GAL_OK ? gal_buffer_append(&p->strings, "", 1, err)
				: status;
}

struct model_place {
	size_t name;
	uint64_t code;
};
struct community_place {
	uint64_t platform;
	size_t scope, name, native_id;
};

struct head_places {
	size_t codebook, key_check;
	bool has[2];
};

static enum gal_status
read_single(
    size_t *out, bool *has, struct gal_partial *p, struct gal_error *err)
{
	if (*has)
		return partial_corrupt(p, "the head names a thing twice", err);
	*has = true;
	return get_string(out, p, err);
}

static enum gal_status
read_listed(struct gal_buffer *list, size_t most, struct gal_partial *p,
    struct gal_error *err)
{
	size_t offset;
	enum gal_status status;

	if (list->len / sizeof(offset) >= most)
		return partial_corrupt(
		    p, "more codes or rungs than can be", err);
	status = get_string(&offset, p, err);
	return status == GAL_OK
	    ? gal_buffer_append(list, &offset, sizeof(offset), err)
	    : status;
}

static enum gal_status
read_model(struct gal_partial *p, struct gal_error *err)
{
	struct model_place model;
	enum gal_status status;

	if (p->models.len / sizeof(model) >= MODELS_MAX)
		return partial_corrupt(p, "more models than can be", err);
	status = get_string(&model.name, p, err);
	if (status == GAL_OK)
		status = partial_get_below(&model.code, p,
		    p->codes.len / sizeof(size_t), "no such code", err);
	return status == GAL_OK
	    ? gal_buffer_append(&p->models, &model, sizeof(model), err)
	    : status;
}

static enum gal_status
read_community(struct gal_partial *p, struct gal_error *err)
{
	struct community_place c;
	enum gal_status status = partial_get_below(
	    &c.platform, p, GAL_PLATFORM_COUNT, "no such platform", err);

	if (status == GAL_OK)
		status = get_string(&c.scope, p, err);
	if (status == GAL_OK)
		status = get_string(&c.name, p, err);
	if (status == GAL_OK)
		status = get_string(&c.native_id, p, err);
	return status == GAL_OK
	    ? gal_buffer_append(&p->communities, &c, sizeof(c), err)
	    : status;
}

static enum gal_status
read_name(struct head_places *at, struct gal_partial *p, struct gal_error *err)
{
	uint64_t kind;
	enum gal_status status = partial_get(&kind, p, err);

	if (status != GAL_OK)
		return status;
	switch (kind) {
	case PARTIAL_CODEBOOK:
		return read_single(&at->codebook, &at->has[0], p, err);
	case PARTIAL_KEY_CHECK:
		return read_single(&at->key_check, &at->has[1], p, err);
	case PARTIAL_CODE:
		return read_listed(&p->codes, GAL_TIMELINE_CODES_MAX, p, err);
	case PARTIAL_RUNG:
		return read_listed(&p->rungs, GAL_STATES_MAX, p, err);
	case PARTIAL_MODEL:
		return read_model(p, err);
	case PARTIAL_COMMUNITY:
		return read_community(p, err);
	default:
		return partial_corrupt(p, "no such record", err);
	}
}

/* Offsets become pointers once the strings no longer move. */
static enum gal_status
point(
    struct gal_partial *p, const struct head_places *at, struct gal_error *err)
{
	struct gal_partial_head *h = &p->head;
	const size_t *codes = (const size_t *)(const void *)p->codes.data;
	const size_t *rungs = (const size_t *)(const void *)p->rungs.data;
	const struct model_place *models =
	    (const struct model_place *)(const void *)p->models.data;
	const struct community_place *communities =
	    (const struct community_place *)(const void *)p->communities.data;
	struct gal_model *m;
	struct gal_partial_community *c;

	if (!at->has[0] || !at->has[1] || p->rungs.len == 0)
		return partial_corrupt(p, "the head lacks a name", err);
	h->code_count = p->codes.len / sizeof(size_t);
	h->rung_count = p->rungs.len / sizeof(size_t);
	h->model_count = p->models.len / sizeof(*models);
	h->community_count = p->communities.len / sizeof(*communities);
	p->pointers =
	    calloc(h->code_count + h->rung_count, sizeof(*p->pointers));
	h->models = m = calloc(h->model_count + 1, sizeof(*m));
	h->communities = c = calloc(h->community_count + 1, sizeof(*c));
	if (p->pointers == NULL || m == NULL || c == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	h->codebook = p->strings.data + at->codebook;
	h->key_check = p->strings.data + at->key_check;
	for (size_t i = 0; i < h->code_count; i++)
		p->pointers[i] = p->strings.data + codes[i];
	h->codes = p->pointers;
	for (size_t i = 0; i < h->rung_count; i++)
		p->pointers[h->code_count + i] = p->strings.data + rungs[i];
	h->rungs = p->pointers + h->code_count;
	for (size_t i = 0; i < h->model_count; i++)
		m[i] = (struct gal_model){ p->strings.data + models[i].name,
			(uint16_t)models[i].code };
	for (size_t i = 0; i < h->community_count; i++)
		c[i] = (struct gal_partial_community){
			(enum gal_platform)communities[i].platform,
			p->strings.data + communities[i].scope,
			p->strings.data + communities[i].name,
			p->strings.data + communities[i].native_id
		};
	return GAL_OK;
}

enum gal_status
partial_read_head(struct gal_partial *p, struct gal_error *err)
{
	struct head_places at = { 0 };
	enum gal_status status = GAL_OK;

	while (status == GAL_OK) {
		status = partial_begin_record(p, PARTIAL_HEAD, err);
		if (status == GAL_OK)
			status = read_name(&at, p, err);
	}
	return status == GAL_END ? point(p, &at, err) : status;
}

/* ---- what is buried ---- */

static enum gal_status
read_grave(struct gal_partial *p, struct gal_error *err)
{
	struct gal_buffer *posts = &p->graves[0], *authors = &p->graves[1];
	const uint8_t *bytes;
	uint64_t kind;
	int64_t row_id;
	enum gal_status status = partial_get(&kind, p, err);

	if (status == GAL_OK && kind == PARTIAL_GRAVE_AUTHOR) {
		status = partial_get_bytes(&bytes, p, GAL_PSEUDONYM_BYTES, err);
		if (status == GAL_OK && authors->len > 0 &&
		    memcmp(authors->data + authors->len - GAL_PSEUDONYM_BYTES,
			bytes, GAL_PSEUDONYM_BYTES) >= 0)
			return partial_corrupt(
			    p, "buried authors descend", err);
		return status == GAL_OK ? gal_buffer_append(authors, bytes,
					      GAL_PSEUDONYM_BYTES, err)
					: status;
	}
	if (status == GAL_OK && kind != PARTIAL_GRAVE_POST)
		return partial_corrupt(p, "no such record", err);
	if (status == GAL_OK)
		status = partial_get_difference(&row_id, p, p->row_before, err);
	if (status != GAL_OK)
		return status;
	if (posts->len > 0 && row_id <= p->row_before)
		return partial_corrupt(p, "buried posts descend", err);
	p->row_before = row_id;
	return gal_buffer_append(posts, &row_id, sizeof(row_id), err);
}

enum gal_status
partial_read_graves(struct gal_partial *p, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	while (status == GAL_OK) {
		status = partial_begin_record(p, PARTIAL_BURIED, err);
		if (status == GAL_OK)
			status = read_grave(p, err);
	}
	p->body_byte = p->next_byte;
	p->body_number = p->next_number;
	return status == GAL_END ? GAL_OK : status;
}

static bool
same_names(const char *const *a, size_t n, const char *const *b, size_t m)
{
	bool same = n == m;

	for (size_t i = 0; same && i < n; i++)
		same = strcmp(a[i], b[i]) == 0;
	return same;
}

bool
partial_same_book(
    const struct gal_partial_head *a, const struct gal_partial_head *b)
{
	bool same = strcmp(a->codebook, b->codebook) == 0 &&
	    same_names(a->codes, a->code_count, b->codes, b->code_count) &&
	    same_names(a->rungs, a->rung_count, b->rungs, b->rung_count) &&
	    a->model_count == b->model_count;

	for (size_t i = 0; same && i < a->model_count; i++)
		same = a->models[i].code == b->models[i].code &&
		    strcmp(a->models[i].name, b->models[i].name) == 0;
	return same;
}
