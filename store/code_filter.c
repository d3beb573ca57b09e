#include "store/code_filter.h"

#include <string.h>

/* Lists are short: a post shows a handful, a family has a dozen. */
static void
has_code(
    sqlite3_context *context, int argument_count, sqlite3_value **arguments)
{
	const unsigned char *codes = sqlite3_value_blob(arguments[0]);
	const unsigned char *wanted = sqlite3_value_blob(arguments[1]);
	int n = sqlite3_value_bytes(arguments[0]);
	int m = sqlite3_value_bytes(arguments[1]);
	int found = 0;

	(void)argument_count;
	for (int i = 0; i + 1 < n && !found; i += 2) {
		for (int k = 0; k + 1 < m && !found; k += 2)
			found = memcmp(codes + i, wanted + k, 2) == 0;
	}
	sqlite3_result_int(context, found);
}

enum gal_status
gal_code_filter_register(struct gal_store *store, struct gal_error *err)
{
	return sqlite3_create_function_v2(store->db, "gal_has_code", 2,
		   SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL, has_code, NULL,
		   NULL, NULL) == SQLITE_OK
	    ? GAL_OK
	    : gal_store_fail(store, err);
}
