/*
 * libgalatea: classify texts from other programs. MIT.
 *
 *   struct galatea_codebook *book;
 *   char why[512];
 *   if (galatea_codebook_open(&book, "/usr/share/galatea/codebook", why,
 *           sizeof(why)) != 0) …
 *   struct galatea_reader *reader = galatea_reader_new(book);
 *   struct galatea_post post = { .community = "replika", .text = "…" };
 *   const struct galatea_reading *r = galatea_classify(reader, &post);
 *   for (size_t i = 0; i < r->tag_count; i++) puts(r->tags[i].code);
 *   galatea_reader_free(reader);
 *   galatea_codebook_close(book);
 *
 * Thread rule: a codebook is const and shared by any number of threads; a
 * reader belongs to one thread at a time. Strings are UTF-8.
 */
#ifndef GALATEA_H
#define GALATEA_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__GNUC__)
#define GALATEA_API __attribute__((visibility("default")))
#else
#define GALATEA_API
#endif

struct galatea_codebook;
struct galatea_reader;

struct galatea_post {
	const char *community;	  /* "replika"; NULL: unknown */
	const char *title;	  /* NULL: none */
	const char *text;	  /* NULL: none */
	const char *const *names; /* companion names known from elsewhere */
	size_t name_count;
};

struct galatea_tag {
	const char *code;  /* "benefit.loneliness" */
	const char *rule;  /* id of the rule that found it */
	const char *field; /* "title" or "text" */
	uint32_t start;	   /* half-open bytes of the field */
	uint32_t end;
	float weight; /* log-odds this piece of evidence adds */
};

struct galatea_move {
	const char *from; /* rungs */
	const char *to;
};

/* Valid until the reader's next call. */
struct galatea_reading {
	const char *stance; /* "self", "other", "fiction" */
	const char *stage;  /* "none" or a rung */
	const char *unread; /* NULL, or why there are no tags: "language" … */
	float valence;	    /* [-1, 1] */
	const struct galatea_tag *tags; /* by code, field, start */
	size_t tag_count;
	const struct galatea_move *moves; /* told inside the post */
	size_t move_count;
};

/* 0, or -1 with the reason in `why` (may be NULL), always terminated. */
GALATEA_API int galatea_codebook_open(struct galatea_codebook **out,
    const char *directory, char *why, size_t why_size);
GALATEA_API void galatea_codebook_close(struct galatea_codebook *book);
/* 32 hex digits: equal hash, equal readings. */
GALATEA_API const char *galatea_codebook_hash(
    const struct galatea_codebook *book);

/* NULL when out of memory. The codebook must outlive the reader. */
GALATEA_API struct galatea_reader *galatea_reader_new(
    const struct galatea_codebook *book);
GALATEA_API void galatea_reader_free(struct galatea_reader *reader);

/* NULL when out of memory or a field is longer than 64 MB. */
GALATEA_API const struct galatea_reading *galatea_classify(
    struct galatea_reader *reader, const struct galatea_post *post);

#ifdef __cplusplus
}
#endif

#endif
