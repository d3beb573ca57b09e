#include "cli/stats_lines.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/line_runs.h"
#include "cli/rule_facts.h"
#include "cli/tag_timeline.h"
#include "core/json_parse.h"
#include "core/line.h"

#define CODES_MAX 512
#define MOVES_MAX 64
#define LINE_BYTES_MAX ((size_t)256 << 20) /* the longest reading of tag */

struct lines {
	const struct gal_store_codebook *book;
	struct cli_rule_facts facts;
	uint32_t *rules; /* of the book, by name */
	uint32_t *codes;
	struct line_runs runs;
	char key[TIMELINE_KEY_DIGITS + 1]; /* of the lines; "" before one */
};

/* ---- names to numbers ---- */

static const char *
rule_name(const struct gal_store_codebook *book, size_t i)
{
	return book->rules[i].name;
}

static const char *
code_name(const struct gal_store_codebook *book, size_t i)
{
	return book->codes[i].name;
}

struct named {
	const char *name;
	uint32_t number;
};

static int
compare_named(const void *a, const void *b)
{
	const struct named *x = a, *y = b;

	return strcmp(x->name, y->name);
}

static enum gal_status
sort_names(uint32_t **out, const struct gal_store_codebook *book, size_t n,
    const char *(*name)(const struct gal_store_codebook *, size_t),
    struct gal_error *err)
{
	struct named *list = calloc(n + 1, sizeof(*list));

	*out = calloc(n + 1, sizeof(**out));
	if (list == NULL || *out == NULL) {
		free(list);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	for (size_t i = 0; i < n; i++)
		list[i] = (struct named){ name(book, i), (uint32_t)i };
	qsort(list, n, sizeof(*list), compare_named);
	for (size_t i = 0; i < n; i++)
		(*out)[i] = list[i].number;
	free(list);
	return GAL_OK;
}

/* -1: no such name. */
static int
find_name(const struct gal_store_codebook *book, const uint32_t *sorted,
    size_t n, const char *(*name)(const struct gal_store_codebook *, size_t),
    const cJSON *item)
{
	size_t low = 0, high = n;

	while (cJSON_IsString(item) && low < high) {
		size_t middle = low + (high - low) / 2;
		int order =
		    strcmp(name(book, sorted[middle]), item->valuestring);

		if (order == 0)
			return (int)sorted[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}

static int
find_rung(const struct gal_store_codebook *book, const cJSON *item)
{
	for (size_t i = 0; cJSON_IsString(item) && i < book->rung_count; i++)
		if (strcmp(book->rungs[i], item->valuestring) == 0)
			return (int)i;
	return -1;
}

/* ---- members of a line ---- */

static const cJSON *
member(const cJSON *line, const char *name)
{
	return cJSON_GetObjectItemCaseSensitive(line, name);
}

static struct gal_str
text_of(const cJSON *line, const char *name)
{
	const cJSON *item = member(line, name);

	return cJSON_IsString(item) ? gal_str_of(item->valuestring)
				    : (struct gal_str){ NULL, 0 };
}

/* false: neither null nor a whole number that a float can hold. */
static bool
take_time(int64_t *out, const cJSON *line, const char *name)
{
	const cJSON *item = member(line, name);

	*out = GAL_ABSENT;
	if (item == NULL || cJSON_IsNull(item))
		return true;
	if (!cJSON_IsNumber(item) ||
	    !(item->valuedouble > -9e15 && item->valuedouble < 9e15))
		return false;
	*out = (int64_t)item->valuedouble;
	return true;
}

static bool
take_whole(int64_t *out, struct gal_str text, int base)
{
	char *end = NULL;

	if (text.len == 0)
		return false;
	errno = 0;
	*out = base == 16 ? (int64_t)strtoull(text.data, &end, 16)
			  : strtoll(text.data, &end, 10);
	return errno == 0 && *end == '\0';
}

static bool
take_name(uint8_t *out, const cJSON *line, const char *name, size_t n,
    const char *(*name_of)(uint8_t value))
{
	const cJSON *item = member(line, name);

	for (size_t i = 0; cJSON_IsString(item) && i < n; i++)
		if (strcmp(name_of((uint8_t)i), item->valuestring) == 0) {
			*out = (uint8_t)i;
			return true;
		}
	return false;
}

static const char *
deletion_name(uint8_t value)
{
	return gal_deletion_name((enum gal_deletion)value);
}

/* ---- a line ---- */

/* Identity, times and what the copy rule asks. The reason why not, or NULL. */
static const char *
take_copy(struct line_row *row, const cJSON *line)
{
	struct gal_timed_post *t = &row->post.timed;
	struct gal_copy_rank *r = &row->rank;
	const cJSON *flags = member(line, "flags");
	struct gal_str author = text_of(line, "author");
	int64_t digest;

	if (!take_whole(&row->post.row_id, text_of(line, "post"), 10))
		return "\"post\" is no row id";
	if (author.len > 0 &&
	    gal_pseudonym_parse(&row->author, author) != GAL_OK)
		return "\"author\" is no pseudonym";
	if (!take_time(&t->t, line, "created") ||
	    !take_time(&r->content_utc, line, "observed") ||
	    !take_time(&r->edited_utc, line, "edited"))
		return "a time is no whole number";
	if (!cJSON_IsNumber(flags) || flags->valuedouble < 0 ||
	    flags->valuedouble > UINT32_MAX)
		return "\"flags\" is no number";
	if (!take_whole(&digest, text_of(line, "digest"), 16))
		return "\"digest\" is no number";
	if (!take_name(&r->deletion, line, "deletion", GAL_DELETION_COUNT,
		deletion_name))
		return "\"deletion\" is none that is known";
	r->digest = (uint64_t)digest;
	r->flags = (uint32_t)flags->valuedouble;
	r->created_utc = t->t;
	r->has_author = t->has_author = author.len > 0;
	t->bot = (r->flags & (GAL_POST_BOT | GAL_POST_ADVERT)) != 0;
	return NULL;
}

static const char *
take_moves(struct gal_timed_post *t, struct gal_move moves[MOVES_MAX],
    const struct lines *l, const cJSON *line)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, member(line, "narrated"))
	{
		int from = find_rung(l->book, member(item, "from"));
		int to = find_rung(l->book, member(item, "to"));

		if (from < 0 || to < 0)
			return "a move names no rung of the codebook";
		if (t->move_count < MOVES_MAX)
			moves[t->move_count++] =
			    (struct gal_move){ (uint8_t)(from + 1),
				    (uint8_t)(to + 1) };
	}
	t->moves = moves;
	return NULL;
}

/* Codes ascend among the tags of a line, as in a reading. */
static const char *
take_codes(struct gal_timed_post *t, uint16_t codes[CODES_MAX],
    const struct lines *l, const cJSON *line)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, member(line, "tags"))
	{
		int code = find_name(l->book, l->codes, l->book->code_count,
		    code_name, member(item, "code"));

		if (code < 0 || t->code_count == CODES_MAX ||
		    (t->code_count > 0 && codes[t->code_count - 1] > code))
			return "a tag names no code of the codebook";
		if (t->code_count == 0 || codes[t->code_count - 1] != code)
			codes[t->code_count++] = (uint16_t)code;
	}
	t->codes = codes;
	return NULL;
}

static const char *
take_facts(struct gal_timed_post *t, const struct lines *l, const cJSON *line)
{
	const cJSON *item;

	if (!cli_rule_facts_asked(t, &l->facts))
		return NULL;
	cJSON_ArrayForEach(item, member(line, "tags"))
	{
		int code = find_name(l->book, l->codes, l->book->code_count,
		    code_name, member(item, "code"));
		int rule = find_name(l->book, l->rules, l->book->rule_count,
		    rule_name, member(item, "rule"));

		if (code < 0 || rule < 0)
			return "a tag names no rule of the codebook";
		cli_rule_facts_tag(
		    t, &l->facts, (uint16_t)code, (uint32_t)rule);
	}
	return NULL;
}

static const char *
take_reading(struct gal_timed_post *t, uint16_t codes[CODES_MAX],
    struct gal_move moves[MOVES_MAX], const struct lines *l, const cJSON *line)
{
	const cJSON *valence = member(line, "valence");
	uint8_t stance = GAL_STANCE_FICTION;
	int rung = find_rung(l->book, member(line, "stage"));
	const char *fault;

	t->stage = -1;
	t->read = member(line, "unread") == NULL;
	fault = take_moves(t, moves, l, line);
	if (fault != NULL || !t->read)
		return fault;
	if (!take_name(&stance, line, "stance", GAL_STANCE_FICTION + 1,
		gal_stance_name))
		return "\"stance\" is none that is known";
	if (!cJSON_IsNumber(valence))
		return "\"valence\" is no number";
	t->valence = (double)(float)valence->valuedouble;
	t->self = stance == GAL_STANCE_SELF;
	t->stage = t->self ? rung : -1;
	fault = take_codes(t, codes, l, line);
	return fault != NULL ? fault : take_facts(t, l, line);
}

/* Whether the line was made with this codebook, and with the key of those
 * before it. */
static enum gal_status
check_marks(struct lines *l, const cJSON *line, struct gal_error *err)
{
	struct gal_str book = text_of(line, "book"), key = text_of(line, "key");

	if (book.len != TIMELINE_BOOK_DIGITS ||
	    strncmp(book.data, l->book->hash, book.len) != 0)
		return gal_fail(err, GAL_CODEBOOK,
		    "tagged with another codebook than this one (give it with "
		    "--codebook)");
	if (key.len != TIMELINE_KEY_DIGITS)
		return gal_fail(err, GAL_FORMAT, "\"key\" is missing");
	if (l->key[0] == '\0')
		memcpy(l->key, key.data, key.len);
	if (strcmp(l->key, key.data) != 0)
		return gal_fail(err, GAL_KEY, "made with another project key");
	return GAL_OK;
}

static enum gal_status
take_object(struct lines *l, const cJSON *line, struct gal_error *err)
{
	struct line_row row = { .post = { .row_id = 0 } };
	uint16_t codes[CODES_MAX];
	struct gal_move moves[MOVES_MAX];
	enum gal_platform platform;
	const char *fault;
	enum gal_status status;

	if (text_of(line, "post").data == NULL)
		return gal_fail(
		    err, GAL_FORMAT, "not a line of galatea tag --timeline");
	status = check_marks(l, line, err);
	if (status != GAL_OK)
		return status;
	fault = take_copy(&row, line);
	if (fault == NULL)
		fault = take_reading(&row.post.timed, codes, moves, l, line);
	if (fault == NULL &&
	    gal_platform_parse(&platform, text_of(line, "platform")) != GAL_OK)
		fault = "\"platform\" is none that is known";
	if (fault != NULL)
		return gal_fail(err, GAL_FORMAT, "%s", fault);
	status = line_runs_community(&row.post.community, &l->runs, platform,
	    text_of(line, "scope"), text_of(line, "community"),
	    text_of(line, "community_id"), err);
	return status == GAL_OK ? line_runs_add(&l->runs, &row, err) : status;
}

static enum gal_status
take_line(struct lines *l, struct gal_str text, struct gal_error *err)
{
	const char *end = NULL;
	cJSON *line = NULL;
	enum gal_status status;

	while (text.len > 0 && strchr(" \t\r\n", text.data[text.len - 1]))
		text.len--;
	if (text.len == 0)
		return GAL_OK;
	if (gal_json_parse(&line, text, &end) == GAL_NOMEM)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	status = cJSON_IsObject(line)
	    ? take_object(l, line, err)
	    : gal_fail(err, GAL_FORMAT, "not a JSON object");
	cJSON_Delete(line);
	return status;
}

static enum gal_status
take_file(struct lines *l, const char *path, struct gal_error *err)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rb");
	struct gal_buffer line = GAL_BUFFER(LINE_BYTES_MAX);
	uint64_t number = 0;
	enum gal_status status = GAL_OK;

	if (file == NULL) {
		gal_error_place(err, path);
		return gal_fail_errno(
		    err, GAL_NOT_FOUND, errno, "cannot open tagged lines");
	}
	while (status == GAL_OK) {
		status = gal_line_read(&line, file, err);
		number++;
		if (status == GAL_OK)
			status = take_line(
			    l, (struct gal_str){ line.data, line.len }, err);
	}
	if (status != GAL_END) {
		gal_error_place(err, path);
		gal_error_line(err, number);
	}
	gal_buffer_free(&line);
	if (file != stdin)
		(void)fclose(file);
	return status == GAL_END ? GAL_OK : status;
}

/* ---- putting it together ---- */

static enum gal_status
open_lines(struct lines *l, const char ***codes,
    const struct gal_store_codebook *book, struct gal_error *err)
{
	struct gal_partial_head head = { .codebook = book->hash,
		.key_check = "",
		.code_count = book->code_count,
		.rungs = book->rungs,
		.rung_count = book->rung_count };
	enum gal_status status = cli_rule_facts_load(&l->facts, book, err);

	l->book = book;
	if (status == GAL_OK)
		status = sort_names(
		    &l->codes, book, book->code_count, code_name, err);
	if (status == GAL_OK)
		status = sort_names(
		    &l->rules, book, book->rule_count, rule_name, err);
	*codes = calloc(book->code_count + 1, sizeof(**codes));
	if (status == GAL_OK && *codes == NULL)
		status = gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; status == GAL_OK && i < book->code_count; i++)
		(*codes)[i] = book->codes[i].name;
	head.codes = *codes;
	head.models = l->facts.models;
	head.model_count = l->facts.model_count;
	line_runs_init(&l->runs, &head);
	return status;
}

enum gal_status
stats_lines_open(struct stats_combine *out,
    const struct cli_stats_options *options,
    const struct gal_store_codebook *book, char *const *paths, size_t n,
    struct gal_error *err)
{
	struct lines lines = { .key = "" };
	const char **codes = NULL;
	enum gal_status status = open_lines(&lines, &codes, book, err);

	*out = (struct stats_combine){ .files = NULL };
	for (size_t i = 0; status == GAL_OK && i < n; i++)
		status = take_file(&lines, paths[i], err);
	if (status == GAL_OK)
		status = line_runs_finish(&lines.runs, err);
	if (status == GAL_OK) {
		/* the files are the combination's from here on */
		struct gal_partial **files =
		    (struct gal_partial **)(void *)lines.runs.files.data;
		size_t count = lines.runs.files.len / sizeof(*files);
		FILE *file = lines.runs.file;

		lines.runs.files = (struct gal_buffer)GAL_BUFFER(0);
		lines.runs.file = NULL;
		status =
		    stats_combine_open(out, options, file, files, count, err);
	}
	line_runs_free(&lines.runs);
	cli_rule_facts_free(&lines.facts);
	free(lines.rules);
	free(lines.codes);
	free(codes);
	return status;
}
