#include "ingest/arena.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK_BYTES ((size_t)1 << 20)
#define KEEP_BYTES ((size_t)8 << 20)

struct block {
	struct block *next;
	size_t capacity;
	size_t used;
	char bytes[];
};

struct gal_arena {
	struct block *blocks; /* in order of use */
	struct block *now;
};

enum gal_status
gal_arena_new(struct gal_arena **out, struct gal_error *err)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	return GAL_OK;
}

void
gal_arena_free(struct gal_arena *arena)
{
	if (arena == NULL)
		return;
	while (arena->blocks != NULL) {
		struct block *next = arena->blocks->next;

		free(arena->blocks);
		arena->blocks = next;
	}
	free(arena);
}

void
gal_arena_clear(struct gal_arena *arena)
{
	struct block **at = &arena->blocks;
	size_t kept = 0;

	while (*at != NULL) {
		struct block *block = *at;

		/* one huge record must not stay for the rest of the run */
		if (kept + block->capacity > KEEP_BYTES) {
			*at = block->next;
			free(block);
		} else {
			kept += block->capacity;
			block->used = 0;
			at = &block->next;
		}
	}
	arena->now = arena->blocks;
}

char *
gal_arena_take(struct gal_arena *arena, size_t n)
{
	struct block *block = arena->now;
	char *piece;

	while (block != NULL && block->capacity - block->used < n &&
	    block->next != NULL)
		block = block->next;
	if (block == NULL || block->capacity - block->used < n) {
		size_t capacity = n > BLOCK_BYTES ? n : BLOCK_BYTES;
		struct block *fresh;

		if (capacity > SIZE_MAX - sizeof(*fresh))
			return NULL;
		fresh = malloc(sizeof(*fresh) + capacity);
		if (fresh == NULL)
			return NULL;
		fresh->next = NULL;
		fresh->capacity = capacity;
		fresh->used = 0;
		if (block == NULL)
			arena->blocks = fresh;
		else
			block->next = fresh;
		block = fresh;
	}
	arena->now = block;
	piece = block->bytes + block->used;
	block->used += n;
	return piece;
}

void
gal_arena_trim(struct gal_arena *arena, const char *piece, size_t used)
{
	arena->now->used = (size_t)(piece - arena->now->bytes) + used;
}

enum gal_status
gal_arena_copy(
    struct gal_arena *arena, struct gal_str *out, struct gal_str text)
{
	char *copy;

	*out = (struct gal_str){ NULL, 0 };
	if (text.data == NULL)
		return GAL_OK;
	copy = gal_arena_take(arena, text.len);
	if (copy == NULL)
		return GAL_NOMEM;
	memcpy(copy, text.data, text.len);
	*out = (struct gal_str){ copy, text.len };
	return GAL_OK;
}
