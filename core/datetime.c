#include "core/datetime.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define DAY_SECONDS 86400

int64_t
gal_days_from_civil(int64_t year, int month, int day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t yoe = y - era * 400;
	int64_t doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
	int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;

	return era * 146097 + doe - 719468;
}

void
gal_civil_from_days(int64_t days, int64_t *year, int *month, int *day)
{
	int64_t z = days + 719468;
	int64_t era = (z >= 0 ? z : z - 146096) / 146097;
	int64_t doe = z - era * 146097;
	int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;

	*day = (int)(doy - (153 * mp + 2) / 5 + 1);
	*month = (int)(mp < 10 ? mp + 3 : mp - 9);
	*year = yoe + era * 400 + (*month <= 2 ? 1 : 0);
}

static int64_t
floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && a < 0 ? 1 : 0);
}

void
gal_time_format(int64_t utc, char out[32])
{
	int64_t days = floor_div(utc, DAY_SECONDS);
	int seconds = (int)(utc - days * DAY_SECONDS);
	int64_t year;
	int month, day;

	gal_civil_from_days(days, &year, &month, &day);
	(void)snprintf(out, 32, "%04" PRId64 "-%02d-%02dT%02d:%02d:%02dZ", year,
	    month, day, seconds / 3600, seconds / 60 % 60, seconds % 60);
}

void
gal_time_month(int64_t utc, char out[16])
{
	int64_t year;
	int month, day;

	gal_civil_from_days(floor_div(utc, DAY_SECONDS), &year, &month, &day);
	(void)snprintf(out, 16, "%04" PRId64 "-%02d", year, month);
}

/* A cursor over the text being parsed. */
struct cursor {
	const char *at;
	const char *end;
};

/* Exactly n digits, or false. */
static bool
take_digits(struct cursor *cursor, int n, int *out)
{
	int value = 0;

	for (int i = 0; i < n; i++) {
		if (cursor->at + i >= cursor->end || cursor->at[i] < '0' ||
		    cursor->at[i] > '9')
			return false;
		value = value * 10 + (cursor->at[i] - '0');
	}
	cursor->at += n;
	*out = value;
	return true;
}

static bool
take_char(struct cursor *cursor, char c)
{
	if (cursor->at >= cursor->end || *cursor->at != c)
		return false;
	cursor->at++;
	return true;
}

static bool
take_zone(struct cursor *cursor, int64_t *offset)
{
	int hours = 0, minutes = 0;
	int sign;

	*offset = 0;
	if (cursor->at == cursor->end || take_char(cursor, 'Z') ||
	    take_char(cursor, 'z'))
		return true;
	/* "2024-05-01 10:20:30 UTC", "… +0200": databases and tables */
	if (take_char(cursor, ' ') && cursor->end - cursor->at == 3 &&
	    (memcmp(cursor->at, "UTC", 3) == 0 ||
		memcmp(cursor->at, "GMT", 3) == 0)) {
		cursor->at += 3;
		return true;
	}
	if (cursor->at == cursor->end)
		return false;
	sign = *cursor->at == '-' ? -1 : 1;
	if (*cursor->at != '+' && *cursor->at != '-')
		return false;
	cursor->at++;
	if (!take_digits(cursor, 2, &hours))
		return false;
	(void)take_char(cursor, ':');
	if (cursor->at < cursor->end && !take_digits(cursor, 2, &minutes))
		return false;
	*offset = sign * (hours * 3600 + minutes * 60);
	return true;
}

static bool
parse_clock(struct cursor *cursor, int64_t *seconds)
{
	int hour = 0, minute = 0, second = 0, ignored;

	*seconds = 0;
	if (cursor->at == cursor->end)
		return true;
	if (!take_char(cursor, 'T') && !take_char(cursor, ' ') &&
	    !take_char(cursor, 't'))
		return false;
	if (!take_digits(cursor, 2, &hour) || !take_char(cursor, ':') ||
	    !take_digits(cursor, 2, &minute))
		return false;
	if (take_char(cursor, ':') && !take_digits(cursor, 2, &second))
		return false;
	if (take_char(cursor, '.') || take_char(cursor, ',')) {
		while (take_digits(cursor, 1, &ignored))
			;
	}
	if (hour > 24 || minute > 59 || second > 60)
		return false;
	*seconds = hour * 3600 + minute * 60 + second;
	return true;
}

static int
days_in_month(int year, int month)
{
	static const int days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30,
		31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return days[month - 1] + (month == 2 && leap ? 1 : 0);
}

static bool
parse_calendar(struct cursor *cursor, int64_t *out)
{
	int year = 0, month = 1, day = 1;
	int64_t seconds = 0, offset = 0;

	if (!take_digits(cursor, 4, &year))
		return false;
	if (take_char(cursor, '-')) {
		if (!take_digits(cursor, 2, &month) || month < 1 || month > 12)
			return false;
		if (take_char(cursor, '-') &&
		    (!take_digits(cursor, 2, &day) || day < 1 ||
			day > days_in_month(year, month)))
			return false;
	}
	if (!parse_clock(cursor, &seconds) || !take_zone(cursor, &offset) ||
	    cursor->at != cursor->end)
		return false;
	*out = gal_days_from_civil(year, month, day) * DAY_SECONDS + seconds -
	    offset;
	return true;
}

enum gal_status
gal_time_parse(int64_t *out, struct gal_str text, struct gal_error *err)
{
	struct cursor cursor = { text.data, text.data + text.len };
	size_t digits = 0;
	int64_t value = 0;

	while (digits < text.len && text.data[digits] >= '0' &&
	    text.data[digits] <= '9' && digits < 18)
		value = value * 10 + (text.data[digits++] - '0');
	if (digits == text.len && digits > 4) {
		*out = digits >= 13 ? value / 1000 : value;
		return GAL_OK;
	}
	if (text.len == 0 || !parse_calendar(&cursor, out))
		return gal_fail(err, GAL_ARGUMENT,
		    "not a time: use 2024, 2024-05, 2024-05-01, "
		    "2024-05-01T10:20:30Z or epoch seconds");
	return GAL_OK;
}
