/* Every quirk of Reddit's archives that the field knows of, one test each.
 * All texts are invented. */
#include "test.h"

#include "ingest/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COMMENT(rest)                                                          \
	"{\"id\":\"c1\",\"link_id\":\"t3_b1\",\"subreddit\":\"teapots\"," rest \
	"}\n"
#define SUBMISSION(rest)                                                       \
	"{\"id\":\"b1\",\"subreddit\":\"teapots\",\"title\":\"On lids\"," rest \
	"}\n"

/* Read one line that must give one post. */
static struct posts
one(const char *line)
{
	struct posts posts = read_text(line, NULL);

	assert_int_equal(GAL_END, posts.status);
	assert_int_equal(1, posts.count);
	assert_int_equal(1, posts.tally.read);
	return posts;
}

static void
assert_text(const char *expected, const char *line)
{
	struct posts posts = one(line);

	assert_str(expected, posts.posts[0].text);
	posts_free(&posts);
}

static void
assert_created(int64_t expected, const char *line)
{
	struct posts posts = one(line);

	assert_int_equal(expected, posts.posts[0].created_utc);
	posts_free(&posts);
}

static void
test_ingest_reddit__comment_has_all_its_fields(void **state)
{
	struct posts posts = one(
	    "{\"id\":\"kod0bkd\",\"author\":\"Person_One\",\"body\":\"Warm "
	    "the pot.\",\"link_id\":\"t3_1afjd7n\",\"parent_id\":"
	    "\"t1_kod0aaa\",\"subreddit\":\"teapots\",\"subreddit_id\":"
	    "\"t5_2xyz\",\"created_utc\":1706745600,\"retrieved_on\":"
	    "1706745615,\"score\":-3,\"edited\":1706745700,\"stickied\":true,"
	    "\"replies\":\"\",\"unknown_field\":{\"a\":[1,2]}}\n");
	const struct gal_post *post = &posts.posts[0];

	(void)state;
	assert_string_equal("reddit", posts.format);
	assert_int_equal(GAL_PLATFORM_REDDIT, post->platform);
	assert_int_equal(GAL_KIND_COMMENT, post->kind);
	assert_str("kod0bkd", post->native_id);
	assert_str("1afjd7n", post->thread);
	assert_str("t1_kod0aaa", post->parent);
	assert_str("teapots", post->community);
	assert_str("2xyz", post->community_id);
	assert_str("Warm the pot.", post->text);
	assert_null(post->title.data);
	assert_int_equal(1706745600, post->created_utc);
	assert_int_equal(1706745615, post->observed_utc);
	assert_int_equal(1706745700, post->edited_utc);
	assert_int_equal(-3, post->score);
	assert_true(post->num_comments == GAL_ABSENT);
	assert_true(post->has_author);
	assert_int_equal(GAL_POST_STICKIED | GAL_POST_EDITED, post->flags);
	assert_int_equal(1, post->row_id & 1);
	posts_free(&posts);
}

static void
test_ingest_reddit__submission_has_all_its_fields(void **state)
{
	struct posts posts =
	    one(SUBMISSION("\"selftext\":\"A lid.\",\"author\":\"x_y\","
			   "\"is_self\":true,\"over_18\":true,"
			   "\"num_comments\":7,\"created_utc\":1"));
	const struct gal_post *post = &posts.posts[0];

	(void)state;
	assert_int_equal(GAL_KIND_SUBMISSION, post->kind);
	assert_str("On lids", post->title);
	assert_str("A lid.", post->text);
	assert_str("b1", post->thread);
	assert_null(post->parent.data);
	assert_int_equal(7, post->num_comments);
	assert_int_equal(GAL_POST_IS_SELF | GAL_POST_NSFW, post->flags);
	assert_int_equal(0, post->row_id & 1);
	posts_free(&posts);
}

static void
test_ingest_reddit__created_utc_may_be_string_int_or_float(void **state)
{
	(void)state;
	assert_created(
	    1138751932, COMMENT("\"body\":\"x\",\"created_utc\":1138751932"));
	assert_created(1138751932,
	    COMMENT("\"body\":\"x\",\"created_utc\":\"1138751932\""));
	assert_created(
	    1138751932, COMMENT("\"body\":\"x\",\"created_utc\":1138751932.0"));
	assert_created(1138751932,
	    COMMENT("\"body\":\"x\",\"created_utc\":\"1138751932.0\""));
	assert_created(1138751932,
	    COMMENT("\"body\":\"x\",\"created_utc\":1.138751932e9"));
	assert_created(1138751932,
	    COMMENT("\"body\":\"x\",\"created_utc\":1138751932000"));
}

static void
test_ingest_reddit__created_utc_null_or_missing_is_absent(void **state)
{
	(void)state;
	assert_created(
	    GAL_ABSENT, COMMENT("\"body\":\"x\",\"created_utc\":null"));
	assert_created(GAL_ABSENT, COMMENT("\"body\":\"x\""));
	assert_created(
	    GAL_ABSENT, COMMENT("\"body\":\"x\",\"created_utc\":\"soon\""));
}

static void
test_ingest_reddit__edited_may_be_false_true_or_a_time(void **state)
{
	static const struct {
		const char *line;
		int64_t utc;
		unsigned flag;
	} cases[] = {
		{ COMMENT("\"body\":\"x\",\"edited\":false"), GAL_ABSENT, 0 },
		{ COMMENT("\"body\":\"x\",\"edited\":null"), GAL_ABSENT, 0 },
		{ COMMENT("\"body\":\"x\",\"edited\":true"), GAL_ABSENT,
		    GAL_POST_EDITED },
		{ COMMENT("\"body\":\"x\",\"edited\":1200000000"), 1200000000,
		    GAL_POST_EDITED },
		{ COMMENT("\"body\":\"x\",\"edited\":1200000000.0"), 1200000000,
		    GAL_POST_EDITED },
		{ COMMENT("\"body\":\"x\",\"edited\":false,"
			  "\"_meta\":{\"is_edited\":true}"),
		    GAL_ABSENT, GAL_POST_EDITED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct posts posts = one(cases[i].line);

		assert_int_equal(cases[i].utc, posts.posts[0].edited_utc);
		assert_int_equal(
		    cases[i].flag, posts.posts[0].flags & GAL_POST_EDITED);
		posts_free(&posts);
	}
}

static void
test_ingest_reddit__observed_is_the_latest_retrieval(void **state)
{
	static const struct {
		const char *line;
		int64_t utc;
	} cases[] = {
		{ COMMENT("\"body\":\"x\""), GAL_ABSENT },
		{ COMMENT("\"body\":\"x\",\"retrieved_on\":null"), GAL_ABSENT },
		{ COMMENT("\"body\":\"x\",\"retrieved_utc\":5000"), 5000 },
		{ COMMENT("\"body\":\"x\",\"updated_on\":7000"), 7000 },
		{ COMMENT("\"body\":\"x\",\"retrieved_on\":5000,\"_meta\":"
			  "{\"retrieved_2nd_on\":6000}"),
		    6000 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct posts posts = one(cases[i].line);

		assert_int_equal(cases[i].utc, posts.posts[0].observed_utc);
		posts_free(&posts);
	}
}

static void
test_ingest_reddit__score_null_is_absent_not_zero(void **state)
{
	struct posts posts = one(COMMENT("\"body\":\"x\",\"score\":null"));

	(void)state;
	assert_true(posts.posts[0].score == GAL_ABSENT);
	posts_free(&posts);
	posts = one(COMMENT("\"body\":\"x\",\"score\":-673196"));
	assert_int_equal(-673196, posts.posts[0].score);
	posts_free(&posts);
}

static void
test_ingest_reddit__author_missing_or_deleted_is_nobody(void **state)
{
	static const char *const lines[] = {
		COMMENT("\"body\":\"x\""),
		COMMENT("\"body\":\"x\",\"author\":null"),
		COMMENT("\"body\":\"x\",\"author\":\"\""),
		COMMENT("\"body\":\"x\",\"author\":\"[deleted]\""),
		COMMENT("\"body\":\"x\",\"author\":\"[removed]\""),
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct posts posts = one(lines[i]);

		assert_false(posts.posts[0].has_author);
		assert_int_equal(GAL_POST_NO_AUTHOR, posts.posts[0].flags);
		/* the text is still there: only the account is gone */
		assert_int_equal(GAL_DELETION_NONE, posts.posts[0].deletion);
		posts_free(&posts);
	}
}

static void
test_ingest_reddit__author_in_any_case_is_one_person(void **state)
{
	struct posts first =
	    one(COMMENT("\"body\":\"x\",\"author\":\"Tea_Person\""));
	struct posts second =
	    one(COMMENT("\"body\":\"x\",\"author\":\"tea_person\""));

	(void)state;
	assert_memory_equal(&first.posts[0].author, &second.posts[0].author,
	    sizeof(struct gal_pseudonym));
	posts_free(&first);
	posts_free(&second);
}

static void
test_ingest_reddit__subreddit_missing_is_absent(void **state)
{
	struct posts posts = one("{\"id\":\"b1\",\"title\":\"t\",\"selftext\":"
				 "\"\",\"subreddit_id\":null}\n");

	(void)state;
	assert_null(posts.posts[0].community.data);
	assert_null(posts.posts[0].community_id.data);
	posts_free(&posts);
}

static void
test_ingest_reddit__profile_community_does_not_name_the_person(void **state)
{
	struct posts posts = one("{\"id\":\"b1\",\"title\":\"t\",\"subreddit\":"
				 "\"u_Tea_Person\",\"selftext\":\"\"}\n");

	(void)state;
	assert_str("u_[user]", posts.posts[0].community);
	posts_free(&posts);
}

static void
test_ingest_reddit__id_may_come_from_name(void **state)
{
	struct posts posts =
	    one("{\"name\":\"t3_ABC\",\"title\":\"t\",\"selftext\":\"\","
		"\"subreddit\":\"teapots\"}\n");

	(void)state;
	assert_str("abc", posts.posts[0].native_id);
	posts_free(&posts);
}

static void
test_ingest_reddit__parent_id_as_integer_is_base_36(void **state)
{
	/* the decimal of "kxmhmer"; link_id as text and as number */
	struct posts posts =
	    one(COMMENT("\"body\":\"x\",\"parent_id\":45568804275"));

	(void)state;
	assert_str("t1_kxmhmer", posts.posts[0].parent);
	posts_free(&posts);
	/* 11 * 36 + 1 = "b1": the thread itself */
	posts = one(COMMENT("\"body\":\"x\",\"parent_id\":397"));
	assert_str("t3_b1", posts.posts[0].parent);
	posts_free(&posts);
	posts = one("{\"id\":45568804275,\"link_id\":397,\"parent_id\":397,"
		    "\"body\":\"x\",\"subreddit\":\"t\"}\n");
	assert_str("kxmhmer", posts.posts[0].native_id);
	assert_str("b1", posts.posts[0].thread);
	assert_str("t3_b1", posts.posts[0].parent);
	posts_free(&posts);
}

static void
test_ingest_reddit__twice_escaped_body_is_decoded(void **state)
{
	(void)state;
	assert_text("tea \xf0\x9f\x8d\xb5 time",
	    COMMENT("\"body_sha1\":\"0\",\"body\":"
		    "\"tea \\\\ud83c\\\\udf75 time\""));
	/* elsewhere such letters are what someone wrote */
	assert_text("tea \\ud83c\\udf75 time",
	    COMMENT("\"body\":\"tea \\\\ud83c\\\\udf75 time\""));
}

static void
test_ingest_reddit__entities_are_decoded_exactly_once(void **state)
{
	(void)state;
	assert_text(
	    "a < b & c > d", COMMENT("\"body\":\"a &lt; b &amp; c &gt; d\""));
	assert_text("&gt;", COMMENT("\"body\":\"&amp;gt;\""));
	assert_text("&#x200B;", COMMENT("\"body\":\"&amp;#x200B;\""));
	assert_text(
	    "&quot; &nope; & &", COMMENT("\"body\":\"&quot; &nope; & &\""));
}

static void
test_ingest_reddit__mentions_become_a_fixed_token(void **state)
{
	(void)state;
	assert_text(
	    "thanks u/[user]!", COMMENT("\"body\":\"thanks u/Tea_Person!\""));
	assert_text("/u/[user], (U/[user]) and u/[user]",
	    COMMENT("\"body\":\"/u/tea-person, (U/abc) and u/a\\\\_b_c\""));
	assert_text("see reddit.com/user/[user]/comments",
	    COMMENT("\"body\":\"see reddit.com/user/tea_p/comments\""));
	assert_text("eu/usa w/u/[user] user/name u/ u/s",
	    COMMENT("\"body\":\"eu/usa w/u/abc user/name u/ u/s\""));
	assert_text("me@home stays", COMMENT("\"body\":\"me@home stays\""));
}

static void
test_ingest_reddit__text_fields_keep_line_ends_and_escapes(void **state)
{
	(void)state;
	assert_text("a\nb\r\n\t\"c\" \\ / \xc3\xa9",
	    COMMENT("\"body\":\"a\\nb\\r\\n\\t\\\"c\\\" \\\\ \\/ \\u00e9\""));
}

static void
test_ingest_reddit__lone_surrogate_becomes_replacement(void **state)
{
	(void)state;
	assert_text("a\xef\xbf\xbd"
		    "b",
	    COMMENT("\"body\":\"a\\ud83db\""));
	assert_text("a\xef\xbf\xbd", COMMENT("\"body\":\"a\\udc00\""));
	assert_text("\xf0\x9f\x98\x80", COMMENT("\"body\":\"\\ud83d\\ude00\""));
}

static void
test_ingest_reddit__nul_in_text_becomes_replacement(void **state)
{
	(void)state;
	assert_text("a\xef\xbf\xbd"
		    "b",
	    COMMENT("\"body\":\"a\\u0000b\""));
}

static void
test_ingest_reddit__raw_nul_bytes_do_not_lose_the_line(void **state)
{
	static const char line[] =
	    "\0\0{\"id\":\"c1\",\"link_id\":\"t3_b1\",\"subreddit\":\"t\","
	    "\"body\":\"x\"}\0\0\n\0\0\0\n";
	struct posts posts = read_posts(line, sizeof(line) - 1, NULL);

	(void)state;
	assert_int_equal(GAL_END, posts.status);
	assert_int_equal(1, posts.count);
	assert_int_equal(2, posts.tally.read);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_BLANK]);
	posts_free(&posts);
}

static void
test_ingest_reddit__bytes_that_are_not_utf8_become_replacement(void **state)
{
	(void)state;
	assert_text("caf\xef\xbf\xbd", COMMENT("\"body\":\"caf\xe9\""));
}

static void
test_ingest_reddit__byte_order_mark_is_passed_by(void **state)
{
	(void)state;
	assert_text("x", "\xef\xbb\xbf" COMMENT("\"body\":\"x\""));
}

static void
test_ingest_reddit__junk_around_the_object_is_passed_by(void **state)
{
	(void)state;
	assert_text("x",
	    "2024-01-01 log: {\"id\":\"c1\",\"link_id\":\"t3_b1\","
	    "\"subreddit\":\"t\",\"body\":\"x\"},\r\n");
}

static void
test_ingest_reddit__last_line_without_newline_is_read(void **state)
{
	struct posts posts =
	    read_text(COMMENT("\"body\":\"x\"") "{\"id\":\"c2\",\"link_id\":"
						"\"t3_b1\",\"subreddit\":\"t\","
						"\"body\":\"last\"}",
		NULL);

	(void)state;
	assert_int_equal(2, posts.count);
	assert_int_equal(2, posts.tally.read);
	assert_str("last", posts.posts[1].text);
	posts_free(&posts);
}

static void
test_ingest_reddit__blank_lines_are_counted(void **state)
{
	struct posts posts = read_text(
	    COMMENT("\"body\":\"x\"") "\n  \r\n" COMMENT("\"body\":\"x\""),
	    NULL);

	(void)state;
	assert_int_equal(4, posts.tally.read);
	assert_int_equal(2, posts.tally.outcomes[GAL_OUTCOME_BLANK]);
	assert_int_equal(2, posts.count);
	posts_free(&posts);
}

static void
test_ingest_reddit__bad_lines_are_counted_with_line_and_byte(void **state)
{
	static const char first[] = COMMENT("\"body\":\"x\"");
	struct posts posts = read_text(
	    COMMENT("\"body\":\"x\"") "{\"id\":\"c2\",\"body\":\"cut "
				      "of\n" COMMENT(
					  "\"body\":\"x\"") "no "
							    "object\n{"
							    "\"hello\":1}\n{"
							    "\"id\":\"!\","
							    "\"body\":\"x\"}\n",
	    NULL);
	const struct gal_tally *tally = &posts.tally;

	(void)state;
	assert_int_equal(6, tally->read);
	assert_int_equal(2, posts.count);
	assert_int_equal(4, tally->outcomes[GAL_OUTCOME_BAD]);
	assert_int_equal(4, tally->bad_count);
	assert_int_equal(2, tally->bad[0].line);
	assert_int_equal(strlen(first), tally->bad[0].byte);
	assert_int_equal(4, tally->bad[1].line);
	assert_string_equal("not a JSON object", tally->bad[1].reason);
	assert_int_equal(5, tally->bad[2].line);
	assert_string_equal(
	    "neither a submission nor a comment", tally->bad[2].reason);
	assert_int_equal(6, tally->bad[3].line);
	assert_string_equal("no usable id", tally->bad[3].reason);
	posts_free(&posts);
}

static void
test_ingest_reddit__two_objects_on_a_line_are_bad(void **state)
{
	struct posts posts = read_text(
	    COMMENT("\"body\":\"x\"") "{\"id\":\"c2\",\"body\":\"a\"} "
				      "{\"id\":\"c3\",\"body\":\"b\"}\n",
	    NULL);

	(void)state;
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_BAD]);
	assert_int_equal(1, posts.count);
	posts_free(&posts);
}

static void
test_ingest_reddit__bodies_up_to_the_limit_are_whole(void **state)
{
	const size_t sizes[] = { 432872, GAL_RECORD_MAX - 200 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		size_t room = sizes[i] + 300, at;
		char *line = malloc(2 * room);
		struct posts posts;

		at = (size_t)snprintf(line, room,
		    "{\"id\":\"c1\",\"subreddit\":\"t\",\"link_id\":\"t3_b\","
		    "\"body\":\"");
		memset(line + at, 'x', sizes[i]);
		at += sizes[i];
		at += (size_t)snprintf(line + at, room,
		    "\"}\n{\"id\":\"c2\",\"subreddit\":\"t\",\"body\":\"y\"}");
		posts = read_posts(line, at, NULL);
		assert_int_equal(2, posts.count);
		assert_int_equal(sizes[i], posts.posts[0].text.len);
		posts_free(&posts);
		free(line);
	}
}

static void
test_ingest_reddit__a_line_over_the_limit_is_one_bad_line(void **state)
{
	size_t size = GAL_RECORD_MAX + (5 << 20), at;
	char *line = malloc(size + 1000);
	struct posts posts;

	(void)state;
	at = (size_t)snprintf(line, 300, COMMENT("\"body\":\"x\""));
	at += (size_t)snprintf(line + at, 300, "{\"id\":\"c2\",\"body\":\"");
	memset(line + at, 'x', size);
	at += size;
	at +=
	    (size_t)snprintf(line + at, 300, "\"}\n" COMMENT("\"body\":\"y\""));
	posts = read_posts(line, at, NULL);
	assert_int_equal(GAL_END, posts.status);
	assert_int_equal(2, posts.count);
	assert_int_equal(3, posts.tally.read);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_BAD]);
	assert_int_equal(2, posts.tally.bad[0].line);
	assert_string_equal("longer than 16 MiB", posts.tally.bad[0].reason);
	posts_free(&posts);
	free(line);
}

static void
test_ingest_reddit__crosspost_embeds_are_not_read(void **state)
{
	struct posts posts = one(
	    "{\"crosspost_parent_list\":[{\"id\":\"zz\",\"author\":\"other\","
	    "\"subreddit\":\"kettles\",\"selftext\":\"theirs\",\"title\":"
	    "\"theirs\"}],\"crosspost_parent\":\"t3_zz\",\"id\":\"b1\","
	    "\"title\":\"mine\",\"selftext\":\"\",\"subreddit\":\"teapots\"}"
	    "\n");

	(void)state;
	assert_str("mine", posts.posts[0].title);
	assert_str("", posts.posts[0].text);
	assert_str("teapots", posts.posts[0].community);
	assert_str("b1", posts.posts[0].native_id);
	assert_str("zz", posts.posts[0].crosspost_parent);
	assert_false(posts.posts[0].has_author);
	posts_free(&posts);
}

static void
test_ingest_reddit__order_of_keys_does_not_matter(void **state)
{
	struct posts posts =
	    one("{\"created_utc\":\"9\",\"title\":\"t\",\"subreddit\":\"s\","
		"\"_meta\":{\"retrieved_2nd_on\":20},\"selftext\":\"x\","
		"\"retrieved_on\":10,\"id\":\"b1\"}\n");

	(void)state;
	assert_str("x", posts.posts[0].text);
	assert_int_equal(20, posts.posts[0].observed_utc);
	posts_free(&posts);
}

static void
test_ingest_reddit__of_duplicate_keys_the_first_counts(void **state)
{
	(void)state;
	assert_text("first", COMMENT("\"body\":\"first\",\"body\":\"second\""));
}

static void
test_ingest_reddit__escaped_keys_are_keys(void **state)
{
	(void)state;
	assert_text("x", COMMENT("\"b\\u006fdy\":\"x\""));
}

static void
test_ingest_reddit__kind_is_told_by_keys(void **state)
{
	struct posts posts = read_text(
	    COMMENT("\"body\":\"x\"")
		SUBMISSION("\"selftext\":\"\"") "{\"id\":\"b2\",\"subreddit\":"
						"\"t\",\"title\":\"a link\"}\n",
	    NULL);

	(void)state;
	assert_int_equal(3, posts.count);
	assert_int_equal(GAL_KIND_COMMENT, posts.posts[0].kind);
	assert_int_equal(GAL_KIND_SUBMISSION, posts.posts[1].kind);
	assert_int_equal(GAL_KIND_SUBMISSION, posts.posts[2].kind);
	posts_free(&posts);
}

static void
test_ingest_reddit__communities_and_users_are_no_posts(void **state)
{
	struct posts posts =
	    read_text(COMMENT("\"body\":\"x\"") "{\"id\":\"2abc\",\"display_"
						"name\":\"teapots\",\"title\":"
						"\"Teapots\",\"subreddit_"
						"type\":\"public\"}\n",
		NULL);

	(void)state;
	assert_int_equal(1, posts.count);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_NOT_A_POST]);
	posts_free(&posts);
}

static void
test_ingest_reddit__deletion_in_all_its_forms(void **state)
{
	static const struct {
		const char *line;
		enum gal_deletion deletion;
		const char *text; /* NULL: none left */
	} cases[] = {
		{ COMMENT("\"body\":\"[deleted]\",\"author\":\"[deleted]\""),
		    GAL_DELETION_AUTHOR, NULL },
		{ COMMENT("\"body\":\"[removed]\""), GAL_DELETION_MODERATOR,
		    NULL },
		{ COMMENT("\"body\":\"[ Removed by Reddit ]\""),
		    GAL_DELETION_PLATFORM, NULL },
		{ COMMENT("\"body\":\"[ Removed by Reddit on account of "
			  "violating the [content policy](/x). ]\""),
		    GAL_DELETION_PLATFORM, NULL },
		{ COMMENT("\"body\":\"[ Removed by moderator ]\""),
		    GAL_DELETION_MODERATOR, NULL },
		{ COMMENT("\"body\":\"[ Deleted by user ]\""),
		    GAL_DELETION_AUTHOR, NULL },
		/* the author's own deletion counts behind another's, too */
		{ COMMENT("\"body\":\"theirs\",\"removed_by_category\":"
			  "\"moderator\",\"_meta\":{\"removal_type\":"
			  "\"deleted\"}"),
		    GAL_DELETION_AUTHOR, NULL },
		{ COMMENT("\"body\":\"It said [deleted] there\""),
		    GAL_DELETION_NONE, "It said [deleted] there" },
		{ SUBMISSION("\"selftext\":\"kept\","
			     "\"removed_by_category\":\"moderator\""),
		    GAL_DELETION_MODERATOR, "kept" },
		{ SUBMISSION("\"selftext\":\"kept\","
			     "\"removed_by_category\":\"automod_filtered\""),
		    GAL_DELETION_MODERATOR, "kept" },
		{ SUBMISSION("\"selftext\":\"theirs\","
			     "\"removed_by_category\":\"deleted\""),
		    GAL_DELETION_AUTHOR, NULL },
		{ SUBMISSION("\"selftext\":\"kept\","
			     "\"removed_by_category\":\"content_takedown\""),
		    GAL_DELETION_PLATFORM, "kept" },
		{ SUBMISSION("\"selftext\":\"kept\","
			     "\"removed_by_category\":\"some_new_team\""),
		    GAL_DELETION_PLATFORM, "kept" },
		{ SUBMISSION("\"selftext\":\"kept\","
			     "\"removed_by_category\":null"),
		    GAL_DELETION_NONE, "kept" },
		{ COMMENT("\"body\":\"kept\",\"removal_reason\":\"legal\""),
		    GAL_DELETION_PLATFORM, "kept" },
		{ COMMENT("\"body\":\"kept\",\"_meta\":{\"removal_type\":"
			  "\"removed by reddit\"}"),
		    GAL_DELETION_PLATFORM, "kept" },
		{ COMMENT("\"body\":\"theirs\",\"_meta\":{\"removal_type\":"
			  "\"deleted\"}"),
		    GAL_DELETION_AUTHOR, NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct posts posts = one(cases[i].line);

		if (cases[i].deletion != posts.posts[0].deletion)
			print_error("case %zu\n", i);
		assert_int_equal(cases[i].deletion, posts.posts[0].deletion);
		if (cases[i].text == NULL)
			assert_null(posts.posts[0].text.data);
		else
			assert_str(cases[i].text, posts.posts[0].text);
		posts_free(&posts);
	}
}

static void
test_ingest_reddit__deleted_title_is_no_title(void **state)
{
	struct posts posts = one("{\"id\":\"b1\",\"subreddit\":\"t\",\"title\":"
				 "\"[deleted by user]\",\"selftext\":"
				 "\"[removed]\",\"author\":\"[deleted]\"}\n");

	(void)state;
	assert_null(posts.posts[0].title.data);
	assert_int_equal(GAL_DELETION_AUTHOR, posts.posts[0].deletion);
	posts_free(&posts);
	posts = one("{\"id\":\"b1\",\"subreddit\":\"t\",\"title\":"
		    "\"[ Removed by Reddit in response to a notice. ]\","
		    "\"selftext\":\"kept\"}\n");
	assert_null(posts.posts[0].title.data);
	assert_str("kept", posts.posts[0].text);
	assert_int_equal(GAL_DELETION_PLATFORM, posts.posts[0].deletion);
	posts_free(&posts);
}

static void
test_ingest_reddit__deleted_later_is_dropped_and_counted(void **state)
{
	static const char line[] =
	    COMMENT("\"body\":\"kept for a day\",\"_meta\":{\"removal_type\":"
		    "\"deleted\",\"was_deleted_later\":true}");
	struct gal_reader_options keep = { .keep_deleted_later = true };
	struct posts posts = read_text(line, NULL);

	(void)state;
	assert_int_equal(0, posts.count);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_DELETED_LATER]);
	posts_free(&posts);
	posts = read_text(line, &keep);
	assert_int_equal(1, posts.count);
	assert_int_equal(GAL_DELETION_LATER, posts.posts[0].deletion);
	assert_str("kept for a day", posts.posts[0].text);
	posts_free(&posts);
}

static void
test_ingest_reddit__restored_text_is_counted(void **state)
{
	struct posts posts = one(COMMENT("\"body\":\"back\",\"_meta\":"
					 "{\"was_initially_deleted\":true}"));

	(void)state;
	assert_int_equal(1, posts.tally.restored);
	posts_free(&posts);
}

static void
test_ingest_reddit__bots_and_adverts_are_flagged(void **state)
{
	static const struct {
		const char *line;
		unsigned flag;
	} cases[] = {
		{ COMMENT("\"body\":\"x\",\"author\":\"AutoModerator\""),
		    GAL_POST_BOT },
		{ COMMENT("\"body\":\"x\",\"author\":\"automoderator\""),
		    GAL_POST_BOT },
		{ COMMENT("\"body\":\"x\",\"author\":\"teapots-ModTeam\""),
		    GAL_POST_BOT },
		{ COMMENT("\"body\":\"x\",\"author\":\"talbot\""), 0 },
		{ COMMENT("\"body\":\"x\",\"author\":\"sim\","
			  "\"galatea_simulated\":true"),
		    GAL_POST_SIMULATED },
		{ SUBMISSION("\"promoted\":true,\"author\":\"seller\""),
		    GAL_POST_ADVERT },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct posts posts = one(cases[i].line);

		assert_int_equal(cases[i].flag, posts.posts[0].flags);
		posts_free(&posts);
	}
}

#define RUN(name) cmocka_unit_test(test_ingest_reddit__##name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(comment_has_all_its_fields),
		RUN(submission_has_all_its_fields),
		RUN(created_utc_may_be_string_int_or_float),
		RUN(created_utc_null_or_missing_is_absent),
		RUN(edited_may_be_false_true_or_a_time),
		RUN(observed_is_the_latest_retrieval),
		RUN(score_null_is_absent_not_zero),
		RUN(author_missing_or_deleted_is_nobody),
		RUN(author_in_any_case_is_one_person),
		RUN(subreddit_missing_is_absent),
		RUN(profile_community_does_not_name_the_person),
		RUN(id_may_come_from_name),
		RUN(parent_id_as_integer_is_base_36),
		RUN(twice_escaped_body_is_decoded),
		RUN(entities_are_decoded_exactly_once),
		RUN(mentions_become_a_fixed_token),
		RUN(text_fields_keep_line_ends_and_escapes),
		RUN(lone_surrogate_becomes_replacement),
		RUN(nul_in_text_becomes_replacement),
		RUN(raw_nul_bytes_do_not_lose_the_line),
		RUN(bytes_that_are_not_utf8_become_replacement),
		RUN(byte_order_mark_is_passed_by),
		RUN(junk_around_the_object_is_passed_by),
		RUN(last_line_without_newline_is_read),
		RUN(blank_lines_are_counted),
		RUN(bad_lines_are_counted_with_line_and_byte),
		RUN(two_objects_on_a_line_are_bad),
		RUN(bodies_up_to_the_limit_are_whole),
		RUN(a_line_over_the_limit_is_one_bad_line),
		RUN(crosspost_embeds_are_not_read),
		RUN(order_of_keys_does_not_matter),
		RUN(of_duplicate_keys_the_first_counts),
		RUN(escaped_keys_are_keys),
		RUN(kind_is_told_by_keys),
		RUN(communities_and_users_are_no_posts),
		RUN(deletion_in_all_its_forms),
		RUN(deleted_title_is_no_title),
		RUN(deleted_later_is_dropped_and_counted),
		RUN(restored_text_is_counted),
		RUN(bots_and_adverts_are_flagged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
