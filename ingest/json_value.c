/* What both JSON makers share: paths, mending, and reading of values. */
#include "ingest/json_pick.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

static enum gal_status
add_node(struct gal_json_paths *paths, int parent, const char *key, size_t len,
    int *out, struct gal_error *err)
{
	struct gal_json_path *node = &paths->nodes[paths->count];
	size_t slot = gal_json_slot(parent, key, len);

	memset(node, 0, sizeof(*node));
	node->key = malloc(len + 1);
	if (node->key == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	memcpy(node->key, key, len);
	node->key[len] = '\0';
	node->key_len = len;
	node->parent = parent;
	node->value = -1;
	node->next = paths->slots[slot];
	paths->slots[slot] = (int)paths->count;
	*out = (int)paths->count++;
	return GAL_OK;
}

static enum gal_status
add_path(struct gal_json_paths *paths, const char *name, int value,
    struct gal_error *err)
{
	int at = 0;

	for (;;) {
		const char *dot = strchr(name, '.');
		size_t len = dot != NULL ? (size_t)(dot - name) : strlen(name);
		int next = gal_json_paths_find(paths, at, name, len);
		enum gal_status status;

		if (len == 0)
			return gal_fail(err, GAL_ARGUMENT, "empty field name");
		if (next < 0) {
			status = add_node(paths, at, name, len, &next, err);
			if (status != GAL_OK)
				return status;
		} else if (dot == NULL || paths->nodes[next].value >= 0) {
			return gal_fail(err, GAL_ARGUMENT,
			    "the field \"%s\" is wanted twice", name);
		}
		at = next;
		if (dot == NULL)
			break;
		name = dot + 1;
	}
	paths->nodes[at].value = value;
	return GAL_OK;
}

enum gal_status
gal_json_paths_build(struct gal_json_paths *paths, const char *const *names,
    size_t count, struct gal_error *err)
{
	size_t most = 1;
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < count; i++) {
		most++;
		for (const char *p = names[i]; *p != '\0'; p++)
			most += *p == '.';
	}
	memset(paths, 0, sizeof(*paths));
	paths->nodes = calloc(most, sizeof(paths->nodes[0]));
	if (paths->nodes == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	paths->nodes[0].value = -1;
	paths->nodes[0].parent = -1;
	paths->nodes[0].next = -1;
	for (size_t i = 0; i < GAL_JSON_SLOTS; i++)
		paths->slots[i] = -1;
	paths->count = 1;
	paths->value_count = count;
	for (size_t i = 0; i < count && status == GAL_OK; i++)
		status = add_path(paths, names[i], (int)i, err);
	if (status != GAL_OK)
		gal_json_paths_free(paths);
	return status;
}

void
gal_json_paths_free(struct gal_json_paths *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		free(paths->nodes[i].key);
	free(paths->nodes);
	memset(paths, 0, sizeof(*paths));
}

/* ---- mending ---- */

static int
hex4(const char *p, const char *end)
{
	int value = 0;

	if (end - p < 4)
		return -1;
	for (int i = 0; i < 4; i++) {
		char c = p[i];
		int digit = c >= '0' && c <= '9' ? c - '0'
		    : c >= 'a' && c <= 'f'	 ? c - 'a' + 10
		    : c >= 'A' && c <= 'F'	 ? c - 'A' + 10
						 : -1;

		if (digit < 0)
			return -1;
		value = value * 16 + digit;
	}
	return value;
}

#define IS_HIGH(u) ((u) >= 0xd800 && (u) <= 0xdbff)
#define IS_LOW(u) ((u) >= 0xdc00 && (u) <= 0xdfff)

/* Length of the escape at p (which points at the backslash) and whether it
 * names a character. */
static size_t
escape_length(const char *p, const char *end, bool *odd)
{
	int unit, second;

	*odd = false;
	if (end - p < 2 || p[1] != 'u')
		return end - p < 2 ? 1 : 2;
	unit = hex4(p + 2, end);
	if (unit < 0)
		return 2;
	if (IS_HIGH(unit) && end - p >= 12 && p[6] == '\\' && p[7] == 'u') {
		second = hex4(p + 8, end);
		if (IS_LOW(second))
			return 12;
	}
	*odd = unit == 0 || IS_HIGH(unit) || IS_LOW(unit);
	return 6;
}

enum gal_status
gal_json_mend(
    struct gal_buffer *out, const char *json, size_t len, bool *changed)
{
	static const char replacement[] = "\xef\xbf\xbd";
	const char *p = json, *end = json + len;
	enum gal_status status = GAL_OK;

	*changed = false;
	gal_buffer_clear(out);
	while (p < end && status == GAL_OK) {
		const char *run = p;
		utf8proc_int32_t code;
		utf8proc_ssize_t n;
		bool odd;

		while (p < end && *p != '\\' && *p != '\0' &&
		    (unsigned char)*p < 0x80)
			p++;
		status = gal_buffer_append(out, run, (size_t)(p - run), NULL);
		if (p == end || status != GAL_OK)
			break;
		if (*p == '\\') {
			size_t taken = escape_length(p, end, &odd);

			status = odd
			    ? gal_buffer_append_str(out, "\\ufffd", NULL)
			    : gal_buffer_append(out, p, taken, NULL);
			*changed |= odd;
			p += taken;
		} else if (*p == '\0') {
			/* between values NUL is junk, inside it is nothing
			 * anyone wrote: a space does for both */
			status = gal_buffer_append(out, " ", 1, NULL);
			*changed = true;
			p++;
		} else {
			n = utf8proc_iterate((const utf8proc_uint8_t *)p,
			    (utf8proc_ssize_t)(end - p), &code);
			if (n > 0) {
				status =
				    gal_buffer_append(out, p, (size_t)n, NULL);
				p += n;
			} else {
				status = gal_buffer_append(
				    out, replacement, 3, NULL);
				*changed = true;
				p++;
			}
		}
	}
	return status;
}

/* ---- values ---- */

/* The common case: up to 18 digits and nothing else. */
static bool
plain_digits(struct gal_str text, int64_t *out)
{
	int64_t number = 0;

	if (text.len > 18)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		number = number * 10 + (text.data[i] - '0');
	}
	*out = number;
	return true;
}

bool
gal_json_int(const struct gal_json_value *value, int64_t *out)
{
	char text[64];
	char *end = NULL;
	long long whole;
	double real;

	if (value->type != GAL_JSON_NUMBER && value->type != GAL_JSON_STRING)
		return false;
	if (value->text.len == 0 || value->text.len >= sizeof(text))
		return false;
	if (plain_digits(value->text, out))
		return true;
	memcpy(text, value->text.data, value->text.len);
	text[value->text.len] = '\0';
	errno = 0;
	whole = strtoll(text, &end, 10);
	if (end != text && *end == '\0' && errno == 0) {
		*out = whole;
		return *out != INT64_MIN;
	}
	/* strtod also reads "inf", "nan" and hex: no archive means those */
	if (strspn(text, "0123456789+-.eE") != value->text.len)
		return false;
	real = strtod(text, &end);
	if (end == text || *end != '\0' || !(fabs(real) < 9.2e18))
		return false;
	*out = (int64_t)real;
	return true;
}

struct gal_str
gal_json_text(const struct gal_json_value *value)
{
	if (value->type == GAL_JSON_STRING)
		return value->text;
	return (struct gal_str){ NULL, 0 };
}

bool
gal_json_is_true(const struct gal_json_value *value)
{
	int64_t number;

	if (value->type == GAL_JSON_TRUE)
		return true;
	if (value->type == GAL_JSON_STRING)
		return gal_str_equal(value->text, GAL_STR("true"));
	return gal_json_int(value, &number) && number != 0;
}
