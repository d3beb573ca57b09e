/*
 * Draw a labelling sample. Every post has a known probability: strata by what
 * the classifier said (rung, and whether any code of interest was decided)
 * and by kind (full posts, and comments or messages), the same number drawn
 * from each stratum as far as it reaches, by a seeded hash of the row id: any
 * order of the database gives the same sample.
 */
#ifndef GALATEA_CLI_VALIDATE_SAMPLE_H
#define GALATEA_CLI_VALIDATE_SAMPLE_H

#include "cli/validate_files.h"

struct sample_request {
	size_t size;	/* posts, or authors */
	bool by_author; /* draw authors, with all their posts */
	uint64_t seed;
	const char *directory; /* made if missing */
};

/* Writes design.csv, sample.csv, sample.json and labelstudio.xml. Errors:
 * UNDEFINED (no post was read), those of store and files. */
GAL_MUST_USE enum gal_status validate_sample(size_t *drawn,
    const struct sample_request *request, struct gal_store *store,
    struct gal_error *err);

#endif
