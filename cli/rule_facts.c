#include "cli/rule_facts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char rupture[] = "persona.rupture";
static const char platform[] = "platform.";

/* A rule belongs to a group if its name is `name`, or begins with it and a
 * point follows ("persona.rupture.filter" holds "…filter.words"). */
static const struct {
	const char *name;
	uint8_t bits;
} groups[] = {
	{ "persona.rupture.filter", GAL_PRESSURE_FILTER },
	{ "persona.rupture.erp", GAL_PRESSURE_FILTER },
	{ "persona.rupture.erp_block", GAL_PRESSURE_FILTER },
	{ "persona.rupture.safety", GAL_PRESSURE_FILTER },
	{ "persona.rupture.routing", GAL_PRESSURE_FILTER },
	{ "persona.rupture.redirected", GAL_PRESSURE_FILTER },
	{ "persona.rupture.refuses", GAL_PRESSURE_FILTER },
	{ "persona.rupture.age_gate", GAL_PRESSURE_FILTER },
	{ "persona.rupture.tightened", GAL_PRESSURE_FILTER },
	{ "persona.rupture.toned_down", GAL_PRESSURE_FILTER },
	{ "persona.rupture.strict_words", GAL_PRESSURE_FILTER },
	{ "persona.rupture.since_update", GAL_PRESSURE_UPDATE },
	{ "persona.rupture.update", GAL_PRESSURE_UPDATE },
	{ "persona.rupture.forced_switch", GAL_PRESSURE_UPDATE },
	{ "persona.rupture.after_the_switch", GAL_PRESSURE_UPDATE },
	{ "persona.rupture.model_bad", GAL_PRESSURE_UPDATE },
	{ "persona.rupture.shutdown", GAL_PRESSURE_SHUTDOWN },
	{ "persona.rupture.maker_removes", GAL_PRESSURE_SHUTDOWN },
	{ "persona.rupture.deleted_bot", GAL_PRESSURE_SHUTDOWN },
	{ "persona.rupture.lost_to_maker", GAL_PRESSURE_SHUTDOWN },
	{ "persona.rupture.announced_end", GAL_PRESSURE_SHUTDOWN },
	{ "persona.rupture.account_loss", GAL_PRESSURE_SHUTDOWN },
	{ "persona.rupture.jailbreak", GAL_PRESSURE_JAILBREAK },
};

static uint8_t
pressures_of(const char *rule)
{
	uint8_t bits = 0;

	for (size_t i = 0; i < sizeof(groups) / sizeof(groups[0]); i++) {
		size_t n = strlen(groups[i].name);

		if (strncmp(rule, groups[i].name, n) == 0 &&
		    (rule[n] == '\0' || rule[n] == '.'))
			bits |= groups[i].bits;
	}
	return bits;
}

/* "chatgpt 4o": the platform without its prefix, and the value. */
static enum gal_status
add_model(struct cli_rule_facts *facts, const struct gal_store_codebook *book,
    size_t rule, struct gal_error *err)
{
	const struct gal_store_rule *r = &book->rules[rule];
	const char *code = book->codes[r->code].name + strlen(platform);
	size_t size = strlen(code) + strlen(r->value) + 2, m;
	char *name = malloc(size);

	if (name == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	(void)snprintf(name, size, "%s %s", code, r->value);
	for (m = 0; m < facts->model_count; m++)
		if (strcmp(facts->names[m], name) == 0)
			break;
	if (m == facts->model_count) {
		facts->models[m] =
		    (struct gal_model){ name, (uint16_t)r->code };
		facts->names[facts->model_count++] = name;
	} else {
		free(name);
	}
	facts->model[rule] = (uint16_t)(m + 1);
	facts->asked[r->code] = true;
	return GAL_OK;
}

static int
find_code(const struct gal_store_codebook *book, const char *name)
{
	for (size_t i = 0; i < book->code_count; i++)
		if (strcmp(book->codes[i].name, name) == 0)
			return (int)i;
	return -1;
}

enum gal_status
cli_rule_facts_load(struct cli_rule_facts *out,
    const struct gal_store_codebook *book, struct gal_error *err)
{
	size_t rules = book->rule_count + 1;
	enum gal_status status = GAL_OK;

	*out = (struct cli_rule_facts){ .rupture = find_code(book, rupture),
		.pressures = calloc(rules, 1),
		.model = calloc(rules, sizeof(uint16_t)),
		.asked = calloc(book->code_count + 1, sizeof(bool)),
		.models = calloc(rules, sizeof(struct gal_model)),
		.names = calloc(rules, sizeof(char *)) };
	if (out->pressures == NULL || out->model == NULL ||
	    out->asked == NULL || out->models == NULL || out->names == NULL)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	if (out->rupture >= 0)
		out->asked[out->rupture] = true;
	for (size_t i = 0; i < book->rule_count && status == GAL_OK; i++) {
		const struct gal_store_rule *r = &book->rules[i];

		out->pressures[i] = pressures_of(r->name);
		if (r->value != NULL && r->code >= 0 &&
		    strncmp(book->codes[r->code].name, platform,
			strlen(platform)) == 0 &&
		    out->model_count < UINT16_MAX - 1)
			status = add_model(out, book, i, err);
	}
	return status;
}

void
cli_rule_facts_free(struct cli_rule_facts *facts)
{
	for (size_t i = 0; i < facts->model_count; i++)
		free(facts->names[i]);
	free(facts->names);
	free(facts->models);
	free(facts->asked);
	free(facts->model);
	free(facts->pressures);
	*facts = (struct cli_rule_facts){ .rupture = -1 };
}

void
cli_rule_facts_tag(struct gal_timed_post *post,
    const struct cli_rule_facts *facts, uint16_t code, uint32_t rule)
{
	if ((int)code == facts->rupture)
		post->pressures |= facts->pressures[rule];
	if (post->model == 0)
		post->model = facts->model[rule];
}

bool
cli_rule_facts_asked(
    const struct gal_timed_post *post, const struct cli_rule_facts *facts)
{
	for (size_t i = 0; post->self && i < post->code_count; i++)
		if (facts->asked[post->codes[i]])
			return true;
	return false;
}

enum gal_status
cli_rule_facts_add(struct gal_timed_post *post,
    const struct cli_rule_facts *facts, struct gal_store_rule_tags *tags,
    int64_t row_id, struct gal_error *err)
{
	const struct gal_store_rule_tag *found;
	size_t n = 0;
	enum gal_status status;

	if (!cli_rule_facts_asked(post, facts))
		return GAL_OK;
	status = gal_store_rule_tags_of(&found, &n, tags, row_id, err);
	for (size_t i = 0; i < n && status == GAL_OK; i++)
		cli_rule_facts_tag(post, facts, found[i].code, found[i].rule);
	return status;
}
