#include "core/post.h"

#include <string.h>

#include "core/rng.h"

#define GAL_NAME(name, text) (text),
static const char *const platform_names[] = { GAL_PLATFORM_MAP(GAL_NAME) };
static const char *const kind_names[] = { GAL_KIND_MAP(GAL_NAME) };
static const char *const deletion_names[] = { GAL_DELETION_MAP(GAL_NAME) };
#undef GAL_NAME

#define COUNT(names) (sizeof(names) / sizeof((names)[0]))

static const char *
name_at(const char *const *names, size_t count, size_t i)
{
	return i < count ? names[i] : "?";
}

static enum gal_status
find_name(
    size_t *out, const char *const *names, size_t count, struct gal_str name)
{
	for (size_t i = 0; i < count; i++) {
		if (gal_str_equal(gal_str_of(names[i]), name)) {
			*out = i;
			return GAL_OK;
		}
	}
	return GAL_NOT_FOUND;
}

const char *
gal_platform_name(enum gal_platform platform)
{
	return name_at(platform_names, COUNT(platform_names), (size_t)platform);
}

const char *
gal_kind_name(enum gal_kind kind)
{
	return name_at(kind_names, COUNT(kind_names), (size_t)kind);
}

const char *
gal_deletion_name(enum gal_deletion deletion)
{
	return name_at(deletion_names, COUNT(deletion_names), (size_t)deletion);
}

enum gal_status
gal_platform_parse(enum gal_platform *out, struct gal_str name)
{
	size_t i = 0;
	enum gal_status status;

	status = find_name(&i, platform_names, COUNT(platform_names), name);
	if (status == GAL_OK)
		*out = (enum gal_platform)i;
	return status;
}

enum gal_status
gal_kind_parse(enum gal_kind *out, struct gal_str name)
{
	size_t i = 0;
	enum gal_status status;

	status = find_name(&i, kind_names, COUNT(kind_names), name);
	if (status == GAL_OK)
		*out = (enum gal_kind)i;
	return status;
}

static int
base36_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'Z')
		return c - 'A' + 10;
	return -1;
}

enum gal_status
gal_reddit_row_id(int64_t *out, enum gal_kind kind, struct gal_str native_id,
    struct gal_error *err)
{
	const int64_t limit = INT64_C(1) << 62;
	int64_t value = 0;

	if (native_id.len == 0)
		return gal_fail(err, GAL_ARGUMENT, "empty post id");
	for (size_t i = 0; i < native_id.len; i++) {
		int digit = base36_digit(native_id.data[i]);

		if (digit < 0)
			return gal_fail(
			    err, GAL_ARGUMENT, "post id is not base 36");
		if (value > (limit / 2 - digit) / 36)
			return gal_fail(
			    err, GAL_ARGUMENT, "post id is too large");
		value = value * 36 + digit;
	}
	*out = value * 2 + (kind == GAL_KIND_COMMENT ? 1 : 0);
	return GAL_OK;
}

void
gal_pseudonym_hex(const struct gal_pseudonym *pseudonym, char out[33])
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < GAL_PSEUDONYM_BYTES; i++) {
		out[2 * i] = digits[pseudonym->bytes[i] >> 4];
		out[2 * i + 1] = digits[pseudonym->bytes[i] & 15];
	}
	out[2 * GAL_PSEUDONYM_BYTES] = '\0';
}

enum gal_status
gal_pseudonym_parse(struct gal_pseudonym *out, struct gal_str hex)
{
	if (hex.len != (size_t)2 * GAL_PSEUDONYM_BYTES)
		return GAL_ARGUMENT;
	for (size_t i = 0; i < GAL_PSEUDONYM_BYTES; i++) {
		int high = base36_digit(hex.data[2 * i]);
		int low = base36_digit(hex.data[2 * i + 1]);

		if (high < 0 || low < 0 || high > 15 || low > 15)
			return GAL_ARGUMENT;
		out->bytes[i] = (uint8_t)(high << 4 | low);
	}
	return GAL_OK;
}

void
gal_reddit_id(char out[GAL_REDDIT_ID_MAX], int64_t value)
{
	static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyz";
	char text[GAL_REDDIT_ID_MAX];
	size_t at = sizeof(text);

	text[--at] = '\0';
	do {
		text[--at] = digits[value % 36];
		value /= 36;
	} while (value > 0);
	memcpy(out, text + at, sizeof(text) - at);
}

void
gal_post_clear(struct gal_post *post)
{
	memset(post, 0, sizeof(*post));
	post->created_utc = GAL_ABSENT;
	post->observed_utc = GAL_ABSENT;
	post->edited_utc = GAL_ABSENT;
	post->score = GAL_ABSENT;
	post->num_comments = GAL_ABSENT;
}

int64_t
gal_post_row_id(const struct gal_post *post)
{
	/* spread over all bits: the hash takes the seed and the first byte
	 * together, so that "2…" of one kind could be "3…" of another */
	uint64_t spread =
	    ((uint64_t)post->platform << 8 | (uint64_t)post->kind) *
	    UINT64_C(0x9e3779b97f4a7c15);
	uint64_t h;

	if (post->platform == GAL_PLATFORM_REDDIT)
		return post->row_id;
	h = gal_hash_bytes(post->native_id.data, post->native_id.len, spread);
	h = gal_hash_bytes(post->scope.data, post->scope.len, h);
	return GAL_SURROGATE_BASE |
	    (int64_t)(h & (uint64_t)(GAL_SURROGATE_BASE - 1));
}
