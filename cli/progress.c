#include "cli/progress.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#define PAUSE_SECONDS 0.25

double
progress_clock(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

void
progress_start(
    struct progress *progress, bool shown, const char *name, uint64_t size)
{
	const char *slash = strrchr(name, '/');

	progress->shown = shown;
	progress->name = slash != NULL ? slash + 1 : name;
	progress->size = size;
	progress->started = progress_clock();
	progress->last = progress->started;
}

void
progress_show(struct progress *progress, uint64_t position, uint64_t read,
    uint64_t kept, uint64_t bad)
{
	double now, seconds;
	char share[64] = "";

	if (!progress->shown)
		return;
	now = progress_clock();
	if (now - progress->last < PAUSE_SECONDS)
		return;
	progress->last = now;
	seconds = now - progress->started;
	if (progress->size > 0 && position > 0 && position <= progress->size) {
		double done = (double)position / (double)progress->size;
		double left = seconds / done - seconds;

		(void)snprintf(share, sizeof(share),
		    "%.0f of %.0f MB, %d:%02d left, ", (double)position / 1e6,
		    (double)progress->size / 1e6, (int)left / 60,
		    (int)left % 60);
	}
	(void)fprintf(stderr,
	    "\r\033[K%.40s: %s%" PRIu64 " records (%.0f/s), %" PRIu64
	    " kept, %" PRIu64 " bad",
	    progress->name, share, read,
	    seconds > 0 ? (double)read / seconds : 0.0, kept, bad);
	(void)fflush(stderr);
}

void
progress_end(struct progress *progress)
{
	if (progress->shown)
		(void)fprintf(stderr, "\r\033[K");
}
