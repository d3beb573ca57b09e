/* Cumulative incidence against a second computation: the estimate by its sum,
 * its variance by derivatives with respect to the hazards, its jackknife by
 * derivatives with respect to each subject's weight. */
#include "stats/competing.h"

#include <math.h>
#include <stdlib.h>

#include "core/rng.h"
#include "test.h"

#define SUBJECTS 14
#define TIMES 6 /* the times of random subjects: 1 … TIMES */
#define STEP 1e-4

static void
assert_near(double a, double b)
{
	if (!(fabs(a - b) <= 1e-6 * (1 + fabs(b))))
		fail_msg("%.12g is not %.12g", a, b);
}

/* Hazards of both causes at times 1 … TIMES; n[t]: at risk. */
static void
hazards(double h[TIMES + 1][GAL_CAUSES], double n[TIMES + 1],
    const struct gal_subject *s, const double *weight, size_t count)
{
	for (int t = 1; t <= TIMES; t++) {
		double d[GAL_CAUSES] = { 0 };

		n[t] = 0;
		for (size_t i = 0; i < count; i++) {
			if (!(s[i].entry < t && s[i].time >= t))
				continue;
			n[t] += weight[i];
			if (s[i].time == t && s[i].cause > 0)
				d[s[i].cause - 1] += weight[i];
		}
		for (int j = 0; j < GAL_CAUSES; j++)
			h[t][j] = n[t] > 0 ? d[j] / n[t] : 0;
	}
}

/* F_j(until) of these hazards. */
static double
incidence(double h[TIMES + 1][GAL_CAUSES], int j, int until)
{
	double free_of_both = 1, f = 0;

	for (int t = 1; t <= until; t++) {
		f += free_of_both * h[t][j];
		free_of_both *= 1 - h[t][0] - h[t][1];
	}
	return f;
}

static double
variance(const struct gal_subject *s, const double *weight, size_t count, int j,
    int until)
{
	double h[TIMES + 1][GAL_CAUSES], n[TIMES + 1], sum = 0;

	hazards(h, n, s, weight, count);
	for (int t = 1; t <= until; t++) {
		double g[GAL_CAUSES];

		for (int a = 0; a < GAL_CAUSES; a++) {
			double kept = h[t][a];

			h[t][a] = kept + STEP;
			g[a] = incidence(h, j, until);
			h[t][a] = kept - STEP;
			g[a] = (g[a] - incidence(h, j, until)) / (2 * STEP);
			h[t][a] = kept;
		}
		for (int a = 0; n[t] > 0 && a < GAL_CAUSES; a++)
			for (int b = 0; b < GAL_CAUSES; b++)
				sum += g[a] * g[b] *
				    ((a == b ? h[t][a] : 0) -
					h[t][a] * h[t][b]) /
				    n[t];
	}
	return sum;
}

static double
jackknife(
    const struct gal_subject *s, double *weight, size_t count, int j, int until)
{
	double h[TIMES + 1][GAL_CAUSES], n[TIMES + 1], sum = 0;

	for (size_t i = 0; i < count; i++) {
		double up;

		weight[i] = 1 + STEP;
		hazards(h, n, s, weight, count);
		up = incidence(h, j, until);
		weight[i] = 1 - STEP;
		hazards(h, n, s, weight, count);
		up = (up - incidence(h, j, until)) / (2 * STEP);
		weight[i] = 1;
		sum += up * up;
	}
	return sqrt(sum);
}

static void
random_subjects(struct gal_subject *s, struct gal_rng *rng, bool late)
{
	for (size_t i = 0; i < SUBJECTS; i++) {
		s[i].time = 1 + (double)gal_rng_next_below(rng, TIMES);
		s[i].cause = (int)gal_rng_next_below(rng, GAL_CAUSES + 1);
		s[i].entry = late && gal_rng_next_below(rng, 3) == 0
		    ? (double)gal_rng_next_below(rng, TIMES)
		    : -INFINITY;
	}
	/* some cannot leave before others come */
	s[0].time = TIMES;
	s[0].entry = -INFINITY;
}

static void
assert_row(
    const struct gal_cif *row, const struct gal_subject *s, double *weight)
{
	double h[TIMES + 1][GAL_CAUSES], n[TIMES + 1];
	double events[GAL_CAUSES + 1] = { 0 };
	int t = (int)row->time;

	hazards(h, n, s, weight, SUBJECTS);
	for (size_t i = 0; i < SUBJECTS; i++)
		if (s[i].time == t && s[i].entry < t)
			events[s[i].cause] += 1;
	assert_true(row->n_risk == n[t]);
	assert_true(row->n_censor == events[0]);
	assert_near(
	    row->surv_free, 1 - incidence(h, 0, t) - incidence(h, 1, t));
	for (int j = 0; j < GAL_CAUSES; j++) {
		double f = incidence(h, j, t);
		double se = sqrt(fmax(0, variance(s, weight, SUBJECTS, j, t)));

		assert_true(row->n_event[j] == events[j + 1]);
		assert_near(row->cif[j], f);
		assert_near(row->se[j], se);
		assert_near(
		    row->se_ij[j], jackknife(s, weight, SUBJECTS, j, t));
		if (!(row->cif[j] > 0) || !(row->cif[j] < 1)) {
			assert_true(isnan(row->limits[j].lo));
			assert_true(isnan(row->limits[j].hi));
			continue;
		}
		/* log(-log F) plus and minus z standard errors of it */
		assert_near(log(-log(row->limits[j].lo)),
		    log(-log(f)) + 1.959963985 * row->se[j] / (-f * log(f)));
		assert_near(log(-log(row->limits[j].hi)),
		    log(-log(f)) - 1.959963985 * row->se[j] / (-f * log(f)));
	}
}

static void
test_stats_competing__equals_a_second_computation(void **state)
{
	struct gal_rng rng = { 83, 0, 0 };
	double weight[SUBJECTS];

	(void)state;
	for (size_t i = 0; i < SUBJECTS; i++)
		weight[i] = 1;
	for (int round = 0; round < 60; round++) {
		struct gal_subject s[SUBJECTS];
		struct gal_cif *rows = NULL;
		size_t n = 0;

		random_subjects(s, &rng, round % 2 == 1);
		assert_int_equal(
		    gal_cif_fit(&rows, &n, s, SUBJECTS, true, 0.95, NULL),
		    GAL_OK);
		assert_true(n >= 1 && n <= TIMES);
		for (size_t i = 0; i < n; i++) {
			assert_true(i == 0 || rows[i].time > rows[i - 1].time);
			assert_row(&rows[i], s, weight);
		}
		free(rows);
	}
}

/* Who all leave by an event: the variance is that of a share. */
static void
test_stats_competing__is_a_share_where_nobody_is_censored(void **state)
{
	const struct gal_subject s[] = { { -INFINITY, 1, 1 },
		{ -INFINITY, 2, 2 }, { -INFINITY, 2, 1 }, { -INFINITY, 3, 1 },
		{ -INFINITY, 4, 2 } };
	struct gal_cif *rows = NULL;
	size_t n = 0;

	(void)state;
	assert_int_equal(
	    gal_cif_fit(&rows, &n, s, 5, false, 0.9, NULL), GAL_OK);
	assert_int_equal(n, 4);
	assert_near(rows[1].cif[0], 0.4);
	assert_near(rows[1].cif[1], 0.2);
	assert_near(rows[1].se[0], sqrt(0.4 * 0.6 / 5));
	assert_near(rows[1].se[1], sqrt(0.2 * 0.8 / 5));
	assert_near(rows[3].se[1], sqrt(0.4 * 0.6 / 5));
	assert_true(rows[3].surv_free == 0);
	/* not asked for */
	assert_true(isnan(rows[1].se_ij[0]) && isnan(rows[1].se_ij[1]));
	/* nine in ten */
	assert_near(log(-log(rows[1].limits[0].lo)),
	    log(-log(0.4)) + 1.644853627 * rows[1].se[0] / (-0.4 * log(0.4)));
	free(rows);
}

static void
test_stats_competing__refuses_another_cause(void **state)
{
	const struct gal_subject s[] = { { -INFINITY, 1, 3 } };
	struct gal_error err = { 0 };
	struct gal_cif *rows = NULL;
	size_t n = 5;

	(void)state;
	assert_int_equal(
	    gal_cif_fit(&rows, &n, s, 1, false, 0.95, &err), GAL_ARGUMENT);
	assert_null(rows);
	assert_int_equal(n, 0);
}

/* The curve at given days is the fit read at these days. */
static void
test_stats_competing__the_curve_is_the_fit(void **state)
{
	const double days[] = { 0, 0.5, 1, 2.5, 3, 5, 6, 9 };
	const size_t points = sizeof(days) / sizeof(days[0]);
	struct gal_rng rng = { 84, 0, 0 };

	(void)state;
	for (int round = 0; round < 40; round++) {
		struct gal_subject s[SUBJECTS];
		struct gal_exit exits[SUBJECTS + 1];
		struct gal_cif *rows = NULL, curve[8];
		size_t n = 0;

		random_subjects(s, &rng, false);
		for (size_t i = 0; i < SUBJECTS; i++)
			exits[i] = (struct gal_exit){ (uint32_t)(s[i].time *
							  GAL_SECONDS_PER_DAY),
				(uint8_t)s[i].cause };
		/* was never at risk */
		exits[SUBJECTS] = (struct gal_exit){ 0, 1 };
		gal_cif_curve(curve, days, points, exits, SUBJECTS + 1, 0.95);
		assert_int_equal(
		    gal_cif_fit(&rows, &n, s, SUBJECTS, false, 0.95, NULL),
		    GAL_OK);
		for (size_t k = 0; k < points; k++) {
			const struct gal_cif *row =
			    gal_cif_at(rows, n, days[k]);
			double left = 0, gone[GAL_CAUSES + 1] = { 0 };

			for (size_t i = 0; i < SUBJECTS; i++) {
				left += s[i].time > days[k];
				if (s[i].time <= days[k])
					gone[s[i].cause] += 1;
			}
			assert_true(curve[k].time == days[k]);
			assert_true(curve[k].n_risk == left);
			assert_true(curve[k].n_censor == gone[0]);
			assert_near(curve[k].surv_free,
			    row != NULL ? row->surv_free : 1);
			for (int j = 0; j < GAL_CAUSES; j++) {
				assert_true(curve[k].n_event[j] == gone[j + 1]);
				assert_near(curve[k].cif[j],
				    row != NULL ? row->cif[j] : 0);
				assert_near(curve[k].se[j],
				    row != NULL ? row->se[j] : 0);
				assert_true(isnan(curve[k].se_ij[j]));
				if (row == NULL || isnan(row->limits[j].lo))
					continue;
				assert_near(
				    curve[k].limits[j].lo, row->limits[j].lo);
				assert_near(
				    curve[k].limits[j].hi, row->limits[j].hi);
			}
		}
		free(rows);
	}
}

static void
test_stats_competing__one_and_none_make_a_curve(void **state)
{
	const double days[] = { 1, 2 };
	struct gal_exit one = { 2 * GAL_SECONDS_PER_DAY, 1 };
	struct gal_exit two[] = { { 2 * GAL_SECONDS_PER_DAY, 1 },
		{ GAL_SECONDS_PER_DAY, 2 } };
	struct gal_cif curve[2];

	(void)state;
	gal_cif_curve(curve, days, 2, &one, 1, 0.95);
	assert_true(curve[0].cif[0] == 0 && curve[0].n_risk == 1);
	assert_true(curve[1].cif[0] == 1 && curve[1].n_risk == 0);
	gal_cif_curve(curve, days, 2, two, 2, 0.95);
	assert_true(curve[0].cif[1] == 0.5 && curve[0].n_risk == 1);
	assert_true(curve[1].cif[0] == 0.5 && curve[1].n_risk == 0);
	gal_cif_curve(curve, days, 2, NULL, 0, 0.95);
	assert_true(curve[1].surv_free == 1 && curve[1].n_risk == 0);
}

static void
test_stats_competing__finds_the_row_of_a_time(void **state)
{
	struct gal_cif rows[5] = { 0 };

	(void)state;
	for (int i = 0; i < 5; i++)
		rows[i].time = 2 * i + 1;
	for (size_t n = 0; n <= 5; n++) {
		assert_null(gal_cif_at(rows, n, 0.5));
		for (size_t i = 0; i < n; i++) {
			double next = i + 1 < n ? 1.5 : 99;

			assert_ptr_equal(
			    gal_cif_at(rows, n, rows[i].time), &rows[i]);
			assert_ptr_equal(
			    gal_cif_at(rows, n, rows[i].time + next), &rows[i]);
		}
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_competing__equals_a_second_computation),
		cmocka_unit_test(
		    test_stats_competing__is_a_share_where_nobody_is_censored),
		cmocka_unit_test(test_stats_competing__refuses_another_cause),
		cmocka_unit_test(test_stats_competing__the_curve_is_the_fit),
		cmocka_unit_test(
		    test_stats_competing__one_and_none_make_a_curve),
		cmocka_unit_test(test_stats_competing__finds_the_row_of_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
