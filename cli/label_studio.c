#include "cli/label_studio.h"

#include <cjson/cJSON.h>
#include <stdlib.h>
#include <string.h>

#include "cli/validate_files.h"
#include "core/json_parse.h"

#define CODES_LIMIT ((size_t)1 << 16)

/* Who annotated, by the first annotation met: number, or object with one. */
struct coder {
	bool known;
	double id;
};

/* What one task says. */
struct choices {
	const char *stage;	 /* borrowed; "" none chosen */
	struct gal_buffer codes; /* names joined by ; */
};

static enum gal_status
check_coder(struct coder *coder, const cJSON *by, struct gal_error *err)
{
	double id;

	if (cJSON_IsObject(by))
		by = cJSON_GetObjectItemCaseSensitive(by, "id");
	if (!cJSON_IsNumber(by))
		return GAL_OK;
	id = cJSON_GetNumberValue(by);
	if (coder->known && coder->id != id)
		return gal_fail(err, GAL_FORMAT,
		    "annotations of several people: export one at a time");
	coder->known = true;
	coder->id = id;
	return GAL_OK;
}

static enum gal_status
take_choice(struct choices *out, const char *name, const cJSON *choice,
    struct gal_error *err)
{
	if (!cJSON_IsString(choice) || choice->valuestring[0] == '\0')
		return GAL_OK;
	if (strcmp(name, "stage") == 0) {
		out->stage = choice->valuestring;
		return GAL_OK;
	}
	if (strcmp(name, "codes") != 0)
		return GAL_OK; /* a field that somebody added to the form */
	return gal_buffer_printf(&out->codes, err, "%s%s",
	    out->codes.len > 0 ? ";" : "", choice->valuestring);
}

/* value: one choice, or an object with several. */
static enum gal_status
take_choices(struct choices *out, const char *name, const cJSON *value,
    struct gal_error *err)
{
	const cJSON *choice;
	enum gal_status status = take_choice(out, name, value, err);

	cJSON_ArrayForEach(
	    choice, cJSON_GetObjectItemCaseSensitive(value, "choices"))
	{
		if (status == GAL_OK)
			status = take_choice(out, name, choice, err);
	}
	return status;
}

/* The last annotation of a task that was not skipped; NULL if none. */
static enum gal_status
find_annotation(const cJSON **out, const cJSON *task, struct coder *coder,
    struct gal_error *err)
{
	const cJSON *annotation;
	enum gal_status status = GAL_OK;

	*out = NULL;
	cJSON_ArrayForEach(
	    annotation, cJSON_GetObjectItemCaseSensitive(task, "annotations"))
	{
		if (status != GAL_OK ||
		    cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(
			annotation, "was_cancelled")))
			continue;
		*out = annotation;
		status = check_coder(coder,
		    cJSON_GetObjectItemCaseSensitive(
			annotation, "completed_by"),
		    err);
	}
	return status;
}

/* coded: an annotation was saved. */
static enum gal_status
read_task(struct choices *out, bool *coded, const cJSON *task,
    struct coder *coder, struct gal_error *err)
{
	const cJSON *annotation, *result;
	enum gal_status status = find_annotation(&annotation, task, coder, err);

	*coded = annotation != NULL;
	cJSON_ArrayForEach(
	    result, cJSON_GetObjectItemCaseSensitive(annotation, "result"))
	{
		const cJSON *name =
		    cJSON_GetObjectItemCaseSensitive(result, "from_name");

		if (status == GAL_OK && cJSON_IsString(name))
			status = take_choices(out, name->valuestring,
			    cJSON_GetObjectItemCaseSensitive(result, "value"),
			    err);
	}
	return status;
}

/* JSON-MIN has the fields of the task and of its annotation in one object. */
static enum gal_status
read_short(struct choices *out, bool *coded, const cJSON *task,
    struct coder *coder, struct gal_error *err)
{
	static const char *const names[] = { "stage", "codes" };
	enum gal_status status = check_coder(
	    coder, cJSON_GetObjectItemCaseSensitive(task, "annotator"), err);

	*coded =
	    cJSON_GetObjectItemCaseSensitive(task, "annotation_id") != NULL ||
	    cJSON_GetObjectItemCaseSensitive(task, "annotator") != NULL;
	for (size_t i = 0; i < 2 && status == GAL_OK; i++)
		status = take_choices(out, names[i],
		    cJSON_GetObjectItemCaseSensitive(task, names[i]), err);
	return status;
}

/* Cells are quoted: what a file says may hold commas. */
static enum gal_status
put_row(struct gal_buffer *csv, const char *unit, const struct choices *choices,
    struct gal_error *err)
{
	const struct gal_str cells[] = { gal_str_of(unit),
		gal_str_of(choices->stage),
		{ choices->codes.data, choices->codes.len } };
	enum gal_status status = GAL_OK;

	for (size_t i = 0; i < 3 && status == GAL_OK; i++) {
		status = csv_cell(csv, cells[i], false, err);
		if (status == GAL_OK)
			status =
			    gal_buffer_append(csv, i < 2 ? "," : "\n", 1, err);
	}
	return status;
}

static enum gal_status
task_row(struct gal_buffer *csv, const cJSON *task, struct coder *coder,
    struct gal_error *err)
{
	const cJSON *data = cJSON_GetObjectItemCaseSensitive(task, "data");
	const cJSON *unit = cJSON_GetObjectItemCaseSensitive(
	    data != NULL ? data : task, "unit");
	struct choices choices = { "", GAL_BUFFER(CODES_LIMIT) };
	bool coded;
	enum gal_status status;

	if (!cJSON_IsString(unit))
		return gal_fail(
		    err, GAL_FORMAT, "a task has no unit: not of this sample");
	status = data != NULL ? read_task(&choices, &coded, task, coder, err)
			      : read_short(&choices, &coded, task, coder, err);
	if (coded && choices.stage[0] == '\0')
		choices.stage = "none";
	if (status == GAL_OK)
		status = put_row(csv, unit->valuestring, &choices, err);
	gal_buffer_free(&choices.codes);
	return status;
}

enum gal_status
label_studio_rows(struct gal_buffer *csv, const struct gal_buffer *json,
    struct gal_error *err)
{
	cJSON *tasks;
	struct coder coder = { false, 0 };
	const cJSON *task;
	enum gal_status status = gal_json_parse(
	    &tasks, (struct gal_str){ json->data, json->len }, NULL);

	if (status == GAL_NOMEM)
		return gal_fail(err, status, "out of memory");
	if (!cJSON_IsArray(tasks)) {
		cJSON_Delete(tasks);
		return gal_fail(
		    err, GAL_FORMAT, "not an export of Label Studio tasks");
	}
	status = gal_buffer_append_str(csv, "unit,stage,codes\n", err);
	cJSON_ArrayForEach(task, tasks)
	{
		if (status == GAL_OK)
			status = task_row(csv, task, &coder, err);
	}
	cJSON_Delete(tasks);
	return status;
}
