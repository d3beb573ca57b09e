#include "notebooks-export/exporters.h"

#include <string.h>

const struct gal_exporter gal_exporters[] = {
	{ "tables", "tidy CSV and NDJSON with a JSON Schema each", true,
	    gal_export_tables },
	{ "vega-lite", "one Vega-Lite specification per chart", true,
	    gal_export_vegalite },
	{ "gnuplot", "one gnuplot script per chart", true, gal_export_gnuplot },
	{ "jupyter", "a Jupyter notebook that draws every chart", true,
	    gal_export_jupyter },
	{ "rmarkdown", "an R Markdown document that draws every chart", true,
	    gal_export_rmarkdown },
	{ "datasette", "metadata.json for opening the database in Datasette",
	    false, gal_export_datasette },
	{ "report", "one HTML page that tells the whole", true,
	    gal_export_report },
	{ NULL, NULL, false, NULL },
};

const struct gal_exporter *
gal_exporter_find(const char *name)
{
	for (const struct gal_exporter *e = gal_exporters; e->name != NULL;
	     e++) {
		if (strcmp(e->name, name) == 0)
			return e;
	}
	return NULL;
}

enum gal_status
gal_export_all(struct gal_export_dir *dir, const struct gal_export_input *input,
    struct gal_error *err)
{
	enum gal_status status = GAL_OK;

	for (const struct gal_exporter *e = gal_exporters;
	     e->name != NULL && status == GAL_OK; e++)
		status = e->write(dir, input, err);
	return status;
}
