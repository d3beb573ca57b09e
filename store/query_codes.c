#include "store/query_codes.h"

#include <stdlib.h>
#include <string.h>

#include "core/rng.h"

struct code_count {
	const char *name;
	struct gal_query_total total;
};

/* Pairs of code and author that were seen, by hashes of 64 bits: two of a
 * million pairs fall together once in thirty million queries. */
struct pairs {
	uint64_t *slots; /* 0 is free */
	size_t size;	 /* a power of two */
	size_t used;
};

static enum gal_status
grow(struct pairs *pairs, struct gal_error *err)
{
	struct pairs wider = { NULL, pairs->size > 0 ? 2 * pairs->size : 4096,
		pairs->used };

	wider.slots = calloc(wider.size, sizeof(*wider.slots));
	if (wider.slots == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < pairs->size; i++) {
		size_t at = (size_t)pairs->slots[i] & (wider.size - 1);

		if (pairs->slots[i] == 0)
			continue;
		while (wider.slots[at] != 0)
			at = (at + 1) & (wider.size - 1);
		wider.slots[at] = pairs->slots[i];
	}
	free(pairs->slots);
	*pairs = wider;
	return GAL_OK;
}

/* *new_pair: it was not there before. */
static enum gal_status
enter(bool *new_pair, struct pairs *pairs, uint64_t hash, struct gal_error *err)
{
	size_t at;

	if (2 * pairs->used >= pairs->size) {
		enum gal_status status = grow(pairs, err);

		if (status != GAL_OK)
			return status;
	}
	hash = hash != 0 ? hash : 1;
	at = (size_t)hash & (pairs->size - 1);
	while (pairs->slots[at] != 0 && pairs->slots[at] != hash)
		at = (at + 1) & (pairs->size - 1);
	*new_pair = pairs->slots[at] == 0;
	pairs->slots[at] = hash;
	pairs->used += *new_pair;
	return GAL_OK;
}

/* Descending posts, then names. */
static int
compare_count(const void *a, const void *b)
{
	const struct code_count *x = a, *y = b;

	if (x->total.posts != y->total.posts)
		return x->total.posts > y->total.posts ? -1 : 1;
	return strcmp(x->name, y->name);
}

static enum gal_status
count_rows(bool *complete, struct code_count *counts, size_t n,
    sqlite3_stmt *rows, struct gal_error *err)
{
	struct pairs pairs = { NULL, 0, 0 };
	enum gal_status status = GAL_OK;
	int64_t last_post = 0, last_code = -1;
	int step = SQLITE_DONE;

	while (status == GAL_OK && (step = sqlite3_step(rows)) == SQLITE_ROW) {
		int64_t post = sqlite3_column_int64(rows, 0);
		int64_t code = sqlite3_column_int64(rows, 2);
		uint64_t author;
		bool new_pair = false;

		if ((post == last_post && code == last_code) || code < 0 ||
		    (size_t)code >= n)
			continue; /* more evidence of the same */
		last_post = post;
		last_code = code;
		counts[code].total.posts++;
		if (sqlite3_column_type(rows, 1) == SQLITE_NULL)
			continue;
		author = gal_hash_bytes(sqlite3_column_blob(rows, 1),
		    (size_t)sqlite3_column_bytes(rows, 1), 0);
		status = enter(&new_pair, &pairs,
		    gal_hash_bytes(&code, sizeof(code), author), err);
		counts[code].total.authors += new_pair;
	}
	free(pairs.slots);
	*complete = step == SQLITE_DONE;
	return status;
}

enum gal_status
gal_query_count_codes(bool *complete, struct gal_store *store,
    sqlite3_stmt *rows, gal_query_facet_row *row, void *self,
    struct gal_error *err)
{
	const struct gal_store_codebook *book = gal_store_codebook(store);
	size_t n = book->code_count;
	struct code_count *counts = calloc(n + 1, sizeof(*counts));
	enum gal_status status;

	*complete = false;
	if (counts == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < n; i++)
		counts[i].name = book->codes[i].name;
	status = count_rows(complete, counts, n, rows, err);
	if (status == GAL_OK && *complete && n > 0)
		qsort(counts, n, sizeof(*counts), compare_count);
	for (size_t i = 0; status == GAL_OK && *complete && i < n &&
	     counts[i].total.posts > 0;
	     i++)
		status = row(self, counts[i].name, &counts[i].total, err);
	free(counts);
	return status;
}
