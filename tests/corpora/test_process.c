#include "test.h"

#include <math.h>

#include "corpora/incidence.h"
#include "corpora/parameters.h"
#include "corpora/process.h"

static const struct gal_sim_window window = { 1704067200, 1767225600 };

static void
test_corpora_process__is_a_function_of_seed_and_author(void **state)
{
	struct gal_sim_process process;
	struct gal_sim_author a, b;
	struct gal_sim_path p, q;

	(void)state;
	gal_sim_process_defaults(&process);
	gal_sim_author(&a, &process, window, 7, 42);
	gal_sim_author(&b, &process, window, 7, 42);
	gal_sim_path(&p, &process, window, &a);
	gal_sim_path(&q, &process, window, &b);
	assert_int_equal(p.count, q.count);
	assert_int_equal(p.end, q.end);
	gal_sim_author(&b, &process, window, 8, 42);
	assert_true(a.key != b.key);
}

static void
test_corpora_process__shows_no_rung_above_the_own(void **state)
{
	struct gal_sim_process process;
	size_t posts = 0;

	(void)state;
	gal_sim_process_defaults(&process);
	for (uint64_t i = 0; i < 2000; i++) {
		struct gal_sim_author author;
		struct gal_sim_path path;
		struct gal_sim_posting posting;
		struct gal_sim_post post;
		int64_t last = INT64_MIN;
		uint32_t index = 0;

		gal_sim_author(&author, &process, window, 1, i);
		gal_sim_path(&path, &process, window, &author);
		for (size_t s = 1; s < path.count; s++)
			assert_true(path.step[s].time > path.step[s - 1].time);
		gal_sim_posting_start(&posting, &process, &author, &path);
		while (gal_sim_posting_next(&posting, &post)) {
			assert_true(post.shown <= post.own);
			assert_true(post.time >= last);
			assert_true(post.time < path.end);
			assert_int_equal(post.index, index++);
			last = post.time;
			posts++;
		}
	}
	assert_true(posts > 10000);
}

/* Poisson counts of moves against exposure: each rate within 4 standard
 * errors of the one set. */
static void
test_corpora_process__moves_at_the_rates_set(void **state)
{
	struct gal_sim_process process;
	double time[GAL_SIM_RUNGS] = { 0 };
	double up[GAL_SIM_RUNGS] = { 0 };
	double left[GAL_SIM_RUNGS] = { 0 };

	(void)state;
	gal_sim_process_defaults(&process);
	for (uint64_t i = 0; i < 20000; i++) {
		struct gal_sim_author author;
		struct gal_sim_path path;

		gal_sim_author(&author, &process, window, 3, i);
		gal_sim_path(&path, &process, window, &author);
		for (size_t s = 0; s < path.count; s++) {
			size_t r = path.step[s].rung - 1u;
			int64_t until = s + 1 < path.count
			    ? path.step[s + 1].time
			    : path.end;

			time[r] +=
			    (double)(until - path.step[s].time) / GAL_SIM_DAY;
			if (s + 1 < path.count)
				up[r]++;
			else if (path.left)
				left[r]++;
		}
	}
	for (size_t r = 0; r < GAL_SIM_RUNGS; r++) {
		double expected = process.up[r] * time[r];
		double leaving = process.leave[r] * time[r];

		assert_true(fabs(up[r] - expected) <= 4 * sqrt(expected));
		assert_true(fabs(left[r] - leaving) <= 4 * sqrt(leaving));
	}
}

static void
test_corpora_process__posts_at_the_rates_set(void **state)
{
	struct gal_sim_process process;
	double expected = 0.0;
	double seen = 0.0;

	(void)state;
	gal_sim_process_defaults(&process);
	process.silence_rate = 0.0;
	process.activity_sd = 0.0;
	for (uint64_t i = 0; i < 5000; i++) {
		struct gal_sim_author author;
		struct gal_sim_path path;
		struct gal_sim_posting posting;
		struct gal_sim_post post;

		gal_sim_author(&author, &process, window, 4, i);
		gal_sim_path(&path, &process, window, &author);
		for (size_t s = 0; s < path.count; s++) {
			int64_t until = s + 1 < path.count
			    ? path.step[s + 1].time
			    : path.end;

			expected += process.posting[path.step[s].rung - 1] *
			    (double)(until - path.step[s].time) / GAL_SIM_DAY;
		}
		gal_sim_posting_start(&posting, &process, &author, &path);
		while (gal_sim_posting_next(&posting, &post))
			seen++;
	}
	assert_true(fabs(seen - expected) <= 4 * sqrt(expected));
}

/* Three exponential stages in a row and no leaving: the hypoexponential
 * distribution in closed form. */
static void
test_corpora_process__net_incidence_has_the_closed_form(void **state)
{
	struct gal_sim_process process;
	struct gal_error err = { 0 };
	double a, b, c, t = 365, expected, net, crude, simulated, se;

	(void)state;
	gal_sim_process_defaults(&process);
	a = process.up[0];
	b = process.up[1];
	c = process.up[2];
	expected = 1 - b * c / ((b - a) * (c - a)) * exp(-a * t) -
	    a * c / ((a - b) * (c - b)) * exp(-b * t) -
	    a * b / ((a - c) * (b - c)) * exp(-c * t);
	assert_int_equal(
	    gal_sim_net_incidence(&net, &process, 1, 4, t, &err), GAL_OK);
	assert_true(fabs(net - expected) < 1e-10);
	assert_int_equal(
	    gal_sim_crude_incidence(&crude, &process, 1, 4, t, &err), GAL_OK);
	assert_true(crude < net);
	gal_sim_incidence_by_simulation(
	    &simulated, &se, &process, 1, 4, t, false, 5, 20000);
	assert_true(fabs(simulated - crude) < 4 * se);
	process.frailty = 0.5;
	assert_int_equal(
	    gal_sim_net_incidence(&net, &process, 1, 4, t, &err), GAL_ARGUMENT);
}

static void
test_corpora_process__weibull_dwell_keeps_its_mean(void **state)
{
	struct gal_sim_process process;
	struct gal_sim_window long_window = { 0, 400000LL * GAL_SIM_DAY };
	double sum = 0.0;
	size_t n = 20000;

	(void)state;
	gal_sim_process_defaults(&process);
	gal_sim_process_even(&process);
	for (size_t r = 0; r < GAL_SIM_RUNGS; r++)
		process.leave[r] = 0.0;
	process.dwell_shape = 2.0;
	process.early_days = 0.0;
	process.initial[0] = 1.0;
	for (size_t r = 1; r < GAL_SIM_RUNGS; r++)
		process.initial[r] = 0.0;
	for (uint64_t i = 0; i < n; i++) {
		struct gal_sim_author author;
		struct gal_sim_path path;

		gal_sim_author(&author, &process, long_window, 6, i);
		author.entered = 0;
		gal_sim_path(&path, &process, long_window, &author);
		assert_int_equal(path.count, GAL_SIM_RUNGS);
		sum += (double)path.step[1].time / GAL_SIM_DAY;
	}
	assert_true(fabs(sum / (double)n * process.up[0] - 1.0) < 0.02);
}

static void
test_corpora_parameters__are_set_by_name_within_limits(void **state)
{
	struct gal_sim_process process;
	struct gal_error err = { 0 };

	(void)state;
	gal_sim_process_defaults(&process);
	assert_int_equal(gal_sim_check(&process, &err), GAL_OK);
	assert_int_equal(gal_sim_set(&process, "frailty=0.5", &err), GAL_OK);
	assert_true(process.frailty == 0.5);
	assert_int_equal(gal_sim_set(&process, "posting=0.1", &err), GAL_OK);
	assert_true(process.posting[5] == 0.1);
	assert_int_equal(
	    gal_sim_set(&process, "down=0,0.01,0.02,0,0,0", &err), GAL_OK);
	assert_true(process.down[2] == 0.02);
	assert_int_equal(
	    gal_sim_set(&process, "down=0,0.01", &err), GAL_ARGUMENT);
	gal_error_clear(&err);
	assert_int_equal(
	    gal_sim_set(&process, "frailty=nan", &err), GAL_ARGUMENT);
	gal_error_clear(&err);
	assert_int_equal(
	    gal_sim_set(&process, "frailty=-1", &err), GAL_ARGUMENT);
	gal_error_clear(&err);
	assert_int_equal(gal_sim_set(&process, "charm=1", &err), GAL_ARGUMENT);
	gal_error_clear(&err);
	assert_int_equal(gal_sim_set(&process, "initial=0.5", &err), GAL_OK);
	assert_int_equal(gal_sim_check(&process, &err), GAL_ARGUMENT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_corpora_process__is_a_function_of_seed_and_author),
		cmocka_unit_test(
		    test_corpora_process__shows_no_rung_above_the_own),
		cmocka_unit_test(test_corpora_process__moves_at_the_rates_set),
		cmocka_unit_test(test_corpora_process__posts_at_the_rates_set),
		cmocka_unit_test(
		    test_corpora_process__net_incidence_has_the_closed_form),
		cmocka_unit_test(
		    test_corpora_process__weibull_dwell_keeps_its_mean),
		cmocka_unit_test(
		    test_corpora_parameters__are_set_by_name_within_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
