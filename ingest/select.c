#include "ingest/select_check.h"

#include "core/name_fold.h"
#include "core/name_list.h"
#include "core/rng.h"
#include "ingest/match.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NAMES_MAX ((size_t)10 * 1000 * 1000)

/* ---- sets of names ---- */

static void
set_free(struct gal_name_set *set)
{
	for (size_t i = 0; i < set->count; i++)
		free((char *)(uintptr_t)set->names[i].data);
	free(set->names);
	memset(set, 0, sizeof(*set));
}

static size_t
set_place(const struct gal_name_set *set, struct gal_str name, bool *found)
{
	size_t low = 0, high = set->count;

	*found = false;
	while (low < high) {
		size_t mid = low + (high - low) / 2;
		int order = gal_str_compare(set->names[mid], name);

		if (order == 0) {
			*found = true;
			return mid;
		}
		if (order < 0)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

static int
compare_names(const void *a, const void *b)
{
	return gal_str_compare(
	    *(const struct gal_str *)a, *(const struct gal_str *)b);
}

/* Names come in any number and order, so they are appended and put in order
 * once by set_finish(). */
static enum gal_status
set_add(struct gal_name_set *set, struct gal_str folded, struct gal_error *err)
{
	char *copy;

	if (set->count == set->capacity) {
		size_t capacity = set->capacity == 0 ? 16 : set->capacity * 2;
		struct gal_str *grown;

		if (capacity > NAMES_MAX)
			return gal_fail(err, GAL_LIMIT, "too many names");
		grown = realloc(set->names, capacity * sizeof(set->names[0]));
		if (grown == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		set->names = grown;
		set->capacity = capacity;
	}
	copy = gal_str_copy(folded);
	if (copy == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	set->names[set->count++] = (struct gal_str){ copy, folded.len };
	return GAL_OK;
}

static enum gal_status
set_append(struct gal_name_set *set, struct gal_str name, struct gal_error *err)
{
	struct gal_name_room room;

	if (name.len == 0 || name.len > GAL_NAME_MAX)
		return gal_fail(err, GAL_ARGUMENT,
		    "a name must have 1 to %d bytes", GAL_NAME_MAX);
	return set_add(set, gal_name_fold(&room, name), err);
}

static void
set_finish(struct gal_name_set *set)
{
	size_t kept = 0;

	if (set->count == 0)
		return;
	qsort(set->names, set->count, sizeof(set->names[0]), compare_names);
	for (size_t i = 0; i < set->count; i++) {
		if (kept > 0 &&
		    gal_str_equal(set->names[kept - 1], set->names[i]))
			free((char *)(uintptr_t)set->names[i].data);
		else
			set->names[kept++] = set->names[i];
	}
	set->count = kept;
}

bool
gal_name_set_has(const struct gal_name_set *set, struct gal_str name)
{
	struct gal_name_room room;
	bool found;

	if (set->count == 0 || name.len == 0 || name.len > GAL_NAME_MAX)
		return false;
	(void)set_place(set, gal_name_fold(&room, name), &found);
	return found;
}

/* ---- filling ---- */

enum gal_status
gal_selection_new(struct gal_selection **out, struct gal_error *err)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	(*out)->since = GAL_ABSENT;
	(*out)->until = GAL_ABSENT;
	return GAL_OK;
}

void
gal_selection_free(struct gal_selection *self)
{
	if (self == NULL)
		return;
	set_free(&self->communities);
	set_free(&self->community_ids);
	set_free(&self->authors);
	set_free(&self->matches);
	free(self->pseudonyms);
	free(self);
}

static struct gal_str
without(struct gal_str name, const char *prefix)
{
	size_t n = strlen(prefix);

	if (name.len > n) {
		size_t i = 0;

		while (i < n && gal_lower(name.data[i]) == prefix[i])
			i++;
		if (i == n)
			return (struct gal_str){ name.data + n, name.len - n };
	}
	return name;
}

static enum gal_status
add_community(void *owner, struct gal_str name, struct gal_error *err)
{
	struct gal_selection *self = owner;
	struct gal_str id = without(name, "t5_");

	if (id.len < name.len)
		return set_append(&self->community_ids, id, err);
	name = without(name, "/");
	return set_append(&self->communities, without(name, "r/"), err);
}

static enum gal_status
add_author(void *owner, struct gal_str name, struct gal_error *err)
{
	struct gal_selection *self = owner;
	struct gal_pseudonym given;
	struct gal_pseudonym *grown;

	if (gal_pseudonym_parse(&given, name) != GAL_OK) {
		name = without(name, "/");
		return set_append(&self->authors, without(name, "u/"), err);
	}
	if (self->pseudonym_count == self->pseudonym_capacity) {
		size_t capacity = self->pseudonym_capacity == 0
		    ? 16
		    : self->pseudonym_capacity * 2;

		if (capacity > NAMES_MAX)
			return gal_fail(err, GAL_LIMIT, "too many names");
		grown = realloc(
		    self->pseudonyms, capacity * sizeof(self->pseudonyms[0]));
		if (grown == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		self->pseudonyms = grown;
		self->pseudonym_capacity = capacity;
	}
	self->pseudonyms[self->pseudonym_count++] = given;
	return GAL_OK;
}

/* After names were added, before anything is asked. */
static void
finish(struct gal_selection *self)
{
	set_finish(&self->communities);
	set_finish(&self->community_ids);
	set_finish(&self->authors);
	set_finish(&self->matches);
	if (self->pseudonym_count > 0)
		qsort(self->pseudonyms, self->pseudonym_count,
		    sizeof(self->pseudonyms[0]), gal_select_compare_pseudonyms);
}

enum gal_status
gal_selection_community(
    struct gal_selection *self, const char *name, struct gal_error *err)
{
	enum gal_status status =
	    add_community(self, gal_str_trim(gal_str_of(name), " \t\r\n"), err);

	finish(self);
	return status;
}

enum gal_status
gal_selection_author(
    struct gal_selection *self, const char *name, struct gal_error *err)
{
	enum gal_status status = add_author(self, gal_str_of(name), err);

	finish(self);
	return status;
}

static enum gal_status
add_file(struct gal_selection *self, const char *path, gal_name_fn *add,
    struct gal_error *err)
{
	enum gal_status status;
	FILE *file = fopen(path, "re");

	if (file == NULL) {
		gal_error_place(err, path);
		return gal_fail_errno(err,
		    errno == ENOENT ? GAL_NOT_FOUND : GAL_IO, errno,
		    "cannot open");
	}
	status = gal_name_list_read(file, path, add, self, err);
	(void)fclose(file);
	finish(self);
	return status;
}

enum gal_status
gal_selection_community_file(
    struct gal_selection *self, const char *path, struct gal_error *err)
{
	return add_file(self, path, add_community, err);
}

enum gal_status
gal_selection_author_file(
    struct gal_selection *self, const char *path, struct gal_error *err)
{
	return add_file(self, path, add_author, err);
}

static enum gal_status
check_window(const struct gal_selection *self, struct gal_error *err)
{
	if (self->since == GAL_ABSENT || self->until == GAL_ABSENT ||
	    self->since < self->until)
		return GAL_OK;
	return gal_fail(err, GAL_ARGUMENT,
	    "no time lies between the two: posts are taken from the first on "
	    "and before the second");
}

enum gal_status
gal_selection_since(
    struct gal_selection *self, int64_t utc, struct gal_error *err)
{
	if (utc == GAL_ABSENT)
		return gal_fail(err, GAL_ARGUMENT, "no time given");
	self->since = utc;
	return check_window(self, err);
}

enum gal_status
gal_selection_until(
    struct gal_selection *self, int64_t utc, struct gal_error *err)
{
	if (utc == GAL_ABSENT)
		return gal_fail(err, GAL_ARGUMENT, "no time given");
	self->until = utc;
	return check_window(self, err);
}

enum gal_status
gal_selection_match(
    struct gal_selection *self, const char *words, struct gal_error *err)
{
	struct gal_buffer folded = GAL_BUFFER(4 * GAL_NAME_MAX);
	struct gal_str given = gal_str_trim(gal_str_of(words), " \t\r\n");
	enum gal_status status;

	if (given.len == 0 || given.len > GAL_NAME_MAX)
		return gal_fail(err, GAL_ARGUMENT,
		    "words to look for must have 1 to %d bytes", GAL_NAME_MAX);
	status = gal_match_fold(&folded, given, err);
	if (status == GAL_OK && folded.len == 0)
		status = gal_fail(err, GAL_ARGUMENT, "no words to look for");
	if (status == GAL_OK)
		status = set_add(&self->matches,
		    (struct gal_str){ folded.data, folded.len }, err);
	gal_buffer_free(&folded);
	finish(self);
	return status;
}

enum gal_status
gal_selection_kind(
    struct gal_selection *self, enum gal_kind kind, struct gal_error *err)
{
	if ((unsigned)kind >= GAL_KIND_COUNT)
		return gal_fail(err, GAL_ARGUMENT, "no such kind of post");
	self->kinds |= 1U << kind;
	return GAL_OK;
}

enum gal_status
gal_selection_sample(struct gal_selection *self, double share,
    enum gal_sample_unit unit, uint64_t seed, struct gal_error *err)
{
	if (!(share > 0 && share <= 1))
		return gal_fail(err, GAL_ARGUMENT,
		    "a sample is a share above 0 and at most 1");
	self->share = share;
	self->unit = unit;
	self->seed = seed;
	return GAL_OK;
}

enum gal_status
gal_selection_stop_after(
    struct gal_selection *self, uint64_t n, struct gal_error *err)
{
	(void)err;
	self->stop_after = n;
	return GAL_OK;
}

uint64_t
gal_selection_stop(const struct gal_selection *self)
{
	return self->stop_after;
}

/* ---- describing ---- */

static enum gal_status
describe_set(const struct gal_name_set *set, const char *key,
    struct gal_buffer *out, struct gal_error *err)
{
	enum gal_status status;

	if (set->count == 0)
		return GAL_OK;
	status = gal_buffer_printf(out, err, ",\"%s\":[", key);
	for (size_t i = 0; i < set->count && status == GAL_OK; i++) {
		struct gal_str name = set->names[i];

		status = gal_buffer_append_str(out, i > 0 ? ",\"" : "\"", err);
		for (size_t k = 0; k < name.len && status == GAL_OK; k++) {
			unsigned char c = (unsigned char)name.data[k];

			status = c < 0x20 || c == '"' || c == '\\'
			    ? gal_buffer_printf(out, err, "\\u%04x", c)
			    : gal_buffer_append(out, name.data + k, 1, err);
		}
		if (status == GAL_OK)
			status = gal_buffer_append_str(out, "\"", err);
	}
	if (status == GAL_OK)
		status = gal_buffer_append_str(out, "]", err);
	return status;
}

static enum gal_status
describe_people(const struct gal_selection *self, const struct gal_key *key,
    struct gal_buffer *out, struct gal_error *err)
{
	uint64_t hash = self->pseudonym_count;
	struct gal_pseudonym sealed;
	enum gal_status status;
	char hex[33];

	if (self->authors.count + self->pseudonym_count == 0)
		return GAL_OK;
	for (size_t i = 0; i < self->authors.count; i++)
		hash = gal_hash_bytes(self->authors.names[i].data,
		    self->authors.names[i].len, hash);
	for (size_t i = 0; i < self->pseudonym_count; i++)
		hash = gal_hash_bytes(
		    self->pseudonyms[i].bytes, GAL_PSEUDONYM_BYTES, hash);
	/* one name is soon guessed from a hash that anybody can make */
	(void)snprintf(hex, sizeof(hex), "%016llx", (unsigned long long)hash);
	status = gal_pseudonym_make(
	    &sealed, key, GAL_PLATFORM_GENERIC, gal_str_of(hex), err);
	if (status != GAL_OK)
		return status;
	gal_pseudonym_hex(&sealed, hex);
	return gal_buffer_printf(out, err,
	    ",\"authors\":%zu,\"authors_hash\":\"%s\"",
	    self->authors.count + self->pseudonym_count, hex);
}

static enum gal_status
describe_kinds(const struct gal_selection *self, struct gal_buffer *out,
    struct gal_error *err)
{
	enum gal_status status;
	bool first = true;

	if (self->kinds == 0)
		return GAL_OK;
	status = gal_buffer_append_str(out, ",\"kinds\":[", err);
	for (int k = 0; k < GAL_KIND_COUNT && status == GAL_OK; k++) {
		if ((self->kinds >> k & 1) == 0)
			continue;
		status = gal_buffer_printf(out, err, "%s\"%s\"",
		    first ? "" : ",", gal_kind_name((enum gal_kind)k));
		first = false;
	}
	if (status == GAL_OK)
		status = gal_buffer_append_str(out, "]", err);
	return status;
}

enum gal_status
gal_selection_describe(const struct gal_selection *self,
    const struct gal_key *key, struct gal_buffer *out, struct gal_error *err)
{
	/* the marker of the first field keeps every later comma the same */
	enum gal_status status =
	    gal_buffer_append_str(out, "{\"selection\":1", err);

	if (status == GAL_OK)
		status =
		    describe_set(&self->communities, "communities", out, err);
	if (status == GAL_OK)
		status = describe_set(
		    &self->community_ids, "community_ids", out, err);
	if (status == GAL_OK)
		status = describe_people(self, key, out, err);
	if (status == GAL_OK)
		status = describe_kinds(self, out, err);
	if (status == GAL_OK && self->since != GAL_ABSENT)
		status = gal_buffer_printf(
		    out, err, ",\"since\":%lld", (long long)self->since);
	if (status == GAL_OK && self->until != GAL_ABSENT)
		status = gal_buffer_printf(
		    out, err, ",\"until\":%lld", (long long)self->until);
	if (status == GAL_OK)
		status = describe_set(&self->matches, "match", out, err);
	if (status == GAL_OK && self->share > 0)
		status = gal_buffer_printf(out, err,
		    ",\"sample\":%.17g,\"sample_unit\":\"%s\",\"seed\":%llu",
		    self->share,
		    self->unit == GAL_SAMPLE_AUTHORS ? "authors" : "posts",
		    (unsigned long long)self->seed);
	if (status == GAL_OK && self->stop_after > 0)
		status = gal_buffer_printf(out, err, ",\"stop_after\":%llu",
		    (unsigned long long)self->stop_after);
	if (status == GAL_OK)
		status = gal_buffer_append_str(out, "}", err);
	return status;
}
