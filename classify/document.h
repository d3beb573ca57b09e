/* The codebook as a page for people, from its own data. */
#ifndef GALATEA_CLASSIFY_DOCUMENT_H
#define GALATEA_CLASSIFY_DOCUMENT_H

#include "classify/classify.h"

/*
 * Append Markdown: each dimension, each code with definition, source, what
 * it requires, examples, its rules in number, measured precision and recall
 * (from directory/measures/), known errors; codes without measures say "not
 * validated". Errors: IO, NOMEM, LIMIT.
 */
GAL_MUST_USE enum gal_status gal_codebook_document(struct gal_buffer *out,
    const struct gal_codebook *book, const char *directory,
    struct gal_error *err);

#endif
