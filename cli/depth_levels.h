/* Codes of a level of disclosure; a text without one of a kind stands at
 * level 1 of it. */
#ifndef GALATEA_CLI_DEPTH_LEVELS_H
#define GALATEA_CLI_DEPTH_LEVELS_H

#include <stddef.h>
#include <stdint.h>

#define CLI_DEPTH_LEVELS 6
extern const struct cli_depth_level {
	const char *code;
	int kind; /* information, thoughts, feelings */
	uint8_t level;
} cli_depth_levels[CLI_DEPTH_LEVELS];

#endif
