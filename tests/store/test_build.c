/* A database that is made in one go has its name when it is whole, and only
 * then. */
#include <sys/stat.h>

#include "store/build.h"
#include "store/world.h"

static bool
is_there(const char *path, const char *end)
{
	char name[600];
	struct stat st;

	(void)snprintf(name, sizeof(name), "%s%s", path, end);
	return stat(name, &st) == 0;
}

static void
fill(struct gal_store *from)
{
	struct gal_rng rng = { 91, 0, 0 };
	size_t order[WORLD_COPIES];

	world_order(order, &rng);
	world_write(from, 5, order, 0, WORLD_COPIES, &rng, NULL);
}

static void
test_store_build__named_when_whole(void **state)
{
	char first[GAL_STORE_HASH_SIZE], hash[GAL_STORE_HASH_SIZE];
	char from_path[200], path[200];
	struct gal_store_build build = GAL_STORE_BUILD_NONE;
	struct gal_store *from, *built = NULL;
	struct stat st;
	FILE *left;

	(void)state;
	(void)snprintf(from_path, sizeof(from_path), "%s", world_path("from"));
	(void)snprintf(path, sizeof(path), "%s", world_path("built"));
	from = world_open(from_path);
	fill(from);
	assert_ok(gal_store_dump(first, from, NULL, NULL, &err));
	{ /* what is left of one that was killed is no database */
		char part[600];

		(void)snprintf(part, sizeof(part), "%s.part", path);
		left = fopen(part, "wb");
		assert_non_null(left);
		(void)fputs("half a database", left);
		(void)fclose(left);
	}
	assert_ok(gal_store_build_begin(&build, path, &err));
	assert_ok(gal_store_merge(build.store, &from, 1, NULL, &err));
	assert_ok(gal_store_finish(build.store, false, &err));
	assert_false(is_there(path, ""));
	assert_ok(gal_store_build_end(&build, path, GAL_OK, &err));
	assert_false(is_there(path, ".part"));
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 0777, 0600);
	assert_ok(gal_store_open(&built, path, GAL_STORE_WRITE, &err));
	assert_whole(built);
	assert_ok(gal_store_dump(hash, built, NULL, NULL, &err));
	assert_string_equal(hash, first);
	gal_store_close(built);
	gal_store_close(from);
	(void)unlink(path);
	(void)unlink(from_path);
}

static void
test_store_build__failed_leaves_nothing(void **state)
{
	char path[200];
	struct gal_error err = { 0 };
	struct gal_store_build build = GAL_STORE_BUILD_NONE;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s", world_path("built"));
	assert_ok(gal_store_build_begin(&build, path, &err));
	assert_int_equal(gal_store_build_end(&build, path, GAL_CODEBOOK, &err),
	    GAL_CODEBOOK);
	assert_false(is_there(path, ""));
	assert_false(is_there(path, ".part"));
	assert_int_not_equal(
	    gal_store_build_begin(&build, "/nowhere/x.db", &err), GAL_OK);
	assert_int_equal(
	    gal_store_build_end(&build, "/nowhere/x.db", GAL_IO, &err), GAL_IO);
}

static void
test_store_build__one_at_a_time(void **state)
{
	char path[200];
	struct gal_error err = { 0 };
	struct gal_store_build first = GAL_STORE_BUILD_NONE;
	struct gal_store_build second = GAL_STORE_BUILD_NONE;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s", world_path("built"));
	assert_ok(gal_store_build_begin(&first, path, &err));
	assert_int_equal(gal_store_build_begin(&second, path, &err), GAL_BUSY);
	assert_int_equal(
	    gal_store_build_end(&second, path, GAL_BUSY, &err), GAL_BUSY);
	assert_true(is_there(path, ".part"));
	assert_ok(gal_store_build_end(&first, path, GAL_OK, &err));
	assert_true(is_there(path, ""));
	(void)unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_store_build__named_when_whole),
		cmocka_unit_test(test_store_build__failed_leaves_nothing),
		cmocka_unit_test(test_store_build__one_at_a_time),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
