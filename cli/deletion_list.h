/*
 * What a purge is asked to take out, in the order asked: posts by platform id,
 * authors by name or pseudonym.
 *
 * A list in a file (core/name_list.h) has one of them a line: "t1_…" and
 * "t3_…" are posts, all else is an author.
 */
#ifndef GALATEA_CLI_DELETION_LIST_H
#define GALATEA_CLI_DELETION_LIST_H

#include <stdio.h>

#include "core/buffer.h"

enum deletion_kind { DELETION_AUTHOR = 'a', DELETION_POST = 'p' };

/* Zero bytes of `list` are an empty one: kind, name, NUL, and so on. The name
 * has no NUL. */
GAL_MUST_USE enum gal_status deletion_list_add(struct gal_buffer *list,
    enum deletion_kind kind, struct gal_str name, struct gal_error *err);

/* Add what the file lists; `path` is said of a fault. Errors: those of
 * gal_name_list_read(), NOMEM, LIMIT. */
GAL_MUST_USE enum gal_status deletion_list_read(struct gal_buffer *list,
    FILE *file, const char *path, struct gal_error *err);

/* The entry at *at, borrowed, and *at behind it; NULL: no more. */
const char *deletion_list_next(
    enum deletion_kind *kind, const struct gal_buffer *list, size_t *at);

#endif
