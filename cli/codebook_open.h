/*
 * The codebook of a command, and its names as the database keeps them.
 */
#ifndef GALATEA_CLI_CODEBOOK_OPEN_H
#define GALATEA_CLI_CODEBOOK_OPEN_H

#include "classify/classify.h"
#include "cli/command.h"
#include "store/store.h"

/*
 * The folder that a command reads its codebook from: --codebook, else
 * $GALATEA_CODEBOOK, else the one cli_data_path() finds: beside the installed
 * program, or that of the source tree. Borrowed; never NULL. Main thread.
 */
const char *cli_codebook_path(const struct cli_context *context);

/* Load it. Errors: those of gal_codebook_load(). The caller frees *out. */
GAL_MUST_USE enum gal_status cli_codebook_open(
    struct gal_codebook **out, struct cli_context *context);

/* Names of codes, rules and rungs; strings borrow from the codebook. */
struct cli_codebook_names {
	struct gal_store_codebook names; /* for gal_store_set_codebook() */
	struct gal_store_code *codes;
	struct gal_store_rule *rules;
	const char **rungs;
	char title[96];
};
GAL_MUST_USE enum gal_status cli_codebook_names(struct cli_codebook_names *out,
    const struct gal_codebook *book, struct gal_error *err);
void cli_codebook_names_free(struct cli_codebook_names *names);

#endif
