#include "stats/marks.h"

#include <string.h>

/* A name that ends with a point stands for all codes that begin with it. */
static const struct {
	const char *name;
	uint32_t marks;
} table[] = {
	{ "bond.", GAL_MARK_BOND },
	{ "risk.", GAL_MARK_RISK },
	{ "risk.dissociation", GAL_MARK_DISSOCIATION },
	{ "epistemic.outsourcing", GAL_MARK_COST },
	{ "epistemic.dulling", GAL_MARK_COST | GAL_MARK_DULLING },
	{ "epistemic.processing", GAL_MARK_PROCESSING },
	{ "benefit.", GAL_MARK_BENEFIT },
	{ "dependency.", GAL_MARK_DEPENDENCY },
	{ "onset.unintended", GAL_MARK_UNINTENDED },
	{ "onset.sought", GAL_MARK_SOUGHT },
	{ "materialization.", GAL_MARK_MATERIAL },
	{ "empathy.cognitive", GAL_MARK_COGNITIVE },
	{ "empathy.affective", GAL_MARK_AFFECTIVE },
	{ "empathy.behavioral", GAL_MARK_BEHAVIORAL },
	{ "persona.artifact", GAL_MARK_ARTIFACT },
	{ "persona.rupture", GAL_MARK_RUPTURE },
	{ "persona.contradiction", GAL_MARK_CONTRADICTION },
	{ "persona.grief", GAL_MARK_GRIEF },
	{ "persona.preservation", GAL_MARK_PRESERVATION },
	{ "persona.realness", GAL_MARK_REALNESS },
	{ "persona.simulation", GAL_MARK_SIMULATION },
	{ "persona.named", GAL_MARK_NAMED },
	{ "appraisal.helped", GAL_MARK_HELPED },
	{ "appraisal.hindered", GAL_MARK_HINDERED },
	{ "appraisal.able", GAL_MARK_ABLE },
	{ "appraisal.unable", GAL_MARK_UNABLE },
};

static bool
is_meant(const char *name, const char *code)
{
	size_t n = strlen(name);

	return name[n - 1] == '.' ? strncmp(code, name, n) == 0
				  : strcmp(code, name) == 0;
}

uint32_t
gal_marks_table(uint32_t *by_code, const char *const *codes, size_t count)
{
	uint32_t all = 0;

	for (size_t c = 0; c < count; c++) {
		by_code[c] = 0;
		for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++)
			if (is_meant(table[i].name, codes[c]))
				by_code[c] |= table[i].marks;
		all |= by_code[c];
	}
	return all;
}
