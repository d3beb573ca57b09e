/* The project key of a command. */
#ifndef GALATEA_CLI_KEY_OPEN_H
#define GALATEA_CLI_KEY_OPEN_H

#include "cli/command.h"
#include "ingest/tombstone_key.h"
#include "store/store.h"

/* The key's file: --key, else galatea.key beside the database. Errors:
 * ARGUMENT (path too long). */
GAL_MUST_USE enum gal_status cli_key_path(
    char *out, size_t size, struct cli_context *context);

/*
 * Load the key: --key, else galatea.key beside the database. A key is made
 * only for a database that has none yet (store NULL or without key). Sets
 * context->err. Errors: those of gal_key_open(); KEY if the database has a
 * key and the file is missing or holds another key.
 */
GAL_MUST_USE enum gal_status cli_key_open(
    struct gal_key *out, struct cli_context *context, struct gal_store *store);

/*
 * What lists purged posts, for one command: made of the key file that is there
 * (--key, else galatea.key beside the database), once, when it is first asked
 * for. No file: the veil has no function, and whoever needs it says so.
 */
struct cli_veil {
	bool tried;
	struct gal_tombstone_key key;
	struct gal_veil veil; /* borrows `key` */
};
/* check: of the database or file that has purged posts ("" if it has no key).
 * Sets context->err. Errors: those of gal_key_load(), KEY (another key). */
GAL_MUST_USE enum gal_status cli_veil_open(struct cli_veil *veil,
    struct cli_context *context, const char *check, const char *place);
/* The same for a database, where anything was purged; given to `into`. */
GAL_MUST_USE enum gal_status cli_veil_store(struct cli_veil *veil,
    struct cli_context *context, struct gal_store *into,
    struct gal_store *purged, const char *place);
void cli_veil_forget(struct cli_veil *veil);

#endif
