/*
 * How fast do posts become readings, against a multi-pattern scanner?
 *
 *   bench_classify CODEBOOK ARCHIVE [POSTS] [RUNS]
 *
 * The first POSTS posts of the archive (default 50000) are held in memory.
 * Then, in turn,
 *   classify  tokens, language, referents, rules, decisions, evidence
 *   tokens    the tokeniser and its marks alone
 *   scan      vectorscan over the same text for the codebook's literal and
 *             glob terms, caseless, word-bounded, start of match reported,
 *             one database, one call a post (where libhs was found)
 * One thread, CPU time, medians of RUNS (default 3).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "classify/codebook.h"
#include "classify/scratch.h"
#include "ingest/reader.h"
#ifdef GALATEA_HAVE_HS
#include <hs.h>
#endif

#define RUNS_MAX 99

struct post {
	char *community;
	char *title;
	char *text;
};

static double
cpu_now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
die(const struct gal_error *err)
{
	char message[1200];

	gal_error_format(err, message, sizeof(message));
	(void)fprintf(stderr, "bench_classify: %s\n", message);
	exit(1);
}

static char *
copy(struct gal_str text)
{
	char *out = calloc(1, text.len + 1);

	if (out == NULL)
		exit(1);
	if (text.len > 0)
		memcpy(out, text.data, text.len);
	return out;
}

static size_t
load(struct post *posts, size_t most, const char *path)
{
	struct gal_reader_options options = { 0 };
	struct gal_error err = { 0 };
	struct gal_reader *reader = NULL;
	struct gal_tally tally;
	const struct gal_post *post = NULL;
	struct gal_key key;
	size_t count = 0;

	gal_key_from_seed(&key, 1);
	options.key = &key;
	if (gal_reader_open(&reader, path, &options, &err) != GAL_OK)
		die(&err);
	gal_tally_init(&tally, reader);
	while (count < most &&
	    gal_reader_next(reader, &post, &tally, &err) == GAL_OK) {
		posts[count].community = copy(post->community);
		posts[count].title = copy(post->title);
		posts[count++].text = copy(post->text);
	}
	gal_reader_free(reader);
	return count;
}

static double
classify_all(const struct gal_codebook *book, const struct post *posts,
    size_t count, uint64_t *tags)
{
	struct gal_scratch *scratch = NULL;
	struct gal_error err = { 0 };
	double start;

	if (gal_scratch_new(&scratch, book, &err) != GAL_OK)
		die(&err);
	start = cpu_now();
	*tags = 0;
	for (size_t i = 0; i < count; i++) {
		struct gal_input input = { .community =
					       gal_str_of(posts[i].community),
			.title = gal_str_of(posts[i].title),
			.text = gal_str_of(posts[i].text) };
		struct gal_reading r;

		if (gal_classify(&r, scratch, &input, &err) != GAL_OK)
			die(&err);
		*tags += r.tag_count;
	}
	start = cpu_now() - start;
	gal_scratch_free(scratch);
	return start;
}

static double
tokenise_all(const struct post *posts, size_t count, uint64_t *tokens)
{
	struct gal_tokens t;
	struct gal_error err = { 0 };
	double start = cpu_now();

	gal_tokens_init(&t);
	*tokens = 0;
	for (size_t i = 0; i < count; i++) {
		gal_tokens_clear(&t);
		if (gal_tokens_add(&t, GAL_FIELD_TITLE,
			gal_str_of(posts[i].title), &err) != GAL_OK ||
		    gal_tokens_add(&t, GAL_FIELD_TEXT,
			gal_str_of(posts[i].text), &err) != GAL_OK)
			die(&err);
		gal_tokens_mark(&t);
		*tokens += t.count;
	}
	gal_tokens_free(&t);
	return cpu_now() - start;
}

#ifdef GALATEA_HAVE_HS
static int
count_match(unsigned id, unsigned long long from, unsigned long long to,
    unsigned flags, void *context)
{
	(void)id;
	(void)from;
	(void)to;
	(void)flags;
	++*(uint64_t *)context;
	return 0;
}

/* A term as a word-bounded expression: "lonel*" -> "\blonel\w*\b". */
static char *
expression(const char *term)
{
	struct gal_buffer b = GAL_BUFFER(4096);
	enum gal_status st = gal_buffer_append_str(&b, "\\b", NULL);

	for (; *term != '\0' && st == GAL_OK; term++) {
		if (*term == '*')
			st = gal_buffer_append_str(&b, "\\w*", NULL);
		else if (strchr(".^$|()[]{}+?\\/-", *term) != NULL)
			st = gal_buffer_printf(&b, NULL, "\\%c", *term);
		else
			st = gal_buffer_append(&b, term, 1, NULL);
	}
	if (st == GAL_OK)
		st = gal_buffer_append_str(&b, "\\b", NULL);
	if (st != GAL_OK)
		exit(1);
	return b.data;
}

static bool
is_ascii(const char *text)
{
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text >= 0x80)
			return false;
	}
	return true;
}

static hs_database_t *
compile_terms(const struct gal_codebook *book, size_t *used)
{
	const struct gal_symbols *symbols = book->automaton->symbols;
	size_t count = gal_symbols_term_count(symbols);
	const char **texts = calloc(count + 1, sizeof(*texts));
	unsigned *flags = calloc(count + 1, sizeof(*flags));
	unsigned *ids = calloc(count + 1, sizeof(*ids));
	hs_database_t *database = NULL;
	hs_compile_error_t *error = NULL;

	if (texts == NULL || flags == NULL || ids == NULL)
		exit(1);
	*used = 0;
	for (size_t i = 0; i < count; i++) {
		const char *term = gal_symbols_term(symbols, i);

		if (!is_ascii(term))
			continue;
		texts[*used] = expression(term);
		flags[*used] = HS_FLAG_CASELESS | HS_FLAG_SOM_LEFTMOST;
		ids[*used] = (unsigned)i;
		++*used;
	}
	if (hs_compile_multi(texts, flags, ids, (unsigned)*used, HS_MODE_BLOCK,
		NULL, &database, &error) != HS_SUCCESS) {
		(void)fprintf(stderr, "bench_classify: %s\n", error->message);
		exit(1);
	}
	for (size_t i = 0; i < *used; i++)
		free((void *)(uintptr_t)texts[i]);
	free(texts);
	free(flags);
	free(ids);
	return database;
}

static double
scan_all(hs_database_t *database, const struct post *posts, size_t count,
    uint64_t *matches)
{
	hs_scratch_t *scratch = NULL;
	double start;

	if (hs_alloc_scratch(database, &scratch) != HS_SUCCESS)
		exit(1);
	start = cpu_now();
	*matches = 0;
	for (size_t i = 0; i < count; i++) {
		(void)hs_scan(database, posts[i].title,
		    (unsigned)strlen(posts[i].title), 0, scratch, count_match,
		    matches);
		(void)hs_scan(database, posts[i].text,
		    (unsigned)strlen(posts[i].text), 0, scratch, count_match,
		    matches);
	}
	start = cpu_now() - start;
	hs_free_scratch(scratch);
	return start;
}
#endif

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(double *values, int n)
{
	qsort(values, (size_t)n, sizeof(values[0]), compare);
	return n % 2 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

int
main(int argc, char **argv)
{
	size_t most = argc > 3 ? (size_t)atol(argv[3]) : 50000;
	int runs = argc > 4 ? atoi(argv[4]) : 3;
	double classify[RUNS_MAX], tokens[RUNS_MAX];
	struct gal_codebook *book = NULL;
	struct gal_error err = { 0 };
	struct post *posts = calloc(most + 1, sizeof(*posts));
	uint64_t tags = 0, token_count = 0, bytes = 0;
	size_t count;
	double mb, c, t;

	if (argc < 3 || runs < 1 || runs > RUNS_MAX || posts == NULL) {
		(void)fprintf(stderr,
		    "usage: bench_classify CODEBOOK ARCHIVE [POSTS] [RUNS]\n");
		return 2;
	}
	if (gal_codebook_load(&book, argv[1], NULL, &err) != GAL_OK)
		die(&err);
	count = load(posts, most, argv[2]);
	for (size_t i = 0; i < count; i++)
		bytes += strlen(posts[i].title) + strlen(posts[i].text);
	for (int i = 0; i < runs; i++) {
		classify[i] = classify_all(book, posts, count, &tags);
		tokens[i] = tokenise_all(posts, count, &token_count);
	}
	c = median(classify, runs);
	t = median(tokens, runs);
	mb = (double)bytes / 1e6;
	(void)printf("%zu posts, %.1f MB, %llu tokens, %llu tags; codebook of "
		     "%zu sequences, %zu terms\n",
	    count, mb, (unsigned long long)token_count,
	    (unsigned long long)tags, book->automaton->sequence_count,
	    gal_symbols_term_count(book->automaton->symbols));
	(void)printf(
	    "classify %8.0f posts/s %7.2f MB/s\n", (double)count / c, mb / c);
	(void)printf(
	    "tokens   %8.0f posts/s %7.2f MB/s\n", (double)count / t, mb / t);
#ifdef GALATEA_HAVE_HS
	{
		size_t used;
		hs_database_t *database = compile_terms(book, &used);
		double scans[RUNS_MAX], s;
		uint64_t matches = 0;

		for (int i = 0; i < runs; i++)
			scans[i] = scan_all(database, posts, count, &matches);
		s = median(scans, runs);
		(void)printf("scan     %8.0f posts/s %7.2f MB/s  vectorscan, "
			     "%zu terms, %llu matches\n"
			     "classify takes %.2f times the scan's time\n",
		    (double)count / s, mb / s, used,
		    (unsigned long long)matches, c / s);
		hs_free_database(database);
	}
#else
	(void)printf("scan     not measured: libhs was not found\n");
#endif
	for (size_t i = 0; i < count; i++) {
		free(posts[i].community);
		free(posts[i].title);
		free(posts[i].text);
	}
	free(posts);
	gal_codebook_free(book);
	return 0;
}
