/* Persona survival: known hazards of simulated companions are covered, a
 * difference of platforms that is not there is not found. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "measure_worlds.h"
#include "tests/test.h"

/* The row of a group and a day: its limits. */
static struct gal_interval
limits_at(const struct gal_frame *f, const char *companions, int64_t day)
{
	int at = gal_frame_find(f, "day"), lo = gal_frame_find(f, "lower");
	int hi = gal_frame_find(f, "upper");

	for (size_t r = 0; r < gal_frame_rows(f); r++)
		if (strcmp(gal_frame_at(f, r, 1)->u.text, companions) == 0 &&
		    gal_frame_at(f, r, (size_t)at)->u.integer == day)
			return (struct gal_interval){
				gal_frame_at(f, r, (size_t)lo)->u.real,
				gal_frame_at(f, r, (size_t)hi)->u.real
			};
	return gal_interval_none();
}

static bool
has_note(const struct gal_frame *f, const char *words, double *p)
{
	for (size_t i = 0; i < f->note_count; i++)
		if (strstr(f->notes[i], words) != NULL) {
			const char *at = strstr(f->notes[i], " p = ");

			*p = at == NULL ? NAN : strtod(at + 5, NULL);
			return true;
		}
	return false;
}

static void
test_stats_survival__known_hazards_are_covered(void **state)
{
	int all = 0, fast = 0, alike = 0, told = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct gal_timeline *t = measure_new();
		struct measure_frames f;
		struct gal_interval at;
		double p = NAN, truth = pow(0.95, 9);

		world_companions(t, seed, 0.05, 0.05);
		measure_report(&f, t, "survival");
		at = limits_at(f.items[0], "all", 90);
		all += at.lo <= truth && at.hi >= truth;
		assert_true(has_note(f.items[0], "log-rank", &p));
		alike += p < 0.05;
		measure_free(&f);
		gal_timeline_free(t);

		t = measure_new();
		truth = pow(0.9, 9);
		world_companions(t, seed, 0.1, 0.03);
		measure_report(&f, t, "survival");
		at = limits_at(f.items[0], "chatgpt", 90);
		fast += at.lo <= truth && at.hi >= truth;
		assert_true(has_note(f.items[0], "log-rank", &p));
		told += p < 0.05;
		measure_free(&f);
		gal_timeline_free(t);
	}
	/* of 20 at 0.95: fewer than 16 has probability 0.003 */
	assert_true(all >= 16);
	assert_true(fast >= 16);
	assert_true(alike <= 4);
	assert_int_equal(told, 20);
}

static void
test_stats_survival__models_are_told_apart_from_the_name_on(void **state)
{
	int slow = 0, alike = 0, told = 0;

	(void)state;
	for (uint64_t seed = 1; seed <= 20; seed++) {
		struct gal_timeline *t = measure_new();
		struct measure_frames f;
		struct gal_interval at;
		double p = NAN, truth = pow(0.97, 9);

		world_models(t, seed, 0.1, 0.03);
		measure_report(&f, t, "survival");
		at = limits_at(f.items[0], "chatgpt 5", 90);
		slow += at.lo <= truth && at.hi >= truth;
		assert_true(has_note(f.items[0], "2 models", &p));
		told += p < 0.05;
		/* the first post has no rung of companionship */
		at = limits_at(f.items[0], "begins with its name", 90);
		assert_true(at.lo > 0);
		at = limits_at(f.items[0], "begins with the rung", 90);
		assert_true(isnan(at.lo));
		measure_free(&f);
		gal_timeline_free(t);

		t = measure_new();
		world_models(t, seed, 0.05, 0.05);
		measure_report(&f, t, "survival");
		assert_true(has_note(f.items[0], "2 models", &p));
		alike += p < 0.05;
		measure_free(&f);
		gal_timeline_free(t);
	}
	/* of 20 at 0.95: fewer than 16 has probability 0.003 */
	assert_true(slow >= 16);
	assert_true(alike <= 4);
	assert_int_equal(told, 20);
}

/* A model counts with its own platform only, and a rupture told in the first
 * post is not of a companion that was seen at risk. */
static void
test_stats_survival__models_follow_their_platform(void **state)
{
	struct gal_timeline *t = measure_new();
	struct measure_frames f;
	int n;

	(void)state;
	for (uint64_t i = 0; i < 60; i++) {
		struct measure_post post = { .author = i + 1,
			.rung = 3,
			.model = 1,
			.codes = { "platform.replika" } };

		if (i >= 40)
			post.codes[1] = "persona.rupture";
		measure_add(t, &post);
		post = (struct measure_post){ .author = i + 1,
			.day = 100,
			.rung = 3,
			.pressures = GAL_PRESSURE_JAILBREAK,
			.codes = { i < 30 ? "persona.rupture" : NULL } };
		measure_add(t, &post);
		post = (struct measure_post){
			.author = i + 1, .day = 400, .rung = 3
		};
		measure_add(t, &post);
	}
	measure_finish(t);
	measure_report(&f, t, "survival");
	assert_true(isnan(limits_at(f.items[0], "chatgpt 4o", 180).lo));
	assert_true(limits_at(f.items[0], "replika", 180).hi > 0);
	n = gal_frame_find(f.items[0], "n_authors");
	assert_int_equal(gal_frame_at(f.items[0], 0, (size_t)n)->u.integer, 40);
	n = gal_frame_find(f.items[0], "n_missing");
	assert_int_equal(gal_frame_at(f.items[0], 0, (size_t)n)->u.integer, 20);
	/* 30 of the 50 ruptures */
	assert_true(
	    measure_cell(&f, "persona_breaks", "jailbreak", "estimate") == 0.6);
	measure_free(&f);
	gal_timeline_free(t);
}

static double
share_after(const struct gal_frame *f, const char *follows)
{
	int x = gal_frame_find(f, "estimate");

	for (size_t r = 0; r < gal_frame_rows(f); r++)
		if (strcmp(gal_frame_at(f, r, 0)->u.text, follows) == 0 &&
		    strcmp(gal_frame_at(f, r, 1)->u.text, "any") == 0)
			return gal_frame_at(f, r, (size_t)x)->missing
			    ? NAN
			    : gal_frame_at(f, r, (size_t)x)->u.real;
	return NAN;
}

/* Of 40 broken companions: 20 told with grief, 10 leave without a post, the
 * others return, 15 of them naming another platform. */
static void
test_stats_survival__what_follows_is_counted(void **state)
{
	const struct gal_event event = { "an update",
		MEASURE_START + (int64_t)28 * 86400 };
	struct gal_timeline *t = measure_new_with(&event, 1, false);
	struct measure_frames f;

	(void)state;
	for (uint64_t i = 0; i < 40; i++) {
		struct measure_post post = { .author = i + 1,
			.rung = 3,
			.codes = { "platform.replika" } };

		measure_add(t, &post);
		post = (struct measure_post){ .author = i + 1,
			.day = 30,
			.rung = -1,
			.codes = { "persona.rupture" } };
		if (i < 20)
			post.codes[1] = "persona.grief";
		measure_add(t, &post);
		if (i >= 30)
			continue;
		post = (struct measure_post){
			.author = i + 1, .day = 60, .rung = 4
		};
		if (i < 15)
			post.codes[0] = "platform.chatgpt";
		measure_add(t, &post);
	}
	measure_finish(t);
	measure_report(&f, t, "survival");
	assert_true(share_after(f.items[2], "grief") == 0.5);
	assert_true(share_after(f.items[2], "exit: no further post") == 0.25);
	assert_true(share_after(f.items[2],
			"return: companionship or above again") == 0.75);
	assert_true(share_after(f.items[2],
			"migration: another platform is named") == 0.375);
	assert_true(
	    measure_cell(&f, "persona_breaks",
		"within four weeks of a platform event", "estimate") == 1.0);
	measure_free(&f);
	gal_timeline_free(t);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_survival__known_hazards_are_covered),
		cmocka_unit_test(
		    test_stats_survival__models_are_told_apart_from_the_name_on),
		cmocka_unit_test(
		    test_stats_survival__models_follow_their_platform),
		cmocka_unit_test(test_stats_survival__what_follows_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
