/*
 * A line on stderr that tells how far a file is. Written a few times a
 * second at most; the caller asks for it only on a terminal.
 */
#ifndef GALATEA_CLI_PROGRESS_H
#define GALATEA_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct progress {
	bool shown; /* false: every call does nothing */
	const char *name;
	uint64_t size; /* compressed; 0: not known */
	double started;
	double last;
};

double progress_clock(void); /* monotonic seconds */
void progress_start(
    struct progress *progress, bool shown, const char *name, uint64_t size);
void progress_show(struct progress *progress, uint64_t position, uint64_t read,
    uint64_t kept, uint64_t bad);
void progress_end(struct progress *progress); /* wipes the line */

#endif
