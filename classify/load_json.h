/*
 * JSON files of the codebook: parsing, members, faults with file and line.
 * Private to classify/load*.c.
 */
#ifndef GALATEA_CLASSIFY_LOAD_JSON_H
#define GALATEA_CLASSIFY_LOAD_JSON_H

#include <cjson/cJSON.h>

#include "classify/load.h"

/* The file's object; the caller deletes it. Errors: CODEBOOK with the line. */
GAL_MUST_USE enum gal_status gal_file_parse(
    cJSON **out, const struct gal_file *file, struct gal_error *err);

/* CODEBOOK with file and the line of the id (NULL: none), "id: what". */
enum gal_status gal_file_fail(const struct gal_file *file, const char *id,
    struct gal_error *err, const char *what);
/* Give place and line to an error that came from deeper; returns status. */
enum gal_status gal_file_locate(enum gal_status status,
    const struct gal_file *file, const char *id, struct gal_error *err);

/* A member's text, borrowed, NULL if there is none. */
const char *gal_json_string(const cJSON *object, const char *name);
double gal_json_number(const cJSON *object, const char *name, double otherwise);

#endif
