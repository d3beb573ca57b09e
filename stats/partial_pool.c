#include "stats/partial_pool.h"

#include <errno.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "stats/partial_internal.h"

static size_t
find_limit(void)
{
	struct rlimit files;
	size_t limit = GAL_PARTIAL_OPEN_MAX;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0 &&
	    files.rlim_cur / 2 < GAL_PARTIAL_OPEN_MAX)
		limit = (size_t)files.rlim_cur / 2;
	return limit > 0 ? limit : 1;
}

/* The first time: note which file it is. */
static bool
is_same(struct gal_partial *p)
{
	struct stat st;

	if (fstat(fileno(p->file), &st) != 0)
		return false;
	if (p->inode == 0) {
		p->inode = st.st_ino;
		p->changed = st.st_mtim;
	}
	return p->inode == st.st_ino &&
	    p->changed.tv_sec == st.st_mtim.tv_sec &&
	    p->changed.tv_nsec == st.st_mtim.tv_nsec;
}

enum gal_status
partial_hold(struct gal_partial *p, struct gal_error *err)
{
	struct gal_partial_pool *pool = p->pool;

	if (p->file != NULL)
		return GAL_OK;
	if (pool->limit == 0)
		pool->limit = find_limit();
	if (pool->open[pool->next] != NULL) {
		(void)fclose(pool->open[pool->next]->file);
		pool->open[pool->next]->file = NULL;
		pool->open[pool->next] = NULL;
	}
	p->file = fopen(p->name, "rb");
	if (p->file == NULL) {
		gal_error_place(err, p->name);
		return gal_fail_errno(err,
		    errno == ENOENT ? GAL_NOT_FOUND : GAL_IO, errno,
		    "cannot open partial timelines");
	}
	pool->open[pool->next] = p;
	pool->next = (pool->next + 1) % pool->limit;
	if (is_same(p))
		return GAL_OK;
	gal_error_place(err, p->name);
	return gal_fail(err, GAL_IO, "the file was changed while it was read");
}

void
partial_let_go(struct gal_partial *p)
{
	for (size_t i = 0; p->pool != NULL && i < GAL_PARTIAL_OPEN_MAX; i++) {
		if (p->pool->open[i] == p)
			p->pool->open[i] = NULL;
	}
	if (p->file != NULL && !p->borrowed)
		(void)fclose(p->file);
	p->file = NULL;
}
