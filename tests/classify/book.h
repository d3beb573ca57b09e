/* A small codebook for tests, written into a folder of its own. */
#ifndef GALATEA_TESTS_CLASSIFY_BOOK_H
#define GALATEA_TESTS_CLASSIFY_BOOK_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "classify/classify.h"

#define BOOK_SUBS 6
static const char *const book_subs[BOOK_SUBS] = { "codes", "classes", "rules",
	"fields", "lexicons", "weights" };

struct test_book {
	char directory[256];
	char files[32][300]; /* to remove */
	size_t count;
};

static inline void
book_file(struct test_book *b, const char *name, const char *text)
{
	char *path = b->files[b->count++];
	size_t n = strlen(b->directory);
	FILE *f;

	memcpy(path, b->directory, n);
	path[n] = '/';
	memcpy(path + n + 1, name, strlen(name) + 1);
	f = fopen(path, "w");
	if (f == NULL || fputs(text, f) < 0 || fclose(f) != 0)
		abort();
}

/* An empty codebook with the referents' words and two communities. */
static inline void
book_begin(struct test_book *b)
{
	char path[300];

	*b = (struct test_book){ .directory = "/tmp/galatea-test-XXXXXX" };
	if (mkdtemp(b->directory) == NULL)
		abort();
	for (size_t i = 0; i < BOOK_SUBS; i++) {
		(void)snprintf(
		    path, sizeof(path), "%s/%s", b->directory, book_subs[i]);
		if (mkdir(path, 0700) != 0)
			abort();
	}
	book_file(b, "codebook.json",
	    "{\"name\":\"test\",\"version\":\"1\",\"ladder\":[\"tool\","
	    "\"exploration\",\"confidant\",\"companion\",\"partner\","
	    "\"committed\"]}");
	book_file(b, "language.tsv",
	    "i\nthe\na\nand\nto\nof\nis\nam\nare\nmy\nme\nyou\nit\nin\nthat\n"
	    "do\nnot\nshe\nhe\nher\nhim\nwas\nfor\nwith\nthis\n");
	book_file(b, "communities.json",
	    "{\"version\":1,\"communities\":["
	    "{\"name\":\"replika\",\"tier\":\"companion\","
	    "\"default_referent\":\"own_ai\"},"
	    "{\"name\":\"ChatGPT\",\"tier\":\"assistant\","
	    "\"default_referent\":\"tool\"}]}");
	book_file(b, "classes/ref.tsv",
	    "ref_own\trep\nref_own\treplika\nref_product\tchatgpt\n"
	    "ref_ai_noun\tai\nref_ai_noun\tbot\nref_partner\thusband\n"
	    "ref_partner\twife\nref_person\tmom\nref_person\tfriend\n"
	    "ref_human_word\treal\nref_human_word\thuman\nref_ai_word\tai\n"
	    "ref_male\the\nref_male\thim\nref_male\thusband\n"
	    "ref_female\tshe\nref_female\ther\nref_female\twife\n"
	    "ref_female\tmom\nref_determiner\tmy\nref_determiner\tthe\n");
	book_file(b, "codes/c.json",
	    "{\"dimension\":\"x\",\"codes\":[{\"code\":\"x.y\","
	    "\"definition\":\"d\"},{\"code\":\"x.z\",\"definition\":\"d\"},"
	    "{\"code\":\"stance.self\",\"definition\":\"d\"},"
	    "{\"code\":\"stance.other\",\"definition\":\"d\"},"
	    "{\"code\":\"stance.fiction\",\"definition\":\"d\"},"
	    "{\"code\":\"stage.tool\",\"definition\":\"d\"},"
	    "{\"code\":\"stage.partner\",\"definition\":\"d\"}]}");
}

/* The caller frees it. */
static inline struct gal_codebook *
book_load(const struct test_book *b)
{
	struct gal_codebook *book = NULL;
	struct gal_error err = { 0 };

	if (gal_codebook_load(&book, b->directory, NULL, &err) != GAL_OK) {
		(void)fprintf(stderr, "%s: %s\n", err.place, err.message);
		abort();
	}
	return book;
}

static inline void
book_end(struct test_book *b)
{
	char path[300];

	for (size_t i = 0; i < b->count; i++)
		(void)remove(b->files[i]);
	for (size_t i = 0; i < BOOK_SUBS; i++) {
		(void)snprintf(
		    path, sizeof(path), "%s/%s", b->directory, book_subs[i]);
		(void)remove(path);
	}
	(void)remove(b->directory);
}

#endif
