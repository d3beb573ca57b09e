/*
 * What a thread that parses strangers' archives does not need is taken from
 * it: opening files for writing, making, renaming and removing them, writing
 * into a place of a file (as SQLite does), other programs, other processes,
 * the network, and the kernel's rarer doors (seccomp). It keeps what it has
 * open. Where the kernel has Landlock, it may open for reading only what lies
 * in the system's folders and the program's own (GLib loads character sets), so
 * neither the project key nor anything else in a home; elsewhere any file.
 *
 * Threads share memory: this stops what an exploit usually does first, not one
 * that makes another thread do it.
 */
#ifndef GALATEA_CLI_SANDBOX_H
#define GALATEA_CLI_SANDBOX_H

/* What was taken, each with what stands before it. */
enum cli_sandbox { CLI_SANDBOX_NONE, CLI_SANDBOX_CALLS, CLI_SANDBOX_FILES };

/* For good, for the calling thread and those it starts. NONE where the kernel
 * or the processor has no such filter: the thread then goes on as before. */
enum cli_sandbox cli_sandbox_enter(void);

#endif
