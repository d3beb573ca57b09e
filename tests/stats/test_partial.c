/* Files of partial timelines: everything a post carries comes back from them,
 * and what no galatea writes is refused with its reason. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "stats/partial.h"
#include "test.h"

#define AUTHORS 240
#define POSTS_MAX 40

static const char *const codes[] = { "bond.love", "stage.tool", "x.y" };
static const char *const rungs[] = { "tool", "companion" };
static const struct gal_model models[] = { { "4o", 0 }, { "V7", 2 } };
static const struct gal_partial_community communities[] = {
	{ GAL_PLATFORM_REDDIT, "", "kettles", "2s1" },
	{ GAL_PLATFORM_DISCORD, "server", "rain", "" },
};
static const struct gal_partial_head head = { .codebook = "aa",
	.key_check = "bb",
	.codes = codes,
	.code_count = 3,
	.rungs = rungs,
	.rung_count = 2,
	.models = models,
	.model_count = 2,
	.communities = communities,
	.community_count = 2 };

/* ---- a world that can be made again: author, post → the same values ---- */

static struct gal_pseudonym
author_of(uint64_t a)
{
	struct gal_pseudonym p = { { 0 } };

	for (int i = 0; i < 8; i++)
		p.bytes[i] = (uint8_t)(a * 1000003 >> 8 * (7 - i));
	return p;
}

static uint64_t
posts_of(uint64_t a)
{
	return 1 + a * 7 % POSTS_MAX;
}

static int64_t
row_of(uint64_t a, uint64_t i)
{
	/* not in the order of times */
	return (int64_t)((a * POSTS_MAX + i) * 7919 % 1000003) + 1;
}

static void
make_post(struct gal_partial_post *out, uint64_t a, uint64_t i)
{
	static const uint16_t sets[][3] = { { 0, 1, 2 }, { 0, 2, 0 },
		{ 2, 0, 0 } };
	static const size_t sizes[] = { 3, 2, 1 };
	struct gal_timed_post *t = &out->timed;
	uint64_t k = a + 3 * i;

	*out = (struct gal_partial_post){ .row_id = row_of(a, i),
		.community = (uint32_t)(k % 3) };
	t->has_author = a > 0;
	for (int b = 0; b < 8; b++)
		t->author = t->author << 8 | author_of(a).bytes[b];
	t->t = i == 0 && a % 5 == 0 ? GAL_ABSENT
				    : -86400 + (int64_t)(a + i * i) * 100000;
	t->bot = k % 11 == 0;
	t->read = k % 4 != 0;
	t->self = k % 3 == 0;
	t->stage = -1;
	t->codes = sets[k % 3];
	if (t->read) {
		t->stage = (int)(k % 3) - 1;
		t->valence = k % 2 == 0 ? 0 : (double)(float)-0.3f;
		t->code_count = k % 7 == 0 ? 0 : sizes[k % 3];
	}
	t->pressures = k % 6 == 0 ? (uint8_t)(k % 256) : 0;
	t->model = (uint16_t)(k % 5 == 0 ? 1 + k % 2 : 0);
}

static void
make_copy(struct gal_partial_copy *out, uint64_t n)
{
	*out = (struct gal_partial_copy){ .row_id = (int64_t)(n * 3) - 1000,
		.has_reading = n % 2 == 0 };
	out->rank.created_utc = n % 9 == 0 ? GAL_ABSENT : (int64_t)(n * n);
	out->rank.content_utc = n % 4 == 0 ? GAL_ABSENT : (int64_t)(n * 1000);
	out->rank.edited_utc = n % 3 == 0 ? (int64_t)n : GAL_ABSENT;
	out->rank.flags = n % 10 == 0 ? UINT32_MAX : (uint32_t)n;
	out->rank.deletion = (uint8_t)(n % GAL_DELETION_COUNT);
	out->rank.has_author = n % 5 != 0;
	out->rank.digest = n * UINT64_C(0x9e3779b97f4a7c15);
}

static void
put_told(struct gal_partial_writer *w, uint64_t a)
{
	for (int64_t k = 0; a > 0 && k < (int64_t)(a % 4); k++) {
		const struct gal_told told = { (k - 1) * 50,
			{ (uint8_t)k, (uint8_t)(k + 1) } };

		assert_int_equal(gal_partial_put_told(w, &told, NULL), GAL_OK);
	}
}

static FILE *
write_world(void)
{
	struct gal_partial_writer *w = NULL;
	uint64_t posts = 0;
	FILE *file = tmpfile();

	assert_non_null(file);
	assert_int_equal(gal_partial_writer_new(&w, file, &head, NULL), GAL_OK);
	for (int64_t n = -3; n < 4; n++)
		assert_int_equal(
		    gal_partial_bury_post(w, n * 99, NULL), GAL_OK);
	for (uint64_t a = 1; a < 4; a++) {
		const struct gal_pseudonym author = author_of(a);

		assert_int_equal(
		    gal_partial_bury_author(w, &author, NULL), GAL_OK);
	}
	for (uint64_t a = 0; a < AUTHORS; a++)
		posts += posts_of(a);
	for (uint64_t n = 0; n < posts; n++) {
		struct gal_partial_copy copy;

		make_copy(&copy, n);
		assert_int_equal(gal_partial_put_copy(w, &copy, NULL), GAL_OK);
	}
	for (uint64_t a = 0; a < AUTHORS; a++) {
		const struct gal_pseudonym author = author_of(a);

		assert_int_equal(
		    gal_partial_put_author(w, a == 0 ? NULL : &author, NULL),
		    GAL_OK);
		put_told(w, a);
		for (uint64_t i = 0; i < posts_of(a); i++) {
			struct gal_partial_post post;

			make_post(&post, a, i);
			assert_int_equal(
			    gal_partial_put_post(w, &post, NULL), GAL_OK);
		}
	}
	assert_int_equal(gal_partial_writer_finish(w, NULL), GAL_OK);
	file = gal_partial_writer_detach(w);
	gal_partial_writer_free(w);
	return file;
}

static void
check_post(const struct gal_partial_post *got, uint64_t a, uint64_t i)
{
	struct gal_partial_post post;
	const struct gal_timed_post *x = &post.timed, *y = &got->timed;

	make_post(&post, a, i);
	assert_true(got->row_id == post.row_id);
	assert_int_equal(got->community, post.community);
	assert_int_equal(y->has_author, x->has_author);
	if (x->has_author)
		assert_true(y->author == x->author);
	assert_true(y->t == x->t);
	assert_int_equal(y->bot, x->bot);
	assert_int_equal(y->read, x->read);
	assert_int_equal(y->self, x->self);
	assert_int_equal(y->stage, x->stage);
	assert_true(y->valence == x->valence);
	assert_int_equal(y->pressures, x->pressures);
	assert_int_equal(y->model, x->model);
	assert_int_equal(y->code_count, x->code_count);
	if (x->code_count > 0)
		assert_memory_equal(
		    y->codes, x->codes, x->code_count * sizeof(x->codes[0]));
}

static void
check_told(const struct gal_partial *p, uint64_t a)
{
	size_t count;
	const struct gal_told *told = gal_partial_told(p, &count);

	assert_int_equal(count, a % 4);
	for (size_t k = 0; k < count; k++) {
		assert_true(told[k].row_id == ((int64_t)k - 1) * 50);
		assert_int_equal(told[k].move.from, k);
		assert_int_equal(told[k].move.to, k + 1);
	}
}

static void
test_stats_partial__everything_comes_back(void **state)
{
	struct gal_partial *p = NULL;
	const struct gal_partial_post *post;
	struct gal_partial_copy copy, wanted;
	const struct gal_partial_head *h;
	uint64_t copies = 0;
	size_t count;

	(void)state;
	assert_int_equal(
	    gal_partial_open_file(&p, write_world(), "w", NULL), GAL_OK);
	h = gal_partial_head(p);
	assert_string_equal(h->codebook, "aa");
	assert_string_equal(h->key_check, "bb");
	assert_int_equal(h->model_count, 2);
	assert_string_equal(h->models[1].name, "V7");
	assert_int_equal(h->models[1].code, 2);
	assert_string_equal(h->communities[1].scope, "server");
	assert_int_equal(h->communities[1].platform, GAL_PLATFORM_DISCORD);
	assert_true(gal_partial_buried_posts(p, &count)[0] == -297);
	assert_int_equal(count, 7);
	(void)gal_partial_buried_authors(p, &count);
	assert_int_equal(count, 3);
	/* each part twice: a file is read more than once */
	for (int round = 0; round < 2; round++) {
		assert_int_equal(gal_partial_seek(p, false, NULL), GAL_OK);
		copies = 0;
		while (gal_partial_next_copy(&copy, p, NULL) == GAL_OK) {
			make_copy(&wanted, copies++);
			assert_true(copy.row_id == wanted.row_id);
			assert_int_equal(copy.has_reading, wanted.has_reading);
			assert_true(
			    copy.rank.created_utc == wanted.rank.created_utc);
			assert_int_equal(
			    gal_copy_rank_compare(&copy.rank, &wanted.rank), 0);
			assert_true(copy.rank.digest == wanted.rank.digest);
		}
		assert_int_equal(gal_partial_seek(p, true, NULL), GAL_OK);
		for (uint64_t a = 0; a < AUTHORS; a++)
			for (uint64_t i = 0; i < posts_of(a); i++) {
				copies--;
				assert_int_equal(
				    gal_partial_next_post(&post, p, NULL),
				    GAL_OK);
				check_post(post, a, i);
				check_told(p, a);
				assert_int_equal(
				    gal_partial_author(p) != NULL, a > 0);
			}
		assert_int_equal(copies, 0);
		assert_int_equal(
		    gal_partial_next_post(&post, p, NULL), GAL_END);
	}
	gal_partial_close(p);
}

/* ---- what no galatea writes ---- */

static const uint16_t descending[] = { 2, 0 };
static const uint16_t unknown[] = { 7 };

#define TIMED .t = 100, .read = true
static const struct gal_partial_post plain = { .row_id = 5,
	.timed = { TIMED, .stage = -1 } };

static void
put_author(struct gal_partial_writer *w, uint64_t a)
{
	const struct gal_pseudonym author = author_of(a);

	assert_int_equal(gal_partial_put_author(w, &author, NULL), GAL_OK);
}

static void
put_post(struct gal_partial_writer *w, struct gal_partial_post post)
{
	assert_int_equal(gal_partial_put_post(w, &post, NULL), GAL_OK);
}

static void
put_copy(struct gal_partial_writer *w, int64_t row)
{
	struct gal_partial_copy copy;

	make_copy(&copy, 1);
	copy.row_id = row;
	assert_int_equal(gal_partial_put_copy(w, &copy, NULL), GAL_OK);
}

static void
posts_descend(struct gal_partial_writer *w)
{
	struct gal_partial_post later = plain;

	later.timed.t = 99;
	put_author(w, 1);
	put_post(w, plain);
	put_post(w, later);
}

static void
rows_descend(struct gal_partial_writer *w)
{
	struct gal_partial_post later = plain;

	later.row_id = 4;
	put_author(w, 1);
	put_post(w, plain);
	put_post(w, later);
}

static void
authors_descend(struct gal_partial_writer *w)
{
	put_author(w, 2);
	put_post(w, plain);
	put_author(w, 1);
	put_post(w, plain);
}

static void
no_author(struct gal_partial_writer *w)
{
	put_post(w, plain);
}

static void
told_late(struct gal_partial_writer *w)
{
	const struct gal_told told = { 1, { 1, 2 } };

	put_author(w, 1);
	put_post(w, plain);
	assert_int_equal(gal_partial_put_told(w, &told, NULL), GAL_OK);
}

static void
copies_descend(struct gal_partial_writer *w)
{
	put_copy(w, 7);
	put_copy(w, 7);
}

static void
a_post_too_few(struct gal_partial_writer *w)
{
	put_copy(w, 7);
	put_copy(w, 8);
	put_author(w, 1);
	put_post(w, plain);
}

static void
buried_descend(struct gal_partial_writer *w)
{
	assert_int_equal(gal_partial_bury_post(w, 9, NULL), GAL_OK);
	assert_int_equal(gal_partial_bury_post(w, 8, NULL), GAL_OK);
}

static void
buried_authors_descend(struct gal_partial_writer *w)
{
	for (uint64_t a = 2; a >= 1; a--) {
		const struct gal_pseudonym author = author_of(a);

		assert_int_equal(
		    gal_partial_bury_author(w, &author, NULL), GAL_OK);
	}
}

static enum gal_status
read_to_its_end(FILE *file, struct gal_error *err)
{
	struct gal_partial *p = NULL;
	const struct gal_partial_post *post;
	struct gal_partial_copy copy;
	enum gal_status status = gal_partial_open_file(&p, file, "w", err);

	if (status == GAL_OK)
		status = gal_partial_seek(p, false, err);
	while (status == GAL_OK)
		status = gal_partial_next_copy(&copy, p, err);
	if (status == GAL_END)
		status = gal_partial_seek(p, true, err);
	while (status == GAL_OK)
		status = gal_partial_next_post(&post, p, err);
	gal_partial_close(p);
	return status;
}

/* Posts, right but for one field. */
static const struct gal_partial_post bad_rung = { .row_id = 5,
	.timed = { TIMED, .stage = 2 } };
static const struct gal_partial_post bad_code = { .row_id = 5,
	.timed = { TIMED, .stage = -1, .codes = unknown, .code_count = 1 } };
static const struct gal_partial_post bad_order = { .row_id = 5,
	.timed = { TIMED, .stage = -1, .codes = descending, .code_count = 2 } };
static const struct gal_partial_post bad_model = { .row_id = 5,
	.timed = { TIMED, .stage = -1, .model = 3 } };
static const struct gal_partial_post bad_community = {
	.row_id = 5, .community = 3, .timed = { TIMED, .stage = -1 }
};
static const struct gal_partial_post bad_valence = { .row_id = 5,
	.timed = { TIMED, .stage = -1, .valence = 1e30 } };

static void
test_stats_partial__what_cannot_be_is_refused(void **state)
{
	static const struct {
		void (*put)(struct gal_partial_writer *w);
		const char *message;
		const struct gal_partial_post *post; /* or that alone */
	} cases[] = {
		{ posts_descend, "posts of an author descend", NULL },
		{ rows_descend, "posts of an author descend", NULL },
		{ authors_descend, "descend", NULL },
		{ no_author, "a post stands before its author", NULL },
		{ told_late, "", NULL },
		{ NULL, "no such rung", &bad_rung },
		{ NULL, "no such code", &bad_code },
		{ NULL, "no such code", &bad_order },
		{ NULL, "no such model", &bad_model },
		{ NULL, "no such community", &bad_community },
		{ NULL, "no such valence", &bad_valence },
		{ copies_descend, "copies descend", NULL },
		{ a_post_too_few, "posts are missing", NULL },
		{ buried_descend, "buried posts descend", NULL },
		{ buried_authors_descend, "descend", NULL },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct gal_partial_writer *w = NULL;
		struct gal_error err = { 0 };
		FILE *file = tmpfile();

		assert_non_null(file);
		assert_int_equal(
		    gal_partial_writer_new(&w, file, &head, NULL), GAL_OK);
		if (cases[i].post != NULL) {
			put_author(w, 1);
			put_post(w, *cases[i].post);
		} else {
			cases[i].put(w);
		}
		assert_int_equal(gal_partial_writer_finish(w, NULL), GAL_OK);
		file = gal_partial_writer_detach(w);
		gal_partial_writer_free(w);
		assert_int_equal(read_to_its_end(file, &err), GAL_CORRUPT);
		if (strstr(err.message, cases[i].message) == NULL)
			fail_msg("case %zu: \"%s\" lacks \"%s\"", i,
			    err.message, cases[i].message);
		assert_string_equal(err.place, "w");
		assert_true(err.has_byte);
	}
}

static void
test_stats_partial__a_part_of_a_file_is_no_file(void **state)
{
	FILE *whole = write_world();
	long size;

	(void)state;
	assert_int_equal(fseek(whole, 0, SEEK_END), 0);
	size = ftell(whole);
	for (long cut = 0; cut < size; cut += cut < 400 ? 1 : 997) {
		struct gal_error err = { 0 };
		FILE *part = tmpfile();
		enum gal_status status;

		assert_non_null(part);
		rewind(whole);
		for (long i = 0; i < cut; i++)
			assert_int_not_equal(fputc(fgetc(whole), part), EOF);
		assert_int_equal(fflush(part), 0);
		status = read_to_its_end(part, &err);
		assert_true(status == GAL_TRUNCATED || status == GAL_FORMAT ||
		    status == GAL_CORRUPT);
		assert_true(err.message[0] != '\0');
	}
	(void)fclose(whole);
}

static void
test_stats_partial__names_that_are_too_long_are_refused(void **state)
{
	struct gal_partial_writer *w = NULL;
	struct gal_partial_head long_head = head;
	struct gal_error err = { 0 };
	char *name = malloc(70000);

	(void)state;
	assert_non_null(name);
	memset(name, 'a', 69999);
	name[69999] = '\0';
	long_head.codebook = name;
	assert_int_equal(
	    gal_partial_writer_new(&w, tmpfile(), &long_head, &err), GAL_LIMIT);
	assert_null(w);
	free(name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stats_partial__everything_comes_back),
		cmocka_unit_test(test_stats_partial__what_cannot_be_is_refused),
		cmocka_unit_test(
		    test_stats_partial__a_part_of_a_file_is_no_file),
		cmocka_unit_test(
		    test_stats_partial__names_that_are_too_long_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
