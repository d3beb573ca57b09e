#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/command.h"
#include "cli/query_print.h"
#include "core/datetime.h"
#include "store/query_words.h"

#define MATCH_LIMIT ((size_t)1 << 20)
#define MAX_CODES 256
#define DEFAULT_LIMIT 20
#define DEFAULT_CONTEXT 60

enum option_id {
	OPT_CODE = 300,
	OPT_NO_CODE,
	OPT_STAGE,
	OPT_COMMUNITY,
	OPT_PLATFORM,
	OPT_KIND,
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

/* One invocation: options as they came, then what they mean here. */
struct request {
	struct cli_context *context;
	struct gal_store *store;
	struct gal_query query;
	struct cli_query_view view;
	bool count;
	bool fts;
	bool explain;
	bool rates;
	enum gal_query_facet facets[GAL_FACET_COUNT];
	size_t facet_count;
	/* names that only the database can resolve; borrowed from argv */
	const char *code_names[MAX_CODES];
	size_t code_name_count;
	const char *no_code_names[MAX_CODES];
	size_t no_code_name_count;
	const char *stage_names[32];
	size_t stage_name_count;
	struct gal_buffer community_ids;
	const char *community_names[MAX_CODES];
	size_t community_name_count;
	/* resolved */
	uint16_t codes[MAX_CODES];
	uint16_t groups[MAX_CODES];
	uint16_t absent[MAX_CODES];
	struct gal_buffer match;
	size_t dropped;
};

/* ---- options that mean something by themselves ---- */

typedef enum gal_status take_fn(
    struct request *r, const char *value, struct gal_error *err);

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
take_code(struct request *r, const char *value, struct gal_error *err)
{
	return keep_name(
	    r->code_names, &r->code_name_count, MAX_CODES, value, err);
}

static enum gal_status
take_no_code(struct request *r, const char *value, struct gal_error *err)
{
	return keep_name(
	    r->no_code_names, &r->no_code_name_count, MAX_CODES, value, err);
}

static enum gal_status
take_stage(struct request *r, const char *value, struct gal_error *err)
{
	return keep_name(r->stage_names, &r->stage_name_count, 32, value, err);
}

static enum gal_status
take_community(struct request *r, const char *value, struct gal_error *err)
{
	return keep_name(r->community_names, &r->community_name_count,
	    MAX_CODES, value, err);
}

static enum gal_status
take_platform(struct request *r, const char *value, struct gal_error *err)
{
	r->query.has_platform = true;
	return gal_platform_parse(&r->query.platform, gal_str_of(value)) ==
		GAL_OK
	    ? GAL_OK
	    : gal_fail(err, GAL_ARGUMENT, "unknown platform '%s'", value);
}

static enum gal_status
take_kind(struct request *r, const char *value, struct gal_error *err)
{
	r->query.has_kind = true;
	return gal_kind_parse(&r->query.kind, gal_str_of(value)) == GAL_OK
	    ? GAL_OK
	    : gal_fail(err, GAL_ARGUMENT,
		  "unknown kind '%s': submission, comment, message or turn",
		  value);
}

static enum gal_status
take_author(struct request *r, const char *value, struct gal_error *err)
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
take_thread(struct request *r, const char *value, struct gal_error *err)
{
	(void)err;
	/* t3_abc as Reddit writes it, or abc */
	r->query.thread = strncmp(value, "t3_", 3) == 0 ? value + 3 : value;
	r->query.order = GAL_QUERY_OLDEST;
	return GAL_OK;
}

static enum gal_status
take_since(struct request *r, const char *value, struct gal_error *err)
{
	r->query.has_since = true;
	return gal_time_parse(&r->query.since, gal_str_of(value), err);
}

static enum gal_status
take_until(struct request *r, const char *value, struct gal_error *err)
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
take_score(struct request *r, const char *value, struct gal_error *err)
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
take_newest(struct request *r, const char *value, struct gal_error *err)
{
	(void)value;
	(void)err;
	r->query.order = GAL_QUERY_NEWEST;
	return GAL_OK;
}

static enum gal_status
take_oldest(struct request *r, const char *value, struct gal_error *err)
{
	(void)value;
	(void)err;
	r->query.order = GAL_QUERY_OLDEST;
	return GAL_OK;
}

static enum gal_status
take_limit(struct request *r, const char *value, struct gal_error *err)
{
	enum gal_status status = cli_parse_count(&r->query.limit, value, err);

	if (status == GAL_OK && r->query.limit > INT64_MAX / 2)
		return gal_fail(err, GAL_ARGUMENT, "the limit is too large");
	return status;
}

static enum gal_status
take_offset(struct request *r, const char *value, struct gal_error *err)
{
	enum gal_status status = cli_parse_count(&r->query.offset, value, err);

	if (status == GAL_OK && r->query.offset > INT64_MAX / 2)
		return gal_fail(err, GAL_ARGUMENT, "the offset is too large");
	return status;
}

static enum gal_status
take_context(struct request *r, const char *value, struct gal_error *err)
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
take_full(struct request *r, const char *value, struct gal_error *err)
{
	(void)value;
	(void)err;
	r->view.whole_text = true;
	return GAL_OK;
}

static enum gal_status
take_count(struct request *r, const char *value, struct gal_error *err)
{
	(void)value;
	(void)err;
	r->count = true;
	return GAL_OK;
}

static enum gal_status
take_facet(struct request *r, const char *value, struct gal_error *err)
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
	    "unknown facet '%s': month, community, code, stage, kind or "
	    "platform",
	    value);
}

static enum gal_status
take_rates(struct request *r, const char *value, struct gal_error *err)
{
	(void)value;
	(void)err;
	r->rates = true;
	return GAL_OK;
}

static enum gal_status
take_fts(struct request *r, const char *value, struct gal_error *err)
{
	(void)value;
	(void)err;
	r->fts = true;
	return GAL_OK;
}

static enum gal_status
take_explain(struct request *r, const char *value, struct gal_error *err)
{
	(void)value;
	(void)err;
	r->explain = true;
	return GAL_OK;
}

static const struct cli_option options[] = {
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
	    "characters on each side of the match (default 60)" },
	{ OPT_FULL, "full", NULL, "show the whole text" },
	{ OPT_COUNT, "count", NULL,
	    "count posts and authors instead of showing posts" },
	{ OPT_FACET, "facet", "NAME",
	    "count by month, community, code, stage, kind or platform; again: "
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

/* CLI_DONE, or the exit code to leave with. */
static int
read_options(struct request *r)
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

/* ---- what needs the database ---- */

/* "dependency" takes "dependency.salience"; "bond.love" only itself. */
static bool
code_matches(const char *code, const char *name)
{
	size_t n = strlen(name);

	return strncmp(code, name, n) == 0 &&
	    (code[n] == '\0' || code[n] == '.');
}

/* Append the indexes of the codes of a name; they form group `group`. */
static enum gal_status
resolve_code(struct request *r, const char *name, uint16_t *out,
    uint16_t *groups, size_t *count, uint16_t group)
{
	const struct gal_store_codebook *book = gal_store_codebook(r->store);
	struct gal_error *err = &r->context->err;
	size_t before = *count;

	if (book->hash[0] == '\0')
		return gal_fail(err, GAL_NOT_FOUND,
		    "no post has been tagged yet: run 'galatea classify' "
		    "first");
	for (size_t i = 0; i < book->code_count; i++) {
		if (!code_matches(book->codes[i].name, name))
			continue;
		if (*count == MAX_CODES)
			return gal_fail(
			    err, GAL_ARGUMENT, "too many codes at once");
		if (groups != NULL)
			groups[*count] = group;
		out[(*count)++] = (uint16_t)i;
	}
	if (*count > before)
		return GAL_OK;
	return gal_fail(err, GAL_ARGUMENT,
	    "no code or family '%s' in the codebook of this database; "
	    "'galatea query --facet code' lists those found",
	    name);
}

static enum gal_status
resolve_stage(struct request *r, const char *name)
{
	const struct gal_store_codebook *book = gal_store_codebook(r->store);
	char *end = NULL;
	long number = strtol(name, &end, 10);

	if (strcmp(name, "none") == 0) {
		r->query.stages |= 1;
		return GAL_OK;
	}
	for (size_t i = 0; i < book->rung_count && i < 31; i++) {
		if (strcmp(book->rungs[i], name) == 0 ||
		    (*end == '\0' && number == (long)i + 1)) {
			r->query.stages |= 2u << i;
			return GAL_OK;
		}
	}
	return gal_fail(&r->context->err, GAL_ARGUMENT,
	    "no rung '%s' in the codebook of this database", name);
}

static enum gal_status
resolve_names(struct request *r)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < r->code_name_count && status == GAL_OK; i++)
		status = resolve_code(r, r->code_names[i], r->codes, r->groups,
		    &r->query.code_count, (uint16_t)i);
	for (size_t i = 0; i < r->no_code_name_count && status == GAL_OK; i++)
		status = resolve_code(r, r->no_code_names[i], r->absent, NULL,
		    &r->query.absent_count, 0);
	for (size_t i = 0; i < r->stage_name_count && status == GAL_OK; i++)
		status = resolve_stage(r, r->stage_names[i]);
	for (size_t i = 0; i < r->community_name_count && status == GAL_OK; i++)
		status = gal_store_find_communities(&r->community_ids, r->store,
		    gal_str_of(r->community_names[i]), &r->context->err);
	r->query.codes = r->codes;
	r->query.code_groups = r->groups;
	r->query.absent = r->absent;
	if (r->community_name_count > 0) {
		r->query.communities = (const void *)r->community_ids.data;
		r->query.community_count =
		    r->community_ids.len / sizeof(int64_t);
	}
	return status;
}

/* The operands, joined by blanks, as an FTS5 expression. */
static enum gal_status
read_words(struct request *r)
{
	struct cli_context *context = r->context;
	struct gal_buffer typed = GAL_BUFFER(MATCH_LIMIT);
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

static int
explain(struct request *r)
{
	struct gal_buffer text = GAL_BUFFER(MATCH_LIMIT);
	int code = CLI_DONE;

	if (gal_query_explain(&text, r->store, &r->query, &r->context->err) !=
	    GAL_OK) {
		code = cli_report_error(r->context);
	} else {
		(void)printf("words: %s\n%s",
		    r->query.match != NULL ? r->query.match : "(none)",
		    text.data);
	}
	gal_buffer_free(&text);
	return code;
}

static int
show_posts(struct request *r)
{
	struct cli_context *context = r->context;
	uint64_t printed = 0;
	bool more = false, capped = false;
	int code = cli_query_posts(
	    context, r->store, &r->query, &r->view, &printed, &more, &capped);

	if (code != CLI_DONE)
		return code;
	if (printed == 0)
		cli_message(context,
		    "no post found; --explain says how the query was "
		    "understood, fewer words or filters find more");
	if (capped)
		cli_message(context,
		    "many posts match: the newest %d of them were ranked",
		    GAL_QUERY_RANK_CAP);
	if (more)
		cli_message(context,
		    "more posts match; next page: --offset %" PRIu64,
		    r->query.offset + printed);
	return CLI_DONE;
}

static int
answer(struct request *r)
{
	if (r->dropped > 0)
		cli_message(r->context,
		    "left out what has no letter or digit: the index has "
		    "words only");
	if (r->explain)
		return explain(r);
	if (r->facet_count > 0)
		return cli_query_facets(r->context, r->store, &r->query,
		    r->facets, r->facet_count, r->rates);
	if (r->count)
		return cli_query_count(r->context, r->store, &r->query);
	return show_posts(r);
}

static int
run_query(struct cli_context *context)
{
	struct request *r = calloc(1, sizeof(*r));
	int code = CLI_FAILED;

	if (r == NULL) {
		(void)gal_fail(&context->err, GAL_NOMEM, "out of memory");
		return cli_report_error(context);
	}
	r->context = context;
	r->query.limit = DEFAULT_LIMIT;
	r->view.context = DEFAULT_CONTEXT;
	r->community_ids = (struct gal_buffer)GAL_BUFFER(MATCH_LIMIT);
	r->match = (struct gal_buffer)GAL_BUFFER(MATCH_LIMIT);
	code = read_options(r);
	if (code != CLI_DONE)
		goto cleanup;
	if (read_words(r) != GAL_OK ||
	    gal_store_open(&r->store, context->database, GAL_STORE_READ_PARTIAL,
		&context->err) != GAL_OK ||
	    resolve_names(r) != GAL_OK) {
		code = cli_report_error(context);
		goto cleanup;
	}
	code = answer(r);
cleanup:
	gal_store_close(r->store);
	gal_buffer_free(&r->community_ids);
	gal_buffer_free(&r->match);
	free(r);
	return code;
}

const struct cli_command cmd_query = {
	.name = "query",
	.summary = "search, read in context and count posts",
	.synopsis = "[-d FILE] [WORDS…] [FILTER…]",
	.description =
	    "Find posts by words and filters and show each match in its "
	    "context, best match\nfirst. Words are joined by AND; \"a "
	    "phrase\" stays together; OR between two words\ntakes either; "
	    "-word leaves out; compan* takes every ending; love NEAR lost "
	    "(or\nNEAR/3) wants them close. Any other punctuation is "
	    "harmless: don't, gpt-4o, a:b.\nQuote the whole ('love -ring') or "
	    "put -- first, or -ring is taken for an option.\nWith --fts the "
	    "words are an FTS5 "
	    "expression.\n\nA word that was found stands between * and *, a "
	    "tagged span between [ and ];\non a terminal they are coloured "
	    "unless NO_COLOR is set. Posts are shown with\ntheir text: this "
	    "is for reading on your machine, not for sharing.",
	.examples =
	    "  galatea query -d out/galatea.db love \"my replika\"\n"
	    "  galatea query lonely --code benefit --since 2024 --newest\n"
	    "  galatea query --code dependency --no-code benefit --count\n"
	    "  galatea query ring OR vows --facet month --rates --format csv",
	.options = options,
	.run = run_query,
};
