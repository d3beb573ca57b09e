/* The public face of the classifier: names instead of numbers. */
#include "classify/galatea.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/classify.h"

#define NAMES_MAX 32

struct galatea_codebook {
	struct gal_codebook *book;
};

struct galatea_reader {
	const struct gal_codebook *book;
	struct gal_scratch *scratch;
	struct galatea_reading reading;
	struct galatea_tag *tags;
	size_t tag_capacity;
	struct galatea_move *moves;
	size_t move_capacity;
};

int
galatea_codebook_open(struct galatea_codebook **out, const char *directory,
    char *why, size_t why_size)
{
	struct gal_error err = { 0 };
	struct galatea_codebook *book = calloc(1, sizeof(*book));
	enum gal_status st = book == NULL
	    ? gal_fail(&err, GAL_NOMEM, "out of memory")
	    : gal_codebook_load(&book->book, directory, NULL, &err);

	*out = NULL;
	if (why != NULL && why_size > 0)
		why[0] = '\0';
	if (st != GAL_OK) {
		if (why != NULL && why_size > 0)
			gal_error_format(&err, why, why_size);
		free(book);
		return -1;
	}
	*out = book;
	return 0;
}

void
galatea_codebook_close(struct galatea_codebook *book)
{
	if (book == NULL)
		return;
	gal_codebook_free(book->book);
	free(book);
}

const char *
galatea_codebook_hash(const struct galatea_codebook *book)
{
	return gal_codebook_hash(book->book);
}

struct galatea_reader *
galatea_reader_new(const struct galatea_codebook *book)
{
	struct galatea_reader *reader = calloc(1, sizeof(*reader));

	if (reader == NULL)
		return NULL;
	reader->book = book->book;
	if (gal_scratch_new(&reader->scratch, book->book, NULL) != GAL_OK) {
		free(reader);
		return NULL;
	}
	return reader;
}

void
galatea_reader_free(struct galatea_reader *reader)
{
	if (reader == NULL)
		return;
	gal_scratch_free(reader->scratch);
	free(reader->tags);
	free(reader->moves);
	free(reader);
}

static int
reserve(void **items, size_t *capacity, size_t count, size_t size)
{
	void *grown;

	if (count <= *capacity)
		return 0;
	grown = realloc(*items, (count + 16) * size);
	if (grown == NULL)
		return -1;
	*items = grown;
	*capacity = count + 16;
	return 0;
}

static struct gal_str
text_of(const char *text)
{
	return text == NULL ? GAL_STR("") : gal_str_of(text);
}

const struct galatea_reading *
galatea_classify(struct galatea_reader *reader, const struct galatea_post *post)
{
	struct gal_str names[NAMES_MAX];
	struct gal_input input = { .community = text_of(post->community),
		.title = text_of(post->title),
		.text = text_of(post->text),
		.names = names };
	struct galatea_reading *out = &reader->reading;
	struct gal_reading r;

	for (; input.name_count < post->name_count &&
	     input.name_count < NAMES_MAX;
	     input.name_count++)
		names[input.name_count] =
		    text_of(post->names[input.name_count]);
	if (gal_classify(&r, reader->scratch, &input, NULL) != GAL_OK ||
	    reserve((void **)&reader->tags, &reader->tag_capacity, r.tag_count,
		sizeof(*reader->tags)) != 0 ||
	    reserve((void **)&reader->moves, &reader->move_capacity,
		r.move_count, sizeof(*reader->moves)) != 0)
		return NULL;
	for (size_t i = 0; i < r.tag_count; i++) {
		const struct gal_tag *t = &r.tags[i];

		reader->tags[i] = (struct galatea_tag){
			gal_codebook_code(reader->book, t->code),
			gal_codebook_rule(reader->book, t->rule).id,
			gal_field_name(t->field), t->start, t->end, t->weight
		};
	}
	for (size_t i = 0; i < r.move_count; i++)
		reader->moves[i] = (struct galatea_move){
			gal_codebook_rung(reader->book, r.moves[i].from),
			gal_codebook_rung(reader->book, r.moves[i].to)
		};
	*out = (struct galatea_reading){ gal_stance_name(r.stance),
		gal_codebook_rung(reader->book, r.stage),
		r.unread == GAL_READ ? NULL : gal_unread_name(r.unread),
		r.valence, reader->tags, r.tag_count, reader->moves,
		r.move_count };
	return out;
}
