/* Every allocation of reading an archive fails once, of each packing and
 * format: it is said, or the posts are all there. All texts invented. */
#include "test.h"

#include "core/rng.h"
#include "failing.h"
#include "ingest/pack.h"
#include "ingest/select.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct gal_selection *selection; /* NULL: everything */

/* All posts as one hash. */
static enum gal_status
read_hash(uint64_t *hash, size_t *posts, const struct packed *packed,
    const char *map, struct gal_error *err)
{
	struct gal_reader_options options = { .key = &test_key,
		.selection = selection,
		.map = map,
		.seal_ids = map == NULL };
	struct gal_reader *reader = NULL;
	const struct gal_post *post;
	struct gal_tally tally;
	enum gal_status status = gal_reader_open_memory(
	    &reader, "test", packed->bytes, packed->len, &options, err);

	*hash = *posts = 0;
	if (status != GAL_OK)
		return status;
	gal_tally_init(&tally, reader);
	while (
	    (status = gal_reader_next(reader, &post, &tally, err)) == GAL_OK) {
		++*posts;
		*hash = gal_hash_bytes(
		    post->native_id.data, post->native_id.len, *hash);
		*hash = gal_hash_bytes(post->text.data, post->text.len, *hash);
	}
	gal_reader_free(reader);
	return status;
}

static void
fail_each(const char *name, const struct packed *packed, const char *map)
{
	uint64_t whole, hash;
	size_t posts, got, n;

	failing_at(0);
	assert_int_equal(read_hash(&whole, &posts, packed, map, NULL), GAL_END);
	n = failing_end();
	assert_true(posts > 0);
	for (size_t i = 1; i <= n; i++) {
		struct gal_error err = { 0 };
		enum gal_status status;

		failing_at(i);
		status = read_hash(&hash, &got, packed, map, &err);
		(void)failing_end();
		if (status == GAL_END
			? hash != whole || got != posts
			: status != GAL_NOMEM || err.message[0] == '\0')
			fail_msg("%s, allocation %zu of %zu: %s, %zu posts: %s",
			    name, i, n, gal_status_text(status), got,
			    err.message);
	}
}

static void
test_ingest_no_memory__of_every_packing(void **state)
{
	static const struct {
		const char *name;
		pack_function *pack;
	} packings[] = { { "plain", pack_plain }, { "zstd", pack_zstd },
		{ "gzip", pack_gzip }, { "bzip2", pack_bzip2 },
		{ "xz", pack_xz }, { "zip", pack_zip }, { "tar", pack_tar } };
	size_t len;
	char *text = invented_comments(3, &len);

	(void)state;
	for (size_t i = 0; i < sizeof(packings) / sizeof(packings[0]); i++) {
		struct packed packed = packings[i].pack(text, len);

		fail_each(packings[i].name, &packed, NULL);
		free(packed.bytes);
	}
	free(text);
}

static void
test_ingest_no_memory__of_every_format(void **state)
{
	static const struct {
		const char *name, *text, *map;
	} formats[] = {
		{ "reddit-json",
		    "[{\"id\":\"a\",\"body\":\"x &amp; u/abc\",\"link_id\":"
		    "\"t3_b\",\"author\":\"n\",\"subreddit\":\"teapots\"},"
		    "{\"kind\":\"t1\",\"data\":{\"id\":\"c\",\"body\":\"y\","
		    "\"link_id\":\"t3_b\",\"subreddit\":\"teapots\"}}]",
		    NULL },
		{ "stackexchange",
		    "<posts><row Id=\"1\" PostTypeId=\"1\" OwnerUserId=\"3\" "
		    "Title=\"T\" Body=\"&lt;p&gt;x&lt;/p&gt;\" /></posts>",
		    NULL },
		{ "discord",
		    "{\"guild\":{\"id\":\"5\",\"name\":\"t\"},\"channel\":{"
		    "\"id\":\"7\",\"name\":\"g\"},\"messages\":[{\"id\":\"1\","
		    "\"type\":\"Default\",\"content\":\"@Ann x\",\"author\":{"
		    "\"id\":\"9\",\"name\":\"n\"},\"mentions\":[{\"id\":\"8\","
		    "\"nickname\":\"Ann\"}]}]}",
		    NULL },
		{ "telegram",
		    "{\"name\":\"t\",\"type\":\"public_group\",\"id\":4,"
		    "\"messages\":[{\"id\":1,\"type\":\"message\",\"from_id\":"
		    "\"user7\",\"text\":[\"hi \",{\"type\":\"bold\",\"text\":"
		    "\"you\"}]}]}",
		    NULL },
		{ "conversations",
		    "[{\"create_time\":1,\"mapping\":{\"a\":{\"message\":"
		    "{\"id\":\"1\",\"author\":{\"role\":\"user\"},"
		    "\"content\":{\"parts\":[\"x\",\"y\"]}}}},"
		    "\"conversation_id\":\"k\"}]",
		    NULL },
		{ "transcript",
		    "{\"conversation_id\":\"k\",\"turn\":1,\"role\":\"user\","
		    "\"persona\":\"p\",\"text\":\"x\"}\n",
		    NULL },
		{ "csv", "id,Author,text\n1,ann,\"x, y\"\n", NULL },
		{ "csv by a map", "who;what\nann;x\n", "text=what,author=who" },
		{ "ndjson", "{\"t\":\"x\",\"w\":{\"n\":\"ann\"}}\n",
		    "text=t,author=w.n" },
		{ "mbox",
		    "From a at tea.org  Sat Nov 14 21:29:28 2015\nFrom: "
		    "a@tea.org\nSubject: s\nMessage-ID: <1@tea.org>\n\nx\n",
		    NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
		struct packed packed =
		    pack_plain(formats[i].text, strlen(formats[i].text));

		fail_each(formats[i].name, &packed, formats[i].map);
		free(packed.bytes);
	}
}

static enum gal_status
make_selection(struct gal_error *err)
{
	enum gal_status status = gal_selection_new(&selection, err);

	if (status == GAL_OK)
		status = gal_selection_community(selection, "teapots", err);
	if (status == GAL_OK)
		status = gal_selection_match(selection, "the kettle", err);
	if (status == GAL_OK)
		status = gal_selection_author(selection, "somebody", err);
	return status;
}

static void
test_ingest_no_memory__of_a_selection(void **state)
{
	size_t n;

	(void)state;
	failing_at(0);
	assert_int_equal(make_selection(NULL), GAL_OK);
	n = failing_end();
	gal_selection_free(selection);
	for (size_t i = 1; i <= n; i++) {
		struct gal_error err = { 0 };

		selection = NULL;
		failing_at(i);
		assert_int_equal(make_selection(&err), GAL_NOMEM);
		(void)failing_end();
		assert_true(err.message[0] != '\0');
		gal_selection_free(selection);
	}
	selection = NULL;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ingest_no_memory__of_every_packing),
		cmocka_unit_test(test_ingest_no_memory__of_every_format),
		cmocka_unit_test(test_ingest_no_memory__of_a_selection),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
