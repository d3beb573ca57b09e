#include "store/index_segment.h"

#include <stdlib.h>
#include <string.h>

#include "store/room.h"

#define PAGE_HEADER 4
#define VARINT_MAX 9
#define MAIN_INDEX '0' /* before each word; prefix indexes have others */
#define NEXT_COLUMN 1
#define POSITION_BASE 2	 /* positions are put as difference + 2 */
#define ROW_LIST_PAGES 4 /* lists of fewer pages need none of their own */
#define PLACE_ROOM ((size_t)3 * VARINT_MAX)
#define WORD_MAX (GAL_WORD_BYTES_MAX + 1)
/* A page may pass its size by one word and one row's numbers. */
#define PAGE_ROOM (GAL_SEGMENT_PAGE_BYTES + WORD_MAX + 4 * VARINT_MAX)

/* The page being filled, and what the next one has to know of it. */
struct writer {
	struct gal_segment *segment;
	struct gal_error *err;
	unsigned char page[PAGE_ROOM];
	size_t length;
	unsigned char footer[PAGE_ROOM]; /* where words begin, differences */
	size_t footer_length;
	size_t last_word_at;
	uint32_t number;
	bool no_word_yet; /* on this page */
	bool no_row_yet;
	bool first_of_word; /* the next row is the first of its word */
	int64_t last_row;
	unsigned char word[WORD_MAX]; /* the last one written */
	size_t word_length;
	/* the entry that ends when a later page begins with a word */
	struct gal_segment_entry entry;
	bool has_entry;
	/* pages since the entry's that hold no beginning of a word */
	uint32_t empty_pages;
	unsigned char rows[GAL_SEGMENT_PAGE_BYTES + 2 * VARINT_MAX + 1];
	size_t rows_length;
	int64_t last_listed;
	struct gal_buffer places; /* of the row being written */
};

size_t
gal_varint_put(unsigned char *to, uint64_t value)
{
	unsigned char reversed[VARINT_MAX];
	size_t n = 0;

	if (value < 0x80) { /* most are */
		to[0] = (unsigned char)value;
		return 1;
	}
	if (value >> 56 != 0) {
		to[8] = (unsigned char)value;
		value >>= 8;
		for (size_t i = 8; i-- > 0; value >>= 7)
			to[i] = (unsigned char)(value & 0x7f) | 0x80;
		return VARINT_MAX;
	}
	do {
		reversed[n++] = (unsigned char)(value & 0x7f) | 0x80;
		value >>= 7;
	} while (value != 0);
	reversed[0] &= 0x7f;
	for (size_t i = 0; i < n; i++)
		to[i] = reversed[n - 1 - i];
	return n;
}

size_t
gal_varint_get(uint64_t *value, const unsigned char *from, size_t bytes)
{
	*value = 0;
	for (size_t i = 0; i < bytes && i < VARINT_MAX; i++) {
		if (i == VARINT_MAX - 1) {
			*value = *value << 8 | from[i];
			return VARINT_MAX;
		}
		*value = *value << 7 | (from[i] & 0x7f);
		if ((from[i] & 0x80) == 0)
			return i + 1;
	}
	return 0;
}

static void
put_u16(unsigned char *to, size_t value)
{
	to[0] = (unsigned char)(value >> 8);
	to[1] = (unsigned char)value;
}

static void
put_varint(struct writer *w, uint64_t value)
{
	w->length += gal_varint_put(w->page + w->length, value);
}

static enum gal_status
add_page(struct writer *w, uint32_t number, bool row_list, const void *bytes,
    size_t n, const void *more_bytes, size_t more)
{
	struct gal_segment *s = w->segment;
	size_t at = s->bytes.len;
	enum gal_status status = gal_make_room((void **)&s->pages,
	    s->page_count, &s->page_capacity, sizeof(*s->pages), w->err);

	if (status == GAL_OK)
		status = gal_buffer_append(&s->bytes, bytes, n, w->err);
	if (status == GAL_OK && more > 0)
		status = gal_buffer_append(&s->bytes, more_bytes, more, w->err);
	if (status == GAL_OK)
		s->pages[s->page_count++] =
		    (struct gal_segment_page){ number, row_list, at, n + more };
	return status;
}

/* The word that was last on the entry's page has no more rows. */
static enum gal_status
end_entry(struct writer *w)
{
	struct gal_segment *s = w->segment;
	enum gal_status status = GAL_OK;

	if (!w->has_entry)
		return GAL_OK;
	w->entry.has_row_list =
	    w->rows_length > 0 && w->empty_pages >= ROW_LIST_PAGES;
	if (w->entry.has_row_list)
		status = add_page(
		    w, w->entry.page, true, w->rows, w->rows_length, NULL, 0);
	w->rows_length = 0;
	w->empty_pages = 0;
	w->has_entry = false;
	if (status == GAL_OK)
		status = gal_make_room((void **)&s->entries, s->entry_count,
		    &s->entry_capacity, sizeof(*s->entries), w->err);
	if (status == GAL_OK)
		s->entries[s->entry_count++] = w->entry;
	return status;
}

/* `length` bytes of `word` suffice to tell it from all words before. */
static enum gal_status
begin_entry(struct writer *w, const unsigned char *word, size_t length)
{
	enum gal_status status = end_entry(w);

	if (status != GAL_OK)
		return status;
	w->entry = (struct gal_segment_entry){ w->segment->bytes.len, length,
		w->number, false };
	w->has_entry = true;
	return gal_buffer_append(&w->segment->bytes, word, length, w->err);
}

static void
begin_page(struct writer *w)
{
	memset(w->page, 0, PAGE_HEADER);
	w->length = PAGE_HEADER;
	w->footer_length = 0;
	w->last_word_at = 0;
	w->no_word_yet = true;
	w->no_row_yet = true;
}

static enum gal_status
list_row(struct writer *w, uint64_t value)
{
	if (w->rows_length >= GAL_SEGMENT_PAGE_BYTES)
		return gal_fail(w->err, GAL_LIMIT, "a list of rows too long");
	w->rows_length += gal_varint_put(w->rows + w->rows_length, value);
	return GAL_OK;
}

static enum gal_status
end_page(struct writer *w)
{
	enum gal_status status = GAL_OK;

	put_u16(w->page + 2, w->length);
	if (w->no_word_yet) {
		if (w->no_row_yet && w->rows_length > 0)
			status = list_row(w, 0);
		w->empty_pages++;
	}
	if (status == GAL_OK)
		status = add_page(w, w->number, false, w->page, w->length,
		    w->footer, w->footer_length);
	w->segment->leaves = w->number++;
	begin_page(w);
	return status;
}

static bool
is_full(const struct writer *w, size_t more)
{
	return w->length + w->footer_length + more >= GAL_SEGMENT_PAGE_BYTES;
}

static size_t
common_prefix(const unsigned char *a, size_t a_length, const unsigned char *b,
    size_t b_length)
{
	size_t most = a_length < b_length ? a_length : b_length, n = 0;

	while (n < most && a[n] == b[n])
		n++;
	return n;
}

static enum gal_status
put_word(struct writer *w, struct gal_str text)
{
	unsigned char word[WORD_MAX];
	size_t n = text.len + 1, common;
	enum gal_status status = GAL_OK;

	word[0] = MAIN_INDEX;
	memcpy(word + 1, text.data, text.len);
	common = common_prefix(w->word, w->word_length, word, n);
	if (is_full(w, n + 2) && w->length > PAGE_HEADER)
		status = end_page(w);
	if (status == GAL_OK && w->no_word_yet && w->number > 1)
		status = begin_entry(w, word, common + 1);
	if (status != GAL_OK)
		return status;
	w->footer_length += gal_varint_put(
	    w->footer + w->footer_length, w->length - w->last_word_at);
	w->last_word_at = w->length;
	if (w->no_word_yet)
		common = 0;
	else
		put_varint(w, common);
	put_varint(w, n - common);
	memcpy(w->page + w->length, word + common, n - common);
	w->length += n - common;
	memcpy(w->word, word, n);
	w->word_length = n;
	w->no_word_yet = false;
	w->no_row_yet = false;
	w->first_of_word = true;
	return GAL_OK;
}

static enum gal_status
put_row(struct writer *w, int64_t row)
{
	enum gal_status status = GAL_OK;

	if (is_full(w, 0))
		status = end_page(w);
	if (status == GAL_OK && w->no_row_yet) {
		put_u16(w->page, w->length);
		if (w->rows_length == 0) {
			w->rows[w->rows_length++] = 0;
			status = list_row(w, w->number);
			if (status == GAL_OK)
				status = list_row(w, (uint64_t)row);
		} else {
			status = list_row(
			    w, (uint64_t)row - (uint64_t)w->last_listed);
		}
		w->last_listed = row;
	}
	if (status != GAL_OK)
		return status;
	put_varint(w,
	    w->first_of_word || w->no_row_yet
		? (uint64_t)row
		: (uint64_t)row - (uint64_t)w->last_row);
	w->last_row = row;
	w->first_of_word = false;
	w->no_row_yet = false;
	return GAL_OK;
}

/* The row's places, over as many pages as they need; a number is never
 * split. */
static enum gal_status
put_places(struct writer *w)
{
	const unsigned char *bytes = (const unsigned char *)w->places.data;
	size_t left = w->places.len;
	enum gal_status status = GAL_OK;

	put_varint(w, (uint64_t)left * 2);
	while (status == GAL_OK && is_full(w, left)) {
		size_t used = w->length + w->footer_length, part = 0;

		while (used + part < GAL_SEGMENT_PAGE_BYTES) {
			while ((bytes[part] & 0x80) != 0)
				part++;
			part++;
		}
		memcpy(w->page + w->length, bytes, part);
		w->length += part;
		bytes += part;
		left -= part;
		status = end_page(w);
	}
	memcpy(w->page + w->length, bytes, left);
	w->length += left;
	return status;
}

static enum gal_status
add_place(struct writer *w, struct gal_word_place place, unsigned *column,
    uint32_t *position)
{
	struct gal_buffer *places = &w->places;
	unsigned char *bytes;
	size_t n = 0;

	if (places->capacity - places->len < PLACE_ROOM) {
		enum gal_status status = gal_buffer_reserve(
		    places, places->len + PLACE_ROOM, w->err);

		if (status != GAL_OK)
			return status;
	}
	bytes = (unsigned char *)places->data + places->len;
	if (place.column != *column) {
		bytes[n++] = NEXT_COLUMN;
		n += gal_varint_put(bytes + n, place.column);
		*column = place.column;
		*position = 0;
	}
	n += gal_varint_put(
	    bytes + n, place.position - *position + POSITION_BASE);
	*position = place.position;
	places->len += n;
	return GAL_OK;
}

static enum gal_status
put_rows(struct writer *w, const struct gal_word_table *words,
    const uint64_t *places, size_t n)
{
	enum gal_status status = GAL_OK;
	size_t k = 0;

	while (status == GAL_OK && k < n) {
		struct gal_word_place place = gal_word_place_of(places[k]);
		size_t row = place.row;
		unsigned column = 0;
		uint32_t position = 0;

		w->places.len = 0;
		do {
			status = add_place(w, place, &column, &position);
			if (++k == n)
				break;
			place = gal_word_place_of(places[k]);
		} while (status == GAL_OK && place.row == row);
		if (status == GAL_OK)
			status = put_row(w, gal_word_table_row_id(words, row));
		if (status == GAL_OK)
			status = put_places(w);
	}
	return status;
}

static enum gal_status
put_all(struct writer *w, const struct gal_word_table *words)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; status == GAL_OK && i < gal_word_table_words(words);
	     i++) {
		size_t places = 0;
		struct gal_str word = gal_word_table_word(words, i, &places);

		status = put_word(w, word);
		if (status == GAL_OK)
			status = put_rows(
			    w, words, gal_word_table_places(words, i), places);
	}
	if (status == GAL_OK && w->length > PAGE_HEADER)
		status = end_page(w);
	if (status == GAL_OK && w->segment->leaves > 0)
		status = end_entry(w);
	return status;
}

enum gal_status
gal_segment_build(struct gal_segment *segment,
    const struct gal_word_table *words, struct gal_error *err)
{
	struct writer *w = calloc(1, sizeof(*w));
	enum gal_status status;

	gal_buffer_clear(&segment->bytes);
	segment->page_count = 0;
	segment->entry_count = 0;
	segment->leaves = 0;
	if (w == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	w->segment = segment;
	w->err = err;
	w->number = 1;
	w->places = (struct gal_buffer)GAL_BUFFER((size_t)1 << 30);
	begin_page(w);
	/* the first page is where every search of smaller words begins */
	status = begin_entry(w, w->word, 0);
	if (status == GAL_OK)
		status = put_all(w, words);
	gal_buffer_free(&w->places);
	free(w);
	return status;
}

void
gal_segment_free(struct gal_segment *segment)
{
	gal_buffer_free(&segment->bytes);
	free(segment->pages);
	free(segment->entries);
	segment->pages = NULL;
	segment->entries = NULL;
	segment->page_count = segment->page_capacity = 0;
	segment->entry_count = segment->entry_capacity = 0;
}
