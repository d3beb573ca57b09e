#include "cli/preflight.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/key_open.h"
#include "core/datetime.h"
#include "ingest/source.h"
#include "ingest/tail.h"

#define HEAD_RECORDS 1000 /* and the rest of their block */

static const struct {
	const char *name;
	enum gal_cell_type type;
	const char *unit;
	const char *description;
} columns[] = {
	{ "file", GAL_CELL_TEXT, "", "as given" },
	{ "codec", GAL_CELL_TEXT, "", "how it is packed" },
	{ "format", GAL_CELL_TEXT, "", "what it holds" },
	{ "bytes", GAL_CELL_INT, "bytes", "size as it lies" },
	{ "head", GAL_CELL_INT, "records", "records looked at" },
	{ "wanted", GAL_CELL_INT, "posts", "posts kept of these" },
	{ "bad", GAL_CELL_INT, "records", "not readable of these" },
	{ "first_post", GAL_CELL_TEXT, "UTC", "earliest post in the head" },
	{ "end", GAL_CELL_TEXT, "",
	    "whole, cut, or not known without reading" },
	{ "database", GAL_CELL_TEXT, "",
	    "new, resumable, known (read before), other settings" },
	{ "fault", GAL_CELL_TEXT, "", "why it cannot be read" },
};
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static const char *const known_names[] = { [GAL_FILE_NEW] = "new",
	[GAL_FILE_RESUMABLE] = "resumable",
	[GAL_FILE_KNOWN] = "known",
	[GAL_FILE_OTHER] = "other settings" };

struct finding {
	char codec[16];
	char format[24];
	uint64_t size;
	struct gal_tally tally; /* of the head */
	enum gal_tail tail;
	enum gal_store_known known;
	struct gal_error fault;
	enum gal_status status;
};

static void
read_head(struct finding *f, const char *path,
    const struct gal_reader_options *options)
{
	struct gal_reader *reader = NULL;
	const struct gal_post *post;

	f->status = gal_reader_open(&reader, path, options, &f->fault);
	if (f->status != GAL_OK)
		return;
	(void)snprintf(
	    f->codec, sizeof(f->codec), "%s", gal_reader_codec(reader));
	(void)snprintf(
	    f->format, sizeof(f->format), "%s", gal_reader_format(reader));
	f->size = gal_reader_size(reader);
	gal_tally_init(&f->tally, reader);
	while (f->status == GAL_OK && f->tally.read < HEAD_RECORDS)
		f->status =
		    gal_reader_next(reader, &post, &f->tally, &f->fault);
	if (f->status == GAL_END)
		f->status = GAL_OK;
	gal_reader_free(reader);
}

static enum gal_status
ask_database(struct finding *f, struct gal_store *store, const char *path,
    const struct gal_reader_options *options, struct gal_error *err)
{
	struct gal_buffer settings = GAL_BUFFER((size_t)16 << 20);
	struct gal_store_file file = { .name = path, .size = f->size };
	enum gal_status status = GAL_OK;

	f->known = GAL_FILE_NEW;
	if (store == NULL || f->size == 0)
		return GAL_OK;
	status = gal_reader_options_describe(options, &settings, err);
	if (status == GAL_OK)
		status = gal_source_fingerprint(file.hash, path, err);
	file.settings = settings.data;
	if (status == GAL_OK)
		status = gal_store_file_lookup(&f->known, store, &file, err);
	gal_buffer_free(&settings);
	return status;
}

static enum gal_status
put_text(struct gal_frame *frame, const char *text, struct gal_error *err)
{
	return text[0] == '\0' ? gal_frame_missing(frame, err)
			       : gal_frame_text(frame, text, err);
}

static enum gal_status
put_row(struct gal_frame *frame, const char *path, const struct finding *f,
    struct gal_error *err)
{
	const uint64_t numbers[] = { f->size, f->tally.read,
		f->tally.outcomes[GAL_OUTCOME_POST],
		f->tally.outcomes[GAL_OUTCOME_BAD] };
	char time[32] = "";
	char fault[GAL_ERROR_MESSAGE_MAX + GAL_ERROR_PLACE_MAX + 96] = "";
	const char *const texts[] = { time, gal_tail_name(f->tail),
		known_names[f->known], fault };
	enum gal_status status = gal_frame_text(frame, path, err);

	if (f->tally.first_utc != GAL_ABSENT)
		gal_time_format(f->tally.first_utc, time);
	if (f->status != GAL_OK)
		gal_error_format(&f->fault, fault, sizeof(fault));
	if (status == GAL_OK)
		status = put_text(frame, f->codec, err);
	if (status == GAL_OK)
		status = put_text(frame, f->format, err);
	for (size_t i = 0; status == GAL_OK && i < COUNT(numbers); i++)
		status = gal_frame_int(frame, (int64_t)numbers[i], err);
	for (size_t i = 0; status == GAL_OK && i < COUNT(texts); i++)
		status = put_text(frame, texts[i], err);
	return status;
}

/* As ingest ends with it: what has a format is read up to its fault. */
static int
code_of(const struct finding *f)
{
	bool is_damaged =
	    f->status == GAL_TRUNCATED || f->status == GAL_CORRUPT;

	if (f->status == GAL_OK)
		is_damaged = f->tail == GAL_TAIL_CUT;
	else if (f->format[0] != '\0')
		is_damaged = f->status != GAL_IO && f->status != GAL_NOMEM;
	if (is_damaged)
		return CLI_DAMAGED;
	return f->status == GAL_OK ? CLI_DONE : CLI_FAILED;
}

static enum gal_status
look_at_file(struct gal_frame *frame, struct gal_store *store, const char *path,
    const struct gal_reader_options *options, int *code, struct gal_error *err)
{
	struct finding f = { .tail = GAL_TAIL_UNKNOWN };
	enum gal_status status = GAL_OK;
	int here;

	f.tally.first_utc = GAL_ABSENT;
	read_head(&f, path, options);
	if (f.codec[0] != '\0')
		status = gal_tail_look(&f.tail, path, f.codec, err);
	if (status == GAL_OK)
		status = ask_database(&f, store, path, options, err);
	if (status != GAL_OK)
		return status;
	gal_error_clear(err);
	here = code_of(&f);
	if (here == CLI_FAILED || *code == CLI_DONE)
		*code = here;
	return put_row(frame, path, &f, err);
}

/* The project's key where it is here; else what is known of a file under a
 * scope or by authors cannot be told. */
static enum gal_status
load_key(
    struct gal_key *key, struct cli_context *context, struct gal_store *store)
{
	char path[4096];
	bool is_keyed = false;
	enum gal_status status = cli_key_path(path, sizeof(path), context);

	if (status == GAL_OK)
		status = gal_store_has_key(&is_keyed, store, &context->err);
	if (status != GAL_OK || !is_keyed || access(path, R_OK) != 0)
		return status;
	return gal_key_load(key, path, &context->err);
}

int
preflight_run(struct ingest_job *job, struct cli_context *context,
    struct cli_frames *frames)
{
	struct gal_key key;
	struct gal_reader_options options;
	struct gal_frame *frame = NULL;
	struct gal_store *store = NULL;
	int code = CLI_DONE;
	enum gal_status status;

	/* nothing is stored, so that any key serves; only the database knows
	 * files by settings that were described with its own */
	gal_key_from_seed(&key, 0);
	ingest_job_reader_options(&options, job, &key);
	status = gal_frame_new(&frame, "preflight",
	    "Archives by their heads and tails; nothing was stored",
	    &context->err);
	for (size_t i = 0; status == GAL_OK && i < COUNT(columns); i++)
		status =
		    gal_frame_column(frame, columns[i].name, columns[i].type,
			columns[i].unit, columns[i].description, &context->err);
	if (status == GAL_OK && access(context->database, F_OK) == 0)
		status = gal_store_open(
		    &store, context->database, GAL_STORE_READ, &context->err);
	if (status == GAL_OK && store != NULL)
		status = load_key(&key, context, store);
	for (int i = 0; status == GAL_OK && i < context->argc; i++)
		status = look_at_file(frame, store, context->argv[i], &options,
		    &code, &context->err);
	gal_store_close(store);
	gal_key_forget(&key);
	if (status == GAL_OK) {
		status = cli_frames_add(frames, frame, &context->err);
		frame = NULL;
	}
	gal_frame_free(frame);
	return status == GAL_OK ? code : cli_report_error(context);
}
