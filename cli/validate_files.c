#include "cli/validate_files.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/validate_table.h"

void
design_free(struct design *design)
{
	for (size_t i = 0; i < design->count; i++)
		free(design->rows[i].codes);
	free(design->rows);
	*design = (struct design){ 0 };
}

void
labels_free(struct labels *labels)
{
	for (size_t i = 0; i < labels->count; i++)
		free(labels->rows[i].codes);
	free(labels->rows);
	*labels = (struct labels){ 0 };
}

static int
compare_units(const void *a, const void *b)
{
	return strcmp(((const struct design_row *)a)->unit,
	    ((const struct design_row *)b)->unit);
}

size_t
design_find(const struct design *design, const char *unit)
{
	size_t lo = 0, hi = design->count;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;
		int order = strcmp(design->rows[mid].unit, unit);

		if (order == 0)
			return mid;
		if (order < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return design->count;
}

enum gal_status
csv_cell(struct gal_buffer *out, struct gal_str text, bool guard,
    struct gal_error *err)
{
	const char *p = text.data == NULL ? "" : text.data;
	enum gal_status status = gal_buffer_append_str(out, "\"", err);

	if (status == GAL_OK && guard && text.len > 0 &&
	    strchr("=+-@\t\r", p[0]) != NULL)
		status = gal_buffer_append_str(out, "'", err);
	for (size_t i = 0; i < text.len && status == GAL_OK; i++) {
		if (p[i] == '"')
			status = gal_buffer_append_str(out, "\"", err);
		if (status == GAL_OK)
			status = gal_buffer_append(out, p + i, 1, err);
	}
	return status == GAL_OK ? gal_buffer_append_str(out, "\"", err)
				: status;
}

enum gal_status
folder_write(const char *directory, const char *name,
    const struct gal_buffer *bytes, struct gal_error *err)
{
	char path[4096], temporary[4104];
	enum gal_status status = GAL_OK;
	size_t done = 0;
	int fd;

	(void)snprintf(path, sizeof(path), "%s/%s", directory, name);
	(void)snprintf(temporary, sizeof(temporary), "%s.part", path);
	gal_error_place(err, path);
	fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return gal_fail_errno(err, GAL_IO, errno, "cannot write");
	while (done < bytes->len && status == GAL_OK) {
		ssize_t n = write(fd, bytes->data + done, bytes->len - done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			status =
			    gal_fail_errno(err, GAL_IO, errno, "cannot write");
		else
			done += (size_t)n;
	}
	if (fsync(fd) != 0 && status == GAL_OK)
		status = gal_fail_errno(err, GAL_IO, errno, "cannot write");
	if (close(fd) != 0 && status == GAL_OK)
		status = gal_fail_errno(err, GAL_IO, errno, "cannot write");
	if (status == GAL_OK && rename(temporary, path) != 0)
		status = gal_fail_errno(err, GAL_IO, errno, "cannot write");
	if (status != GAL_OK)
		(void)unlink(temporary);
	else
		gal_error_clear(err);
	return status;
}

static enum gal_status
append_codes(struct gal_buffer *out, const uint16_t *codes, size_t count,
    const struct gal_store_codebook *book, struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < count && status == GAL_OK; i++)
		status = gal_buffer_printf(out, err, "%s%s", i > 0 ? ";" : "",
		    book->codes[codes[i]].name);
	return status;
}

static const char *
stage_name(const struct gal_store_codebook *book, int stage)
{
	return stage < 0 ? "" : stage == 0 ? "none" : book->rungs[stage - 1];
}

enum gal_status
design_write(const struct design *design, const char *directory,
    const struct gal_store_codebook *book, struct gal_error *err)
{
	struct gal_buffer b = GAL_BUFFER((size_t)1 << 30);
	enum gal_status status = gal_buffer_append_str(
	    &b, "unit,row,kind,author,stratum,pi,stage,codes\n", err);

	for (size_t i = 0; i < design->count && status == GAL_OK; i++) {
		const struct design_row *r = &design->rows[i];

		status = gal_buffer_printf(&b, err,
		    "%s,%" PRId64 ",%s,%016" PRIx64 ",%u,%.17g,%s,", r->unit,
		    r->row_id, gal_kind_name(r->kind), r->author, r->stratum,
		    r->pi, stage_name(book, r->stage));
		if (status == GAL_OK)
			status = append_codes(
			    &b, r->codes, r->code_count, book, err);
		if (status == GAL_OK)
			status = gal_buffer_append_str(&b, "\n", err);
	}
	if (status == GAL_OK)
		status = folder_write(directory, "design.csv", &b, err);
	gal_buffer_free(&b);
	return status;
}

/* Quoted only where somebody gave it a name that is no plain cell. */
static enum gal_status
append_name(struct gal_buffer *out, struct gal_str name, struct gal_error *err)
{
	return strpbrk(name.data, "\",\r\n") != NULL ||
		gal_str_trim(name, " \t").len < name.len
	    ? csv_cell(out, name, false, err)
	    : gal_buffer_append(out, name.data, name.len, err);
}

enum gal_status
labels_write(const struct labels *labels, const char *directory,
    const struct design *design, const struct gal_store_codebook *book,
    struct gal_error *err)
{
	struct gal_buffer b = GAL_BUFFER((size_t)1 << 30);
	enum gal_status status =
	    gal_buffer_append_str(&b, "unit,coder,model,stage,codes\n", err);

	for (size_t i = 0; i < labels->count && status == GAL_OK; i++) {
		const struct label_row *r = &labels->rows[i];

		status = append_name(
		    &b, gal_str_of(design->rows[r->unit].unit), err);
		if (status == GAL_OK)
			status = gal_buffer_append_str(&b, ",", err);
		if (status == GAL_OK)
			status = append_name(&b, gal_str_of(r->coder), err);
		if (status == GAL_OK)
			status = gal_buffer_printf(&b, err, ",%d,%s,", r->model,
			    stage_name(book, r->stage));
		if (status == GAL_OK)
			status = append_codes(
			    &b, r->codes, r->code_count, book, err);
		if (status == GAL_OK)
			status = gal_buffer_append_str(&b, "\n", err);
	}
	if (status == GAL_OK)
		status = folder_write(directory, "labels.csv", &b, err);
	gal_buffer_free(&b);
	return status;
}

static enum gal_status
parse_stage(int *out, const char *text, const struct gal_store_codebook *book,
    size_t line, struct gal_error *err)
{
	*out = GAL_UNLABELLED;
	if (text[0] == '\0')
		return GAL_OK;
	if (strncmp(text, "stage.", 6) == 0)
		text += 6;
	if (strcmp(text, "none") == 0) {
		*out = 0;
		return GAL_OK;
	}
	for (size_t i = 0; i < book->rung_count; i++)
		if (strcmp(book->rungs[i], text) == 0) {
			*out = (int)i + 1;
			return GAL_OK;
		}
	gal_error_line(err, line);
	return gal_fail(err, GAL_FORMAT, "no rung '%.60s'", text);
}

static int
compare_codes(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

/* "a;b;c" into indexes, ascending and distinct. */
static enum gal_status
parse_codes(uint16_t **out, size_t *count, const char *text,
    const struct gal_store_codebook *book, size_t line, struct gal_error *err)
{
	size_t n = 0, kept = 0;
	uint16_t *codes = calloc(strlen(text) / 2 + 1, sizeof(*codes));

	if (codes == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	while (*text != '\0') {
		size_t length = strcspn(text, ";"), i = 0;

		while (i < book->code_count &&
		    (strlen(book->codes[i].name) != length ||
			strncmp(book->codes[i].name, text, length) != 0))
			i++;
		if (length > 0 && i == book->code_count) {
			free(codes);
			gal_error_line(err, line);
			return gal_fail(err, GAL_FORMAT, "no code '%.*s'",
			    (int)(length < 60 ? length : 60), text);
		}
		if (length > 0)
			codes[n++] = (uint16_t)i;
		text += length;
		text += *text == ';';
	}
	if (n > 1)
		qsort(codes, n, sizeof(*codes), compare_codes);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || codes[kept - 1] != codes[i])
			codes[kept++] = codes[i];
	*out = codes;
	*count = kept;
	return GAL_OK;
}

enum gal_status
design_read(struct design *out, const char *directory,
    const struct gal_store_codebook *book, struct gal_error *err)
{
	static const char *const names[] = { "unit", "row", "author", "stratum",
		"pi", "stage", "codes", "kind" };
	char path[4096];
	struct csv_table t;
	size_t c[8];
	enum gal_status status;

	*out = (struct design){ 0 };
	(void)snprintf(path, sizeof(path), "%s/design.csv", directory);
	status = csv_table_read(&t, path, err);
	if (status != GAL_OK)
		return status;
	for (size_t i = 0; i < 8 && status == GAL_OK; i++)
		status = csv_table_column(&c[i], &t, names[i], err);
	out->rows = calloc(t.rows + 1, sizeof(*out->rows));
	if (out->rows == NULL && status == GAL_OK)
		status = gal_fail(err, GAL_NOMEM, "out of memory");
	for (size_t i = 0; i < t.rows && status == GAL_OK; i++) {
		struct design_row *r = &out->rows[out->count++];

		(void)snprintf(
		    r->unit, sizeof(r->unit), "%s", csv_table_at(&t, i, c[0]));
		r->row_id = strtoll(csv_table_at(&t, i, c[1]), NULL, 10);
		r->author = strtoull(csv_table_at(&t, i, c[2]), NULL, 16);
		r->stratum =
		    (unsigned)strtoul(csv_table_at(&t, i, c[3]), NULL, 10);
		r->pi = strtod(csv_table_at(&t, i, c[4]), NULL);
		if (!(r->pi > 0) || r->pi > 1) {
			gal_error_line(err, i + 2);
			status = gal_fail(
			    err, GAL_FORMAT, "pi is no probability above 0");
			break;
		}
		status = gal_kind_parse(
		    &r->kind, gal_str_of(csv_table_at(&t, i, c[7])));
		if (status != GAL_OK) {
			gal_error_line(err, i + 2);
			status = gal_fail(err, GAL_FORMAT, "no kind '%.20s'",
			    csv_table_at(&t, i, c[7]));
			break;
		}
		status = parse_stage(
		    &r->stage, csv_table_at(&t, i, c[5]), book, i + 2, err);
		if (status == GAL_OK && r->stage == GAL_UNLABELLED) {
			gal_error_line(err, i + 2);
			status = gal_fail(err, GAL_FORMAT,
			    "no stage was predicted: it is a rung or none");
		}
		if (status == GAL_OK)
			status = parse_codes(&r->codes, &r->code_count,
			    csv_table_at(&t, i, c[6]), book, i + 2, err);
	}
	csv_table_free(&t);
	if (status == GAL_OK && out->count > 1)
		qsort(out->rows, out->count, sizeof(*out->rows), compare_units);
	if (status != GAL_OK)
		design_free(out);
	else
		gal_error_clear(err);
	return status;
}

/* One label; replaces an earlier one of the same coder and unit. */
static enum gal_status
labels_put(struct labels *labels, size_t unit, const char *coder, bool model,
    const char *stage, const char *codes, const struct gal_store_codebook *book,
    size_t line, struct gal_error *err)
{
	struct label_row row = { .unit = unit, .model = model };
	enum gal_status status;

	/* two coders who share their first bytes are two */
	if (strlen(coder) >= sizeof(row.coder)) {
		gal_error_line(err, line);
		return gal_fail(err, GAL_FORMAT,
		    "a coder's name is longer than %zu bytes",
		    sizeof(row.coder) - 1);
	}
	(void)snprintf(row.coder, sizeof(row.coder), "%s", coder);
	status = parse_stage(&row.stage, stage, book, line, err);
	if (status == GAL_OK)
		status = parse_codes(
		    &row.codes, &row.code_count, codes, book, line, err);
	if (status != GAL_OK)
		return status;
	for (size_t i = 0; i < labels->count; i++) {
		struct label_row *old = &labels->rows[i];

		if (old->unit == unit && strcmp(old->coder, row.coder) == 0) {
			free(old->codes);
			*old = row;
			return GAL_OK;
		}
	}
	if (labels->count == labels->capacity) {
		size_t capacity = labels->capacity * 2 + 64;
		struct label_row *more =
		    realloc(labels->rows, capacity * sizeof(*more));

		if (more == NULL) {
			free(row.codes);
			return gal_fail(err, GAL_NOMEM, "out of memory");
		}
		labels->rows = more;
		labels->capacity = capacity;
	}
	labels->rows[labels->count++] = row;
	return GAL_OK;
}

enum gal_status
labels_read(struct labels *out, const char *directory,
    const struct design *design, const struct gal_store_codebook *book,
    struct gal_error *err)
{
	static const char *const names[] = { "unit", "coder", "model", "stage",
		"codes" };
	char path[4096];
	struct csv_table t;
	size_t c[5];
	enum gal_status status;

	*out = (struct labels){ 0 };
	(void)snprintf(path, sizeof(path), "%s/labels.csv", directory);
	if (access(path, F_OK) != 0)
		return GAL_OK;
	status = csv_table_read(&t, path, err);
	if (status != GAL_OK)
		return status;
	for (size_t i = 0; i < 5 && status == GAL_OK; i++)
		status = csv_table_column(&c[i], &t, names[i], err);
	for (size_t i = 0; i < t.rows && status == GAL_OK; i++) {
		size_t unit = design_find(design, csv_table_at(&t, i, c[0]));

		if (unit == design->count) {
			gal_error_line(err, i + 2);
			status = gal_fail(
			    err, GAL_FORMAT, "the unit is not in the design");
			break;
		}
		status = labels_put(out, unit, csv_table_at(&t, i, c[1]),
		    strcmp(csv_table_at(&t, i, c[2]), "1") == 0,
		    csv_table_at(&t, i, c[3]), csv_table_at(&t, i, c[4]), book,
		    i + 2, err);
	}
	csv_table_free(&t);
	if (status != GAL_OK)
		labels_free(out);
	else
		gal_error_clear(err);
	return status;
}

enum gal_status
labels_import(struct labels *out, const char *path, const char *coder,
    bool model, const struct design *design,
    const struct gal_store_codebook *book, size_t *coded, struct gal_error *err)
{
	struct csv_table t;
	size_t unit, stage, codes;
	enum gal_status status = csv_table_load(&t, path, err);

	*coded = 0;
	if (status != GAL_OK)
		return status;
	status = csv_table_column(&unit, &t, "unit", err);
	if (status == GAL_OK)
		status = csv_table_column(&stage, &t, "stage", err);
	if (status == GAL_OK)
		status = csv_table_column(&codes, &t, "codes", err);
	for (size_t i = 0; i < t.rows && status == GAL_OK; i++) {
		const char *s = csv_table_at(&t, i, stage);
		const char *c = csv_table_at(&t, i, codes);
		size_t at = design_find(design, csv_table_at(&t, i, unit));

		if (s[0] == '\0' && c[0] == '\0')
			continue;
		if (at == design->count) {
			gal_error_line(err, i + 2);
			status = gal_fail(err, GAL_FORMAT,
			    "unit '%.20s' is not in the design",
			    csv_table_at(&t, i, unit));
			break;
		}
		status =
		    labels_put(out, at, coder, model, s, c, book, i + 2, err);
		(*coded)++;
	}
	csv_table_free(&t);
	if (status == GAL_OK)
		gal_error_clear(err);
	return status;
}
