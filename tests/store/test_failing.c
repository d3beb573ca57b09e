/* Calls of SQLite, of the system and for memory fail, each once, at every place
 * of each thing that is done with a database: it is said, the database is
 * whole, what was asked goes well the next time, and nothing of a failure that
 * is got over is left in an answer. */
#include "failing.h"
#include "store/failing_calls.h"
#include "store/failing_things.h"
#include "store/world.h"

static void
copy_file(const char *to, const char *from)
{
	static char bytes[64 << 20];
	FILE *f = fopen(from, "rb");
	size_t n;

	assert_non_null(f);
	n = fread(bytes, 1, sizeof(bytes), f);
	(void)fclose(f);
	assert_true(n > 0 && n < sizeof(bytes));
	f = fopen(to, "wb");
	assert_non_null(f);
	assert_int_equal(fwrite(bytes, 1, n, f), n);
	assert_int_equal(fclose(f), 0);
}

/* A path with a copy of what the thing begins with. What only reads may share
 * one. */
static const char *
path_of(const struct failing_thing *thing)
{
	const char *start = failing_start_path(thing->start);
	const char *path;

	if (thing->reads)
		return start;
	path = world_path(thing->name);
	if (start != NULL)
		copy_file(path, start);
	return path;
}

/* What a database holds. */
struct content {
	char hash[GAL_STORE_HASH_SIZE];
	bool sealed, keyed;
};

static void
read_content(struct content *out, const char *path)
{
	struct gal_store *store = NULL;

	assert_ok(gal_store_open(&store, path, GAL_STORE_WRITE, &err));
	world_give_veil(store);
	assert_whole(store);
	assert_ok(gal_store_dump(out->hash, store, NULL, NULL, &err));
	assert_ok(gal_store_ids_sealed(&out->sealed, store, &err));
	assert_ok(gal_store_has_key(&out->keyed, store, &err));
	gal_store_close(store);
}

/* Whose call number i failed, and how it ended. */
struct trial {
	const struct failing_thing *thing;
	size_t number;
	enum gal_status status;
	struct gal_error err;
};

static void
fail_trial(const struct trial *t, const char *what)
{
	fail_msg("%s, place %zu: %s: %s: %s", t->thing->name, t->number, what,
	    gal_status_text(t->status), t->err.message);
}

static void
check_content(
    const struct trial *t, const char *path, const struct content *expected)
{
	struct content content;

	/* given again it goes well */
	if (t->status != GAL_OK)
		assert_ok(t->thing->run(path, &err));
	read_content(&content, path);
	if (strcmp(content.hash, expected->hash) != 0)
		fail_trial(t, "other content");
	if (content.sealed != expected->sealed ||
	    content.keyed != expected->keyed)
		fail_trial(t, "another kind of database");
}

static void
fail_once(const struct failing_thing *thing, size_t i, uint64_t answer,
    const struct content *expected)
{
	const char *path = path_of(thing);
	struct trial t = { .thing = thing, .number = i };

	failing_at_noted(i);
	t.status = thing->run(path, &t.err);
	(void)failing_end();
	failing_calls_heal();
	if (t.status == GAL_OK && failing_answer() != answer)
		fail_trial(&t, "another answer");
	if (t.status != GAL_OK && t.err.message[0] == '\0')
		fail_trial(&t, "no message");
	if (t.status != GAL_OK && t.status != GAL_NOMEM && t.status != GAL_IO)
		fail_trial(&t, "another fault");
	if (!thing->reads) {
		check_content(&t, path, expected);
		(void)unlink(path);
	}
	(void)failing_answer();
}

/* A test for each thing: test_store_failing__<thing> fails cleanly. */
static void
test_store_failing__(void **state)
{
	const struct failing_thing *thing = *state;
	struct content expected = { .keyed = false };
	const char *path = path_of(thing);
	uint64_t answer;

	(void)failing_answer();
	/* the last call of a place, too, where a failure costs little */
	failing_note(thing->reads);
	assert_ok(thing->run(path, &err));
	(void)failing_end();
	answer = failing_answer();
	if (!thing->reads) {
		read_content(&expected, path);
		(void)unlink(path);
	}
	assert_true(failing_noted() > 0);
	for (size_t i = 0; i < failing_noted(); i++)
		fail_once(thing, i, answer, &expected);
	if (thing->reads) { /* nothing was left of it */
		assert_ok(thing->run(path, &err));
		assert_int_equal(failing_answer(), answer);
		read_content(&expected, path);
	}
}

static int
make_starts(void **state)
{
	(void)state;
	/* thousands of databases: where a disk need not be waited for */
	if (access("/dev/shm", W_OK) == 0 && chdir("/dev/shm") != 0)
		return -1;
	failing_starts_make();
	return 0;
}

static int
remove_starts(void **state)
{
	(void)state;
	failing_starts_remove();
	return 0;
}

/* With an argument, only of the thing that is named so. */
int
main(int argc, char **argv)
{
	static struct CMUnitTest tests[FAILING_THINGS_MAX];
	static char names[FAILING_THINGS_MAX][80];

	for (size_t i = 0; i < failing_thing_count; i++) {
		(void)snprintf(names[i], sizeof(names[i]),
		    "test_store_failing__%s", failing_things[i].name);
		tests[i] = (struct CMUnitTest){ names[i], test_store_failing__,
			NULL, NULL, (void *)(uintptr_t)&failing_things[i] };
	}
	if (argc > 1) {
		static char wanted[80];

		(void)snprintf(
		    wanted, sizeof(wanted), "test_store_failing__%s", argv[1]);
		cmocka_set_test_filter(wanted);
	}
	return _cmocka_run_group_tests("store/failing", tests,
	    failing_thing_count, make_starts, remove_starts);
}
