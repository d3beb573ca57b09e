/*
 * Calls that fail once: the test that links this makes the n-th call of what
 * is told below return as if there were no memory (or, of SQLite's functions,
 * as if the disk did not answer). Only calls from our own code count, not
 * those that a library makes within itself; scripts/torture makes those fail.
 */
#ifndef GALATEA_TESTS_FAILING_H
#define GALATEA_TESTS_FAILING_H

#include <stdbool.h>
#include <stddef.h>

/* Count from 1; the n-th call from here fails. 0: none. */
void failing_at(size_t n);
/* Nothing fails any more. Returns how many calls there were. */
size_t failing_end(void);
/* Did it come to the failure? */
bool failing_came(void);

/*
 * Calls told by the way to them: all that leads from main() to a call is its
 * place. Between failing_note() and failing_end() the first call of each place
 * is noted, and its last one if that is wanted, too.
 */
void failing_note(bool last_too);
/* How many were noted. */
size_t failing_noted(void);
/* The i-th of the noted calls fails, from 0, if what is done is the same. */
void failing_at_noted(size_t i);

/* For the functions that stand in for the real ones. */
bool failing_now(void);

#endif
