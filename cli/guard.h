/* What the program does to itself before it reads anything. */
#ifndef GALATEA_CLI_GUARD_H
#define GALATEA_CLI_GUARD_H

/* No core dump: the memory holds people's words and the project key. A system
 * that refuses is left as it is. */
void cli_guard_memory(void);

/* Large buffers lie outside the heap. Left alone, glibc takes ever larger ones
 * into it, and a long run grows by the holes between them. */
void cli_bound_heap(void);

#endif
