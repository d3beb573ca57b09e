#include "store/narrated.h"

#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

struct gal_store_narrated {
	struct gal_store *store;
	sqlite3_stmt *statement;
	struct gal_narrated_move next; /* if `waits`: read, not handed out */
	bool waits, over;
};

/* The table is small (posts that narrate): a sort of it, not of the posts. */
static const char query[] =
    "SELECT p.author, n.post, n.from_rung, n.to_rung FROM narrated AS n "
    "CROSS JOIN post AS p ON p.id = n.post "
    "WHERE p.author IS NOT NULL AND p.flags & 3 = 0 "
    "ORDER BY p.author, n.post, n.from_rung, n.to_rung";

enum gal_status
gal_store_narrated_open(struct gal_store_narrated **out,
    struct gal_store *store, struct gal_error *err)
{
	struct gal_store_narrated *n = calloc(1, sizeof(*n));

	*out = NULL;
	if (n == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	n->store = store;
	if (sqlite3_prepare_v2(store->db, query, -1, &n->statement, NULL) !=
	    SQLITE_OK) {
		gal_store_narrated_close(n);
		return gal_store_fail(store, err);
	}
	*out = n;
	return GAL_OK;
}

static enum gal_status
step(struct gal_store_narrated *n, struct gal_error *err)
{
	struct gal_narrated_move *out = &n->next;
	int code = sqlite3_step(n->statement);

	memset(out, 0, sizeof(*out));
	n->over = code == SQLITE_DONE;
	n->waits = code == SQLITE_ROW;
	if (n->over)
		return GAL_END;
	if (code != SQLITE_ROW)
		return gal_store_fail(n->store, err);
	if (sqlite3_column_bytes(n->statement, 0) == GAL_PSEUDONYM_BYTES)
		memcpy(out->author.bytes, sqlite3_column_blob(n->statement, 0),
		    GAL_PSEUDONYM_BYTES);
	out->post = sqlite3_column_int64(n->statement, 1);
	out->move.from = (uint8_t)sqlite3_column_int(n->statement, 2);
	out->move.to = (uint8_t)sqlite3_column_int(n->statement, 3);
	return GAL_OK;
}

enum gal_status
gal_store_narrated_of(struct gal_narrated_move *out,
    struct gal_store_narrated *n, const struct gal_pseudonym *author,
    struct gal_error *err)
{
	enum gal_status status = n->over ? GAL_END : GAL_OK;

	while (status == GAL_OK) {
		int order;

		if (!n->waits)
			status = step(n, err);
		if (status != GAL_OK)
			break;
		order = memcmp(
		    n->next.author.bytes, author->bytes, sizeof(author->bytes));
		if (order > 0)
			return GAL_END;
		n->waits = false;
		if (order < 0)
			continue;
		*out = n->next;
		return GAL_OK;
	}
	return status;
}

void
gal_store_narrated_close(struct gal_store_narrated *n)
{
	if (n == NULL)
		return;
	(void)sqlite3_finalize(n->statement);
	free(n);
}
