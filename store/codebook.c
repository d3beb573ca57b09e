/* The codebook's names as the database keeps them. */
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"
#include "store/rollup.h"

void
gal_store_book_free(struct gal_store *store)
{
	struct gal_store_codebook *book = &store->codebook;

	for (size_t i = 0; i < book->code_count; i++) {
		free((void *)book->codes[i].name);
		free((void *)book->codes[i].description);
	}
	for (size_t i = 0; i < book->rule_count; i++) {
		free((void *)book->rules[i].name);
		free((void *)book->rules[i].value);
	}
	for (size_t i = 0; i < book->rung_count; i++)
		free((void *)book->rungs[i]);
	free((void *)book->codes);
	free((void *)book->rules);
	free((void *)book->rungs);
	free((void *)book->hash);
	free((void *)book->name);
	memset(book, 0, sizeof(*book));
}

/* A copy of a text column; NULL stays NULL. */
static enum gal_status
take_text(char **out, sqlite3_stmt *statement, int at, struct gal_error *err)
{
	const char *text = (const char *)sqlite3_column_text(statement, at);

	*out = NULL;
	if (text == NULL)
		return GAL_OK;
	*out = strdup(text);
	return *out != NULL ? GAL_OK
			    : gal_fail(err, GAL_NOMEM, "out of memory");
}

/* A name that must be there, of the element whose number is in column 0: tags
 * mean elements by number, so a gap would give them other names. */
static enum gal_status
take_name(
    char **out, sqlite3_stmt *statement, size_t number, struct gal_error *err)
{
	enum gal_status status;

	*out = NULL;
	if (sqlite3_column_int64(statement, 0) != (int64_t)number ||
	    sqlite3_column_type(statement, 1) == SQLITE_NULL)
		return gal_fail(err, GAL_CORRUPT,
		    "the codebook in the database is damaged");
	status = take_text(out, statement, 1, err);
	return status == GAL_OK && *out == NULL
	    ? gal_fail(err, GAL_NOMEM, "out of memory")
	    : status;
}

/* Room for one more element of a list that grows by doubling. */
static enum gal_status
grow(void **list, size_t count, size_t size, struct gal_error *err)
{
	void *grown;

	if (count != 0 && (count & (count - 1)) != 0)
		return GAL_OK;
	grown = realloc(*list, (count == 0 ? 1 : count * 2) * size);
	if (grown == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	*list = grown;
	return GAL_OK;
}

static enum gal_status
take_code(struct gal_store_codebook *book, sqlite3_stmt *statement,
    struct gal_error *err)
{
	void *list = (void *)book->codes;
	enum gal_status status;
	struct gal_store_code *code;

	status = grow(&list, book->code_count, sizeof(*code), err);
	if (status != GAL_OK)
		return status;
	book->codes = list;
	code = (struct gal_store_code *)list + book->code_count++;
	memset(code, 0, sizeof(*code));
	status = take_name(
	    (char **)&code->name, statement, book->code_count - 1, err);
	if (status == GAL_OK)
		status =
		    take_text((char **)&code->description, statement, 2, err);
	return status;
}

static enum gal_status
take_rule(struct gal_store_codebook *book, sqlite3_stmt *statement,
    struct gal_error *err)
{
	void *list = (void *)book->rules;
	enum gal_status status;
	struct gal_store_rule *rule;

	status = grow(&list, book->rule_count, sizeof(*rule), err);
	if (status != GAL_OK)
		return status;
	book->rules = list;
	rule = (struct gal_store_rule *)list + book->rule_count++;
	memset(rule, 0, sizeof(*rule));
	rule->revision = (uint32_t)sqlite3_column_int64(statement, 2);
	rule->code = sqlite3_column_type(statement, 3) == SQLITE_NULL
	    ? -1
	    : sqlite3_column_int(statement, 3);
	status = take_name(
	    (char **)&rule->name, statement, book->rule_count - 1, err);
	return status == GAL_OK
	    ? take_text((char **)&rule->value, statement, 4, err)
	    : status;
}

static enum gal_status
take_rung(struct gal_store_codebook *book, sqlite3_stmt *statement,
    struct gal_error *err)
{
	void *list = (void *)book->rungs;
	enum gal_status status;

	status = grow(&list, book->rung_count, sizeof(char *), err);
	if (status != GAL_OK)
		return status;
	book->rungs = list;
	book->rung_count++;
	return take_name((char **)list + book->rung_count - 1, statement,
	    book->rung_count - 1, err);
}

static enum gal_status
take_hash(struct gal_store_codebook *book, sqlite3_stmt *statement,
    struct gal_error *err)
{
	enum gal_status status;

	status = take_text((char **)&book->hash, statement, 0, err);
	if (status == GAL_OK)
		status = take_text((char **)&book->name, statement, 1, err);
	return status;
}

enum gal_status
gal_store_book_load(struct gal_store *store, struct gal_error *err)
{
	static const struct {
		enum gal_sql sql;
		enum gal_status (*take)(struct gal_store_codebook *,
		    sqlite3_stmt *, struct gal_error *);
	} parts[] = {
		{ SQL_CODEBOOK_GET, take_hash },
		{ SQL_CODE_ALL, take_code },
		{ SQL_RULE_ALL, take_rule },
		{ SQL_RUNG_ALL, take_rung },
	};
	struct gal_store_codebook *book = &store->codebook;
	enum gal_status status = GAL_OK;

	gal_store_book_free(store);
	for (size_t i = 0;
	     status == GAL_OK && i < sizeof(parts) / sizeof(parts[0]); i++) {
		sqlite3_stmt *statement =
		    gal_store_statement(store, parts[i].sql, err);
		int code = SQLITE_DONE;

		if (statement == NULL)
			return gal_store_fail(store, err);
		while (status == GAL_OK &&
		    (code = sqlite3_step(statement)) == SQLITE_ROW)
			status = parts[i].take(book, statement, err);
		if (status == GAL_OK && code != SQLITE_DONE)
			status = gal_store_fail(store, err);
		if (status == GAL_CORRUPT)
			gal_error_place(err, store->path);
		(void)sqlite3_reset(statement);
	}
	if (status == GAL_OK && book->hash == NULL) {
		book->hash = strdup("");
		if (book->hash == NULL)
			status = gal_fail(err, GAL_NOMEM, "out of memory");
	}
	return status;
}

const struct gal_store_codebook *
gal_store_codebook(const struct gal_store *store)
{
	return &store->codebook;
}

int
gal_store_find_code(const struct gal_store *store, const char *name)
{
	for (size_t i = 0; i < store->codebook.code_count; i++) {
		if (strcmp(store->codebook.codes[i].name, name) == 0)
			return (int)i;
	}
	return -1;
}

static enum gal_status
put_codes(struct gal_store *store, const struct gal_store_codebook *book,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < book->code_count; i++) {
		sqlite3_stmt *s =
		    gal_store_statement(store, SQL_CODE_INSERT, err);

		if (s == NULL)
			return gal_store_fail(store, err);
		gal_bind_int(s, 1, (int64_t)i);
		gal_bind_str(s, 2, gal_str_of(book->codes[i].name));
		gal_bind_str(s, 3, gal_str_of(book->codes[i].description));
		status = gal_store_run(store, s, err);
	}
	return status;
}

static enum gal_status
put_rules(struct gal_store *store, const struct gal_store_codebook *book,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < book->rule_count; i++) {
		sqlite3_stmt *s =
		    gal_store_statement(store, SQL_RULE_INSERT, err);

		if (s == NULL)
			return gal_store_fail(store, err);
		gal_bind_int(s, 1, (int64_t)i);
		gal_bind_str(s, 2, gal_str_of(book->rules[i].name));
		gal_bind_int(s, 3, book->rules[i].revision);
		gal_bind_int(s, 4,
		    book->rules[i].code >= 0 ? book->rules[i].code
					     : GAL_ABSENT);
		gal_bind_str(s, 5, gal_str_of(book->rules[i].value));
		status = gal_store_run(store, s, err);
	}
	return status;
}

static enum gal_status
put_rungs(struct gal_store *store, const struct gal_store_codebook *book,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < book->rung_count; i++) {
		sqlite3_stmt *s =
		    gal_store_statement(store, SQL_RUNG_INSERT, err);

		if (s == NULL)
			return gal_store_fail(store, err);
		gal_bind_int(s, 1, (int64_t)i + 1);
		gal_bind_str(s, 2, gal_str_of(book->rungs[i]));
		status = gal_store_run(store, s, err);
	}
	return status;
}

enum gal_status
gal_store_book_put(struct gal_store *store,
    const struct gal_store_codebook *book, struct gal_error *err)
{
	static const enum gal_sql deletes[] = { SQL_CODEBOOK_DELETE,
		SQL_RULE_DELETE, SQL_CODE_DELETE, SQL_RUNG_DELETE };
	enum gal_status status = gal_rollup_clear(store, err);
	sqlite3_stmt *s;

	for (size_t i = 0;
	     status == GAL_OK && i < sizeof(deletes) / sizeof(deletes[0]); i++)
		status = gal_store_run_sql(store, deletes[i], err);
	if (status != GAL_OK)
		return status;
	s = gal_store_statement(store, SQL_CODEBOOK_INSERT, err);
	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_str(s, 1, gal_str_of(book->hash));
	gal_bind_str(s, 2, gal_str_of(book->name));
	status = gal_store_run(store, s, err);
	if (status == GAL_OK)
		status = put_codes(store, book, err);
	if (status == GAL_OK)
		status = put_rules(store, book, err);
	if (status == GAL_OK)
		status = put_rungs(store, book, err);
	return status;
}

static enum gal_status
refuse_other(const struct gal_store *store,
    const struct gal_store_codebook *codebook, struct gal_error *err)
{
	if (store->codebook.hash[0] == '\0' ||
	    strcmp(store->codebook.hash, codebook->hash) == 0)
		return GAL_OK;
	gal_error_place(err, store->path);
	return gal_fail(err, GAL_CODEBOOK,
	    "tagged with another codebook: run 'galatea classify' "
	    "first, or give that codebook with --codebook");
}

enum gal_status
gal_store_set_codebook(struct gal_store *store,
    const struct gal_store_codebook *codebook, struct gal_error *err)
{
	/* it is there most of the time, and nothing need be written */
	enum gal_status status = gal_store_snapshot(store, err);
	bool is_new;

	if (status == GAL_OK) {
		is_new = store->codebook.hash[0] == '\0';
		status = gal_store_end(
		    store, refuse_other(store, codebook, err), err);
	}
	if (status != GAL_OK || !is_new)
		return status;
	status = gal_store_begin(store, err);
	if (status != GAL_OK)
		return status;
	/* another process may have been faster */
	status = refuse_other(store, codebook, err);
	if (status == GAL_OK && store->codebook.hash[0] == '\0') {
		status = gal_store_book_put(store, codebook, err);
		if (status == GAL_OK)
			status = gal_store_book_load(store, err);
	}
	return gal_store_end(store, status, err);
}
