#include "store/rule_marks.h"

#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

struct marked_rule {
	int64_t id;
	uint8_t bits;
};

struct gal_store_rule_marks {
	struct gal_store *store;
	sqlite3_stmt *statement;
	struct marked_rule *rules; /* ascending ids; owned */
	size_t count, capacity;
};

static uint8_t
bits_of(const char *rule, const struct gal_rule_group *groups, size_t count)
{
	uint8_t bits = 0;

	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(groups[i].name);

		if (strncmp(rule, groups[i].name, n) == 0 &&
		    (rule[n] == '\0' || rule[n] == '.'))
			bits |= groups[i].bits;
	}
	return bits;
}

static enum gal_status
keep_rule(struct gal_store_rule_marks *m, int64_t id, uint8_t bits,
    struct gal_error *err)
{
	if (m->count == m->capacity) {
		size_t capacity = m->capacity == 0 ? 64 : 2 * m->capacity;
		struct marked_rule *more =
		    realloc(m->rules, capacity * sizeof(*more));

		if (more == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		m->rules = more;
		m->capacity = capacity;
	}
	m->rules[m->count++] = (struct marked_rule){ id, bits };
	return GAL_OK;
}

static enum gal_status
read_rules(struct gal_store_rule_marks *m, const struct gal_rule_group *groups,
    size_t count, struct gal_error *err)
{
	static const char sql[] = "SELECT id, name FROM rule ORDER BY id";
	sqlite3_stmt *statement = NULL;
	enum gal_status status = GAL_OK;
	int rc;

	if (sqlite3_prepare_v2(m->store->db, sql, -1, &statement, NULL) !=
	    SQLITE_OK)
		return gal_store_fail(m->store, err);
	while (
	    (rc = sqlite3_step(statement)) == SQLITE_ROW && status == GAL_OK) {
		const char *name =
		    (const char *)sqlite3_column_text(statement, 1);
		uint8_t bits = name == NULL ? 0 : bits_of(name, groups, count);

		if (bits != 0)
			status = keep_rule(
			    m, sqlite3_column_int64(statement, 0), bits, err);
	}
	if (status == GAL_OK && rc != SQLITE_DONE)
		status = gal_store_fail(m->store, err);
	(void)sqlite3_finalize(statement);
	return status;
}

enum gal_status
gal_store_rule_marks_open(struct gal_store_rule_marks **out,
    struct gal_store *store, const char *code,
    const struct gal_rule_group *groups, size_t count, struct gal_error *err)
{
	static const char sql[] =
	    "SELECT rule FROM tag WHERE post = ?1 "
	    "AND code = (SELECT id FROM code WHERE name = ?2)";
	struct gal_store_rule_marks *m = calloc(1, sizeof(*m));
	enum gal_status status;

	*out = NULL;
	if (m == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	m->store = store;
	status = read_rules(m, groups, count, err);
	if (status == GAL_OK &&
	    sqlite3_prepare_v2(store->db, sql, -1, &m->statement, NULL) !=
		SQLITE_OK)
		status = gal_store_fail(store, err);
	if (status == GAL_OK &&
	    sqlite3_bind_text(m->statement, 2, code, -1, SQLITE_TRANSIENT) !=
		SQLITE_OK)
		status = gal_store_fail(store, err);
	if (status != GAL_OK) {
		gal_store_rule_marks_close(m);
		return status;
	}
	*out = m;
	return GAL_OK;
}

static int
compare_rules(const void *key, const void *item)
{
	int64_t id = *(const int64_t *)key;
	const struct marked_rule *rule = item;

	return (id > rule->id) - (id < rule->id);
}

enum gal_status
gal_store_rule_marks_of(uint8_t *bits, struct gal_store_rule_marks *m,
    int64_t post, struct gal_error *err)
{
	int rc;

	*bits = 0;
	if (m->count == 0)
		return GAL_OK;
	(void)sqlite3_bind_int64(m->statement, 1, post);
	while ((rc = sqlite3_step(m->statement)) == SQLITE_ROW) {
		int64_t id = sqlite3_column_int64(m->statement, 0);
		const struct marked_rule *rule = bsearch(
		    &id, m->rules, m->count, sizeof(*m->rules), compare_rules);

		if (rule != NULL)
			*bits |= rule->bits;
	}
	(void)sqlite3_reset(m->statement);
	return rc == SQLITE_DONE ? GAL_OK : gal_store_fail(m->store, err);
}

void
gal_store_rule_marks_close(struct gal_store_rule_marks *m)
{
	if (m == NULL)
		return;
	(void)sqlite3_finalize(m->statement);
	free(m->rules);
	free(m);
}
