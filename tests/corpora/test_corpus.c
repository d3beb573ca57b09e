#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cjson/cJSON.h>
#include <zstd.h>

#include "core/rng.h"
#include "corpora/corpus.h"
#include "corpora/tagger.h"

struct made {
	char directory[64];
	char submissions[96];
	char comments[96];
	char truth[96];
	char tags[96];
};

static int
set_up(void **state)
{
	struct made *m = calloc(1, sizeof(*m));

	assert_non_null(m);
	(void)snprintf(
	    m->directory, sizeof(m->directory), "/tmp/galatea-sim-XXXXXX");
	assert_non_null(mkdtemp(m->directory));
	(void)snprintf(
	    m->submissions, sizeof(m->submissions), "%s/s.zst", m->directory);
	(void)snprintf(
	    m->comments, sizeof(m->comments), "%s/c.zst", m->directory);
	(void)snprintf(m->truth, sizeof(m->truth), "%s/t.zst", m->directory);
	(void)snprintf(m->tags, sizeof(m->tags), "%s/tags.csv", m->directory);
	*state = m;
	return 0;
}

static int
tear_down(void **state)
{
	struct made *m = *state;

	(void)unlink(m->submissions);
	(void)unlink(m->comments);
	(void)unlink(m->truth);
	(void)unlink(m->tags);
	(void)rmdir(m->directory);
	free(m);
	return 0;
}

static struct gal_sim_corpus
small_corpus(const struct made *m)
{
	struct gal_sim_corpus c;

	gal_sim_corpus_defaults(&c);
	c.posts = 3000;
	c.directory = m->directory;
	c.submissions = m->submissions;
	c.comments = m->comments;
	c.truth = m->truth;
	/* Sanitizers make 2 GiB of reserved memory expensive. */
	c.window_log = 24;
	return c;
}

/* The whole file; the caller frees. */
static char *
slurp(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	struct stat st;
	char *bytes;

	assert_non_null(f);
	assert_int_equal(fstat(fileno(f), &st), 0);
	*size = (size_t)st.st_size;
	bytes = malloc(*size + 1);
	assert_non_null(bytes);
	assert_int_equal(fread(bytes, 1, *size, f), *size);
	bytes[*size] = '\0';
	(void)fclose(f);
	return bytes;
}

static uint64_t
hash_file(const char *path)
{
	size_t n;
	char *bytes = slurp(path, &n);
	uint64_t h = gal_hash_bytes(bytes, n, 0);

	free(bytes);
	return h;
}

/* All frames of a .zst as text; the caller frees. */
static char *
unpack(const char *path, size_t *size)
{
	size_t packed;
	char *bytes = slurp(path, &packed);
	size_t room = (size_t)64 << 20;
	char *out = malloc(room);
	ZSTD_DCtx *context = ZSTD_createDCtx();
	ZSTD_inBuffer from = { bytes, packed, 0 };
	ZSTD_outBuffer to = { out, room - 1, 0 };

	assert_non_null(out);
	assert_non_null(context);
	(void)ZSTD_DCtx_setParameter(context, ZSTD_d_windowLogMax, 31);
	while (from.pos < from.size)
		assert_false(
		    ZSTD_isError(ZSTD_decompressStream(context, &to, &from)));
	ZSTD_freeDCtx(context);
	free(bytes);
	out[to.pos] = '\0';
	*size = to.pos;
	return out;
}

static void
test_corpora_corpus__is_fixed_by_the_seed(void **state)
{
	struct made *m = *state;
	struct gal_sim_corpus c = small_corpus(m);
	struct gal_sim_totals totals;
	struct gal_error err = { 0 };
	uint64_t first[3];

	assert_int_equal(gal_sim_corpus_write(&totals, &c, &err), GAL_OK);
	assert_int_equal(totals.posts, 3000);
	first[0] = hash_file(m->submissions);
	first[1] = hash_file(m->comments);
	first[2] = hash_file(m->truth);
	assert_int_equal(gal_sim_corpus_write(&totals, &c, &err), GAL_OK);
	assert_true(first[0] == hash_file(m->submissions));
	assert_true(first[1] == hash_file(m->comments));
	assert_true(first[2] == hash_file(m->truth));
	c.seed = 2;
	assert_int_equal(gal_sim_corpus_write(&totals, &c, &err), GAL_OK);
	assert_true(first[1] != hash_file(m->comments));
}

/* Mean text of 300 bytes and a ratio as real dumps have it. */
static void
test_corpora_corpus__has_the_weight_of_real_archives(void **state)
{
	struct made *m = *state;
	struct gal_sim_corpus c = small_corpus(m);
	struct gal_sim_totals t;
	struct gal_error err = { 0 };
	double mean, ratio;

	c.posts = 10000;
	assert_int_equal(gal_sim_corpus_write(&t, &c, &err), GAL_OK);
	mean = (double)t.text_bytes / (double)t.posts;
	ratio = (double)t.bytes_in / (double)t.bytes_out;
	assert_true(mean > 285 && mean < 315);
	assert_true(ratio > 8 && ratio < 15);
	assert_true(t.copies > 100 && t.bot_posts > 100 && t.deleted > 100);
	assert_int_equal(
	    t.posts + t.bot_posts + t.copies, t.submissions + t.comments);
}

static unsigned
rung_of(const cJSON *object, const char *key)
{
	static const char *const names[] = { "none", "tool", "exploration",
		"confidant", "companion", "partner", "committed" };
	const char *name =
	    cJSON_GetStringValue(cJSON_GetObjectItem(object, key));

	assert_non_null(name);
	for (unsigned r = 0; r < 7; r++) {
		if (strcmp(name, names[r]) == 0)
			return r;
	}
	fail_msg("no rung '%s'", name);
	return 0;
}

static void
test_corpora_corpus__truth_agrees_with_itself(void **state)
{
	struct made *m = *state;
	struct gal_sim_corpus c = small_corpus(m);
	struct gal_sim_totals totals;
	struct gal_error err = { 0 };
	char *text, *line, *next;
	size_t size, authors = 0, posts = 0, shown = 0;

	assert_int_equal(gal_sim_corpus_write(&totals, &c, &err), GAL_OK);
	text = unpack(m->truth, &size);
	for (line = text; *line != '\0'; line = next) {
		cJSON *object;
		const char *record;

		next = strchr(line, '\n');
		assert_non_null(next);
		*next++ = '\0';
		object = cJSON_Parse(line);
		assert_non_null(object);
		record =
		    cJSON_GetStringValue(cJSON_GetObjectItem(object, "record"));
		authors += strcmp(record, "author") == 0;
		if (strcmp(record, "post") == 0) {
			posts++;
			assert_true(
			    rung_of(object, "shown") <= rung_of(object, "own"));
			shown += rung_of(object, "shown") > 0;
		}
		cJSON_Delete(object);
	}
	free(text);
	assert_int_equal(authors, totals.authors);
	assert_int_equal(posts, 3000);
	assert_true(shown > 1500);
}

/* Every line parses and says that it is simulated; ids never repeat except
 * in later copies. */
static void
test_corpora_corpus__marks_every_line(void **state)
{
	struct made *m = *state;
	struct gal_sim_corpus c = small_corpus(m);
	struct gal_sim_totals totals;
	struct gal_error err = { 0 };
	const char *paths[2];
	size_t lines = 0;

	assert_int_equal(gal_sim_corpus_write(&totals, &c, &err), GAL_OK);
	paths[0] = m->submissions;
	paths[1] = m->comments;
	for (int i = 0; i < 2; i++) {
		size_t size;
		char *text = unpack(paths[i], &size);
		char *line, *next;

		for (line = text; *line != '\0'; line = next) {
			cJSON *object;

			next = strchr(line, '\n');
			assert_non_null(next);
			*next++ = '\0';
			object = cJSON_Parse(line);
			assert_non_null(object);
			assert_true(cJSON_IsTrue(
			    cJSON_GetObjectItem(object, "galatea_simulated")));
			assert_non_null(cJSON_GetObjectItem(
			    object, i == 0 ? "selftext" : "body"));
			cJSON_Delete(object);
			lines++;
		}
		free(text);
	}
	assert_int_equal(lines, totals.submissions + totals.comments);
}

static void
test_corpora_corpus__memory_does_not_grow_with_posts(void **state)
{
	struct made *m = *state;
	struct gal_sim_corpus c = small_corpus(m);
	struct gal_sim_totals totals;
	struct gal_error err = { 0 };
	struct rusage before, after;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
	skip(); /* freed memory is kept there on purpose */
#endif
	c.window_log = 20;
	c.posts = 2000;
	assert_int_equal(gal_sim_corpus_write(&totals, &c, &err), GAL_OK);
	(void)getrusage(RUSAGE_SELF, &before);
	c.posts = 20000;
	assert_int_equal(gal_sim_corpus_write(&totals, &c, &err), GAL_OK);
	(void)getrusage(RUSAGE_SELF, &after);
	/* 20,000 planned posts of 24 bytes, and slack; their 40 MB of lines
	 * would show. */
	assert_true(after.ru_maxrss - before.ru_maxrss < 8 << 10);
}

/* The closed form of the confusion against tags drawn. */
static void
test_corpora_corpus__tags_err_as_stated(void **state)
{
	struct gal_sim_process process;
	struct gal_sim_window window = { 0, 1000 * GAL_SIM_DAY };
	double emission[GAL_SIM_RUNGS][GAL_SIM_RUNGS + 1];
	double seen[GAL_SIM_RUNGS][GAL_SIM_RUNGS + 1] = { { 0 } };
	double total[GAL_SIM_RUNGS] = { 0 };

	(void)state;
	gal_sim_process_defaults(&process);
	gal_sim_emission(emission, &process);
	for (uint64_t i = 0; i < 4000; i++) {
		struct gal_sim_author author;
		struct gal_sim_path path;
		struct gal_sim_posting posting;
		struct gal_sim_post post;

		gal_sim_author(&author, &process, window, 9, i);
		gal_sim_path(&path, &process, window, &author);
		gal_sim_posting_start(&posting, &process, &author, &path);
		while (gal_sim_posting_next(&posting, &post)) {
			struct gal_sim_content content;
			struct gal_sim_tags tags;

			gal_sim_content(
			    &content, &process, &author, &post, INT64_MIN);
			gal_sim_tag(&tags, &process, &author, &post, &content);
			seen[post.own - 1][tags.stage]++;
			total[post.own - 1]++;
		}
	}
	for (size_t r = 0; r < GAL_SIM_RUNGS; r++) {
		double sum = 0;

		for (size_t t = 0; t <= GAL_SIM_RUNGS; t++) {
			double p = emission[r][t];
			double difference = seen[r][t] - p * total[r];

			sum += p;
			assert_true(difference * difference <=
			    25 * p * (1 - p) * total[r] + 1);
		}
		assert_true(sum > 1 - 1e-12 && sum < 1 + 1e-12);
	}
}

static void
test_corpora_corpus__tags_without_text(void **state)
{
	struct made *m = *state;
	struct gal_sim_corpus c = small_corpus(m);
	struct gal_sim_totals totals;
	struct gal_error err = { 0 };
	size_t size, lines = 0;
	char *text;

	c.posts = 0;
	c.authors = 50;
	c.tags = m->tags;
	c.submissions = c.comments = NULL;
	assert_int_equal(gal_sim_corpus_write(&totals, &c, &err), GAL_OK);
	assert_int_equal(totals.authors, 50);
	text = slurp(m->tags, &size);
	assert_memory_equal(
	    text, "post_id,author,t,stage,benefit,dependency\n", 42);
	for (size_t i = 0; i < size; i++)
		lines += text[i] == '\n';
	free(text);
	assert_int_equal(lines, totals.posts + 1);
}

static void
test_corpora_corpus__refuses_what_cannot_be_and_leaves_no_file(void **state)
{
	struct made *m = *state;
	struct gal_sim_corpus c = small_corpus(m);
	struct gal_sim_totals totals;
	struct gal_error err = { 0 };

	c.window.until = c.window.from;
	assert_int_equal(gal_sim_corpus_write(&totals, &c, &err), GAL_ARGUMENT);
	gal_error_clear(&err);
	c = small_corpus(m);
	c.window_log = 40;
	assert_int_equal(gal_sim_corpus_write(&totals, &c, &err), GAL_ARGUMENT);
	gal_error_clear(&err);
	c = small_corpus(m);
	c.comments = "/nowhere/at/all/c.zst";
	assert_int_not_equal(gal_sim_corpus_write(&totals, &c, &err), GAL_OK);
	assert_int_not_equal(access(m->submissions, F_OK), 0);
	assert_int_not_equal(access(m->truth, F_OK), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_corpora_corpus__is_fixed_by_the_seed),
		TEST(test_corpora_corpus__memory_does_not_grow_with_posts),
		TEST(test_corpora_corpus__has_the_weight_of_real_archives),
		TEST(test_corpora_corpus__truth_agrees_with_itself),
		TEST(test_corpora_corpus__marks_every_line),
		TEST(test_corpora_corpus__tags_err_as_stated),
		TEST(test_corpora_corpus__tags_without_text),
		TEST(
		    test_corpora_corpus__refuses_what_cannot_be_and_leaves_no_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
