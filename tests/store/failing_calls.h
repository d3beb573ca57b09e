/*
 * Calls of store/ to SQLite, to the system and to growing buffers that fail
 * once where failing_now() says so (tests/failing.h). They stand in by the
 * linker's --wrap; FAILING_CALLS of tests/store/CMakeLists.txt names them.
 */
#ifndef GALATEA_TESTS_STORE_FAILING_CALLS_H
#define GALATEA_TESTS_STORE_FAILING_CALLS_H

/* What failed works again: SQLite has no error to tell of any more. */
void failing_calls_heal(void);

#endif
