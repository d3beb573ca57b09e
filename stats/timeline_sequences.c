/* The author being read: the sequence of rungs in bins, its indices, and a
 * sample of sequences for distances. */
#include "stats/timeline_internal.h"

/* Bins without a known rung are left out, as TraMineR does with gaps. */
static size_t
take_cells(int *cells, const struct gal_timeline *t)
{
	size_t n = 0;

	for (size_t b = 0; b < t->now.bins_used; b++)
		if (t->now.bin_rung[b] >= 0)
			cells[n++] = t->now.bin_rung[b];
	return n;
}

void
sequences_end(struct gal_timeline *t)
{
	bool entered = t->now.author.max_stage >= t->settings.rules.target;
	struct sequence_sums *sums = &t->sequences[entered ? 0 : 1];
	struct gal_sequence_index index;
	int cells[BINS_MAX];
	size_t n;

	if (!t->settings.sequences)
		return;
	n = take_cells(cells, t);
	if (n < 2) {
		sums->missing += n == 1;
		return;
	}
	gal_sequence_index(&index, cells, n, t->settings.rules.states);
	for (int i = 0; i < SEQUENCE_INDICES; i++) {
		const double values[SEQUENCE_INDICES] = { index.turbulence,
			index.entropy_norm, index.complexity, index.length };

		gal_sum_add(&sums->sum[i], values[i]);
		gal_sum_add(&sums->square[i], values[i] * values[i]);
	}
	sums->authors += 1;
	sums->posts += t->now.read_posts;
	if (sums->sampled < SEQUENCE_SAMPLE) {
		struct sampled_sequence *s = &sums->sample[sums->sampled++];

		sums->sample_posts += t->now.read_posts;
		s->length = n;
		for (size_t i = 0; i < n; i++)
			s->cells[i] = cells[i];
	}
}
