/* Two coders of fifty posts, worked by hand: 20 both yes, 5 and 10 one of them,
 * 15 both no; kappa 0.4 (Cohen 1960), alpha 0.4 (Krippendorff 2011). */
#include <math.h>
#include <string.h>

#include "stats/validation.h"
#include "test.h"

#define UNITS 50
#define CODERS 2
#define FRAMES 4

struct frames {
	struct gal_frame *items[FRAMES];
	size_t count;
};

static enum gal_status
keep(void *payload, struct gal_frame *frame, struct gal_error *err)
{
	struct frames *f = payload;

	(void)err;
	assert_true(f->count < FRAMES);
	f->items[f->count++] = frame;
	return GAL_OK;
}

/* The row whose first cells are these (NULL: any). */
static size_t
row_of(const struct gal_frame *f, const char *first, const char *second)
{
	for (size_t r = 0; r < gal_frame_rows(f); r++) {
		const char *b = gal_frame_at(f, r, 1)->u.text;

		if (strcmp(gal_frame_at(f, r, 0)->u.text, first) == 0 &&
		    (second == NULL || strcmp(b, second) == 0))
			return r;
	}
	fail_msg("%s has no row %s", f->name, first);
	return 0;
}

static const struct gal_cell *
cell(const struct gal_frame *f, size_t row, const char *column)
{
	int c = gal_frame_find(f, column);

	if (c < 0)
		fail_msg("%s has no column %s", f->name, column);
	return gal_frame_at(f, row, (size_t)c);
}

static void
assert_near(double got, double expected)
{
	if (!(fabs(got - expected) < 1e-9))
		fail_msg("%.12g, not %.12g", got, expected);
}

struct world {
	int8_t label[UNITS * CODERS];
	int stage[UNITS * CODERS];
	uint8_t predicted[UNITS];
	int predicted_stage[UNITS];
	double pi[UNITS];
	bool model[CODERS];
	struct gal_validation v;
};

static void
make_world(struct world *w)
{
	static const char *const coders[] = { "anna", "ben" };
	static const char *const codes[] = { "x.y" };
	static const char *const rungs[] = { "tool", "partner" };

	memset(w, 0, sizeof(*w));
	for (size_t u = 0; u < UNITS; u++) {
		w->label[u * CODERS] = u < 25;
		w->label[u * CODERS + 1] = u < 20 || (u >= 25 && u < 35);
		w->predicted[u] = 1;
		w->pi[u] = 1;
	}
	w->v = (struct gal_validation){ .units = UNITS,
		.coders = CODERS,
		.codes = 1,
		.rungs = 2,
		.coder = coders,
		.model = w->model,
		.code = codes,
		.rung = rungs,
		.pi = w->pi,
		.predicted = w->predicted,
		.label = w->label,
		.predicted_stage = w->predicted_stage,
		.stage = w->stage,
		.conf = 0.95 };
}

static void
free_frames(struct frames *f)
{
	for (size_t i = 0; i < f->count; i++)
		gal_frame_free(f->items[i]);
}

static void
test_stats_validation__agreement_worked_by_hand(void **state)
{
	struct world w;
	struct frames f = { { NULL }, 0 };
	size_t row;

	(void)state;
	make_world(&w);
	assert_int_equal(gal_validation_report(&w.v, keep, &f, NULL), GAL_OK);
	row = row_of(f.items[0], "x.y", NULL);
	assert_string_equal(cell(f.items[0], row, "coder_b")->u.text, "ben");
	assert_int_equal(cell(f.items[0], row, "n")->u.integer, 50);
	assert_near(cell(f.items[0], row, "agreement")->u.real, 0.7);
	assert_near(cell(f.items[0], row, "kappa")->u.real, 0.4);
	/* everyone says none: no agreement beyond chance can be told */
	row = row_of(f.items[0], "stage", NULL);
	assert_true(isnan(cell(f.items[0], row, "kappa")->u.real));
	assert_string_equal(cell(f.items[0], row, "reason")->u.text,
	    "undefined: both use one category only");
	row = row_of(f.items[1], "x.y", NULL);
	assert_int_equal(cell(f.items[1], row, "n_labels")->u.integer, 100);
	assert_near(cell(f.items[1], row, "alpha")->u.real, 0.4);
	row = row_of(f.items[1], "stage", NULL);
	assert_string_equal(cell(f.items[1], row, "reason")->u.text,
	    "undefined: all labels are the same");
	free_frames(&f);
}

static void
test_stats_validation__of_equals_the_first_coder_decides(void **state)
{
	struct world w;
	struct frames f = { { NULL }, 0 };
	const struct gal_frame *quality;

	(void)state;
	make_world(&w);
	/* posts that were drawn half as often count twice */
	for (size_t u = 25; u < UNITS; u++)
		w.pi[u] = 0.5;
	assert_int_equal(gal_validation_report(&w.v, keep, &f, NULL), GAL_OK);
	quality = f.items[2];
	assert_near(
	    cell(quality, row_of(quality, "x.y", "precision"), "estimate")
		->u.real,
	    25.0 / 75);
	assert_near(
	    cell(quality, row_of(quality, "x.y", "recall"), "estimate")->u.real,
	    1);
	assert_near(
	    cell(quality, row_of(quality, "x.y", "specificity"), "estimate")
		->u.real,
	    0);
	free_frames(&f);
}

static void
test_stats_validation__a_model_counts_where_no_person_coded(void **state)
{
	struct world w;
	struct frames f = { { NULL }, 0 };
	int8_t gold[UNITS];
	int stage[UNITS];
	size_t by_model;

	(void)state;
	make_world(&w);
	w.model[1] = true;
	for (size_t u = 0; u < 10; u++)
		w.stage[u * CODERS] = w.label[u * CODERS] = GAL_UNLABELLED;
	w.label[0 * CODERS + 1] = 0;
	gal_validation_gold(gold, stage, &by_model, &w.v);
	assert_int_equal(by_model, 10);
	assert_int_equal(gold[0], 0);  /* the model's */
	assert_int_equal(gold[1], 1);  /* likewise */
	assert_int_equal(gold[24], 1); /* hers, whatever the model says */
	assert_int_equal(gold[30], 0);
	assert_int_equal(gal_validation_report(&w.v, keep, &f, NULL), GAL_OK);
	assert_int_equal(f.items[0]->note_count, 1);
	assert_non_null(strstr(f.items[0]->notes[0], "ben is a model"));
	assert_int_equal(
	    cell(f.items[0], row_of(f.items[0], "x.y", NULL), "n")->u.integer,
	    40);
	free_frames(&f);
}

static void
test_stats_validation__nothing_labelled_is_said(void **state)
{
	struct world w;
	struct frames f = { { NULL }, 0 };

	(void)state;
	make_world(&w);
	for (size_t i = 0; i < UNITS * CODERS; i++)
		w.stage[i] = w.label[i] = GAL_UNLABELLED;
	assert_int_equal(gal_validation_report(&w.v, keep, &f, NULL), GAL_OK);
	assert_string_equal(
	    cell(f.items[0], row_of(f.items[0], "stage", NULL), "reason")
		->u.text,
	    "undefined: no unit coded by both");
	assert_int_equal(gal_frame_rows(f.items[3]), 0);
	assert_non_null(strstr(f.items[3]->notes[0], "no post has a label"));
	free_frames(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_stats_validation__agreement_worked_by_hand),
		cmocka_unit_test(
		    test_stats_validation__of_equals_the_first_coder_decides),
		cmocka_unit_test(
		    test_stats_validation__a_model_counts_where_no_person_coded),
		cmocka_unit_test(
		    test_stats_validation__nothing_labelled_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
