/* The canonical dump: what two equal databases have in common. */
#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "store/internal.h"
#include "store/upkeep.h"

struct dump {
	struct gal_store *store;
	gal_store_sink *sink;
	void *self;
	crypto_hash_sha256_state sha;
	struct gal_buffer line;
	struct gal_buffer tags;
	struct gal_buffer moves;
};

static enum gal_status
end_line(struct dump *d, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	/* Every field ended with a tab; the last becomes the line's end. */
	d->line.data[d->line.len - 1] = '\n';
	(void)crypto_hash_sha256_update(&d->sha,
	    (const unsigned char *)d->line.data,
	    (unsigned long long)d->line.len);
	if (d->sink != NULL && !d->sink(d->self, d->line.data, d->line.len))
		status = gal_fail(err, GAL_CANCELLED, "the dump was stopped");
	gal_buffer_clear(&d->line);
	return status;
}

static enum gal_status
put_str(struct dump *d, struct gal_str s, struct gal_error *err)
{
	static const char from[] = "\t\n\r\\", to[] = "tnr\\";
	enum gal_status status = GAL_OK;
	size_t start = 0;

	for (size_t i = 0; status == GAL_OK && i < s.len; i++) {
		const char *special =
		    s.data[i] != '\0' ? strchr(from, s.data[i]) : NULL;
		char escape[2] = { '\\', 0 };

		if (special == NULL)
			continue;
		escape[1] = to[special - from];
		status =
		    gal_buffer_append(&d->line, s.data + start, i - start, err);
		if (status == GAL_OK)
			status = gal_buffer_append(&d->line, escape, 2, err);
		start = i + 1;
	}
	if (status == GAL_OK && s.len > start)
		status = gal_buffer_append(
		    &d->line, s.data + start, s.len - start, err);
	if (status == GAL_OK)
		status = gal_buffer_append(&d->line, "\t", 1, err);
	return status;
}

static enum gal_status
put_text(struct dump *d, const char *text, struct gal_error *err)
{
	return put_str(d, gal_str_of(text), err);
}

static enum gal_status
put_int(struct dump *d, int64_t value, struct gal_error *err)
{
	if (value == GAL_ABSENT)
		return put_text(d, "", err);
	return gal_buffer_printf(&d->line, err, "%" PRId64 "\t", value);
}

/* Nine digits lead back to the same float. */
static enum gal_status
put_real(struct dump *d, float value, struct gal_error *err)
{
	return gal_buffer_printf(&d->line, err, "%.9g\t", (double)value);
}

static enum gal_status
put_key(struct dump *d, const char *what, const struct gal_post *post,
    struct gal_error *err)
{
	const char *const names[] = { what, gal_platform_name(post->platform),
		gal_kind_name(post->kind) };
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < 3; i++)
		status = put_text(d, names[i], err);
	if (status == GAL_OK)
		status = put_str(d, post->scope, err);
	if (status == GAL_OK)
		status = put_str(d, post->native_id, err);
	return status;
}

static enum gal_status
put_reading(struct dump *d, const struct gal_store_record *record,
    struct gal_error *err)
{
	const struct gal_reading *r = &record->reading;
	enum gal_status status;

	if (!record->has_reading)
		return put_text(d, "untagged", err);
	status = put_text(d, gal_unread_name(r->unread), err);
	if (status == GAL_OK)
		status = put_text(d, gal_stance_name(r->stance), err);
	if (status == GAL_OK)
		status = put_int(d, r->stage, err);
	if (status == GAL_OK)
		status = put_real(d, r->valence, err);
	if (status == GAL_OK)
		status = put_int(d, r->words, err);
	return status;
}

static enum gal_status
put_post(struct dump *d, const struct gal_store_record *record,
    struct gal_error *err)
{
	const struct gal_post *post = &record->post;
	const struct gal_str strings[] = { post->community, post->community_id,
		post->thread, post->parent, post->crosspost_parent, post->title,
		post->text };
	const int64_t numbers[] = { post->created_utc, post->observed_utc,
		record->content_utc, post->edited_utc, post->score,
		post->num_comments, post->flags };
	char author[33] = "";
	enum gal_status status = put_key(d, "post", post, err);

	if (post->has_author)
		gal_pseudonym_hex(&post->author, author);
	if (status == GAL_OK)
		status = put_text(d, author, err);
	if (status == GAL_OK)
		status = put_text(d, gal_deletion_name(post->deletion), err);
	for (size_t i = 0; status == GAL_OK && i < 7; i++)
		status = put_int(d, numbers[i], err);
	for (size_t i = 0; status == GAL_OK && i < 7; i++)
		status = put_str(d, strings[i], err);
	if (status == GAL_OK)
		status = put_reading(d, record, err);
	return status == GAL_OK ? end_line(d, err) : status;
}

static enum gal_status
put_tag(struct dump *d, const struct gal_post *post, const struct gal_tag *tag,
    struct gal_error *err)
{
	const struct gal_store_codebook *book = &d->store->codebook;
	const struct gal_store_rule *rule = &book->rules[tag->rule];
	enum gal_status status = put_key(d, "tag", post, err);

	if (status == GAL_OK)
		status = put_text(d, book->codes[tag->code].name, err);
	if (status == GAL_OK)
		status = put_text(d, rule->name, err);
	if (status == GAL_OK)
		status = put_int(d, rule->revision, err);
	if (status == GAL_OK)
		status = put_text(d, gal_field_name(tag->field), err);
	if (status == GAL_OK)
		status = put_int(d, tag->start, err);
	if (status == GAL_OK)
		status = put_int(d, tag->end, err);
	if (status == GAL_OK)
		status = put_real(d, tag->weight, err);
	return status == GAL_OK ? end_line(d, err) : status;
}

static enum gal_status
put_move(struct dump *d, const struct gal_post *post,
    const struct gal_move *move, struct gal_error *err)
{
	enum gal_status status = put_key(d, "narrated", post, err);

	if (status == GAL_OK)
		status = put_int(d, move->from, err);
	if (status == GAL_OK)
		status = put_int(d, move->to, err);
	return status == GAL_OK ? end_line(d, err) : status;
}

static enum gal_status
put_record(struct dump *d, sqlite3_stmt *s, struct gal_error *err)
{
	struct gal_store_record record;
	enum gal_status status;

	gal_record_from_row(&record, d->store, s);
	status = gal_reading_load(d->store, &record, err);
	if (status == GAL_OK)
		status = gal_evidence_load(
		    d->store, &record, &d->tags, &d->moves, err);
	if (status == GAL_OK)
		status = put_post(d, &record, err);
	for (size_t i = 0; status == GAL_OK && i < record.reading.tag_count;
	     i++)
		status = put_tag(d, &record.post, &record.reading.tags[i], err);
	for (size_t i = 0; status == GAL_OK && i < record.reading.move_count;
	     i++)
		status =
		    put_move(d, &record.post, &record.reading.moves[i], err);
	return status;
}

static enum gal_status
put_head(struct dump *d, struct gal_error *err)
{
	enum gal_status status = put_text(d, "galatea", err);

	if (status == GAL_OK)
		status = put_int(d, gal_store_schema_version(), err);
	if (status == GAL_OK)
		status = put_text(d, d->store->codebook.hash, err);
	return status == GAL_OK ? end_line(d, err) : status;
}

static enum gal_status
put_tombstone(struct dump *d, sqlite3_stmt *s, struct gal_error *err)
{
	char text[33];
	enum gal_status status;

	if (sqlite3_column_type(s, 0) == SQLITE_INTEGER) {
		status = put_text(d, "purged post", err);
		if (status == GAL_OK)
			status = put_int(d, sqlite3_column_int64(s, 0), err);
	} else {
		struct gal_pseudonym author = { { 0 } };

		if (sqlite3_column_bytes(s, 0) == GAL_PSEUDONYM_BYTES)
			memcpy(author.bytes, sqlite3_column_blob(s, 0),
			    GAL_PSEUDONYM_BYTES);
		gal_pseudonym_hex(&author, text);
		status = put_text(d, "purged author", err);
		if (status == GAL_OK)
			status = put_text(d, text, err);
	}
	return status == GAL_OK ? end_line(d, err) : status;
}

static enum gal_status
put_all(struct dump *d, enum gal_sql sql,
    enum gal_status (*put)(struct dump *, sqlite3_stmt *, struct gal_error *),
    struct gal_error *err)
{
	sqlite3_stmt *s = gal_store_statement(d->store, sql, err);
	enum gal_status status = GAL_OK;
	int code = SQLITE_DONE;

	if (s == NULL)
		return gal_store_fail(d->store, err);
	while (status == GAL_OK && (code = sqlite3_step(s)) == SQLITE_ROW)
		status = put(d, s, err);
	if (status == GAL_OK && code != SQLITE_DONE)
		status = gal_store_fail(d->store, err);
	(void)sqlite3_reset(s);
	return status;
}

enum gal_status
gal_store_dump(char hash[GAL_STORE_HASH_SIZE], struct gal_store *store,
    gal_store_sink *sink, void *self, struct gal_error *err)
{
	struct dump d = { .store = store,
		.sink = sink,
		.self = self,
		.line = GAL_BUFFER(SIZE_MAX / 4),
		.tags = GAL_BUFFER(SIZE_MAX / 4),
		.moves = GAL_BUFFER(SIZE_MAX / 4) };
	unsigned char digest[crypto_hash_sha256_BYTES];
	enum gal_status status;

	(void)crypto_hash_sha256_init(&d.sha);
	/* One read transaction: the dump is of one moment. */
	status = gal_store_run_sql(store, SQL_SNAPSHOT, err);
	if (status != GAL_OK)
		return status;
	status = put_head(&d, err);
	if (status == GAL_OK)
		status = put_all(&d, SQL_POST_ALL, put_record, err);
	if (status == GAL_OK)
		status = put_all(&d, SQL_TOMBSTONE_POSTS, put_tombstone, err);
	if (status == GAL_OK)
		status = put_all(&d, SQL_TOMBSTONE_AUTHORS, put_tombstone, err);
	status = gal_store_end(store, status, err);
	(void)crypto_hash_sha256_final(&d.sha, digest);
	(void)sodium_bin2hex(hash, GAL_STORE_HASH_SIZE, digest, sizeof(digest));
	gal_buffer_free(&d.line);
	gal_buffer_free(&d.tags);
	gal_buffer_free(&d.moves);
	return status;
}
