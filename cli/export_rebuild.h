/* How an export was asked for, as a word of the register of exports, so that
 * it can be made anew from what a purge left. */
#ifndef GALATEA_CLI_EXPORT_REBUILD_H
#define GALATEA_CLI_EXPORT_REBUILD_H

#include "cli/export_request.h"

/* "?page" or "?folder", then what was asked for: "?folder+with-text+tables". */
GAL_MUST_USE enum gal_status cli_export_request_say(struct gal_buffer *out,
    const struct cli_export_request *request, bool page, struct gal_error *err);

/* Statistics of the database as it is now, computed when first asked for. */
struct cli_rebuild {
	struct gal_store *store;
	struct cli_frames frames;
};
void cli_rebuild_free(struct cli_rebuild *rebuild);

/* Write to `path` (of a folder its manifest) what the word asks for, and
 * register it. Sets context->err. Errors: those of the export; ARGUMENT (the
 * word is of another version). */
GAL_MUST_USE enum gal_status cli_rebuild_export(struct cli_rebuild *rebuild,
    struct cli_context *context, const char *word, const char *path);

#endif
