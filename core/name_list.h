/*
 * Lists of names that people keep in files, one a line. Empty lines and those
 * that begin with # are passed by; a byte order mark and blanks around a name,
 * as spreadsheets leave them, are no part of it.
 */
#ifndef GALATEA_CORE_NAME_LIST_H
#define GALATEA_CORE_NAME_LIST_H

#include <stdio.h>

#include "core/buffer.h"

/* A name of at least one byte, none of them NUL; borrowed for the call. */
typedef enum gal_status gal_name_fn(
    void *self, struct gal_str name, struct gal_error *err);

/* Give every name of the file to `add` until it fails; `path` is said of a
 * fault. Errors: those of add, with the line; IO; with the line FORMAT (a
 * NUL byte: what stands behind it would be lost) and LIMIT (above a MiB). */
GAL_MUST_USE enum gal_status gal_name_list_read(FILE *file, const char *path,
    gal_name_fn *add, void *self, struct gal_error *err);

#endif
