#include "test.h"

#include "ingest/pseudonym.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char directory[] = "/tmp/galatea-test-XXXXXX";
static char path[128];

static int
set_up(void **state)
{
	(void)state;
	if (mkdtemp(directory) == NULL)
		return -1;
	(void)snprintf(path, sizeof(path), "%s/project.key", directory);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	(void)unlink(path);
	return rmdir(directory);
}

static int
remove_key(void **state)
{
	(void)state;
	(void)unlink(path);
	return 0;
}

static void
test_ingest_pseudonym__key_is_made_once_and_only_for_its_owner(void **state)
{
	struct gal_key first, second;
	struct gal_error err = { 0 };
	struct stat info;
	bool created = false;

	(void)state;
	assert_int_equal(GAL_NOT_FOUND, gal_key_load(&first, path, &err));
	gal_error_clear(&err);
	assert_int_equal(GAL_OK, gal_key_open(&first, &created, path, &err));
	assert_true(created);
	assert_int_equal(0, stat(path, &info));
	assert_int_equal(0600, info.st_mode & 0777);
	assert_int_equal(GAL_KEY_BYTES, info.st_size);
	assert_int_equal(GAL_OK, gal_key_open(&second, &created, path, &err));
	assert_false(created);
	assert_memory_equal(&first, &second, sizeof(first));
	assert_int_equal(GAL_BUSY, gal_key_create(&second, path, &err));
}

/* What a process that was killed while it made the key may have left. */
static void
test_ingest_pseudonym__half_a_key_stands_under_another_name(void **state)
{
	struct gal_key key;
	struct gal_error err = { 0 };
	char part[256];
	FILE *file;

	(void)state;
	(void)snprintf(part, sizeof(part), "%s.%ld.part", path, (long)getpid());
	file = fopen(part, "we");
	assert_non_null(file);
	assert_true(fputs("half", file) >= 0);
	assert_int_equal(0, fclose(file));
	assert_int_equal(GAL_OK, gal_key_create(&key, path, &err));
	assert_int_equal(GAL_OK, gal_key_load(&key, path, &err));
	assert_int_equal(-1, access(part, F_OK));
}

/* Neither a key to be read nor a free name: it is told, and soon. */
static void
test_ingest_pseudonym__a_link_to_no_key_is_refused(void **state)
{
	struct gal_key key;
	struct gal_error err = { 0 };
	bool created = true;

	(void)state;
	assert_int_equal(0, symlink("/nonexistent/key", path));
	(void)alarm(20);
	assert_int_equal(GAL_IO, gal_key_open(&key, &created, path, &err));
	(void)alarm(0);
	assert_false(created);
	assert_non_null(strstr(err.message, "a link to a project key"));
	assert_string_equal(path, err.place);
}

static void
test_ingest_pseudonym__key_others_may_read_is_refused(void **state)
{
	struct gal_key key;
	struct gal_error err = { 0 };

	(void)state;
	assert_int_equal(GAL_OK, gal_key_create(&key, path, &err));
	assert_int_equal(0, chmod(path, 0644));
	assert_int_equal(GAL_KEY, gal_key_load(&key, path, &err));
	assert_non_null(strstr(err.message, "chmod 600"));
}

static void
test_ingest_pseudonym__key_of_wrong_size_is_refused(void **state)
{
	struct gal_key key;
	struct gal_error err = { 0 };
	FILE *file = fopen(path, "we");

	(void)state;
	assert_non_null(file);
	assert_true(fputs("short", file) >= 0);
	assert_int_equal(0, fclose(file));
	assert_int_equal(0, chmod(path, 0600));
	assert_int_equal(GAL_KEY, gal_key_load(&key, path, &err));
	assert_int_equal(0, truncate(path, 33));
	gal_error_clear(&err);
	assert_int_equal(GAL_KEY, gal_key_load(&key, path, &err));
}

static void
assert_same(bool same, enum gal_platform a_platform, const char *a,
    enum gal_platform b_platform, const char *b)
{
	struct gal_pseudonym x, y;
	struct gal_key key;

	gal_key_from_seed(&key, 1);
	assert_int_equal(GAL_OK,
	    gal_pseudonym_make(&x, &key, a_platform, gal_str_of(a), NULL));
	assert_int_equal(GAL_OK,
	    gal_pseudonym_make(&y, &key, b_platform, gal_str_of(b), NULL));
	assert_int_equal(same, memcmp(&x, &y, sizeof(x)) == 0);
}

static void
test_ingest_pseudonym__case_does_not_matter_platform_does(void **state)
{
	const enum gal_platform r = GAL_PLATFORM_REDDIT;

	(void)state;
	assert_same(true, r, "Tea_Person", r, "tea_PERSON");
	assert_same(false, r, "tea_person", r, "tea_persom");
	assert_same(false, r, "tea_person", GAL_PLATFORM_DISCORD, "tea_person");
	/* Unicode: case folding, and one way to write an accent */
	assert_same(true, r, "\xc3\x89mile", r, "\xc3\xa9mile");
	assert_same(true, r, "e\xcc\x81mile", r, "\xc3\xa9mile");
	assert_same(true, r, "STRASSE", r,
	    "stra\xc3\x9f"
	    "e");
	/* bytes that are no UTF-8 are still a name */
	assert_same(false, r, "a\xff", r, "a\xfe");
}

/* The value of RFC 7693's BLAKE2b over the stated bytes, made with Python's
 * hashlib.blake2b(b"reddit\0tea_person", key=bytes(range(32)),
 * digest_size=16). */
static void
test_ingest_pseudonym__value_is_the_stated_hash(void **state)
{
	struct gal_pseudonym out;
	struct gal_key key;
	char hex[33];

	(void)state;
	for (int i = 0; i < GAL_KEY_BYTES; i++)
		key.bytes[i] = (uint8_t)i;
	assert_int_equal(GAL_OK,
	    gal_pseudonym_make(
		&out, &key, GAL_PLATFORM_REDDIT, GAL_STR("Tea_Person"), NULL));
	gal_pseudonym_hex(&out, hex);
	assert_string_equal("20dab5f1373ea703839b3aa60ae312c5", hex);
}

static void
test_ingest_pseudonym__check_value_tells_keys_apart(void **state)
{
	char a[GAL_KEY_CHECK_HEX], b[GAL_KEY_CHECK_HEX];
	struct gal_key key;

	(void)state;
	gal_key_from_seed(&key, 1);
	gal_key_check(&key, a);
	assert_int_equal(32, strlen(a));
	gal_key_from_seed(&key, 2);
	gal_key_check(&key, b);
	assert_string_not_equal(a, b);
}

static void
test_ingest_pseudonym__empty_name_is_refused(void **state)
{
	struct gal_pseudonym out;
	struct gal_key key;

	(void)state;
	gal_key_from_seed(&key, 1);
	assert_int_equal(GAL_ARGUMENT,
	    gal_pseudonym_make(
		&out, &key, GAL_PLATFORM_REDDIT, GAL_STR(""), NULL));
}

#define RUN(name)                                                              \
	cmocka_unit_test_setup_teardown(                                       \
	    test_ingest_pseudonym__##name, NULL, remove_key)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		RUN(key_is_made_once_and_only_for_its_owner),
		RUN(half_a_key_stands_under_another_name),
		RUN(a_link_to_no_key_is_refused),
		RUN(key_others_may_read_is_refused),
		RUN(key_of_wrong_size_is_refused),
		RUN(case_does_not_matter_platform_does),
		RUN(value_is_the_stated_hash),
		RUN(check_value_tells_keys_apart),
		RUN(empty_name_is_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
