/* Any bytes as a JSON object: the values must be text as json_pick.h
 * promises, and reading in place must agree with reading a copy, whatever
 * lies behind it (64 times the byte in the middle). */
#include <stdlib.h>
#include <string.h>

#include "fuzz/fuzz.h"
#include "ingest/json_pick.h"

static const char *const paths[] = { "id", "body", "created_utc", "edited",
	"_meta.removal_type", "_meta.deep.er", "list" };
#define PATHS (sizeof(paths) / sizeof(paths[0]))

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gal_json_value here[PATHS], there[PATHS];
	struct gal_json_pick *pick = NULL, *other = NULL;
	char *padded = calloc(1, size + 64);
	enum gal_status a, b;

	if (padded == NULL || gal_json_pick_new(&pick, paths, PATHS, NULL) ||
	    gal_json_pick_new(&other, paths, PATHS, NULL))
		abort();
	memcpy(padded, data, size);
	memset(padded + size, size > 0 ? data[size / 2] : 0, 64);
	a = gal_json_pick_run(pick, (const char *)data, size, size, here);
	b = gal_json_pick_run(other, padded, size, size + 64, there);
	if (a != b)
		abort();
	for (size_t i = 0; a == GAL_OK && i < PATHS; i++) {
		int64_t number;

		if (here[i].type != there[i].type ||
		    !gal_str_equal(here[i].text, there[i].text))
			abort();
		if (here[i].type == GAL_JSON_STRING && here[i].text.len > 0 &&
		    memchr(here[i].text.data, 0, here[i].text.len) != NULL)
			abort();
		(void)gal_json_int(&here[i], &number);
		(void)gal_json_is_true(&here[i]);
	}
	gal_json_pick_free(pick);
	gal_json_pick_free(other);
	free(padded);
	return 0;
}
