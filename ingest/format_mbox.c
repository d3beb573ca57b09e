/*
 * Mailboxes (mbox) and the monthly archives of mailing lists (pipermail),
 * which obscure addresses as "name at host". Messages are cut at their
 * "From " lines and read by GMime, which knows MIME, encodings and charsets.
 * Of a message the first text part is kept, plain before HTML; of a message
 * over 16 MiB (an attachment) the head, where the text stands, is read.
 */
#include "ingest/formats.h"
#include "ingest/html.h"
#include "ingest/mail_names.h"

#include <gmime/gmime.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* ---- cutting ---- */

struct mbox_cut {
	struct gal_buffer message;
	struct gal_buffer line;
	uint64_t line_byte;
	uint64_t message_byte;
	bool blank_before; /* the line before was empty, or there is none */
	bool in_message;
};

static void
cut_close(void *state)
{
	struct mbox_cut *self = state;

	gal_buffer_free(&self->message);
	gal_buffer_free(&self->line);
	free(self);
}

static enum gal_status
cut_open(void **state, const struct gal_cutter *cutter, struct gal_error *err)
{
	struct mbox_cut *self = calloc(1, sizeof(*self));

	(void)cutter;
	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->message.limit = GAL_RECORD_MAX;
	self->line.limit = GAL_RECORD_MAX;
	self->blank_before = true;
	*state = self;
	return GAL_OK;
}

/* "From someone … 18:20:35 2016": the words alone also begin sentences. */
static bool
is_from_line(const char *line, size_t len)
{
	bool time = false;

	if (len < 5 || memcmp(line, "From ", 5) != 0)
		return false;
	for (size_t i = 5; i + 4 < len && !time; i++)
		time = line[i] >= '0' && line[i] <= '9' && line[i + 1] == ':' &&
		    line[i + 2] >= '0' && line[i + 2] <= '5';
	return time;
}

static enum gal_status
end_message(
    struct mbox_cut *self, struct gal_block *block, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	if (self->in_message)
		status = gal_block_add(block, self->message.data,
		    self->message.len, self->message_byte, err);
	gal_buffer_clear(&self->message);
	return status;
}

/* One complete line, with its end. */
static enum gal_status
take_line(struct mbox_cut *self, struct gal_block *block, const char *line,
    size_t len, uint64_t byte, struct gal_error *err)
{
	size_t room;
	bool blank =
	    len == 0 || line[0] == '\n' || (len == 2 && line[0] == '\r');
	enum gal_status status = GAL_OK;

	if (self->blank_before && is_from_line(line, len)) {
		status = end_message(self, block, err);
		self->in_message = true;
		self->message_byte = byte;
		self->blank_before = false;
		return status; /* the line itself is no header */
	}
	self->blank_before = blank;
	if (!self->in_message)
		return GAL_OK;
	/* of too long a message the head is enough */
	room = self->message.limit - self->message.len;
	return gal_buffer_append(
	    &self->message, line, len < room ? len : room, err);
}

static enum gal_status
cut_feed(void *state, struct gal_block *block, const char *bytes, size_t len,
    uint64_t at, struct gal_error *err)
{
	struct mbox_cut *self = state;
	enum gal_status status = GAL_OK;
	size_t from = 0;

	while (from < len && status == GAL_OK) {
		const char *newline = memchr(bytes + from, '\n', len - from);
		size_t end =
		    newline != NULL ? (size_t)(newline - bytes) + 1 : len;
		size_t room = self->line.limit - self->line.len;

		if (newline != NULL && self->line.len == 0) {
			status = take_line(self, block, bytes + from,
			    end - from, at + from, err);
		} else {
			if (self->line.len == 0)
				self->line_byte = at + from;
			status = gal_buffer_append(&self->line, bytes + from,
			    end - from < room ? end - from : room, err);
			if (status == GAL_OK && newline != NULL) {
				status = take_line(self, block, self->line.data,
				    self->line.len, self->line_byte, err);
				gal_buffer_clear(&self->line);
			}
		}
		from = end;
	}
	return status;
}

static enum gal_status
cut_finish(void *state, struct gal_block *block, struct gal_error *err)
{
	struct mbox_cut *self = state;
	enum gal_status status = GAL_OK;

	if (self->line.len > 0)
		status = take_line(self, block, self->line.data, self->line.len,
		    self->line_byte, err);
	return status == GAL_OK ? end_message(self, block, err) : status;
}

static const struct gal_cutter cutter = { .open = cut_open,
	.feed = cut_feed,
	.finish = cut_finish,
	.close = cut_close };

/* ---- parsing ---- */

struct mbox_state {
	struct gal_buffer text;
	struct gal_buffer shown; /* what a page of HTML shows */
	struct gal_buffer address;
};

static int
mbox_bid(const char *head, size_t len, const struct gal_settings *settings)
{
	const char *newline = memchr(head, '\n', len);

	(void)settings;
	return newline != NULL &&
		is_from_line(head, (size_t)(newline - head)) &&
		memchr(newline, ':', (size_t)(head + len - newline)) != NULL
	    ? 85
	    : 0;
}

/* GMime counts what it sets up; it is set up once and stays. */
static void
set_up_gmime(void)
{
	g_mime_init();
}

static enum gal_status
mbox_open(
    void **state, const struct gal_settings *settings, struct gal_error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct mbox_state *self = calloc(1, sizeof(*self));

	(void)settings;
	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->text.limit = 2 * GAL_RECORD_MAX;
	self->shown.limit = 2 * GAL_RECORD_MAX;
	self->address.limit = (size_t)64 << 10;
	(void)pthread_once(&once, set_up_gmime);
	*state = self;
	return GAL_OK;
}

static void
mbox_close(void *state)
{
	struct mbox_state *self = state;

	gal_buffer_free(&self->text);
	gal_buffer_free(&self->shown);
	gal_buffer_free(&self->address);
	free(self);
}

/*
 * Who wrote it: the address, because names change with every mail program.
 * pipermail has "andy at example.org (Andy G)", which is no address to MIME.
 */
static enum gal_status
take_address(struct gal_buffer *out, GMimeMessage *message)
{
	const char *raw =
	    g_mime_object_get_header(GMIME_OBJECT(message), "From");
	InternetAddressList *list = g_mime_message_get_from(message);
	InternetAddress *first =
	    list != NULL && internet_address_list_length(list) > 0
	    ? internet_address_list_get_address(list, 0)
	    : NULL;
	const char *address =
	    first != NULL && INTERNET_ADDRESS_IS_MAILBOX(first)
	    ? internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first))
	    : NULL;
	const char *at, *start, *end;
	enum gal_status status;

	gal_buffer_clear(out);
	if (address != NULL && strchr(address, '@') != NULL)
		return gal_buffer_append_str(out, address, NULL);
	at = raw != NULL ? strstr(raw, " at ") : NULL;
	if (at == NULL)
		return raw != NULL && raw[0] != '\0'
		    ? gal_buffer_append_str(out, raw, NULL)
		    : GAL_OK;
	start = at;
	while (start > raw && strchr(" <\"(", start[-1]) == NULL)
		start--;
	end = at + 4;
	while (*end != '\0' && strchr(" >\")(\t\r\n", *end) == NULL)
		end++;
	status = gal_buffer_append(out, start, (size_t)(at - start), NULL);
	if (status == GAL_OK)
		status = gal_buffer_append(out, "@", 1, NULL);
	if (status == GAL_OK)
		status = gal_buffer_append(
		    out, at + 4, (size_t)(end - at - 4), NULL);
	return status;
}

struct found_parts {
	GMimeTextPart *plain;
	GMimeTextPart *html;
};

static void
on_part(GMimeObject *parent, GMimeObject *part, gpointer state)
{
	struct found_parts *found = state;
	const char *disposition = g_mime_object_get_disposition(part);
	GMimeContentType *type = g_mime_object_get_content_type(part);

	(void)parent;
	if (!GMIME_IS_TEXT_PART(part) ||
	    (disposition != NULL &&
		g_ascii_strcasecmp(disposition, "attachment") == 0))
		return;
	if (found->plain == NULL &&
	    g_mime_content_type_is_type(type, "text", "plain"))
		found->plain = GMIME_TEXT_PART(part);
	if (found->html == NULL &&
	    g_mime_content_type_is_type(type, "text", "html"))
		found->html = GMIME_TEXT_PART(part);
}

static enum gal_status
take_body(struct mbox_state *self, GMimeMessage *message)
{
	struct found_parts found = { NULL, NULL };
	GMimeObject *whole = g_mime_message_get_mime_part(message);
	enum gal_status status = GAL_OK;
	char *text;

	gal_buffer_clear(&self->text);
	if (whole == NULL)
		return GAL_OK;
	if (GMIME_IS_MULTIPART(whole))
		g_mime_multipart_foreach(
		    GMIME_MULTIPART(whole), on_part, &found);
	else
		on_part(NULL, whole, &found);
	if (found.plain == NULL && found.html == NULL)
		return GAL_OK;
	text = g_mime_text_part_get_text(
	    found.plain != NULL ? found.plain : found.html);
	if (text != NULL && found.plain != NULL) {
		status = gal_mail_hide_names(&self->text, text);
	} else if (text != NULL) {
		gal_buffer_clear(&self->shown);
		status = gal_html_text(&self->shown, text, strlen(text));
		if (status == GAL_OK && self->shown.len > 0)
			status =
			    gal_mail_hide_names(&self->text, self->shown.data);
	}
	g_free(text);
	return status;
}

/* The last reference is the parent, the first the thread. */
static enum gal_status
take_threads(
    struct gal_parse *parse, struct gal_post *post, GMimeMessage *message)
{
	const char *headers[] = {
		g_mime_object_get_header(GMIME_OBJECT(message), "References"),
		g_mime_object_get_header(GMIME_OBJECT(message), "In-Reply-To")
	};
	enum gal_status status = GAL_OK;

	for (int i = 0; i < 2 && status == GAL_OK; i++) {
		GMimeReferences *references;
		int count;

		if (headers[i] == NULL)
			continue;
		references = g_mime_references_parse(NULL, headers[i]);
		count = references != NULL
		    ? g_mime_references_length(references)
		    : 0;
		if (count > 0 && post->thread.data == NULL)
			status = gal_parse_text(parse, &post->thread,
			    gal_str_of(g_mime_references_get_message_id(
				references, 0)),
			    GAL_CLEAN_UTF8);
		/* In-Reply-To comes second and is the surer */
		if (count > 0 && status == GAL_OK)
			status = gal_parse_text(parse, &post->parent,
			    gal_str_of(g_mime_references_get_message_id(
				references, i == 0 ? count - 1 : 0)),
			    GAL_CLEAN_UTF8);
		if (references != NULL)
			g_mime_references_free(references);
	}
	if (post->thread.data == NULL)
		post->thread = post->native_id;
	return status;
}

/* The list: its List-Id, the "[name]" of the subject, or the scope. */
static struct gal_str
list_name(
    struct gal_parse *parse, GMimeMessage *message, struct gal_str subject)
{
	struct gal_str id = gal_str_of(
	    g_mime_object_get_header(GMIME_OBJECT(message), "List-Id"));
	const char *open = id.len > 0 ? memrchr(id.data, '<', id.len) : NULL;
	const char *close = id.len > 0 ? memrchr(id.data, '>', id.len) : NULL;

	if (open != NULL && close != NULL && close > open + 1)
		return (struct gal_str){ open + 1, (size_t)(close - open) - 1 };
	open = subject.len > 0 ? memchr(subject.data, '[', subject.len) : NULL;
	close = open != NULL
	    ? memchr(open, ']', subject.len - (size_t)(open - subject.data))
	    : NULL;
	if (close != NULL && close - open > 1 && close - open < 60)
		return (struct gal_str){ open + 1, (size_t)(close - open) - 1 };
	return gal_str_of(parse->settings->scope);
}

static enum gal_status
take_message(struct gal_parse *parse, GMimeMessage *message, GDateTime *date)
{
	struct mbox_state *self = parse->state;
	const char *id = g_mime_message_get_message_id(message);
	struct gal_str subject =
	    gal_str_of(g_mime_message_get_subject(message));
	struct gal_post post;
	enum gal_status status;
	bool wanted = false;

	if (id == NULL || id[0] == '\0') {
		gal_parse_bad(parse, "a mail without Message-ID");
		return GAL_OK;
	}
	gal_post_clear(&post);
	post.platform = GAL_PLATFORM_MAIL;
	post.kind = GAL_KIND_MESSAGE;
	if (date != NULL)
		post.created_utc = g_date_time_to_unix(date);
	status = take_address(&self->address, message);
	if (status == GAL_OK)
		status = gal_parse_text(parse, &post.community,
		    list_name(parse, message, subject), GAL_CLEAN_UTF8);
	if (status == GAL_OK)
		status = gal_parse_author(parse, &post,
		    (struct gal_str){ NULL, 0 },
		    (struct gal_str){ self->address.data, self->address.len });
	if (status == GAL_OK)
		status = gal_parse_wanted(parse, &post, &wanted);
	if (status != GAL_OK || !wanted)
		return status;
	status = gal_parse_text(
	    parse, &post.native_id, gal_str_of(id), GAL_CLEAN_UTF8);
	if (status == GAL_OK)
		status = take_threads(parse, &post, message);
	if (status == GAL_OK)
		status = gal_parse_text(parse, &post.title, subject,
		    GAL_CLEAN_UTF8 | GAL_CLEAN_EMAILS);
	if (status == GAL_OK)
		status = take_body(self, message);
	if (status == GAL_OK)
		status = gal_parse_text(parse, &post.text,
		    (struct gal_str){ self->text.data, self->text.len },
		    GAL_CLEAN_UTF8 | GAL_CLEAN_EMAILS);
	return status == GAL_OK ? gal_parse_emit(parse, &post) : status;
}

static enum gal_status
mbox_parse(struct gal_parse *parse, const struct gal_record *record)
{
	GMimeStream *stream =
	    g_mime_stream_mem_new_with_buffer(record->data, record->len);
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);
	enum gal_status status = GAL_OK;

	if (message == NULL) {
		gal_parse_bad(parse, "not a mail");
	} else {
		status = take_message(
		    parse, message, g_mime_message_get_date(message));
		g_object_unref(message);
	}
	g_object_unref(parser);
	g_object_unref(stream);
	return status == GAL_LIMIT ? GAL_NOMEM : status;
}

const struct gal_format gal_format_mbox = {
	.name = "mbox",
	.description = "mailboxes and archives of mailing lists",
	.bid = mbox_bid,
	.cutter = &cutter,
	.open = mbox_open,
	.parse = mbox_parse,
	.close = mbox_close,
};
