#include "ingest/mail_names.h"

#include <string.h>
#include <strings.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
/* A line longer than this is somebody's own words. */
#define LINE_MAX_BYTES 300

/* How a line that introduces a quote ends. */
static const char *const endings[] = { "wrote:", "writes:", "schrieb:",
	"schreef:", "skrev:",
	"a \xc3\xa9"
	"crit\xc2\xa0:",
	"a \xc3\xa9"
	"crit :",
	"a \xc3\xa9"
	"crit:",
	"escribi\xc3\xb3:", "escreveu:", "ha scritto:" };
/* Where the name stands behind the word. */
static const char *const inside[] = { " schrieb ", " schreef ", " skrev " };
static const char *const starts[] = { "On ", "Am ", "Le ", "El ", "Em ", "Op ",
	"Il " };
/* Headers that hold people, as mail programs repeat them in the text. */
static const char *const headers[] = { "From:", "To:", "Cc:", "Bcc:", "Sender:",
	"Reply-To:", "Von:", "An:", "De:", "Para:", "Da:", "Van:", "Aan:",
	"\xc3\x80 :", "De :", "Cc :" };

/* What the line before was. */
enum line_kind { LINE_OTHER, LINE_START, LINE_HEADER };

/* A line without its quote marks and end. */
static struct gal_str
bare_line(const char *line, size_t len)
{
	struct gal_str bare = { line, len };

	while (bare.len > 0 && strchr("> \t*", bare.data[0]) != NULL) {
		bare.data++;
		bare.len--;
	}
	while (
	    bare.len > 0 && strchr(" \t\r\n", bare.data[bare.len - 1]) != NULL)
		bare.len--;
	return bare;
}

static bool
ends_with(struct gal_str text, const char *ending)
{
	size_t n = strlen(ending);

	return text.len >= n &&
	    memcmp(text.data + text.len - n, ending, n) == 0;
}

static bool
begins_with(struct gal_str text, const char *start)
{
	size_t n = strlen(start);

	return text.len >= n && strncasecmp(text.data, start, n) == 0;
}

/* "On Sat, Nov 14, X Y wrote:" and "2015-11-15 X Y <x@y.org>:" */
static bool
is_attribution(struct gal_str line)
{
	if (line.len >= LINE_MAX_BYTES || !ends_with(line, ":"))
		return false;
	for (size_t i = 0; i < COUNT(endings); i++) {
		if (ends_with(line, endings[i]))
			return true;
	}
	for (size_t i = 0; i < COUNT(inside); i++) {
		if (memmem(line.data, line.len, inside[i], strlen(inside[i])) !=
		    NULL)
			return true;
	}
	return ends_with(line, ">:") && memchr(line.data, '@', line.len);
}

/* The length of the header's name, or 0. */
static size_t
header_name(struct gal_str line)
{
	for (size_t i = 0; i < COUNT(headers); i++) {
		if (begins_with(line, headers[i]))
			return strlen(headers[i]);
	}
	return 0;
}

/* A line that may begin what "wrote:" on the next one ends. */
static bool
is_start(struct gal_str line)
{
	if (line.len >= LINE_MAX_BYTES)
		return false;
	for (size_t i = 0; i < COUNT(starts); i++) {
		if (line.len > strlen(starts[i]) &&
		    memcmp(line.data, starts[i], strlen(starts[i])) == 0)
			return true;
	}
	return false;
}

/* More names of the header above: an address, behind a line that ended with
 * a comma or begins with a blank. */
static bool
continues_header(struct gal_str line, bool comma)
{
	return line.len > 0 && line.len < LINE_MAX_BYTES &&
	    (comma || ends_with(line, ">")) &&
	    memchr(line.data, '@', line.len) != NULL;
}

static enum gal_status
put(struct gal_buffer *out, const char *line, size_t marks, struct gal_str kept,
    const char *token)
{
	enum gal_status status = gal_buffer_append(out, line, marks, NULL);

	if (status == GAL_OK)
		status = gal_buffer_append(out, kept.data, kept.len, NULL);
	if (status == GAL_OK)
		status = gal_buffer_append_str(out, token, NULL);
	return status;
}

enum gal_status
gal_mail_hide_names(struct gal_buffer *out, const char *text)
{
	enum gal_status status = GAL_OK;
	enum line_kind above = LINE_OTHER;
	bool comma = false; /* the header above goes on */
	size_t before = 0;  /* where the line before starts in out */

	while (*text != '\0' && status == GAL_OK) {
		const char *end = strchr(text, '\n');
		size_t len =
		    end != NULL ? (size_t)(end - text) + 1 : strlen(text);
		struct gal_str bare = bare_line(text, len);
		size_t marks = (size_t)(bare.data - text);
		size_t start = out->len, name = header_name(bare);

		if (is_attribution(bare)) {
			if (above == LINE_START && !ends_with(bare, ">:"))
				start = out->len = before;
			status = put(out, text, marks,
			    (struct gal_str){ NULL, 0 }, "[user] wrote:\n");
			above = LINE_OTHER;
		} else if (name > 0) {
			status = put(out, text, marks,
			    (struct gal_str){ bare.data, name }, " [user]\n");
			above = LINE_HEADER;
			comma = ends_with(bare, ",");
		} else if (above == LINE_HEADER &&
		    continues_header(bare, comma)) {
			comma = ends_with(bare, ",");
		} else {
			status = gal_buffer_append(out, text, len, NULL);
			above = is_start(bare) ? LINE_START : LINE_OTHER;
		}
		before = start;
		text += len;
	}
	return status;
}
