/*
 * What a run over archives would meet, from their heads and tails: whether
 * each can be opened, what it is, whether its end is there, and what the
 * database knows of it. Nothing is written.
 */
#ifndef GALATEA_CLI_PREFLIGHT_H
#define GALATEA_CLI_PREFLIGHT_H

#include "cli/ingest_job.h"

/*
 * Look at context->argv[0 .. argc) as ingest_job_run() would read them. Adds
 * the frame "preflight". Returns an enum cli_exit: DAMAGED if the end of a
 * file is missing, FAILED if one cannot be read at all.
 */
int preflight_run(struct ingest_job *job, struct cli_context *context,
    struct cli_frames *frames);

#endif
