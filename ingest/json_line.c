#include "ingest/json_line.h"

#include "core/datetime.h"

#include <stdio.h>
#include <string.h>

bool
gal_json_object_bounds(
    const struct gal_record *record, struct gal_record *object)
{
	const char *open = memchr(record->data, '{', record->len);
	const char *close = memrchr(record->data, '}', record->len);

	if (open == NULL || close == NULL || close < open)
		return false;
	*object = *record;
	object->data = open;
	object->len = (size_t)(close - open) + 1;
	object->readable = record->readable - (size_t)(open - record->data);
	return true;
}

enum gal_status
gal_json_record(struct gal_parse *parse, struct gal_json_pick *pick,
    const struct gal_record *record, struct gal_json_value *values, bool *ok)
{
	struct gal_record object;
	enum gal_status status;

	*ok = false;
	if (!gal_json_object_bounds(record, &object)) {
		gal_parse_bad(parse, "not a JSON object");
		return GAL_OK;
	}
	status = gal_json_pick_run(
	    pick, object.data, object.len, object.readable, values);
	if (status == GAL_FORMAT) {
		gal_parse_bad(parse, "broken JSON");
		return GAL_OK;
	}
	*ok = status == GAL_OK;
	return status;
}

bool
gal_json_looks_like_lines(const char *head, size_t len)
{
	const char *newline;

	if (len == 0 || head[0] != '{')
		return false;
	newline = memchr(head, '\n', len);
	/* one long first line: tens of kilobytes of a post are possible */
	if (newline == NULL)
		return true;
	while (newline > head && strchr(" \t\r,", newline[-1]) != NULL)
		newline--;
	return newline > head && newline[-1] == '}';
}

bool
gal_json_head_has(const char *head, size_t len, const char *name)
{
	char key[80];
	int n = snprintf(key, sizeof(key), "\"%s\"", name);
	const char *p = head, *end = head + len;

	if (n <= 0 || (size_t)n >= sizeof(key))
		return false;
	while ((p = memmem(p, (size_t)(end - p), key, (size_t)n)) != NULL) {
		p += n;
		while (p < end && (*p == ' ' || *p == '\t'))
			p++;
		if (p < end && *p == ':')
			return true;
	}
	return false;
}

int64_t
gal_json_time(const struct gal_json_value *value)
{
	const int64_t milliseconds_from = INT64_C(100000000000); /* year 5138 */
	/* "2001" is a year: nobody writes second 2001 of 1970 as text */
	bool year = value->type == GAL_JSON_STRING && value->text.len == 4;
	int64_t utc;

	if (!year && gal_json_int(value, &utc)) {
		if (utc >= milliseconds_from)
			utc /= 1000;
		return utc;
	}
	if (value->type == GAL_JSON_STRING && value->text.len > 0 &&
	    gal_time_parse(&utc, value->text, NULL) == GAL_OK)
		return utc;
	return GAL_ABSENT;
}
