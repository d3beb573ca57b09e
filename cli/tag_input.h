/*
 * Lines of `galatea tag` and `galatea explain`: JSON in, reading out.
 */
#ifndef GALATEA_CLI_TAG_INPUT_H
#define GALATEA_CLI_TAG_INPUT_H

#include "classify/classify.h"

/*
 * Classify one line {id, community, title, text, context} (or an object as
 * Reddit gives it: subreddit, selftext, body) and append one line of JSON
 * with its newline to *out. A line that cannot be read gives
 * {"id":null,"line":n,"error":…} and *bad true. Codes without labelled
 * posts are printed only with `further`. Errors: NOMEM, LIMIT.
 */
GAL_MUST_USE enum gal_status cli_tag_line(struct gal_buffer *out, bool *bad,
    struct gal_scratch *scratch, const struct gal_codebook *book,
    struct gal_str line, uint64_t number, bool further, struct gal_error *err);

/* Append the line that stands for one that cannot be read. */
GAL_MUST_USE enum gal_status cli_tag_fault(struct gal_buffer *out,
    uint64_t number, const char *what, struct gal_error *err);

/* A parsed post; free with cli_tag_post_free(). */
struct cJSON;
struct cli_tag_post {
	struct cJSON *root;
	struct gal_input input;
	struct gal_str names[16];
};
/* FORMAT, with the reason in *fault; NOMEM. To be freed in any case. */
GAL_MUST_USE enum gal_status cli_tag_parse(
    struct cli_tag_post *out, const char **fault, struct gal_str line);
void cli_tag_post_free(struct cli_tag_post *post);

/* Append what was found, from the comma before "stance" to the end of the
 * line. `input` is what was classified: spans are bytes of it. */
GAL_MUST_USE enum gal_status cli_tag_write_reading(struct gal_buffer *out,
    const struct gal_codebook *book, const struct gal_reading *reading,
    const struct gal_input *input, bool further, struct gal_error *err);

/* Append a JSON string with quotes. */
GAL_MUST_USE enum gal_status cli_json_string(
    struct gal_buffer *out, struct gal_str text, struct gal_error *err);

#endif
