/*
 * Any files as a codebook: it is refused with a message that names a file, or
 * it classifies posts with tags that exist and stand inside them.
 */
#include <stdlib.h>
#include <string.h>

#include "classify/classify.h"
#include "fuzz/folder.h"
#include "fuzz/fuzz.h"

static const char *const files[] = { "codebook.json", "codes/c.json",
	"classes/c.tsv", "fields/f.tsv", "rules/r.json", "lexicons/l.tsv",
	"weights/x.tsv", "language.tsv", "frequencies.tsv", "communities.json",
	NULL };

/* Invented; they hold what the patterns of the corpora ask for. */
static const struct {
	const char *community, *title, *text;
} posts[] = {
	{ "replika", "My rep and I",
	    "I love my Rep so much, she is real to me. At first it was for "
	    "work. Now we are married! \xf0\x9f\x98\x8d" },
	{ "ChatGPT", "",
	    "> it helps me\nI do not feel less alone, would you? "
	    "30 days *hugs him* and my husband said: \"leave\"." },
	{ "kettles", "Tea", "in addition a b c d e f too" },
};

static void
check(const struct gal_reading *r, const struct gal_codebook *book,
    const struct gal_input *input)
{
	for (size_t i = 0; i < r->tag_count; i++) {
		const struct gal_tag *tag = &r->tags[i];
		size_t len = tag->field == GAL_FIELD_TITLE ? input->title.len
		    : tag->field == GAL_FIELD_TEXT	   ? input->text.len
							   : 0;

		if (tag->code >= gal_codebook_code_count(book) ||
		    tag->rule >= gal_codebook_rule_count(book) ||
		    tag->start > tag->end || tag->end > len)
			abort();
	}
	if (gal_codebook_rung(book, r->stage) == NULL)
		abort();
	for (size_t i = 0; i < r->move_count; i++)
		if (gal_codebook_rung(book, r->moves[i].from) == NULL ||
		    gal_codebook_rung(book, r->moves[i].to) == NULL)
			abort();
}

static void
classify(const struct gal_codebook *book)
{
	struct gal_scratch *scratch = NULL;

	if (gal_scratch_new(&scratch, book, NULL) != GAL_OK)
		abort();
	for (size_t i = 0; i < sizeof(posts) / sizeof(posts[0]); i++) {
		const struct gal_input input = { .community = gal_str_of(
						     posts[i].community),
			.title = gal_str_of(posts[i].title),
			.text = gal_str_of(posts[i].text) };
		struct gal_reading reading;

		if (gal_classify(&reading, scratch, &input, NULL) != GAL_OK)
			abort();
		check(&reading, book, &input);
	}
	gal_scratch_free(scratch);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct fuzz_folder folder = { files, "" };
	struct gal_codebook *book = NULL;
	struct gal_error err = { 0 };
	enum gal_status status;

	fuzz_folder_fill(&folder, data, size);
	status = gal_codebook_load(&book, folder.path, NULL, &err);
	if (status != GAL_OK) {
		if (book != NULL || err.message[0] == '\0' ||
		    err.place[0] == '\0')
			abort();
		return 0;
	}
	classify(book);
	gal_codebook_free(book);
	return 0;
}
