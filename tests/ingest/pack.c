#include "ingest/pack.h"

#include "ingest/source.h"

#include <archive.h>
#include <archive_entry.h>
#include <bzlib.h>
#include <lzma.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>
#include <zstd.h>

struct gal_key test_key = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };

static void *
must(void *p)
{
	if (p == NULL)
		abort();
	return p;
}

static void
check(bool fine)
{
	if (!fine)
		abort();
}

struct packed
pack_plain(const char *bytes, size_t len)
{
	struct packed out = { must(malloc(len + 1)), len };

	memcpy(out.bytes, bytes, len);
	return out;
}

struct packed
pack_zstd(const char *bytes, size_t len)
{
	size_t bound = ZSTD_compressBound(len);
	struct packed out = { must(malloc(bound)), 0 };
	ZSTD_CCtx *context = must(ZSTD_createCCtx());

	(void)ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
	out.len = ZSTD_compress2(context, out.bytes, bound, bytes, len);
	check(!ZSTD_isError(out.len));
	ZSTD_freeCCtx(context);
	return out;
}

struct packed
pack_gzip(const char *bytes, size_t len)
{
	struct packed out;
	z_stream z = { 0 };

	check(deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, 0) == Z_OK);
	out.len = deflateBound(&z, (unsigned long)len) + 64;
	out.bytes = must(malloc(out.len));
	z.next_in = (unsigned char *)(uintptr_t)bytes;
	z.avail_in = (unsigned)len;
	z.next_out = out.bytes;
	z.avail_out = (unsigned)out.len;
	check(deflate(&z, Z_FINISH) == Z_STREAM_END);
	out.len = z.total_out;
	(void)deflateEnd(&z);
	return out;
}

struct packed
pack_bzip2(const char *bytes, size_t len)
{
	unsigned size = (unsigned)(len + len / 50 + 1000);
	struct packed out = { must(malloc(size)), 0 };

	check(BZ2_bzBuffToBuffCompress((char *)out.bytes, &size,
		  (char *)(uintptr_t)bytes, (unsigned)len, 1, 0, 0) == BZ_OK);
	out.len = size;
	return out;
}

struct packed
pack_xz(const char *bytes, size_t len)
{
	size_t bound = lzma_stream_buffer_bound(len);
	struct packed out = { must(malloc(bound)), 0 };

	check(lzma_easy_buffer_encode(1, LZMA_CHECK_CRC64, NULL,
		  (const unsigned char *)bytes, len, out.bytes, &out.len,
		  bound) == LZMA_OK);
	return out;
}

static struct packed
pack_members(const char *bytes, size_t len, bool zip)
{
	size_t room = len * 2 + (1 << 16);
	struct packed out = { must(malloc(room)), 0 };
	struct archive *archive = must(archive_write_new());
	const char *middle =
	    len > 0 ? memchr(bytes + len / 2, '\n', len - len / 2) : NULL;
	size_t cut = middle != NULL ? (size_t)(middle - bytes) + 1 : len;
	const struct {
		const char *name;
		const char *from;
		size_t len;
	} files[] = { { "a.ndjson", bytes, cut },
		{ "notes/README", "nothing to see\n", 15 },
		{ "b.ndjson", bytes + cut, len - cut } };

	check((zip ? archive_write_set_format_zip(archive)
		   : archive_write_set_format_ustar(archive)) == ARCHIVE_OK);
	check(archive_write_open_memory(archive, out.bytes, room, &out.len) ==
	    ARCHIVE_OK);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct archive_entry *entry = must(archive_entry_new());

		archive_entry_set_pathname(entry, files[i].name);
		archive_entry_set_size(entry, (la_int64_t)files[i].len);
		archive_entry_set_filetype(entry, AE_IFREG);
		archive_entry_set_perm(entry, 0600);
		check(archive_write_header(archive, entry) == ARCHIVE_OK);
		check(archive_write_data(
			  archive, files[i].from, files[i].len) >= 0);
		archive_entry_free(entry);
	}
	check(archive_write_free(archive) == ARCHIVE_OK);
	return out;
}

struct packed
pack_zip(const char *bytes, size_t len)
{
	return pack_members(bytes, len, true);
}

struct packed
pack_tar(const char *bytes, size_t len)
{
	return pack_members(bytes, len, false);
}

struct packed
packed_append(struct packed a, struct packed b)
{
	a.bytes = must(realloc(a.bytes, a.len + b.len + 1));
	memcpy(a.bytes + a.len, b.bytes, b.len);
	a.len += b.len;
	free(b.bytes);
	return a;
}

struct packed
pack_joined(pack_function *pack, const char *bytes, size_t len, size_t cut)
{
	return packed_append(pack(bytes, cut), pack(bytes + cut, len - cut));
}

char *
invented_comments(size_t n, size_t *len)
{
	static const char *const words[] = { "harbour", "lantern", "teapot",
		"evening", "gravel", "willow", "ribbon", "pebble" };
	size_t room = n * 400 + 1;
	char *text = must(malloc(room));
	size_t at = 0;
	unsigned long x = 12345;

	for (size_t i = 1; i <= n; i++) {
		at += (size_t)snprintf(text + at, room - at,
		    "{\"id\":\"c%zu\",\"author\":\"person_%zu\",\"body\":\"", i,
		    i % 17);
		for (int k = 0; k < 12; k++) {
			x = x * 6364136223846793005UL + 1442695040888963407UL;
			at += (size_t)snprintf(text + at, room - at, "%s%s %lu",
			    k > 0 ? " " : "", words[x >> 61], x >> 50);
		}
		at += (size_t)snprintf(text + at, room - at,
		    "\",\"link_id\":\"t3_b%zu\",\"parent_id\":\"t3_b%zu\","
		    "\"subreddit\":\"%s\",\"subreddit_id\":\"t5_2abc%zu\","
		    "\"created_utc\":%zu,\"score\":%zu}\n",
		    i % 5, i % 5, i % 3 == 0 ? "Teapots" : "lanterns", i % 3,
		    1600000000 + i * 60, i % 9);
	}
	*len = at;
	return text;
}

enum gal_status
read_all(const struct packed *packed, char **out, size_t *len,
    const char **codec, struct gal_error *err)
{
	struct gal_source *source = NULL;
	size_t room = 1 << 16;
	enum gal_status status;

	*out = must(malloc(room));
	*len = 0;
	status = gal_source_open_memory(
	    &source, "test", packed->bytes, packed->len, err);
	if (status != GAL_OK)
		return status;
	if (codec != NULL)
		*codec = gal_source_codec(source);
	for (;;) {
		size_t got = 0;

		if (room - *len < 5000)
			*out = must(realloc(*out, room *= 2));
		/* an odd size, so that blocks never fall on our edges */
		status = gal_source_read(source, *out + *len, 4999, &got, err);
		*len += got;
		if (status == GAL_END)
			status = gal_source_next_member(source, err);
		if (status != GAL_OK)
			break;
	}
	gal_source_free(source);
	return status;
}

static struct gal_str
keep(struct gal_str text)
{
	char *copy;

	if (text.data == NULL)
		return text;
	copy = must(malloc(text.len + 1));
	memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	return (struct gal_str){ copy, text.len };
}

struct posts
read_posts(
    const void *bytes, size_t len, const struct gal_reader_options *options)
{
	struct gal_reader_options plain = { .key = &test_key };
	struct gal_reader *reader = NULL;
	struct posts out = { 0 };
	const struct gal_post *post;

	if (options != NULL)
		plain = *options;
	plain.key = &test_key;
	out.status = gal_reader_open_memory(
	    &reader, "test", bytes, len, &plain, &out.err);
	if (out.status != GAL_OK)
		return out;
	gal_tally_init(&out.tally, reader);
	while ((out.status = gal_reader_next(
		    reader, &post, &out.tally, &out.err)) == GAL_OK) {
		struct gal_post *copy;

		out.posts = must(
		    realloc(out.posts, (out.count + 1) * sizeof(out.posts[0])));
		copy = &out.posts[out.count++];
		*copy = *post;
		copy->scope = keep(post->scope);
		copy->native_id = keep(post->native_id);
		copy->community = keep(post->community);
		copy->community_id = keep(post->community_id);
		copy->thread = keep(post->thread);
		copy->parent = keep(post->parent);
		copy->crosspost_parent = keep(post->crosspost_parent);
		copy->title = keep(post->title);
		copy->text = keep(post->text);
	}
	(void)snprintf(
	    out.format, sizeof(out.format), "%s", gal_reader_format(reader));
	out.passed_members = gal_reader_passed_members(reader);
	gal_reader_free(reader);
	return out;
}

struct posts
read_text(const char *text, const struct gal_reader_options *options)
{
	return read_posts(text, strlen(text), options);
}

void
posts_free(struct posts *posts)
{
	for (size_t i = 0; i < posts->count; i++) {
		struct gal_post *post = &posts->posts[i];
		const char *const owned[] = { post->scope.data,
			post->native_id.data, post->community.data,
			post->community_id.data, post->thread.data,
			post->parent.data, post->crosspost_parent.data,
			post->title.data, post->text.data };

		for (size_t k = 0; k < sizeof(owned) / sizeof(owned[0]); k++)
			free((char *)(uintptr_t)owned[k]);
	}
	free(posts->posts);
	memset(posts, 0, sizeof(*posts));
}
