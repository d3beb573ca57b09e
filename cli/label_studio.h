/*
 * Annotations exported by Label Studio, as rows of a coder's table. Both of
 * its JSON exports of the form that validate_sample.c writes are read:
 *
 *   JSON      [{"data": {"unit": …}, "annotations": [{"completed_by": …,
 *              "was_cancelled": false, "result": [{"from_name": "stage",
 *              "value": {"choices": [ … ]}}, … ]}]}]
 *   JSON-MIN  [{"unit": …, "stage": "tool", "codes": {"choices": [ … ]},
 *              "annotator": 1}]
 *
 * A skipped task (was_cancelled, or no annotation) is not coded; one that was
 * opened and saved without a choice shows nothing.
 */
#ifndef GALATEA_CLI_LABEL_STUDIO_H
#define GALATEA_CLI_LABEL_STUDIO_H

#include "core/buffer.h"

/* Appends CSV with the header unit,stage,codes. Where one annotator saved a
 * task again, the last counts. Errors: NOMEM, LIMIT, FORMAT (not such an
 * export; annotations of more than one person: an import is of one coder). */
GAL_MUST_USE enum gal_status label_studio_rows(struct gal_buffer *csv,
    const struct gal_buffer *json, struct gal_error *err);

#endif
