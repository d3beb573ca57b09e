/* Private to store/: FTS5's functions for extensions. */
#ifndef GALATEA_STORE_FTS5_API_H
#define GALATEA_STORE_FTS5_API_H

#include <sqlite3.h>

#include "core/status.h"

/* Those of the connection, its own. Errors: NOMEM, IO, UNSUPPORTED (an SQLite
 * without FTS5). */
GAL_MUST_USE enum gal_status gal_fts5_api(
    fts5_api **out, sqlite3 *db, struct gal_error *err);

#endif
