/*
 * How fast do lines become posts, against the JSON parser alone?
 *
 *   bench_read ARCHIVE [RUNS]
 *
 * The archive's first 512 MiB are decompressed into memory. Then, in turn,
 *   floor    simdjson on-demand takes the wanted fields of every line
 *   extract  our reader of fields over the same lines: finds the object on
 *            the line, the same fields and those of _meta, mends bad escapes
 *   reader   the same lines become posts: fields, kinds, deletions,
 *            entities, mentions, pseudonyms, copies that outlive the line
 *   filter   a community that does not occur: lines passed by without
 *            parsing
 * One thread, CPU time, medians of RUNS (default 5).
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench_read_floor.h"
#include "ingest/json_line.h"
#include "ingest/reader.h"
#include "ingest/reddit.h"
#include "ingest/source.h"

#define TAKE_MAX ((size_t)512 << 20)
#define RUNS_MAX 99

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
	(void)fprintf(stderr, "bench_read: %s\n", message);
	exit(1);
}

static char *
load(const char *path, size_t *len)
{
	struct gal_error err = { 0 };
	struct gal_source *source = NULL;
	char *bytes = calloc(1, TAKE_MAX + 64);
	enum gal_status status;

	*len = 0;
	if (bytes == NULL || gal_source_open(&source, path, &err) != GAL_OK)
		die(&err);
	do {
		size_t got = 0;

		status = gal_source_read(
		    source, bytes + *len, TAKE_MAX - *len, &got, &err);
		*len += got;
	} while (status == GAL_OK && *len < TAKE_MAX);
	if (status != GAL_OK && status != GAL_END)
		die(&err);
	gal_source_free(source);
	while (*len > 0 && bytes[*len - 1] != '\n')
		--*len;
	return bytes;
}

static double
read_all(const char *bytes, size_t len, const struct gal_selection *selection,
    uint64_t *lines, uint64_t *posts)
{
	struct gal_reader_options options = { .selection = selection };
	struct gal_error err = { 0 };
	struct gal_reader *reader = NULL;
	struct gal_parser *parser = NULL;
	struct gal_block *block = NULL;
	struct gal_batch batch = { 0 };
	struct gal_tally tally;
	struct gal_key key;
	enum gal_status status;
	double start = cpu_now();

	gal_key_from_seed(&key, 1);
	options.key = &key;
	if (gal_reader_open_memory(
		&reader, "memory", bytes, len, &options, &err) != GAL_OK ||
	    gal_parser_new(&parser, reader, &err) != GAL_OK ||
	    gal_block_new(&block, &err) != GAL_OK)
		die(&err);
	gal_tally_init(&tally, reader);
	while ((status = gal_reader_block(reader, block, &err)) == GAL_OK) {
		if (gal_parser_run(parser, block, &batch, &err) != GAL_OK)
			die(&err);
		gal_tally_add(&tally, &batch);
	}
	if (status != GAL_END)
		die(&err);
	*lines = tally.read;
	*posts = tally.outcomes[GAL_OUTCOME_POST];
	gal_batch_free(&batch);
	gal_block_free(block);
	gal_parser_free(parser);
	gal_reader_free(reader);
	return cpu_now() - start;
}

/* As the parser asks for the fields of each line, and nothing more. */
static double
extract_all(const char *bytes, size_t len, uint64_t *sum)
{
	struct gal_json_value values[GAL_REDDIT_KEY_COUNT];
	struct gal_json_pick *pick = NULL;
	double start = cpu_now();
	size_t at = 0;

	if (gal_json_pick_new(
		&pick, gal_reddit_keys, GAL_REDDIT_KEY_COUNT, NULL) != GAL_OK)
		exit(1);
	while (at < len) {
		const char *newline = memchr(bytes + at, '\n', len - at);
		struct gal_record object, record = { 0 };

		record.data = bytes + at;
		record.len = newline != NULL ? (size_t)(newline - record.data)
					     : len - at;
		record.readable = len - at + 64;
		if (gal_json_object_bounds(&record, &object) &&
		    gal_json_pick_run(pick, object.data, object.len,
			object.readable, values) == GAL_OK)
			for (int i = 0; i < GAL_REDDIT_KEY_COUNT; i++)
				*sum += values[i].text.len;
		at += record.len + 1;
	}
	gal_json_pick_free(pick);
	return cpu_now() - start;
}

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
	int runs = argc > 2 ? atoi(argv[2]) : 5;
	double floors[RUNS_MAX], extracts[RUNS_MAX], readers[RUNS_MAX],
	    filters[RUNS_MAX];
	struct gal_selection *nowhere = NULL;
	uint64_t lines = 0, posts = 0, floor_lines = 0, sum = 0, none = 0;
	char *bytes;
	size_t len;
	double mb;

	if (argc < 2 || runs < 1 || runs > RUNS_MAX) {
		(void)fprintf(stderr, "usage: bench_read ARCHIVE [RUNS]\n");
		return 2;
	}
	if (gal_selection_new(&nowhere, NULL) != GAL_OK ||
	    gal_selection_community(nowhere, "no_such_community", NULL) !=
		GAL_OK)
		return 1;
	bytes = load(argv[1], &len);
	mb = (double)len / 1e6;
	for (int i = 0; i < runs; i++) {
		double start = cpu_now();

		floor_lines = bench_read_floor(
		    bytes, len, gal_reddit_keys, GAL_REDDIT_KEY_COUNT, &sum);
		floors[i] = cpu_now() - start;
		extracts[i] = extract_all(bytes, len, &sum);
		readers[i] = read_all(bytes, len, NULL, &lines, &posts);
		filters[i] = read_all(bytes, len, nowhere, &none, &none);
	}
	(void)printf("%s: %.1f MB of JSON, %" PRIu64
		     " lines (floor read %" PRIu64 "), %" PRIu64
		     " posts, check %" PRIu64 "\n",
	    argv[1], mb, lines, floor_lines, posts, sum);
	(void)printf("floor   %8.1f MB/s  simdjson on-demand, %s\n",
	    mb / median(floors, runs), "wanted fields only");
	(void)printf("extract %8.1f MB/s  %.3f of the floor's speed\n",
	    mb / median(extracts, runs),
	    median(floors, runs) / median(extracts, runs));
	(void)printf("reader  %8.1f MB/s  %.3f of the floor's speed\n",
	    mb / median(readers, runs),
	    median(floors, runs) / median(readers, runs));
	(void)printf("filter  %8.1f MB/s  %.3f of the floor's speed\n",
	    mb / median(filters, runs),
	    median(floors, runs) / median(filters, runs));
	gal_selection_free(nowhere);
	free(bytes);
	return 0;
}
