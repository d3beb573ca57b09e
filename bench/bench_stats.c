/*
 * The ordered pass against one ordered scan of the same rows by SQLite.
 *
 *   bench_stats [POSTS] [AUTHORS] [REPLICATES] [FILE]
 *                                          default 1000000 100000 2000
 *   bench_stats scan DATABASE              only (1), of a database of galatea
 *
 * Makes a database file with the timeline table of store/schema.sql, filled
 * with invented authors, and times: (1) one ordered scan that reads every
 * column; (2) the same scan with the statistics of the pass: everything the
 * thirteen reports are made of, but the bootstrap and the fits; (3) the same
 * with REPLICATES bootstrap replicates of every code's mean and ever share;
 * (4) the reports with their panel and interval fits; (5) the hidden Markov
 * fit without labels on the first 50,000 authors. Three rounds of (1) and (2)
 * in turn; prints medians of CPU seconds (user and system, of all threads) and
 * of wall time, which is what the two threads of the pass are for and means
 * little on a machine that others use, with ratios to (1), and what the first
 * pass added to the peak of resident memory. With FILE the database is kept
 * there, for bench/stats_pandas.py.
 */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

#include "core/rng.h"
#include "stats/report.h"

#define CODES 60
#define START 1704067200
#define DAYS 730
#define ROUNDS 3
#define HIDDEN_AUTHORS 50000
#define HIDDEN_GAPS (47 + DAYS)

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static double
wall(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* Seconds of the processors, and of the clock on the wall. */
struct cost {
	double cpu, wall;
};

static struct cost
begun(void)
{
	return (struct cost){ now(), wall() };
}

static struct cost
since(struct cost begin)
{
	return (struct cost){ now() - begin.cpu, wall() - begin.wall };
}

static void
must(int good, const char *what)
{
	if (!good) {
		(void)fprintf(stderr, "bench_stats: %s failed\n", what);
		exit(1);
	}
}

static void
fill(sqlite3 *db, uint64_t posts, uint64_t authors)
{
	sqlite3_stmt *put;
	uint64_t id = 0;

	must(sqlite3_exec(db,
		 "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;"
		 "CREATE TABLE timeline (author BLOB NOT NULL, created_utc "
		 "INTEGER NOT NULL, post INTEGER NOT NULL, observed_utc "
		 "INTEGER, community INTEGER, platform INTEGER NOT NULL, kind "
		 "INTEGER NOT NULL, flags INTEGER NOT NULL, unread INTEGER NOT "
		 "NULL, stance INTEGER NOT NULL, stage INTEGER NOT NULL, "
		 "valence REAL NOT NULL, words INTEGER NOT NULL, codes BLOB "
		 "NOT NULL, PRIMARY KEY (author, created_utc, post)) WITHOUT "
		 "ROWID; BEGIN",
		 NULL, NULL, NULL) == SQLITE_OK,
	    "create");
	must(sqlite3_prepare_v2(db,
		 "INSERT INTO timeline VALUES (?1,?2,?3,?2,1,0,1,0,0,0,?4,?5,"
		 "50,?6)",
		 -1, &put, NULL) == SQLITE_OK,
	    "prepare");
	for (uint64_t a = 0; a < authors; a++) {
		struct gal_rng rng = { 3, a, 0 };
		uint64_t left = posts / authors, rung = 0;
		uint8_t author[16] = { 0 };
		double day = 300 * gal_rng_next_uniform(&rng);

		for (int i = 0; i < 8; i++)
			author[i] = (uint8_t)(a >> (56 - 8 * i));
		/* heavy-tailed: one in ten writes most */
		left = a % 10 == 0 ? left * 6 : (left * 4 + 8) / 9;
		for (uint64_t p = 0; p < left; p++) {
			uint8_t codes[8];
			int n = 0;

			for (int c = 0; c < 3; c++) {
				uint64_t code =
				    gal_rng_next_below(&rng, CODES / 4) +
				    (uint64_t)c * (CODES / 4);

				codes[n++] = (uint8_t)code;
				codes[n++] = 0;
			}
			day += gal_rng_next_uniform(&rng) * 400 /
			    (double)(left + 1);
			rung += rung < 5 && gal_rng_next_uniform(&rng) < 0.05;
			(void)sqlite3_bind_blob(
			    put, 1, author, 16, SQLITE_STATIC);
			(void)sqlite3_bind_int64(
			    put, 2, START + (int64_t)(day * 86400));
			(void)sqlite3_bind_int64(put, 3, (int64_t)++id);
			(void)sqlite3_bind_int64(put, 4,
			    gal_rng_next_uniform(&rng) < 0.3 ? (int64_t)rung + 1
							     : 0);
			(void)sqlite3_bind_double(
			    put, 5, gal_rng_next_uniform(&rng) - 0.5);
			(void)sqlite3_bind_blob(
			    put, 6, codes, n, SQLITE_STATIC);
			must(sqlite3_step(put) == SQLITE_DONE, "insert");
			(void)sqlite3_reset(put);
		}
	}
	(void)sqlite3_finalize(put);
	must(sqlite3_exec(db, "COMMIT", NULL, NULL, NULL) == SQLITE_OK,
	    "commit");
}

/* One scan; with a timeline the statistics too. Returns the rows. */
static uint64_t
scan(sqlite3 *db, struct gal_timeline *timeline)
{
	sqlite3_stmt *s;
	uint64_t rows = 0, sink = 0;

	must(sqlite3_prepare_v2(db,
		 "SELECT author, created_utc, post, observed_utc, community, "
		 "platform, kind, flags, unread, stance, stage, valence, "
		 "words, codes FROM timeline ORDER BY author, created_utc, "
		 "post",
		 -1, &s, NULL) == SQLITE_OK,
	    "scan");
	while (sqlite3_step(s) == SQLITE_ROW) {
		const uint8_t *author = sqlite3_column_blob(s, 0);
		const uint8_t *bytes = sqlite3_column_blob(s, 13);
		size_t n = (size_t)sqlite3_column_bytes(s, 13) / 2;
		uint16_t codes[64];
		struct gal_timed_post post = { .has_author = true,
			.read = true,
			.codes = codes,
			.code_count = n };

		for (int i = 0; i < 8; i++)
			post.author = post.author << 8 | author[i];
		post.t = sqlite3_column_int64(s, 1);
		for (int c = 2; c < 10; c++)
			sink += (uint64_t)sqlite3_column_int64(s, c);
		post.stage = sqlite3_column_int(s, 10) - 1;
		/* a rung is the author's only where a post is about them */
		post.self = post.stage >= 0;
		post.valence = sqlite3_column_double(s, 11);
		sink += (uint64_t)sqlite3_column_int64(s, 12);
		for (size_t i = 0; i < n && i < 64; i++)
			codes[i] =
			    (uint16_t)(bytes[2 * i] | bytes[2 * i + 1] << 8);
		rows++;
		if (timeline != NULL)
			must(gal_timeline_add(timeline, &post, NULL) == GAL_OK,
			    "add");
	}
	(void)sqlite3_finalize(s);
	if (timeline != NULL)
		must(gal_timeline_finish(timeline, NULL) == GAL_OK, "finish");
	return sink == 42 ? 0 : rows;
}

static enum gal_status
drop(void *payload, struct gal_frame *frame, struct gal_error *err)
{
	(void)payload;
	(void)err;
	gal_frame_free(frame);
	return GAL_OK;
}

static struct gal_timeline_settings
settings_of(size_t replicates)
{
	static const char *const rungs[] = { "tool", "exploration", "confidant",
		"companion", "partner", "committed" };
	static const char *const families[] = { "benefit", "dependency",
		"persona", "materialization" };
	static char names[CODES][32];
	static const char *codes[CODES];
	struct gal_timeline_settings s;

	gal_timeline_defaults(&s);
	for (int c = 0; c < CODES; c++) {
		(void)snprintf(names[c], sizeof(names[c]), "%s.c%d",
		    families[c * 4 / CODES], c);
		codes[c] = names[c];
	}
	s.rungs = rungs;
	s.codes = codes;
	s.code_count = CODES;
	s.rules.states = 6;
	s.rules.target = 3;
	s.rules.start = START;
	s.rules.end = START + (int64_t)DAYS * 86400;
	s.replicates = replicates;
	return s;
}

/* Series of the first authors, as cli/stats_spool.c keeps them. */
struct series {
	uint8_t *symbol;
	uint16_t *gap;
	size_t *start; /* [authors + 1] */
	size_t posts, authors, next;
};

static void
collect(sqlite3 *db, struct series *out, uint64_t posts)
{
	sqlite3_stmt *s;
	uint8_t author[16] = { 0 };
	int64_t before = 0;

	out->symbol = malloc(posts);
	out->gap = malloc(posts * sizeof(*out->gap));
	out->start = malloc((HIDDEN_AUTHORS + 1) * sizeof(*out->start));
	must(out->symbol != NULL && out->gap != NULL && out->start != NULL,
	    "memory");
	must(sqlite3_prepare_v2(db,
		 "SELECT author, created_utc, stage FROM timeline ORDER BY "
		 "author, created_utc, post",
		 -1, &s, NULL) == SQLITE_OK,
	    "scan");
	while (sqlite3_step(s) == SQLITE_ROW) {
		int64_t t = sqlite3_column_int64(s, 1);
		double days;

		if (out->authors == 0 ||
		    memcmp(author, sqlite3_column_blob(s, 0), 16) != 0) {
			if (out->authors == HIDDEN_AUTHORS)
				break;
			memcpy(author, sqlite3_column_blob(s, 0), 16);
			out->start[out->authors++] = out->posts;
			before = t;
		}
		days = gal_gap_round(t - before);
		before = t;
		out->symbol[out->posts] = (uint8_t)sqlite3_column_int(s, 2);
		out->gap[out->posts++] =
		    (uint16_t)(days < 1.99 ? (int)(days * 24 + 0.5) - 1
					   : 45 + (int)days);
	}
	out->start[out->authors] = out->posts;
	(void)sqlite3_finalize(s);
}

static enum gal_status
series_rewind(void *payload, struct gal_error *err)
{
	struct series *s = payload;

	(void)err;
	s->next = 0;
	return GAL_OK;
}

static enum gal_status
series_next(void *payload, struct gal_hmm_series *out, struct gal_error *err)
{
	struct series *s = payload;
	size_t at;

	(void)err;
	if (s->next == s->authors)
		return GAL_END;
	at = s->start[s->next++];
	*out = (struct gal_hmm_series){ s->symbol + at, s->gap + at,
		s->start[s->next] - at };
	return GAL_OK;
}

/* The no-label fit; returns its seconds. */
static double
hidden(sqlite3 *db, uint64_t posts)
{
	static double gap[HIDDEN_GAPS];
	static struct gal_hmm_spec spec;
	static struct gal_hmm_fit fit;
	struct series series = { 0 };
	struct gal_hmm_source source = { &series, series_rewind, series_next };
	double begin;

	for (int i = 0; i < HIDDEN_GAPS; i++)
		gap[i] = i < 47 ? (i + 1) / 24.0 : i - 45;
	collect(db, &series, posts);
	gal_chain_ladder(&spec.chain, 6, false);
	spec.shows = spec.symbols = 7;
	for (int i = 0; i < 7; i++)
		spec.tagger[i * 7 + i] = 1;
	gal_hmm_start_init(&spec);
	gal_hmm_start_shown(&spec, true);
	spec.free_shown = true;
	spec.gap = gap;
	spec.gap_count = HIDDEN_GAPS;
	begin = now();
	must(gal_hmm_fit(&fit, &spec, &source, NULL) == GAL_OK, "fit");
	begin = now() - begin;
	(void)printf("hidden Markov fit          %8.2f s  %.0f authors, %.0f "
		     "posts, %d steps%s\n",
	    begin, fit.authors, fit.posts, fit.rates.iterations,
	    fit.rates.converged ? "" : ", not converged");
	free(series.symbol);
	free(series.gap);
	free(series.start);
	return begin;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

/* Peak resident memory so far, bytes. */
static double
peak(void)
{
	struct rusage usage;

	(void)getrusage(RUSAGE_SELF, &usage);
	return 1024.0 * (double)usage.ru_maxrss;
}

/* Of each clock for itself. */
static struct cost
median(const struct cost rounds[ROUNDS])
{
	double cpu[ROUNDS], clock[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		cpu[i] = rounds[i].cpu;
		clock[i] = rounds[i].wall;
	}
	qsort(cpu, ROUNDS, sizeof(cpu[0]), compare);
	qsort(clock, ROUNDS, sizeof(clock[0]), compare);
	return (struct cost){ cpu[ROUNDS / 2], clock[ROUNDS / 2] };
}

static void
print(const char *what, struct cost cost, struct cost floor)
{
	(void)printf("%-26s %8.2f %5.2f x %8.2f %5.2f x\n", what, cost.cpu,
	    cost.cpu / floor.cpu, cost.wall, cost.wall / floor.wall);
}

/* *memory: what the pass added to the peak; reports to *reports. */
static struct cost
pass(sqlite3 *db, size_t replicates, double *reports, double *memory)
{
	struct gal_timeline_settings s = settings_of(replicates);
	struct gal_timeline *timeline = NULL;
	struct cost begin = begun(), spent;
	double before = peak();

	must(gal_timeline_new(&timeline, &s, NULL) == GAL_OK, "new");
	(void)scan(db, timeline);
	spent = since(begin);
	*memory = peak() - before;
	begin = begun();
	for (const struct gal_report *r = gal_reports; r->name != NULL; r++)
		must(gal_report_make(r, timeline, drop, NULL, NULL) == GAL_OK,
		    r->name);
	*reports = since(begin).cpu;
	gal_timeline_free(timeline);
	return spent;
}

static int
scan_database(const char *path)
{
	double seconds[ROUNDS];
	uint64_t rows = 0;
	sqlite3 *db;

	must(
	    sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL) == SQLITE_OK,
	    "open");
	(void)scan(db, NULL); /* into the page cache */
	for (int i = 0; i < ROUNDS; i++) {
		double begin = now();

		rows = scan(db, NULL);
		seconds[i] = now() - begin;
	}
	(void)sqlite3_close(db);
	qsort(seconds, ROUNDS, sizeof(seconds[0]), compare);
	(void)printf("ordered scan of %" PRIu64 " rows %8.2f s\n", rows,
	    seconds[ROUNDS / 2]);
	return 0;
}

int
main(int argc, char **argv)
{
	uint64_t posts = argc > 1 ? strtoull(argv[1], NULL, 10) : 1000000;
	uint64_t authors = argc > 2 ? strtoull(argv[2], NULL, 10) : 100000;
	size_t replicates =
	    argc > 3 ? (size_t)strtoull(argv[3], NULL, 10) : 2000;
	char path[4096] = "/tmp/bench_stats_XXXXXX", label[64];
	struct cost least;
	struct cost plain[ROUNDS], full[ROUNDS], boot;
	double reports = 0, ignored;
	double memory = 0;
	uint64_t rows = 0;
	sqlite3 *db;
	bool keep = argc > 4;

	if (argc == 3 && strcmp(argv[1], "scan") == 0)
		return scan_database(argv[2]);
	must(authors > 0, "authors");
	if (keep) {
		(void)snprintf(path, sizeof(path), "%s", argv[4]);
		(void)unlink(path);
	} else {
		int fd = mkstemp(path);

		must(fd >= 0, "temporary file");
		(void)close(fd);
	}
	must(sqlite3_open(path, &db) == SQLITE_OK, "open");
	fill(db, posts, authors);
	(void)scan(db, NULL); /* into the page cache */
	for (int i = 0; i < ROUNDS; i++) {
		struct cost begin = begun();

		rows = scan(db, NULL);
		plain[i] = since(begin);
		full[i] = pass(db, 0, &reports, i == 0 ? &memory : &ignored);
	}
	boot = pass(db, replicates, &ignored, &ignored);
	(void)printf("%" PRIu64 " posts of %" PRIu64 " authors, %d codes\n",
	    rows, authors, CODES);
	least = median(plain);
	(void)printf("                              CPU s           wall s\n");
	(void)printf("ordered scan by SQLite     %8.2f         %8.2f\n",
	    least.cpu, least.wall);
	print("scan with the statistics", median(full), least);
	(void)snprintf(
	    label, sizeof(label), "with %5zu replicates", replicates);
	print(label, boot, least);
	(void)printf("reports with their fits    %8.2f s\n", reports);
	(void)printf("memory of the pass         %8.1f MB  %5.1f bytes an "
		     "author\n",
	    memory / 1e6, memory / (double)authors);
	(void)printf("peak memory, reports too   %8.1f MB\n", peak() / 1e6);
	(void)hidden(db, posts + posts / 10);
	(void)sqlite3_close(db);
	if (!keep)
		(void)unlink(path);
	return 0;
}
