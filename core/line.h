/*
 * Lines of a file, one at a time, none longer than a limit: a file that has no
 * ends of lines takes no memory beyond it.
 */
#ifndef GALATEA_CORE_LINE_H
#define GALATEA_CORE_LINE_H

#include <stdio.h>

#include "core/buffer.h"

/*
 * The next line, its newline included where it has one, in place of what
 * `line` held; NUL bytes are bytes of it. Errors: END: there is none. LIMIT:
 * it is longer than line->limit; it was passed by and *line is empty, the next
 * call goes on behind it. IO, NOMEM.
 */
GAL_MUST_USE enum gal_status gal_line_read(
    struct gal_buffer *line, FILE *file, struct gal_error *err);

#endif
