/* The formats that are not lines of Reddit objects. All texts invented. */
#include "test.h"

#include "ingest/pack.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct posts
all_of(const char *format, const char *text,
    const struct gal_reader_options *options)
{
	struct posts posts = read_text(text, options);
	uint64_t sum = 0;

	if (posts.status != GAL_END)
		print_error("%s: %s\n", gal_status_text(posts.status),
		    posts.err.message);
	assert_int_equal(GAL_END, posts.status);
	assert_string_equal(format, posts.format);
	for (int i = 0; i < GAL_OUTCOME_COUNT; i++)
		sum += posts.tally.outcomes[i];
	assert_int_equal(sum, posts.tally.read);
	return posts;
}

static void
assert_same_author(
    bool same, const struct gal_post *a, const struct gal_post *b)
{
	assert_true(a->has_author && b->has_author);
	assert_int_equal(
	    same, memcmp(&a->author, &b->author, sizeof(a->author)) == 0);
}

/* ---- Reddit in documents ---- */

static void
test_ingest_formats__array_of_reddit_objects(void **state)
{
	struct posts posts = all_of("reddit-json",
	    "\xef\xbb\xbf[\n {\"id\":\"b1\",\"title\":\"T\",\"selftext\":\"x\","
	    "\"subreddit\":\"teapots\",\"author\":\"a\"},\n"
	    " {\"id\":\"c1\",\"body\":\"y &amp; z\",\"link_id\":\"t3_b1\","
	    "\"subreddit\":\"teapots\"}]\n",
	    NULL);

	(void)state;
	assert_int_equal(2, posts.count);
	assert_str("T", posts.posts[0].title);
	assert_str("y & z", posts.posts[1].text);
	posts_free(&posts);
}

static void
test_ingest_formats__listing_with_nested_replies(void **state)
{
	struct posts posts = all_of("reddit-json",
	    "[{\"kind\":\"Listing\",\"data\":{\"children\":[{\"kind\":\"t3\","
	    "\"data\":{\"id\":\"b1\",\"title\":\"T\",\"selftext\":\"\","
	    "\"subreddit\":\"teapots\"}}]}},\n{\"kind\":\"Listing\",\"data\":"
	    "{\"children\":[{\"kind\":\"t1\",\"data\":{\"id\":\"c1\",\"body\":"
	    "\"one\",\"link_id\":\"t3_b1\",\"subreddit\":\"teapots\","
	    "\"replies\":{\"kind\":\"Listing\",\"data\":{\"children\":"
	    "[{\"kind\":\"t1\",\"data\":{\"id\":\"c2\",\"body\":\"two\","
	    "\"link_id\":\"t3_b1\",\"parent_id\":\"t1_c1\",\"subreddit\":"
	    "\"teapots\",\"replies\":\"\"}},{\"kind\":\"more\",\"data\":"
	    "{\"count\":3}}]}}}}]}}]",
	    NULL);

	(void)state;
	assert_int_equal(3, posts.count);
	assert_str("b1", posts.posts[0].native_id);
	assert_str("one", posts.posts[1].text);
	assert_str("two", posts.posts[2].text);
	assert_str("t1_c1", posts.posts[2].parent);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_NOT_A_POST]);
	posts_free(&posts);
}

static void
test_ingest_formats__data_of_an_archive_interface(void **state)
{
	struct posts posts = all_of("reddit-json",
	    "{\"data\":[{\"id\":\"b1\",\"title\":\"T\",\"selftext\":\"\","
	    "\"subreddit\":\"teapots\"},{\"id\":\"b2\",\"title\":\"U\","
	    "\"selftext\":\"\",\"subreddit\":\"teapots\"}],\"error\":null}",
	    NULL);

	(void)state;
	assert_int_equal(2, posts.count);
	posts_free(&posts);
}

/* A broken emoji costs neither a thread nor a name that should go. */
static void
test_ingest_formats__documents_with_odd_escapes(void **state)
{
	struct posts posts = all_of("reddit-json",
	    "{\"kind\":\"Listing\",\"data\":{\"children\":[{\"kind\":\"t1\","
	    "\"data\":{\"id\":\"c1\","
	    "\"subreddit\":\"teapots\",\"link_id\":\"t3_b1\",\"body\":\"a "
	    "\\ud83d b \\u0000 c\"}}]}}",
	    NULL);

	(void)state;
	assert_int_equal(1, posts.count);
	assert_str("a \xef\xbf\xbd b \xef\xbf\xbd c", posts.posts[0].text);
	posts_free(&posts);
	posts = all_of("discord",
	    "{\"guild\":{\"id\":\"1\",\"name\":\"G\"},\"channel\":{\"id\":"
	    "\"2\",\"name\":\"C\"},\"messages\":["
	    "{\"id\":\"3\",\"type\":\"Default\",\"content\":\"hi @Bo Long "
	    "\\ud83d\",\"author\":{\"id\":\"4\"},"
	    "\"mentions\":[{\"id\":\"5\",\"name\":\"bo\",\"nickname\":\"Bo "
	    "Long \\ud83d\"}]}]}",
	    NULL);
	assert_str("hi @[user]", posts.posts[0].text);
	posts_free(&posts);
	posts = all_of("telegram",
	    "{\"name\":\"T\",\"type\":\"private_group\",\"id\":1,\"messages\":["
	    "{\"id\":2,\"type\":\"message\","
	    "\"from_id\":\"user3\",\"text\":[\"hi \\ud83d "
	    "\",{\"type\":\"mention\",\"text\":\"@bo\"}]}]}",
	    NULL);
	assert_str("hi \xef\xbf\xbd @[user]", posts.posts[0].text);
	posts_free(&posts);
	posts = all_of("conversations",
	    "[{\"id\":\"C\",\"create_time\":1,\"mapping\":{\"n\":{\"message\":{"
	    "\"id\":\"m\",\"author\":{"
	    "\"role\":\"user\"},\"content\":{\"parts\":[\"a \\udc00 "
	    "b\"]}},\"parent\":null}}}]",
	    NULL);
	assert_str("a \xef\xbf\xbd b", posts.posts[0].text);
	posts_free(&posts);
}

/* Answers of the interface, saved as they came, one a line. */
static void
test_ingest_formats__listings_and_things_one_a_line(void **state)
{
	static const struct {
		const char *format;
		const char *text;
	} saved[] = {
		{ "reddit-json",
		    "{\"kind\":\"Listing\",\"data\":{\"children\":[{\"kind\":"
		    "\"t1\",\"data\":{\"id\":\"c1\",\"subreddit\":\"teapots\","
		    "\"body\":\"one\",\"link_id\":\"t3_b1\"}}]}}\n"
		    "{\"kind\":\"Listing\",\"data\":{\"children\":[{\"kind\":"
		    "\"t1\",\"data\":{\"id\":\"c2\",\"subreddit\":\"teapots\","
		    "\"body\":\"two\",\"link_id\":\"t3_b1\"}}]}}\n" },
		{ "reddit-json",
		    "{\"data\":[{\"id\":\"c1\",\"subreddit\":\"teapots\","
		    "\"body\":\"one\",\"link_id\":\"t3_b1\"}]}\n"
		    "{\"data\":[{\"id\":\"c2\",\"subreddit\":\"teapots\","
		    "\"body\":\"two\",\"link_id\":\"t3_b1\"}]}\n" },
		{ "reddit",
		    "{\"kind\":\"t1\",\"data\":{\"id\":\"c1\",\"subreddit\":"
		    "\"teapots\",\"body\":\"one\",\"link_id\":\"t3_b1\"}}\n"
		    "{\"kind\": \"t1\", "
		    "\"data\":{\"id\":\"c2\",\"subreddit\":\"teapots\","
		    "\"body\":\"two\",\"link_id\":\"t3_b1\"}}\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(saved) / sizeof(saved[0]); i++) {
		struct posts posts =
		    all_of(saved[i].format, saved[i].text, NULL);

		assert_int_equal(2, posts.count);
		assert_str("c1", posts.posts[0].native_id);
		assert_str("two", posts.posts[1].text);
		assert_str("teapots", posts.posts[1].community);
		posts_free(&posts);
	}
}

/* ---- Stack Exchange ---- */

static const char posts_xml[] =
    "\xef\xbb\xbf<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
    "<!DOCTYPE posts SYSTEM 'posts.dtd'>\n<posts>\n"
    "  <row Id=\"1\" PostTypeId=\"1\" CreationDate="
    "\"2011-10-11T19:42:20.713\" Score=\"18\" Body=\"&lt;p&gt;Which &lt;b&gt;"
    "lid&lt;/b&gt; &amp;amp; why?&lt;/p&gt;&#xA;&lt;pre&gt;&lt;code&gt;a "
    "&amp;lt; b&lt;/code&gt;"
    "&lt;/pre&gt;&#xA;&lt;blockquote&gt;&lt;p&gt;said&lt;/p&gt;"
    "&lt;/blockquote&gt;\" OwnerUserId=\"12\" Title=\"Lids\" "
    "CommentCount=\"4\" />\n"
    "  <row Id=\"2\" PostTypeId=\"2\" ParentId=\"1\" CreationDate="
    "\"2011-10-11T19:44:27.657\" Score=\"-2\" Body=\"&lt;p&gt;Any.&lt;/p&gt;\" "
    "OwnerDisplayName=\"gone\" LastEditDate=\"2012-01-01T00:00:00.000\" />\n"
    "  <row Id=\"3\" PostTypeId=\"5\" CreationDate="
    "\"2011-10-11T19:44:27.657\" Score=\"0\" Body=\"tag\" />\n"
    "</posts>";

static void
test_ingest_formats__stackexchange_posts(void **state)
{
	struct gal_reader_options options = { .scope = "tea.example.com" };
	struct posts posts = all_of("stackexchange", posts_xml, &options);
	const struct gal_post *question, *answer;

	(void)state;
	assert_int_equal(3, posts.tally.read);
	assert_int_equal(2, posts.count);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_NOT_A_POST]);
	question = &posts.posts[0];
	answer = &posts.posts[1];
	assert_int_equal(GAL_KIND_SUBMISSION, question->kind);
	assert_str("tea.example.com", question->scope);
	assert_str("1", question->native_id);
	assert_str("Lids", question->title);
	assert_str("Which lid & why?\n\n    a < b\n\n> said", question->text);
	assert_int_equal(1318362140, question->created_utc);
	assert_int_equal(18, question->score);
	assert_int_equal(4, question->num_comments);
	assert_true(question->has_author);
	assert_int_equal(GAL_KIND_COMMENT, answer->kind);
	assert_str("1", answer->parent);
	assert_str("1", answer->thread);
	assert_int_equal(GAL_POST_NO_AUTHOR | GAL_POST_EDITED, answer->flags);
	posts_free(&posts);
}

static void
test_ingest_formats__stackexchange_comments_and_users(void **state)
{
	struct posts posts = all_of("stackexchange",
	    "<?xml version=\"1.0\"?><comments><row Id=\"1\" PostId=\"3\" "
	    "Score=\"0\" Text=\"@Someone use a &lt;b&gt;\" CreationDate="
	    "\"2011-10-11T19:50:34.047\" UserId=\"12\" /></comments>",
	    NULL);

	(void)state;
	assert_int_equal(1, posts.count);
	assert_str("c1", posts.posts[0].native_id);
	assert_str("3", posts.posts[0].parent);
	assert_null(posts.posts[0].thread.data);
	assert_str("@[user] use a <b>", posts.posts[0].text);
	posts_free(&posts);
	posts = all_of("stackexchange",
	    "<users><row Id=\"-1\" DisplayName=\"Community\" /></users>", NULL);
	assert_int_equal(0, posts.count);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_NOT_A_POST]);
	posts_free(&posts);
}

static void
test_ingest_formats__stackexchange_user_is_one_per_site(void **state)
{
	struct gal_reader_options here = { .scope = "tea.example.com" };
	struct gal_reader_options there = { .scope = "cups.example.com" };
	struct posts a = all_of("stackexchange", posts_xml, &here);
	struct posts b = all_of("stackexchange", posts_xml, &there);

	(void)state;
	assert_same_author(false, &a.posts[0], &b.posts[0]);
	posts_free(&a);
	posts_free(&b);
}

static void
test_ingest_formats__broken_documents_keep_what_came_before(void **state)
{
	struct posts posts;
	char cut[sizeof(posts_xml)];

	(void)state;
	memcpy(cut, posts_xml, sizeof(cut));
	cut[strlen(cut) - 100] = '\0';
	posts = read_text(cut, NULL);
	assert_int_equal(GAL_TRUNCATED, posts.status);
	assert_int_equal(2, posts.count);
	posts_free(&posts);
	memcpy(cut, posts_xml, sizeof(cut));
	cut[strlen(cut) - 100] = '<';
	posts = read_text(cut, NULL);
	assert_int_equal(GAL_CORRUPT, posts.status);
	assert_true(posts.err.has_byte);
	assert_int_equal(2, posts.count);
	posts_free(&posts);
	posts = read_text("[{\"id\":\"b1\",\"title\":\"T\",\"selftext\":\"\","
			  "\"subreddit\":\"t\"},{\"id\":\"b2\",",
	    NULL);
	assert_int_equal(GAL_TRUNCATED, posts.status);
	assert_int_equal(1, posts.count);
	posts_free(&posts);
	posts = read_text("[{\"id\":\"b1\",\"title\":\"T\",\"selftext\":\"\","
			  "\"subreddit\":\"t\"},{\"id\":]",
	    NULL);
	assert_int_equal(GAL_CORRUPT, posts.status);
	assert_int_equal(1, posts.count);
	posts_free(&posts);
	posts = read_text("id,text\n1,fine\n2,\"not closed", NULL);
	assert_int_equal(GAL_TRUNCATED, posts.status);
	assert_int_equal(1, posts.count);
	posts_free(&posts);
}

/* ---- chats ---- */

static const char discord[] =
    "{ \"guild\": {\"id\": \"5\", \"name\": \"Tea house\"},\n"
    "\"channel\": {\"id\": \"77\", \"name\": \"green\", \"topic\": null},\n"
    "\"dateRange\": {\"after\": null},\n\"messages\": [\n"
    "{\"id\":\"100\",\"type\":\"Default\",\"timestamp\":"
    "\"2019-01-04T17:52:39.762+00:00\",\"timestampEdited\":null,"
    "\"content\":\"@Long Name and @everyone: <@!123> &amp; me@tea.org\","
    "\"author\":{\"id\":\"9\",\"name\":\"n\",\"isBot\":false},"
    "\"mentions\":[{\"id\":\"8\",\"name\":\"ln\",\"nickname\":"
    "\"Long Name\"}]},\n"
    "{\"id\":\"101\",\"type\":\"Reply\",\"timestamp\":"
    "\"2019-01-04T18:52:39.762+01:00\",\"timestampEdited\":"
    "\"2019-01-05T00:00:00+00:00\",\"content\":\"yes\",\"author\":"
    "{\"id\":\"10\",\"name\":\"b\",\"isBot\":true},\"reference\":"
    "{\"messageId\":\"100\"}},\n"
    "{\"id\":\"102\",\"type\":\"GuildMemberJoin\",\"timestamp\":"
    "\"2019-01-04T18:52:39.762+01:00\",\"content\":\"Joined.\",\"author\":"
    "{\"id\":\"11\"}}\n], \"messageCount\": 3}\n";

static void
test_ingest_formats__discord(void **state)
{
	struct posts posts = all_of("discord", discord, NULL);
	const struct gal_post *first, *second;

	(void)state;
	assert_int_equal(2, posts.count);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_NOT_A_POST]);
	first = &posts.posts[0];
	second = &posts.posts[1];
	assert_str("Tea house / green", first->community);
	assert_str("77", first->community_id);
	/* entities are not encoded there: the text is as written */
	assert_str("@[user] and @everyone: @[user] &amp; [email]", first->text);
	assert_int_equal(1546624359, first->created_utc);
	assert_int_equal(first->created_utc, second->created_utc);
	assert_int_equal(GAL_POST_BOT | GAL_POST_EDITED, second->flags);
	assert_str("100", second->parent);
	posts_free(&posts);
}

static void
test_ingest_formats__discord_private_chat_names_nobody(void **state)
{
	struct posts posts = all_of("discord",
	    "{\"guild\":{\"id\":\"0\",\"name\":\"Direct Messages\"},"
	    "\"channel\":{\"id\":\"77\",\"name\":\"Jane\"},\"messages\":["
	    "{\"id\":\"1\",\"type\":\"Default\",\"content\":\"x\",\"author\":"
	    "{\"id\":\"9\"}}]}",
	    NULL);

	(void)state;
	assert_str("direct messages", posts.posts[0].community);
	posts_free(&posts);
}

static void
test_ingest_formats__telegram(void **state)
{
	struct posts posts = all_of("telegram",
	    "{\n \"name\": \"Tea lovers\",\n \"type\": \"private_group\",\n"
	    " \"id\": 4711,\n \"messages\": [\n"
	    "{\"id\":1,\"type\":\"service\",\"date\":\"2019-07-05T16:55:32\","
	    "\"actor\":\"Bob\",\"text\":\"\"},\n"
	    "{\"id\":2,\"type\":\"message\",\"date\":\"2019-07-05T16:55:32\","
	    "\"date_unixtime\":\"1562338532\",\"from\":\"Bob\",\"from_id\":"
	    "\"user7\",\"text\":[\"hi \",{\"type\":\"mention_name\",\"text\":"
	    "\"Ann B\"},{\"type\":\"bold\",\"text\":\" love\"}]},\n"
	    "{\"id\":3,\"type\":\"message\",\"date\":\"2019-07-05T18:55:32\","
	    "\"edited_unixtime\":\"1562338600\",\"from\":\"Bob\",\"from_id\":"
	    "\"user7\",\"reply_to_message_id\":2,\"text\":"
	    "\"ask @tea_bot\"}]}",
	    NULL);
	const struct gal_post *first, *second;

	(void)state;
	assert_int_equal(2, posts.count);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_NOT_A_POST]);
	first = &posts.posts[0];
	second = &posts.posts[1];
	assert_str("hi @[user] love", first->text);
	assert_str("4711", first->scope);
	assert_str("2", first->native_id);
	assert_str("Tea lovers", first->community);
	assert_int_equal(1562338532, first->created_utc);
	assert_str("ask @[user]", second->text);
	assert_str("2", second->parent);
	assert_int_equal(1562338600, second->edited_utc);
	assert_same_author(true, first, second);
	posts_free(&posts);
}

static void
test_ingest_formats__telegram_account_of_many_chats(void **state)
{
	struct posts posts = all_of("telegram",
	    "{\"about\":\"x\",\"chats\":{\"about\":\"y\",\"list\":[{\"name\":"
	    "\"Jane\",\"type\":\"personal_chat\",\"id\":1,\"messages\":[{\"id\""
	    ":1,\"type\":\"message\",\"from_id\":\"user1\",\"text\":\"a\"}]},"
	    "{\"name\":\"Tea\",\"type\":\"public_group\",\"id\":2,"
	    "\"messages\":[{\"id\":1,\"type\":\"message\",\"from_id\":"
	    "\"user2\",\"text\":\"b\"}]}]}}",
	    NULL);

	(void)state;
	assert_int_equal(2, posts.count);
	assert_str("personal chat", posts.posts[0].community);
	assert_null(posts.posts[0].community_id.data);
	/* a personal chat bears the other person's number */
	assert_int_equal(32, posts.posts[0].scope.len);
	assert_str("Tea", posts.posts[1].community);
	assert_str("2", posts.posts[1].scope);
	posts_free(&posts);
}

/* What is said of one chat does not pass to the next, and chats one left are
 * chats, too; contacts in front of them may be many. */
static void
test_ingest_formats__telegram_chats_are_kept_apart(void **state)
{
	struct gal_buffer text = GAL_BUFFER(1 << 20);
	struct posts posts;

	(void)state;
	assert_int_equal(GAL_OK,
	    gal_buffer_append_str(&text,
		"{\"about\":\"x\",\"personal_information\":{\"user_id\":7},"
		"\"contacts\":{\"list\":[{}",
		NULL));
	for (int i = 0; i < 3000; i++)
		assert_int_equal(GAL_OK,
		    gal_buffer_append_str(&text,
			",{\"first_name\":\"invented\",\"phone\":\"0\"}",
			NULL));
	assert_int_equal(GAL_OK,
	    gal_buffer_append_str(&text,
		"]},\"chats\":{\"list\":[{\"name\":\"Tea\",\"type\":\"private_"
		"group\",\"id\":2,\"messages\":[{\"id\":1,"
		"\"type\":\"message\",\"from_id\":\"user7\",\"text\":\"a\"}]},{"
		"\"type\":\"saved_messages\",\"id\":7,"
		"\"messages\":[{\"id\":1,\"type\":\"message\",\"from_id\":7,"
		"\"text\":\"b\"}]}]},"
		"\"left_chats\":{\"list\":[{\"name\":\"Kettles\",\"type\":"
		"\"public_group\",\"id\":4,\"messages\":["
		"{\"id\":1,\"type\":\"message\",\"from_id\":\"user9\",\"text\":"
		"\"c\"}]}]}}",
		NULL));
	posts = all_of("telegram", text.data, NULL);
	assert_int_equal(3, posts.count);
	assert_str("Tea", posts.posts[0].community);
	assert_str("personal chat", posts.posts[1].community);
	assert_null(posts.posts[1].community_id.data);
	assert_str("Kettles", posts.posts[2].community);
	assert_str("4", posts.posts[2].scope);
	/* numbers without "user" are what exports had before 2021 */
	assert_same_author(true, &posts.posts[0], &posts.posts[1]);
	posts_free(&posts);
	gal_buffer_free(&text);
}

/* All deleted accounts of Discord share one id. */
static void
test_ingest_formats__discord_deleted_accounts_are_nobody(void **state)
{
	struct posts posts = all_of("discord",
	    "{\"guild\":{\"id\":\"1\",\"name\":\"G\"},\"channel\":{\"id\":"
	    "\"2\",\"name\":\"C\"},\"messages\":["
	    "{\"id\":\"3\",\"type\":\"Default\",\"content\":\"x\",\"author\":{"
	    "\"id\":\"456226577798135808\"}},"
	    "{\"id\":4,\"type\":\"Default\",\"content\":\"y\",\"author\":{"
	    "\"id\":5}}]}",
	    NULL);

	(void)state;
	assert_int_equal(2, posts.count);
	assert_false(posts.posts[0].has_author);
	assert_true(posts.posts[1].has_author);
	assert_str("4", posts.posts[1].native_id);
	posts_free(&posts);
}

/* ---- mail ---- */

static const char mail[] =
    "From ann at tea.org  Sat Nov 14 21:29:28 2015\n"
    "From: ann at tea.org (Ann Example)\n"
    "Date: Sat, 14 Nov 2015 21:29:28 +0100\n"
    "Subject: [Tea] =?utf-8?q?Caf=C3=A9?=\n"
    "Message-ID: <one@tea.org>\n\n"
    "Hello,\n\nFrom here on it is text.\nWrite to bob@tea.org.\n\n"
    "From bob at tea.org  Sun Nov 15 21:29:28 2015\n"
    "From: \"Bob\" <Bob@Tea.org>\n"
    "Date: Sun, 15 Nov 2015 20:29:28 +0000\n"
    "Subject: Re: [Tea] Lids\n"
    "In-Reply-To: <one@tea.org>\nReferences: <zero@tea.org> <one@tea.org>\n"
    "List-Id: Tea <list.tea.org>\n"
    "Message-ID: <two@tea.org>\nMIME-Version: 1.0\n"
    "Content-Type: multipart/alternative; boundary=\"xx\"\n\n"
    "--xx\nContent-Type: text/plain; charset=\"iso-8859-1\"\n"
    "Content-Transfer-Encoding: quoted-printable\n\nna=EFve\n"
    "On Sat, Nov 14, Ann Example wrote:\n> Hello,\n"
    "--xx\nContent-Type: text/html\n\n<p>no</p>\n--xx--\n\n"
    "From bob at tea.org  Sun Nov 15 22:29:28 2015\n"
    "From: bob@tea.org\nMessage-ID: <three@tea.org>\n"
    "Content-Type: text/html\n\n<p>only <b>html</b></p>\n\n"
    "From bob at tea.org  Sun Nov 15 22:29:28 2015\nFrom: bob@tea.org\n\n"
    "no id\n";

static void
test_ingest_formats__mail(void **state)
{
	struct posts posts = all_of("mbox", mail, NULL);
	const struct gal_post *one, *two, *three;

	(void)state;
	assert_int_equal(3, posts.count);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_BAD]);
	one = &posts.posts[0];
	two = &posts.posts[1];
	three = &posts.posts[2];
	assert_str("one@tea.org", one->native_id);
	assert_str("[Tea] Caf\xc3\xa9", one->title);
	assert_str("Tea", one->community);
	assert_str("Hello,\n\nFrom here on it is text.\nWrite to [email].\n\n",
	    one->text);
	assert_int_equal(1447532968, one->created_utc);
	assert_str("list.tea.org", two->community);
	assert_str("zero@tea.org", two->thread);
	assert_str("one@tea.org", two->parent);
	assert_non_null(strstr(two->text.data,
	    "na\xc3\xafve\n[user] wrote:\n"
	    "> Hello,"));
	assert_str("only html", three->text);
	/* one person, whatever the case and the name beside it */
	assert_same_author(true, two, three);
	assert_same_author(false, one, two);
	posts_free(&posts);
}

/* A list that sends in its own name is not the one who wrote. */
static void
test_ingest_formats__mail_sent_via_a_list(void **state)
{
#define SENT(id, from)                                                         \
	"From x@tea.org  Sat Nov 14 21:29:28 2015\nMessage-ID: <" id           \
	"@tea.org>\n" from "\n\nx\n\n"
	struct posts posts = all_of("mbox",
	    SENT("1",
		"From: \"Ann Example via Tea\" <tea@lists.org>\nReply-To: "
		"ann@tea.org") SENT("2", "From: Ann <ann@tea.org>")
		SENT("3", "From: Bo via Tea <tea@lists.org>") SENT("4",
		    "From: Cy via Tea <tea@lists.org>\nReply-To: "
		    "tea@lists.org"),
	    NULL);
#undef SENT

	(void)state;
	assert_int_equal(4, posts.count);
	assert_same_author(true, &posts.posts[0], &posts.posts[1]);
	assert_same_author(false, &posts.posts[0], &posts.posts[2]);
	assert_same_author(false, &posts.posts[2], &posts.posts[3]);
	posts_free(&posts);
}

/* Nor does every "From " with a time begin a mail. */
static void
test_ingest_formats__mail_from_a_time_on(void **state)
{
	struct posts posts = all_of("mbox",
	    "From ann at tea.org  Sat Nov 14 21:29:28 2015\n"
	    "From: ann at tea.org (Ann Example)\n"
	    "Message-ID: <one@tea.org>\n\n"
	    "Before.\n\nFrom 21:30 on it rained.\n",
	    NULL);

	(void)state;
	assert_int_equal(1, posts.tally.read);
	assert_str(
	    "Before.\n\nFrom 21:30 on it rained.\n", posts.posts[0].text);
	posts_free(&posts);
}

/* ">From " is what a mailbox makes of somebody's own "From ". */
static void
test_ingest_formats__mail_masked_from_lines(void **state)
{
	struct posts posts = all_of("mbox",
	    "From ann at tea.org  Sat Nov 14 21:29:28 2015\n"
	    "From: ann at tea.org (Ann Example)\n"
	    "Message-ID: <one@tea.org>\n\n"
	    ">From the first day on.\n>>From it.\n> From here\n>Fromage\n",
	    NULL);

	(void)state;
	assert_str("From the first day on.\n>From it.\n> From here\n>Fromage\n",
	    posts.posts[0].text);
	posts_free(&posts);
}

/* ---- tables and mappings ---- */

static void
test_ingest_formats__csv_with_usual_columns(void **state)
{
	struct posts posts = all_of("csv",
	    "\xef\xbb\xbf"
	    "id,Author,created_utc,subreddit,Body,score\r\n"
	    "c1,ann,1600000000,teapots,\"two\nlines, \"\"quoted\"\"\",3\r\n"
	    "c2,,2020-09-13T12:26:40Z,teapots,b,\r\n"
	    "short,row\r\n",
	    NULL);

	(void)state;
	assert_int_equal(3, posts.tally.read);
	assert_int_equal(2, posts.count);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_BAD]);
	assert_str("two\nlines, \"quoted\"", posts.posts[0].text);
	assert_int_equal(1600000000, posts.posts[0].created_utc);
	assert_int_equal(1600000000, posts.posts[1].created_utc);
	assert_int_equal(3, posts.posts[0].score);
	assert_true(posts.posts[1].score == GAL_ABSENT);
	assert_false(posts.posts[1].has_author);
	posts_free(&posts);
}

static void
test_ingest_formats__csv_by_mapping_and_tabs(void **state)
{
	struct gal_reader_options options = {
		.map = "text=what,author=who,created=when,community:=letters",
		.scope = "attic",
	};
	struct posts posts = all_of(
	    "csv", "who\twhat\twhen\nann\ta letter, long\t2001\n", &options);
	struct posts again = all_of(
	    "csv", "who\twhat\twhen\nann\ta letter, long\t2001\n", &options);

	(void)state;
	assert_int_equal(1, posts.count);
	assert_str("a letter, long", posts.posts[0].text);
	assert_str("letters", posts.posts[0].community);
	assert_str("attic", posts.posts[0].scope);
	assert_int_equal(978307200, posts.posts[0].created_utc);
	/* without ids the same row is the same post */
	assert_string_equal(
	    posts.posts[0].native_id.data, again.posts[0].native_id.data);
	posts_free(&posts);
	posts_free(&again);
}

static void
test_ingest_formats__ndjson_by_mapping(void **state)
{
	struct gal_reader_options options = {
		.map = "text=post.body,author=post.user.name,id=n,"
		       "created=ms,kind:=message",
	};
	struct posts posts = all_of("ndjson",
	    "{\"n\":17,\"ms\":1600000000123,\"post\":{\"user\":{\"name\":"
	    "\"ann\"},\"body\":\"hello a@b.org\"}}\n{\"n\":18}\n",
	    &options);

	(void)state;
	assert_int_equal(1, posts.count);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_BAD]);
	assert_str("17", posts.posts[0].native_id);
	assert_str("hello [email]", posts.posts[0].text);
	assert_int_equal(1600000000, posts.posts[0].created_utc);
	assert_int_equal(GAL_KIND_MESSAGE, posts.posts[0].kind);
	posts_free(&posts);
}

/* Tables and objects of Reddit's posts: what is deleted there is deleted, and
 * no profile passes as a community. */
static void
test_ingest_formats__mapped_posts_keep_reddits_rules(void **state)
{
	static const struct {
		const char *format, *map, *text;
	} same[] = {
		{ "csv", NULL,
		    "id,author,subreddit,body\n1,u/[deleted],u_Somebody,kept\n"
		    "2,ann,t,[deleted]\n3,[Deleted],t,[ Removed by Reddit "
		    "]\n" },
		{ "ndjson", "id=n,author=a,community=s,text=b",
		    "{\"n\":1,\"a\":\"u/"
		    "[deleted]\",\"s\":\"u_Somebody\",\"b\":\"kept\"}\n"
		    "{\"n\":2,\"a\":\"ann\",\"s\":\"t\",\"b\":\"[deleted]\"}\n"
		    "{\"n\":3,\"a\":\" \",\"s\":\"t\",\"b\":\"[ "
		    "Removed by Reddit ]\"}\n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++) {
		struct gal_reader_options options = { .map = same[i].map };
		struct posts posts =
		    all_of(same[i].format, same[i].text, &options);
		const struct gal_post *p = posts.posts;

		assert_int_equal(3, posts.count);
		assert_false(p[0].has_author);
		assert_str("u_[user]", p[0].community);
		assert_str("kept", p[0].text);
		assert_true(p[1].has_author);
		assert_null(p[1].text.data);
		assert_int_equal(GAL_DELETION_AUTHOR, p[1].deletion);
		assert_false(p[2].has_author);
		assert_null(p[2].text.data);
		assert_int_equal(GAL_DELETION_PLATFORM, p[2].deletion);
		posts_free(&posts);
	}
}

/* A separator without quotes would make an author of somebody's words. */
static void
test_ingest_formats__csv_rows_with_too_many_cells_are_bad(void **state)
{
	struct posts posts = all_of("csv",
	    "id; text; author\n1;hello; world;ann\n2;b;bo;\n3;c;cy\n", NULL);

	(void)state;
	assert_int_equal(2, posts.count);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_BAD]);
	assert_str("2", posts.posts[0].native_id);
	assert_true(posts.posts[0].has_author);
	posts_free(&posts);
}

static void
test_ingest_formats__utf16_is_refused_by_name(void **state)
{
	static const char text[] = "\xff\xfei\0d\0,\0t\0e\0x\0t\0\n";
	struct posts posts = read_posts(text, sizeof(text), NULL);

	(void)state;
	assert_int_equal(GAL_UNSUPPORTED, posts.status);
	assert_non_null(strstr(posts.err.message, "UTF-16"));
	posts_free(&posts);
}

static void
test_ingest_formats__mappings_that_make_no_sense_are_refused(void **state)
{
	static const char *const maps[] = { "author=x", "text", "text=", "=x",
		"text=a,text=b", "wings=a,text=b" };

	(void)state;
	for (size_t i = 0; i < sizeof(maps) / sizeof(maps[0]); i++) {
		struct gal_reader_options options = { .map = maps[i] };
		struct posts posts = read_text("{\"a\":1}\n", &options);

		assert_int_equal(GAL_ARGUMENT, posts.status);
		posts_free(&posts);
	}
}

/* ---- dialogues ---- */

static void
test_ingest_formats__transcript_with_roles(void **state)
{
	struct posts posts = all_of("transcript",
	    "{\"conversation_id\":\"k\",\"turn\":1,\"role\":\"user\","
	    "\"persona\":\"p\",\"platform\":\"Tea\",\"text\":\"Hi\"}\n"
	    "{\"conversation_id\":\"k\",\"turn\":2,\"role\":\"ai\","
	    "\"persona\":\"p\",\"platform\":\"Tea\",\"text\":\"Hello\"}\n"
	    "{\"turn\":2,\"role\":\"ai\",\"text\":\"lost\"}\n",
	    NULL);

	(void)state;
	assert_int_equal(2, posts.count);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_BAD]);
	assert_int_equal(GAL_KIND_TURN, posts.posts[0].kind);
	assert_true(posts.posts[0].has_author);
	assert_str("k:1", posts.posts[0].native_id);
	assert_str("k", posts.posts[0].thread);
	assert_str("Tea", posts.posts[0].community);
	assert_false(posts.posts[1].has_author);
	assert_int_equal(
	    GAL_POST_ROLE_AI | GAL_POST_NO_AUTHOR, posts.posts[1].flags);
	assert_str("k:1", posts.posts[1].parent);
	posts_free(&posts);
}

/* Without numbers turns do not fall into one, and text may come in parts. */
static void
test_ingest_formats__transcript_without_turn_numbers(void **state)
{
	static const char text[] =
	    "{\"conversation_id\":\"k\",\"role\":\"user\",\"text\":\"Hi\"}\n"
	    "{\"conversation_id\":\"k\",\"role\":\"ai\",\"text\":\"Hi\"}\n"
	    "{\"conversation_id\":\"k\",\"role\":\"user\",\"text\":\"Hi\","
	    "\"timestamp\":1700000000}\n"
	    "{\"conversation_id\":\"k\",\"role\":\"user\",\"content\":[{"
	    "\"type\":\"text\",\"text\":\"in\"},\"parts "
	    "\\ud83d\",{\"type\":\"image\"}]}\n";
	struct posts posts = all_of("transcript", text, NULL);
	struct posts again = all_of("transcript", text, NULL);

	(void)state;
	assert_int_equal(4, posts.count);
	for (size_t i = 0; i < 4; i++) {
		for (size_t k = 0; k < 4; k++)
			assert_int_equal(i == k,
			    gal_str_equal(posts.posts[i].native_id,
				again.posts[k].native_id));
		assert_str("k", posts.posts[i].thread);
		assert_null(posts.posts[i].parent.data);
	}
	assert_str("in\nparts \xef\xbf\xbd", posts.posts[3].text);
	posts_free(&posts);
	posts_free(&again);
}

static void
test_ingest_formats__conversations_export(void **state)
{
	struct posts posts = all_of("conversations",
	    "[{\"title\":\"t\",\"create_time\":1700000000.5,\"mapping\":{"
	    "\"root\":{\"id\":\"root\",\"message\":null,\"parent\":null},"
	    "\"s\":{\"message\":{\"id\":\"m0\",\"author\":{\"role\":\"system\"}"
	    ",\"content\":{\"parts\":[\"\"]}},\"parent\":\"root\"},"
	    "\"a\":{\"message\":{\"id\":\"m1\",\"author\":{\"role\":\"user\"},"
	    "\"create_time\":1700000001.5,\"content\":{\"content_type\":"
	    "\"text\",\"parts\":[\"Hi\",{\"image\":1},\"there\"]}},\"parent\":"
	    "\"s\"},\"b\":{\"message\":{\"id\":\"m2\",\"author\":{\"role\":"
	    "\"assistant\"},\"create_time\":null,\"content\":{\"parts\":"
	    "[\"Hello\"]}},\"parent\":\"a\"}},\"conversation_id\":\"k\"}]",
	    NULL);

	(void)state;
	assert_int_equal(2, posts.count);
	assert_int_equal(1, posts.tally.outcomes[GAL_OUTCOME_NOT_A_POST]);
	assert_str("Hi\nthere", posts.posts[0].text);
	assert_int_equal(1700000001, posts.posts[0].created_utc);
	assert_true(posts.posts[0].has_author);
	assert_str("k", posts.posts[0].thread);
	assert_int_equal(1700000000, posts.posts[1].created_utc);
	assert_true(posts.posts[1].flags & GAL_POST_ROLE_AI);
	assert_str("m1", posts.posts[1].parent);
	posts_free(&posts);
}

/* ---- all of them ---- */

/* However the document falls into pieces, the posts are the same; and a
 * resume after any block gives the rest. */
/* Regenerated answers are kept beside the first; what tools put in is not,
 * nor is it a parent. */
static void
test_ingest_formats__conversations_with_branches(void **state)
{
	struct posts posts = all_of("conversations",
	    "[{\"id\":\"C\",\"create_time\":1700000000,\"mapping\":{\"s\":{"
	    "\"message\":{\"id\":\"sys\",\"author\":{\"role\":\"system\"},"
	    "\"content\":{\"parts\":[\"rules\"]}},\"parent\":null},"
	    "\"1\":{\"message\":{\"id\":\"u1\",\"author\":{\"role\":\"user\"},"
	    "\"content\":{\"parts\":[\"ask\"]}},\"parent\":\"s\"},"
	    "\"2\":{\"message\":{\"id\":\"a1\",\"author\":{\"role\":"
	    "\"assistant\"},\"content\":{\"parts\":[\"one\"]}},\"parent\":"
	    "\"1\"},"
	    "\"3\":{\"message\":{\"id\":\"a2\",\"author\":{\"role\":"
	    "\"assistant\"},\"content\":{\"parts\":[\"two\"]}},\"parent\":"
	    "\"1\"},"
	    "\"4\":{\"message\":{\"id\":\"t\",\"author\":{\"role\":\"tool\"},"
	    "\"content\":{\"parts\":[\"found\"]}},\"parent\":\"3\"},"
	    "\"5\":{\"message\":{\"id\":\"u2\",\"author\":{\"role\":\"user\"},"
	    "\"create_time\":\"1700000004.5\",\"content\":{\"parts\":["
	    "\"thanks\"]}},\"parent\":\"4\"}}}]",
	    NULL);

	(void)state;
	assert_int_equal(4, posts.count);
	assert_int_equal(2, posts.tally.outcomes[GAL_OUTCOME_NOT_A_POST]);
	assert_null(posts.posts[0].parent.data);
	assert_str("u1", posts.posts[1].parent);
	assert_str("u1", posts.posts[2].parent);
	assert_str("a2", posts.posts[3].parent);
	assert_int_equal(1700000004, posts.posts[3].created_utc);
	posts_free(&posts);
}

/* One dialogue alone would be read as none: it is refused. */
static void
test_ingest_formats__one_conversation_is_no_export(void **state)
{
	struct posts posts =
	    read_text("{\"id\":\"C\",\"create_time\":1,\"mapping\":{}}", NULL);

	(void)state;
	assert_int_equal(GAL_UNSUPPORTED, posts.status);
	posts_free(&posts);
}

static void
test_ingest_formats__documents_resume_like_lines(void **state)
{
	static const char *const texts[] = { discord, posts_xml, mail };

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct posts all = read_text(texts[i], NULL);
		uint64_t records = all.tally.place.records;

		assert_true(records >= 3);
		for (uint64_t k = 0; k <= records; k++) {
			struct gal_reader_options options = {
				.resume = { 0, 1, k },
				.block_bytes = 1,
			};
			struct posts rest = read_text(texts[i], &options);

			assert_int_equal(GAL_END, rest.status);
			assert_int_equal(records - k, rest.tally.read);
			assert_true(rest.count <= all.count);
			if (rest.count > 0)
				assert_string_equal(
				    all.posts[all.count - 1].native_id.data,
				    rest.posts[rest.count - 1].native_id.data);
			posts_free(&rest);
		}
		posts_free(&all);
	}
}

/* Real files of every format, where they are at hand; only counted. */
static void
test_ingest_formats__shared_files_are_read_whole(void **state)
{
	static const struct {
		const char *path;
		const char *format;
		uint64_t read, posts;
	} files[] = {
		{ "reddit/RC_2005-12.zst", "reddit", 1075, 1075 },
		{ "reddit/RC_2006-01.zst", "reddit", 3666, 3666 },
		{ "reddit/RC_2006-01.bz2", "reddit", 3666, 3666 },
		{ "reddit/RS_2006-02.bz2", "reddit", 427, 427 },
		{ "reddit/arctic_shift_comments.ndjson", "reddit", 27, 27 },
		{ "reddit/arctic_shift_submissions.ndjson", "reddit", 31, 28 },
		{ "stackexchange/Posts.xml", "stackexchange", 1657, 1651 },
		{ "stackexchange/Comments.xml", "stackexchange", 3454, 3454 },
		{ "stackexchange/Users.xml", "stackexchange", 2295, 0 },
		{ "chat/discord/DM_2A_2M.json", "discord", 3, 2 },
		{ "chat/discord/GC_3A_5M.json", "discord", 6, 3 },
		{ "chat/telegram/DM_2A_7M.json", "telegram", 8, 6 },
		{ "chat/telegram/BIG_20A_5475M.json", "telegram", 5475, 5475 },
		{ "mbox/pipermail_2015_november.mbox", "mbox", 4, 4 },
		{ "mbox/mbox_multipart.mbox", "mbox", 2, 2 },
		{ "transcripts/replika_personas.ndjson", "transcript", 2420,
		    2420 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct gal_reader_options options = { .key = &test_key };
		struct gal_reader *reader = NULL;
		struct gal_error err = { 0 };
		const struct gal_post *post;
		struct gal_tally tally;
		enum gal_status status;
		char path[512];

		(void)snprintf(path, sizeof(path), "%s/data/%s",
		    TEST_SHARED_DIR, files[i].path);
		status = gal_reader_open(&reader, path, &options, &err);
		if (status == GAL_NOT_FOUND) {
			print_message("skipped: no %s\n", path);
			continue;
		}
		assert_int_equal(GAL_OK, status);
		gal_tally_init(&tally, reader);
		while ((status = gal_reader_next(
			    reader, &post, &tally, &err)) == GAL_OK)
			continue;
		assert_int_equal(GAL_END, status);
		assert_string_equal(files[i].format, gal_reader_format(reader));
		assert_int_equal(files[i].read, tally.read);
		assert_int_equal(
		    files[i].posts, tally.outcomes[GAL_OUTCOME_POST]);
		assert_int_equal(0, tally.outcomes[GAL_OUTCOME_BAD]);
		gal_reader_free(reader);
	}
}

#define RUN(name) cmocka_unit_test(test_ingest_formats__##name)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(array_of_reddit_objects),
		RUN(listing_with_nested_replies),
		RUN(data_of_an_archive_interface),
		RUN(documents_with_odd_escapes),
		RUN(listings_and_things_one_a_line),
		RUN(stackexchange_posts),
		RUN(stackexchange_comments_and_users),
		RUN(stackexchange_user_is_one_per_site),
		RUN(broken_documents_keep_what_came_before),
		RUN(discord),
		RUN(discord_private_chat_names_nobody),
		RUN(telegram),
		RUN(telegram_account_of_many_chats),
		RUN(telegram_chats_are_kept_apart),
		RUN(discord_deleted_accounts_are_nobody),
		RUN(mail),
		RUN(mail_sent_via_a_list),
		RUN(mail_from_a_time_on),
		RUN(mail_masked_from_lines),
		RUN(csv_with_usual_columns),
		RUN(csv_by_mapping_and_tabs),
		RUN(ndjson_by_mapping),
		RUN(mapped_posts_keep_reddits_rules),
		RUN(csv_rows_with_too_many_cells_are_bad),
		RUN(utf16_is_refused_by_name),
		RUN(mappings_that_make_no_sense_are_refused),
		RUN(transcript_with_roles),
		RUN(transcript_without_turn_numbers),
		RUN(conversations_export),
		RUN(conversations_with_branches),
		RUN(one_conversation_is_no_export),
		RUN(documents_resume_like_lines),
		RUN(shared_files_are_read_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
