#include "stats/reciprocity.h"

#include <math.h>

/* Sums over exchanges less their conversation's mean: x = ai, z = before,
 * y = after. */
struct moments {
	double xx, xz, zz, xy, zy;
};

struct means {
	double before, ai, after;
};

static size_t
conversation_end(const struct gal_exchange *rows, size_t n, size_t begin)
{
	size_t end = begin + 1;

	while (end < n && rows[end].conversation == rows[begin].conversation)
		end++;
	return end;
}

static struct means
conversation_means(const struct gal_exchange *rows, size_t n)
{
	struct means m = { 0, 0, 0 };

	for (size_t i = 0; i < n; i++) {
		m.before += rows[i].before / (double)n;
		m.ai += rows[i].ai / (double)n;
		m.after += rows[i].after / (double)n;
	}
	return m;
}

static void
add_moments(struct moments *s, const struct gal_exchange *rows, size_t n,
    bool hold_before)
{
	struct means m = conversation_means(rows, n);

	for (size_t i = 0; i < n; i++) {
		double x = rows[i].ai - m.ai;
		double z = hold_before ? rows[i].before - m.before : 0.0;
		double y = rows[i].after - m.after;

		s->xx += x * x;
		s->xz += x * z;
		s->zz += z * z;
		s->xy += x * y;
		s->zy += z * y;
	}
}

enum gal_status
gal_reciprocity_fit(struct gal_reciprocity *out,
    const struct gal_exchange *rows, size_t n, bool hold_before,
    struct gal_error *err)
{
	struct moments s = { 0, 0, 0, 0, 0 };
	double determinant, meat = 0.0, weight_x, weight_z, b, c;
	double clusters;
	size_t end;

	*out = (struct gal_reciprocity){
		.slope = NAN, .se = NAN, .before_slope = NAN
	};
	for (size_t i = 0; i < n; i = end) {
		end = conversation_end(rows, n, i);
		if (end - i < 2) {
			out->dropped++;
			continue;
		}
		out->conversations++;
		out->exchanges += end - i;
		add_moments(&s, rows + i, end - i, hold_before);
	}
	if (out->conversations < 2)
		return gal_fail(err, GAL_UNDEFINED,
		    "fewer than two conversations have two exchanges");
	if (hold_before && s.zz <= 0.0)
		hold_before = false;
	determinant = hold_before ? s.xx * s.zz - s.xz * s.xz : s.xx;
	if (determinant <= 1e-12 * fmax(1.0, s.xx * fmax(1.0, s.zz)))
		return gal_fail(err, GAL_UNDEFINED,
		    "the AI's disclosure does not vary within conversations");
	/* First row of the inverse of X'X. */
	weight_x = hold_before ? s.zz / determinant : 1.0 / determinant;
	weight_z = hold_before ? -s.xz / determinant : 0.0;
	b = weight_x * s.xy + weight_z * s.zy;
	c = hold_before ? (s.zy - b * s.xz) / s.zz : 0.0;
	for (size_t i = 0; i < n; i = end) {
		struct means m;
		double score = 0.0;

		end = conversation_end(rows, n, i);
		if (end - i < 2)
			continue;
		m = conversation_means(rows + i, end - i);
		for (size_t k = i; k < end; k++) {
			double x = rows[k].ai - m.ai;
			double z =
			    hold_before ? rows[k].before - m.before : 0.0;
			double residual =
			    rows[k].after - m.after - b * x - c * z;

			score += (weight_x * x + weight_z * z) * residual;
		}
		meat += score * score;
	}
	clusters = (double)out->conversations;
	out->slope = b;
	out->se = sqrt(clusters / (clusters - 1.0) * meat);
	if (hold_before)
		out->before_slope = c;
	return GAL_OK;
}

void
gal_disclosure_style(
    struct gal_disclosure_style *out, const struct gal_exchange *rows, size_t n)
{
	struct means m;
	double xx = 0.0, zz = 0.0, xz = 0.0;

	*out = (struct gal_disclosure_style){ n, NAN, NAN, NAN };
	if (n == 0)
		return;
	m = conversation_means(rows, n);
	for (size_t i = 0; i < n; i++) {
		double x = rows[i].ai - m.ai, z = rows[i].before - m.before;

		xx += x * x;
		zz += z * z;
		xz += x * z;
	}
	out->level = m.ai;
	if (n > 1)
		out->spread = sqrt(xx / (double)(n - 1));
	if (n > 2 && xx > 0.0 && zz > 0.0)
		out->matching = xz / sqrt(xx * zz);
}
