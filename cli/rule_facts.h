/*
 * What the rules behind a post's tags say beyond the codes: what broke a
 * companion, from the names of the rules, and which model of a platform is
 * named, from their values.
 */
#ifndef GALATEA_CLI_RULE_FACTS_H
#define GALATEA_CLI_RULE_FACTS_H

#include "stats/timeline.h"
#include "store/rule_tags.h"

/* Tables over the rules and codes of the database's codebook. */
struct cli_rule_facts {
	int rupture;	    /* code index; -1: this codebook has none */
	uint8_t *pressures; /* [rules]: enum gal_pressure */
	uint16_t *model;    /* [rules]: 1 + index into models; 0: none */
	bool *asked;	    /* [codes]: a post that shows it is looked up */
	struct gal_model *models;
	size_t model_count;
	char **names; /* [model_count], owned: what models[].name borrows */
};

/* The caller frees, also on failure. Errors: NOMEM. */
GAL_MUST_USE enum gal_status cli_rule_facts_load(struct cli_rule_facts *out,
    const struct gal_store_codebook *book, struct gal_error *err);
void cli_rule_facts_free(struct cli_rule_facts *facts);
/* Whether the post's tags are asked at all: what is said of other people's
 * companions is not. */
bool cli_rule_facts_asked(
    const struct gal_timed_post *post, const struct cli_rule_facts *facts);
/* One tag of such a post: tags come codes ascending, those of one code in
 * their order in the text. */
void cli_rule_facts_tag(struct gal_timed_post *post,
    const struct cli_rule_facts *facts, uint16_t code, uint32_t rule);
/* Fills post->pressures where the post tells of a rupture, and post->model. */
GAL_MUST_USE enum gal_status cli_rule_facts_add(struct gal_timed_post *post,
    const struct cli_rule_facts *facts, struct gal_store_rule_tags *tags,
    int64_t row_id, struct gal_error *err);

#endif
