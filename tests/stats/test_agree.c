/* The same estimate by two ways: from sums or counts, as the pass over the
 * authors keeps them, and from rows, as the books have it. Random samples. */
#include "test.h"

#include <math.h>
#include <stdlib.h>

#include "core/rng.h"
#include "stats/association.h"
#include "stats/correction.h"
#include "stats/correlation.h"
#include "stats/odds_sums.h"

#define WORLDS 40
#define AUTHORS 30

static void
near(double a, double b)
{
	if (!(fabs(a - b) <= 1e-9 * fmax(1, fabs(b))))
		fail_msg("%.17g is not %.17g", a, b);
}

static void
near_limits(struct gal_interval a, struct gal_interval b)
{
	near(a.lo, b.lo);
	near(a.hi, b.hi);
}

static double
below(struct gal_rng *rng, uint64_t n)
{
	return (double)gal_rng_next_below(rng, n);
}

/* Odds of posts that cluster in authors: moments against stored tables. */
static void
test_stats_agree__clustered_odds(void **state)
{
	(void)state;
	for (uint64_t world = 0; world < WORLDS; world++) {
		struct gal_rng rng = { world, 1, 0 };
		struct gal_table2 tables[AUTHORS];
		struct odds_sums sums = { 0 };
		struct odds_estimate quick;
		struct gal_clustered_or slow;

		for (int i = 0; i < AUTHORS; i++) {
			tables[i] = (struct gal_table2){ 1 + below(&rng, 5),
				below(&rng, 9), below(&rng, 7),
				1 + below(&rng, 4) };
			odds_add(&sums,
			    (double[4]){ tables[i].a, tables[i].a + tables[i].b,
				tables[i].c, tables[i].c + tables[i].d });
		}
		quick = odds_of(&sums, 0.9);
		gal_clustered_odds(&slow, tables, AUTHORS, 0.9);
		near(quick.log_or, slow.log_or);
		near(quick.se, slow.se_cr1);
		near(exp(quick.limits.lo), slow.or_limits.lo);
		near(exp(quick.limits.hi), slow.or_limits.hi);
		near(quick.p, erfc(fabs(slow.log_or / slow.se_cr1) / sqrt(2)));
	}
}

/* An empty cell, or one author, leaves nothing to estimate. */
static void
test_stats_agree__odds_of_empty_cells_are_undefined(void **state)
{
	static const double cells[][4] = { { 0, 4, 2, 4 }, { 4, 4, 2, 4 },
		{ 2, 4, 0, 4 }, { 2, 4, 4, 4 } };

	(void)state;
	for (size_t i = 0; i < sizeof(cells) / sizeof(cells[0]); i++) {
		struct odds_sums sums = { 0 };

		odds_add(&sums, cells[i]);
		odds_add(&sums, cells[i]);
		assert_true(isnan(odds_of(&sums, 0.95).log_or));
	}
	for (int authors = 1; authors <= 2; authors++) {
		struct odds_sums sums = { 0 };

		for (int i = 0; i < authors; i++)
			odds_add(&sums, (double[4]){ 1 + i, 4, 2, 4 });
		assert_int_equal(
		    isnan(odds_of(&sums, 0.95).log_or), authors == 1);
	}
}

/* Of one table the error is Woolf's and the test Pearson's but for a post;
 * tables that are alike halve the variance; and of tables that differ, the
 * terms of Robins, Breslow and Greenland 1986 as they have them. */
static void
test_stats_agree__mantel_haenszel(void **state)
{
	(void)state;
	for (uint64_t world = 0; world < WORLDS; world++) {
		struct gal_rng rng = { world, 6, 0 };
		struct gal_table2 t[4];
		struct gal_mantel_haenszel one, two, all;
		struct gal_cooccurrence alone;
		double r = 0, s = 0, pr = 0, both = 0, qs = 0;

		for (int i = 0; i < 4; i++) {
			double n;

			t[i] = (struct gal_table2){ 1 + below(&rng, 9),
				1 + below(&rng, 20), 1 + below(&rng, 12),
				1 + below(&rng, 30) };
			n = t[i].a + t[i].b + t[i].c + t[i].d;
			r += t[i].a * t[i].d / n;
			s += t[i].b * t[i].c / n;
			pr += (t[i].a + t[i].d) * t[i].a * t[i].d / (n * n);
			qs += (t[i].b + t[i].c) * t[i].b * t[i].c / (n * n);
			both += ((t[i].a + t[i].d) * t[i].b * t[i].c +
				    (t[i].b + t[i].c) * t[i].a * t[i].d) /
			    (n * n);
		}
		gal_mantel_haenszel_of(&one, t, 1, 0.9);
		gal_cooccurrence_of(&alone, t[0], 0.9);
		near(one.odds_ratio, alone.odds_ratio);
		near(one.se_log, alone.se_log_or);
		near_limits(one.limits, alone.or_limits);
		near(one.chisq, alone.chisq * (alone.n - 1) / alone.n);
		near(one.p, erfc(sqrt(one.chisq / 2)));
		gal_mantel_haenszel_of(
		    &two, (struct gal_table2[]){ t[0], t[0] }, 2, 0.9);
		near(two.odds_ratio, one.odds_ratio);
		near(two.se_log * sqrt(2), one.se_log);
		near(two.chisq, 2 * one.chisq);
		near(two.strata, 2);
		gal_mantel_haenszel_of(&all, t, 4, 0.9);
		near(all.odds_ratio, r / s);
		near(all.se_log,
		    sqrt(pr / (2 * r * r) + both / (2 * r * s) +
			qs / (2 * s * s)));
		near(log(all.limits.hi / all.odds_ratio),
		    gal_z(0.9) * all.se_log);
		near(log(all.odds_ratio / all.limits.lo),
		    gal_z(0.9) * all.se_log);
		/* a table of one post, or of one kind, says nothing */
		t[3] = (struct gal_table2){ 1, 0, 0, 0 };
		gal_mantel_haenszel_of(&all, t, 4, 0.9);
		gal_mantel_haenszel_of(&two, t, 3, 0.9);
		near(all.odds_ratio, two.odds_ratio);
		near(all.se_log, two.se_log);
		near(all.chisq, two.chisq);
		near(all.strata, 3);
	}
}

/* Posts of authors with their tags, a part of them labelled. */
static size_t
make_labelled(struct gal_labelled *rows, struct gal_rng *rng, bool simple)
{
	size_t n = 0;

	for (uint64_t author = 0; author < AUTHORS; author++) {
		size_t posts = 1 + (size_t)below(rng, 6);

		for (size_t i = 0; i < posts; i++) {
			double f = below(rng, 3) == 0;

			rows[n++] = (struct gal_labelled){ author, f,
				simple ? 0.25 : 0.1 + below(rng, 9) / 10,
				below(rng, 4) == 0 ? 1 - f : f,
				below(rng, 4) == 0 };
		}
	}
	/* so that there are labels of both kinds and posts without */
	rows[0].gold = rows[1].gold = rows[2].gold = true;
	rows[3].gold = false;
	rows[0].y = 1;
	rows[1].y = 0;
	return n;
}

static void
test_stats_agree__prediction_powered_from_counts(void **state)
{
	(void)state;
	for (uint64_t world = 0; world < WORLDS; world++) {
		struct gal_rng rng = { world, 2, 0 };
		struct gal_labelled rows[6 * AUTHORS];
		size_t n = make_labelled(rows, &rng, true);
		double k = 0, gold = 0, y = 0, f = 0, yf = 0;
		struct gal_corrected slow;
		struct gal_estimate quick;

		for (size_t i = 0; i < n; i++) {
			k += rows[i].f;
			if (!rows[i].gold)
				continue;
			gold += 1;
			y += rows[i].y;
			f += rows[i].f;
			yf += rows[i].y * rows[i].f;
		}
		assert_int_equal(
		    gal_correct(&slow, rows, n, 0.9, NULL), GAL_OK);
		quick = gal_ppi_of(k, (double)n, gold, y, f, yf, 0.9);
		near(quick.value, slow.ppi_tuned.value);
		near(quick.se, slow.ppi_tuned.se);
		near_limits(quick.limits, slow.ppi_tuned.limits);
	}
	/* too few labels, or none left to predict */
	assert_true(isnan(gal_ppi_of(5, 10, 1, 1, 1, 1, 0.95).value));
	assert_true(!isnan(gal_ppi_of(5, 10, 2, 1, 1, 1, 0.95).value));
	assert_true(isnan(gal_ppi_of(5, 10, 10, 5, 5, 5, 0.95).value));
	assert_true(!isnan(gal_ppi_of(5, 10, 9, 5, 4, 4, 0.95).value));
	/* predictions without spread leave the labels' own mean */
	near(gal_ppi_of(0, 40, 10, 3, 0, 0, 0.95).value, 0.3);
	near(gal_ppi_of(0, 40, 10, 3, 0, 0, 0.95).se, sqrt(0.3 * 0.7 / 10));
}

static void
test_stats_agree__design_based_from_sums(void **state)
{
	(void)state;
	for (uint64_t world = 0; world < WORLDS; world++) {
		struct gal_rng rng = { world, 3, 0 };
		struct gal_labelled rows[6 * AUTHORS];
		size_t n = make_labelled(rows, &rng, false);
		struct gal_share_sums sums = { 0 };
		struct gal_estimate posts, authors;
		struct gal_corrected slow;
		double mean[AUTHORS], sum = 0, square = 0, half;

		for (size_t i = 0; i < n;) {
			uint64_t author = rows[i].author;
			double k = 0, m = 0;

			for (; i < n && rows[i].author == author; i++) {
				m += 1;
				k += rows[i].f +
				    (rows[i].gold ? (rows[i].y - rows[i].f) /
						rows[i].pi
						  : 0);
			}
			gal_share_add(&sums, k, m);
			mean[author] = k / m;
		}
		assert_int_equal(
		    gal_correct(&slow, rows, n, 0.9, NULL), GAL_OK);
		gal_dsl_of(&posts, &authors, &sums, 0.9);
		near(posts.value, slow.dsl.value);
		near(posts.se, slow.dsl.se);
		/* limits at t: of a few authors those at z are too narrow */
		half = gal_t(0.9, gal_share_df(&sums)) * slow.dsl.se;
		near(posts.limits.lo, slow.dsl.value - half);
		near(posts.limits.hi, slow.dsl.value + half);
		for (int i = 0; i < AUTHORS; i++) {
			sum += mean[i];
			square += mean[i] * mean[i];
		}
		sum /= AUTHORS;
		near(authors.value, sum);
		near(authors.se,
		    sqrt((square - AUTHORS * sum * sum) / (AUTHORS - 1) /
			AUTHORS));
		near_limits(authors.limits,
		    gal_interval_wald(authors.value, authors.se, 0.9));
	}
}

/* A ratio of two sums over authors, against its definition. */
static void
test_stats_agree__ratio_of_sums(void **state)
{
	(void)state;
	for (uint64_t world = 0; world < WORLDS; world++) {
		struct gal_rng rng = { world, 4, 0 };
		struct gal_ratio_sums sums = { 0 };
		double x[AUTHORS], d[AUTHORS], all_x = 0, all_d = 0, e = 0;
		struct gal_estimate quick;

		for (int i = 0; i < AUTHORS; i++) {
			d[i] = below(&rng, 5) / 2;
			x[i] = d[i] * below(&rng, 3) / 2;
			all_x += x[i];
			all_d += d[i];
			gal_ratio_add(&sums, x[i], d[i]);
		}
		quick = gal_ratio_of(&sums, 0.9);
		near(quick.value, all_x / all_d);
		for (int i = 0; i < AUTHORS; i++)
			e += pow(x[i] - quick.value * d[i], 2);
		near(quick.se, sqrt(AUTHORS / (AUTHORS - 1.0) * e) / all_d);
		near_limits(quick.limits,
		    gal_interval_wald(quick.value, quick.se, 0.9));
	}
	assert_true(isnan(
	    gal_ratio_of(&(struct gal_ratio_sums){ 1, 1, 2, 1, 2, 4 }, 0.95)
		.value));
	assert_true(isnan(
	    gal_ratio_of(&(struct gal_ratio_sums){ 3, 0, 0, 0, 0, 0 }, 0.95)
		.value));
}

/* Of the same units before and after, from the differences themselves. */
static void
test_stats_agree__paired_change(void **state)
{
	(void)state;
	for (int lost = 0; lost < 12; lost += 3)
		for (int gained = 0; gained < 12; gained += 4) {
			double n = 40, mean = (gained - lost) / n, d, v;
			struct gal_interval limits =
			    gal_paired_change(&d, lost, gained, n, 0.9);

			v = (gained * pow(1 - mean, 2) +
				lost * pow(-1 - mean, 2) +
				(n - gained - lost) * mean * mean) /
			    n;
			near(d, mean);
			near_limits(
			    limits, gal_interval_wald(mean, sqrt(v / n), 0.9));
		}
}

/* Limits of a rate hold what their definition asks: at them the tail of the
 * Poisson distribution is what was asked for. */
static void
test_stats_agree__exact_rates(void **state)
{
	(void)state;
	for (int events = 0; events < 30; events++) {
		double days = 7.5, upper = 0, lower = 0, term;
		struct gal_interval ci = gal_poisson_exact(events, days, 0.9);

		term = exp(-ci.hi * days);
		for (int i = 0; i <= events; i++) {
			upper += term;
			term *= ci.hi * days / (i + 1);
		}
		assert_true(fabs(upper - 0.05) < 1e-6);
		if (events == 0) {
			assert_true(ci.lo == 0);
			continue;
		}
		term = exp(-ci.lo * days);
		for (int i = 0; i < events; i++) {
			lower += term;
			term *= ci.lo * days / (i + 1);
		}
		assert_true(fabs(1 - lower - 0.05) < 1e-6);
	}
	assert_true(isnan(gal_poisson_exact(3, 0, 0.9).lo));
}

/* Two-sided, by adding what is as far from the middle or farther. */
static void
test_stats_agree__sign_test(void **state)
{
	(void)state;
	for (int n = 1; n <= 40; n++)
		for (int k = 0; k <= n; k++) {
			double p = 0, term = pow(0.5, n);

			for (int i = 0; i <= n; i++) {
				if (abs(2 * i - n) >= abs(2 * k - n))
					p += term;
				term *= (double)(n - i) / (i + 1);
			}
			assert_true(
			    fabs(gal_sign_test(k, n) - fmin(1, p)) < 1e-9);
		}
}

/* The error of a correlation is that of its own leave-one-out, nearly; of a
 * straight line there is none, and of a constant no correlation. */
static void
test_stats_agree__correlation(void **state)
{
	enum { N = 2000 };
	static double x[N], y[N];
	struct gal_rng rng = { 7, 5, 0 };
	struct gal_correlation c, less;
	double xx = 0, yy = 0, xy = 0, sx = 0, sy = 0, mean = 0, square = 0;

	(void)state;
	for (int i = 0; i < N; i++) { /* skewed, and noisier as it grows */
		x[i] = -log(1 - below(&rng, 1000) / 1000);
		y[i] = x[i] * (0.5 + below(&rng, 100) / 50);
		sx += x[i] / N;
		sy += y[i] / N;
	}
	for (int i = 0; i < N; i++) {
		xx += (x[i] - sx) * (x[i] - sx);
		yy += (y[i] - sy) * (y[i] - sy);
		xy += (x[i] - sx) * (y[i] - sy);
	}
	gal_correlation_of(&c, x, y, N, 0.9);
	near(c.r, xy / sqrt(xx * yy));
	for (int i = 0; i < N; i++) { /* the last takes the place of the i-th */
		double a = x[i], b = y[i];

		x[i] = x[N - 1];
		y[i] = y[N - 1];
		gal_correlation_of(&less, x, y, N - 1, 0.9);
		x[i] = a;
		y[i] = b;
		mean += less.r / N;
		square += less.r * less.r / N;
	}
	assert_true(
	    fabs(c.se / sqrt((square - mean * mean) * (N - 1)) - 1) < 0.02);
	near(atanh(c.limits.hi) - atanh(c.r), atanh(c.r) - atanh(c.limits.lo));
	near((atanh(c.limits.hi) - atanh(c.r)) * (1 - c.r * c.r),
	    gal_z(0.9) * c.se);
	for (int i = 0; i < N; i++)
		y[i] = 3 - x[i];
	gal_correlation_of(&c, x, y, N, 0.9);
	near(c.r, -1);
	for (int i = 0; i < N; i++)
		y[i] = 3;
	gal_correlation_of(&c, x, y, N, 0.9);
	assert_true(isnan(c.r));
	gal_correlation_of(&c, x, x, 3, 0.9);
	assert_true(isnan(c.r));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stats_agree__clustered_odds),
		cmocka_unit_test(test_stats_agree__mantel_haenszel),
		cmocka_unit_test(
		    test_stats_agree__odds_of_empty_cells_are_undefined),
		cmocka_unit_test(
		    test_stats_agree__prediction_powered_from_counts),
		cmocka_unit_test(test_stats_agree__design_based_from_sums),
		cmocka_unit_test(test_stats_agree__ratio_of_sums),
		cmocka_unit_test(test_stats_agree__paired_change),
		cmocka_unit_test(test_stats_agree__exact_rates),
		cmocka_unit_test(test_stats_agree__sign_test),
		cmocka_unit_test(test_stats_agree__correlation),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
