#include <stdio.h>
#include <string.h>

#include "cli/output.h"
#include "cli/steps.h"
#include "cli/validate_sample.h"

enum option_id {
	OPT_DIR = 'o',
	OPT_SIZE = 'n',
	OPT_SEED = 's',
	OPT_UNIT = 256,
	OPT_CODER,
	OPT_MODEL,
	OPT_CONF
};

static const struct cli_option options[] = {
	{ OPT_DIR, "output", "DIR",
	    "folder of the sample (default validation)" },
	{ OPT_SIZE, "size", "N", "sample: how many units (default 400)" },
	{ OPT_UNIT, "unit", "post|author",
	    "sample: what is drawn; an author comes with all posts" },
	{ OPT_SEED, "seed", "N", "sample: fixes what is drawn (default 1)" },
	{ OPT_CODER, "coder", "NAME", "import: who made the labels" },
	{ OPT_MODEL, "model", NULL, "import: a model made the labels" },
	{ OPT_CONF, "conf", "LEVEL", "report: of intervals (default 0.95)" },
	{ 0, NULL, NULL, NULL },
};

struct request {
	struct sample_request sample;
	const char *coder;
	bool model;
	double conf;
};

static int
do_sample(struct cli_context *context, const struct request *request,
    struct gal_store *store)
{
	size_t drawn;

	if (context->argc != 1)
		return cli_usage_error(
		    context, "sample takes no further argument");
	if (validate_sample(&drawn, &request->sample, store, &context->err) !=
	    GAL_OK)
		return cli_report_error(context);
	cli_message(context,
	    "%zu posts drawn into %s; sample.* hold their text: keep them "
	    "private",
	    drawn, request->sample.directory);
	return CLI_DONE;
}

static int
do_import(struct cli_context *context, const struct request *request,
    struct gal_store *store)
{
	const struct gal_store_codebook *book = gal_store_codebook(store);
	const char *directory = request->sample.directory;
	struct gal_error *err = &context->err;
	struct design design = { 0 };
	struct labels labels = { 0 };
	enum gal_status status;

	if (context->argc < 2)
		return cli_usage_error(context, "import needs a file");
	if (request->coder == NULL || request->coder[0] == '\0' ||
	    strpbrk(request->coder, ",\"\n;") != NULL)
		return cli_usage_error(context,
		    "import needs --coder NAME, without commas or quotes");
	status = design_read(&design, directory, book, err);
	if (status == GAL_OK)
		status = labels_read(&labels, directory, &design, book, err);
	for (int i = 1; i < context->argc && status == GAL_OK; i++) {
		size_t coded;

		status = labels_import(&labels, context->argv[i],
		    request->coder, request->model, &design, book, &coded, err);
		if (status == GAL_OK)
			cli_message(context, "%s: %zu of %zu units coded",
			    context->argv[i], coded, design.count);
	}
	if (status == GAL_OK)
		status = labels_write(&labels, directory, &design, book, err);
	labels_free(&labels);
	design_free(&design);
	return status == GAL_OK ? CLI_DONE : cli_report_error(context);
}

static enum gal_status
keep_frame(void *payload, struct gal_frame *frame, struct gal_error *err)
{
	return cli_frames_add(payload, frame, err);
}

static int
do_report(struct cli_context *context, const struct request *request,
    struct gal_store *store)
{
	const struct gal_store_codebook *book = gal_store_codebook(store);
	const char *directory = request->sample.directory;
	struct gal_error *err = &context->err;
	struct design design = { 0 };
	struct labels labels = { 0 };
	struct validation_data data = { 0 };
	struct cli_frames frames = { 0 };
	enum gal_status status;
	int code;

	status = design_read(&design, directory, book, err);
	if (status == GAL_OK)
		status = labels_read(&labels, directory, &design, book, err);
	if (status == GAL_OK && labels.count == 0)
		status = gal_fail(err, GAL_UNDEFINED,
		    "no labels in %s yet: galatea validate import", directory);
	if (status == GAL_OK)
		status = validation_fill(
		    &data, &design, &labels, book, request->conf, err);
	if (status == GAL_OK)
		status =
		    gal_validation_report(&data.v, keep_frame, &frames, err);
	code = status == GAL_OK
	    ? cli_print_frames(context,
		  (const struct gal_frame *const *)frames.items, frames.count)
	    : cli_report_error(context);
	cli_frames_free(&frames);
	validation_free(&data);
	labels_free(&labels);
	design_free(&design);
	return code;
}

static const struct {
	const char *name;
	int (*run)(struct cli_context *context, const struct request *request,
	    struct gal_store *store);
} actions[] = {
	{ "sample", do_sample },
	{ "import", do_import },
	{ "report", do_report },
};
#define ACTIONS (sizeof(actions) / sizeof(actions[0]))

static enum gal_status
take_option(struct request *r, int id, const char *value, struct gal_error *err)
{
	uint64_t n;
	enum gal_status status = GAL_OK;

	switch (id) {
	case OPT_DIR:
		r->sample.directory = value;
		break;
	case OPT_CODER:
		r->coder = value;
		break;
	case OPT_MODEL:
		r->model = true;
		break;
	case OPT_UNIT:
		if (strcmp(value, "post") != 0 && strcmp(value, "author") != 0)
			return gal_fail(err, GAL_ARGUMENT,
			    "a unit is 'post' or 'author', not '%s'", value);
		r->sample.by_author = value[0] == 'a';
		break;
	case OPT_CONF:
		status = cli_parse_real(&r->conf, value, err);
		if (status == GAL_OK && !(r->conf > 0 && r->conf < 1))
			return gal_fail(
			    err, GAL_ARGUMENT, "a level lies between 0 and 1");
		break;
	default:
		status = cli_parse_count(&n, value, err);
		if (status != GAL_OK)
			return status;
		if (id == OPT_SEED)
			r->sample.seed = n;
		else if (n < 1 || n > 100000)
			return gal_fail(err, GAL_ARGUMENT,
			    "a sample has 1 to 100000 units");
		else
			r->sample.size = (size_t)n;
	}
	return status;
}

static int
run(struct cli_context *context)
{
	struct request request = {
		.sample = { .size = 400, .seed = 1, .directory = "validation" },
		.conf = 0.95
	};
	struct gal_store *store = NULL;
	size_t action = 0;
	int id, code;

	while ((id = cli_next_option(context)) > 0)
		if (take_option(&request, id, context->value, &context->err) !=
		    GAL_OK)
			return cli_report_error(context);
	if (id < 0)
		return CLI_USAGE;
	while (context->argc > 0 && action < ACTIONS &&
	    strcmp(actions[action].name, context->argv[0]) != 0)
		action++;
	if (context->argc == 0 || action == ACTIONS)
		return cli_usage_error(context,
		    "say what to do: validate sample, import or report");
	if (gal_store_open(&store, context->database, GAL_STORE_READ,
		&context->err) != GAL_OK)
		return cli_report_error(context);
	code = actions[action].run(context, &request, store);
	gal_store_close(store);
	return code;
}

const struct cli_command cmd_validate = {
	.name = "validate",
	.summary = "check tags against people's labels",
	.synopsis = "sample|import FILE…|report [options]",
	.description =
	    "sample draws posts with known probabilities, stratified on what "
	    "the classifier said, and writes them for coders (CSV and Label "
	    "Studio). import takes the filled files of one coder; labels made "
	    "by a model are marked with --model. report prints agreement of "
	    "coders and precision, recall and F1 of the tags. From then on "
	    "galatea stats --labels DIR corrects prevalence. Coders fill the "
	    "columns stage (a rung, or none) and codes (names joined by ;); a "
	    "row with both empty counts as not coded.",
	.examples = "galatea validate sample -n 300 -o validation\n"
		    "galatea validate import anna.csv --coder anna -o "
		    "validation\n"
		    "galatea validate report -o validation",
	.options = options,
	.run = run,
};
