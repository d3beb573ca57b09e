#include "cli/steps.h"

/* In the order of the work; each is given what those before it made. */
const struct cli_step cli_steps[] = {
	{ NULL, NULL },
};
