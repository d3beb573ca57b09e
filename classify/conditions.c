#include "classify/conditions.h"

#include <string.h>

static const char *const names[GAL_CONDITION_COUNT] = {
#define GAL_AS_CONDITION_NAME(name, text, scope) text,
	GAL_CONDITION_MAP(GAL_AS_CONDITION_NAME)
#undef GAL_AS_CONDITION_NAME
};

const char *
gal_condition_name(unsigned bit)
{
	return bit < GAL_CONDITION_COUNT ? names[bit] : "?";
}

int
gal_condition_find(struct gal_str name)
{
	for (int i = 0; i < GAL_CONDITION_COUNT; i++) {
		if (gal_str_equal(gal_str_of(names[i]), name))
			return i;
	}
	return -1;
}

enum gal_status
gal_conditions_parse(
    struct gal_conditions *out, struct gal_str text, struct gal_error *err)
{
	size_t at = 0;

	while (at < text.len) {
		struct gal_str word;
		char sign = '\0';
		size_t end;
		int found;
		uint32_t mask;

		while (at < text.len && text.data[at] == ' ')
			at++;
		for (end = at; end < text.len && text.data[end] != ' ';)
			end++;
		if (end == at)
			break;
		if (text.data[at] == '!' || text.data[at] == '?')
			sign = text.data[at++];
		word = (struct gal_str){ text.data + at, end - at };
		found = gal_condition_find(word);
		if (found < 0)
			return gal_fail(err, GAL_CODEBOOK,
			    "no condition \"%.*s\"", (int)word.len, word.data);
		mask = 1u << found;
		out->care = sign == '?' ? out->care & ~mask : out->care | mask;
		out->want = sign == '\0' ? out->want | mask : out->want & ~mask;
		at = end;
	}
	return GAL_OK;
}

uint32_t
gal_conditions_blocked(const struct gal_conditions *conditions, uint32_t facts)
{
	uint32_t wrong = (facts ^ conditions->want) & conditions->care;
	uint32_t tiers = conditions->want & GAL_IF_TIERS;

	if ((tiers & facts) != 0)
		wrong &= ~tiers;
	return wrong;
}
