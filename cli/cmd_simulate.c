#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/command.h"
#include "cli/output.h"
#include "core/datetime.h"
#include "corpora/archive_writer.h"
#include "corpora/corpus.h"
#include "corpora/parameters.h"
#include "ingest/pseudonym.h"

enum option_id {
	OPT_POSTS = 'n',
	OPT_OUT = 'o',
	OPT_SEED = 's',
	OPT_AUTHORS = 256,
	OPT_FIRST,
	OPT_FROM,
	OPT_UNTIL,
	OPT_EVENT,
	OPT_SET,
	OPT_EVEN,
	OPT_TRUTH,
	OPT_TAGS,
	OPT_WINDOW_LOG,
	OPT_PARAMETERS
};

static const struct cli_option options[] = {
	{ OPT_OUT, "output", "DIR",
	    "write sim_submissions.zst and sim_comments.zst there (made if "
	    "missing)" },
	{ OPT_POSTS, "posts", "N",
	    "posts by authors, 1k to 100M "
	    "(default 20k)" },
	{ OPT_AUTHORS, "authors", "N", "all posts of N authors instead" },
	{ OPT_SEED, "seed", "N", "fixes every byte (default 1)" },
	{ OPT_FIRST, "first", "N",
	    "number authors and posts from N on (default 0, at most 100G), so "
	    "that corpora can go into one database" },
	{ OPT_FROM, "from", "DATE", "first day (default 2024-01-01)" },
	{ OPT_UNTIL, "until", "DATE",
	    "first day after the end (default 2026-01-01)" },
	{ OPT_EVENT, "event", "DATE",
	    "a platform change that breaks personas, or 'none' (default "
	    "2025-08-07)" },
	{ OPT_SET, "set", "NAME=VALUE[,…]",
	    "set a parameter of the model; may be given again" },
	{ OPT_EVEN, "even", NULL,
	    "posting and leaving do not depend on the rung" },
	{ OPT_TRUTH, "truth", "FILE",
	    "write true paths and what each post shows (.zst compresses)" },
	{ OPT_TAGS, "tags-with-errors", "FILE",
	    "write only tags, without text, as a tagger with the sensitivity "
	    "and specificity set would give them" },
	{ OPT_WINDOW_LOG, "window-log", "N",
	    "window of the .zst files in bits (default 31, as in dumps)" },
	{ OPT_PARAMETERS, "parameters", NULL,
	    "print the parameters of the model and their values" },
	{ 0, NULL, NULL, NULL },
};

static volatile sig_atomic_t interrupted;

static void
on_interrupt(int signal_number)
{
	(void)signal_number;
	interrupted = 1;
}

static bool
show_progress(void *data, uint64_t done, uint64_t planned)
{
	const struct cli_context *context = data;

	if (context->verbosity >= 0 && isatty(STDERR_FILENO) && done > 0)
		(void)fprintf(stderr, "\r%" PRIu64 " of %" PRIu64 " posts",
		    done, planned);
	return !interrupted;
}

/* The key is no secret, but its file must look like any other project's. */
static enum gal_status
write_key(const char *path, uint64_t seed, struct gal_error *err)
{
	struct gal_key key, there;
	enum gal_status status = GAL_OK;
	ssize_t n;
	int fd;

	gal_key_from_seed(&key, seed);
	gal_error_place(err, path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0 && errno == EEXIST) {
		status = gal_key_load(&there, path, err);
		if (status != GAL_OK)
			return status;
		if (memcmp(&key, &there, sizeof(key)) != 0)
			return gal_fail(err, GAL_KEY,
			    "holds another key; it is not overwritten");
		return GAL_OK;
	}
	if (fd < 0)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot write the key");
	n = write(fd, key.bytes, sizeof(key.bytes));
	if (n != (ssize_t)sizeof(key.bytes))
		status =
		    gal_fail_errno(err, GAL_IO, errno, "cannot write the key");
	if (close(fd) != 0 && status == GAL_OK)
		status =
		    gal_fail_errno(err, GAL_IO, errno, "cannot write the key");
	return status;
}

static enum gal_status
add_count(struct gal_frame *frame, const char *what, uint64_t count,
    struct gal_error *err)
{
	enum gal_status status = gal_frame_text(frame, what, err);

	return status == GAL_OK ? gal_frame_int(frame, (int64_t)count, err)
				: status;
}

static int
print_totals(struct cli_context *context, const struct gal_sim_corpus *corpus,
    const struct gal_sim_totals *t)
{
	const struct {
		const char *what;
		uint64_t count;
	} rows[] = {
		{ "authors", t->authors },
		{ "authors without a post in the window", t->silent_authors },
		{ "posts by authors", t->posts },
		{ "posts by bots", t->bot_posts },
		{ "later copies", t->copies },
		{ "copies without text or author", t->deleted },
		{ "lines of submissions", t->submissions },
		{ "lines of comments", t->comments },
		{ "bytes of text in posts by authors", t->text_bytes },
		{ "bytes written, uncompressed", t->bytes_in },
		{ "bytes written", t->bytes_out },
	};
	struct gal_error *err = &context->err;
	struct gal_frame *frame = NULL;
	enum gal_status status;
	int code;

	status = gal_frame_new(&frame, "simulated",
	    "Simulated corpus: no real person, no real post", err);
	if (status == GAL_OK)
		status = gal_frame_column(
		    frame, "what", GAL_CELL_TEXT, "", "what was counted", err);
	if (status == GAL_OK)
		status = gal_frame_column(
		    frame, "count", GAL_CELL_INT, "", "how many", err);
	for (size_t i = 0;
	     i < sizeof(rows) / sizeof(rows[0]) && status == GAL_OK; i++)
		status = add_count(frame, rows[i].what, rows[i].count, err);
	if (status == GAL_OK)
		status =
		    gal_frame_note(frame, err, "seed %" PRIu64, corpus->seed);
	code = status == GAL_OK
	    ? cli_print_frames(
		  context, (const struct gal_frame *const *)&frame, 1)
	    : cli_report_error(context);
	gal_frame_free(frame);
	return code;
}

static int
print_parameters(
    struct cli_context *context, const struct gal_sim_corpus *corpus)
{
	for (const struct gal_sim_parameter *p = gal_sim_parameters;
	     p->name != NULL; p++) {
		const double *v = gal_sim_values(&corpus->process, p);

		(void)printf("%s=", p->name);
		for (size_t i = 0; i < p->count; i++)
			(void)printf("%s%.6g", i > 0 ? "," : "", v[i]);
		(void)printf(
		    "\n    %s; from %g to %g\n", p->help, p->least, p->most);
	}
	(void)context;
	return CLI_DONE;
}

struct request {
	struct gal_sim_corpus corpus;
	const char *directory;
	bool parameters;
};

static enum gal_status
take_time(int64_t *out, const char *text, struct gal_error *err)
{
	return gal_time_parse(out, gal_str_of(text), err);
}

static enum gal_status
take_option(
    struct request *request, int id, const char *value, struct gal_error *err)
{
	struct gal_sim_corpus *c = &request->corpus;
	enum gal_status status = GAL_OK;
	uint64_t n;

	switch ((enum option_id)id) {
	case OPT_POSTS:
		return cli_parse_count(&c->posts, value, err);
	case OPT_AUTHORS:
		return cli_parse_count(&c->authors, value, err);
	case OPT_SEED:
		return cli_parse_count(&c->seed, value, err);
	case OPT_FIRST:
		return cli_parse_count(&c->first, value, err);
	case OPT_FROM:
		return take_time(&c->window.from, value, err);
	case OPT_UNTIL:
		return take_time(&c->window.until, value, err);
	case OPT_EVENT:
		if (strcmp(value, "none") != 0)
			return take_time(&c->event, value, err);
		c->event = INT64_MIN;
		return GAL_OK;
	case OPT_SET:
		return gal_sim_set(&c->process, value, err);
	case OPT_EVEN:
		gal_sim_process_even(&c->process);
		return GAL_OK;
	case OPT_WINDOW_LOG:
		status = cli_parse_count(&n, value, err);
		c->window_log = status == GAL_OK && n < 64 ? (int)n : -1;
		return status;
	case OPT_OUT:
		request->directory = value;
		return GAL_OK;
	case OPT_TRUTH:
		c->truth = value;
		return GAL_OK;
	case OPT_TAGS:
		c->tags = value;
		return GAL_OK;
	case OPT_PARAMETERS:
		request->parameters = true;
		return GAL_OK;
	}
	return GAL_OK;
}

static enum gal_status
make_paths(struct gal_sim_corpus *corpus, const char *directory,
    struct gal_buffer *submissions, struct gal_buffer *comments,
    struct gal_error *err)
{
	enum gal_status status;

	if (mkdir(directory, 0777) != 0 && errno != EEXIST) {
		gal_error_place(err, directory);
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot make the directory");
	}
	status = gal_buffer_printf(
	    submissions, err, "%s/sim_submissions.zst", directory);
	if (status == GAL_OK)
		status = gal_buffer_printf(
		    comments, err, "%s/sim_comments.zst", directory);
	corpus->directory = directory;
	corpus->submissions = submissions->data;
	corpus->comments = comments->data;
	return status;
}

static int
run_simulate(struct cli_context *context)
{
	struct request request = { .directory = NULL };
	struct gal_sim_corpus *corpus = &request.corpus;
	struct gal_buffer submissions = GAL_BUFFER(4096);
	struct gal_buffer comments = GAL_BUFFER(4096);
	struct gal_sim_totals totals;
	struct gal_error *err = &context->err;
	struct sigaction action = { .sa_handler = on_interrupt };
	enum gal_status status = GAL_OK;
	int id;

	gal_sim_corpus_defaults(corpus);
	while ((id = cli_next_option(context)) > 0 && status == GAL_OK)
		status = take_option(&request, id, context->value, err);
	if (id < 0)
		return CLI_USAGE;
	if (status != GAL_OK)
		return cli_report_error(context);
	if (context->argc > 0)
		return cli_usage_error(
		    context, "unexpected argument '%s'", context->argv[0]);
	if (request.parameters)
		return print_parameters(context, corpus);
	if ((request.directory == NULL) == (corpus->tags == NULL))
		return cli_usage_error(
		    context, "give one of -o DIR and --tags-with-errors FILE");
	(void)sigaction(SIGINT, &action, NULL);
	(void)sigaction(SIGTERM, &action, NULL);
	corpus->progress = show_progress;
	corpus->context = context;
	if (request.directory != NULL)
		status = make_paths(
		    corpus, request.directory, &submissions, &comments, err);
	if (status == GAL_OK && context->key != NULL)
		status = write_key(context->key, corpus->seed, err);
	if (status == GAL_OK)
		status = gal_sim_corpus_write(&totals, corpus, err);
	if (context->verbosity >= 0 && isatty(STDERR_FILENO))
		(void)fputc('\r', stderr);
	gal_buffer_free(&submissions);
	gal_buffer_free(&comments);
	if (status != GAL_OK)
		return cli_report_error(context);
	return print_totals(context, corpus, &totals);
}

const struct cli_command cmd_simulate = {
	.name = "simulate",
	.summary = "make a corpus with known truth, for demo, tests and speed",
	.synopsis = "-o DIR [--posts N] [--seed N] [--truth FILE] "
		    "[--key FILE] [--set NAME=VALUE]...",
	.description =
	    "Write Reddit-shaped archives of authors who never were: each "
	    "moves on the ladder from tool to companionship as a "
	    "continuous-time Markov chain and shows, post by post, rungs at "
	    "or below their own. Every line is marked "
	    "\"galatea_simulated\":true. The bytes depend on the seed and the "
	    "other options alone; memory does not grow with posts, but 24 "
	    "bytes a post of disk are used in DIR while it runs.\n\n"
	    "--key writes the key that belongs to the seed, to be given to "
	    "run and ingest. Simulated text is for demo, tests and speed; it "
	    "is never evidence that the classifier is valid.",
	.examples =
	    "# a demo corpus with its truth and key\n"
	    "galatea simulate -o demo --truth demo/truth.ndjson "
	    "--key demo/demo.key\n"
	    "# ten million posts, authors of different frailty\n"
	    "galatea simulate -o big --posts 10M --seed 7 --set frailty=0.5\n"
	    "# tags with errors and no text\n"
	    "galatea simulate --tags-with-errors tags.csv --authors 2000 "
	    "--set sensitivity=0.9\n",
	.options = options,
	.run = run_simulate,
};
