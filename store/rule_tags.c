#include "store/rule_tags.h"

#include <stdlib.h>

#include "store/internal.h"

struct gal_store_rule_tags {
	struct gal_store *store;
	sqlite3_stmt *statement;
	struct gal_store_rule_tag *rows; /* owned */
	size_t capacity;
};

enum gal_status
gal_store_rule_tags_open(struct gal_store_rule_tags **out,
    struct gal_store *store, struct gal_error *err)
{
	/* in the order of the primary key: nothing is sorted */
	static const char sql[] = "SELECT code, rule FROM tag WHERE post = ?1 "
				  "ORDER BY code, field, start_byte";
	struct gal_store_rule_tags *t = calloc(1, sizeof(*t));

	*out = NULL;
	if (t == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	t->store = store;
	if (sqlite3_prepare_v2(store->db, sql, -1, &t->statement, NULL) !=
	    SQLITE_OK) {
		gal_store_rule_tags_close(t);
		return gal_store_fail(store, err);
	}
	*out = t;
	return GAL_OK;
}

static enum gal_status
take(struct gal_store_rule_tags *t, size_t at, struct gal_error *err)
{
	const struct gal_store_codebook *book = gal_store_codebook(t->store);
	int64_t code = sqlite3_column_int64(t->statement, 0);
	int64_t rule = sqlite3_column_int64(t->statement, 1);

	if (code < 0 || (uint64_t)code >= book->code_count || rule < 0 ||
	    (uint64_t)rule >= book->rule_count)
		return gal_fail(err, GAL_CORRUPT,
		    "a tag names a code or rule that is missing");
	if (at == t->capacity) {
		size_t capacity = t->capacity == 0 ? 64 : 2 * t->capacity;
		struct gal_store_rule_tag *more =
		    realloc(t->rows, capacity * sizeof(*more));

		if (more == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		t->rows = more;
		t->capacity = capacity;
	}
	t->rows[at] =
	    (struct gal_store_rule_tag){ (uint16_t)code, (uint32_t)rule };
	return GAL_OK;
}

enum gal_status
gal_store_rule_tags_of(const struct gal_store_rule_tag **out, size_t *count,
    struct gal_store_rule_tags *t, int64_t post, struct gal_error *err)
{
	enum gal_status status = GAL_OK;
	size_t n = 0;
	int rc = SQLITE_DONE;

	(void)sqlite3_bind_int64(t->statement, 1, post);
	while (
	    status == GAL_OK && (rc = sqlite3_step(t->statement)) == SQLITE_ROW)
		status = take(t, n++, err);
	if (status == GAL_OK && rc != SQLITE_DONE)
		status = gal_store_fail(t->store, err);
	(void)sqlite3_reset(t->statement);
	*out = t->rows;
	*count = n;
	return status;
}

void
gal_store_rule_tags_close(struct gal_store_rule_tags *t)
{
	if (t == NULL)
		return;
	(void)sqlite3_finalize(t->statement);
	free(t->rows);
	free(t);
}
