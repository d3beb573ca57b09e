/* rules/<dimension>.json. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "classify/grow.h"
#include "classify/load.h"
#include "classify/load_json.h"

enum gal_status
gal_book_add_rule(uint32_t *out, struct gal_codebook *book, struct gal_str id,
    enum gal_rule_kind kind, struct gal_error *err)
{
	enum gal_status st =
	    gal_grow((void **)&book->rules, &book->rule_capacity,
		book->rule_count + 1, sizeof(*book->rules), err);

	if (st != GAL_OK)
		return st;
	book->rules[book->rule_count] =
	    (struct gal_rule){ .id = gal_str_copy(id),
		    .code = GAL_NO_CODE,
		    .kind = (uint8_t)kind,
		    .revision = 1,
		    .weight = 1 };
	if (book->rules[book->rule_count].id == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for rules");
	*out = (uint32_t)book->rule_count++;
	return GAL_OK;
}

static enum gal_status
add_patterns(struct gal_codebook *book, uint32_t rule, const cJSON *item,
    const char *name, enum gal_role role, struct gal_error *err)
{
	const cJSON *list = cJSON_GetObjectItemCaseSensitive(item, name);
	const cJSON *pattern;
	enum gal_status st = GAL_OK;
	uint32_t number;

	if (list == NULL)
		return GAL_OK;
	if (!cJSON_IsArray(list))
		return gal_fail(err, GAL_CODEBOOK,
		    "\"%s\" must be an array of patterns", name);
	cJSON_ArrayForEach(pattern, list)
	{
		if (!cJSON_IsString(pattern))
			return gal_fail(err, GAL_CODEBOOK,
			    "\"%s\" holds something that is no text", name);
		if (st == GAL_OK)
			st = gal_automaton_add_pattern(&number, book->automaton,
			    gal_str_of(pattern->valuestring), rule,
			    (uint8_t)role, err);
		if (st != GAL_OK)
			return st;
		book->rules[rule].pattern_count++;
	}
	if (role == GAL_ROLE_UNLESS && cJSON_GetArraySize(list) > 0)
		book->rules[rule].guarded = true;
	if (role == GAL_ROLE_UNLESS_POST && cJSON_GetArraySize(list) > 0)
		book->rules[rule].guarded_post = true;
	return GAL_OK;
}

static enum gal_status
rung_of(uint8_t *out, const struct gal_codebook *book, const cJSON *item,
    const char *name, struct gal_error *err)
{
	const char *text = gal_json_string(item, name);

	*out = 0;
	if (text == NULL)
		return GAL_OK;
	if (strcmp(text, "stage") == 0) {
		*out = GAL_RUNG_OF_POST;
		return GAL_OK;
	}
	for (size_t r = 0; r < book->rung_count; r++) {
		if (strcmp(book->rungs[r], text) == 0) {
			*out = (uint8_t)(r + 1);
			return GAL_OK;
		}
	}
	return gal_fail(err, GAL_CODEBOOK, "no rung \"%s\"", text);
}

static enum gal_status
read_conditions(struct gal_conditions *out, const cJSON *item,
    const char *default_if, struct gal_error *err)
{
	const char *own = gal_json_string(item, "if");
	enum gal_status st =
	    gal_conditions_parse(out, gal_str_of(default_if), err);

	if (st == GAL_OK && own != NULL)
		st = gal_conditions_parse(out, gal_str_of(own), err);
	return st;
}

static int
find_code(const struct gal_codebook *book, const char *name)
{
	for (size_t i = 0; i < book->code_count; i++) {
		if (strcmp(book->codes[i].name, name) == 0)
			return (int)i;
	}
	return GAL_NO_CODE;
}

static enum gal_status
fill_rule(struct gal_codebook *book, uint32_t number, const cJSON *item,
    const char *default_if, const struct gal_file *file, struct gal_error *err)
{
	struct gal_rule *rule = &book->rules[number];
	const char *code = gal_json_string(item, "code");
	const char *note = gal_json_string(item, "note");
	const char *value = gal_json_string(item, "value");
	enum gal_status st;

	if (value != NULL) {
		rule->value = gal_str_copy(gal_str_of(value));
		if (rule->value == NULL)
			return gal_fail(err, GAL_NOMEM, "no memory for rules");
	}
	rule->file = gal_str_copy(gal_str_of(file->path));
	rule->note = gal_str_copy(gal_str_of(note == NULL ? "" : note));
	if (rule->file == NULL || rule->note == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for rules");
	if (code != NULL && strcmp(code, "-") != 0) {
		rule->code = find_code(book, code);
		if (rule->code == GAL_NO_CODE)
			return gal_fail(
			    err, GAL_CODEBOOK, "no code \"%s\"", code);
	}
	rule->weight = gal_json_number(item, "weight", 1);
	rule->revision = (uint32_t)gal_json_number(item, "revision", 1);
	st = read_conditions(&rule->conditions, item, default_if, err);
	if (st == GAL_OK)
		st = rung_of(&rule->from, book, item, "from", err);
	if (st == GAL_OK)
		st = rung_of(&rule->to, book, item, "to", err);
	if (st == GAL_OK && rule->kind == GAL_RULE_RUNG) {
		st = rung_of(&rule->from, book, item, "rung", err);
		if (st == GAL_OK &&
		    (rule->from == 0 || rule->from == GAL_RUNG_OF_POST))
			st = gal_fail(err, GAL_CODEBOOK, "\"rung\" missing");
	}
	if (st == GAL_OK && rule->kind == GAL_RULE_FRAME &&
	    (rule->from == GAL_RUNG_OF_POST || rule->to == GAL_RUNG_OF_POST))
		st = gal_fail(err, GAL_CODEBOOK,
		    "a frame without \"to\" takes the stage by itself");
	if (st == GAL_OK && rule->kind == GAL_RULE_COMPOSITE &&
	    (rule->from == 0) != (rule->to == 0))
		st = gal_fail(
		    err, GAL_CODEBOOK, "a move needs \"from\" and \"to\"");
	if (st == GAL_OK && rule->kind == GAL_RULE_PATTERN && rule->from != 0 &&
	    rule->to != 0)
		rule->kind = GAL_RULE_MOVE;
	return st;
}

static enum gal_status
load_rule(struct gal_codebook *book, const cJSON *item, const char *default_if,
    enum gal_rule_kind kind, const struct gal_file *file, struct gal_error *err)
{
	const char *id = gal_json_string(item, "id");
	char made[64];
	uint32_t number;
	enum gal_status st;

	if (id == NULL && kind == GAL_RULE_RUNG) {
		(void)snprintf(made, sizeof(made), "rung.%s.%zu", file->stem,
		    book->rule_count);
		id = made;
	}
	if (id == NULL || id[0] == '\0')
		return gal_file_fail(file, NULL, err, "a rule without \"id\"");
	st = gal_book_add_rule(&number, book, gal_str_of(id), kind, err);
	if (st == GAL_OK)
		st = fill_rule(book, number, item, default_if, file, err);
	if (st == GAL_OK && kind == GAL_RULE_COMPOSITE) {
		const char *scope = gal_json_string(item, "scope");

		book->rules[number].per_sentence =
		    scope != NULL && strcmp(scope, "sentence") == 0;
		return GAL_OK; /* "when" waits until all rules are known */
	}
	if (st != GAL_OK)
		return gal_file_locate(st, file, id, err);
	book->rules[number].first_pattern =
	    (uint32_t)book->automaton->pattern_count;
	if (kind == GAL_RULE_FRAME) {
		st = add_patterns(
		    book, number, item, "left", GAL_ROLE_LEFT, err);
		if (st == GAL_OK)
			st = add_patterns(
			    book, number, item, "right", GAL_ROLE_RIGHT, err);
	} else {
		st = add_patterns(book, number, item, "any", GAL_ROLE_ANY, err);
	}
	if (st == GAL_OK && book->rules[number].pattern_count == 0)
		st = gal_fail(err, GAL_CODEBOOK, "no patterns");
	if (st == GAL_OK)
		st = add_patterns(
		    book, number, item, "unless", GAL_ROLE_UNLESS, err);
	if (st == GAL_OK)
		st = add_patterns(book, number, item, "unless_post",
		    GAL_ROLE_UNLESS_POST, err);
	return gal_file_locate(st, file, id, err);
}

enum gal_status
gal_load_rules(struct gal_codebook *book, const struct gal_file *file,
    struct gal_error *err)
{
	static const struct {
		const char *member;
		enum gal_rule_kind kind;
	} parts[] = { { "rules", GAL_RULE_PATTERN },
		{ "composites", GAL_RULE_COMPOSITE },
		{ "frames", GAL_RULE_FRAME }, { "rungs", GAL_RULE_RUNG } };
	cJSON *root;
	const cJSON *item;
	const char *default_if;
	enum gal_status st = gal_file_parse(&root, file, err);

	if (st != GAL_OK)
		return st;
	default_if = gal_json_string(root, "default_if");
	if (default_if == NULL)
		default_if = "!negated !quoted !code";
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		cJSON_ArrayForEach(item,
		    cJSON_GetObjectItemCaseSensitive(root, parts[i].member))
		{
			if (st == GAL_OK)
				st = load_rule(book, item,
				    parts[i].kind == GAL_RULE_COMPOSITE
					? ""
					: default_if,
				    parts[i].kind, file, err);
		}
	}
	cJSON_Delete(root);
	return st;
}

enum gal_status
gal_load_composite_terms(struct gal_codebook *book, const struct gal_file *file,
    struct gal_error *err)
{
	cJSON *root;
	const cJSON *item;
	enum gal_status st = gal_file_parse(&root, file, err);

	if (st != GAL_OK)
		return st;
	cJSON_ArrayForEach(
	    item, cJSON_GetObjectItemCaseSensitive(root, "composites"))
	{
		const char *id = gal_json_string(item, "id");
		const char *when = gal_json_string(item, "when");
		int number = gal_codebook_find_rule(book, gal_str_of(id));

		if (st != GAL_OK)
			break;
		if (when == NULL || number < 0) {
			st = gal_file_fail(file, id, err, "\"when\" missing");
			break;
		}
		st = gal_file_locate(
		    gal_book_compile_when(
			book, (uint32_t)number, gal_str_of(when), err),
		    file, id, err);
	}
	cJSON_Delete(root);
	return st;
}

enum gal_status
gal_book_set_gates(struct gal_codebook *book, struct gal_error *err)
{
	const struct gal_automaton *a = book->automaton;

	book->gates = calloc(a->part_count + 1, sizeof(book->gates[0]));
	if (book->gates == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for patterns");
	for (size_t i = 0; i < a->part_count; i++) {
		const struct gal_pattern *pattern =
		    &a->patterns[a->parts[i].pattern];
		struct gal_gate *gate = &book->gates[i];

		gate->pattern = a->parts[i].pattern;
		gate->rule = pattern->owner;
		gate->is_part = pattern->part_count > 1;
		if (pattern->role != GAL_ROLE_UNLESS &&
		    pattern->role != GAL_ROLE_UNLESS_POST)
			gate->conditions =
			    book->rules[pattern->owner].conditions;
	}
	return GAL_OK;
}
