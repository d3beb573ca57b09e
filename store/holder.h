/* Who holds the lock of a database. */
#ifndef GALATEA_STORE_HOLDER_H
#define GALATEA_STORE_HOLDER_H

#include <stddef.h>

/*
 * Say in out which other process holds a write lock on the database or the
 * files beside it, as "galatea ingest (process 4711)"; "another process" where
 * the system does not tell. Opens no file of the database: closing it would
 * give up the locks that this process has.
 */
void gal_store_holder(char *out, size_t size, const char *path);

#endif
