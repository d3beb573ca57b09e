#include "core/reading.h"

static const char *const stance_names[] = { "self", "other", "fiction" };
static const char *const field_names[] = { "title", "text", "none" };
static const char *const unread_names[] = { "read", "empty", "language", "bot",
	"role" };

#define NAME_AT(names, i)                                                      \
	((i) < sizeof(names) / sizeof((names)[0]) ? (names)[i] : "?")

const char *
gal_stance_name(uint8_t stance)
{
	return NAME_AT(stance_names, stance);
}

const char *
gal_field_name(uint8_t field)
{
	return NAME_AT(field_names, field);
}

const char *
gal_unread_name(uint8_t unread)
{
	return NAME_AT(unread_names, unread);
}
