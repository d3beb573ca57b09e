/*
 * How much does galatea add to what SQLite itself needs?
 *
 *   bench_ingest ARCHIVE [RUNS]
 *
 * One run measures, one after the other,
 *   galatea      `galatea ingest` of the archive: decompress, parse,
 *                pseudonyms, classify, tags, tables, index, merge
 *   floor        one thread that inserts the same posts, ready-made and
 *                sorted in memory, into the same post table, its indexes and
 *                external-content FTS5, with the same settings and the same
 *                final merge
 *   floor+order  the floor and the timeline table, which takes the place of
 *                an index by author
 *   contentless  one thread that inserts the texts into contentless FTS5
 * and prints wall time, CPU time, peak memory and the ratios. Each side runs
 * in a process of its own; the medians of RUNS (default 5) are printed last.
 */
#include <inttypes.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "ingest/reader.h"
#include "store/store.h"

#define BATCH_POSTS 24000
#define PART_ROWS (1 << 19) /* of the timeline, as store/ parts it */
#define DATABASE "bench_ingest.db"

enum side { SIDE_GALATEA, SIDE_FLOOR, SIDE_ORDER, SIDE_CONTENTLESS, SIDES };
static const char *const side_names[SIDES] = { "galatea", "floor",
	"floor+order", "contentless" };

struct measure {
	double wall;
	double cpu;
	double memory; /* MiB */
	uint64_t posts;
	uint64_t bytes; /* of the database */
};

static double
now(clockid_t clock)
{
	struct timespec t;

	(void)clock_gettime(clock, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static void
die(const char *what, const char *why)
{
	(void)fprintf(stderr, "bench_ingest: %s: %s\n", what, why);
	exit(1);
}

static void
check(enum gal_status status, const struct gal_error *err)
{
	if (status != GAL_OK)
		die(err->place, err->message);
}

static void
remove_database(void)
{
	static const char *const names[] = { DATABASE, DATABASE "-wal",
		DATABASE "-shm", "galatea.key" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		(void)unlink(names[i]);
}

/* ---- ready-made rows ---- */

struct rows {
	struct gal_post *posts;
	size_t count;
	size_t capacity;
};

static struct gal_str
copy(struct gal_str s)
{
	char *bytes;

	if (s.data == NULL)
		return s;
	bytes = malloc(s.len + 1);
	if (bytes == NULL)
		die("rows", "out of memory");
	memcpy(bytes, s.data, s.len);
	return (struct gal_str){ bytes, s.len };
}

static int
by_row_id(const void *a, const void *b)
{
	const struct gal_post *x = a, *y = b;

	return (x->row_id > y->row_id) - (x->row_id < y->row_id);
}

static void
load_rows(struct rows *rows, const char *archive)
{
	struct gal_key key;
	struct gal_reader_options options = { .key = &key };
	struct gal_reader *reader = NULL;
	struct gal_tally tally;
	const struct gal_post *post;
	struct gal_error err = { 0 };
	size_t kept = 0;

	gal_key_from_seed(&key, 1);
	check(gal_reader_open(&reader, archive, &options, &err), &err);
	gal_tally_init(&tally, reader);
	while (gal_reader_next(reader, &post, &tally, &err) == GAL_OK) {
		struct gal_post *p;

		if (rows->count == rows->capacity) {
			rows->capacity = rows->capacity * 2 + 1024;
			rows->posts = realloc(
			    rows->posts, rows->capacity * sizeof(*rows->posts));
			if (rows->posts == NULL)
				die("rows", "out of memory");
		}
		p = &rows->posts[rows->count++];
		*p = *post;
		p->native_id = copy(p->native_id);
		p->thread = copy(p->thread);
		p->parent = copy(p->parent);
		p->crosspost_parent = copy(p->crosspost_parent);
		p->community = copy(p->community);
		p->title = copy(p->title);
		p->text = copy(p->text);
	}
	gal_reader_free(reader);
	qsort(rows->posts, rows->count, sizeof(*rows->posts), by_row_id);
	for (size_t i = 0; i < rows->count; i++) {
		if (i == 0 ||
		    rows->posts[i].row_id != rows->posts[kept - 1].row_id)
			rows->posts[kept++] = rows->posts[i];
	}
	rows->count = kept;
}

/* ---- the floors ---- */

static void
run_sql(sqlite3 *db, const char *sql)
{
	if (sqlite3_exec(db, sql, NULL, NULL, NULL) != SQLITE_OK)
		die(sql, sqlite3_errmsg(db));
}

static sqlite3_stmt *
prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *s = NULL;

	if (sqlite3_prepare_v3(
		db, sql, -1, SQLITE_PREPARE_PERSISTENT, &s, NULL) != SQLITE_OK)
		die(sql, sqlite3_errmsg(db));
	return s;
}

static void
bind_text(sqlite3_stmt *s, int at, struct gal_str text)
{
	if (text.data == NULL)
		(void)sqlite3_bind_null(s, at);
	else
		(void)sqlite3_bind_text(
		    s, at, text.data, (int)text.len, SQLITE_STATIC);
}

static void
bind_int(sqlite3_stmt *s, int at, int64_t value)
{
	if (value == GAL_ABSENT)
		(void)sqlite3_bind_null(s, at);
	else
		(void)sqlite3_bind_int64(s, at, value);
}

static void
step(sqlite3 *db, sqlite3_stmt *s)
{
	if (sqlite3_step(s) != SQLITE_DONE)
		die("insert", sqlite3_errmsg(db));
	(void)sqlite3_reset(s);
}

static void
bind_post(sqlite3_stmt *s, const struct gal_post *p)
{
	bind_int(s, 1, p->row_id);
	bind_int(s, 2, p->platform);
	bind_int(s, 3, p->kind);
	bind_int(s, 4, p->deletion);
	bind_int(s, 5, p->flags);
	/* A stand-in of the right spread for the community's number. */
	bind_int(s, 6,
	    p->community.len == 0
		? GAL_ABSENT
		: (p->community.data[0] * 31 +
		      p->community.data[p->community.len - 1]) %
		    997);
	if (p->has_author)
		(void)sqlite3_bind_blob(
		    s, 7, p->author.bytes, GAL_PSEUDONYM_BYTES, SQLITE_STATIC);
	else
		(void)sqlite3_bind_null(s, 7);
	bind_int(s, 8, p->created_utc);
	bind_int(s, 9, p->observed_utc);
	bind_int(s, 11, p->edited_utc);
	bind_int(s, 12, p->score);
	bind_int(s, 13, p->num_comments);
	bind_text(s, 15, p->native_id);
	bind_text(s, 16, p->thread);
	bind_text(s, 17, p->parent);
	bind_text(s, 18, p->crosspost_parent);
	bind_text(s, 19, p->title);
	bind_text(s, 20, p->text);
}

static void
insert_rows(sqlite3 *db, const struct rows *rows, bool order)
{
	sqlite3_stmt *post = prepare(db,
	    "INSERT OR IGNORE INTO post VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, "
	    "?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)");
	sqlite3_stmt *fts = prepare(
	    db, "INSERT INTO post_fts (rowid, title, text) VALUES (?, ?, ?)");
	sqlite3_stmt *line = prepare(db,
	    "INSERT INTO timeline VALUES (?7, ?1, ?2, ?3, ?4, NULL, 0, ?5, ?6, "
	    "0, 0, 0, 0.5, 10, x'')");

	for (size_t i = 0; i < rows->count; i++) {
		const struct gal_post *p = &rows->posts[i];

		if (i % BATCH_POSTS == 0)
			run_sql(db, i == 0 ? "BEGIN" : "COMMIT; BEGIN");
		bind_post(post, p);
		step(db, post);
		bind_int(fts, 1, p->row_id);
		bind_text(fts, 2, p->title);
		bind_text(fts, 3, p->text);
		step(db, fts);
		if (!order)
			continue;
		(void)sqlite3_bind_blob(line, 1, p->author.bytes,
		    p->has_author ? GAL_PSEUDONYM_BYTES : 0, SQLITE_STATIC);
		bind_int(line, 2, p->created_utc);
		bind_int(line, 3, p->row_id);
		bind_int(line, 4, p->observed_utc);
		bind_int(line, 5, p->kind);
		bind_int(line, 6, p->flags);
		bind_int(line, 7, (int64_t)(i / PART_ROWS));
		step(db, line);
	}
	run_sql(db, "COMMIT");
	run_sql(
	    db, "INSERT INTO post_fts (post_fts, rank) VALUES ('merge', 500)");
	(void)sqlite3_finalize(post);
	(void)sqlite3_finalize(fts);
	(void)sqlite3_finalize(line);
}

static void
insert_contentless(sqlite3 *db, const struct rows *rows)
{
	sqlite3_stmt *fts;

	run_sql(db,
	    "CREATE VIRTUAL TABLE bare USING fts5 (title, text, content = '', "
	    "tokenize = 'unicode61');"
	    "INSERT INTO bare (bare, rank) VALUES ('hashsize', 67108864)");
	fts = prepare(
	    db, "INSERT INTO bare (rowid, title, text) VALUES (?, ?, ?)");
	run_sql(db, "BEGIN");
	for (size_t i = 0; i < rows->count; i++) {
		bind_int(fts, 1, rows->posts[i].row_id);
		bind_text(fts, 2, rows->posts[i].title);
		bind_text(fts, 3, rows->posts[i].text);
		step(db, fts);
	}
	run_sql(db, "COMMIT");
	run_sql(db, "INSERT INTO bare (bare, rank) VALUES ('merge', 500)");
	(void)sqlite3_finalize(fts);
}

/* In a process of its own; the rows are made before the clock starts. */
static void
measure_floor(enum side side, const char *archive, struct measure *out)
{
	struct rows rows = { 0 };
	struct gal_store *store = NULL;
	struct gal_error err = { 0 };
	sqlite3 *db = NULL;
	double wall, cpu;

	load_rows(&rows, archive);
	remove_database();
	check(gal_store_open(&store, DATABASE, GAL_STORE_CREATE, &err), &err);
	gal_store_close(store);
	if (sqlite3_open(DATABASE, &db) != SQLITE_OK)
		die(DATABASE, "cannot open");
	wall = now(CLOCK_MONOTONIC);
	cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	run_sql(db,
	    "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
	    "PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -57344;"
	    "PRAGMA secure_delete = OFF; PRAGMA foreign_keys = OFF");
	if (side == SIDE_CONTENTLESS)
		insert_contentless(db, &rows);
	else
		insert_rows(db, &rows, side == SIDE_ORDER);
	run_sql(db,
	    "PRAGMA wal_checkpoint(TRUNCATE);"
	    "PRAGMA journal_mode = DELETE");
	(void)sqlite3_close(db);
	out->wall = now(CLOCK_MONOTONIC) - wall;
	out->cpu = now(CLOCK_PROCESS_CPUTIME_ID) - cpu;
	out->posts = rows.count;
}

/* ---- running ---- */

static void
run_side(enum side side, const char *archive, struct measure *out)
{
	int ends[2], code = 0;
	struct rusage usage;
	struct stat st;
	double started;
	pid_t child;

	memset(out, 0, sizeof(*out));
	remove_database();
	if (pipe(ends) != 0)
		die("pipe", "failed");
	started = now(CLOCK_MONOTONIC);
	child = fork();
	if (child < 0)
		die("fork", "failed");
	if (child == 0) {
		if (side == SIDE_GALATEA) {
			(void)execl(GALATEA_PROGRAM, GALATEA_PROGRAM, "ingest",
			    "-q", "-d", DATABASE, archive, (char *)NULL);
			_exit(127);
		}
		measure_floor(side, archive, out);
		if (write(ends[1], out, sizeof(*out)) != (ssize_t)sizeof(*out))
			_exit(1);
		_exit(0);
	}
	(void)close(ends[1]);
	if (wait4(child, &code, 0, &usage) != child || code != 0)
		die(side_names[side], "failed");
	if (side == SIDE_GALATEA) {
		out->wall = now(CLOCK_MONOTONIC) - started;
		out->cpu = (double)usage.ru_utime.tv_sec +
		    (double)usage.ru_utime.tv_usec * 1e-6 +
		    (double)usage.ru_stime.tv_sec +
		    (double)usage.ru_stime.tv_usec * 1e-6;
		out->memory = (double)usage.ru_maxrss / 1024.0;
	} else if (read(ends[0], out, sizeof(*out)) != (ssize_t)sizeof(*out)) {
		die(side_names[side], "did not report");
	}
	(void)close(ends[0]);
	if (stat(DATABASE, &st) == 0)
		out->bytes = (uint64_t)st.st_size;
	remove_database();
}

static int
by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static double
median(const double *values, size_t n)
{
	double sorted[64];

	memcpy(sorted, values, n * sizeof(double));
	qsort(sorted, n, sizeof(double), by_value);
	return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

int
main(int argc, char **argv)
{
	static double wall[SIDES][64], cpu[SIDES][64], ratio[SIDES][64];
	struct measure m[SIDES] = { { 0 } };
	size_t runs = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) : 5;

	if (argc < 2 || runs < 1 || runs > 64)
		die("usage", "bench_ingest ARCHIVE [RUNS up to 64]");
	(void)printf("%-4s %-12s %8s %8s %8s %10s %12s\n", "run", "side",
	    "wall s", "CPU s", "MiB", "posts/s", "database");
	for (size_t i = 0; i < runs; i++) {
		for (size_t side = 0; side < SIDES; side++) {
			run_side((enum side)side, argv[1], &m[side]);
			wall[side][i] = m[side].wall;
			cpu[side][i] = m[side].cpu;
			ratio[side][i] = wall[SIDE_GALATEA][i] / m[side].wall;
			(void)printf("%-4zu %-12s %8.2f %8.2f %8.0f %10.0f "
				     "%12" PRIu64 "\n",
			    i + 1, side_names[side], m[side].wall, m[side].cpu,
			    m[side].memory,
			    (double)m[SIDE_FLOOR].posts / m[side].wall,
			    m[side].bytes);
			(void)fflush(stdout);
		}
	}
	(void)printf(
	    "\nmedians of %zu: %" PRIu64 " posts\n", runs, m[SIDE_FLOOR].posts);
	for (size_t side = 0; side < SIDES; side++)
		(void)printf("%-12s %8.2f s wall %8.2f s CPU   galatea takes "
			     "%.2f x its wall time\n",
		    side_names[side], median(wall[side], runs),
		    median(cpu[side], runs), median(ratio[side], runs));
	return 0;
}
