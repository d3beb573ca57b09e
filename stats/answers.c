#include "stats/answers.h"

#include <math.h>

/* Mean after one kind; 0 turns give NaN. */
static double
plain_mean(const struct gal_answer *rows, size_t n, enum gal_answer_kind kind,
    double *turns)
{
	double sum = 0.0;

	*turns = 0.0;
	for (size_t i = 0; i < n; i++)
		if (rows[i].kind == kind) {
			sum += rows[i].change;
			*turns += 1.0;
		}
	return *turns > 0.0 ? sum / *turns : NAN;
}

/* The mean after `kind`, or with `less` that mean less the one after `other`.
 */
static void
contrast(struct gal_answer_mean *out, const struct gal_answer *rows, size_t n,
    enum gal_answer_kind kind, enum gal_answer_kind other, bool less)
{
	double turns[2], mean[2], meat = 0.0, clusters;
	size_t end;

	*out = (struct gal_answer_mean){ .mean = NAN, .se = NAN };
	mean[0] = plain_mean(rows, n, kind, &turns[0]);
	mean[1] = plain_mean(rows, n, other, &turns[1]);
	for (size_t i = 0; i < n; i = end) {
		double score = 0.0;
		size_t used = 0;

		for (end = i;
		     end < n && rows[end].conversation == rows[i].conversation;
		     end++) {
			const struct gal_answer *row = &rows[end];

			if (row->kind == kind)
				score += (row->change - mean[0]) / turns[0];
			else if (less && row->kind == other)
				score -= (row->change - mean[1]) / turns[1];
			else
				continue;
			used++;
		}
		out->turns += used;
		out->conversations += used > 0;
		meat += score * score;
	}
	clusters = (double)out->conversations;
	out->mean = less ? mean[0] - mean[1] : mean[0];
	if (clusters > 1.0 && !isnan(out->mean))
		out->se = sqrt(clusters / (clusters - 1.0) * meat);
}

void
gal_answer_mean(struct gal_answer_mean *out, const struct gal_answer *rows,
    size_t n, enum gal_answer_kind kind)
{
	contrast(out, rows, n, kind, kind, false);
}

void
gal_answer_difference(struct gal_answer_mean *out,
    const struct gal_answer *rows, size_t n, enum gal_answer_kind kind,
    enum gal_answer_kind other)
{
	contrast(out, rows, n, kind, other, true);
}
