#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>
#include <utf8proc.h>
#include <zstd.h>

#include "cli/codebook_open.h"
#include "cli/command.h"
#include "core/datetime.h"
#include "core/version.h"
#include "ingest/reader.h"
#include "store/store.h"

static void
print_codebook(struct cli_context *context)
{
	struct gal_codebook *book = NULL;

	(void)printf("codebook   %s\n", cli_codebook_path(context));
	if (cli_codebook_open(&book, context) == GAL_OK)
		(void)printf(
		    "           %s %s, %zu codes, %zu rules, hash %s\n",
		    gal_codebook_name(book), gal_codebook_version(book),
		    gal_codebook_code_count(book),
		    gal_codebook_rule_count(book), gal_codebook_hash(book));
	else
		(void)printf(
		    "           not usable: %s\n", context->err.message);
	gal_error_clear(&context->err);
	gal_codebook_free(book);
}

static void
print_formats(void)
{
	const char *name, *description;

	for (size_t i = 0; gal_format_info(i, &name, &description); i++)
		(void)printf("%-11s%-14s %s\n", i == 0 ? "formats" : "", name,
		    description);
}

static int
print_database(struct cli_context *context)
{
	struct gal_store *store = NULL;
	struct gal_store_info info;
	char first[32] = "-", last[32] = "-";
	enum gal_status status = gal_store_open(
	    &store, context->database, GAL_STORE_READ_PARTIAL, &context->err);

	if (status == GAL_OK)
		status = gal_store_info(&info, store, &context->err);
	if (status != GAL_OK) {
		gal_store_close(store);
		return cli_report_error(context);
	}
	if (info.first_utc != GAL_ABSENT) {
		gal_time_format(info.first_utc, first);
		gal_time_format(info.last_utc, last);
	}
	(void)printf("database   %s\n", context->database);
	(void)printf("           schema %d, %" PRId64 " bytes, %.0f per post\n",
	    info.schema_version, info.bytes,
	    info.posts > 0 ? (double)info.bytes / (double)info.posts : 0.0);
	(void)printf("           %" PRId64 " posts of %" PRId64 " authors in "
		     "%" PRId64 " communities, %s to %s\n",
	    info.posts, info.authors, info.communities, first, last);
	(void)printf("           %" PRId64 " tags, %" PRId64 " untagged, "
		     "codebook %s%s\n",
	    info.tags, info.untagged, gal_store_codebook(store)->hash,
	    info.retagging ? " (re-tagging unfinished: run classify)" : "");
	(void)printf("           %" PRId64 " archives, %" PRId64
		     " of them unfinished; %" PRId64 " tombstones%s\n",
	    info.files, info.files_unfinished, info.tombstones,
	    info.has_key ? "" : "; no project key yet");
	(void)printf("           'galatea verify' checks that it is whole\n");
	gal_store_close(store);
	return CLI_DONE;
}

static int
run_doctor(struct cli_context *context)
{
	int id = cli_next_option(context);

	if (id != 0)
		return CLI_USAGE;
	(void)printf("galatea    %s, database schema %d\n", GAL_VERSION,
	    gal_store_schema_version());
	(void)printf("sqlite     %s\n", gal_store_sqlite_version());
	(void)printf("zstd       %s\n", ZSTD_versionString());
	(void)printf("utf8proc   %s\n", utf8proc_version());
	print_formats();
	print_codebook(context);
	if (!context->database_given && access(context->database, F_OK) != 0)
		return CLI_DONE;
	return print_database(context);
}

static const struct cli_option options[] = { { 0, NULL, NULL, NULL } };

const struct cli_command cmd_doctor = {
	.name = "doctor",
	.summary = "show versions and the health of a database",
	.synopsis = "[-d FILE]",
	.description =
	    "Print the versions of galatea and its libraries, the formats it "
	    "reads,\nthe codebook it would use and, if there is one, what the "
	    "database holds.",
	.options = options,
	.run = run_doctor,
};
