#include "ingest/html.h"

#include <libxml/HTMLparser.h>
#include <limits.h>
#include <string.h>

struct walker {
	struct gal_buffer *out;
	enum gal_status status;
	size_t start; /* of our text in out */
	int hidden;   /* open script, style, head */
	int quoted;   /* open blockquotes */
	int verbatim; /* open pre */
	bool line_start;
};

static const char *const blocks[] = { "p", "div", "li", "ul", "ol", "tr",
	"table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "hr",
	"dl", "dt", "dd", "section", "article" };
static const char *const hidden[] = { "script", "style", "head", "template" };

static bool
is_one_of(const char *name, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(name, list[i]) == 0)
			return true;
	}
	return false;
}
#define ONE_OF(name, list)                                                     \
	is_one_of((name), (list), sizeof(list) / sizeof((list)[0]))

static void
put(struct walker *self, const char *bytes, size_t len)
{
	if (self->status == GAL_OK)
		self->status = gal_buffer_append(self->out, bytes, len, NULL);
}

static void
new_line(struct walker *self)
{
	/* no line of nothing at the start, and never two empty ones */
	size_t len = self->out->len;

	if (len == self->start ||
	    (len > self->start + 1 && self->out->data[len - 1] == '\n' &&
		self->out->data[len - 2] == '\n'))
		return;
	put(self, "\n", 1);
	self->line_start = true;
}

static void
begin_line(struct walker *self)
{
	if (!self->line_start)
		return;
	self->line_start = false;
	for (int i = 0; i < self->quoted && i < 8; i++)
		put(self, "> ", 2);
	if (self->verbatim > 0)
		put(self, "    ", 4);
}

static void
on_start(void *state, const xmlChar *xml_name, const xmlChar **attributes)
{
	struct walker *self = state;
	const char *name = (const char *)xml_name;

	(void)attributes;
	if (ONE_OF(name, hidden))
		self->hidden++;
	if (strcmp(name, "br") == 0)
		new_line(self);
	if (ONE_OF(name, blocks) && !self->line_start)
		new_line(self);
	if (strcmp(name, "blockquote") == 0)
		self->quoted++;
	if (strcmp(name, "pre") == 0)
		self->verbatim++;
	if (strcmp(name, "code") == 0 && self->verbatim == 0) {
		begin_line(self);
		put(self, "`", 1);
	}
}

static void
on_end(void *state, const xmlChar *xml_name)
{
	struct walker *self = state;
	const char *name = (const char *)xml_name;

	if (ONE_OF(name, hidden) && self->hidden > 0)
		self->hidden--;
	if (strcmp(name, "code") == 0 && self->verbatim == 0)
		put(self, "`", 1);
	if (strcmp(name, "blockquote") == 0 && self->quoted > 0)
		self->quoted--;
	if (strcmp(name, "pre") == 0 && self->verbatim > 0)
		self->verbatim--;
	if (ONE_OF(name, blocks))
		new_line(self);
}

static void
on_text(void *state, const xmlChar *text, int len)
{
	struct walker *self = state;
	const char *p = (const char *)text, *end = p + len;

	if (self->hidden > 0)
		return;
	while (p < end) {
		const char *newline = memchr(p, '\n', (size_t)(end - p));
		const char *stop = newline != NULL ? newline : end;

		if (stop > p) {
			begin_line(self);
			put(self, p, (size_t)(stop - p));
		}
		if (newline != NULL)
			new_line(self);
		p = newline != NULL ? newline + 1 : end;
	}
}

/* Tag soup is not worth a word. */
static void
on_complaint(void *state, const char *format, ...)
{
	(void)state;
	(void)format;
}

enum gal_status
gal_html_text(struct gal_buffer *out, const char *html, size_t len)
{
	struct walker walker = { out, GAL_OK, out->len, 0, 0, 0, true };
	htmlParserCtxtPtr context;
	htmlSAXHandler sax;

	if (len > INT_MAX)
		return GAL_LIMIT;
	memset(&sax, 0, sizeof(sax));
	sax.startElement = on_start;
	sax.endElement = on_end;
	sax.characters = on_text;
	sax.cdataBlock = on_text;
	sax.ignorableWhitespace = on_text;
	sax.warning = on_complaint;
	sax.error = on_complaint;
	sax.fatalError = on_complaint;
	context = htmlCreatePushParserCtxt(
	    &sax, &walker, NULL, 0, NULL, XML_CHAR_ENCODING_UTF8);
	if (context == NULL)
		return GAL_NOMEM;
	(void)htmlCtxtUseOptions(context,
	    HTML_PARSE_RECOVER | HTML_PARSE_NONET | HTML_PARSE_NOERROR |
		HTML_PARSE_NOWARNING);
	(void)htmlParseChunk(context, html, (int)len, 1);
	htmlFreeParserCtxt(context);
	while (out->len > walker.start && out->data[out->len - 1] == '\n')
		out->data[--out->len] = '\0';
	return walker.status;
}
