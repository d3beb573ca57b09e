/* Two JSON readers, one answer: the one the library is built with against
 * the one from cJSON. */
#include "test.h"

#include "core/rng.h"
#include "ingest/json_pick_other.h"
#include "ingest/pack.h"
#include "ingest/reddit.h"
#include "ingest/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const paths[] = { "id", "body", "created_utc", "edited",
	"_meta.removal_type", "_meta.deep.er", "list" };
#define PATHS (sizeof(paths) / sizeof(paths[0]))

struct pair {
	struct gal_json_pick *ours;
	struct gal_json_pick *other;
};

static struct pair
open_pair(const char *const *names, size_t count)
{
	struct pair pair = { NULL, NULL };

	assert_int_equal(
	    GAL_OK, gal_json_pick_new(&pair.ours, names, count, NULL));
	assert_int_equal(
	    GAL_OK, other_json_pick_new(&pair.other, names, count, NULL));
	return pair;
}

static void
close_pair(struct pair *pair)
{
	gal_json_pick_free(pair->ours);
	other_json_pick_free(pair->other);
}

/* Same type, same text; numbers by value, for cJSON keeps doubles; nested
 * values only by type, for it prints them anew. */
static void
assert_same_value(const char *name, const struct gal_json_value *a,
    const struct gal_json_value *b)
{
	int64_t x = 0, y = 0;

	if (a->type != b->type)
		print_error(
		    "%s: %d and %d\n", name, (int)a->type, (int)b->type);
	assert_int_equal(a->type, b->type);
	if (a->type == GAL_JSON_STRING) {
		assert_int_equal(a->text.len, b->text.len);
		assert_memory_equal(a->text.data, b->text.data, a->text.len);
	} else if (a->type == GAL_JSON_NUMBER) {
		assert_int_equal(gal_json_int(a, &x), gal_json_int(b, &y));
		assert_true(x == y || x > INT64_C(1) << 53);
	}
}

/* Whether both read the line; they must agree where they do, and on whether
 * it can be read unless `lenient`. */
static bool
compare(struct pair *pair, const char *const *names, size_t count,
    const char *line, size_t len, bool lenient)
{
	struct gal_json_value a[64], b[64];
	enum gal_status ours = gal_json_pick_run(pair->ours, line, len, len, a);
	enum gal_status other =
	    other_json_pick_run(pair->other, line, len, len, b);

	if (!lenient && ours != other)
		print_error("%.*s: %s and %s\n", (int)len, line,
		    gal_status_text(ours), gal_status_text(other));
	if (!lenient)
		assert_int_equal(ours, other);
	if (ours != GAL_OK || other != GAL_OK)
		return false;
	for (size_t i = 0; i < count; i++)
		assert_same_value(names[i], &a[i], &b[i]);
	return true;
}

/* y_ readable, n_ not. */
static const struct {
	const char *name;
	const char *json;
} samples[] = {
	{ "y_plain", "{\"id\":\"a\",\"body\":\"b\",\"created_utc\":1}" },
	{ "y_space", "{ \"id\" : \"a\" ,\t\"body\" : null }" },
	{ "y_escapes", "{\"body\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"}" },
	{ "y_pair", "{\"body\":\"\\ud83d\\ude00\"}" },
	{ "y_lone_high", "{\"body\":\"a\\ud83db\"}" },
	{ "y_lone_low", "{\"body\":\"a\\ude00b\"}" },
	{ "y_two_highs", "{\"body\":\"\\ud83d\\ud83d\\ude00\"}" },
	{ "y_nul", "{\"body\":\"a\\u0000b\"}" },
	{ "y_escaped_backslash_u", "{\"body\":\"\\\\u0000\\\\ud83d\"}" },
	{ "y_latin_1", "{\"body\":\"caf\xe9\"}" },
	{ "y_escaped_key", "{\"b\\u006fdy\":\"x\"}" },
	{ "y_duplicate", "{\"id\":1,\"id\":2}" },
	{ "y_duplicate_nested",
	    "{\"_meta\":{\"removal_type\":1},\"_meta\":{\"removal_type\":2}}" },
	{ "y_nested", "{\"_meta\":{\"x\":[{}],\"deep\":{\"er\":true}}}" },
	{ "y_nested_null", "{\"_meta\":null}" },
	{ "y_list", "{\"list\":[1,\"}\",{\"a\":[]}],\"id\":false}" },
	{ "y_numbers",
	    "{\"id\":-0,\"created_utc\":1.5e3,\"edited\":12345678901}" },
	{ "y_empty", "{}" },
	{ "n_nothing", "" },
	{ "n_array", "[]" },
	{ "n_cut", "{\"id\":\"a\",\"body\":\"b" },
	{ "n_no_end", "{\"id\":\"a\"" },
	{ "n_two", "{\"id\":1}{\"id\":2}" },
	{ "n_bare_key", "{id:1}" },
	{ "n_word", "{\"id\":yes}" },
	{ "n_no_colon", "{\"id\" 1}" },
	/* cJSON is content with 1. and 01, which are none either */
	{ "n_number", "{\"id\":1.2.3}" },
	{ "n_bad_escape", "{\"body\":\"\\q\"}" },
};

static void
test_ingest_json_pick__samples_are_read_alike(void **state)
{
	struct pair pair = open_pair(paths, PATHS);

	(void)state;
	for (size_t i = 0; i < sizeof(samples) / sizeof(samples[0]); i++) {
		bool read = compare(&pair, paths, PATHS, samples[i].json,
		    strlen(samples[i].json), false);

		if (read != (samples[i].name[0] == 'y'))
			print_error("%s\n", samples[i].name);
		assert_int_equal(samples[i].name[0] == 'y', read);
	}
	close_pair(&pair);
}

/* Objects put together at random, and then damaged at random: undamaged both
 * read the same; damaged, where both read something, it is the same. */
static void
test_ingest_json_pick__random_objects_are_read_alike(void **state)
{
	static const char *const values[] = { "null", "true", "false", "0",
		"-17", "1.5", "1e3", "\"\"", "\"x y\"", "\"\\ud83c\\udf75\"",
		"\"\\ud83c\"", "\"\xc3\xa9\"", "[]", "[1,[2,\"]\"]]", "{}",
		"{\"removal_type\":\"r\",\"deep\":{\"er\":[3]}}", "\"\\u0000\"",
		"\"\\\\\\\"\"" };
	static const char *const keys[] = { "id", "body", "created_utc",
		"edited", "_meta", "list", "other", "bo\\u0064y" };
	struct pair pair = open_pair(paths, PATHS);
	struct gal_rng rng = { 21, 0, 0 };
	size_t both = 0;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		char line[1024] = "{";
		size_t fields = gal_rng_next_below(&rng, 9), len;

		for (size_t i = 0; i < fields; i++) {
			size_t at = strlen(line);

			(void)snprintf(line + at, sizeof(line) - at,
			    "%s\"%s\":%s", i > 0 ? "," : "",
			    keys[gal_rng_next_below(&rng, 8)],
			    values[gal_rng_next_below(&rng, 18)]);
		}
		(void)strcat(line, "}");
		len = strlen(line);
		assert_true(compare(&pair, paths, PATHS, line, len, false));
		for (int k = 0; k < 2; k++)
			line[gal_rng_next_below(&rng, len)] =
			    (char)(gal_rng_next_below(&rng, 255) + 1);
		both += compare(&pair, paths, PATHS, line, len, true);
	}
	assert_in_range(both, 1000, 19000);
	close_pair(&pair);
}

/* Keys are foretold from earlier lines: more keys than are remembered, long
 * ones, ones that begin alike, the same ones in objects within objects. */
static void
test_ingest_json_pick__keys_in_any_order_are_read_alike(void **state)
{
	static const char *const names[] = { "k1", "k10", "k100",
		"k10_and_so_on_for_thirty_bytes_x", /* 32: not remembered */
		"k10_and_so_on_for_thirty_bytes_", "in.k1", "in.k10",
		"in.in.k1" };
	struct pair pair = open_pair(names, 8);
	struct gal_rng rng = { 22, 0, 0 };
	static char line[1 << 14];

	(void)state;
	for (int round = 0; round < 3000; round++) {
		size_t fields = 1 + gal_rng_next_below(&rng, 40), at = 1;
		uint64_t kinds = round % 3 == 2 ? 2000 : 12;
		int open = 0;

		line[0] = '{';
		for (size_t i = 0; i < fields; i++) {
			uint64_t k = gal_rng_next_below(&rng, kinds);
			const char *comma = line[at - 1] == '{' ? "" : ",";

			if (k == 11 && open < 2) {
				at += (size_t)snprintf(line + at,
				    sizeof(line) - at, "%s\"in\":{", comma);
				open++;
			} else if (k == 10 && open > 0) {
				line[at++] = '}';
				open--;
			} else if (k < 5) {
				at += (size_t)snprintf(line + at,
				    sizeof(line) - at, "%s\"%s\":\"v%zu\"",
				    comma, names[k], i);
			} else {
				at += (size_t)snprintf(line + at,
				    sizeof(line) - at, "%s\"k%d\":%zu", comma,
				    (int)k, i);
			}
		}
		for (; open >= 0; open--)
			line[at++] = '}';
		assert_true(compare(&pair, names, 8, line, at, false));
	}
	close_pair(&pair);
}

/* The lines of a real archive, where it is at hand. */
static void
test_ingest_json_pick__real_lines_are_read_alike(void **state)
{
	static const char *const files[] = { "reddit/RC_2006-01.bz2",
		"reddit/RS_2006-02.bz2", "reddit/arctic_shift_comments.ndjson",
		"reddit/arctic_shift_submissions.ndjson" };
	struct pair pair = open_pair(gal_reddit_keys, GAL_REDDIT_KEY_COUNT);

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct gal_source *source = NULL;
		size_t room = 8 << 20, len = 0, got = 0, at = 0;
		char path[512];
		char *bytes;

		(void)snprintf(path, sizeof(path), "%s/data/%s",
		    TEST_SHARED_DIR, files[i]);
		if (gal_source_open(&source, path, NULL) != GAL_OK) {
			print_message("skipped: no %s\n", path);
			continue;
		}
		bytes = malloc(room);
		assert_non_null(bytes);
		while (gal_source_read(source, bytes + len, room - len, &got,
			   NULL) == GAL_OK)
			len += got;
		gal_source_free(source);
		while (at < len) {
			const char *end = memchr(bytes + at, '\n', len - at);
			size_t n =
			    end != NULL ? (size_t)(end - bytes) - at : len - at;

			assert_true(compare(&pair, gal_reddit_keys,
			    GAL_REDDIT_KEY_COUNT, bytes + at, n, false));
			at += n + 1;
		}
		free(bytes);
	}
	close_pair(&pair);
}

/* Lines of a block lie one behind another, and behind the last lies whatever
 * was there before. */
static void
test_ingest_json_pick__what_lies_behind_changes_nothing(void **state)
{
	static const char *const objects[] = { "{\"id\":1}", "{\"x\":]}",
		"{\"id\":]}", "{\"x\":}", "{\"id\":}", "{\"x\":,}", "{\"x\":[}",
		"{\"x\":]]}", "{\"x\":[1}}", "{\"x\":{]}", "{\"_meta\":]}",
		"{\"_meta\":{\"deep\":[}", "{\"x\":1", "{" };
	struct pair pair = open_pair(paths, PATHS);

	(void)state;
	for (size_t i = 0; i < sizeof(objects) / sizeof(objects[0]); i++) {
		size_t len = strlen(objects[i]);
		struct gal_json_value alone[PATHS], inside[PATHS];
		enum gal_status status =
		    gal_json_pick_run(pair.ours, objects[i], len, len, alone);

		for (int behind = 0; behind < 256; behind++) {
			char block[128];

			memset(block, behind, sizeof(block));
			memcpy(block, objects[i], len);
			assert_int_equal(status,
			    gal_json_pick_run(
				pair.ours, block, len, sizeof(block), inside));
			for (size_t k = 0; k < PATHS; k++)
				assert_int_equal(alone[k].type, inside[k].type);
		}
	}
	close_pair(&pair);
}

static void
test_ingest_json_pick__integers_in_all_their_dresses(void **state)
{
	static const struct {
		struct gal_json_value value;
		bool read;
		int64_t number;
	} cases[] = {
		{ { GAL_JSON_NUMBER, { "17", 2 } }, true, 17 },
		{ { GAL_JSON_NUMBER, { "-17", 3 } }, true, -17 },
		{ { GAL_JSON_NUMBER, { "1.7e1", 5 } }, true, 17 },
		{ { GAL_JSON_STRING, { "17.9", 4 } }, true, 17 },
		{ { GAL_JSON_NUMBER, { "45568804275", 11 } }, true,
		    INT64_C(45568804275) },
		{ { GAL_JSON_NUMBER, { "9223372036854775807", 19 } }, true,
		    INT64_MAX },
		{ { GAL_JSON_NUMBER, { "9223372036854775808", 19 } }, false,
		    0 },
		{ { GAL_JSON_STRING, { "", 0 } }, false, 0 },
		{ { GAL_JSON_STRING, { "nan", 3 } }, false, 0 },
		{ { GAL_JSON_STRING, { "0x10", 4 } }, false, 0 },
		{ { GAL_JSON_TRUE, { NULL, 0 } }, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t number = 0;

		assert_int_equal(
		    cases[i].read, gal_json_int(&cases[i].value, &number));
		assert_true(number == cases[i].number);
	}
}

static void
test_ingest_json_pick__paths_that_clash_are_refused(void **state)
{
	static const char *const twice[] = { "a", "a" };
	static const char *const both[] = { "a.b", "a" };
	static const char *const empty[] = { "a..b", "c" };
	struct gal_json_pick *pick = NULL;

	(void)state;
	assert_int_equal(
	    GAL_ARGUMENT, gal_json_pick_new(&pick, twice, 2, NULL));
	assert_int_equal(GAL_ARGUMENT, gal_json_pick_new(&pick, both, 2, NULL));
	assert_int_equal(
	    GAL_ARGUMENT, gal_json_pick_new(&pick, empty, 2, NULL));
}

#define RUN(name) cmocka_unit_test(test_ingest_json_pick__##name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(samples_are_read_alike),
		RUN(random_objects_are_read_alike),
		RUN(keys_in_any_order_are_read_alike),
		RUN(real_lines_are_read_alike),
		RUN(what_lies_behind_changes_nothing),
		RUN(integers_in_all_their_dresses),
		RUN(paths_that_clash_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
