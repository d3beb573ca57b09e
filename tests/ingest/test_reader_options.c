#include "test.h"

#include "ingest/pseudonym.h"
#include "ingest/reader_internal.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <string.h>

static const char line[] = "{\"id\":\"1\",\"body\":\"so calm\"}\n";

static struct gal_key key;

static enum gal_status
open_with(struct gal_reader **out, const char *path,
    const struct gal_reader_options *options, struct gal_error *err)
{
	*out = NULL;
	return gal_reader_open_memory(
	    out, path, line, sizeof(line) - 1, options, err);
}

static void
test_ingest_reader_options__what_cannot_be_done_is_refused(void **state)
{
	static const struct {
		struct gal_reader_options options;
		enum gal_status status;
		const char *message;
	} cases[] = {
		{ { .key = NULL }, GAL_KEY, "no project key" },
		{ { .key = &key, .format = "gopher" }, GAL_ARGUMENT,
		    "\"gopher\" is no format" },
		{ { .key = &key, .map = "author=user" }, GAL_ARGUMENT, "text" },
		{ { .key = &key, .map = "txt=body" }, GAL_ARGUMENT, "txt" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct gal_error err = { 0 };
		struct gal_reader *reader;

		assert_int_equal(
		    open_with(&reader, "posts", &cases[i].options, &err),
		    cases[i].status);
		assert_null(reader);
		assert_non_null(strstr(err.message, cases[i].message));
		assert_string_equal(err.place, "posts");
	}
}

/* A dump of Stack Exchange is told from others by its folder alone. */
static void
test_ingest_reader_options__a_site_is_taken_from_the_folder(void **state)
{
	static const struct {
		const char *path, *scope, *site, *wanted;
	} cases[] = {
		{ "ai.stackexchange.com/Posts.xml", NULL,
		    "ai.stackexchange.com", "" },
		{ "/dumps/ai.stackexchange.com/Posts.xml", NULL,
		    "ai.stackexchange.com", "" },
		{ "/dumps/ai/Posts.xml", NULL, "", "" },
		{ ".cache/Posts.xml", NULL, "", "" },
		{ "../Posts.xml", NULL, "", "" },
		{ "Posts.xml", NULL, "", "" },
		{ "/Posts.xml", NULL, "", "" },
		{ "ai.stackexchange.com/Posts.xml", "mine",
		    "ai.stackexchange.com", "mine" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct gal_reader_options options = { .key = &key,
			.map = "text=body",
			.scope = cases[i].scope,
			.block_bytes = (size_t)1 << 30 };
		struct gal_error err = { 0 };
		struct gal_reader *reader;
		const struct gal_settings *settings;

		assert_int_equal(
		    GAL_OK, open_with(&reader, cases[i].path, &options, &err));
		settings = gal_reader_settings(reader);
		assert_string_equal(settings->scope, cases[i].wanted);
		assert_string_equal(settings->site, cases[i].site);
		assert_string_equal(settings->map, "text=body");
		/* no block is larger than the largest record */
		assert_int_equal(settings->block_bytes, GAL_RECORD_MAX);
		gal_reader_free(reader);
	}
}

static cJSON *
described(const struct gal_reader_options *options)
{
	struct gal_buffer out = GAL_BUFFER((size_t)1 << 20);
	struct gal_error err = { 0 };
	cJSON *tree;

	assert_int_equal(
	    GAL_OK, gal_reader_options_describe(options, &out, &err));
	assert_null(memchr(out.data, '\n', out.len));
	tree = cJSON_Parse(out.data);
	assert_non_null(tree);
	gal_buffer_free(&out);
	return tree;
}

static const char *
said(const cJSON *tree, const char *name)
{
	return cJSON_GetStringValue(
	    cJSON_GetObjectItemCaseSensitive(tree, name));
}

static void
test_ingest_reader_options__settings_are_one_line_without_names(void **state)
{
	static const char map[] = "text=a\"b\\c\nd,author=who";
	struct gal_reader_options options = { .key = &key,
		.format = "ndjson",
		.map = map,
		.scope = "someones-server",
		.keep_deleted_later = true };
	struct gal_selection *selection = NULL;
	struct gal_key other;
	char first[64];
	cJSON *tree;

	(void)state;
	assert_int_equal(GAL_OK, gal_selection_new(&selection, NULL));
	assert_int_equal(
	    GAL_OK, gal_selection_community(selection, "replika", NULL));
	options.selection = selection;
	tree = described(&options);
	assert_string_equal(said(tree, "format"), "ndjson");
	assert_string_equal(said(tree, "map"), map);
	assert_true(cJSON_IsTrue(
	    cJSON_GetObjectItemCaseSensitive(tree, "keep_deleted_later")));
	assert_true(
	    cJSON_IsObject(cJSON_GetObjectItemCaseSensitive(tree, "select")));
	/* a server may be a person's name: told with the key only */
	assert_int_equal(strlen(said(tree, "scope")), 32);
	(void)snprintf(first, sizeof(first), "%s", said(tree, "scope"));
	cJSON_Delete(tree);
	gal_key_from_seed(&other, 2);
	options.key = &other;
	tree = described(&options);
	assert_string_not_equal(said(tree, "scope"), first);
	cJSON_Delete(tree);
	gal_selection_free(selection);

	tree = described(&(struct gal_reader_options){ .key = &key });
	assert_true(
	    cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(tree, "format")));
	assert_true(
	    cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(tree, "scope")));
	assert_true(
	    cJSON_IsNull(cJSON_GetObjectItemCaseSensitive(tree, "select")));
	cJSON_Delete(tree);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_ingest_reader_options__what_cannot_be_done_is_refused),
		cmocka_unit_test(
		    test_ingest_reader_options__a_site_is_taken_from_the_folder),
		cmocka_unit_test(
		    test_ingest_reader_options__settings_are_one_line_without_names),
	};

	gal_key_from_seed(&key, 1);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
