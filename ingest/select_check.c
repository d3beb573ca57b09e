/* Asking a selection: is this post wanted? */
#include "ingest/select_check.h"

#include <stdlib.h>
#include <string.h>

#include "core/rng.h"
#include "ingest/match.h"

int
gal_select_compare_pseudonyms(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct gal_pseudonym));
}

enum gal_status
gal_author_set_build(struct gal_author_set *out,
    const struct gal_selection *selection, const struct gal_key *key,
    enum gal_platform platform, struct gal_error *err)
{
	size_t count = selection->authors.count + selection->pseudonym_count;
	enum gal_status status = GAL_OK;

	memset(out, 0, sizeof(*out));
	if (count == 0)
		return GAL_OK;
	out->pseudonyms = calloc(count, sizeof(out->pseudonyms[0]));
	if (out->pseudonyms == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < selection->authors.count && status == GAL_OK;
	     i++)
		status = gal_pseudonym_make(&out->pseudonyms[out->count++], key,
		    platform, selection->authors.names[i], err);
	for (size_t i = 0; i < selection->pseudonym_count; i++)
		out->pseudonyms[out->count++] = selection->pseudonyms[i];
	qsort(out->pseudonyms, out->count, sizeof(out->pseudonyms[0]),
	    gal_select_compare_pseudonyms);
	if (status != GAL_OK)
		gal_author_set_free(out);
	return status;
}

void
gal_author_set_free(struct gal_author_set *set)
{
	free(set->pseudonyms);
	memset(set, 0, sizeof(*set));
}

bool
gal_author_set_has(
    const struct gal_author_set *set, const struct gal_pseudonym *author)
{
	return set->count > 0 &&
	    bsearch(author, set->pseudonyms, set->count,
		sizeof(set->pseudonyms[0]),
		gal_select_compare_pseudonyms) != NULL;
}

/* Reddit writes its ids with t5_; elsewhere an id may be given like a name,
 * and on Discord a server stands for all its channels. */
static bool
has_community(const struct gal_selection *self, const struct gal_post *post)
{
	const struct gal_name_set *names = &self->communities;
	struct gal_str server = post->community;
	const char *slash;

	if (gal_name_set_has(names, post->community) ||
	    gal_name_set_has(&self->community_ids, post->community_id))
		return true;
	if (post->platform == GAL_PLATFORM_REDDIT)
		return false;
	if (gal_name_set_has(names, post->community_id))
		return true;
	slash = post->platform == GAL_PLATFORM_DISCORD && server.len > 0
	    ? memmem(server.data, server.len, " / ", 3)
	    : NULL;
	if (slash == NULL)
		return false;
	server.len = (size_t)(slash - server.data);
	return gal_name_set_has(names, server);
}

enum gal_outcome
gal_select_meta(const struct gal_selection *self,
    const struct gal_author_set *authors, const struct gal_post *post)
{
	if ((self->communities.count > 0 || self->community_ids.count > 0) &&
	    !has_community(self, post))
		return GAL_OUTCOME_OTHER_COMMUNITY;
	if (authors->count > 0 &&
	    (!post->has_author || !gal_author_set_has(authors, &post->author)))
		return GAL_OUTCOME_OTHER_AUTHOR;
	if (self->kinds != 0 && (self->kinds >> post->kind & 1) == 0)
		return GAL_OUTCOME_OTHER_KIND;
	if (self->since != GAL_ABSENT || self->until != GAL_ABSENT) {
		if (post->created_utc == GAL_ABSENT ||
		    (self->since != GAL_ABSENT &&
			post->created_utc < self->since) ||
		    (self->until != GAL_ABSENT &&
			post->created_utc >= self->until))
			return GAL_OUTCOME_OTHER_TIME;
	}
	return GAL_OUTCOME_POST;
}

static bool
in_sample(const struct gal_selection *self, const struct gal_post *post)
{
	uint64_t hash;

	if (self->unit == GAL_SAMPLE_AUTHORS) {
		if (!post->has_author)
			return false;
		hash = gal_hash_bytes(
		    post->author.bytes, sizeof(post->author.bytes), self->seed);
	} else {
		hash = gal_hash_bytes(
		    post->scope.data, post->scope.len, self->seed);
		hash = gal_hash_bytes(
		    post->native_id.data, post->native_id.len, hash);
		hash = gal_rng_bits(
		    hash, (uint64_t)post->platform, (uint64_t)post->kind);
	}
	/* 2^64 as a double; share 1 keeps everything */
	return self->share >= 1 ||
	    (double)hash < self->share * 18446744073709551616.0;
}

enum gal_outcome
gal_select_text(const struct gal_selection *self, const struct gal_post *post)
{
	if (self->matches.count > 0) {
		bool found = false;

		for (size_t i = 0; i < self->matches.count && !found; i++)
			found = gal_match_holds(
				    post->title, self->matches.names[i]) ||
			    gal_match_holds(post->text, self->matches.names[i]);
		if (!found)
			return GAL_OUTCOME_NO_MATCH;
	}
	if (self->share > 0 && !in_sample(self, post))
		return GAL_OUTCOME_NOT_SAMPLED;
	return GAL_OUTCOME_POST;
}
