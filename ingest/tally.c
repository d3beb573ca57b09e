#include "ingest/format.h"
#include "ingest/reader_internal.h"

#include <string.h>

#define GAL_NAME(name, text) (text),
static const char *const outcome_names[] = { GAL_OUTCOME_MAP(GAL_NAME) };
#undef GAL_NAME

const char *
gal_outcome_name(enum gal_outcome outcome)
{
	return (unsigned)outcome < GAL_OUTCOME_COUNT ? outcome_names[outcome]
						     : "?";
}

void
gal_tally_init(struct gal_tally *tally, const struct gal_reader *reader)
{
	memset(tally, 0, sizeof(*tally));
	tally->first_utc = GAL_ABSENT;
	tally->last_utc = GAL_ABSENT;
	tally->place = gal_reader_start(reader);
	tally->stop_after =
	    gal_selection_stop(gal_reader_settings(reader)->selection);
}

static void
cut_at_stop(struct gal_tally *tally, struct gal_batch *batch)
{
	uint64_t left, beyond;

	if (tally->stop_after == 0)
		return;
	left = tally->stop_after - tally->outcomes[GAL_OUTCOME_POST];
	if (batch->post_count < left)
		return;
	beyond = batch->post_count - left;
	batch->post_count = (size_t)left;
	batch->outcomes[GAL_OUTCOME_POST] -= beyond;
	batch->outcomes[GAL_OUTCOME_BEYOND_STOP] += beyond;
	tally->stopped = true;
}

void
gal_tally_add(struct gal_tally *tally, struct gal_batch *batch)
{
	/* records count from the start of each member */
	uint64_t before =
	    batch->end.member == tally->place.member ? tally->place.records : 0;

	cut_at_stop(tally, batch);
	for (size_t i = 0; i < GAL_OUTCOME_COUNT; i++) {
		tally->outcomes[i] += batch->outcomes[i];
		tally->read += batch->outcomes[i];
	}
	tally->restored += batch->restored;
	for (size_t i = 0; i < batch->bad_count; i++) {
		batch->bad[i].line += before + 1;
		if (tally->bad_count < GAL_BATCH_BAD_MAX)
			tally->bad[tally->bad_count++] = batch->bad[i];
	}
	for (size_t i = 0; i < batch->post_count; i++) {
		const struct gal_post *post = &batch->posts[i];
		int64_t utc = post->created_utc;

		tally->without_author += !post->has_author;
		tally->without_community += post->community.len == 0;
		if (utc == GAL_ABSENT) {
			tally->without_time++;
			continue;
		}
		if (tally->first_utc == GAL_ABSENT || utc < tally->first_utc)
			tally->first_utc = utc;
		if (tally->last_utc == GAL_ABSENT || utc > tally->last_utc)
			tally->last_utc = utc;
	}
	batch->end.records += before;
	tally->place = batch->end;
}
