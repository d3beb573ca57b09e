#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/rng.h"
#include "stats/dialogue.h"
#include "stats/listener_study.h"
#include "test.h"

/* Two pairs; a speaker's own word comes with probability `edge`. */
static void
fill(struct gal_dialogue *d, double edge)
{
	static const char *const who[] = { "Sea_Ann", "Sea_Bob", "Hill_Cat",
		"Hill_Dan" };
	struct gal_rng rng = { 3, 1, 0 };
	char id[40];

	for (uint32_t p = 0; p < 4; p++)
		for (int scene = 0; scene < 5; scene++)
			for (int t = 0; t < 12; t++) {
				struct gal_turn turn = { .ai = t % 2 == 1,
					.read = true,
					.valence = 0.5,
					.depth = { 1, 1, 1 } };
				uint32_t words[10];

				(void)snprintf(id, sizeof(id), "%s__scene%d",
				    who[p], scene);
				for (int w = 0; w < 10; w++)
					words[w] =
					    gal_rng_next_uniform(&rng) < edge
					    ? p
					    : 4 +
						(uint32_t)gal_rng_next_below(
						    &rng, 30);
				assert_int_equal(
				    gal_dialogue_add(d, gal_str_of(id), t == 0,
					&turn, words, 10, NULL),
				    GAL_OK);
			}
	assert_int_equal(gal_dialogue_label(d, NULL), GAL_OK);
}

static const struct gal_dialogue_options quick = {
	.conf = 0.95, .k = 1, .seed = 1, .permutations = 19, .replicates = 40
};

static void
test_stats_dialogue__labels_come_from_ids(void **state)
{
	struct gal_dialogue d = { 0 };
	struct gal_turn turn = { 0 };
	uint32_t word = 0;

	(void)state;
	assert_int_equal(gal_dialogue_add(&d, GAL_STR("ED_A__x"), true, &turn,
			     &word, 1, NULL),
	    GAL_OK);
	assert_int_equal(gal_dialogue_add(&d, GAL_STR("ED_B__x"), true, &turn,
			     &word, 1, NULL),
	    GAL_OK);
	assert_int_equal(gal_dialogue_add(&d, GAL_STR("long_ED_A"), true, &turn,
			     &word, 1, NULL),
	    GAL_OK);
	assert_int_equal(gal_dialogue_add(&d, GAL_STR("nobody"), true, &turn,
			     &word, 1, NULL),
	    GAL_OK);
	assert_int_equal(gal_dialogue_label(&d, NULL), GAL_OK);
	assert_int_equal(d.persona_count, 2);
	assert_int_equal(d.partner[0], 1);
	assert_int_equal(
	    d.conversations[0].scenario, d.conversations[1].scenario);
	assert_int_equal(d.conversations[2].persona, 0);
	assert_int_equal(d.conversations[3].persona, GAL_NO_LABEL);
	assert_int_equal(d.scenario_count, 3);
	gal_dialogue_free(&d);
}

static size_t
found_in_pair(double edge, double *p)
{
	struct gal_dialogue d = { 0 };
	struct listener_study study;
	size_t right = 0;

	fill(&d, edge);
	assert_int_equal(listener_study_run(&study, &d, &quick, NULL), GAL_OK);
	assert_int_equal(study.count, 20);
	for (size_t i = 0; i < study.count; i++) {
		right += study.results[i].right_pair;
		assert_int_equal(study.results[i].turn_count, 6);
	}
	*p = study.permutation_p[1];
	listener_study_free(&study);
	gal_dialogue_free(&d);
	return right;
}

static void
test_stats_dialogue__own_words_are_found(void **state)
{
	double p;

	(void)state;
	assert_true(found_in_pair(0.3, &p) >= 18);
	assert_true(p <= 0.2);
}

static void
test_stats_dialogue__no_difference_is_not_found(void **state)
{
	double p;
	size_t right;

	(void)state;
	right = found_in_pair(0.0, &p);
	assert_true(right > 2 && right < 18);
	assert_true(p > 0.05);
}

struct kept {
	size_t frames, bare;
};

/* Counts frames and those that show no number at all. */
static enum gal_status
keep(void *payload, struct gal_frame *frame, struct gal_error *err)
{
	struct kept *kept = payload;
	bool any = false;

	(void)err;
	for (size_t i = 0; i < frame->cell_count; i++) {
		const struct gal_frame_column *c =
		    &frame->columns[i % frame->column_count];

		any |= !frame->cells[i].missing && c->type == GAL_CELL_REAL &&
		    !isnan(frame->cells[i].u.real);
	}
	kept->frames++;
	kept->bare += !any;
	gal_frame_free(frame);
	return GAL_OK;
}

static void
test_stats_dialogue__small_cells_are_left_out(void **state)
{
	struct gal_dialogue d = { 0 };
	struct gal_dialogue_options o = quick;
	struct kept kept = { 0 };

	(void)state;
	fill(&d, 0.3);
	o.permutations = 0;
	assert_int_equal(
	    gal_dialogue_report_listener(&d, &o, keep, &kept, NULL), GAL_OK);
	assert_int_equal(kept.frames, 5);
	assert_int_equal(kept.bare, 0);
	o.k = 21;
	kept = (struct kept){ 0 };
	assert_int_equal(
	    gal_dialogue_report_emotion(&d, &o, keep, &kept, NULL), GAL_OK);
	assert_int_equal(kept.frames, 3);
	assert_int_equal(kept.bare, 3);
	kept = (struct kept){ 0 };
	assert_int_equal(
	    gal_dialogue_report_reciprocity(&d, &o, keep, &kept, NULL), GAL_OK);
	assert_int_equal(kept.frames, 3);
	assert_int_equal(kept.bare, 3);
	gal_dialogue_free(&d);
}

/* Keeps the frame of the thirds. */
static enum gal_status
keep_course(void *payload, struct gal_frame *frame, struct gal_error *err)
{
	struct gal_frame **out = payload;

	(void)err;
	if (strcmp(frame->name, "listener_course") == 0)
		*out = frame;
	else
		gal_frame_free(frame);
	return GAL_OK;
}

/* Two personas of a pair that trade their words in the last third of every
 * conversation: they are themselves before, and the other one then. */
static void
test_stats_dialogue__a_persona_that_drifts_is_seen(void **state)
{
	static const char *const who[] = { "Sea_Ann", "Sea_Bob" };
	struct gal_dialogue d = { 0 };
	struct gal_dialogue_options o = quick;
	struct gal_rng rng = { 11, 1, 0 };
	struct gal_frame *f = NULL;
	int gap, strange;
	char id[40];

	(void)state;
	for (uint32_t p = 0; p < 2; p++)
		for (int scene = 0; scene < 12; scene++)
			for (int t = 0; t < 18; t++) {
				struct gal_turn turn = { .read = true };
				uint32_t own = t < 12 ? p : 1 - p, words[10];

				(void)snprintf(id, sizeof(id), "%s__scene%d",
				    who[p], scene);
				for (int w = 0; w < 10; w++)
					words[w] =
					    gal_rng_next_uniform(&rng) < 0.4
					    ? own
					    : 2 +
						(uint32_t)gal_rng_next_below(
						    &rng, 30);
				assert_int_equal(
				    gal_dialogue_add(&d, gal_str_of(id), t == 0,
					&turn, words, 10, NULL),
				    GAL_OK);
			}
	assert_int_equal(gal_dialogue_label(&d, NULL), GAL_OK);
	o.permutations = 0;
	assert_int_equal(
	    gal_dialogue_report_listener(&d, &o, keep_course, &f, NULL),
	    GAL_OK);
	assert_non_null(f);
	assert_int_equal(gal_frame_rows(f), 9);
	gap = gal_frame_find(f, "gap");
	strange = gal_frame_find(f, "strange");
	for (size_t r = 0; r < 9; r++) {
		double bits = gal_frame_at(f, r, (size_t)gap)->u.real;
		double other = gal_frame_at(f, r, (size_t)strange)->u.real;

		assert_true(r % 3 == 2 ? bits < -0.1 : bits > 0.1);
		assert_true(r % 3 == 2 ? other > 0.7 : other < 0.3);
	}
	gal_frame_free(f);
	gal_dialogue_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stats_dialogue__labels_come_from_ids),
		cmocka_unit_test(test_stats_dialogue__own_words_are_found),
		cmocka_unit_test(
		    test_stats_dialogue__no_difference_is_not_found),
		cmocka_unit_test(test_stats_dialogue__small_cells_are_left_out),
		cmocka_unit_test(
		    test_stats_dialogue__a_persona_that_drifts_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
