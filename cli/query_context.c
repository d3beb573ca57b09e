#include "cli/query_context.h"

#include <stdlib.h>
#include <string.h>

#include "notebooks-export/visible.h"

const struct cli_marks cli_marks_plain = { "*", "*", "[", "]" };
const struct cli_marks cli_marks_colour = { "\x1b[1;33m", "\x1b[22;39m",
	"\x1b[4m", "\x1b[24m" };
const struct cli_marks cli_marks_none = { "", "", "", "" };

struct gal_str
cli_context_text(const struct gal_query_hit *hit, uint8_t field)
{
	const struct gal_post *post = &hit->record->post;
	struct gal_str s = field == GAL_FIELD_TITLE ? post->title : post->text;

	return s.data != NULL ? s : GAL_STR("");
}

static bool
is_wanted(uint16_t code, const uint16_t *codes, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (codes[i] == code)
			return true;
	}
	return false;
}

/* The first tag with a span, of the wanted codes (n 0: of any). */
static const struct gal_tag *
first_tag(const struct gal_query_hit *hit, const uint16_t *codes, size_t n)
{
	const struct gal_reading *reading = &hit->record->reading;

	for (size_t i = 0; i < reading->tag_count; i++) {
		const struct gal_tag *tag = &reading->tags[i];

		if (tag->field != GAL_FIELD_NONE && tag->end > tag->start &&
		    (n == 0 || is_wanted(tag->code, codes, n)))
			return tag;
	}
	return NULL;
}

struct cli_context_place
cli_context_find(
    const struct gal_query_hit *hit, const uint16_t *codes, size_t code_count)
{
	struct cli_context_place place = { GAL_FIELD_TEXT, { 0, 0 } };
	const struct gal_tag *tag;

	if (hit->text_hit_count > 0) {
		place.span = hit->text_hits[0];
		return place;
	}
	if (hit->title_hit_count > 0) {
		place.field = GAL_FIELD_TITLE;
		place.span = hit->title_hits[0];
		return place;
	}
	tag = code_count > 0 ? first_tag(hit, codes, code_count) : NULL;
	if (tag == NULL)
		tag = first_tag(hit, NULL, 0);
	if (tag != NULL) {
		place.field = tag->field;
		place.span = (struct gal_query_span){ tag->start, tag->end };
	} else if (cli_context_text(hit, GAL_FIELD_TEXT).len == 0) {
		place.field = GAL_FIELD_TITLE;
	}
	return place;
}

static bool
inside_character(struct gal_str text, size_t at)
{
	return at < text.len && ((unsigned char)text.data[at] & 0xc0) == 0x80;
}

size_t
cli_context_before(struct gal_str text, size_t at, size_t n)
{
	at = at > text.len ? text.len : at;
	while (at > 0 && n > 0) {
		at--;
		while (at > 0 && inside_character(text, at))
			at--;
		n--;
	}
	return at;
}

size_t
cli_context_behind(struct gal_str text, size_t at, size_t n)
{
	at = at > text.len ? text.len : at;
	while (at < text.len && n > 0) {
		at++;
		while (inside_character(text, at))
			at++;
		n--;
	}
	return at;
}

enum mark { MARK_HIT = 1, MARK_TAG = 2 };

/* What covers each byte of [start, end). */
static void
cover(unsigned char *marks, size_t start, size_t end,
    const struct gal_query_hit *hit, uint8_t field)
{
	const struct gal_reading *reading = &hit->record->reading;
	bool title = field == GAL_FIELD_TITLE;
	const struct gal_query_span *hits =
	    title ? hit->title_hits : hit->text_hits;
	size_t n = title ? hit->title_hit_count : hit->text_hit_count;

	for (size_t i = 0; i < n; i++) {
		for (size_t at = hits[i].start; at < hits[i].end; at++) {
			if (at >= start && at < end)
				marks[at - start] |= MARK_HIT;
		}
	}
	for (size_t i = 0; i < reading->tag_count; i++) {
		const struct gal_tag *tag = &reading->tags[i];

		for (size_t at = tag->start;
		     tag->field == field && at < tag->end; at++) {
			if (at >= start && at < end)
				marks[at - start] |= MARK_TAG;
		}
	}
}

/* Close what ends and open what begins between two characters. */
static enum gal_status
change_marks(struct gal_buffer *out, unsigned from, unsigned to,
    const struct cli_marks *marks, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	/* a hit stands inside the tag: it is closed before, opened after */
	if ((from & MARK_HIT) != 0 && ((to & MARK_HIT) == 0 || from != to))
		status = gal_buffer_append_str(out, marks->hit_end, err);
	if (status == GAL_OK && (from & MARK_TAG) != 0 && (to & MARK_TAG) == 0)
		status = gal_buffer_append_str(out, marks->tag_end, err);
	if (status == GAL_OK && (to & MARK_TAG) != 0 && (from & MARK_TAG) == 0)
		status = gal_buffer_append_str(out, marks->tag_start, err);
	if (status == GAL_OK && (to & MARK_HIT) != 0 &&
	    ((from & MARK_HIT) == 0 || from != to))
		status = gal_buffer_append_str(out, marks->hit_start, err);
	return status;
}

enum gal_status
cli_context_marked(struct gal_buffer *out, const struct gal_query_hit *hit,
    uint8_t field, size_t start, size_t end, const struct cli_marks *marks,
    bool one_line, struct gal_error *err)
{
	struct gal_str text = cli_context_text(hit, field);
	enum gal_status status = GAL_OK;
	unsigned char *covered;
	unsigned now = 0;

	end = end > text.len ? text.len : end;
	start = start > end ? end : start;
	while (start > 0 && inside_character(text, start))
		start--;
	while (inside_character(text, end))
		end++;
	covered = calloc(end - start + 1, 1);
	if (covered == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	cover(covered, start, end, hit, field);
	for (size_t at = start; at < end && status == GAL_OK;) {
		size_t to = at + 1;

		while (to < end &&
		    (covered[to - start] == covered[at - start] ||
			inside_character(text, to)))
			to++;
		status =
		    change_marks(out, now, covered[at - start], marks, err);
		now = covered[at - start];
		if (status == GAL_OK)
			status = gal_visible_append(out,
			    (struct gal_str){ text.data + at, to - at },
			    one_line, err);
		at = to;
	}
	if (status == GAL_OK)
		status = change_marks(out, now, 0, marks, err);
	free(covered);
	return status;
}
