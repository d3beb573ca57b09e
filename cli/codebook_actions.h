/* What `galatea codebook` can do; one file each. */
#ifndef GALATEA_CLI_CODEBOOK_ACTIONS_H
#define GALATEA_CLI_CODEBOOK_ACTIONS_H

#include "classify/fit.h"
#include "cli/command.h"

#define CLI_CODEBOOK_LIST_MAX 32

struct cli_codebook_job {
	const char *posts[CLI_CODEBOOK_LIST_MAX];
	size_t post_files;
	const char *labels[CLI_CODEBOOK_LIST_MAX];
	size_t label_files;
	const char *teach[CLI_CODEBOOK_LIST_MAX];
	size_t teach_files;
	const char *dimensions[CLI_CODEBOOK_LIST_MAX];
	size_t dimension_count;
	struct gal_fit_options fit;
	bool dry_run;
	const char *output;
};

int cli_codebook_check(
    struct cli_context *context, const struct cli_codebook_job *job);
int cli_codebook_fit(
    struct cli_context *context, const struct cli_codebook_job *job);
int cli_codebook_doc(
    struct cli_context *context, const struct cli_codebook_job *job);
int cli_codebook_import_dic(
    struct cli_context *context, const struct cli_codebook_job *job);

#endif
