#include <cjson/cJSON.h>
#include <gsl/gsl_version.h>
#include <inttypes.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>
#include <utf8proc.h>
#include <zstd.h>

#include "cli/codebook_open.h"
#include "cli/key_open.h"
#include "core/datetime.h"
#include "core/folder.h"
#include "core/version.h"
#include "ingest/reader.h"
#include "notebooks-export/export_report.h"
#include "store/upkeep.h"

#define PATH_MAX_HERE 4096
/* Pages of larger files are left to 'galatea verify': minutes. */
#define CHECKED_BYTES ((int64_t)1 << 30)
#define LITTLE_SPACE (1e9) /* bytes */

/* One visit: what is looked at, and how many things are wrong. */
struct visit {
	struct cli_context *context;
	struct gal_store *store; /* NULL: there is none that opens */
	bool counted;		 /* info is filled in */
	struct gal_store_info info;
	int faults;
};

static void say(const char *name, const char *format, ...) GAL_PRINTF(2, 3);
static void wrong(struct visit *v, const char *name, const char *format, ...)
    GAL_PRINTF(3, 4);

/* "name       text": the name once, then blanks below it. */
static void
say(const char *name, const char *format, ...)
{
	va_list args;

	(void)printf("%-11s", name);
	va_start(args, format);
	(void)vprintf(format, args);
	va_end(args);
	(void)putchar('\n');
}

/* The same of something wrong: its text says what to do. */
static void
wrong(struct visit *v, const char *name, const char *format, ...)
{
	va_list args;

	(void)printf("%-11s! ", name);
	va_start(args, format);
	(void)vprintf(format, args);
	va_end(args);
	(void)putchar('\n');
	v->faults++;
}

static void
look_at_versions(struct visit *v)
{
	struct gal_error *err = &v->context->err;
	const char *libraries;

	say("galatea", "%s, database schema %d", GAL_VERSION,
	    gal_store_schema_version());
	say("sqlite", "%s", gal_store_sqlite_version());
	say("libraries", "zstd %s, utf8proc %s, libsodium %s, cJSON %s, GSL %s",
	    ZSTD_versionString(), utf8proc_version(), sodium_version_string(),
	    cJSON_Version(), gsl_version);
	if (gal_reader_libraries(&libraries, err) == GAL_OK)
		say("", "%s", libraries);
	else
		wrong(v, "", "%s", err->message);
	gal_error_clear(err);
	say("charts", "%s",
	    gal_report_has_charts()
		? "the report is drawn by Vega"
		: "none in the report: built without libjs-vega");
}

static void
look_at_formats(struct visit *v)
{
	const char *name, *description;

	(void)v;
	for (size_t i = 0; gal_format_info(i, &name, &description); i++)
		say(i == 0 ? "formats" : "", "%-14s %s", name, description);
}

static void
look_at_codebook(struct visit *v)
{
	struct cli_context *context = v->context;
	struct gal_codebook *book = NULL;

	say("codebook", "%s", cli_codebook_path(context));
	if (cli_codebook_open(&book, context) == GAL_OK)
		say("", "%s %s, %zu codes, %zu rules, hash %s",
		    gal_codebook_name(book), gal_codebook_version(book),
		    gal_codebook_code_count(book),
		    gal_codebook_rule_count(book), gal_codebook_hash(book));
	else
		wrong(v, "",
		    "not usable: %s; give another with --codebook, or install "
		    "galatea again",
		    context->err.message);
	gal_error_clear(&context->err);
	gal_codebook_free(book);
}

static void
look_at_database(struct visit *v)
{
	struct cli_context *context = v->context;
	const struct gal_store_info *info = &v->info;
	char first[32] = "-", last[32] = "-";

	if (!context->database_given && access(context->database, F_OK) != 0)
		return;
	if (gal_store_open(&v->store, context->database, GAL_STORE_READ_PARTIAL,
		&context->err) == GAL_OK)
		v->counted =
		    gal_store_info(&v->info, v->store, &context->err) == GAL_OK;
	if (!v->counted) {
		wrong(v, "database", "%s: %s", context->database,
		    context->err.message);
		gal_error_clear(&context->err);
		return;
	}
	if (info->first_utc != GAL_ABSENT) {
		gal_time_format(info->first_utc, first);
		gal_time_format(info->last_utc, last);
	}
	say("database", "%s", context->database);
	say("", "schema %d, %" PRId64 " bytes, %.0f per post",
	    info->schema_version, info->bytes,
	    info->posts > 0 ? (double)info->bytes / (double)info->posts : 0.0);
	say("",
	    "%" PRId64 " posts of %" PRId64 " authors in %" PRId64
	    " communities, %s to %s",
	    info->posts, info->authors, info->communities, first, last);
	say("", "%" PRId64 " tags, %" PRId64 " untagged, codebook %s",
	    info->tags, info->untagged, gal_store_codebook(v->store)->hash);
	say("", "%" PRId64 " archives, %" PRId64 " tombstones", info->files,
	    info->tombstones);
}

static void
look_at_health(struct visit *v)
{
	struct gal_store_health health;

	if (v->store == NULL)
		return;
	if (gal_store_check_health(
		&health, v->store, CHECKED_BYTES, &v->context->err) != GAL_OK) {
		wrong(v, "health", "%s", v->context->err.message);
		gal_error_clear(&v->context->err);
		return;
	}
	if (health.fault[0] != '\0')
		wrong(v, "health",
		    "%s: keep a copy and ingest anew into another file",
		    health.fault);
	else
		say("health", "%s",
		    health.pages_checked
			? "pages are sound; 'galatea verify' also checks the "
			  "counts and the index"
			: "pages not checked, the file is large: run "
			  "'galatea verify'");
	if (health.log_bytes > 0)
		say("",
		    "a write-ahead log of %" PRId64
		    " bytes: another process writes, or was killed; the next "
		    "command that writes takes it in",
		    health.log_bytes);
	if (v->info.files_unfinished > 0)
		wrong(v, "",
		    "%" PRId64 " of the archives are unfinished: give the "
		    "same ingest command again, it goes on from there",
		    v->info.files_unfinished);
	if (v->info.retagging)
		wrong(v, "",
		    "a re-tagging is unfinished: run 'galatea classify'");
	else if (v->info.untagged > 0)
		say("",
		    "%" PRId64 " posts have no tags yet: run "
		    "'galatea classify'",
		    v->info.untagged);
}

static void
look_at_key(struct visit *v)
{
	struct cli_context *context = v->context;
	char path[PATH_MAX_HERE], check[GAL_KEY_CHECK_HEX];
	struct gal_key key;
	bool is_keyed = false;
	enum gal_status status = cli_key_path(path, sizeof(path), context);

	if (status == GAL_OK && v->store != NULL)
		status = gal_store_has_key(&is_keyed, v->store, &context->err);
	if (status == GAL_OK && access(path, F_OK) != 0) {
		if (!is_keyed)
			say("key", "%s is not here: the first ingest makes one",
			    path);
		else
			say("key",
			    "%s is not here: to read is possible without it, "
			    "to ingest more give it with --key",
			    path);
		return;
	}
	if (status == GAL_OK)
		status = gal_key_load(&key, path, &context->err);
	if (status == GAL_OK) {
		gal_key_check(&key, check);
		gal_key_forget(&key);
	}
	if (status == GAL_OK && is_keyed)
		status = gal_store_check_key(v->store, check, &context->err);
	if (status == GAL_OK)
		say("key", "%s%s", path,
		    v->store == NULL ? "" : ", that of the database");
	else
		wrong(v, "key", "%s: %s", path, context->err.message);
	gal_error_clear(&context->err);
}

static void
look_at_disk(struct visit *v)
{
	const char *database = v->context->database;
	int folder = gal_folder_length(database);
	char place[PATH_MAX_HERE] = ".";
	struct statvfs disk;
	double free_bytes;

	if (folder > 0)
		(void)snprintf(place, sizeof(place), "%.*s", folder, database);
	if (statvfs(place, &disk) != 0) {
		wrong(v, "disk", "%s: cannot be looked at; does it exist?",
		    place);
		return;
	}
	free_bytes = (double)disk.f_bavail * (double)disk.f_frsize;
	say("disk", "%.1f GB free at %s", free_bytes / 1e9, place);
	if (v->counted && v->info.posts > 0)
		say("", "room for about %.0f more posts like these",
		    free_bytes * (double)v->info.posts / (double)v->info.bytes);
	if (free_bytes < LITTLE_SPACE)
		wrong(v, "",
		    "that is little: an ingest that fills the disk stops and "
		    "keeps what it has; make room or give -d elsewhere");
}

static int
run_doctor(struct cli_context *context)
{
	static void (*const looks[])(struct visit *) = { look_at_versions,
		look_at_formats, look_at_codebook, look_at_database,
		look_at_health, look_at_key, look_at_disk };
	struct visit v = { .context = context };

	if (cli_next_option(context) != 0)
		return CLI_USAGE;
	for (size_t i = 0; i < sizeof(looks) / sizeof(looks[0]); i++)
		looks[i](&v);
	gal_store_close(v.store);
	if (v.faults == 0)
		return CLI_DONE;
	cli_message(
	    context, "galatea doctor: %d found wrong, marked with !", v.faults);
	return CLI_DAMAGED;
}

static const struct cli_option options[] = { { 0, NULL, NULL, NULL } };

const struct cli_command cmd_doctor = {
	.name = "doctor",
	.summary = "show versions and the health of a database",
	.synopsis = "[-d FILE]",
	.description =
	    "Print the versions of galatea and its libraries, the formats it "
	    "reads and the codebook it would use; if there is a database, what "
	    "it holds and whether it is sound; whether the key is that of the "
	    "database; and the room on the disk. What is wrong is marked with "
	    "! and says what to do. Exit 3 if something is.",
	.examples = "  galatea doctor\n"
		    "  galatea doctor -d study.db --key study.key",
	.options = options,
	.run = run_doctor,
};
