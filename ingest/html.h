/* Inside the module of ingest/readers.h: HTML to the plain text it shows
 * (libxml2's reader, which takes any tag soup). Quotes become "> ", code is
 * kept between backticks or indented by four spaces, as markdown writes them,
 * so that both can be told from the author's own words later. */
#ifndef GALATEA_INGEST_HTML_H
#define GALATEA_INGEST_HTML_H

#include "core/buffer.h"

/* Append the text of html to out. Errors: NOMEM, LIMIT. */
GAL_MUST_USE enum gal_status gal_html_text(
    struct gal_buffer *out, const char *html, size_t len);

#endif
