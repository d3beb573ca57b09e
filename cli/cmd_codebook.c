/*
 * galatea codebook: check, fit, doc. One function per action; what they do
 * stands in classify/.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/fit.h"
#include "cli/codebook_actions.h"
#include "cli/codebook_open.h"
#include "cli/command.h"

enum {
	OPTION_POSTS = 256,
	OPTION_LABELS,
	OPTION_TEACH,
	OPTION_DIMENSION,
	OPTION_SEED,
	OPTION_FOLDS,
	OPTION_BETA,
	OPTION_TEACH_WEIGHT,
	OPTION_NO_TERMS,
	OPTION_DRY,
	OPTION_OUTPUT = 'o'
};

static const struct cli_option options[] = {
	{ OPTION_POSTS, "posts", "FILE", "labelled posts, NDJSON; repeatable" },
	{ OPTION_LABELS, "labels", "FILE",
	    "their labels, TSV; as many as --posts" },
	{ OPTION_TEACH, "teach", "FILE",
	    "fit: labelled posts that teach and are never measured, NDJSON "
	    "with "
	    "labels in the .tsv beside it; repeatable" },
	{ OPTION_DIMENSION, "dimension", "NAME",
	    "dimension to fit; repeatable (default: all with labels)" },
	{ OPTION_SEED, "seed", "N", "seed of the folds (default 1)" },
	{ OPTION_FOLDS, "folds", "N",
	    "folds of cross-validation (default 10)" },
	{ OPTION_BETA, "beta", "X",
	    "thresholds maximise F-beta (default 1; less favours precision)" },
	{ OPTION_TEACH_WEIGHT, "teach-weight", "X",
	    "of a post that teaches beside one that is measured (default "
	    "0.25)" },
	{ OPTION_NO_TERMS, "no-terms", NULL, "mine no terms" },
	{ OPTION_DRY, "dry-run", NULL, "print measures, write no file" },
	{ OPTION_OUTPUT, "output", "FILE", "doc: write here (default stdout)" },
	{ 0, NULL, NULL, NULL },
};

/* The hash that stands with every tag: equal hash, equal tags. */
static int
print_hash(struct cli_context *context, const struct cli_codebook_job *job)
{
	struct gal_codebook *book = NULL;

	(void)job;
	if (cli_codebook_open(&book, context) != GAL_OK)
		return cli_report_error(context);
	(void)printf("%s\n", gal_codebook_hash(book));
	gal_codebook_free(book);
	return CLI_DONE;
}

static const struct {
	const char *name;
	int (*run)(struct cli_context *, const struct cli_codebook_job *);
} actions[] = {
	{ "check", cli_codebook_check },
	{ "fit", cli_codebook_fit },
	{ "doc", cli_codebook_doc },
	{ "import-dic", cli_codebook_import_dic },
	{ "hash", print_hash },
};

static int
take_option(struct cli_context *context, struct cli_codebook_job *job, int id)
{
	uint64_t count = 0;

	switch (id) {
	case OPTION_POSTS:
	case OPTION_LABELS:
	case OPTION_TEACH:
	case OPTION_DIMENSION: {
		size_t *n = id == OPTION_POSTS ? &job->post_files
		    : id == OPTION_LABELS      ? &job->label_files
		    : id == OPTION_TEACH       ? &job->teach_files
					       : &job->dimension_count;
		const char **list = id == OPTION_POSTS ? job->posts
		    : id == OPTION_LABELS	       ? job->labels
		    : id == OPTION_TEACH	       ? job->teach
						       : job->dimensions;

		if (*n == CLI_CODEBOOK_LIST_MAX)
			return cli_usage_error(context, "given too often");
		list[(*n)++] = context->value;
		return CLI_DONE;
	}
	case OPTION_SEED:
	case OPTION_FOLDS:
		if (cli_parse_count(&count, context->value, &context->err) !=
		    GAL_OK)
			return cli_usage_error(
			    context, "not a number: %s", context->value);
		if (id == OPTION_SEED)
			job->fit.seed = count;
		else
			job->fit.folds = count > 50 ? 51 : (unsigned)count;
		return CLI_DONE;
	case OPTION_BETA:
		if (cli_parse_real(&job->fit.beta, context->value,
			&context->err) != GAL_OK ||
		    !(job->fit.beta > 0 && job->fit.beta < 10))
			return cli_usage_error(
			    context, "--beta takes a number above 0");
		return CLI_DONE;
	case OPTION_TEACH_WEIGHT:
		if (cli_parse_real(&job->fit.teach_weight, context->value,
			&context->err) != GAL_OK ||
		    !(job->fit.teach_weight >= 0 &&
			job->fit.teach_weight <= 100))
			return cli_usage_error(
			    context, "--teach-weight takes a number from 0");
		return CLI_DONE;
	case OPTION_NO_TERMS:
		job->fit.mine_terms = false;
		return CLI_DONE;
	case OPTION_DRY:
		job->dry_run = true;
		return CLI_DONE;
	default:
		job->output = context->value;
		return CLI_DONE;
	}
}

static int
run_codebook(struct cli_context *context)
{
	struct cli_codebook_job job = { .fit = GAL_FIT_DEFAULTS };
	int id, code;

	while ((id = cli_next_option(context)) > 0) {
		code = take_option(context, &job, id);
		if (code != CLI_DONE)
			return code;
	}
	if (id < 0)
		return CLI_USAGE;
	if (context->argc < 1)
		return cli_usage_error(
		    context, "what to do: check, fit, doc, import-dic or hash");
	if (job.post_files != job.label_files)
		return cli_usage_error(
		    context, "--posts and --labels go in pairs");
	for (size_t i = 0; i < sizeof(actions) / sizeof(actions[0]); i++) {
		if (strcmp(actions[i].name, context->argv[0]) == 0)
			return actions[i].run(context, &job);
	}
	return cli_usage_error(context, "no action '%s'", context->argv[0]);
}

const struct cli_command cmd_codebook = {
	.name = "codebook",
	.summary = "check, fit and document a codebook",
	.synopsis = "check|fit|doc|import-dic|hash [OPTION…]",
	.description =
	    "check       run every code's examples; find dead, shadowed and "
	    "duplicated rules\n            (dead: called by no example and no "
	    "post of teaching/, or of --posts);\n            with --posts and "
	    "--labels print what each rule contributes\n"
	    "fit         learn weights and thresholds from labelled posts and "
	    "write\n            weights/ and measures/ of the codebook\n"
	    "doc         print the codebook as a page (Markdown)\n"
	    "import-dic  print a LIWC .dic file (argument) as a lexicon\n"
	    "hash        print the codebook's hash: equal hash, equal tags\n\n"
	    "The codebook is that of --codebook DIR. docs/codebook-format.md "
	    "describes its files.",
	.examples =
	    "  galatea codebook check --codebook classify/codebook\n"
	    "  galatea codebook fit --posts mine.ndjson --labels mine.tsv "
	    "--dimension bond\n"
	    "  galatea codebook doc -o docs/codebook.md",
	.options = options,
	.run = run_codebook,
};
