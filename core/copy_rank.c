#include "core/copy_rank.h"

#include "core/order.h"
#include "core/rng.h"

void
gal_copy_rank_numbers(
    struct gal_copy_rank *out, const struct gal_post *post, int64_t content_utc)
{
	*out = (struct gal_copy_rank){ .content_utc = content_utc,
		.edited_utc = post->edited_utc,
		.created_utc = post->created_utc,
		.flags = post->flags,
		.deletion = (uint8_t)post->deletion,
		.has_author = post->has_author };
}

/* Lengths are taken in, so that no two lists of strings run together; absent
 * and empty differ but for names of communities, where they are one thing. */
static uint64_t
add(uint64_t digest, struct gal_str s, bool or_empty)
{
	uint64_t head = s.data == NULL || (or_empty && s.len == 0)
	    ? 0
	    : (uint64_t)s.len + 1;
	uint8_t bytes[8];

	for (int i = 0; i < 8; i++)
		bytes[i] = (uint8_t)(head >> (8 * i));
	digest = gal_hash_bytes(bytes, sizeof(bytes), digest);
	return s.len == 0 ? digest : gal_hash_bytes(s.data, s.len, digest);
}

uint64_t
gal_copy_digest(const struct gal_post *post)
{
	uint64_t digest = 0;

	digest = add(digest, post->text, false);
	digest = add(digest, post->title, false);
	digest = add(digest, post->community, true);
	digest = add(digest, post->community_id, true);
	digest = add(digest, post->thread, false);
	digest = add(digest, post->parent, false);
	digest = add(digest, post->crosspost_parent, false);
	if (post->has_author)
		digest = gal_hash_bytes(
		    post->author.bytes, sizeof(post->author.bytes), digest);
	return digest;
}

int
gal_copy_rank_compare(
    const struct gal_copy_rank *a, const struct gal_copy_rank *b)
{
	const int64_t left[] = { a->deletion == GAL_DELETION_AUTHOR,
		a->content_utc, a->edited_utc, a->deletion, a->created_utc,
		a->flags, a->has_author };
	const int64_t right[] = { b->deletion == GAL_DELETION_AUTHOR,
		b->content_utc, b->edited_utc, b->deletion, b->created_utc,
		b->flags, b->has_author };

	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
		if (left[i] != right[i])
			return gal_compare_int(left[i], right[i]);
	return (a->digest > b->digest) - (a->digest < b->digest);
}
