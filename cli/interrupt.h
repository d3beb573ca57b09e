/*
 * SIGINT and SIGTERM end a long command orderly: what runs finishes its batch
 * and stops. A second signal ends the program at once.
 */
#ifndef GALATEA_CLI_INTERRUPT_H
#define GALATEA_CLI_INTERRUPT_H

#include <stdbool.h>

/* Catch both from now on. Once, before threads start. */
void interrupt_catch(void);

/* Whether one came; any thread, also between files. */
bool interrupt_came(void);

#endif
