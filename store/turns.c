#include "store/turns.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

struct gal_store_turns {
	struct gal_store *store;
	sqlite3_stmt *statement;
	struct gal_buffer last; /* platform, scope, conversation before */
	struct gal_buffer key;
};

/* A transcript's native id is "conversation:turn"; other dialogues have ids
 * that are no numbers and are ordered by time. */
static const char query[] =
    "SELECT p.platform, p.scope, p.thread, p.text, p.flags, c.name "
    "FROM post AS p LEFT JOIN community AS c ON c.id = p.community "
    "WHERE p.platform <> 0 AND p.kind = ?1 AND p.thread IS NOT NULL AND "
    "p.flags & 3 = 0 "
    "ORDER BY p.platform, p.scope, p.thread, CASE "
    "WHEN substr(p.native_id, 1, length(p.thread) + 1) = p.thread || ':' "
    "THEN CAST(substr(p.native_id, length(p.thread) + 2) AS INTEGER) "
    "ELSE 0 END, p.created_utc, p.id";

enum gal_status
gal_store_has_turns(bool *out, struct gal_store *store, struct gal_error *err)
{
	/* the index of native ids holds no post of Reddit */
	static const char format[] = "SELECT EXISTS (SELECT 1 FROM post "
				     "INDEXED BY post_by_native_id "
				     "WHERE platform <> 0 AND kind = %d)";
	char sql[sizeof(format) + 16];
	int64_t found = 0;
	enum gal_status status;

	(void)snprintf(sql, sizeof(sql), format, (int)GAL_KIND_TURN);
	status = gal_store_ask(&found, store, sql, 0, err);
	*out = found != 0;
	return status;
}

enum gal_status
gal_store_turns_open(struct gal_store_turns **out, struct gal_store *store,
    struct gal_error *err)
{
	struct gal_store_turns *turns = calloc(1, sizeof(*turns));

	*out = NULL;
	if (turns == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	turns->store = store;
	turns->last.limit = turns->key.limit = (size_t)1 << 22;
	if (sqlite3_prepare_v2(store->db, query, -1, &turns->statement, NULL) !=
	    SQLITE_OK) {
		gal_store_turns_close(turns);
		return gal_store_fail(store, err);
	}
	(void)sqlite3_bind_int(turns->statement, 1, GAL_KIND_TURN);
	*out = turns;
	return GAL_OK;
}

static enum gal_status
note_conversation(struct gal_store_turn *out, struct gal_store_turns *turns,
    int platform, struct gal_error *err)
{
	struct gal_buffer before = turns->last;
	enum gal_status status;

	gal_buffer_clear(&turns->key);
	/* no field holds NUL, so the parts cannot run together */
	status = gal_buffer_printf(&turns->key, err, "%d%c", platform, 0);
	if (status == GAL_OK)
		status = gal_buffer_append(
		    &turns->key, out->scope.data, out->scope.len, err);
	if (status == GAL_OK)
		status = gal_buffer_append(&turns->key, "", 1, err);
	if (status == GAL_OK)
		status = gal_buffer_append(&turns->key, out->conversation.data,
		    out->conversation.len, err);
	if (status != GAL_OK)
		return status;
	out->first = before.len != turns->key.len ||
	    memcmp(before.data, turns->key.data, before.len) != 0;
	turns->last = turns->key;
	turns->key = before;
	return GAL_OK;
}

enum gal_status
gal_store_turns_next(struct gal_store_turn *out, struct gal_store_turns *turns,
    struct gal_error *err)
{
	sqlite3_stmt *s = turns->statement;
	int code = sqlite3_step(s);

	memset(out, 0, sizeof(*out));
	if (code == SQLITE_DONE)
		return GAL_END;
	if (code != SQLITE_ROW)
		return gal_store_fail(turns->store, err);
	out->scope = gal_column_str(s, 1);
	out->conversation = gal_column_str(s, 2);
	out->text = gal_column_str(s, 3);
	out->community = gal_column_str(s, 5);
	out->ai = (sqlite3_column_int64(s, 4) & GAL_POST_ROLE_AI) != 0;
	return note_conversation(out, turns, sqlite3_column_int(s, 0), err);
}

void
gal_store_turns_close(struct gal_store_turns *turns)
{
	if (turns == NULL)
		return;
	(void)sqlite3_finalize(turns->statement);
	gal_buffer_free(&turns->last);
	gal_buffer_free(&turns->key);
	free(turns);
}
