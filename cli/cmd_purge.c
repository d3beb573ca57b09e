#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>

#include "cli/deletion_list.h"
#include "cli/export_register.h"
#include "cli/key_open.h"
#include "cli/output.h"
#include "ingest/seal.h"
#include "store/upkeep.h"

enum option_id {
	OPTION_AUTHOR = 500,
	OPTION_POST,
	OPTION_LIST,
	OPTION_PLATFORM,
	OPTION_NO_SCRUB,
	OPTION_DELETE_EXPORTS,
	OPTION_KEEP_EXPORTS
};

struct purge {
	struct cli_context *context;
	struct gal_store *store;
	enum gal_platform platform;
	struct gal_key key;
	struct gal_seal seal;		     /* made of it, */
	struct gal_tombstone_key tombstones; /* as this */
	bool ids_sealed;		     /* in the database */
	struct gal_buffer names; /* what to purge: deletion_list.h */
	struct gal_buffer row_ids;
	struct gal_buffer authors;
	bool no_scrub;
	enum cli_export_fate exports;
};

static enum gal_status
read_list(struct purge *p, const char *path)
{
	struct gal_error *err = &p->context->err;
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	enum gal_status status;

	if (file == NULL) {
		gal_error_place(err, path);
		return gal_fail(err, GAL_NOT_FOUND, "cannot open the list");
	}
	status = deletion_list_read(&p->names, file, path, err);
	if (file != stdin)
		(void)fclose(file);
	return status;
}

/* The key, and what is made of it. */
static enum gal_status
open_key(struct purge *p)
{
	struct gal_veil veil;
	enum gal_status status;

	status = cli_key_open(&p->key, p->context, p->store);
	if (status != GAL_OK)
		return status;
	gal_seal_make(&p->seal, &p->key);
	gal_tombstone_key_make(&p->tombstones, &p->key);
	veil = gal_tombstone_key_veil(&p->tombstones);
	status = gal_store_set_veil(p->store, &veil, &p->context->err);
	if (status == GAL_OK)
		status = gal_store_ids_sealed(
		    &p->ids_sealed, p->store, &p->context->err);
	return status;
}

static enum gal_status
resolve_author(struct purge *p, const char *name)
{
	struct gal_error *err = &p->context->err;
	struct gal_pseudonym author;
	enum gal_status status;

	if (gal_pseudonym_parse(&author, gal_str_of(name)) == GAL_OK)
		return gal_buffer_append(
		    &p->authors, &author, sizeof(author), err);
	if (strncmp(name, "u/", 2) == 0)
		name += 2;
	status = gal_pseudonym_make(
	    &author, &p->key, p->platform, gal_str_of(name), err);
	if (status == GAL_OK)
		status = gal_buffer_append(
		    &p->authors, &author, sizeof(author), err);
	return status;
}

static enum gal_status
add_row(struct purge *p, enum gal_kind kind, struct gal_str id,
    struct gal_error *err)
{
	char sealed[GAL_SEALED_ID_MAX];
	int64_t row_id = 0;
	enum gal_status status;

	if (p->ids_sealed && id.len > 0) {
		gal_seal_id(sealed, &p->seal, p->platform, id);
		id = gal_str_of(sealed);
	}
	status =
	    gal_store_find_post(&row_id, p->store, p->platform, kind, id, err);
	if (status == GAL_OK)
		status = gal_buffer_append(
		    &p->row_ids, &row_id, sizeof(row_id), err);
	return status;
}

static enum gal_status
resolve_post(struct purge *p, const char *name)
{
	struct gal_error *err = &p->context->err;
	bool found = false;

	if (p->platform == GAL_PLATFORM_REDDIT) {
		enum gal_kind kind = strncmp(name, "t1_", 3) == 0
		    ? GAL_KIND_COMMENT
		    : GAL_KIND_SUBMISSION;

		if (strncmp(name, "t1_", 3) != 0 &&
		    strncmp(name, "t3_", 3) != 0)
			return gal_fail(err, GAL_ARGUMENT,
			    "'%s': give Reddit ids with t1_ or t3_", name);
		return add_row(p, kind, gal_str_of(name + 3), err);
	}
	for (int kind = 0; kind < GAL_KIND_COUNT; kind++) {
		enum gal_status status =
		    add_row(p, (enum gal_kind)kind, gal_str_of(name), NULL);

		if (status != GAL_OK && status != GAL_NOT_FOUND)
			return gal_fail(
			    err, status, "cannot look up '%s'", name);
		found |= status == GAL_OK;
	}
	return found ? GAL_OK
		     : gal_fail(err, GAL_NOT_FOUND, "no post '%s'", name);
}

static enum gal_status
resolve(struct purge *p)
{
	enum gal_status status = GAL_OK;
	enum deletion_kind kind;
	const char *name;
	size_t at = 0;

	while (status == GAL_OK &&
	    (name = deletion_list_next(&kind, &p->names, &at)) != NULL)
		status = kind == DELETION_AUTHOR ? resolve_author(p, name)
						 : resolve_post(p, name);
	return status;
}

static enum gal_status
make_frame(struct gal_frame **out, const struct gal_store_purged *purged,
    struct gal_error *err)
{
	const struct {
		const char *name;
		uint64_t value;
		const char *description;
	} cells[] = {
		{ "posts", purged->posts, "taken out" },
		{ "tags", purged->tags, "taken out with them" },
		{ "tombstones", purged->tombstones,
		    "new ones; they keep later ingests from bringing it back" },
	};
	enum gal_status status =
	    gal_frame_new(out, "purged", "Taken out of the database", err);

	for (size_t i = 0; status == GAL_OK && i < 3; i++)
		status = gal_frame_column(*out, cells[i].name, GAL_CELL_INT, "",
		    cells[i].description, err);
	for (size_t i = 0; status == GAL_OK && i < 3; i++)
		status = gal_frame_int(*out, (int64_t)cells[i].value, err);
	if (status == GAL_OK)
		status = gal_frame_note(*out, err,
		    "copies, samples and backups made before still hold it");
	if (status == GAL_OK && purged->posts == 0)
		status = gal_frame_note(*out, err,
		    "nothing of it was in the database. Users are named as "
		    "archives name them: by user77 on Telegram, the id on "
		    "Discord, site/number on Stack Exchange, scope/name where "
		    "--scope was given, the address of a mail");
	return status;
}

/* VACUUM writes the whole file anew, then the write-ahead log takes it. */
#define SCRUB_COPIES 2

/* Say what the rewriting costs, and refuse before anything is taken out where
 * it cannot end. */
static enum gal_status
say_cost(struct cli_context *context)
{
	struct stat file;
	struct statvfs disk;
	double needed, free_bytes;

	if (stat(context->database, &file) != 0 ||
	    statvfs(context->database, &disk) != 0)
		return GAL_OK; /* not known: the scrub will tell */
	needed = (double)file.st_size * SCRUB_COPIES;
	free_bytes = (double)disk.f_bavail * (double)disk.f_frsize;
	cli_message(context,
	    "galatea purge: the file is rewritten (%.1f MB) and needs %.1f MB "
	    "of free space, %.1f MB are free; nobody else can write meanwhile",
	    (double)file.st_size / 1e6, needed / 1e6, free_bytes / 1e6);
	if (needed <= free_bytes)
		return GAL_OK;
	gal_error_place(&context->err, context->database);
	return gal_fail(&context->err, GAL_FULL,
	    "not enough free space to rewrite the file; nothing was taken "
	    "out: make room, or purge now with --no-scrub");
}

static enum gal_status
purge(struct purge *p, struct gal_frame *frames[2])
{
	struct cli_context *context = p->context;
	struct gal_error *err = &context->err;
	struct gal_store_purged purged = { 0 };
	enum gal_status status =
	    gal_store_open(&p->store, context->database, GAL_STORE_WRITE, err);

	if (status == GAL_OK) /* posts are listed under it, too */
		status = open_key(p);
	if (status == GAL_OK)
		status = resolve(p);
	if (status == GAL_OK && !p->no_scrub)
		status = say_cost(context);
	if (status == GAL_OK)
		status = gal_store_purge(p->store,
		    (const int64_t *)(const void *)p->row_ids.data,
		    p->row_ids.len / sizeof(int64_t),
		    (const struct gal_pseudonym *)(const void *)p->authors.data,
		    p->authors.len / sizeof(struct gal_pseudonym), &purged,
		    err);
	if (status == GAL_OK && !p->no_scrub)
		status = gal_store_scrub(p->store, err);
	if (status == GAL_OK)
		status = make_frame(&frames[0], &purged, err);
	if (status == GAL_OK)
		status =
		    cli_export_register_check(&frames[1], context, p->exports);
	return status;
}

static enum gal_status
take_option(struct purge *p, int id)
{
	struct cli_context *context = p->context;

	switch (id) {
	case OPTION_AUTHOR:
		return deletion_list_add(&p->names, DELETION_AUTHOR,
		    gal_str_of(context->value), &context->err);
	case OPTION_POST:
		return deletion_list_add(&p->names, DELETION_POST,
		    gal_str_of(context->value), &context->err);
	case OPTION_LIST:
		return read_list(p, context->value);
	case OPTION_PLATFORM:
		if (gal_platform_parse(
			&p->platform, gal_str_of(context->value)) != GAL_OK)
			return gal_fail(&context->err, GAL_ARGUMENT,
			    "unknown platform '%s'", context->value);
		return GAL_OK;
	case OPTION_DELETE_EXPORTS:
		p->exports = CLI_EXPORT_DELETED;
		return GAL_OK;
	case OPTION_KEEP_EXPORTS:
		p->exports = CLI_EXPORT_STAYS;
		return GAL_OK;
	default:
		p->no_scrub = true;
		return GAL_OK;
	}
}

static int
run_purge(struct cli_context *context)
{
	struct purge p = { .context = context,
		.names = GAL_BUFFER((size_t)1 << 30),
		.row_ids = GAL_BUFFER((size_t)1 << 30),
		.authors = GAL_BUFFER((size_t)1 << 30),
		.exports = CLI_EXPORT_REBUILT };
	struct gal_frame *frames[2] = { NULL, NULL };
	enum gal_status status = GAL_OK;
	int id = 0, code = CLI_DONE;

	while (status == GAL_OK && (id = cli_next_option(context)) > 0)
		status = take_option(&p, id);
	if (status == GAL_OK && id < 0) {
		code = CLI_USAGE;
	} else if (status == GAL_OK && p.names.len == 0) {
		code = cli_usage_error(
		    context, "say what: --author, --post or --list");
	} else {
		if (status == GAL_OK)
			status = purge(&p, frames);
		if (status != GAL_OK)
			code = cli_report_error(context);
		else if (context->verbosity >= 0)
			code = cli_print_frames(context,
			    (const struct gal_frame *const *)frames,
			    gal_frame_rows(frames[1]) > 0 ? 2 : 1);
	}
	gal_frame_free(frames[0]);
	gal_frame_free(frames[1]);
	gal_store_close(p.store);
	gal_key_forget(&p.key);
	gal_seal_forget(&p.seal);
	gal_tombstone_key_forget(&p.tombstones);
	gal_buffer_free(&p.names);
	gal_buffer_free(&p.row_ids);
	gal_buffer_free(&p.authors);
	return code;
}

static const struct cli_option options[] = {
	{ OPTION_AUTHOR, "author", "NAME",
	    "everything of this author (name or pseudonym; Stack Exchange: "
	    "site/number)" },
	{ OPTION_POST, "post", "ID", "this post (Reddit: t1_… or t3_…)" },
	{ OPTION_LIST, "list", "FILE",
	    "one name, pseudonym or t1_/t3_ id a line; - is stdin" },
	{ OPTION_PLATFORM, "platform", "NAME",
	    "where names and ids are from (default reddit)" },
	{ OPTION_NO_SCRUB, "no-scrub", NULL,
	    "leave the file as it is; the bytes go with the next scrub" },
	{ OPTION_DELETE_EXPORTS, "delete-exports", NULL,
	    "delete the exports that are still as they were written" },
	{ OPTION_KEEP_EXPORTS, "keep-exports", NULL,
	    "leave them as they are: they still hold what was purged" },
	{ 0, NULL, NULL, NULL },
};

const struct cli_command cmd_purge = {
	.name = "purge",
	.summary = "take authors or posts out of the database for good",
	.synopsis = "-d FILE (--author NAME | --post ID | --list FILE)…",
	.description =
	    "Take posts out with their index entries, tags and timeline rows, "
	    "and\nleave tombstones so that no later ingest or merge brings "
	    "them back.\nThen rewrite the file, so that no byte of them is "
	    "left in it (needs\nfree space of twice the file's size, and "
	    "says so before it starts).\nExports and reports listed in "
	    "FILE.exports are made anew where they are as\nthey were written; "
	    "the rest is named, for you to delete.",
	.examples = "  galatea purge -d study.db --author some_name\n"
		    "  galatea purge -d study.db --list removal-requests.txt",
	.options = options,
	.run = run_purge,
};
