#include "store/rank.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/fts5_api.h"

#define PHRASES_MAX 64
#define PHRASE_MAX 512 /* bytes, with its quotes */
/* Fewer hits in the sample say little: such a word is counted whole. */
#define LEAST_HITS 32

struct gal_rank {
	bool registered;
	bool wanted; /* for the query at hand */
	size_t count;
	double share[PHRASES_MAX]; /* of posts; < 0: to be counted whole */
	/* of the statement that runs */
	bool ready;
	double idf[PHRASES_MAX];
	double mean_length;
};

/* ---- the words of an expression ---- */

/* What may stand between phrases: anything else is an expression by hand,
 * whose phrases are not told apart here. */
static bool
skip_between(const char **at)
{
	static const char *const words[] = { "AND", "OR", "NOT", "NEAR" };
	const char *p = *at;

	if (strchr("() ,*", *p) != NULL || isdigit((unsigned char)*p)) {
		*at = p + 1;
		return true;
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		size_t n = strlen(words[i]);

		if (strncmp(p, words[i], n) == 0 &&
		    !isalnum((unsigned char)p[n])) {
			*at = p + n;
			return true;
		}
	}
	return false;
}

/* The next phrase with its quotes, and * where it is a prefix; 1, or 0 at the
 * end, or -1 if the expression is not understood. */
static int
next_phrase(char out[PHRASE_MAX], const char **at)
{
	const char *p = *at, *start;
	size_t n;

	while (*p != '\0' && *p != '"') {
		if (!skip_between(&p))
			return -1;
	}
	if (*p == '\0')
		return 0;
	start = p++;
	while (*p != '\0' && (*p != '"' || p[1] == '"'))
		p += *p == '"' ? 2 : 1;
	if (*p == '\0')
		return -1;
	p++;
	while (*p == ' ' && p[strspn(p, " ")] == '*')
		p++;
	p += *p == '*';
	n = (size_t)(p - start);
	if (n >= PHRASE_MAX)
		return -1;
	memcpy(out, start, n);
	out[n] = '\0';
	*at = p;
	return 1;
}

/* ---- how common they are ---- */

static enum gal_status
count_in_sample(int64_t *out, sqlite3_stmt *s, const char *phrase,
    struct gal_store *store, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	(void)sqlite3_reset(s);
	(void)sqlite3_bind_text(s, 1, phrase, -1, SQLITE_STATIC);
	if (sqlite3_step(s) != SQLITE_ROW)
		status = gal_store_fail(store, err);
	else
		*out = sqlite3_column_int64(s, 0);
	(void)sqlite3_reset(s);
	return status;
}

static enum gal_status
count_phrases(struct gal_store *store, const char *match, int64_t oldest,
    struct gal_error *err)
{
	struct gal_rank *rank = store->rank;
	sqlite3_stmt *s = NULL;
	char phrase[PHRASE_MAX];
	enum gal_status status = GAL_OK;
	int found = 1;

	if (sqlite3_prepare_v2(store->db,
		"SELECT count(*) FROM post_fts WHERE post_fts MATCH ?1 "
		"AND rowid >= ?2",
		-1, &s, NULL) != SQLITE_OK)
		return gal_store_fail(store, err);
	(void)sqlite3_bind_int64(s, 2, oldest);
	while (status == GAL_OK && (found = next_phrase(phrase, &match)) > 0 &&
	    rank->count < PHRASES_MAX) {
		int64_t hits = 0;

		status = count_in_sample(&hits, s, phrase, store, err);
		rank->share[rank->count++] =
		    hits < LEAST_HITS ? -1.0 : (double)hits / GAL_RANK_SAMPLE;
	}
	(void)sqlite3_finalize(s);
	rank->wanted = found == 0;
	return status;
}

/* ---- the function that FTS5 calls ---- */

static int
count_row(const Fts5ExtensionApi *api, Fts5Context *context, void *user_data)
{
	(void)api;
	(void)context;
	(*(int64_t *)user_data)++;
	return SQLITE_OK;
}

/* As FTS5 has it; a word of more than half of all posts still counts a bit. */
static int
weigh_phrases(
    struct gal_rank *rank, const Fts5ExtensionApi *api, Fts5Context *context)
{
	int phrases = api->xPhraseCount(context);
	sqlite3_int64 rows = 0, length = 0;
	int code = api->xRowCount(context, &rows);

	if (code == SQLITE_OK)
		code = api->xColumnTotalSize(context, -1, &length);
	for (int i = 0; code == SQLITE_OK && i < phrases; i++) {
		bool known = (size_t)phrases == rank->count;
		int64_t counted = 0;
		double with;

		if (!known || rank->share[i] < 0)
			code =
			    api->xQueryPhrase(context, i, &counted, count_row);
		with = known && rank->share[i] >= 0
		    ? rank->share[i] * (double)rows
		    : (double)counted;
		rank->idf[i] = log(((double)rows - with + 0.5) / (with + 0.5));
		if (rank->idf[i] <= 0)
			rank->idf[i] = 1e-6;
	}
	rank->mean_length = rows > 0 ? (double)length / (double)rows : 1.0;
	rank->ready = code == SQLITE_OK;
	return code;
}

static int
score(double *out, const struct gal_rank *rank, const Fts5ExtensionApi *api,
    Fts5Context *context)
{
	const double k1 = 1.2, b = 0.75;
	double hits[PHRASES_MAX] = { 0 }, sum = 0;
	int phrases = api->xPhraseCount(context), n = 0, length = 0;
	int code = api->xInstCount(context, &n);

	for (int i = 0; code == SQLITE_OK && i < n; i++) {
		int phrase = 0, column = 0, offset = 0;

		code = api->xInst(context, i, &phrase, &column, &offset);
		hits[phrase] += 1.0;
	}
	if (code == SQLITE_OK)
		code = api->xColumnSize(context, -1, &length);
	for (int i = 0; i < phrases; i++)
		sum += rank->idf[i] * hits[i] * (k1 + 1.0) /
		    (hits[i] + k1 * (1.0 - b + b * length / rank->mean_length));
	*out = -sum;
	return code;
}

static void
rank_match(const Fts5ExtensionApi *api, Fts5Context *context,
    sqlite3_context *out, int argument_count, sqlite3_value **arguments)
{
	struct gal_rank *rank = api->xUserData(context);
	double value = 0;
	int code = SQLITE_OK;

	(void)argument_count;
	(void)arguments;
	if (api->xPhraseCount(context) > PHRASES_MAX)
		code = SQLITE_TOOBIG;
	if (code == SQLITE_OK && !rank->ready)
		code = weigh_phrases(rank, api, context);
	if (code == SQLITE_OK)
		code = score(&value, rank, api, context);
	if (code == SQLITE_OK)
		sqlite3_result_double(out, value);
	else
		sqlite3_result_error_code(out, code);
}

static enum gal_status
register_function(struct gal_store *store, struct gal_error *err)
{
	fts5_api *api = NULL;
	enum gal_status status = gal_fts5_api(&api, store->db, err);

	if (status == GAL_OK &&
	    api->xCreateFunction(
		api, "gal_rank", store->rank, rank_match, NULL) != SQLITE_OK)
		status = gal_store_fail(store, err);
	store->rank->registered = status == GAL_OK;
	return status;
}

enum gal_status
gal_rank_prepare(
    struct gal_store *store, const char *match, struct gal_error *err)
{
	const int64_t small = INT64_MIN; /* fewer posts than the sample */
	int64_t oldest = small;
	char question[160];
	enum gal_status status;

	if (store->rank == NULL)
		store->rank = calloc(1, sizeof(*store->rank));
	if (store->rank == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	store->rank->wanted = false;
	store->rank->ready = false;
	store->rank->count = 0;
	(void)snprintf(question, sizeof(question),
	    "SELECT (SELECT id FROM post_fts_docsize ORDER BY id DESC "
	    "LIMIT 1 OFFSET %d)",
	    GAL_RANK_SAMPLE - 1);
	status = gal_store_ask(&oldest, store, question, small, err);
	if (status == GAL_OK && oldest != small)
		status = count_phrases(store, match, oldest, err);
	if (status == GAL_OK && store->rank->wanted && !store->rank->registered)
		status = register_function(store, err);
	return status;
}

const char *
gal_rank_function(const struct gal_store *store)
{
	return store->rank != NULL && store->rank->wanted ? "gal_rank" : "bm25";
}

void
gal_rank_free(struct gal_store *store)
{
	free(store->rank);
	store->rank = NULL;
}
