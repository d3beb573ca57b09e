/* Making a database and bringing an older one up to date. */
#include <stdio.h>

#include "core/post.h"
#include "core/reading.h"
#include "store/internal.h"

/* "gala": what `file` and `PRAGMA application_id` know our files by. */
#define APPLICATION_ID 0x67616C61

extern const char gal_schema_1[]; /* store/schema.sql, embedded */
extern const char gal_schema_2[]; /* store/schema_2.sql */
extern const char gal_schema_3[]; /* store/schema_3.sql */
extern const char gal_schema_4[]; /* store/schema_4.sql */
extern const char gal_schema_5[]; /* store/schema_5.sql */
extern const char gal_schema_6[]; /* store/schema_6.sql */

/* migrations[i] leads from version i to i + 1; the first makes a database.
 * Never edit one that was released: add the next. */
static const char *const migrations[] = { gal_schema_1, gal_schema_2,
	gal_schema_3, gal_schema_4, gal_schema_5, gal_schema_6 };
#define SCHEMA_VERSION ((int)(sizeof(migrations) / sizeof(migrations[0])))

static const char *const file_states[] = { "reading", "done", "damaged" };

int
gal_store_schema_version(void)
{
	return SCHEMA_VERSION;
}

static const char *
platform_name(int i)
{
	return gal_platform_name((enum gal_platform)i);
}

static const char *
kind_name(int i)
{
	return gal_kind_name((enum gal_kind)i);
}

static const char *
deletion_name(int i)
{
	return gal_deletion_name((enum gal_deletion)i);
}

static const char *
stance_name(int i)
{
	return gal_stance_name((uint8_t)i);
}

static const char *
field_name(int i)
{
	return gal_field_name((uint8_t)i);
}

static const char *
unread_name(int i)
{
	return i == GAL_UNTAGGED ? "untagged" : gal_unread_name((uint8_t)i);
}

static const char *
file_state_name(int i)
{
	return file_states[i];
}

static const struct enum_list {
	const char *name;
	const char *(*name_of)(int value);
	int count;
	int extra; /* one more value, or -1 */
} lists[] = {
	{ "platform", platform_name, GAL_PLATFORM_COUNT, -1 },
	{ "kind", kind_name, GAL_KIND_COUNT, -1 },
	{ "deletion", deletion_name, GAL_DELETION_COUNT, -1 },
	{ "stance", stance_name, GAL_STANCE_FICTION + 1, -1 },
	{ "field", field_name, GAL_FIELD_NONE + 1, -1 },
	{ "unread", unread_name, GAL_UNREAD_ROLE + 1, GAL_UNTAGGED },
	{ "file_state", file_state_name, GAL_FILE_DAMAGED + 1, -1 },
};

static enum gal_status
put_name(struct gal_store *store, const struct enum_list *list, int value,
    struct gal_error *err)
{
	char sql[160];

	/* Names are our own constants: nothing to quote. */
	(void)snprintf(sql, sizeof(sql),
	    "INSERT OR REPLACE INTO enum_name VALUES ('%s', %d, '%s')",
	    list->name, value, list->name_of(value));
	return gal_store_exec(store, sql, err);
}

/* A name added to one of the lists needs a new schema version. */
static enum gal_status
put_names(struct gal_store *store, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		for (int v = 0; status == GAL_OK && v < lists[i].count; v++)
			status = put_name(store, &lists[i], v, err);
		if (status == GAL_OK && lists[i].extra >= 0)
			status =
			    put_name(store, &lists[i], lists[i].extra, err);
	}
	return status;
}

static enum gal_status
migrate(struct gal_store *store, int version, struct gal_error *err)
{
	char sql[96];
	enum gal_status status = GAL_OK;

	for (int i = version; status == GAL_OK && i < SCHEMA_VERSION; i++)
		status = gal_store_exec(store, migrations[i], err);
	if (status == GAL_OK)
		status = put_names(store, err);
	if (status != GAL_OK)
		return status;
	(void)snprintf(sql, sizeof(sql),
	    "PRAGMA user_version = %d; PRAGMA application_id = %d",
	    SCHEMA_VERSION, APPLICATION_ID);
	return gal_store_exec(store, sql, err);
}

static enum gal_status
check_version(int *version, struct gal_store *store, struct gal_error *err)
{
	int64_t found = 0, application = 0, objects = 0;
	enum gal_status status;

	status = gal_store_ask(&found, store, "PRAGMA user_version", 0, err);
	if (status == GAL_OK)
		status = gal_store_ask(
		    &application, store, "PRAGMA application_id", 0, err);
	if (status == GAL_OK)
		status = gal_store_ask(&objects, store,
		    "SELECT count(*) FROM sqlite_schema", 0, err);
	if (status != GAL_OK)
		return status;
	if (objects > 0 && application != APPLICATION_ID)
		return gal_fail(err, GAL_FORMAT,
		    "a database of another program: give "
		    "another file with -d");
	if (found > SCHEMA_VERSION)
		return gal_fail(err, GAL_SCHEMA,
		    "made by a newer galatea (schema %d, this one knows %d)",
		    (int)found, SCHEMA_VERSION);
	if (found <= 0 && objects > 0)
		return gal_fail(err, GAL_CORRUPT,
		    "its schema version (%lld) is none that any galatea wrote",
		    (long long)found);
	*version = objects == 0 ? 0 : (int)found;
	return GAL_OK;
}

enum gal_status
gal_schema_prepare(struct gal_store *store, struct gal_error *err)
{
	int version = 0;
	enum gal_status status = check_version(&version, store, err);

	if (status != GAL_OK || version == SCHEMA_VERSION)
		return status;
	if (!gal_store_writes(store))
		return version == 0
		    ? gal_fail(err, GAL_FORMAT, "an empty database")
		    : gal_fail(err, GAL_SCHEMA,
			  "made by an older galatea (schema %d): run "
			  "'galatea verify --migrate' once",
			  version);
	status = gal_store_run_sql(store, SQL_BEGIN, err);
	if (status != GAL_OK)
		return status;
	/* Another process may have been faster. */
	status = check_version(&version, store, err);
	if (status == GAL_OK && version < SCHEMA_VERSION)
		status = migrate(store, version, err);
	return gal_store_end(store, status, err);
}
