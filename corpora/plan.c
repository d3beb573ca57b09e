#define _GNU_SOURCE /* O_TMPFILE */
#include "corpora/plan.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A bucket of twice this many posts takes 24 MiB; 256 open files are allowed
 * everywhere. */
#define BUCKET_POSTS ((uint64_t)1 << 19)
#define BUCKETS_MAX 240

struct gal_sim_plan {
	struct gal_sim_window window;
	size_t bucket_count;
	FILE **files;
	uint64_t *counts;
	struct gal_sim_planned *posts; /* of the bucket loaded last */
	uint64_t capacity;
};

static enum gal_status
open_nameless(FILE **out, const char *directory, struct gal_error *err)
{
	static const char name[] = "/galatea-plan-XXXXXX";
	size_t n = strlen(directory);
	char *path = malloc(n + sizeof(name));
	int fd = -1;

	if (path == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
#ifdef O_TMPFILE
	/* never has a name, so that nothing is left where the program is
	 * killed */
	fd = open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
#endif
	if (fd < 0) {
		memcpy(path, directory, n);
		memcpy(path + n, name, sizeof(name));
		fd = mkstemp(path);
		if (fd >= 0)
			(void)unlink(path);
	}
	free(path);
	*out = fd >= 0 ? fdopen(fd, "w+b") : NULL;
	if (*out != NULL)
		return GAL_OK;
	gal_error_place(err, directory);
	(void)gal_fail_errno(err, GAL_IO, errno, "cannot make a work file");
	if (fd >= 0)
		(void)close(fd);
	return err != NULL ? err->status : GAL_IO;
}

enum gal_status
gal_sim_plan_new(struct gal_sim_plan **out, struct gal_sim_window window,
    uint64_t expected, const char *directory, struct gal_error *err)
{
	struct gal_sim_plan *plan = calloc(1, sizeof(*plan));
	uint64_t buckets = expected / BUCKET_POSTS + 1;
	enum gal_status status = GAL_OK;

	*out = NULL;
	if (plan == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	plan->window = window;
	plan->bucket_count =
	    (size_t)(buckets < BUCKETS_MAX ? buckets : BUCKETS_MAX);
	plan->files = calloc(plan->bucket_count, sizeof(*plan->files));
	plan->counts = calloc(plan->bucket_count, sizeof(*plan->counts));
	if (plan->files == NULL || plan->counts == NULL)
		status = gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < plan->bucket_count && status == GAL_OK; i++)
		status = open_nameless(&plan->files[i], directory, err);
	if (status != GAL_OK) {
		gal_sim_plan_free(plan);
		return status;
	}
	*out = plan;
	return GAL_OK;
}

void
gal_sim_plan_free(struct gal_sim_plan *plan)
{
	if (plan == NULL)
		return;
	for (size_t i = 0; plan->files != NULL && i < plan->bucket_count; i++) {
		if (plan->files[i] != NULL)
			(void)fclose(plan->files[i]);
	}
	free(plan->files);
	free(plan->counts);
	free(plan->posts);
	free(plan);
}

enum gal_status
gal_sim_plan_add(struct gal_sim_plan *plan, const struct gal_sim_planned *post,
    struct gal_error *err)
{
	double share = (double)(post->time - plan->window.from) /
	    (double)(plan->window.until - plan->window.from);
	size_t bucket = (size_t)(share * (double)plan->bucket_count);

	if (bucket >= plan->bucket_count)
		bucket = plan->bucket_count - 1;
	if (fwrite(post, sizeof(*post), 1, plan->files[bucket]) != 1)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot write a work file");
	plan->counts[bucket]++;
	return GAL_OK;
}

size_t
gal_sim_plan_buckets(const struct gal_sim_plan *plan)
{
	return plan->bucket_count;
}

static int
compare_planned(const void *left, const void *right)
{
	const struct gal_sim_planned *a = left;
	const struct gal_sim_planned *b = right;

	if (a->time != b->time)
		return a->time < b->time ? -1 : 1;
	if (a->author != b->author)
		return a->author < b->author ? -1 : 1;
	return (a->index > b->index) - (a->index < b->index);
}

enum gal_status
gal_sim_plan_bucket(const struct gal_sim_planned **out, size_t *count,
    struct gal_sim_plan *plan, size_t bucket, struct gal_error *err)
{
	uint64_t n = plan->counts[bucket];
	FILE *file = plan->files[bucket];

	if (n > plan->capacity) {
		struct gal_sim_planned *grown = n > SIZE_MAX / sizeof(*grown)
		    ? NULL
		    : realloc(plan->posts, (size_t)n * sizeof(*grown));

		if (grown == NULL)
			return gal_fail(err, GAL_NOMEM, "out of memory");
		plan->posts = grown;
		plan->capacity = n;
	}
	if (fseek(file, 0, SEEK_SET) != 0 ||
	    fread(plan->posts, sizeof(*plan->posts), (size_t)n, file) != n)
		return gal_fail_errno(
		    err, GAL_IO, errno, "cannot read a work file");
	if (n > 0)
		qsort(plan->posts, (size_t)n, sizeof(*plan->posts),
		    compare_planned);
	*out = plan->posts;
	*count = (size_t)n;
	return GAL_OK;
}
