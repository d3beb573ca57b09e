/* Looking things up in a loaded codebook, and freeing it. */
#include "classify/codebook.h"

#include <stdlib.h>
#include <string.h>

#include "classify/load.h"

const char *
gal_codebook_name(const struct gal_codebook *book)
{
	return book->name;
}

const char *
gal_codebook_version(const struct gal_codebook *book)
{
	return book->version;
}

const char *
gal_codebook_hash(const struct gal_codebook *book)
{
	return book->hash;
}

size_t
gal_codebook_code_count(const struct gal_codebook *book)
{
	return book->code_count;
}

const char *
gal_codebook_code(const struct gal_codebook *book, size_t code)
{
	return code < book->code_count ? book->codes[code].name : NULL;
}

const char *
gal_codebook_definition(const struct gal_codebook *book, size_t code)
{
	return code < book->code_count ? book->codes[code].definition : NULL;
}

bool
gal_codebook_is_further(const struct gal_codebook *book, size_t code)
{
	return code < book->code_count && book->codes[code].further;
}

static int
compare(const char *name, struct gal_str key)
{
	int order = strncmp(key.data, name, key.len);

	return order != 0 ? order : name[key.len] == '\0' ? 0 : -1;
}

int
gal_codebook_find_code(const struct gal_codebook *book, struct gal_str name)
{
	size_t low = 0, high = book->code_count;

	if (name.data == NULL)
		return -1;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = compare(book->codes[mid].name, name);

		if (order == 0)
			return (int)mid;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return -1;
}

int
gal_codebook_find_rule(const struct gal_codebook *book, struct gal_str id)
{
	size_t low = 0, high = book->rule_count;

	if (id.data == NULL)
		return -1;
	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = compare(book->rules[mid].id, id);

		if (order == 0)
			return (int)mid;
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return -1;
}

size_t
gal_codebook_rule_count(const struct gal_codebook *book)
{
	return book->rule_count;
}

struct gal_rule_info
gal_codebook_rule(const struct gal_codebook *book, size_t rule)
{
	static const char *const kinds[GAL_RULE_KIND_COUNT] = { "rule",
		"composite", "frame", "frame", "frame", "lexicon", "field",
		"term", "context" };
	const struct gal_rule *r;

	if (rule >= book->rule_count)
		return (struct gal_rule_info){ .code = GAL_NO_CODE };
	r = &book->rules[rule];
	return (struct gal_rule_info){ r->id, r->code, r->revision,
		kinds[r->kind], r->value };
}

size_t
gal_codebook_rung_count(const struct gal_codebook *book)
{
	return book->rung_count;
}

const char *
gal_codebook_rung(const struct gal_codebook *book, size_t rung)
{
	if (rung == 0)
		return "none";
	return rung <= book->rung_count ? book->rungs[rung - 1] : NULL;
}

const struct gal_community *
gal_codebook_community(
    const struct gal_codebook *book, struct gal_str community)
{
	char lower[128];
	size_t low = 0, high = book->community_count;

	if (community.data == NULL || community.len >= sizeof(lower))
		return NULL;
	if (community.len > 2 && memcmp(community.data, "r/", 2) == 0) {
		community.data += 2;
		community.len -= 2;
	}
	for (size_t i = 0; i < community.len; i++)
		lower[i] = gal_lower(community.data[i]);
	while (low < high) {
		size_t mid = (low + high) / 2;
		int order = compare(book->communities[mid].name,
		    (struct gal_str){ lower, community.len });

		if (order == 0)
			return &book->communities[mid];
		if (order < 0)
			high = mid;
		else
			low = mid + 1;
	}
	return NULL;
}

uint32_t
gal_codebook_community_facts(
    const struct gal_codebook *book, struct gal_str community)
{
	const struct gal_community *c = gal_codebook_community(book, community);

	return c == NULL ? 0 : c->facts;
}

static void
free_examples(struct gal_example *examples, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		free(examples[i].community);
		free(examples[i].title);
		free(examples[i].text);
	}
	free(examples);
}

void
gal_codebook_free(struct gal_codebook *book)
{
	if (book == NULL)
		return;
	free(book->name);
	free(book->version);
	for (size_t i = 0; i < book->rung_count; i++)
		free(book->rungs[i]);
	for (size_t i = 0; i < book->code_count; i++) {
		struct gal_code *code = &book->codes[i];

		free(code->name);
		free(code->definition);
		free(code->source);
		free(code->known_errors);
		free(code->dimension);
		free(code->file);
		free_examples(code->positive, code->positive_count);
		free_examples(code->negative, code->negative_count);
	}
	free(book->codes);
	for (size_t i = 0; i < book->rule_count; i++) {
		free(book->rules[i].id);
		free(book->rules[i].note);
		free(book->rules[i].value);
		free(book->rules[i].file);
	}
	free(book->rules);
	for (size_t i = 0; i < book->lexicon_count; i++)
		free(book->lexicon[i].text);
	free(book->lexicon);
	free(book->word_terms);
	for (size_t i = 0; i < book->loaded_count; i++) {
		free(book->loaded[i].code);
		free(book->loaded[i].feature);
	}
	free(book->loaded);
	for (size_t i = 0; i < book->community_count; i++) {
		free(book->communities[i].name);
		free(book->communities[i].platform);
	}
	free(book->communities);
	free(book->terms);
	free(book->term_rules);
	free(book->composites);
	free(book->gates);
	free(book->weights);
	free(book->weight_first);
	gal_automaton_free(book->automaton);
	free(book);
}
