/* Rows of the database to records and back. */
#include <stdlib.h>
#include <string.h>

#include "store/internal.h"

/* Columns of POST_COLUMNS in statements.c, from 0. */
enum post_column {
	POST_ID,
	POST_PLATFORM,
	POST_KIND,
	POST_DELETION,
	POST_FLAGS,
	POST_COMMUNITY,
	POST_AUTHOR,
	POST_CREATED,
	POST_OBSERVED,
	POST_CONTENT,
	POST_EDITED,
	POST_SCORE,
	POST_NUM_COMMENTS,
	POST_SCOPE,
	POST_NATIVE_ID,
	POST_THREAD,
	POST_PARENT,
	POST_CROSSPOST,
	POST_TITLE,
	POST_TEXT
};

void
gal_record_from_row(struct gal_store_record *out, const struct gal_store *store,
    sqlite3_stmt *s)
{
	struct gal_post *post = &out->post;
	const struct gal_store_community *community;

	memset(out, 0, sizeof(*out));
	post->row_id = sqlite3_column_int64(s, POST_ID);
	post->platform =
	    (enum gal_platform)sqlite3_column_int(s, POST_PLATFORM);
	post->kind = (enum gal_kind)sqlite3_column_int(s, POST_KIND);
	post->deletion =
	    (enum gal_deletion)sqlite3_column_int(s, POST_DELETION);
	post->flags = (uint32_t)sqlite3_column_int64(s, POST_FLAGS);
	community = gal_store_community_by_id(
	    store, sqlite3_column_int64(s, POST_COMMUNITY));
	if (community != NULL) {
		post->community = gal_str_of(community->name);
		post->community_id = gal_str_of(community->native_id);
		if (post->community.len == 0)
			post->community.data = NULL;
		if (post->community_id.len == 0)
			post->community_id.data = NULL;
	}
	if (sqlite3_column_bytes(s, POST_AUTHOR) == GAL_PSEUDONYM_BYTES) {
		post->has_author = true;
		memcpy(post->author.bytes, sqlite3_column_blob(s, POST_AUTHOR),
		    GAL_PSEUDONYM_BYTES);
	}
	post->created_utc = gal_column_int(s, POST_CREATED);
	post->observed_utc = gal_column_int(s, POST_OBSERVED);
	out->content_utc = sqlite3_column_type(s, POST_CONTENT) == SQLITE_NULL
	    ? post->observed_utc
	    : sqlite3_column_int64(s, POST_CONTENT);
	post->edited_utc = gal_column_int(s, POST_EDITED);
	post->score = gal_column_int(s, POST_SCORE);
	post->num_comments = gal_column_int(s, POST_NUM_COMMENTS);
	post->scope = gal_column_str(s, POST_SCOPE);
	post->native_id = gal_column_str(s, POST_NATIVE_ID);
	post->thread = gal_column_str(s, POST_THREAD);
	post->parent = gal_column_str(s, POST_PARENT);
	post->crosspost_parent = gal_column_str(s, POST_CROSSPOST);
	post->title = gal_column_str(s, POST_TITLE);
	post->text = gal_column_str(s, POST_TEXT);
}

enum gal_status
gal_record_bind(struct gal_store *store, sqlite3_stmt *s,
    const struct gal_store_record *record, int64_t *community,
    struct gal_error *err)
{
	const struct gal_post *post = &record->post;
	enum gal_status status;

	status = gal_store_community_id(community, store, post, err);
	if (status != GAL_OK)
		return status;
	gal_bind_int(s, POST_ID + 1, post->row_id);
	gal_bind_int(s, POST_PLATFORM + 1, post->platform);
	gal_bind_int(s, POST_KIND + 1, post->kind);
	gal_bind_int(s, POST_DELETION + 1, post->deletion);
	gal_bind_int(s, POST_FLAGS + 1, post->flags);
	gal_bind_int(
	    s, POST_COMMUNITY + 1, *community != 0 ? *community : GAL_ABSENT);
	if (post->has_author)
		gal_bind_author(s, POST_AUTHOR + 1, post);
	gal_bind_int(s, POST_CREATED + 1, post->created_utc);
	gal_bind_int(s, POST_OBSERVED + 1, post->observed_utc);
	/* An unknown time must differ from "same as observed_utc". */
	if (record->content_utc != post->observed_utc)
		(void)sqlite3_bind_int64(
		    s, POST_CONTENT + 1, record->content_utc);
	gal_bind_int(s, POST_EDITED + 1, post->edited_utc);
	gal_bind_int(s, POST_SCORE + 1, post->score);
	gal_bind_int(s, POST_NUM_COMMENTS + 1, post->num_comments);
	gal_bind_str(s, POST_SCOPE + 1, post->scope);
	gal_bind_str(s, POST_NATIVE_ID + 1, post->native_id);
	gal_bind_str(s, POST_THREAD + 1, post->thread);
	gal_bind_str(s, POST_PARENT + 1, post->parent);
	gal_bind_str(s, POST_CROSSPOST + 1, post->crosspost_parent);
	gal_bind_str(s, POST_TITLE + 1, post->title);
	gal_bind_str(s, POST_TEXT + 1, post->text);
	return GAL_OK;
}

static enum gal_status
check_reading(const struct gal_store *store, const struct gal_reading *reading,
    struct gal_error *err)
{
	const struct gal_store_codebook *book = &store->codebook;

	if (book->hash[0] == '\0')
		return gal_fail(
		    err, GAL_CODEBOOK, "a reading came before its codebook");
	for (size_t i = 0; i < reading->tag_count; i++) {
		const struct gal_tag *tag = &reading->tags[i];

		if (tag->code >= book->code_count ||
		    tag->rule >= book->rule_count ||
		    (i > 0 && tag->code < tag[-1].code))
			return gal_fail(err, GAL_ARGUMENT,
			    "a tag is out of range or order");
	}
	return GAL_OK;
}

static enum gal_status
put_tag(struct gal_store *store, int64_t post, const struct gal_tag *tag,
    struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_TAG_INSERT, err);

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, post);
	gal_bind_int(s, 2, tag->code);
	gal_bind_int(s, 3, tag->field);
	gal_bind_int(s, 4, tag->start);
	gal_bind_int(s, 5, tag->end);
	gal_bind_int(s, 6, tag->rule);
	(void)sqlite3_bind_double(s, 7, (double)tag->weight);
	return gal_store_run(store, s, err);
}

static enum gal_status
put_move(struct gal_store *store, int64_t post, const struct gal_move *move,
    struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_NARRATED_INSERT, err);

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, post);
	gal_bind_int(s, 2, move->from);
	gal_bind_int(s, 3, move->to);
	return gal_store_run(store, s, err);
}

enum gal_status
gal_evidence_delete(
    struct gal_store *store, int64_t row_id, struct gal_error *err)
{
	static const enum gal_sql deletes[] = { SQL_TAG_DELETE,
		SQL_NARRATED_DELETE };
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < 2; i++) {
		sqlite3_stmt *s = gal_store_statement(store, deletes[i], err);

		if (s == NULL)
			return gal_store_fail(store, err);
		gal_bind_int(s, 1, row_id);
		status = gal_store_run(store, s, err);
	}
	return status;
}

enum gal_status
gal_reading_write(struct gal_store *store,
    const struct gal_store_record *record, int64_t community, bool had,
    struct gal_error *err)
{
	const struct gal_reading *r = &record->reading;
	int64_t row_id = record->post.row_id;
	enum gal_status status = GAL_OK;

	if (record->has_reading)
		status = check_reading(store, r, err);
	if (status == GAL_OK && had)
		status = gal_evidence_delete(store, row_id, err);
	if (status == GAL_OK)
		status = gal_timeline_put(store, record, community, had, err);
	if (!record->has_reading)
		return status;
	for (size_t i = 0; status == GAL_OK && i < r->tag_count; i++)
		status = put_tag(store, row_id, &r->tags[i], err);
	for (size_t i = 0; status == GAL_OK && i < r->move_count; i++)
		status = put_move(store, row_id, &r->moves[i], err);
	return status;
}

static enum gal_status
load_tags(struct gal_store *store, int64_t row_id, struct gal_buffer *tags,
    struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_TAG_OF_POST, err);
	enum gal_status status = GAL_OK;
	uint16_t before = 0;
	int code = SQLITE_DONE;

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, row_id);
	while (status == GAL_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		struct gal_tag tag = {
			.code = (uint16_t)sqlite3_column_int(s, 0),
			.field = (uint8_t)sqlite3_column_int(s, 1),
			.start = (uint32_t)sqlite3_column_int64(s, 2),
			.end = (uint32_t)sqlite3_column_int64(s, 3),
			.rule = (uint32_t)sqlite3_column_int64(s, 4),
			.weight = (float)sqlite3_column_double(s, 5),
		};

		if (tag.code >= store->codebook.code_count ||
		    tag.rule >= store->codebook.rule_count ||
		    tag.code < before) {
			gal_error_place(err, store->path);
			status = gal_fail(err, GAL_CORRUPT,
			    "a tag of a code or rule that is not there");
			break;
		}
		before = tag.code;
		status = gal_buffer_append(tags, &tag, sizeof(tag), err);
	}
	if (status == GAL_OK && code != SQLITE_DONE)
		status = gal_store_fail(store, err);
	(void)sqlite3_reset(s);
	return status;
}

static enum gal_status
load_moves(struct gal_store *store, int64_t row_id, struct gal_buffer *moves,
    struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(store, SQL_NARRATED_OF_POST, err);
	enum gal_status status = GAL_OK;
	int code = SQLITE_DONE;

	if (s == NULL)
		return gal_store_fail(store, err);
	gal_bind_int(s, 1, row_id);
	while (status == GAL_OK && (code = sqlite3_step(s)) == SQLITE_ROW) {
		struct gal_move move = {
			.from = (uint8_t)sqlite3_column_int(s, 0),
			.to = (uint8_t)sqlite3_column_int(s, 1),
		};

		status = gal_buffer_append(moves, &move, sizeof(move), err);
	}
	if (status == GAL_OK && code != SQLITE_DONE)
		status = gal_store_fail(store, err);
	(void)sqlite3_reset(s);
	return status;
}

enum gal_status
gal_evidence_load(struct gal_store *store, struct gal_store_record *record,
    struct gal_buffer *tags, struct gal_buffer *moves, struct gal_error *err)
{
	enum gal_status status;

	gal_buffer_clear(tags);
	gal_buffer_clear(moves);
	status = load_tags(store, record->post.row_id, tags, err);
	if (status == GAL_OK)
		status = load_moves(store, record->post.row_id, moves, err);
	if (status != GAL_OK)
		return status;
	record->reading.tags = (const struct gal_tag *)(void *)tags->data;
	record->reading.tag_count = tags->len / sizeof(struct gal_tag);
	record->reading.moves = (const struct gal_move *)(void *)moves->data;
	record->reading.move_count = moves->len / sizeof(struct gal_move);
	return GAL_OK;
}
