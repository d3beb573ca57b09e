#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "corpora/phrases.h"
#include "corpora/phrasing.h"

#define FORMS 4000

/* A post that shows a rung and one code, nothing else. */
static void
phrase(struct gal_buffer *text, const struct gal_sim_phrasing *phrasing,
    uint64_t key, uint64_t codes, uint8_t shown, enum gal_sim_talk talk)
{
	struct gal_sim_author author = { .key = gal_rng_bits(1, 2, key) };
	struct gal_sim_post post = { 0, 0, shown, shown };
	struct gal_sim_content content = { talk, shown, 0, codes };
	struct gal_error err = { 0 };

	gal_buffer_clear(text);
	assert_int_equal(gal_sim_phrase_post(text, NULL, phrasing, &author,
			     &post, &content, &err),
	    GAL_OK);
}

static int
compare_hashes(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return (x > y) - (x < y);
}

/* The sentence of the code is what differs from post to post besides filler
 * and rung, so hundreds of forms must come of its templates. */
static void
test_corpora_phrasing__every_code_has_templates(void **state)
{
	static const struct {
		const struct gal_sim_phrase *phrases;
		const size_t *count;
	} tables[] = {
		{ gal_sim_ladder_phrases, &gal_sim_ladder_phrase_count },
		{ gal_sim_code_phrases, &gal_sim_code_phrase_count },
	};

	(void)state;
	for (size_t c = 0; c < gal_sim_code_count; c++) {
		size_t count = 0;

		for (size_t t = 0; t < 2; t++) {
			for (size_t i = 0; i < *tables[t].count; i++)
				count += strcmp(tables[t].phrases[i].code,
					     gal_sim_codes[c].name) == 0;
		}
		assert_true(count >= 5);
	}
}

/* A slot that no table knows would stand in the text with its braces. */
static void
test_corpora_phrasing__fills_every_slot(void **state)
{
	struct gal_sim_phrasing *phrasing;
	struct gal_buffer text = GAL_BUFFER(1 << 20);
	struct gal_error err = { 0 };

	(void)state;
	assert_int_equal(gal_sim_phrasing_new(&phrasing, &err), GAL_OK);
	for (uint64_t i = 0; i < 20000; i++) {
		uint64_t code = i % gal_sim_code_count;

		phrase(&text, phrasing, i, UINT64_C(1) << code,
		    (uint8_t)(1 + i % GAL_SIM_RUNGS), GAL_SIM_TALK_OWN);
		assert_null(strchr(text.data, '{'));
		phrase(&text, phrasing, i, 0, 0,
		    (enum gal_sim_talk)(1 + i % 3)); /* not fiction: cards */
		assert_null(strchr(text.data, '{'));
	}
	gal_buffer_free(&text);
	gal_sim_phrasing_free(phrasing);
}

static void
test_corpora_phrasing__hardly_repeats_itself(void **state)
{
	struct gal_sim_phrasing *phrasing;
	struct gal_buffer text = GAL_BUFFER(1 << 20);
	static uint64_t hashes[FORMS];
	struct gal_error err = { 0 };
	size_t distinct = 1;

	(void)state;
	assert_int_equal(gal_sim_phrasing_new(&phrasing, &err), GAL_OK);
	for (uint64_t i = 0; i < FORMS; i++) {
		phrase(&text, phrasing, i, 0, 1, GAL_SIM_TALK_OWN);
		hashes[i] = gal_hash_bytes(text.data, text.len, 0);
	}
	qsort(hashes, FORMS, sizeof(hashes[0]), compare_hashes);
	for (size_t i = 1; i < FORMS; i++)
		distinct += hashes[i] != hashes[i - 1];
	assert_true(distinct > FORMS * 9 / 10);
	gal_buffer_free(&text);
	gal_sim_phrasing_free(phrasing);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_corpora_phrasing__every_code_has_templates),
		cmocka_unit_test(test_corpora_phrasing__fills_every_slot),
		cmocka_unit_test(test_corpora_phrasing__hardly_repeats_itself),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
