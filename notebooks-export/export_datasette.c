#include "notebooks-export/asset.h"
#include "notebooks-export/exporters.h"

/* `datasette galatea.db --metadata metadata.json`: the database itself, so
 * the canned queries count and never list text. */
enum gal_status
gal_export_datasette(struct gal_export_dir *dir,
    const struct gal_export_input *input, struct gal_error *err)
{
	(void)input;
	return gal_export_dir_write(dir, "datasette/metadata.json",
	    "titles, facets and canned queries for Datasette",
	    gal_asset("datasette.json"), err);
}
