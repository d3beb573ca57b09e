/* Lines of `galatea tag` through a small codebook: each gives one line. */
#include <stdlib.h>
#include <string.h>

#include "classify/book.h"
#include "cli/tag_input.h"
#include "fuzz/fuzz.h"

static struct gal_codebook *book;
static struct gal_scratch *scratch;

static void
load(void)
{
	struct test_book files;

	book_begin(&files);
	book_file(&files, "rules/r.json",
	    "{\"dimension\":\"x\",\"rules\":[{\"id\":\"r\",\"code\":\"x.y\","
	    "\"any\":[\"<ai>\",\"(love|so _) ~4 (him|her)\",\"<emoji> .. "
	    "<name>\"],\"weight\":5}]}");
	book = book_load(&files);
	if (gal_scratch_new(&scratch, book, NULL) != GAL_OK)
		abort();
	book_end(&files);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct gal_buffer out = GAL_BUFFER(64 << 20);
	bool bad;

	if (book == NULL)
		load();
	if (cli_tag_line(&out, &bad, scratch, book,
		(struct gal_str){ (const char *)data, size }, 1, true,
		NULL) != GAL_OK ||
	    out.len == 0 || out.data[out.len - 1] != '\n' ||
	    memchr(out.data, '\n', out.len - 1) != NULL)
		__builtin_trap();
	gal_buffer_free(&out);
	return 0;
}
