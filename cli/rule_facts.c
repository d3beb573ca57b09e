#include "cli/pressures.h"

#include <string.h>

static const char rupture[] = "persona.rupture";

/* Groups of rules of the codebook; a rule "…jailbreak" of another codebook
 * counts as it says. */
static const struct gal_rule_group groups[] = {
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

enum gal_status
cli_pressures_open(
    struct cli_pressures *out, struct gal_store *store, struct gal_error *err)
{
	const struct gal_store_codebook *book = gal_store_codebook(store);

	*out = (struct cli_pressures){ .rupture = -1 };
	for (size_t i = 0; i < book->code_count; i++)
		if (strcmp(book->codes[i].name, rupture) == 0)
			out->rupture = (int)i;
	return gal_store_rule_marks_open(&out->marks, store, rupture, groups,
	    sizeof(groups) / sizeof(groups[0]), err);
}

enum gal_status
cli_pressures_add(struct gal_timed_post *post,
    const struct cli_pressures *pressures, int64_t row_id,
    struct gal_error *err)
{
	for (size_t i = 0; i < post->code_count; i++)
		if ((int)post->codes[i] == pressures->rupture)
			return gal_store_rule_marks_of(
			    &post->pressures, pressures->marks, row_id, err);
	return GAL_OK;
}

void
cli_pressures_close(struct cli_pressures *pressures)
{
	gal_store_rule_marks_close(pressures->marks);
	pressures->marks = NULL;
}
