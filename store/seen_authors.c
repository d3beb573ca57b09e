#include "store/seen_authors.h"

#include <stdlib.h>

#include "core/rng.h"

#define BLOCK                                                                  \
	64 /* groups of an author that share a slot: a post's codes, or        \
	      a person's months, mostly do */

/* Open addressing, at most half full. */
struct slot {
	uint64_t key;	/* author and block, mixed; 0 is free */
	uint64_t value; /* a bit for each group of the block; or a count */
};

struct gal_seen_authors {
	struct slot *slots;
	size_t size; /* a power of two */
	size_t used;
};

#define FIRST_SIZE 4096

enum gal_status
gal_seen_authors_new(struct gal_seen_authors **out, struct gal_error *err)
{
	struct gal_seen_authors *set = calloc(1, sizeof(*set));

	*out = set;
	if (set == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	set->size = FIRST_SIZE;
	set->slots = calloc(set->size, sizeof(*set->slots));
	if (set->slots != NULL)
		return GAL_OK;
	*out = NULL;
	free(set);
	return gal_fail(err, GAL_NOMEM, "out of memory");
}

void
gal_seen_authors_free(struct gal_seen_authors *set)
{
	if (set == NULL)
		return;
	free(set->slots);
	free(set);
}

static struct slot *
slot_of(struct slot *slots, size_t size, uint64_t key)
{
	size_t at = (size_t)key & (size - 1);

	while (slots[at].key != 0 && slots[at].key != key)
		at = (at + 1) & (size - 1);
	return &slots[at];
}

static enum gal_status
grow(struct gal_seen_authors *set, struct gal_error *err)
{
	size_t size = 2 * set->size;
	struct slot *slots = calloc(size, sizeof(*slots));

	if (slots == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < set->size; i++) {
		if (set->slots[i].key != 0)
			*slot_of(slots, size, set->slots[i].key) =
			    set->slots[i];
	}
	free(set->slots);
	set->slots = slots;
	set->size = size;
	return GAL_OK;
}

static enum gal_status
find(struct slot **out, struct gal_seen_authors *set, uint64_t key,
    struct gal_error *err)
{
	*out = NULL;
	if (2 * set->used >= set->size) {
		enum gal_status status = grow(set, err);

		if (status != GAL_OK)
			return status;
	}
	key = key != 0 ? key : 1;
	*out = slot_of(set->slots, set->size, key);
	set->used += (*out)->key == 0;
	(*out)->key = key;
	return GAL_OK;
}

enum gal_status
gal_seen_authors_enter(bool *is_new, struct gal_seen_authors *set,
    uint64_t author, size_t group, struct gal_error *err)
{
	struct slot *slot;
	uint64_t bit = (uint64_t)1 << group % BLOCK;
	enum gal_status status =
	    find(&slot, set, gal_rng_bits(author, group / BLOCK, 0), err);

	*is_new = false;
	if (status != GAL_OK)
		return status;
	*is_new = (slot->value & bit) == 0;
	slot->value |= bit;
	return GAL_OK;
}

enum gal_status
gal_seen_authors_count(
    struct gal_seen_authors *set, uint64_t author, struct gal_error *err)
{
	struct slot *slot;
	enum gal_status status = find(&slot, set, author, err);

	if (status == GAL_OK)
		slot->value++;
	return status;
}

void
gal_seen_authors_each(const struct gal_seen_authors *set,
    void (*take)(void *self, uint64_t count), void *self)
{
	for (size_t i = 0; i < set->size; i++) {
		if (set->slots[i].key != 0)
			take(self, set->slots[i].value);
	}
}
