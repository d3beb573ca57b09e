#include "cli/key_open.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/folder.h"
#include "store/copies.h"

#define PATH_MAX_HERE 4096

enum gal_status
cli_key_path(char *out, size_t size, struct cli_context *context)
{
	int n = context->key != NULL
	    ? snprintf(out, size, "%s", context->key)
	    : snprintf(out, size, "%.*sgalatea.key",
		  gal_folder_length(context->database), context->database);

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
	bool created = false, is_keyed = false;
	enum gal_status status = cli_key_path(path, sizeof(path), context);

	if (status == GAL_OK && store != NULL)
		status = gal_store_has_key(&is_keyed, store, &context->err);
	if (status != GAL_OK)
		return status;
	if (is_keyed) {
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

enum gal_status
cli_veil_open(struct cli_veil *veil, struct cli_context *context,
    const char *check, const char *place)
{
	char path[PATH_MAX_HERE], found[GAL_KEY_CHECK_HEX];
	struct gal_key key = { { 0 } };
	enum gal_status status;

	if (veil->tried)
		return GAL_OK;
	veil->tried = true;
	status = cli_key_path(path, sizeof(path), context);
	if (status != GAL_OK ||
	    (context->key == NULL && access(path, F_OK) != 0))
		return status;
	status = gal_key_load(&key, path, &context->err);
	if (status == GAL_OK) {
		gal_error_clear(&context->err);
		gal_key_check(&key, found);
		if (check[0] != '\0' && strcmp(found, check) != 0) {
			gal_error_place(&context->err, place);
			status = gal_fail(&context->err, GAL_KEY,
			    "made with another project key (give it with "
			    "--key)");
		}
	}
	if (status == GAL_OK) {
		gal_tombstone_key_make(&veil->key, &key);
		veil->veil = gal_tombstone_key_veil(&veil->key);
	}
	gal_key_forget(&key);
	return status;
}

enum gal_status
cli_veil_store(struct cli_veil *veil, struct cli_context *context,
    struct gal_store *into, struct gal_store *purged, const char *place)
{
	char check[GAL_STORE_KEY_CHECK_SIZE];
	enum gal_status status;

	if (!gal_store_has_purged(purged))
		return GAL_OK;
	status = gal_store_key_check(check, purged, &context->err);
	if (status == GAL_OK)
		status = cli_veil_open(veil, context, check, place);
	if (status == GAL_OK && veil->veil.number != NULL)
		status = gal_store_set_veil(into, &veil->veil, &context->err);
	return status;
}

void
cli_veil_forget(struct cli_veil *veil)
{
	gal_tombstone_key_forget(&veil->key);
	veil->veil.number = NULL;
}
