/* Archives made in memory for the tests of ingest: each frame, member or
 * stream holds the bytes between two of `cuts`. All results are malloc'ed;
 * the test aborts when memory runs out. */
#ifndef GALATEA_TESTS_INGEST_PACK_H
#define GALATEA_TESTS_INGEST_PACK_H

#include "ingest/reader.h"

struct packed {
	unsigned char *bytes;
	size_t len;
};

typedef struct packed pack_function(const char *bytes, size_t len);

struct packed pack_plain(const char *bytes, size_t len);
struct packed pack_zstd(const char *bytes, size_t len); /* with checksum */
struct packed pack_gzip(const char *bytes, size_t len);
struct packed pack_bzip2(const char *bytes, size_t len);
struct packed pack_xz(const char *bytes, size_t len);
/* zip and tar with the files a.ndjson and b.ndjson: the halves of bytes at a
 * line end; tar plain. */
struct packed pack_zip(const char *bytes, size_t len);
struct packed pack_tar(const char *bytes, size_t len);

/* The same codec twice, one after another: two frames. */
struct packed pack_joined(
    pack_function *pack, const char *bytes, size_t len, size_t cut);
struct packed packed_append(struct packed a, struct packed b); /* frees b */

/* n invented comments, one a line, about 300 bytes each; ids from 1. */
char *invented_comments(size_t n, size_t *len);

/* Read all of it; *out malloc'ed, what was read before the status. */
enum gal_status read_all(const struct packed *packed, char **out, size_t *len,
    const char **codec, struct gal_error *err);

/* Posts of an archive in memory, deep enough to look at: read with
 * gal_reader_next() until it ends. */
struct posts {
	struct gal_post *posts;
	size_t count;
	struct gal_tally tally;
	enum gal_status status; /* END if all is well */
	struct gal_error err;
	char format[32];
	uint64_t passed_members;
};
struct posts read_posts(
    const void *bytes, size_t len, const struct gal_reader_options *options);
struct posts read_text(
    const char *text, const struct gal_reader_options *options);
void posts_free(struct posts *posts);

extern struct gal_key test_key; /* fixed */

#define assert_str(expected, actual)                                           \
	do {                                                                   \
		struct gal_str str_ = (actual);                                \
		assert_non_null(str_.data);                                    \
		assert_int_equal(strlen(expected), str_.len);                  \
		assert_memory_equal(expected, str_.data, str_.len);            \
	} while (0)

#endif
