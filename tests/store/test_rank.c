/* Ranks where common words are counted in the newest posts only: those of
 * FTS5's bm25(), nearly. */
#include "store/rank.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "store/many_posts.h"
#include "store/query.h"

/* The best ten, as ranked here; each within 2 % of bm25(), and none that
 * bm25() places much lower. */
static void
assert_ranks_as_bm25(struct gal_store *store, const char *match, bool estimated)
{
	const struct gal_query query = { .match = match, .limit = 10 };
	struct gal_query_run *run = NULL;
	const struct gal_query_hit *hit = NULL;
	struct gal_error err = { 0 };
	sqlite3_stmt *s = NULL;
	double last = -1e9;
	int hits = 0;

	assert_int_equal(gal_query_open(&run, store, &query, &err), GAL_OK);
	assert_string_equal(
	    gal_rank_function(store), estimated ? "gal_rank" : "bm25");
	assert_int_equal(sqlite3_prepare_v2(store->db,
			     "SELECT bm25(post_fts) FROM post_fts WHERE "
			     "post_fts MATCH ?1 AND rowid = ?2",
			     -1, &s, NULL),
	    SQLITE_OK);
	while (gal_query_next(&hit, run, &err) == GAL_OK) {
		double exact;

		(void)sqlite3_reset(s);
		(void)sqlite3_bind_text(s, 1, match, -1, SQLITE_STATIC);
		(void)sqlite3_bind_int64(s, 2, hit->record->post.row_id);
		assert_int_equal(sqlite3_step(s), SQLITE_ROW);
		exact = sqlite3_column_double(s, 0);
		if (fabs(hit->rank - exact) > 0.02 * fabs(exact))
			fail_msg(
			    "%s: rank %g, bm25 %g", match, hit->rank, exact);
		assert_true(hit->rank >= last);
		last = hit->rank;
		hits++;
	}
	assert_int_equal(hits, 10);
	(void)sqlite3_finalize(s);
	gal_query_close(run);
}

static void
test_store_rank__common_words_are_counted_in_the_newest_posts(void **state)
{
	char path[] = "/tmp/galatea-rank-XXXXXX";
	int fd = mkstemp(path);
	struct gal_store *store;

	(void)state;
	assert_true(fd >= 0);
	(void)close(fd);
	(void)unlink(path);
	store = many_posts(path);
	assert_ranks_as_bm25(store, "(\"rain\") AND (\"umbrella\")", true);
	assert_ranks_as_bm25(store, "\"tea\" OR \"umbrella\"", true);
	assert_ranks_as_bm25(store, "NEAR(\"was\" \"tea\", 3)", true);
	assert_ranks_as_bm25(store, "\"rain umbr\"*", true);
	/* by hand: not told apart, so counted whole */
	assert_ranks_as_bm25(store, "rain AND umbrella", false);
	assert_ranks_as_bm25(store, "\"tea\" + \"rain\"", false);
	gal_store_close(store);
	(void)unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    test_store_rank__common_words_are_counted_in_the_newest_posts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
