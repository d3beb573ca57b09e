#include "stats/sequence.h"

#include <math.h>
#include <string.h>

#include "stats/proportion.h"
#include "stats/quantile.h"

size_t
gal_bin_count(int64_t t_first, int64_t t_last, int64_t width)
{
	return (size_t)((t_last - t_first) / width) + 1;
}

void
gal_bin_observations(int *cells, size_t count,
    const struct gal_observation *observations, size_t n, int64_t t_first,
    int64_t t_last, int64_t width, enum gal_bin_rule rule)
{
	size_t used = gal_bin_count(t_first, t_last, width);

	for (size_t b = 0; b < count; b++)
		cells[b] = b < used ? GAL_GAP : GAL_VOID;
	for (size_t i = 0; i < n; i++) {
		size_t b = (size_t)((observations[i].t - t_first) / width);
		int stage = observations[i].stage;

		if (b < count && (rule == GAL_BIN_LAST || stage > cells[b]))
			cells[b] = stage;
	}
}

void
gal_bin_carry(int *cells, size_t count)
{
	for (size_t b = 1; b < count; b++)
		if (cells[b] == GAL_GAP && cells[b - 1] >= 0)
			cells[b] = cells[b - 1];
}

void
gal_bin_runmax(int *cells, size_t count)
{
	for (size_t b = 1; b < count; b++)
		if (cells[b] >= 0 && cells[b - 1] > cells[b])
			cells[b] = cells[b - 1];
}

size_t
gal_bin_states(int *out, const int *cells, size_t count)
{
	size_t n = 0;

	for (size_t b = 0; b < count; b++)
		if (cells[b] >= 0)
			out[n++] = cells[b];
	return n;
}

/* Spell lengths: their number, mean and population variance. */
static void
spell_moments(double *spells, double *mean, double *variance, const int *cells,
    size_t length)
{
	double n = 0, sum = 0, square = 0;

	for (size_t i = 0; i < length;) {
		size_t first = i;
		double d;

		while (i < length && cells[i] == cells[first])
			i++;
		d = (double)(i - first);
		n += 1;
		sum += d;
		square += d * d;
	}
	*spells = n;
	*mean = sum / n;
	*variance = fmax(0, square / n - *mean * *mean);
}

/* Distinct subsequences of the spell sequence, the empty one included:
 * N_i = 2 N_(i-1) - N_(last occurrence - 1). In doubles: it passes 2^63 at
 * about 65 spells. */
static double
subsequences(const int *cells, size_t length)
{
	double n = 1, before_last[GAL_STATES_MAX] = { 0 };

	for (size_t i = 0; i < length; i++) {
		double previous = n;

		if (i > 0 && cells[i] == cells[i - 1])
			continue;
		n = 2 * n - before_last[cells[i]];
		before_last[cells[i]] = previous;
	}
	return n;
}

void
gal_sequence_index(
    struct gal_sequence_index *out, const int *cells, size_t length, int states)
{
	double n = (double)length, mean, variance, largest;
	double weighted = 0;

	memset(out, 0, sizeof(*out));
	out->length = n;
	for (size_t i = 0; i < length; i++) {
		out->bins[cells[i]] += 1;
		weighted += (double)(i + 1) * cells[i];
	}
	for (int k = 0; k < states; k++) {
		double p = out->bins[k] / n;

		out->visited += p > 0;
		out->entropy -= p > 0 ? p * log(p) : 0;
	}
	out->entropy = gal_unsigned_zero(out->entropy);
	spell_moments(&out->spells, &mean, &variance, cells, length);
	out->transitions = out->spells - 1;
	out->trans_norm = length > 1 ? out->transitions / (n - 1) : 0;
	if (states > 1) {
		out->entropy_norm = out->entropy / log(states);
		out->volatility =
		    (out->visited - 1) / (states - 1) / 2 + out->trans_norm / 2;
		out->bad = weighted / (states - 1) / (n * (n + 1) / 2);
	}
	out->complexity = sqrt(out->trans_norm * out->entropy_norm);
	out->n_subseq = subsequences(cells, length);
	largest = (out->spells - 1) * (1 - mean) * (1 - mean);
	out->turbulence =
	    log2(out->n_subseq) + log2((largest + 1) / (variance + 1));
}

void
gal_moves_by_time(gal_author_moves moves, const int *cells, size_t count)
{
	memset(moves, 0, sizeof(gal_author_moves));
	for (size_t b = 1; b < count; b++)
		if (cells[b - 1] >= 0 && cells[b] >= 0)
			moves[cells[b - 1]][cells[b]] += 1;
}

void
gal_moves_by_spell(gal_author_moves moves, const int *cells, size_t count)
{
	int last = GAL_GAP;

	memset(moves, 0, sizeof(gal_author_moves));
	for (size_t b = 0; b < count; b++) {
		if (cells[b] < 0 || cells[b] == last)
			continue;
		if (last >= 0)
			moves[last][cells[b]] += 1;
		last = cells[b];
	}
}

void
gal_transitions_add(
    struct gal_transitions *table, gal_author_moves moves, uint32_t rows)
{
	for (int h = 0; h < table->states; h++) {
		double row = 0;

		if ((rows >> h & 1) == 0)
			continue;
		for (int j = 0; j < table->states; j++)
			if (j != h || table->diagonal)
				row += moves[h][j];
		if (row == 0)
			continue;
		table->row[h] += row;
		table->row_square[h] += row * row;
		table->authors[h] += 1;
		for (int j = 0; j < table->states; j++) {
			double n = moves[h][j];

			if (n == 0 || (j == h && !table->diagonal))
				continue;
			table->count[h][j] += n;
			if (n > table->largest[h][j])
				table->largest[h][j] = n;
			table->square[h][j] += n * n;
			table->product[h][j] += n * row;
			table->cell_authors[h][j] += 1;
		}
	}
}

struct gal_transition
gal_transition_cell(
    const struct gal_transitions *table, int from, int to, double conf)
{
	double n = table->count[from][to], total = table->row[from];
	double g = table->authors[from];
	double k = table->diagonal ? table->states : table->states - 1;
	double a = n + 0.5, b = total - n + k / 2 - 0.5;
	double tail = (1 - conf) / 2;
	struct gal_transition out = {
		.count = n, .row_total = total, .authors = g
	};

	out.rate = total > 0 ? n / total : NAN;
	out.wilson = gal_wilson(n, total, conf);
	out.dirichlet = a / (a + b);
	out.dirichlet_interval = gal_interval_none();
	if (b > 0) {
		out.dirichlet_interval.lo =
		    gal_beta_quantile(tail, a, b, false);
		out.dirichlet_interval.hi = gal_beta_quantile(tail, a, b, true);
	}
	out.cluster_se = NAN;
	if (total > 0 && n == 0) {
		out.cluster_se = 0;
	} else if (total > 0 && g > 1) {
		double residual = table->square[from][to] -
		    2 * out.rate * table->product[from][to] +
		    out.rate * out.rate * table->row_square[from];

		out.cluster_se = n == total
		    ? 0
		    : sqrt(g / (g - 1) * fmax(0, residual)) / total;
	}
	return out;
}
