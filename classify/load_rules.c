/*
 * codebook.json, codes/<dimension>.json, rules/<dimension>.json and
 * communities.json.
 */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/json_parse.h"

#include "classify/load.h"

/* Line of the first `"text"` in the file: cJSON keeps no positions, and ids
 * are unique. */
static uint64_t
line_of(const struct gal_file *file, const char *text)
{
	size_t n = strlen(text);
	uint64_t line = 1;

	for (size_t i = 0; i + n + 1 < file->len; i++) {
		line += file->data[i] == '\n';
		if (file->data[i] == '"' && file->data[i + n + 1] == '"' &&
		    memcmp(file->data + i + 1, text, n) == 0)
			return line;
	}
	return 1;
}

static enum gal_status
fail_at(const struct gal_file *file, const char *id, struct gal_error *err,
    const char *what)
{
	gal_error_place(err, file->path);
	if (id != NULL)
		gal_error_line(err, line_of(file, id));
	return gal_fail(err, GAL_CODEBOOK, "%s%s%s", id == NULL ? "" : id,
	    id == NULL ? "" : ": ", what);
}

/* Give place and line to an error that came from deeper. */
static enum gal_status
locate(enum gal_status st, const struct gal_file *file, const char *id,
    struct gal_error *err)
{
	if (st != GAL_OK && err != NULL && err->place[0] == '\0') {
		gal_error_place(err, file->path);
		gal_error_line(err, line_of(file, id));
	}
	return st;
}

static enum gal_status
parse_file(cJSON **out, const struct gal_file *file, struct gal_error *err)
{
	const char *end = NULL;
	uint64_t line = 1;

	if (gal_json_parse(out, (struct gal_str){ file->data, file->len },
		&end) == GAL_NOMEM) {
		gal_error_place(err, file->path);
		return gal_fail(err, GAL_NOMEM, "out of memory");
	}
	if (*out != NULL && cJSON_IsObject(*out))
		return GAL_OK;
	for (const char *p = file->data; end != NULL && p < end; p++)
		line += *p == '\n';
	gal_error_place(err, file->path);
	gal_error_line(err, line);
	cJSON_Delete(*out);
	*out = NULL;
	return gal_fail(err, GAL_CODEBOOK, "not a JSON object");
}

static const char *
string_of(const cJSON *object, const char *name)
{
	const char *text = cJSON_GetStringValue(
	    cJSON_GetObjectItemCaseSensitive(object, name));

	return text;
}

static double
number_of(const cJSON *object, const char *name, double otherwise)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(object, name);

	return cJSON_IsNumber(item) ? item->valuedouble : otherwise;
}

enum gal_status
gal_load_manifest(struct gal_codebook *book, const struct gal_file *file,
    struct gal_error *err)
{
	cJSON *root;
	const cJSON *item;
	enum gal_status st = parse_file(&root, file, err);

	if (st != GAL_OK)
		return st;
	book->name = gal_copy(gal_str_of(string_of(root, "name")));
	book->version = gal_copy(gal_str_of(string_of(root, "version")));
	if (book->name == NULL || book->version == NULL) {
		st = fail_at(file, NULL, err, "name or version missing");
		goto done;
	}
	cJSON_ArrayForEach(
	    item, cJSON_GetObjectItemCaseSensitive(root, "ladder"))
	{
		if (!cJSON_IsString(item) ||
		    book->rung_count == GAL_RUNGS_MAX) {
			st = fail_at(file, "ladder", err,
			    "must be at most 16 names of rungs");
			goto done;
		}
		book->rungs[book->rung_count] =
		    gal_copy(gal_str_of(item->valuestring));
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
	const char *text =
	    cJSON_IsString(item) ? item->valuestring : string_of(item, "text");
	const char *title = string_of(item, "title");
	const char *community = string_of(item, "community");

	*out = (struct gal_example){
		gal_copy(gal_str_of(community == NULL ? "replika" : community)),
		gal_copy(gal_str_of(title == NULL ? "" : title)),
		gal_copy(gal_str_of(text == NULL ? "" : text))
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
			return fail_at(file, code->name, err,
			    "\"requires\" takes stance.self, stance.other, "
			    "stance.fiction");
	}
	return GAL_OK;
}

static char *
copy_member(const cJSON *object, const char *name)
{
	const char *text = string_of(object, name);

	return gal_copy(gal_str_of(text == NULL ? "" : text));
}

static enum gal_status
load_code(struct gal_codebook *book, const cJSON *item, const char *dimension,
    const struct gal_file *file, struct gal_error *err)
{
	const char *name = string_of(item, "code");
	struct gal_code *code;
	enum gal_status st = gal_grow((void **)&book->codes,
	    &book->code_capacity, book->code_count + 1, sizeof(*code), err);

	if (st != GAL_OK)
		return st;
	if (name == NULL || name[0] == '\0')
		return fail_at(file, NULL, err, "a code without \"code\"");
	if (book->code_count >= UINT16_MAX)
		return fail_at(file, name, err, "more than 65535 codes");
	for (size_t i = 0; i < book->code_count; i++) {
		if (strcmp(book->codes[i].name, name) == 0)
			return fail_at(
			    file, name, err, "this code is defined twice");
	}
	code = &book->codes[book->code_count++];
	*code = (struct gal_code){ .name = gal_copy(gal_str_of(name)),
		.definition = copy_member(item, "definition"),
		.source = copy_member(item, "source"),
		.known_errors = copy_member(item, "known_errors"),
		.dimension = gal_copy(gal_str_of(dimension)),
		.file = gal_copy(gal_str_of(file->path)),
		.stance = -1,
		.further = cJSON_IsTrue(
		    cJSON_GetObjectItemCaseSensitive(item, "further")),
		.by_hand = cJSON_IsTrue(
		    cJSON_GetObjectItemCaseSensitive(item, "by_hand")),
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
	enum gal_status st = parse_file(&root, file, err);

	if (st != GAL_OK)
		return st;
	dimension = string_of(root, "dimension");
	if (dimension == NULL)
		st = fail_at(file, NULL, err, "\"dimension\" missing");
	cJSON_ArrayForEach(
	    item, cJSON_GetObjectItemCaseSensitive(root, "codes"))
	{
		if (st == GAL_OK)
			st = load_code(book, item, dimension, file, err);
	}
	cJSON_Delete(root);
	return st;
}

enum gal_status
gal_book_add_rule(uint32_t *out, struct gal_codebook *book, struct gal_str id,
    enum gal_rule_kind kind, struct gal_error *err)
{
	enum gal_status st =
	    gal_grow((void **)&book->rules, &book->rule_capacity,
		book->rule_count + 1, sizeof(*book->rules), err);

	if (st != GAL_OK)
		return st;
	book->rules[book->rule_count] = (struct gal_rule){ .id = gal_copy(id),
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
	const char *text = string_of(item, name);

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
	const char *own = string_of(item, "if");
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
	const char *code = string_of(item, "code");
	const char *note = string_of(item, "note");
	const char *value = string_of(item, "value");
	enum gal_status st;

	if (value != NULL) {
		rule->value = gal_copy(gal_str_of(value));
		if (rule->value == NULL)
			return gal_fail(err, GAL_NOMEM, "no memory for rules");
	}
	rule->file = gal_copy(gal_str_of(file->path));
	rule->note = gal_copy(gal_str_of(note == NULL ? "" : note));
	if (rule->file == NULL || rule->note == NULL)
		return gal_fail(err, GAL_NOMEM, "no memory for rules");
	if (code != NULL && strcmp(code, "-") != 0) {
		rule->code = find_code(book, code);
		if (rule->code == GAL_NO_CODE)
			return gal_fail(
			    err, GAL_CODEBOOK, "no code \"%s\"", code);
	}
	rule->weight = number_of(item, "weight", 1);
	rule->revision = (uint32_t)number_of(item, "revision", 1);
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
	const char *id = string_of(item, "id");
	char made[64];
	uint32_t number;
	enum gal_status st;

	if (id == NULL && kind == GAL_RULE_RUNG) {
		(void)snprintf(made, sizeof(made), "rung.%s.%zu", file->stem,
		    book->rule_count);
		id = made;
	}
	if (id == NULL || id[0] == '\0')
		return fail_at(file, NULL, err, "a rule without \"id\"");
	st = gal_book_add_rule(&number, book, gal_str_of(id), kind, err);
	if (st == GAL_OK)
		st = fill_rule(book, number, item, default_if, file, err);
	if (st == GAL_OK && kind == GAL_RULE_COMPOSITE) {
		const char *scope = string_of(item, "scope");

		book->rules[number].per_sentence =
		    scope != NULL && strcmp(scope, "sentence") == 0;
		return GAL_OK; /* "when" waits until all rules are known */
	}
	if (st != GAL_OK)
		return locate(st, file, id, err);
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
	return locate(st, file, id, err);
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
	enum gal_status st = parse_file(&root, file, err);

	if (st != GAL_OK)
		return st;
	default_if = string_of(root, "default_if");
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
	enum gal_status st = parse_file(&root, file, err);

	if (st != GAL_OK)
		return st;
	cJSON_ArrayForEach(
	    item, cJSON_GetObjectItemCaseSensitive(root, "composites"))
	{
		const char *id = string_of(item, "id");
		const char *when = string_of(item, "when");
		int number = gal_codebook_find_rule(book, gal_str_of(id));

		if (st != GAL_OK)
			break;
		if (when == NULL || number < 0) {
			st = fail_at(file, id, err, "\"when\" missing");
			break;
		}
		st = locate(gal_book_compile_when(
				book, (uint32_t)number, gal_str_of(when), err),
		    file, id, err);
	}
	cJSON_Delete(root);
	return st;
}

static const struct {
	const char *tier;
	uint32_t facts;
} tiers[] = {
	{ "companion", GAL_IF_COMPANION },
	{ "relationship", GAL_IF_COMPANION | GAL_IF_RELATIONSHIP },
	{ "assistant", GAL_IF_GENERAL | GAL_IF_ASSISTANT },
	{ "general", GAL_IF_GENERAL },
	{ "recovery", GAL_IF_RECOVERY },
	{ "roleplay", GAL_IF_ROLEPLAY_TIER },
	{ "human", GAL_IF_HUMAN_TIER },
	{ "own_ai", GAL_IF_REFERENT_AI },
	{ "character", GAL_IF_REFERENT_CHARACTER },
	{ "tool", 0 },
	{ "unknown", 0 },
};

/* Products whose short names and model names mean something else elsewhere. */
static const struct {
	const char *product;
	uint32_t fact;
} products[] = {
	{ "replika", GAL_IF_PRODUCT_REPLIKA },
	{ "characterai", GAL_IF_PRODUCT_CHARACTERAI },
	{ "kindroid", GAL_IF_PRODUCT_KINDROID },
	{ "nomi", GAL_IF_PRODUCT_NOMI },
};

static uint32_t
product_fact(const char *product)
{
	for (size_t i = 0; i < sizeof(products) / sizeof(products[0]); i++) {
		if (product != NULL &&
		    strcmp(products[i].product, product) == 0)
			return products[i].fact;
	}
	return 0;
}

static enum gal_status
tier_facts(uint32_t *facts, const char *name, const struct gal_file *file,
    const char *community, struct gal_error *err)
{
	for (size_t i = 0; i < sizeof(tiers) / sizeof(tiers[0]); i++) {
		if (name != NULL && strcmp(tiers[i].tier, name) == 0) {
			*facts |= tiers[i].facts;
			return GAL_OK;
		}
	}
	return fail_at(file, community, err, "unknown tier or referent");
}

/* The context feature of a product, or -1: products with few communities
 * have none. */
static int
product_feature(const char *product)
{
#define ID_OF(name, text) text,
	static const char *const ids[] = { GAL_CONTEXT_MAP(ID_OF) };
#undef ID_OF
	static const char prefix[] = "ctx:product.";

	for (int i = 0; i < GAL_CONTEXT_COUNT; i++) {
		if (strncmp(ids[i], prefix, sizeof(prefix) - 1) == 0 &&
		    strcmp(ids[i] + sizeof(prefix) - 1, product) == 0)
			return i;
	}
	return -1;
}

static int
compare_communities(const void *a, const void *b)
{
	return strcmp(((const struct gal_community *)a)->name,
	    ((const struct gal_community *)b)->name);
}

enum gal_status
gal_load_communities(struct gal_codebook *book, const struct gal_file *file,
    struct gal_error *err)
{
	cJSON *root;
	const cJSON *item, *list;
	enum gal_status st = parse_file(&root, file, err);
	int n;

	if (st != GAL_OK)
		return st;
	list = cJSON_GetObjectItemCaseSensitive(root, "communities");
	n = cJSON_GetArraySize(list);
	book->communities = calloc((size_t)n + 1, sizeof(*book->communities));
	if (book->communities == NULL)
		st = gal_fail(err, GAL_NOMEM, "no memory for communities");
	cJSON_ArrayForEach(item, list)
	{
		const char *name = string_of(item, "name");
		const char *product = string_of(item, "product");
		struct gal_community *c;

		if (st != GAL_OK)
			break;
		if (name == NULL) {
			st = fail_at(
			    file, NULL, err, "a community without \"name\"");
			break;
		}
		c = &book->communities[book->community_count];
		st = tier_facts(
		    &c->facts, string_of(item, "tier"), file, name, err);
		if (st == GAL_OK)
			st = tier_facts(&c->facts,
			    string_of(item, "default_referent"), file, name,
			    err);
		if (st != GAL_OK)
			break;
		c->facts |= product_fact(product);
		c->product = product_feature(product == NULL ? "" : product);
		c->name = gal_copy(gal_str_of(name));
		c->platform =
		    gal_copy(gal_str_of(product == NULL ? "" : product));
		book->community_count++;
		if (c->name == NULL || c->platform == NULL) {
			st = gal_fail(
			    err, GAL_NOMEM, "no memory for communities");
			break;
		}
		for (char *p = c->name; *p != '\0'; p++) {
			if (*p >= 'A' && *p <= 'Z')
				*p = (char)(*p + 32);
		}
	}
	if (st == GAL_OK)
		qsort(book->communities, book->community_count,
		    sizeof(*book->communities), compare_communities);
	cJSON_Delete(root);
	return st;
}
