/*
 * Lines "key value" as a question to an invented database: it is refused with
 * a message, or the posts, their number and their breakdown agree.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "fuzz/store_world.h"
#include "store/query.h"
#include "store/query_words.h"

#define LIST_MAX 8

struct question {
	struct gal_query query;
	struct gal_buffer match;
	char raw[256], thread[64];
	uint16_t codes[LIST_MAX], absent[LIST_MAX];
	int64_t communities[LIST_MAX];
	bool refused; /* the words say nothing to look for */
};

static void
take_words(struct question *q, const char *value)
{
	struct gal_error err = { 0 };

	gal_buffer_free(&q->match);
	q->match = (struct gal_buffer)GAL_BUFFER(1 << 20);
	if (gal_query_words(&q->match, NULL, gal_str_of(value), &err) !=
	    GAL_OK) {
		q->refused = true;
		return;
	}
	q->query.match = q->match.data;
}

static void
take_raw(struct question *q, const char *value)
{
	(void)snprintf(q->raw, sizeof(q->raw), "%s", value);
	q->query.match = q->raw;
}

static void
take_thread(struct question *q, const char *value)
{
	(void)snprintf(q->thread, sizeof(q->thread), "%s", value);
	q->query.thread = q->thread;
}

/* Any code of the codebook: others are the caller's fault. */
static void
add_code(uint16_t codes[LIST_MAX], size_t *count, const char *value)
{
	if (*count < LIST_MAX)
		codes[(*count)++] =
		    (uint16_t)(strtoul(value, NULL, 10) % WORLD_CODES);
}

static void
take_code(struct question *q, const char *value)
{
	add_code(q->codes, &q->query.code_count, value);
	q->query.codes = q->codes;
}

static void
take_absent(struct question *q, const char *value)
{
	add_code(q->absent, &q->query.absent_count, value);
	q->query.absent = q->absent;
}

static void
take_community(struct question *q, const char *value)
{
	if (q->query.community_count < LIST_MAX)
		q->communities[q->query.community_count++] =
		    strtoll(value, NULL, 10);
	q->query.communities = q->communities;
}

static void
take_kind(struct question *q, const char *value)
{
	q->query.has_kind = true;
	q->query.kind =
	    (enum gal_kind)(strtoul(value, NULL, 10) % GAL_KIND_COUNT);
}

static void
take_platform(struct question *q, const char *value)
{
	q->query.has_platform = true;
	q->query.platform =
	    (enum gal_platform)(strtoul(value, NULL, 10) % GAL_PLATFORM_COUNT);
}

static void
take_author(struct question *q, const char *value)
{
	q->query.has_author = true;
	q->query.author.bytes[0] = (uint8_t)strtoul(value, NULL, 10);
}

static void
take_stages(struct question *q, const char *value)
{
	q->query.stages = (uint32_t)strtoul(value, NULL, 10);
}

static void
take_language(struct question *q, const char *value)
{
	q->query.language =
	    (enum gal_query_language)(strtoul(value, NULL, 10) % 3);
}

static void
take_order(struct question *q, const char *value)
{
	q->query.order = (enum gal_query_order)(strtoul(value, NULL, 10) % 3);
}

static void
take_since(struct question *q, const char *value)
{
	q->query.has_since = true;
	q->query.since = strtoll(value, NULL, 10);
}

static void
take_until(struct question *q, const char *value)
{
	q->query.has_until = true;
	q->query.until = strtoll(value, NULL, 10);
}

static void
take_least(struct question *q, const char *value)
{
	q->query.has_least_score = true;
	q->query.least_score = strtoll(value, NULL, 10);
}

static void
take_most(struct question *q, const char *value)
{
	q->query.has_most_score = true;
	q->query.most_score = strtoll(value, NULL, 10);
}

static void
take_limit(struct question *q, const char *value)
{
	q->query.limit = strtoull(value, NULL, 10) % (INT64_MAX / 2);
}

static void
take_offset(struct question *q, const char *value)
{
	q->query.offset = strtoull(value, NULL, 10) % (INT64_MAX / 2);
}

static const struct {
	const char *name;
	void (*take)(struct question *question, const char *value);
} keys[] = {
	{ "words", take_words },
	{ "raw", take_raw },
	{ "thread", take_thread },
	{ "code", take_code },
	{ "absent", take_absent },
	{ "community", take_community },
	{ "kind", take_kind },
	{ "platform", take_platform },
	{ "author", take_author },
	{ "stages", take_stages },
	{ "language", take_language },
	{ "order", take_order },
	{ "since", take_since },
	{ "until", take_until },
	{ "least", take_least },
	{ "most", take_most },
	{ "limit", take_limit },
	{ "offset", take_offset },
};

static void
take_line(struct question *q, const char *line)
{
	const char *value = strchr(line, ' ');

	for (size_t i = 0; value != NULL && i < sizeof(keys) / sizeof(keys[0]);
	     i++)
		if (strncmp(keys[i].name, line, (size_t)(value - line)) == 0 &&
		    keys[i].name[value - line] == '\0')
			keys[i].take(q, value + 1);
}

static void
check_spans(
    const struct gal_query_span *spans, size_t count, struct gal_str text)
{
	for (size_t i = 0; i < count; i++)
		if (spans[i].start >= spans[i].end || spans[i].end > text.len)
			abort();
}

/* *found posts; false where the question was refused. */
static bool
run(uint64_t *found, struct gal_store *store, const struct gal_query *query,
    bool *capped)
{
	struct gal_query_run *run = NULL;
	const struct gal_query_hit *hit;
	struct gal_error err = { 0 };
	enum gal_status status = gal_query_open(&run, store, query, &err);

	*found = 0;
	*capped = false;
	while (status == GAL_OK) {
		status = gal_query_next(&hit, run, &err);
		if (status != GAL_OK)
			break;
		++*found;
		*capped |= hit->capped;
		check_spans(hit->title_hits, hit->title_hit_count,
		    hit->record->post.title);
		check_spans(hit->text_hits, hit->text_hit_count,
		    hit->record->post.text);
	}
	gal_query_close(run);
	if (status != GAL_END &&
	    (status != GAL_ARGUMENT || err.message[0] == '\0'))
		abort();
	return status == GAL_END;
}

static enum gal_status
add_posts(void *self, const char *value, const struct gal_query_total *total,
    struct gal_error *err)
{
	(void)err;
	if (value == NULL || total->authors > total->posts)
		abort();
	*(uint64_t *)self += (uint64_t)total->posts;
	return GAL_OK;
}

static void
ask(struct gal_store *store, struct gal_query *query)
{
	struct gal_buffer plan = GAL_BUFFER(1 << 20);
	struct gal_query_total total;
	uint64_t found, all, kinds = 0;
	bool capped;

	if (!run(&found, store, query, &capped)) {
		if (gal_query_count(&total, store, query, NULL) == GAL_OK)
			abort();
		return;
	}
	if (query->limit > 0 && found > query->limit)
		abort();
	query->limit = query->offset = 0;
	if (!run(&all, store, query, &capped) || capped || all < found ||
	    gal_query_count(&total, store, query, NULL) != GAL_OK ||
	    (uint64_t)total.posts != all ||
	    gal_query_facets(store, query, GAL_FACET_KIND, add_posts, &kinds,
		NULL) != GAL_OK ||
	    kinds != all ||
	    gal_query_explain(&plan, store, query, NULL) != GAL_OK)
		abort();
	gal_buffer_free(&plan);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct question q = { .match = GAL_BUFFER(1 << 20) };
	struct gal_store *store = store_world_open(GAL_STORE_READ);
	char *text = malloc(size + 1), *rest = NULL;

	if (text == NULL)
		abort();
	memcpy(text, data, size);
	text[size] = '\0';
	for (char *line = strtok_r(text, "\n", &rest); line != NULL;
	     line = strtok_r(NULL, "\n", &rest))
		take_line(&q, line);
	if (!q.refused)
		ask(store, &q.query);
	free(text);
	gal_buffer_free(&q.match);
	return 0;
}
