#include "store/statements.h"

#define POST_COLUMNS                                                           \
	"id, platform, kind, deletion, flags, community, author, "             \
	"created_utc, observed_utc, content_utc, edited_utc, score, "          \
	"num_comments, scope, native_id, thread, parent, "                     \
	"crosspost_parent, title, text"
#define TIMELINE_COLUMNS                                                       \
	"author, created_utc, post, observed_utc, community, platform, "       \
	"kind, flags, unread, stance, stage, valence, words, codes"
#define TIMELINE_VALUES                                                        \
	"?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14"
/* The row of a post, whatever its part. */
#define TIMELINE_ROW "timeline INDEXED BY timeline_by_post "
#define TIMELINE_KEY "author = ?1 AND created_utc = ?2 AND post = ?3"
#define POST_VALUES                                                            \
	"(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, "       \
	"?15, ?16, ?17, ?18, ?19, ?20)"
#define FILE_KEY "size = ?1 AND hash = ?2 AND settings = ?3"
/* What a new start of a file takes the place of: the same settings, or any
 * that did not come to their end. */
#define FILE_SAME                                                              \
	"size = ?1 AND hash = ?2 AND hash <> '' AND "                          \
	"(settings = ?3 OR state = 0)"
#define FILE_COLUMNS                                                           \
	"id, codec, format, state, member, bytes, records, read, inserted, "   \
	"replaced, older, identical, purged, first_utc, last_utc"

static const char *const texts[SQL_COUNT] = {
	[SQL_BEGIN] = "BEGIN IMMEDIATE",
	[SQL_SNAPSHOT] = "BEGIN",
	[SQL_COMMIT] = "COMMIT",
	[SQL_ROLLBACK] = "ROLLBACK",
	[SQL_DATA_VERSION] = "PRAGMA data_version",

	[SQL_META_GET] = "SELECT value FROM meta WHERE name = ?1",
	[SQL_META_PUT] = "INSERT OR REPLACE INTO meta (name, value) "
			 "VALUES (?1, ?2)",
	[SQL_META_DELETE] = "DELETE FROM meta WHERE name = ?1",

	[SQL_COMMUNITY_ALL] = "SELECT id, platform, scope, name, native_id "
			      "FROM community ORDER BY id",
	[SQL_COMMUNITY_INSERT] = "INSERT INTO community "
				 "(id, platform, scope, name, native_id) "
				 "VALUES (?1, ?2, ?3, ?4, ?5)",

	[SQL_CODEBOOK_GET] = "SELECT hash, name FROM codebook",
	[SQL_CODEBOOK_DELETE] = "DELETE FROM codebook",
	[SQL_CODEBOOK_INSERT] = "INSERT INTO codebook (hash, name) "
				"VALUES (?1, ?2)",
	[SQL_CODE_ALL] = "SELECT id, name, description FROM code ORDER BY id",
	[SQL_CODE_DELETE] = "DELETE FROM code",
	[SQL_CODE_INSERT] = "INSERT INTO code (id, name, description) "
			    "VALUES (?1, ?2, ?3)",
	[SQL_RULE_ALL] = "SELECT id, name, revision, code, value FROM rule "
			 "ORDER BY id",
	[SQL_RULE_DELETE] = "DELETE FROM rule",
	[SQL_RULE_INSERT] =
	    "INSERT INTO rule (id, name, revision, code, value) "
	    "VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_RUNG_ALL] = "SELECT rung - 1, name FROM rung ORDER BY rung",
	[SQL_RUNG_DELETE] = "DELETE FROM rung",
	[SQL_RUNG_INSERT] = "INSERT INTO rung (rung, name) VALUES (?1, ?2)",

	[SQL_POST_INSERT] =
	    "INSERT OR IGNORE INTO post (" POST_COLUMNS ") VALUES " POST_VALUES,
	[SQL_POST_REPLACE] = "INSERT OR REPLACE INTO post (" POST_COLUMNS
			     ") VALUES " POST_VALUES,
	[SQL_POST_GET] = "SELECT " POST_COLUMNS " FROM post WHERE id = ?1",
	[SQL_POST_KEY] = "SELECT platform, kind, scope, native_id "
			 "FROM post WHERE id = ?1",
	[SQL_POST_FIND] = "SELECT id FROM post WHERE platform = ?1 "
			  "AND kind = ?2 AND native_id = ?3 "
			  "AND platform <> 0 ORDER BY id",
	[SQL_POST_AFTER] = "SELECT " POST_COLUMNS
			   " FROM post WHERE id > ?1 ORDER BY id LIMIT ?2",
	[SQL_POST_ALL] = "SELECT " POST_COLUMNS " FROM post ORDER BY id",
	[SQL_POST_DELETE] = "DELETE FROM post WHERE id = ?1",
	[SQL_FTS_INSERT] = "INSERT INTO post_fts (rowid, title, text) "
			   "VALUES (?1, ?2, ?3)",
	[SQL_FTS_DELETE] = "INSERT INTO post_fts "
			   "(post_fts, rowid, title, text) "
			   "VALUES ('delete', ?1, ?2, ?3)",
	[SQL_FTS_OPTION_OF] = "SELECT v FROM post_fts_config WHERE k = ?1",
	[SQL_FTS_OPTION] = "INSERT INTO post_fts (post_fts, rank) "
			   "VALUES (?1, ?2)",
	[SQL_FTS_PAGE_GET] = "SELECT block FROM post_fts_data WHERE id = ?1",
	[SQL_FTS_PAGE_PUT] = "INSERT OR REPLACE INTO post_fts_data (id, block) "
			     "VALUES (?1, ?2)",
	[SQL_FTS_ENTRY_PUT] = "INSERT INTO post_fts_idx (segid, term, pgno) "
			      "VALUES (?1, ?2, ?3)",
	[SQL_FTS_SIZE_PUT] = "INSERT OR REPLACE INTO post_fts_docsize (id, sz) "
			     "VALUES (?1, ?2)",
	[SQL_TIMELINE_PUT] =
	    "INSERT INTO timeline (" TIMELINE_COLUMNS ", part) "
	    "VALUES (" TIMELINE_VALUES ", ?15)",
	[SQL_TIMELINE_REPLACE] =
	    "INSERT OR REPLACE INTO timeline (" TIMELINE_COLUMNS ", part) "
	    "VALUES (" TIMELINE_VALUES
	    ", coalesce((SELECT part FROM " TIMELINE_ROW "WHERE " TIMELINE_KEY
	    "), ?15))",
	[SQL_TIMELINE_PART] = "SELECT part, rows FROM timeline_part "
			      "ORDER BY part DESC LIMIT 1",
	[SQL_TIMELINE_PARTS] = "SELECT part FROM timeline_part ORDER BY part",
	[SQL_TIMELINE_PART_PUT] = "INSERT OR REPLACE INTO timeline_part "
				  "(part, rows) VALUES (?1, ?2)",
	[SQL_TIMELINE_GET] = "SELECT unread, stance, stage, valence, words "
			     "FROM " TIMELINE_ROW "WHERE " TIMELINE_KEY,
	[SQL_TIMELINE_DELETE] =
	    "DELETE FROM " TIMELINE_ROW "WHERE " TIMELINE_KEY,
	[SQL_TIMELINE_OBSERVED] =
	    "UPDATE " TIMELINE_ROW "SET observed_utc = ?4 WHERE " TIMELINE_KEY,
	[SQL_TIMELINE_UNTAGGED] = "SELECT post FROM timeline "
				  "WHERE unread = 255 AND post > ?1 "
				  "ORDER BY post LIMIT ?2",
	[SQL_TIMELINE_COUNT_UNTAGGED] = "SELECT count(*) FROM timeline "
					"WHERE unread = 255",
	[SQL_TIMELINE_OF_AUTHOR] = "SELECT post FROM timeline "
				   "WHERE " GAL_SQL_ANY_PART " AND author = ?1",
	[SQL_TAG_INSERT] = "INSERT OR IGNORE INTO tag (post, code, field, "
			   "start_byte, end_byte, rule, weight) "
			   "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
	[SQL_TAG_DELETE] = "DELETE FROM tag WHERE post = ?1",
	[SQL_TAG_OF_POST] = "SELECT code, field, start_byte, end_byte, rule, "
			    "weight FROM tag WHERE post = ?1 "
			    "ORDER BY code, field, start_byte, rule, end_byte",
	[SQL_NARRATED_INSERT] = "INSERT OR IGNORE INTO narrated "
				"(post, from_rung, to_rung) "
				"VALUES (?1, ?2, ?3)",
	[SQL_NARRATED_DELETE] = "DELETE FROM narrated WHERE post = ?1",
	[SQL_NARRATED_OF_POST] = "SELECT from_rung, to_rung FROM narrated "
				 "WHERE post = ?1 ORDER BY from_rung, to_rung",

	[SQL_FILE_FIND] = "SELECT " FILE_COLUMNS " FROM file WHERE " FILE_KEY,
	[SQL_FILE_UNFINISHED] = "SELECT settings FROM file WHERE size = ?1 "
				"AND hash = ?2 AND settings <> ?3 AND "
				"state = 0 ORDER BY id DESC LIMIT 1",
	[SQL_FILE_SKIP_DELETE_SAME] =
	    "DELETE FROM file_skip WHERE file IN "
	    "(SELECT id FROM file WHERE " FILE_SAME ")",
	[SQL_FILE_DELETE_SAME] = "DELETE FROM file WHERE " FILE_SAME,
	[SQL_FILE_INSERT] =
	    "INSERT INTO file (name, size, hash, settings, version, state, "
	    "member, bytes, records, read, inserted, replaced, older, "
	    "identical, purged, skipped) "
	    "VALUES (?4, ?1, ?2, ?3, ?5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
	[SQL_FILE_UPDATE] =
	    "UPDATE file SET codec = ?2, format = ?3, state = ?4, "
	    "member = ?5, bytes = ?6, records = ?7, read = ?8, "
	    "inserted = ?9, replaced = ?10, older = ?11, identical = ?12, "
	    "purged = ?13, skipped = ?14, first_utc = ?15, last_utc = ?16 "
	    "WHERE id = ?1",
	[SQL_FILE_SKIP_PUT] = "INSERT OR REPLACE INTO file_skip "
			      "(file, reason, count) VALUES (?1, ?2, ?3)",
	[SQL_FILE_SKIPS] = "SELECT reason, count FROM file_skip "
			   "WHERE file = ?1 ORDER BY reason",

	[SQL_TOMBSTONE_ANY] = "SELECT EXISTS (SELECT 1 FROM tombstone_post) "
			      "OR EXISTS (SELECT 1 FROM tombstone_author)",
	[SQL_TOMBSTONE_POST] = "SELECT 1 FROM tombstone_post WHERE id = ?1",
	[SQL_TOMBSTONE_AUTHOR] = "SELECT 1 FROM tombstone_author "
				 "WHERE author = ?1",
	[SQL_TOMBSTONE_POST_PUT] = "INSERT OR IGNORE INTO tombstone_post (id) "
				   "VALUES (?1)",
	[SQL_TOMBSTONE_AUTHOR_PUT] = "INSERT OR IGNORE INTO tombstone_author "
				     "(author) VALUES (?1)",
	[SQL_TOMBSTONE_POSTS] = "SELECT id FROM tombstone_post ORDER BY id",
	[SQL_TOMBSTONE_AUTHORS] = "SELECT author FROM tombstone_author "
				  "ORDER BY author",

	[SQL_ROLLUP_CLEAR] = "DELETE FROM rollup",
	[SQL_ROLLUP_PUT] = "INSERT INTO rollup "
			   "(facet, value, place, posts, authors) "
			   "VALUES (?1, ?2, ?3, ?4, ?5)",
	[SQL_ROLLUP_OF] = "SELECT value, posts, authors FROM rollup "
			  "WHERE facet = ?1 ORDER BY CASE WHEN facet IN "
			  "('month', 'stage', "
			  "'author_posts') THEN place END, posts DESC, "
			  "place, value",

	[SQL_COUNT_POSTS] = "SELECT count(*) FROM post",
	[SQL_COUNT_POSTS_AFTER] = "SELECT count(*) FROM post WHERE id > ?1",
	/* Time by the index of each community. */
	[SQL_SPAN] =
	    "SELECT EXISTS (SELECT 1 FROM timeline WHERE flags & 64), "
	    "min(first), max(last) FROM (SELECT "
	    "(SELECT min(created_utc) FROM post WHERE community IS c.id) "
	    "AS first, "
	    "(SELECT max(created_utc) FROM post WHERE community IS c.id) "
	    "AS last "
	    "FROM (SELECT id FROM community UNION ALL SELECT NULL) AS c)",
	[SQL_INFO] =
	    "SELECT count(*), sum(unread = 255), "
	    "coalesce((SELECT sum(authors) FROM rollup "
	    "WHERE facet = 'author_posts'), "
	    "(SELECT count(DISTINCT nullif(author, x'')) FROM timeline)), "
	    "sum(flags >> 6 & 1), "
	    "min(nullif(created_utc, -9223372036854775808)), "
	    "max(nullif(created_utc, -9223372036854775808)), "
	    "(SELECT count(*) FROM tag), (SELECT count(*) FROM narrated), "
	    "(SELECT count(*) FROM community), (SELECT count(*) FROM file), "
	    "(SELECT count(*) FROM file WHERE state = 0), "
	    "(SELECT count(*) FROM tombstone_post) + "
	    "(SELECT count(*) FROM tombstone_author) FROM timeline",
};

const char *
gal_sql_text(enum gal_sql sql)
{
	return texts[sql];
}
