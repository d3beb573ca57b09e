#include "reference_csv.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "stats/numeric.h"

void
reference_die(struct reference *ref, const char *what)
{
	char message[1024];

	gal_error_format(&ref->err, message, sizeof(message));
	fprintf(stderr, "stats-reference: %s: %s\n", what, message);
	exit(1);
}

bool
reference_defined(struct reference *ref, enum gal_status status,
    const char *what, void *result, size_t bytes)
{
	double *cells = result;

	if (status == GAL_OK)
		return true;
	if (status != GAL_UNDEFINED)
		reference_die(ref, what);
	gal_error_clear(&ref->err);
	for (size_t i = 0; i < bytes / sizeof(*cells); i++)
		cells[i] = NAN;
	return false;
}

void *
room(size_t n, size_t size)
{
	void *p = calloc(n == 0 ? 1 : n, size);

	if (p == NULL) {
		fprintf(stderr, "stats-reference: out of memory\n");
		exit(1);
	}
	return p;
}

static char *
slurp(struct reference *ref, const char *name)
{
	char path[4096];
	FILE *file;
	char *text;
	size_t size = 0, capacity = 1 << 16, got;

	snprintf(path, sizeof(path), "%s/%s.csv", ref->input, name);
	file = fopen(path, "rb");
	if (file == NULL) {
		fprintf(stderr, "stats-reference: cannot read %s\n", path);
		exit(1);
	}
	text = room(capacity, 1);
	while ((got = fread(text + size, 1, capacity - size - 1, file)) > 0) {
		size += got;
		if (size + 1 == capacity) {
			char *more = realloc(text, capacity *= 2);

			if (more == NULL)
				exit(1);
			text = more;
		}
	}
	text[size] = '\0';
	fclose(file);
	return text;
}

static size_t
split_line(char *line, char **cells, size_t limit)
{
	size_t n = 0;

	for (char *at = line; n < limit; at++) {
		char *comma = strchr(at, ',');

		cells[n++] = at;
		if (comma == NULL)
			break;
		*comma = '\0';
		at = comma;
	}
	return n;
}

struct table
table_read(struct reference *ref, const char *name)
{
	struct table out = { .text = slurp(ref, name) };
	size_t lines = 0;
	char *save = NULL, *line;

	for (char *p = out.text; *p != '\0'; p++)
		lines += *p == '\n';
	line = strtok_r(out.text, "\r\n", &save);
	if (line == NULL) {
		fprintf(stderr, "stats-reference: %s is empty\n", name);
		exit(1);
	}
	out.columns = 1;
	for (char *p = line; *p != '\0'; p++)
		out.columns += *p == ',';
	out.header = room(out.columns, sizeof(char *));
	split_line(line, out.header, out.columns);
	out.cells = room((lines + 1) * out.columns, sizeof(char *));
	while ((line = strtok_r(NULL, "\r\n", &save)) != NULL) {
		char **cells = out.cells + out.rows * out.columns;
		size_t n = split_line(line, cells, out.columns);

		for (; n < out.columns; n++)
			cells[n] = line + strlen(line);
		out.rows++;
	}
	return out;
}

void
table_free(struct table *table)
{
	free(table->text);
	free(table->header);
	free(table->cells);
	*table = (struct table){ 0 };
}

size_t
table_column(const struct table *table, const char *name)
{
	for (size_t c = 0; c < table->columns; c++)
		if (strcmp(table->header[c], name) == 0)
			return c;
	fprintf(stderr, "stats-reference: no column %s\n", name);
	exit(1);
}

const char *
table_text(const struct table *table, size_t row, size_t column)
{
	return table->cells[row * table->columns + column];
}

double
table_real(const struct table *table, size_t row, size_t column)
{
	const char *text = table_text(table, row, column);

	if (*text == '\0' || strcmp(text, "NA") == 0)
		return NAN;
	return strtod(text, NULL);
}

int64_t
table_int(const struct table *table, size_t row, size_t column)
{
	return strtoll(table_text(table, row, column), NULL, 10);
}

double
table_lookup(const struct table *table, const char *key)
{
	for (size_t r = 0; r < table->rows; r++)
		if (strcmp(table_text(table, r, 0), key) == 0)
			return table_real(table, r, 1);
	return NAN;
}

static int
character_class(unsigned char c)
{
	return isalpha(c) ? 2 : isdigit(c) ? 1 : 0;
}

int
locale_compare(const char *a, const char *b)
{
	for (size_t i = 0;; i++) {
		unsigned char x = (unsigned char)a[i], y = (unsigned char)b[i];
		int cx = character_class(x), cy = character_class(y);

		if (x == '\0' || y == '\0') {
			if (x != y)
				return x == '\0' ? -1 : 1;
			break;
		}
		if (cx != cy)
			return cx < cy ? -1 : 1;
		if (tolower(x) != tolower(y))
			return tolower(x) < tolower(y) ? -1 : 1;
	}
	return -strcmp(a, b); /* lower case first */
}

static int
by_locale(const void *a, const void *b)
{
	return locale_compare(*(char *const *)a, *(char *const *)b);
}

char **
table_levels(const struct table *table, size_t column, size_t *out_count)
{
	char **levels = room(table->rows, sizeof(char *));
	size_t n = 0;

	for (size_t r = 0; r < table->rows; r++)
		levels[r] = table->cells[r * table->columns + column];
	qsort(levels, table->rows, sizeof(char *), by_locale);
	for (size_t r = 0; r < table->rows; r++)
		if (n == 0 || strcmp(levels[n - 1], levels[r]) != 0)
			levels[n++] = levels[r];
	*out_count = n;
	return levels;
}

size_t
level_of(char *const *levels, size_t count, const char *text)
{
	for (size_t lo = 0, hi = count; lo < hi;) {
		size_t mid = lo + (hi - lo) / 2;
		int order = locale_compare(levels[mid], text);

		if (order == 0)
			return mid;
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return count;
}

FILE *
csv_open(struct reference *ref, const char *name, const char *header)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s.csv", ref->output, name);
	file = fopen(path, "wb");
	if (file == NULL) {
		fprintf(stderr, "stats-reference: cannot write %s\n", path);
		exit(1);
	}
	if (header != NULL)
		fprintf(file, "%s\n", header);
	return file;
}

void
csv_close(FILE *file)
{
	if (fclose(file) != 0) {
		fprintf(stderr, "stats-reference: a file was not written\n");
		exit(1);
	}
}

void
csv_text(FILE *file, const char *text)
{
	fputs(text, file);
}

void
csv_real(FILE *file, double x)
{
	fputc(',', file);
	if (isnan(x))
		return;
	if (isinf(x))
		fputs(x < 0 ? "-Inf" : "Inf", file);
	else
		fprintf(file, "%.15g", gal_unsigned_zero(x));
}

void
csv_int(FILE *file, int64_t x)
{
	fprintf(file, ",%lld", (long long)x);
}

void
csv_end(FILE *file)
{
	fputc('\n', file);
}

void
csv_stat(FILE *file, const char *name, double value)
{
	csv_text(file, name);
	csv_real(file, value);
	csv_end(file);
}
