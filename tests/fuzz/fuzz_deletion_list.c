/*
 * Any file as a list of what is to be purged: refused with a message, or
 * each entry is a name without blanks around it, of which an author's gives a
 * pseudonym or a message.
 */
#include <stdlib.h>
#include <string.h>

#include "cli/deletion_list.h"
#include "fuzz/fuzz.h"
#include "ingest/pseudonym.h"

static void
check_author(const char *name)
{
	static struct gal_key key;
	struct gal_pseudonym author;
	struct gal_error err = { 0 };

	gal_key_from_seed(&key, 1);
	if (gal_pseudonym_parse(&author, gal_str_of(name)) == GAL_OK)
		return;
	if (gal_pseudonym_make(&author, &key, GAL_PLATFORM_REDDIT,
		gal_str_of(name), &err) != GAL_OK &&
	    err.message[0] == '\0')
		abort();
}

static void
check_names(const struct gal_buffer *list)
{
	static const char blanks[] = " \t\r\n";
	enum deletion_kind kind;
	const char *name;
	size_t at = 0;

	while ((name = deletion_list_next(&kind, list, &at)) != NULL) {
		size_t n = strlen(name);

		if (n == 0 || name[0] == '#' || strchr(name, '\n') != NULL ||
		    strchr(blanks, name[0]) != NULL ||
		    strchr(blanks, name[n - 1]) != NULL)
			abort();
		if (kind == DELETION_AUTHOR)
			check_author(name);
		else if (kind != DELETION_POST || name[0] != 't' || n < 4)
			abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gal_buffer list = GAL_BUFFER(1 << 22);
	struct gal_error err = { 0 };
	FILE *file;

	if (size == 0 || size > 1 << 20)
		return 0;
	file = fmemopen((void *)(uintptr_t)data, size, "r");
	if (file == NULL)
		abort();
	if (deletion_list_read(&list, file, "list", &err) == GAL_OK)
		check_names(&list);
	else if (err.message[0] == '\0')
		abort();
	(void)fclose(file);
	gal_buffer_free(&list);
	return 0;
}
