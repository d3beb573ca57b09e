/* codebook.json and codes/<dimension>.json. */
#include <stdlib.h>
#include <string.h>

#include "classify/grow.h"
#include "classify/load.h"
#include "classify/load_json.h"

static bool
has_rung(const struct gal_codebook *book, const char *name)
{
	for (size_t r = 0; r < book->rung_count; r++)
		if (strcmp(book->rungs[r], name) == 0)
			return true;
	return false;
}

enum gal_status
gal_load_manifest(struct gal_codebook *book, const struct gal_file *file,
    struct gal_error *err)
{
	cJSON *root;
	const cJSON *item;
	const char *name, *version;
	enum gal_status st = gal_file_parse(&root, file, err);

	if (st != GAL_OK)
		return st;
	name = gal_json_string(root, "name");
	version = gal_json_string(root, "version");
	if (name == NULL || version == NULL) {
		st = gal_file_fail(file, NULL, err, "name or version missing");
		goto done;
	}
	book->name = gal_str_copy(gal_str_of(name));
	book->version = gal_str_copy(gal_str_of(version));
	if (book->name == NULL || book->version == NULL) {
		st = gal_fail(err, GAL_NOMEM, "no memory");
		goto done;
	}
	cJSON_ArrayForEach(
	    item, cJSON_GetObjectItemCaseSensitive(root, "ladder"))
	{
		if (!cJSON_IsString(item) ||
		    book->rung_count == GAL_RUNGS_MAX) {
			st = gal_file_fail(file, "ladder", err,
			    "must be at most 16 names of rungs");
			goto done;
		}
		if (has_rung(book, item->valuestring)) {
			st = gal_file_fail(file, item->valuestring, err,
			    "the ladder names this rung twice");
			goto done;
		}
		book->rungs[book->rung_count] =
		    gal_str_copy(gal_str_of(item->valuestring));
		if (book->rungs[book->rung_count++] == NULL) {
			st = gal_fail(err, GAL_NOMEM, "no memory");
			goto done;
		}
	}
done:
	cJSON_Delete(root);
	return st;
}

static enum gal_status
load_example(struct gal_example *out, const cJSON *item)
{
	const char *text = cJSON_IsString(item) ? item->valuestring
						: gal_json_string(item, "text");
	const char *title = gal_json_string(item, "title");
	const char *community = gal_json_string(item, "community");

	*out = (struct gal_example){
		gal_str_copy(
		    gal_str_of(community == NULL ? "replika" : community)),
		gal_str_copy(gal_str_of(title == NULL ? "" : title)),
		gal_str_copy(gal_str_of(text == NULL ? "" : text))
	};
	return out->community != NULL && out->title != NULL && out->text != NULL
	    ? GAL_OK
	    : GAL_NOMEM;
}

static enum gal_status
load_examples(struct gal_example **out, size_t *count, const cJSON *array,
    struct gal_error *err)
{
	const cJSON *item;
	int n = cJSON_GetArraySize(array);

	if (n == 0)
		return GAL_OK;
	*out = calloc((size_t)n, sizeof(**out));
	if (*out == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for examples");
	cJSON_ArrayForEach(item, array)
	{
		if (load_example(&(*out)[(*count)++], item) != GAL_OK)
			return gal_fail(
			    err, GAL_NOMEM, "no memory for examples");
	}
	return GAL_OK;
}

static enum gal_status
load_requires(struct gal_code *code, const cJSON *array,
    const struct gal_file *file, struct gal_error *err)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, array)
	{
		const char *name = cJSON_GetStringValue(item);
		bool found = false;

		if (name != NULL && strncmp(name, "stance.", 7) == 0)
			name += 7;
		for (uint8_t s = 0; s <= GAL_STANCE_FICTION && name != NULL;
		     s++) {
			if (strcmp(gal_stance_name((uint8_t)s), name) == 0) {
				code->requires_stance |= 1u << s;
				found = true;
			}
		}
		if (!found)
			return gal_file_fail(file, code->name, err,
			    "\"requires\" takes stance.self, stance.other, "
			    "stance.fiction");
	}
	return GAL_OK;
}

static char *
copy_member(const cJSON *object, const char *name)
{
	const char *text = gal_json_string(object, name);

	return gal_str_copy(gal_str_of(text == NULL ? "" : text));
}

static enum gal_status
load_code(struct gal_codebook *book, const cJSON *item, const char *dimension,
    const struct gal_file *file, struct gal_error *err)
{
	const char *name = gal_json_string(item, "code");
	struct gal_code *code;
	enum gal_status st = gal_grow((void **)&book->codes,
	    &book->code_capacity, book->code_count + 1, sizeof(*code), err);

	if (st != GAL_OK)
		return st;
	if (name == NULL || name[0] == '\0')
		return gal_file_fail(
		    file, NULL, err, "a code without \"code\"");
	if (book->code_count >= UINT16_MAX)
		return gal_file_fail(file, name, err, "more than 65535 codes");
	for (size_t i = 0; i < book->code_count; i++) {
		if (strcmp(book->codes[i].name, name) == 0)
			return gal_file_fail(
			    file, name, err, "this code is defined twice");
	}
	code = &book->codes[book->code_count++];
	*code = (struct gal_code){ .name = gal_str_copy(gal_str_of(name)),
		.definition = copy_member(item, "definition"),
		.source = copy_member(item, "source"),
		.known_errors = copy_member(item, "known_errors"),
		.dimension = gal_str_copy(gal_str_of(dimension)),
		.file = gal_str_copy(gal_str_of(file->path)),
		.stance = -1,
		.further = cJSON_IsTrue(
		    cJSON_GetObjectItemCaseSensitive(item, "further")),
		.bias = -2,
		.threshold = 0 };
	if (code->name == NULL || code->definition == NULL ||
	    code->source == NULL || code->known_errors == NULL ||
	    code->dimension == NULL || code->file == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for codes");
	for (size_t r = 0; r < book->rung_count; r++) {
		if (strncmp(name, "stage.", 6) == 0 &&
		    strcmp(name + 6, book->rungs[r]) == 0)
			code->rung = (uint8_t)(r + 1);
	}
	for (unsigned s = 0; s <= GAL_STANCE_FICTION; s++) {
		if (strncmp(name, "stance.", 7) == 0 &&
		    strcmp(name + 7, gal_stance_name((uint8_t)s)) == 0)
			code->stance = (int8_t)s;
	}
	st = load_requires(code,
	    cJSON_GetObjectItemCaseSensitive(item, "requires"), file, err);
	if (st == GAL_OK)
		st = load_examples(&code->positive, &code->positive_count,
		    cJSON_GetObjectItemCaseSensitive(item, "positive"), err);
	if (st == GAL_OK)
		st = load_examples(&code->negative, &code->negative_count,
		    cJSON_GetObjectItemCaseSensitive(item, "negative"), err);
	return st;
}

enum gal_status
gal_load_codes(struct gal_codebook *book, const struct gal_file *file,
    struct gal_error *err)
{
	cJSON *root;
	const cJSON *item;
	const char *dimension;
	enum gal_status st = gal_file_parse(&root, file, err);

	if (st != GAL_OK)
		return st;
	dimension = gal_json_string(root, "dimension");
	if (dimension == NULL)
		st = gal_file_fail(file, NULL, err, "\"dimension\" missing");
	cJSON_ArrayForEach(
	    item, cJSON_GetObjectItemCaseSensitive(root, "codes"))
	{
		if (st == GAL_OK)
			st = load_code(book, item, dimension, file, err);
	}
	cJSON_Delete(root);
	return st;
}
