#include "cli/query_thread.h"

#include "core/rng.h"

struct seen {
	uint64_t id; /* hash of the native id */
	size_t depth;
};

static uint64_t
hash_of(struct gal_str id)
{
	return gal_hash_bytes(id.data, id.len, 0);
}

/* Reddit names a parent with its kind: t1_ a comment, t3_ the submission. */
static uint64_t
hash_of_parent(const struct gal_post *post)
{
	struct gal_str id = post->parent;

	if (post->platform == GAL_PLATFORM_REDDIT && id.len > 3 &&
	    id.data[0] == 't' && id.data[2] == '_')
		id = (struct gal_str){ id.data + 3, id.len - 3 };
	return hash_of(id);
}

enum gal_status
cli_thread_depth(size_t *out, struct cli_thread *thread,
    const struct gal_post *post, struct gal_error *err)
{
	const struct seen *seen = (const void *)thread->seen.data;
	size_t n = thread->seen.len / sizeof(*seen);
	struct seen own = { hash_of(post->native_id), 0 };

	if (post->parent.len > 0) {
		uint64_t parent = hash_of_parent(post);

		own.depth = 1;
		/* the parent is mostly among the last that were seen */
		for (size_t i = n; i > 0; i--) {
			if (seen[i - 1].id == parent) {
				own.depth = seen[i - 1].depth + 1;
				break;
			}
		}
	}
	*out =
	    own.depth < CLI_THREAD_DEPTH_MAX ? own.depth : CLI_THREAD_DEPTH_MAX;
	return gal_buffer_append(&thread->seen, &own, sizeof(own), err);
}
