/*
 * UTC times as epoch seconds. No local time zone anywhere in galatea.
 */
#ifndef GALATEA_CORE_DATETIME_H
#define GALATEA_CORE_DATETIME_H

#include "core/buffer.h"

/*
 * Read a time a person typed or an archive holds: epoch seconds or
 * milliseconds (13 digits), "2024", "2024-05", "2024-05-01",
 * "2024-05-01T10:20:30", with fraction (dropped), "Z" or "+02:00".
 * A partial date means its first second. Errors: ARGUMENT.
 */
GAL_MUST_USE enum gal_status gal_time_parse(
    int64_t *out, struct gal_str text, struct gal_error *err);
/* "2024-05-01T10:20:30Z" and NUL. */
void gal_time_format(int64_t utc, char out[32]);
/* "2024-05" and NUL: the month, for tables. */
void gal_time_month(int64_t utc, char out[16]);
/* Days since 1970-01-01 of a proleptic Gregorian date (Hinnant). */
int64_t gal_days_from_civil(int64_t year, int month, int day);
void gal_civil_from_days(int64_t days, int64_t *year, int *month, int *day);

#endif
