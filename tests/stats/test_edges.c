/* The corners of the estimators: nothing, everything, ties, one author. */
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/agreement.h"
#include "stats/association.h"
#include "stats/bootstrap.h"
#include "stats/competing.h"
#include "stats/correction.h"
#include "stats/disclosure.h"
#include "stats/interval.h"
#include "stats/multiplicity.h"
#include "stats/multistate.h"
#include "stats/panel.h"
#include "stats/proportion.h"
#include "stats/series.h"
#include "stats/trend.h"

static void
near(double a, double b)
{
	assert_true(fabs(a - b) <= 1e-9 * fmax(1, fabs(b)));
}

static void
test_stats_edges__no_event_and_nobody(void **state)
{
	struct gal_subject s[3] = { { -INFINITY, 1, 0 }, { -INFINITY, 2, 0 },
		{ -INFINITY, 2, 0 } };
	struct gal_km *km;
	struct gal_cif *cif;
	size_t n;

	(void)state;
	assert_int_equal(gal_km_fit(&km, &n, s, 3, 0.95, NULL), GAL_OK);
	assert_int_equal(n, 2);
	near(km[1].surv, 1);
	near(km[1].se, 0);
	assert_true(isnan(km[1].loglog.lo));
	assert_true(isnan(gal_km_quantile(km, n, 0.5).time));
	free(km);
	assert_int_equal(gal_km_fit(&km, &n, s, 0, 0.95, NULL), GAL_OK);
	assert_int_equal(n, 0);
	free(km);
	assert_int_equal(gal_cif_fit(&cif, &n, s, 3, true, 0.95, NULL), GAL_OK);
	near(cif[1].cif[0] + cif[1].cif[1], 0);
	free(cif);
}

static void
test_stats_edges__all_events_reach_zero(void **state)
{
	struct gal_subject s[4] = { { -INFINITY, 1, 1 }, { -INFINITY, 1, 2 },
		{ -INFINITY, 1, 1 }, { -INFINITY, 3, 1 } };
	struct gal_cif *cif;
	struct gal_km *km;
	size_t n;

	(void)state;
	assert_int_equal(gal_cif_fit(&cif, &n, s, 4, true, 0.95, NULL), GAL_OK);
	near(cif[1].surv_free, 0);
	near(cif[1].cif[0], 0.75);
	near(cif[1].cif[1], 0.25);
	near(cif[0].se[0], cif[0].se_ij[0]);
	near(cif[1].se[0], cif[1].se_ij[0]);
	free(cif);
	assert_int_equal(gal_km_fit(&km, &n, s, 4, 0.95, NULL), GAL_OK);
	near(km[1].surv, 0);
	assert_true(isnan(km[1].se) && isnan(km[1].plain.lo));
	free(km);
}

static void
test_stats_edges__the_curve_agrees_with_the_fit(void **state)
{
	struct gal_exit exits[60];
	struct gal_subject s[60];
	double days[3] = { 4, 11, 40 };
	struct gal_cif curve[3], *rows;
	size_t n;

	(void)state;
	for (uint32_t i = 0; i < 60; i++) {
		exits[i] = (struct gal_exit){ 86400 * (1 + i * 7 % 20),
			(uint8_t)(i % 3) };
		s[i] = (struct gal_subject){ -INFINITY, 1 + i * 7 % 20,
			(int)(i % 3) };
	}
	gal_cif_curve(curve, days, 3, exits, 60, 0.95);
	assert_int_equal(
	    gal_cif_fit(&rows, &n, s, 60, false, 0.95, NULL), GAL_OK);
	for (int i = 0; i < 3; i++) {
		const struct gal_cif *at = gal_cif_at(rows, n, days[i]);

		near(curve[i].cif[0], at->cif[0]);
		near(curve[i].se[1], at->se[1]);
		near(curve[i].limits[0].hi, at->limits[0].hi);
	}
	free(rows);
}

static void
test_stats_edges__shares_of_none_all_and_one_author(void **state)
{
	struct gal_share_sums none = { 0 }, one = { 0 }, all = { 0 };
	struct gal_share s;

	(void)state;
	gal_share_finish(&s, &none, 0.95);
	assert_true(isnan(s.mean) && isnan(s.any_share));
	gal_share_add(&one, 2, 5);
	gal_share_finish(&s, &one, 0.95);
	near(s.mean, 0.4);
	assert_true(isnan(s.mean_interval.lo)); /* one author, no spread */
	for (int i = 0; i < 20; i++)
		gal_share_add(&all, 3, 3);
	gal_share_finish(&s, &all, 0.95);
	near(s.mean, 1);
	near(s.mean_interval.hi, 1);
	near(s.mean_interval.lo, gal_wilson(20, 20, 0.95).lo);
	/* as many degrees of freedom as authors where all write alike; far
	 * fewer, and wider limits, where one writes most */
	near(gal_share_df(&all), 20);
	gal_share_add(&all, 10, 60);
	gal_share_finish(&s, &all, 0.95);
	assert_true(gal_share_df(&all) < 1.2);
	assert_true(s.pooled_t.lo < s.pooled_interval.lo);
	assert_true(s.pooled_t.hi > s.pooled_interval.hi);
	assert_true(isnan(gal_wilson(0, 0, 0.95).lo));
	near(gal_wilson(0, 10, 0.9).lo, 0);
}

static void
test_stats_edges__weights_do_not_depend_on_who_asks(void **state)
{
	uint8_t all[400], part[100];
	double sum = 0, square = 0;

	(void)state;
	gal_bootstrap_weights(all, 9, 77, 0, 400);
	gal_bootstrap_weights(part, 9, 77, 200, 100);
	assert_memory_equal(all + 200, part, 100);
	for (uint64_t author = 0; author < 500; author++) {
		gal_bootstrap_weights(all, 1, author, 0, 400);
		for (int i = 0; i < 400; i++) {
			sum += all[i];
			square += all[i] * all[i];
		}
	}
	assert_true(fabs(sum / 200000 - 1) < 0.01);
	assert_true(fabs(square / 200000 - 2) < 0.03); /* mean + variance */
}

static void
test_stats_edges__tables_with_empty_cells(void **state)
{
	struct gal_table2 t = { 0, 0, 5, 20 }, nothing = { 0, 0, 0, 0 };
	struct gal_cooccurrence c;
	struct gal_mantel_haenszel mh;

	(void)state;
	gal_cooccurrence_of(&c, t, 0.95);
	assert_true(isnan(c.odds_ratio) && isnan(c.phi) && isnan(c.lift));
	near(c.fisher_p, 1);
	gal_cooccurrence_of(&c, nothing, 0.95);
	assert_true(isnan(c.fisher_p));
	gal_mantel_haenszel_of(&mh, &t, 1, 0.95);
	assert_true(isnan(mh.odds_ratio) && isnan(mh.chisq));
	/* strong associations of many authors leave the range of a double
	 * long before their p does (value by scipy) */
	t = (struct gal_table2){ 400, 1500, 300, 9000 };
	gal_cooccurrence_of(&c, t, 0.95);
	assert_true(fabs(log(c.fisher_p) - log(4.402960951563433e-139)) < 1e-7);
	t = (struct gal_table2){ 2000, 100, 100, 9000 };
	gal_cooccurrence_of(&c, t, 0.95);
	assert_true(c.fisher_p < 1e-300);
}

static void
test_stats_edges__agreement_without_spread_is_undefined(void **state)
{
	double table[4] = { 12, 0, 0, 0 };
	int ratings[6] = { 0, 0, 0, 0, 0, GAL_NO_RATING };
	struct gal_kappa k;
	struct gal_alpha a;

	(void)state;
	gal_kappa_of(&k, table, 2, GAL_WEIGHTS_NONE, 0.95);
	assert_true(isnan(k.kappa));
	assert_int_equal(
	    gal_alpha_of(&a, ratings, 3, 2, 2, GAL_METRIC_NOMINAL, NULL),
	    GAL_OK);
	assert_true(isnan(a.alpha));
	near(a.units, 2);
}

static void
test_stats_edges__interval_fit_without_event_is_refused(void **state)
{
	struct gal_window w[3] = { { 10, INFINITY }, { 0, INFINITY },
		{ 3, INFINITY } };
	struct gal_window one[1] = { { 0, 20 } };
	struct gal_weibull fit;

	(void)state;
	assert_int_equal(
	    gal_weibull_fit(&fit, w, 3, true, NULL), GAL_UNDEFINED);
	near(fit.n, 2);
	/* all at once: the rate runs away, the fit must still end */
	(void)!gal_weibull_fit(&fit, one, 1, false, NULL);
}

static void
test_stats_edges__exponential_fit_recovers_its_rate(void **state)
{
	struct gal_window w[1000];
	struct gal_weibull fit;

	(void)state;
	for (int i = 0; i < 1000; i++) { /* quantiles, seen weekly */
		double t = -100 * log(1 - (i + 0.5) / 1000);

		w[i].left = 7 * floor(t / 7);
		w[i].right = w[i].left + 7;
	}
	assert_int_equal(gal_weibull_fit(&fit, w, 1000, false, NULL), GAL_OK);
	assert_true(fit.converged);
	assert_true(fabs(fit.sigma - 1) < 0.02);
	assert_true(fabs(exp(fit.mu) - 100) < 1);
}

static void
test_stats_edges__panel_refuses_what_its_chain_forbids(void **state)
{
	struct gal_gaps gaps = { .states = 3 };
	struct gal_chain chain;
	struct gal_panel_fit fit;

	(void)state;
	gal_chain_ladder(&chain, 3, false);
	assert_int_equal(
	    gal_panel_fit(&fit, &chain, &gaps, NULL), GAL_UNDEFINED);
	assert_int_equal(gal_gaps_add(&gaps, 5, 2, 0, 1, NULL), GAL_OK);
	assert_int_equal(
	    gal_panel_fit(&fit, &chain, &gaps, NULL), GAL_UNDEFINED);
	assert_int_equal(gal_gaps_add(&gaps, 5, 3, 0, 1, NULL), GAL_ARGUMENT);
	gal_gaps_free(&gaps);
}

static void
test_stats_edges__a_state_never_seen_has_no_interval(void **state)
{
	struct gal_gaps gaps = { .states = 3 };
	struct gal_chain chain;
	struct gal_panel_fit fit;
	struct gal_interval ci;

	(void)state;
	assert_int_equal(gal_gaps_add(&gaps, 10, 0, 0, 60, NULL), GAL_OK);
	assert_int_equal(gal_gaps_add(&gaps, 10, 0, 1, 40, NULL), GAL_OK);
	gal_chain_ladder(&chain, 3, false);
	assert_int_equal(gal_panel_fit(&fit, &chain, &gaps, NULL), GAL_OK);
	ci = gal_panel_rate_interval(&fit, 0, 0.95);
	assert_true(ci.lo > 0 && ci.hi > ci.lo);
	gal_gaps_free(&gaps);
}

static void
test_stats_edges__suppressed_cells_keep_their_range(void **state)
{
	int64_t counts[9] = { 3, 12, 40, 15, 22, 31, 60, 18, 25 };
	uint8_t cell[9] = { 0 };
	size_t narrow;
	int64_t lo, hi;

	(void)state;
	assert_int_equal(
	    gal_suppress_audited(cell, &narrow, counts, 3, 3, 10, NULL),
	    GAL_OK);
	assert_int_equal(narrow, 0);
	for (size_t i = 0; i < 9; i++) {
		if (cell[i] == GAL_SHOWN)
			continue;
		assert_int_equal(gal_suppress_range(&lo, &hi, cell, counts, 3,
				     3, i / 3, i % 3, NULL),
		    GAL_OK);
		assert_true(lo <= counts[i] && counts[i] <= hi);
		assert_true(hi - lo >= 10);
	}
}

static void
test_stats_edges__what_is_hidden_already_is_protected(void **state)
{
	int64_t counts[9] = { 30, 12, 40, 15, 22, 31, 60, 18, 25 };
	uint8_t cell[9] = { [4] = GAL_PRIMARY };
	size_t narrow, row = 0, column = 0;

	(void)state;
	assert_int_equal(
	    gal_suppress_audited(cell, &narrow, counts, 3, 3, 10, NULL),
	    GAL_OK);
	assert_int_equal(cell[4], GAL_PRIMARY);
	for (size_t i = 0; i < 3; i++) {
		row += cell[3 + i] != GAL_SHOWN;
		column += cell[3 * i + 1] != GAL_SHOWN;
	}
	assert_true(row >= 2 && column >= 2);
	assert_true(gal_dominated(6, 11) && !gal_dominated(6, 12));
}

static void
test_stats_edges__adjustments_of_nothing_and_missing(void **state)
{
	double p[3] = { NAN, 0.04, NAN }, out[3];

	(void)state;
	assert_int_equal(gal_adjust(out, p, 0, GAL_ADJUST_BH, NULL), GAL_OK);
	assert_int_equal(gal_adjust(out, p, 3, GAL_ADJUST_HOLM, NULL), GAL_OK);
	assert_true(isnan(out[0]) && isnan(out[2]));
	near(out[1], 0.04);
}

static void
test_stats_edges__series_and_events_that_carry_nothing(void **state)
{
	struct gal_week weeks[8];
	struct gal_its its;
	struct gal_event_post posts[3] = { { 0, 0, 1 }, { 1, 0, 0 },
		{ 2, 1, 1 } };
	struct gal_event_term terms[2] = { { .relweek = 0 }, { .relweek = 1 } };
	struct gal_event_paired pair;

	(void)state;
	for (int i = 0; i < 8; i++)
		weeks[i] = (struct gal_week){ i, 10, 3, false };
	assert_int_equal(gal_its_fit(&its, weeks, 8, 2, NULL), GAL_UNDEFINED);
	assert_int_equal(
	    gal_event_study(terms, 2, posts, 3, NULL), GAL_UNDEFINED);
	gal_event_pairs(&pair, posts, 3, 0.95);
	near(pair.authors, 0);
	assert_true(isnan(pair.mean) && isnan(pair.exact_p));
}

static void
test_stats_edges__dsl_with_all_labelled_is_the_truth(void **state)
{
	struct gal_labelled rows[40];
	struct gal_corrected c;

	(void)state;
	for (size_t i = 0; i < 40; i++)
		rows[i] = (struct gal_labelled){ i / 4, (double)(i % 2), 1,
			i % 5 == 0, true };
	assert_int_equal(gal_correct(&c, rows, 40, 0.95, NULL), GAL_OK);
	near(c.dsl.value, 0.2);
	near(c.hajek, 0.2);
	for (size_t i = 0; i < 40; i++)
		rows[i].gold = false;
	assert_int_equal(gal_correct(&c, rows, 40, 0.95, NULL), GAL_UNDEFINED);
}

static void
test_stats_edges__multistate_without_moves(void **state)
{
	struct gal_spell s[2] = { { 0, -1, 0, 10 }, { 1, -1, 2, 2 } };
	struct gal_aj aj;

	(void)state;
	assert_int_equal(gal_aj_fit(&aj, s, 2, 3, 0, NULL), GAL_OK);
	assert_int_equal(aj.times, 0);
	near(aj.last[0], 1);
	gal_aj_free(&aj);
	assert_true(isnan(gal_rate_of(0, 0, 0.95).rate));
	near(gal_rate_of(0, 10, 0.95).limits.lo, 0);
}

static void
test_stats_edges__trend_of_one_time_has_no_slope(void **state)
{
	double t[3] = { 5, 5, 5 }, v[3] = { 1, 2, 3 };
	struct gal_trend trend;

	(void)state;
	assert_int_equal(gal_trend_of(&trend, t, v, 3, 0.95, NULL), GAL_OK);
	assert_true(isnan(trend.theil_sen) && isnan(trend.z));
	near(trend.variance, 0);
}

static void
test_stats_edges__the_quick_trend_is_the_same(void **state)
{
	double t[30], v[30], scratch[30 * 29 / 2];
	struct gal_trend full, quick;

	(void)state;
	for (size_t n = 3; n <= 30; n++) {
		for (size_t i = 0; i < n; i++) {
			t[i] = (double)(i * 2 / 3);
			v[i] = (double)(i * 5 % 7) / 4;
		}
		assert_int_equal(
		    gal_trend_of(&full, t, v, n, 0.95, NULL), GAL_OK);
		gal_trend_slope(&quick, t, v, n, scratch);
		near(quick.theil_sen, full.theil_sen);
		near(quick.s, full.s);
		near(quick.variance, full.variance);
	}
}

/* Sizes on both sides of BRACKET_LEAST; orders and ties that samples of
 * evenly spaced places are misled by. */
static double
selected(size_t i, size_t n, int order)
{
	switch (order) {
	case 0:
		return (double)i;
	case 1:
		return -(double)i;
	case 2:
		return (double)(i * 7919 % 1009);
	case 3:
		return (double)(i * 7919 % 3);
	default: /* what the sample sees is low, the rest high */
		return i * 24 % n < 24 ? 0 : 1000 + (double)(i * 31 % 97);
	}
}

static void
test_stats_edges__selected_median_is_the_sorted_one(void **state)
{
	double x[600], sorted[600];

	(void)state;
	assert_true(isnan(gal_median_select(x, 0)));
	for (size_t n = 1; n <= 600; n += n < 80 ? 1 : 37)
		for (int order = 0; order < 5; order++) {
			for (size_t i = 0; i < n; i++)
				x[i] = sorted[i] = selected(i, n, order);
			gal_sort_doubles(sorted, n);
			assert_true(gal_median_select(x, n) ==
			    gal_median_sorted(sorted, n));
		}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stats_edges__no_event_and_nobody),
		cmocka_unit_test(
		    test_stats_edges__selected_median_is_the_sorted_one),
		cmocka_unit_test(test_stats_edges__all_events_reach_zero),
		cmocka_unit_test(
		    test_stats_edges__the_curve_agrees_with_the_fit),
		cmocka_unit_test(
		    test_stats_edges__shares_of_none_all_and_one_author),
		cmocka_unit_test(
		    test_stats_edges__weights_do_not_depend_on_who_asks),
		cmocka_unit_test(test_stats_edges__tables_with_empty_cells),
		cmocka_unit_test(
		    test_stats_edges__agreement_without_spread_is_undefined),
		cmocka_unit_test(
		    test_stats_edges__interval_fit_without_event_is_refused),
		cmocka_unit_test(
		    test_stats_edges__exponential_fit_recovers_its_rate),
		cmocka_unit_test(
		    test_stats_edges__panel_refuses_what_its_chain_forbids),
		cmocka_unit_test(
		    test_stats_edges__a_state_never_seen_has_no_interval),
		cmocka_unit_test(
		    test_stats_edges__suppressed_cells_keep_their_range),
		cmocka_unit_test(
		    test_stats_edges__what_is_hidden_already_is_protected),
		cmocka_unit_test(
		    test_stats_edges__adjustments_of_nothing_and_missing),
		cmocka_unit_test(
		    test_stats_edges__series_and_events_that_carry_nothing),
		cmocka_unit_test(
		    test_stats_edges__dsl_with_all_labelled_is_the_truth),
		cmocka_unit_test(test_stats_edges__multistate_without_moves),
		cmocka_unit_test(
		    test_stats_edges__trend_of_one_time_has_no_slope),
		cmocka_unit_test(test_stats_edges__the_quick_trend_is_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
