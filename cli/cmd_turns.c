#include <string.h>

#include "cli/output.h"
#include "cli/turns_reports.h"

enum option_id {
	OPT_AI = 256,
	OPT_CONF,
	OPT_K,
	OPT_PERMUTATIONS,
	OPT_REPLICATES,
	OPT_SEED
};

static const struct cli_option options[] = {
	{ OPT_AI, "ai", NULL,
	    "listener and emotion: the AI's turns, not the person's" },
	{ OPT_CONF, "conf", "LEVEL", "of every interval (default 0.95)" },
	{ OPT_K, "k-anon", "N",
	    "smallest number of conversations in a cell (default 10)" },
	{ OPT_PERMUTATIONS, "permutations", "N",
	    "of labels, each learnt anew; 0 for none (default 199)" },
	{ OPT_REPLICATES, "replicates", "N",
	    "of the bootstrap; 0 for none (default 2000)" },
	{ OPT_SEED, "seed", "N",
	    "of permutations, mixing and bootstrap (default 1)" },
	{ 0, NULL, NULL, NULL },
};

static enum gal_status
take_option(struct gal_dialogue_options *o, int id, const char *value,
    struct gal_error *err)
{
	uint64_t n = 0;
	enum gal_status status;

	if (id == OPT_AI) {
		o->ai = true;
		return GAL_OK;
	}
	if (id == OPT_CONF) {
		status = cli_parse_real(&o->conf, value, err);
		if (status == GAL_OK && !(o->conf > 0 && o->conf < 1))
			status = gal_fail(err, GAL_ARGUMENT,
			    "'%s' is no level between 0 and 1", value);
		return status;
	}
	status = cli_parse_count(&n, value, err);
	if (status != GAL_OK)
		return status;
	if (n > 1000000 && id != OPT_SEED)
		return gal_fail(err, GAL_ARGUMENT, "'%s' is too large", value);
	if (id == OPT_K)
		o->k = n < 1 ? 1 : (int64_t)n;
	else if (id == OPT_PERMUTATIONS)
		o->permutations = (size_t)n;
	else if (id == OPT_REPLICATES)
		o->replicates = (size_t)n;
	else
		o->seed = n;
	return GAL_OK;
}

static bool
is_wanted(const struct cli_context *context, const char *name)
{
	for (int i = 0; i < context->argc; i++)
		if (strcmp(context->argv[i], name) == 0)
			return true;
	return context->argc == 0;
}

static bool
is_known(const char *name)
{
	for (const struct cli_turns_report *r = cli_turns_reports;
	     r->name != NULL; r++)
		if (strcmp(r->name, name) == 0)
			return true;
	return false;
}

static int
print_reports(struct cli_context *context, const struct gal_dialogue_options *o)
{
	struct gal_store *store = NULL;
	struct cli_frames frames = { 0 };
	enum gal_status status;
	int code;

	status = gal_store_open(
	    &store, context->database, GAL_STORE_READ, &context->err);
	if (status == GAL_OK)
		status = cli_turns_make(&frames, context, store, o, is_wanted);
	code = status == GAL_OK
	    ? cli_print_frames(context,
		  (const struct gal_frame *const *)frames.items, frames.count)
	    : cli_report_error(context);
	cli_frames_free(&frames);
	gal_store_close(store);
	return code;
}

static int
run(struct cli_context *context)
{
	struct gal_dialogue_options o;
	int id;

	cli_turns_defaults(&o);
	while ((id = cli_next_option(context)) > 0)
		if (take_option(&o, id, context->value, &context->err) !=
		    GAL_OK)
			return cli_report_error(context);
	if (id < 0)
		return CLI_USAGE;
	for (int i = 0; i < context->argc; i++)
		if (!is_known(context->argv[i]))
			return cli_usage_error(context,
			    "no report '%s': listener, reciprocity or emotion",
			    context->argv[i]);
	return print_reports(context, &o);
}

const struct cli_command cmd_turns = {
	.name = "turns",
	.summary = "measure dialogues with an AI, turn by turn",
	.synopsis = "[listener] [reciprocity] [emotion] [options]",
	.description =
	    "Reads the turns of the dialogues in a database in order and "
	    "prints the reports named, or all. listener: is a persona told "
	    "from its words, in scenarios never heard (Rational Speech Acts)? "
	    "reciprocity: does the AI's disclosure move the person's next? "
	    "emotion: a running score along each conversation, and what "
	    "follows advice and comfort. The AI's turns "
	    "are read by the codebook here and nowhere else. Cells with fewer "
	    "than --k-anon conversations are left out. docs/measures.md says "
	    "what each number is and where it stops.",
	.examples = "galatea ingest transcripts.ndjson -d t.db --key key\n"
		    "galatea turns -d t.db\n"
		    "galatea turns listener --ai -d t.db --format csv",
	.options = options,
	.run = run,
};
