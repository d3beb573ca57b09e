/*
 * Mailboxes (mbox) and the monthly archives of mailing lists (pipermail),
 * which obscure addresses as "name at host". Messages are cut at their
 * "From " lines; each is then read by ingest/mail.h. Of a message over 16 MiB
 * (an attachment) the head, where the text stands, is read.
 */
#include "ingest/formats.h"
#include "ingest/readers.h"

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

static bool
has_month(const char *line, size_t len)
{
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May",
		"Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };

	for (size_t i = 0; i < sizeof(months) / sizeof(months[0]); i++) {
		if (memmem(line, len, months[i], 3) != NULL)
			return true;
	}
	return false;
}

/* "From someone Sun Aug 14 18:20:35 2016": the words alone also begin
 * sentences, and so does "From 18:20 on". */
static bool
is_from_line(const char *line, size_t len)
{
	bool time = false;

	if (len < 5 || memcmp(line, "From ", 5) != 0)
		return false;
	for (size_t i = 5; i + 4 < len && !time; i++)
		time = line[i] >= '0' && line[i] <= '9' && line[i + 1] == ':' &&
		    line[i + 2] >= '0' && line[i + 2] <= '5';
	return time && has_month(line + 5, len - 5);
}

/* ">From ", ">>From " … */
static bool
is_masked_from(const char *line, size_t len)
{
	size_t marks = 0;

	while (marks < len && line[marks] == '>')
		marks++;
	return marks > 0 && len - marks >= 5 &&
	    memcmp(line + marks, "From ", 5) == 0;
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
	/* somebody's own line, not a quote: mailboxes mask it so that it
	 * begins no message */
	if (is_masked_from(line, len)) {
		line++;
		len--;
	}
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

/* Mails are read by the module: its state is ours. */
static enum gal_status
mbox_open(
    void **state, const struct gal_settings *settings, struct gal_error *err)
{
	const struct gal_readers *readers;
	enum gal_status status = gal_readers_get(&readers, err);

	(void)settings;
	return status == GAL_OK ? readers->mail_open(state, err) : status;
}

static enum gal_status
mbox_parse(struct gal_parse *parse, const struct gal_record *record)
{
	const struct gal_readers *readers;
	enum gal_status status = gal_readers_get(&readers, NULL);

	return status == GAL_OK ? readers->mail_parse(parse, record) : status;
}

static void
mbox_close(void *state)
{
	const struct gal_readers *readers;

	if (gal_readers_get(&readers, NULL) == GAL_OK)
		readers->mail_close(state);
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
