/*
 * What a thread that parses strangers' archives does not need is taken from
 * it: opening files for writing, making, renaming and removing them, writing
 * into a place of a file (as SQLite does), other programs, other processes,
 * the network, and the kernel's rarer doors. It keeps what it has open, and
 * may open files for reading (GLib loads character sets).
 *
 * Threads share memory: this stops what an exploit usually does first, not one
 * that makes another thread do it.
 */
#ifndef GALATEA_CLI_SANDBOX_H
#define GALATEA_CLI_SANDBOX_H

#include <stdbool.h>

/* For good, for the calling thread and those it starts. False where the kernel
 * or the processor has no such filter: the thread then goes on as before. */
bool cli_sandbox_enter(void);

#endif
