#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "cli/key_open.h"
#include "cli/output.h"
#include "core/datetime.h"
#include "core/folder.h"
#include "store/upkeep.h"

enum option_id { OPTION_DUMP = 500, OPTION_MIGRATE, OPTION_HASH };

struct wanted {
	bool dump;
	bool migrate;
	bool hash_only;
};

static bool
print_bytes(void *self, const void *bytes, size_t n)
{
	return fwrite(bytes, 1, n, self) == n;
}

/* Opening for writing brings the schema up to date; what it adds is filled. */
static int
migrate(struct cli_context *context)
{
	struct gal_store *store = NULL;
	struct cli_veil veil = { .tried = false };
	enum gal_status status = gal_store_open(
	    &store, context->database, GAL_STORE_WRITE, &context->err);

	if (status == GAL_OK)
		status = cli_veil_store(
		    &veil, context, store, store, context->database);
	if (status == GAL_OK)
		status = gal_store_finish(store, false, &context->err);
	gal_store_close(store);
	cli_veil_forget(&veil);
	if (status != GAL_OK)
		return cli_report_error(context);
	cli_message(context, "galatea verify: %s is up to date: schema %d",
	    context->database, gal_store_schema_version());
	return CLI_DONE;
}

/* As far as permissions and the disk tell: the file, and its folder for the
 * log. */
static bool
may_be_written(const char *path)
{
	char folder[GAL_FOLDER_MAX];

	return gal_folder_of(folder, path) && access(path, W_OK) == 0 &&
	    access(folder, W_OK) == 0;
}

/* For writing if that is possible: FTS5 checks its index only then. What
 * could be written and cannot be opened so is no reason to check less. */
static enum gal_status
open_database(struct gal_store **out, struct cli_context *context, bool writes)
{
	enum gal_status status = GAL_OK;

	if (writes) {
		status = gal_store_open(
		    out, context->database, GAL_STORE_WRITE, &context->err);
		if (status != GAL_BUSY &&
		    (status != GAL_READ_ONLY ||
			may_be_written(context->database)))
			return status;
		gal_error_clear(&context->err);
	}
	return gal_store_open(
	    out, context->database, GAL_STORE_READ_PARTIAL, &context->err);
}

struct fact {
	const char *name;
	int64_t value;
	const char *unit;
};

static enum gal_status
put_fact(struct gal_frame *frame, const char *name, const char *value,
    struct gal_error *err)
{
	enum gal_status status = gal_frame_text(frame, name, err);

	return status == GAL_OK ? gal_frame_text(frame, value, err) : status;
}

static enum gal_status
put_facts(struct gal_frame *frame, const struct gal_store_info *info,
    const char *hash, const char *codebook, struct gal_error *err)
{
	const struct fact facts[] = {
		{ "schema", info->schema_version, "" },
		{ "posts", info->posts, "" },
		{ "untagged", info->untagged, "" },
		{ "tags", info->tags, "" },
		{ "narrated_moves", info->moves, "" },
		{ "authors", info->authors, "" },
		{ "communities", info->communities, "" },
		{ "files", info->files, "" },
		{ "files_unfinished", info->files_unfinished, "" },
		{ "tombstones", info->tombstones, "" },
		{ "simulated_posts", info->simulated, "" },
		{ "bytes", info->bytes, "" },
	};
	char text[32] = "";
	enum gal_status status = GAL_OK;

	for (size_t i = 0;
	     status == GAL_OK && i < sizeof(facts) / sizeof(facts[0]); i++) {
		(void)snprintf(
		    text, sizeof(text), "%lld", (long long)facts[i].value);
		status = put_fact(frame, facts[i].name, text, err);
	}
	if (status == GAL_OK && info->first_utc != GAL_ABSENT) {
		gal_time_format(info->first_utc, text);
		status = put_fact(frame, "first_post", text, err);
		gal_time_format(info->last_utc, text);
		if (status == GAL_OK)
			status = put_fact(frame, "last_post", text, err);
	}
	if (status == GAL_OK)
		status = put_fact(frame, "codebook", codebook, err);
	if (status == GAL_OK)
		status = put_fact(frame, "dump_sha256", hash, err);
	return status;
}

static enum gal_status
make_frame(struct gal_frame **out, const struct gal_store_info *info,
    const char *hash, const char *codebook, bool index_checked,
    bool purged_checked, struct gal_error *err)
{
	enum gal_status status;

	status = gal_frame_new(out, "database", "The database", err);
	if (status == GAL_OK)
		status = gal_frame_column(
		    *out, "fact", GAL_CELL_TEXT, "", "what is counted", err);
	if (status == GAL_OK)
		status = gal_frame_column(
		    *out, "value", GAL_CELL_TEXT, "", "as counted now", err);
	if (status == GAL_OK)
		status = put_facts(*out, info, hash, codebook, err);
	if (status == GAL_OK && !index_checked)
		status = gal_frame_note(*out, err,
		    "the full-text index was not checked: the database "
		    "cannot be written");
	if (status == GAL_OK && !purged_checked)
		status = gal_frame_note(*out, err,
		    "whether purged posts came back was not checked: that "
		    "takes the project key (--key)");
	if (status == GAL_OK && info->retagging)
		status = gal_frame_note(*out, err,
		    "a re-tagging is unfinished: run 'galatea classify'");
	return status;
}

/* A key that only lies beside the database may be another's. */
static enum gal_status
give_veil(
    struct cli_veil *veil, struct cli_context *context, struct gal_store *store)
{
	enum gal_status status =
	    cli_veil_store(veil, context, store, store, context->database);

	if (status != GAL_KEY || context->key != NULL)
		return status;
	gal_error_clear(&context->err);
	return GAL_OK;
}

/* Faults go to stderr, one line each. */
static int
check(struct cli_context *context, struct gal_store *store)
{
	struct gal_buffer faults = GAL_BUFFER((size_t)16 << 20);
	struct gal_store_info info;
	struct gal_frame *frame = NULL;
	struct cli_veil veil = { .tried = false };
	char hash[GAL_STORE_HASH_SIZE] = "";
	bool index_checked = false;
	int code = CLI_DONE;
	enum gal_status status = give_veil(&veil, context, store);

	if (status == GAL_OK)
		status = gal_store_verify(
		    &faults, &index_checked, store, &context->err);
	if (status == GAL_OK && faults.len > 0) {
		(void)fprintf(stderr, "galatea verify: %s: not whole:\n%s",
		    context->database, faults.data);
		code = CLI_DAMAGED;
	}
	if (status == GAL_OK)
		status = gal_store_info(&info, store, &context->err);
	if (status == GAL_OK)
		status = gal_store_dump(hash, store, NULL, NULL, &context->err);
	if (status == GAL_OK)
		status = make_frame(&frame, &info, hash,
		    gal_store_codebook(store)->hash, index_checked,
		    !gal_store_has_purged(store) || veil.veil.number != NULL,
		    &context->err);
	if (status == GAL_OK) {
		int printed = cli_print_frames(
		    context, (const struct gal_frame *const *)&frame, 1);

		code = printed != CLI_DONE ? printed : code;
	}
	gal_frame_free(frame);
	gal_buffer_free(&faults);
	cli_veil_forget(&veil);
	if (status != GAL_OK) {
		int told = cli_report_error(context);

		return code == CLI_DAMAGED ? code : told;
	}
	return code;
}

static int
print_dump(struct cli_context *context, struct gal_store *store, bool hash_only)
{
	char hash[GAL_STORE_HASH_SIZE];

	if (gal_store_dump(hash, store, hash_only ? NULL : print_bytes, stdout,
		&context->err) != GAL_OK)
		return cli_report_error(context);
	if (hash_only)
		(void)printf("%s\n", hash);
	return CLI_DONE;
}

static int
run_verify(struct cli_context *context)
{
	struct wanted wanted = { 0 };
	struct gal_store *store = NULL;
	int id, code;

	while ((id = cli_next_option(context)) > 0) {
		wanted.dump |= id == OPTION_DUMP;
		wanted.migrate |= id == OPTION_MIGRATE;
		wanted.hash_only |= id == OPTION_HASH;
	}
	if (id < 0)
		return CLI_USAGE;
	if (context->argc > 0)
		return cli_usage_error(
		    context, "takes no arguments; give the database with -d");
	if (wanted.migrate)
		return migrate(context);
	if (open_database(
		&store, context, !(wanted.dump || wanted.hash_only)) != GAL_OK)
		return cli_report_error(context);
	code = wanted.dump || wanted.hash_only
	    ? print_dump(context, store, !wanted.dump)
	    : check(context, store);
	gal_store_close(store);
	return code;
}

static const struct cli_option options[] = {
	{ OPTION_DUMP, "dump", NULL, "print the canonical dump" },
	{ OPTION_HASH, "hash", NULL, "print only the SHA-256 of the dump" },
	{ OPTION_MIGRATE, "migrate", NULL,
	    "bring a database of an older galatea up to date, no more" },
	{ 0, NULL, NULL, NULL },
};

const struct cli_command cmd_verify = {
	.name = "verify",
	.summary = "check a database and say what it holds",
	.synopsis = "[-d FILE] [--dump | --hash | --migrate]",
	.description =
	    "Check pages, references, counts and the full-text index against "
	    "the\ntext, and print what the database holds with the SHA-256 of "
	    "its\ncanonical dump. Two databases with the same posts, tags and\n"
	    "tombstones have the same dump, in whatever order they were "
	    "made.\nExit 3 if the database is not whole.",
	.examples = "  galatea verify -d study.db\n"
		    "  galatea verify -d study.db --dump | sha256sum",
	.options = options,
	.run = run_verify,
};
