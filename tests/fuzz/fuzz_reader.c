/*
 * Any bytes as an archive of posts, in every format that claims them. Each
 * post handed out must keep the promises of core/post.h: valid UTF-8, no
 * NUL, an author only where there is one; the counts must add up and not
 * depend on where blocks end. The first byte chooses options, the second the
 * size of blocks.
 *
 * The targets format_<name> run the same with the format settled
 * (FUZZ_FORMAT) and a mutator that keeps documents mostly whole
 * (mutate_text.c). In the target map (FUZZ_MAP) the first line is the mapping
 * and the rest a table or lines of JSON, as bit 16 of the options says.
 */
#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

#include "fuzz/fuzz.h"
#include "ingest/reader.h"

#ifndef FUZZ_FORMAT
#define FUZZ_FORMAT NULL
#endif
#ifndef FUZZ_MAP
#define FUZZ_MAP 0
#endif
#define MAP_MAX 1024

static void
check_text(struct gal_str text)
{
	size_t at = 0;

	while (at < text.len) {
		utf8proc_int32_t code;
		utf8proc_ssize_t n =
		    utf8proc_iterate((const utf8proc_uint8_t *)text.data + at,
			(utf8proc_ssize_t)(text.len - at), &code);

		if (n <= 0 || code == 0)
			abort();
		at += (size_t)n;
	}
}

static void
check_post(const struct gal_post *post)
{
	check_text(post->title);
	check_text(post->text);
	if ((unsigned)post->platform >= GAL_PLATFORM_COUNT ||
	    (unsigned)post->kind >= GAL_KIND_COUNT ||
	    (unsigned)post->deletion >= GAL_DELETION_COUNT)
		abort();
	if (post->has_author == ((post->flags & GAL_POST_NO_AUTHOR) != 0))
		abort();
	if (post->platform == GAL_PLATFORM_REDDIT && post->native_id.len == 0)
		abort();
}

static void
check_tally(const struct gal_tally *tally, uint64_t posts)
{
	uint64_t sum = 0;

	for (int i = 0; i < GAL_OUTCOME_COUNT; i++)
		sum += tally->outcomes[i];
	if (sum != tally->read || posts != tally->outcomes[GAL_OUTCOME_POST])
		abort();
}

/* Read all; *tally is that of the whole. */
static enum gal_status
read_posts(struct gal_tally *tally, struct gal_str content,
    const struct gal_reader_options *options)
{
	struct gal_reader *reader = NULL;
	struct gal_error err = { 0 };
	const struct gal_post *post;
	uint64_t posts = 0;
	enum gal_status status;

	memset(tally, 0, sizeof(*tally));
	status = gal_reader_open_memory(
	    &reader, "fuzz", content.data, content.len, options, &err);
	if (status == GAL_OK)
		gal_tally_init(tally, reader);
	while (status == GAL_OK) {
		status = gal_reader_next(reader, &post, tally, &err);
		if (status != GAL_OK)
			break;
		check_post(post);
		posts++;
	}
	check_tally(tally, posts);
	gal_reader_free(reader);
	return status;
}

/* Take the first line as the mapping; the rest is the archive. */
static void
take_map(
    char map[MAP_MAX], struct gal_reader_options *options, struct gal_str *rest)
{
	const char *end = memchr(rest->data, '\n', rest->len);
	size_t line = end == NULL ? rest->len : (size_t)(end - rest->data);
	size_t len = line < MAP_MAX - 1 ? line : MAP_MAX - 1;

	memcpy(map, rest->data, len);
	map[len] = '\0';
	options->map = map;
	line += end != NULL;
	rest->data += line;
	rest->len -= line;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const maps[] = { NULL, NULL, NULL,
		"text=text,author=a.b,id=id" };
	struct gal_reader_options options = { .format = FUZZ_FORMAT };
	struct gal_selection *selection = NULL;
	struct gal_tally small, large;
	struct gal_key key;
	struct gal_str content;
	char map[MAP_MAX];
	enum gal_status status;

	if (size < 2)
		return 0;
	content = (struct gal_str){ (const char *)data + 2, size - 2 };
	gal_key_from_seed(&key, 1);
	options.key = &key;
	options.map = maps[data[0] & 3];
	if (FUZZ_MAP) {
		take_map(map, &options, &content);
		options.format = data[0] & 16 ? "csv" : "ndjson";
	}
	options.keep_deleted_later = (data[0] & 4) != 0;
	if (data[0] & 8) {
		if (gal_selection_new(&selection, NULL) != GAL_OK ||
		    gal_selection_community(selection, "teapots", NULL) !=
			GAL_OK)
			abort();
		options.selection = selection;
	}
	options.block_bytes = (size_t)data[1] * 16 + 1;
	status = read_posts(&small, content, &options);
	options.block_bytes = 0;
	/* which failure it is may depend on the pieces, that it is not */
	if ((status == GAL_END) !=
		(read_posts(&large, content, &options) == GAL_END) ||
	    memcmp(small.outcomes, large.outcomes, sizeof(small.outcomes)) != 0)
		abort();
	gal_selection_free(selection);
	return 0;
}
