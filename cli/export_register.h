/*
 * Which exports a database was written out to: "DATABASE.exports" beside it,
 * mode 0600, one line each: BLAKE2b-256 of the file in hex, how many authors
 * the database held, what was asked for (export_rebuild.h; "!" in the place of
 * its "?" where a purge began to delete it, so that the next one makes it
 * anew), its path: from the database's folder where it lies in it (a project
 * may be moved), else the absolute one. Of a folder the manifest stands for all
 * files, because it holds their hashes. Purging looks here for what still holds
 * the posts.
 */
#ifndef GALATEA_CLI_EXPORT_REGISTER_H
#define GALATEA_CLI_EXPORT_REGISTER_H

#include "cli/export_request.h"
#include "core/frame.h"

/* Remember the file (a report, or a folder's manifest.json), and how it was
 * asked for. A message, where fewer than CLI_LEAST_AUTHORS authors lie between
 * it and an earlier export; a message and no error, where the database's
 * folder is read-only. Errors: NOMEM, IO, FULL, LIMIT. */
GAL_MUST_USE enum gal_status cli_export_register(struct cli_context *context,
    const char *path, const struct cli_export_request *request, bool page,
    int64_t authors);

/* What happens to those that are still as they were written. */
enum cli_export_fate {
	CLI_EXPORT_STAYS,
	CLI_EXPORT_DELETED, /* the files whose hash is still the one that was
			       written, and then the manifest */
	CLI_EXPORT_REBUILT  /* deleted, then made anew, where the register says
			       how and all files of it are as they were; else
			       it stays */
};

/*
 * A frame with one row an export: path, state ("found", "deleted", "made
 * anew", "changed since", "gone", "not readable"). Where one cannot be read,
 * deleted or made anew there is a message, the others are done, and the error
 * comes at the end: the same again goes on with what is left. One of a version
 * that asked for what this one does not know is deleted, with a message.
 * Errors: NOMEM, IO, FULL, LIMIT (more than 16 MiB of lines), those of exports.
 */
GAL_MUST_USE enum gal_status cli_export_register_check(struct gal_frame **out,
    struct cli_context *context, enum cli_export_fate fate);

#endif
