/*
 * A directory of exports. Every file is written whole to a temporary name,
 * flushed and renamed, mode 0600: a reader sees the old file or the new one,
 * and no other user sees either. The directory ends with a manifest.json of
 * what was written, so that a second run can be compared byte by byte.
 */
#ifndef GALATEA_NOTEBOOKS_EXPORT_EXPORT_DIR_H
#define GALATEA_NOTEBOOKS_EXPORT_EXPORT_DIR_H

#include "core/frame.h"

/* A head figure of the report: "authors", 1234. */
struct gal_export_fact {
	const char *name;
	int64_t number;
	const char *text; /* instead of the number, if not NULL */
};

/* What the exports are about. Strings are borrowed and may be NULL. No clock
 * time: the same database gives the same bytes. */
struct gal_export_about {
	const char *title;	   /* for people: "galatea: corpus.db" */
	const char *codebook;	   /* hash, hex */
	const char *codebook_name; /* name and version for people */
	bool simulated;		   /* the posts come from the simulator */
	bool with_text;		   /* the user asked for verbatim text */
	const char *const *rungs;  /* the ladder, lowest first */
	size_t rung_count;
	const struct gal_export_fact *facts;
	size_t fact_count;
};

struct gal_export_dir;

/* Make dir (and its parents, mode 0700) unless it is there. about is
 * borrowed until close. Errors: IO, READ_ONLY, FULL, NOMEM. */
GAL_MUST_USE enum gal_status gal_export_dir_open(struct gal_export_dir **out,
    const char *path, const struct gal_export_about *about,
    struct gal_error *err);
const struct gal_export_about *gal_export_dir_about(
    const struct gal_export_dir *dir);

/*
 * Write one file. name is relative, "/" separated, made of letters, digits,
 * "_", "-" and "."; missing folders are made. purpose is one line for the
 * manifest. Errors: IO, READ_ONLY, FULL, ARGUMENT (name), NOMEM.
 */
GAL_MUST_USE enum gal_status gal_export_dir_write(struct gal_export_dir *dir,
    const char *name, const char *purpose, struct gal_str bytes,
    struct gal_error *err);
/* The same with the name made by a printf format. */
GAL_MUST_USE enum gal_status gal_export_dir_writef(struct gal_export_dir *dir,
    const char *purpose, struct gal_str bytes, struct gal_error *err,
    const char *format, ...) GAL_PRINTF(5, 6);

/* One file outside any directory of exports, written the same way. */
GAL_MUST_USE enum gal_status gal_export_write_file(
    const char *path, struct gal_str bytes, struct gal_error *err);

/* How many files so far. */
size_t gal_export_dir_count(const struct gal_export_dir *dir);

/* Write manifest.json and free. After an error the directory lacks a
 * manifest or has the old one; freed all the same. dir NULL: nothing. */
GAL_MUST_USE enum gal_status gal_export_dir_finish(
    struct gal_export_dir *dir, struct gal_error *err);
/* Free without a manifest. */
void gal_export_dir_free(struct gal_export_dir *dir);

#endif
