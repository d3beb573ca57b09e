/* The project key of a command. */
#ifndef GALATEA_CLI_KEY_OPEN_H
#define GALATEA_CLI_KEY_OPEN_H

#include "cli/command.h"
#include "ingest/pseudonym.h"
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

#endif
