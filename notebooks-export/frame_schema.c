#include "notebooks-export/frame_schema.h"

static const char *const types[] = {
	[GAL_CELL_INT] = "integer",
	[GAL_CELL_REAL] = "number",
	[GAL_CELL_TEXT] = "string",
};

static bool
add_column(cJSON *properties, const struct gal_frame_column *column)
{
	cJSON *property = cJSON_AddObjectToObject(properties, column->name);
	cJSON *type;

	if (property == NULL)
		return false;
	type = cJSON_AddArrayToObject(property, "type");
	return type != NULL &&
	    cJSON_AddItemToArray(
		type, cJSON_CreateString(types[column->type])) &&
	    cJSON_AddItemToArray(type, cJSON_CreateString("null")) &&
	    cJSON_AddStringToObject(
		property, "description", column->description) != NULL &&
	    (column->unit[0] == '\0' ||
		cJSON_AddStringToObject(property, "x-unit", column->unit) !=
		    NULL);
}

static bool
fill(cJSON *schema, const struct gal_frame *frame, const char *codebook)
{
	cJSON *properties, *required, *notes;
	bool ok = cJSON_AddStringToObject(schema, "$schema",
		      "https://json-schema.org/draft/2020-12/schema") != NULL &&
	    cJSON_AddStringToObject(schema, "title", frame->title) != NULL &&
	    cJSON_AddStringToObject(schema, "description",
		"One row of the table; null and an empty CSV cell mean: not "
		"defined, or suppressed because it rests on too few "
		"authors.") != NULL &&
	    (codebook == NULL ||
		cJSON_AddStringToObject(schema, "x-codebook", codebook) !=
		    NULL) &&
	    cJSON_AddStringToObject(schema, "type", "object") != NULL &&
	    cJSON_AddFalseToObject(schema, "additionalProperties") != NULL;

	properties = ok ? cJSON_AddObjectToObject(schema, "properties") : NULL;
	required = ok ? cJSON_AddArrayToObject(schema, "required") : NULL;
	notes = ok ? cJSON_AddArrayToObject(schema, "x-notes") : NULL;
	ok = ok && properties != NULL && required != NULL && notes != NULL;
	for (size_t c = 0; ok && c < frame->column_count; c++)
		ok = add_column(properties, &frame->columns[c]) &&
		    cJSON_AddItemToArray(
			required, cJSON_CreateString(frame->columns[c].name));
	for (size_t i = 0; ok && i < frame->note_count; i++)
		ok = cJSON_AddItemToArray(
		    notes, cJSON_CreateString(frame->notes[i]));
	return ok;
}

enum gal_status
gal_frame_schema(cJSON **out, const struct gal_frame *frame,
    const char *codebook, struct gal_error *err)
{
	cJSON *schema = cJSON_CreateObject();

	*out = NULL;
	if (schema == NULL || !fill(schema, frame, codebook)) {
		cJSON_Delete(schema);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	*out = schema;
	return GAL_OK;
}
