#include "cli/tag_input.h"

#include <cjson/cJSON.h>
#include <math.h>
#include <string.h>

#include "core/json_parse.h"
#include "core/text.h"
#include "ingest/json_pick.h"

#define MENDED_MAX ((size_t)64 << 20) /* no line is a quarter as long */

static const cJSON *
first_member(const cJSON *root, const char *const *names)
{
	for (; *names != NULL; names++) {
		const cJSON *item =
		    cJSON_GetObjectItemCaseSensitive(root, *names);

		if (item != NULL && !cJSON_IsNull(item))
			return item;
	}
	return NULL;
}

/* A string member; empty if absent. False if it is something else. */
static bool
text_member(struct gal_str *out, const cJSON *root, const char *const *names)
{
	const cJSON *item = first_member(root, names);

	*out = (struct gal_str){ "", 0 };
	if (item == NULL)
		return true;
	if (!cJSON_IsString(item))
		return false;
	*out = gal_str_of(item->valuestring);
	return true;
}

static void
read_names(struct cli_tag_post *post)
{
	const cJSON *context =
	    cJSON_GetObjectItemCaseSensitive(post->root, "context");
	const cJSON *names = cJSON_IsArray(context)
	    ? context
	    : cJSON_GetObjectItemCaseSensitive(context, "names");
	const cJSON *item;

	cJSON_ArrayForEach(item, names)
	{
		if (cJSON_IsString(item) &&
		    post->input.name_count <
			sizeof(post->names) / sizeof(post->names[0]))
			post->names[post->input.name_count++] =
			    gal_str_of(item->valuestring);
	}
	post->input.names = post->names;
}

/* The reason why the line is no post; NULL: it is one. */
static const char *
find_fault(struct cli_tag_post *out, struct gal_str line, const char *end)
{
	static const char *const community[] = { "community", "subreddit",
		NULL };
	static const char *const title[] = { "title", NULL };
	static const char *const text[] = { "text", "selftext", "body", NULL };

	if (!cJSON_IsObject(out->root))
		return "not a JSON object";
	for (; end < line.data + line.len; end++) {
		if (strchr(" \t\r\n", *end) == NULL)
			return "something follows the JSON object";
	}
	if (!text_member(&out->input.community, out->root, community) ||
	    !text_member(&out->input.title, out->root, title) ||
	    !text_member(&out->input.text, out->root, text))
		return "community, title and text must be strings";
	read_names(out);
	return NULL;
}

/* Whether an escape may name no character: a surrogate, or NUL. */
static bool
has_odd_escape(struct gal_str line)
{
	const char *p = line.data, *end = p + line.len;

	while ((p = memchr(p, '\\', (size_t)(end - p))) != NULL) {
		if (end - p >= 6 && p[1] == 'u' &&
		    (p[2] == 'd' || p[2] == 'D' ||
			memcmp(p + 2, "0000", 4) == 0))
			return true;
		p += end - p > 1 ? 2 : 1;
	}
	return false;
}

/*
 * cJSON refuses lone surrogates and ends strings at a NUL. Something else of
 * as many bytes stands in for each, so that offsets are those of the field:
 * U+FFFD for a surrogate, U+0001 for NUL.
 */
static enum gal_status
mend_escapes(struct gal_buffer *out, struct gal_str line)
{
	struct gal_buffer copy = GAL_BUFFER(MENDED_MAX);
	bool changed = false;
	enum gal_status status =
	    gal_buffer_append(&copy, line.data, line.len, NULL);

	for (size_t i = 0; status == GAL_OK && i + 1 < copy.len; i++) {
		if (copy.data[i] != '\\')
			continue;
		if (copy.len - i >= 6 &&
		    memcmp(copy.data + i + 1, "u0000", 5) == 0)
			copy.data[i + 5] = '1';
		i++;
	}
	if (status == GAL_OK)
		status = gal_json_mend(out, copy.data, copy.len, &changed);
	gal_buffer_free(&copy);
	return status == GAL_OK ? GAL_OK : GAL_NOMEM;
}

enum gal_status
cli_tag_parse(struct cli_tag_post *out, const char **fault, struct gal_str line)
{
	struct gal_buffer mended = GAL_BUFFER(MENDED_MAX);
	enum gal_status status = GAL_OK;
	const char *end = NULL;

	*out = (struct cli_tag_post){ 0 };
	*fault = "not UTF-8";
	if (!gal_text_is_valid(line))
		return GAL_FORMAT;
	if (has_odd_escape(line)) {
		status = mend_escapes(&mended, line);
		line = (struct gal_str){ mended.data, mended.len };
	}
	if (status == GAL_OK &&
	    gal_json_parse(&out->root, line, &end) == GAL_NOMEM)
		status = GAL_NOMEM;
	if (status == GAL_OK) {
		*fault = find_fault(out, line, end);
		status = *fault == NULL ? GAL_OK : GAL_FORMAT;
	}
	gal_buffer_free(&mended);
	return status;
}

void
cli_tag_post_free(struct cli_tag_post *post)
{
	cJSON_Delete(post->root);
	post->root = NULL;
}

enum gal_status
cli_json_string(
    struct gal_buffer *out, struct gal_str text, struct gal_error *err)
{
	enum gal_status st = gal_buffer_append(out, "\"", 1, err);
	size_t from = 0;

	for (size_t i = 0; i < text.len && st == GAL_OK; i++) {
		unsigned char c = (unsigned char)text.data[i];
		const char *named = c == '"' ? "\\\""
		    : c == '\\'		     ? "\\\\"
		    : c == '\n'		     ? "\\n"
		    : c == '\r'		     ? "\\r"
		    : c == '\t'		     ? "\\t"
					     : NULL;

		if (c >= 0x20 && named == NULL)
			continue;
		st = gal_buffer_append(out, text.data + from, i - from, err);
		from = i + 1;
		if (st == GAL_OK && named != NULL)
			st = gal_buffer_append_str(out, named, err);
		else if (st == GAL_OK)
			st = gal_buffer_printf(out, err, "\\u%04x", c);
	}
	if (st == GAL_OK && from < text.len)
		st = gal_buffer_append(
		    out, text.data + from, text.len - from, err);
	if (st == GAL_OK)
		st = gal_buffer_append(out, "\"", 1, err);
	return st;
}

static enum gal_status
write_id(struct gal_buffer *out, const cJSON *id, struct gal_error *err)
{
	if (cJSON_IsString(id))
		return cli_json_string(out, gal_str_of(id->valuestring), err);
	if (cJSON_IsNumber(id) && id->valuedouble == floor(id->valuedouble) &&
	    fabs(id->valuedouble) < 9e15)
		return gal_buffer_printf(out, err, "%.0f", id->valuedouble);
	return gal_buffer_append_str(out, "null", err);
}

static enum gal_status
write_tag(struct gal_buffer *out, const struct gal_codebook *book,
    const struct gal_tag *tag, const struct gal_input *input,
    struct gal_error *err)
{
	struct gal_str field =
	    tag->field == GAL_FIELD_TITLE ? input->title : input->text;
	struct gal_rule_info rule = gal_codebook_rule(book, tag->rule);
	/* the rule may be evidence of another code than its own */
	bool has_value = rule.value != NULL && rule.code == (int)tag->code;
	enum gal_status st = gal_buffer_printf(out, err,
	    "{\"code\":\"%s\",\"rule\":", gal_codebook_code(book, tag->code));

	if (st == GAL_OK)
		st = cli_json_string(out, gal_str_of(rule.id), err);
	if (st == GAL_OK)
		st = gal_buffer_printf(out, err,
		    ",\"field\":\"%s\",\"start\":%u,\"end\":%u,\"text\":",
		    gal_field_name(tag->field), tag->start, tag->end);
	if (st == GAL_OK)
		st = cli_json_string(out,
		    (struct gal_str){
			field.data + tag->start, tag->end - tag->start },
		    err);
	if (st == GAL_OK && has_value)
		st = gal_buffer_append_str(out, ",\"value\":", err);
	if (st == GAL_OK && has_value)
		st = cli_json_string(out, gal_str_of(rule.value), err);
	if (st == GAL_OK)
		st = gal_buffer_printf(
		    out, err, ",\"weight\":%.4g}", (double)tag->weight);
	return st;
}

enum gal_status
cli_tag_write_reading(struct gal_buffer *out, const struct gal_codebook *book,
    const struct gal_reading *r, const struct gal_input *input, bool further,
    struct gal_error *err)
{
	size_t printed = 0;
	enum gal_status st = gal_buffer_printf(out, err,
	    ",\"stance\":\"%s\",\"stage\":\"%s\",\"tags\":[",
	    gal_stance_name(r->stance), gal_codebook_rung(book, r->stage));

	for (size_t i = 0; i < r->tag_count && st == GAL_OK; i++) {
		if (!further && gal_codebook_is_further(book, r->tags[i].code))
			continue;
		if (printed++ > 0)
			st = gal_buffer_append(out, ",", 1, err);
		if (st == GAL_OK)
			st = write_tag(out, book, &r->tags[i], input, err);
	}
	if (st == GAL_OK)
		st = gal_buffer_append_str(out, "],\"narrated\":[", err);
	for (size_t i = 0; i < r->move_count && st == GAL_OK; i++)
		st = gal_buffer_printf(out, err,
		    "%s{\"from\":\"%s\",\"to\":\"%s\"}", i > 0 ? "," : "",
		    gal_codebook_rung(book, r->moves[i].from),
		    gal_codebook_rung(book, r->moves[i].to));
	if (st == GAL_OK && r->unread != GAL_READ)
		st = gal_buffer_printf(out, err, "],\"unread\":\"%s\"}\n",
		    gal_unread_name(r->unread));
	else if (st == GAL_OK)
		st = gal_buffer_append_str(out, "]}\n", err);
	return st;
}

enum gal_status
cli_tag_fault(struct gal_buffer *out, uint64_t number, const char *what,
    struct gal_error *err)
{
	enum gal_status st =
	    gal_buffer_printf(out, err, "{\"id\":null,\"line\":%llu,\"error\":",
		(unsigned long long)number);

	if (st == GAL_OK)
		st = cli_json_string(out, gal_str_of(what), err);
	if (st == GAL_OK)
		st = gal_buffer_append_str(out, "}\n", err);
	return st;
}

enum gal_status
cli_tag_line(struct gal_buffer *out, bool *bad, struct gal_scratch *scratch,
    const struct gal_codebook *book, struct gal_str line, uint64_t number,
    bool further, struct gal_error *err)
{
	struct cli_tag_post post;
	struct gal_reading reading;
	const char *fault = NULL;
	enum gal_status st = cli_tag_parse(&post, &fault, line);

	*bad = st == GAL_FORMAT;
	if (st == GAL_NOMEM) {
		st = gal_fail(err, GAL_NOMEM, "line %llu: out of memory",
		    (unsigned long long)number);
	} else if (*bad) {
		st = cli_tag_fault(out, number, fault, err);
	} else {
		st = gal_classify(&reading, scratch, &post.input, err);
		if (st == GAL_OK)
			st = gal_buffer_append_str(out, "{\"id\":", err);
		if (st == GAL_OK)
			st = write_id(out,
			    cJSON_GetObjectItemCaseSensitive(post.root, "id"),
			    err);
		if (st == GAL_OK)
			st = cli_tag_write_reading(
			    out, book, &reading, &post.input, further, err);
	}
	cli_tag_post_free(&post);
	return st;
}
