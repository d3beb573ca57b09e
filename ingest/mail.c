#include "ingest/mail.h"

#include <gmime/gmime.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "ingest/html.h"
#include "ingest/mail_names.h"

struct mail_state {
	struct gal_buffer text;
	struct gal_buffer shown; /* what a page of HTML shows */
	struct gal_buffer address;
};

/* GMime counts what it sets up; it is set up once and stays. */
static void
set_up_gmime(void)
{
	g_mime_init();
}

enum gal_status
gal_mail_open(void **state, struct gal_error *err)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct mail_state *self = calloc(1, sizeof(*self));

	if (self == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	self->text.limit = 2 * GAL_RECORD_MAX;
	self->shown.limit = 2 * GAL_RECORD_MAX;
	self->address.limit = (size_t)64 << 10;
	(void)pthread_once(&once, set_up_gmime);
	*state = self;
	return GAL_OK;
}

void
gal_mail_close(void *state)
{
	struct mail_state *self = state;

	gal_buffer_free(&self->text);
	gal_buffer_free(&self->shown);
	gal_buffer_free(&self->address);
	free(self);
}

/* The first address of a header, or NULL. */
static const char *
first_address(InternetAddressList *list, const char **name)
{
	InternetAddress *first =
	    list != NULL && internet_address_list_length(list) > 0
	    ? internet_address_list_get_address(list, 0)
	    : NULL;

	*name = first != NULL ? internet_address_get_name(first) : NULL;
	return first != NULL && INTERNET_ADDRESS_IS_MAILBOX(first)
	    ? internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first))
	    : NULL;
}

/*
 * Lists put their own address into From where the writer's host forbids them
 * to send (DMARC): "Ann Example via Tea" <tea@lists.org>. The writer is in
 * Reply-To then, or in the name alone; else all of them would be one person.
 */
static const char *
behind_list(GMimeMessage *message, const char *address, const char *name)
{
	const char *replies, *unused;

	if (name == NULL || strstr(name, " via ") == NULL)
		return address;
	replies = first_address(g_mime_message_get_reply_to(message), &unused);
	return replies != NULL && strchr(replies, '@') != NULL &&
		g_ascii_strcasecmp(replies, address) != 0
	    ? replies
	    : name;
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
	const char *name = NULL;
	const char *address =
	    first_address(g_mime_message_get_from(message), &name);
	const char *at, *start, *end;
	enum gal_status status;

	gal_buffer_clear(out);
	if (address != NULL && strchr(address, '@') != NULL)
		return gal_buffer_append_str(
		    out, behind_list(message, address, name), NULL);
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
take_body(struct mail_state *self, GMimeMessage *message)
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
	struct mail_state *self = parse->state;
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

enum gal_status
gal_mail_parse(struct gal_parse *parse, const struct gal_record *record)
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
