#include "ingest/json_pick_other.h"

#define gal_json_pick_new other_json_pick_new
#define gal_json_pick_free other_json_pick_free
#define gal_json_pick_run other_json_pick_run
#include "../../ingest/json_pick_cjson.c"
