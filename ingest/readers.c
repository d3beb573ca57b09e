#include "ingest/readers.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static pthread_once_t opened = PTHREAD_ONCE_INIT;
static const struct gal_readers *readers;
static char fault[256];

static void
open_module(void)
{
	static const struct gal_readers_shape shape = GAL_READERS_SHAPE;
	/* found by the run path of the program */
	void *module = dlopen(GAL_READERS_FILE, RTLD_NOW | RTLD_LOCAL);
	const struct gal_readers *table =
	    module != NULL ? dlsym(module, GAL_READERS_TABLE) : NULL;

	if (table == NULL) {
		const char *text = dlerror();

		(void)snprintf(fault, sizeof(fault), "cannot be loaded: %s",
		    text != NULL ? text : "out of memory");
	} else if (memcmp(&table->shape, &shape, sizeof(shape)) != 0) {
		(void)snprintf(fault, sizeof(fault),
		    "is of another galatea than the program");
	} else {
		readers = table;
	}
}

enum gal_status
gal_readers_get(const struct gal_readers **out, struct gal_error *err)
{
	*out = NULL;
	if (pthread_once(&opened, open_module) != 0)
		return gal_fail(err, GAL_NOMEM, "out of memory");
	*out = readers;
	return readers != NULL
	    ? GAL_OK
	    : gal_fail(err, GAL_UNSUPPORTED,
		  "mail, HTML, zip and tar are read by %s, which %s: install "
		  "galatea again",
		  GAL_READERS_FILE, fault);
}

enum gal_status
gal_reader_libraries(const char **out, struct gal_error *err)
{
	const struct gal_readers *found;
	enum gal_status status = gal_readers_get(&found, err);

	*out = status == GAL_OK ? found->versions() : NULL;
	return status;
}
