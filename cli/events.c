#include "cli/events.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/data_path.h"
#include "core/datetime.h"

#define FILE_LIMIT ((size_t)1 << 20)
#define EVENTS_LIMIT 1000

void
cli_events_free(struct cli_events *events)
{
	free(events->items);
	free(events->text);
	*events = (struct cli_events){ 0 };
}

static int
by_time(const void *a, const void *b)
{
	const struct gal_event *x = a;
	const struct gal_event *y = b;

	if (x->t != y->t)
		return x->t < y->t ? -1 : 1;
	return strcmp(x->name, y->name);
}

static enum gal_status
read_all(char **out, const char *path, struct gal_error *err)
{
	FILE *file = fopen(path, "rb");
	char *text;
	size_t n;

	gal_error_place(err, path);
	if (file == NULL)
		return gal_fail_errno(err,
		    errno == ENOENT ? GAL_NOT_FOUND : GAL_IO, errno,
		    "cannot read events");
	text = malloc(FILE_LIMIT + 1);
	if (text == NULL) {
		(void)fclose(file);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	n = fread(text, 1, FILE_LIMIT + 1, file);
	if (ferror(file) != 0 || n > FILE_LIMIT) {
		enum gal_status status = n > FILE_LIMIT ? GAL_LIMIT : GAL_IO;

		(void)fclose(file);
		free(text);
		return gal_fail(err, status,
		    "events cannot be read, or are "
		    "longer than 1 MiB");
	}
	(void)fclose(file);
	text[n] = '\0';
	*out = text;
	return GAL_OK;
}

static enum gal_status
parse_line(
    struct cli_events *out, char *line, uint64_t number, struct gal_error *err)
{
	char *tab = strchr(line, '\t');
	struct gal_event *event = &out->items[out->count];

	if (line[0] == '\0' || line[0] == '#')
		return GAL_OK;
	if (out->count == EVENTS_LIMIT)
		return gal_fail(
		    err, GAL_LIMIT, "more than %d events", EVENTS_LIMIT);
	if (tab == NULL || tab[1] == '\0') {
		gal_error_line(err, number);
		return gal_fail(
		    err, GAL_FORMAT, "an event is a date, a tab and a name");
	}
	*tab = '\0';
	if (gal_time_parse(&event->t, gal_str_of(line), NULL) != GAL_OK) {
		gal_error_line(err, number);
		return gal_fail(err, GAL_FORMAT, "'%.40s' is no date", line);
	}
	event->name = tab + 1;
	out->count++;
	return GAL_OK;
}

static void
drop_overlaps(struct cli_events *events, int64_t apart)
{
	size_t kept = 0;

	for (size_t i = 0; i < events->count; i++) {
		if (kept > 0 &&
		    events->items[i].t - events->items[kept - 1].t < apart)
			continue;
		events->items[kept++] = events->items[i];
	}
	events->dropped = events->count - kept;
	events->count = kept;
}

enum gal_status
cli_events_load(struct cli_events *out, const char *path, int64_t apart,
    struct gal_error *err)
{
	char found[PATH_MAX];
	enum gal_status status;
	uint64_t number = 0;

	*out = (struct cli_events){ 0 };
	if (path == NULL &&
	    !cli_data_path(
		found, sizeof(found), "events.tsv", "corpora/events.tsv"))
		return GAL_OK;
	if (path == NULL)
		path = found;
	status = read_all(&out->text, path, err);
	if (status != GAL_OK)
		return status;
	out->items = calloc(EVENTS_LIMIT + 1, sizeof(*out->items));
	if (out->items == NULL)
		status = gal_fail(err, GAL_NOMEM, "out of memory");
	for (char *line = out->text; line != NULL && status == GAL_OK;) {
		char *end = strchr(line, '\n');

		if (end != NULL)
			*end = '\0';
		line[strcspn(line, "\r")] = '\0';
		status = parse_line(out, line, ++number, err);
		line = end == NULL ? NULL : end + 1;
	}
	if (status != GAL_OK) {
		cli_events_free(out);
		return status;
	}
	if (out->count > 1)
		qsort(out->items, out->count, sizeof(*out->items), by_time);
	drop_overlaps(out, apart);
	gal_error_clear(err); /* forget the place: it was read */
	return GAL_OK;
}
