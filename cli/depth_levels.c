#include "cli/depth_levels.h"

const struct cli_depth_level cli_depth_levels[CLI_DEPTH_LEVELS] = {
	{ "disclosure.level.information_2", 0, 2 },
	{ "disclosure.level.information_3", 0, 3 },
	{ "disclosure.level.thoughts_2", 1, 2 },
	{ "disclosure.level.thoughts_3", 1, 3 },
	{ "disclosure.level.feelings_2", 2, 2 },
	{ "disclosure.level.feelings_3", 2, 3 },
};
