#include "cli/query_request.h"

#include <stdlib.h>
#include <string.h>

#include "cli/output.h"
#include "core/datetime.h"
#include "store/query_words.h"

#define DEFAULT_LIMIT 20
#define DEFAULT_CONTEXT 60
#define SHORTEST_CONTEXT 15

enum option_id {
	OPT_CODE = 300,
	OPT_NO_CODE,
	OPT_STAGE,
	OPT_COMMUNITY,
	OPT_PLATFORM,
	OPT_KIND,
	OPT_LANGUAGE,
	OPT_AUTHOR,
	OPT_THREAD,
	OPT_SINCE,
	OPT_UNTIL,
	OPT_SCORE,
	OPT_NEWEST,
	OPT_OLDEST,
	OPT_LIMIT,
	OPT_OFFSET,
	OPT_CONTEXT,
	OPT_FULL,
	OPT_COUNT,
	OPT_FACET,
	OPT_RATES,
	OPT_FTS,
	OPT_EXPLAIN
};

/* A match with its context stands on one line of a narrow terminal, too. */
static size_t
default_context(void)
{
	const size_t beside = 20; /* indent, marks, the match itself */
	size_t width = cli_terminal_width();

	if (width == 0 || width >= 2 * DEFAULT_CONTEXT + beside)
		return DEFAULT_CONTEXT;
	return width >= 2 * SHORTEST_CONTEXT + beside ? (width - beside) / 2
						      : SHORTEST_CONTEXT;
}

struct cli_query_request *
cli_query_request_new(struct cli_context *context)
{
	struct cli_query_request *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return NULL;
	r->context = context;
	r->query.limit = DEFAULT_LIMIT;
	r->view.context = default_context();
	r->community_ids = (struct gal_buffer)GAL_BUFFER(CLI_QUERY_TEXT_MAX);
	r->match = (struct gal_buffer)GAL_BUFFER(CLI_QUERY_TEXT_MAX);
	return r;
}

void
cli_query_request_free(struct cli_query_request *r)
{
	if (r == NULL)
		return;
	gal_store_close(r->store);
	gal_buffer_free(&r->community_ids);
	gal_buffer_free(&r->match);
	free(r);
}

/* ---- options that mean something by themselves ---- */

typedef enum gal_status take_fn(
    struct cli_query_request *r, const char *value, struct gal_error *err);

static enum gal_status
keep_name(const char **names, size_t *count, size_t most, const char *value,
    struct gal_error *err)
{
	if (*count == most)
		return gal_fail(err, GAL_ARGUMENT,
		    "an option was given more than %zu times", most);
	names[(*count)++] = value;
	return GAL_OK;
}

static enum gal_status
take_code(struct cli_query_request *r, const char *value, struct gal_error *err)
{
	return keep_name(r->code_names, &r->code_name_count,
	    CLI_QUERY_NAMES_MAX, value, err);
}

static enum gal_status
take_no_code(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	return keep_name(r->no_code_names, &r->no_code_name_count,
	    CLI_QUERY_NAMES_MAX, value, err);
}

static enum gal_status
take_stage(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	return keep_name(r->stage_names, &r->stage_name_count, 32, value, err);
}

static enum gal_status
take_community(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	return keep_name(r->community_names, &r->community_name_count,
	    CLI_QUERY_NAMES_MAX, value, err);
}

static enum gal_status
take_platform(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	r->query.has_platform = true;
	return gal_platform_parse(&r->query.platform, gal_str_of(value)) ==
		GAL_OK
	    ? GAL_OK
	    : gal_fail(err, GAL_ARGUMENT, "unknown platform '%s'", value);
}

static enum gal_status
take_kind(struct cli_query_request *r, const char *value, struct gal_error *err)
{
	r->query.has_kind = true;
	return gal_kind_parse(&r->query.kind, gal_str_of(value)) == GAL_OK
	    ? GAL_OK
	    : gal_fail(err, GAL_ARGUMENT,
		  "unknown kind '%s': submission, comment, message or turn",
		  value);
}

static enum gal_status
take_language(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	r->query.language = strcmp(value, "en") == 0 ? GAL_QUERY_ENGLISH
	    : strcmp(value, "other") == 0	     ? GAL_QUERY_OTHER
						     : GAL_QUERY_ANY;
	return r->query.language != GAL_QUERY_ANY
	    ? GAL_OK
	    : gal_fail(err, GAL_ARGUMENT,
		  "unknown language '%s': en or other, which is all the "
		  "database knows of a post",
		  value);
}

static enum gal_status
take_author(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	r->query.has_author = true;
	return gal_pseudonym_parse(&r->query.author, gal_str_of(value)) ==
		GAL_OK
	    ? GAL_OK
	    : gal_fail(err, GAL_ARGUMENT,
		  "'%s' is no pseudonym: 32 hexadecimal digits, as the "
		  "column author of --format csv has them",
		  value);
}

static enum gal_status
take_thread(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	(void)err;
	/* t3_abc as Reddit writes it, or abc */
	r->query.thread = strncmp(value, "t3_", 3) == 0 ? value + 3 : value;
	r->query.order = GAL_QUERY_OLDEST;
	return GAL_OK;
}

static enum gal_status
take_since(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	r->query.has_since = true;
	return gal_time_parse(&r->query.since, gal_str_of(value), err);
}

static enum gal_status
take_until(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	r->query.has_until = true;
	return gal_time_parse(&r->query.until, gal_str_of(value), err);
}

static bool
parse_score(int64_t *out, const char *text, size_t n)
{
	char digits[24];
	char *end = NULL;

	if (n == 0 || n >= sizeof(digits))
		return false;
	memcpy(digits, text, n);
	digits[n] = '\0';
	*out = strtoll(digits, &end, 10);
	return *end == '\0';
}

/* "5" at least, "..5" at most, "1..5" both */
static enum gal_status
take_score(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	const char *dots = strstr(value, "..");
	size_t left = dots != NULL ? (size_t)(dots - value) : strlen(value);
	bool ok = true;

	if (left > 0) {
		r->query.has_least_score = true;
		ok = parse_score(&r->query.least_score, value, left);
	}
	if (dots != NULL && dots[2] != '\0') {
		r->query.has_most_score = true;
		ok = ok &&
		    parse_score(
			&r->query.most_score, dots + 2, strlen(dots + 2));
	}
	if (!ok || (!r->query.has_least_score && !r->query.has_most_score))
		return gal_fail(err, GAL_ARGUMENT,
		    "'%s' is no score range (like 5, ..-1 or 2..10)", value);
	return GAL_OK;
}

static enum gal_status
take_newest(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	(void)value;
	(void)err;
	r->query.order = GAL_QUERY_NEWEST;
	return GAL_OK;
}

static enum gal_status
take_oldest(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	(void)value;
	(void)err;
	r->query.order = GAL_QUERY_OLDEST;
	return GAL_OK;
}

static enum gal_status
take_limit(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	enum gal_status status = cli_parse_count(&r->query.limit, value, err);

	if (status == GAL_OK && r->query.limit > INT64_MAX / 2)
		return gal_fail(err, GAL_ARGUMENT, "the limit is too large");
	return status;
}

static enum gal_status
take_offset(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	enum gal_status status = cli_parse_count(&r->query.offset, value, err);

	if (status == GAL_OK && r->query.offset > INT64_MAX / 2)
		return gal_fail(err, GAL_ARGUMENT, "the offset is too large");
	return status;
}

static enum gal_status
take_context(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	uint64_t n = 0;
	enum gal_status status = cli_parse_count(&n, value, err);

	if (status == GAL_OK && n > 1000000)
		return gal_fail(
		    err, GAL_ARGUMENT, "the context is too wide; use --full");
	r->view.context = (size_t)n;
	return status;
}

static enum gal_status
take_full(struct cli_query_request *r, const char *value, struct gal_error *err)
{
	(void)value;
	(void)err;
	r->view.whole_text = true;
	return GAL_OK;
}

static enum gal_status
take_count(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	(void)value;
	(void)err;
	r->count = true;
	return GAL_OK;
}

static enum gal_status
take_facet(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	for (int f = 0; f < GAL_FACET_COUNT; f++) {
		enum gal_query_facet facet = (enum gal_query_facet)f;

		if (strcmp(gal_query_facet_name(facet), value) != 0)
			continue;
		for (size_t i = 0; i < r->facet_count; i++) {
			if (r->facets[i] == facet)
				return GAL_OK;
		}
		r->facets[r->facet_count++] = facet;
		return GAL_OK;
	}
	return gal_fail(err, GAL_ARGUMENT,
	    "unknown facet '%s': month, community, code, stage, kind, "
	    "platform or author_posts",
	    value);
}

static enum gal_status
take_rates(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	(void)value;
	(void)err;
	r->rates = true;
	return GAL_OK;
}

static enum gal_status
take_fts(struct cli_query_request *r, const char *value, struct gal_error *err)
{
	(void)value;
	(void)err;
	r->fts = true;
	return GAL_OK;
}

static enum gal_status
take_explain(
    struct cli_query_request *r, const char *value, struct gal_error *err)
{
	(void)value;
	(void)err;
	r->explain = true;
	return GAL_OK;
}

const struct cli_option cli_query_options[] = {
	{ OPT_CODE, "code", "CODE",
	    "posts with this code; a family (dependency) takes any of it; "
	    "again: all of them" },
	{ OPT_NO_CODE, "no-code", "CODE", "posts without this code or family" },
	{ OPT_STAGE, "stage", "STAGE",
	    "posts that show this rung, by name or number; none; again: any" },
	{ OPT_COMMUNITY, "community", "NAME",
	    "posts of this community; again: any of them" },
	{ OPT_PLATFORM, "platform", "NAME",
	    "reddit, stackexchange, discord, …" },
	{ OPT_KIND, "kind", "KIND", "submission, comment, message or turn" },
	{ OPT_LANGUAGE, "language", "NAME", "en or other" },
	{ OPT_AUTHOR, "author", "PSEUDONYM", "posts of one author" },
	{ OPT_THREAD, "thread", "ID",
	    "a thread by the id of its first post, oldest first" },
	{ OPT_SINCE, "since", "TIME",
	    "from this time on (2024, 2024-05, 2024-05-01, …; UTC)" },
	{ OPT_UNTIL, "until", "TIME", "before this time" },
	{ OPT_SCORE, "score", "RANGE", "at least 5: 5; at most: ..5; 1..5" },
	{ OPT_NEWEST, "newest", NULL, "newest first (default without words)" },
	{ OPT_OLDEST, "oldest", NULL, "oldest first" },
	{ OPT_LIMIT, "limit", "N",
	    "show at most N posts (default 20; 0: all)" },
	{ OPT_OFFSET, "offset", "N", "leave out the first N" },
	{ OPT_CONTEXT, "context", "N",
	    "characters on each side of the match (default 60; what fits "
	    "a narrow terminal)" },
	{ OPT_FULL, "full", NULL, "show the whole text" },
	{ OPT_COUNT, "count", NULL,
	    "count posts and authors instead of showing posts" },
	{ OPT_FACET, "facet", "NAME",
	    "count by month, community, code, stage, kind, platform or "
	    "author_posts (how many of them their author wrote); again: "
	    "several" },
	{ OPT_RATES, "rates", NULL, "with --facet: rates per 1,000 posts" },
	{ OPT_FTS, "fts", NULL, "the words are an FTS5 expression as it is" },
	{ OPT_EXPLAIN, "explain", NULL,
	    "say how the query was understood and do nothing else" },
	{ 0, NULL, NULL, NULL },
};

static const struct {
	int id;
	take_fn *take;
} takers[] = {
	{ OPT_CODE, take_code },
	{ OPT_NO_CODE, take_no_code },
	{ OPT_STAGE, take_stage },
	{ OPT_COMMUNITY, take_community },
	{ OPT_PLATFORM, take_platform },
	{ OPT_KIND, take_kind },
	{ OPT_LANGUAGE, take_language },
	{ OPT_AUTHOR, take_author },
	{ OPT_THREAD, take_thread },
	{ OPT_SINCE, take_since },
	{ OPT_UNTIL, take_until },
	{ OPT_SCORE, take_score },
	{ OPT_NEWEST, take_newest },
	{ OPT_OLDEST, take_oldest },
	{ OPT_LIMIT, take_limit },
	{ OPT_OFFSET, take_offset },
	{ OPT_CONTEXT, take_context },
	{ OPT_FULL, take_full },
	{ OPT_COUNT, take_count },
	{ OPT_FACET, take_facet },
	{ OPT_RATES, take_rates },
	{ OPT_FTS, take_fts },
	{ OPT_EXPLAIN, take_explain },
};

int
cli_query_read_options(struct cli_query_request *r)
{
	struct cli_context *context = r->context;
	int id;

	while ((id = cli_next_option(context)) > 0) {
		for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]);
		     i++) {
			if (takers[i].id == id &&
			    takers[i].take(r, context->value, &context->err) !=
				GAL_OK)
				return cli_report_error(context);
		}
	}
	return id < 0 ? CLI_USAGE : CLI_DONE;
}

enum gal_status
cli_query_read_words(struct cli_query_request *r)
{
	struct cli_context *context = r->context;
	struct gal_buffer typed = GAL_BUFFER(CLI_QUERY_TEXT_MAX);
	struct gal_error *err = &context->err;
	enum gal_status status = GAL_OK;

	if (context->argc == 0)
		return GAL_OK;
	for (int i = 0; i < context->argc && status == GAL_OK; i++)
		status = gal_buffer_printf(
		    &typed, err, "%s%s", i > 0 ? " " : "", context->argv[i]);
	if (status == GAL_OK)
		status = r->fts
		    ? gal_buffer_append(&r->match, typed.data, typed.len, err)
		    : gal_query_words(&r->match, &r->dropped,
			  (struct gal_str){ typed.data, typed.len }, err);
	if (status == GAL_OK)
		r->query.match = r->match.data;
	gal_buffer_free(&typed);
	return status;
}
