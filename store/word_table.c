/*
 * A place is one 64-bit number: word, row, column, position. Places are
 * appended as the text is read, and a stable radix sort on the word alone
 * brings each word's together: no look-up but that of the word itself misses
 * the processor's cache, which is what FTS5's own table of pending words
 * spends its time on.
 */
#include "store/word_table.h"

#include <stdlib.h>
#include <string.h>

#include "store/fts5_api.h"
#include "store/room.h"

#define DIGIT_BITS (GAL_PLACE_WORD_BITS / 2)
#define DIGITS ((size_t)1 << DIGIT_BITS)
#define FIRST_SLOTS ((size_t)1 << 16)

struct word {
	uint32_t hash;
	uint32_t length;
	size_t at; /* in letters */
	size_t places;
	size_t first; /* of its places, after sorting */
};

struct slot {
	uint32_t hash;
	uint32_t word; /* + 1; 0 is free */
};

struct ranked {
	uint64_t head; /* first eight bytes, for most comparisons */
	const char *bytes;
	uint32_t length;
	uint32_t word;
};

struct row {
	int64_t id;
	uint32_t size[GAL_WORD_COLUMNS];
};

struct gal_word_table {
	fts5_tokenizer tokenizer;
	Fts5Tokenizer *instance;
	struct gal_buffer letters;
	struct word *words;
	size_t word_count, word_capacity;
	struct slot *slots; /* a power of two */
	size_t slot_count;
	uint64_t *places, *spare; /* of one capacity */
	size_t place_count, place_capacity;
	struct row *rows;
	size_t row_count, row_capacity;
	struct ranked *ranks;
	size_t rank_capacity;
	/* of the column being read */
	uint64_t place;
	uint32_t position;
	struct gal_error *err;
	enum gal_status status;
};

enum gal_status
gal_word_table_new(
    struct gal_word_table **out, sqlite3 *db, struct gal_error *err)
{
	struct gal_word_table *t = calloc(1, sizeof(*t));
	fts5_api *api = NULL;
	void *data = NULL;
	enum gal_status status;

	if (t == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	t->letters = (struct gal_buffer)GAL_BUFFER((size_t)1 << 30);
	t->slot_count = FIRST_SLOTS;
	t->slots = calloc(t->slot_count, sizeof(*t->slots));
	if (t->slots == NULL) {
		gal_word_table_free(t);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	status = gal_fts5_api(&api, db, err);
	if (status != GAL_OK) {
		gal_word_table_free(t);
		return status;
	}
	if (api->xFindTokenizer(api, "unicode61", &data, &t->tokenizer) !=
		SQLITE_OK ||
	    t->tokenizer.xCreate(data, NULL, 0, &t->instance) != SQLITE_OK) {
		gal_word_table_free(t);
		return gal_fail(err, GAL_UNSUPPORTED,
		    "this SQLite has no FTS5 tokenizer 'unicode61'");
	}
	*out = t;
	return GAL_OK;
}

void
gal_word_table_free(struct gal_word_table *t)
{
	if (t == NULL)
		return;
	if (t->instance != NULL)
		t->tokenizer.xDelete(t->instance);
	gal_buffer_free(&t->letters);
	free(t->words);
	free(t->slots);
	free(t->places);
	free(t->spare);
	free(t->rows);
	free(t->ranks);
	free(t);
}

void
gal_word_table_clear(struct gal_word_table *t)
{
	gal_buffer_clear(&t->letters);
	memset(t->slots, 0, t->slot_count * sizeof(*t->slots));
	t->word_count = 0;
	t->place_count = 0;
	t->row_count = 0;
}

static uint32_t
hash_word(const char *bytes, size_t n)
{
	uint64_t h = n, v;

	for (; n >= 8; n -= 8, bytes += 8) {
		memcpy(&v, bytes, 8);
		h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
		h ^= h >> 29;
	}
	v = 0;
	memcpy(&v, bytes, n);
	h = (h ^ v) * UINT64_C(0x9e3779b97f4a7c15);
	return (uint32_t)(h >> 32);
}

static enum gal_status
grow_slots(struct gal_word_table *t, struct gal_error *err)
{
	size_t count = t->slot_count * 2;
	struct slot *slots = calloc(count, sizeof(*slots));

	if (slots == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t w = 0; w < t->word_count; w++) {
		size_t i = t->words[w].hash & (count - 1);

		while (slots[i].word != 0)
			i = (i + 1) & (count - 1);
		slots[i] = (struct slot){ t->words[w].hash, (uint32_t)w + 1 };
	}
	free(t->slots);
	t->slots = slots;
	t->slot_count = count;
	return GAL_OK;
}

static enum gal_status
enter_word(struct gal_word_table *t, struct slot *slot, uint32_t hash,
    const char *bytes, size_t n, struct gal_error *err)
{
	enum gal_status status;

	if (t->word_count >> GAL_PLACE_WORD_BITS != 0)
		return gal_fail(err, GAL_LIMIT, "too many different words");
	status = gal_make_room((void **)&t->words, t->word_count,
	    &t->word_capacity, sizeof(*t->words), err);
	if (status != GAL_OK)
		return status;
	t->words[t->word_count] =
	    (struct word){ hash, (uint32_t)n, t->letters.len, 0, 0 };
	status = gal_buffer_append(&t->letters, bytes, n, err);
	if (status != GAL_OK)
		return status;
	*slot = (struct slot){ hash, (uint32_t)++t->word_count };
	return GAL_OK;
}

static enum gal_status
find_word(uint32_t *out, struct gal_word_table *t, const char *bytes, size_t n,
    struct gal_error *err)
{
	uint32_t hash = hash_word(bytes, n);
	size_t i;
	enum gal_status status = GAL_OK;

	if (t->word_count * 2 >= t->slot_count)
		status = grow_slots(t, err);
	if (status != GAL_OK)
		return status;
	for (i = hash & (t->slot_count - 1); t->slots[i].word != 0;
	     i = (i + 1) & (t->slot_count - 1)) {
		const struct word *w = &t->words[t->slots[i].word - 1];

		if (t->slots[i].hash == hash && w->length == n &&
		    memcmp(t->letters.data + w->at, bytes, n) == 0)
			break;
	}
	if (t->slots[i].word == 0)
		status = enter_word(t, &t->slots[i], hash, bytes, n, err);
	*out = t->slots[i].word - 1;
	return status;
}

static enum gal_status
add_place(struct gal_word_table *t, uint32_t word, struct gal_error *err)
{
	enum gal_status status;

	if (t->position >> GAL_PLACE_POSITION_BITS != 0)
		return gal_fail(err, GAL_LIMIT, "too many words in a post");
	status = gal_make_room((void **)&t->places, t->place_count,
	    &t->place_capacity, sizeof(*t->places), err);
	if (status != GAL_OK)
		return status;
	t->places[t->place_count++] =
	    (uint64_t)word << GAL_PLACE_WORD_SHIFT | t->place | t->position;
	t->words[word].places++;
	t->position++;
	return GAL_OK;
}

/* Called by the tokenizer for each word. */
static int
take_word(void *self, int flags, const char *bytes, int n, int start, int end)
{
	struct gal_word_table *t = self;
	size_t length = (size_t)n;
	uint32_t word = 0;

	(void)flags;
	(void)start;
	(void)end;
	if (length > GAL_WORD_BYTES_MAX)
		length = GAL_WORD_BYTES_MAX;
	t->status = find_word(&word, t, bytes, length, t->err);
	if (t->status == GAL_OK)
		t->status = add_place(t, word, t->err);
	return t->status == GAL_OK ? SQLITE_OK : SQLITE_ABORT;
}

static enum gal_status
read_column(struct gal_word_table *t, struct gal_str text, size_t column,
    struct gal_error *err)
{
	int code;

	t->place = (uint64_t)t->row_count << GAL_PLACE_ROW_SHIFT |
	    (uint64_t)column << GAL_PLACE_POSITION_BITS;
	t->position = 0;
	t->status = GAL_OK;
	t->err = err;
	if (text.data == NULL)
		return GAL_OK;
	if (text.len > INT32_MAX)
		return gal_fail(err, GAL_LIMIT, "a text too long to index");
	code = t->tokenizer.xTokenize(t->instance, t, FTS5_TOKENIZE_DOCUMENT,
	    text.data, (int)text.len, take_word);
	if (t->status == GAL_OK && code != SQLITE_OK)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	return t->status;
}

enum gal_status
gal_word_table_add(struct gal_word_table *t, int64_t row_id,
    const struct gal_str columns[GAL_WORD_COLUMNS], struct gal_error *err)
{
	struct row *row;
	enum gal_status status;

	if (t->row_count >> GAL_PLACE_ROW_BITS != 0)
		return gal_fail(err, GAL_LIMIT, "too many rows");
	status = gal_make_room((void **)&t->rows, t->row_count,
	    &t->row_capacity, sizeof(*t->rows), err);
	if (status != GAL_OK)
		return status;
	row = &t->rows[t->row_count];
	row->id = row_id;
	for (size_t c = 0; status == GAL_OK && c < GAL_WORD_COLUMNS; c++) {
		status = read_column(t, columns[c], c, err);
		row->size[c] = t->position;
	}
	t->row_count++;
	return status;
}

/* ---- order ---- */

static int
compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;
	size_t n = x->length < y->length ? x->length : y->length;
	int order;

	if (x->head != y->head)
		return x->head < y->head ? -1 : 1;
	order = memcmp(x->bytes, y->bytes, n);
	return order != 0 ? order
			  : (x->length > y->length) - (x->length < y->length);
}

static uint64_t
head_of(const char *bytes, size_t n)
{
	uint64_t head = 0;

	for (size_t i = 0; i < 8; i++)
		head = head << 8 | (i < n ? (unsigned char)bytes[i] : 0);
	return head;
}

static enum gal_status
rank_words(struct gal_word_table *t, struct gal_error *err)
{
	if (t->word_count > t->rank_capacity) {
		struct ranked *grown =
		    realloc(t->ranks, t->word_capacity * sizeof(*grown));

		if (grown == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		t->ranks = grown;
		t->rank_capacity = t->word_capacity;
	}
	for (size_t w = 0; w < t->word_count; w++) {
		const struct word *word = &t->words[w];
		const char *bytes = t->letters.data + word->at;

		t->ranks[w] = (struct ranked){ head_of(bytes, word->length),
			bytes, word->length, (uint32_t)w };
	}
	if (t->word_count > 0)
		qsort(
		    t->ranks, t->word_count, sizeof(*t->ranks), compare_ranked);
	return GAL_OK;
}

/* One pass of the radix sort, by the digit at `shift`. */
static void
scatter(uint64_t *to, const uint64_t *from, size_t n, unsigned shift)
{
	size_t starts[DIGITS] = { 0 };
	size_t sum = 0;

	for (size_t i = 0; i < n; i++)
		starts[from[i] >> shift & (DIGITS - 1)]++;
	for (size_t d = 0; d < DIGITS; d++) {
		size_t count = starts[d];

		starts[d] = sum;
		sum += count;
	}
	for (size_t i = 0; i < n; i++)
		to[starts[from[i] >> shift & (DIGITS - 1)]++] = from[i];
}

enum gal_status
gal_word_table_sort(struct gal_word_table *t, struct gal_error *err)
{
	enum gal_status status = rank_words(t, err);
	size_t first = 0;
	uint64_t *spare;

	if (status != GAL_OK)
		return status;
	spare = realloc(t->spare, (t->place_count + 1) * sizeof(*spare));
	if (spare == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	t->spare = spare;
	scatter(t->spare, t->places, t->place_count, GAL_PLACE_WORD_SHIFT);
	scatter(t->places, t->spare, t->place_count,
	    GAL_PLACE_WORD_SHIFT + DIGIT_BITS);
	for (size_t w = 0; w < t->word_count; w++) {
		t->words[w].first = first;
		first += t->words[w].places;
	}
	return GAL_OK;
}

/* ---- what is in it ---- */

size_t
gal_word_table_rows(const struct gal_word_table *t)
{
	return t->row_count;
}

int64_t
gal_word_table_row_id(const struct gal_word_table *t, size_t row)
{
	return t->rows[row].id;
}

const uint32_t *
gal_word_table_row_size(const struct gal_word_table *t, size_t row)
{
	return t->rows[row].size;
}

size_t
gal_word_table_words(const struct gal_word_table *t)
{
	return t->word_count;
}

struct gal_str
gal_word_table_word(const struct gal_word_table *t, size_t i, size_t *places)
{
	const struct ranked *r = &t->ranks[i];

	*places = t->words[r->word].places;
	return (struct gal_str){ r->bytes, r->length };
}

const uint64_t *
gal_word_table_places(const struct gal_word_table *t, size_t i)
{
	return t->places + t->words[t->ranks[i].word].first;
}
