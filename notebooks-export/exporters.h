/*
 * Everything that can be written into a directory of exports from the
 * frames: one row of the table per kind. To add a kind: one file with one
 * function, one row in exporters.c.
 */
#ifndef GALATEA_NOTEBOOKS_EXPORT_EXPORTERS_H
#define GALATEA_NOTEBOOKS_EXPORT_EXPORTERS_H

#include "notebooks-export/export_dir.h"

/* What an exporter reads. frames: unique names; borrowed. */
struct gal_export_input {
	const struct gal_frame *const *frames;
	size_t frame_count;
	bool formula_guard; /* see gal_frame_options */
};

struct gal_exporter {
	const char *name; /* as typed: --only tables */
	const char *summary;
	bool of_frames; /* it writes the frames; else nothing needs them */
	enum gal_status (*write)(struct gal_export_dir *dir,
	    const struct gal_export_input *input, struct gal_error *err);
};

/* Ends with a NULL name. */
extern const struct gal_exporter gal_exporters[];
const struct gal_exporter *gal_exporter_find(const char *name);

/* All of the table in its order. */
GAL_MUST_USE enum gal_status gal_export_all(struct gal_export_dir *dir,
    const struct gal_export_input *input, struct gal_error *err);

/* The rows of the table. Errors: those of gal_export_dir_write(). */
GAL_MUST_USE enum gal_status gal_export_tables(struct gal_export_dir *dir,
    const struct gal_export_input *input, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_export_vegalite(struct gal_export_dir *dir,
    const struct gal_export_input *input, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_export_gnuplot(struct gal_export_dir *dir,
    const struct gal_export_input *input, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_export_jupyter(struct gal_export_dir *dir,
    const struct gal_export_input *input, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_export_rmarkdown(struct gal_export_dir *dir,
    const struct gal_export_input *input, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_export_datasette(struct gal_export_dir *dir,
    const struct gal_export_input *input, struct gal_error *err);
GAL_MUST_USE enum gal_status gal_export_report(struct gal_export_dir *dir,
    const struct gal_export_input *input, struct gal_error *err);

/* What stands on every page made from simulated posts. */
#define GAL_SIMULATED_LABEL                                                    \
	"Simulated data: made by galatea's simulator, not by people. "         \
	"It shows how the program works and is evidence of nothing else."

#endif
