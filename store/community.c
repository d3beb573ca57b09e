/* Communities: few, so they are kept in memory with a hash by name. */
#include <stdlib.h>
#include <string.h>

#include "core/name_fold.h"
#include "core/rng.h"
#include "store/internal.h"

struct key {
	enum gal_platform platform;
	struct gal_str scope, name, native_id;
};

static uint64_t
hash_key(const struct key *key)
{
	uint64_t h = gal_hash_bytes(
	    key->name.data, key->name.len, (uint64_t)key->platform);

	h = gal_hash_bytes(key->native_id.data, key->native_id.len, h);
	return gal_hash_bytes(key->scope.data, key->scope.len, h);
}

static bool
equals(struct gal_str s, const char *text)
{
	return s.len == strlen(text) &&
	    (s.len == 0 || memcmp(s.data, text, s.len) == 0);
}

static bool
is_key(const struct gal_store_community *c, const struct key *key)
{
	return c->platform == key->platform && equals(key->name, c->name) &&
	    equals(key->native_id, c->native_id) &&
	    equals(key->scope, c->scope);
}

static struct community_slot *
find_slot(const struct gal_store *store, const struct key *key)
{
	size_t mask = store->slot_count - 1;
	size_t at = (size_t)hash_key(key) & mask;

	while (store->slots[at].index != 0 &&
	    !is_key(&store->communities[store->slots[at].index - 1], key))
		at = (at + 1) & mask;
	return &store->slots[at];
}

static enum gal_status
rehash(struct gal_store *store, size_t slot_count, struct gal_error *err)
{
	struct community_slot *slots = calloc(slot_count, sizeof(*slots));

	if (slots == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	free(store->slots);
	store->slots = slots;
	store->slot_count = slot_count;
	for (size_t i = 0; i < store->community_count; i++) {
		const struct gal_store_community *c = &store->communities[i];
		struct key key = { c->platform, gal_str_of(c->scope),
			gal_str_of(c->name), gal_str_of(c->native_id) };

		find_slot(store, &key)->index = i + 1;
	}
	return GAL_OK;
}

static char *
copy_str(struct gal_str s)
{
	char *copy = malloc(s.len + 1);

	if (copy == NULL)
		return NULL;
	if (s.len > 0)
		memcpy(copy, s.data, s.len);
	copy[s.len] = '\0';
	return copy;
}

static enum gal_status
append(struct gal_store *store, int64_t id, const struct key *key,
    struct gal_error *err)
{
	struct gal_store_community *c;
	enum gal_status status = GAL_OK;

	if (store->community_count == store->community_capacity) {
		size_t n = store->community_capacity * 2 + 16;

		c = realloc(store->communities, n * sizeof(*c));
		if (c == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		store->communities = c;
		store->community_capacity = n;
	}
	if ((store->community_count + 1) * 2 > store->slot_count)
		status = rehash(store,
		    store->slot_count == 0 ? 64 : store->slot_count * 2, err);
	if (status != GAL_OK)
		return status;
	c = &store->communities[store->community_count];
	c->id = id;
	c->platform = key->platform;
	c->scope = copy_str(key->scope);
	c->name = copy_str(key->name);
	c->native_id = copy_str(key->native_id);
	store->community_count++;
	if (c->scope == NULL || c->name == NULL || c->native_id == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	find_slot(store, key)->index = store->community_count;
	return GAL_OK;
}

void
gal_store_communities_free(struct gal_store *store)
{
	for (size_t i = 0; i < store->community_count; i++) {
		free((void *)store->communities[i].scope);
		free((void *)store->communities[i].name);
		free((void *)store->communities[i].native_id);
	}
	free(store->communities);
	free(store->slots);
	store->communities = NULL;
	store->slots = NULL;
	store->community_count = 0;
	store->community_capacity = 0;
	store->slot_count = 0;
}

enum gal_status
gal_store_communities_load(struct gal_store *store, struct gal_error *err)
{
	sqlite3_stmt *statement;
	enum gal_status status = GAL_OK;
	int code = SQLITE_DONE;

	gal_store_communities_free(store);
	statement = gal_store_statement(store, SQL_COMMUNITY_ALL, err);
	if (statement == NULL)
		return gal_store_fail(store, err);
	while (status == GAL_OK &&
	    (code = sqlite3_step(statement)) == SQLITE_ROW) {
		struct key key = {
			(enum gal_platform)sqlite3_column_int(statement, 1),
			gal_column_str(statement, 2),
			gal_column_str(statement, 3),
			gal_column_str(statement, 4),
		};

		status = append(
		    store, sqlite3_column_int64(statement, 0), &key, err);
	}
	if (status == GAL_OK && code != SQLITE_DONE)
		status = gal_store_fail(store, err);
	(void)sqlite3_reset(statement);
	return status;
}

enum gal_status
gal_store_community_id(int64_t *out, struct gal_store *store,
    const struct gal_post *post, struct gal_error *err)
{
	struct key key = { post->platform, post->scope, post->community,
		post->community_id };
	sqlite3_stmt *statement;
	const struct community_slot *slot;
	enum gal_status status;
	int64_t id;

	*out = 0;
	if (key.name.len == 0 && key.native_id.len == 0)
		return GAL_OK;
	if (store->slot_count > 0) {
		slot = find_slot(store, &key);
		if (slot->index != 0) {
			*out = store->communities[slot->index - 1].id;
			return GAL_OK;
		}
	}
	id = store->community_count == 0
	    ? 1
	    : store->communities[store->community_count - 1].id + 1;
	statement = gal_store_statement(store, SQL_COMMUNITY_INSERT, err);
	if (statement == NULL)
		return gal_store_fail(store, err);
	status = append(store, id, &key, err);
	if (status != GAL_OK)
		return status;
	{
		const struct gal_store_community *c =
		    &store->communities[store->community_count - 1];

		gal_bind_int(statement, 1, id);
		gal_bind_int(statement, 2, c->platform);
		gal_bind_str(statement, 3, gal_str_of(c->scope));
		gal_bind_str(statement, 4, gal_str_of(c->name));
		gal_bind_str(statement, 5, gal_str_of(c->native_id));
	}
	*out = id;
	return gal_store_run(store, statement, err);
}

const struct gal_store_community *
gal_store_community_by_id(const struct gal_store *store, int64_t id)
{
	size_t low = 0, high = store->community_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (store->communities[middle].id < id)
			low = middle + 1;
		else
			high = middle;
	}
	if (low < store->community_count && store->communities[low].id == id)
		return &store->communities[low];
	return NULL;
}

enum gal_status
gal_store_communities(const struct gal_store_community **out, size_t *count,
    struct gal_store *store, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	if (store->stale)
		status = gal_store_communities_load(store, err);
	*out = store->communities;
	*count = store->community_count;
	return status;
}

/* "r/name" and "t5_id" without what ingest takes off, too. */
static struct gal_str
bare_name(struct gal_str name)
{
	static const char *const leads[] = { "/r/", "r/", "t5_" };

	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
		size_t n = strlen(leads[i]);

		if (name.len > n &&
		    sqlite3_strnicmp(name.data, leads[i], (int)n) == 0)
			return (struct gal_str){ name.data + n, name.len - n };
	}
	return name;
}

/* What is asked for, folded. */
struct asked {
	struct gal_name_room name_room, bare_room;
	struct gal_str name, bare;
};

static bool
is_called(const struct asked *asked, const char *given)
{
	struct gal_name_room room;
	struct gal_str name = gal_name_fold(&room, gal_str_of(given));

	return gal_str_equal(asked->name, name) ||
	    gal_str_equal(asked->bare, name);
}

enum gal_status
gal_communities_match(struct gal_buffer *ids,
    const struct gal_store_community *all, size_t n, struct gal_str name,
    struct gal_error *err)
{
	size_t before = ids->len, *named, named_count = 0;
	struct asked asked;
	enum gal_status status = GAL_OK;

	if (name.len == 0)
		return gal_fail(err, GAL_ARGUMENT, "empty community name");
	named = malloc((n + 1) * sizeof(*named));
	if (named == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	asked.name = gal_name_fold(&asked.name_room, name);
	asked.bare = gal_name_fold(&asked.bare_room, bare_name(name));
	for (size_t i = 0; i < n; i++)
		if (all[i].native_id[0] != '\0' &&
		    is_called(&asked, all[i].name))
			named[named_count++] = i;
	for (size_t i = 0; status == GAL_OK && i < n; i++) {
		bool wanted = is_called(&asked, all[i].name) ||
		    is_called(&asked, all[i].native_id);

		/* Another spelling of one that matches. */
		for (size_t k = 0; !wanted && k < named_count; k++) {
			const struct gal_store_community *c = &all[named[k]];

			wanted = all[i].platform == c->platform &&
			    strcmp(all[i].native_id, c->native_id) == 0 &&
			    strcmp(all[i].scope, c->scope) == 0;
		}
		if (wanted)
			status = gal_buffer_append(
			    ids, &all[i].id, sizeof(all[i].id), err);
	}
	free(named);
	if (status == GAL_OK && ids->len == before)
		return gal_fail(err, GAL_NOT_FOUND,
		    "no community '%.*s' in the database", (int)name.len,
		    name.data);
	return status;
}

enum gal_status
gal_store_find_communities(struct gal_buffer *ids, struct gal_store *store,
    struct gal_str name, struct gal_error *err)
{
	return gal_communities_match(
	    ids, store->communities, store->community_count, name, err);
}
