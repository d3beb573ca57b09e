#include "cli/key_open.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATH_MAX_HERE 4096

enum gal_status
cli_key_path(char *out, size_t size, struct cli_context *context)
{
	const char *slash = strrchr(context->database, '/');
	int n = context->key != NULL
	    ? snprintf(out, size, "%s", context->key)
	    : snprintf(out, size, "%.*sgalatea.key",
		  slash != NULL ? (int)(slash - context->database) + 1 : 0,
		  context->database);

	return n >= 0 && (size_t)n < size
	    ? GAL_OK
	    : gal_fail(&context->err, GAL_ARGUMENT, "path too long");
}

/* The key of this database and no other. */
static enum gal_status
load_checked(struct gal_key *out, const char *path, struct gal_store *store,
    struct gal_error *err)
{
	char check[GAL_KEY_CHECK_HEX];
	enum gal_status status = gal_key_load(out, path, err);

	if (status != GAL_OK)
		return status;
	gal_error_clear(err); /* the fault would be the database's */
	gal_key_check(out, check);
	return gal_store_check_key(store, check, err);
}

enum gal_status
cli_key_open(
    struct gal_key *out, struct cli_context *context, struct gal_store *store)
{
	char path[PATH_MAX_HERE];
	bool created = false;
	enum gal_status status = cli_key_path(path, sizeof(path), context);

	if (status != GAL_OK)
		return status;
	if (store != NULL && gal_store_has_key(store)) {
		if (access(path, F_OK) != 0) {
			gal_error_place(&context->err, path);
			return gal_fail(&context->err, GAL_KEY,
			    "the project key of this database is missing: "
			    "give it with --key");
		}
		return load_checked(out, path, store, &context->err);
	}
	status = gal_key_open(out, &created, path, &context->err);
	if (status == GAL_OK && created)
		cli_message(context,
		    "galatea %s: made the project key %s; keep it apart from "
		    "the database and share it with nobody",
		    context->command->name, path);
	return status;
}
