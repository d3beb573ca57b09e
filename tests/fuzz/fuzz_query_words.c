/* Whatever a person types becomes an expression that FTS5 takes, or a
 * message that says why not. */
#include <sqlite3.h>
#include <stdlib.h>

#include "fuzz/fuzz.h"
#include "store/query_words.h"

static sqlite3_stmt *
prepare_match(void)
{
	static sqlite3_stmt *statement;
	sqlite3 *db = NULL;

	if (statement != NULL)
		return statement;
	if (sqlite3_open(":memory:", &db) != SQLITE_OK ||
	    sqlite3_exec(db,
		"CREATE VIRTUAL TABLE post_fts USING fts5 (title, text);"
		"INSERT INTO post_fts VALUES ('a b', 'love don''t ring')",
		NULL, NULL, NULL) != SQLITE_OK ||
	    sqlite3_prepare_v2(db,
		"SELECT rowid FROM post_fts WHERE post_fts MATCH ?1", -1,
		&statement, NULL) != SQLITE_OK)
		abort();
	return statement;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gal_buffer match = GAL_BUFFER(1 << 20);
	struct gal_error err = { 0 };
	sqlite3_stmt *statement = prepare_match();
	size_t dropped = 0;
	enum gal_status status;
	int code;

	if (size > 1 << 16)
		return 0;
	status = gal_query_words(&match, &dropped,
	    (struct gal_str){ (const char *)data, size }, &err);
	if (status != GAL_OK) {
		if (status != GAL_ARGUMENT || err.message[0] == '\0')
			abort();
	} else {
		(void)sqlite3_bind_text(
		    statement, 1, match.data, -1, SQLITE_STATIC);
		code = sqlite3_step(statement);
		if (code != SQLITE_ROW && code != SQLITE_DONE)
			abort();
		(void)sqlite3_reset(statement);
		(void)sqlite3_clear_bindings(statement);
	}
	gal_buffer_free(&match);
	return 0;
}
